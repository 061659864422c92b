"""JSON-LD 1.1 in short names: named graphs kept, the context written into the file, so that no reader has to fetch one.

The context (ontology/context.py) says what is an IRI, a number, a day or said in several languages, so that a value is
written as bare as JSON allows; what the context does not foresee is written out. A node a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.rdf.quads import by_graph
from ontology import files
from ontology.context import IDS, VOCABULARY, context
from ontology.prefixes import PREFIXES, short
from ontology.terms import RDF, XSD

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Quad

    from queries.ask.endpoint import Endpoint

_NATIVE = {XSD.integer, XSD.boolean}  # what JSON has a form of its own for
_PLAIN = re.compile(r"true|false|0|-?[1-9]\d{0,14}")  # as JSON writes it, and exact in every reader


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the graph as JSON-LD, a node a line."""
    with files.replacing(path) as file, by_graph(endpoint) as statements:
        file.writelines(part.encode() for part in _document(statements))


def _document(statements: Iterable[Quad]) -> Iterator[str]:
    names = _Names(context())
    yield '{"@context":' + _json(context()) + ',\n"@graph":[\n'
    between = ""
    for name, group in groupby(statements, key=lambda quad: quad.graph_name):
        yield between + '{"id":' + _json(names.reference(name)) + ',"@graph":[\n'
        yield ",\n".join(_nodes(group, names)) + "\n]}"
        between = ",\n"
    yield "\n]}\n"


def _nodes(statements: Iterable[Quad], names: _Names) -> Iterator[str]:
    for subject, about in groupby(statements, key=lambda quad: quad.subject):
        node: dict[str, Any] = {"id": names.reference(subject)}
        for predicate, group in groupby(about, key=lambda quad: quad.predicate.value):
            objects = [quad.object for quad in group]
            if predicate == RDF.type:
                node["type"] = _alone([names.word(kind.value) for kind in objects])  # type: ignore[union-attr]
            else:
                name = names.word(predicate)
                node[name] = _values(objects, names.definitions.get(name, {}), names)
        yield _json(node)


def _values(objects: list[Any], definition: dict[str, str], names: _Names) -> Any:
    if definition.get("@container") == "@language" and all(hasattr(each, "datatype") for each in objects):
        spoken: dict[str, list[str]] = {}
        for each in objects:
            if not (each.language or each.datatype.value == XSD.string):
                break  # a number among words: written out below
            spoken.setdefault(each.language or "@none", []).append(each.value)
        else:
            return {language: _alone(words) for language, words in spoken.items()}
    return _alone([_value(each, definition, names) for each in objects])


def _value(term: Any, definition: dict[str, str], names: _Names) -> Any:
    """A value as bare as its property's definition allows."""
    kind = definition.get("@type", "")
    if not hasattr(term, "datatype"):
        if kind == "@vocab" and str(term)[0] == "<":
            return names.word(term.value)
        return names.reference(term) if kind == "@id" else {"id": names.reference(term)}
    literal: Literal = term
    datatype = literal.datatype.value
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    if kind and kind == short(datatype):
        return json.loads(literal.value) if datatype in _NATIVE and _PLAIN.fullmatch(literal.value) else literal.value
    if datatype == XSD.string:
        return {"@value": literal.value} if definition else literal.value
    return {"@value": literal.value, "@type": short(datatype)}


class _Names:
    """IRIs in the short forms that a context gives them."""

    def __init__(self, context: dict[str, Any]) -> None:
        self.definitions = {name: said for name, said in context.items() if isinstance(said, dict)}
        self._words: dict[str, str] = {}
        for name, said in context.items():
            if name not in PREFIXES and name[0] != "@" and not str(said).startswith("@"):
                iri = said.get("@id", f"fg:{name}") if isinstance(said, dict) else said
                self._words[iri] = name

    def word(self, iri: str) -> str:
        """A property, class or value: its name in the context, else in the vocabulary, else prefixed or whole."""
        shorter = short(iri)
        if shorter in self._words:
            return self._words[shorter]
        name = iri.removeprefix(VOCABULARY)
        return name if name != iri and name.isalnum() and name not in self.definitions else shorter

    def reference(self, term: Any) -> str:
        """A thing: below the address of things, else prefixed or whole; a step up or a scheme stays whole.

        >>> from pyoxigraph import NamedNode
        >>> _Names({}).reference(NamedNode("https://w3id.org/fengong/id/body/650000/财政厅"))
        'body/650000/财政厅'
        """
        node: NamedNode | BlankNode = term
        if str(node).startswith("_:"):
            return str(node)
        path = node.value.removeprefix(IDS)
        if path == node.value:
            shorter = short(path)
            return path if shorter.partition(":")[2].startswith("//") else shorter
        first, *rest = path.split("/")
        whole = not first or ":" in first or "" in rest or {".", ".."} & {first, *rest} or set("?#") & set(path)
        return node.value if whole else path


def _alone(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
