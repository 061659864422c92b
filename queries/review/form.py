"""Rules on form: numbering, brackets, numbers of documents, titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from queries.review.advice import LIKELY, MUST, SHOULD, SURE, Remark, Words
from queries.review.draft import Draft, Passage
from queries.review.rule import rule

_DIGITS = "零一二三四五六七八九"


def _number(words: str) -> int | None:
    """The number that a marker bears, below a hundred in Chinese, None if it bears none.

    >>> [_number(words) for words in ("（二十一）", "十、", "3．", "附")]
    [21, 10, 3, None]
    """
    found = re.search(r"\d+|[一二三四五六七八九十]+", words)
    if not found:
        return None
    if found[0].isdecimal():
        return int(found[0])
    tens, ten, ones = found[0].rpartition("十")
    if not ten:
        return _DIGITS.index(ones) if len(ones) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


#: Markers that begin a line, by their kind: what stands behind the number tells the kinds apart.
_MARKER = re.compile(
    r"""
    ^[ \t　]*(?:
      (?P<chapter> 第[一二三四五六七八九十]{1,3}[章部] )              # 第一章
    | (?P<article> 第[一二三四五六七八九十]{1,3}条 )                  # 第一条
    | (?P<first>   [一二三四五六七八九十]{1,3}、 )                    # 一、
    | (?P<second>  [（(][一二三四五六七八九十]{1,3}[)）] )            # （一）
    | (?P<third>   \d{1,3}[.．、](?!\d) )                             # 1.
    | (?P<fourth>  [（(]\d{1,2}[)）](?!\d) )                          # （1）
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
#: What numbers of each kind start anew below: 第一章 counts on for articles.
_RESTARTS = {
    "chapter": (),
    "article": (),
    "first": ("chapter",),
    "second": ("chapter", "article", "first"),
    "third": ("chapter", "article", "first", "second"),
    "fourth": ("chapter", "article", "first", "second", "third"),
}


@rule(
    "A16",
    MUST,
    ("序号跳号、重号或倒序", "numbering that jumps, repeats or falls"),
    ("序号错了，别处引用“第X条”就会指错。", "Where numbers are wrong, references to them point elsewhere."),
)
def numbering(draft: Draft) -> Iterator[Remark]:
    """A number that does not follow the one before it, among markers of one kind at the beginning of lines.

    GB/T 9704—2012 7.3.3 fixes the order of the levels: 一、 （一） 1. （1）. Numbers of a level start anew below a
    higher one, or run through the whole text; both are right, so a 1 is never wrong. Lists and tables in annexes start
    anew, too.

    Fires::

        1.建设信用平台。（市财政局负责）
        2.建设数据平台。（市教育局负责）
        4.建设监管平台。（市民政局负责）

    Silent::

        1.建设信用平台。（市财政局负责）
        2.建设数据平台。（市教育局负责）
        3.建设监管平台。（市民政局负责）
    """
    before: dict[str, int] = {}
    ended: dict[str, int] = {}
    for found in _MARKER.finditer(draft.text):
        kind = str(found.lastgroup)
        number, last = _number(found[0]), before.get(kind)
        for deeper, above in _RESTARTS.items():
            if kind in above:
                before.pop(deeper, None)
        if number is None:
            continue
        between = draft.text[ended.get(kind, 0) : found.start()]
        before[kind], ended[kind] = number, found.end()
        if last is None or number in (1, last + 1) or (number > last and _stands(kind, last + 1, between)):
            continue
        marker = found[0].strip()
        start = found.end() - len(found[0].lstrip())
        zh, en = (
            ("重号", "repeats") if number == last else ("跳号", "jumps") if number > last else ("倒序", "falls back")
        )
        yield Remark(
            start,
            found.end(),
            Words(f"“{marker}”{zh}：前一个是{last}", f"{marker} {en}: the one before is {last}"),
            Words(
                f"改为{last + 1}，并核对其后序号与文中引用",
                f"write {last + 1}, and check what follows and refers to it",
            ),
            SURE,
        )


def _stands(kind: str, number: int, between: str) -> bool:
    """Whether a marker of a number stands in the text between, though at the beginning of no line."""
    if kind in ("third", "fourth"):
        return bool(re.search(rf"(?<!\d)[（(]?{number}[.．、)）]", between))
    return any(
        _number(found[0]) == number for found in re.finditer(r"[（(第]?[一二三四五六七八九十]+[、)）条章部]", between)
    )


#: Opening brackets and what closes each; the half-width forms are the same signs.
_PAIRS = {"（": "）", "《": "》", "〈": "〉", "“": "”", "〔": "〕", "【": "】", "「": "」"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_FULL = str.maketrans("()", "（）")
_SIGN = re.compile(f"[(){''.join(_PAIRS)}{''.join(_CLOSING)}]")
#: A closing bracket behind the number of an item: 1） and a) open nothing.
_ITEM = re.compile(r"(?:^|[\s，。；：:、）])[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])$")


@rule(
    "A17",
    MUST,
    ("括号、引号、书名号不成对", "brackets that do not pair"),
    ("不成对的括号会使责任单位读错范围。", "A bracket left open lets the bodies in it run into the text."),
)
def brackets(draft: Draft) -> Iterator[Remark]:
    """A bracket, quotation mark or title mark that is never closed, or closed without having been opened.

    GB/T 15834—2011 (标点符号用法): these marks stand in pairs. Pairs are looked for within a heading or a measure,
    never beyond it; a bracket behind the number of an item (1）) opens nothing.

    Fires::

        1.建设信用平台。（市财政局负责
        2.建设数据平台。（市教育局负责）

    Silent::

        1.建设信用平台。（市财政局负责）
        2.建设“一网通办”数据平台。（市教育局负责）
    """
    found = [each for start, end in _stretches(draft) for each in _left_open(draft.text, start, end)]
    for place, (sign, at) in enumerate(found):
        # A quotation may run over several paragraphs, opened in each and closed in the last.
        before, behind = found[place - 1 : place], found[place + 1 : place + 2]
        runs_on = sign == "“" and behind and behind[0][0] in "“”"
        if not runs_on and not (sign == "”" and before and before[0][0] == "“"):
            yield _unpaired(draft, sign, at)


def _left_open(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The marks of a stretch that are not paired in it, in the order of the text."""
    found: list[tuple[str, int]] = []
    open_: list[tuple[str, int]] = []
    for found_at in _SIGN.finditer(text, start, end):
        at, sign = found_at.start(), found_at[0].translate(_FULL)
        if sign in _PAIRS:
            open_.append((sign, at))
        elif sign in _CLOSING:
            if any(opening == _CLOSING[sign] for opening, _ in open_):
                while open_[-1][0] != _CLOSING[sign]:
                    found.append(open_.pop())
                open_.pop()
            elif not _ITEM.search(text[max(start, at - 5) : at]):
                found.append((sign, at))
    yield from sorted([*found, *open_], key=lambda each: each[1])


def _unpaired(draft: Draft, sign: str, at: int) -> Remark:
    opens = sign in _PAIRS
    other = _PAIRS[sign] if opens else _CLOSING[sign]
    return Remark(
        at,
        at + 1,
        Words(f"“{draft.text[at]}”没有对应的“{other}”", f"{draft.text[at]} has no {other}"),
        Words(f"补上“{other}”，或删去这一个", f"add {other}, or strike this one"),
        SURE,
    )


def _stretches(draft: Draft) -> Iterator[tuple[int, int]]:
    """The text from the beginning of one heading, measure or paragraph of its own to the next."""
    begins = {0, len(draft.text)}
    begins |= {section.place.start for section in draft.duties.sections if section.place}
    begins |= {measure.place.start for measure in draft.duties.measures if measure.place}
    yield from pairwise(sorted(begins))


#: A number of a document, in whatever brackets and with whatever went wrong within.
_NUMBER = re.compile(
    r"""
    (?P<sign>[\u4e00-\u9fff]{0,9}[政府委党][\u4e00-\u9fff]{0,2}字        # 鲁政办字, and no firm's 奥字
            |(?:(?!公司|厂)[\u4e00-\u9fff]){1,9}[发函办令规])              # 国办发
    (?P<open>[〔﹝\[(（【［]) (?P<year>\d{2,5}) (?P<close>[〕﹞\])）】］])   # 〔2018〕
    (?P<ordinal>第?) (?P<number>\d{1,4}) (?P<end>号?)                      # 第071号
    """,
    re.VERBOSE,
)


@rule(
    "A18",
    SHOULD,
    ("文号格式不合规范", "a malformed document number"),
    ("文号写错就查不到所引的文件。", "A document cannot be found by a number that is not written as it is."),
)
def document_number(draft: Draft) -> Iterator[Remark]:
    """A number of a document that is not an organ's sign, the year in 〔 〕, and a number without 第 or leading zeros.

    GB/T 9704—2012 7.2.5: 年份应标全称，用六角括号“〔〕”括入；发文顺序号不加“第”字，不编虚位（即1不编为01），
    在阿拉伯数字后加“号”字.

    Fires::

        1.落实《关于建设信用体系的意见》（国发[2015]71号）。（市财政局负责）

    Silent::

        1.落实《关于建设信用体系的意见》（国发〔2015〕71号）。（市财政局负责）
    """
    for start, end in _stretches(draft):
        for found, at, to in Passage.of(draft.text, start, end).find(_NUMBER):
            wrong = [
                (
                    found["open"] not in "〔﹝" or found["close"] not in "〕﹞",
                    "年份不在六角括号〔〕内",
                    "the year is not in 〔〕",
                ),
                (len(found["year"]) != 4, "年份不是四位", "the year has not four digits"),
                (bool(found["ordinal"]), "序号前多“第”字", "第 before the number"),
                (found["number"].startswith("0"), "序号编了虚位", "a leading zero"),
                (not found["end"], "缺“号”字", "号 is missing"),
            ]
            said = [(zh, en) for fault, zh, en in wrong if fault]
            if not said:
                continue
            right = f"{found['sign']}〔{found['year']}〕{int(found['number'])}号"
            yield Remark(
                at,
                to,
                Words(
                    f"“{found[0]}”{'，'.join(zh for zh, _ in said)}", f"{found[0]}: {', '.join(en for _, en in said)}"
                ),
                Words(
                    f"写作“{right}”" if len(found["year"]) == 4 else "核对年份后按〔年份〕序号的形式写",
                    f"write {right}" if len(found["year"]) == 4 else "look up the year",
                ),
                SURE,
            )


_CITED = re.compile(
    r"《(?P<title>[^《》]{4,100}(?:〈[^〈〉]*〉[^《》]*)?)》[（(](?P<number>[\u4e00-\u9fff]{1,12}[〔﹝\[(（【］［]\d{4}[〕﹞\])）】］]第?\d{1,4}号)[）)]"
)


@rule(
    "A19",
    SHOULD,
    ("所引文件标题不一致", "a cited title that differs"),
    ("同一文号对着两个标题，必有一处写错。", "One number and two titles: one of them is wrong."),
)
def cited_title(draft: Draft) -> Iterator[Remark]:
    """A document that is cited by a number with another title than elsewhere here, or than in the graph given.

    党政机关公文处理工作条例 19 and the drafting manuals: 引用公文应当先引标题，后引发文字号. Titles are compared
    without the issuer before them and without 印发 … 的通知 around them, since both are left out in citing.

    Fires::

        1.落实《关于建设信用体系的意见》（国发〔2015〕71号）。（市财政局负责）
        2.按照《关于加强环境保护的决定》（国发〔2015〕71号）整改。（市教育局负责）

    Silent::

        1.落实《关于建设信用体系的意见》（国发〔2015〕71号）。（市财政局负责）
        2.按照《国务院关于建设信用体系的意见》（国发〔2015〕71号）整改。（市教育局负责）
    """
    documents = draft.earlier.duties.documents
    titled = draft.earlier.once(
        _key, lambda: [(_key(d.number), d.title, d.iri) for d in documents if d.number and d.title]
    )
    known: dict[str, tuple[str, str]] = {}
    for number, title, document in titled:
        if document != draft.document.iri:
            known.setdefault(number, (title, "图谱"))
    for start, end in _stretches(draft):
        for found, at, to in Passage.of(draft.text, start, end).find(_CITED):
            title, where = known.setdefault(_key(found["number"]), (found["title"], "前文"))
            if not _same_title(title, found["title"]):
                yield Remark(
                    at,
                    to,
                    Words(
                        f"{found['number']}在{where}的标题是《{title}》",
                        f"{found['number']} bears another title {_WHERE[where]}: 《{title}》",
                    ),
                    Words("核对标题与文号，改正写错的一处", "look the document up and mend the one that is wrong"),
                    LIKELY,
                )


_WHERE = {"图谱": "in the graph", "前文": "above"}


def _key(number: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff\d]|第", "", number).rstrip("号")


def _same_title(one: str, other: str) -> bool:
    """Whether two titles are one document's, by what it is about.

    >>> _same_title("国务院关于印发“十三五”规划的通知", "“十三五”规划")
    True
    """
    first, second = (
        re.sub(r"[\s《》〈〉“”\"、，,]|^.{0,20}?(?=关于)|印发|转发|的通知$|^关于", "", title) for title in (one, other)
    )
    return first in second or second in first


RULES = (numbering, brackets, document_number, cited_title)
