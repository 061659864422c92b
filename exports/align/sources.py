"""What the user names as two sides of a comparison: files, or documents and versions of a graph."""

from __future__ import annotations

from pathlib import Path

from graph_build import bounded
from graph_build.limits import Limit
from graph_build.model import Source, Unread
from graph_build.pipeline import tabled
from graph_build.read import candidates
from graph_build.read.given import given
from graph_build.write import generation, store
from ontology.errors import UnreadableSource
from queries.ask.endpoint import open_graph
from queries.duties import Duties, load, of_rows


def of_file(name: str, limit: Limit | None = None) -> Duties:
    """The duties of the one document in a file, read within ``limit``, with its text; no graph is kept."""
    found = [source for source in candidates(given([name])) if not (isinstance(source, Unread) and source.left_out)]
    if len(found) != 1:
        held = "、".join(source.name for source in found[:5]) or "none"
        raise UnreadableSource(f"{name}: one document is wanted here, and there are {len(found)}: {held}")
    (source,) = found
    if isinstance(source, Unread):
        raise UnreadableSource(source.reason)
    return of_rows(bounded.call(source.name, limit or Limit(), _tabled, source), texts=True)


def _tabled(source: Source) -> dict[str, list[dict[str, object]]]:
    """The rows as plain dictionaries, which pass from process to process."""
    return {table: [*map(dict, rows)] for table, rows in tabled(source).items()}


def of_graph(directory: Path, name: str) -> Duties:
    """The duties of a document of the graph in ``directory``, with its text.

    It is named by number, title or IRI; a version of it, whether or not that counts, by the name of its file.
    """
    entries = store.manifest(directory)
    named = [entry for entry in entries if name in (entry.name, Path(entry.name).name)]
    if named:
        return of_rows(generation.tabled(directory, min(named, key=lambda entry: entry.replaced)), texts=True)
    return load(open_graph(directory), [name], texts=True)
