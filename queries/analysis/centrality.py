"""Centrality: who is reached, who connects, who is tied to the well tied.

Every function takes a networkx graph and gives one number a node. Two-mode measures take the graph of bodies
and tasks (``bipartite=0`` and ``1``) and are normalised for its two sizes, as Borgatti, S. P. & Everett, M.
G. 1997 (Network analysis of 2-mode data. Social Networks 19(3)) show that one-mode normalisation would not be
valid.
"""

from __future__ import annotations

from math import log, sqrt
from typing import Any

import networkx as nx
import numpy as np
import scipy.sparse.csgraph

from queries.analysis.arrays import Arrays, Graph, Scores, Vector, arrays, contacts, parallel, repeatable, small
from queries.analysis.loads import modes, parties
from queries.analysis.paths import PIVOTS, SEED, crowded, dependencies, depth, farness

EXACT = 5_000  #: up to so many nodes the paths through each are counted exactly, above they are sampled
ERROR = 0.01  #: the error of a sampled betweenness, on its scale of 0 to 1 …
RISK = 0.1  #: … which it exceeds with at most this probability
DEEP = 64  #: steps across, above which networkit's diameter is quick
ALL_COUNTED = 10**9  #: the share of a sample that networkit tries out first, one in so many


def degree(graph: Graph) -> Scores:
    """The share of other nodes that a node is tied to, 0 to 1. Freeman, L. C. 1978. Social Networks 1(3)."""
    return arrays(graph, None).scores(contacts(graph) / max(1, len(graph) - 1))


def strength(graph: Graph, weight: str = "weight") -> Scores:
    """The sum of a node's weights.

    Barrat, A. et al. 2004. The architecture of complex weighted networks. PNAS 101.
    """
    form = arrays(graph, weight)
    return form.scores(np.asarray(form.adjacency.sum(axis=1)).ravel())


def closeness(graph: Graph, seed: int = SEED) -> Scores:
    """How near the others are: (r-1)/Σd times (r-1)/(n-1), r being the nodes reached. Freeman 1978.

    The second factor is that of Wasserman, S. & Faust, K. 1994, for graphs in several parts. Exact up to
    :data:`~queries.analysis.paths.NEAR` nodes, sampled above: :func:`~queries.analysis.paths.farness`.
    """
    far, reached = farness(graph, seed)
    nearness = np.divide((reached - 1) ** 2, far, out=np.zeros(len(far)), where=far > 0)
    return arrays(graph, None).scores(nearness / max(1, len(graph) - 1))


def betweenness(graph: Graph, error: float = ERROR, seed: int = SEED) -> Scores:
    """The share of shortest paths between others that pass through a node, 0 to 1.

    Freeman 1977; Brandes 2001.

    Exact up to :data:`EXACT` nodes. Above, sampled: with networkit each value of an undirected graph is within
    ``error`` of the truth with probability 1 - :data:`RISK` at least (:func:`_sampled`); without it, from
    :data:`PIVOTS` sources (Brandes, U. & Pich, C. 2007), within :func:`pivot_error`.
    """
    form = arrays(graph, None)
    if len(graph) > EXACT:
        sampler = None if graph.is_directed() else parallel(graph)  # networkit samples no directed graphs
        if sampler is None:
            return dict(nx.betweenness_centrality(graph, k=PIVOTS, seed=seed))
        return form.scores(_sampled(graph, sampler, error, seed))
    if not small(graph) and not graph.is_directed() and crowded(form.adjacency):
        ordered = (len(graph) - 1) * (len(graph) - 2)
        return form.scores(dependencies(form.adjacency) / ordered)
    peer = parallel(graph)
    if peer is None:
        return dict(nx.betweenness_centrality(graph))
    import networkit

    return form.scores(np.asarray(networkit.centrality.Betweenness(peer, normalized=True).run().scores()))


def pivot_error(nodes: int, pivots: int = PIVOTS, risk: float = RISK) -> float:
    """How far a betweenness from ``pivots`` sources may be off at every node, with probability 1 - ``risk``.

    Hoeffding's inequality, each source adding a number between 0 and 1, over all nodes at once.
    """
    return sqrt(log(2 * nodes / risk) / (2 * pivots))


def eigenvector(graph: Graph, weight: str | None = "weight", tolerance: float = 1e-10) -> Scores:
    """The leading eigenvector of the ties, of length 1: tied to those who are well tied.

    Bonacich, P. 1987. AJS 92(5).

    By power iteration on A + I until no value moves by more than ``tolerance``; in a graph of several parts
    only the part with the largest eigenvalue gets values above 0.
    """
    form = arrays(graph, weight)
    return form.scores(_leading(form, tolerance))


def pagerank(graph: Graph, weight: str | None = "weight", damping: float = 0.85, tolerance: float = 1e-10) -> Scores:
    """The share of time spent at a node by a walker who follows ties and now and then starts anew; sums to 1.

    Brin, S. & Page, L. 1998. Iterated until the sum of all changes is at most ``tolerance``.
    """
    form = arrays(graph, weight)
    n = len(form.nodes)
    if not n:
        return {}
    out = np.asarray(form.adjacency.sum(axis=1)).ravel()
    share = np.divide(1.0, out, out=np.zeros(n), where=out > 0)
    back = form.adjacency.T.tocsr() if graph.is_directed() else form.adjacency
    rank, still = np.full(n, 1 / n), out == 0
    for _ in range(1_000):
        # who has no tie to follow starts anew anywhere
        moved = damping * (back @ (rank * share) + rank[still].sum() / n) + (1 - damping) / n
        change = np.abs(moved - rank).sum()
        rank = moved
        if change <= tolerance:
            break
    return form.scores(rank)


def two_mode_degree(graph: Graph) -> Scores:
    """The share of all tasks that name a party, and of all parties that a task names.

    Borgatti & Everett 1997.
    """
    mode = modes(graph)
    others = len(graph) - np.bincount(mode, minlength=2)
    return arrays(graph, None).scores(contacts(graph) / others[mode])


def two_mode_closeness(graph: Graph, seed: int = SEED) -> Scores:
    """Nearness over the nearest possible: (m + 2(n-1)) / Σd, times the share of nodes reached; 0 to 1.

    Borgatti & Everett 1997. A task is at best 1 step away, another party at best 2. In a graph of several parts
    n and m are those of the node's own part, whose distances Σd holds; with those of the whole graph, as networkx
    has them, a node of a small part would come nearer than the nearest possible.
    """
    mode, form = modes(graph), arrays(graph, None)
    part = scipy.sparse.csgraph.connected_components(form.adjacency, directed=False)[1]
    n, m = (np.bincount(part, weights=mode == side)[part] for side in (0, 1))
    best = np.where(mode == 0, m + 2 * (n - 1), n + 2 * (m - 1))
    far, reached = farness(graph, seed)
    nearness = np.divide(best * (reached - 1), far, out=np.zeros(len(far)), where=far > 0)
    return form.scores(nearness / max(1, len(graph) - 1))


def two_mode_betweenness(graph: Graph, seed: int = SEED) -> Scores:
    """Betweenness over the largest possible for the two sizes. Borgatti & Everett 1997."""
    mine = set(parties(graph))
    n, m = len(mine), len(graph) - len(mine)
    pairs = (len(graph) - 1) * (len(graph) - 2) / 2
    largest = {True: _largest_betweenness(n, m), False: _largest_betweenness(m, n)}
    return {
        node: share * pairs / largest[node in mine] if largest[node in mine] else 0.0
        for node, share in betweenness(graph, seed=seed).items()
    }


def two_mode_eigenvector(graph: Graph, tolerance: float = 1e-10) -> Scores:
    """The leading singular vectors of the body-task table, each of length 1.

    Borgatti & Everett 1997; Bonacich 1991.
    """
    mine = set(parties(graph))
    scores = eigenvector(graph, None, tolerance)
    length = {True: 0.0, False: 0.0}
    for node, score in scores.items():
        length[node in mine] += score**2
    return {node: score / sqrt(length[node in mine] or 1) for node, score in scores.items()}


def centralisation(graph: Graph) -> float:
    """How much one node outdoes the others in degree: 0 where all are equal, 1 for a star. Freeman 1978."""
    degrees = [count for _, count in graph.degree()]
    n, most = len(degrees), max(degrees, default=0)
    return sum(most - count for count in degrees) / ((n - 1) * (n - 2)) if n > 2 else 0.0


def _sampled(graph: Graph, form: Any, error: float, seed: int) -> Vector:
    """Betweenness from random shortest paths between random pairs, so many that every value is within ``error``.

    Their number is that of Riondato, M. & Kornaropoulos, E. 2016 (Fast approximation of betweenness centrality
    through sampling. Data Min. Knowl. Discov. 30(2)), their search from both ends that of Borassi, M. & Natale, E.
    2016 (KADABRA). networkit starts with the exact diameter, which takes minutes where all nodes are near each other:
    a path of its own that is longer than any other answers that at once, and is taken out of the shares again. Its
    first samples are added to the numerator only, so there is but one of them.
    """
    import networkit

    n, across = len(graph), depth(arrays(graph, None).adjacency, DEEP)
    longer = max(4, 4 * across if across < DEEP else 0)  # twice what the farthest two can be apart
    extended = networkit.Graph(form)
    extended.addNodes(longer + 1)
    for node in range(n, n + longer):
        extended.addEdge(node, node + 1)
    pairs = (n + longer + 1) * (n + longer) / ((n - 1) * (n - 2))
    with repeatable(seed):
        sampler = networkit.centrality.KadabraBetweenness(
            extended, error / pairs, RISK, deterministic=True, startFactor=ALL_COUNTED
        )
        # its scores are twice the share of paths on undirected graphs
        return np.asarray(sampler.run().scores())[:n] / 2 * pairs


def _largest_betweenness(n: int, m: int) -> float:
    """The most betweenness a node can have whose mode has ``n`` nodes, the other ``m``."""
    if not m:
        return 0.0
    s, t = divmod(n - 1, m)
    return (m**2 * (s + 1) ** 2 + m * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2


def _leading(form: Arrays, tolerance: float) -> Vector:
    vector = np.ones(len(form.nodes))
    for _ in range(10_000):
        moved = form.adjacency @ vector + vector
        # not np.linalg.norm, whose BLAS wakes all threads for each of some hundred short vectors
        moved /= sqrt(np.square(moved).sum()) or 1.0
        if np.abs(moved - vector).max(initial=0) <= tolerance:
            return np.asarray(moved)
        vector = moved
    return vector
