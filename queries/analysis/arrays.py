"""A networkx graph as arrays, made once a graph: what the measures above a few hundred nodes compute on.

networkx stays the interface; scipy and networkit do the heavy part. The arrays are kept where networkx keeps
the converted graphs of its own backends, so that any change by a networkx method drops them. Here alone it is
decided whether networkit computes: :func:`parallel` is None where it is not installed, or not worth it, and the
modules of measures call networkit with what it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
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
        # three to four times faster than nx.to_scipy_sparse_array: no loop in Python goes over the edges
        nodes = tuple(graph)
        place = dict(zip(nodes, range(len(nodes)), strict=True))
        rows = [ties for _, ties in graph.adjacency()]
        ends = np.cumsum([0, *map(len, rows)], dtype=np.int32)
        columns = np.fromiter(map(place.__getitem__, chain.from_iterable(rows)), np.int32, ends[-1])
        edges = chain.from_iterable(ties.values() for ties in rows)
        values = (
            np.ones(ends[-1])
            if weight is None
            else np.fromiter(map(dict.get, edges, repeat(weight), repeat(1)), np.float64, ends[-1])
        )
        matrix = scipy.sparse.csr_array((values, columns, ends), shape=(len(nodes), len(nodes)))
        matrix.sort_indices()
        return Arrays(nodes, matrix)

    return kept(graph, ("arrays", weight), convert)


def contacts(graph: Graph) -> Vector:
    """The number of ties of each node, a tie to itself as two.

    >>> contacts(nx.path_graph(3)).tolist()
    [1.0, 2.0, 1.0]
    """

    def count() -> Vector:
        adjacency = arrays(graph, None).adjacency
        return np.asarray(np.diff(adjacency.indptr) + (adjacency.diagonal() != 0), dtype=np.float64)

    return kept(graph, ("contacts",), count)


class Woven(nx.Graph):  # type: ignore[type-arg]  # generic in the stubs only
    """An undirected graph that stands in arrays; the dicts of networkx are made when somebody walks its ties.

    Made by :func:`weave`. What is measured on arrays alone never pays for them: a dict an edge, nine tenths
    of the time that a large projection takes. ``_adj`` is where networkx has its subclasses keep ties.
    """

    @property
    def _adj(self) -> dict[Any, dict[Any, dict[str, Any]]]:
        if "_adj" not in self.__dict__:
            self._adj = _walkable(self.__dict__.pop("_form"))
        ties: dict[Any, dict[Any, dict[str, Any]]] = self.__dict__["_adj"]
        return ties

    @_adj.setter
    def _adj(self, ties: dict[Any, dict[Any, dict[str, Any]]]) -> None:
        nx.Graph.__dict__["_adj"].__set__(self, ties)  # which also drops the views made of the old ones


def weave(form: Arrays, about: Mapping[Any, Mapping[str, Any]]) -> Graph:
    """The graph of these arrays, symmetric and without loops, by ``weight``; ``about`` has what is said of nodes.

    >>> path = arrays(nx.path_graph(3))
    >>> woven = weave(path, {node: {} for node in path.nodes})
    >>> list(woven.edges(data="weight")), arrays(woven) is path
    ([(0, 1, 1.0), (1, 2, 1.0)], True)
    """
    graph = Woven()
    graph.add_nodes_from((node, about[node]) for node in form.nodes)
    graph.__dict__["_form"] = form
    del graph.__dict__["_adj"]
    kept(graph, ("arrays", "weight"), lambda: form)
    return graph


def small(graph: Graph) -> bool:
    """Whether networkx answers in a blink."""
    return len(graph) <= SMALL


def parallel(graph: Graph, weight: str | None = None) -> Any | None:
    """The graph for networkit, numbered as in :func:`arrays`; None if small, or without networkit."""
    if small(graph):
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


def _walkable(form: Arrays) -> dict[Any, dict[Any, dict[str, Any]]]:
    """The ties as networkx keeps them: by node, by neighbour, one dict an edge under both its ends."""
    upper = scipy.sparse.triu(form.adjacency, k=1).tocsr()
    edges = np.fromiter(({"weight": weight} for weight in upper.data.tolist()), np.object_, upper.nnz)
    upper.data = np.arange(1, upper.nnz + 1)  # the number of an edge, from 1 since 0 would be no tie
    numbered = (upper + upper.T).tocsr()
    numbered.sort_indices()
    neighbours = np.fromiter(form.nodes, np.object_, len(form.nodes))[numbered.indices].tolist()
    shared = edges[numbered.data - 1].tolist()
    return {
        node: dict(zip(neighbours[start:end], shared[start:end], strict=True))
        for node, (start, end) in zip(form.nodes, pairwise(numbered.indptr.tolist()), strict=True)
    }
