"""What shapes.ttl finds in a graph, one document at a time.

A document by itself, with the authority file's word on the things it names beside it: a shape sees some thousand
statements however many documents there are, and "in one document" needs no saying.

The shapes are SHACL (W3C Recommendation 2017), so that every processor knows them. Its core is put into functions over
the statements once (constraints.py), which takes a tenth of the time that a query for each shape does; what is SPARQL
(Recommendation, 5) is asked of a store. pySHACL, which takes a hundred times as long, is what tests hold this against.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ontology import constraints
from ontology.compiled import sources
from ontology.constraints import SH, Faults, Node, Target
from ontology.findings import Finding, Severity
from ontology.prefixes import PREFIXES
from ontology.statements import Statements
from ontology.terms import FG
from ontology.turtle import documents, ntriples, words

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions, Store, Triple

    from ontology.constraints import Term

SHAPES = Path(__file__).parent / "shapes.ttl"
_PREFIXES = "".join(f"PREFIX {name}: <{long}>\n" for name, long in PREFIXES.items())


class Graph:
    """What one document states, with the authority file's word on what it names; in a store for what SPARQL asks."""

    def __init__(self, lines: Iterable[str], authority: tuple[Path, ...] | None = None) -> None:
        self.stated = Statements(lines)
        known = _described(sources() if authority is None else authority)
        self.stated.add(line for term in sorted(self.stated.terms & known.keys()) for line in known[term])

    @cached_property
    def store(self) -> Store:
        """The statements in a store."""
        from pyoxigraph import Store

        return _put(Store(), self.stated.lines)

    def add(self, lines: Iterable[str]) -> None:
        """States more, for what SPARQL asks."""
        _put(self.store, lines)


def _put(store: Store, lines: Iterable[str]) -> Store:
    """The ``store`` with our own lines of N-Triples, which need no second check of their IRIs."""
    from pyoxigraph import RdfFormat

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

    def at_fault(self, graph: Graph) -> Iterable[tuple[str, str]]:
        """As the shape says."""
        return self.faults(graph.stated)


@dataclass(frozen=True, slots=True)
class Query(Rule):
    """A query whose rows are faults: of ?focus and perhaps ?value, or of ?value alone if asked for each $this."""

    text: str
    about: Target | None = None  #: what finds the nodes that the query is asked for one by one

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
    return tuple(finding for stated in documents(nquads).values() for finding in check(Graph(stated, paths)))


def check(graph: Graph) -> tuple[Finding, ...]:
    """What the shapes find in the graph of one document; sorted."""
    return found(graph, rules())


def found(graph: Graph, asked: Iterable[Rule]) -> tuple[Finding, ...]:
    """What is found in a graph that is not as ``asked``; sorted."""
    return tuple(sorted({finding for rule in asked for finding in rule.findings(graph)}))


def described(statements: list[str], authority: tuple[Path, ...]) -> list[str]:
    """The N-Triples lines of a document, and those of the authority file about what it names."""
    return list(Graph(statements, authority).stated.lines)


@cache
def _described(paths: tuple[Path, ...]) -> dict[str, list[str]]:
    """The statements of the authority file by their subject."""
    lines: dict[str, list[str]] = defaultdict(list)
    for line in ntriples(path for path in paths if path.exists()):
        lines[line.partition(" ")[0]].append(line)
    return dict(lines)


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
    return Shape(*called, constraints.faults(graph, shape))
