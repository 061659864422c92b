"""What the explorer shows: the duties as records that refer to each other by position, as the page's scripts do.

A test can make them without a graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING

from exports.explorer import facets, heirs
from exports.explorer.facets import Facets
from exports.explorer.heirs import Heir
from ontology.labels import labels
from ontology.looks import look_of
from ontology.prefixes import own
from queries import duties as duties_
from queries.align.lineage import End, Lineage
from queries.duties import Duties, Reason, documents_of, load, reasons
from queries.review import advise, drafts
from queries.review.advice import Words
from queries.review.draft import only

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

#: So many documents, and so many characters of their texts, make a page of some 20 MB; of more the latest are shown.
MOST, LETTERS = 1000, 6_000_000
#: Documents up to which each is looked through for advice to its drafter, which takes a tenth of a second each.
ADVISED = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text, in Unicode code points, start inclusive, end exclusive."""

    text: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """The source text of a document, as it was read."""

    document: int
    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document that was read (one merely cited is not here)."""

    number: str
    title: str
    date: str
    issuers: tuple[str, ...] = ()
    iri: str = ""
    place: str = ""  #: the jurisdiction of its issuers, by name


@dataclass(frozen=True, slots=True)
class Section:
    """A heading; ``parent`` is a section, or -1 right below the document."""

    document: int
    parent: int
    identifier: str
    marker: str
    title: str
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A numbered unit; ``section`` is -1 where the document has none; ``themes`` are of the top level.

    ``reasons`` are those of the themes, in their order; empty where only an aspect puts the measure below a theme.
    """

    document: int
    section: int
    number: str
    themes: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """What one attribution covers, its words, and where both stand."""

    measure: int
    text: str
    attribution: str = ""
    place: Place | None = None
    attribution_place: Place | None = None
    limits: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    tail: str = ""
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A body or group: as documents call it, its full name, its English name, its class and other names."""

    name: str
    full: str
    english: str
    kind: str
    aliases: tuple[str, ...] = ()
    known: bool = True
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One party in one task."""

    task: int
    party: int
    role: str
    basis: str
    surface: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A policy field: its name in both languages, and how it is drawn in every picture."""

    zh: str
    en: str
    iri: str = ""
    colour: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of parties: its name in both languages, and how it is drawn in every picture."""

    zh: str
    en: str
    colour: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice to the drafter of a document, in Chinese and English, and where it is about."""

    document: int
    rule: str
    weight: Words
    title: Words
    what: Words
    instead: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Link:
    """That one measure carries out another, how, who leads it beside who leads the other, and words as proof."""

    below: int
    above: int
    kind: tuple[str, str]
    lead: tuple[str, str]
    place_below: Place | None = None
    place_above: Place | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it."""

    documents: tuple[Document, ...]
    texts: tuple[Text, ...]
    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    tasks: tuple[Task, ...]
    parties: tuple[Party, ...]
    assignments: tuple[Assignment, ...]
    themes: tuple[Theme, ...]
    kinds: Mapping[str, Kind]  #: the parties' classes, by local name
    facets: Facets | None = None  #: where there are several documents, among which one chooses first
    left_out: int = 0  #: documents of the graph that are not here
    advice: tuple[Advice, ...] | None = None  #: None where nobody looked for any
    links: tuple[Link, ...] = ()  #: where the graph was built with them
    heirs: tuple[Heir, ...] = ()


def read(endpoint: Endpoint) -> Facts:
    """The facts of a graph, in the order of the documents, and of the text within each; of many the latest that fit."""
    held = [document.iri for document in documents_of(endpoint)]
    duties = load(endpoint, held[-MOST:] if len(held) > MOST else (), texts=True)
    fitting = _fitting(duties)
    if len(fitting) < len(duties.documents):
        duties = only(duties, fitting)
    found = of(duties, reasons(endpoint))
    advice = tuple(_advice(duties)) if len(found.documents) <= ADVISED else None
    links = tuple(_links(duties, Lineage.of(endpoint))) if len(found.documents) > 1 else ()
    return replace(found, left_out=len(held) - len(fitting), advice=advice, links=links)


def _links(duties: Duties, lineage: Lineage) -> Iterator[Link]:
    """The links between measures that are here, the words quoted first of each as proof."""
    measure_at = _positions(measure.iri for measure in duties.measures)
    text_at = _positions(text.iri for text in duties.texts)

    def place(end: End) -> Place | None:
        spans = [each.place for each in end.quoted if each.place.text in text_at]
        return Place(text_at[spans[0].text], spans[0].start, spans[0].end) if spans else None

    for link in lineage.links:
        if link.below.measure in measure_at and link.above.measure in measure_at:
            yield Link(
                measure_at[link.below.measure],
                measure_at[link.above.measure],
                (link.kind.label("zh"), link.kind.label("en")),
                (link.lead.label("zh"), link.lead.label("en")),
                place(link.below),
                place(link.above),
            )


def _advice(duties: Duties) -> Iterator[Advice]:
    """What a reader tells the drafters, document by document: each is held against its own date and the others here."""
    document_at = _positions(document.iri for document in duties.documents)
    text_at = _positions(text.iri for text in duties.texts)
    for draft in drafts(duties, earlier=duties):
        document = draft.document
        if document.text in text_at:
            for each in advise(draft):
                place = Place(text_at[document.text], each.start, each.end)
                number = document_at[document.iri]
                yield Advice(number, each.rule, each.weight.label, each.title, each.what, each.instead, place)


def _fitting(duties: Duties) -> frozenset[str]:
    """The latest documents whose texts have LETTERS characters together, one at least."""
    letters = {text.document: len(text.content) for text in duties.texts}
    latest = [document.iri for document in reversed(duties.documents)]
    sums = accumulate(letters.get(iri, 0) for iri in latest)
    return frozenset({*latest[:1]} | {iri for iri, sum_ in zip(latest, sums, strict=True) if sum_ <= LETTERS})


def of(duties: Duties, why: Mapping[tuple[str, str], Reason] = MappingProxyType({})) -> Facts:
    """The duties, each thing known by its position among its like, with ``why`` measures are about their fields."""
    document_at = _positions(document.iri for document in duties.documents)
    text_at = _positions(text.iri for text in duties.texts)
    section_at = _positions(section.iri for section in duties.sections)
    measure_at = _positions(measure.iri for measure in duties.measures)
    task_at = _positions(task.iri for task in duties.tasks)
    theme_at = _positions(sorted({theme for measure in duties.measures for theme in measure.themes}))
    named = {assignment.party for assignment in duties.assignments}
    shown = sorted((party for party in duties.parties if party.iri in named), key=lambda party: party.iri)
    party_at = _positions(party.iri for party in shown)

    def place(found: duties_.Place | None) -> Place | None:
        return Place(text_at[found.text], found.start, found.end) if found and found.text in text_at else None

    parties = tuple(Party(p.name, p.full or p.name, p.english, p.kind, _others(p), not p.new, p.iri) for p in shown)
    return Facts(
        tuple(
            Document(d.number, d.label or d.title or d.number, d.date, d.issuers, d.iri, d.place)
            for d in duties.documents
        ),
        tuple(Text(document_at[text.document], text.name, text.content) for text in duties.texts),
        tuple(
            Section(document_at[s.document], section_at.get(s.parent, -1), s.identifier, s.marker, s.title, s.iri)
            for s in duties.sections
        ),
        tuple(
            Measure(
                document_at[m.document],
                section_at.get(m.section, -1),
                m.number,
                tuple(theme_at[t] for t in m.themes),
                tuple(why.get((m.iri, t), Reason("", ())) for t in m.themes),
            )
            for m in duties.measures
        ),
        tuple(
            Task(
                measure_at[t.measure],
                t.text,
                t.attribution,
                place(t.place),
                place(t.attribution_place),
                tuple(sorted({limit.text for limit in duties.limits_of.get(t.iri, ())})),
                t.targets,
                t.tail,
                t.iri,
            )
            for t in duties.tasks
        ),
        parties,
        tuple(
            Assignment(task_at[a.task], party_at[a.party], a.role, a.basis, a.surface, place(a.place))
            for a in duties.assignments
        ),
        tuple(_theme(theme, duties.themes.get(theme, {})) for theme in theme_at),
        {kind: _kind(kind) for kind in sorted({party.kind for party in parties})},
        facets.of(duties, shown, tuple(theme_at)) if len(duties.documents) > 1 else None,
        heirs=heirs.of(shown),
    )


def _kind(name: str) -> Kind:
    """A class of the ontology by its local name."""
    iri = own(name)
    said = labels().get(iri, {})
    return Kind(said.get("zh", name), said.get("en", name), *look_of(iri))


def _others(party: duties_.Party) -> tuple[str, ...]:
    """The names of a party beside the two that are shown of it."""
    return tuple(name for name in (party.short, *party.aliases) if name not in ("", party.name, party.full))


def _theme(iri: str, labels: Mapping[str, str]) -> Theme:
    """The name in both languages, the other language or the end of the IRI where one is missing."""
    name = iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]
    zh, en = labels.get("zh", ""), labels.get("en", "")
    return Theme(zh or en or name, en or zh or name, iri, *look_of(iri))


def _positions(order: Iterable[str]) -> dict[str, int]:
    return {iri: place for place, iri in enumerate(order)}
