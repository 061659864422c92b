"""Parquet: the task–body table of the csv export, for data frames and warehouses; ranks are numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.office import assignments

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the task–body table; words are absent where the graph says nothing."""
    cells = (name if name in assignments.NUMBERS else f"nullif({name}, '') AS {name}" for name in assignments.COLUMNS)
    with assignments.relation(endpoint) as found:
        assignments.put(found, cells, path, "FORMAT parquet")
