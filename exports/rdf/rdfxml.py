"""RDF/XML: every statement of the graph once, named graphs merged; for Protégé, owlready2 and older tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.rdf.quads import triples
from ontology import files
from ontology.prefixes import PREFIXES

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the graph as RDF/XML, subjects in order."""
    from pyoxigraph import RdfFormat, serialize

    with files.replacing(path) as file:
        serialize(triples(endpoint), file, format=RdfFormat.RDF_XML, prefixes=PREFIXES)
