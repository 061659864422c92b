"""What shapes.ttl finds in a graph, one document at a time.

A document by itself, with the authority file's word on the things it names beside it: a shape sees some thousand
statements however many documents there are, and "in one document" needs no saying.

The shapes are SHACL (W3C Recommendation 2017), so that every processor knows them. Its core is put into functions over
the statements once (constraints.py), which takes a tenth of the time that a query for each shape does; what is SPARQL
(Recommendation, 5) is asked of a store. pySHACL, which takes a hundred times as long, is what tests hold this against.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ontology import constraints
from ontology.compiled import sources
from ontology.constraints import SH, Faults, Node, Target
from ontology.findings import Finding, Severity
from ontology.patterns import regex
from ontology.prefixes import PREFIXES
from ontology.statements import Statements
from ontology.terms import FG, RDF
from ontology.turtle import documents, ntriples, words

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions, Store, Triple

    from ontology.constraints import Term

SHAPES = Path(__file__).parent / "shapes.ttl"
_PREFIXES = "".join(f"PREFIX {name}: <{long}>\n" for name, long in PREFIXES.items())


class Graph:
    """What one document states, for the rules that are ``asked``: in a store for those in SPARQL.

    Beside it stands the authority file's word on what it names, of which half is labels that no rule reads.
    """

    def __init__(
        self, lines: Iterable[str], asked: tuple[Rule, ...], authority: tuple[Path, ...] | None = None
    ) -> None:
        self.asked = asked
        self.stated = _with_authority(lines, _described(sources() if authority is None else authority, _spoken(asked)))

    @cached_property
    def store(self) -> Store:
        """The statements that queries speak of; they are our own lines, whose IRIs need no second check."""
        from pyoxigraph import RdfFormat, Store

        store, pairs = Store(), self.stated.pairs
        spoken = _spoken(tuple(rule for rule in self.asked if isinstance(rule, Query)))
        lines = (f"{subject} {name} {value} ." for name in spoken for subject, value in pairs(name))
        store.load("\n".join(lines).encode(), format=RdfFormat.N_TRIPLES, lenient=True)
        return store


@dataclass(frozen=True, slots=True)
class Rule(ABC):
    """What is to be so in the graph of a document."""

    code: str
    severity: Severity
    fault: str
    message_zh: str
    message_en: str

    @property
    @abstractmethod
    def names(self) -> frozenset[str]:
        """The IRIs it speaks of, as N-Triples writes them: statements with other predicates mean nothing to it."""

    @abstractmethod
    def at_fault(self, graph: Graph) -> Iterable[tuple[str, str]]:
        """The things at fault, each with the value that is wrong, or ""."""

    def findings(self, graph: Graph) -> Iterator[Finding]:
        """What is found in a graph that is not so."""
        for focus, value in self.at_fault(graph):
            yield Finding(self.code, self.severity, self.fault, focus, value, self.message_zh, self.message_en)


@dataclass(frozen=True, slots=True)
class Shape(Rule):
    """A shape of SHACL's core."""

    faults: Faults
    names: frozenset[str]

    def at_fault(self, graph: Graph) -> Iterable[tuple[str, str]]:
        """As the shape says."""
        return self.faults(graph.stated)


@dataclass(frozen=True, slots=True)
class Query(Rule):
    """A query whose rows are faults: of ?focus and perhaps ?value, or of ?value alone if asked for each $this.

    A predicate that is a variable in it is one that it names, as in ``VALUES ?property { fg:text }``.
    """

    text: str
    about: Target | None = None  #: what finds the nodes that the query is asked for one by one

    @property
    def names(self) -> frozenset[str]:
        """Those that its text has."""
        return _named(self.text)

    def at_fault(self, graph: Graph) -> Iterator[tuple[str, str]]:
        """As the query says; one over a whole text has the thing at fault as its value."""
        from pyoxigraph import NamedNode, Variable

        if self.about is None:
            for focus, value in cast("QuerySolutions", graph.store.query(self.text)):
                yield focus.value, value.value if value else ""
            return
        for this in self.about(graph.stated):
            # bound beforehand (Recommendation, 5.3.1)
            bound: dict[Variable, Term | Triple] = {Variable("this"): NamedNode(words(this))}
            for row in cast("QuerySolutions", graph.store.query(self.text, substitutions=bound)):
                yield row["value"].value, ""


def validate(nquads: Iterable[str], *, authority: Iterable[Path] | None = None) -> tuple[Finding, ...]:
    """What the shapes find in the N-Quads lines ``nquads``, sorted within a document, documents by name.

    Only what stands in named graphs of documents is checked: derived statements are passed over.
    """
    paths = tuple(authority) if authority is not None else None
    return tuple(
        finding for stated in documents(nquads).values() for finding in found(Graph(stated, rules(), paths), rules())
    )


def found(graph: Graph, asked: Iterable[Rule]) -> tuple[Finding, ...]:
    """What is found in a graph that is not as ``asked``; sorted."""
    return tuple(sorted({finding for rule in asked for finding in rule.findings(graph)}))


def described(statements: Iterable[str], authority: tuple[Path, ...]) -> list[str]:
    """The N-Triples lines of a document, and all those of the authority file about what it names."""
    return _with_authority(statements, _described(authority)).lines


def _with_authority(statements: Iterable[str], known: Mapping[str, Sequence[str]]) -> Statements:
    """What a document states, and what is ``known`` of the terms in it."""
    stated = Statements(statements)
    stated.add(line for term in sorted(stated.terms & known.keys()) for line in known[term])
    return stated


@cache
def _described(paths: tuple[Path, ...], spoken: frozenset[str] | None = None) -> dict[str, list[str]]:
    """The statements of the authority file by their subject: those with predicates that are ``spoken`` of, or all."""
    lines: dict[str, list[str]] = defaultdict(list)
    for line in ntriples(path for path in paths if path.exists()):
        subject, predicate, _ = line.split(" ", 2)
        if spoken is None or predicate in spoken:
            lines[subject].append(line)
    return dict(lines)


@cache
def _spoken(asked: tuple[Rule, ...]) -> frozenset[str]:
    """What the rules that are ``asked`` speak of."""
    return frozenset[str]().union(*(rule.names for rule in asked))


_TERM = regex(
    r"""
    PREFIX \s+ (?P<prefix> \w* ) : \s* < (?P<namespace> [^<>\s]* ) >  # PREFIX fg: <https://w3id.org/fengong/ont#>
    | < (?P<iri> [^<>\s]+ ) >                                         # <https://w3id.org/fengong/ont#party>
    | \b (?P<short> \w* ) : (?P<name> [\w-]+ )                        # fg:party
    """,
    re.VERBOSE,
)


@cache
def _named(query: str) -> frozenset[str]:
    """The IRIs in the text of a query, in N-Triples, and rdf:type, which it may call ``a``.

    >>> sorted(_named("PREFIX fg: <urn:fg#> SELECT ?p { ?a fg:party ?p ; <urn:rank> 1 }"))
    ['<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>', '<urn:fg#party>', '<urn:rank>']
    """
    prefixes: dict[str, str] = {}
    names = {f"<{RDF.type}>"}
    for term in _TERM.finditer(query):
        if term["prefix"] is not None:
            prefixes[term["prefix"]] = term["namespace"]
        elif term["iri"]:
            names.add(f"<{term['iri']}>")
        elif term["short"] in prefixes:
            names.add(f"<{prefixes[term['short']]}{term['name']}>")
    return frozenset(names)


@cache
def rules() -> tuple[Rule, ...]:
    """All shapes, in the order of their names."""
    from pyoxigraph import RdfFormat, parse

    graph: dict[str, dict[str, list[Term]]] = {}
    for triple in parse(path=str(SHAPES), format=RdfFormat.TURTLE):
        graph.setdefault(str(triple.subject), {}).setdefault(triple.predicate.value, []).append(
            cast("Term", triple.object)
        )
    return tuple(_rule(graph, graph[name]) for name in sorted(graph) if FG.code in graph[name])


def _rule(graph: constraints.Graph, shape: Node) -> Rule:
    """One shape: its own SPARQL, else what its nodes are, what values they have, and how many."""
    messages = {str(message).rpartition("@")[2]: message.value for message in shape[f"{SH}message"]}
    called = (
        shape[FG.code][0].value,
        Severity(shape[f"{SH}severity"][0].value.removeprefix(SH).lower()),
        shape[FG.fault][0].value,
        messages["zh"],
        messages["en"],
    )
    if own := shape.get(f"{SH}sparql"):
        select = graph[str(own[0])][f"{SH}select"][0].value
        return Query(*called, _PREFIXES + select, constraints.target(shape))
    return Shape(*called, constraints.faults(graph, shape), constraints.names(graph, shape))
