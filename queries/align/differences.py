"""What differs between two tasks that are one: who answers, in what role and on what basis, by when, for what number.

A body is the same if it has the same IRI or is written alike; one that a reform of the authority file made into another
is renamed, which changes no lead. A reform that the
file knows of a body of the same kind in another place counts too, and is said to be of there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from ontology.entries import Change
from ontology.enumerations import LEAD, Basis, Role
from ontology.reforms import Reforms
from queries.align.marks import key
from queries.duties import Assignment, Duties, Limit, Party

T = TypeVar("T")


class What(StrEnum):
    """What of a task changed, the weightiest first."""

    TASK_ADDED = "task-added"
    TASK_GONE = "task-gone"
    LEAD = "lead"
    ROLE = "role"
    BODY_ADDED = "body-added"
    BODY_GONE = "body-gone"
    BASIS = "basis"
    LIMIT = "limit"
    TARGET = "target"
    RENAMED = "renamed"
    TASK_MOVED = "task-moved"


#: What differs in who is on a task that both versions have.
OF_BEARERS = frozenset({What.LEAD, What.ROLE, What.BODY_ADDED, What.BODY_GONE, What.BASIS})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs in a task; names and words as either version has them."""

    what: What
    before: tuple[str, ...]
    after: tuple[str, ...]
    old_task: str = ""  #: IRI
    new_task: str = ""
    who: tuple[str, ...] = ()  #: whose role or basis it is
    source: str = ""  #: of a renaming: IRI of the change of organisation
    day: str = ""  #: by which that was done
    elsewhere: bool = False  #: the change is recorded of a body of the same kind in another place

    @property
    def of_responsibility(self) -> bool:
        """Whether somebody answers otherwise than before: who, in what role, by when, for what."""
        if self.what in (What.TASK_ADDED, What.TASK_GONE):
            return bool(self.before or self.after)
        return self.what not in (What.RENAMED, What.TASK_MOVED)


@dataclass(frozen=True, slots=True)
class Bearer:
    """A party on a task, with what it is called there."""

    party: Party
    surface: str
    role: Role
    basis: Basis

    @property
    def name(self) -> str:
        """Its name as the document tells it apart."""
        return self.party.name


def bearers(duties: Duties, task: str) -> tuple[Bearer, ...]:
    """Who is on a task, by rank."""
    return tuple(_bearer(duties, assignment) for assignment in duties.of_task[task])


def _bearer(duties: Duties, assignment: Assignment) -> Bearer:
    return Bearer(duties.party[assignment.party], assignment.surface, assignment.role, assignment.basis)


def of_bearers(old: tuple[Duties, str], new: tuple[Duties, str], reforms: Reforms) -> Iterator[Difference]:
    """What differs in who answers between a task of one version and its counterpart in another."""
    (before, old_task), (after, new_task) = old, new
    for found in _of_bearers(bearers(before, old_task), bearers(after, new_task), reforms):
        yield replace(found, old_task=old_task, new_task=new_task)


def of_limits(old: tuple[Duties, Sequence[str]], new: tuple[Duties, Sequence[str]]) -> Iterator[Difference]:
    """What differs in limits and targets between tasks of one version and their counterparts in another.

    In the same words stand the same limits and targets.
    """
    words = ["".join(duties.task[task].text for task in tasks) for duties, tasks in (old, new)]
    if len(set(map(key, words))) == 1:
        return
    limits = (_said(*side) for side in (old, new))
    targets = (_aims(*side) for side in (old, new))
    for what, (gone, added) in ((What.LIMIT, _other_limits(*limits)), (What.TARGET, _other_words(*targets))):
        if gone or added:
            yield Difference(what, gone, added, old[1][0], new[1][0])


def _aims(duties: Duties, tasks: Sequence[str]) -> list[str]:
    """The targets of tasks, in the order of their words."""
    held = (duties.task[task] for task in tasks)
    return [target for task in held for target in sorted(task.targets, key=task.text.find)]


def _said(duties: Duties, tasks: Sequence[str]) -> list[Limit]:
    """The limits of tasks, each as often as its words stand there and are no part of a longer limit."""
    found = []
    for task in tasks:
        limits = duties.limits_of.get(task, ())
        words, times = key(duties.task[task].text), dict[str, int]()
        for own in sorted({key(limit.text) for limit in limits}, key=len, reverse=True):
            times[own] = max(1, words.count(own))
            words = words.replace(own, "\n")
        found += [limit for limit in limits for _ in range(times[key(limit.text)])]
    return found


def whole(what: What, duties: Duties, task: str) -> Difference:
    """That a task was added or is gone, with all who were on it."""
    names = _names(bearers(duties, task))
    return Difference(what, (), names, new_task=task) if what is What.TASK_ADDED else Difference(what, names, (), task)


def staying(found: Sequence[Difference]) -> Iterator[Difference]:
    """The differences of tasks that were split or merged, without the limits and targets that one has of another."""
    for each in found:
        others = [other for other in found if other.what is each.what and other is not each]
        if each.what not in {What.LIMIT, What.TARGET} or not others:
            yield each
            continue
        had = {key(words) for other in others for words in other.before}
        has = {key(words) for other in others for words in other.after}
        gone = tuple(words for words in each.before if key(words) not in has)
        added = tuple(words for words in each.after if key(words) not in had)
        if gone or added:
            yield replace(each, before=gone, after=added)


def _of_bearers(old: Sequence[Bearer], new: Sequence[Bearer], reforms: Reforms) -> Iterator[Difference]:
    """What differs in who answers: leads as a whole, then roles, bodies and bases of the others."""
    same, renamed = _counterparts(old, new, reforms)
    for one, two, change, elsewhere in renamed:
        yield Difference(
            What.RENAMED, (one.name,), (two.name,), source=change.iri, day=change.latest, elsewhere=elsewhere
        )
    kept_old, kept_new = {one for one, _ in same}, {two for _, two in same}
    lead_old = tuple(dict.fromkeys(bearer for bearer in old if bearer.role is LEAD))
    lead_new = tuple(dict.fromkeys(bearer for bearer in new if bearer.role is LEAD))
    led_on = {two for one, two in same if one.role is LEAD}
    if not all(bearer in led_on for bearer in lead_new) or not _all_lead_on(lead_old, same):
        yield Difference(What.LEAD, _names(lead_old), _names(lead_new))
    roles: dict[tuple[str, str], list[str]] = defaultdict(list)
    bases: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one, two in same:
        if one.role is not two.role and not _merged_into_lead(one, two, same):
            roles[one.role, two.role].append(two.name)
        elif one.role is two.role and one.basis is not two.basis:
            bases[one.basis, two.basis].append(two.name)
    yield from (Difference(What.ROLE, (a,), (b,), who=tuple(who)) for (a, b), who in roles.items())
    if gone := _names(bearer for bearer in old if bearer not in kept_old and bearer.role is not LEAD):
        yield Difference(What.BODY_GONE, gone, ())
    if added := _names(bearer for bearer in new if bearer not in kept_new and bearer.role is not LEAD):
        yield Difference(What.BODY_ADDED, (), added)
    yield from (Difference(What.BASIS, (a,), (b,), who=tuple(who)) for (a, b), who in bases.items())


def _all_lead_on(leads: Iterable[Bearer], same: Iterable[tuple[Bearer, Bearer]]) -> bool:
    lead_on = {one for one, two in same if two.role is LEAD}
    return all(bearer in lead_on for bearer in leads)


def _merged_into_lead(one: Bearer, two: Bearer, same: Iterable[tuple[Bearer, Bearer]]) -> bool:
    """Whether a body that joined became part of one that leads, as another did that led before."""
    others = (other for other, counterpart in same if counterpart == two and other != one)
    return any(other.role is two.role for other in others)


Renamed = tuple[Bearer, Bearer, Change, bool]


def _counterparts(
    old: Sequence[Bearer], new: Sequence[Bearer], reforms: Reforms
) -> tuple[list[tuple[Bearer, Bearer]], list[Renamed]]:
    """Who is whom: by IRI, else by how they are written, else by a reform; several may have become one."""
    same: list[tuple[Bearer, Bearer]] = []
    renamed: list[Renamed] = []
    tests: tuple[Callable[[Bearer, Bearer], bool], ...] = (
        lambda one, two: one.party.iri == two.party.iri and one.role is two.role,  # one may lead, and join besides
        lambda one, two: one.party.iri == two.party.iri,
        lambda one, two: key(one.surface) == key(two.surface),
        lambda one, two: key(one.name) == key(two.name),
    )
    left_old, left_new = list(old), list(new)
    for test in tests:
        for one in tuple(left_old):
            two = next((two for two in left_new if test(one, two)), None)
            if two is not None:
                same.append((one, two))
                left_old.remove(one)
                left_new.remove(two)
    heirs = tuple(left_new)
    for one in tuple(left_old):
        for two in heirs:
            if found := reforms.between(one.party, two.party):
                same.append((one, two))
                renamed.append((one, two, *found))
                break
    return same, renamed


def _names(found: Iterable[Bearer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(bearer.name for bearer in found))


def _other_limits(old: Sequence[Limit], new: Sequence[Limit]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The limits that only one of two tasks has, as written; the same days in other words are the same."""
    gone, added = _others(old, new, (lambda limit: key(limit.text), _days))
    return tuple(dict.fromkeys(limit.text for limit in gone)), tuple(dict.fromkeys(limit.text for limit in added))


def _days(limit: Limit) -> object:
    return (limit.kind, limit.earliest, limit.latest) if limit.latest or limit.earliest else None


def _other_words(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that only one of two lists has."""
    return _others(old, new, (key,))


def _others(
    old: Sequence[T], new: Sequence[T], tests: Sequence[Callable[[T], object]]
) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """What only one of two lists has, one by one; alike is what any of the tests finds the same, and not None.

    What one list only has more often is said again there, and no other, unless something took its place.
    """
    left_old, left_new = list(old), list(new)
    for test in tests:
        for one in tuple(left_old):
            two = next((two for two in left_new if _alike(one, two, test)), None)
            if two is not None:
                left_old.remove(one)
                left_new.remove(two)

    def unheard(these: Sequence[T], others: Sequence[T]) -> tuple[T, ...]:
        return tuple(one for one in these if not any(_alike(one, two, test) for two in others for test in tests))

    if left_old and left_new:
        return tuple(left_old), tuple(left_new)
    return unheard(left_old, new), unheard(left_new, old)


def _alike(one: T, two: T, test: Callable[[T], object]) -> bool:
    found = test(one)
    return found is not None and found == test(two)
