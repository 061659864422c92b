"""Workbooks: rows that are written whole say what cells written one by one say, and each cell is written once."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from exports.office import tasks
from exports.office.workbook import workbook
from queries.ask.endpoint import open_graph
from queries.duties import load

openpyxl = pytest.importorskip("openpyxl")
ROWS: tuple[tuple[str | float, ...], ...] = (
    ("市财政局", 0.125, "=1+1"),
    ("<办法> & 细则\n二", -3, "http://example.org"),
    (" 前后 ", 1e15, "\x07"),
    ("", 12345.678, "市财政局"),
    ("长" * 40_000, 0, ""),
)


def one_by_one(sheet: Any, look: Any) -> None:
    for line, row in enumerate(ROWS, start=1):
        sheet.set_row(line, 33)
        for place, value in enumerate(row):
            sheet.write_string(line, place, value, look) if isinstance(value, str) else sheet.write_number(
                line, place, value, look
            )


def filled(*, whole: bool) -> bytes:
    def fill(book: Any) -> None:
        look = book.add_format({"bold": True, "num_format": "0.00"})
        for name in ("甲", "乙"):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, "题", look)
            if whole:
                for line, row in enumerate(ROWS, start=1):
                    sheet.put_row(line, [book.cell(value, look) for value in row], 33)
            else:
                one_by_one(sheet, look)

    return workbook("表", fill)


def cells(book: bytes) -> list[tuple[Any, ...]]:
    return [
        (
            *(sheet.title, sheet.dimensions, sheet.row_dimensions[cell.row].height, cell.coordinate),
            *(cell.value, cell.data_type, cell.font.b, cell.number_format),
        )
        for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]


def part(book: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name).decode()


def test_rows_written_whole_say_what_their_cells_say_one_by_one() -> None:
    whole, single = filled(whole=True), filled(whole=False)
    assert cells(whole) == cells(single)
    assert len(cells(whole)) == 2 * 3 * 6
    assert part(whole, "xl/sharedStrings.xml") == part(single, "xl/sharedStrings.xml")


def test_a_cell_of_a_task_is_written_once_for_all_sheets(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from exports.office.sheets import Book

    cell, written = Book.cell, []

    def counted(book: Book, value: str | float, look: Any) -> str:
        written.append(value)
        return cell(book, value, look)

    monkeypatch.setattr(Book, "cell", counted)
    duties = load(open_graph(made))
    book = tasks.to_xlsx(duties)
    once = len(duties.tasks) * (11 + 2)  # the columns of several documents, IRI and digest
    doubts = len(re.findall("<row ", part(book, f"xl/worksheets/sheet{len(sheets(book))}.xml"))) - 3
    assert len(written) <= once + doubts + 2
    assert sum(len(re.findall("<c ", sheet)) for sheet in sheets(book)) > 2 * once


def sheets(book: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
