"""Turtle: every statement of the graph once, named graphs merged; two versions compare line by line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.rdf import quads
from ontology import files

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the graph as Turtle."""
    with files.replacing(path) as file:
        quads.turtle(endpoint, file)
