"""Text to document: what stands on the frame read, and all of it put together.

Nothing is refused and nothing is lost: what no recogniser takes belongs to the open unit, and the leaves of the
document tile the unchanged source.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from graph_build.model import (
    Basis,
    Citation,
    Document,
    Field,
    Header,
    Measure,
    Mention,
    Reading,
    Reflowed,
    Role,
    Rule,
    Span,
    Target,
    Task,
    TimeLimit,
)
from graph_build.parse.citations import find_citations, validity
from graph_build.parse.deadlines import find_limits
from graph_build.parse.frame import Frame, frame
from graph_build.parse.leaves import leaves
from graph_build.parse.names import kind_of_named
from graph_build.parse.overlooked import find_overlooked
from graph_build.parse.rules import Effect, StandingRule
from graph_build.parse.script import cut_again, folded
from graph_build.parse.sentences import find_sentences
from graph_build.parse.sorting import Draft
from graph_build.parse.targets import find_targets
from ontology.patterns import regex


def parse(name: str, reading: Reading, reflowed: Reflowed, *, sentences: bool = False) -> Document:
    """The document that a reflowed text says, mentions found and not yet resolved.

    With ``sentences``, duties that running sentences give are tasks too.
    """
    plain = folded(reflowed)
    framed = frame(reading, plain)
    if sentences:
        framed = replace(framed, drafts=tuple(_with_sentences(framed.text, draft) for draft in framed.drafts))
    titles = {section.id: section.title for section in framed.sections}
    document = Document(
        name,
        plain,
        _header(framed),
        framed.sections,
        tuple(_measure(framed, draft, titles) for draft in framed.drafts),
        leaves(framed, reading, plain),
        (*reading.warnings, *_doubts(framed)),
        imprint=reading.imprint,
    )
    return cut_again(document, reflowed)


def _with_sentences(text: str, draft: Draft) -> Draft:
    """A measure with the duties that its sentences give among its attributions."""
    own = tuple(attribution.span for attribution in draft.attributions if attribution.scope == "task")
    added = find_sentences(text, draft.span, own)
    if not added:
        return draft
    return replace(draft, attributions=tuple(sorted((*draft.attributions, *added), key=lambda found: found.span)))


def _doubts(framed: Frame) -> tuple[str, ...]:
    """What is to be said of names that were not read, and of what looks like duties and was not."""
    attributions = [attribution for draft in framed.drafts for attribution in draft.attributions]
    overlooked = find_overlooked(framed.text, [attribution.span for attribution in attributions])
    return (
        *(
            f"unreadable name in {attribution.text[:60]}: {doubt}"
            for attribution in attributions
            for doubt in attribution.doubts
        ),
        *(found.warning(framed.text) for found in overlooked),
    )


# --- measures ---------------------------------------------------------------------------------------------------------


def _measure(framed: Frame, draft: Draft, titles: Mapping[str, str]) -> Measure:
    return Measure(
        draft.number,
        draft.section,
        draft.span,
        draft.text,
        _tasks(framed, draft),
        # Only title and preamble say what the document carries out or is made under.
        tuple(map(_as_cited, find_citations(framed.text, draft.span, framed.titles))),
        asks=bool(draft.attributions) or not _only_says(draft, titles),
    )


def _only_says(draft: Draft, titles: Mapping[str, str]) -> bool:
    """Whether a unit asks nothing of anybody: 重要意义, 指导思想, 基本原则, what stands below such a heading.

    ``titles`` are those of sections, by their ids.
    """
    title = draft.text[:_TITLE_LENGTH]
    title = title[: found.start()] if (found := _TITLE_END.search(title)) else title
    if title.endswith(_SAID) and _SAYS.match(title):
        return True
    parts = draft.section.split(".") if draft.section else []
    above = [titles.get(".".join(parts[: depth + 1]), "") for depth in range(len(parts))]
    if any(words.endswith(_SAID) and _SAYS.match(words) for words in above):
        return True
    return bool(_PRINCIPLE.match(title)) and any(map(_OVERALL.match, above))


#: Headings of units that ask nothing of anybody, and what principles begin with below 总体要求.
_SAYS = regex(
    r"(?:充分|深刻)?(?:认识|领会|把握)?.{0,16}?(?:重大意义|重要意义|必要性|重要性|紧迫性|指导思想|(?:基本|工作|主要|实施|建设|总体)原则|总体思路"
    r"|发展形势|形势分析|编制背景|编制依据|现状与形势|发展基础|发展环境|基本情况|工作背景|适用范围|名词解释)$"
)
#: What such headings end with: looked at first, at a tenth of the cost.
_SAID = ("意义", "性", "思想", "原则", "思路", "形势", "分析", "背景", "依据", "基础", "环境", "情况", "范围", "解释")
_TITLE_LENGTH, _TITLE_END = 40, regex(r"[。；：:\n]")
_OVERALL = regex(r"总体要求|总体思路|总则|指导思想")
_PRINCIPLE = regex(r"坚持|遵循|统筹兼顾|因地制宜")


def _tasks(framed: Frame, draft: Draft) -> tuple[Task, ...]:
    """One task an attribution: from the end of the one before to its own end; the rest belongs to the last."""
    text, signed = framed.text, framed.heading.date
    limits = find_limits(text, draft.span, signed, draft.limits)
    for cell in draft.limits:  # merged over this row from above
        if not draft.span.start <= cell.start <= draft.span.end:
            limits += find_limits(text, cell, signed, draft.limits)
    targets = find_targets(text, draft.span)
    inside = [attribution for attribution in draft.attributions if attribution.scope == "task"]
    if len(inside) < 2:
        return tuple(Task(draft.span, attribution, limits, targets) for attribution in (draft.attributions or (None,)))
    ends = [draft.span.start, *(attribution.span.end for attribution in inside[:-1]), draft.span.end]
    spans = [Span(start, end) for start, end in pairwise(ends)]
    parts = zip(spans, inside, _shared(limits, spans), _shared(targets, spans), strict=True)
    return tuple(Task(span, attribution, own, aims) for span, attribution, own, aims in parts)


Placed = TypeVar("Placed", TimeLimit, Target)


def _shared(found: Iterable[Placed], spans: Sequence[Span]) -> list[tuple[Placed, ...]]:
    """What begins in each of the spans, which follow each other."""
    within: list[list[Placed]] = [[] for _ in spans]
    for one in found:
        at = bisect_right(spans, one.span.start, key=lambda span: span.start) - 1
        if at >= 0 and one.span.start < spans[at].end:
            within[at].append(one)
    return [tuple(those) for those in within]


# --- the header -------------------------------------------------------------------------------------------------------


def _header(framed: Frame) -> Header:
    heading = framed.heading
    valid_from, valid_until = validity(framed.text, heading.date)
    named = (*([heading.title.span] if heading.title else ()), *framed.preamble)
    citations = [citation for span in named for citation in find_citations(framed.text, span, framed.titles)]
    return Header(
        heading.title,
        heading.number,
        _of_kinds(heading.issuers),
        heading.date,
        _of_kinds(heading.addressees),
        _of_kinds(heading.cc),
        _once((*citations, *_cited_outside(framed))),
        tuple(_rule(framed, rule) for rule in framed.book.rules if _is_stated(rule)),
        valid_from,
        valid_until,
    )


def _cited_outside(framed: Frame) -> list[Citation]:
    """What the text between the measures and behind them cites; only title and preamble say what is carried out."""
    edges = sorted([*(draft.span for draft in framed.drafts), *framed.preamble])
    length = len(framed.text)
    gaps: list[Span] = []
    start = framed.preamble[-1].end if framed.preamble else 0
    for span in (*edges, Span(length, length)):
        if span.start > start:
            gaps.append(Span(start, span.start))
        start = max(start, span.end)
    return [_as_cited(citation) for gap in gaps for citation in find_citations(framed.text, gap, framed.titles)]


def _as_cited(citation: Citation) -> Citation:
    """A citation outside title and preamble, which carries nothing out."""
    return replace(citation, function="cites") if citation.function in {"implements", "based-on"} else citation


def _once(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """The first citation of each title."""
    first = {citation.title: citation for citation in reversed(citations)}
    return tuple(citation for citation in citations if first[citation.title] is citation)


def _of_kinds(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Fields that name parties, each with the kind of what it names."""
    return tuple(replace(each, kind=kind_of_named(each.text)) for each in fields)


def _is_stated(rule: StandingRule) -> bool:
    """Whether a rule does something: one that adds bodies names them."""
    return rule.effect is not Effect.ADDS or bool(rule.added)


def _rule(framed: Frame, rule: StandingRule) -> Rule:
    added = tuple(
        Mention(item.span, item.text, Role.CO, Basis.RULE, item.kind, item.owner) for item in rule.added.items
    )
    # 以下 means the measures after the attribution that the rule stands in.
    before = bisect_right(framed.drafts, rule.span.start, key=lambda draft: draft.span.start)
    after = max(rule.span.end, framed.drafts[before - 1].span.end if before else 0)
    return Rule(rule.span, rule.text, added, after, rule.until)
