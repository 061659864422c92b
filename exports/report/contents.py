"""What the report holds: the chapters in their order, every number from the graph, every sentence from report.toml."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from exports.report.blocks import Block, Heading, Paragraph, Report, Table
from exports.report.chapters import (
    centrality,
    communities,
    deadlines,
    faults,
    findings,
    governments,
    load,
    network,
    order,
    overview,
    ranking,
    reform,
    robustness,
    sample,
    sections,
    significance,
    tasks,
)
from exports.report.tables import ANNEX
from exports.report.view import View

Chapter: TypeAlias = Callable[[View], list[Block]]

#: Of one government's documents, one or several.
CHAPTERS: Mapping[str, Chapter] = {
    "findings": findings.chapter,
    "sample": sample.chapter,
    "ranking": ranking.chapter,
    "load": load.chapter,
    "network": network.chapter,
    "centrality": centrality.chapter,
    "communities": communities.chapter,
    "significance": significance.chapter,
    "tasks": tasks.chapter,
    "order": order.chapter,
    "robustness": robustness.chapter,
    "deadlines": deadlines.chapter,
    "reform": reform.chapter,
    "faults": faults.chapter,
}
#: Of several governments' documents: what can be compared, and each for itself.
ACROSS: Mapping[str, Chapter] = {
    "findings": overview.chapter,
    "sample": sample.chapter,
    "governments": governments.chapter,
    "sections": sections.chapter,
    "significance": significance.chapter,
    "tasks": tasks.chapter,
    "deadlines": deadlines.chapter,
    "faults": faults.chapter,
}
#: Of these, what a full report says of each government.
OF_EACH = ("findings", "ranking", "load", "network", "centrality", "communities", "order", "robustness", "reform")
WITHOUT_PARTIES = ("sample", "faults")  #: chapters that say something where nobody is named


def compose(view: View) -> Report:
    """The whole report; a graph without responsibilities gives its sample and a plain sentence."""
    return Report(view.words.language, view.words("title"), _subtitle(view), _facts(view), tuple(_blocks(view)))


def _subtitle(view: View) -> str:
    documents = view.duties.documents
    if len(documents) != 1:
        return view.words("about_many", n=len(documents))
    (document,) = documents
    return f"{document.title}（{document.number}）" if document.number else document.title


def _facts(view: View) -> tuple[str, ...]:
    """Source, scope, day and how to read labels and all: the lines under the title."""
    w, duties = view.words, view.duties
    source = w(
        "fact_source",
        documents=len(duties.documents),
        measures=len(duties.measures),
        tasks=len(duties.tasks),
        named=len(view.sizes),
        assignments=len(duties.assignments),
    )
    day = [w("fact_as_of", date=view.as_of.isoformat())] if view.as_of else []
    labels = w("fact_labels" if len(duties.documents) > 1 else "fact_labels_one")
    return (source, w(f"fact_scope_{view.groups}"), *day, labels, w("fact_meaning"))


def _blocks(view: View) -> Iterator[Block]:
    """Each chapter under its heading, then in full the tables that it cut short, but for those of the workbook."""
    w = view.words
    if not view.sizes:
        yield Paragraph(w("nothing"))
    cut: list[Table] = []
    chapters = ACROSS if len(view.governments) > 1 else CHAPTERS
    for key in chapters if view.sizes else WITHOUT_PARTIES:
        yield Heading(w(f"h_{key}"), key)
        for block in chapters[key](view):
            yield block
            if isinstance(block, Table) and block.shown < len(block.rows) <= ANNEX:
                cut.append(block)
        if key == "sections" and view.full:
            yield from _each(view)
    if cut and view.annexed:
        yield Heading(w("h_annex"), "annex")
        yield Paragraph(w("p_annex"))
        for table in cut:
            yield replace(table, caption=w("annex_of", caption=table.caption), notes=(), shown=ANNEX)


def _each(view: View) -> Iterator[Block]:
    """The chapters of each government, as of a report on its documents alone."""
    for turn, (of, mine) in enumerate(view.governments, start=1):
        if mine.sizes:
            yield Heading(view.words("h_government", name=of.name), f"government-{turn}")
            for key in OF_EACH:
                yield Heading(view.words(f"h_{key}"), f"government-{turn}-{key}", 2)
                yield from CHAPTERS[key](mine)
