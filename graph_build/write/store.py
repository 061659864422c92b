"""The graph on disk: generations, each whole, and one link that says which of them holds.

DIR/graph.nq       the document graphs, sorted, so equal documents give equal bytes
DIR/derived.nq     the derived graphs
DIR/graph/         the store, with both and the ontology loaded
DIR/current        -> generations/N, which holds these three and manifest.jsonl; DIR/graph.nq -> current/graph.nq …
DIR/chunks/        what each document became, so that it need not be read again: of what source, and what is wrong
DIR/corrections/   what was edited in task tables (graph_build/edits.py)
DIR/columns.json   what users wrote in columns of their own there (graph_build/columns.py)

A build writes a new generation beside the old one, brings it to disk and turns ``current`` to it in one step of the
file system. So whenever it is killed, readers have the old graph or the new one; what a killed build leaves behind,
the next one uses or sweeps away. The generation before stays till the end of the next build, for those who are reading
it, and so do the chunks that it was made of.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from pathlib import Path
from threading import Lock

from graph_build import identifiers
from graph_build.write import manifest as manifests
from graph_build.write.chunks import entries_in
from graph_build.write.manifest import Entry
from ontology import files
from ontology.errors import BrokenGraph
from ontology.seal import FORMAT, GENERATIONS, MANIFEST, STORE, Seal, TornManifest
from ontology.terms import FG
from ontology.vocabularies import vocabularies

#: What readers look for in a directory.
PARTS = ("graph.nq", "derived.nq", STORE)
#: Bytes of N-Quads that the store takes at a time, so that loading a large graph needs no more memory than a small one.
SLICE = 64 * 2**20
#: Slices that are loaded side by side: the store parses and sorts each in one thread, without Python's lock.
LOADERS = 2
#: What is found wrong in a document stands beside its chunk, in a file that ends so (graph_build/findings.py).
FINDINGS = ".findings"
#: What helps where it is not known what a graph was made from.
ANEW = "build again with all documents into another directory"


def held(directory: Path) -> Path:
    """The folder that holds the graph of ``directory``: its present generation."""
    current = directory / "current"
    return current.resolve() if current.exists() else directory


def manifest(directory: Path) -> tuple[Entry, ...]:
    """What the graph in ``directory`` was made from.

    A manifest that is lost or damaged is made again from what the chunks say. Raises BrokenGraph, with the remedy,
    where chunks are lost too: to begin anew would drop all but what is given now.
    """
    current = directory / "current"
    if not current.is_symlink():  # the last generation of which no link is left, or there was none yet
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
    lost = sorted(_documents(held(directory) / "graph.nq") - known)
    if lost or not entries:
        what = f"what {lost[0].decode(errors='replace')} became" if lost else "all that it was made of"
        raise BrokenGraph(f"{str(torn).partition(';')[0]}, and {what} is lost too; {ANEW}") from torn
    return entries


def _documents(graph: Path) -> set[bytes]:
    """The documents that a graph, as far as it is there, states, as they stand in it."""
    states = f"> <{FG.mainText}> ".encode()
    try:
        with graph.open("rb") as lines:
            return {line.partition(b" ")[0] for line in lines if states in line}
    except FileNotFoundError:
        return set()


def whole(directory: Path) -> bool:
    """Whether the present generation is as it was written, by a version that sealed all of it."""
    present = held(directory)
    try:
        seal = Seal.read(present)
        return seal is not None and seal.format == FORMAT and not seal.broken(present, deep=True)
    except TornManifest:
        return False


def chunk_path(directory: Path, chunk: str) -> Path:
    """Where a chunk is kept."""
    return directory / "chunks" / chunk[:2] / f"{chunk}.chunk"


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
    _turn(directory / "current", Path(GENERATIONS, fresh.name))
    settle(directory)


def settle(directory: Path) -> None:
    """Sees to it that readers find the parts of the present generation where they look for them."""
    for name in PARTS:
        path, target = directory / name, Path("current", name)
        if path.is_symlink() and path.readlink() == target:
            continue
        if path.is_dir() and not path.is_symlink():  # of a version without generations
            shutil.rmtree(path)
        _turn(path, target)


def sweep(directory: Path) -> None:
    """Removes all generations but the present one and the one before it, and the chunks that only those were made of.

    A chunk that no manifest here names stays: it may be all that is left of a graph whose manifest was lost.
    """
    present, generations = _present(directory), _generations(directory)
    before = max((number for number in generations if number < present), default=0)
    going = [path for number, path in generations.items() if number not in (before, present)]
    if going:
        wanted = _chunks(generations[number] for number in (before, present) if number)
        for chunk in _chunks(going) - wanted:
            chunk_path(directory, chunk).unlink(missing_ok=True)
    for path in going:
        shutil.rmtree(path)
    for torn in (directory / "chunks").glob("*/.*"):  # half written by a build that was killed
        torn.unlink(missing_ok=True)
    for path in (directory / "chunks").glob(f"*/*{FINDINGS}"):
        if not path.with_suffix(".chunk").exists():
            path.unlink(missing_ok=True)


def _chunks(generations: Iterable[Path]) -> set[str]:
    """The chunks that any of the ``generations`` was made of, as far as it still says so."""
    found: set[str] = set()
    for generation in generations:
        with suppress(BrokenGraph, OSError):
            found |= {entry.chunk for entry in manifests.read(generation)}
    return found


def load(folder: Path, files: Iterable[Path]) -> None:
    """Makes an Oxigraph store of N-Quads ``files`` and the ontology."""
    from pyoxigraph import RdfFormat, Store

    store = Store(str(folder))
    slices, turn = _slices((*map(_lines_of, files), _ontology())), Lock()

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
    with (generation / "derived.nq").open("ab") as file:
        file.write(stated)
    store = Store(str(generation / STORE))
    store.bulk_load(stated, format=RdfFormat.N_QUADS, lenient=True)
    store.flush()


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


def _lines_of(path: Path) -> Iterator[bytes]:
    """A file of lines, some megabytes of whole lines at a time."""
    with path.open("rb") as file:
        while lines := file.read(min(SLICE, 2**24)):
            yield lines + file.readline()


def _ontology() -> Iterator[bytes]:
    """The vocabularies as N-Quads, each in its named graph."""
    from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

    for path, name in vocabularies():
        graph = NamedNode(name)
        stated = parse(path=str(path), format=RdfFormat.TURTLE)
        quads = (Quad(quad.subject, quad.predicate, quad.object, graph) for quad in stated)
        yield serialize(quads, format=RdfFormat.N_QUADS) or b""


def digest(directory: Path) -> str:
    """The SHA-256 of the canonical form (RDFC-1.0) of the document graphs.

    Without blank nodes the canonical form is the sorted lines, which is what graph.nq holds.
    """
    path = directory / "graph.nq"
    if not path.is_file():
        raise BrokenGraph(f"{directory} holds no graph.nq; build one with: fengong build FILE -o {directory}")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
