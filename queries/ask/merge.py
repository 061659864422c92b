"""A store whose default graph is the merge of its named graphs, as SPARQL means a default graph.

The engine's own union of named graphs gives a row for each graph that holds a triple, so counts are wrong as soon as
two graphs say the same. A real default graph is a set; it is also faster to match, and a query's FROM replaces it as
it should. On disk, many processes open it at once, in hundredths of a second each and without a copy each.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Store

    from queries.ask.endpoint import Local


def merge(graph: Local, folder: Path) -> None:
    """Writes ``graph`` into a store in ``folder``, named graphs and their merge."""
    from pyoxigraph import RdfFormat, Store

    store = Store(str(folder))
    with TemporaryDirectory() as between:
        quads, triples = Path(between) / "quads.nq", Path(between) / "triples.nt"
        _dump(graph.store, quads)
        with quads.open("rb") as lines, triples.open("wb") as merged:
            merged.writelines(without_graph(line) for line in lines)
        store.bulk_load(path=str(quads), format=RdfFormat.N_QUADS)
        store.bulk_load(path=str(triples), format=RdfFormat.N_TRIPLES)
    store.flush()


def _dump(store: Store, path: Path) -> None:
    """Writes the named graphs of ``store``; what its default graph holds stands in one of them too."""
    from pyoxigraph import DefaultGraph, RdfFormat, serialize

    named = (quad for quad in store if not isinstance(quad.graph_name, DefaultGraph))
    serialize(named, str(path), format=RdfFormat.N_QUADS)


def without_graph(line: bytes) -> bytes:
    r"""The line of N-Quads without its graph, which is an IRI and so holds no blank.

    >>> without_graph(b'<a:s> <a:p> "x <y> ." <a:g> .')
    b'<a:s> <a:p> "x <y> ." .\n'
    """
    return line[: line.rindex(b" <")] + b" .\n"
