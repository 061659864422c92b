"""Parquet: the task–body table of the csv export, for data frames and warehouses; ranks are numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.csv import QUERY
from ontology import files
from ontology.errors import MissingExtra

if TYPE_CHECKING:
    from queries.endpoint import Endpoint

SUFFIX = ".parquet"

#: Columns that are numbers; the others are words, absent where the graph says nothing.
NUMBERS = frozenset({"rank"})


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the task–body table."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingExtra("Parquet", "scale") from None
    table = endpoint.select(QUERY)
    columns = {}
    for place, name in enumerate(table.columns):
        values = [None if row[place] is None else row[place].value for row in table.rows]  # type: ignore[union-attr]
        if name in NUMBERS:
            columns[name] = pyarrow.array([value and int(value) for value in values], pyarrow.int32())
        else:
            columns[name] = pyarrow.array(values, pyarrow.string())
    with files.replacing(path) as file:
        parquet.write_table(pyarrow.table(columns), file)
