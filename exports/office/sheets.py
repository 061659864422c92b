"""Workbooks whose sheets also take rows of cells that are written already (the only importer of xlsxwriter).

XlsxWriter makes an object of each cell, and of each object its XML, one attribute after another: four fifths of what a
workbook of a million cells costs. Here a cell becomes XML once, whatever number of rows and sheets it stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

#: What stands in the XML of a cell behind its address.
Cell: TypeAlias = str
_WORDS = 't="s"'  #: of a cell that names one of the words that all sheets share


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet whose last rows may be whole ones."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[int, Sequence[Cell], str]] = []

    def put_row(self, line: int, cells: Sequence[Cell], height: float | None = None) -> None:
        """Put a row, of so many points; it stands below those before it, and below all that are written otherwise."""
        self._check_dimensions(line, 0)
        self._check_dimensions(line, len(cells) - 1)
        tall = "" if height is None else f' ht="{height:g}" customHeight="1"'
        self._rows.append((line, cells, tall))

    def _write_rows(self) -> None:
        super()._write_rows()
        columns = [xl_col_to_name(place) for place in range(self.dim_colmax + 1)]
        for line, cells, tall in self._rows:
            row = line + 1
            written = "".join([f'<c r="{column}{row}"{cell}' for column, cell in zip(columns, cells, strict=False)])
            self.str_table.count += written.count(_WORDS)
            self.fh.write(f'<row r="{row}"{tall}>{written}</row>')


class Book(Workbook):  # type: ignore[misc]
    """A workbook of such sheets; words that look like formulas or addresses stay words."""

    worksheet_class = Sheet

    def __init__(self, out: Any) -> None:
        super().__init__(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})

    def cell(self, value: str | float, look: Any = None) -> Cell:
        """A number or words, of which a cell has room for 32,767, in the look of a format of this book."""
        style = f' s="{look._get_xf_index()}"' if look else ""
        if not isinstance(value, str):
            return f"{style}><v>{value:.16G}</v></c>"
        shared = self.str_table.string_table
        turn = shared.setdefault(value[:32_767], len(shared))
        self.str_table.unique_count = len(shared)
        return f"{style} {_WORDS}><v>{turn}</v></c>"
