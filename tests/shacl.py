"""What pySHACL finds: an independent processor of shapes.ttl, which ontology/shapes.py is measured by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from ontology.compiled import sources
from ontology.findings import Finding, Severity
from ontology.shapes import SHAPES, described
from ontology.terms import ELI, FG
from ontology.turtle import documents


def validate(nquads: Iterable[str], *, authority: Iterable[Path] | None = None) -> tuple[Finding, ...]:
    """As ``ontology.shapes.validate``."""
    beside = tuple(authority) if authority is not None else sources()
    return tuple(finding for lines in documents(nquads).values() for finding in _found(described(lines, beside)))


def _found(lines: list[str]) -> list[Finding]:
    shapes = _shapes()
    _, results, _ = pyshacl.validate(
        Graph().parse(data="\n".join(lines), format="nt"), shacl_graph=shapes, inplace=True
    )
    return sorted({_finding(results, result, shapes) for result in results.objects(None, SH.result)})


def _finding(results: Graph, result: Node, shapes: Graph) -> Finding:
    """One sh:ValidationResult as a record; a query over a whole text has the thing at fault as its value."""
    shape = results.value(result, SH.sourceShape)
    focus, value = results.value(result, SH.focusNode), results.value(result, SH.value)
    if shapes.value(shape, SH.targetClass) == URIRef(ELI.LegalExpression):
        focus, value = value, None
    messages = {getattr(m, "language", None): str(m) for m in shapes.objects(shape, SH.message)}
    return Finding(
        str(shapes.value(shape, URIRef(FG.code))),
        Severity(str(results.value(result, SH.resultSeverity)).rpartition("#")[2].lower()),
        str(shapes.value(shape, URIRef(FG.fault))),
        str(focus),
        "" if value is None else str(value),
        messages["zh"],
        messages["en"],
    )


@cache
def _shapes() -> Graph:
    return Graph().parse(SHAPES, format="turtle")
