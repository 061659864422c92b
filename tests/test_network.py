"""The networks are those of the table: each weight is recomputed the slow way."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from queries.analysis.graphs import co_occurrence, incidence, lead_support, named_bodies, responsibilities, two_mode
from queries.ask.endpoint import open_graph
from queries.ask.table import Table

FG = "https://w3id.org/fengong/ont#"
COLUMNS = (
    "task",
    "party",
    "name",
    "kind",
    "groupType",
    "role",
    "basis",
    "rank",
    "measure",
    "number",
    "section",
    "document",
)


def table_of(*tasks: str) -> Table:
    """A table from lines such as "A b c": capitals lead, small letters support, * is an open group."""
    rows = []
    for task, names in enumerate(tasks):
        for rank, name in enumerate(names.split(), 1):
            group = name == "*"
            rows.append(
                (
                    NamedNode(f"urn:t{task}"),
                    NamedNode(f"urn:t{task}/g{rank}" if group else f"urn:{name.lower()}"),
                    Literal(name.lower()),
                    NamedNode(FG + ("Group" if group else "Body")),
                    NamedNode("urn:some") if group else None,
                    NamedNode(FG + ("lead" if name.isupper() else "co")),
                    NamedNode(FG + ("order" if task % 2 else "keyword")),
                    Literal(rank),
                    *(NamedNode(f"urn:{column}") for column in COLUMNS[8:]),
                )
            )
    return Table(COLUMNS, tuple(rows))


TABLE = table_of("A b c", "B a", "A B c d", "C", "A * b", "D *")


def test_the_two_mode_graph_has_an_edge_an_assignment() -> None:
    graph = two_mode(TABLE)
    assert {n for n, d in graph.nodes(data=True) if d["bipartite"] == 0} == {
        *("urn:a", "urn:b", "urn:c", "urn:d"),
        "urn:some",
    }
    assert graph.number_of_edges() == len(TABLE)
    assert graph.edges["urn:a", "urn:t1"] == {"role": "co", "basis": "order", "rank": 2}
    assert graph.nodes["urn:a"] == {
        "bipartite": 0,
        "name": "a",
        "group": False,
        "leads": 3,
        "supports": 1,
        "tasks": 4,
    }
    assert graph.nodes["urn:some"]["group"] is True
    assert graph.nodes["urn:t2"]["load"] == 4


def test_leads_point_to_supporters_and_say_how_much_is_inferred() -> None:
    graph = lead_support(TABLE)
    edges = {(a[4:], b[4:]): (d["weight"], d["inferred"]) for a, b, d in graph.edges(data=True)}
    assert edges == {
        ("a", "b"): (2, 0),
        ("a", "c"): (2, 0),
        ("a", "d"): (1, 0),
        ("a", "some"): (1, 0),
        ("b", "a"): (1, 1),
        ("b", "c"): (1, 0),
        ("b", "d"): (1, 0),
        ("d", "some"): (1, 1),
    }


def test_shared_tasks_are_counted_in_pairs() -> None:
    graph = co_occurrence(TABLE)
    weights = {frozenset((a[4:], b[4:])): d["weight"] for a, b, d in graph.edges(data=True)}
    sets = [("a", "b", "c"), ("a", "b"), ("a", "b", "c", "d"), ("c",), ("a", "some", "b"), ("d", "some")]
    assert weights == Counter(frozenset(pair) for parties in sets for pair in combinations(parties, 2))


def test_newmans_weights_sum_to_the_tasks_a_party_shares() -> None:
    graph = co_occurrence(TABLE, "newman")
    strength = dict(graph.degree(weight="weight"))
    assert strength == pytest.approx({"urn:a": 4, "urn:b": 4, "urn:c": 2, "urn:d": 2, "urn:some": 2})
    assert graph.edges["urn:a", "urn:b"]["weight"] == pytest.approx(1 / 2 + 1 + 1 / 3 + 1 / 2)
    assert graph.edges["urn:a", "urn:b"]["tasks"] == 4


def test_a_party_named_twice_in_a_task_counts_once_and_leads_if_it_leads_once() -> None:
    graph = two_mode(table_of("a A b"))
    assert graph.nodes["urn:t0"]["load"] == 2
    assert graph.edges["urn:a", "urn:t0"]["role"] == "lead"
    assert graph.nodes["urn:a"]["leads"] == 1


def test_groups_can_be_left_out() -> None:
    assert "urn:some" not in co_occurrence(named_bodies(TABLE))
    assert len(named_bodies(TABLE)) == len(TABLE) - 2


def test_an_empty_table_gives_empty_graphs() -> None:
    for graph in (two_mode(table_of()), lead_support(table_of()), co_occurrence(table_of())):
        assert len(graph) == 0
    assert co_occurrence(table_of("A")).number_of_edges() == 0
    assert co_occurrence(table_of("A"), "newman").number_of_nodes() == 1


def test_the_products_of_the_incidence_are_the_weights_of_the_graphs(sample_graph: Path) -> None:
    endpoint = open_graph(sample_graph)
    table = responsibilities(endpoint)
    table_of_tasks = incidence(endpoint)
    names = dict(enumerate(table_of_tasks.parties))

    def pairs(matrix: Any) -> dict[tuple[str, str], int]:
        cells = matrix.tocoo()
        triples = zip(cells.row.tolist(), cells.col.tolist(), cells.data.tolist(), strict=True)
        return {(names[row], names[column]): count for row, column, count in triples}

    # Open groups are a node a mention here, a node a type there: on the sample each is named once.
    kinds = {row["party"]: row["groupType"] or row["party"] for row in table.records()}
    for matrix, graph in (
        (table_of_tasks.shared(), co_occurrence(table)),
        (table_of_tasks.supported(), lead_support(table)),
    ):
        found = {(kinds[a], kinds[b]): count for (a, b), count in pairs(matrix).items() if a != b}
        weights = {(a, b): about["weight"] for a, b, about in graph.edges(data=True)}
        if not graph.is_directed():
            weights |= {(b, a): weight for (a, b), weight in weights.items()}
        assert found == weights


def test_the_networks_of_the_sample_have_their_known_sizes(sample_graph: Path) -> None:
    table = responsibilities(open_graph(sample_graph))
    assert len(table) == 229
    assert len(two_mode(table)) == 40 + 57
    graph = co_occurrence(table)
    assert len(graph) == 40
    assert sum(about["weight"] for *_, about in graph.edges(data=True)) == 536
    assert sum(about["weight"] for *_, about in lead_support(table).edges(data=True)) == 229 - 57
