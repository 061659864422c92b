"""What is wrong with a graph, how grave it is and whose fault: shapes.ttl, by way of pySHACL.

Each document is checked by itself, with the authority file's word on the things it names beside it: a shape
sees some thousand statements however many documents there are, and "in one document" needs no saying.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.authority import sources
from ontology.errors import MissingExtra
from ontology.terms import ELI, FG
from ontology.turtle import documents, ntriples

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

HERE = Path(__file__).parent


class Severity(StrEnum):
    """How grave a finding is; only a violation makes a graph wrong."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that does not satisfy a shape."""

    code: str  #: E01 to E15, D01 to D12, I01 to I03
    severity: Severity
    fault: str  #: extraction, document or authority
    focus: str  #: IRI of the thing that was checked
    value: str  #: what is wrong with it, "" where something is missing
    message_zh: str
    message_en: str


def validate(nquads: Iterable[str], *, authority: Iterable[Path] | None = None) -> tuple[Finding, ...]:
    """What the shapes find in the N-Quads lines ``nquads``, sorted within a document, documents by name.

    Only what stands in named graphs of documents is checked: derived statements are passed over.
    """
    beside = tuple(authority) if authority is not None else sources()
    return tuple(finding for lines in documents(nquads).values() for finding in _check(lines, beside))


def _check(statements: list[str], authority: tuple[Path, ...]) -> list[Finding]:
    try:
        import pyshacl
    except ImportError:
        raise MissingExtra("Checking shapes", "validate") from None
    from rdflib import Graph
    from rdflib.namespace import SH

    known = _described(authority)
    named = {term for line in statements for term in line.split(" ", 3)[::2] if term in known}
    lines = [*statements, *(line for term in sorted(named) for line in known[term])]
    shapes = _shapes()
    _, results, _ = pyshacl.validate(
        Graph().parse(data="\n".join(lines), format="nt"), shacl_graph=shapes, inplace=True
    )
    return sorted({_finding(results, result, shapes) for result in results.objects(None, SH.result)})


def _finding(results: Graph, result: Node, shapes: Graph) -> Finding:
    """One sh:ValidationResult as a record; a query over a whole text has the thing at fault as its value."""
    from rdflib import URIRef
    from rdflib.namespace import SH

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
        str(value or ""),
        messages["zh"],
        messages["en"],
    )


@cache
def _shapes() -> Graph:
    from rdflib import Graph

    return Graph().parse(HERE / "shapes.ttl", format="turtle")


@cache
def _described(paths: tuple[Path, ...]) -> dict[str, list[str]]:
    """The statements of the authority file by their subject."""
    lines: dict[str, list[str]] = defaultdict(list)
    for line in ntriples(path for path in paths if path.exists()):
        lines[line.partition(" ")[0]].append(line)
    return dict(lines)
