"""Coordination load: what tasks ask of a body. Counting only, on the two-mode graph of bodies and tasks.

The literature has no settled formula of coordination load; these are shown one beside the other, never as one
index. Notation: bodies *i*, tasks *k*; *s_k* the number of parties named on task *k*; L and C the lead and
joint assignments. The two-mode graph has ``bipartite=0`` on parties, ``bipartite=1`` on tasks and ``role``
("lead" or "co") on edges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import accumulate
from math import exp
from typing import Any

import numpy as np

from ontology.enumerations import CO, LEAD
from queries.analysis.arrays import Graph, Scores, kept


def parties(graph: Graph) -> tuple[Any, ...]:
    """The parties of a two-mode graph, in its order."""
    return tuple(node for node, about in graph.nodes(data=True) if about["bipartite"] == 0)


def tasks(graph: Graph) -> tuple[Any, ...]:
    """The tasks of a two-mode graph, in its order."""
    return tuple(node for node, about in graph.nodes(data=True) if about["bipartite"] == 1)


def modes(graph: Graph) -> np.ndarray[Any, np.dtype[np.int8]]:
    """0 for each party and 1 for each task of a two-mode graph, in its order."""
    return kept(
        graph,
        ("modes",),
        lambda: np.fromiter((about["bipartite"] for _, about in graph.nodes(data=True)), np.int8, len(graph)),
    )


def led(graph: Graph) -> dict[Any, int]:
    """The number of tasks each party leads."""
    return _count(graph, LEAD)


def joined(graph: Graph) -> dict[Any, int]:
    """The number of tasks each party joins without leading them."""
    return _count(graph, CO)


def total(graph: Graph) -> dict[Any, int]:
    """The number of tasks each party is named on."""
    return {party: graph.degree[party] for party in parties(graph)}


def alone(graph: Graph) -> dict[Any, int]:
    """The number of tasks on which each party is the only one named."""
    return {party: sum(graph.degree[task] == 1 for task in graph[party]) for party in parties(graph)}


def lead_rate(graph: Graph) -> Scores:
    """The share of a party's tasks that it leads, 0 to 1; 0 for a party without tasks."""
    leads, all_ = led(graph), total(graph)
    return {party: leads[party] / all_[party] if all_[party] else 0.0 for party in all_}


def lead_span(graph: Graph) -> dict[Any, int]:
    """Partners to convene, with multiplicity: Σ_k L_ik (s_k - 1). Our own definition."""
    return {
        party: sum(graph.degree[task] - 1 for task in graph[party] if graph[party][task]["role"] == LEAD)
        for party in parties(graph)
    }


def mean_span(graph: Graph) -> Scores:
    """Partners to convene per task led: lead span over tasks led; 0 for who leads nothing."""
    spans, leads = lead_span(graph), led(graph)
    return {party: spans[party] / leads[party] if leads[party] else 0.0 for party in spans}


def convened(graph: Graph) -> dict[Any, int]:
    """Different partners on the tasks that a party leads: each counted once."""
    return {
        party: len(
            {
                other
                for task in graph[party]
                if graph[party][task]["role"] == LEAD
                for other in graph[task]
                if other != party
            }
        )
        for party in parties(graph)
    }


def workload(graph: Graph) -> Scores:
    """Fractional workload: Σ_k b_ik / s_k, each task shared equally by those named on it.

    It adds up to the number of tasks that name anybody, as fractional counting does in bibliometrics
    (Price, D. de Solla & Beaver, D. 1966. Collaboration in an invisible college. American Psychologist
    21(11)).
    """
    return {party: sum(1 / graph.degree[task] for task in graph[party]) for party in parties(graph)}


def exclusivity(graph: Graph) -> Scores:
    """How much hangs on a party alone: Σ_k b_ik exp(1 - s_k), a task of one's own counting 1.

    After the task exclusivity index of the meta-matrix tradition (Ashworth, M. & Carley, K. 2006. Who you
    know vs. what you know. Journal of Mathematical Sociology 30(1)), without its division by the number of
    tasks.
    """
    return {party: sum(exp(1 - graph.degree[task]) for task in graph[party]) for party in parties(graph)}


def served(graph: Graph) -> dict[Any, int]:
    """Different leads that a party answers to on the tasks it joins."""
    return {
        party: len(
            {
                other
                for task in graph[party]
                if graph[party][task]["role"] == CO
                for other in graph[task]
                if graph[task][other]["role"] == LEAD
            }
        )
        for party in parties(graph)
    }


def partners(graph: Graph) -> dict[Any, int]:
    """Breadth of cooperation (协同广度): different parties named with a party on any task."""
    return {party: len({other for task in graph[party] for other in graph[task]} - {party}) for party in parties(graph)}


def depth(graph: Graph) -> Scores:
    """Depth of cooperation (协同深度): shared tasks per partner, Σ_j w_ij over the number of partners."""
    breadth = partners(graph)
    return {
        party: sum(graph.degree[task] - 1 for task in graph[party]) / breadth[party] if breadth[party] else 0.0
        for party in breadth
    }


def spread(graph: Graph, labels: Mapping[Any, Iterable[Any]]) -> Scores:
    """How evenly a party's tasks spread over sections or themes: 1 - Σ_m (κ_im / κ_i)²; 0 if all lie in one.

    ``labels`` gives the labels of each task; a task with several counts once in each. The participation
    coefficient of Guimerà, R. & Amaral, L. A. N. 2005. Functional cartography of complex metabolic networks.
    Nature 433, with the document's own divisions for modules.
    """
    touched = {party: touches(graph, labels, party) for party in parties(graph)}
    return {party: 1 - herfindahl(counts.values()) if counts else 0.0 for party, counts in touched.items()}


def touches(graph: Graph, labels: Mapping[Any, Iterable[Any]], party: Any) -> Counter[Any]:
    """How many of a party's tasks carry each label."""
    return Counter(label for task in graph[party] for label in labels.get(task, ()))


def herfindahl(values: Iterable[float]) -> float:
    """The Herfindahl-Hirschman index: 1 if one holds all, 1/n if n hold equal parts, 0 of nothing.

    Hirschman, A. O. 1964. The paternity of an index. American Economic Review 54(5).

    >>> herfindahl([1, 1, 2])
    0.375
    """
    amounts = list(values)
    whole = sum(amounts)
    return sum((amount / whole) ** 2 for amount in amounts) if whole else 0.0


def gini(values: Iterable[float]) -> float:
    """The Gini coefficient, 0 (all equal) to (n-1)/n (one holds all).

    Gini, C. 1912. Variabilità e mutabilità.

    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 1])
    (0.0, 0.75)
    """
    amounts = sorted(values)
    whole = sum(amounts)
    if not whole:
        return 0.0
    lorenz = sum(accumulate(amounts))
    return (len(amounts) + 1 - 2 * lorenz / whole) / len(amounts)


def concentration_ratio(values: Iterable[float], n: int) -> float:
    """CR_n: the share of the n largest, 0 to 1. Bain, J. S. 1956. Barriers to New Competition.

    >>> concentration_ratio([5, 3, 1, 1], 2)
    0.8
    """
    amounts = sorted(values, reverse=True)
    whole = sum(amounts)
    return sum(amounts[:n]) / whole if whole else 0.0


def _count(graph: Graph, role: str) -> dict[Any, int]:
    def count() -> dict[Any, int]:
        ties = dict(graph.adjacency())
        return {party: sum(edge["role"] == role for edge in ties[party].values()) for party in parties(graph)}

    return kept(graph, ("count", role), count)
