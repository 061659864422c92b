"""Robustness: what breaks if a body goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, compress
from typing import Any

import networkx as nx
import numpy as np
from networkx.utils import UnionFind

from ontology.enumerations import LEAD
from queries.analysis.arrays import Graph, parallel
from queries.analysis.loads import parties, tasks


def orphaned(graph: Graph) -> dict[Any, tuple[Any, ...]]:
    """For each party the tasks that lose their only lead if it goes.

    Our own measure, on the two-mode graph.
    """
    found: dict[Any, list[Any]] = {party: [] for party in parties(graph)}
    for task in tasks(graph):
        leads = [party for party, edge in graph[task].items() if edge["role"] == LEAD]
        if len(leads) == 1:
            found[leads[0]].append(task)
    return {party: tuple(lost) for party, lost in found.items()}


def abandoned(graph: Graph) -> dict[Any, tuple[Any, ...]]:
    """For each party the tasks that are left with nobody at all if it goes."""
    return {party: tuple(task for task in graph[party] if graph.degree[task] == 1) for party in parties(graph)}


def articulation(graph: Graph) -> tuple[Any, ...]:
    """The nodes whose removal splits their part of the graph.

    Tarjan, R. & Vishkin, U. 1985; Hopcroft & Tarjan 1973.
    """
    form = parallel(graph)
    if form is None:
        cut = set(nx.articulation_points(graph))
        return tuple(node for node in graph if node in cut)
    import networkit

    parts = networkit.components.BiconnectedComponents(form)
    parts.run()
    members = np.fromiter(chain.from_iterable(parts.getComponents()), np.intp)
    joins = np.bincount(members, minlength=len(graph)) > 1  # a node in two of them joins them
    return tuple(compress(graph, joins.tolist()))


def cut_off(graph: Graph) -> dict[Any, int]:
    """For each node that holds others together, how many lose touch with the largest rest of their part if it goes.

    Hopcroft, J. & Tarjan, R. 1973. Algorithm 447: efficient algorithms for graph manipulation. CACM 16(6); each tie is
    walked once each way, all nodes together.

    >>> cut_off(nx.path_graph(5))
    {1: 1, 2: 2, 3: 1}
    """
    turn: dict[Any, int] = {}  #: when each node was reached
    back: dict[Any, int] = {}  #: the earliest node that those below it are tied to
    below: dict[Any, int] = {}  #: how many nodes were reached through it, itself included
    found: dict[Any, int] = {}
    for root in graph:
        if root in turn:
            continue
        before = len(turn)
        rests: dict[Any, list[int]] = defaultdict(list)  #: of a node the sizes of what hangs on it alone
        turn[root], back[root], below[root] = before, before, 1
        way = [(root, iter(graph.adj[root]))]
        while way:
            node, others = way[-1]
            fresh = None
            for other in others:
                if other not in turn:
                    turn[other], back[other], below[other] = len(turn), len(turn), 1
                    fresh = (other, iter(graph.adj[other]))
                    break
                back[node] = min(back[node], turn[other])
            if fresh:
                way.append(fresh)
                continue
            way.pop()
            if way:
                above = way[-1][0]
                below[above] += below[node]
                back[above] = min(back[above], back[node])
                if back[node] >= turn[above]:
                    rests[above].append(below[node])
        whole = len(turn) - before - 1
        for node, sizes in rests.items():
            if lost := whole - max(*sizes, whole - sum(sizes)):
                found[node] = lost
    return {node: found[node] for node in graph if node in found}


def attack(graph: Graph, order: Sequence[Any]) -> list[float]:
    """The share of all nodes in the largest part after the first q of ``order`` are gone, q = 1 … n.

    Schneider, C. M. et al. 2011. Mitigation of malicious attacks on networks. PNAS 108(10). Nodes are put back, the
    last first, and parts joined as they meet, so that each tie is looked at once (Newman, M. E. J. & Ziff, R. M. 2000.
    Efficient Monte Carlo algorithm and high-precision results for percolation. Physical Review Letters 85).
    """
    gone = set(order)
    parts: UnionFind[Any] = UnionFind()
    largest = 0
    shares: list[float] = []
    for node in [*(node for node in graph if node not in gone), *reversed(order)]:
        if node in gone:
            shares.append(largest / len(graph))
            gone.discard(node)
        parts[node]
        parts.union(node, *(other for other in graph.adj[node] if other in parts.parents))
        largest = max(largest, parts.weights[parts[node]])
    return shares[::-1]


def robustness(graph: Graph, order: Sequence[Any]) -> float:
    """The mean of :func:`attack`: up to 0.5 for a graph that stays whole to the last, near 0 for a star.

    Schneider 2011.
    """
    shares = attack(graph, order)
    return sum(shares) / len(shares) if shares else 0.0
