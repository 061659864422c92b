"""Standing rules: sentences, usually inside the first attribution only, that say who leads from here on.

rule  = first | comma | star | adds
first = place … lead … | lead "单位" place …                         列第一位者为牵头单位，下同
place = ["排" | "列" | "名" …] ("第一" ["位" | "个"] | "首位")         排名第一的 · 第一个单位 · 位列首位
lead  = "牵头" | "主办" | "主责" | "主要责任"
comma = ["第一个"] "逗号前" …                                        第一个逗号前为牵头单位，下同
star  = … "*" … lead …                                              标*的为牵头单位
adds  = scope … "均" bodies … "不再" … | bodies "均为" … "不再" …      以下均需各区〔县、市〕政府落实，不再列出
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from graph_build.model import Span
from graph_build.parse.disjoint import Disjoint
from graph_build.parse.lists import Names, read_names
from graph_build.parse.names import narrow, narrowed
from ontology.patterns import regex


class Effect(StrEnum):
    """What a standing rule does to later attributions."""

    FIRST = "first"  #: the first body listed leads
    COMMA = "comma"  #: the bodies before the first comma lead
    STAR = "star"  #: the starred body leads
    ADDS = "adds"  #: bodies are added to every later measure


@dataclass(frozen=True, slots=True)
class RuleForm:
    """One way to word a standing rule, with an example of it."""

    effect: Effect
    cue: re.Pattern[str]  #: what every such rule holds; only lines with it are read
    pattern: re.Pattern[str]  #: over narrow text; a rule stands in one line
    example: str


#: A rule ends with its clause, or with the bracket it stands in.
_REST = r"[^。;()\n]*(?:\([^()\n]*\)[^。;()\n]*)*"

#: the same where more must follow: no longer than a sentence is
_AMID = r"[^。;()\n]{0,100}?(?:\([^()\n]{0,60}\)[^。;()\n]{0,100}?){0,6}"
_LEAD = r"(?:牵头|主办|主责|主要责任|主要负责|总牵头)"
#: That somebody stands first, as the order of a list puts it; or what stands first, which must then be said to lead.
_RANKED = (
    r"(?:名列|位列|排名|排序|排列|位居|位于|列|排|居)(?:在|于)?"
    r"(?:(?:第一|第1)(?:位|个|名|家)?|首位|首(?=[者的为])|最前|前面)"
)
_FIRST = r"(?:第一位|第1位|首位)"
_FIRST_IS = rf"(?:第一|第1|首)(?:位|个|家|名)?(?:的)?(?:责任|承办)?(?:单位|部门)?(?:者|的)?(?:均|即)?为{_LEAD}"
_NO_MORE = (
    r"不再(?:重复|单独|逐一|逐项|一一|另行|分别|另|再|做|作)*"
    r"(?:列出|列入|列示|列明|列举|列|单列|分工|标注|标明|说明|注明|明确|赘述|重复)"
)
_SCOPE = r"(?:以下|以上|上述|下列|各项(?:任务|工作|措施|举措)|各条|所有(?:任务|工作))"

RULES: tuple[RuleForm, ...] = (
    RuleForm(
        Effect.COMMA,
        regex("逗号"),
        regex(rf"(?:第一个)?逗号(?:之)?前{_REST}"),
        "第一个逗号前为牵头单位，多个牵头部门的按照职责分工负责，下同",
    ),
    RuleForm(
        Effect.FIRST,
        regex("第一|第1|首|最前|前面"),
        regex(
            rf"(?:责任单位|单位|部门)?(?:中|里)?[,]?(?:(?:{_RANKED}|{_FIRST})(?:者|的)?[^。;()\n,]{{0,12}}?{_LEAD}|{_FIRST_IS}){_REST}"
            rf"|{_LEAD}(?:单位|部门)(?:均)?{_RANKED}{_REST}"
        ),
        "列第一位者为牵头单位，下同",
    ),
    RuleForm(
        Effect.STAR,
        regex(r"\*"),
        regex(
            rf"(?:标|带|加|注)?(?:有|注)?[“\"]?\*[”\"]?号?(?:者|的)?[^。;()\n、:]{{0,8}}?{_LEAD}(?!(?:单位|部门|主体)?:){_REST}"
        ),
        "标*的为牵头单位，下同",
    ),
    RuleForm(
        Effect.ADDS,
        regex("不再"),
        regex(
            rf"{_SCOPE}[^。;()\n]{{0,20}}?均(?:需|须|涉及|包括|包含|含|由|要求|应)?{_AMID}{_NO_MORE}{_REST}"
            rf"|各{_AMID}(?:均为|均是|为)[^。;()\n,]{{0,12}}(?:责任|配合|参与|落实)(?:单位|部门|主体)"
            rf"[^。;()\n]{{0,12}}{_NO_MORE}{_REST}"
        ),
        "以下均需各区〔县、市〕政府、开发园区管委会落实，不再列出",
    ),
)

#: Rules that say who leads say that somebody does.
_LEADING, _LEAD_WORD = (Effect.FIRST, Effect.STAR), regex(_LEAD)
_ADDED = regex(
    r"(?P<these>各.*?)(?:均为|均是|(?<!均)为).{0,12}(?:责任|配合|参与|落实)(?:单位|部门|主体)"
    r"|均(?:需|须|涉及|包括|包含|含|由|要求|应)?(?P<names>.*?)(?:等)?(?:贯彻落实|组织落实|抓好落实|负责落实|落实|负责|实施|配合)?[,]?(?:以下|其他|其余)?不再"
)


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A standing rule that was found, with the bodies it adds."""

    span: Span
    text: str
    effect: Effect
    added: Names = Names()
    until: int | None = None  #: where its chapter ends, beyond which it does not reach; None: to the end


#: Words of a rule that is the whole document's.
_OF_ALL = regex(
    r"下同|本(?:方案|意见|计划|通知|办法|措施|表|清单|分工|文件|任务)|《|全文|各项|所有|上述|以上|均同|后同|各章|各部分"
)


def reaching(rules: tuple[StandingRule, ...], chapters: Sequence[int]) -> tuple[StandingRule, ...]:
    """The rules, each as far as it reaches: its chapter, unless it says 下同 or speaks of the whole document.

    Who leads and is 不再一一注明 is not said in later chapters either.

    ``chapters`` are the places where chapters begin, in order; what stands before the first is said of all.
    """
    found = []
    for rule in rules:
        chapter = bisect_right(chapters, rule.span.start)
        inside = 0 < chapter < len(chapters) and not (
            _OF_ALL.search(rule.text) or (rule.effect is not Effect.ADDS and "不再" in rule.text)
        )
        found.append(replace(rule, until=chapters[chapter]) if inside else rule)
    return tuple(found)


def find_rules(text: str, within: Span) -> tuple[StandingRule, ...]:
    """The standing rules in ``text[within]``, in order.

    >>> [
    ...     (r.effect.value, r.text)
    ...     for r in find_rules("（税务总局、财政部负责，排在第一位的部门为牵头部门，下同）", Span(0, 30))
    ... ]
    [('first', '排在第一位的部门为牵头部门，下同')]
    """
    plain = narrowed(text)
    found: list[StandingRule] = []
    taken = Disjoint()
    for form in RULES:
        for match in _matches(form, plain, within):
            start, end = match.span()
            while start < end and plain[start] in ",. ":
                start += 1
            span = Span(start, end)
            if taken.overlaps(span):
                continue
            taken.add(span)
            added = _added(text, span) if form.effect is Effect.ADDS else Names()
            found.append(StandingRule(span, span.of(text), form.effect, added))
    return tuple(sorted(found, key=lambda rule: rule.span))


def _matches(form: RuleForm, plain: str, within: Span) -> Iterator[re.Match[str]]:
    """Where the words of a form stand, looked for in the lines that hold its cue."""
    read = within.start
    while cue := form.cue.search(plain, read, within.end):
        begin = max(within.start, plain.rfind("\n", within.start, cue.start()) + 1)
        end = plain.find("\n", cue.end(), within.end)
        read = end if end >= 0 else within.end
        if form.effect not in _LEADING or _LEAD_WORD.search(plain, begin, read):
            yield from form.pattern.finditer(plain, begin, read)


def _added(text: str, span: Span) -> Names:
    found = _ADDED.search(narrow(span.of(text)))
    if not found:
        return Names()
    begin, end = found.span("these" if found["these"] else "names")
    return read_names(text, span.start + begin, span.start + end, trusting=True)
