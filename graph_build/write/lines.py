"""N-Quads as text: terms, and the patterns of the few sorts of nodes that nine of ten lines are about.

A pattern is filled in with bytes: once a document with what is the same for all its nodes, once a node with its values,
and last with the node itself, which stands in nearly every line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from ontology.enumerations import CO, LEAD
from ontology.patterns import regex
from ontology.terms import DCTERMS, FG, OA, RDF, XSD

#: Escapes of canonical N-Quads (RDF 1.1 N-Quads, 4), so that the sorted lines are the canonical form of RDFC-1.0.
_ESCAPES = {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    "\\": "\\\\",
    '"': '\\"',
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
_ESCAPED = regex(r'[\x00-\x1f"\\\x7f]')
_UNESCAPED = {escape: character for character, escape in _ESCAPES.items()}
_UNESCAPE = regex(r'\\(?:u[0-9A-F]{4}|[\\"btnfr])')
_QUOTED = regex(r'"((?:[^"\\]|\\.)*)"')


def iri(address: str) -> str:
    """``address`` as an N-Quads term."""
    return f"<{address}>"


def literal(text: str, language: str = "", datatype: str = "") -> str:
    r"""``text`` as an N-Quads literal.

    >>> literal('第一行\n"第二行"', "zh")
    '"第一行\\n\\"第二行\\""@zh'
    """
    if not text.isprintable() or '"' in text or "\\" in text:  # few literals are: looking is quicker than replacing
        text = _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text)
    quoted = f'"{text}"'
    return f"{quoted}@{language}" if language else f"{quoted}^^<{datatype}>" if datatype else quoted


def unquoted(line: str) -> str:
    r"""The text of the literal that a line goes on with, as ``literal`` wrote it.

    >>> unquoted(literal('第一行\n"第二行"', "zh") + " <urn:graph> .")
    '第一行\n"第二行"'
    """
    found = _QUOTED.match(line)
    return _UNESCAPE.sub(lambda escape: _UNESCAPED[escape[0]], found[1]) if found else ""


@lru_cache(maxsize=2**16)
def repeated(text: str) -> bytes:
    """``text`` as a literal in UTF-8, kept for the next time: names of bodies and wordings come again and again."""
    return literal(text).encode()


def integer(value: int) -> str:
    """``value`` as an xsd:integer."""
    return literal(str(value), datatype=XSD.integer)


def day(value: date) -> str:
    """``value`` as an xsd:date."""
    return literal(value.isoformat(), datatype=XSD.date)


#: The values of a node, by their names in its pattern.
Said = Mapping[bytes, bytes | int | float]
#: Stands for the node in a pattern: a control character, which no finished line holds.
_NODE = "\0"


def _pattern(*lines: str, node: str = _NODE) -> str:
    """Lines about one node as one piece to be filled in; nine of ten quads are of a few patterns."""
    return "".join(f"<{node}> {line} %(graph)b .\n" for line in sorted(lines))


def filled(pattern: bytes, node: bytes, said: Said) -> bytes:
    """The lines of ``pattern`` about ``node``, with what is ``said`` of it."""
    return (pattern % said).replace(_NODE.encode(), node)


#: A span: position and quotation at one node; the long form of Web Annotation is made of it (queries/annotations.rq).
_QUOTATION = (
    f"<{RDF.type}> <{FG.Span}>",
    f"<{OA.hasSource}> <%(text)b>",
    f'<{OA.start}> "%(start)d"^^<{XSD.nonNegativeInteger}>',
    f'<{OA.end}> "%(end)d"^^<{XSD.nonNegativeInteger}>',
    f"<{OA.exact}> %(exact)b",
)
_ON_PAGE = f'<{FG.page}> "%(page)d"^^<{XSD.integer}>'
_SPAN = _pattern(*_QUOTATION)
#: one whose page is known, and one whose letters were recognised on it
_PAGED_SPAN = _pattern(*_QUOTATION, _ON_PAGE)
_RECOGNISED_SPAN = _pattern(*_QUOTATION, _ON_PAGE, f'<{FG.confidence}> "%(confidence).3f"^^<{XSD.decimal}>')
_MEASURE = _pattern(
    f"<{RDF.type}> <{FG.Measure}>",
    f"<{FG.partOf}> <%(parent)b>",
    f"<{DCTERMS.identifier}> %(number)b",
    f"<{FG.text}> %(words)b",
    f'<{FG.position}> "%(order)d"^^<{XSD.integer}>',
    f"<{FG.span}> <%(span)b>",
)
_TASK = _pattern(
    f"<{RDF.type}> <{FG.Task}>",
    f"<{FG.partOf}> <%(parent)b>",
    f"<{FG.text}> %(words)b",
    f'<{FG.position}> "%(order)d"^^<{XSD.integer}>',
    f"<{FG.span}> <%(span)b>",
)
_ATTRIBUTION = _pattern(
    f"<{FG.attributionText}> %(words)b",
    f"<{FG.wording}> %(wording)b",
    f"<{FG.attributionSpan}> <%(span)b>",
)
_ASSIGNMENT = {
    role: _pattern(
        f"<{RDF.type}> <{FG.Assignment}>",
        f"<{FG.ofTask}> <%(task)b>",
        f"<{FG.party}> <%(party)b>",
        f"<{FG.role}> <{said}>",
        f"<{FG.basis}> <%(basis)b>",
        f'<{FG.rank}> "%(rank)d"^^<{XSD.integer}>',
        f"<{FG.surface}> %(surface)b",
        f"<{FG.restoredName}> %(name)b",
        f"<{FG.span}> <%(span)b>",
    )
    for role, said in ((LEAD, FG.lead), (CO, FG.co))
}


class Patterns:
    """The patterns of one named graph, with all filled in that is the same for each node of a document."""

    def __init__(self, graph: str, text: str) -> None:
        self.graph = graph
        said = {"graph": graph.replace("%", "%%"), "text": text.replace("%", "%%")}

        def bound(pattern: str) -> bytes:
            return re.sub(r"%\((graph|text)\)b", lambda found: said[found[1]], pattern).encode()

        self.paged_span, self.recognised_span = bound(_PAGED_SPAN), bound(_RECOGNISED_SPAN)
        self.span, self.measure, self.task, self.attribution = map(bound, (_SPAN, _MEASURE, _TASK, _ATTRIBUTION))
        self.assignment = {role: bound(pattern) for role, pattern in _ASSIGNMENT.items()}
