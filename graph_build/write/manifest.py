"""What a generation was made from: a seal, then a line for each source.

The chunks say the same, each of its own sources, so that a manifest that is lost can be made again (store.manifest).
A line says besides what stamp the chunk had: one that was not written to since need not be looked at again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from ontology.seal import MANIFEST, Seal, Stamp, TornManifest


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
    return tuple(entry for entry, _ in _lines(generation))


def chunks(generation: Path) -> set[str]:
    """The chunks that a generation was made of; raises as ``read`` does, and makes nothing else of what is said."""
    return {each["chunk"] for each in _said(generation / MANIFEST)}


def stamps(generation: Path) -> dict[str, Stamp]:
    """The stamp that each chunk had when the manifest of a generation was written; nothing if that is torn."""
    try:
        return {entry.chunk: stamp for entry, stamp in _lines(generation) if stamp}
    except TornManifest:
        return {}


def ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The ``entries`` in the order of a manifest."""
    return tuple(sorted(entries, key=lambda entry: (entry.key, entry.replaced, entry.name)))


def write(generation: Path, entries: Sequence[Entry], seal: Seal, stamps: Mapping[str, Stamp]) -> None:
    """Puts the manifest into a ``generation`` whose other files are written and sealed by ``seal``."""
    with (generation / MANIFEST).open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.write(seal.line())
        file.writelines(
            json.dumps(_says(entry) | {"stamp": stamps[entry.chunk]}, ensure_ascii=False) + "\n" for entry in entries
        )


def _lines(generation: Path) -> tuple[tuple[Entry, Stamp | None], ...]:
    """What each line says of a source, and the stamp of its chunk."""
    if (stamp := Stamp.of(path := generation / MANIFEST)) is None:
        raise TornManifest(f"{path} is lost")
    return _read(path, stamp)


@lru_cache(maxsize=1)  # a build asks again and again for the present one
def _read(path: Path, _: Stamp) -> tuple[tuple[Entry, Stamp | None], ...]:
    lines = [(each, each.pop("stamp", None)) for each in _said(path)]
    return tuple((Entry(**each), Stamp(*stamp) if stamp else None) for each, stamp in lines)


def _said(path: Path) -> list[dict[str, Any]]:
    """What the lines of a manifest say; raises TornManifest unless all of it is there."""
    seal = Seal.read(path.parent)
    try:
        with path.open(encoding="utf-8", errors="surrogateescape") as file:
            # read at once, which takes half as long as by lines
            says: list[dict[str, Any]] = json.loads(f"[{','.join(islice(file, 1 if seal else 0, None))}]")
        if all(_NEEDED <= each.keys() <= _KNOWN for each in says) and (not seal or len(says) == seal.entries):
            return says
    except FileNotFoundError as error:
        raise TornManifest(f"{path} is lost") from error
    except (ValueError, AttributeError) as error:
        raise TornManifest(f"{path} is damaged") from error
    raise TornManifest(f"{path} is damaged")


def _says(entry: Entry) -> dict[str, Any]:
    """What a line says of an entry; of many, and none holds what could be changed, so nothing is copied deeply."""
    return {name: getattr(entry, name) for name in _SAID}


_SAID = tuple(field.name for field in fields(Entry))
_NEEDED = {field.name for field in fields(Entry) if field.default is MISSING}
_KNOWN = {*_SAID, "stamp"}
