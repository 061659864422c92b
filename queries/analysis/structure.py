"""Structure: holes, cores, cohesive groups, and how the whole hangs together.

Structural holes and communities are measures of the one-mode graph of parties (edges weighted by shared
tasks); one long list makes a clique there, so that density, core numbers and clustering say as much about
list lengths as about ties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np

from queries.analysis.arrays import Graph, Scores, Vector, arrays, parallel, repeatable
from queries.analysis.paths import SEED, farness

RUNS = 20  #: starts of the community search, of which the best partition is kept
PAIRS = 1 << 15  #: pairs of ties looked at in one go for triangles: what a cache holds


def constraint(graph: Graph, weight: str | None = "weight") -> Scores:
    """Burt's constraint: how far contacts are tied to each other; low for a broker, nan without contacts.

    c_i = Σ_j (p_ij + Σ_q p_iq p_qj)², p_ij being the share of i's ties that go to j.
    Burt, R. S. 2004. Structural holes and good ideas. AJS 110(2).
    """
    ties = _ties(graph, weight)
    w, whole = ties.weight, ties.strengths()
    # p_iq p_qj is w_iq w_qj over the sums at i and q: but for the sum at i, the same from i and from j
    invested = w.copy()
    for ab, ac, bc in _triangles(ties):
        a, b, c = ties.low[ab], ties.high[ab], ties.high[ac]
        np.add.at(invested, ab, w[ac] * w[bc] / whole[c])
        np.add.at(invested, ac, w[ab] * w[bc] / whole[b])
        np.add.at(invested, bc, w[ab] * w[ac] / whole[a])
    return ties.scores(ties.sums(invested**2) / whole**2)


def effective_size(graph: Graph, weight: str | None = "weight") -> Scores:
    """Burt's effective size: contacts less their redundancy; nan without contacts.

    n_i - Σ_j Σ_q p_iq m_jq, m_jq being j's tie to q over j's strongest. Burt, R. S. 1992. Structural Holes.
    """
    ties = _ties(graph, weight)
    w, whole = ties.weight, ties.strengths()
    strongest, redundant = np.zeros(len(whole)), np.zeros(len(whole))
    np.maximum.at(strongest, ties.low, w)
    np.maximum.at(strongest, ties.high, w)
    for ab, ac, bc in _triangles(ties):
        a, b, c = ties.low[ab], ties.high[ab], ties.high[ac]
        np.add.at(redundant, a, w[bc] * (w[ac] / strongest[b] + w[ab] / strongest[c]))
        np.add.at(redundant, b, w[ac] * (w[bc] / strongest[a] + w[ab] / strongest[c]))
        np.add.at(redundant, c, w[ab] * (w[bc] / strongest[a] + w[ac] / strongest[b]))
    return ties.scores(ties.sums(np.ones(len(w))) - redundant / whole)


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
    other, sampled where :func:`~queries.analysis.paths.farness` is.
    """
    parts = sorted((len(part) for part in nx.connected_components(graph)), reverse=True)
    n, m = len(graph), graph.number_of_edges()
    far, reached = farness(graph)
    pairs = (reached - 1).sum()
    local = clustering(graph)
    return {
        "nodes": n,
        "edges": m,
        "density": 2 * m / (n * (n - 1)) if n > 1 else 0.0,
        "mean_degree": 2 * m / n if n else 0.0,
        "clustering": sum(local.values()) / n if n else 0.0,
        "components": len(parts),
        "largest": parts[0] if parts else 0,
        "mean_path": float(far.sum() / pairs) if pairs else float("nan"),
    }


def _spread(ties: Mapping[Any, Mapping[str, float]], label: Mapping[Any, int], weight: str) -> float:
    amounts: dict[int, float] = defaultdict(float)
    for other, edge in ties.items():
        amounts[label[other]] += edge.get(weight, 1)
    whole = sum(amounts.values())
    return 1 - sum((amount / whole) ** 2 for amount in amounts.values()) if whole else 0.0


@dataclass(frozen=True, slots=True)
class _Ties:
    """Each tie once, in order, from its less tied end to its better tied one.

    Ends are ranks by number of contacts, so that few ties leave any node.
    """

    nodes: tuple[Any, ...]
    rank: Any  #: of each node
    low: Any  #: the rank of a tie's one end …
    high: Any  #: … and of the other
    weight: Vector

    def sums(self, values: Vector) -> Vector:
        """The sum over its ties for each node, by rank."""
        n = len(self.nodes)
        return np.asarray(np.bincount(self.low, values, n) + np.bincount(self.high, values, n), dtype=np.float64)

    def strengths(self) -> Vector:
        """The sum of weights of each node, by rank; nan without ties."""
        sums = self.sums(self.weight)
        return np.where(sums > 0, sums, np.nan)

    def scores(self, by_rank: Vector) -> Scores:
        """One value a node, as a plain dict."""
        return dict(zip(self.nodes, by_rank[self.rank].tolist(), strict=True))


def _ties(graph: Graph, weight: str | None) -> _Ties:
    """The ties of a graph, both ways added up, none to oneself: what Burt's measures are defined on."""
    form = arrays(graph, weight)
    both = (form.adjacency + form.adjacency.T).tocsr() if graph.is_directed() else form.adjacency
    n, contacts = len(form.nodes), np.diff(both.indptr)
    rank = np.empty(n, dtype=np.int64)
    rank[np.argsort(contacts, kind="stable")] = np.arange(n)
    low, high = np.repeat(rank, contacts), rank[both.indices]
    once = np.flatnonzero((low < high) & (both.data != 0))
    once = once[np.argsort(low[once] * n + high[once])]
    return _Ties(form.nodes, rank, low[once], high[once], both.data[once])


def _triangles(ties: _Ties) -> Iterator[tuple[Any, Any, Any]]:
    """The ties ab, ac and bc of every triangle, a < b < c by rank, as places among the ties; in blocks.

    Pairs of ties out of one node are few, and those whose ends are tied close a triangle (Latapy, M. 2008.
    Main-memory triangle computations. Theoretical Computer Science 407).
    """
    low, high, n, m = ties.low, ties.high, len(ties.nodes), len(ties.low)
    keys, number = low * n + high, np.arange(m)
    hashes = (1 << (16 * m).bit_length()) - 1
    tied = np.zeros(hashes + 1, dtype=bool)
    tied[keys & hashes] = True
    later = np.cumsum(np.bincount(low, minlength=n))[low] - 1 - number  # ties out of the same node after this one
    upto = np.cumsum(later)
    ahead = number + 1 - (upto - later)  # from the number of a pair to that of its second tie
    for start, end in pairwise(_blocks(upto, PAIRS)):
        pairs = np.arange(upto[start] - later[start], upto[end - 1])
        second = pairs + np.repeat(ahead[start:end], later[start:end])
        wanted = np.repeat(high[start:end] * n, later[start:end]) + high[second]
        # nearly all pairs are open, and most of those a table of hashes rules out without a search
        likely = np.flatnonzero(tied[wanted & hashes])
        third = np.minimum(np.searchsorted(keys, wanted[likely]), m - 1)
        closed = keys[third] == wanted[likely]
        first = np.searchsorted(upto, pairs[likely[closed]], side="right")
        yield first, second[likely[closed]], third[closed]


def _blocks(upto: Any, size: int) -> list[int]:
    """Where to cut a series, given its running total, into blocks of about ``size`` each."""
    whole = int(upto[-1]) if len(upto) else 0
    cuts = np.searchsorted(upto, np.arange(size, whole, size))
    return [*dict.fromkeys([0, *cuts.tolist(), len(upto)])]
