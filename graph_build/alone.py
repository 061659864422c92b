"""The tables of one document alone, for who sees it side by side with another; no graph is kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph_build import bounded
from graph_build.limits import Limit

if TYPE_CHECKING:
    from graph_build.sources import Source

Rows = dict[str, list[dict[str, object]]]


def of_source(source: Source, limit: Limit | None = None, *, sentences: bool = False) -> Rows:
    """The rows of all tables of the document in ``source``, read within ``limit``, with its text.

    ``sentences`` takes duties of running prose too.
    """
    return bounded.call(source.name, limit or Limit(), partial(_rows, sentences=sentences), source)


def _rows(source: Source, *, sentences: bool) -> Rows:
    """The rows as plain dictionaries, which pass from process to process."""
    from graph_build.pipeline import tabled  # which only the process that reads has use for

    return {table: [*map(dict, rows)] for table, rows in tabled(source, sentences=sentences).items()}
