"""Header and foot: title, number, issuers, date, addressees, copies.

    head  = {noise} [letterhead] {title | number | date | source} [addressees ":"] {preamble} [signature date]
    foot  = [signature] [date] ["抄送：" parties] [imprint] {noise}

Formats follow GB/T 9704-2012 and what web portals make of it: parts may be missing, doubled, or in another order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from graph_build.identifiers import DocumentNumber
from graph_build.model import Field, Kind, Reflowed, Span
from graph_build.parse.lists import read_names
from graph_build.parse.names import kind_of, narrow
from graph_build.parse.numerals import date_of
from graph_build.read.reflow.markers import CONTENTS
from ontology.patterns import regex
from ontology.script import fold

#: The nouns that titles of official documents end with.
GENRE = (
    r"(?:通知|意见|方案|计划|计画|措施|办法|规定|决定|举措|政策|细则|规划|纲要|公告|通告|批复|函|要点|清单|条例|章程|指南|行动|制度|预案|规则|决议|报告|命令|令|指引|标准|通报|公报|答复|复函|请示|说明|政策包"
    r"|任务分工|分工|分解|(?:分解|分工|任务|责任|清单|一览|明细|汇总|安排|推进|计划)表|台账|责任书|中华人民共和国[^的，。]{2,30}法|条款|十条|条|若干[^的，。]{1,8})"
)
_TITLE_END = regex(rf"{GENRE}(?:\([^()]*\)|的请示|《[^》]*》)*$")
_NO_TITLE = regex(rf"附[件表录]\d*[：:]|{CONTENTS.pattern}|\d{{1,2}}[.．、](?!\d)|主题词[：:]")
#: A title that a portal gives in a list or table of what it knows: 发文标题：…, | 标 题： | … |
_TITLE_LABEL = regex(
    r"^[|｜\[]?(?:标\s*题|名\s*称|(?:文件|信息|公文)名\s*称|(?:发文|文件|公文|信息)标题)\]?[：:][|｜\s]*"
)
#: What is short and a title all the same: 重点任务分工表, 责任清单.
_LIST_TITLE = regex(r"[\u4e00-\u9fff]{0,6}(?:任务|责任|职责|分工|事项)[\u4e00-\u9fff]{0,4}(?:表|清单|台账|方案)$")
#: A title may end otherwise where its number stands behind it.
_NUMBERED_END = regex(r"(?:任务|工作|事项|目标|安排|责任|职责)$")
_TITLE_SIGN = regex(r"关于|印发|转发|发布|公布|实施|贯彻|支持|促进|推进|加强|加快")
_SENTENCE = regex(r"[。；;！!]|[：:]$")
_NUMBER = (
    r"[\u4e00-\u9fff]{1,14}[〔﹝\[(（【［〈「<＜《]\s*(?:19|20)\d{2}\s*[〕﹞\])）】］〉」>＞》]\s*第?\s*\d{1,5}\s*号"
)
_NUMBER_LINE = regex(rf"^(?:\[?(?:发文字号|文号|文件编号|发文号|字号)\]?[：:]?)?[（(]?(?P<number>{_NUMBER})[）)]?$")
#: A title with its number in brackets behind it, on one line.
_NUMBER_BEHIND = regex(rf"^(?P<title>.{{6,}}?)\s*[（(](?P<number>{_NUMBER})[）)]$")
#: What such a line ends with: looked at first.
_BEHIND = ("号）", "号)")
#: A table of what a portal knows of a text, pasted in lines: 发布机构区人民政府办公室文号蔡政办〔2023〕1号
_NUMBER_WITHIN = regex(
    rf"(?:发文字号|文\s*号|文件编号|发文编号)[\s\]］】：:|｜]*(?P<number>{_NUMBER})(?![\u4e00-\u9fff]{{0,4}}精神)"
)
#: The date in such a table: that of signature before that of publication.
_DATES_WITHIN = tuple(
    regex(
        rf"(?:{label})(?:日期|时间)[\s\]］】：:|｜]*(?P<date>(?:19|20)\d{{2}}(?:年\d{{1,2}}月\d{{1,2}}日|[-./]\d{{1,2}}[-./]\d{{1,2}}))"
    )
    for label in ("成文|签发|制发", "发文|印发", "发布|公布|生成")
)
_BAR = regex(r"[|｜]")
#: 某县人民政府办公室文件, in red above the number
_LETTERHEAD = regex(r"(?P<who>[\u4e00-\u9fff（）()]{2,40}?)文件$")
#: Orders and announcements are numbered by their issuer: 国务院令第711号, 财政部税务总局公告2020年第8号
_SERIAL_LINE = regex(
    r"^(?:\[?(?:发文字号|文号)\]?[：:])?(?P<number>(?P<who>[\u4e00-\u9fff]{0,30}?)(?:令|公告|通告)(?:(?:19|20)\d{2}年)?第\d{1,5}号)$"
)
_SERIAL = regex(r"^第\d{1,5}号$")
_CHROME = regex(
    r"^(?:政策解读|政策原文|(?:内容)?来源|发布时间|发布日期|发布机构|发文机关|索引号|主题分类|信息来源|浏览|字体|打印|分享|扫一扫|相关(?:解读|链接|文档|阅读)|当前位置|首页|附件下载|责任编辑|编辑|版权所有|网站|主办单位|承办单位|政策文件|信息公开|公文|文件$|文\s*件$|\[)"
)
_DATE_LINE = regex(
    r"^[（(]?(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日|[一二]?[〇○零一二三四五六七八九]{3,4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)(?P<after>[^，。]{0,6})[）)]?$"
)
#: （2022年3月15日…人民政府公布）, below the title of a rule
_PROMULGATED = regex(
    r"^[（(](?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)[^（()）]{2,60}(?:公布|发布|通过|修订|修正)(?:[，。；][^（()）]*)?[）)]$"
)
_ISO_LINE = regex(r"^(?P<date>(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})(?:\s+\d{1,2}:\d{2}.*)?$")
_IMPRINT = regex(
    r"^(?P<who>[\u4e00-\u9fff（）()]*?)(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?P<verb>印发|发布|公布)?(?P<rest>.*)$"
)
_ADDRESSEES = regex(r"^(?=.*(?:各|政府|部门|单位|机构|委员会|局|厅|办|公司|院))(?P<list>[^。；!?《]{2,400})[：:]$")
_CC = regex(r"^(?:抄送|抄报|分送|主送)\s*[：:](?P<list>.+)$")
#: A class of bodies whose sectors are listed before what they are: 各省、自治区工业和信息化、发展改革、财政主管部门.
_CLASS = regex(r"各[^，。；：]{2,}(?:部门|单位|机构|政府|机制|企业|院校|[局厅委办])$")
#: What parts those who are addressed, or copied to.
_BETWEEN = r"[，,；;。]"
#: 附件：1.… lists annexes at the foot of a notice.
_ANNEXES = regex(r"^附件(?:\d{0,2}[：:]|\d?$)")
_PUBLIC = regex(r"^[（(](?:此件|本文|联系人|此文)[^）)]*[）)]$")


class Line(NamedTuple):
    """A line of the head or the foot."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The facts of head and foot, before anybody is resolved; ``used`` names the lines that held them, by kind."""

    title: Field | None = None
    number: str | None = None
    issuers: tuple[Field, ...] = ()
    date: date | None = None
    addressees: tuple[Field, ...] = ()
    cc: tuple[Field, ...] = ()
    used: tuple[tuple[Span, str], ...] = ()


def is_foot(text: str) -> bool:
    """Whether a line after the last measure belongs to the foot of the document.

    >>> is_foot("2017年6月9日印发"), is_foot("抄送：省委各部门"), is_foot("各市要抓紧落实。")
    (True, True, False)
    """
    if not re.search(r"[\u4e00-\u9fff]", text):
        return True
    if any(form.match(text) for form in (_CC, _PUBLIC, _CHROME, _DATE_LINE, _ANNEXES)):
        return True
    imprint = _IMPRINT.match(text)
    if imprint and len(text) < 80 and (imprint["verb"] or not imprint["rest"]):
        return True
    bare = not re.search(r"[，。；：、\t]|^[〔【\[［（(][^〕】\]］）)]+[〕】\]］）)].", text)
    return bare and (len(text) <= 12 or (len(text) <= 30 and kind_of(text) is Kind.AGENCY))


def read_heading(
    reflowed: Reflowed, head: tuple[Line, ...], foot: tuple[Line, ...], known: Span | None = None
) -> Heading:
    """The facts of the lines before the first measure and after the last; the title's place in the source if known."""
    number, number_lines = _number(head)
    title, title_lines = _known_title(reflowed, head, known)
    if title is None:
        title, title_lines = _title(
            tuple(line for line in head if line not in number_lines or _TITLE_LABEL.match(line.text))
        )
    signature, signed = _signature((*head, *foot), title_lines)
    addressed = next((line for line in head if _is_addressees(line, title_lines)), None)
    copied = next((line for line in foot if _CC.match(line.text)), None)
    when = _date(head, foot)
    used = (
        *((line.span, "title") for line in title_lines),
        *((line.span, "number") for line in number_lines),
        *((line.span, kind) for line, kind in ((addressed, "addressees"), (copied, "cc")) if line),
        *((line.span, "signature") for line in signed),
    )
    return Heading(
        title,
        number,
        tuple(one for field in signature for one in _several(reflowed, field.span) or (field,))
        or _issuers_of_title(reflowed, title)
        or _issuers_of_order(reflowed, number_lines)
        or _issuers_of_letterhead(reflowed, head)
        or _issuers_of_source(reflowed, head),
        when,
        _apart(reflowed, _split(addressed.text, addressed.span, _BETWEEN)) if addressed else (),
        _apart(reflowed, _copied(copied)) if copied else (),
        used,
    )


def _number(head: tuple[Line, ...]) -> tuple[str | None, tuple[Line, ...]]:
    """The number of the document and the lines it stands on: that of an order may be parted from its issuer."""
    numbered = [line for line in head if "号" in line.text]
    if not numbered:
        return None, ()
    for line in numbered:
        if found := _NUMBER_WITHIN.search(line.text) or _NUMBER_LINE.match(line.text):
            parsed = DocumentNumber.parse(found["number"])
            return str(parsed) if parsed else line.text, (line,)
    for line in numbered:
        if found := _numbered_title(line.text):
            parsed = DocumentNumber.parse(found["number"])
            return str(parsed) if parsed else found["number"], ()
    for line in numbered:
        if found := _SERIAL_LINE.match(line.text):
            return found["number"] if found["who"] else None, (line,)  # 公告2020年第54号 tells nobody's
    for line, following in pairwise(head):
        if line.text.endswith("令") and _SERIAL.match(following.text):
            return line.text + following.text, (line, following)
    return None, ()


def _numbered_title(words: str) -> re.Match[str] | None:
    """A title and behind it, in brackets, its number."""
    found = _NUMBER_BEHIND.match(words) if words.endswith(_BEHIND) else None
    if found is None:
        return None
    title = found["title"]
    return found if is_title(title) or (_NUMBERED_END.search(title) and _may_be_title(title)) else None


def _known_title(
    reflowed: Reflowed, head: tuple[Line, ...], known: Span | None
) -> tuple[Field | None, tuple[Line, ...]]:
    """The title whose place in the source its format told."""
    if known is None:
        return None, ()
    lines = tuple(line for line in head if known.start <= reflowed.place(line.span).start < known.end)
    if not lines:
        return None, ()
    return Field(Span(lines[0].span.start, lines[-1].span.end), "".join(line.text for line in lines)), lines


def _title(head: tuple[Line, ...]) -> tuple[Field | None, tuple[Line, ...]]:
    """The title as it stands first; one broken into lines is put together again.

    What stands behind the addressees is the title of a plan: the notice that sends it out has lost its own.
    """
    for index, line in enumerate(head):
        if CONTENTS.match(line.text) or _is_addressees(line, ()):
            break
        if (labelled := _TITLE_LABEL.match(line.text)) and is_title(words := _labelled(line.text[labelled.end() :])):
            start = line.span.start + labelled.end()
            return Field(Span(start, start + len(words)), words), (line,)
        if numbered := _numbered_title(line.text):
            words = numbered["title"].rstrip()
            return Field(Span(line.span.start, line.span.start + len(words)), words), (line,)
        if not _may_be_title(line.text):
            continue
        run = [line]
        for following in head[index + 1 : index + 6]:
            if is_title("".join(part.text for part in run)) and not _continues(run, following.text):
                break
            if not _may_be_title(following.text) or _DATE_LINE.match(following.text):
                break
            run.append(following)
        while run and not is_title("".join(part.text for part in run)):
            run.pop()
        if run:
            words = "".join(part.text for part in run)
            title = words.lstrip("★☆※* ")  # how urgent it is stands above
            return Field(Span(run[0].span.start + len(words) - len(title), run[-1].span.end), title), tuple(run)
    return None, ()


def _labelled(words: str) -> str:
    """What stands behind a label up to the next cell or label: …的通知 文号：…."""
    return re.split(r"[|｜]|\s*(?:发文字号|文\s*号|发布日期|成文日期|发布机构|索引号)\s*[：:]", words)[0].strip()


def _continues(run: list[Line], following: str) -> bool:
    """Whether a title that could end here goes on: …的若干意见 / 的通知."""
    return bool(following.startswith(("的", "（", "(")) and len(following) < 20)


def _may_be_title(text: str) -> bool:
    return (
        2 <= len(text) <= 260
        and not _SENTENCE.search(text)
        and not _CHROME.match(text)
        and not _BAR.search(text)
        and not _LETTERHEAD.match(text)
        and not _TITLE_LABEL.match(text)
        and not _NUMBER_LINE.match(text)
        and not _ISO_LINE.match(text)
        and not _DATE_LINE.match(text)
        and not _PUBLIC.match(text)
        and not _NO_TITLE.match(text)
        and bool(re.search(r"[\u4e00-\u9fff]", text))
    )


def is_title(words: str) -> bool:
    """Whether ``words`` read as the title of a document: they end with the noun of a genre.

    >>> is_title("郑州市人工智能OPC创业社区推广方案"), is_title("现将方案印发给你们。")
    (True, False)
    """
    if len(words) < 7:
        return bool(_LIST_TITLE.match(words))
    plain = narrow(words)
    return bool(_TITLE_END.search(plain)) and bool(
        len(plain) >= 9 or _TITLE_SIGN.search(plain) or _LIST_TITLE.match(plain)
    )


def _is_addressees(line: Line, title_lines: tuple[Line, ...]) -> bool:
    """Whether a line that ends in a colon names those it speaks to; 现就有关工作公告如下： names nobody."""
    if not line.text.endswith(("：", ":")) or line in title_lines or not _ADDRESSEES.match(line.text):
        return False
    if _CC.match(line.text) or _CHROME.match(line.text):
        return False
    named = [_names_somebody(field.text) for field in _split(line.text, line.span, _BETWEEN)]
    return 2 * sum(named) > len(named)


def _names_somebody(words: str) -> bool:
    """Whether ``words`` are the name of a body or a class of them, or several of which most are beyond doubt."""
    if kind_of(words) is not None or _CLASS.match(words):
        return True
    names = read_names(words, 0, len(words), trusting=True)
    sure = [item for item in names.items if item.text not in names.doubts]
    return len(sure) > len(names.doubts)


def _split(text: str, span: Span, separator: str) -> tuple[Field, ...]:
    fields, start = [], 0
    words = text.rstrip("：:。.")
    for piece in (*re.finditer(separator, words), None):
        stop = piece.start() if piece else len(words)
        if words[start:stop].strip():
            fields.append(Field(Span(span.start + start, span.start + stop), words[start:stop]))
        start = piece.end() if piece else stop
    return tuple(fields)


def _copied(line: Line) -> tuple[Field, ...]:
    found = _CC.match(line.text)
    offset = found.start("list") if found else 0
    return _split(line.text[offset:], Span(line.span.start + offset, line.span.end), _BETWEEN)


def _apart(reflowed: Reflowed, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Fields that name several bodies apart; a class of them stays one: 国务院各部委、各直属机构."""
    found: list[Field] = []
    for field in fields:
        names = read_names(reflowed.text, field.span.start, field.span.end, trusting=True)
        one = "各" in field.text or names.doubts or all(item.kind is not Kind.AGENCY for item in names.items)
        found += (field,) if one else (Field(item.span, item.text) for item in names.items)
    return tuple(found)


def _signature(lines: tuple[Line, ...], title_lines: tuple[Line, ...]) -> tuple[tuple[Field, ...], tuple[Line, ...]]:
    """Who signed: the lines that name bodies just before a date of signature, or the imprint."""
    for index, line in enumerate(lines):
        if not _DATE_LINE.match(line.text) or line in title_lines:
            continue
        signed: list[Line] = []
        for before in reversed(lines[:index]):
            if before in title_lines or len(before.text) > 60 or kind_of(before.text) is not Kind.AGENCY:
                break
            signed.insert(0, before)
        if signed:
            return tuple(Field(part.span, part.text) for part in signed), tuple(signed)
    for line in reversed(lines):
        found = _IMPRINT.match(line.text)
        if found and found["verb"] and found["who"] and kind_of(found["who"]) is Kind.AGENCY:
            span = Span(line.span.start, line.span.start + len(found["who"]))
            return (Field(span, found["who"]),), (line,)
    last = [line for line in lines if line not in title_lines and _is_signature(line.text)]
    return (tuple(Field(line.span, line.text) for line in last[-1:]), tuple(last[-1:]))


def _is_signature(text: str) -> bool:
    return (
        len(text) <= 30
        and not re.search(r"[，。；：、]", text)
        and kind_of(text) is Kind.AGENCY
        and bool(re.search(r"(?:人民政府|办公厅|办公室|委员会|[^全内]部|局|厅|国务院|署|委|办|领导小组|指挥部)$", text))
    )


def _issuers_of_title(reflowed: Reflowed, title: Field | None) -> tuple[Field, ...]:
    """The bodies that a title begins with."""
    if title is None:
        return ()
    found = re.match(
        r"^(?P<who>[\u4e00-\u9fff（）()、]{2,200}?)(?:等[一二三四五六七八九十\d]{1,3}个?(?:部门|单位|部委|委局|机构))?(?:关于|印发|转发)",
        title.text,
    )
    if not found:
        return ()
    return _several(reflowed, Span(title.span.start, title.span.start + found.end("who")))


def _issuers_of_order(reflowed: Reflowed, number_lines: tuple[Line, ...]) -> tuple[Field, ...]:
    """The bodies whose order or announcement a document is, from the lines of its number: 国务院令第711号."""
    found = _SERIAL_LINE.match("".join(line.text for line in number_lines))
    if not found:
        return ()
    start = number_lines[0].span.start
    return _several(reflowed, Span(start + found.start("who"), start + found.end("who")))


def _issuers_of_letterhead(reflowed: Reflowed, head: tuple[Line, ...]) -> tuple[Field, ...]:
    """The bodies above whose number their names stand: 某县人民政府办公室文件."""
    for line in head:
        if found := _LETTERHEAD.match(line.text):
            return _several(reflowed, Span(line.span.start, line.span.start + found.end("who")))
    return ()


#: Who gave a document to the portal, as the portal calls it (网页标签规范: 内容来源).
_SOURCE = regex(r"内容来源[：:]")


def _issuers_of_source(reflowed: Reflowed, head: tuple[Line, ...]) -> tuple[Field, ...]:
    """The organ that gave a page to its portal, where the document names nobody."""
    for line in head:
        if (found := _SOURCE.match(line.text)) and _is_signature(line.text[found.end() :]):
            return _several(reflowed, Span(line.span.start + found.end(), line.span.end))
    return ()


#: A place without the word for what it is issues nothing: 泰州关于印发…
_PLACE = regex(r"(?<!自治)州$")


def _several(reflowed: Reflowed, span: Span) -> tuple[Field, ...]:
    """The bodies named in ``span``: blanks of the source part them, and so does a place that is named again.

    成都市经济和信息化局成都市科学技术局 are two, since 成都市 stands twice.
    """
    words = fold(reflowed.place(span).of(reflowed.source).strip())
    place = re.match(r"[\u4e00-\u9fff]{1,6}?[省市县区州](?=[\u4e00-\u9fff])", words)
    if place:
        words = re.sub(rf"(?<=[局厅委部办院署会行]){re.escape(place[0])}", f" {place[0]}", words)
    fields, at = [], span.start
    for name in re.split(r"[\s、]+", words):
        begin = reflowed.text.find(name, at) if name else -1
        if begin >= 0 and kind_of(name) is Kind.AGENCY and not _PLACE.search(name):
            fields.append(Field(Span(begin, begin + len(name)), name))
            at = begin + len(name)
    return tuple(fields)


def _date(head: tuple[Line, ...], foot: tuple[Line, ...]) -> date | None:
    """The date of signature; else of the imprint; else the one a portal gives."""
    dated = [line for line in head if "年" in line.text]
    signed = [line for line in foot if "年" in line.text]
    for line in (*dated, *signed):
        if (found := _DATE_LINE.match(line.text)) and not found["after"].startswith(("印发", "发布", "公布")):
            return date_of(found["date"])
    for line in (*signed, *dated):
        if (found := _IMPRINT.match(line.text)) and (found["verb"] or not found["rest"]):
            return date_of(found["date"])
    for line in dated:
        if found := _PROMULGATED.match(line.text):
            return date_of(found["date"])
    for line in (*head, *foot):
        if found := _ISO_LINE.match(line.text):
            return date_of(found["date"])
    labelled = [line for line in head if "期" in line.text or "时间" in line.text]
    for form in _DATES_WITHIN:
        for line in labelled:
            if found := form.search(line.text):
                return date_of(found["date"])
    return None
