"""What of two versions of one text is the same: passages, tasks and chapters, and which of them moved.

It does not depend on which version is called the old one: the two are always aligned in one order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from queries.align.marks import key
from queries.align.pairing import Group, Link, groups, increasing, links, ordered, shared
from queries.align.passages import CUTS, Clause, Passage, Sort


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
    one, two = _Clauses.of(old), _Clauses.of(new)
    found = tuple(_at_home(links(one.clauses, two.clauses), one, two))
    sizes = [passage.size for passage in old], [passage.size for passage in new]
    paired = groups(shared(found, one.passages, two.passages), *sizes)
    made = tuple(_uncut(old, new, tuple(_rejoined(old, new, paired))))
    chapters = _chapters(old, new, made)
    whole = tuple(_with_chapters(old, new, made, chapters))
    moved = frozenset(_moved(old, new, whole, chapters))
    return Alignment(ordered(whole), moved, tuple(_tasks(old, new, whole, found, (one, two))))


@dataclass(frozen=True, slots=True)
class _Clauses:
    """The clauses of a version in order, and of each the number of its passage and of its task, -1 for none."""

    clauses: tuple[Clause, ...]
    passages: tuple[int, ...]
    tasks: tuple[int, ...]
    names: tuple[str, ...]  #: of the tasks, by their number
    sizes: tuple[int, ...]  #: of the tasks, no less than 1

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> _Clauses:
        """The clauses of ``passages``."""
        names = tuple(task for passage in passages for task in passage.tasks)
        turn = {task: number for number, task in enumerate(names)}
        held = [(clause, number) for number, passage in enumerate(passages) for clause in passage.clauses]
        tasks = tuple(turn.get(clause.task, -1) for clause, _ in held)
        sizes = Counter[int]()
        for (clause, _), task in zip(held, tasks, strict=True):
            sizes[task] += len(clause.key)
        counted = tuple(max(1, sizes[number]) for number in range(len(names)))
        return cls(tuple(clause for clause, _ in held), tuple(number for _, number in held), tasks, names, counted)


def _at_home(found: Sequence[Link], one: _Clauses, two: _Clauses) -> Iterator[Link]:
    """The links, in which what many passages say is linked to what the counterpart of its own passage says.

    Many measures end alike (县财政局要予以配合): in order, the end of one that moved is that of another. By the clauses
    that stand once in either version a passage is told from all others.
    """
    partner = _partners(found, one, two)
    back = {other: number for number, other in partner.items()}
    linked, stray = set[int](), list[Link]()
    for link in found:
        here, there = one.passages[link.old], two.passages[link.new]
        if partner.get(here, there) == there and back.get(there, here) == here:
            linked.add(link.new)
            yield link
        else:
            stray.append(link)
    if not stray:
        return
    free: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, clause in enumerate(two.clauses):
        if number not in linked:
            free[two.passages[number], clause.key].append(number)
    left: list[Link] = []
    for link in stray:
        home = partner.get(one.passages[link.old], -1)
        if candidates := free.get((home, one.clauses[link.old].key)):
            linked.add(candidates[0])
            yield link._replace(new=candidates.pop(0))
        else:
            left.append(link)
    yield from (link for link in left if link.new not in linked)


def _partners(found: Iterable[Link], one: _Clauses, two: _Clauses) -> dict[int, int]:
    """The passages that are for one another the one that has most of the clauses which stand once in either version."""
    times = [Counter(clause.key for clause in side.clauses) for side in (one, two)]
    telling = (
        link
        for link in found
        if (key_ := one.clauses[link.old].key) == two.clauses[link.new].key and times[0][key_] == times[1][key_] == 1
    )
    best_old, best_new = dict[int, int](), dict[int, int]()
    weights = shared(telling, one.passages, two.passages)
    for number, other in sorted(weights, key=lambda pair: (-weights[pair], pair)):
        best_old.setdefault(number, other)
        best_new.setdefault(other, number)
    return {number: other for number, other in best_old.items() if best_new[other] == number}


def _uncut(old: Sequence[Passage], new: Sequence[Passage], made: Sequence[Group]) -> Iterator[Group]:
    """The groups, those put together with what stands alone beside them that say the same and are only cut elsewhere.

    Of measures none: their limits are no accident.
    """
    alone = {number for group in made if not group.new for number in group.old if _is_loose(old[number])}
    alone_new = {number for group in made if not group.old for number in group.new if _is_loose(new[number])}
    wider: dict[Group, Group] = {}
    for group in made:
        if len(group.old) == len(group.new) == 1 and _is_loose(old[group.old[0]]) and _is_loose(new[group.new[0]]):
            found = _widened(_Stretch(old, alone, group.old), _Stretch(new, alone_new, group.new))
            if found != group:
                wider[group] = found
                alone -= set(found.old)
                alone_new -= set(found.new)
    taken = {*((n, 0) for g in wider.values() for n in g.old), *((n, 1) for g in wider.values() for n in g.new)}
    yield from wider.values()
    for group in made:
        if not taken & {*((number, 0) for number in group.old), *((number, 1) for number in group.new)}:
            yield group


def _rejoined(old: Sequence[Passage], new: Sequence[Passage], made: Sequence[Group]) -> Iterator[Group]:
    """The groups, two neighbouring ones as one where they say the same together, and each alone does not.

    A heading that runs on ends where its line does: what is behind it there is text of its own.
    """
    paired = {
        (group.old[0], group.new[0]): group
        for group in made
        if len(group.old) == len(group.new) == 1 and _is_loose(old[group.old[0]]) and _is_loose(new[group.new[0]])
    }
    joined = set[Group]()
    for (one, two), group in paired.items():
        after = paired.get((one + 1, two + 1))
        if after is None or _words(old, group.old) == _words(new, group.new):
            continue
        both = Group((one, one + 1), (two, two + 1))
        if not {group, after} & joined and _words(old, both.old) == _words(new, both.new):
            joined |= {group, after}
            yield both
    yield from (group for group in made if group not in joined)


def _words(passages: Sequence[Passage], numbers: Iterable[int]) -> str:
    """What passages say, but for the marks that tell how they were cut."""
    return key("".join(passages[number].text for number in numbers)).translate(CUTS)


def _is_loose(passage: Passage) -> bool:
    return passage.sort is not Sort.MEASURE


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring passages of a version, and which of its passages stand alone."""

    passages: Sequence[Passage]
    alone: Collection[int]
    numbers: tuple[int, ...]

    @property
    def words(self) -> str:
        """What they say, but for the marks that tell how it was cut."""
        return _words(self.passages, self.numbers)

    def grown(self, *, forward: bool) -> _Stretch | None:
        """With the next passage, if that stands alone."""
        number = self.numbers[-1] + 1 if forward else self.numbers[0] - 1
        numbers = (*self.numbers, number) if forward else (number, *self.numbers)
        return _Stretch(self.passages, self.alone, numbers) if number in self.alone else None


def _widened(one: _Stretch, two: _Stretch) -> Group:
    """Two stretches grown until they say the same; as they are if they never do."""
    first = Group(one.numbers, two.numbers)
    while (before := one.words) != (after := two.words):
        shorter, longer = (before, after) if len(before) < len(after) else (after, before)
        forward = longer.startswith(shorter)
        if not forward and not longer.endswith(shorter):
            return first
        grown = (one if shorter is before else two).grown(forward=forward)
        if grown is None:
            return first
        one, two = (grown, two) if shorter is before else (one, grown)
    return Group(one.numbers, two.numbers)


def _chapters(old: Sequence[Passage], new: Sequence[Passage], made: Sequence[Group]) -> dict[int, int]:
    """The counterpart of each chapter: that of its heading, else the one that most of what stands in it went to.

    A heading above others may have nothing else in its chapter: its counterpart stands beside the same.
    """
    pairs = [(old[group.old[0]], new[group.new[0]]) for group in made if group.old and group.new]
    found = {one.chapter: two.chapter for one, two in pairs if one.sort is two.sort is Sort.HEADING}
    sizes, of_old, of_new = Counter[tuple[int, int]](), Counter[int](), Counter[int]()
    for one, two in pairs:
        sizes[one.chapter, two.chapter] += one.size
        of_old[one.chapter] += one.size
        of_new[two.chapter] += one.size
    for (before, after), size in sizes.most_common():
        free = before not in found and after not in found.values()
        if free and min(before, after) >= 0 and 2 * size > max(of_old[before], of_new[after]):
            found[before] = after
    same = {(number, other) for group in made for number in group.old for other in group.new}
    for before, after in _lone_headings(old, new, made):
        free = before not in found and after not in found.values()
        if free and {(before + 1, after + 1), (before - 1, after - 1)} & same:
            found[before] = after
    return found | {-1: -1}


def _lone_headings(old: Sequence[Passage], new: Sequence[Passage], made: Sequence[Group]) -> Iterator[tuple[int, int]]:
    """The headings that have no counterpart, each old one with each new one."""
    gone = [group.old[0] for group in made if not group.new and old[group.old[0]].sort is Sort.HEADING]
    added = [group.new[0] for group in made if not group.old and new[group.new[0]].sort is Sort.HEADING]
    return product(gone, added)


def _with_chapters(
    old: Sequence[Passage], new: Sequence[Passage], made: Sequence[Group], chapters: Mapping[int, int]
) -> Iterator[Group]:
    """The groups, with the headings that got another title as one group each."""
    alone = {group.new[0]: group for group in made if not group.old and new[group.new[0]].sort is Sort.HEADING}
    retitled = set[Group]()
    for group in made:
        if group.old and not group.new and old[group.old[0]].sort is Sort.HEADING:
            other = alone.get(chapters.get(group.old[0], -1))
            if other:
                retitled |= {group, other}
                yield Group(group.old, other.new)
    yield from (group for group in made if group not in retitled)


def _moved(
    old: Sequence[Passage], new: Sequence[Passage], made: Iterable[Group], chapters: Mapping[int, int]
) -> Iterator[Group]:
    """Headings out of their order, each for all below it, and measures out of theirs or in another chapter."""
    weight = Counter[int]()
    for passage in old:
        weight[passage.chapter] += passage.size
    pairs = [(group, old[group.old[0]], new[group.new[0]]) for group in made if group.old and group.new]
    titles = [group for group, one, two in pairs if one.sort is two.sort is Sort.HEADING]
    chapters_moved = set[int]()
    for group in _out_of_order(titles, lambda number: weight[number]):
        chapters_moved.add(group.old[0])
        yield group
    known = frozenset(chapters.values())
    staying: list[Group] = []
    for group, one, two in pairs:
        if one.sort is two.sort is Sort.MEASURE:
            if one.chapter in chapters and two.chapter in known and chapters[one.chapter] != two.chapter:
                yield group
            elif one.chapter not in chapters_moved:
                staying.append(group)
    yield from _out_of_order(staying, lambda number: old[number].size)


def _out_of_order(found: Iterable[Group], weight: Callable[[int], int]) -> Iterator[Group]:
    """The lightest groups without which the others stand in one order in both versions."""
    pairs = sorted((group for group in found if group.old and group.new), key=lambda group: group.old[0])
    kept = set(increasing([(group.new[0], max(1, weight(group.old[0]))) for group in pairs]))
    return (group for number, group in enumerate(pairs) if number not in kept)


def _tasks(
    old: Sequence[Passage],
    new: Sequence[Passage],
    made: Sequence[Group],
    found: Iterable[Link],
    sides: tuple[_Clauses, _Clauses],
) -> Iterator[Tasks]:
    """The tasks that are the same, by their clauses; the rest of two passages that are the same in turn."""
    one, two = sides
    weights = {pair: size for pair, size in shared(found, one.tasks, two.tasks).items() if min(pair) >= 0}
    home_old = {task: group for group in made for number in group.old for task in old[number].tasks}
    home_new = {task: group for group in made for number in group.new for task in new[number].tasks}
    left: dict[Group, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for group in groups(weights, one.sizes, two.sizes):
        olds, news = tuple(one.names[number] for number in group.old), tuple(two.names[number] for number in group.new)
        if olds and news:
            yield Tasks(olds, news, home_old[olds[0]] != home_new[news[0]])
        elif olds:
            left[home_old[olds[0]]][0].append(olds[0])
        else:
            left[home_new[news[0]]][1].append(news[0])
    for olds_left, news_left in left.values():
        if len(olds_left) == len(news_left):
            yield from (Tasks((before,), (after,)) for before, after in zip(olds_left, news_left, strict=True))
        else:
            yield from (Tasks((before,), ()) for before in olds_left)
            yield from (Tasks((), (after,)) for after in news_left)
