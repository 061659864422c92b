"""The seal of a generation: the first line of its manifest, by which builders and readers see that it is whole.

It stands in the lowest room because graph_build writes it and queries reads it, and neither knows the other.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from ontology.errors import BrokenGraph
from ontology.tables import FOLDER

#: The form of the manifest; 1 had no seal, 2 did not seal the files of the store.
FORMAT = 3
#: Its name in the folder of a generation.
MANIFEST = "manifest.jsonl"
#: The files that are sealed, beside the tables and those of the store.
SEALED = ("graph.nq", "derived.nq", "versions.nq")
#: The folder of the store, and what the engine writes into it for itself.
STORE, _ITS_OWN = "graph", ("LOCK", "LOG")
#: The folder of a graph in which the generations lie.
GENERATIONS = "generations"


class TornManifest(BrokenGraph):
    """A manifest that is lost or damaged."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a generation must hold to be whole."""

    format: int
    entries: int  #: lines of the manifest after this one
    files: dict[str, tuple[int, str]]  #: size and SHA-256

    @classmethod
    def of(cls, generation: Path, entries: int) -> Self:
        """The seal of the files that were just written."""
        tables = (file.relative_to(generation).as_posix() for file in sorted((generation / FOLDER).glob("*")))
        names = (*SEALED, *tables, *_of_store(generation))
        return cls(FORMAT, entries, {name: _measured(generation / name) for name in names})

    @classmethod
    def read(cls, generation: Path) -> Self | None:
        """The seal of a generation; None where an earlier version set none, or there is no manifest."""
        path = generation / MANIFEST
        try:
            with path.open(encoding="utf-8", errors="surrogateescape") as file:
                says = json.loads(file.readline() or "{}")
            if "format" not in says:
                return None
            if says["format"] > FORMAT:
                raise BrokenGraph(f"{path} is of a newer version of Fengong; update with: pip install -U fengong")
            files = {name: (size, sha256) for name, (size, sha256) in says["files"].items()}
            return cls(says["format"], says["entries"], files)
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TornManifest(f"{path} is damaged; {_remedy(generation)}") from error

    def line(self) -> str:
        """The seal as the first line of a manifest."""
        return json.dumps(asdict(self)) + "\n"

    def broken(self, generation: Path, *, deep: bool = False) -> tuple[str, ...]:
        """The names of files that are not as they were written: by their sizes, if ``deep`` by their hashes too."""
        return tuple(
            name
            for name, (size, sha256) in self.files.items()
            if not (path := generation / name).is_file()
            or path.stat().st_size != size
            or (deep and _measured(path)[1] != sha256)
        )


def verify(directory: Path, generation: Path, *, deep: bool = False) -> None:
    """Raises BrokenGraph, with the remedy, unless the ``generation`` of ``directory`` is as its seal says."""
    seal = Seal.read(generation)
    if seal is None and generation.parent.name == GENERATIONS and not (generation / MANIFEST).is_file():
        raise TornManifest(f"{directory}: {MANIFEST} is lost; {_remedy(generation)}")
    if seal and (broken := seal.broken(generation, deep=deep)):
        raise BrokenGraph(f"{directory}: {', '.join(broken)} is damaged or lost; {_remedy(generation)}")


def _remedy(generation: Path) -> str:
    """What makes a damaged generation anew, from the chunks beside it."""
    directory = generation.parent.parent if generation.parent.name == GENERATIONS else generation
    return f"build again with: fengong build FILE… -o {directory}"


def _of_store(generation: Path) -> list[str]:
    """The files of a store that was just written: tables, their lists, what is not in tables yet."""
    return sorted(f"{STORE}/{path.name}" for path in (generation / STORE).iterdir() if path.name not in _ITS_OWN)


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
