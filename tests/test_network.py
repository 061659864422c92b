"""The networks are those of the table: each weight is recomputed the slow way."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from ontology.enumerations import CO, KEYWORD, LEAD, ORDER
from queries.analysis.graphs import co_occurrence, incidence, lead_support, two_mode
from queries.ask.catalog import answer, question
from queries.ask.endpoint import open_graph
from queries.ask.table import Table
from queries.duties import OPEN, Assignment, Document, Duties, Measure, Party, Task, load, without_groups


def duties_of(*tasks: str) -> Duties:
    """Duties from lines such as "A b c": capitals lead, small letters support, * is an open group."""
    named, parties = [], {}
    for task, names in enumerate(tasks):
        for rank, name in enumerate(names.split(), 1):
            iri = "urn:some" if name == "*" else f"urn:{name.lower()}"
            parties[iri] = Party(iri, name.lower(), OPEN if name == "*" else "")
            role, basis = LEAD if name.isupper() else CO, ORDER if task % 2 else KEYWORD
            named.append(Assignment(f"urn:t{task}/a{rank}", f"urn:t{task}", iri, role, basis, rank))
    return Duties(
        (Document("urn:document", "计划", "1", "2020-01-01"),),
        (),
        (Measure("urn:measure", "urn:document", "", "1", ""),),
        tuple(Task(f"urn:t{task}", "urn:measure", task + 1, "办事") for task in range(len(tasks))),
        tuple(parties.values()),
        tuple(named),
    )


DUTIES = duties_of("A b c", "B a", "A B c d", "C", "A * b", "D *")


def test_the_two_mode_graph_has_an_edge_an_assignment() -> None:
    graph = two_mode(DUTIES)
    assert {n for n, d in graph.nodes(data=True) if d["bipartite"] == 0} == {
        *("urn:a", "urn:b", "urn:c", "urn:d"),
        "urn:some",
    }
    assert graph.number_of_edges() == len(DUTIES.assignments)
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
    graph = lead_support(DUTIES)
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
    graph = co_occurrence(DUTIES)
    weights = {frozenset((a[4:], b[4:])): d["weight"] for a, b, d in graph.edges(data=True)}
    sets = [("a", "b", "c"), ("a", "b"), ("a", "b", "c", "d"), ("c",), ("a", "some", "b"), ("d", "some")]
    assert weights == Counter(frozenset(pair) for parties in sets for pair in combinations(parties, 2))


def test_newmans_weights_sum_to_the_tasks_a_party_shares() -> None:
    graph = co_occurrence(DUTIES, "newman")
    strength = dict(graph.degree(weight="weight"))
    assert strength == pytest.approx({"urn:a": 4, "urn:b": 4, "urn:c": 2, "urn:d": 2, "urn:some": 2})
    assert graph.edges["urn:a", "urn:b"]["weight"] == pytest.approx(1 / 2 + 1 + 1 / 3 + 1 / 2)
    assert graph.edges["urn:a", "urn:b"]["tasks"] == 4


def test_a_party_named_twice_in_a_task_counts_once_and_leads_if_it_leads_once() -> None:
    graph = two_mode(duties_of("a A b"))
    assert graph.nodes["urn:t0"]["load"] == 2
    assert graph.edges["urn:a", "urn:t0"]["role"] == "lead"
    assert graph.nodes["urn:a"]["leads"] == 1


def test_groups_can_be_left_out() -> None:
    assert "urn:some" not in co_occurrence(without_groups(DUTIES))


def test_an_empty_table_gives_empty_graphs() -> None:
    for graph in (two_mode(duties_of()), lead_support(duties_of()), co_occurrence(duties_of())):
        assert len(graph) == 0
    assert co_occurrence(duties_of("A")).number_of_edges() == 0
    assert co_occurrence(duties_of("A"), "newman").number_of_nodes() == 1


def test_the_products_of_the_incidence_are_the_weights_of_the_graphs(sample_graph: Path) -> None:
    endpoint = open_graph(sample_graph)
    duties, table_of_tasks = load(endpoint), incidence(endpoint)
    names = dict(enumerate(table_of_tasks.parties))

    def pairs(matrix: Any) -> dict[tuple[str, str], int]:
        cells = matrix.tocoo()
        triples = zip(cells.row.tolist(), cells.col.tolist(), cells.data.tolist(), strict=True)
        return {(names[row], names[column]): count for row, column, count in triples}

    # Open groups are a node a mention here, a node a type there: on the sample each is named once.
    asked = answer(endpoint, question("responsibilities"))
    assert isinstance(asked, Table)
    kinds = {row["party"]: row["groupType"] or row["party"] for row in asked.records()}
    for matrix, graph in (
        (table_of_tasks.shared(), co_occurrence(duties)),
        (table_of_tasks.supported(), lead_support(duties)),
    ):
        found = {(kinds[a], kinds[b]): count for (a, b), count in pairs(matrix).items() if a != b}
        weights = {(a, b): about["weight"] for a, b, about in graph.edges(data=True)}
        if not graph.is_directed():
            weights |= {(b, a): weight for (a, b), weight in weights.items()}
        assert found == weights


def test_the_networks_of_the_sample_have_their_known_sizes(sample_graph: Path) -> None:
    duties = load(open_graph(sample_graph))
    assert len(duties.assignments) == 229
    assert len(two_mode(duties)) == 40 + 57
    graph = co_occurrence(duties)
    assert len(graph) == 40
    assert sum(about["weight"] for *_, about in graph.edges(data=True)) == 536
    assert sum(about["weight"] for *_, about in lead_support(duties).edges(data=True)) == 229 - 57
