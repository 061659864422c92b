"""CSV: the task–body table, a row for each body of each task, for Excel (byte order mark, no formulas)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.office import assignments
from ontology import files
from queries.ask.table import spreadsheet

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the task–body table."""
    files.write(path, spreadsheet(assignments.COLUMNS, assignments.rows(endpoint)))
