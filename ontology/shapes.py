"""What shapes.ttl finds in a graph: its shapes are put into SPARQL once, and asked of one document at a time.

A document by itself, with the authority file's word on the things it names beside it: a shape sees some thousand
statements however many documents there are, and "in one document" needs no saying.

The shapes are SHACL (W3C Recommendation 2017; SPARQL-based constraints, 5), so that every processor knows them. As
SPARQL they take a thirtieth of the time; pySHACL is what tests hold this against. A term of SHACL that is not known
here is refused, never passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from ontology.compiled import sources
from ontology.findings import Finding, Severity
from ontology.prefixes import PREFIXES
from ontology.terms import FG, RDF, RDFS
from ontology.turtle import documents, ntriples

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

    Term: TypeAlias = NamedNode | BlankNode | Literal

#: What is said of a node of the graph of shapes, by predicate; and of all nodes, by their names in N-Triples.
_Node: TypeAlias = "Mapping[str, list[Term]]"
_Graph: TypeAlias = "Mapping[str, _Node]"

SHAPES = Path(__file__).parent / "shapes.ttl"
_SH = "http://www.w3.org/ns/shacl#"
_PREFIXES = "".join(f"PREFIX {name}: <{long}>\n" for name, long in PREFIXES.items())
_HAS_VALUE, _QUALIFIED = f"{_SH}hasValue", f"{_SH}qualifiedValueShape"
#: An instance of a class: by subclasses too, as far as the checked graph states them (Recommendation, 1.1).
_IS_A = f"<{RDF.type}>/<{RDFS.subClassOf}>*"
_TARGETS = {
    f"{_SH}targetClass": f"?focus {_IS_A} {{0}}",
    f"{_SH}targetSubjectsOf": "?focus {0} ?any",
    f"{_SH}targetObjectsOf": "?any {0} ?focus",
}


@dataclass(frozen=True, slots=True)
class Query:
    """What a shape asks; ``text`` gives ?focus and perhaps ?value, or ?value alone if asked for each ``this``."""

    code: str
    severity: Severity
    fault: str
    message_zh: str
    message_en: str
    text: str
    this: str = ""  #: what finds the nodes that the query is asked for one by one


def validate(nquads: Iterable[str], *, authority: Iterable[Path] | None = None) -> tuple[Finding, ...]:
    """What the shapes find in the N-Quads lines ``nquads``, sorted within a document, documents by name.

    Only what stands in named graphs of documents is checked: derived statements are passed over.
    """
    paths = tuple(authority) if authority is not None else sources()
    return tuple(finding for stated in documents(nquads).values() for finding in check(graph_of(stated, paths)))


def check(graph: Store) -> tuple[Finding, ...]:
    """What the shapes find in the graph of one document; sorted."""
    return found(graph, queries())


def found(graph: Store, asked: Iterable[Query]) -> tuple[Finding, ...]:
    """What these queries find in a graph; sorted."""
    findings = {
        Finding(each.code, each.severity, each.fault, focus, value, each.message_zh, each.message_en)
        for each in asked
        for focus, value in _rows(graph, each)
    }
    return tuple(sorted(findings))


def graph_of(stated: list[str], authority: tuple[Path, ...] | None = None) -> Store:
    """What one document states, as N-Triples lines, with the authority file's word on what it names."""
    from pyoxigraph import Store

    graph = Store()
    add(graph, described(stated, sources() if authority is None else authority))
    return graph


def add(graph: Store, lines: Iterable[str]) -> None:
    """Adds our own lines, which need no second check of their IRIs, to a graph."""
    from pyoxigraph import RdfFormat

    graph.load("\n".join(lines).encode(), format=RdfFormat.N_TRIPLES, lenient=True)


def described(statements: list[str], authority: tuple[Path, ...]) -> list[str]:
    """The N-Triples lines of a document, and those of the authority file about what it names."""
    known = _described(authority)
    named = {term for line in statements for term in line.split(" ", 3)[::2] if term in known}
    return [*statements, *(line for term in sorted(named) for line in known[term])]


@cache
def _described(paths: tuple[Path, ...]) -> dict[str, list[str]]:
    """The statements of the authority file by their subject."""
    lines: dict[str, list[str]] = defaultdict(list)
    for line in ntriples(path for path in paths if path.exists()):
        lines[line.partition(" ")[0]].append(line)
    return dict(lines)


def _rows(graph: Store, asked: Query) -> Iterator[tuple[str, str]]:
    """The things at fault, each with the value that is wrong."""
    from pyoxigraph import Variable

    def select(text: str, this: NamedNode | None = None) -> QuerySolutions:
        # $this is bound beforehand (Recommendation, 5.3.1)
        return cast("QuerySolutions", graph.query(text, substitutions={Variable("this"): this} if this else None))

    if not asked.this:
        for focus, value in select(asked.text):
            yield focus.value, value.value if value else ""
        return
    for (this,) in select(asked.this):
        # A query over a whole text has the thing at fault as its value.
        for row in select(asked.text, cast("NamedNode", this)):
            yield row["value"].value, ""


@cache
def queries() -> tuple[Query, ...]:
    """All shapes as queries, in the order of their names."""
    from pyoxigraph import RdfFormat, parse

    graph: dict[str, dict[str, list[Term]]] = {}
    for triple in parse(path=str(SHAPES), format=RdfFormat.TURTLE):
        graph.setdefault(str(triple.subject), {}).setdefault(triple.predicate.value, []).append(
            cast("Term", triple.object)
        )
    return tuple(query for name in sorted(graph) if FG.code in graph[name] for query in _queries(graph, graph[name]))


def _queries(graph: _Graph, shape: _Node) -> Iterator[Query]:
    """What one shape asks: its own SPARQL, else what its nodes are, what values they have, and how many."""
    messages = {str(message).rpartition("@")[2]: message.value for message in shape[f"{_SH}message"]}
    query = partial(
        Query,
        shape[FG.code][0].value,
        Severity(shape[f"{_SH}severity"][0].value.removeprefix(_SH).lower()),
        shape[FG.fault][0].value,
        messages["zh"],
        messages["en"],
    )
    target = _target(shape)
    if own := shape.get(f"{_SH}sparql"):
        select = graph[str(own[0])][f"{_SH}select"][0].value
        yield query(_PREFIXES + select, this=f"SELECT ?focus {{ {target} }}")
    elif f"{_SH}path" not in shape:
        yield query(f"SELECT ?focus (?focus AS ?value) {{ {target} FILTER (!({_met(graph, shape, '?focus')})) }}")
    else:
        path = _path(graph, shape[f"{_SH}path"][0])
        if conditions := _conditions(graph, shape, "?value"):
            yield query(f"SELECT DISTINCT ?focus ?value {{ {target} ?focus {path} ?value FILTER (!({conditions})) }}")
        for least, most, fits in _counts(graph, shape):
            bounds = [f"COUNT(DISTINCT ?each) < {least}"] if least else []
            bounds += [f"COUNT(DISTINCT ?each) > {most}"] if most is not None else []
            yield query(
                f"SELECT ?focus ?value {{ {target} OPTIONAL {{ ?focus {path} ?each FILTER ({fits('?each')}) }} }} "
                f"GROUP BY ?focus ?value HAVING ({' || '.join(bounds)})"
            )


def _target(shape: _Node) -> str:
    """The pattern of the nodes that a shape is about, each once."""
    (pattern,) = (pattern.format(shape[term][0]) for term, pattern in _TARGETS.items() if term in shape)
    return f"{{ SELECT DISTINCT ?focus {{ {pattern} }} }}"


def _path(graph: _Graph, path: Term) -> str:
    """A path as SPARQL writes it: a property, one read backwards, one after the other."""
    said = graph.get(str(path), {})
    if inverse := said.get(f"{_SH}inversePath"):
        return f"^{_path(graph, inverse[0])}"
    return "/".join(_path(graph, step) for step in _items(graph, path)) if RDF.first in said else str(path)


def _items(graph: _Graph, head: Term) -> Iterator[Term]:
    """The members of an RDF list."""
    while head.value != RDF.nil:
        yield graph[str(head)][RDF.first][0]
        head = graph[str(head)][RDF.rest][0]


def _counts(graph: _Graph, shape: _Node) -> Iterator[tuple[int, int | None, Callable[[str], str]]]:
    """How many values there must be and may be, and which are counted, as an expression of a variable."""
    for least, most, which in (("minCount", "maxCount", ""), ("qualifiedMinCount", "qualifiedMaxCount", _QUALIFIED)):
        few, many = (int(shape[_SH + term][0].value) if _SH + term in shape else None for term in (least, most))
        if few is None and many is None:
            continue
        yield few or 0, many, partial(_met, graph, graph[str(shape[which][0])]) if which else lambda node: "true"


def _met(graph: _Graph, shape: _Node, node: str) -> str:
    """Whether ``node`` satisfies a shape that stands in another one, as an expression."""
    if f"{_SH}path" not in shape:
        return _conditions(graph, shape, node) or "true"
    path, each, other = _path(graph, shape[f"{_SH}path"][0]), f"{node}_", f"{node}_other"
    met = [f"EXISTS {{ {node} {path} {value} }}" for value in shape.get(_HAS_VALUE, ())]
    if conditions := _conditions(graph, {term: said for term, said in shape.items() if term != _HAS_VALUE}, each):
        met.append(f"NOT EXISTS {{ {node} {path} {each} FILTER (!({conditions})) }}")
    for least, most, fits in _counts(graph, shape):
        if least == 1:
            met.append(f"EXISTS {{ {node} {path} {each} FILTER ({fits(each)}) }}")
        if most == 0:
            met.append(f"NOT EXISTS {{ {node} {path} {each} FILTER ({fits(each)}) }}")
        elif most == 1:
            two = f"{fits(each)} && {fits(other)} && !sameTerm({each}, {other})"
            met.append(f"NOT EXISTS {{ {node} {path} {each} , {other} FILTER ({two}) }}")
        if least > 1 or (most or 0) > 1:
            raise ValueError(f"{SHAPES.name}: within another shape, counts above 1 are not known here")
    return " && ".join(met) or "true"


def _conditions(graph: _Graph, shape: _Node, node: str) -> str:
    """What a shape asks of ``node`` itself, as an expression; "" if nothing. What cannot be compared does not fit."""
    met = []
    for term, said in shape.items():
        if term in _ELSEWHERE:
            continue
        if term not in _CONDITIONS:
            raise ValueError(f"{SHAPES.name}: <{term}> is not known here; put it into ontology/shapes.py")
        met += [f"COALESCE({_CONDITIONS[term](graph, value, node)}, false)" for value in said]
    return " && ".join(met)


def _one_of(graph: _Graph, head: Term, node: str) -> str:
    return " || ".join(f"sameTerm({node}, {value})" for value in _items(graph, head)) or "false"


def _any_met(graph: _Graph, head: Term, node: str) -> str:
    return " || ".join(f"({_met(graph, graph[str(shape)], node)})" for shape in _items(graph, head)) or "false"


#: What is asked of a node, as an expression of SPARQL.
_CONDITIONS: dict[str, Callable[[_Graph, Term, str], str]] = {
    f"{_SH}class": lambda _, value, node: f"EXISTS {{ {node} {_IS_A} {value} }}",
    f"{_SH}nodeKind": lambda _, value, node: f"is{value.value.removeprefix(_SH)}({node})",
    f"{_SH}datatype": lambda _, value, node: f"DATATYPE({node}) = {value} && {value}(STR({node})) = {node}",
    f"{_SH}minInclusive": lambda _, value, node: f"{node} >= {value}",
    f"{_SH}maxInclusive": lambda _, value, node: f"{node} <= {value}",
    f"{_SH}minLength": lambda _, value, node: f"STRLEN(STR({node})) >= {value}",
    f"{_SH}pattern": lambda _, value, node: f"REGEX(STR({node}), {value})",
    f"{_SH}in": _one_of,
    f"{_SH}or": _any_met,
    f"{_SH}not": lambda graph, value, node: f"!({_met(graph, graph[str(value)], node)})",
    f"{_SH}property": lambda graph, value, node: _met(graph, graph[str(value)], node),
    _HAS_VALUE: lambda _, value, node: f"sameTerm({node}, {value})",
}
#: What is no condition on a node: what a shape is called, what it is about, and how many values there are.
_ELSEWHERE = {RDF.type, FG.code, FG.fault, *_TARGETS, _QUALIFIED} | {
    f"{_SH}{name}"
    for name in ("severity", "message", "path", "minCount", "maxCount", "qualifiedMinCount", "qualifiedMaxCount")
}
