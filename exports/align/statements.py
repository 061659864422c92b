"""Traces as statements: which measures of a graph carry out which, each with score, method and both spans.

They stand in a named graph of the document below, so that nobody takes for its words what is inferred of it. How they
are found takes half a second to load: a build that states none never does so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from graph_build import identifiers
from graph_build.model import Span
from graph_build.write import generation
from graph_build.write.lines import iri, literal
from ontology.terms import FG, OA, RDF, XSD
from queries.ask.endpoint import open_generation

if TYPE_CHECKING:
    from queries.align.clauses import Clause
    from queries.align.trace import Link, Side, Trace

#: How many quotations of a link are stated.
QUOTED = 3


def stated(folder: Path) -> Iterator[bytes]:
    """The sorted N-Quads of all traces that the citations in the graph of a generation propose."""
    from queries.align.families import families, traces

    endpoint = open_generation(folder, folder)
    lines = {line for found in traces(endpoint, families(endpoint), texts=True) for line in statements(found)}
    yield from sorted(line.encode() for line in lines)


def kept(directory: Path) -> Callable[[Path], Iterator[bytes]] | None:
    """``stated``, if the graph in ``directory`` states traces: what it once stated it goes on to state."""
    return stated if generation.is_derived(directory) else None


def statements(found: Trace) -> Iterator[str]:
    """The N-Quads of a trace, none twice in a row."""
    for links in found.above.values():
        for turn, link in enumerate(links, 1):
            graph = identifiers.graph("trace", link.lower.document.iri.rpartition("/")[2])
            for subject, predicate, value in _link(link, turn, found.method):
                yield f"<{subject}> <{predicate}> {value} <{graph}> .\n"


def _link(link: Link, turn: int, method: str) -> Iterable[tuple[str, str, str]]:
    below, above = link.lower.measure.iri, link.upper.measure.iri
    node = identifiers.alignment(below, turn)
    yield below, FG.carriesOut, iri(above)
    yield node, RDF.type, iri(FG.Alignment)
    yield node, FG.measureBelow, iri(below)
    yield node, FG.measureAbove, iri(above)
    yield node, FG.alignmentScore, literal(f"{link.score:.3f}", datatype=XSD.decimal)
    yield node, FG.alignmentKind, literal(link.kind)
    yield node, FG.leadRelation, literal(link.lead)
    yield node, FG.alignmentMethod, literal(method)
    yield node, FG.alignmentBasis, literal("alignment")
    for quoted in link.quotations[:QUOTED]:
        yield from _span(node, FG.quotesBelow, link.lower, quoted.lower)
        yield from _span(node, FG.quotesAbove, link.upper, quoted.upper)


def _span(node: str, predicate: str, side: Side, clause: Clause) -> Iterable[tuple[str, str, str]]:
    """A quotation by its place in the source text; nothing where that is not known."""
    place = side.place_of(clause)
    if place is None:
        return
    span = identifiers.span(place.text, Span(place.start, place.end))
    content = side.duties.texts[0].content
    yield node, predicate, iri(span)
    yield span, RDF.type, iri(FG.Span)
    yield span, OA.hasSource, iri(place.text)
    yield span, OA.start, literal(str(place.start), datatype=XSD.nonNegativeInteger)
    yield span, OA.end, literal(str(place.end), datatype=XSD.nonNegativeInteger)
    yield span, OA.exact, literal("".join(content[place.start : place.end].split()))
