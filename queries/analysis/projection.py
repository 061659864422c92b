"""From two modes to one: what the structure measures and the pictures stand on.

Products of sparse matrices, no self-join.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import networkx as nx

from ontology.enumerations import CO, LEAD
from queries.analysis.arrays import Arrays, Graph, arrays, weave
from queries.analysis.loads import modes, parties, tasks


def shared_tasks(graph: Graph) -> Graph:
    """Parties tied by ``weight``, the number of tasks they share: w_ij = Σ_k b_ik b_jk.

    Breiger, R. L. 1974. Social Forces 53.

    Takes the two-mode graph; party attributes are kept.
    """
    table = incidence(graph)
    counts = table @ table.T
    counts.setdiag(0)
    counts.eliminate_zeros()
    counts.sort_indices()
    return weave(Arrays(parties(graph), counts), graph.nodes)


def lead_to_co(graph: Graph) -> nx.DiGraph[Any]:
    """Leads tied to those who join their tasks, by ``weight``, the number of such tasks.

    Takes the two-mode graph.
    """
    counts: Counter[tuple[Any, Any]] = Counter()
    for task in tasks(graph):
        leads = [party for party, edge in graph[task].items() if edge["role"] == LEAD]
        others = [party for party, edge in graph[task].items() if edge["role"] == CO]
        counts.update((lead, other) for lead in leads for other in others)
    directed: nx.DiGraph[Any] = nx.DiGraph()
    directed.add_nodes_from((node, graph.nodes[node]) for node in parties(graph))
    directed.add_weighted_edges_from((lead, other, number) for (lead, other), number in counts.items())
    return directed


def incidence(graph: Graph) -> Any:
    """The 0/1 table of parties and tasks as sparse rows, in the order of the graph."""
    mode = modes(graph)
    return arrays(graph, None).adjacency[mode == 0][:, mode == 1]
