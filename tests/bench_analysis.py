"""How long the measures take beside networkx, on one random graph, ratios in one run: ``make bench``.

10,000 nodes and 100,000 edges by default. The graph is made before the clock runs; ours once more with the
time that turning it into arrays takes (paid once a graph). What networkx would need for closeness and exact
betweenness is extrapolated from a sample of sources, and marked so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from queries.analysis import arrays, centrality, projection, structure

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
    """Each measure that networkx has too, on one graph, as it is timed."""
    graph = network(nodes, edges)
    turned = timed(lambda: (arrays.arrays(graph), arrays.parallel(graph), arrays.parallel(graph, "weight")))
    few = np.random.default_rng(1).choice(nodes, SOURCES, replace=False).tolist()  # the first are hubs
    scale = nodes / SOURCES
    yield Timing("(turning into arrays, once)", turned, turned)
    yield Timing(
        "strength",
        timed(lambda: centrality.strength(graph), 5),
        timed(lambda: dict(graph.degree(weight="weight")), 3),
    )
    yield Timing(
        "PageRank", timed(lambda: centrality.pagerank(graph), 3), timed(lambda: nx.pagerank(graph, tol=1e-10), 1)
    )
    yield Timing(
        "eigenvector",
        timed(lambda: centrality.eigenvector(graph), 3),
        timed(lambda: nx.eigenvector_centrality(graph, weight="weight", tol=1e-10, max_iter=1000)),
    )
    yield Timing("core number", timed(lambda: structure.core_number(graph), 3), timed(lambda: nx.core_number(graph), 2))
    yield Timing("clustering", timed(lambda: structure.clustering(graph), 3), timed(lambda: nx.clustering(graph)))
    yield Timing(
        "constraint",
        timed(lambda: structure.constraint(graph), 2),
        timed(lambda: nx.constraint(graph, weight="weight")),
    )
    yield Timing(
        "effective size",
        timed(lambda: structure.effective_size(graph), 2),
        timed(lambda: nx.effective_size(graph, nodes=few, weight="weight")) * scale,
        f"networkx from {SOURCES} nodes",
    )
    yield Timing(
        "communities (Louvain)",
        timed(lambda: structure.communities(graph)),
        timed(lambda: nx.community.louvain_communities(graph, seed=1)),
        _quality(graph),
    )
    yield Timing(
        "closeness",
        timed(lambda: centrality.closeness(graph)),
        timed(lambda: [nx.closeness_centrality(graph, u=node) for node in few]) * scale,
        f"ours from {centrality.PIVOTS} sources, networkx from {SOURCES}",
    )
    yield Timing(
        "betweenness",
        timed(lambda: centrality.betweenness(graph)),
        timed(lambda: nx.betweenness_centrality(graph, k=SOURCES, seed=1)) * scale,
        f"ours sampled, error {centrality.ERROR}; networkx from {SOURCES} sources",
    )
    both = two_mode(nodes // 10, edges // 10)
    yield (
        Timing(
            "projection by shared tasks",
            timed(lambda: projection.shared_tasks(both), 2),
            timed(lambda: nx.bipartite.weighted_projected_graph(both, range(nodes // 10))),
            f"{nodes // 10:,} parties, {edges // 10:,} tasks, graph to graph",
        )
    )


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
