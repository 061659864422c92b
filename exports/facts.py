"""What the explorer shows, read from any endpoint: documents, outline, tasks, who is responsible, and where.

Everything is a tuple of records that refer to each other by position, so that the page can be made from them
without asking again, and a test can make them without a graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from queries.endpoint import Endpoint

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""

#: Classes of parties that say no more than "a party"; a more special one is shown where there is one.
GENERAL = frozenset({"Body", "Group", "Party"})


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
    """A numbered unit; ``section`` is -1 where the document has none; ``themes`` are of the top level."""

    document: int
    section: int
    number: str
    themes: tuple[int, ...] = ()


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
class Label:
    """A name in both languages."""

    zh: str
    en: str
    iri: str = ""


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
    themes: tuple[Label, ...]
    kinds: Mapping[str, Label]  #: labels of the parties' classes, by local name


def read(endpoint: Endpoint) -> Facts:
    """The facts of a graph, in the order of the documents, and of the text within each.

    Open groups of one kind (相关部门) are one party, however many tasks each mean others by it.
    """
    rows = _Rows(endpoint)
    documents, document_at = _documents(rows)
    texts, text_at = _texts(rows, document_at)
    places = _places(rows, text_at)
    sections, section_at = _sections(rows, document_at)
    themes, themes_of = _themes(rows)
    measures, measure_at = _measures(rows, document_at, sections, section_at, themes_of)
    tasks, task_at = _tasks(rows, measure_at, places)
    parties, party_at, kinds = _parties(rows)
    assignments = _assignments(rows, task_at, party_at, places)
    return Facts(documents, texts, sections, measures, tasks, parties, assignments, themes, kinds)


class _Rows:
    """Asks with the prefixes declared and answers with plain strings."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def __call__(self, query: str) -> Iterator[tuple[str, ...]]:
        return self._endpoint.select(PREFIXES + query).plain()

    def first(self, query: str) -> dict[str, tuple[str, ...]]:
        """The first row in order for each value of the first column: an IRI described twice counts once."""
        found: dict[str, tuple[str, ...]] = {}
        for key, *rest in sorted(self(query)):
            found.setdefault(key, tuple(rest))
        return found

    def all(self, query: str) -> dict[str, tuple[str, ...]]:
        """Every distinct value of the second column for each of the first, sorted."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for key, value in self(query):
            found[key].add(value)
        return {key: tuple(sorted(values)) for key, values in found.items()}


def _documents(rows: _Rows) -> tuple[tuple[Document, ...], dict[str, int]]:
    found = rows.first("""SELECT DISTINCT ?d ?number ?title ?date WHERE {
        ?text eli:realizes ?d . ?d a fg:Document .
        OPTIONAL { ?d fg:documentNumber ?number } OPTIONAL { ?d dcterms:title ?title }
        OPTIONAL { ?d eli:date_document ?date } }""")
    issuers = rows.all("SELECT ?d ?name WHERE { ?d fg:issuer/fg:shortName ?name }")
    order = sorted(found, key=lambda iri: (found[iri][2], found[iri][0], iri))
    documents = tuple(
        Document(found[i][0], found[i][1] or found[i][0] or i, found[i][2], issuers.get(i, ()), i) for i in order
    )
    return documents, _positions(order)


def _texts(rows: _Rows, document_at: dict[str, int]) -> tuple[tuple[Text, ...], dict[str, int]]:
    found = rows.first("""SELECT ?text ?d ?name ?content WHERE {
        ?text eli:realizes ?d ; fg:content ?content . OPTIONAL { ?text fg:sourceName ?name } }""")
    order = sorted((i for i in found if found[i][0] in document_at), key=lambda i: (document_at[found[i][0]], i))
    return tuple(Text(document_at[found[i][0]], found[i][1], found[i][2]) for i in order), _positions(order)


def _places(rows: _Rows, text_at: dict[str, int]) -> dict[tuple[str, str], Place]:
    """Where each unit, and each task's attribution, stands; the first place of one that two texts have."""
    found: dict[tuple[str, str], Place] = {}
    for unit, property_, text, start, end in rows("""SELECT ?unit ?property ?text ?start ?end WHERE {
        VALUES ?property { fg:span fg:attributionSpan }
        ?unit ?property ?span . ?span oa:hasSource ?text ; oa:start ?start ; oa:end ?end }"""):
        if text in text_at:
            place = Place(text_at[text], int(start), int(end))
            key = unit, property_.rpartition("#")[2]
            found[key] = min(found.get(key, place), place, key=lambda p: (p.text, p.start, p.end))
    return found


def _sections(rows: _Rows, document_at: dict[str, int]) -> tuple[tuple[Section, ...], dict[str, int]]:
    found = rows.first("""SELECT ?s ?parent ?order ?identifier ?marker ?title WHERE {
        ?s a fg:Section ; fg:partOf ?parent . OPTIONAL { ?s fg:position ?order }
        OPTIONAL { ?s dcterms:identifier ?identifier } OPTIONAL { ?s fg:marker ?marker }
        OPTIONAL { ?s dcterms:title ?title } }""")

    def document_of(iri: str) -> int:
        parent = found[iri][0]
        return document_of(parent) if parent in found else document_at.get(parent, -1)

    inside = [iri for iri in found if document_of(iri) >= 0]
    order = sorted(inside, key=lambda iri: (document_of(iri), _number(found[iri][1]), iri))
    at = _positions(order)
    sections = []
    for iri in order:
        parent, _, identifier, marker, title = found[iri]
        sections.append(Section(document_of(iri), at.get(parent, -1), identifier, marker, title, iri))
    return tuple(sections), at


def _themes(rows: _Rows) -> tuple[tuple[Label, ...], dict[str, tuple[int, ...]]]:
    """The themes of the top level that some measure has, and those of each measure."""
    above = rows.all("""SELECT ?measure ?top WHERE {
        ?measure a fg:Measure ; dcterms:subject ?theme . ?theme skos:broader* ?top .
        FILTER NOT EXISTS { ?top skos:broader ?above } }""")
    labels = rows.first("""SELECT ?top (MIN(?z) AS ?zh) (MIN(?e) AS ?en) WHERE {
        ?measure dcterms:subject/skos:broader* ?top .
        OPTIONAL { ?top skos:prefLabel ?z FILTER(LANGMATCHES(LANG(?z), "zh")) }
        OPTIONAL { ?top skos:prefLabel ?e FILTER(LANGMATCHES(LANG(?e), "en")) } } GROUP BY ?top""")
    order = sorted({top for tops in above.values() for top in tops})
    at = _positions(order)
    themes = tuple(_label(iri, *labels.get(iri, ("", ""))) for iri in order)
    return themes, {measure: tuple(at[top] for top in tops) for measure, tops in above.items()}


def _measures(
    rows: _Rows,
    document_at: dict[str, int],
    sections: tuple[Section, ...],
    section_at: dict[str, int],
    themes_of: dict[str, tuple[int, ...]],
) -> tuple[tuple[Measure, ...], dict[str, int]]:
    found = rows.first("""SELECT ?m ?parent ?order ?number WHERE {
        ?m a fg:Measure ; fg:partOf ?parent . OPTIONAL { ?m fg:position ?order }
        OPTIONAL { ?m dcterms:identifier ?number } }""")

    def document_of(iri: str) -> int:
        parent = found[iri][0]
        return sections[section_at[parent]].document if parent in section_at else document_at.get(parent, -1)

    inside = [iri for iri in found if document_of(iri) >= 0]
    order = sorted(inside, key=lambda iri: (document_of(iri), _number(found[iri][1]), iri))
    measures = (
        Measure(document_of(i), section_at.get(found[i][0], -1), found[i][2], themes_of.get(i, ())) for i in order
    )
    return tuple(measures), _positions(order)


def _tasks(
    rows: _Rows, measure_at: dict[str, int], places: dict[tuple[str, str], Place]
) -> tuple[tuple[Task, ...], dict[str, int]]:
    found = rows.first("""SELECT ?t ?measure ?order ?text ?attribution ?tail WHERE {
        ?t a fg:Task ; fg:partOf ?measure . OPTIONAL { ?t fg:position ?order } OPTIONAL { ?t fg:text ?text }
        OPTIONAL { ?t fg:attributionText ?attribution } OPTIONAL { ?t fg:tail ?tail } }""")
    limits = rows.all("SELECT ?t ?words WHERE { ?t fg:timeLimit/fg:limitText ?words }")
    targets = rows.all("SELECT ?t ?words WHERE { ?t fg:target/fg:targetText ?words }")
    inside = [iri for iri in found if found[iri][0] in measure_at]
    order = sorted(inside, key=lambda iri: (measure_at[found[iri][0]], _number(found[iri][1]), iri))
    tasks = (
        Task(
            measure=measure_at[found[i][0]],
            text=found[i][2],
            attribution=found[i][3],
            place=places.get((i, "span")),
            attribution_place=places.get((i, "attributionSpan")),
            limits=limits.get(i, ()),
            targets=targets.get(i, ()),
            tail=found[i][4],
            iri=i,
        )
        for i in order
    )
    return tuple(tasks), _positions(order)


def _parties(rows: _Rows) -> tuple[tuple[Party, ...], dict[str, int], dict[str, Label]]:
    found = rows.first("""
        SELECT ?party (MIN(?short) AS ?name) (MIN(?z) AS ?zh) (MIN(?e) AS ?en) (MAX(?n) AS ?new)
        WHERE {
        { SELECT DISTINCT ?p WHERE { ?a fg:ofTask ?t ; fg:party ?p } }
        OPTIONAL { ?p fg:groupType ?type } BIND(COALESCE(?type, ?p) AS ?party)
        OPTIONAL { ?p fg:shortName ?short } OPTIONAL { ?p fg:newToAuthority ?n }
        OPTIONAL { ?p skos:prefLabel ?z FILTER(LANGMATCHES(LANG(?z), "zh")) }
        OPTIONAL { ?p skos:prefLabel ?e FILTER(LANGMATCHES(LANG(?e), "en")) } } GROUP BY ?party""")
    classes = rows.all("""SELECT ?party ?class WHERE {
        { SELECT DISTINCT ?p WHERE { ?a fg:ofTask ?t ; fg:party ?p } }
        OPTIONAL { ?p fg:groupType ?type } BIND(COALESCE(?type, ?p) AS ?party)
        ?p a ?class FILTER(STRSTARTS(STR(?class), STR(fg:))) }""")
    aliases = rows.all("""SELECT ?p ?alias WHERE {
        { SELECT DISTINCT ?p WHERE { ?a fg:ofTask ?t ; fg:party ?p } } ?p skos:altLabel ?alias }""")
    labels = rows.first("""SELECT ?class (MIN(?z) AS ?zh) (MIN(?e) AS ?en) WHERE { ?class rdfs:label ?l .
        FILTER(STRSTARTS(STR(?class), STR(fg:)))
        OPTIONAL { ?class rdfs:label ?z FILTER(LANGMATCHES(LANG(?z), "zh")) }
        OPTIONAL { ?class rdfs:label ?e FILTER(LANGMATCHES(LANG(?e), "en")) } } GROUP BY ?class""")
    order = sorted(found)
    kind_of = {iri: _most_special(classes.get(iri, ())) for iri in order}
    parties = (
        Party(
            name=found[i][0] or found[i][1] or i,
            full=found[i][1] or found[i][0] or i,
            english=found[i][2],
            kind=kind_of[i].rpartition("#")[2],
            aliases=aliases.get(i, ()),
            known=found[i][3] != "true",
            iri=i,
        )
        for i in order
    )
    kinds = {iri.rpartition("#")[2]: _label(iri, *labels.get(iri, ("", ""))) for iri in sorted(set(kind_of.values()))}
    return tuple(parties), _positions(order), kinds


def _assignments(
    rows: _Rows, task_at: dict[str, int], party_at: dict[str, int], places: dict[tuple[str, str], Place]
) -> tuple[Assignment, ...]:
    found: dict[tuple[Any, ...], Assignment] = {}
    for (
        iri,
        task,
        party,
        role,
        basis,
        rank,
        surface,
    ) in rows("""
        SELECT ?a ?task ?party ?role ?basis ?rank ?surface WHERE {
        ?a fg:ofTask ?task ; fg:party ?p ; fg:role ?role . OPTIONAL { ?a fg:basis ?basis }
        OPTIONAL { ?p fg:groupType ?type } BIND(COALESCE(?type, ?p) AS ?party)
        OPTIONAL { ?a fg:rank ?rank } OPTIONAL { ?a fg:surface ?surface } }"""):
        if task in task_at:
            key = task_at[task], _number(rank), iri, role
            found[key] = Assignment(
                task=task_at[task],
                party=party_at[party],
                role=role.rpartition("#")[2],
                basis=basis.rpartition("#")[2],
                surface=surface,
                place=places.get((iri, "span")),
            )
    return tuple(found[key] for key in sorted(found))


def _most_special(classes: Iterable[str]) -> str:
    """The class that says most: any that is not GENERAL, the first in order if several.

    >>> _most_special(["x#Body", "x#GovernmentDepartment"])
    'x#GovernmentDepartment'
    """
    ranked: Callable[[str], tuple[bool, str]] = lambda iri: (iri.rpartition("#")[2] in GENERAL, iri)  # noqa: E731
    return min(classes, key=ranked, default="https://w3id.org/fengong/ont#Party")


def _label(iri: str, zh: str, en: str) -> Label:
    """The label in both languages, the other language or the end of the IRI where one is missing."""
    name = iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]
    return Label(zh or en or name, en or zh or name, iri)


def _positions(order: Iterable[str]) -> dict[str, int]:
    return {iri: place for place, iri in enumerate(order)}


def _number(text: str) -> int:
    return int(text) if text else 0
