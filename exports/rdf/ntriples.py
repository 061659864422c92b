"""N-Triples: every statement once, named graphs merged, a sorted line each; for tools that know no Turtle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.rdf.quads import triples
from ontology import files

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the graph as sorted N-Triples."""
    with files.replacing(path) as file:
        file.writelines(f"{triple} .\n".encode() for triple in triples(endpoint))
