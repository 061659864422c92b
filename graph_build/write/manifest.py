"""What a generation was made from: a seal, then a line for each source.

The chunks say the same, each of its own sources, so that a manifest that is lost can be made again (store.manifest).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from ontology.seal import MANIFEST, Seal, TornManifest


@dataclass(frozen=True, slots=True)
class Entry:
    """A source that the graph holds, or held before it was issued again."""

    name: str  #: of the source
    content: str  #: SHA-256 of its bytes
    chunk: str  #: what it became, in the folder of chunks
    key: str  #: of the document
    text: str  #: SHA-256 of its source text
    replaced: int = 0  #: when the document was issued again since, in what order; 0 while it holds
    order: int = 0  #: in which it was given
    preferred: bool = False  #: whether the user said that of several versions this one counts


def read(generation: Path) -> tuple[Entry, ...]:
    """What a generation was made from; raises TornManifest unless all of its manifest is there."""
    path = generation / MANIFEST
    seal = Seal.read(generation)
    try:
        with path.open(encoding="utf-8", errors="surrogateescape") as file:
            entries = tuple(Entry(**json.loads(line)) for line in islice(file, 1 if seal else 0, None))
    except FileNotFoundError as error:
        raise TornManifest(f"{path} is lost") from error
    except (ValueError, TypeError) as error:
        raise TornManifest(f"{path} is damaged") from error
    if seal and len(entries) != seal.entries:
        raise TornManifest(f"{path} is damaged")
    return entries


def ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The ``entries`` in the order of a manifest."""
    return tuple(sorted(entries, key=lambda entry: (entry.key, entry.replaced, entry.name)))


def write(generation: Path, entries: Sequence[Entry]) -> None:
    """Puts the manifest into a ``generation`` whose other files are written."""
    with (generation / MANIFEST).open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.write(Seal.of(generation, len(entries)).line())
        file.writelines(json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in entries)
