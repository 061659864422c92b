"""The graph as of a day: the 2018 reform carries tasks to successors, says where they part, and rewrites nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from queries.ask.as_of import view
from queries.ask.catalog import answer, question
from queries.ask.endpoint import open_graph
from queries.ask.table import Table


def leads(endpoint: object) -> dict[str, str]:
    table = answer(endpoint, question("who_leads_most"))  # type: ignore[arg-type]
    assert isinstance(table, Table)
    return {row["name"]: row["tasks"] for row in table.records()}


def test_on_the_day_of_the_document_nothing_moves(sample_graph: Path) -> None:
    seen, used = view(open_graph(sample_graph), date(2017, 6, 9))
    assert used == ()
    assert leads(seen) == leads(open_graph(sample_graph))


def test_after_the_reform_tasks_stand_at_the_successors(sample_graph: Path) -> None:
    endpoint = open_graph(sample_graph)
    before = leads(endpoint)
    seen, _ = view(endpoint, date(2026, 11, 22))
    after = leads(seen)
    gone = {"自治区知识产权局", "自治区工商局", "自治区质监局"}
    assert gone <= before.keys()
    assert not gone & after.keys()
    assert int(after["自治区市场监管局"]) == sum(int(before[name]) for name in gone)
    assert leads(endpoint) == before


def test_a_body_whose_functions_parted_is_named(sample_graph: Path) -> None:
    _, used = view(open_graph(sample_graph), date(2026, 11, 22))
    parted = {succession.name: len(succession.successors) for succession in used if succession.parts}
    assert parted["自治区新闻出版广电局(版权局)"] >= 2
    (market,) = [s for s in used if s.name == "自治区知识产权局"]
    assert market.certainty == "likely"
