"""SHACL Core over the statements of one document: what shapes ask of nodes, as functions.

These are the targets, paths and constraints of the W3C Recommendation (2017, 2 to 4) that shapes.ttl uses. A term of
SHACL that is not known here is refused, never passed over; pySHACL is what tests hold this against.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from ontology.patterns import regex
from ontology.statements import OF_CLASSES, Path, Statements
from ontology.terms import FG, RDF, XSD
from ontology.turtle import datatype, words

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode

    Term: TypeAlias = NamedNode | BlankNode | Literal

#: What is said of a node of the graph of shapes, by predicate; and of all nodes, by their names in N-Triples.
Node: TypeAlias = "Mapping[str, list[Term]]"
Graph: TypeAlias = "Mapping[str, Node]"
#: Whether a node, given as N-Triples writes it, is as it should be.
Condition: TypeAlias = Callable[[Statements, str], bool]
#: The nodes that a shape is about.
Target: TypeAlias = Callable[[Statements], Iterable[str]]
#: What is at fault, each with the value that is wrong, "" where one is missing; both in plain words.
Faults: TypeAlias = Callable[[Statements], Iterator[tuple[str, str]]]

SH = "http://www.w3.org/ns/shacl#"
_PATH, _HAS_VALUE, _QUALIFIED = f"{SH}path", f"{SH}hasValue", f"{SH}qualifiedValueShape"
_COUNTS = (("minCount", "maxCount", ""), ("qualifiedMinCount", "qualifiedMaxCount", _QUALIFIED))


def target(shape: Node) -> Target:
    """What gives the nodes that a shape is about."""
    ((found, node),) = ((_TARGETS[term], str(shape[term][0])) for term in _TARGETS if term in shape)
    return lambda stated: found(stated, node)


def faults(graph: Graph, shape: Node) -> Faults:
    """What finds the faults against a shape: nodes that do not meet it, or their values on its path."""
    about = target(shape)
    if _PATH in shape:
        values = _Values.of(graph, shape)
        return lambda stated: (
            (words(node), words(value)) for node in about(stated) for value in values.at_fault(stated, node)
        )
    met = _met(graph, shape)
    return lambda stated: ((words(node), words(node)) for node in about(stated) if not met(stated, node))


def names(graph: Graph, shape: Node) -> frozenset[str]:
    """The IRIs that a shape, or what it is made of, speaks of, and those that say what class a node is of."""
    found, nodes = set(OF_CLASSES), [shape]
    for node in nodes:  # which grow meanwhile
        said = {str(value) for values in node.values() for value in values}
        found |= said
        nodes += [graph[name] for name in said if name.startswith("_:")]
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Count:
    """How many values there must be and may be of those that fit."""

    least: int
    most: float
    fits: Condition | None  #: None where all do

    @classmethod
    def each(cls, graph: Graph, shape: Node) -> Iterator[_Count]:
        """The counts that a shape wants."""
        for least, most, which in _COUNTS:
            few, many = (shape.get(f"{SH}{bound}") for bound in (least, most))
            if few or many:
                fits = _met(graph, graph[str(shape[which][0])]) if which else None
                yield cls(int(few[0].value) if few else 0, int(many[0].value) if many else float("inf"), fits)

    def is_kept(self, stated: Statements, values: Collection[str]) -> bool:
        """Whether there are so many values."""
        fits = self.fits
        return self.least <= (sum(fits(stated, each) for each in values) if fits else len(values)) <= self.most


@dataclass(frozen=True, slots=True)
class _Values:
    """What a shape asks of the values on its path."""

    path: Path
    fits: Condition
    wanted: frozenset[str]
    counts: tuple[_Count, ...]

    @classmethod
    def of(cls, graph: Graph, shape: Node) -> _Values:
        """What this shape asks."""
        wanted = frozenset(map(str, shape.get(_HAS_VALUE, ())))
        each = {term: said for term, said in shape.items() if term != _HAS_VALUE}
        return cls(_path(graph, shape[_PATH][0]), _conditions(graph, each), wanted, tuple(_Count.each(graph, shape)))

    def at_fault(self, stated: Statements, node: str) -> Iterator[str]:
        """The values of a node that are wrong, "" for those that are missing or too many."""
        values = stated.values(node, self.path)
        for value in values:
            if not self.fits(stated, value):
                yield value
        for count in self.counts:
            if not count.is_kept(stated, values):
                yield ""
        if not self.wanted <= values:
            yield ""

    def are_right(self, stated: Statements, node: str) -> bool:
        """Whether a node has all that is asked, and nothing that is wrong."""
        return next(self.at_fault(stated, node), None) is None


def _met(graph: Graph, shape: Node) -> Condition:
    """Whether a node meets a shape."""
    return _Values.of(graph, shape).are_right if _PATH in shape else _conditions(graph, shape)


def _path(graph: Graph, path: Term) -> Path:
    """A path: a property, one read backwards, one after the other."""
    said = graph.get(str(path), {})
    if inverse := said.get(f"{SH}inversePath"):
        return [(predicate, not backwards) for predicate, backwards in reversed(_path(graph, inverse[0]))]
    if RDF.first in said:
        return [step for each in _items(graph, path) for step in _path(graph, each)]
    return [(str(path), False)]


def _items(graph: Graph, head: Term) -> Iterator[Term]:
    """The members of an RDF list."""
    while head.value != RDF.nil:
        yield graph[str(head)][RDF.first][0]
        head = graph[str(head)][RDF.rest][0]


def _conditions(graph: Graph, shape: Node) -> Condition:
    """Whether a node is as a shape asks of it alone."""
    conditions = []
    for term, said in shape.items():
        if term in _ELSEWHERE:
            continue
        if term not in _CONDITIONS:
            raise ValueError(f"shapes.ttl: <{term}> is not known here; put it into ontology/constraints.py")
        conditions += [_CONDITIONS[term](graph, value) for value in said]
    if len(conditions) == 1:
        return conditions[0]
    return lambda stated, node: all(met(stated, node) for met in conditions)


def _of_class(_: Graph, kind: Term) -> Condition:
    name = str(kind)
    return lambda stated, node: node in stated.instances(name)


def _of_kind(_: Graph, kind: Term) -> Condition:
    begins = {f"{SH}IRI": "<", f"{SH}Literal": '"', f"{SH}BlankNode": "_:"}[kind.value]
    return lambda _, node: node.startswith(begins)


def _of_type(_: Graph, kind: Term) -> Condition:
    name, written = kind.value, _WRITTEN[kind.value]
    return lambda _, node: datatype(node) == name and bool(written.fullmatch(words(node)))


def _bound(keeps: Callable[[Decimal, Decimal], bool]) -> Callable[[Graph, Term], Condition]:
    """Whether a number is within a bound; what is no number is not."""

    def bounded(_: Graph, bound: Term) -> Condition:
        limit = Decimal(bound.value)

        def met(_: Statements, node: str) -> bool:
            written = _WRITTEN.get(datatype(node))
            return bool(written and written.fullmatch(words(node))) and keeps(Decimal(words(node)), limit)

        return met

    return bounded


def _at_least_so_long(_: Graph, length: Term) -> Condition:
    least = int(length.value)
    return lambda _, node: len(words(node)) >= least


def _matching(_: Graph, pattern: Term) -> Condition:
    expression = re.compile(pattern.value)
    return lambda _, node: bool(expression.search(words(node)))


def _one_of(graph: Graph, head: Term) -> Condition:
    members = frozenset(map(str, _items(graph, head)))
    return lambda _, node: node in members


def _any_met(graph: Graph, head: Term) -> Condition:
    shapes = [_met(graph, graph[str(shape)]) for shape in _items(graph, head)]
    return lambda stated, node: any(met(stated, node) for met in shapes)


def _not_met(graph: Graph, shape: Term) -> Condition:
    met = _met(graph, graph[str(shape)])
    return lambda stated, node: not met(stated, node)


def _itself(_: Graph, value: Term) -> Condition:
    wanted = str(value)
    return lambda _, node: node == wanted


_TARGETS: Mapping[str, Callable[[Statements, str], Iterable[str]]] = {
    f"{SH}targetClass": Statements.instances,
    f"{SH}targetSubjectsOf": Statements.step,
    f"{SH}targetObjectsOf": lambda stated, predicate: stated.step(predicate, backwards=True),
}
#: How literals of the types that shapes ask for are written.
_WRITTEN = {
    XSD.integer: regex(r"[+-]?[0-9]+"),
    XSD.nonNegativeInteger: regex(r"\+?[0-9]+|-0+"),
    XSD.decimal: regex(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
}
#: What is asked of a node alone.
_CONDITIONS: Mapping[str, Callable[[Graph, Term], Condition]] = {
    f"{SH}class": _of_class,
    f"{SH}nodeKind": _of_kind,
    f"{SH}datatype": _of_type,
    f"{SH}minInclusive": _bound(operator.ge),
    f"{SH}maxInclusive": _bound(operator.le),
    f"{SH}minLength": _at_least_so_long,
    f"{SH}pattern": _matching,
    f"{SH}in": _one_of,
    f"{SH}or": _any_met,
    f"{SH}not": _not_met,
    f"{SH}property": lambda graph, shape: _met(graph, graph[str(shape)]),
    _HAS_VALUE: _itself,
}
#: What is no condition on a node: what a shape is called, what it is about, and how many values there are.
_ELSEWHERE = {RDF.type, FG.code, FG.fault, *_TARGETS, _PATH, _QUALIFIED} | {
    f"{SH}{name}" for name in ("severity", "message", *(bound for least, most, _ in _COUNTS for bound in (least, most)))
}
