"""Time limits: the words of a measure that say when, as written and as days.

    limit      = [before] (point | period) [behind] | [event] length | recurring | continuous
    point      = as in numerals.py                                2018年12月31日, 今年6月底, “十四五”末
    period     = start ("至" | "—") point                         2019年1月1日至12月31日
    before     = "到" | "至" | event "起至" | label ":"            到2020年, 完成时限：2019年12月
    behind     = "前" | "内" | "起" | achievement | ","            2018年底前, 2020年实现“清零”
    length     = number unit "内" | "用" number unit "时间"        三个月内, 用3年时间
    event      = words ("之日起" | "起" | "后")                    本意见印发之日起30日内
    recurring  = "每" unit [point] ["前"]                         每年1月底前
    continuous = 持续推进 | 长期坚持 | 常态化 …

Times are found first; then the table of wordings reads outward from each, and the first that fits decides. A time
that no wording takes is the time of something else, and no limit. Nor is a day gone by when the document was written,
a time in a title, a comparison (比2017年), a condition (6月30日前到期的), or the length of a benefit.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import attrgetter

from graph_build.model import LimitKind, Span, TimeLimit
from graph_build.occurrences import beginning, occurrences
from graph_build.parse.citations import title_spans
from graph_build.parse.numerals import POINT, SMALL, START, days, days_between, value
from ontology.patterns import regex

_NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_UNIT = r"(?:个?工作日|个?自然日|个半?月|月|个?季度|个?学期|年半?|日|天|周|个?小时)"
_LENGTH = rf"(?<![\d.]){_NUMBER}(?:[-—–－~～至到]{_NUMBER})?{_UNIT}"
_WITHIN = (
    rf"{_LENGTH}(?:左右)?(?:(?:的?时间)?[之以]?内|的?时间|的?(?:不懈|持续|共同)?努力)|(?<![\d.]){_NUMBER}年左右(?!的)"
)
_EVERY = (
    r"每(?:[两二三四五\d]?个?(?:年度?|半年|季度?|月份?|周|旬|学期))"
    rf"(?:的?(?:{SMALL}月(?:{SMALL}[日号]|份?[底末初]?)|{SMALL}[日号]|[底末初]|[上下]半年)(?:[之以]?前)?)?"
    r"|逐[年月]"
)
_CONTINUOUS = (
    "(?<!可)持续(?:不断)?(?:推进|推动|深化|深入|开展|加强|加大|加快|优化|提升|提高|扩大|"
    "完善|实施|改善|改进|强化|巩固|抓好|做好|用力|发力)"
    "|长期坚持|长期(?:推进|开展|实施)|常态化(?:推进|开展|实施|运行)?|常抓不懈|贯穿于?(?:全程|全过程|始终)"
    r"|(?:(?<=[：:|\t〕】\]])|(?<=[：:|\t〕】\]] ))(?:长期|全年|常年|持续)(?=$|[ 。；;，,|）)\t\n])"  # 完成时限：全年
)
#: Where a duty without end is said to be one: in a field, a cell or at the end of a bracket, not in running words.
_FIELD_BEFORE = regex(
    r"(?:时限|期限|期程|时程|时间|节点|进度|要求|安排)[^，。；：:|\t\n]{0,4}[：:|\t〕】\]）)][^。；;\t\n]{0,40}$"
    r"|(?:^|[\t|\u2028\n]) ?$"
)
_FIELD_BEHIND = regex(r"[^\t|\n，。；]{0,6}(?:[\t|\u2028\n]|$)")
_IN_BRACKET = regex(r"[，,；;（(][^，,；;（(]{0,4}$"), regex(r"[)）]")
_ACHIEVE = (
    r"(?:全[国省市县区州盟旗]|[我本][省市县区州盟旗])?(?:要|将|应|须|可|力争|争取|确保|计划|预计|能够|必须|全面|基本|全部|初步|正式|率先|"
    r"如期|陆续|努力|底|内){0,4}"
    r"(?:完成|实现|建成|达到|取得|投产|竣工|通车|开工|启动|建立|形成|出台|印发|制定|上线|"
    r"投入|突破|覆盖|清零|培育|打造|新增|力争)(?![^，。；]{0,2}的)"
)
_TO = r"(?:(?:\d{1,2}时)?年?起?[至到]|[-—–－─~～〜]{1,2})"
#: what every time begins with
_HEAD = (
    r"\d{1,4}[年月日天周个季小工自学至到./．—–－─~～〜\-]|"
    r"[一二三四五六七八九十两半廿]{1,5}(?:[年月日天周季号五至到—–-]|个|小时|工作)"
    r"|[一二][九〇○零ＯO0]|[今明本当]年|后年|第[一二三四1-4]季|[上下]半年|年[底末内]|国庆|元旦|春节|中秋|五一"
    '|每|逐[年月]|持续|长期|全年|常[年态抓]|贯穿|主?汛|入[汛冬]|[采供]暖|[“"](?:十|五一|国庆|元旦|春节)'
)
_BEGINS = beginning(
    r'\d一二三四五六七八九十两半廿今明本当后第上下年国元春中五每逐持长全常贯主汛入采供“"', f"(?={_HEAD})"
)
_TIME = regex(
    rf"(?P<every>{_EVERY})"
    rf"|(?P<start>(?<!第){START}){_TO}(?P<end>{POINT})"
    rf"|(?P<first>{SMALL}月{SMALL}[日号]?){_TO}(?P<last>{SMALL}[日号])"
    rf"|(?P<point>{POINT})(?:(?:之日)?起的?(?P<after>{_WITHIN}))?"
    rf"|(?P<length>{_WITHIN}|(?:(?<=未来)|(?<=今后)){_LENGTH}(?=[，,]|{_ACHIEVE}))"
    rf"|(?P<continuous>{_CONTINUOUS})"
)
#: no time limit without one of these
_CUE, _ISO_CUE = regex("[前底末内起至到—年月季期每持长常贯]"), regex(r"20\d\d[-./．]\d")

_BEGIN = r"(?:^|[。；;：:！？\n\t|（(，,]|[①-⑳]|[)）])[在于]?$"  # of a clause
_CONDITION = (
    r"(?:[之以]?前|[之以]?内|期间|起|以后)?(?:已经?|新|未|仍未|内|间)*(?:到期|届满|期满|"
    r"毕业|出生|注册|登记|成立|发生|应缴|应纳|缴纳|签订|入职|入学"
    r"|新增(?![^，。；：、的]{1,16}\d[^，。；：、的]{0,8}(?:[，。；、\n]|$)))"  # 2020年底前新增床位500张 is a goal
    r"|(?:[之以]?前|期间|起|以后)[^，。；：、\n]{1,20}的[，；、]"
    r"|期间?的|的"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words around a time that make it a limit of one kind or, without a kind, the time of something else."""

    name: str
    kind: LimitKind | None
    before: re.Pattern[str]  #: ends where the time begins; what its group "kept" holds belongs to the limit
    behind: re.Pattern[str]  #: begins where the time ends; likewise
    example: str
    limit: str  #: what the example has as limit

    def around(self, left: str, right: str) -> tuple[int, int] | None:
        """How many characters on each side belong to the limit, or None where the words do not stand."""
        if not (before := self.before.search(left)) or not (behind := self.behind.match(right)):
            return None
        return len(before.groupdict().get("kept") or ""), len(behind.groupdict().get("kept") or "")


_DOCUMENT_EVENT = r"(?:印发|发布|公布|下发|施行|实施|出台|通过|执行|印送)(?:之日|当日|当天)?"
_CRISIS_OVER = r"(?:疫情|响应|灾情|防控)[^，。；、自从在于]{0,12}(?:解除|结束|终止|缓解|稳定)"

#: words around the time of something else, which is no limit
OTHER_TIMES = (
    Wording(
        "compared with",
        None,
        regex(
            r"(?:比|较|与|同|相比|超过|高于|低于|不少于|(?:截至|截止)[到至]?|参照|占|扣除|按|按照|对照|以|"
            r"依据|上一?年度?|去年|历年)$"
        ),
        regex(""),
        "比2017年底前增长10%",
        "",
    ),
    Wording(
        "in brackets behind a name",
        None,
        regex(r"(?:规划|计划|方案|纲要|行动|意见|目录|指南|清单|要点|办法|措施|体系|大纲|^|\n)[（(]$"),
        regex(""),
        "行动计划（2026—2027年）",
        "",
    ),
    Wording(
        "in brackets of a title",
        None,
        regex(r"[（(]$"),
        regex(r"[)）]的?(?:通知|意见|请示|报告|公告|》)"),
        "融通创新（2022-2025年）的通知",
        "",
    ),
    Wording("a condition", None, regex(""), regex(_CONDITION), "对2020年6月30日前到期的在保中小企业", ""),
    Wording(
        "its own date",
        None,
        regex(""),
        regex(r"(?:印发|发布|公布|印刷)(?:$|[\n，。])"),
        "生态环境部办公厅2020年12月印发",
        "",
    ),
    Wording(
        "reached already",
        None,
        regex(""),
        regex(r"(?:\d{1,2}时|上午|下午|晚)?，?[^，。；\n]{0,8}已"),
        "至2月6日下午已收治12名患者",
        "",
    ),
    Wording(
        "in force until",
        None,
        regex(r"有效期限?(?:为|延续|延长|：|:)?[至到]?[：:]?$"),
        regex(""),
        "许可证有效期至2025年3月31日",
        "",
    ),
    Wording(
        "since",
        None,
        regex(""),
        regex(r"年?(?:[底末初])?(?:以来|[之以]?[后後]|度?同期|版)"),
        "2020年以后，每年安排1000万元",
        "",
    ),
)
#: words around a point or a period; the first that fits decides
WORDINGS = (
    *OTHER_TIMES,
    Wording(
        "until",
        LimitKind.PERIOD,
        regex(rf"(?P<kept>(?:即日|[^，。；：、自从\s]{{0,12}}{_DOCUMENT_EVENT})起?(?:施行|执行|实施)?[至到])$"),
        regex(r"(?P<kept>止?)"),
        "自即日起至2020年12月底，减收担保费",
        "即日起至2020年12月底",
    ),
    Wording(
        "between",
        None,
        regex(r"(?:从|自)[^，。；]{1,12}[到至]$"),
        regex(""),
        "从现在到2009年，随着工程蓄水",
        "",
    ),
    Wording(
        "from",
        LimitKind.FROM,
        regex(r"(?P<kept>[自从]?)$"),
        regex(r"(?P<kept>(?:起|开始))"),
        "自2018年1月1日起施行",
        "自2018年1月1日起",
    ),
    Wording(
        "before",
        LimitKind.BEFORE,
        regex(""),
        regex(r"(?P<kept>[之以]?前)(?!\d|[一二两三四五六七八九十几]|[列茅后後]|期|往)"),
        "2018年底前，全面完成",
        "2018年底前",
    ),
    Wording(
        "before, of the next",
        LimitKind.BEFORE,
        regex(""),
        regex(rf"[、和及与]{POINT}(?!{_CONDITION})[之以]?前"),
        "6月底和12月底前分别报送",
        "6月底",
    ),
    Wording(
        "extended to",
        LimitKind.BY,
        regex(r"(?:延长|延期|延迟|延缓|顺延|推迟|推后|延后|放宽|展期|续期|延)[至到]$"),
        regex("(?P<kept>止?)"),
        "法定申报纳税期限延长至2月24日；",
        "2月24日",
    ),
    Wording(
        "in",
        LimitKind.WITHIN,
        regex(""),
        regex(r"(?P<kept>(?:年|期)?[之以]?内)"),
        "力争2020年内建成10个",
        "2020年内",
    ),
    Wording(
        "to",
        LimitKind.BY,
        regex(r"(?<![直甚乃以达不得收接报送遇看感提])(?P<kept>[到至])$"),
        regex(""),
        "到2020年，系统构建指标体系",
        "到2020年",
    ),
    Wording(
        "labelled",
        LimitKind.BY,
        regex(
            r"(?:完成|办结|实施|整改|截止|截至|工作|落实|推进|牵头|办理)?(?:时限|期限|期程|时程|完成时间|截止时间|"
            r"截止日期|时间节点|完成日期|进度)[^，。；：:|\t]{0,4}(?:为|是|[：:|\t〕】\]）)]) ?$"
        ),
        regex("(?P<kept>底?)"),
        "完成时限：2019年12月取得阶段性成果并持续推进",
        "2019年12月",
    ),
    Wording(
        "in a cell",
        LimitKind.BY,
        regex(r"(?:[\t|] ?)$"),
        regex(r" ?(?:[\t|\n]|$)"),
        "省财政厅\t2020年12月",
        "2020年12月",
    ),
    Wording(
        "last in a bracket",
        LimitKind.BY,
        regex(r"[，,；;]$"),
        regex(r"[)）]"),
        "（市财政局牵头，2023年12月）",
        "2023年12月",
    ),
    Wording("achieved", LimitKind.BY, regex(""), regex(_ACHIEVE), "确保在2020年实现“清零”", "2020年"),
    Wording(
        "a stage",
        LimitKind.PERIOD,
        regex(_BEGIN),
        regex(r"[，,]"),
        "2019年上半年，试点城市政府印发实施方案",
        "2019年上半年",
    ),
)
#: words around a day: 2月13日，省政府召开… is no stage
DAYS = (
    Wording(
        "done that day",
        None,
        regex(""),
        regex("(?:印发|出台|启动|上线|取得|组织)"),
        "交通运输部于2月15日印发通知",
        "",
    ),
    *(wording for wording in WORDINGS if wording.name != "a stage"),
)
#: words around a period with both ends named
PERIODS = (
    *OTHER_TIMES,
    Wording(
        "applies",
        LimitKind.PERIOD,
        regex(r"(?P<kept>)"),
        regex("(?P<kept>止?)"),
        "2020年1月1日至2020年12月31日，对面临暂时性生产经营困难",
        "2020年1月1日至2020年12月31日",
    ),
)
#: words around a length of time
LENGTHS = (
    Wording(
        "the length of something",
        None,
        regex(
            r"(?:毕业|离校|落户|注册|成立|入驻|登记|退役|近|最近|过去|此前|前|返岗|到京|不超过|"
            r"最长|最多|结转至?|以后|后续|期限为?|连续|累计|满|每)$"
        ),
        regex(""),
        "毕业5年内的高校毕业生",
        "",
    ),
    Wording(
        "a condition",
        None,
        regex(""),
        regex(r"(?:有|曾|的(?!时间)|前往|接触|离开|外出|连续|累计|发生|未|无|新)"),
        "14天内有市外旅居史的",
        "",
    ),
    Wording(
        "done already",
        None,
        regex(""),
        regex(r"，?[^，。；\n]{0,8}(?:已|[^除为]了)"),
        "经过三年努力，我市已建成",
        "",
    ),
    Wording(
        "in time to come",
        LimitKind.WITHIN,
        regex(r"(?P<kept>(?:力争)?(?:用|利用|通过|经过)|力争|计划|未来|今后)$"),
        regex(""),
        "力争用3年左右时间，建成10个社区",
        "力争用3年左右时间",
    ),
    Wording(
        "after an event",
        LimitKind.WITHIN,
        regex(
            rf"(?P<kept>(?:{_CRISIS_OVER}|"
            rf"[^，。；：、．.)）自从在于至到\s]{{0,12}}{_DOCUMENT_EVENT}|"
            rf"[^，。；：、．.)）自从在于至到\s]{{1,16}}(?:之日|当日)?)[起后後]的?，?)$"
        ),
        regex(""),
        "相关补办手续在疫情解除后三个月内完成",
        "疫情解除后三个月内",
    ),
    Wording(
        "opens a goal",
        LimitKind.BY,
        regex(_BEGIN),
        regex(
            rf"，?(?:{_ACHIEVE}|(?:全[国省市县区州盟旗]|[我本][省市县区州盟旗])?(?:累计|基本|全面|再|每年|共)?(?:培养|引进|培训|新建|"
            r"改造|发展|集聚|孵化|招引|扶持|选派|组建|建设|消除|解决|推广|覆盖|使))"
        ),
        "5年内培养1000名技能人才",
        "5年内",
    ),
    Wording("within", LimitKind.WITHIN, regex(""), regex(""), "银行3个工作日内完成授信审批", "3个工作日内"),
)

#: words around a length of days or months, which is no goal's
SHORT_LENGTHS = tuple(wording for wording in LENGTHS if wording.name != "opens a goal")

#: a limit within some time counts where its start is a day, an act of the document, or the end of a crisis
_DATED_START = regex(
    rf"\d年[^后]*起|{_DOCUMENT_EVENT}[起后後]|{_CRISIS_OVER}[之以]?[起后後日]|^(?:力争|计划|用|"
    rf"利用|通过|经过|未来|今后)|(?:^|[今本当]|\d{{4}})年年?度?[之以]?内$"
)


def find_limits(text: str, within: Span, written: date | None, fields: tuple[Span, ...] = ()) -> tuple[TimeLimit, ...]:
    """The time limits that ``text`` states ``within`` a stretch, in order, with days where these can be told.

    ``written`` is the date of the document: the year of 年底 and 6月底前, and what divides limits from history.
    ``fields`` are cells below 完成时限, where every date is a limit.

    >>> text = "2019年6月底前，研究建立指标体系；自2018年起施行，12月底前评估"
    >>> [
    ...     (limit.text, limit.kind.value, str(limit.latest))
    ...     for limit in find_limits(text, Span(0, len(text)), date(2019, 1, 2))
    ... ]
    [('2019年6月底前', 'before', '2019-06-30'), ('自2018年起', 'from', 'None'),
     ('12月底前', 'before', '2019-12-31')]
    """
    if not (_CUE.search(text, within.start, within.end) or _ISO_CUE.search(text, within.start, within.end)):
        return ()
    return tuple(_limits(text, within, written, fields))


def counted(limit: TimeLimit) -> bool:
    """Whether the limit is a deadline: a time by which something is to be done, or a window with dated ends.

    >>> text = "自受理之日起3个工作日内办结，每年公布；疫情解除后三个月内完成"
    >>> [(limit.text, counted(limit)) for limit in find_limits(text, Span(0, len(text)), None)]
    [('受理之日起3个工作日内', False), ('每年', False), ('疫情解除后三个月内', True)]
    """
    if limit.kind is LimitKind.WITHIN:
        return bool(_DATED_START.search(limit.text))
    return limit.kind in (LimitKind.BEFORE, LimitKind.BY, LimitKind.PERIOD)


def _limits(text: str, within: Span, written: date | None, fields: tuple[Span, ...]) -> Iterator[TimeLimit]:
    titles = title_spans(text)
    free = within  # of limits, so that none overlaps another
    year, sentence, recurs = written.year if written else None, within.start, False
    for found in occurrences(_TIME, _BEGINS, text, *within):
        at = bisect(titles, found.start(), key=_START_OF) - 1
        if found.start() < free.start or (at >= 0 and found.start() < titles[at].end):
            continue
        if _SENTENCE_END.search(text, sentence, found.start()):
            year, recurs = written.year if written else None, False
        sentence = found.end()
        limit = _read(found, text, free, year, written)
        if limit is None and found["point"] and any(f.start <= found.start() and found.end() <= f.end for f in fields):
            limit = _dated(TimeLimit(Span(*found.span()), found[0], LimitKind.BY), found["point"], year)
        explicit = _EXPLICIT_YEAR.match(found[0])
        if explicit:
            year = max(value(explicit[0]) or 0, (written or date.min).year)  # 2018年成立…，12月底前 is of no past year
        if limit is None or (limit.latest and written and limit.kind is not LimitKind.FROM and limit.latest < written):
            continue
        if limit.kind is LimitKind.RECURRING:
            recurs = True
        elif recurs and limit.kind is LimitKind.BEFORE and not explicit:
            limit = replace(limit, kind=LimitKind.RECURRING, earliest=None, latest=None)  # 每年1月15日前…、7月15日前
        free = Span(limit.span.end, within.end)
        yield limit


_START_OF = attrgetter("start")
_SENTENCE_END = regex(r"[。\n]")
_EXPLICIT_YEAR = regex(r"\d{4}(?=年)")
_THIS_YEAR = regex("[今明本当后]")
_A_DAY = regex(r"[日号]|\d[-./．]")
#: 每年给予最高200万元: a rate, no limit
_RATE = regex(r"[^，。；\n]{0,6}?(?:最高|不超过|总额|上限|给予|补|享受)|[总可]?\d")


def _read(found: re.Match[str], text: str, within: Span, year: int | None, written: date | None) -> TimeLimit | None:
    """The limit that a time is, read outward from it, or None."""
    span = Span(*found.span())
    if found["continuous"]:
        return TimeLimit(span, found[0], LimitKind.CONTINUOUS) if _is_field(text, span, within) else None
    if found["point"] == "当年" or (found["end"] and found["end"].endswith("月份") and "年" not in found[0]):
        return None  # 当年完成, 1-9月份: the time that figures are of
    if found["every"]:
        return None if _RATE.match(text, span.end, within.end) else TimeLimit(span, found[0], LimitKind.RECURRING)
    if found["after"]:
        return _relative(span, found[0], days(found["point"], year), found["after"])
    start, end = found["start"] or found["first"], found["end"] or found["last"]
    table = _table_of(found)
    left, right = (
        text[max(within.start, span.start - 24) : span.start],
        text[span.end : min(within.end, span.end + 24)],
    )
    for wording in table:
        around = wording.around(left, right)
        if around is None:
            continue
        if wording.kind is None:
            return None
        whole = Span(span.start - around[0], span.end + around[1])
        words = whole.of(text)
        if found["length"] and wording.kind is LimitKind.BY:
            return _ahead(TimeLimit(whole, words, LimitKind.BY), found["length"], written)
        if found["length"]:
            return _relative(whole, words, None, found["length"])
        if _THIS_YEAR.match(found[0]):
            year = written.year if written else None
        if start:
            return TimeLimit(whole, words, wording.kind, *days_between(start, end, year))
        return _dated(TimeLimit(whole, words, wording.kind), found["point"], year)
    return None


def _table_of(found: re.Match[str]) -> tuple[Wording, ...]:
    """The wordings that may stand around a time of this form."""
    if found["start"] or found["first"]:
        return PERIODS
    if found["length"]:
        return LENGTHS if "年" in found["length"] else SHORT_LENGTHS
    return DAYS if _A_DAY.search(found[0]) else WORDINGS


def _is_field(text: str, span: Span, within: Span) -> bool:
    """Whether words stand in a field of time, in a cell of their own, or last in a bracket."""
    left, right = text[max(within.start, span.start - 60) : span.start], text[span.end : within.end]
    before, behind = _IN_BRACKET
    if before.search(left) and behind.match(right):
        return True
    found = _FIELD_BEFORE.search(left)
    return bool(found) and (bool(found and found[0].strip("\t|\u2028\n ")) or bool(_FIELD_BEHIND.match(right)))


def _dated(limit: TimeLimit, point: str, year: int | None) -> TimeLimit:
    """The limit with the days that its point and its kind give it."""
    window = days(point, year)
    if not window:
        return limit
    if limit.kind is LimitKind.FROM:
        return replace(limit, earliest=window[0])
    if limit.kind is LimitKind.PERIOD and limit.text == point and point[-1] in "底末":
        return replace(limit, kind=LimitKind.BY, latest=window[1])  # 2020年底，… is a time, 2020年，… a stretch
    if limit.kind is LimitKind.PERIOD:
        return replace(limit, earliest=None if limit.text != point else window[0], latest=window[1])
    return replace(limit, latest=window[1])


def _relative(span: Span, words: str, start: tuple[date, date] | None, length: str) -> TimeLimit:
    """A limit that lasts some time from a start; with days where the start is a day or a year."""
    number = re.match(_NUMBER, length)
    count = value(number[0]) if number else None
    if not start or not count or "—" in length or "-" in length or "工作日" in length:
        return TimeLimit(span, words, LimitKind.WITHIN, start and start[0])
    first = start[0]
    if "年" in length:
        after = _plus(first, 12 * count)
    elif "月" in length:
        after = _plus(first, count)
    elif "天" in length or "日" in length:
        after = first + timedelta(days=count)
    else:
        return TimeLimit(span, words, LimitKind.WITHIN, first)
    return TimeLimit(span, words, LimitKind.WITHIN, first, after and after - timedelta(days=1))


def _ahead(limit: TimeLimit, length: str, written: date | None) -> TimeLimit:
    """A limit that ends some years after the document was written."""
    number = re.match(_NUMBER, length)
    count = value(number[0]) if number and "年" in length else None
    return replace(limit, latest=_plus(written, 12 * count)) if written and count else limit


def _plus(day: date, months: int) -> date | None:
    """The same day ``months`` later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    window = days(f"{year}年{month + 1}月")
    return window and min(window[1], window[0] + timedelta(days=day.day - 1))
