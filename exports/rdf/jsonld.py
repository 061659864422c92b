"""JSON-LD 1.1: named graphs kept, the context written into the file, so that no reader has to fetch one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.rdf.quads import by_graph
from ontology import files
from ontology.prefixes import PREFIXES
from ontology.terms import RDF

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Quad

    from queries.ask.endpoint import Endpoint


XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the graph as JSON-LD, a node a line."""
    with files.replacing(path) as file, by_graph(endpoint) as statements:
        file.writelines(part.encode() for part in _document(statements))


def _document(statements: Iterable[Quad]) -> Iterator[str]:
    yield '{"@context": ' + _json(PREFIXES) + ',\n"@graph": [\n'
    between = ""
    for name, group in groupby(statements, key=lambda quad: quad.graph_name):
        yield between + '{"@id": ' + _json(_compact(name.value)) + ', "@graph": [\n'
        yield ",\n".join(_nodes(group)) + "\n]}"
        between = ",\n"
    yield "\n]}\n"


def _nodes(statements: Iterable[Quad]) -> Iterator[str]:
    for subject, group in groupby(statements, key=lambda quad: quad.subject):
        node: dict[str, Any] = {"@id": _reference(subject)}
        for quad in group:
            if quad.predicate.value == RDF.type:
                node.setdefault("@type", []).append(_reference(quad.object))
            else:
                node.setdefault(_compact(quad.predicate.value), []).append(_value(quad.object))
        yield _json(node)


def _value(term: Any) -> dict[str, str]:
    if not hasattr(term, "datatype"):
        return {"@id": _reference(term)}
    literal: Literal = term
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    if literal.datatype.value == XSD_STRING:
        return {"@value": literal.value}
    return {"@value": literal.value, "@type": _compact(literal.datatype.value)}


def _reference(term: Any) -> str:
    node: NamedNode | BlankNode = term
    return str(node) if str(node).startswith("_:") else _compact(node.value)


def _compact(iri: str) -> str:
    """The IRI with a prefix of the context; one that would be read as ``scheme://…`` stays whole.

    >>> _compact("https://w3id.org/fengong/id/body/650000/财政厅")
    'id:body/650000/财政厅'
    """
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and not iri.startswith(start + "//"):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
