"""What decides what a source becomes, as a hash: by it a build knows what need not be read again.

It stands apart from the pipeline, which takes half a second to load: a build that finds all as it was never does so.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

import graph_build
import ontology
from graph_build.sources import Source, Unopened
from ontology.vocabularies import own


@cache
def extractor() -> str:
    """A hash of all that decides what a source becomes: this code, its words and the authority file."""
    found = hashlib.sha256(ontology.VERSION.encode())
    for package in (graph_build, ontology):
        folder = Path(next(iter(package.__path__)))
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".ttl", ".txt"}:
                found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    for path in own():
        found.update(path.read_bytes())
    return found.hexdigest()


def identity(source: Source | Unopened, sentences: bool) -> str:
    """A hash of all that decides what ``source`` becomes."""
    name = os.path.basename(source.name)  # noqa: PTH119 - of thousands, and a Path takes as long as the hash
    parts = (extractor(), name, str(sentences), *source.digests, source.edits)
    found = hashlib.sha256()
    for part in parts:
        content = part.encode(errors="surrogateescape") if isinstance(part, str) else part
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()[:40]
