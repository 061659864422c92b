"""Which passages of two versions are the same ones: a part of the answer to what changed between them.

Clauses that both versions have word for word are found first, in order and then out of it; clauses that were edited are
matched by the pairs of characters that they share, where their neighbours match rather than elsewhere. What passages
share follows from their clauses: the pairs, and with them what was split, merged and moved. The thresholds say what a
reader would call the same measure edited; between two versions of one text most are far from them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from queries.align.passages import Clause

#: Share of their characters (Dice) from which two clauses between matching neighbours are one edited; elsewhere.
_EDITED, _EDITED_ELSEWHERE = 0.4, 0.7
#: Length from which a clause is known again out of its place, and from which what two passages share proves anything.
_TELLING, _PROOF = 6, 12
#: Share of the longer, of the shorter, and of the shorter between paired neighbours, from which passages are paired.
_ALIKE, _WITHIN, _BETWEEN = 0.5, 0.6, 0.25


class Link(NamedTuple):
    """Two clauses that are one, by their numbers, and how many characters they share."""

    old: int
    new: int
    weight: int


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers of passages that are the same: one old and one new, or one and the several that it was made into or of.

    The first on either side is the counterpart; a passage without any is a group of its own.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]


def links(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Link, ...]:
    """The clauses of two versions that are the same, each at most once."""
    found = _in_order(old, new)
    taken_old, taken_new = {link.old for link in found}, {link.new for link in found}
    for link in _exact_elsewhere(old, new, taken_old, taken_new):
        found.append(link)
        taken_old.add(link.old)
        taken_new.add(link.new)
    found += _edited(old, new, taken_old, taken_new, sorted(found))
    return tuple(sorted(found))


def _in_order(old: Sequence[Clause], new: Sequence[Clause]) -> list[Link]:
    matcher = SequenceMatcher(None, [c.key for c in old], [c.key for c in new], autojunk=False)
    return [
        Link(block.a + step, block.b + step, len(old[block.a + step].key))
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    ]


def _exact_elsewhere(
    old: Sequence[Clause], new: Sequence[Clause], taken_old: set[int], taken_new: set[int]
) -> Iterator[Link]:
    """Clauses that moved: of several that are alike, the one that follows what the clause before is linked to."""
    left: dict[str, list[int]] = defaultdict(list)
    for number, clause in enumerate(new):
        if number not in taken_new and len(clause.key) >= _TELLING:
            left[clause.key].append(number)
    before = -1
    for number, clause in enumerate(old):
        candidates = left.get(clause.key)
        if number in taken_old or not candidates:
            continue
        chosen = before + 1 if before + 1 in candidates else candidates[0]
        candidates.remove(chosen)
        before = chosen
        yield Link(number, chosen, len(clause.key))


def _edited(
    old: Sequence[Clause], new: Sequence[Clause], taken_old: set[int], taken_new: set[int], anchors: Sequence[Link]
) -> Iterator[Link]:
    """Clauses that share most of their characters, the most alike first."""
    gap_of_old, gap_of_new = _gaps(anchors)
    pairs_of = {number: _bigrams(clause.key) for number, clause in enumerate(new) if number not in taken_new}
    holders: dict[str, list[int]] = defaultdict(list)
    for number, bigrams in pairs_of.items():
        for bigram in bigrams:
            holders[bigram].append(number)
    scored: list[tuple[float, int, int, int]] = []
    for number, clause in enumerate(old):
        if number in taken_old:
            continue
        bigrams = _bigrams(clause.key)
        shared = Counter(holder for bigram in bigrams for holder in holders.get(bigram, ()))
        for other, count in shared.items():
            score = 2 * count / (len(bigrams) + len(pairs_of[other]))
            near = gap_of_old(number) == gap_of_new(other)
            if score >= (_EDITED if near else _EDITED_ELSEWHERE):
                scored.append((-score - near, number, other, min(count + 1, len(clause.key), len(new[other].key))))
    used_old, used_new = set[int](), set[int]()
    for _, number, other, weight in sorted(scored):
        if number not in used_old and other not in used_new:
            used_old.add(number)
            used_new.add(other)
            yield Link(number, other, weight)


def _gaps(anchors: Sequence[Link]) -> tuple[Callable[[int], int], Callable[[int], int]]:
    """For a clause of either version the number of links before it, among those that keep the order."""
    kept = [anchors[number] for number in increasing([(link.new, link.weight) for link in anchors])]
    olds, news = [link.old for link in kept], [link.new for link in kept]
    return lambda number: bisect_right(olds, number), lambda number: bisect_right(news, number)


def _bigrams(words: str) -> frozenset[str]:
    """The pairs of neighbouring characters; of one character, itself."""
    return frozenset(map("".join, pairwise(words))) or frozenset({words})


def shared(found: Iterable[Link], old: Sequence[int], new: Sequence[int]) -> dict[tuple[int, int], int]:
    """How much two things share, by the links of their clauses; of each clause is given which thing it is of."""
    weights: Counter[tuple[int, int]] = Counter()
    for link in found:
        weights[old[link.old], new[link.new]] += link.weight
    return dict(weights)


def groups(weights: Mapping[tuple[int, int], int], old: Sequence[int], new: Sequence[int]) -> tuple[Group, ...]:
    """The things that are the same, by what they share and the sizes of the old and of the new ones, in the new order.

    First pairs, the most alike first; then the rest joins the counterpart that most of it lies in: it was split off, or
    merged. What stays alone between paired neighbours is paired with what else does there, if they share a fourth.
    """
    partner = _pairs(weights, old, new)
    back = {other: number for number, other in partner.items()}
    partner |= _between(weights, old, new, partner, back)
    back = {other: number for number, other in partner.items()}
    split: dict[int, list[int]] = defaultdict(list)
    merged: dict[int, list[int]] = defaultdict(list)
    for (number, other), weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        if other not in back and number in partner and weight >= _WITHIN * new[other]:
            split[number].append(other)
            back[other] = number
        elif number not in partner and other in back and weight >= _WITHIN * old[number]:
            merged[other].append(number)
            partner[number] = other
    taken_old = {number for numbers in merged.values() for number in numbers}
    taken_new = {number for numbers in split.values() for number in numbers}
    found = [
        Group((number, *sorted(merged[other])), (other, *sorted(split[number])))
        for number, other in partner.items()
        if number not in taken_old
    ]
    found += [Group((), (other,)) for other in range(len(new)) if other not in back and other not in taken_new]
    found += [Group((number,), ()) for number in range(len(old)) if number not in partner]
    return ordered(found)


def _pairs(weights: Mapping[tuple[int, int], int], old: Sequence[int], new: Sequence[int]) -> dict[int, int]:
    """Counterparts, each thing at most once, the most alike first and of those the nearest to their place."""
    scored = []
    for (number, other), weight in weights.items():
        alike = 2 * weight / (old[number] + new[other])
        within = weight / min(old[number], new[other]) if weight >= _PROOF else 0
        if alike >= _ALIKE or within >= _WITHIN:
            score = max(alike, 0.9 * within)
            scored.append((-round(score, 3), abs(number / len(old) - other / len(new)), number, other))
    return _chosen((number, other) for *_, number, other in sorted(scored))


def _chosen(ordered: Iterable[tuple[int, int]]) -> dict[int, int]:
    partner, used = dict[int, int](), set[int]()
    for number, other in ordered:
        if number not in partner and other not in used:
            partner[number] = other
            used.add(other)
    return partner


def _between(
    weights: Mapping[tuple[int, int], int],
    old: Sequence[int],
    new: Sequence[int],
    partner: Mapping[int, int],
    back: Mapping[int, int],
) -> dict[int, int]:
    """Counterparts that share less, and stand between the same paired neighbours."""
    scored = [
        (-weight, number, other)
        for (number, other), weight in weights.items()
        if number not in partner
        and other not in back
        and weight >= _BETWEEN * min(old[number], new[other])
        and (partner.get(number - 1, -2) == other - 1 or back.get(other + 1, -2) == number + 1)
    ]
    return _chosen((number, other) for _, number, other in sorted(scored))


def ordered(found: Collection[Group]) -> tuple[Group, ...]:
    """The groups in the order of the new things, what is gone behind what stood before it."""
    place = {group.old[0]: group.new[0] for group in found if group.old and group.new}
    last = [-1]
    for number in range(max((number for group in found for number in group.old), default=-1) + 1):
        last.append(place.get(number, last[-1]))

    def turn(group: Group) -> tuple[int, bool, int]:
        return (group.new[0], False, 0) if group.new else (last[group.old[0]], True, group.old[0])

    return tuple(sorted(found, key=turn))


def increasing(weighted: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The positions of the heaviest increasing subsequence of distinct values, each given with its weight.

    What is not in it has moved. By a tree of prefix maxima (Fenwick 1994), n log n.

    >>> increasing([(0, 5), (3, 1), (1, 5), (2, 5)])
    (0, 2, 3)
    """
    rank = {value: number for number, value in enumerate(sorted({value for value, _ in weighted}), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(rank) + 1)
    before: list[int] = []
    for at, (value, weight) in enumerate(weighted):
        total, last, node = 0, -1, rank[value] - 1
        while node:
            total, last = max((total, last), best[node], key=lambda item: item[0])
            node -= node & -node
        before.append(last)
        node, found = rank[value], (total + weight, at)
        while node <= len(rank):
            best[node] = max(best[node], found, key=lambda item: item[0])
            node += node & -node
    chain: list[int] = []
    at = _best_end(weighted, before)
    while at >= 0:
        chain.append(at)
        at = before[at]
    return tuple(reversed(chain))


def _best_end(weighted: Sequence[tuple[int, int]], before: Sequence[int]) -> int:
    """Where the heaviest chain ends; -1 if there is none."""
    totals: list[int] = []
    for (_, weight), last in zip(weighted, before, strict=True):
        totals.append(weight + (totals[last] if last >= 0 else 0))
    return max(range(len(totals)), key=totals.__getitem__, default=-1)
