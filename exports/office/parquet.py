"""Parquet: the task–body table of the csv export, for data frames and warehouses; ranks are numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.office import assignments
from ontology import files
from ontology.errors import MissingExtra
from queries.duties import tables_of

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


#: Columns that are numbers; the others are words, absent where the graph says nothing.
NUMBERS = frozenset({"rank"})


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the task–body table."""
    try:
        import pyarrow
        from pyarrow import compute, parquet
    except ImportError:
        raise MissingExtra("Parquet", "scale") from None
    kinds = {name: pyarrow.int32() if name in NUMBERS else pyarrow.string() for name in assignments.COLUMNS}
    schema = pyarrow.schema(kinds.items())
    if tables := tables_of(endpoint):
        table = tables.joined(assignments.COLUMNS).to_arrow_table().cast(schema)
    else:
        rows = [dict(zip(assignments.COLUMNS, row, strict=True)) for row in assignments.rows(endpoint)]
        table = pyarrow.Table.from_pylist(rows, schema)
    columns = {
        name: table[name] if name in NUMBERS else compute.if_else(compute.equal(table[name], ""), None, table[name])
        for name in assignments.COLUMNS
    }
    with files.replacing(path) as file:
        parquet.write_table(pyarrow.table(columns), file)
