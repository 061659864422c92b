"""What one document becomes by itself, made by whoever reads it: here, in a process of its own, or on a cluster.

Who has a document read loads nothing of how that is done, nor does the process that reads load who has it read.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph_build import bounded
from graph_build.limits import Limit

if TYPE_CHECKING:
    from graph_build.sources import Source
    from graph_build.write.chunks import Chunk

Rows = dict[str, list[dict[str, object]]]


def chunk(source: Source, *, sentences: bool = False) -> Chunk:
    """What ``source`` becomes in a graph; ``sentences`` takes duties of running prose too."""
    from graph_build import pipeline

    return pipeline.chunk(source, sentences=sentences)


def of_source(source: Source, limit: Limit | None = None, *, sentences: bool = False) -> Rows:
    """The rows of all tables of a graph of ``source`` alone, read within ``limit``, with its text; no graph is kept.

    ``sentences`` takes duties of running prose too.
    """
    return bounded.call(source.name, limit or Limit(), partial(_rows, sentences=sentences), source)


def _rows(source: Source, *, sentences: bool) -> Rows:
    """The rows as plain dictionaries, which pass from process to process."""
    from graph_build.pipeline import tabled

    return {table: [*map(dict, rows)] for table, rows in tabled(source, sentences=sentences).items()}
