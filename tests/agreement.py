"""What must be so of every graph, however many documents it holds: all say the same, and nothing is said falsely."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from exports.explorer import facts
from exports.office import csv as table
from exports.office import tasks
from exports.report import blocks, faults
from exports.report.chapters import overview, sample
from exports.report.view import View
from exports.report.words import words
from graph_build.corpus import build
from graph_build.sources import Source
from graph_build.summary import Summary
from ontology.prefixes import BASE
from queries import duties as duties_
from queries.ask.catalog import Question, answer, question, questions
from queries.ask.endpoint import Local, open_graph
from queries.ask.table import Table
from queries.duties.load import asked


@dataclass(frozen=True)
class Built:
    """A graph, and what its build said of it."""

    summary: Summary
    endpoint: Local
    directory: Path

    @classmethod
    def of(cls, sources: list[Source], directory: Path) -> Built:
        """The graph of ``sources``, all of which can be read."""
        summary = build(sources, directory)
        assert summary.unread == ()
        return cls(summary, open_graph(directory), directory)


def counts_agree(built: Built) -> None:
    """Documents, measures, tasks, assignments, parties: of build, records, explorer, csv, xlsx, a question, report."""
    duties = duties_.load(built.endpoint)
    assert duties == asked(built.endpoint), "tables and graph say the same"
    questions_agree(built.endpoint)
    shown = facts.of(duties)
    named = sum(bool(those) for those in duties.of_task.values())
    expected = (len(duties.documents), len(duties.measures), named, len(duties.assignments), len(duties.parties))
    summary = built.summary
    assert expected == (summary.documents, summary.measures, summary.tasks, summary.assignments, summary.parties)
    assert (len(shown.documents), len(shown.measures), len(shown.assignments), len(shown.parties)) == (
        *expected[:2],
        *expected[3:],
    )
    assert len(shown.tasks) == len(duties.tasks)
    table.write(built.endpoint, path := built.directory / "table.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len(rows) == expected[3]
    assert len({row["body_iri"] for row in rows}) == expected[4]
    workbook = openpyxl.load_workbook(io.BytesIO(tasks.to_xlsx(duties)), read_only=True)
    first = workbook.worksheets[0].iter_rows(values_only=True)
    known = [cell for row in first for cell in row if str(cell).startswith(f"{BASE}id/doc/")]
    assert sorted(known) == sorted(task.iri for task in duties.tasks)
    answered = answer(built.endpoint, question("responsibilities"))
    assert isinstance(answered, Table)
    pairs = {row[:2] for row in answered.rows}
    assert len(answered.rows) == len(pairs) == len({(a.task, a.party) for a in duties.assignments})
    if duties.assignments:
        _report_agrees(duties)


def questions_agree(endpoint: Local) -> None:
    """Each question that has a text for the tables has the same rows from them as from the graph."""
    for asking in questions():
        if asking.sql:
            a_question_agrees(endpoint, asking)


def a_question_agrees(endpoint: Local, asking: Question, words: Mapping[str, str] | None = None) -> None:
    """The rows from the tables are those from the graph, in their order."""
    told, graph = answer(endpoint, asking, words), Local(endpoint.store, merged=endpoint.merged)
    assert endpoint.tables
    assert told == answer(graph, asking, words), asking.name


def _report_agrees(duties: duties_.Duties) -> None:
    """The chapters of the report that count: what was read, and of several governments the sentence that says so."""
    named = sum(bool(those) for those in duties.of_task.values())
    view = View(duties, "keep", words("en"))
    rows = {}
    for block in sample.chapter(view):
        if isinstance(block, blocks.Table) and len(block.columns) == 2:
            rows = {label: int(n.replace(",", "")) for label, n in block.rows if "." not in n}
    assert rows["tasks"] == len(duties.tasks)
    assert rows["of these, tasks that name a responsible party"] == named
    assert rows["assignments"] == len(duties.assignments)
    assert rows["named bodies"] + rows["groups of bodies"] == len(duties.parties)
    if len(view.governments) > 1:
        (bullets,) = overview.chapter(view)
        assert isinstance(bullets, blocks.Bullets)
        said = re.search(
            r"^(\d+) documents? of \d+ governments .* give (\d+) tasks?; (\d+) name .*, (\d+) part",
            re.sub(r"(?<=\d),(?=\d)", "", bullets.items[0]),
        )
        assert said
        expected = len(duties.documents), len(duties.tasks), named, len(duties.parties)
        assert tuple(map(int, said.groups())) == expected


def places_cut_their_words(built: Built) -> None:
    """Every place cuts out of its text the words that are said to stand there."""
    duties = duties_.load(built.endpoint, texts=True)
    content = {text.iri: text.content for text in duties.texts}

    def cut(place: duties_.Place | None) -> str:
        assert place is not None
        return _bare(content[place.text][place.start : place.end])

    for task in duties.tasks:
        assert cut(task.place) == _bare(task.text)
    for assignment in duties.assignments:
        assert cut(assignment.place) == _bare(assignment.surface)


def _bare(words: str) -> str:
    """The words without blanks and the marks between cells."""
    return re.sub(r"[\s|]", "", words)


def names_tell_apart(built: Built) -> None:
    """No two parties and no two documents are shown by one name, and nobody has two short names."""
    duties = duties_.load(built.endpoint)
    assert [name for name, times in Counter(party.name for party in duties.parties).items() if times > 1] == []
    assert [label for label, times in Counter(d.label for d in duties.documents).items() if times > 1] == []
    names = built.endpoint.columns(
        "PREFIX fg: <https://w3id.org/fengong/ont#> "
        "SELECT ?party ?name { ?a fg:party ?party . ?party fg:shortName ?name }"
    )
    pairs = set(zip(names["party"], names["name"], strict=True))
    assert len(pairs) == len({party for party, _ in pairs})


def no_fault_is_ours(built: Built) -> None:
    """No fault is blamed on the extraction."""
    assert [f for f in faults.of_graph(built.directory, built.endpoint) if f.fault == "extraction"] == []


def all_is_so(built: Built) -> None:
    """All of the above."""
    counts_agree(built)
    places_cut_their_words(built)
    names_tell_apart(built)
    no_fault_is_ours(built)
