"""What of two versions of one text is the same: passages, tasks and chapters, and which of them moved.

It does not depend on which version is called the old one: the two are always aligned in one order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from queries.align.pairing import Group, Link, groups, increasing, links, ordered, shared
from queries.align.passages import Clause, Passage, Sort


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks that are the same, by IRI: those of the old version and those of the new one, either possibly none."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    moved: bool = False  #: to a passage that is not the counterpart of the one it was in


@dataclass(frozen=True, slots=True)
class Alignment:
    """The groups of passages in the order of the new version, those that moved, and the tasks that are the same."""

    groups: tuple[Group, ...]
    moved: frozenset[Group]
    tasks: tuple[Tasks, ...]

    def turned(self) -> Alignment:
        """The same with the versions exchanged."""
        turned = {group: Group(group.new, group.old) for group in self.groups}
        tasks = tuple(Tasks(each.new, each.old, each.moved) for each in self.tasks)
        return Alignment(ordered(turned.values()), frozenset(turned[group] for group in self.moved), tasks)


def aligned(old: Sequence[Passage], new: Sequence[Passage]) -> Alignment:
    """What is the same in two versions, each given by its passages."""
    if [passage.text for passage in old] > [passage.text for passage in new]:
        return _aligned(new, old).turned()
    return _aligned(old, new)


def _aligned(old: Sequence[Passage], new: Sequence[Passage]) -> Alignment:
    headings = _Pool.of(old, new, (Sort.HEADING,))
    contents = _Pool.of(old, new, (Sort.MEASURE, Sort.TEXT))
    chapters = _chapters(old, new, headings.groups, contents.groups)
    titles = tuple(_with_chapters(old, new, headings.groups, chapters))
    moved = frozenset(_moved(old, new, titles, contents.groups, chapters))
    return Alignment(ordered((*titles, *contents.groups)), moved, tuple(_tasks(old, new, contents)))


@dataclass(frozen=True, slots=True)
class _Pool:
    """Passages of some sorts, in groups, and the clauses that they were grouped by."""

    old: tuple[tuple[Clause, int], ...]  #: each clause with the number of its passage
    new: tuple[tuple[Clause, int], ...]
    links: tuple[Link, ...]
    groups: tuple[Group, ...]

    @classmethod
    def of(cls, old: Sequence[Passage], new: Sequence[Passage], sorts: Sequence[Sort]) -> _Pool:
        """The passages of these sorts."""
        numbers = [[n for n, passage in enumerate(side) if passage.sort in sorts] for side in (old, new)]
        one, two = (
            tuple((clause, n) for n in held for clause in side[n].clauses)
            for side, held in zip((old, new), numbers, strict=True)
        )
        found = links([clause for clause, _ in one], [clause for clause, _ in two])
        turn = [{n: place for place, n in enumerate(held)} for held in numbers]
        weights = shared(found, [turn[0][n] for _, n in one], [turn[1][n] for _, n in two])
        made = groups(weights, [old[n].size for n in numbers[0]], [new[n].size for n in numbers[1]])
        named = (
            Group(tuple(numbers[0][n] for n in group.old), tuple(numbers[1][n] for n in group.new)) for group in made
        )
        return cls(one, two, found, tuple(named))


def _chapters(
    old: Sequence[Passage], new: Sequence[Passage], titles: Iterable[Group], contents: Iterable[Group]
) -> dict[str, str]:
    """The counterpart of each section: one of the same title, else the one that most of what stands in it went to."""
    found = {old[g.old[0]].section: new[g.new[0]].section for g in titles if g.old and g.new}
    sizes: Counter[tuple[str, str]] = Counter()
    of_old: Counter[str] = Counter()
    of_new: Counter[str] = Counter()
    for group in contents:
        if group.old and group.new:
            one, two = old[group.old[0]], new[group.new[0]]
            sizes[one.section, two.section] += one.size
            of_old[one.section] += one.size
            of_new[two.section] += one.size
    for (one_section, two_section), size in sizes.most_common():
        free = one_section not in found and two_section not in found.values()
        if one_section and two_section and free and 2 * size > max(of_old[one_section], of_new[two_section]):
            found[one_section] = two_section
    return found


def _with_chapters(
    old: Sequence[Passage], new: Sequence[Passage], titles: Sequence[Group], chapters: Mapping[str, str]
) -> Iterator[Group]:
    """The groups of headings, with those that got another title."""
    alone = {new[group.new[0]].section: group for group in titles if not group.old}
    retitled: set[Group] = set()
    for group in titles:
        other = alone.get(chapters.get(old[group.old[0]].section, "")) if group.old and not group.new else None
        if other:
            retitled |= {group, other}
            yield Group(group.old, other.new)
    yield from (group for group in titles if group not in retitled)


def _moved(
    old: Sequence[Passage],
    new: Sequence[Passage],
    titles: Sequence[Group],
    contents: Sequence[Group],
    chapters: Mapping[str, str],
) -> Iterator[Group]:
    """Headings out of their order, each for all below it, and measures out of theirs or in another chapter."""
    weight = Counter[str]()
    for passage in old:
        weight[passage.section] += passage.size
    moved_chapters = set[str]()
    for group in _out_of_order(titles, lambda number: weight[old[number].section]):
        moved_chapters.add(old[group.old[0]].section)
        yield group
    measures = [g for g in contents if g.old and g.new and Sort.MEASURE in {old[g.old[0]].sort, new[g.new[0]].sort}]
    out = set(_out_of_order(measures, lambda number: old[number].size))
    known = frozenset(chapters.values())
    for group in measures:
        before, after = old[group.old[0]].section, new[group.new[0]].section
        counterpart = chapters.get(before, "")
        elsewhere = counterpart != after and (after in known or not after) and bool(counterpart or not before)
        if elsewhere or (group in out and before not in moved_chapters):
            yield group


def _out_of_order(found: Iterable[Group], weight: Callable[[int], int]) -> Iterator[Group]:
    """The lightest groups without which the others stand in one order in both versions."""
    pairs = sorted((group for group in found if group.old and group.new), key=lambda group: group.old[0])
    kept = set(increasing([(group.new[0], max(1, weight(group.old[0]))) for group in pairs]))
    return (group for number, group in enumerate(pairs) if number not in kept)


def _tasks(old: Sequence[Passage], new: Sequence[Passage], contents: _Pool) -> Iterator[Tasks]:
    """The tasks that are the same, by their clauses; the rest of two passages that are the same in turn."""
    names = [[task for passage in side for task in passage.tasks] for side in (old, new)]
    turn = [{task: number for number, task in enumerate(held)} for held in names]
    of_clause = [[turn[at].get(c.task, -1) for c, _ in side] for at, side in enumerate((contents.old, contents.new))]
    sizes = [[0] * len(held) for held in names]
    for at, side in enumerate((contents.old, contents.new)):
        for (clause, _), task in zip(side, of_clause[at], strict=True):
            if task >= 0:
                sizes[at][task] += len(clause.key)
    weights = shared(contents.links, *of_clause)
    found = groups({pair: size for pair, size in weights.items() if min(pair) >= 0}, *(map(_least, sizes)))
    home_old = {task: group for group in contents.groups for n in group.old for task in old[n].tasks}
    home_new = {task: group for group in contents.groups for n in group.new for task in new[n].tasks}
    left: dict[Group, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for each in found:
        one, two = tuple(names[0][n] for n in each.old), tuple(names[1][n] for n in each.new)
        if one and two:
            yield Tasks(one, two, home_old[one[0]] != home_new[two[0]])
        elif one:
            left[home_old[one[0]]][0].append(one[0])
        else:
            left[home_new[two[0]]][1].append(two[0])
    for ones, twos in left.values():
        if len(ones) == len(twos):
            yield from (Tasks((one,), (two,)) for one, two in zip(ones, twos, strict=True))
        else:
            yield from (Tasks((one,), ()) for one in ones)
            yield from (Tasks((), (two,)) for two in twos)


def _least(sizes: Sequence[int]) -> list[int]:
    """The sizes, of what has no words too."""
    return [max(1, size) for size in sizes]
