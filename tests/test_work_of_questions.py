"""Questions, searches and profiles of a body cost no worse than linear: four times the documents, at most five times.

What is counted is what is read: the cells and characters that the engine over tables gives, and the statements that
the index is asked, for the same question at 20 and at 80 documents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from made_cities import plans

from graph_build.corpus import build
from ontology.authority import load
from queries.ask import index, relations
from queries.ask.catalog import answer, questions
from queries.ask.endpoint import Local, open_graph
from queries.ask.profile import profiles
from queries.ask.search import find
from queries.ask.table import Table

FEW, MOST = 20, 5.0


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Local, Local]:
    found = []
    for count in (FEW, 4 * FEW):
        build(plans(count), directory := tmp_path_factory.mktemp(f"of-{count}"))
        found.append(open_graph(directory))
    return found[0], found[1]


def grows(graphs: tuple[Local, Local], work: Callable[[Local], int]) -> bool:
    """Whether the work on the larger graph is within bounds, and there is some."""
    less, more = map(work, graphs)
    assert less, "nothing was counted"
    return more <= MOST * less


IN_SQL = [question for question in questions() if question.sql]


def test_the_rows_of_every_question_grow_with_the_documents(graphs: tuple[Local, Local]) -> None:
    def rows(endpoint: Local) -> dict[str, int]:
        tables = {asked.name: answer(endpoint, asked) for asked in IN_SQL}
        return {name: len(table) for name, table in tables.items() if isinstance(table, Table)}

    less, more = map(rows, graphs)
    # Pairs of documents that give one duty to two leads are what that question is about.
    worse = {name for name in less if more[name] > MOST * max(less[name], 5)} - {"which_duties_have_two_leads"}
    assert not worse
    assert sum(map(bool, less.values())) > 25


def test_a_search_reads_no_more_of_a_larger_graph(graphs: tuple[Local, Local], monkeypatch: pytest.MonkeyPatch) -> None:
    def statements(endpoint: Local) -> int:
        assert endpoint.tables
        opened, count = index.opened(endpoint.tables), 0

        def counted(_: str) -> None:
            nonlocal count
            count += 1

        opened.set_trace_callback(counted)
        assert len(find(endpoint, "改造渔船", limit=10)) == 10
        opened.set_trace_callback(None)
        return count

    less, more = map(statements, graphs)
    assert 0 < more <= less


def test_a_body_is_asked_for_by_as_many_queries_in_a_larger_graph(
    graphs: tuple[Local, Local], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    sent, told = Local._query, relations.answer

    def query(self: Local, text: str, bindings: Any) -> Any:
        asked.append(text)
        return sent(self, text, bindings)

    def relation(*given: Any) -> Table:
        asked.append(given[2])
        return told(*given)

    monkeypatch.setattr(Local, "_query", query)
    monkeypatch.setattr(relations, "answer", relation)

    def queries(endpoint: Local) -> int:
        asked.clear()
        (profile,) = profiles("郑州市财政局", load(), "2026-01-01", endpoint)
        assert profile.duties
        return len(asked)

    less, more = map(queries, graphs)
    assert more == less > 0


def test_the_same_things_are_read_of_the_tables_of_a_part(graphs: tuple[Local, Local]) -> None:
    assert grows(graphs, lambda endpoint: len(find(endpoint, "渔船", limit=10**6)))
