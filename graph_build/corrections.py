"""Corrections by hand: a YAML file beside the document says who answers for a task; it wins over what was read.

    通知.txt.corrections.yaml
        editor: 张三
        corrections:
          - measure: 1.2/4            # section and number of the measure; without sections just the number
            task: 1                   # which task of it, counted from 1; 1 where it is not said
            bodies: [{name: 自治区知识产权局, role: lead}, {name: 自治区财政厅, role: co}]
            limit: 2018年底前          # in the place of the time limits that were read; either may be left out
        fields: [education]       # policy fields of the measure, by id or Chinese name, in the place of those found
            words: 发布工作指南        # if said, the task must hold these words, or the correction is refused
            reason: 与牵头单位核实

What the corrections say stands in a review graph of its own; the document's graph leaves what was read in its place
out. An edited task table becomes such a file too, kept with the graph: DIR/corrections/KEY OF THE DOCUMENT.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any
from urllib.parse import unquote

from graph_build import identifiers
from graph_build.model import (
    Attribution,
    Basis,
    Clue,
    Document,
    Evidence,
    Indexing,
    Kind,
    Measure,
    Mention,
    Review,
    Role,
    Span,
    Task,
    TimeLimit,
)
from ontology.authority import load
from ontology.errors import UnreadableSource
from ontology.tasktable import SEPARATOR


@dataclass(frozen=True, slots=True)
class Correction:
    """Who answers for a task, by when it is due, or its measure's fields, as a person says; None leaves it as read."""

    measure: str
    task: int
    bodies: tuple[tuple[str, Role], ...] | None
    review: Review
    limit: str | None = None  #: "" for none
    words: str = ""  #: of the task, by which one sees that it is still the same
    fields: tuple[str, ...] | None = None  #: ids of the policy fields of the measure, the weightiest first

    @property
    def place(self) -> tuple[str, int]:
        """The task that it is about."""
        return self.measure, self.task


def read(content: bytes, name: str) -> tuple[Correction, ...]:
    """The corrections in a YAML file; one that is not of its form is refused, with what is wrong about it."""
    import yaml

    try:
        said = yaml.safe_load(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableSource(
            f"{name}: 不是 YAML 文件，请按 YAML 格式改正。not a YAML file: {str(error).splitlines()[0]}"
        ) from error
    if not isinstance(said, Mapping) or not isinstance(said.get("corrections"), list):
        raise UnreadableSource(f"{name}: 缺少名为 corrections 的列表，请补上。a list named corrections is missing")
    return tuple(_correction(entry, str(said.get("editor", "")), name) for entry in said["corrections"])


def _correction(entry: Any, editor: str, name: str) -> Correction:
    try:
        given = entry.get("bodies") if {"limit", "fields"} & {*entry} else entry["bodies"]
        return Correction(
            str(entry["measure"]),
            int(entry.get("task", 1)),
            None if given is None else tuple((str(body["name"]), Role(body.get("role", "co"))) for body in given),
            Review(str(entry.get("editor", editor)), str(entry.get("reason", ""))),
            str(entry["limit"]) if "limit" in entry else None,
            str(entry.get("words", "")),
            _fields(entry["fields"], name) if "fields" in entry else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableSource(
            f"{name}: 每条更正须有 measure 和 bodies（每项有 name 和 role，role 为 lead 或 co），"
            f"或有 limit，或有 fields，请补全：{entry}。"
            "a correction needs measure and bodies, each a name and a role (lead or co), "
            f"or a limit, or fields: {entry} ({error})"
        ) from error


def _fields(words: Any, name: str) -> tuple[str, ...]:
    """The ids of policy fields that a person gives by id or Chinese name; an unknown one is refused."""
    known = {said: field.id for field in load().fields for said in (field.id, field.label)}
    asked = [words] if isinstance(words, str) else [str(word) for word in words]
    for word in asked:
        if word not in known:
            raise UnreadableSource(
                f"{name}: 没有“{word}”这个领域，可写：{'、'.join(known)}。"
                f"no policy field is called “{word}”; there are {', '.join(known)}"
            )
    return tuple(dict.fromkeys(known[word] for word in asked))


def dump(corrections: Iterable[Correction]) -> bytes:
    """The YAML file that ``read`` reads, by the places of the tasks."""
    import yaml

    entries = []
    for said in sorted(corrections, key=attrgetter("place")):
        bodies = None if said.bodies is None else [{"name": name, "role": role.value} for name, role in said.bodies]
        entry = {"measure": said.measure, "task": said.task, "words": said.words or None, "bodies": bodies}
        entry |= {"limit": said.limit, "fields": None if said.fields is None else list(said.fields)}
        entry |= {"editor": said.review.editor or None, "reason": said.review.reason or None}
        entries.append({key: value for key, value in entry.items() if value is not None})
    text: str = yaml.safe_dump({"corrections": entries}, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


def merged(old: Iterable[Correction], new: Iterable[Correction]) -> tuple[Correction, ...]:
    """The ``old`` corrections with the ``new`` over them: what a new one leaves as it was, an old one still says."""
    found = {said.place: said for said in old}
    for said in new:
        before = found.get(said.place, said)
        found[said.place] = replace(
            said,
            bodies=before.bodies if said.bodies is None else said.bodies,
            limit=before.limit if said.limit is None else said.limit,
            fields=before.fields if said.fields is None else said.fields,
        )
    return tuple(found.values())


def apply(document: Document, corrections: tuple[Correction, ...], name: str) -> Document:
    """``document`` with the tasks that were corrected; a place that does not exist is refused by name."""
    wanted = {correction.place: correction for correction in corrections}
    places = [place_of(path) for path in identifiers.unit_keys(document)[1]]
    measures = tuple(
        replace(
            _indexed(measure, (said for said in corrections if said.measure == place)),
            tasks=tuple(
                _task(task, correction, document, name) if (correction := wanted.pop((place, rank), None)) else task
                for rank, task in enumerate(measure.tasks, 1)
            ),
        )
        for measure, place in zip(document.measures, places, strict=True)
    )
    if wanted:
        place, rank = next(iter(wanted))
        raise UnreadableSource(
            f"{name}: “{document.name}”没有举措 {place} 的任务 {rank}，请改正；已有举措：{'、'.join(places[:8])} 等。"
            f"{document.name} has no measure {place} with a task {rank}; it has {', '.join(places[:8])} …"
        )
    return replace(document, measures=measures)


def place_of(path: str) -> str:
    """A measure as corrections name it, from its path in the graph; a number that is repeated is told by its count.

    >>> place_of("s1.2/m4"), place_of("m3~2")
    ('1.2/4', '3~2')
    """
    section, _, measure = path.rpartition("/")
    return unquote(f"{section[1:]}/{measure[1:]}" if section else measure[1:])


def _indexed(measure: Measure, corrections: Iterable[Correction]) -> Measure:
    """The measure with the fields that a person gave it; the last word counts."""
    for said in corrections:
        if said.fields is not None:
            why = ": ".join(filter(None, (said.review.editor, said.review.reason)))
            evidence = (Evidence(Clue.REVIEW, (why,)),)
            measure = replace(measure, fields=tuple(Indexing(field, 1.0, evidence) for field in said.fields))
    return measure


def _task(task: Task, correction: Correction, document: Document, name: str) -> Task:
    """The task as the correction has it; what it says stands where the attribution stands."""
    stated = task.attribution or Attribution(task.span, "", "review", ())
    place = f"measure {correction.measure}, task {correction.task}"
    where = f"{name}: 举措 {correction.measure} 任务 {correction.task}（{place}）"
    if _bare(correction.words) not in _bare(task.span.of(document.text)):
        raise UnreadableSource(
            f"{where}: “{document.name}”该处没有“{correction.words}”，或已改动，请核对。"
            f"{place} of {document.name} does not say “{correction.words}” (any more); look again"
        )
    bodies, limit = correction.bodies, correction.limit
    if bodies is None and limit is None:
        return task
    before = task.review or Review("", "", bodies=False)  # beside the document, where a table has the last word
    extracted = before.extracted
    if bodies is not None:
        if not before.bodies:
            extracted += tuple(f"{mention.surface} ({mention.role})" for mention in stated.mentions)
        mentions = (Mention(stated.span, body, role, Basis.REVIEW, _kind(body, stated, where)) for body, role in bodies)
        task = replace(task, attribution=replace(stated, mentions=tuple(mentions)))
    if limit is not None:
        if not before.limits:
            extracted += tuple(f"{found.text} (limit)" for found in task.limits)
        limits = _limits(limit, document.header.date, where)
        task = replace(task, limits=tuple(replace(found, span=stated.span) for found in limits))
    review = replace(
        correction.review,
        extracted=extracted,
        bodies=before.bodies or bodies is not None,
        limits=before.limits or limit is not None,
    )
    return replace(task, review=review)


def _kind(body: str, stated: Attribution, where: str) -> Kind:
    """Whether a name is one body or a class of bodies; where it reads as neither, as it was read in this place."""
    from graph_build.parse.names import kind_of  # loaded where a correction is applied; a build looks at them first

    read = (mention.kind for mention in stated.mentions if body.endswith(mention.name))
    kind = kind_of(body) or next(read, None)
    if kind is None:
        raise UnreadableSource(
            f"{where}: “{body}”读不出是哪个机构，请写全称。 “{body}” does not read as a body or a class of bodies; "
            "give its full name"
        )
    return kind


def _limits(words: str, written: date | None, where: str) -> Iterator[TimeLimit]:
    """The limits of a cell or an entry, where a bare time means by then: 2018年12月."""
    from graph_build.parse.deadlines import find_limits

    for part in filter(None, (part.strip() for part in words.split(SEPARATOR))):
        until = f"{part}前完成"
        found = find_limits(part, Span(0, len(part)), written) or find_limits(until, Span(0, len(until)), written)
        if not found:
            raise UnreadableSource(
                f"{where}: “{part}”读不出时限，写法如 2018年底前。 “{part}” does not read as a time limit; "
                "say it as in 2018年底前"
            )
        yield from (replace(limit, text=limit.text if limit.text in part else part) for limit in found)


def _bare(words: str) -> str:
    return "".join(words.split())
