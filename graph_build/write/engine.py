"""The Oxigraph store of a generation: made, changed, copied, asked."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ontology import files
from ontology.errors import BrokenGraph
from ontology.prefixes import LABELS
from ontology.seal import ITS_OWN, QUADS, STORE
from ontology.vocabularies import vocabularies

if TYPE_CHECKING:
    from pyoxigraph import Store

#: Bytes of N-Quads that the store takes at a time, so that loading a large graph needs no more memory than a small one.
SLICE = 64 * 2**20
#: Slices that are loaded side by side: the store parses and sorts each in one thread, without Python's lock.
LOADERS = 2
#: Quads that are put at a time into a store that others are in already.
BATCH = 100_000


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
