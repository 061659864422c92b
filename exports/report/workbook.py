"""The tables of a report that are too long for it, as a workbook beside it: a sheet a table, each with all its rows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from exports.office.workbook import workbook
from exports.report.blocks import Report, Table
from exports.report.tables import ANNEX

WIDE = 14  #: characters of a column whose share of the width is 1


def beside(report: Path) -> Path:
    """Where the workbook of a report stands.

    >>> beside(Path("out/report.html")).as_posix()
    'out/report-tables.xlsx'
    """
    return report.with_name(f"{report.stem}-tables.xlsx")


def long(report: Report) -> tuple[Table, ...]:
    """The tables that have more rows than a report shows."""
    return tuple(block for block in report.blocks if isinstance(block, Table) and len(block.rows) > ANNEX)


def to_xlsx(tables: Iterable[Table], title: str) -> bytes:
    """The workbook; the same tables give the same bytes."""

    def fill(book: Any) -> None:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for number, table in enumerate(tables, start=1):
            _sheet(book, book.add_worksheet(f"{number} {_plain(table.caption)}"[:31]), table, head)

    return workbook(title, fill)


def _sheet(book: Any, sheet: Any, table: Table, head: Any) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, WIDE * column.share)
        sheet.write_string(0, place, column.label, head)
    numerics = [column.numeric for column in table.columns]
    for line, row in enumerate(table.rows, start=1):
        figures = (_figure(cell) if numeric else None for cell, numeric in zip(row, numerics, strict=True))
        cells = (cell if figure is None else figure for cell, figure in zip(row, figures, strict=True))
        sheet.put_row(line, [book.cell(cell) for cell in cells])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{len(table.rows) + 1}"})


def _figure(cell: str) -> float | None:
    """The number that a cell shows, None if it shows more than that: a sheet is there to be sorted.

    >>> _figure("1,234"), _figure("43.9%"), _figure("0.219 (3)")
    (1234.0, 0.439, None)
    """
    text = cell.replace(",", "")
    try:
        return round(float(text.removesuffix("%")) / 100, 6) if text.endswith("%") else float(text)
    except ValueError:
        return None


def _plain(name: str) -> str:
    """A name without what Excel forbids in those of sheets."""
    return "".join(" " if character in "[]:*?/\\'" else character for character in name)
