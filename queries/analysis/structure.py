"""Structure: holes, cores, cohesive groups, and how the whole hangs together.

Structural holes and communities are measures of the one-mode graph of parties (edges weighted by shared
tasks); one long list makes a clique there, so that density, core numbers and clustering say as much about
list lengths as about ties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np

from queries.analysis.arrays import Arrays, Graph, Scores, arrays, parallel, repeatable

SEED = 20171107
RUNS = 20  #: starts of the community search, of which the best partition is kept


def constraint(graph: Graph, weight: str | None = "weight") -> Scores:
    """Burt's constraint: how far contacts are tied to each other; low for a broker, nan without contacts.

    c_i = Σ_j (p_ij + Σ_q p_iq p_qj)², p_ij being the share of i's ties that go to j.
    Burt, R. S. 2004. Structural holes and good ideas. AJS 110(2).
    """
    form = _mutual(arrays(graph, weight))
    shares = _divided(form.adjacency, np.asarray(form.adjacency.sum(axis=1)).ravel())
    i, j, q = _corners(form.adjacency)
    through = _at(shares, i, q) * _at(shares, q, j)
    invested = shares.data + np.bincount(_places(shares, i, j), weights=through, minlength=shares.nnz)
    return form.scores(_or_nan(_row_sums(shares, invested**2), shares))


def effective_size(graph: Graph, weight: str | None = "weight") -> Scores:
    """Burt's effective size: contacts less their redundancy; nan without contacts.

    n_i - Σ_j Σ_q p_iq m_jq, m_jq being j's tie to q over j's strongest. Burt, R. S. 1992. Structural Holes.
    """
    form = _mutual(arrays(graph, weight))
    shares = _divided(form.adjacency, np.asarray(form.adjacency.sum(axis=1)).ravel())
    marginal = _divided(form.adjacency, form.adjacency.max(axis=1).toarray().ravel())
    i, j, q = _corners(form.adjacency)
    redundant = np.bincount(i, weights=_at(shares, i, q) * _at(marginal, j, q), minlength=len(form.nodes))
    return form.scores(_or_nan(np.diff(shares.indptr) - redundant, shares))


def efficiency(graph: Graph, weight: str | None = "weight") -> Scores:
    """Effective size per contact, up to 1 where no contact is redundant. Burt 1992."""
    return {
        node: size / graph.degree[node] for node, size in effective_size(graph, weight).items() if graph.degree[node]
    }


def core_number(graph: Graph) -> dict[Any, int]:
    """The largest k such that a node lies in a part where all have k ties.

    Seidman, S. B. 1983. Social Networks 5(3).
    """
    form = parallel(graph)
    if form is None:
        return dict(nx.core_number(graph))
    import networkit

    # one thread with buckets: at this size many threads only wait for each other
    scores = networkit.centrality.CoreDecomposition(form, False, True).run().scores()
    return dict(zip(graph, np.asarray(scores).astype(int).tolist(), strict=True))


def clustering(graph: Graph) -> Scores:
    """The share of a node's pairs of contacts that are tied.

    Watts, D. J. & Strogatz, S. H. 1998. Nature 393.
    """
    form = parallel(graph)
    if form is None:
        local: Scores = nx.clustering(graph)  # type: ignore[assignment]  # a number only for a single node
        return local
    import networkit

    scores = networkit.centrality.LocalClusteringCoefficient(form).run().scores()
    return dict(zip(graph, scores, strict=True))


def communities(graph: Graph, weight: str = "weight", seed: int = SEED) -> tuple[tuple[Any, ...], ...]:
    """Cohesive groups by modularity, the largest first.

    Blondel, V. D. et al. 2008 (Louvain), the best of :data:`RUNS` starts; above a few hundred nodes the
    parallel Louvain method with refinement of Staudt, C. L. & Meyerhenke, H. 2016, on one thread, so that the
    same seed gives the same groups.
    """
    place = {node: position for position, node in enumerate(graph)}
    form = parallel(graph, weight)
    if form is None:
        tries = [nx.community.louvain_communities(graph, weight=weight, seed=seed + run) for run in range(RUNS)]
        found = (
            max(tries, key=lambda parts: modularity(graph, [tuple(part) for part in parts], weight)) if graph else []
        )
        groups = [tuple(sorted(part, key=place.__getitem__)) for part in found]
    else:
        with repeatable(seed) as networkit:
            labels = networkit.community.PLM(form, True, par="none").run().getPartition().getVector()
        members: dict[int, list[Any]] = defaultdict(list)
        for node, label in zip(graph, labels, strict=True):
            members[label].append(node)
        groups = [tuple(part) for part in members.values()]
    return tuple(sorted(groups, key=lambda part: (-len(part), place[part[0]])))


def modularity(graph: Graph, groups: Sequence[Sequence[Any]], weight: str = "weight") -> float:
    """How much more weight lies inside ``groups`` than degrees alone would put there, at most 1.

    Newman, M. E. J. 2004. Analysis of weighted networks. Physical Review E 70.
    """
    form = arrays(graph, weight)
    label = {node: number for number, part in enumerate(groups) for node in part}
    of = np.array([label[node] for node in form.nodes], dtype=int)
    pairs = form.adjacency.tocoo()
    whole = pairs.data.sum()
    if not whole:
        return 0.0
    inside = pairs.data[of[pairs.row] == of[pairs.col]].sum() / whole
    ends = np.bincount(of, weights=np.asarray(form.adjacency.sum(axis=1)).ravel()) / whole
    return float(inside - (ends**2).sum())


def participation(graph: Graph, groups: Sequence[Sequence[Any]], weight: str = "weight") -> Scores:
    """How evenly a node's ties spread over ``groups``: 1 - Σ_m (κ_im / κ_i)²; 0 if all go to one.

    Guimerà, R. & Amaral, L. A. N. 2005. Functional cartography of complex metabolic networks. Nature 433.
    """
    label = {node: number for number, part in enumerate(groups) for node in part}
    return {node: _spread(graph[node], label, weight) for node in graph}


def shape(graph: Graph) -> dict[str, float]:
    """Nodes, edges, density, mean degree, clustering, number of parts, the largest, and the mean path.

    Density and the mean path are those of the simple graph; the mean path is over pairs that reach each
    other.
    """
    parts = sorted((len(part) for part in nx.connected_components(graph)), reverse=True)
    n, m = len(graph), graph.number_of_edges()
    steps = pairs = 0
    for node in graph if n <= 2_000 else ():
        reach = nx.single_source_shortest_path_length(graph, node)
        steps, pairs = steps + sum(reach.values()), pairs + len(reach) - 1
    local = clustering(graph)
    return {
        "nodes": n,
        "edges": m,
        "density": 2 * m / (n * (n - 1)) if n > 1 else 0.0,
        "mean_degree": 2 * m / n if n else 0.0,
        "clustering": sum(local.values()) / n if n else 0.0,
        "components": len(parts),
        "largest": parts[0] if parts else 0,
        "mean_path": steps / pairs if pairs else float("nan"),
    }


def _spread(ties: Mapping[Any, Mapping[str, float]], label: Mapping[Any, int], weight: str) -> float:
    amounts: dict[int, float] = defaultdict(float)
    for other, edge in ties.items():
        amounts[label[other]] += edge.get(weight, 1)
    whole = sum(amounts.values())
    return 1 - sum((amount / whole) ** 2 for amount in amounts.values()) if whole else 0.0


def _mutual(form: Arrays) -> Arrays:
    """Ties both ways added up, none to oneself: what Burt's measures are defined on."""
    both = (form.adjacency + form.adjacency.T).tocsr()
    if both.diagonal().any():
        both.setdiag(0)
    both.eliminate_zeros()
    both.sort_indices()
    return Arrays(form.nodes, both)


def _divided(matrix: Any, rows: Any) -> Any:
    """Each row divided by its number; an empty row stays empty."""
    divided = matrix.copy()
    divided.data = divided.data / np.repeat(rows, np.diff(matrix.indptr))
    return divided


def _corners(adjacency: Any) -> tuple[Any, Any, Any]:
    """Every triangle six times, once for each order of its corners.

    Each tie points to its better tied end; pairs of ties out of one node are few then, and those whose ends
    are tied close a triangle (Latapy, M. 2008. Main-memory triangle computations. Theoretical Computer
    Science 407).
    """
    n = adjacency.shape[0]
    order = np.lexsort((np.arange(n), np.diff(adjacency.indptr)))
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(n)
    ties = adjacency.tocoo()
    low, high = rank[ties.row], rank[ties.col]
    keys = np.sort((low * n + high)[low < high])
    low, high = keys // n, keys % n
    later = np.searchsorted(low, low, side="right") - 1 - np.arange(len(keys))
    one = np.repeat(np.arange(len(keys)), later)
    two = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(later) - later, later)
    wanted = high[one] * n + high[two]
    closed = (
        keys[np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))] == wanted if len(keys) else wanted > 0
    )
    a, b, c = order[low[one[closed]]], order[high[one[closed]]], order[high[two[closed]]]
    return (
        np.concatenate([a, a, b, b, c, c]),
        np.concatenate([b, c, a, c, a, b]),
        np.concatenate([c, b, c, a, b, a]),
    )


def _places(matrix: Any, rows: Any, columns: Any) -> Any:
    """Where the cells stand among the stored values; they must be stored."""
    n = matrix.shape[0]
    stored = np.repeat(np.arange(n, dtype=np.int64), np.diff(matrix.indptr)) * n + matrix.indices
    return np.searchsorted(stored, rows * n + columns)


def _at(matrix: Any, rows: Any, columns: Any) -> Any:
    return matrix.data[_places(matrix, rows, columns)]


def _row_sums(matrix: Any, values: Any) -> Any:
    """Sums of ``values``, which stand for the stored cells of ``matrix``, by row."""
    n = matrix.shape[0]
    return np.bincount(np.repeat(np.arange(n), np.diff(matrix.indptr)), weights=values, minlength=n)


def _or_nan(values: Any, direct: Any) -> Any:
    return np.where(np.diff(direct.indptr) > 0, values, np.nan)
