r"""Tables that were pasted as text: their cells parted by bars, by line ends or by blanks, put into rows again.

table   = barred | counted
barred  = heading {row}                  | 序号 | 任务 | 责任单位 |    a line a row; |---| between them is layout
counted = "序号" {heading} {number cell {cell}}                       a cell a line, or parted by blanks

A row becomes one line, its cells parted by ``\t``, the lines of a cell by U+2028. Only what is certain is touched: a
heading that is a label of responsibility, and in a counted table serial numbers that count on. Which cell a piece of a
counted row is, its looks tell: names stand below 责任单位, times below 完成时限, one column after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, pairwise
from typing import NamedTuple

from graph_build.model import CELL_BREAK, CELL_END
from graph_build.read.reflow import fused
from graph_build.read.reflow.edits import Edit
from ontology import lexicon
from ontology.lexicon import either

_BARS = "|｜│┃¦║"
_BAR = re.compile(f"[{_BARS}]")
_RULE = re.compile(r"[\s|｜:：+=—\u2500-\u257f¦-]+$")
#: The line above a table that is drawn in a box.
_BOX_LINE = re.compile(r"\s*[\u2500-\u257f]+\s*$")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_BLANK = r" \u00a0\u2002-\u200a\u3000"
#: what parts two pieces of a line: any blank, or a wide one
_ENDS = r"\n\r\x0b\x0c\x85\u2028\u2029"
_GAPS = {
    "lines": re.compile(rf"[{_ENDS}]+"),
    "wide": re.compile(rf"(?:[{_ENDS}\u3000]|[{_BLANK}]{{2,}})+"),
    "any": re.compile(rf"[{_ENDS}{_BLANK}]+"),
}
_SERIAL_HEAD = re.compile(r"(?:序号?|编号|项目序号|任务序号|序列)$")
_FIRST_HEADING = re.compile(r"序(?:[号列]|(?<![\u4e00-\u9fff]序)(?![\u4e00-\u9fff]))|编号")
_SERIAL = re.compile(r"[（(]?(\d{1,3})[）).．、]?$")
_SENTENCE = re.compile(r"[。；，！？：:;]")
_LONGEST_HEAD, _MOST_HEADS, _MOST_PIECES, _LONGEST_HEADING, _LONGEST_PIECE = 20, 14, 40, 300, 2000

_TIME = re.compile(
    r"[到至]?(?:\d{2,4}年|[“\"]?十[一二三四五六七]五|\d{1,2}月|[今明本]年|年内|年底|每(?:[年月季]|半年)|第?[一二三四]季度|[上下]半年"
    r"|\d{4}[.-]\d{1,2}|长期|持续|常态|全年|常年|即时|按时|立即|即日).{0,16}$"
)
#: what a task begins with and a body does not, unless it is an organ: 扩建医院, 建设园区, but 建设局
_DOING = (
    r"(?:建设|新建|扩建|改建|续建|迁建|筹建|修建|建成|建立|改造|新增|修复|修缮|完善|推[进动广行]|开展|加[强快]|强化|实施|落实|制定|编制|出台|举办|打造|创建"
    r"|健全|培育|培养|引进|招[引商]|提[升高]|优化|深化|扩大|支持|鼓励|规范|整治|治理|清理|做好|完成|启动|升级|搬迁|购置|设立|成立|申报|拓展|探索|构建)"
)
_NAME = re.compile(
    rf"(?!{_DOING}[^局厅委办部署行]*$)"
    r"[^。；：:!！（(][^。；：:!！]{0,60}(?:局|厅|委|办|部|院|署|会|政府|室|处|科|司|所|站|队|社|馆|台|行|校|学|公司|集团|中心|指挥部|小组|街道|镇|乡|园区"
    r"|开发区|单位|部门|企业|机构|海关|联|公安|法院|县|区|市)(?:[（(][^（）()]{1,20}[）)])?等?[、，,；]?$"
)
#: 张三, 俞 悦, 陆 明俞 悦, 张某
_PERSON = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]|[\u4e00-\u9fff]某+)"
    r"(?:[ \u3000、]*[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]|[ \u3000、]+[\u4e00-\u9fff]{2,4})*$"
)
#: A bar behind the only cell of a line, as the text of a page has it.
_LAST_BAR = re.compile(r"[ \t\u3000]*[|｜│┃¦][ \t\u3000]*$")
_FEWEST_BARRED = 6  #: lines in a row


def unbarred(text: str) -> Iterator[Edit]:
    r"""Edits that drop the bar behind each cell of a table of a cell a line.

    >>> [(start, end) for start, end, _ in unbarred("序号 |\n任务 |\n责任单位 |\n1 |\n修路 |\n县交通局 |\n")][:2]
    [(2, 4), (7, 9)]
    """
    run: list[Edit] = []
    for line in chain(_LINE.finditer(text) if _BAR.search(text) else (), (None,)):
        if line and not line[0].strip():
            continue
        bar = _LAST_BAR.search(line[0]) if line and len(_BAR.findall(line[0])) == 1 else None
        if line and bar and bar.start():
            run.append((line.start() + bar.start(), line.end(), ""))
            continue
        if len(run) >= _FEWEST_BARRED:
            yield from run
        run = []


def mended(text: str) -> Iterator[Edit]:
    """Edits that put the cells of pasted tables into rows, in order."""
    counted = list(_counted(text))
    yield from sorted((*_barred(text), *(counted or _uncounted(text) or _lined(text)), *fused.cells(text)))


def looks_like_a_table(line: str) -> tuple[int, int] | None:
    """Where headings of a table stand in a line whose cells cannot be told apart, as in ``序号任务责任单位1修路``."""
    head = re.search(r"序号(?:(?:[，,][^\n\t。；，,：:]{1,12}){2,}|[^\n\t。；，：:]{2,60})", line)
    label = _inner_label().search(head[0]) if head else None
    return (head.start(), head.start() + label.end()) if head and label else None


@cache
def _inner_label() -> re.Pattern[str]:
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    return re.compile(rf"(?:{stems})(?:{heads})")


@cache
def _label() -> re.Pattern[str]:
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    own = either((*lexicon.labels(), *lexicon.lead_words(), *lexicon.co_words()))
    return re.compile(
        rf"(?:[省市县区州镇乡各主其]{{0,2}}[级直要他]?)?(?:(?:(?:{stems})[、及和与/（(]?)+(?:{heads})|{own})"
        r"(?:[（(][^。，；（）()]{1,16}[)）]|[^。，；：:（）()]{0,12})$"
    )


@cache
def _is_label(words: str) -> bool:
    """Whether the heading of a column says that bodies stand below it."""
    return bool(_label().match(re.sub(r"\s", "", words)))


# --- bars -------------------------------------------------------------------------------------------------------------


def _barred(text: str) -> Iterator[Edit]:
    """Edits that make bars between cells tabs, below a heading with a label; a rule between the lines is dropped."""
    if not any(map(text.__contains__, _BARS)):
        return
    lines = [line for line in _LINE.finditer(text) if line[0].strip()]
    width = held = 0  # bars of the heading, and of the row so far
    for line, before, after in zip(lines, (None, *lines), (*lines[1:], None), strict=False):
        bars = len(_BAR.findall(line[0]))
        if _RULE.match(line[0]):
            if width:
                yield line.start(), line.end(), ""
            continue
        if CELL_END in line[0] or (not bars and not 0 < held < width - 1):
            width = held = 0
            continue
        if not width:
            cells = [cell.strip() for cell in _BAR.split(line[0])]
            if len([cell for cell in cells if cell]) < 2 or not (
                after and (_BAR.search(after[0]) or _RULE.match(after[0]))
            ):
                continue
            if not any(map(_is_label, cells)) or not all(len(cell) <= 2 * _LONGEST_HEAD for cell in cells):
                continue
            if before and _BOX_LINE.match(before[0]):
                yield before.start(), before.end(), ""
            width, held = bars, 0
        elif before and 0 < held < width - 1 and held + bars <= width:
            yield before.end(), line.start(), CELL_BREAK  # a line end inside a cell
            held += bars
            yield from _bars(text, line.start(), line.end(), first=False, last=held >= width)
            continue
        held = bars
        yield from _bars(text, line.start(), line.end(), first=True, last=True)


def _bars(text: str, start: int, end: int, *, first: bool, last: bool) -> Iterator[Edit]:
    """Edits for the bars of one line: those at its ends are its frame."""
    words = text[start:end]
    for bar in re.finditer(rf"{_BAR.pattern}|{_BREAK.pattern}", words, re.IGNORECASE):
        at, stop = bar.span()
        if bar[0][0] == "<":
            yield start + at, start + stop, CELL_BREAK
            continue
        while at > 0 and words[at - 1].isspace():
            at -= 1
        while stop < len(words) and words[stop].isspace():
            stop += 1
        frame = (first and at == 0) or (last and stop == len(words))
        yield start + at, start + stop, "" if frame else CELL_END


# --- cells a line, cells parted by blanks -----------------------------------------------------------------------------


class _Piece(NamedTuple):
    """A stretch of text that is a cell or a line of one."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Head:
    """The heading of a counted table."""

    first: int  #: its first piece
    after: int  #: the first piece behind it
    columns: tuple[tuple[int, ...], ...]  #: the pieces of each heading
    group: tuple[int, ...]  #: the pieces of the heading of a group between it and the first row
    kinds: tuple[str, ...]  #: what stands below each: ordinal, duty, limit, person, text


def _counted(text: str) -> Iterator[Edit]:
    """Edits for tables whose rows begin with a serial number in a piece of its own."""
    done = 0
    for found in _FIRST_HEADING.finditer(text):
        begin = found.start()
        if begin < done or (begin and not (text[begin - 1].isspace() or text[begin - 1] in "项任目务")):
            continue
        line = text[begin : begin + _LONGEST_HEADING].partition("\n")[0]
        if CELL_END in line or _BAR.search(line):
            continue
        for name in ("lines", "wide", "any"):
            if name != "lines" and not _GAPS[name].search(line.strip()):
                continue
            edits = list(_edits(text, _pieces(text, begin, _GAPS[name])))
            if edits:
                yield from edits
                done = max(end for _, end, _ in edits)
                break


_TEXT_HEAD = re.compile(
    r"(?:重点|主要|具体|目标|年度|工作|任务|项目|实事|改革|整治)*(?:任务|内容|事项|举措|措施|目标|项目|工作)(?:名称|内容|要求)?$"
)


@cache
def _label_line() -> re.Pattern[str]:
    """A label that stands alone on a line that another stands before."""
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    return re.compile(rf"\n[ \u3000]*(?:{stems})+(?:{heads})[ \u3000]*$", re.MULTILINE)


def _uncounted(text: str) -> list[Edit]:
    """Edits for tables of a cell a line that count no rows: every cell is what its heading says, over and over."""
    edits: list[Edit] = []
    if not _label_line().search(f"\n{text}"):
        return edits
    lines = [_Piece(found.start(), found.end(), found[0].strip()) for found in _LINE.finditer(text) if found[0].strip()]
    at = 0
    while at < len(lines):
        kinds: list[str] = []
        for piece in lines[at : at + _MOST_HEADS]:
            kind = _kind(piece.words) if len(piece.words) <= _LONGEST_HEAD else "text"
            if kind in ("ordinal", "person") or (kind == "text" and not _TEXT_HEAD.match(piece.words)):
                break
            kinds.append(kind)
        width, end = len(kinds), at + len(kinds)
        while width > 1 and {"text", "duty"} <= set(kinds) and end + width <= len(lines):
            if not all(map(_is_cell, lines[end : end + width], kinds)):
                break
            end += width
        if width < 2 or end - at < 3 * width:
            at += 1
            continue
        for number, (piece, after) in enumerate(pairwise(lines[at:end]), 1):
            edits.append((piece.end, after.start, CELL_END if number % width else "\n"))
        at = end
    return edits


@cache
def _label_behind_blank() -> re.Pattern[str]:
    """A label that a blank parts from the heading before it, and a blank or the end of its line from what follows."""
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    return re.compile(rf"[{_BLANK}](?:{stems})+(?:{heads})(?=[{_BLANK}{_ENDS}])")


def _lined(text: str) -> list[Edit]:
    """Edits for tables of a row a line that count no rows: 工作任务 责任单位 完成时限 / 修路 县交通局 12月底."""
    edits: list[Edit] = []
    done = 0
    for label in _label_behind_blank().finditer(text):
        if label.start() < done:
            continue
        start = max(text.rfind(end, 0, label.start()) for end in "\n\r") + 1
        for gap in ("wide", "any"):
            rows = list(_rows_alike(text, start, _GAPS[gap]))
            if len(rows) > 2:
                edits += ((piece.end, after.start, CELL_END) for row in rows for piece, after in pairwise(row))
                done = rows[-1][-1].end
                break
    return edits


def _rows_alike(text: str, start: int, gap: re.Pattern[str]) -> Iterator[list[_Piece]]:
    """The heading in the line that begins at a place, and the rows below it whose cells all are what it says."""
    kinds: list[str] = []
    for line in _LINE.finditer(text, start):
        at = line.start()
        row = [_Piece(at + piece.start, at + piece.end, piece.words) for piece in _pieces(line[0], 0, gap)]
        if not kinds:
            kinds = [_kind(piece.words) for piece in row if len(piece.words) <= _LONGEST_HEAD]
            texts = [piece for piece, kind in zip(row, kinds, strict=False) if kind == "text"]
            if (
                len(kinds) != len(row)
                or not {"text", "duty"} <= set(kinds)
                or not all(_TEXT_HEAD.match(piece.words) for piece in texts)
            ):
                return
        else:
            if len(row) == len(kinds) + 1 and _serial(row[0]) is not None:  # 1. 修路
                row[:2] = [_Piece(row[0].start, row[1].end, text[row[0].start : row[1].end])]
            if len(row) != len(kinds) or not all(map(_is_cell, row, kinds)):
                return
        yield row


def _is_cell(piece: _Piece, kind: str) -> bool:
    """Whether a line is a cell below a heading of this kind beyond doubt."""
    if kind == "duty" and piece.words.endswith((*lexicon.lead_words(), *lexicon.co_words())):  # 市应急局牵头，各区配合
        return CELL_END not in piece.words
    if kind == "text":
        return CELL_END not in piece.words and _fit(piece, "duty") <= 0 and not _TIME.match(piece.words)
    return _fit(piece, kind) > 0 and CELL_END not in piece.words


def _edits(text: str, pieces: Iterator[_Piece]) -> Iterator[Edit]:
    """Edits for the table that the pieces begin with, if they do: as many are looked at as may belong to it."""
    taken = list(islice(pieces, _MOST_HEADS + 2))
    head = _head(taken)
    if head is None:
        return
    last, number = head.after, _serial(taken[head.after]) or 0
    for at, piece in enumerate(chain(taken[head.after + 1 :], pieces), head.after + 1):
        if at >= len(taken):
            taken.append(piece)
        if (counted := _serial(piece)) in (number, number + 1):
            last, number = at, counted or number
        elif at - last > _MOST_PIECES:
            break
    yield from _table(text, taken, head)


def _pieces(text: str, begin: int, gap: re.Pattern[str]) -> Iterator[_Piece]:
    """The pieces from a place on, up to a row that has its cells already or to a stretch that is no cell's."""
    start = begin
    while start < len(text):
        found = gap.search(text, start, start + _LONGEST_PIECE)
        if found is None and len(text) - start > _LONGEST_PIECE:
            return
        stop = found.start() if found else len(text)
        words = text[start:stop]
        if CELL_END in words.strip():
            return
        if bare := words.strip():
            lead = len(words) - len(words.lstrip())
            yield _Piece(start + lead, start + lead + len(bare), bare)
        start = found.end() if found else len(text)


def _head(pieces: Sequence[_Piece]) -> _Head | None:
    """The heading that begins with the first piece: 序号, further headings, and then the number 1."""
    if not pieces or not _SERIAL_HEAD.match(re.sub(r"\s", "", pieces[0].words)):
        return None
    stop = next((at for at, piece in enumerate(pieces[1 : _MOST_HEADS + 2], 1) if _serial(piece) is not None), None)
    if stop is None or stop < 3 or not (_serial(pieces[stop]) or 0) >= 0:
        return None
    group = _group_before(pieces, stop)
    first, stop = stop, stop - len(group)
    heads = pieces[1:stop]
    if len(heads) < 2 or any(len(piece.words) > _LONGEST_HEAD or _SENTENCE.search(piece.words) for piece in heads):
        return None
    columns: list[tuple[int, ...]] = [(0,)]
    at = 1
    while at < stop:
        wide = _spaced(pieces[at:stop]) or 1 + (at + 1 < stop and _is_split(pieces[at].words, pieces[at + 1].words))
        columns.append(tuple(range(at, at + wide)))
        at += wide
    kinds = tuple(_kind("".join(pieces[at].words for at in column)) for column in columns)
    return _Head(0, first, tuple(columns), group, kinds) if "duty" in kinds and len(kinds) >= 3 else None


def _spaced(pieces: Sequence[_Piece]) -> int:
    """How many pieces at the beginning are one heading set wide, a letter each: 工 作 任 务."""
    letters = next((at for at, piece in enumerate(pieces) if len(piece.words) > 1), len(pieces))
    return letters if letters > 1 else 0


_GROUP_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]*$")
_GROUP = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)])[^。；，]{2,30}$")


def _group_before(pieces: Sequence[_Piece], at: int) -> tuple[int, ...]:
    """The pieces of the heading of a group of rows that ends before a piece: 二、民生保障, or 二 and 民生保障."""
    if at > 1 and _GROUP.match(pieces[at - 1].words):
        return (at - 1,)
    if at > 2 and _GROUP_NUMBER.match(pieces[at - 2].words) and not _SENTENCE.search(pieces[at - 1].words):
        return (at - 2, at - 1)
    return ()


def _is_split(words: str, following: str) -> bool:
    """Whether two lines are one heading: 牵头 / 部门, 完成 / 时限."""
    if words in ("完成", "办结", "整改", "办理", "推进", "责任", "分管"):
        return following in ("时限", "时间", "期限", "节点", "领导", *lexicon.label_heads())
    return following in lexicon.label_heads() and words in (*lexicon.label_stems(), *lexicon.lead_words())


def _kind(words: str) -> str:
    """What stands below a heading."""
    words = re.sub(r"\s", "", words)
    if _SERIAL_HEAD.match(words):
        return "ordinal"
    if _is_label(words):
        return "duty"
    if re.search(r"(?:时限|期限|时间|节点|进度|日期)", words):
        return "limit"
    return "person" if re.search(r"领导|责任人|负责人|联系人|电话", words) else "text"


def _serial(piece: _Piece) -> int | None:
    found = _SERIAL.match(piece.words)
    return int(found[1]) if found else None


def _table(text: str, pieces: Sequence[_Piece], head: _Head) -> Iterator[Edit]:
    """Edits for the heading and for every row that a serial number begins."""
    rows = list(_rows(pieces, head))
    if not rows:
        return
    width = len(head.columns)
    placed: list[tuple[int, int]] = []  # column and row of each piece
    groups: set[int] = set()  # rows that are headings of groups
    row = 0
    for column, those in enumerate(head.columns):
        placed += [(column, row) for _ in those]
    group: tuple[int, ...] = head.group
    for first, stop in rows:
        if group:
            row += 1
            groups.add(row)
            placed += [(0, row) for _ in group]
        group = _group_before(pieces, stop) if stop < rows[-1][1] and stop - first > 3 else ()
        row += 1
        placed.append((0, row))
        for column, new in _assigned(pieces[first + 1 : stop - len(group)], head.kinds):
            row += new
            placed.append((column, row))
    for (piece, (column, row)), (after, (to, below)) in pairwise(zip(pieces, placed, strict=False)):
        if below > row:
            put = CELL_END * (0 if row in groups else width - 1 - column) + "\n" + CELL_END * to
        elif to > column:
            put = CELL_END * (to - column)
        else:
            parts = row > 0 and (head.kinds[column] != "text" or piece.words[-1] in "。；;")
            put = CELL_BREAK if parts and row not in groups else ""
        yield piece.end, after.start, put
    last = pieces[len(placed) - 1]
    ends = CELL_END * (width - 1 - placed[-1][0])
    if len(placed) < len(pieces):
        yield last.end, pieces[len(placed)].start, f"{ends}\n"
    elif ends:
        yield last.end, last.end, ends
    if pieces[0].start and text[pieces[0].start - 1] not in "\n\r":
        yield pieces[0].start, pieces[0].start, "\n"


def _rows(pieces: Sequence[_Piece], head: _Head) -> Iterator[tuple[int, int]]:
    """Where each row begins and ends: at numbers that count on, or say the same again."""
    begins = [head.after]
    number = _serial(pieces[head.after]) or 0
    for at in range(head.after + 1, len(pieces)):
        if at - begins[-1] > _MOST_PIECES:
            break
        found = _serial(pieces[at])
        if found in (number, number + 1) and at - begins[-1] > 2 and at + 1 < len(pieces):
            begins.append(at)
            number = found
    if number == _serial(pieces[head.after]) and len(begins) < 2 and number != 1:
        return
    yield from pairwise(begins)
    most = max((stop - first for first, stop in pairwise(begins)), default=len(head.columns) + 6)
    yield begins[-1], _end(pieces, begins[-1], head.kinds, most)


def _end(pieces: Sequence[_Piece], first: int, kinds: tuple[str, ...], most: int) -> int:
    """Where the last row ends: with its last column, which names may fill in more than one line."""
    limit = min(len(pieces), first + most + 2)
    for stop in range(first + 2, limit + 1):
        assigned = _assigned(pieces[first + 1 : stop], kinds)
        column, new = assigned[-1]
        if (
            stop > first + 2
            and not _names_go_on(*pieces[stop - 2 : stop])
            and (new or _fit(pieces[stop - 1], kinds[column]) <= 0)
        ):
            return stop - 1
        if column == len(kinds) - 1:
            while stop < len(pieces) and kinds[-1] == "duty":
                if _fit(pieces[stop], "duty") <= 0 and not _names_go_on(*pieces[stop - 1 : stop + 1]):
                    break
                stop += 1
            return stop
    return limit


def _names_go_on(before: _Piece, piece: _Piece) -> bool:
    """Whether a list of names that breaks off goes on in the next piece."""
    apart = _serial(piece) is not None or _SERIAL_HEAD.match(piece.words) or _BAR.search(piece.words)
    return before.words[-1] in "、，," and not apart


def _fit(piece: _Piece, kind: str) -> float:
    """How well a piece looks like what stands below a heading of this kind."""
    words = piece.words
    time, name = bool(_TIME.match(words)), bool(_NAME.match(words)) and not _TIME.match(words)
    plain = not time and not name
    if kind == "duty":
        return 3.0 if name else -3.0 if time or len(words) > 12 else -1.0
    if kind == "limit":
        return 3.0 if time else -3.0 if name or len(words) > 12 or words.endswith("。") else -1.0
    if kind == "person":
        return 1.5 if (_PERSON.match(words) and not name) or words.isdecimal() else -2.0
    return 1.0 if plain else -1.5 if len(words) <= 20 else 0.5


def _assigned(pieces: Sequence[_Piece], kinds: tuple[str, ...]) -> list[tuple[int, int]]:
    """The column of each piece of a row, and 1 where it begins a further row below the same number.

    The best way through the columns (Viterbi): each piece fits its column, columns follow one another.
    """
    columns = range(1, len(kinds))
    best = {column: (_fit(pieces[0], kinds[column]) + _past(1, column, kinds), [(column, 0)]) for column in columns}
    for piece in pieces[1:]:
        further: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for column in columns:
            fit = _fit(piece, kinds[column])
            score, before, new = max(
                (score + _step(before, column, kinds), before, int(column < before))
                for before, (score, _) in best.items()
            )
            further[column] = (score + fit, [*best[before][1], (column, new)])
        best = further
    return max(best.values(), key=lambda found: found[0])[1]


def _step(before: int, column: int, kinds: tuple[str, ...]) -> float:
    """What it costs to go from one column to another: on, past some, on in the same, or back to a further row."""
    if column == before:
        shared = kinds[column] == "duty" and "duty" in kinds[column + 1 :]  # a lead before those who join
        return -0.6 if shared else {"duty": 0.0, "text": -0.8}.get(kinds[column], -2.5)
    return _past(before + 1, column, kinds) if column > before else -2.5 + _past(1, column, kinds) / 4


def _past(first: int, column: int, kinds: tuple[str, ...]) -> float:
    """What it costs to leave columns empty: what is to be done is always said, and a lead before those who join."""
    return sum(-3.0 if kinds[at] == "text" else -1.5 - 0.01 * (len(kinds) - at) for at in range(first, column))
