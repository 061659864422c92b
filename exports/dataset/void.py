"""VoID and DCAT-AP: what the graph is made of, as Turtle; also beside a file that holds the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from exports.rdf import quads
from ontology import files
from queries.ask.dataset import File, dataset, turtle

if TYPE_CHECKING:
    from exports.formats import Format
    from queries.ask.endpoint import Endpoint

MEDIA_TYPES = {
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".ttl": "text/turtle",
}


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the description of the graph."""
    files.write(path, turtle(dataset(endpoint, quads.counts(endpoint))))


def beside(endpoint: Endpoint, path: Path, form: Format) -> Path:
    """Writes the description of the graph beside a file that holds it in the form ``form``, and says where."""
    described = path.with_name(f"{path.name}.void.ttl")
    media_type = MEDIA_TYPES.get(path.suffix, MEDIA_TYPES[form.suffix])
    file = File(quote(path.name), media_type, form.chinese, form.english)
    files.write(described, turtle(dataset(endpoint, quads.counts(endpoint)), [file]))
    return described
