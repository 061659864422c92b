"""The graph on disk: generations, each whole, and one link that says which of them holds.

DIR/graph/         the store: the document graphs, the derived graphs and the ontology
DIR/graph.nq       the document graphs, sorted, so equal documents give equal bytes; of a small graph (seal.KEPT)
DIR/derived.nq     the derived graphs; of a small graph
DIR/current        -> generations/N, which holds these three, tables and manifest.jsonl; DIR/graph -> current/graph …
DIR/chunks/        what each document became, so that it need not be read again: of what source, and what is wrong
DIR/corrections/   what was edited in task tables (graph_build/edits.py)
DIR/columns.json   what users wrote in columns of their own there (graph_build/columns.py)

A build writes a new generation beside the old one, brings it to disk and turns ``current`` to it in one step of the
file system. So whenever it is killed, readers have the old graph or the new one; what a killed build leaves behind,
the next one uses or sweeps away. What does not change is shared with the generation before by hard links. That one
stays till the end of the next build, and as long as somebody holds it (seal.hold), with the chunks it was made of.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from graph_build import identifiers
from graph_build.write import manifest as manifests
from graph_build.write.chunks import Stored, entries_in
from graph_build.write.manifest import Entry
from ontology import files, seal
from ontology.errors import BrokenGraph
from ontology.prefixes import LABELS
from ontology.seal import (
    CURRENT,
    FORMAT,
    GENERATIONS,
    ITS_OWN,
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
from ontology.vocabularies import vocabularies

if TYPE_CHECKING:
    from pyoxigraph import Store

#: What readers look for in a directory.
PARTS = (*QUADS, STORE)
#: Bytes of N-Quads that the store takes at a time, so that loading a large graph needs no more memory than a small one.
SLICE = 64 * 2**20
#: Slices that are loaded side by side: the store parses and sorts each in one thread, without Python's lock.
LOADERS = 2
#: Quads that are put at a time into a store that others are in already.
BATCH = 100_000
#: What is found wrong in a document stands beside its chunk, in a file that ends so (graph_build/findings.py).
FINDINGS = ".findings"
#: What helps where it is not known what a graph was made from.
ANEW = "build again with all documents into another directory"


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
        what = f"what {lost[0].decode(errors='replace')} became" if lost else "all that it was made of"
        raise BrokenGraph(f"{str(torn).partition(';')[0]}, and {what} is lost too; {ANEW}") from torn
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
        stated = opened(generation).quads_for_pattern(None, NamedNode(FG.mainText), None)
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


def stamp(directory: Path, entry: Entry) -> Stamp:
    """The stamp of the chunk of an entry."""
    state = chunk_path(directory, entry.chunk).stat()
    return Stamp(state.st_size, state.st_mtime_ns)


def untouched(directory: Path, stamps: Mapping[str, Stamp], chunk: str) -> bool:
    """Whether a chunk was not written to since the manifest that has these ``stamps`` was."""
    return chunk in stamps and Stamp.of(chunk_path(directory, chunk)) == stamps[chunk]


def stored(directory: Path, entry: Entry, *, checked: bool = False) -> Stored:
    """What a source became; raises BrokenGraph, with the source and the remedy, where it is lost or damaged."""
    found = Stored.open(chunk_path(directory, entry.chunk), checked=checked)
    if found is None or found.key != entry.key:
        remedy = ANEW if entry.replaced else f"build again with: fengong build {entry.name} -o {directory}"
        raise BrokenGraph(f"{directory}: what {entry.name} became is lost or damaged; {remedy}")
    return found


def chunk_path(directory: Path, chunk: str) -> Path:
    """Where a chunk is kept."""
    return directory.joinpath("chunks", chunk[:2], f"{chunk}.chunk")


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
    for path in (*chunks, *{path.parent for path in chunks}, *fresh.rglob("*"), fresh, fresh.parent):
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
    for folder in (directory / "chunks").glob("*"):
        names = {path.name for path in folder.iterdir()}
        for name in names:
            chunk = f"{name.removesuffix(FINDINGS)}.chunk"
            # half written by a build that was killed, or found in what is here no more
            if name.startswith(".") or (name.endswith(FINDINGS) and chunk not in names):
                (folder / name).unlink(missing_ok=True)


def _chunks(generations: Iterable[Path]) -> set[str]:
    """The chunks that any of the ``generations`` was made of, as far as it still says so."""
    found: set[str] = set()
    for generation in generations:
        with suppress(BrokenGraph, OSError):
            found |= {entry.chunk for entry in manifests.read(generation)}
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


def load(folder: Path, pieces: Iterable[bytes]) -> None:
    """Makes an Oxigraph store of ``pieces`` of N-Quads, whole lines, and the ontology."""
    from pyoxigraph import RdfFormat, Store

    store = Store(str(folder))
    slices, turn = _slices((pieces, _ontology())), Lock()

    def following() -> bytes:
        with turn:
            return next(slices, b"")

    def work() -> None:
        while lines := following():
            # Our own lines need no second check of their IRIs; from memory, since a path is loaded more slowly.
            store.bulk_load(lines, format=RdfFormat.N_QUADS, lenient=True)

    with ThreadPoolExecutor(LOADERS) as threads:
        try:
            for loaded in [threads.submit(work) for _ in range(LOADERS)]:
                loaded.result()
        finally:
            with turn:
                slices.close()  # after an interruption no thread begins another
    store.flush()


def add(generation: Path, lines: Iterable[bytes]) -> None:
    """States N-Quads in the store and the derived graphs of a generation that is not sealed yet."""
    from pyoxigraph import RdfFormat, Store

    stated = b"".join(lines)
    if (derived := generation / QUADS[1]).is_file():
        with derived.open("ab") as file:
            file.write(stated)
    store = Store(str(generation / STORE))
    store.bulk_load(stated, format=RdfFormat.N_QUADS, lenient=True)
    store.flush()


@contextmanager
def copied(before: Path, after: Path) -> Iterator[Store]:
    """A store like the one in the folder ``before``, to be changed: what the engine never writes again they share."""
    from pyoxigraph import Store

    after.mkdir()
    for path in before.iterdir():
        if path.suffix == ".sst":
            files.share(path, after / path.name)
        elif path.name not in ITS_OWN:
            shutil.copy2(path, after / path.name)
    store = Store(str(after))
    yield store
    store.flush()


def opened(generation: Path) -> Store:
    """The store of a generation, to be asked; several may ask it at once."""
    from pyoxigraph import Store

    try:
        return Store.read_only(str(generation / STORE))
    except OSError as error:
        raise BrokenGraph(f"{generation / STORE} is no Oxigraph store; build the graph again") from error


def labels(store: Store) -> dict[str, str]:
    """The labels that a store holds, by IRI."""
    from pyoxigraph import Literal, NamedNode

    held = store.quads_for_pattern(None, None, None, NamedNode(LABELS))
    return {
        quad.subject.value: quad.object.value
        for quad in held
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }


def change(store: Store, removed: Collection[bytes], added: Collection[bytes]) -> None:
    """Takes the lines of N-Quads that are ``removed`` out of a store, and puts in those that are ``added``."""
    from pyoxigraph import RdfFormat, parse

    emptied = set()
    for quad in parse(b"".join(removed), format=RdfFormat.N_QUADS, lenient=True):
        store.remove(quad)
        emptied.add(quad.graph_name)
    quads = parse(b"".join(added), format=RdfFormat.N_QUADS, lenient=True)
    while some := list(islice(quads, BATCH)):
        store.extend(some)
    for graph in emptied:
        if next(store.quads_for_pattern(None, None, None, graph), None) is None:
            store.remove_graph(graph)


def _slices(sources: Iterable[Iterable[bytes]]) -> Generator[bytes, None, None]:
    """All lines in pieces of about ``SLICE`` bytes; few, since the store waits for the disk after each."""
    held: list[bytes] = []
    size = 0
    for lines in chain.from_iterable(sources):
        held.append(lines)
        size += len(lines)
        if size >= SLICE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _ontology() -> Iterator[bytes]:
    """The vocabularies as N-Quads, each in its named graph."""
    from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

    for path, name in vocabularies():
        graph = NamedNode(name)
        stated = parse(path=str(path), format=RdfFormat.TURTLE)
        quads = (Quad(quad.subject, quad.predicate, quad.object, graph) for quad in stated)
        yield serialize(quads, format=RdfFormat.N_QUADS) or b""


def _turn(link: Path, target: Path) -> None:
    """Makes ``link`` lead to ``target``, in one step."""
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    try:
        new.symlink_to(target)
    except OSError as error:
        raise BrokenGraph(
            f"{link.parent} takes no symbolic links ({error.strerror}); build into another file system, "
            "on Windows with developer mode on"
        ) from error
    new.replace(link)
    files.sync(link.parent)
