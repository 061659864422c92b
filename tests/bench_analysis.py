"""How long the measures take beside networkx, on one random graph, ratios in one run: ``make bench``.

10,000 nodes and 100,000 edges by default; the two-mode graph has as many bodies and assignments. The graphs are made
before the clock runs, and turned into arrays once: that time has a line of its own, since all measures share it. Where
what is given back takes longer than a 25th of networkx, a line says how long that alone takes, computed by nobody. What
networkx would need for closeness, exact betweenness and effective size is extrapolated from a sample of nodes, and
marked so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import networkx as nx
import numpy as np

from queries.analysis import arrays, centrality, paths, projection, robustness, structure

SOURCES = 8  #: of networkx, where all would take hours


@dataclass(frozen=True)
class Timing:
    """Seconds of one measure, ours and networkx's; nan where not run."""

    measure: str
    ours: float
    theirs: float
    remark: str = ""

    def line(self) -> str:
        """A row of the table."""
        ratio = self.theirs / self.ours
        return f"{self.measure:34} {self.ours:10.4f} {self.theirs:10.3f} {ratio:8.0f}x  {self.remark}"


def timed(function: Callable[[], Any], repeat: int = 1) -> float:
    """The best of ``repeat`` runs, in seconds."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - start)
    return best


def network(nodes: int, edges: int, seed: int = 1) -> Any:
    """A scale-free graph with weights, like who shares tasks with whom."""
    graph = nx.barabasi_albert_graph(nodes, max(1, edges // nodes), seed=seed)
    weights = np.random.default_rng(seed).integers(1, 9, graph.number_of_edges()).tolist()
    for (a, b), weight in zip(graph.edges, weights, strict=True):
        graph[a][b]["weight"] = weight
    return graph


def two_mode(parties: int, tasks: int, seed: int = 1) -> Any:
    """Parties on tasks, four to a task."""
    chosen = np.random.default_rng(seed)
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(parties), bipartite=0)
    for task in range(parties, parties + tasks):
        graph.add_node(task, bipartite=1)
        for rank, party in enumerate(chosen.choice(parties, 4, replace=False).tolist()):
            graph.add_edge(party, task, role="co" if rank else "lead")
    return graph


def compare(nodes: int = 10_000, edges: int = 100_000) -> Iterator[Timing]:
    """Each measure that networkx has too, as it is timed."""
    yield from one_mode(network(nodes, edges))
    yield from exact(network(nodes // 2, edges // 2))
    yield from bipartite(two_mode(nodes, edges // 4), nodes)


def converted(graph: Any) -> Timing:
    """Seconds for all forms that the measures of ``graph`` ask for, from nothing; networkx converts to scipy."""
    weights: tuple[str | None, ...] = (None, "weight") if nx.is_weighted(graph) else (None,)

    def convert() -> None:
        graph.__networkx_cache__.clear()
        for weight in weights:
            arrays.arrays(graph, weight)
            arrays.parallel(graph, weight)
        arrays.contacts(graph)

    return Timing(
        "(turning into arrays, once)",
        timed(convert, 2),
        timed(lambda: [nx.to_scipy_sparse_array(graph, weight=weight) for weight in weights]),
        "ours for scipy and networkit, networkx for scipy only",
    )


def beside_its_dictionary(
    measure: str, graph: Any, ours: Callable[[Any], Any], theirs: Callable[[Any], Any]
) -> Iterator[Timing]:
    """A measure that takes little more than to hand it over, and how long that takes with numbers that are there."""
    whole = timed(partial(theirs, graph), 9)
    nodes, numbers = tuple(graph), np.random.default_rng(1).random(len(graph))
    yield Timing(measure, timed(partial(ours, graph), 9), whole)
    yield Timing(f"{measure}, the dict alone", timed(lambda: dict(zip(nodes, numbers.tolist(), strict=True)), 9), whole)


def one_mode(graph: Any) -> Iterator[Timing]:
    """The measures of who shares tasks with whom."""
    few = np.random.default_rng(1).choice(len(graph), SOURCES, replace=False).tolist()  # the first are hubs
    scale = len(graph) / SOURCES
    yield converted(graph)
    yield from beside_its_dictionary("degree", graph, centrality.degree, nx.degree_centrality)
    compared: list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = [
        ("strength", centrality.strength, lambda g: dict(g.degree(weight="weight"))),
        ("PageRank", centrality.pagerank, lambda g: nx.pagerank(g, tol=1e-10)),
        (
            "eigenvector",
            centrality.eigenvector,
            lambda g: nx.eigenvector_centrality(g, weight="weight", tol=1e-10, max_iter=1000),
        ),
        ("core number", structure.core_number, nx.core_number),
        ("clustering", structure.clustering, nx.clustering),
        ("constraint", structure.constraint, lambda g: nx.constraint(g, weight="weight")),
        ("articulation points", robustness.articulation, lambda g: list(nx.articulation_points(g))),
    ]
    for name, ours, theirs in compared:
        yield Timing(name, timed(partial(ours, graph), 5), timed(partial(theirs, graph)))
    yield Timing(
        "effective size",
        timed(lambda: structure.effective_size(graph), 5),
        timed(lambda: nx.effective_size(graph, nodes=few, weight="weight")) * scale,
        f"networkx from {SOURCES} nodes",
    )
    yield Timing(
        "communities (Louvain)",
        timed(lambda: structure.communities(graph)),
        timed(lambda: nx.community.louvain_communities(graph, seed=1)),
        _quality(graph),
    )
    groups = structure.communities(graph)
    yield Timing(
        "modularity",
        timed(lambda: structure.modularity(graph, groups), 3),
        timed(lambda: nx.community.modularity(graph, [set(group) for group in groups])),
    )
    yield Timing(
        "closeness",
        timed(lambda: centrality.closeness(graph)),
        timed(lambda: [nx.closeness_centrality(graph, u=node) for node in few]) * scale,
        f"both exact; networkx from {SOURCES} nodes",
    )
    yield Timing(
        "betweenness, sampled",
        timed(lambda: centrality.betweenness(graph)),
        timed(lambda: nx.betweenness_centrality(graph, k=SOURCES, seed=1)) * scale,
        f"ours sampled, error {centrality.ERROR}; networkx exact, from {SOURCES} sources",
    )


def exact(graph: Any) -> Iterator[Timing]:
    """Betweenness at the size up to which it is exact."""
    arrays.parallel(graph)
    scale, size = len(graph) / SOURCES, f"{len(graph):,} nodes"
    yield Timing(
        "betweenness, exact",
        timed(lambda: centrality.betweenness(graph)),
        timed(lambda: nx.betweenness_centrality(graph, k=SOURCES, seed=1)) * scale,
        f"{size}; networkx from {SOURCES}",
    )


def bipartite(graph: Any, parties: int) -> Iterator[Timing]:
    """The measures of bodies and tasks, and the way from two modes to one."""
    few = list(range(SOURCES))
    scale = len(graph) / SOURCES
    yield converted(graph)
    yield from beside_its_dictionary(
        "two-mode degree",
        graph,
        centrality.two_mode_degree,
        lambda g: nx.bipartite.degree_centrality(g, range(parties)),
    )
    yield Timing(
        "two-mode closeness, sampled",
        timed(lambda: centrality.two_mode_closeness(graph)),
        timed(lambda: [nx.closeness_centrality(graph, u=node) for node in few]) * scale,
        f"ours from {paths.PIVOTS} sources; networkx exact, from {SOURCES} nodes",
    )
    yield Timing(
        "two-mode betweenness, sampled",
        timed(lambda: centrality.two_mode_betweenness(graph)),
        timed(lambda: nx.betweenness_centrality(graph, k=SOURCES, seed=1)) * scale,
        f"ours sampled, error {centrality.ERROR}; networkx exact, from {SOURCES} sources",
    )
    theirs = timed(lambda: nx.bipartite.weighted_projected_graph(graph, range(parties)))
    ours = timed(lambda: projection.shared_tasks(graph), 3)
    yield Timing(
        "projection by shared tasks",
        ours,
        theirs,
        f"{projection.shared_tasks(graph).number_of_edges():,} ties, as measures take it",
    )
    yield Timing(
        "projection, then walked",
        timed(lambda: projection.shared_tasks(graph).edges, 3),
        theirs,
        "with the dicts of networkx, one a tie, made for a program that walks them",
    )
    walked = projection.shared_tasks(graph)
    rows = [(node, list(ties)) for node, ties in walked.adjacency()]
    weights = [tie["weight"] for _, _, tie in walked.edges(data=True)]

    def dicts() -> Any:
        ties = [{"weight": weight} for weight in weights]
        return ties, {node: dict.fromkeys(ends, ties[0]) for node, ends in rows}

    alone = timed(dicts, 3)
    most = f"a dict a tie and a dict a node; behind the projection no more than {theirs / (ours + alone):.0f}x"
    yield Timing("projection, its dicts alone", alone, theirs, most)


def _quality(graph: Any) -> str:
    """The modularity of both, since communities are compared by it."""
    ours = structure.modularity(graph, structure.communities(graph))
    theirs = structure.modularity(graph, [tuple(c) for c in nx.community.louvain_communities(graph, seed=1)])
    return f"modularity {ours:.3f}, networkx {theirs:.3f}"


def large(nodes: int = 100_000, edges: int = 1_000_000) -> Iterator[tuple[str, float]]:
    """Our seconds on a graph that networkx would take hours for."""
    graph = network(nodes, edges)
    measures: list[tuple[str, Callable[[], Any]]] = [
        (
            "turning into arrays",
            lambda: (arrays.arrays(graph), arrays.parallel(graph), arrays.parallel(graph, "weight")),
        ),
        ("strength", lambda: centrality.strength(graph)),
        ("PageRank", lambda: centrality.pagerank(graph)),
        ("eigenvector", lambda: centrality.eigenvector(graph)),
        ("core number", lambda: structure.core_number(graph)),
        ("clustering", lambda: structure.clustering(graph)),
        ("constraint", lambda: structure.constraint(graph)),
        ("communities", lambda: structure.communities(graph)),
        ("closeness, sampled", lambda: centrality.closeness(graph)),
        ("betweenness, sampled", lambda: centrality.betweenness(graph)),
    ]
    yield from ((name, timed(run)) for name, run in measures)


def bench(nodes: int = 10_000, edges: int = 100_000, *, also_large: bool = False) -> Iterator[str]:
    """The lines of the table, each as soon as it is measured."""
    yield f"{nodes:,} nodes, {edges:,} edges (seconds)"
    yield f"{'measure':34} {'ours':>10} {'networkx':>10} {'ratio':>9}"
    yield from (row.line() for row in compare(nodes, edges))
    if also_large:
        yield "100,000 nodes, 1,000,000 edges (seconds, ours)"
        yield from (f"{name:34} {seconds:10.2f}" for name, seconds in large())


if __name__ == "__main__":
    for line in bench(also_large="--large" in sys.argv):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
