"""What the user names to be seen side by side: files, or documents and versions of a graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph_build import alone
from graph_build.limits import Limit
from graph_build.read import candidates
from graph_build.read.given import given
from graph_build.sources import Source, Unread
from ontology.errors import BadQuery, UnreadableSource
from queries.ask.endpoint import open_graph
from queries.duties import Duties, documents_of, load, of_rows
from queries.duties.load import chosen

if TYPE_CHECKING:
    from queries.align.meaning import Encode
    from queries.align.trace import Trace


def of_file(name: str, limit: Limit | None = None, *, sentences: bool = False) -> Duties:
    """The duties of the one document in a file, read within ``limit``, with its text; no graph is kept.

    ``sentences`` takes those that stand in running sentences too.
    """
    found = list(_sources([name]))
    if len(found) != 1:
        held = "、".join(source.name for source in found[:5])
        there = f"其中有 {len(found)} 份：{held}；请只写其中一份" if found else "其中没有文件，请另写一份"
        raise UnreadableSource(
            f"{name}：这里需要一份文件，{there}。"
            f"{name}: one document is wanted here, and there are {len(found)}: {held or 'none'}"
        )
    return _read(found[0], limit, sentences=sentences)


def of_files(names: Iterable[str], limit: Limit | None = None) -> list[Duties]:
    """The duties of each document in the files, folders and archives named, as ``of_file`` gives them."""
    return [_read(source, limit) for source in _sources(names)]


def _sources(names: Iterable[str]) -> Iterator[Source | Unread]:
    """The files named, those left out that are no documents by their names."""
    for source in candidates(given(names)):
        if not (isinstance(source, Unread) and source.left_out):
            yield source


def _read(source: Source | Unread, limit: Limit | None, *, sentences: bool = False) -> Duties:
    if isinstance(source, Unread):
        raise UnreadableSource(source.reason)
    return of_rows(alone.of_source(source, limit, sentences=sentences), texts=True)


def of_graph(directory: Path, name: str) -> Duties:
    """The duties of a document of the graph in ``directory``, with its text.

    It is named by number, title or IRI; a version of it, whether or not that counts, by the name of its file.
    """
    from graph_build.write import generation, store  # what keeps graphs: two files are seen without one

    entries = store.manifest(directory)
    named = [entry for entry in entries if name in (entry.name, Path(entry.name).name)]
    if named:
        return of_rows(generation.tabled(directory, min(named, key=lambda entry: entry.replaced)), texts=True)
    return load(open_graph(directory), [name], texts=True)


def traced(
    upper: Sequence[str], lower: Sequence[str], limit: Limit | None = None, encode: Encode | None = None
) -> Trace:
    """The trace of the documents in files through those in others; without ``lower`` the last of ``upper`` is below.

    ``encode`` is a sentence model that reads their clauses.
    """
    from queries.align.trace import trace  # SciPy and the words, which comparing needs none of

    above, below = (upper, lower) if lower else (upper[:-1], upper[-1:])
    return trace(of_files(above, limit), of_files(below, limit), encode)


def traced_in(directory: Path, document: str = "", *, uncited: bool = False, encode: Encode | None = None) -> Trace:
    """The trace of a graph's documents through those that carry them out; only of one, by number or title, if given.

    ``uncited`` looks for it in all the others, and not only in those that a citation joins it with; those that no link
    is of are left out. ``encode`` is a sentence model that reads their clauses.
    """
    from queries.align.families import families, joined, linked, others, traces

    endpoint = open_graph(directory)
    known = documents_of(endpoint)
    own = chosen(known, [document])[0] if document else None
    found = others(known, own) if own and uncited else families(endpoint, own.iri if own else "")
    if not found:
        raise BadQuery(
            f"图谱 {directory} 中没有文件引用同在其中的上位文件；请直接写文件，或用 --document 文号 --all。"
            f"in {directory} no document cites one above it that the graph holds too; name files instead, or ask with "
            "--document N --all"
        )
    whole = joined(list(traces(endpoint, found, texts=True, encode=encode)))
    return linked(whole, own.iri) if own and uncited else whole
