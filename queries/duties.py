"""Who is responsible for what, as records: what a planner's files are written from.

One pass of plain SPARQL over any endpoint; the records are frozen, in the order of the documents, and know
nothing of RDF.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from ontology.errors import BadQuery

if TYPE_CHECKING:
    import networkx as nx

    from queries.endpoint import Endpoint

    Graph: TypeAlias = nx.Graph[str]

FG = "https://w3id.org/fengong/ont#"
LEAD, CO = "lead", "co"
OPEN, CLOSED = "open", "closed"
POINTS = ",.;，。；、 \n"
_CONTACT = re.compile(
    r"[，,；;。、\s]{0,3}(?:联系(?:人|电话|方式|邮箱)|(?:咨询|办公)?电话|手机|传真|电子邮箱|邮箱)(?:及电话)?[:：]\s*[^，,；;。、（）()\s]+"
)
Groups: TypeAlias = Literal["keep", "expand", "exclude"]  #: what to do with classes of bodies


@dataclass(frozen=True, slots=True)
class Document:
    """A document that holds tasks."""

    iri: str
    title: str
    number: str
    date: str
    issuers: tuple[str, ...] = ()
    jurisdiction: str = ""  #: IRI of the place it holds in, "" if none is known
    place: str = ""  #: the name of that place
    level: str = ""  #: "centre", "province", "prefecture", "county", "township", or "" if none is known
    label: str = ""  #: how it is shown


@dataclass(frozen=True, slots=True)
class Section:
    """A heading; ``parent`` is a section's IRI, or "" for the top."""

    iri: str
    title: str
    identifier: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A numbered unit, with the IRIs of its policy fields."""

    iri: str
    document: str
    section: str
    number: str
    text: str
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """What one attribution covers; ``start`` and ``end`` are its place in the source, -1 if unknown."""

    iri: str
    measure: str
    order: int
    text: str
    attribution: str = ""
    tail: str = ""
    start: int = -1
    end: int = -1

    @property
    def own_words(self) -> str:
        """The words of a task without the attribution at its end and the mark of the sentence before.

        >>> Task("", "", 1, ",发布知识产权评议工作指南(财政厅)", "(财政厅)").own_words
        '发布知识产权评议工作指南'
        """
        words = self.text.strip().rstrip(POINTS)
        if self.attribution:
            words = words.removesuffix(self.attribution)
        return without_contacts(words).strip().strip(POINTS).strip()


@dataclass(frozen=True, slots=True)
class Party:
    """A body, or a group of bodies: ``group`` is "open", "closed" or "" for a body."""

    iri: str
    name: str
    group: str = ""
    classes: tuple[str, ...] = ()  #: local names, sorted
    members: tuple[str, ...] = ()  #: of a closed group, as far as the authority file lists them
    new: bool = False  #: not in the authority file
    label: str = ""  #: the name that tells it apart in this graph: short where that is enough, else with its place

    @property
    def shown(self) -> str:
        """What it is called where no other may be meant."""
        return self.label or self.name


@dataclass(frozen=True, slots=True)
class Assignment:
    """One party on one task."""

    iri: str
    task: str
    party: str
    role: str
    basis: str
    rank: int
    surface: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit of a task; dates are ISO, "" where the words give none."""

    task: str
    kind: str
    text: str
    earliest: str = ""
    latest: str = ""


@dataclass(frozen=True)
class Duties:
    """All of it, each tuple in the order of the documents."""

    documents: tuple[Document, ...] = ()
    sections: tuple[Section, ...] = ()
    measures: tuple[Measure, ...] = ()
    tasks: tuple[Task, ...] = ()
    parties: tuple[Party, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    limits: tuple[Limit, ...] = ()
    themes: dict[str, dict[str, str]] = field(default_factory=dict)  #: IRI -> language -> label

    @cached_property
    def document(self) -> dict[str, Document]:
        """Documents by IRI."""
        return {document.iri: document for document in self.documents}

    @cached_property
    def section(self) -> dict[str, Section]:
        """Sections by IRI."""
        return {section.iri: section for section in self.sections}

    @cached_property
    def measure(self) -> dict[str, Measure]:
        """Measures by IRI."""
        return {measure.iri: measure for measure in self.measures}

    @cached_property
    def task(self) -> dict[str, Task]:
        """Tasks by IRI."""
        return {task.iri: task for task in self.tasks}

    @cached_property
    def party(self) -> dict[str, Party]:
        """Parties by IRI."""
        return {party.iri: party for party in self.parties}

    @cached_property
    def of_task(self) -> dict[str, tuple[Assignment, ...]]:
        """The assignments of each task, by rank; () for a task that names nobody."""
        found: dict[str, list[Assignment]] = {task.iri: [] for task in self.tasks}
        for assignment in self.assignments:
            found[assignment.task].append(assignment)
        return {task: tuple(sorted(those, key=lambda a: a.rank)) for task, those in found.items()}

    @cached_property
    def limits_of(self) -> dict[str, tuple[Limit, ...]]:
        """The time limits of each task that has any."""
        found: dict[str, list[Limit]] = defaultdict(list)
        for limit in self.limits:
            found[limit.task].append(limit)
        return {task: tuple(those) for task, those in found.items()}

    @cached_property
    def labels(self) -> dict[str, str]:
        """A short name of each task, unique here: "4-1" for the first of measure 4, longer where need be."""
        within = self.labels_within
        if len(set(within.values())) == len(within):
            return within
        of = {task.iri: self.document[self.measure[task.measure].document] for task in self.tasks}
        return {task: f"{of[task].number or of[task].title or of[task].iri}/{within[task]}" for task in within}

    @cached_property
    def labels_within(self) -> dict[str, str]:
        """A short name of each task, unique in its document: "4-1", or "2/4-1" where numbers repeat across sections."""
        mine: dict[str, list[Task]] = {document.iri: [] for document in self.documents}
        for task in self.tasks:
            mine[self.measure[task.measure].document].append(task)
        found: dict[str, str] = {}
        for tasks in mine.values():
            numbered = {task.iri: _by_number(self, task) for task in tasks}
            unique = len(set(numbered.values())) == len(tasks)
            found |= numbered if unique else {task.iri: _by_section(self, task) for task in tasks}
        return {task.iri: found[task.iri] for task in self.tasks}

    def named(self, task: str, role: str) -> tuple[str, ...]:
        """The names of those who have ``role`` in a task, in the order of the text."""
        return tuple(self.party[a.party].name for a in self.of_task[task] if a.role == role)

    def path(self, measure: Measure) -> tuple[Section, ...]:
        """The sections around a measure, the outermost first."""
        path: list[Section] = []
        at = measure.section
        while at in self.section:
            path.insert(0, self.section[at])
            at = self.section[at].parent
        return tuple(path)


def read(endpoint: Endpoint, documents: Collection[str] = ()) -> Duties:
    """The duties of a graph; only those of ``documents`` (numbers, IRIs or ends of IRIs) if any are given."""
    known = tuple(_documents(endpoint))
    chosen = _chosen(known, documents)
    inside = {document.iri for document in chosen}
    sections = tuple(Section(*row) for row in _rows(endpoint, SECTIONS))
    themes: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for measure, theme, label, language in _rows(endpoint, THEMES):
        if theme not in themes[measure]:
            themes[measure].append(theme)
        if label:
            labels[theme][language] = label
    measures = tuple(
        Measure(iri, document, section, number, text, tuple(themes.get(iri, ())))
        for iri, document, section, number, text in _rows(endpoint, MEASURES)
        if document in inside
    )
    held = {measure.iri for measure in measures}
    place = {measure.iri: number for number, measure in enumerate(measures)}
    tasks = sorted(
        (
            Task(iri, measure, int(order), text, attribution, tail, int(start or -1), int(end or -1))
            for iri, measure, order, text, attribution, tail, start, end in _rows(endpoint, TASKS)
            if measure in held
        ),
        key=lambda task: (place[task.measure], task.order),
    )
    turn = {task.iri: number for number, task in enumerate(tasks)}
    assignments = sorted(
        (
            # an open group (相关部门) is counted as one of its kind, not as a party a mention
            Assignment(iri, task, kind or party, _local(role), _local(basis), int(rank), surface)
            for iri, task, party, kind, role, basis, rank, surface in _rows(endpoint, ASSIGNMENTS)
            if task in turn
        ),
        key=lambda a: (turn[a.task], a.rank, a.iri),
    )
    limits = sorted(
        (
            Limit(task, _local(kind), text, earliest, latest)
            for task, kind, text, earliest, latest in _rows(endpoint, LIMITS)
            if task in turn
        ),
        key=lambda limit: (turn[limit.task], limit.latest, limit.text),
    )
    return Duties(
        chosen,
        sections,
        measures,
        tuple(tasks),
        tuple(_parties(endpoint, dict.fromkeys(a.party for a in assignments))),
        tuple(assignments),
        tuple(limits),
        dict(labels),
    )


def without_contacts(words: str) -> str:
    """The words without persons to call and their numbers, which say nothing about who answers for a task.

    >>> without_contacts("（对接部门：区金融办；联系人：李华；联系电话：62810011）")
    '（对接部门：区金融办）'
    """
    return _CONTACT.sub("", words)


def two_mode(duties: Duties) -> Graph:
    """Parties (``bipartite=0``) and tasks (``bipartite=1``); edges carry ``role``, ``basis`` and ``rank``.

    A party named twice in a task counts once, as lead if it leads in either place. Tasks that name nobody are
    left out.
    """
    import networkx as nx

    graph: Graph = nx.Graph()
    named = {a.party for a in duties.assignments}
    graph.add_nodes_from((p.iri, {"bipartite": 0, "name": p.name}) for p in duties.parties if p.iri in named)
    for task in duties.tasks:
        if duties.of_task[task.iri]:
            graph.add_node(task.iri, bipartite=1, name=duties.labels[task.iri])
        for a in duties.of_task[task.iri]:
            if not (graph.has_edge(a.party, task.iri) and graph[a.party][task.iri]["role"] == LEAD):
                graph.add_edge(a.party, task.iri, role=a.role, basis=a.basis, rank=a.rank)
    return graph


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
            replace(a, role=CO) if a.role == LEAD and a.basis == "order" and len(duties.of_task[a.task]) > 1 else a
            for a in duties.assignments
        ),
    )


def led_by_order(duties: Duties) -> tuple[Task, ...]:
    """Tasks whose every lead rests on the order of names."""
    bases = {task: {a.basis for a in named if a.role == LEAD} for task, named in duties.of_task.items()}
    return tuple(task for task in duties.tasks if bases[task.iri] == {"order"})


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


def _keeping(duties: Duties, assignments: Iterable[Assignment]) -> Duties:
    turn = {task.iri: number for number, task in enumerate(duties.tasks)}
    kept = tuple(sorted(assignments, key=lambda a: (turn[a.task], a.rank, a.party)))
    named = {a.party for a in kept}
    return replace(duties, assignments=kept, parties=tuple(p for p in duties.parties if p.iri in named))


def _by_number(duties: Duties, task: Task) -> str:
    return f"{duties.measure[task.measure].number}-{task.order}"


def _by_section(duties: Duties, task: Task) -> str:
    path = duties.path(duties.measure[task.measure])
    return "/".join([*([path[-1].identifier] if path else []), _by_number(duties, task)])


def _documents(endpoint: Endpoint) -> Iterator[Document]:
    issuers: dict[str, list[str]] = defaultdict(list)
    for document, name in _rows(endpoint, ISSUERS):
        issuers[document].append(name)
    places = {document: (iri, name, _local(level)) for document, iri, name, level in _rows(endpoint, PLACES)}
    for iri, title, number, date in _rows(endpoint, DOCUMENTS):
        place = places.get(iri, ("", "", ""))
        yield Document(iri, title, number, date, tuple(issuers[iri]), *place, title or iri.rpartition("/")[2])


def _chosen(known: tuple[Document, ...], wanted: Collection[str]) -> tuple[Document, ...]:
    """The documents asked for; all of them if none are."""
    for name in wanted:
        if not any(name in {d.iri, d.number, d.iri.rpartition("/")[2]} for d in known):
            numbers = "、".join(d.number or d.iri for d in known) or "none"
            raise BadQuery(f"no document {name} in this graph; it holds: {numbers}")
    return tuple(d for d in known if not wanted or {d.iri, d.number, d.iri.rpartition("/")[2]} & set(wanted))


def _parties(endpoint: Endpoint, iris: Iterable[str]) -> Iterator[Party]:
    """The parties named, and the members of the groups among them, with what is known of them."""
    names: dict[str, str] = {}
    for iri, name in _rows(endpoint, NAMES):
        names.setdefault(iri, name)
    classes: dict[str, set[str]] = defaultdict(set)
    for iri, kind in _rows(endpoint, CLASSES):
        if kind.startswith(FG):
            classes[iri].add(_local(kind))
    new = {iri for (iri,) in _rows(endpoint, NEW)}
    labels = {row[0]: row[1] for row in _rows(endpoint, LABELS)}
    members: dict[str, list[str]] = defaultdict(list)
    for group, member in _rows(endpoint, MEMBERS):
        members[group].append(member)
    named = list(iris)
    for iri in dict.fromkeys([*named, *(member for group in named for member in members.get(group, ()))]):
        kinds = classes[iri]
        group = OPEN if "OpenGroup" in kinds else CLOSED if kinds & {"ClosedGroup", "Group"} else ""
        name = names.get(iri, iri.rpartition("/")[2])
        yield Party(
            iri, name, group, tuple(sorted(kinds)), tuple(members.get(iri, ())), iri in new, labels.get(iri, "")
        )


def _rows(endpoint: Endpoint, query: str) -> Iterator[tuple[str, ...]]:
    return endpoint.select(PREFIXES + query).plain()


def _local(iri: str) -> str:
    return iri.removeprefix(FG)


PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
DOCUMENTS = """
SELECT ?document (SAMPLE(?title_) AS ?title) (SAMPLE(?number_) AS ?number) (SAMPLE(?date_) AS ?date) WHERE {
  ?document a fg:Document ; eli:date_document|^eli:realizes ?any .
  OPTIONAL { ?document dcterms:title ?title_ } OPTIONAL { ?document fg:documentNumber ?number_ }
  OPTIONAL { ?document eli:date_document ?date_ }
} GROUP BY ?document ORDER BY ?date ?document"""
ISSUERS = """
SELECT DISTINCT ?document ?name WHERE { ?document fg:issuer ?issuer . ?issuer fg:shortName|skos:prefLabel
?name_ .
  BIND(STR(?name_) AS ?name) FILTER(LANG(?name_) IN ("", "zh")) FILTER NOT EXISTS {
    ?issuer fg:shortName|skos:prefLabel ?other . FILTER(LANG(?other) IN ("", "zh") && STRLEN(STR(?other)) >
    STRLEN(?name)) } }
ORDER BY ?document ?name"""
PLACES = """
SELECT ?document ?place (SAMPLE(?name_) AS ?name) (SAMPLE(?level_) AS ?level) WHERE {
  ?document a fg:Document ; fg:jurisdiction ?place .
  OPTIONAL { ?place skos:prefLabel ?name_ FILTER(LANG(?name_) IN ("", "zh")) }
  OPTIONAL { ?place fg:level ?level_ }
} GROUP BY ?document ?place ORDER BY ?document ?place"""
SECTIONS = """
SELECT ?section ?title ?identifier ?parent WHERE {
  ?section a fg:Section ; fg:position ?order . OPTIONAL { ?section dcterms:title ?title }
  OPTIONAL { ?section dcterms:identifier ?identifier }
  OPTIONAL { ?section fg:partOf ?parent . ?parent a fg:Section }
} ORDER BY ?order ?section"""
MEASURES = """
SELECT ?measure ?document ?section ?number ?text WHERE {
  ?measure a fg:Measure ; fg:partOf+ ?document ; fg:position ?order . ?document a fg:Document .
  OPTIONAL { ?measure fg:partOf ?section . ?section a fg:Section }
  OPTIONAL { ?measure dcterms:identifier ?number } OPTIONAL { ?measure fg:text ?text }
} ORDER BY ?document ?order"""
THEMES = """
SELECT DISTINCT ?measure ?theme ?label (LANG(?label) AS ?language) WHERE {
  ?measure a fg:Measure ; dcterms:subject ?subject . ?subject skos:broader* ?theme .
  FILTER NOT EXISTS { ?theme skos:broader ?wider } OPTIONAL { ?theme skos:prefLabel ?label }
} ORDER BY ?measure ?theme ?language"""
TASKS = """
SELECT ?task ?measure ?order ?text ?attribution ?tail ?start ?end WHERE {
  ?task a fg:Task ; fg:partOf ?measure ; fg:position ?order . OPTIONAL { ?task fg:text ?text }
  OPTIONAL { ?task fg:attributionText ?attribution } OPTIONAL { ?task fg:tail ?tail }
  OPTIONAL { ?task fg:span ?span . ?span oa:start ?start ; oa:end ?end }
}"""
ASSIGNMENTS = """
SELECT ?assignment ?task ?party ?groupType ?role ?basis ?rank ?surface WHERE {
  ?assignment fg:ofTask ?task ; fg:party ?party ; fg:role ?role ; fg:basis ?basis ; fg:rank ?rank .
  OPTIONAL { ?party fg:groupType ?groupType } OPTIONAL { ?assignment fg:surface ?surface }
}"""
LIMITS = """
SELECT ?task ?kind ?text ?earliest ?latest WHERE {
  ?task fg:timeLimit ?limit . ?limit a ?kind ; fg:limitText ?text . FILTER(?kind != fg:TimeLimit)
  FILTER(STRSTARTS(STR(?kind), STR(fg:)))
  OPTIONAL { ?limit fg:earliest ?earliest } OPTIONAL { ?limit fg:latest ?latest }
}"""
NAMES = """
SELECT ?party ?name WHERE { ?named fg:shortName ?name . OPTIONAL { ?named fg:groupType ?groupType }
  BIND(COALESCE(?groupType, ?named) AS ?party) } ORDER BY ?party ?name"""
CLASSES = """
SELECT DISTINCT ?party ?kind WHERE { { ?a fg:party ?named } UNION { ?group fg:groupMember ?named } ?named a
?kind
  OPTIONAL { ?named fg:groupType ?groupType } BIND(COALESCE(?groupType, ?named) AS ?party) }"""
LABELS = """
SELECT DISTINCT ?party ?label WHERE { { ?a fg:party ?named } UNION { ?group fg:groupMember ?named }
  OPTIONAL { ?named fg:groupType ?groupType } BIND(COALESCE(?groupType, ?named) AS ?party)
  ?party rdfs:label ?label } ORDER BY ?party ?label"""
NEW = """
SELECT DISTINCT ?party WHERE { ?party fg:newToAuthority true }"""
MEMBERS = """
SELECT DISTINCT ?group ?member WHERE { ?group fg:groupMember ?member } ORDER BY ?group ?member"""
