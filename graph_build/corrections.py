"""Corrections by hand: a YAML file beside the document says who answers for a task; it wins over what was read.

    通知.txt.corrections.yaml
        editor: 张三
        corrections:
          - measure: 1.2/4            # section and number of the measure; without sections just the number
            task: 1                   # which task of it, counted from 1; 1 where it is not said
            bodies: [{name: 自治区知识产权局, role: lead}, {name: 自治区财政厅, role: co}]
            reason: 与牵头单位核实

What the corrections say stands in a review graph of its own; the document's graph leaves the assignments of these
tasks out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph_build.model import Attribution, Basis, Document, Measure, Mention, Review, Role, Task
from graph_build.parse.mentions import kind_of
from ontology.errors import UnreadableSource


@dataclass(frozen=True, slots=True)
class Correction:
    """Who answers for one task, as a person says."""

    measure: str
    task: int
    bodies: tuple[tuple[str, Role], ...]
    review: Review


def read(content: bytes, name: str) -> tuple[Correction, ...]:
    """The corrections in a YAML file; one that is not of its form is refused, with what is wrong about it."""
    import yaml

    try:
        said = yaml.safe_load(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableSource(f"{name}: not a YAML file: {str(error).splitlines()[0]}") from error
    if not isinstance(said, Mapping) or not isinstance(said.get("corrections"), list):
        raise UnreadableSource(f"{name}: a list named corrections is missing")
    return tuple(_correction(entry, str(said.get("editor", "")), name) for entry in said["corrections"])


def _correction(entry: Any, editor: str, name: str) -> Correction:
    try:
        bodies = tuple((str(body["name"]), Role(body.get("role", "co"))) for body in entry["bodies"])
        return Correction(
            str(entry["measure"]), int(entry.get("task", 1)), bodies, Review(editor, str(entry.get("reason", "")))
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableSource(
            f"{name}: a correction needs measure and bodies, each a name and a role (lead or co): {entry} ({error})"
        ) from error


def apply(document: Document, corrections: tuple[Correction, ...], name: str) -> Document:
    """``document`` with the tasks that were corrected; a place that does not exist is refused by name."""
    wanted = {(correction.measure, correction.task): correction for correction in corrections}
    measures = tuple(_measure(measure, wanted) for measure in document.measures)
    if wanted:
        place, task = next(iter(wanted))
        known = ", ".join(_place(measure) for measure in document.measures[:8])
        raise UnreadableSource(f"{name}: {document.name} has no measure {place} with a task {task}; it has {known} …")
    return replace(document, measures=measures)


def _place(measure: Measure) -> str:
    return f"{measure.section}/{measure.number}" if measure.section else measure.number


def _measure(measure: Measure, wanted: dict[tuple[str, int], Correction]) -> Measure:
    """The measure with its corrected tasks; what was used is taken out of ``wanted``."""
    tasks = []
    for rank, task in enumerate(measure.tasks, 1):
        correction = wanted.pop((_place(measure), rank), None)
        tasks.append(_task(task, correction) if correction else task)
    return replace(measure, tasks=tuple(tasks))


def _task(task: Task, correction: Correction) -> Task:
    """The task with the bodies of the correction, standing where the attribution stands."""
    stated = task.attribution or Attribution(task.span, "", "review", ())
    mentions = tuple(
        Mention(stated.span, body, role, Basis.REVIEW, kind)
        for body, role in correction.bodies
        if (kind := kind_of(body)) is not None
    )
    extracted = tuple(f"{mention.surface} ({mention.role})" for mention in stated.mentions)
    return replace(
        task,
        attribution=replace(stated, mentions=mentions),
        review=replace(correction.review, extracted=extracted),
    )
