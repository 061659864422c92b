"""Every measure against graphs that somebody solved by hand, against networkx, and against igraph."""

from __future__ import annotations

import math
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.analysis import arrays, centrality, loads, paths, projection, robustness, significance, structure

Graph = Any


def two_mode(tasks: dict[str, tuple[list[str], list[str]]]) -> Graph:
    """Tasks with those who lead and those who join."""
    graph: Graph = nx.Graph()
    parties = sorted({p for named in tasks.values() for side in named for p in side})
    graph.add_nodes_from(parties, bipartite=0)
    for task, (leads, others) in tasks.items():
        graph.add_node(task, bipartite=1)
        graph.add_edges_from(((p, task) for p in leads), role="lead")
        graph.add_edges_from(((p, task) for p in others), role="co")
    return graph


@pytest.fixture
def duties() -> Graph:
    """Four tasks: A leads two (with B and C; with B), B leads one with A, C has one alone."""
    return two_mode({"t1": (["A"], ["B", "C"]), "t2": (["A"], ["B"]), "t3": (["B"], ["A"]), "t4": (["C"], [])})


@pytest.fixture(params=["networkx", "networkit"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Small graphs computed by either engine."""
    if request.param == "networkit":
        pytest.importorskip("networkit")
        monkeypatch.setattr(arrays, "SMALL", 0)
    return str(request.param)


def near(measured: dict[Any, float], expected: dict[Any, float], by: float = 1e-9) -> bool:
    return measured.keys() >= expected.keys() and all(
        math.isclose(measured[node], value, abs_tol=by) for node, value in expected.items()
    )


def weights(graph: Graph) -> dict[frozenset[Any], float]:
    return {frozenset(edge): graph.edges[edge]["weight"] for edge in graph.edges}


# -- loads


def test_counts_of_tasks_led_joined_and_alone(duties: Graph) -> None:
    assert loads.led(duties) == {"A": 2, "B": 1, "C": 1}
    assert loads.joined(duties) == {"A": 1, "B": 2, "C": 1}
    assert loads.total(duties) == {"A": 3, "B": 3, "C": 2}
    assert loads.alone(duties) == {"A": 0, "B": 0, "C": 1}
    assert near(loads.lead_rate(duties), {"A": 2 / 3, "B": 1 / 3, "C": 0.5})


def test_lead_span_counts_partners_with_multiplicity_and_convened_once(duties: Graph) -> None:
    assert loads.lead_span(duties) == {"A": 3, "B": 1, "C": 0}
    assert near(loads.mean_span(duties), {"A": 1.5, "B": 1.0, "C": 0.0})
    assert loads.convened(duties) == {"A": 2, "B": 1, "C": 0}
    assert loads.served(duties) == {"A": 1, "B": 1, "C": 1}


def test_fractional_workload_adds_up_to_the_tasks(duties: Graph) -> None:
    assert near(loads.workload(duties), {"A": 1 / 3 + 1 / 2 + 1 / 2, "B": 4 / 3, "C": 4 / 3})
    assert math.isclose(sum(loads.workload(duties).values()), 4)


def test_exclusivity_counts_a_task_of_ones_own_as_one(duties: Graph) -> None:
    assert near(loads.exclusivity(duties), {"A": math.exp(-2) + 2 * math.exp(-1), "C": math.exp(-2) + 1})


def test_breadth_and_depth(duties: Graph) -> None:
    assert loads.partners(duties) == {"A": 2, "B": 2, "C": 2}
    assert near(loads.depth(duties), {"A": 2.0, "B": 2.0, "C": 1.0})


def test_spread_is_nought_in_one_theme_and_grows_with_evenness(duties: Graph) -> None:
    labels = {"t1": ["x"], "t2": ["x"], "t3": ["y"], "t4": ["x", "y"]}
    assert near(loads.spread(duties, labels), {"A": 1 - (4 + 1) / 9, "B": 1 - 5 / 9, "C": 1 - (4 + 1) / 9})
    assert near(loads.spread(duties, {task: ["x"] for task in labels}), {"A": 0.0, "B": 0.0, "C": 0.0})


def test_concentration_of_equal_and_single_shares() -> None:
    assert loads.herfindahl([1] * 4) == pytest.approx(0.25)
    assert loads.herfindahl([0, 0, 7]) == 1
    assert loads.gini([1, 2, 3, 4]) == pytest.approx(0.25)  # (2·30 - 5·10) / (4·10), from the definition
    assert loads.concentration_ratio([4, 3, 2, 1], 3) == pytest.approx(0.9)
    assert loads.herfindahl([]) == loads.gini([]) == loads.concentration_ratio([], 3) == 0


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_gini_is_half_the_relative_mean_difference(values: list[int]) -> None:
    if sum(values):
        differences = sum(abs(a - b) for a, b in product(values, values))
        assert loads.gini(values) == pytest.approx(differences / (2 * len(values) * sum(values)))


# -- centrality


def test_two_mode_centrality_of_the_southern_women(engine: str) -> None:
    """Borgatti & Halgin 2011, Analyzing Affiliation Networks: normalised centralities to two digits."""
    women = nx.davis_southern_women_graph()
    degree, close = centrality.two_mode_degree(women), centrality.two_mode_closeness(women)
    between = centrality.two_mode_betweenness(women)
    expected = {
        "E8": (0.78, 0.85, 0.24),
        "E9": (0.67, 0.79, 0.23),
        "E7": (0.56, 0.73, 0.13),
        "Evelyn Jefferson": (0.57, 0.80, 0.10),
        "Theresa Anderson": (0.57, 0.80, 0.09),
        "Nora Fayette": (0.57, 0.80, 0.11),
        "Flora Price": (0.14, 0.59, 0.01),
    }
    for node, values in expected.items():
        assert (round(degree[node], 2), round(close[node], 2), round(between[node], 2)) == pytest.approx(
            values, abs=0.006
        )


def test_two_mode_closeness_in_several_parts_is_nearness_in_ones_own_times_the_share_reached() -> None:
    """By hand: everybody is as near as can be; A reaches 1 of 4 others, B and C reach 2, each task its parties."""
    close = centrality.two_mode_closeness(two_mode({"t1": (["A"], []), "t2": (["B"], ["C"])}))
    assert close == pytest.approx({"A": 1 / 4, "t1": 1 / 4, "B": 2 / 4, "C": 2 / 4, "t2": 2 / 4})


def test_betweenness_and_closeness_of_the_florentine_families(engine: str) -> None:
    """Wasserman & Faust 1994, chapter 5: the Medici stand on 47.5 of 91 shortest paths."""
    families = nx.florentine_families_graph()
    assert centrality.betweenness(families)["Medici"] == pytest.approx(47.5 / 91)
    assert centrality.closeness(families)["Medici"] == pytest.approx(14 / 25)


def test_the_kite_has_another_leader_in_each_measure(engine: str) -> None:
    """Krackhardt, D. 1990.

    Assessing the political landscape. ASQ 35(2): degree 3, betweenness 7, closeness 5 and 6.
    """
    kite = nx.krackhardt_kite_graph()
    degree, between, close = centrality.degree(kite), centrality.betweenness(kite), centrality.closeness(kite)
    assert max(degree, key=lambda n: degree[n]) == 3
    assert max(between, key=lambda n: between[n]) == 7
    assert {n for n in kite if close[n] == pytest.approx(max(close.values()))} == {5, 6}
    assert between[7] == pytest.approx(14 / 36)


def test_eigenvector_of_a_path_is_known_in_closed_form() -> None:
    """The path of three: (1, √2, 1) / 2."""
    assert near(centrality.eigenvector(nx.path_graph(3)), {0: 0.5, 1: math.sqrt(0.5), 2: 0.5})


def test_two_mode_eigenvector_is_the_leading_singular_pair(duties: Graph) -> None:
    table = projection.incidence(duties).toarray()
    left, _, right = np.linalg.svd(table)
    scores = centrality.two_mode_eigenvector(duties)
    assert [scores[p] for p in loads.parties(duties)] == pytest.approx(abs(left[:, 0]), abs=1e-8)
    assert [scores[t] for t in loads.tasks(duties)] == pytest.approx(abs(right[0]), abs=1e-8)


def test_pagerank_sums_to_one_and_knows_dangling_nodes() -> None:
    graph = nx.path_graph(4)
    graph.add_node("alone")
    scores = centrality.pagerank(graph)
    assert math.isclose(sum(scores.values()), 1)
    assert near(scores, nx.pagerank(graph, tol=1e-14), by=1e-8)


def test_centralisation_of_star_and_ring() -> None:
    assert centrality.centralisation(nx.star_graph(6)) == 1
    assert centrality.centralisation(nx.cycle_graph(6)) == 0


# -- structure


def test_structural_holes_of_borgattis_example() -> None:
    """Borgatti, S. 1997. Structural holes: unpacking Burt's redundancy measures. Connections 20(1): 35-38."""
    graph = nx.Graph([(tie[0], tie[1]) for tie in ("AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC")])
    assert near(structure.effective_size(graph), {"G": 4.67, "A": 2.50, "C": 1.0}, by=0.005)
    assert near(structure.constraint(graph), {"G": 0.400, "A": 0.595, "C": 1.0}, by=0.001)
    assert structure.efficiency(graph)["G"] == pytest.approx(0.78, abs=0.005)


def test_structural_holes_are_undefined_without_contacts() -> None:
    graph = nx.Graph([(1, 2)])
    graph.add_node(3)
    assert math.isnan(structure.constraint(graph)[3])
    assert math.isnan(structure.effective_size(graph)[3])


def test_core_numbers_of_a_clique_with_a_tail(engine: str) -> None:
    """Seidman 1983: a clique of four is a 3-core, its tail a 1-core."""
    graph = nx.compose(nx.complete_graph(4), nx.path_graph([3, 4, 5]))
    assert structure.core_number(graph) == {0: 3, 1: 3, 2: 3, 3: 3, 4: 1, 5: 1}


def test_clustering_of_a_triangle_with_a_tail(engine: str) -> None:
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (2, 3)])
    assert near(structure.clustering(graph), {0: 1.0, 1: 1.0, 2: 1 / 3, 3: 0.0})


def test_the_karate_club_falls_into_its_best_known_groups(engine: str) -> None:
    """Brandes, U. et al. 2008. On modularity clustering: the optimum of the unweighted club is 0.4198."""
    club = nx.karate_club_graph()
    for a, b in club.edges:
        club[a][b]["weight"] = 1
    groups = structure.communities(club)
    assert structure.modularity(club, groups) >= (0.415 if engine == "networkx" else 0.40)
    assert sorted(node for group in groups for node in group) == sorted(club)
    assert groups == structure.communities(club)


def test_modularity_of_two_cliques_by_hand() -> None:
    """Two triangles joined by an edge: 6/7 of the ends inside, half of them in each: 6/7 - 1/2."""
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)])
    assert structure.modularity(graph, [(0, 1, 2), (3, 4, 5)]) == pytest.approx(6 / 7 - 1 / 2)


def test_participation_is_nought_inside_and_half_across_two_groups() -> None:
    graph = nx.Graph([(0, 1), (0, 2)])
    assert near(structure.participation(graph, [(0, 1), (2,)]), {0: 0.5, 1: 0.0, 2: 0.0})


def test_shape_of_a_path_of_four() -> None:
    found = structure.shape(nx.path_graph(4))
    assert (found["density"], found["mean_degree"], found["mean_path"]) == pytest.approx((0.5, 1.5, 10 / 6))
    assert (found["components"], found["largest"]) == (1, 4)


def test_projection_counts_shared_tasks_as_networkx_does(duties: Graph) -> None:
    ours = projection.shared_tasks(duties)
    theirs = nx.bipartite.weighted_projected_graph(duties, loads.parties(duties))
    assert weights(ours) == weights(theirs)
    assert near(centrality.strength(ours), dict(theirs.degree(weight="weight")))


def test_directed_projection_points_from_lead_to_co(duties: Graph) -> None:
    found = projection.lead_to_co(duties)
    assert {(a, b): found[a][b]["weight"] for a, b in found.edges} == {("A", "B"): 2, ("A", "C"): 1, ("B", "A"): 1}


# -- significance


def test_benjamini_and_hochberg_reject_the_first_four_of_their_fifteen() -> None:
    """The example of Benjamini & Hochberg 1995, section 4.1: at 5 % the four smallest."""
    values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    values += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert significance.discoveries(values) == [True] * 4 + [False] * 11


@given(st.lists(st.floats(0, 1), max_size=8), st.integers(0, 9))
def test_the_tail_is_that_of_all_outcomes_added_up(chances: list[float], at_least: int) -> None:
    expected = sum(
        math.prod(p if hit else 1 - p for p, hit in zip(chances, outcome, strict=True))
        for outcome in product((True, False), repeat=len(chances))
        if sum(outcome) >= at_least
    )
    assert significance.tail(chances, at_least) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=2, max_size=6))
def test_the_null_model_meets_both_margins(cells: list[list[bool]]) -> None:
    table = np.array(cells, dtype=float)
    chances = significance.bicm(table.sum(axis=1).astype(int).tolist(), table.sum(axis=0).astype(int).tolist())
    assert chances.sum(axis=1) == pytest.approx(table.sum(axis=1), abs=1e-6)
    assert chances.sum(axis=0) == pytest.approx(table.sum(axis=0), abs=1e-6)


def test_the_null_model_of_equal_margins_is_uniform() -> None:
    """With equal loads every cell has the same chance (Saracco et al. 2017, the homogeneous case)."""
    assert significance.bicm([2, 2, 2], [2, 2, 2]) == pytest.approx(np.full((3, 3), 2 / 3))


def test_a_pair_that_always_meets_is_found_and_a_busy_one_is_not() -> None:
    tasks: dict[str, tuple[list[str], list[str]]] = {f"t{k}": (["A"], ["B"]) for k in range(12)}
    tasks |= {f"u{k}": ([f"C{k % 9}"], [f"C{(k + 1 + k // 9) % 9}"]) for k in range(36)}
    found = significance.pairs(two_mode(tasks))
    assert (found[0].first, found[0].second, found[0].shared, found[0].found) == ("A", "B", 12, True)
    assert sum(pair.found for pair in found) == 1


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=2, max_size=6), min_size=1, max_size=3)
)
def test_shared_tasks_of_several_documents_are_trials_of_all_of_them(documents: list[list[list[bool]]]) -> None:
    """Each document has its own chances; expected and p are those of all trials one after the other."""
    graph: Graph = nx.Graph()
    graph.add_nodes_from("ABCDE", bipartite=0)
    strata = {(turn, task): turn for turn, table in enumerate(documents) for task, row in enumerate(table) if any(row)}
    trials: dict[tuple[str, str], list[float]] = {}
    for turn, table in enumerate(documents):
        rows = [row for row in table if any(row)]
        for task, row in enumerate(table):
            if any(row):
                graph.add_node((turn, task), bipartite=1)
                graph.add_edges_from(
                    ((p, (turn, task)) for p, named in zip("ABCDE", row, strict=True) if named), role="co"
                )
        loads_ = {p: sum(row[place] for row in rows) for place, p in enumerate("ABCDE")}
        here = [p for p in loads_ if loads_[p]]
        if rows:
            chances = significance.bicm([loads_[p] for p in here], [sum(row) for row in rows])
            for i, j in combinations(range(len(here)), 2):
                trials.setdefault((here[i], here[j]), []).extend((chances[i] * chances[j]).tolist())
    for pair in significance.pairs(graph, strata):
        both = trials[pair.first, pair.second]
        assert pair.shared == len(set(graph[pair.first]) & set(graph[pair.second]))
        assert pair.expected == pytest.approx(sum(both), abs=1e-6)
        assert pair.p == pytest.approx(significance.tail(both, pair.shared), abs=1e-6)


def test_documents_that_share_nobody_are_no_more_telling_together_than_alone() -> None:
    """Thirty documents, four bodies each, named at random: taken for one document they seem to be thirty cliques."""
    chosen = random.Random(3)
    tasks: dict[str, tuple[list[str], list[str]]] = {}
    for document in range(30):
        bodies = [f"{document}/{name}" for name in "ABCD"]
        tasks |= {f"{document}:{k}": (chosen.sample(bodies, 1 + k % 3), []) for k in range(9)}
    graph = two_mode(tasks)
    together = significance.pairs(graph, {task: task.partition(":")[0] for task in tasks})
    alone = [
        pair
        for document in range(30)
        for pair in significance.pairs(two_mode({t: tasks[t] for t in tasks if t.startswith(f"{document}:")}))
    ]
    p = {(pair.first, pair.second): pair.p for pair in alone}
    assert {(pair.first, pair.second): pytest.approx(pair.p, rel=1e-9) for pair in together} == p
    assert sum(pair.found for pair in together) == sum(pair.found for pair in alone) == 0
    assert sum(pair.found for pair in significance.pairs(graph)) > 50  # what the strata are there for


def test_a_pair_that_meets_a_little_too_often_in_many_documents_is_found() -> None:
    """No document alone is enough: what strata add up is evidence about one pair."""
    tasks: dict[str, tuple[list[str], list[str]]] = {}
    for document in range(12):
        tasks |= {f"{document}:{k}": (["A"], ["B"]) for k in range(3)}
        tasks |= {f"{document}:{k}": ([f"{document}/C{k % 4}"], [f"{document}/D{k % 3}"]) for k in range(3, 9)}
    strata = {task: task.partition(":")[0] for task in tasks}
    alone = significance.pairs(two_mode({task: tasks[task] for task in tasks if strata[task] == "0"}))
    assert not any(pair.found for pair in alone)
    graph = two_mode(tasks)
    assert significance.comparisons(graph, strata) == 12 * math.comb(9, 2) - 11  # A and B count once
    best, *others = significance.pairs(graph, strata)
    assert (best.first, best.second, best.shared, best.found) == ("A", "B", 36, True)
    assert not any(pair.found for pair in others)


def test_margins_that_leave_no_choice_are_met_too() -> None:
    """Two rows must fill two columns and the others stay out of two, though no row is full (Gale & Ryser 1957)."""
    chances = significance.bicm([3, 3, 1, 1], [3, 3, 1, 1])
    assert chances.sum(axis=0) == pytest.approx([3, 3, 1, 1], abs=1e-6)
    assert chances[:2, :2] == pytest.approx(np.ones((2, 2)), abs=1e-6)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 70)), max_size=4), st.integers(0, 40))
def test_trials_alike_taken_together_give_the_tail_of_trials_one_by_one(
    groups: list[tuple[float, int]], least: int
) -> None:
    chances = np.array([chance for chance, _ in groups])
    often = np.array([many for _, many in groups], dtype=int)
    (together,) = significance._tails(np.array([max(1, least)]), 0 * often, chances, often)
    one_by_one = np.repeat(chances, often).tolist()
    assert together == pytest.approx(significance.tail(one_by_one, max(1, least)), rel=1e-9, abs=1e-300)


def test_work_on_pairs_grows_with_documents_and_not_with_pairs_of_all_parties(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trials that are added up, for 10 and 40 documents."""
    added: list[int] = []
    convolved = significance._convolved

    def counted(below: Any, *rest: Any) -> Any:
        added.append(len(below))
        return convolved(below, *rest)

    monkeypatch.setattr(significance, "_convolved", counted)
    spent = []
    for number in (10, 40):
        added.clear()
        tasks = {
            f"{d}:{k}": ([f"{d}/{k % 5}"], [f"{d}/{(k + 2) % 5}", f"everywhere/{k % 3}"])
            for d in range(number)
            for k in range(12)
        }
        significance.pairs(two_mode(tasks), {task: task.partition(":")[0] for task in tasks})
        spent.append(sum(added))
    assert spent[1] <= 5 * spent[0]


# -- robustness


def test_orphaned_and_abandoned_tasks(duties: Graph) -> None:
    assert robustness.orphaned(duties) == {"A": ("t1", "t2"), "B": ("t3",), "C": ("t4",)}
    assert robustness.abandoned(duties) == {"A": (), "B": (), "C": ("t4",)}


def test_articulation_points_of_two_triangles_that_share_a_corner(engine: str) -> None:
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 2)])
    assert robustness.articulation(graph) == (2,)
    assert robustness.cut_off(graph) == {2: 2}


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 9), st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=14))
def test_who_is_cut_off_is_what_taking_each_node_away_shows(nodes: int, ties: set[tuple[int, int]]) -> None:
    graph: Graph = nx.empty_graph(nodes)
    graph.add_edges_from(tie for tie in ties if max(tie) < nodes and tie[0] != tie[1])
    expected = {}
    for node in graph:
        part = nx.node_connected_component(graph, node) - {node}
        rests = [len(rest) for rest in nx.connected_components(graph.subgraph(part))]
        if lost := sum(rests) - max(rests, default=0):
            expected[node] = lost
    assert robustness.cut_off(graph) == expected


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 9), st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=14), st.randoms())
def test_parts_joined_backwards_are_those_left_forwards(
    nodes: int, ties: set[tuple[int, int]], chance: random.Random
) -> None:
    graph: Graph = nx.empty_graph(nodes)
    graph.add_edges_from(tie for tie in ties if max(tie) < nodes)
    order = chance.sample(range(nodes), chance.randint(0, nodes))
    left = graph.copy()
    expected = []
    for node in order:
        left.remove_node(node)
        expected.append(max(map(len, nx.connected_components(left)), default=0) / nodes)
    assert robustness.attack(graph, order) == expected


def test_robustness_of_star_and_complete_graph_in_closed_form() -> None:
    """Schneider et al. 2011: the complete graph shrinks by one each time, (n-1)/2n; the star falls apart, (n-1)/n²."""
    assert robustness.robustness(nx.complete_graph(10), list(range(10))) == pytest.approx(9 / 20)
    assert robustness.robustness(nx.star_graph(9), list(range(10))) == pytest.approx(9 / 100)


# -- engines and implementations


def graphs() -> Iterator[Graph]:
    """Random graphs, weighted, some in several parts."""
    for seed, chance in ((1, 0.03), (2, 0.08), (3, 0.2)):
        chosen = random.Random(seed)
        graph: Graph = nx.gnp_random_graph(70, chance, seed=seed)
        for a, b in graph.edges:
            graph[a][b]["weight"] = chosen.randint(1, 9)
        yield graph


EXACT: list[tuple[Callable[..., Any], Callable[..., Any]]] = [
    (centrality.degree, nx.degree_centrality),
    (centrality.strength, lambda g: dict(g.degree(weight="weight"))),
    (centrality.closeness, nx.closeness_centrality),
    (centrality.betweenness, nx.betweenness_centrality),
    (structure.core_number, nx.core_number),
    (structure.clustering, nx.clustering),
    (structure.constraint, lambda g: nx.constraint(g, nodes=list(g), weight="weight")),
    (structure.effective_size, lambda g: nx.effective_size(g, nodes=list(g), weight="weight")),
]


@pytest.mark.parametrize(("ours", "theirs"), EXACT, ids=lambda f: f.__name__)
def test_exact_measures_agree_with_networkx_to_1e_9(ours: Any, theirs: Any, engine: str) -> None:
    for graph in graphs():
        expected = theirs(graph)
        assert near(ours(graph), {n: v for n, v in expected.items() if not math.isnan(v)})


def test_iterative_measures_agree_with_networkx_to_their_tolerance() -> None:
    for graph in graphs():
        part = graph.subgraph(max(nx.connected_components(graph), key=len)).copy()
        assert near(centrality.pagerank(part), nx.pagerank(part, tol=1e-14, max_iter=1000), by=1e-8)
        assert near(centrality.eigenvector(part), nx.eigenvector_centrality_numpy(part, weight="weight"), by=1e-6)


def test_a_changed_graph_is_measured_anew() -> None:
    graph = nx.path_graph(3)
    before = centrality.pagerank(graph)
    graph.add_edge(0, 2)
    assert centrality.pagerank(graph) != before


def test_sampled_betweenness_keeps_its_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("networkit")
    graph = nx.barabasi_albert_graph(400, 3, seed=5)
    exact = centrality.betweenness(graph)
    monkeypatch.setattr(centrality, "EXACT", 100)
    sampled = centrality.betweenness(graph, error=0.02)
    assert max(abs(sampled[n] - exact[n]) for n in graph) <= 0.02
    assert sampled == centrality.betweenness(graph, error=0.02)


@st.composite
def crowds(draw: st.DrawFn) -> Graph:
    """Up to four parts, each of a few steps across, with loops and nodes that know nobody."""
    parts = [
        nx.gnp_random_graph(draw(st.integers(1, 24)), draw(st.floats(0.05, 1)), seed=draw(st.integers(0, 99)))
        for _ in range(draw(st.integers(1, 4)))
    ]
    graph: Graph = nx.disjoint_union_all(parts)
    graph.add_edges_from((node, node) for node in draw(st.sets(st.sampled_from(sorted(graph)), max_size=3)))
    return graph


@given(crowds())
def test_paths_counted_for_many_sources_at_once_are_those_of_networkx(graph: Graph) -> None:
    through = paths.dependencies(arrays.arrays(graph, None).adjacency)
    expected = nx.betweenness_centrality(graph, normalized=False)
    assert near(dict(zip(graph, (through / 2).tolist(), strict=True)), expected)


def test_paths_are_counted_at_once_where_all_are_near_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    near_each_other, far_apart = nx.barabasi_albert_graph(400, 5, seed=1), nx.circular_ladder_graph(200)
    monkeypatch.setitem(sys.modules, "networkit", None)  # what is left is networkx, much slower
    for graph in (near_each_other, far_apart):
        assert near(centrality.betweenness(graph), nx.betweenness_centrality(graph))
    assert paths.crowded(arrays.arrays(near_each_other).adjacency)
    assert not paths.crowded(arrays.arrays(far_apart).adjacency)
    assert not paths.crowded(arrays.arrays(nx.star_graph(400)).adjacency)  # a tree, which has few ties


@given(crowds())
def test_no_path_has_more_than_twice_the_steps_from_the_best_tied(graph: Graph) -> None:
    steps = paths.depth(arrays.arrays(graph, None).adjacency, len(graph))
    across = max(nx.diameter(graph.subgraph(part)) for part in nx.connected_components(graph))
    assert steps <= across <= 2 * steps
    assert paths.depth(arrays.arrays(graph, None).adjacency, 1) == min(1, steps)


def test_sampled_betweenness_is_not_off_to_one_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """The middle of a star lies between all others: over ten samples the mean of what is found comes near to that."""
    pytest.importorskip("networkit")
    monkeypatch.setattr(arrays, "SMALL", 0)
    monkeypatch.setattr(centrality, "EXACT", 3)
    star = nx.star_graph(39)
    found = [centrality.betweenness(star, seed=seed)[0] for seed in range(10)]
    assert abs(sum(found) / len(found) - 1) < 0.003  # were the first samples counted twice, it would be 0.009
    assert max(found) - min(found) < 0.02


def test_parts_that_never_meet_are_walked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many steps for forty parts as for one, and the distances that each part has alone."""
    steps: list[int] = []
    counted = np.bitwise_count

    def walked(newly: Any) -> Any:
        steps.append(len(newly))
        return counted(newly)

    monkeypatch.setattr(np, "bitwise_count", walked)
    part: Graph = nx.cycle_graph(70)
    alone = paths.farness(part)[0]
    once = len(steps)
    together = paths.farness(nx.disjoint_union_all([part] * 40))[0]
    assert together.tolist() == alone.tolist() * 40
    assert len(steps) == 2 * once


def test_sampled_closeness_is_near_and_repeatable(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.disjoint_union(nx.barabasi_albert_graph(500, 3, seed=5), nx.path_graph(4))
    exact = centrality.closeness(graph)
    monkeypatch.setattr(paths, "NEAR", 100)
    sampled = centrality.closeness(graph)
    assert max(abs(sampled[n] - exact[n]) / exact[n] for n in graph) < 0.05
    assert sampled == centrality.closeness(graph)
    assert near(sampled, {n: exact[n] for n in range(500, 504)})  # a small part is counted in full


def test_measures_work_without_networkit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkit", None)
    monkeypatch.setattr(arrays, "SMALL", 0)
    graph = nx.karate_club_graph()
    assert near(centrality.betweenness(graph), nx.betweenness_centrality(graph))
    assert structure.core_number(graph) == nx.core_number(graph)
    assert structure.communities(graph)


def test_igraph_agrees(engine: str) -> None:
    """An independent implementation in C (GPL, so in tests only)."""
    igraph = pytest.importorskip("igraph")
    for graph in graphs():
        other = igraph.Graph(n=len(graph), edges=list(graph.edges))
        weights = [weight for *_, weight in graph.edges.data("weight")]
        pairs = (len(graph) - 1) * (len(graph) - 2) / 2
        assert near(centrality.betweenness(graph), {n: b / pairs for n, b in enumerate(other.betweenness())})
        assert near(dict(structure.core_number(graph)), dict(enumerate(other.coreness())))
        assert near(structure.clustering(graph), dict(enumerate(other.transitivity_local_undirected(mode="zero"))))
        burt = {n: v for n, v in enumerate(other.constraint(weights=weights)) if not math.isnan(v)}
        assert near(structure.constraint(graph), burt)
        assert near(centrality.pagerank(graph), dict(enumerate(other.pagerank(weights=weights))), by=1e-8)
        groups = structure.communities(graph)
        label = {node: number for number, group in enumerate(groups) for node in group}
        theirs = other.modularity([label[n] for n in graph], weights=weights)
        assert structure.modularity(graph, groups) == pytest.approx(theirs)


def test_the_cut_nodes_are_those_of_networkx(engine: str) -> None:
    for graph in graphs():
        assert set(robustness.articulation(graph)) == set(nx.articulation_points(graph))


def test_triangles_are_found_in_blocks_too(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.barabasi_albert_graph(120, 6, seed=3)
    whole = structure.constraint(graph), structure.effective_size(graph)
    monkeypatch.setattr(structure, "PAIRS", 7)
    assert near(structure.constraint(graph), whole[0])
    assert near(structure.effective_size(graph), whole[1])


def test_burts_measures_of_a_directed_graph_add_up_both_ways() -> None:
    graph = nx.gnp_random_graph(40, 0.15, seed=4, directed=True)
    graph.add_edge(0, 0)
    expected = nx.constraint(nx.DiGraph((a, b) for a, b in graph.edges if a != b))
    assert near(structure.constraint(graph), {n: v for n, v in expected.items() if not math.isnan(v)})


def connected(chance: float, seed: int) -> Graph:
    """The largest part of a random weighted graph, numbered from 0."""
    graph = nx.gnp_random_graph(70, chance, seed=seed)
    chosen = random.Random(seed)
    for a, b in graph.edges:
        graph[a][b]["weight"] = chosen.randint(1, 9)
    return nx.convert_node_labels_to_integers(graph.subgraph(max(nx.connected_components(graph), key=len)))


def random_duties(seed: int) -> Graph:
    """Twelve parties on thirty tasks, two to six a task; all hang together by the first."""
    chosen = random.Random(seed)
    others = [f"p{number:02}" for number in range(1, 12)]
    return two_mode({f"t{k}": (["p00"], chosen.sample(others, chosen.randint(1, 5))) for k in range(30)})


def measured_by_r(graph: Graph, groups: list[int], duties: Graph, folder: Path) -> dict[str, dict[int, float]]:
    """What ``measures.R`` writes, by measure and node; skips where R or a package is missing."""
    if not shutil.which("Rscript"):
        pytest.skip("needs Rscript with igraph and sna (apt-get install r-cran-igraph r-cran-sna)")
    asked = "q(status = !all(sapply(c('igraph', 'sna'), requireNamespace, quietly = TRUE)))"
    if subprocess.run(["Rscript", "-e", asked], capture_output=True, timeout=300).returncode:
        pytest.skip("needs R's igraph and sna (apt-get install r-cran-igraph r-cran-sna)")
    ties = (f"{a + 1} {b + 1} {weight}" for a, b, weight in graph.edges.data("weight"))
    (folder / "ties.txt").write_text("\n".join(ties) + "\n")
    (folder / "groups.txt").write_text("\n".join(str(group + 1) for group in groups) + "\n")
    np.savetxt(folder / "duties.txt", projection.incidence(duties).toarray(), fmt="%d")
    script = Path(__file__).parent / "measures.R"
    subprocess.run(["Rscript", str(script)], cwd=folder, check=True, timeout=300)
    found: dict[str, dict[int, float]] = {}
    for line in (folder / "measures.txt").read_text().splitlines():
        measure, node, value = line.split()
        found.setdefault(measure, {})[int(node) - 1] = float(value)
    return found


@pytest.mark.soak
@pytest.mark.parametrize(("chance", "seed"), [(0.04, 1), (0.08, 2), (0.2, 3)])
def test_r_agrees(chance: float, seed: int, tmp_path: Path, engine: str) -> None:
    """R's igraph and sna, from Debian, on random connected graphs and a random two-mode one."""
    graph, duties = connected(chance, seed), random_duties(seed)
    groups = structure.communities(graph)
    label = {node: number for number, group in enumerate(groups) for node in group}
    theirs = measured_by_r(graph, [label[node] for node in graph], duties, tmp_path)
    pairs = (len(graph) - 1) * (len(graph) - 2) / 2
    strongest = max(centrality.eigenvector(graph).values())
    cut = robustness.articulation(graph)
    exact: dict[str, dict[Any, float]] = {
        "igraph.betweenness": centrality.betweenness(graph),
        "igraph.closeness": centrality.closeness(graph),
        "igraph.strength": centrality.strength(graph),
        "igraph.constraint": structure.constraint(graph),
        "igraph.core_number": dict(structure.core_number(graph)),
        "igraph.clustering": structure.clustering(graph),
        "igraph.modularity": {0: structure.modularity(graph, groups)},
        "igraph.mean_path": {0: structure.shape(graph)["mean_path"]},
        "igraph.centralisation": {0: centrality.centralisation(graph)},
        "igraph.articulation": {node: float(node in cut) for node in graph},
        "sna.betweenness": {node: share * pairs for node, share in centrality.betweenness(graph).items()},
        "sna.closeness": centrality.closeness(graph),
        "sna.core_number": dict(structure.core_number(graph)),
        "sna.density": {0: structure.shape(graph)["density"]},
        "sna.centralisation": {0: centrality.centralisation(graph)},
        "two_mode.degree": dict(enumerate(centrality.two_mode_degree(duties).values())),
        "two_mode.closeness": dict(enumerate(centrality.two_mode_closeness(duties).values())),
        "two_mode.betweenness": dict(enumerate(centrality.two_mode_betweenness(duties).values())),
        "two_mode.shared": shared_by_column(duties),
    }
    iterated = {
        "igraph.eigenvector": {node: score / strongest for node, score in centrality.eigenvector(graph).items()},
        "igraph.pagerank": centrality.pagerank(graph),
        "sna.eigenvector": centrality.eigenvector(graph, None),
        "two_mode.eigenvector": dict(enumerate(centrality.two_mode_eigenvector(duties).values())),
    }
    assert theirs.keys() == exact.keys() | iterated.keys()
    assert [measure for measure, ours in exact.items() if not near(ours, theirs[measure])] == []
    assert [measure for measure, ours in iterated.items() if not near(ours, theirs[measure], by=1e-6)] == []


def shared_by_column(duties: Graph) -> dict[Any, float]:
    """The tasks each two parties share, in R's order of the upper triangle: column by column."""
    shared = arrays.arrays(projection.shared_tasks(duties)).adjacency.toarray()
    return dict(enumerate(shared[row, column] for column in range(len(shared)) for row in range(column)))
