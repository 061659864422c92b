"""Shortest paths from many nodes at once: how far a node is from all others, and how many pass through it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse.csgraph

from queries.analysis.arrays import Graph, Vector, arrays

Indices: TypeAlias = "np.ndarray[Any, np.dtype[np.integer[Any]]]"

NEAR = 20_000  #: up to so many nodes distances are added up exactly, above they are sampled
PIVOTS = 256  #: sources of a sample, in each part of the graph
SEED = 20171107
WORD = 64  #: sources that walk together, a bit each
SHALLOW = 8  #: steps from the best tied node to the farthest, up to which :func:`dependencies` is quick …
DENSE = 2  #: … if there are so many edges a node: measured, one to five times as fast as networkit on the same threads
ABREAST = 16  #: sources whose paths are counted together, two cache lines a node


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
    reached, turn = size[part].astype(np.float64), _turns(part, size, seed)
    sources = turn < (n if n <= NEAR else PIVOTS)
    others = np.bincount(part[sources], minlength=len(size))[part] - sources
    far = _distances(adjacency, np.where(sources, turn, -1))
    return far * np.divide(reached - 1, others, out=np.zeros(n), where=others > 0), reached


def _turns(part: Indices, size: Indices, seed: int) -> Indices:
    """The number of each node in its part, from 0, by chance."""
    order = np.random.default_rng(seed).permutation(len(part))
    order = order[np.argsort(part[order], kind="stable")]
    turn = np.empty_like(order)
    turn[order] = np.arange(len(part)) - (np.cumsum(size) - size)[part[order]]
    return turn


def _distances(adjacency: Any, turn: Indices) -> Vector:
    """For each node the sum of its distances to those sources that it reaches: the nodes whose ``turn`` is not -1.

    A word of sources walks at once: at each step a node has seen what it or a neighbour had seen (Then, M. et al. 2014.
    The more the merrier: efficient multi-source graph traversal. PVLDB 8(4)). Sources of one part have turns of their
    own; those of different parts never meet, and share a bit.
    """
    total = np.zeros(adjacency.shape[0])
    tied = np.flatnonzero(np.diff(adjacency.indptr))
    starts = adjacency.indptr[tied]
    for first in range(0, int(turn.max()) + 1, WORD):
        batch = np.flatnonzero((first <= turn) & (turn < first + WORD))
        seen = np.zeros(len(total), dtype=np.uint64)
        seen[batch] = np.left_shift(np.uint64(1), (turn[batch] - first).astype(np.uint64))
        newly, step = seen, 0
        while tied.size and newly.any():
            step += 1
            met = np.zeros_like(seen)
            met[tied] = np.bitwise_or.reduceat(newly[adjacency.indices], starts)
            newly = met & ~seen
            seen = seen | newly
            total += step * np.bitwise_count(newly).astype(np.float64)
    return total


def depth(adjacency: Any, most: int) -> int:
    """How many steps the best tied node of each part is from the farthest, no more than ``most`` being counted.

    No path has more than twice as many steps.
    """
    part = scipy.sparse.csgraph.connected_components(adjacency, directed=False)[1]
    order = np.lexsort((-np.diff(adjacency.indptr), part))
    hubs = order[np.unique(part[order], return_index=True)[1]]
    met = np.zeros(len(part))
    met[hubs] = 1
    for step in range(most):
        further = np.sign(met + adjacency @ met)
        if (further == met).all():
            return step
        met = further
    return most


def crowded(adjacency: Any) -> bool:
    """Whether the graph is one for :func:`dependencies`: few steps across, and no tree nor nearly one."""
    tied = adjacency.nnz >= 2 * DENSE * adjacency.shape[0]
    return bool(tied and depth(adjacency, SHALLOW + 1) <= SHALLOW)


def dependencies(adjacency: Any) -> Vector:
    """For each node the shares of shortest paths through it, added up over all ordered pairs of other nodes.

    Brandes, U. 2001. A faster algorithm for betweenness centrality. J. Math. Sociol. 25(2), for :data:`ABREAST`
    sources at once, so that a step of all their searches is one product of a sparse and a dense matrix (Buluç, A. &
    Gilbert, J. R. 2011. The Combinatorial BLAS. IJHPCA 25(4)). Every step goes over all ties: made for graphs that
    are :func:`crowded`, where counts of paths do not leave float64 either. ``adjacency`` holds ones, symmetric.

    >>> import networkx as nx
    >>> dependencies(arrays(nx.star_graph(3)).adjacency).tolist()
    [6.0, 0.0, 0.0, 0.0]
    """
    n = adjacency.shape[0]
    part = scipy.sparse.csgraph.connected_components(adjacency, directed=False)[1]
    reach = np.bincount(part, minlength=1)[part]
    sources = np.flatnonzero(reach > 2)
    total = np.zeros(n)
    with ThreadPoolExecutor() as pool:
        batches = np.split(sources, range(ABREAST, len(sources), ABREAST))
        for through in pool.map(lambda batch: _through(adjacency, batch, int(reach[batch].sum())), batches):
            total += through  # in the order of the sources, whichever is first, so that all runs agree
    return total


def _through(adjacency: Any, sources: Indices, reached: int) -> Vector:
    """The dependencies of ``sources``, which reach so many nodes all in all, themselves included."""
    own = sources, np.arange(len(sources))
    first = np.ascontiguousarray(adjacency[sources].toarray().T)
    first[own] = 0
    unseen = first == 0
    unseen[own] = False
    layers = [first]  # the number of shortest paths to the nodes at each distance, 0 elsewhere
    left = reached - len(sources) - np.count_nonzero(first)
    while left:
        paths = adjacency @ layers[-1]
        paths *= unseen
        unseen &= paths == 0
        left -= np.count_nonzero(paths)
        layers.append(paths)
    through, share = np.zeros(len(unseen)), np.zeros_like(first)
    for near, far in zip(layers[-2::-1], layers[:0:-1], strict=True):
        with np.errstate(divide="ignore"):
            share += 1 / far
        share[far == 0] = 0
        share = adjacency @ share  # (1 + dependency) / paths of the nodes one step further, added up
        through += np.einsum("ij,ij->i", share, near)
    return through
