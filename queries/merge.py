"""A store whose default graph is the merge of its named graphs, as SPARQL means a default graph.

The engine's own union of named graphs gives a row for each graph that holds a triple, so counts are wrong as soon as
two graphs say the same. A real default graph is a set; it is also faster to match, and a query's FROM replaces it as
it should. On disk, many processes open it at once, in hundredths of a second each and without a copy each.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory


def merge(directory: Path, folder: Path) -> None:
    """Writes the graph of ``directory`` into a store in ``folder``, named graphs and their merge."""
    from pyoxigraph import RdfFormat, Store

    from queries.endpoint import open_graph

    store = Store(str(folder))
    with TemporaryDirectory() as between:
        quads, triples = Path(between) / "quads.nq", Path(between) / "triples.nt"
        open_graph(directory).store.dump(str(quads), format=RdfFormat.N_QUADS)
        with quads.open("rb") as lines, triples.open("wb") as merged:
            merged.writelines(_triple(line) for line in lines)
        store.bulk_load(path=str(quads), format=RdfFormat.N_QUADS)
        store.bulk_load(path=str(triples), format=RdfFormat.N_TRIPLES)
    store.flush()


def _triple(line: bytes) -> bytes:
    r"""The line of N-Quads without its graph, which is an IRI and so holds no blank.

    >>> _triple(b'<a:s> <a:p> "x <y> ." <a:g> .')
    b'<a:s> <a:p> "x <y> ." .\n'
    """
    return line[: line.rindex(b" <")] + b" .\n"
