"""The governments that documents are of: what may be ranked, added up or drawn as one network is one government's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from exports.report.words import Words
from ontology.enumerations import Level
from queries.duties import Document, Duties, Section

_RANK: dict[Level | None, int] = {level: rank for rank, level in enumerate((*Level, None))}  # None: unknown

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Government:
    """A jurisdiction and the duties that its documents give: ``place`` is its IRI, or what stands for it."""

    place: str
    name: str
    level: Level | None
    duties: Duties


def governments(duties: Duties) -> tuple[Government, ...]:
    """Each government with its documents, the highest first, of one level those with most tasks first.

    One pass over the duties, however many governments there are.
    """
    of = {document.iri: _jurisdiction(document) for document in duties.documents}
    first: dict[str, tuple[str, Level | None]] = {}
    for place, name, level in of.values():
        first.setdefault(place, (name, level))
    often = Counter(name for name, _ in first.values())
    first = {  # two districts of one name are told apart by their codes
        place: (name if often[name] == 1 else f"{name}（{_end(place)}）", level)
        for place, (name, level) in first.items()
    }
    split = _split(duties, {document: place for document, (place, _, _) in of.items()})
    found = [Government(place, name, level, split[place]) for place, (name, level) in first.items()]
    return tuple(sorted(found, key=lambda g: (_RANK[g.level], -len(g.duties.tasks), g.name)))


def level_name(words: Words, level: Level | None) -> str:
    """What a level of government is called in a report."""
    return level.label(words.language) if level else words("level_unknown")


def _jurisdiction(document: Document) -> tuple[str, str, Level | None]:
    """IRI, name and level of the government that a document is of; without any its issuer's name, or its own."""
    if document.jurisdiction:
        return document.jurisdiction, document.place or _end(document.jurisdiction), document.level
    name = "、".join(document.issuers) or document.label
    return name, name, None


def _end(iri: str) -> str:
    return iri.rpartition("/")[2]


def _split(duties: Duties, label: Mapping[str, str]) -> dict[str, Duties]:
    """The duties by the label of their document."""
    measure = {m.iri: label[m.document] for m in duties.measures}
    task = {t.iri: measure[t.measure] for t in duties.tasks}
    documents = _grouped((label[d.iri], d) for d in duties.documents)
    measures = _grouped((measure[m.iri], m) for m in duties.measures)
    tasks = _grouped((task[t.iri], t) for t in duties.tasks)
    assignments = _grouped((task[a.task], a) for a in duties.assignments)
    limits = _grouped((task[limit.task], limit) for limit in duties.limits)
    made = {}
    for place, those in documents.items():
        named = dict.fromkeys(a.party for a in assignments[place])
        members = (member for party in named for member in duties.party[party].members)
        around: dict[str, Section] = {}
        for m in measures[place]:
            at = m.section
            while at in duties.section and at not in around:
                around[at] = duties.section[at]
                at = around[at].parent
        made[place] = replace(
            duties,
            documents=tuple(those),
            sections=tuple(around.values()),
            measures=tuple(measures[place]),
            tasks=tuple(tasks[place]),
            parties=tuple(duties.party[iri] for iri in dict.fromkeys([*named, *members]) if iri in duties.party),
            assignments=tuple(assignments[place]),
            limits=tuple(limits[place]),
        )
    return made


def _grouped(items: Iterator[tuple[str, T]]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = defaultdict(list)
    for label, item in items:
        grouped[label].append(item)
    return grouped
