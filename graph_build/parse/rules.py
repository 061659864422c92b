"""Standing rules: sentences, usually inside the first attribution only, that say who leads from here on.

rule  = first | comma | star | adds
first = ("列" | "排") ["在"] ("第一位" | "首位" | "首") … "牵头" …     列第一位者为牵头单位，下同
comma = "第一个逗号前" …                                             第一个逗号前为牵头单位，下同
star  = … "*" … "牵头" …                                            标*的为牵头单位
adds  = "以下" … "均" bodies … "不再" …                              以下均需各区〔县、市〕政府落实，不再列出
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from graph_build.model import Span
from graph_build.parse.mentions import Names, narrow, read_names


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
    pattern: re.Pattern[str]  #: over narrow text
    example: str


#: A rule ends with its clause, or with the bracket it stands in.
_REST = r"[^。;()\n]*(?:\([^()\n]*\)[^。;()\n]*)*"

RULES: tuple[RuleForm, ...] = (
    RuleForm(
        Effect.COMMA,
        re.compile(rf"第一个逗号(?:之)?前{_REST}"),
        "第一个逗号前为牵头单位，多个牵头部门的按照职责分工负责，下同",
    ),
    RuleForm(
        Effect.FIRST,
        re.compile(
            rf"(?:责任单位|单位|部门)?(?:中|里)?[,]?[列排居]?(?:在)?(?:第一位|第1位|首位|首)(?:者|的)?[^。;()\n,]{{0,12}}?(?:牵头|主办){_REST}"
        ),
        "列第一位者为牵头单位，下同",
    ),
    RuleForm(
        Effect.STAR,
        re.compile(rf"(?:标|带|加|注)?(?:有|注)?[“\"]?\*[”\"]?号?(?:者|的)?[^。;()\n、]{{0,8}}?(?:牵头|主办){_REST}"),
        "标*的为牵头单位，下同",
    ),
    RuleForm(
        Effect.ADDS,
        re.compile(
            rf"(?:以下|以上|上述|下列)[^。;()\n]{{0,20}}?均(?:需|须|涉及|由|要求|应)?{_REST}?不再(?:重复|单独|逐一|一一|另行|做|作)*(?:列出|列入|列示|列明|列|分工|标注|说明){_REST}"
        ),
        "以下均需各区〔县、市〕政府、开发园区管委会落实，不再列出",
    ),
)

_CUE = re.compile(r"下同|第一位|第1位|首位|列首|排首|逗号前|不再|\*")
_ADDED = re.compile(
    r"均(?:需|须|涉及|由|要求|应)?(?P<names>.*?)(?:等)?(?:贯彻落实|组织落实|抓好落实|负责落实|落实|负责|实施|配合)?[,]?不再"
)


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A standing rule that was found, with the bodies it adds."""

    span: Span
    text: str
    effect: Effect
    added: Names = Names()


def find_rules(text: str, within: Span) -> tuple[StandingRule, ...]:
    """The standing rules in ``text[within]``, in order.

    >>> [
    ...     (r.effect.value, r.text)
    ...     for r in find_rules("（税务总局、财政部负责，排在第一位的部门为牵头部门，下同）", Span(0, 30))
    ... ]
    [('first', '排在第一位的部门为牵头部门，下同')]
    """
    part = within.of(text)
    if not _CUE.search(part):
        return ()
    plain = narrow(part)
    found: list[StandingRule] = []
    for form in RULES:
        for match in form.pattern.finditer(plain):
            start, end = match.span()
            while start < end and plain[start] in ",. ":
                start += 1
            if any(rule.span.start < within.start + end and within.start + start < rule.span.end for rule in found):
                continue
            span = Span(within.start + start, within.start + end)
            found.append(
                StandingRule(
                    span,
                    span.of(text),
                    form.effect,
                    _added(text, span) if form.effect is Effect.ADDS else Names(),
                )
            )
    return tuple(sorted(found, key=lambda rule: rule.span))


def _added(text: str, span: Span) -> Names:
    found = _ADDED.search(narrow(span.of(text)))
    if not found:
        return Names()
    return read_names(text, span.start + found.start("names"), span.start + found.end("names"), trusting=True)
