r"""Text as its author wrote it: breaks inside a sentence undone, layout dropped, one unit a line.

``reflow`` promises:

1. Nothing is invented but line ends: every character stands in the source at its offset, save that a blank of
   any width, and a line end between two Latin words, is a plain space, a line end of any kind ``\n``, and what
   parts two cells of a pasted table ``\t``.
2. Nothing is dropped but layout: blanks (save one that parts two names in a list), line ends, invisible
   characters, page numbers, the frame of a pasted table, and what the reader marked as noise.
3. Offsets rise strictly; only a ``\n`` or ``\t`` put where the source has none shares that of the character before.
4. Lines are not empty, and neither begin nor end with a blank.
5. A line that begins with a marker or a label (责任单位：) stays one, unless it closes an open bracket. A row
   of a table stays one line, its cells parted by ``\t``, the paragraphs of a cell by U+2028.
6. Reflowed text is its own reflow.
7. Doubled line ends change nothing; a text that has lost its line ends gets those before its markers back.
8. Time and memory are linear in the text.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import NamedTuple

from graph_build.model import CELL_BREAK, CELL_END, Reading, Reflowed
from graph_build.read import pasted
from ontology.script import fold

#: no width: soft hyphen, zero-width and directional marks, variation selectors, byte order mark
INVISIBLE = (
    r"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
#: blanks of any width; the tab too, which only a row of a table keeps
BLANK = r" \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
#: ends of lines, pages and sections as Unicode counts them, but for the break inside a cell
LINE_END = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2029"
#: ideographs, and the punctuation as wide as they are: a blank beside these is layout
WIDE = (
    r"\u2014\u2018-\u201d\u2026\u2460-\u24ff"
    r"\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
HAN = "一二三四五六七八九十百零〇"

STOPS = "。！？；：…!?;:"
OPENERS = "（(〔[【〈《「『“‘"
CLOSERS = "）)〕]】〉》」』”’"
#: what cannot begin a line: the line before goes on
NO_START = "，、。；：！？…,;:!?．" + CLOSERS
#: what cannot end one, whatever follows; and what cannot end one unless a new unit follows
NO_END, WEAK_END = "第" + OPENERS, "，、,—"

#: what follows 3.2 where it is a quantity or a version and not a marker
QUANTITY = (
    rf"[{BLANK}]*(?:[万亿倍吨亩℃%％‰°\d.．~～至\-—、，。；）)]|年(?!度)|月(?![报度])|日(?!常)|元(?!宇)|[百千]分|[百千]?[瓦克米]|个(?!人|体|性)"
    r"|公[里顷斤]|平方|立方|[平立]米|分(?![类级步解工析阶区期批])|[版名户件项家度](?=[，。；、的以左])|[A-Za-zａ-ｚＡ-Ｚ]|$)"
)
#: how a unit begins, by the kind of its marker
MARKER = re.compile(
    rf"""
      (?P<article>第[{HAN}\d]{{1,6}}[编章节条])                            # 第十二条
    | (?P<han>[{HAN}]{{1,5}}[、．.])                                       # 一、推进知识产权管理体制机制改革
    | (?P<han_bracket>[（(〔【\[][{HAN}]{{1,5}}[）)〕】\]])                # （一）完善知识产权管理体制
    | (?P<arabic>\d{{1,3}}(?:[.．]\d{{1,2}}){{0,3}}(?:[.．、](?!\d)))       # 4. 13．  2、  1.2.
    | (?P<decimal>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?!{QUANTITY}))          # 1.1 编制目的
    | (?P<arabic_bracket>[（(〔]?\d{{1,3}}[）)〕])                         # （1）  1)
    | (?P<circled>[①-⒛㈠-㈩❶-➓])                                         # ①  ⑴  ⒈
    | (?P<bullet>[●■◆▲★○□◇△☆※•])
    | (?P<annex>附[件表录]?[{HAN}\d]{{0,3}}(?:[：:]|$)|专栏[{HAN}\d])       # 附件1：
    """,
    re.VERBOSE,
)
#: a marker or a quantity: 2.100个村, 2、12345热线, 3.5万亩
_COUNTED = re.compile(r"\d{1,3}[.．、](?=\d)")
#: the stems of labels that name bodies
_STEMS = "牵头|主[要办责管]|协[同办]|配合|参[与加]|责任|负责|落实|实施|承办"
#: a line that says first of what kind its words are: 责任单位：…, 【牵头部门】：…, 完成时限：…
LABEL = re.compile(
    r"[【〔（(\[]?[^，。；：、:;,.\s()（）]{0,10}(?:单位|部门|责任人|负责人|主体|时限|期限|时间|领导|[处科股]室|电话|"
    r"抄送|主送|抄报|签发人|来源)[^，。；：、:;,.\s()（）]{0,4}[】〕）)\]]?[：:]"
    rf"|[【〖](?:[省市县区州盟旗][级直]?)?(?:{_STEMS}|完成|办理){{1,3}}(?:单位|部门|主体|[时期]限)[】〗]"
)
#: a line that is a date of signature: 2017年6月9日印发
DATE_LINE = re.compile(rf"[\d{HAN}○Ｏ]{{2,4}}年[\d{HAN}]{{1,3}}月[\d{HAN}]{{1,3}}日(?:印发|发布|公布)?$")
#: a line that is a page number: — 12 —, -3-, 第 3 页 共 10 页
PAGE_NUMBER = re.compile(r"(?:[-—–－─]{1,2} ?\d{1,4} ?[-—–－─]{1,2}|第\d{1,4}页[，,/]?(?:共\d{1,4}页)?)$")
#: a line that is a title, though it may hold a comma
TITLE = re.compile(r".{0,80}(?:通知|意见|方案|办法|规定|决定|措施|计划|规划|细则|通告|公告|公报|函|要点|清单|条例)$")

_GAP = re.compile(f"[{BLANK}{INVISIBLE}]+")
_BLANK, _HIDDEN = re.compile(f"[{BLANK}]"), re.compile(f"[{INVISIBLE}]+")
_LINE = re.compile(f"[^{LINE_END}]+")
#: what a name ends with that a blank may part from the next one, which begins with the level of its government …
_ORGAN_ENDS = frozenset("局厅委办部院署会府联社团心行司）)")
_ORGAN = re.compile(
    r"(?:自治[区州县旗]|[省县区州盟旗团]|市(?!场)|国家|中央|各)"
    r"[\u4e00-\u9fff（）()、]{0,14}?[局厅委办部院署会府联社团心行司镇乡区]"
)
#: … or is one word, behind a name that does not itself go on in one: 市委 政法委, 税务总局 某市税务局
_BARE_ORGAN = re.compile(r"(?!委员会|办公|政府|人民政府)[\u4e00-\u9fff]{2,8}(?:[局厅部署委]|街道)(?![\u4e00-\u9fff])")
_BEFORE_BARE = re.compile(r"(?:(?<!总)局|厅|部|署|办|(?<![省市县区州盟旗党工])委)$")
_NAME_LENGTH, _LIST_LENGTH, _SENTENCE, _LABEL_ENDS = 24, 400, re.compile(f"[。{LINE_END}\u2028]"), "位门体头合任办）)】"
#: a label that a blank parts from the task before it: 做好国企改革 责任单位：县国资中心
_DUTY = re.compile(rf"(?:[省市县区州盟旗][级直])?(?:{_STEMS}){{1,3}}(?:单位|部门|主体|机关|机构|[科处]室)?[：:]")
_HAN = re.compile(r"[\u4e00-\u9fff”）)]")
_EDGE = re.compile(f"[{LINE_END}\u2028]")
_WIDE = re.compile(f"[{WIDE}]")
#: blanks but the tab, and the break inside a cell
_ROW_STRIP = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2028"
_PAGE_NUMBER_LENGTH, _LABEL_LENGTH, _LONG, _WIDEST = 20, 24, 25, 200
_BRACKET = re.compile(f"[{re.escape(OPENERS + CLOSERS)}]")
_CLAUSE = re.compile("[，,。；;]")
#: joining two lines may show that a third belongs to them: real texts are done after two rounds
_ROUNDS = 8

#: a stretch of the text, and what stands there afterwards: one character or none, or the ends of some cells
Edit = tuple[int, int, str]


def reflow(reading: Reading) -> Reflowed:
    r"""The text of a reading with its breaks undone, and the way back to the source text.

    >>> text = "13.强化有机衔接(自治区\n\n高级人民法院、公安厅)。\n\n— 6 —\n二、促进 2017 年运用\n"
    >>> print(reflow(Reading(text, "txt")).text)
    13.强化有机衔接(自治区高级人民法院、公安厅)。
    二、促进2017年运用
    """
    plain = fold(reading.text)
    text, offsets = _reflowed(replace(reading, text=plain) if plain != reading.text else reading)
    if plain != reading.text:  # words of either script are known; what was written stays
        written = reading.text
        text = "".join(written[at] if char == plain[at] else char for char, at in zip(text, offsets, strict=True))
    return Reflowed(reading.text, text, offsets)


def _reflowed(reading: Reading) -> tuple[str, array[int]]:
    """The text of a reading with its breaks undone, and the place of each character."""
    text, offsets = reading.text, array("I", range(len(reading.text)))
    text, offsets = _apply(text, offsets, ((span.start, span.end, "\n") for span in sorted(reading.noise)))
    if not reading.tables:
        text, offsets = _apply(text, offsets, pasted.mended(text))
    for _ in range(2):  # that a text has lost its line ends may show only when those inside its units are undone
        run_on = _is_run_on(text)
        if run_on:
            text, offsets = _apply(text, offsets, _line_ends_back(text))
        if CELL_END in text and not reading.tables:
            text, offsets = _apply(text, offsets, _rows_mended(text))
        text, offsets = _apply(text, offsets, _layout(text))
        text, offsets = _apply(text, offsets, _breaks(text))
        if run_on or not _is_run_on(text):
            break
    return text, offsets


def _apply(text: str, offsets: array[int], edits: Iterable[Edit]) -> tuple[str, array[int]]:
    """Text and offsets with the edits made, which come in order and do not overlap."""
    pieces: list[str] = []
    kept = array("I")
    done = 0
    for start, end, put in edits:
        pieces.append(text[done:start])
        kept += offsets[done:start]
        if put:
            pieces.append(put)
            kept.extend([offsets[start if start < end else start - 1]] * len(put))
        done = end
    if not done:
        return text, offsets
    pieces.append(text[done:])
    kept += offsets[done:]
    return "".join(pieces), kept


# Layout


def _layout(text: str) -> Iterator[Edit]:
    """Edits that drop invisible characters, and blanks but between Latin words and the cells of a table.

    Blanks at the head of a line stay: they may be the indent of a paragraph.
    """
    rows = _rows(text)
    row_start, row_end = next(rows, (len(text), len(text)))
    for gap in _GAP.finditer(text):
        start, end = gap.span()
        if not _BLANK.search(gap[0]):
            yield start, end, ""
            continue
        while end > row_end:
            row_start, row_end = next(rows, (len(text), len(text)))
        if start >= row_start and CELL_END in gap[0]:
            for between in re.finditer("[^\t]+", gap[0]):
                yield start + between.start(), start + between.end(), ""
        elif start == 0 or _EDGE.match(text[start - 1]):
            for hidden in _HIDDEN.finditer(gap[0]):
                yield start + hidden.start(), start + hidden.end(), ""
        elif end == len(text) or _EDGE.match(text[end]) or _WIDE.match(text[start - 1]) or _WIDE.match(text[end]):
            if not (
                _parts_names(text, start, end) or (start and _HAN.match(text[start - 1]) and _DUTY.match(text, end))
            ):
                yield start, end, ""
            elif gap[0] != " ":
                yield from _one_blank(start, gap[0])
        elif gap[0] != " ":
            yield from _one_blank(start, gap[0])


def _one_blank(start: int, gap: str) -> Iterator[Edit]:
    """Edits that leave one blank of a gap, in the place of a blank and not of an invisible character before it."""
    blank = _BLANK.search(gap)
    at = blank.start() if blank else 0
    if at:
        yield start, start + at, ""
    yield start + at, start + len(gap), " "


def _parts_names(text: str, start: int, end: int) -> bool:
    """Whether a blank stands for the 、 between two organs, in a bracket, a cell or behind a label.

    So it does in （区科技局 区财政局）; not in 发展改革委 办公室, nor between the issuers above a title.
    """
    if not start or text[start - 1] not in _ORGAN_ENDS:
        return False
    after = _HIDDEN.sub("", text[end : end + _NAME_LENGTH])
    before = _HIDDEN.sub("", text[max(0, start - _LIST_LENGTH) : start])
    if not (_ORGAN.match(after) or (_BARE_ORGAN.match(after) and _BEFORE_BARE.search(before[-2:]))):
        return False
    line = _SENTENCE.split(before)[-1]
    label = len(line[: max(line.rfind("："), line.rfind(":"), 0)].rstrip(_ROW_STRIP))
    return "\t" in line or _depth(line, 0) > 0 or (label > 0 and line[label - 1] in _LABEL_ENDS)


def _rows(text: str) -> Iterator[tuple[int, int]]:
    """Where the rows of tables stand: lines with a tab between two words."""
    if CELL_END in text:
        for line in _LINE.finditer(text):
            if CELL_END in line[0] and CELL_END in line[0].strip():
                yield line.span()


#: the heading of a table that counts its rows, and a row that is counted
_HEADING_ROW = re.compile(rf"[{BLANK}]*(?:[^\t]{{0,4}}序号?|编号)[{BLANK}]*\t")
_COUNTED_ROW = re.compile(rf"[{BLANK}]*\d{{1,3}}[.．、]?[{BLANK}]*\t")
#: a row is looked for in at most so many lines
_ROW_LINES = 24


def _rows_mended(text: str) -> Iterator[Edit]:
    """Edits that put together a row whose cells hold line ends: it is counted, and too short by what follows it.

    Only a plain text is in doubt here, and only below a heading that says how many cells a row has.
    """
    found = [line for line in _LINE.finditer(text) if line[0].strip()]
    width, number = 0, 0
    while number < len(found):
        row = found[number][0]
        if _HEADING_ROW.match(row):
            width = row.count(CELL_END) + 1
        following = _rest_of_row(found, number, width) if width and _COUNTED_ROW.match(row) else 0
        for line, after in pairwise(found[number : number + following + 1]):
            end = line.start() + len(line[0].rstrip(_ROW_STRIP))
            start = after.end() - len(after[0].lstrip(_ROW_STRIP))
            parts = text[end - 1] in WEAK_END + STOPS + CLOSERS or text[end - 1] in _ORGAN_ENDS
            yield end, start, CELL_BREAK if parts and text[start] not in OPENERS + NO_START else ""
        number += following + 1


def _rest_of_row(lines: Sequence[re.Match[str]], number: int, width: int) -> int:
    """How many lines after line ``number``, which begins a row, belong to that row of ``width`` cells."""
    cells, rest = lines[number][0].count(CELL_END) + 1, 0
    for line, after in pairwise(lines[number : number + _ROW_LINES]):
        if _COUNTED_ROW.match(after[0]) or _HEADING_ROW.match(after[0]):
            break
        if cells == width and not (CELL_END not in after[0] and line[0].rstrip()[-1] in WEAK_END):
            break
        cells += after[0].count(CELL_END)
        rest += 1
        if cells > width:
            return 0
    return rest if cells == width else 0


# Line breaks


class _Line(NamedTuple):
    """A line without its outer blanks, and what it shows at first sight."""

    start: int
    end: int
    text: str
    kind: str  #: of the marker it begins with; label, date; row of a table; ""
    indent: int  #: columns that it is set in
    paged: bool  #: a page number stands before it


def _split(text: str) -> Iterator[_Line]:
    """The lines that say something; page numbers do not."""
    paged = False
    for start, line in _parts(text):
        bare = line.strip()
        if not bare:
            continue
        if _is_page_number(bare):
            paged = True
            continue
        row = CELL_END in bare
        if row:
            bare = line.strip(_ROW_STRIP)
        lead = 0 if line[0] == bare[0] else line.index(bare)
        start += lead
        yield _Line(start, start + len(bare), bare, "row" if row else _kind(bare), _width(line[:lead]), paged)
        paged = False


def _is_page_number(line: str) -> bool:
    return len(line) < _PAGE_NUMBER_LENGTH and bool(PAGE_NUMBER.match(line))


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the text, and of the cells of tables with one column, each with its place."""
    for found in _LINE.finditer(text):
        line, start = found[0], found.start()
        if CELL_BREAK not in line or CELL_END in line.strip():
            yield start, line
            continue
        for part in line.split(CELL_BREAK):
            yield start, part
            start += len(part) + 1


def _kind(line: str) -> str:
    """What a line begins with."""
    if marker := MARKER.match(line):
        return marker.lastgroup or ""
    if _COUNTED.match(line):
        return "counted"
    head = line[:_LABEL_LENGTH]
    if ("：" in head or ":" in head or head[0] in "【〖") and LABEL.match(line):
        return "label"
    return "date" if "年" in head[:5] and DATE_LINE.match(line) else ""


def _breaks(text: str) -> list[Edit]:
    """Edits that undo the breaks inside a unit and leave one line end between two.

    Joining two lines may show that a third belongs to them, so units are judged again until none grows.
    """
    lines, joints = list(_split(text)), list[Edit]()
    if not lines:
        return [(0, len(text), "")]
    for _ in range(_ROUNDS):
        page = _Page(lines)
        units = list(_joined(page, joints))
        done = len(units) == len(lines) and not (page.full and page.indents)
        lines = units
        if done:
            break
    ends = [(line.end, after.start, "\n") for line, after in pairwise(lines)]
    edges = [(0, lines[0].start, ""), (lines[-1].end, len(text), "")]
    return sorted(edit for edit in chain(joints, ends, edges) if text[edit[0] : edit[1]] != edit[2])


def _joined(page: _Page, joints: list[Edit]) -> Iterator[_Line]:
    """The units of a page, one line each; the joints they were joined at are added to ``joints``."""
    unit = [page.lines[0]]
    for number, (line, after) in enumerate(pairwise(page.lines), 1):
        if page.goes_on(line, after, number):
            latin = not (_WIDE.match(line.text[-1]) or _WIDE.match(after.text[0]))
            joints.append((line.end, after.start, " " if latin else ""))
            unit.append(after)
        else:
            yield _one(unit)
            unit = [after]
    yield _one(unit)


def _one(unit: Sequence[_Line]) -> _Line:
    """Lines as one; where Latin words met, the blank does not matter here."""
    if len(unit) == 1:
        return unit[0]._replace(indent=0, paged=False) if unit[0].indent or unit[0].paged else unit[0]
    text = "".join(line.text for line in unit)
    return _Line(unit[0].start, unit[-1].end, text, _kind(text), 0, False)


class _Page:
    """The lines of a text, judged in order: what the page as a whole shows about one of them."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.lines = lines
        self.full = _measure(lines)
        self.sentences = _kinds_of_sentences(lines)
        self.indents = sum(line.indent > 0 for line in lines) * 20 > len(lines)
        self.head = lines[0]  # first line of the unit that is open
        self.depth = 0  # brackets open in it
        self.clauses = self.stops = False  # it has held a comma, a full stop

    def goes_on(self, line: _Line, after: _Line, number: int) -> bool:
        """Whether ``after``, which is line ``number``, belongs to the unit that ends in ``line`` so far."""
        if line.text[-1] != "。":
            self.depth = _depth(line.text, self.depth)
            self.clauses = self.clauses or bool(_CLAUSE.search(line.text))
            self.stops = self.stops or "。" in line.text
        if self._same(line, after, number):
            return True
        self.head, self.depth, self.clauses, self.stops = after, 0, False, False
        return False

    def _same(self, line: _Line, after: _Line, number: int) -> bool:
        if line.kind == "row" or after.kind == "row":
            return False
        last, first = line.text[-1], after.text[0]
        if first in NO_START or last in NO_END:
            return True
        if self.depth and last != "。" and self._closes(number):  # (自治区 / 高级人民法院、公安厅)
            return True
        if line.kind and line is self.head and _is_bare_marker(line):  # 第三条 / 本办法适用于…
            return not after.kind
        if after.kind and after.kind not in ("decimal", "counted"):
            return False
        if last in WEAK_END:
            return True
        wraps = self._fills(line)
        if after.kind == "counted" and last in STOPS + CLOSERS:  # 2.100个村 counts on where nothing else is open
            return wraps and self.indents and not after.indent
        if after.kind == "decimal":  # 3.2 may stand in running text, where the line is full before it
            return wraps and last not in STOPS + CLOSERS and not (self.indents and after.indent)
        if last in STOPS:  # the sentence ended where the line was full: the paragraph may go on
            return wraps and last in "。；;" and self.indents and not after.indent
        if wraps and not (self.indents and after.indent):
            return True
        if last in CLOSERS or not _CLAUSE.search(after.text):
            return False
        return after.paged or self._unfinished()

    def _fills(self, line: _Line) -> bool:
        """Whether a line is full; the first of a paragraph may have lost the indent of two characters."""
        lost = 4 if line is self.head and not self.indents else 0
        return bool(self.full) and line.indent + _width(line.text) + lost >= self.full

    def _closes(self, number: int) -> bool:
        """Whether the bracket that is open is closed in one of the next lines, before a new unit."""
        inner = 0  # brackets that open in these lines
        for after in self.lines[number : number + 5]:
            for bracket in _BRACKET.findall(after.text):
                inner += 1 if bracket in OPENERS else -1
                if inner < 0:
                    return True
            if after.kind and after.kind != "counted":
                return False
        return False

    def _unfinished(self) -> bool:
        """Whether the unit, which ends in a word, is a sentence broken off rather than a heading."""
        if self.head.kind in ("label", "date", "annex"):
            return False
        if self.stops:
            return True  # a heading holds no full stop
        if self.head.kind:
            return self.clauses and self.head.kind in self.sentences
        return self.clauses and len(self.head.text) >= _LONG and not TITLE.match(self.head.text)


def _measure(lines: Sequence[_Line]) -> int:
    """The least width of a full line, if the text was broken at one width; else 0.

    So it was if hardly a line is wider and many are about as wide.
    """
    lengths = sorted(len(line.text) for line in lines if line.kind != "row")
    if len(lengths) < 6 or lengths[len(lengths) * 97 // 100] > _WIDEST:
        return 0
    widths = sorted(line.indent + _width(line.text) for line in lines if line.kind != "row")
    widest = widths[len(widths) * 97 // 100]
    least = widest - 5
    full = len(widths) - bisect_left(widths, least)
    open_ends = sum(line.text[-1] not in STOPS and line.indent + _width(line.text) >= least for line in lines)
    wraps = 24 <= widest <= _WIDEST and full * 5 >= len(widths) * 2 and open_ends * 2 >= full
    return least if wraps else 0


def _width(line: str) -> int:
    """Columns that a line takes: two an ideograph, one a Latin letter."""
    return 2 * len(line) - len(line.encode("ascii", "ignore"))


def _kinds_of_sentences(lines: Sequence[_Line]) -> frozenset[str]:
    """Kinds of markers whose units end as sentences do in this text, not as headings."""
    marked = Counter(line.kind for line in lines)
    ended = Counter(line.kind for line in lines if line.text[-1] in STOPS + CLOSERS)
    return frozenset(kind for kind, all_of in marked.items() if all_of >= 3 and ended[kind] * 5 >= all_of * 4)


def _depth(line: str, depth: int) -> int:
    """How many brackets are open at the end of a line; a bracket too many closes nothing."""
    for bracket in _BRACKET.findall(line):
        depth = depth + 1 if bracket in OPENERS else max(0, depth - 1)
    return depth


def _is_bare_marker(line: _Line) -> bool:
    """Whether a line is a marker and nothing else, parted from its words; an annex may stand alone."""
    marker = MARKER.fullmatch(line.text)
    return marker is not None and line.kind != "annex"


# Texts that have lost their line ends


def _is_run_on(text: str) -> bool:
    """Whether a text has lost its line ends: a document in three lines, or in lines as long as documents."""
    said = [line for line in map(str.strip, text.splitlines()) if line and not _is_page_number(line)]
    length = sum(map(len, said))
    return (len(said) <= 3 and length >= 100) or length > 1000 * len(said)


#: a blank between these may stand for a lost line end
_PARTED, _PARTING = re.compile(rf"[{WIDE});:.]"), re.compile(rf"[{WIDE}(]")
#: a wide character that stands alone between blanks: 总　则
_SPREAD = re.compile(rf"(?:^|(?<=[{BLANK}{LINE_END}]))[{WIDE}](?=[{BLANK}{LINE_END}]|$)")
#: what may begin a unit inside a line; the numeral is in the group
_INNER = re.compile(
    rf"""(?=[第（(\d省市县区州盟旗完牵主协配参责负落实承{HAN}])  # looked at first, since there are few of these
    (?: 第(?P<article>[{HAN}]{{1,5}}|\d{{1,3}})[章条]
    | (?P<han>[{HAN}]{{1,3}})、
    | [（(](?P<han_bracket>[{HAN}]{{1,3}})[）)]
    | (?<![\d.．])(?P<arabic>\d{{1,2}})[.．、](?!\d)
    | (?<![\d.．])(?P<counted>\d{{1,2}})[.．、](?=\d)  # 2.30个镇街, 1.2024年6月底前
    | (?P<label>(?:[省市县区州盟旗][级直])?
      (?:{_STEMS}|完成){{1,3}})
      (?:单位|部门|主体|[时期]限|领导)[：:]
    )
    """,
    re.VERBOSE,
)
_NUMERALS = {
    f"{'' if n < 20 else HAN[n // 10 - 1]}{'十' if n > 9 else ''}{HAN[n % 10 - 1] if n % 10 else ''}": n
    for n in range(1, 100)
}


def _line_ends_back(text: str) -> Iterator[Edit]:
    """Edits that put line ends where a unit begins inside a line: at a blank or a marker."""
    ends = sorted({*_at_blanks(text), *_at_markers(text)})
    return ((start, end, "\n") for start, end in ends)


def _at_blanks(text: str) -> Iterator[tuple[int, int]]:
    """Blanks that part words, not cells or names; those that only set a title wide (总　则) part single characters."""
    for gap in _GAP.finditer(text):
        start, end = gap.span()
        if not (start and _PARTED.match(text, start - 1) and _PARTING.match(text, end)):
            continue
        kept = CELL_END in gap[0] or _parts_names(text, start, end)
        if not (kept or _SPREAD.match(text, start - 1) or _SPREAD.match(text, end)):
            yield start, end


#: a first chapter or part that stands right behind its title; 统一、 and 第一、 are none
_NO_FIRST = re.compile(rf"(?:[第、统唯同专合归逐如万之随{HAN}]|(?<![计规])划|(?<![清名])单)$")
_YEAR = re.compile(r"20\d\d年")
_SECOND = re.compile(rf"[{re.escape(STOPS + CLOSERS)}]\s*二、")
#: a title between two full stops is at most so long; so are a chapter heading and the labels of a task
_TITLE_LENGTH, _HEADING_LENGTH, _LABELS_LENGTH = 60, 24, 200
_STOP = re.compile(rf"[{re.escape(STOPS + CLOSERS)}]")


def _at_markers(text: str) -> Iterator[tuple[int, int]]:
    """Places before markers that count on from the last of their kind, or start at one.

    A first chapter may stand right behind a title, which begins behind the full stop before it.
    """
    last: Counter[str] = Counter()
    seconds = max((found.start() for found in _SECOND.finditer(text)), default=-1)
    labels = chapter = -_LABELS_LENGTH  # where the last of them stands
    for marker in _INNER.finditer(text):
        start, kind, numeral = marker.start(), marker.lastgroup or "", marker[marker.lastgroup or 0]
        before = text[max(0, start - 8) : start].strip()[-1:]
        value = _NUMERALS.get(numeral) or (int(numeral) if numeral.isdecimal() else 0)
        ended = not before or before in STOPS + CLOSERS
        if kind == "counted":  # a number before a digit is a quantity unless it counts on, or begins before a year
            if not (value == last["arabic"] + 1 and (ended if value > 1 else _YEAR.match(text, marker.end()))):
                continue
            kind = "arabic"
        series = marker[0][-1] if kind == "article" else kind  # chapters and articles count apart
        headed = series == "条" and start - chapter < _HEADING_LENGTH
        if kind == "label":
            starts = before in ("。", "）", ")")
            starts = starts or (start - labels < _LABELS_LENGTH and "。" not in text[labels:start])
        elif value == last[series] + 1 > 1:
            starts = ended or headed or (kind != "article" and before not in "第、" + HAN + OPENERS)
        elif (
            kind == "han"
            and value == 1
            and not ended
            and start < seconds
            and not _NO_FIRST.search(text[max(0, start - 2) : start])
        ):
            starts = True
            stops = [stop.end() for stop in _STOP.finditer(text, max(0, start - _TITLE_LENGTH), start)]
            if stops:
                yield stops[-1], stops[-1]
        else:
            starts = value == 1 and (
                ended or headed or (kind in ("han_bracket", "arabic") and before not in "第、件表图" + OPENERS)
            )
        if starts:
            last[series] = value
            labels = start if kind == "label" else -_LABELS_LENGTH
            chapter = start if series == "章" else chapter
            yield start, start
