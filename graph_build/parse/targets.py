"""Targets: the numbers that a measure sets out to reach, with what is counted and how the number is meant.

    target     = [indicator] (reach | change | verb) [bound] quantity [bound] [indicator]
    quantity   = number ["—" number] [scale] unit               3—5家, 1万个, 95%, 2个百分点
    reach      = 达到 | 提高到 | 控制在 …                         畜禽粪污综合利用率达到75%以上
    change     = 增长 | 提高 | 下降 …                            地区生产总值增长8%以上
    verb       = 培育 | 新建 | 引进 …                            培育3—5家服务机构, 新建5G基站2600个以上
    bound      = 不低于 | 超过 | 以上 | 不超过 | 以内 | 左右 …

Quantities are found first; the table of wordings then reads outward from each. A number that no wording takes is
no target: 三审合一, 5G, 〔2015〕71号. Nor is one that has been reached (已达到), one that somebody must have to be
given something (年薪达到50万元的), or what is then given (最高补助200万元).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph_build.model import Comparator, Span, Target
from graph_build.occurrences import beginning, occurrences
from graph_build.parse.numerals import value
from ontology.patterns import regex

_NUMBER = r"(?:\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?|[二两三四五六七八九十百][一二三四五六七八九十百千]{0,6})"
_SCALE = "(?:万亿|百亿|千亿|[万亿]|[百千]万)"
_UNIT = (
    "(?:个百分点|%|％|‰|平方公里|平方千米|平方米|立方米|公顷|公里|千米|万千瓦时|千瓦时|"
    "千瓦|兆瓦|吉瓦|亩|吨标准煤|吨|斤|公斤|米"
    "|元|美元|人次|人|名|位|户|家|个|项|件|起|所|座|处|场|次|批次|批|例|台|套|辆|条|班次|"
    "期|张床位|张|只|头|支|种|对|列|株|篇|部"
    "|节|份|宗|笔|艘|架|间|册|标箱|车皮|倍|PFLOPS|P)"
)
#: no number goes on here, and none is counted: 第三, 〔2015〕
_BEGINS = beginning(r"\d二两三四五六七八九十百", r'(?<![\d.第〔（(“‘"一二两三四五六七八九十百千零])')
_QUANTITY = regex(
    rf"(?P<low>{_NUMBER})(?P<low_scale>{_SCALE})?[%％]?"
    rf"(?:[-—–－~～至到](?P<high>{_NUMBER}))?(?P<scale>{_SCALE})?余?多?(?P<unit>{_UNIT})(?![月工级])"
)
_CUE = regex(rf"[\d二两三四五六七八九十百千万亿][%％]?[余多]{{0,2}}{_UNIT}")

_AT_LEAST = "不低于|不少于|不小于|不下|(?<!不)(?:大于|高于|超过|突破|超)|(?<!不)达到?|至少"
_AT_MOST = "不超过|不高于|不大于|不多于|(?<![不得])(?:低于|小于|少于)|控制[在到]|压[减降][到至]"
_ABOUT = "大约|约|近|接近"
_BOUND = f"{_AT_LEAST}|{_AT_MOST}|{_ABOUT}"
_BEHIND = "(?P<bound>及?以上|以下|左右|以内|之内|上下)?"
_RISES = "增长|提高|提升|增加|上升|扩大|递增"
_FALLS = "下降|降低|减少|压减|压缩|缩短|缩减|削减|下浮"
_MAKES = (
    "培育|建设|开放|孵化|建成|新建|改建|扩建|改造|创建|打造|新增|增设|新设|布设|引进|引育|集聚|招引|形成|"
    "发展|认定|遴选|评选|推出|推广|发布|举办|组织|开展|培训|培养"
    "|办理|查处|处理|完成|实现|布局|设立|建立|支持|孵化|吸引|落地|实施|制定|制修订|达成|"
    "开通|投放|种植|改善|解决|提供|配备|挖掘|启动|释放|征集|推介|促成|对接|盘活|归集|汇聚|"
    "输送|组建|安排|储备|取得|申请|获得|覆盖"
)
#: ends the words of what is counted
_NO_NAME = r"，。；：！？,;:!?\n\t|《》（）()"
_MANY = "年均|平均|累计|均|总数|要|应|力争"


@dataclass(frozen=True, slots=True)
class Wording:
    """Words around a quantity that make it a target; the group "indicator" is what is counted."""

    name: str
    before: re.Pattern[str]  #: the whole clause before the quantity; the group "verb" is where the target begins
    behind: re.Pattern[str]  #: begins behind the quantity
    example: str
    indicator: str  #: what the example counts


#: the first that fits decides
WORDINGS = (
    Wording(
        "reaches",
        regex(
            rf"(?P<indicator>.+?)(?:{_MANY})*(?:(?:{_RISES}|{_FALLS}|恢复|[增升降])[到至](?:{_BOUND})?"
            rf"|(?:保持|稳定|维持)在(?:{_BOUND})?|{_BOUND})"
        ),
        regex(_BEHIND),
        "畜禽粪污综合利用率达到75%以上",
        "畜禽粪污综合利用率",
    ),
    Wording(
        "changes",
        regex(rf"(?P<indicator>.+?)(?:{_MANY}|每年|[比较].{{2,8}})?(?P<change>{_RISES}|{_FALLS})(?:{_BOUND})?"),
        regex(_BEHIND),
        "地区生产总值增长8%以上",
        "地区生产总值",
    ),
    Wording(
        "makes so many",
        regex(rf".*?(?P<verb>{_MAKES})(?:各类|各级|一批)?(?:{_BOUND})?"),
        regex(rf"{_BEHIND}的?(?P<indicator>(?:(?![、和及与]\d)[^{_NO_NAME}]){{1,24}})"),
        "培育3—5家知识产权服务品牌机构",
        "知识产权服务品牌机构",
    ),
    Wording(
        "makes things, so many",
        regex(rf".*?(?P<verb>{_MAKES})(?P<indicator>.{{2,24}}?)(?:总数|数量|共|累计)?(?:{_BOUND})?"),
        regex(_BEHIND),
        "新建5G基站2600个以上",
        "5G基站",
    ),
)
#: the sentence tells what has been reached, or what a report counts
_PAST = regex("已|截至|截止|目前|去年|上年|以来|曾|累计有|同期|同比|环比|先后|陆续|据|记者|共有|日均")
#: the clause sets a rule for applicants or describes a project
_RULE = regex("放宽|推荐|申报|申请|一般|原则上|不得|名额|总投资|你[公单市省]|分为|分成|包括|规模一般|含量")
#: the sentence speaks of what is given
_GIVEN = regex("给予|补助|补贴|奖励|奖补|资助|贴息|最高|每家|每人(?!均)|每户|每个|单笔|单户|单个|单家")
_GIVEN_MONEY = regex(
    rf"{_GIVEN.pattern}|贷款|额度|罚款|处以|租金|免收|减免|优惠|税|薪|(?<![经消])费|每月|提供|成本|标准|按照?"
)
#: 遴选不超过10个项目 sets no limit to 遴选
_ENDS_IN_VERB = regex(rf"(?:^|{_MAKES})$")
_MONEY = regex("元|%|％")
#: who must have the number to be given something
_CONDITION = regex(
    r"[^，。；：\n]{0,24}的(?:[，；、。]|企业|单位|个人|人员|项目|团队|机构|地区|高校|创业|"
    r"纳税人|小微|OPC|城市|基础|前提)|及?以[上下]的"
)
_FOR_THOSE = regex(r"(?:^|[，；。：、])(?:对|凡|对于|对符合|符合|如|若)[^。；]*$")
#: what is counted off, not counted: 四个方面
_PARTS = regex(
    r"的?(?:方面|阶段|环节|层面|维度|步骤|时段|统一|全面|意识|自信|年|五年|部分|类|(?:主要|"
    r"重点|工作|具体)?任务|(?:具体|有力|政策|工作)*(?:措施|举措|政策)|不|好|转变|一批|"
    r"关键)"
)
#: what may be limited from above and is a target: 能耗, 浓度, 失业率
_LIMITED = regex(r"率|比[例重]?|浓度|强度|成本|排放|能耗|水耗|用水量|总量|控制|时[间限]|事故|死亡|赤字|消费")
#: what stands before the words of an indicator in its clause and does not belong to them
_LEAD = regex(
    r"^(?:[一二三四五六七八九十\d]{1,3}[、.．]|[①-⑳]|[在到至][^，]{1,12}?年(?:[底末中]|\d{1,2}月(?:[底末]|\d{1,2}日)?)?"
    r"(?:[之以]?前(?![端沿期列茅]))?|力争|"
    r"争取|确保|努力|使|推动|带动|促进|全力|到|其中|将|要|并|以及|和|及|、|的|年内|全年|"
    r"每年|累计|目标)+"
)
_TAIL = regex("(?:总体|分别|均|为|要求|可|力争|应|须)+$")
_VERB = regex(rf"^(?:{_MAKES})+(?![率面量度人规用资])(?=..)")
#: without one of these before it a quantity is no target
_WORD = regex(rf"{_MAKES}|{_BOUND}|{_RISES}|{_FALLS}|[到至在]$")
_SENTENCE_END = regex(r"[。；;\n]")
_NAME_END = regex(f"[{_NO_NAME}]")
#: an indicator of two characters or more that is no pronoun, no measure (长3600米) and no open list (…等10项)
_NAMES = regex("[^其该的].*[^长宽高+等]$")
_ENDS_AT_MOST = regex(f"(?:{_AT_MOST})$")
_ENDS_AT_LEAST = regex(f"(?:{_AT_LEAST}|[到至])$")
_ENDS_ABOUT = regex(f"(?:{_ABOUT})$")
_RISING = regex(_RISES)
_SCALES = {
    "万": 10**4,
    "亿": 10**8,
    "万亿": 10**12,
    "百万": 10**6,
    "千万": 10**7,
    "百亿": 10**10,
    "千亿": 10**11,
}
_REACH_LEFT = 60


def find_targets(text: str, within: Span) -> tuple[Target, ...]:
    """The targets that ``text`` states ``within`` a stretch, in order.

    >>> text = "培育3—5家知识产权服务品牌机构，畜禽粪污综合利用率达到75%以上，建成5G基站1万个"
    >>> for target in find_targets(text, Span(0, len(text))):
    ...     print(target.indicator, target.comparator, target.minimum, target.maximum, target.unit)
    知识产权服务品牌机构 range 3.0 5.0 家
    畜禽粪污综合利用率 at-least 75.0 None %
    5G基站 equal 10000.0 10000.0 个
    """
    if not _CUE.search(text, within.start, within.end):
        return ()
    return tuple(_targets(text, within))


def _targets(text: str, within: Span) -> Iterator[Target]:
    begin = within.start
    for found in occurrences(_QUANTITY, _BEGINS, text, *within):
        left = text[max(begin, found.start() - _REACH_LEFT) : found.start()]
        right = text[found.end() : min(within.end, found.end() + _REACH_LEFT)]
        target = _read(found, left, right)
        if target:
            begin = target.span.end
            yield target


def _read(found: re.Match[str], left: str, right: str) -> Target | None:
    """The target that a quantity is, read outward from it, or None."""
    sentence = _SENTENCE_END.split(left)[-1]
    clause = _NAME_END.split(sentence)[-1]
    if not _WORD.search(clause) or _is_none(found, sentence, clause, right):
        return None
    for wording in WORDINGS:
        if not (before := wording.before.fullmatch(clause)) or not (behind := wording.behind.match(right)):
            continue
        groups = before.groupdict() | behind.groupdict()
        words = _LEAD.sub("", groups["indicator"])
        inside = "indicator" in wording.before.groupindex
        if inside and _ENDS_IN_VERB.search(words):
            continue
        indicator = _TAIL.sub("", _VERB.sub("", words))
        if not _NAMES.match(indicator) or not (found["low"][0].isdigit() or wording.name == "makes so many"):
            return None  # 建设两个中心 is one, 集聚区两个 is none
        meant = _meant(found, clause, groups["bound"] or "", groups.get("change") or "")
        if meant[1] is None and not _LIMITED.search(clause):
            return None
        verb = before.start("verb") if "verb" in groups else len(groups["indicator"]) - len(words)
        end = found.end() + (len(groups["bound"] or "") if inside else behind.end())
        span = Span(found.start() - len(clause) + verb, end)
        return Target(span, span.of(found.string), indicator, *meant, found["unit"].replace("％", "%"))
    return None


def _is_none(found: re.Match[str], sentence: str, clause: str, right: str) -> bool:
    """Whether the words around a quantity say that it is no target."""
    return bool(
        _PAST.search(sentence)
        or _RULE.search(clause)
        or _FOR_THOSE.search(sentence)
        or _CONDITION.match(right)
        or _PARTS.match(right)
        or (_GIVEN_MONEY.search(sentence) if _MONEY.search(found["unit"]) else _GIVEN.search(clause))
    )


def _meant(found: re.Match[str], clause: str, bound: str, change: str) -> tuple[Comparator, float | None, float | None]:
    """How the number is meant, and its ends."""
    scale = _SCALES.get(found["scale"] or "", 1)
    high = _number(found["high"] or found["low"]) * scale
    low = _number(found["low"]) * (_SCALES.get(found["low_scale"] or "", 1) if found["low_scale"] else scale)
    if not found["high"]:
        high = low
    comparator = Comparator.EQUAL
    least: float | None = low
    most: float | None = high
    if found["high"]:
        comparator = Comparator.RANGE
    elif bound in ("以下", "以内", "之内") or _ENDS_AT_MOST.search(clause):
        comparator, least = Comparator.AT_MOST, None
    elif bound.endswith("以上") or _ENDS_AT_LEAST.search(clause):
        comparator, most = Comparator.AT_LEAST, None
    elif bound or _ENDS_ABOUT.search(clause):
        comparator = Comparator.ABOUT
    if change:
        comparator = Comparator.INCREASE if _RISING.match(change) else Comparator.DECREASE
    return comparator, least, most


def _number(text: str) -> float:
    return float(text.replace(",", "")) if text[0].isdigit() else float(value(text) or 0)
