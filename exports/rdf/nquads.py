"""N-Quads: every statement with its named graph, a sorted line each. Nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.rdf import quads
from ontology import files

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the graph as sorted N-Quads."""
    with files.replacing(path) as file:
        file.writelines(quads.lines(endpoint))
