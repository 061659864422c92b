"""Shortest paths from many nodes at once: how far a node is from all others."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import scipy.sparse.csgraph

from queries.analysis.arrays import Graph, Vector, arrays

Indices: TypeAlias = "np.ndarray[Any, np.dtype[np.integer[Any]]]"

NEAR = 20_000  #: up to so many nodes distances are added up exactly, above they are sampled
PIVOTS = 256  #: sources of a sample, in each part of the graph
SEED = 20171107
WORD = 64  #: sources that walk together, a bit each


def farness(graph: Graph, seed: int = SEED) -> tuple[Vector, Vector]:
    """The sum of a node's distances to all nodes it reaches, and their number, itself included.

    Exact up to :data:`NEAR` nodes. Above, the mean distance to :data:`PIVOTS` sources stands for that to all, in each
    part of the graph; a small part is counted in full (Eppstein, D. & Wang, J. 2004. Fast approximation of centrality).

    >>> import networkx as nx
    >>> [values.tolist() for values in farness(nx.path_graph(3))]
    [[3.0, 2.0, 3.0], [3.0, 3.0, 3.0]]
    """
    adjacency = arrays(graph, None).adjacency
    n = adjacency.shape[0]
    if not n:
        return np.zeros(0), np.zeros(0)
    part = scipy.sparse.csgraph.connected_components(adjacency, directed=False)[1]
    size = np.bincount(part)
    sources = np.arange(n) if n <= NEAR else _sample(part, size, seed)
    others = np.bincount(part[sources], minlength=len(size))[part].astype(np.float64)
    others[sources] -= 1
    reached = size[part].astype(np.float64)
    return _distances(adjacency, sources) * np.divide(reached - 1, others, out=np.zeros(n), where=others > 0), reached


def _sample(part: Indices, size: Indices, seed: int) -> Indices:
    """Up to :data:`PIVOTS` nodes of each part, by chance."""
    order = np.random.default_rng(seed).permutation(len(part))
    order = order[np.argsort(part[order], kind="stable")]
    place = np.arange(len(part)) - (np.cumsum(size) - size)[part[order]]
    return np.asarray(order[place < PIVOTS])


def _distances(adjacency: Any, sources: Indices) -> Vector:
    """For each node the sum of its distances to those of ``sources`` that it reaches.

    A word of sources walks at once: at each step a node has seen what it or a neighbour had seen (Then, M. et al. 2014.
    The more the merrier: efficient multi-source graph traversal. PVLDB 8(4)).
    """
    total = np.zeros(adjacency.shape[0])
    tied = np.flatnonzero(np.diff(adjacency.indptr))
    starts = adjacency.indptr[tied]
    for batch in np.split(sources, range(WORD, len(sources), WORD)):
        seen = np.zeros(len(total), dtype=np.uint64)
        seen[batch] = np.left_shift(np.uint64(1), np.arange(len(batch), dtype=np.uint64))
        newly, step = seen, 0
        while tied.size and newly.any():
            step += 1
            met = np.zeros_like(seen)
            met[tied] = np.bitwise_or.reduceat(newly[adjacency.indices], starts)
            newly = met & ~seen
            seen = seen | newly
            total += step * np.bitwise_count(newly).astype(np.float64)
    return total
