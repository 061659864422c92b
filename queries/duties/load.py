"""The graph -> Duties: plain patterns of one step each, joined here, so that the cost grows with the graph and no more.

A path of any length, or an OPTIONAL over one, is what an engine walks anew for each row; the parent of each unit is
asked for once, and the way up is walked here.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ontology.collecting import collecting_rarely
from ontology.enumerations import Basis, Level, LimitKind, Role
from ontology.errors import BadQuery
from queries.ask.endpoint import Local
from queries.ask.table import local
from queries.duties.records import (
    Assignment,
    Document,
    Duties,
    Limit,
    Measure,
    Party,
    Place,
    Section,
    Task,
    Text,
    group_of,
)
from queries.duties.tables import Made, Written

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

_PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
#: A document that was read has a text, one that is merely cited has none.
_DOCUMENTS = """SELECT DISTINCT ?document ?text ?title ?number ?date ?label ?place WHERE {
  ?document fg:mainText ?text .
  OPTIONAL { ?document dcterms:title ?title } OPTIONAL { ?document fg:documentNumber ?number }
  OPTIONAL { ?document eli:date_document ?date } OPTIONAL { ?document rdfs:label ?label }
  OPTIONAL { ?document fg:jurisdiction ?place }
} ORDER BY ?date ?document"""
_ISSUERS = "SELECT DISTINCT ?document ?issuer WHERE { ?document fg:issuer ?issuer } ORDER BY ?document ?issuer"
_TEXTS = "SELECT ?text ?name WHERE { ?document fg:mainText ?text . ?text fg:sourceName ?name } ORDER BY ?text ?name"
_CONTENTS = "SELECT DISTINCT ?text ?content WHERE { ?document fg:mainText ?text . ?text fg:content ?content }"
_PARENTS = "SELECT DISTINCT ?unit ?parent WHERE { ?unit fg:partOf ?parent }"
_ORDERS = "SELECT DISTINCT ?unit ?order WHERE { ?unit fg:position ?order }"
_SECTIONS = """SELECT DISTINCT ?section ?identifier ?marker ?title WHERE {
  ?section a fg:Section . OPTIONAL { ?section dcterms:identifier ?identifier }
  OPTIONAL { ?section fg:marker ?marker } OPTIONAL { ?section dcterms:title ?title } }"""
_MEASURES = """SELECT DISTINCT ?measure ?number ?text WHERE {
  ?measure a fg:Measure . OPTIONAL { ?measure dcterms:identifier ?number } OPTIONAL { ?measure fg:text ?text } }"""
_SUBJECTS = "SELECT DISTINCT ?measure ?theme WHERE { ?measure dcterms:subject ?theme } ORDER BY ?measure ?theme"
_BROADER = "SELECT DISTINCT ?theme ?above WHERE { ?theme skos:broader ?above }"
_CONCEPTS = """SELECT DISTINCT ?theme ?label (LANG(?label) AS ?language) WHERE {
  ?theme a skos:Concept ; skos:prefLabel ?label } ORDER BY ?theme ?language ?label"""
_TASKS = """SELECT DISTINCT ?task ?text ?attribution ?tail WHERE {
  ?task a fg:Task . OPTIONAL { ?task fg:text ?text }
  OPTIONAL { ?task fg:attributionText ?attribution } OPTIONAL { ?task fg:tail ?tail } }"""
_TARGETS = """SELECT DISTINCT ?task ?words WHERE {
  ?task fg:target ?target . ?target fg:targetText ?words } ORDER BY ?words"""
_ASSIGNMENTS = """SELECT DISTINCT ?assignment ?task ?party ?role ?basis ?rank ?surface WHERE {
  ?assignment fg:ofTask ?task ; fg:party ?party ; fg:role ?role ; fg:basis ?basis ; fg:rank ?rank .
  OPTIONAL { ?assignment fg:surface ?surface } }"""
_LIMITS = """SELECT DISTINCT ?task ?kind ?text ?earliest ?latest WHERE {
  ?task fg:timeLimit ?limit . ?limit a ?kind ; fg:limitText ?text . FILTER(?kind != fg:TimeLimit)
  FILTER(STRSTARTS(STR(?kind), STR(fg:)))
  OPTIONAL { ?limit fg:earliest ?earliest } OPTIONAL { ?limit fg:latest ?latest } }"""
_PLACES = """SELECT DISTINCT ?unit ?text ?start ?end WHERE {
  ?unit %s ?span . ?span oa:hasSource ?text ; oa:start ?start ; oa:end ?end }"""
_KINDS = "SELECT DISTINCT ?named ?kind WHERE { ?named fg:groupType ?kind }"
_MEMBERS = "SELECT DISTINCT ?group ?member WHERE { ?group fg:groupMember ?member } ORDER BY ?group ?member"
_CLASSES = """SELECT DISTINCT ?party ?class WHERE { ?party a ?class ; fg:shortName ?name .
  FILTER(STRSTARTS(STR(?class), STR(fg:))) }"""
_NAMED = "SELECT DISTINCT ?party ?name WHERE { ?party %s ?name } ORDER BY ?party ?name"
_IN_LANGUAGE = """SELECT DISTINCT ?party ?name WHERE { ?party fg:shortName ?short ; %s ?name .
  FILTER(LANGMATCHES(LANG(?name), "%s")) } ORDER BY ?party ?name"""
_NEW = "SELECT DISTINCT ?party WHERE { ?party fg:newToAuthority true }"
_JURISDICTIONS = """SELECT DISTINCT ?place ?name ?level WHERE { ?place a fg:Jurisdiction .
  OPTIONAL { ?place skos:prefLabel ?name FILTER(LANGMATCHES(LANG(?name), "zh")) }
  OPTIONAL { ?place fg:level ?level } } ORDER BY ?place ?name"""


def documents(endpoint: Endpoint) -> tuple[Document, ...]:
    """The documents of a graph alone, by date."""
    if tables := tables_of(endpoint):
        return tables.documents()
    ask = _Asking(endpoint)
    return _with_issuers(ask, tuple(_documents(ask, ask.first(_JURISDICTIONS))))


def load(endpoint: Endpoint, documents: Collection[str] = (), *, texts: bool = False) -> Duties:
    """The duties of a graph; only those of ``documents`` (numbers, labels, IRIs or their ends) if any are given.

    ``texts`` brings the source texts too, in which places are shown. Where tables stand beside the graph, they are
    read; otherwise it is asked. Both answer alike.
    """
    with collecting_rarely():
        if tables := tables_of(endpoint):
            return tables.duties(chosen(tables.documents(), documents), texts=texts)
        return asked(endpoint, documents, texts=texts)


def documents_of(endpoint: Endpoint) -> tuple[Document, ...]:
    """The documents of a graph in their order, the earliest first; who issued them is told by ``load``."""
    if tables := tables_of(endpoint):
        return tables.documents()
    ask = _Asking(endpoint)
    return tuple(_documents(ask, ask.first(_JURISDICTIONS)))


def of_rows(rows: Mapping[str, Sequence[Mapping[str, object]]], *, texts: bool = False) -> Duties:
    """The duties that the rows of all tables tell, as they are where documents were read and no graph is kept."""
    tables = Made(rows)
    return tables.duties(tables.documents(), texts=texts)


def tables_of(endpoint: Endpoint) -> Written | None:
    """The tables beside the graph, if it is here and has some."""
    if not isinstance(endpoint, Local) or not endpoint.tables:
        return None
    return Written(endpoint.tables, endpoint.within)


def asked(endpoint: Endpoint, documents: Collection[str] = (), *, texts: bool = False) -> Duties:
    """The duties of a graph as questions to it tell them."""
    ask = _Asking(endpoint)
    jurisdictions = ask.first(_JURISDICTIONS)
    known = tuple(_documents(ask, jurisdictions))
    asked_for = chosen(known, documents)
    held = tuple(document.iri for document in asked_for)
    units = _Units(ask, held)
    shown = {document.text: document.iri for document in asked_for if document.text}
    places = _places(ask, "fg:span", shown)
    around = _places(ask, "fg:attributionSpan", shown)
    themes, labels = _themes(ask, units)
    sections = tuple(
        Section(iri, title, identifier, units.section_of(iri), units.document_of(iri), marker, places.get(iri))
        for iri, (identifier, marker, title) in units.ordered(ask.first(_SECTIONS))
    )
    measures = tuple(
        Measure(iri, units.document_of(iri), units.section_of(iri), number, text, themes.get(iri, ()), places.get(iri))
        for iri, (number, text) in units.ordered(ask.first(_MEASURES))
    )
    targets = ask.all(_TARGETS)
    tasks = tuple(
        Task(
            iri,
            units.parent[iri],
            units.order.get(iri, 0),
            text,
            attribution,
            tail,
            places.get(iri),
            around.get(iri),
            tuple(targets.get(iri, ())),
        )
        for iri, (text, attribution, tail) in units.ordered(ask.first(_TASKS))
    )
    turn = {task.iri: number for number, task in enumerate(tasks)}
    kinds = {named: kind for named, (kind,) in ask.first(_KINDS).items()}
    assignments = sorted(
        (
            # an open group (相关部门) is counted as one of its kind, not as a party a mention
            Assignment(
                iri,
                task,
                kinds.get(party, party),
                Role.of(role),
                Basis.of(basis),
                int(rank),
                surface,
                places.get(iri),
            )
            for iri, (task, party, role, basis, rank, surface) in ask.first(_ASSIGNMENTS).items()
            if task in turn
        ),
        key=lambda a: (turn[a.task], a.rank, a.iri),
    )
    limits = sorted(
        (
            Limit(task, LimitKind.of(kind), text, earliest, latest)
            for task, kind, text, earliest, latest in ask.rows(_LIMITS)
            if task in turn
        ),
        key=lambda limit: (turn[limit.task], limit.latest, limit.text),
    )
    named = dict.fromkeys(a.party for a in assignments)
    parties = tuple(_parties(ask, named, kinds, jurisdictions))
    return Duties(
        _with_issuers(ask, asked_for),
        sections,
        measures,
        tasks,
        parties,
        tuple(assignments),
        tuple(limits),
        labels,
        tuple(_texts(ask, shown, contents=texts)),
    )


class _Asking:
    """Asks with the prefixes declared and answers with plain strings, "" where nothing is bound."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def rows(self, query: str) -> Iterator[tuple[str, ...]]:
        """The rows."""
        return zip(*self._endpoint.columns(_PREFIXES + query).values(), strict=True)

    def first(self, query: str) -> dict[str, tuple[str, ...]]:
        """For each value of the first column the rest of its first row in order: a thing is one row."""
        found: dict[str, tuple[str, ...]] = {}
        for key, *rest in self.rows(query):
            row = tuple(rest)
            if key not in found or row < found[key]:
                found[key] = row
        return found

    def all(self, query: str) -> dict[str, list[str]]:
        """Every value of the second column for each of the first, in order."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for key, value in self.rows(query):
            found[key].append(value)
        return found


class _Units:
    """Where each unit of the ``held`` documents stands: its parent, its document, its turn."""

    def __init__(self, ask: _Asking, held: Collection[str]) -> None:
        self.parent = {unit: parent for unit, (parent,) in ask.first(_PARENTS).items()}
        self.order = {unit: int(order) for unit, (order,) in ask.first(_ORDERS).items()}
        self._turn = {document: number for number, document in enumerate(held)}
        self._documents: dict[str, str] = {document: document for document in held}

    def document_of(self, unit: str) -> str:
        """The document that a unit is part of, "" if it is none of those held."""
        found = self._documents.get(unit)
        if found is None:
            parent = self.parent.get(unit, "")
            found = self._documents[unit] = self.document_of(parent) if parent else ""
        return found

    def section_of(self, unit: str) -> str:
        """The section that a unit is part of, "" right below the document."""
        parent = self.parent[unit]
        return "" if parent == self.document_of(unit) else parent

    def ordered(self, units: Mapping[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
        """The units of the documents held, in the order of the documents, and of the text within each."""
        inside = [(iri, row) for iri, row in units.items() if self.document_of(iri)]
        return sorted(inside, key=lambda item: (*self._place(item[0]), item[0]))

    def _place(self, unit: str) -> tuple[int, int, int]:
        """Document, measure or section, task: positions of measures and sections run through their document."""
        parent = self.parent[unit]
        own = self.order.get(unit, 0)
        document = self._turn[self.document_of(unit)]
        if parent in self.order and unit.startswith(f"{parent}/t"):
            return document, self.order[parent], own
        return document, own, 0


def _documents(ask: _Asking, jurisdictions: Mapping[str, tuple[str, ...]]) -> Iterator[Document]:
    found = ask.first(_DOCUMENTS)
    for iri in sorted(found, key=lambda iri: (found[iri][3], iri)):
        text, title, number, date, label, place = found[iri]
        name, level = jurisdictions.get(place, ("", ""))
        shown = label or title or number or iri.rpartition("/")[2]
        yield Document(iri, title, number, date, (), place, name, Level.of(level) if level else None, shown, text)


def _with_issuers(ask: _Asking, documents: Iterable[Document]) -> tuple[Document, ...]:
    issuers = ask.all(_ISSUERS)
    named = {iri for those in issuers.values() for iri in those}
    labels = _names(ask)
    names = {iri: labels.get(iri, iri.rpartition("/")[2]) for iri in named}
    return tuple(
        replace(document, issuers=tuple(sorted({names[iri] for iri in issuers.get(document.iri, ())})))
        for document in documents
    )


def _names(ask: _Asking) -> dict[str, str]:
    """The name of each party that is shown: its label, in a graph of others without labels its short name."""
    short = {party: name for party, (name,) in ask.first(_NAMED % "fg:shortName").items()}
    labels = ask.first(_IN_LANGUAGE % ("rdfs:label", "zh"))
    return short | {party: name for party, (name,) in labels.items()}


def chosen(known: tuple[Document, ...], wanted: Collection[str]) -> tuple[Document, ...]:
    """The documents asked for; all of them if none are."""
    if not wanted:
        return known
    asked = {_plain(name): name for name in wanted}
    called = [_called(document) for document in known]
    for plain, name in asked.items():
        if not any(plain in names for names in called):
            near = "、".join(_near(plain, known))
            raise BadQuery(
                f"图谱中没有文件“{name}”，写文号或标题，如：{near or '无'}。"
                f"No document {name} in this graph, near: {near or 'none'}"
            )
    return tuple(document for document, names in zip(known, called, strict=True) if names & asked.keys())


def _called(document: Document) -> set[str]:
    """What a document may be asked for by, as ``_plain`` writes it."""
    own = (document.iri, document.number, document.label, document.title, document.iri.rpartition("/")[2])
    return set(map(_plain, own)) - {""}


_BRACKETS = str.maketrans("[]()【】", "〔〕〔〕〔〕")


def _plain(name: str) -> str:
    """A number or title however its brackets and blanks are written.

    >>> _plain("国办发[2017] 126号") == _plain("国办发〔2017〕126号")
    True
    """
    return "".join(unicodedata.normalize("NFKC", name).split()).translate(_BRACKETS)


def _near(plain: str, known: Sequence[Document]) -> list[str]:
    """Documents whose numbers or titles hold the words or come near them; the first ones if none do."""
    shown = {name: d.number or d.label for d in known for name in map(_plain, (d.label, d.title, d.number)) if name}
    near = [name for name in shown if plain in name] or get_close_matches(plain, shown, n=5, cutoff=0.5) or [*shown]
    return list(dict.fromkeys(shown[name] for name in near))[:5]


def _texts(ask: _Asking, shown: Mapping[str, str], *, contents: bool) -> Iterator[Text]:
    held = ask.first(_CONTENTS) if contents else {}
    names = ask.first(_TEXTS)
    for text, document in shown.items():
        yield Text(text, document, *names.get(text, ("",)), *held.get(text, ("",)))


def _places(ask: _Asking, predicate: str, shown: Collection[str]) -> dict[str, Place]:
    """Where each unit stands in the text in which places are shown."""
    found: dict[str, Place] = {}
    for unit, text, start, end in ask.rows(_PLACES % predicate):
        if text in shown:
            place = Place(text, int(start), int(end))
            other = found.setdefault(unit, place)
            if (place.start, place.end) < (other.start, other.end):
                found[unit] = place
    return found


def _themes(ask: _Asking, units: _Units) -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, str]]]:
    """The policy fields of each measure of the documents held, and the labels of those: language -> label."""
    broader = ask.all(_BROADER)

    def top(theme: str, seen: frozenset[str] = frozenset()) -> set[str]:
        above = [a for a in broader.get(theme, ()) if a not in seen]
        return {t for a in above for t in top(a, seen | {theme})} if above else {theme}

    fields: dict[str, set[str]] = defaultdict(set)
    for measure, themes in ask.all(_SUBJECTS).items():
        for theme in themes if units.document_of(measure) else ():
            fields[measure] |= top(theme)
    used = {field for those in fields.values() for field in those}
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for theme, label, language in ask.rows(_CONCEPTS):
        if theme in used:
            labels[theme].setdefault(language, label)
    return {measure: tuple(sorted(those)) for measure, those in fields.items()}, dict(labels)


def _parties(
    ask: _Asking, named: Iterable[str], kinds: Mapping[str, str], jurisdictions: Mapping[str, tuple[str, ...]]
) -> Iterator[Party]:
    """The parties named, and the members of the groups among them, with what is known of them."""
    members = ask.all(_MEMBERS)
    instances: defaultdict[str, list[str]] = defaultdict(list)  # what is said of an open group is said of its instances
    for instance, kind in kinds.items():
        instances[kind].append(instance)
    labels = _names(ask)
    short = ask.all(_NAMED % "fg:shortName")
    full = ask.all(_IN_LANGUAGE % ("skos:prefLabel", "zh"))
    english = ask.all(_IN_LANGUAGE % ("skos:prefLabel", "en"))
    aliases = ask.all(_IN_LANGUAGE % ("skos:altLabel", "zh"))
    homes = ask.all(_NAMED % "fg:jurisdiction")
    classes = ask.all(_CLASSES)
    new = {party for (party,) in ask.rows(_NEW)}
    wanted = list(named)
    for iri in dict.fromkeys([*wanted, *(member for group in wanted for member in members.get(group, ()))]):
        borne = instances.get(iri, [iri])
        found = sorted({local(each) for at in borne for each in classes.get(at, ())})
        home = "" if iri in instances else _one(homes, iri)
        yield Party(
            iri,
            labels.get(iri) or min((labels[at] for at in borne if at in labels), default=iri.rpartition("/")[2]),
            group_of(found),
            tuple(found),
            tuple(members.get(iri, ())),
            iri in new,
            _least(short, borne),
            _least(full, borne),
            _least(english, borne),
            tuple(sorted({alias for at in borne for alias in aliases.get(at, ())})),
            home,
            jurisdictions.get(home, ("", ""))[0],
        )


def _least(values: Mapping[str, Sequence[str]], things: Iterable[str]) -> str:
    """The least of the values of several things, "" if they have none."""
    return min((value for thing in things for value in values.get(thing, ())), default="")


def _one(values: Mapping[str, Sequence[str]], key: str) -> str:
    """The first of the values of a thing, "" if it has none."""
    return next(iter(values.get(key, ())), "")
