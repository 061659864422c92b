"""All statements of a graph, sorted, and what Oxigraph writes of them (the only pyoxigraph here)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.prefixes import PREFIXES
from ontology.terms import RDF

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from queries.ask.endpoint import Endpoint

ALL = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


def quads(endpoint: Endpoint) -> list[Quad]:
    """Every statement with its named graph, in the order of their N-Quads lines."""
    from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad

    found = {Quad(*row) for row in endpoint.select(ALL).rows}  # type: ignore[arg-type]
    # Each load of the ontology labels its blank nodes anew; RDFC-1.0 labels them the same every time.
    anonymous = {q for q in found if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)}
    labelled = Dataset(anonymous)
    labelled.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((found - anonymous) | set(labelled), key=str)


def nquads(endpoint: Endpoint) -> str:
    """The graph as N-Quads, a sorted line a statement: canonical where no graph has blank nodes."""
    return "".join(f"{quad} .\n" for quad in quads(endpoint))


def turtle(endpoint: Endpoint) -> str:
    """The graph as Turtle, each statement once whichever graphs hold it, subjects in order, type first."""
    from pyoxigraph import RdfFormat, serialize

    triples = sorted({quad.triple for quad in quads(endpoint)}, key=_by_subject)
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


def _by_subject(triple: Triple) -> tuple[str, bool, str, str]:
    return str(triple.subject), triple.predicate.value != RDF.type, str(triple.predicate), str(triple.object)
