"""The graph on disk: generations, each whole, and one link that says which of them holds.

DIR/graph/         the store: the document graphs, the derived graphs and the ontology
DIR/graph.nq       the document graphs, sorted, so equal documents give equal bytes; of a small graph (seal.KEPT)
DIR/derived.nq     the derived graphs; of a small graph
DIR/current        -> generations/N, which holds these three, tables and manifest.jsonl; DIR/graph -> current/graph …
DIR/chunks/        what each document became, so that it need not be read again: of what source, and what is wrong
DIR/files.json     which files are as they were (graph_build/seen.py)
DIR/corrections/   what was edited in task tables (graph_build/edits.py)
DIR/columns.json   what users wrote in columns of their own there (graph_build/columns.py)

A build writes a new generation beside the old one, brings it to disk and turns ``current`` to it in one step of the
file system. So whenever it is killed, readers have the old graph or the new one; what a killed build leaves behind,
the next one uses or sweeps away. What does not change is shared with the generation before by hard links. That one
stays till the end of the next build, and as long as somebody holds it (seal.hold), with the chunks it was made of.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from graph_build import identifiers
from graph_build.write import engine
from graph_build.write import manifest as manifests
from graph_build.write.chunks import Stored, entries_in
from graph_build.write.manifest import Entry
from ontology import files, seal
from ontology.errors import BrokenGraph
from ontology.seal import (
    CURRENT,
    FORMAT,
    GENERATIONS,
    KEPT,
    MANIFEST,
    QUADS,
    STORE,
    Seal,
    Stamp,
    TornManifest,
    held,
)
from ontology.terms import FG

#: What readers look for in a directory.
PARTS = (*QUADS, STORE)
#: What is found wrong in a document stands beside its chunk, in a file that ends so (graph_build/findings.py).
FINDINGS = ".findings"
#: What helps where it is not known what a graph was made from.
ANEW = ("请用全部文件在另一目录重新构建", "build again with all documents into another directory")


def manifest(directory: Path) -> tuple[Entry, ...]:
    """What the graph in ``directory`` was made from.

    A manifest that is lost or damaged is made again from what the chunks say. Raises BrokenGraph, with the remedy,
    where chunks are lost too: to begin anew would drop all but what is given now.
    """
    if not (directory / CURRENT).is_symlink():  # the last generation of which no link is left, or there was none yet
        written = [path for path in _generations(directory).values() if (path / MANIFEST).is_file()]
        with suppress(TornManifest):
            return manifests.read([directory, *written][-1])
        return ()
    try:
        return manifests.read(held(directory))
    except TornManifest as torn:
        return _from_chunks(directory, torn)


def _from_chunks(directory: Path, torn: TornManifest) -> tuple[Entry, ...]:
    """What the graph was made from, as the chunks say, if they speak of all documents in it."""
    entries = entries_in(directory / "chunks")
    known = {f"<{identifiers.document(entry.key)}>".encode() for entry in entries}
    lost = sorted(_documents(held(directory)) - known)
    if lost or not entries:
        path, chinese, what = held(directory) / MANIFEST, "由文件读成的全部内容", "all that it was made of"
        if lost:
            iri = lost[0].decode(errors="replace")
            chinese, what = f"由 {iri} 读成的内容", f"what {iri} became"
        raise BrokenGraph(
            f"{path} 丢失或损坏，{chinese}也已丢失，{ANEW[0]}。"
            f"{path} is lost or damaged, and {what} is lost too; {ANEW[1]}"
        ) from torn
    return entries


def _documents(generation: Path) -> set[bytes]:
    """The documents that the graph of a generation, as far as it is there, states, as they stand in it."""
    states = f"> <{FG.mainText}> ".encode()
    with suppress(FileNotFoundError), (generation / QUADS[0]).open("rb") as lines:
        return {line.partition(b" ")[0] for line in lines if states in line}
    if not (generation / STORE).is_dir():
        return set()
    from pyoxigraph import NamedNode

    try:
        stated = engine.opened(generation).quads_for_pattern(None, NamedNode(FG.mainText), None)
        return {str(quad.subject).encode() for quad in stated}
    except (BrokenGraph, OSError):
        return set()


def whole(directory: Path, *, deep: bool = False) -> bool:
    """Whether the present generation is as it was written, by a version that sealed all of it."""
    present = held(directory)
    try:
        found = Seal.read(present)
        return found is not None and found.format == FORMAT and not found.altered(present, deep=deep)
    except TornManifest:
        return False


def stamp(directory: Path, chunk: str) -> Stamp:
    """The stamp of a chunk."""
    state = chunk_path(directory, chunk).stat()
    return Stamp(state.st_size, state.st_mtime_ns)


def untouched(directory: Path) -> dict[str, Stamp]:
    """The stamps of those chunks of the present generation that were not written to since it was made."""
    stamps = manifests.stamps(held(directory))
    return {chunk: stamp for chunk, stamp in stamps.items() if Stamp.of(f"{directory}/{_place(chunk)}") == stamp}


def stored(directory: Path, entry: Entry, *, checked: bool = False) -> Stored:
    """What a source became; raises BrokenGraph, with the source and the remedy, where it is lost or damaged."""
    found = Stored.open(chunk_path(directory, entry.chunk), checked=checked)
    if found is None or found.key != entry.key:
        command = f"fengong build {entry.name} -o {directory}"
        again = ANEW if entry.replaced else (f"请重新构建：{command}", f"build again with: {command}")
        raise BrokenGraph(
            f"{directory}: 由“{entry.name}”读成的内容丢失或损坏，{again[0]}。"
            f"what {entry.name} became is lost or damaged; {again[1]}"
        )
    return found


def chunk_path(directory: Path, chunk: str) -> Path:
    """Where a chunk is kept."""
    return directory / _place(chunk)


def _place(chunk: str) -> str:
    return f"chunks/{chunk[:2]}/{chunk}.chunk"


def begin(directory: Path) -> Path:
    """An empty folder for the next generation; of the others only what a killed build left goes, which nobody reads."""
    (directory / GENERATIONS).mkdir(parents=True, exist_ok=True)
    present = _present(directory)
    for number, path in _generations(directory).items():
        if number > present if present else not (path / MANIFEST).is_file():
            shutil.rmtree(path)
    fresh = directory / GENERATIONS / str(max(_generations(directory), default=0) + 1)
    fresh.mkdir()
    return fresh


def _present(directory: Path) -> int:
    """The number of the present generation, 0 where there is none."""
    present = held(directory).resolve()
    return next((number for number, path in _generations(directory).items() if path.resolve() == present), 0)


def _generations(directory: Path) -> dict[int, Path]:
    """The generations by their numbers, the oldest first."""
    found = {int(path.name): path for path in (directory / GENERATIONS).glob("*") if path.name.isdecimal()}
    return dict(sorted(found.items()))


def commit(directory: Path, fresh: Path, added: Iterable[Path]) -> None:
    """Makes the generation ``fresh`` the one that readers see, once all of it and the ``added`` chunks are on disk."""
    chunks = list(added)
    made = (path for path in fresh.rglob("*") if not files.is_shared(path))
    for path in (*chunks, *{path.parent for path in chunks}, *made, fresh, fresh.parent):
        files.sync(path)
    _turn(directory / CURRENT, Path(GENERATIONS, fresh.name))
    settle(directory)


def settle(directory: Path) -> None:
    """Sees to it that readers find the parts of the present generation where they look for them."""
    for name in PARTS:
        path, target = directory / name, Path(CURRENT, name)
        if not (directory / target).exists():  # a graph that has grown: its quads are in the store alone
            path.unlink(missing_ok=True)
            continue
        if path.is_symlink() and path.readlink() == target:
            continue
        if path.is_dir() and not path.is_symlink():  # of a version without generations
            shutil.rmtree(path)
        _turn(path, target)


def sweep(directory: Path) -> None:
    """Removes generations that nobody needs and the chunks that only those were made of.

    The present one stays, the one before it, and those that somebody holds. A chunk that no manifest here names stays
    too: it may be all that is left of a graph whose manifest was lost.
    """
    present, generations = _present(directory), _generations(directory)
    before = max((number for number in generations if number < present), default=0)
    staying = {number for number, path in generations.items() if number in (before, present) or seal.is_held(path)}
    going = [path for number, path in generations.items() if number not in staying]
    if going:
        wanted = _chunks(generations[number] for number in staying)
        for chunk in _chunks(going) - wanted:
            chunk_path(directory, chunk).unlink(missing_ok=True)
    for path in going:
        shutil.rmtree(path)
    for folder, _, names in os.walk(directory / "chunks"):
        there = {*names}
        for name in names:
            chunk = f"{name.removesuffix(FINDINGS)}.chunk"
            # half written by a build that was killed, or found in what is here no more
            if name.startswith(".") or (name.endswith(FINDINGS) and chunk not in there):
                Path(folder, name).unlink(missing_ok=True)


def _chunks(generations: Iterable[Path]) -> set[str]:
    """The chunks that any of the ``generations`` was made of, as far as it still says so."""
    found: set[str] = set()
    for generation in generations:
        with suppress(BrokenGraph, OSError):
            found |= manifests.chunks(generation)
    return found


class Quads:
    """N-Quads on their way into the store of a generation: counted, and as long as they are few kept as files too."""

    def __init__(self, generation: Path) -> None:
        self.generation = generation
        self.size = 0  #: in bytes
        self.count = 0

    def kept(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The ``pieces`` of whole lines, which stand in the file of that name as soon as they are through."""
        with (self.generation / name).open("wb") as file:
            for piece in pieces:
                self.size += len(piece)
                self.count += piece.count(b"\n")
                if self.size <= KEPT:
                    file.write(piece)
                yield piece

    def settle(self) -> None:
        """Drops the files of a graph that is not small."""
        if self.size > KEPT:
            for name in QUADS:
                (self.generation / name).unlink()


def _turn(link: Path, target: Path) -> None:
    """Makes ``link`` lead to ``target``, in one step."""
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    try:
        new.symlink_to(target)
    except OSError as error:
        raise BrokenGraph(
            f"{link.parent} 不支持符号链接，请换一个文件系统构建；在 Windows 上请打开开发者模式。"
            f"{link.parent} takes no symbolic links ({error.strerror}); build into another file system, "
            "on Windows with developer mode on"
        ) from error
    new.replace(link)
    files.sync(link.parent)
