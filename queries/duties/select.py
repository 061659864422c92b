"""Parts of the duties, and the duties seen otherwise: each a pure function from records to records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias, TypeVar

from ontology.enumerations import CO, LEAD, ORDER
from queries.duties.records import OPEN, Assignment, Duties, Task

Groups: TypeAlias = Literal["keep", "expand", "exclude"]  #: what to do with classes of bodies
_Unit = TypeVar("_Unit")


def without_groups(duties: Duties) -> Duties:
    """The duties of named bodies only; tasks that name none keep standing, empty."""
    bodies = {party.iri for party in duties.parties if not party.group}
    return _keeping(duties, [a for a in duties.assignments if a.party in bodies])


def expanded(duties: Duties) -> Duties:
    """Groups replaced by their members where the authority file lists them; others stay as they are.

    A member takes the group's role and basis, unless the task names it already.
    """
    found: dict[tuple[str, str], Assignment] = {}
    for assignment in duties.assignments:
        if not duties.party[assignment.party].members:
            found.setdefault((assignment.task, assignment.party), assignment)
    for assignment in duties.assignments:
        for member in duties.party[assignment.party].members:
            found.setdefault((assignment.task, member), replace(assignment, party=member))
    return _keeping(duties, found.values())


def without_ordered_leads(duties: Duties) -> Duties:
    """The duties with every lead that only the order of names suggests made a joint one."""
    return replace(
        duties,
        assignments=tuple(
            replace(a, role=CO) if a.role is LEAD and a.basis is ORDER and len(duties.of_task[a.task]) > 1 else a
            for a in duties.assignments
        ),
    )


def led_by_order(duties: Duties) -> tuple[Task, ...]:
    """Tasks whose every lead rests on the order of names."""
    of = duties.of_task
    return tuple(task for task in duties.tasks if {a.basis for a in of[task.iri] if a.role is LEAD} == {ORDER})


def naming_nobody(duties: Duties) -> tuple[Task, ...]:
    """Tasks that name no party."""
    return tuple(task for task in duties.tasks if not duties.of_task[task.iri])


def naming_open_groups(duties: Duties) -> tuple[Task, ...]:
    """Tasks that name somebody, but only classes of bodies without determinate members."""
    return tuple(
        task
        for task in duties.tasks
        if duties.of_task[task.iri] and all(duties.party[a.party].group == OPEN for a in duties.of_task[task.iri])
    )


def by_document(duties: Duties) -> dict[str, Duties]:
    """The duties of each document alone, by its IRI, as they are loaded where it alone is asked for.

    To load many documents at once and part them takes a hundredth of the time of loading one after the other.
    """
    of_measure = {measure.iri: measure.document for measure in duties.measures}
    of_task = {task.iri: of_measure[task.measure] for task in duties.tasks}
    sections = _parted(duties.sections, lambda section: section.document)
    measures = _parted(duties.measures, lambda measure: measure.document)
    tasks = _parted(duties.tasks, lambda task: of_task[task.iri])
    assignments = _parted(duties.assignments, lambda assignment: of_task[assignment.task])
    limits = _parted(duties.limits, lambda limit: of_task[limit.task])
    texts = _parted(duties.texts, lambda text: text.document)
    found: dict[str, Duties] = {}
    for document in duties.documents:
        iri = document.iri
        named = dict.fromkeys(assignment.party for assignment in assignments[iri])
        members = (member for party in named for member in duties.party[party].members)
        used = {theme for measure in measures[iri] for theme in measure.themes}
        found[iri] = Duties(
            documents=(document,),
            sections=tuple(sections[iri]),
            measures=tuple(measures[iri]),
            tasks=tuple(tasks[iri]),
            parties=tuple(duties.party[party] for party in dict.fromkeys((*named, *members))),
            assignments=tuple(assignments[iri]),
            limits=tuple(limits[iri]),
            themes={theme: labels for theme, labels in duties.themes.items() if theme in used},
            texts=tuple(texts[iri]),
        )
    return found


def _parted(units: Iterable[_Unit], document: Callable[[_Unit], str]) -> Mapping[str, Sequence[_Unit]]:
    """Units by the document that each is of, in their order."""
    found: defaultdict[str, list[_Unit]] = defaultdict(list)
    for unit in units:
        found[document(unit)].append(unit)
    return found


def _keeping(duties: Duties, assignments: Iterable[Assignment]) -> Duties:
    turn = {task.iri: number for number, task in enumerate(duties.tasks)}
    kept = tuple(sorted(assignments, key=lambda a: (turn[a.task], a.rank, a.party)))
    named = {a.party for a in kept}
    return replace(duties, assignments=kept, parties=tuple(p for p in duties.parties if p.iri in named))
