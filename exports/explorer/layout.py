"""Where the nodes of a picture stand, computed beforehand, so that a page opens still (the only numpy here).

Small networks are laid out by forces (Fruchterman & Reingold 1991,
https://doi.org/10.1002/spe.4380211102), then moved apart until no label covers another. Large ones are
cut into communities (modularity, by the local moving of Blondel et al. 2008,
https://doi.org/10.1088/1742-5468/2008/10/P10008, many nodes at once), which are laid out as discs,
their members on a sunflower inside, the strongest in the middle. No randomness anywhere: the same
network stands in the same place each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from scipy.sparse import csr_array

    Floats: TypeAlias = npt.NDArray[np.float64]
    Integers: TypeAlias = npt.NDArray[np.int64]

#: Up to so many nodes the forces between all pairs are worth their time.
FORCES = 250
#: Pictures are wider than high, as screens are.
ASPECT = 1.45
#: Between parts that no tie joins.
GAP = 20.0
GOLDEN_ANGLE = 2.399963229728653


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in the order of the nodes, and the community of each, numbered from the largest."""

    positions: tuple[tuple[int, int], ...]
    communities: tuple[int, ...]


def layout(boxes: Sequence[tuple[float, float]], ties: Sequence[tuple[int, int, float]]) -> Layout:
    """A place for every node, given the width and height it takes with its label, and the weighted ties.

    >>> apart = layout([(60, 20)] * 3, [(0, 1, 1.0), (1, 2, 1.0)])
    >>> len(set(apart.positions)), apart == layout([(60, 20)] * 3, [(0, 1, 1.0), (1, 2, 1.0)])
    (3, True)
    """
    import numpy as np

    count = len(boxes)
    if count == 0:
        return Layout((), ())
    sizes = np.asarray(boxes, dtype=np.float64)
    matrix = _matrix(count, ties)
    groups = _communities(matrix)
    at = _apart(matrix, sizes) if count <= FORCES else _packed(matrix, sizes, groups)
    at = np.rint(at - (at.max(axis=0) + at.min(axis=0)) / 2).astype(np.int64)
    return Layout(tuple(map(tuple, at.tolist())), tuple(groups.tolist()))


def _matrix(count: int, ties: Sequence[tuple[int, int, float]]) -> csr_array:
    """The symmetric weight matrix."""
    import numpy as np
    from scipy.sparse import csr_array

    if not ties:
        return csr_array((count, count))
    sources, targets, weights = (np.asarray(column) for column in zip(*ties, strict=True))
    half = csr_array((weights.astype(np.float64), (sources, targets)), shape=(count, count))
    return csr_array(half + half.T)


def _sunflower(count: int) -> Floats:
    """Points evenly spread over a disc, the first in the middle, neighbours about 1.8 apart."""
    import numpy as np

    index = np.arange(count)
    radius, angle = np.sqrt(index + 0.5), index * GOLDEN_ANGLE
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _by_strength(matrix: csr_array) -> Integers:
    """The nodes from strongest to weakest, equals in their own order."""
    import numpy as np

    return np.argsort(-matrix.sum(axis=0), kind="stable")


def _apart(matrix: csr_array, sizes: Floats) -> Floats:
    """Each connected part laid out by forces; the parts in rows, together about as wide as ASPECT asks."""
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    count, part = connected_components(matrix, directed=False)
    members = [np.flatnonzero(part == number) for number in range(count)]
    members.sort(key=lambda nodes: (-len(nodes), int(nodes[0])))
    parts = []
    for nodes in members:  # few nodes need little air between them
        spread = min(2.4, 0.8 + len(nodes) / 12)
        parts.append(_separate(_forces(matrix[nodes][:, nodes], sizes[nodes], spread=spread), sizes[nodes]))
    lows = [(at - sizes[nodes] / 2).min(axis=0) for at, nodes in zip(parts, members, strict=True)]
    highs = [(at + sizes[nodes] / 2).max(axis=0) for at, nodes in zip(parts, members, strict=True)]
    rooms = np.array(highs) - np.array(lows) + GAP
    at = np.empty_like(sizes)
    for nodes, here, low, corner in zip(members, parts, lows, _shelved(rooms), strict=True):
        at[nodes] = here - low + corner
    return at


def _shelved(rooms: Floats) -> Floats:
    """The corners of rectangles in rows, of all widths tried the one of which a screen shows the whole largest."""
    import numpy as np

    def extent(corners: Floats) -> float:
        wide, tall = (corners + rooms).max(axis=0)
        return float(max(wide, tall * ASPECT))

    least = max(rooms[:, 0].max(), np.sqrt(rooms.prod(axis=1).sum() * ASPECT))
    return min((_rows(rooms, width) for width in least * np.linspace(1, 2, 11)), key=extent)


def _rows(rooms: Floats, width: float) -> Floats:
    """The corners of rectangles in rows of a width, next-fit by decreasing height.

    Coffman, Garey, Johnson & Tarjan 1980, https://doi.org/10.1137/0209062.
    """
    import numpy as np

    corners = np.empty_like(rooms)
    right = below = tallest = 0.0
    for place in np.argsort(-rooms[:, 1], kind="stable"):
        wide, tall = rooms[place]
        if right and right + wide > width:
            right, below, tallest = 0.0, below + tallest, 0.0
        corners[place] = right, below
        right, tallest = right + wide, max(tallest, tall)
    return corners


def _forces(matrix: csr_array, sizes: Floats, rounds: int = 250, spread: float = 2.4) -> Floats:
    """Positions at rest between repulsion and attraction along ties; the strongest start in the middle."""
    import numpy as np

    count = len(sizes)
    spacing = float(np.sqrt((sizes[:, 0] * sizes[:, 1]).mean())) * 1.6
    at = np.empty((count, 2))
    at[_by_strength(matrix)] = _sunflower(count) * spacing / 2
    dense = matrix.toarray()
    pull = np.sqrt(dense / max(dense.max(), 1.0))  # a tie of 25 tasks pulls five times as much as one of 1
    pull /= (
        np.maximum(np.sqrt((dense > 0).sum(axis=0, keepdims=True) * (dense > 0).sum(axis=1, keepdims=True)), 1) ** 0.5
    )
    for step in range(rounds):
        across = at[:, None, 0] - at[None, :, 0]
        down = at[:, None, 1] - at[None, :, 1]
        squared = across**2 + down**2
        np.fill_diagonal(squared, 1.0)
        force = spacing**2 / np.maximum(squared, 1.0) - pull * np.sqrt(squared) / spacing
        np.fill_diagonal(force, 0.0)
        move = np.column_stack([(force * across).sum(axis=1), (force * down).sum(axis=1)]) - at * 0.05
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 1e-9)
        heat = spacing * 0.6 * (1 - step / rounds) + 0.5
        at += move / length * np.minimum(length, heat)
    at -= at.mean(axis=0)
    at[:, 0] *= ASPECT
    room = np.ptp(at[:, 0]) * np.ptp(at[:, 1])  # dense networks swell, sparse ones shrink: same share of ink for all
    return at * np.sqrt((sizes[:, 0] * sizes[:, 1]).sum() * spread / room) if room > 1 else at


def _separate(at: Floats, sizes: Floats, rounds: int = 400) -> Floats:
    """The positions moved until no two boxes overlap, each pair along the axis of the shorter way."""
    import numpy as np
    from scipy.spatial import cKDTree

    at = at.copy()
    reach = float(np.hypot(sizes[:, 0].max(), sizes[:, 1].max()))
    for _ in range(rounds):
        pairs = cKDTree(at).query_pairs(reach, output_type="ndarray")
        if not len(pairs):
            break
        first, second = pairs[:, 0], pairs[:, 1]
        apart = at[second] - at[first]
        overlap = (sizes[first] + sizes[second]) / 2 - np.abs(apart)
        touching = (overlap > 0.5).all(axis=1)
        if not touching.any():
            break
        first, second, apart, overlap = (x[touching] for x in (first, second, apart, overlap))
        axis = np.argmin(overlap, axis=1)
        chosen = np.arange(len(axis)), axis
        way = np.where(apart[chosen] < 0, -1.0, 1.0) * (overlap[chosen] / 2 + 0.5)
        np.add.at(at, (first, axis), -way * 0.6)
        np.add.at(at, (second, axis), way * 0.6)
    return at


def _packed(matrix: csr_array, sizes: Floats, groups: Integers) -> Floats:
    """Communities as discs that do not touch, members inside on a sunflower."""
    import numpy as np
    from scipy.sparse import csr_array

    count = int(groups.max()) + 1
    member = csr_array((np.ones(len(groups)), (np.arange(len(groups)), groups)), shape=(len(groups), count))
    between = csr_array(member.T @ matrix @ member)
    between.setdiag(0)
    spacing = float(np.median(sizes[:, 1])) * 1.1
    members = np.bincount(groups, minlength=count)
    diameter = 2 * spacing * np.sqrt(members) + spacing * 2
    discs = np.column_stack([diameter, diameter])
    if count <= FORCES:
        middle = _separate(_forces(between, discs, 120, 1.4), discs, 150)
    else:  # crumbs of a network: a sunflower of discs, the largest in the middle
        middle = _separate(_sunflower(count) * float(diameter.mean()), discs, 60)
    at = np.empty((len(groups), 2))
    order = _by_strength(matrix)
    for group in range(count):
        inside = order[groups[order] == group] if count < 200 else None
        if inside is not None:
            at[inside] = middle[group] + _sunflower(len(inside)) * spacing
    if count >= 200:
        ranked = order[np.argsort(groups[order], kind="stable")]
        starts = np.searchsorted(groups[ranked], np.arange(count))
        for group, start in enumerate(starts):
            inside = ranked[start : start + members[group]]
            at[inside] = middle[group] + _sunflower(len(inside)) * spacing
    return at


def _communities(matrix: csr_array) -> Integers:
    """The community of each node, numbered from the largest; joined level by level while modularity gains."""
    import numpy as np
    from scipy.sparse import csr_array

    groups = np.arange(matrix.shape[0])
    level = matrix
    while True:
        moved = _local_moving(level)
        kept, moved = np.unique(moved, return_inverse=True)
        groups = moved[groups]
        if len(kept) == level.shape[0] or len(kept) <= 2:
            break
        member = csr_array((np.ones(len(moved)), (np.arange(len(moved)), moved)), shape=(len(moved), len(kept)))
        level = csr_array(member.T @ level @ member)
    sizes = np.bincount(groups)
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return rank[groups]


def _local_moving(matrix: csr_array, rounds: int = 12) -> Integers:
    """Each node's best neighbouring community by gain of modularity; one half of the nodes moves at a time.

    Halves, because two neighbours that move at once swap places for ever.
    """
    import numpy as np

    count = matrix.shape[0]
    labels = np.arange(count)
    degree = np.asarray(matrix.sum(axis=1)).ravel()
    total = degree.sum()
    if total == 0:
        return labels
    entries = matrix.tocoo()
    off = entries.row != entries.col
    row, column, weight = (
        entries.row[off].astype(np.int64),
        entries.col[off].astype(np.int64),
        entries.data[off],
    )
    half = (np.arange(count) * 2654435761 >> 7) % 2
    for step in range(rounds):
        volume = np.bincount(labels, weights=degree, minlength=count)
        turn = half[row] == step % 2
        key = row[turn] * count + labels[column[turn]]
        keys, place = np.unique(key, return_inverse=True)
        tie = np.bincount(place, weights=weight[turn])
        node, target = keys // count, keys % count
        others = volume[target] - np.where(labels[node] == target, degree[node], 0.0)
        gain = tie - degree[node] * others / total
        best = np.lexsort((target, -gain, node))
        first = np.unique(node[best], return_index=True)[1]
        chosen = best[first]
        stay = np.zeros(count)
        home = labels[node] == target
        stay[node[home]] = gain[home]
        alone = np.bincount(labels, minlength=count) == 1
        better = gain[chosen] > np.maximum(stay[node[chosen]], 0) + 1e-9
        # two nodes that are alone must not move into each other: the one behind waits
        swap = alone[labels[node[chosen]]] & alone[target[chosen]] & (target[chosen] > labels[node[chosen]])
        go = chosen[better & ~swap]
        labels[node[go]] = target[go]
        if step > 1 and len(go) * 200 < count:
            break
    return labels
