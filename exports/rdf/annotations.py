"""Web Annotation: every place in the texts with the selectors of the W3C's model, as sorted N-Triples.

To be loaded beside the graph by tools that know Web Annotation; the spans have the IRIs that they have in the graph.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import queries
from ontology import files

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the places of the graph in the form of Web Annotation."""
    question = Path(next(iter(queries.__path__))) / "constructs" / "annotations.rq"
    files.write(path, endpoint.construct(question.read_text(encoding="utf-8")))
