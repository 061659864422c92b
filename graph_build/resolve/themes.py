"""Themes of a measure, from the words it uses."""

from __future__ import annotations

from graph_build.model import Document, Measure
from ontology.authority import Authority


def themes(measure: Measure, document: Document, authority: Authority) -> tuple[str, ...]:
    """The ids of the themes of ``measure``, the weightiest first."""
    return ()
