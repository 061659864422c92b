"""Citations: the documents that a text names in 《》, and from when until when the text itself is in force.

    citation = [cue] "《" title "》" [bracket] [effect]
    title    = words {"《" title "》" | "〈" title "〉"}            《关于转发〈…办法〉的通知》
    bracket  = "（" [number] ["以下简称" short] "）"                （国发〔2015〕71号，以下简称《若干意见》）
    number   = office "〔" year "〕" serial "号" | words "第" serial "号"    国务院令第711号
    cue      = 贯彻落实 | 根据 | 修订 | 废止 …                       what stands before it in the clause
    effect   = 停止执行 | 同时废止 | 作如下修改 …                     what is said of it behind
    validity = "自" day "起施行" | "有效期" (years | "至" day)

A title closes before its sentence ends. It is a document's if its last noun is a kind of document (意见, 条例);
books, newspapers, forms, permits and columns end otherwise. The titles of a list share the cue before the first and
the effect behind the last. A short name stands for the title that 以下简称 gave it; one that nothing explains names
no document that could be found. What the text itself issues (现将《…》印发给你们) is no citation.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter

from graph_build.identifiers import DocumentNumber
from graph_build.model import Citation, Span
from graph_build.parse.numerals import POINT, days, value
from ontology.patterns import regex

_MARK = regex("[《》]")
_STOPS = "。\n"
_STOP = regex(f"[{_STOPS}]")

#: what documents are called, as the last word of their title
_KIND = (
    "意见|通知|通告|公告|公报|决定|决议|命令|令|批复|函|报告|请示|纪要|方案|计划|规划|"
    "纲要|要点|办法|细则|条例|规定|规则|规程|"
    "规范|准则|标准|制度|措施|举措|政策|若干条|[一二三四五六七八九十百0-9]条|法|法典|解释|"
    "目录|名录|清单|名单|指南|指引|导则|手册|"
    "大纲|体系|章程|公约|条约|协定|议定书|框架协议|合作协议|备忘录|宣言|倡议|[白蓝绿]皮书|"
    "要求|部署|战略|预案|分类|目标|行动|"
    "分工|安排|汇编|汇报|格式[与和]内容|定额|注释|通则|总则|程序|须知|提案|议案"
)
_DOCUMENT = regex(rf"(?:{_KIND})(?:修正案|修订案|草案)?(?:[（(〔][^（）()〔〕]{{1,40}}[）)〕])*$")
#: a title that is nothing but a kind refers back: 《若干意见》, 《实施方案》
_BARE = regex(rf"(?:若干|实施|指导|工作|管理|行动|申报){{0,2}}(?:{_KIND})$")

_BRACKET = regex(
    r" ?[（(〔\[](?P<inner>(?:[^（）()〔〕\[\]\n]|"
    r"[（(〔\[][^（）()〔〕\[\]\n]{0,60}[）)〕\]]){1,160})[）)〕\]]"
)
_SHORT = regex(r"[简统]称为?[：:]?[《“\"](?P<short>[^《》“”\"]{1,40})[》”\"]")
#: numbers without a year in brackets: 国务院令第711号, 财政部公告2020年第8号, 国家标准 GB/T 37668-2019
_SERIAL = regex(
    r"(?:(?![以下简统])[\u4e00-\u9fff、 ]){0,40}(?:第|(?:19|"
    r"20)\d\d年第?) ?[0-9一二三四五六七八九十百]{1,5} ?号(?:令|公告)?"
    r"|[A-Z]{2,5}(?:/T)?[ -]?[0-9./—–-]{2,16}"
)

#: a clause, as far as it reaches from a title to its left
_CLAUSE = r"[^，,；;。！？!?\n：:《》]"
_IMPLEMENTS = "贯彻(?:落实|执行|实施)?|落实|执行|实施|遵守|遵循|抓好"
_BASED_ON = "根据|依据|依照|按照?|遵照|依(?=《)"
_AMENDS = "(?:修订|修改|修正)(?!后?的)"
_REPEALS = "废止|停止执行"
_COMPARES = "参照|结合|对照|衔接|参考|学习|宣传|符合|违反"
#: these take the title as their own object, 根据实际制定《…办法》; 科技厅印发的《…方案》 does not
_MAKES = "(?:制定|编制|起草|报送|提交|填写|出台|发布|印发|公布|签订|下发|推行|编写|建立)(?!的)"
_ANY = "|".join((_IMPLEMENTS, _BASED_ON, _AMENDS, _REPEALS, _COMPARES, _MAKES))
#: between two titles of a list stands at most this: 、 or 和四川省科技厅等部门印发的
_LIST = regex(rf"[、，,]?(?:(?!{_ANY}){_CLAUSE}){{0,30}}$")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words on both sides of a list of titles that say what they are cited for; without function, no citation."""

    name: str
    function: str | None
    before: re.Pattern[str]  #: ends where the first title begins
    behind: re.Pattern[str]  #: begins where the last title, with its bracket, ends
    example: str

    def fits(self, left: str, right: str) -> bool:
        """Whether the words stand on both sides."""
        return bool(self.behind.match(right) and self.before.search(left))


def _cue(words: str) -> str:
    """A pattern for ``words`` with no other cue between them and the title."""
    return rf"(?:{words})(?:(?!{_ANY}){_CLAUSE}){{0,40}}$"


#: the first that fits decides
WORDINGS = (
    Wording(
        "sends out",
        None,
        regex(r"(?:将|现公布|现发布|现印发)(?:修[订改]后的|新修订的)?$"),
        regex(r"[^。；\n]{0,30}?(?:印发|发布|公布|印送|施行)"),
        "现将《关于有效应对疫情稳定经济增长20条政策措施》印发给你们",
    ),
    Wording(
        "sends out, approved",
        None,
        regex(""),
        regex(r"(?:已|业|经)[^。\n]{2,60}?，(?:现|特)(?:予以?|将其)?(?:印发|发布|公布)"),
        "《“无废城市”建设试点工作方案》已经国务院同意，现印发给你们",
    ),
    Wording(
        "announces",
        None,
        regex("关于(?:印发|发布|公布|批准发布)(?:修订后的)?$"),
        regex(r"的(?:通知|公告|通告|决定|函|令)\s*(?:$|\n|[（(])"),
        "关于印发《南充市支持人工智能OPC创新发展行动计划（2026—2027年）》的通知",
    ),
    Wording(
        "ends",
        "repeals",
        regex(""),
        regex(
            r"(?:等[^，。；\n]{0,12})?，?(?:自[^，。；\n]{1,16}起)?(?:同时|即行?|相应|一并|予以|"
            r"自行|均|全部)*(?:废止|停止执行|停止实施|不再执行|失效)"
        ),
        "自本通知印发之日起，《国务院办公厅关于加大激励支持力度的通知》（国办发〔2016〕82号）停止执行",
    ),
    Wording(
        "changes",
        "amends",
        regex(""),
        regex(
            r"(?:第[^，。；\n]{1,16})?(?:作|进行|予以|作出|做)?(?:了|如下|以下|部分)*(?:修改|修订|"
            r"修正)(?:为|如下|：|。)"
        ),
        "《企业信息公示暂行条例》第八条修改为",
    ),
    Wording(
        "carries out",
        "implements",
        regex(_cue(_IMPLEMENTS)),
        regex(""),
        "为贯彻落实《国务院关于新形势下加快知识产权强国建设的若干意见》（国发〔2015〕71号），提升",
    ),
    Wording(
        "is made under",
        "based-on",
        regex(_cue(_BASED_ON)),
        regex(""),
        "根据《中华人民共和国慈善法》，制定本办法",
    ),
    Wording("revises", "amends", regex(_cue(_AMENDS)), regex(""), "修订《纳税人权利与义务公告》"),
    Wording("withdraws", "repeals", regex(_cue(_REPEALS)), regex(""), "废止《核电厂堆芯的安全设计规定》"),
    Wording("mentions", "cites", regex(""), regex(""), "跟踪分析《自治区知识产权战略纲要》的实施情况"),
)


@dataclass(frozen=True, slots=True)
class _Title:
    """A title in 《》 with what its brackets say."""

    span: Span
    words: str
    number: str | None
    short: str
    end: int  #: behind the bracket


@lru_cache(maxsize=2)  # a document is asked for measure by measure and read once
def title_spans(text: str) -> tuple[Span, ...]:
    """Where 《…》 stands in ``text``, outermost pairs only, in order.

    >>> [span.of("按《关于转发《办法》的通知》执行") for span in title_spans("按《关于转发《办法》的通知》执行")]
    ['《关于转发《办法》的通知》']
    """
    return tuple(title.span for title in _titles(text))


def find_citations(text: str, within: Span, own_titles: tuple[str, ...] = ()) -> tuple[Citation, ...]:
    """The documents that ``text`` cites ``within`` a stretch, in order, each mention one citation.

    ``own_titles`` are the titles of the document itself and of the plan it issues.

    >>> text = "为贯彻落实《国务院关于新形势下加快知识产权强国建设的若干意见》（国发〔2015〕71号），提升"
    >>> [(found.function, found.number) for found in find_citations(text, Span(0, len(text)))]
    [('implements', '国发〔2015〕71号')]
    """
    if text.find("《", within.start, within.end) < 0:
        return ()
    own = {_squash(title) for title in own_titles}
    citations = _citations(text)
    first = bisect_left(citations, within.start, key=attrgetter("span.start"))
    last = bisect_left(citations, within.end, key=attrgetter("span.start"))
    return tuple(found for found in citations[first:last] if found.span.end <= within.end and not _is_own(found, own))


#: The last words of a title, under which its own document speaks of it: 《分解落实意见》.
_LAST_WORDS = 6


def _is_own(citation: Citation, own: set[str]) -> bool:
    """Whether a citation means the document itself, by its whole title or by the end of it."""
    title = _squash(citation.title)
    return title in own or (len(title) >= _LAST_WORDS and any(whole.endswith(title) for whole in own))


@lru_cache(maxsize=2)
def _titles(text: str) -> tuple[_Title, ...]:
    return tuple(_read(text, span) for span in _pairs(text))


def _pairs(text: str) -> Iterator[Span]:
    """The outermost pairs of 《 》; a mark left open ends with its sentence."""
    open_marks: list[int] = []
    closed: list[Span] = []
    before = 0
    for mark in _MARK.finditer(text):
        here = mark.start()
        if open_marks and _STOP.search(text, before, here):
            yield from closed
            open_marks, closed = [], []
        before = here
        if mark[0] == "《":
            open_marks.append(here)
        elif open_marks:
            span = Span(open_marks.pop(), here + 1)
            while closed and closed[-1].start > span.start:
                closed.pop()
            closed.append(span)
            if not open_marks:
                yield from closed
                closed = []
    yield from closed


def _read(text: str, span: Span) -> _Title:
    bracket = _BRACKET.match(text, span.end)
    inner = bracket["inner"] if bracket else ""
    short = _SHORT.search(inner)
    return _Title(
        span,
        text[span.start + 1 : span.end - 1].strip(),
        _number(inner),
        short["short"] if short else "",
        bracket.end() if bracket else span.end,
    )


def _number(inner: str) -> str | None:
    """The document number that a bracket gives, in the form that offices print."""
    number = DocumentNumber.parse(inner)
    if number:
        return str(number)
    serial = _SERIAL.match(inner)
    return serial[0].strip() if serial else None


@lru_cache(maxsize=2)
def _citations(text: str) -> tuple[Citation, ...]:
    """Every citation of ``text``, in order."""
    full = {title.short: title for title in _titles(text) if title.short}
    own: set[str] = set()
    found: list[Citation] = []
    for titles in _lists(text):
        first, last = titles[0], titles[-1]
        left = text[max(0, first.span.start - 60) : first.span.start]
        right = text[last.end : last.end + 100]
        function = next(wording.function for wording in WORDINGS if wording.fits(left, right))
        if function is None:
            own.update(_squash(words) for title in titles for words in (title.words, title.short))
        else:
            found += (_citation(title, full.get(title.words, title), function) for title in titles)
    return tuple(
        citation
        for citation in found
        if _DOCUMENT.search(citation.title) and not _BARE.match(citation.title) and not _is_own(citation, own)
    )


def _lists(text: str) -> Iterator[tuple[_Title, ...]]:
    """The titles of ``text``, those of one list together."""
    titles: list[_Title] = []
    end = 0
    for title in _titles(text):
        if title.span.start < end:
            continue  # the short name in a bracket: （以下简称《若干意见》）
        end = title.end
        if titles and not (
            title.span.start - titles[-1].end < 40 and _LIST.match(text, titles[-1].end, title.span.start)
        ):
            yield tuple(titles)
            titles = []
        titles.append(title)
    if titles:
        yield tuple(titles)


def _citation(mention: _Title, meant: _Title, function: str) -> Citation:
    return Citation(mention.span, meant.words, mention.number or meant.number, function)


def _squash(title: str) -> str:
    """A title irrespective of blanks and widths."""
    return "".join(unicodedata.normalize("NFKC", title).split()).strip("《》")


#: how far a sentence is followed on both sides of the word that says it speaks of validity
_REACH = 120
_SAYS = regex("施行|实施|执行|生效|有效期|试行|废止")
#: what every sentence holds that says from when, until when or for how long: looked for first
_DATED = regex("[自从至到年]")
#: the sentence speaks of the text itself: 本办法自…, or of nothing else: 自…起施行
_ITSELF = regex(
    r"本(?:公告|通告|通知|意见|办法|规定|细则|方案|措施|政策|条例|规范|规则|决定|计划|规划|"
    r"若干|实施|行动|文件|[^，。；《》]{2,12}自)"
    r"|(?:以上|上述)(?:政策|措施|条款)|^(?:第[^ 　]{1,6}条)?[ 　]?自|(?:印发|发布|公布|"
    r"通过)[^，]{0,4}，自|^[^，。；]{0,6}说明[：:]"
)
_BEGINS = regex(
    rf"[自从](?P<day>{POINT}|[^，。；《》]{{0,14}}(?:之日|即日|当日))起?(?:正式|"
    rf"开始)?(?:施行|实施|执行|生效|试行)"
)
_ENDS = regex(
    rf"(?:有效期限?|试行期?|施行期限?|执行期限?|执行|施行|实施|"
    rf"暂定)[^，。；\d一二三四五两]{{0,6}}?[至到](?P<day>{POINT})"
    rf"|起?(?:施行|实施|执行)?[至到](?P<until>{POINT})(?:止|废止|截止)"
    r"|(?:有效期限?|试行期?限?|暂行期?|施行期限?|执行期限?|暂定)(?:为|是|：|暂定|"
    r"限定)?(?P<years>\d{1,2}|[一二三四五六七八九十两]{1,2})年"
)


def validity(text: str, written: date | None = None) -> tuple[date | None, date | None]:
    """The first and the last day on which ``text`` says that it is in force; None where it does not say.

    ``written`` is the day that 自印发之日起 means.

    >>> validity("本办法自2018年1月1日起施行，有效期5年。许可证有效期至2025年3月31日。")
    (datetime.date(2018, 1, 1), datetime.date(2022, 12, 31))
    >>> validity("本措施自印发之日起施行，有效期至2027年底。", date(2026, 3, 1))
    (datetime.date(2026, 3, 1), datetime.date(2027, 12, 31))
    """
    opening: date | None = None
    closing: date | None = None
    for cue in _SAYS.finditer(text):
        sentence = _sentence(text, cue)
        if not _DATED.search(sentence) or not _ITSELF.search(sentence):
            continue
        begins, ends = _BEGINS.search(sentence), _ENDS.search(sentence)
        if begins:
            window = days(begins["day"], written.year if written else None)
            opening = window[0] if window else written
        if ends and (ends["day"] or ends["until"]):
            window = days(ends["day"] or ends["until"], written.year if written else None)
            closing = window[1] if window else closing
        elif ends and opening and (years := value(ends["years"])):
            same_day = days(f"{opening.year + years}年{opening.month}月")
            closing = same_day and min(same_day[1], same_day[0] + timedelta(days=opening.day - 1)) - timedelta(days=1)
    return opening, closing


def _sentence(text: str, cue: re.Match[str]) -> str:
    """The sentence around a word."""
    left, right = max(0, cue.start() - _REACH), cue.end() + _REACH
    start = max(left, *(text.rfind(stop, left, cue.start()) + 1 for stop in _STOPS))
    ends = (text.find(stop, cue.end(), right) for stop in _STOPS)
    return text[start : min((end for end in ends if end >= 0), default=right)]
