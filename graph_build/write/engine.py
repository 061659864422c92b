"""The Oxigraph store of a generation: made, changed, copied, asked."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

from ontology import files
from ontology.errors import BrokenGraph
from ontology.prefixes import LABELS
from ontology.seal import ITS_OWN, MANIFEST, QUADS, STORE, Load, Seal
from ontology.vocabularies import statements, vocabularies

if TYPE_CHECKING:
    from pyoxigraph import Store

#: Bytes of N-Quads that the store takes at a time, so that loading a large graph needs no more memory than a small one.
SLICE = 64 * 2**20
#: Slices that are loaded side by side: the store parses and sorts each in one thread, without Python's lock.
LOADERS = 2
#: Quads that are put at a time into a store that others are in already.
BATCH = 100_000
#: What the name of a kept store of vocabularies begins with.
VOCABULARIES = "vocabularies-"


def load(folder: Path, pieces: Iterable[bytes]) -> None:
    """Makes an Oxigraph store of ``pieces`` of N-Quads, whole lines, and the vocabularies."""
    from pyoxigraph import Store

    if kept := _kept():  # copied, not shared: harm to the files of one graph is to reach no other
        shutil.copytree(kept / STORE, folder, ignore=shutil.ignore_patterns(*ITS_OWN))
    else:
        _make(folder)
    store = Store(str(folder))
    _load(store, pieces)
    store.flush()


def _load(store: Store, pieces: Iterable[bytes]) -> None:
    """Puts ``pieces`` of N-Quads, whole lines, into a store, slice by slice."""
    from pyoxigraph import RdfFormat

    slices, turn = _slices(pieces), Lock()

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
        raise BrokenGraph(
            f"{generation / STORE} 不是 Oxigraph 数据库，请重新构建图谱。"
            f"{generation / STORE} is no Oxigraph store; build the graph again"
        ) from error


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


def _slices(pieces: Iterable[bytes]) -> Generator[bytes, None, None]:
    """All lines in pieces of about ``SLICE`` bytes; few, since the store waits for the disk after each."""
    held: list[bytes] = []
    size = 0
    for lines in pieces:
        held.append(lines)
        size += len(lines)
        if size >= SLICE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _make(folder: Path) -> None:
    """Makes a store of the vocabularies, each in its named graph, in an empty folder."""
    from pyoxigraph import RdfFormat, Store, serialize

    store = Store(str(folder))
    _load(store, [serialize(statements(), format=RdfFormat.N_QUADS) or b""])
    store.flush()


def _kept() -> Path | None:
    """The folder of a store that holds the vocabularies as they are now and nothing else; None if none can be kept.

    It stays in the user's cache folder under the hash of their files, sealed as a generation is: to copy it takes a
    twentieth of the .8 s of CPU that it takes to read and load them, which is more than most documents take.
    """
    cache = files.cache_folder()
    if cache is None:
        return None
    kept = cache / f"{VOCABULARIES}{_digest()}"
    try:
        if not _is_whole(kept):
            _keep(kept)
    except OSError:
        return None
    return kept


def _is_whole(kept: Path) -> bool:
    try:
        seal = Seal.read(kept)
    except BrokenGraph:
        return False
    return seal is not None and not seal.altered(kept)


def _keep(kept: Path) -> None:
    """Makes the store that ``_kept`` speaks of, in one step; those that were made long ago go."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    files.forget(kept.parent, VOCABULARIES)
    with TemporaryDirectory(dir=kept.parent, prefix=f".{VOCABULARIES}") as folder:
        fresh = Path(folder, "fresh")
        fresh.mkdir()
        _make(fresh / STORE)
        (fresh / MANIFEST).write_text(Seal.of(fresh, 0, Load()).line(), encoding="utf-8")
        for path in (*fresh.rglob("*"), fresh):
            files.sync(path)
        if _is_whole(kept):  # another build was quicker, and may be copying it
            return
        if kept.exists():
            kept.rename(Path(folder, "damaged"))
        fresh.rename(kept)


def _digest() -> str:
    """A hash of the vocabularies, and of the engine that reads them."""
    found = hashlib.sha256(version("pyoxigraph").encode())
    for path, name in vocabularies():
        found.update(b"\0" + name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
