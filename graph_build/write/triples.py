"""Document to quads: N-Quads lines, sorted, without blank nodes, so that equal documents give equal bytes.

What a document says stands in a graph of its own; what many say alike, in the common graph (ontology.prefixes).
Text is written straight (17 times the speed of ``rdflib.Graph.add``, measured); the store bulk-loads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph_build import identifiers
from graph_build.model import (
    AGENCY,
    CO,
    COLLECTIVE,
    LEAD,
    Attribution,
    Basis,
    Citation,
    Clue,
    Document,
    Field,
    Indexing,
    Measure,
    Mention,
    Party,
    Review,
    Rule,
    Section,
    Span,
    Target,
    Task,
    TimeLimit,
)
from graph_build.write.lines import Patterns, Said, day, filled, integer, iri, literal, repeated
from ontology.prefixes import COMMON
from ontology.terms import DCTERMS, ELI, FG, PROV, RDF, SKOS, XSD


@dataclass(frozen=True, slots=True)
class Run:
    """What made the graph: the same run makes the same bytes, so it is named by versions and hashes, not by a clock."""

    software: str  #: fengong-0.1.0
    authority: str  #: hash of the authority file

    def address(self, source_hash: str) -> str:
        """The IRI of this run over one source."""
        return identifiers.run(self.software, self.authority, source_hash)


_BASIS = {basis: FG[basis].encode() for basis in Basis}


@dataclass(slots=True)
class _Writer:
    """Collects the quads of one document; ``subject`` is an IRI, ``value`` a finished term."""

    document: Document
    address: str
    text: str  #: IRI of the expression, which holds the text
    patterns: Patterns  #: of the graph that is written to
    lines: set[bytes] = field(default_factory=set)
    nodes: list[bytes] = field(default_factory=list)  #: all lines about one node, or one and the nodes below it, sorted
    described: set[tuple[str, str]] = field(default_factory=set)  #: parties with a name written, and "" for the rest
    quoted: set[str] = field(default_factory=set)  #: spans

    def add(self, subject: str, predicate: str, value: str, graph: str = "") -> None:
        self.lines.add(f"<{subject}> <{predicate}> {value} {graph or self.patterns.graph} .\n".encode())

    def fill(self, pattern: bytes, node: str, said: Said) -> None:
        """Adds lines about a node of which more is said elsewhere."""
        self.lines.update(filled(pattern, node.encode(), said).splitlines(keepends=True))

    def types(self, subject: str, *classes: str, graph: str = "") -> None:
        for name in classes:
            self.add(subject, RDF.type, iri(name), graph)

    def span(self, span: Span, quote: str = "") -> bytes:
        """The IRI of the place in the source text where the words of ``span`` stand, once said what stands there."""
        return self.quoted_at(self.document.place(span), span, quote)

    def quoted_at(self, place: Span, span: Span | None = None, quote: str = "") -> bytes:
        """The IRI of a ``place`` in the source text, which quotes ``quote``, or ``span``, or what stands there."""
        node = identifiers.span(self.text, place)
        if node not in self.quoted:
            self.quoted.add(node)
            words = span.of(self.document.text) if span else place.of(self.document.reflowed.source)
            exact = repeated(quote) if quote else literal(words).encode()
            said: dict[bytes, bytes | int | float] = {b"start": place.start, b"end": place.end, b"exact": exact}
            imprint, pattern = self.document.imprint, self.patterns.span
            if (page := imprint.page(place)) is not None:
                said[b"page"], pattern = page, self.patterns.paged_span
                if (confidence := imprint.confidence(place)) is not None:
                    said[b"confidence"], pattern = confidence, self.patterns.recognised_span
            self.nodes.append(filled(pattern, node.encode(), said))
        return node.encode()

    def located(self, subject: str, span: Span) -> None:
        """Gives ``subject`` the span where its words stand."""
        self.add(subject, FG.span, iri(self.span(span).decode()))

    def party(self, party: Party) -> str:
        """The IRI of ``party``; one that the authority file does not know is described, for all documents at once.

        Only an open group is of this document alone, and so is what is said of it.
        """
        if party.known or (party.iri, party.name) in self.described:
            return party.iri
        graph = "" if party.group_type else iri(COMMON)
        self.described.add((party.iri, party.name))
        if party.name not in (party.short, party.full):
            self.add(party.iri, SKOS.altLabel, literal(party.name, "zh"), graph)
        if (party.iri, "") not in self.described:
            self.described.add((party.iri, ""))
            self.types(party.iri, *(FG[name] for name in party.classes or CLASSES[party.kind]), graph=graph)
            self.add(party.iri, SKOS.prefLabel, literal(party.full, "zh"), graph)
            self.add(party.iri, FG.shortName, literal(party.short), graph)
            if party.jurisdiction:
                self.add(party.iri, FG.jurisdiction, iri(identifiers.place(party.jurisdiction)), graph)
            if party.group_type:
                self.add(party.iri, FG.groupType, iri(party.group_type), graph)
            if party.kind is AGENCY:
                self.add(party.iri, FG.newToAuthority, literal("true", datatype=XSD.boolean), graph)
        return party.iri

    def fields(self, predicate: str, fields: tuple[Field, ...]) -> None:
        for item in fields:
            if item.party:
                self.add(self.address, predicate, iri(self.party(item.party)))

    def citation(self, unit: str, rank: int, citation: Citation) -> None:
        node = f"{unit}/c{rank}"
        number = identifiers.DocumentNumber.parse(citation.number) if citation.number else None
        target = identifiers.document(number.key) if number else identifiers.cited(citation.title)
        if target == self.address:
            return
        self.types(node, FG.Citation)
        self.add(node, FG.citingUnit, iri(unit))
        self.add(node, FG.citedDocument, iri(target))
        self.add(node, FG.function, iri(FG[_FUNCTIONS[citation.function]]))
        self.add(node, FG.citedTitle, literal(citation.title, "zh"))
        self.located(node, citation.span)
        self.add(self.address, FG.cites, iri(target))
        if citation.function == "implements":
            self.add(self.address, FG.implements, iri(target))
        common = iri(COMMON)
        self.types(target, FG.Document if number else FG.UnresolvedDocument, graph=common)
        self.add(target, DCTERMS.title, literal(citation.title, "zh"), common)
        if number:
            self.add(target, FG.documentNumber, literal(str(number)), common)

    def section(self, section: Section, order: int, keys: dict[str, str]) -> None:
        node = f"{self.address}/{keys[section.id]}"
        self.types(node, FG.Section)
        self.add(node, FG.partOf, iri(f"{self.address}/{keys[section.parent]}" if section.parent else self.address))
        self.add(node, DCTERMS.identifier, literal(section.id))
        self.add(node, FG.marker, literal(section.marker))
        self.add(node, DCTERMS.title, literal(section.title, "zh"))
        self.add(node, FG.position, integer(order))
        self.located(node, section.span)

    def measure(self, measure: Measure, node: str, order: int) -> None:
        said: Said = {
            b"parent": node.rsplit("/", 1)[0].encode(),
            b"number": literal(measure.number).encode(),
            b"words": literal(measure.text).encode(),
            b"order": order,
            b"span": self.span(measure.span),
        }
        self.fill(self.patterns.measure, node, said)
        for _, theme, _ in indexed(measure):
            self.add(node, DCTERMS.subject, iri(theme))
        for rank, citation in enumerate(measure.citations, 1):
            self.citation(node, rank, citation)
        for rank, task in enumerate(measure.asked, 1):
            self.task(task, f"{node}/t{rank}", node, rank, _rules_for(self.document, measure))

    def task(self, task: Task, node: str, measure: str, order: int, rules: tuple[Rule, ...]) -> None:
        words = literal(task.span.of(self.document.text)).encode()
        said: Said = {b"parent": measure.encode(), b"words": words, b"order": order, b"span": self.span(task.span)}
        self.fill(self.patterns.task, node, said)
        if task.attribution and task.attribution.text:  # without, only a person named somebody
            self.attribution(task.attribution, node)
        own = self.patterns
        review = self.review(task.review, node) if task.review else own
        self.patterns = review if task.review and task.review.bodies else own
        for rank, mention in enumerate(_named(task, rules), 1):
            self.assignment(mention, f"{node}/a{rank}", node, rank)
        self.patterns = review if task.review and task.review.limits else own
        for rank, limit in enumerate(task.limits, 1):
            self.limit(limit, f"{node}/d{rank}", node)
        self.patterns = own
        for rank, target in enumerate(task.targets, 1):
            self.target(target, f"{node}/q{rank}", node)

    def review(self, review: Review, task: str) -> Patterns:
        """The patterns of the review graph, where it is written that the task was corrected, by whom and why."""
        graph = identifiers.graph("review", identifiers.document_key(self.document))
        own, reviewed = self.patterns, Patterns(iri(graph), self.text)
        self.patterns = reviewed
        if review.reason:
            self.add(task, FG.reviewReason, literal(review.reason))
        for words in review.extracted:
            self.add(task, FG.extracted, literal(words))
        editor = identifiers.agent(review.editor or "reviewer")
        self.add(graph, PROV.wasAttributedTo, iri(editor))
        self.patterns = own
        return reviewed

    def attribution(self, attribution: Attribution, task: str) -> None:
        said: Said = {
            b"words": literal(attribution.text).encode(),
            b"wording": repeated(attribution.wording),
            b"span": self.span(attribution.span, attribution.text),
        }
        self.fill(self.patterns.attribution, task, said)
        if attribution.tail:
            self.add(task, FG.tail, literal(attribution.tail))

    def assignment(self, mention: Mention, node: str, task: str, rank: int) -> None:
        if mention.party is None:
            return
        said: Said = {
            b"task": task.encode(),
            b"party": self.party(mention.party).encode(),
            b"basis": _BASIS[mention.basis],
            b"rank": rank,
            b"surface": repeated(mention.surface),
            b"name": repeated(mention.name),
            b"span": self.span(mention.span, mention.surface),
        }
        self.nodes.append(filled(self.patterns.assignment[mention.role], node.encode(), said))

    def limit(self, limit: TimeLimit, node: str, task: str) -> None:
        self.add(task, FG.timeLimit, iri(node))
        self.types(node, FG.TimeLimit, limit.kind.term)
        self.add(node, FG.limitText, literal(limit.text))
        if limit.earliest:
            self.add(node, FG.earliest, day(limit.earliest))
        if limit.latest:
            self.add(node, FG.latest, day(limit.latest))
        self.located(node, limit.span)

    def target(self, target: Target, node: str, task: str) -> None:
        self.add(task, FG.target, iri(node))
        self.types(node, FG.Target)
        self.add(node, FG.targetText, literal(target.text))
        self.add(node, FG.indicator, literal(target.indicator))
        self.add(node, FG.comparator, iri(target.comparator.term))
        if target.minimum is not None:
            self.add(node, FG.minimum, literal(f"{target.minimum:f}", datatype=XSD.decimal))
        if target.maximum is not None:
            self.add(node, FG.maximum, literal(f"{target.maximum:f}", datatype=XSD.decimal))
        self.add(node, FG.unitOfMeasure, literal(target.unit))
        self.located(node, target.span)

    def head(self) -> None:
        header, node = self.document.header, self.address
        self.types(node, FG.Document)
        if header.title:
            self.add(node, DCTERMS.title, literal(header.title.text, "zh"))
        if header.number:
            self.add(node, FG.documentNumber, literal(header.number))
        for predicate, moment in (
            (ELI.date_document, header.date),
            (FG.validFrom, header.valid_from),
            (FG.validUntil, header.valid_until),
        ):
            if moment:
                self.add(node, predicate, day(moment))
        if self.document.jurisdiction:
            self.add(node, FG.jurisdiction, iri(identifiers.place(self.document.jurisdiction)))
        self.fields(FG.issuer, header.issuers)
        self.fields(FG.addressee, header.addressees)
        self.fields(FG.cc, header.cc)
        for rank, citation in enumerate(header.citations, 1):
            self.citation(node, rank, citation)
        for rank, rule in enumerate(header.rules, 1):
            rule_node = f"{node}/r{rank}"
            self.add(node, FG.standingRule, iri(rule_node))
            self.types(rule_node, FG.StandingRule)
            self.add(rule_node, FG.text, literal(rule.text))
            self.located(rule_node, rule.span)

    def expression(self, run: Run, source_hash: str) -> None:
        node, activity = self.text, run.address(source_hash)
        self.types(node, ELI.LegalExpression, PROV.Entity)
        self.add(node, ELI.realizes, iri(self.address))
        self.add(node, FG.sourceName, literal(self.document.name))
        self.add(node, FG.sourceHash, literal(source_hash))
        self.add(node, FG.content, literal(self.document.reflowed.source))
        self.add(node, PROV.wasGeneratedBy, iri(activity))
        self.types(activity, PROV.Activity)
        self.add(activity, PROV.used, iri(node))
        software = identifiers.software(run.software)
        self.add(activity, PROV.wasAssociatedWith, iri(software))
        self.types(software, PROV.SoftwareAgent, graph=iri(COMMON))
        self.add(self.patterns.graph[1:-1], PROV.wasGeneratedBy, iri(activity))
        self.recognition(node)

    def recognition(self, text: str) -> None:
        """What recognised the text in pictures, if anything had to, and the letters that it was not sure of."""
        imprint = self.document.imprint
        if not imprint.extractor:
            return
        software = identifiers.software(identifiers.segment(imprint.extractor))
        self.add(text, FG.extractedBy, iri(software))
        self.types(software, PROV.SoftwareAgent, graph=iri(COMMON))
        for letter in imprint.doubtful:
            self.add(text, FG.doubtful, iri(self.quoted_at(letter).decode()))


#: What follows from a role: the shortcut to the party, the class of the assignment, the task's link to it.
_INFERRED = {
    LEAD: (FG.ledBy, FG.LeadAssignment, FG.leadAssignment),
    CO: (FG.supportedBy, FG.CoAssignment, FG.coAssignment),
}
#: The classes of a party that nothing more is known of.
CLASSES = {AGENCY: ("Body",), COLLECTIVE: ("Group", "OpenGroup")}
_FUNCTIONS = {
    "implements": "implementing",
    "based-on": "basedOn",
    "cites": "mentioning",
    "amends": "amending",
    "repeals": "repealing",
}
EVIDENCE = {
    Clue.WORDS: "byWords",
    Clue.HEADING: "byHeading",
    Clue.TITLE: "byTitle",
    Clue.LEAD: "byLead",
    Clue.LAW: "byLaw",
    Clue.NEIGHBOURS: "byNeighbours",
    Clue.REVIEW: "byReview",
}


def _rules_for(document: Document, measure: Measure) -> tuple[Rule, ...]:
    """The standing rules that add parties to ``measure``."""
    return tuple(rule for rule in document.header.rules if rule.mentions and rule.covers(measure))


def named(document: Document) -> Iterator[tuple[Mention, ...]]:
    """For each task everybody who gets an assignment: by its own words and by the document's standing rules."""
    for measure in document.measures:
        rules = _rules_for(document, measure)
        for task in measure.asked:
            yield tuple(_named(task, rules))


def _named(task: Task, rules: tuple[Rule, ...]) -> Iterator[Mention]:
    """Everybody named for ``task``: in its attribution, and by ``rules`` unless a person said who answers for it."""
    if task.attribution:
        yield from task.attribution.mentions
    if not (task.review and task.review.bodies):
        for rule in rules:
            yield from rule.mentions


def quads(document: Document, run: Run) -> list[str]:
    """The lines of ``document``: of its own graph, of the review graph and of the common one, sorted, each once."""
    return [f"{line}\n" for line in nquads(document, run).decode().split("\n")[:-1]]


def nquads(document: Document, run: Run) -> bytes:
    """``quads`` as one piece of N-Quads: UTF-8 has the order of code points and is quicker to sort."""
    key = identifiers.document_key(document)
    source_hash = identifiers.digest(document.reflowed.source, 64)
    address = identifiers.document(key)
    text = identifiers.text(address, source_hash)
    writer = _Writer(document, address, text, Patterns(iri(identifiers.graph("doc", key)), text))
    writer.head()
    writer.expression(run, source_hash)
    sections, measures = identifiers.unit_keys(document)
    for order, section in enumerate(document.sections, 1):
        writer.section(section, order, sections)
    for order, (measure, path) in enumerate(zip(document.measures, measures, strict=True), 1):
        writer.measure(measure, f"{address}/{path}", order)
    # No other line sorts between the lines of a node: three of four need no sorting.
    return b"".join(sorted([*writer.nodes, *writer.lines]))


def derived(document: Document) -> list[str]:
    """What follows from what the document says, in a graph of its own: what OWL would infer, and why a theme was given.

    The class of each assignment and the shortcuts are there so that a question needs no reasoner.
    """
    key = identifiers.document_key(document)
    address, end = identifiers.document(key), f"{iri(identifiers.graph('derived', key))} .\n"
    nodes = (
        f"<{address}/{path}/t{rank}>"
        for measure, path in zip(document.measures, identifiers.unit_keys(document)[1], strict=True)
        for rank in range(1, len(measure.asked) + 1)
    )
    found: set[str] = set()
    for node, mentions in zip(nodes, named(document), strict=True):
        for rank, mention in enumerate(mentions, 1):
            if mention.party:
                answers, kind, assigned = _INFERRED[mention.role]
                assignment = f"{node[:-1]}/a{rank}>"
                found.add(f"{assignment} <{RDF.type}> <{kind}> {end}")
                found.add(f"{node} <{assigned}> {assignment} {end}")
                found.add(f"{node} <{answers}> <{mention.party.iri}> {end}")
                found.add(f"{node} <{FG.involves}> <{mention.party.iri}> {end}")
    for measure, path in zip(document.measures, identifiers.unit_keys(document)[1], strict=True):
        found.update(f"{line} {end}" for line in _indexings(measure, f"{address}/{path}"))
    return sorted(found)


def indexed(measure: Measure) -> Iterator[tuple[str, str, Indexing]]:
    """The level, the IRI and the reasons of each theme of a measure: policy fields, then aspects."""
    for index in measure.fields:
        yield "field", identifiers.policy_field(index.theme), index
    for index in measure.themes:
        yield "theme", identifiers.theme(index.theme), index


def _indexings(measure: Measure, address: str) -> Iterator[str]:
    """The triples that say why ``measure`` has each of its themes, and how surely."""
    for level, theme, index in indexed(measure):
        node = f"<{address}/{level}/{index.theme}>"
        yield f"{node} <{RDF.type}> <{FG.Indexing}>"
        yield f"{node} <{FG.indexedMeasure}> <{address}>"
        yield f"{node} <{FG.indexedTheme}> <{theme}>"
        yield f"{node} <{FG.sureness}> {literal(str(index.sureness), datatype=XSD.decimal)}"
        for clue, words in index.evidence:
            yield from (f"{node} <{FG[EVIDENCE[clue]]}> {literal(word)}" for word in words)
