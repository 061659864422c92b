"""Parquet: the task–body table of the csv export, for data frames and warehouses; ranks are numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.office import assignments
from ontology import files
from ontology.errors import MissingExtra
from queries.duties import load

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


#: Columns that are numbers; the others are words, absent where the graph says nothing.
NUMBERS = frozenset({"rank"})


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the task–body table."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingExtra("Parquet", "scale") from None
    rows = list(assignments.rows(load(endpoint)))
    columns = {}
    for number, name in enumerate(assignments.COLUMNS):
        values = [row[number] for row in rows]
        if name in NUMBERS:
            columns[name] = pyarrow.array([int(value) for value in values], pyarrow.int32())
        else:
            columns[name] = pyarrow.array([value or None for value in values], pyarrow.string())
    with files.replacing(path) as file:
        parquet.write_table(pyarrow.table(columns), file)
