"""Two versions of one text: what of its measures, tasks and responsibilities was kept, changed, moved or dropped.

The answer does not depend on which version is called the old one, but for what is called added and what gone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import product

from ontology.authority import Authority
from ontology.enumerations import Basis
from ontology.errors import BadQuery
from ontology.reforms import Reforms, reforms
from queries.align import differences
from queries.align.coverage import by_sentences
from queries.align.differences import Difference, What
from queries.align.marks import Mark, Op, is_renumbering, key, marks
from queries.align.passages import CUTS, Passage, Sort, passages
from queries.align.versions import Tasks, aligned
from queries.duties import Document, Duties


class Kind(StrEnum):
    """What became of a passage."""

    ADDED = "added"
    GONE = "gone"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    EDITED = "edited"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True)
class Row:
    """A passage in both versions; several on one side if it was split or merged, none if it was added or is gone."""

    sort: Sort
    kinds: tuple[Kind, ...]  #: () if nothing changed
    old: tuple[Passage, ...]
    new: tuple[Passage, ...]
    marks: tuple[Mark, ...]
    differences: tuple[Difference, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything changed but the number."""
        return bool(self.differences) or not {Kind.RENUMBERED}.issuperset(self.kinds)


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions, each given as its duties, row by row in the order of the new one."""

    old: Duties
    new: Duties
    rows: tuple[Row, ...]

    @property
    def documents(self) -> tuple[Document, Document]:
        """The two documents."""
        return self.old.documents[0], self.new.documents[0]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """All that differs in tasks."""
        return tuple(found for row in self.rows for found in row.differences)

    @property
    def of_responsibility(self) -> bool:
        """Whether anybody answers for anything otherwise than before."""
        return any(found.of_responsibility for found in self.differences)

    def of(self, what: What) -> tuple[Difference, ...]:
        """All differences of a kind."""
        return tuple(found for found in self.differences if found.what is what)

    def counted(self, *sorts: Sort) -> Counter[Kind]:
        """How many passages of these sorts became what; those of which only the number changed count so."""
        return Counter(
            kind
            for row in self.rows
            if row.sort in sorts
            for kind in row.kinds
            if kind is not Kind.RENUMBERED or not row.changed
        )


def compare(old: Duties, new: Duties, authority: Authority) -> Comparison:
    """What differs between two versions, each the duties of one document with its source text."""
    for duties in (old, new):
        if len(duties.documents) != 1:
            named = "、".join(document.label for document in duties.documents)
            raise BadQuery(
                f"compare 每一边只比一个文件，这里是：{named or '无'}，请每边只指定一个。"
                f"compare takes one document on each side; here are: {named or 'none'}"
            )
    held_old, held_new = by_sentences(old), by_sentences(new)
    before, after = passages(held_old), passages(held_new)
    alignment = aligned(before, after)
    found = _differences(held_old, held_new, alignment.tasks, reforms(authority))
    moved_old = {task for each in alignment.tasks if each.moved for task in each.old}
    moved_new = {task for each in alignment.tasks if each.moved for task in each.new}
    rows = []
    for group in alignment.groups:
        one = tuple(before[number] for number in sorted(group.old))
        two = tuple(after[number] for number in sorted(group.new))
        if all(passage.repeated for passage in (*one, *two)):
            continue
        said = _words(held_old, one, moved_old), _words(held_new, two, moved_new)
        cut = len(one) + len(two) > 2 or any(passage.sort is not Sort.MEASURE for passage in (*one, *two))
        same = len({words.translate(CUTS) if cut else words for words in said}) == 1
        tasks = [found["new", task] for passage in two for task in passage.tasks]
        tasks += [found["old", task] for passage in one for task in passage.tasks]
        differ = tuple(d for those in tasks for d in those)
        if len(one) + len(two) > 2:
            differ = tuple(_of_other_sentences(held_old, held_new, (one, two), differences.staying(differ)))
        rows.append(_row(one, two, same, group in alignment.moved, differ))
    return Comparison(old, new, tuple(rows))


def _words(duties: Duties, passages: Sequence[Passage], moved: Collection[str]) -> str:
    """What passages say as it is compared, without the tasks that moved out of them or into them."""
    found = []
    for passage in passages:
        words = key(passage.text)
        for task in passage.tasks:
            if task in moved:
                words = words.replace(key(duties.task[task].text), "", 1)
        found.append(words)
    return "".join(found)


def _row(
    one: tuple[Passage, ...], two: tuple[Passage, ...], same: bool, moved: bool, found: tuple[Difference, ...]
) -> Row:
    sort = next(sort for sort in Sort if any(passage.sort is sort for passage in (*one, *two)))
    old, new = ("\n".join(passage.text for passage in side) for side in (one, two))
    stays = same and one and two and all(each.what is not What.TASK_MOVED for each in found)
    shown = (Mark(Op.SAME, old, new),) if stays else marks(old, new)
    kinds = [Kind.MOVED] if moved else []
    if not one or not two:
        kinds.append(Kind.GONE if one else Kind.ADDED)
    elif max(map(_measures, (one, two))) > 1:
        kinds += _parted(one, two)
    elif not same:
        kinds.append(Kind.RENUMBERED if is_renumbering(shown) else Kind.EDITED)
    if not kinds and len(one) == len(two) == 1 and key(one[0].number) != key(two[0].number):
        kinds.append(Kind.RENUMBERED)
    return Row(sort, tuple(kinds), one, two, shown, found)


def _measures(passages: Sequence[Passage]) -> int:
    return sum(passage.sort is Sort.MEASURE for passage in passages)


def _parted(one: Sequence[Passage], two: Sequence[Passage]) -> Iterator[Kind]:
    """What became of passages that are not as many as before."""
    if _measures(two) > 1:
        yield Kind.SPLIT
    if _measures(one) > 1:
        yield Kind.MERGED
    before, after = (Counter(clause.key for passage in side for clause in passage.clauses) for side in (one, two))
    if before != after:
        yield Kind.EDITED


def _differences(
    old: Duties, new: Duties, tasks: Sequence[Tasks], reforms: Reforms
) -> dict[tuple[str, str], list[Difference]]:
    """What differs in each task, under the IRI of the new one, of a task that is gone under its own."""
    found: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for each in tasks:
        if not each.new:
            found["old", each.old[0]].append(differences.whole(What.TASK_GONE, old, each.old[0]))
            continue
        here = found["new", each.new[0]]
        if not each.old:
            here.append(differences.whole(What.TASK_ADDED, new, each.new[0]))
            continue
        if each.moved:
            here.append(Difference(What.TASK_MOVED, (), (), each.old[0], each.new[0]))
        for one, two in product(each.old, each.new):
            before, after = _beside(old, each.old, one), _beside(new, each.new, two)
            differ = differences.of_bearers((old, one), (new, two), reforms)
            found["new", two] += _not_elsewhere(differ, before, after)
        here += differences.of_limits((old, each.old), (new, each.new))
    return found


def _of_other_sentences(
    old: Duties, new: Duties, sides: tuple[Sequence[Passage], Sequence[Passage]], found: Iterable[Difference]
) -> Iterator[Difference]:
    """What differs in passages that were split or merged, without bearers whom the same sentences name as before.

    Who is named in brackets or behind a label answers for all that stands before, but a sentence names who does what it
    says, wherever the measure ends.
    """
    one, two = (
        [
            (bearer.name, bearer.role)
            for passage in side
            for task in passage.tasks
            for bearer in differences.bearers(duties, task)
            if bearer.basis is Basis.SENTENCE
        ]
        for duties, side in zip((old, new), sides, strict=True)
    )
    for each in found:
        tasks = ((old, each.old_task), (new, each.new_task))
        bearers = (bearer for duties, task in tasks if task for bearer in differences.bearers(duties, task))
        named_alike = one == two and all(bearer.basis is Basis.SENTENCE for bearer in bearers)
        if not (named_alike and each.what in differences.OF_BEARERS):
            yield each


def _beside(duties: Duties, parts: Sequence[str], own: str) -> frozenset[str]:
    """Who is on the other parts of what a task was split into, or of what was merged into it."""
    others = (task for task in parts if task != own)
    return frozenset(bearer.name for task in others for bearer in differences.bearers(duties, task))


def _not_elsewhere(
    found: Iterable[Difference], before: Collection[str], after: Collection[str]
) -> Iterator[Difference]:
    """The differences without bodies said to be gone that another part has now, or added that another part had."""
    for each in found:
        if each.what not in {What.BODY_GONE, What.BODY_ADDED}:
            yield each
            continue
        gone = tuple(name for name in each.before if name not in after)
        added = tuple(name for name in each.after if name not in before)
        if gone or added:
            yield replace(each, before=gone, after=added)
