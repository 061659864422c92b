"""Duties in running sentences: read with less certainty, so marked basis "sentence" and taken only when asked for.

    sentence = by | subject
    by       = "由" names duty ["，" names duty]           由省财政厅牵头，省税务局配合
    subject  = names ["要" | "应"] ("牵头负责" | "负责" | "会同" names) …   省科技厅牵头负责…；公安部负责…

Every item must be a body beyond doubt: prose is full of words that end like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph_build.model import Attribution, Basis, Mention, Role, Span
from graph_build.parse.disjoint import Disjoint
from graph_build.parse.mentions import Names, is_certain, narrow, read_names


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """One way a sentence gives a duty; group ``names`` holds the list with its duty words."""

    name: str
    pattern: re.Pattern[str]
    example: str


_LEADS = r"(?:牵头负责|牵头抓总|牵头落实|牵头|主办|负总责|负责)"
_JOINS = r"(?:配合|参与|参加|协办|协助|协同|支持)"

FORMS: tuple[SentenceForm, ...] = (
    SentenceForm(
        "by",
        re.compile(rf"由(?P<names>[^。;:\n由]{{2,80}}?{_LEADS}(?!人|同志|解释|制)(?:,[^。;:\n]{{2,80}}?{_JOINS})?)"),
        "试点工作由省财政厅牵头，省税务局、人民银行济南分行配合。",
    ),
    SentenceForm(
        "subject",
        re.compile(
            rf"(?:^|(?<=[。;:\n)]))(?P<names>[^。;:,\n的(\d第][^。;:,\n的]{{1,60}}?)(?:要|应当?|须)?(?:分别|共同|具体|统一)?{_LEADS}(?=[^。;\n)人制])"
        ),
        "省知识产权局牵头负责向国家知识产权局汇报衔接。",
    ),
    SentenceForm(
        "together",
        re.compile(
            r"(?:^|(?<=[。;:\n)]))(?P<names>[^。;:,\n的(\d第][^。;:,\n的]{1,30}?会同[^。;:,\n的]{2,60}?)(?:等(?:有关|相关)?(?:部门|单位))?(?=,|组建|建立|制定|研究|开展|组织)"
        ),
        "市工信局会同市发展改革委、市科技局等部门，建立协调机制。",
    ),
)
#: What prose puts between a body and its verb: 各地要按照…, 政府对…
_PROSE = re.compile(r"[要对将由“”]|主要$")
_CUE = re.compile(r"牵头|负责|会同|主办|负总责")


def find_sentences(text: str, within: Span, taken: tuple[Span, ...] = ()) -> tuple[Attribution, ...]:
    """The sentences in ``text[within]`` that give a duty, outside the places already ``taken``.

    >>> text = "省科技厅牵头负责申报工作。"
    >>> [(m.surface, m.role.value, m.basis.value) for a in find_sentences(text, Span(0, len(text))) for m in a.mentions]
    [('省科技厅', 'lead', 'sentence')]
    """
    part = within.of(text)
    if not _CUE.search(part):
        return ()
    plain = narrow(part)
    found: list[Attribution] = []
    occupied = Disjoint(taken)
    for form in FORMS:
        for match in form.pattern.finditer(plain):
            span = Span(within.start + match.start("names"), within.start + match.end())
            if occupied.overlaps(span):
                continue
            names = read_names(text, span.start, span.end)
            if (
                names
                and not names.doubts
                and all(is_certain(item.text) and not _PROSE.search(item.text) for item in names.items)
            ):
                occupied.add(span)
                found.append(
                    Attribution(
                        span,
                        span.of(text),
                        f"sentence: {form.name}",
                        tuple(_mentions(names)),
                        tail=names.tail,
                    )
                )
    return tuple(sorted(found, key=lambda attribution: attribution.span))


def _mentions(names: Names) -> Iterator[Mention]:
    """The mentions of a sentence: words give the roles, else the first named leads."""
    stated = any(item.mark is Role.LEAD for item in names.items)
    for index, item in enumerate(names.items):
        lead = item.mark is Role.LEAD if stated else index == 0 and item.mark is not Role.CO
        yield Mention(item.span, item.text, Role.LEAD if lead else Role.CO, Basis.SENTENCE, item.kind, item.owner)
