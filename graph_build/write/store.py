"""The graph on disk: sorted N-Quads beside an Oxigraph store, put in place whole or not at all.

DIR/graph.nq      the document graphs, sorted, so equal documents give equal bytes
DIR/derived.nq    the derived graphs
DIR/graph/        the store, with both and the ontology loaded
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from ontology.errors import BrokenGraph
from ontology.vocabularies import vocabularies

#: What a build puts into its directory.
PARTS = ("graph.nq", "derived.nq", "graph")


def write(directory: Path, quads: Iterable[str], derived: Iterable[str]) -> None:
    """Makes ``directory`` hold the graph of ``quads`` and ``derived``; what it held stays till the new is whole."""
    directory.mkdir(parents=True, exist_ok=True)
    fresh = directory / ".new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    _write_sorted(fresh / "graph.nq", quads)
    _write_sorted(fresh / "derived.nq", derived)
    load(fresh / "graph", (fresh / "graph.nq", fresh / "derived.nq"))
    _replace(directory, fresh)


def load(folder: Path, files: Iterable[Path]) -> None:
    """Makes an Oxigraph store of N-Quads ``files`` and the ontology."""
    from pyoxigraph import NamedNode, RdfFormat, Store

    store = Store(str(folder))
    for path in files:
        store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
    for path, graph in vocabularies():
        store.bulk_load(path=str(path), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
    store.optimize()  # reads from a store that was only bulk-loaded take two to three times as long
    store.flush()


def digest(directory: Path) -> str:
    """The SHA-256 of the canonical form (RDFC-1.0) of the document graphs.

    Without blank nodes the canonical form is the sorted lines, which is what graph.nq holds.
    """
    path = directory / "graph.nq"
    if not path.is_file():
        raise BrokenGraph(f"{directory} holds no graph.nq; build one with: fengong build FILE -o {directory}")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_sorted(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(sorted(set(lines)))


def _replace(directory: Path, fresh: Path) -> None:
    """Puts the parts of ``fresh`` in the place of the old ones."""
    old = directory / ".old"
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir()
    for name in PARTS:
        if (directory / name).exists():
            (directory / name).rename(old / name)
        (fresh / name).rename(directory / name)
    shutil.rmtree(old)
    fresh.rmdir()
