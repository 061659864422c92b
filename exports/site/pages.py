"""A page for each document and each party of the graph, as files that stand where their IRIs lead."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from exports.markup import environment
from ontology.enumerations import Basis, Role
from ontology.prefixes import BASE

if TYPE_CHECKING:
    from queries.ask.dataset import Dataset, File
    from queries.duties import Duties
    from queries.duties.records import Assignment

_UNUSABLE = re.compile(r'[<>:"|?*\\]|[. ]$')  # what some file system does not take
_MOST = 200  #: bytes of a name, where file systems end at 255


def address(iri: str) -> PurePosixPath:
    """Where the page of a thing stands, from the root of the site: below id/, a folder a segment.

    >>> address("https://w3id.org/fengong/id/doc/新政办发-2017-107")
    PurePosixPath('id/doc/新政办发-2017-107/index.html')
    """
    segments = iri.removeprefix(BASE).split("/")
    return PurePosixPath(*map(_usable, segments), "index.html")


def _usable(segment: str) -> str:
    """The segment as the name of a folder: as it is, or with a hash where it is too long or has a forbidden sign."""
    plain = _UNUSABLE.sub("_", segment)
    if plain == segment and len(segment.encode()) <= _MOST:
        return segment
    return f"{plain.encode()[:_MOST].decode(errors='ignore')}-{hashlib.sha256(segment.encode()).hexdigest()[:8]}"


def pages(duties: Duties, language: str) -> Iterator[tuple[PurePosixPath, str]]:
    """Each document's and each party's page with where it stands."""
    templates, zh = environment("site", trimmed=True), language == "zh"
    document_page, party_page = (templates.get_template(f"{name}.html.j2") for name in ("document", "party"))
    assigned: dict[str, list[Any]] = defaultdict(list)
    borne: dict[str, list[Any]] = defaultdict(list)
    for assignment in duties.assignments:
        assigned[assignment.task].append(assignment)
        borne[assignment.party].append(assignment)
    for document in duties.documents:
        at = address(document.iri)
        yield (
            at,
            document_page.render(
                zh=zh, document=document, home=_up(at), sections=_sections(duties, document.iri, assigned, at, language)
            ),
        )
    for party in duties.parties:
        if party.iri in borne:
            at = address(party.iri)
            rows = [
                (_role(a, language), a.role.value, task, document, _link(at, document.iri))
                for a in sorted(borne[party.iri], key=lambda a: (a.role is not Role.LEAD, a.iri))
                for task in [duties.task[a.task]]
                for document in [duties.document[duties.measure[task.measure].document]]
            ]
            yield at, party_page.render(zh=zh, party=party, home=_up(at), duties=rows)


def start(duties: Duties, data: Dataset, files: list[File], licence: str, language: str) -> str:
    """The start page."""
    zh, at = language == "zh", PurePosixPath("index.html")
    led: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for assignment in duties.assignments:
        led[assignment.party][assignment.role is not Role.LEAD] += 1
    parties = sorted((p for p in duties.parties if p.iri in led), key=lambda p: (-sum(led[p.iri]), p.name))
    numbers = (len(duties.documents), len(duties.measures), len(duties.tasks), len(parties), data.triples)
    names = (
        ("文件", "举措", "任务", "责任主体", "条陈述")
        if zh
        else ("documents", "measures", "tasks", "parties", "triples")
    )
    return (
        environment("site", trimmed=True)
        .get_template("index.html.j2")
        .render(
            zh=zh,
            title=data.title.zh if zh else data.title.en,
            counts=[*zip(numbers, names, strict=True)],
            documents=[(document, _link(at, document.iri)) for document in duties.documents],
            parties=[(party, _link(at, party.iri), *led[party.iri]) for party in parties],
            files=files,
            licence=licence,
            version=data.version,
        )
    )


def _sections(
    duties: Duties, document: str, assigned: dict[str, list[Any]], at: PurePosixPath, language: str
) -> list[tuple[Any, list[Any]]]:
    """The sections of a document that have measures, with these and their tasks."""
    tasks: dict[str, list[Any]] = defaultdict(list)
    for task in duties.tasks:
        who = [
            (duties.party[a.party].name, _link(at, a.party), a.role.value, _role(a, language))
            for a in assigned[task.iri]
        ]
        limits = dict.fromkeys(limit.text for limit in duties.limits_of.get(task.iri, ()))
        tasks[task.measure].append((task, who, [*limits]))
    found: dict[str, list[Any]] = defaultdict(list)
    for measure in duties.measures:
        if measure.document == document:
            found[measure.section].append((measure, tasks[measure.iri]))
    return [(duties.section.get(section), measures) for section, measures in found.items()]


def _role(assignment: Assignment, language: str) -> str:
    """The role in words, and what it rests on where the text does not state it."""
    role, basis = assignment.role.label(language), assignment.basis.label(language)
    return role if assignment.basis is Basis.KEYWORD else f"{role} · {basis}"


def _up(at: PurePosixPath) -> str:
    return "../" * (len(at.parts) - 1)


def _link(at: PurePosixPath, iri: str) -> str:
    """From one page to that of another thing."""
    return _up(at) + quote(address(iri).parent.as_posix()) + "/"
