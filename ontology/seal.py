"""The seal of a generation: the first line of its manifest, by which builders and readers see that it is whole.

A file that was not written since it was sealed has the size and the time it had then, so only those with another time
are hashed anew; a disk that spoils bytes in silence is found out by ``deep``, which hashes all. Files that a generation
shares with the one before it by hard links are the same file, and keep their hash.

It stands in the lowest room because graph_build writes it and queries reads it, and neither knows the other.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, NamedTuple, Self

from ontology.errors import BrokenGraph
from ontology.tables import FOLDER

#: The form of the manifest; 1 had no seal, 2 did not seal the files of the store, 3 no times.
FORMAT = 4
#: Bytes of N-Quads up to which a generation keeps them as files (graph.nq and derived.nq together), beside the store.
KEPT = 32 * 2**20
#: Its name in the folder of a generation.
MANIFEST = "manifest.jsonl"
#: What the names of files of advice begin with, which may come into a generation after its build.
ADVICE = "advice-"
#: The files of N-Quads that stand in a small generation, and what is sealed in every one.
QUADS = ("graph.nq", "derived.nq")
#: The folder of the store, and what the engine writes into it for itself.
STORE, ITS_OWN = "graph", ("LOCK", "LOG")
#: The folder with the versions that do not count, a file a document; the one with what documents say together, whose
#: name has the number of its form.
VERSIONS, SHARED = "versions", "shared-2"
#: The folder of a graph in which the generations lie, and the link to the one that holds.
GENERATIONS, CURRENT = "generations", "current"


class TornManifest(BrokenGraph):
    """A manifest that is lost or damaged."""


class Stamp(NamedTuple):
    """By what is seen whether a file was written to since."""

    size: int
    time: int  #: of the last writing, in nanoseconds

    @classmethod
    def of(cls, path: Path | str) -> Self | None:
        """The stamp of a file; None where there is none."""
        try:
            state = os.stat(path)  # noqa: PTH116 - of thousands by name, for which a Path each takes longer than the system
        except FileNotFoundError:
            return None
        return cls(state.st_size, state.st_mtime_ns)


class Sealed(NamedTuple):
    """What a file was when it was sealed."""

    size: int
    time: int
    sha256: str

    @property
    def stamp(self) -> Stamp:
        """What it had for a stamp."""
        return Stamp(self.size, self.time)


@dataclass(frozen=True, slots=True)
class Load:
    """What the store of a generation was made of, by which is told when it is time to make it anew."""

    size: int = 0  #: bytes of the N-Quads that it holds
    quads: int = 0  #: lines that it was loaded with at once
    removed: int = 0  #: of those, and of what came since, taken out: the engine keeps their words
    derived: bool = False  #: whether more is stated in it than documents do
    maker: str = ""  #: a hash of the code, the words and the authority file that it was made with


@dataclass(frozen=True, slots=True)
class Seal:
    """What a generation must hold to be whole."""

    format: int
    entries: int  #: lines of the manifest after this one
    files: dict[str, Sealed]
    load: Load = Load()

    @classmethod
    def of(cls, generation: Path, entries: int, load: Load, before: Path | None = None) -> Self:
        """The seal of the files that were just written, or are hard links to those of the generation ``before``."""
        known = dict(_known(before)) if before else {}
        files = {}
        for path in _files(generation):
            state = path.stat()
            sha256 = known.get((state.st_dev, state.st_ino)) or _hash(path)
            files[path.relative_to(generation).as_posix()] = Sealed(state.st_size, state.st_mtime_ns, sha256)
        return cls(FORMAT, entries, files, load)

    @classmethod
    def read(cls, generation: Path) -> Self | None:
        """The seal of a generation; None where an earlier version set another one, or there is no manifest."""
        path = generation / MANIFEST
        try:
            with path.open(encoding="utf-8", errors="surrogateescape") as file:
                says = json.loads(file.readline() or "{}")
            if "format" not in says:
                return None
            if says["format"] > FORMAT:
                raise BrokenGraph(
                    f"{path} 是较新版本的 Fengong 所写，请先升级：pip install -U fengong。"
                    f"{path} is of a newer version of Fengong; update with: pip install -U fengong"
                )
            if says["format"] < FORMAT:  # which had sizes and hashes
                files = {name: Sealed(size, -1, sha256) for name, (size, sha256) in says["files"].items()}
                return cls(says["format"], says["entries"], files)
            files = {name: Sealed(*sealed) for name, sealed in says["files"].items()}
            return cls(says["format"], says["entries"], files, Load(**says["load"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TornManifest(f"{path} 已损坏，请重新构建图谱。{path} is damaged; {_remedy(generation)}") from error

    def line(self) -> str:
        """The seal as the first line of a manifest."""
        return json.dumps(asdict(self)) + "\n"

    def broken(self, generation: Path) -> tuple[str, ...]:
        """The names of files that are not as they were written, as far as their sizes tell: for those who only read."""
        return tuple(name for name, sealed in self.files.items() if _size(generation / name) != sealed.size)

    def altered(self, generation: Path, *, deep: bool = False) -> tuple[str, ...]:
        """The names of files that are not as they were sealed; ``deep`` hashes all, else those of another time."""
        return tuple(
            name
            for name, sealed in self.files.items()
            if (stamp := Stamp.of(path := generation / name)) is None
            or stamp.size != sealed.size
            or ((deep or stamp != sealed.stamp) and _hash(path) != sealed.sha256)
        )


def held(directory: Path) -> Path:
    """The folder that holds the graph of ``directory``: its present generation, the link to it followed once."""
    current = directory / CURRENT
    return current.resolve() if current.exists() else directory


def verify(directory: Path, generation: Path, *, deep: bool = False) -> None:
    """Raises BrokenGraph, with the remedy, unless the ``generation`` of ``directory`` is as its seal says."""
    seal = Seal.read(generation)
    if seal is None and generation.parent.name == GENERATIONS and not (generation / MANIFEST).is_file():
        raise TornManifest(
            f"{directory} 缺少 {MANIFEST}，请重新构建图谱。{directory}: {MANIFEST} is lost; {_remedy(generation)}"
        )
    if seal and (broken := seal.altered(generation, deep=True) if deep else seal.broken(generation)):
        raise BrokenGraph(
            f"{directory} 中 {'、'.join(broken)} 已损坏或丢失，请重新构建图谱。"
            f"{directory}: {', '.join(broken)} is damaged or lost; {_remedy(generation, deep=deep)}"
        )


def hold(generation: Path) -> IO[bytes] | None:
    """What says, as long as it is open, that somebody reads the ``generation``: no build takes it away then.

    It is a lock of the operating system, gone with the process. None where a generation has no manifest to lock; on
    Windows files that are open stay anyway.
    """
    try:
        file = (generation / MANIFEST).open("rb")
    except OSError:
        return None
    if not _lock(file, shared=True):
        file.close()
        return None
    return file


def is_held(generation: Path) -> bool:
    """Whether somebody reads the ``generation``."""
    try:
        with (generation / MANIFEST).open("rb") as file:
            return not _lock(file, shared=False)
    except OSError:
        return False


if sys.platform == "win32":

    def _lock(file: IO[bytes], *, shared: bool) -> bool:
        return True
else:
    import fcntl

    def _lock(file: IO[bytes], *, shared: bool) -> bool:
        """Whether nobody else locks the file against it; then it is locked until it is closed."""
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _remedy(generation: Path, *, deep: bool = False) -> str:
    """What makes a damaged generation anew, from the chunks beside it."""
    directory = generation.parent.parent if generation.parent.name == GENERATIONS else generation
    return f"build again with: fengong build FILE… -o {directory}{' --deep' if deep else ''}"


def _files(generation: Path) -> list[Path]:
    """What is sealed of a generation that was just written."""
    folders = (generation / name for name in (STORE, FOLDER, VERSIONS, SHARED))
    inner = (path for folder in folders for path in folder.rglob("*") if path.is_file() and path.name not in ITS_OWN)
    return sorted((*(generation / name for name in QUADS if (generation / name).is_file()), *inner))


def _known(generation: Path) -> Iterator[tuple[tuple[int, int], str]]:
    """The hashes of the files of a generation that were not written to since, by the places where they lie on disk."""
    seal = Seal.read(generation)
    for name, sealed in seal.files.items() if seal else ():
        with suppress(FileNotFoundError):
            state = (generation / name).stat()
            if Stamp(state.st_size, state.st_mtime_ns) == sealed.stamp:
                yield (state.st_dev, state.st_ino), sealed.sha256


def _size(path: Path) -> int:
    return stamp.size if (stamp := Stamp.of(path)) else -1


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
