"""What looks wrong in a parsed document: faults that only text and outline show, not the graph.

The shapes of shapes.ttl check the graph; these check what led to it (E10, E11, E13, E14, D07), and what a reader was
unsure of (D11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from graph_build import identifiers
from graph_build.model import Document, Measure, Span
from graph_build.parse.attribution import brackets
from graph_build.parse.lists import read_names
from graph_build.parse.names import is_certain
from graph_build.parse.overlooked import find_overlooked
from graph_build.resolve import review
from ontology.authority import Authority
from ontology.findings import Finding, Severity


def check(document: Document, authority: Authority) -> tuple[Finding, ...]:
    """The faults of ``document``, in the order of its measures, and what its names leave open."""
    return (
        *_numbering(document),
        *_unread(document),
        *_overlooked(document),
        *_doubts(document),
        *_names(document, authority),
    )


def _names(document: Document, authority: Authority) -> Iterator[Finding]:
    """Bodies new to the authority file, each with a Turtle stanza to paste, and names that may be confused."""
    for party in review.new_parties(document, authority):
        stanza = review.stanza(party, authority)
        yield Finding(
            "E12",
            Severity.WARNING,
            "authority",
            party.iri,
            stanza,
            "规范档中没有的机构；所附 Turtle 可粘入规范档",
            "a body new to the authority file; the Turtle below can be pasted there",
        )
    for suspicion in review.suspicions(document, authority):
        one = suspicion.kind == review.ONE_BODY
        yield Finding(
            "D12",
            Severity.WARNING,
            "document",
            suspicion.iris[0],
            " / ".join(suspicion.names),
            "两个名称可能是同一机构" if one else "一个名称可能指两个机构",
            "two names may be one body's" if one else "one name may be two bodies'",
        )


def _numbering(document: Document) -> Iterator[Finding]:
    """Measures of one section whose numbers repeat or leave one out: lost by us if its marker stands between them."""
    nodes = dict(zip(map(id, document.measures), _addresses(document), strict=True))
    for _, group in groupby(document.measures, key=lambda measure: measure.section):
        for one, other in pairwise(group):
            if not (one.number.isdecimal() and other.number.isdecimal()) or int(other.number) == int(one.number) + 1:
                continue
            lost = _stands_between(document.text, one, other)
            code, severity, fault = (
                ("E10", Severity.VIOLATION, "extraction") if lost else ("D07", Severity.WARNING, "document")
            )
            yield Finding(
                code,
                severity,
                fault,
                nodes[id(other)],
                f"{one.number} → {other.number}",
                "举措编号不连续或重复",
                "measure numbers jump or repeat",
                *_at(document, other.span),
            )


def _stands_between(text: str, one: Measure, other: Measure) -> bool:
    """Whether a marker of the missing number begins a line between two measures."""
    missing = int(one.number) + 1
    between = text[one.span.start : other.span.start]
    return bool(re.search(rf"^{missing}\s?[.．、]", between, re.MULTILINE))


def _unread(document: Document) -> Iterator[Finding]:
    """Brackets that name bodies and nothing else, and that no task took."""
    for measure, node in zip(document.measures, _addresses(document), strict=True):
        taken = [task.attribution.span for task in measure.tasks if task.attribution]
        for span in brackets(document.text, measure.span):
            if any(other.start <= span.start < other.end for other in taken) or not _names_bodies(document.text, span):
                continue
            words = span.of(document.text)
            yield Finding(
                "E11",
                Severity.WARNING,
                "extraction",
                node,
                words,
                "括号内似为责任单位而未读入",
                "a bracket names bodies and no task took it",
                *_at(document, span),
            )


_LOOKS_LIKE = {
    "table": (
        "E14",
        "似为表格而各格无法分辨，请提供其原文件",
        "looks like a table whose cells cannot be told apart; give the file it was copied from",
    ),
    "label": ("E13", "似有责任单位而未读入", "a label of responsibility that no task took"),
    "bracket": ("E13", "括号内似有职责而未读入", "a bracket that gives a duty and that no task took"),
}


def _overlooked(document: Document) -> Iterator[Finding]:
    """Places that look like duties, or like a table of them, and that were not read."""
    taken = [task.attribution.span for m in document.measures for task in m.tasks if task.attribution]
    nodes = list(zip(document.measures, _addresses(document), strict=True))
    for found in find_overlooked(document.text, taken):
        inside = (node for measure, node in nodes if measure.span.start <= found.span.start < measure.span.end)
        code, chinese, english = _LOOKS_LIKE[found.kind]
        node = next(inside, identifiers.document(identifiers.document_key(document)))
        words, at = found.span.of(document.text), _at(document, found.span)
        yield Finding(code, Severity.WARNING, "extraction", node, words, chinese, english, *at)


def _names_bodies(text: str, span: Span) -> bool:
    names = read_names(text, span.start + 1, span.end - 1)
    return len(names.items) > 1 and not names.doubts and all(is_certain(item.text) for item in names.items)


def _doubts(document: Document) -> Iterator[Finding]:
    """Items of attributions that could not be read as names, with the words around them."""
    for measure, node in zip(document.measures, _addresses(document), strict=True):
        for task in measure.tasks:
            if task.attribution is None:
                continue
            for doubt in task.attribution.doubts:
                quotation = f"{doubt} ⟨{task.attribution.text[:60]}⟩"
                yield Finding(
                    "D11",
                    Severity.WARNING,
                    "document",
                    node,
                    quotation,
                    "责任单位中有未能确认的内容",
                    "an item among the responsible bodies is in doubt",
                    *_at(document, task.attribution.span),
                )


def _at(document: Document, span: Span) -> tuple[str, int, int]:
    """The source, and the place in its text, where the words of ``span`` stand."""
    place = document.place(span)
    return document.name, place.start, place.end


def _addresses(document: Document) -> list[str]:
    """The IRIs of the measures, in order."""
    address = identifiers.document(identifiers.document_key(document))
    return [f"{address}/{path}" for path in identifiers.unit_keys(document)[1]]
