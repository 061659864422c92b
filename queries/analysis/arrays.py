"""A networkx graph as arrays, made once a graph: what the measures above a few hundred nodes compute on.

networkx stays the interface; scipy and networkit do the heavy part. The arrays are kept where networkx keeps
the converted graphs of its own backends, so that any change by a networkx method drops them.
This is the only module that knows networkit: :func:`parallel` is None where it is not installed, or not worth
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import networkx as nx
import numpy as np
import scipy.sparse

Graph: TypeAlias = "nx.Graph[Any]"
Scores: TypeAlias = dict[Any, float]  #: one number a node
Vector: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"

Kept = TypeVar("Kept")

SMALL = 300  #: up to so many nodes networkx answers in a blink, and nobody needs networkit


@dataclass(frozen=True, slots=True)
class Arrays:
    """Nodes in the order of the graph, and the ties between them as sparse rows, symmetric if undirected."""

    nodes: tuple[Any, ...]
    adjacency: Any  # a scipy.sparse.csr_array of float64; scipy has no types

    def scores(self, values: Vector) -> Scores:
        """One value a node, as a plain dict."""
        return dict(zip(self.nodes, values.tolist(), strict=True))


def arrays(graph: Graph, weight: str | None = "weight") -> Arrays:
    """The graph as sparse rows; an edge without the attribute ``weight`` counts 1.

    >>> arrays(nx.path_graph(3)).adjacency.toarray().tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """

    def convert() -> Arrays:
        if not graph:  # which scipy has no matrix for
            return Arrays((), scipy.sparse.csr_array((0, 0)))
        matrix = nx.to_scipy_sparse_array(graph, weight=weight, dtype=np.dtype(np.float64))
        return Arrays(tuple(graph), matrix)

    return kept(graph, ("arrays", weight), convert)


def parallel(graph: Graph, weight: str | None = None) -> Any | None:
    """The graph for networkit, numbered as in :func:`arrays`; None if small, or without networkit."""
    if len(graph) <= SMALL:
        return None
    try:
        import networkit
    except ImportError:
        return None

    def convert() -> Any:
        matrix = arrays(graph, weight).adjacency
        half = (matrix if graph.is_directed() else scipy.sparse.triu(matrix)).tocoo()
        ends = (half.row.astype(np.uint64), half.col.astype(np.uint64))
        return networkit.GraphFromCoo(
            (half.data, ends), n=len(graph), weighted=weight is not None, directed=graph.is_directed()
        )

    return kept(graph, ("networkit", weight), convert)


@contextmanager
def repeatable(seed: int) -> Iterator[Any]:
    """Networkit on one thread and seeded: on more, what it samples depends on which thread comes first."""
    import networkit

    threads = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, False)
    try:
        yield networkit
    finally:
        networkit.setNumberOfThreads(threads)


def kept(graph: Graph, key: tuple[Any, ...], convert: Callable[[], Kept]) -> Kept:
    """What ``convert`` gives, computed once as long as no networkx method has changed the graph."""
    mine = graph.__networkx_cache__.setdefault("fengong", {})
    if key not in mine:
        mine[key] = convert()
    found: Kept = mine[key]
    return found
