"""Workbooks whose bytes depend on what is in them alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from ontology.collecting import collecting_rarely
from ontology.errors import MissingExtra
from ontology.tasktable import AUTHOR

#: Characters that are put into a cell; one holds 32,767.
LONGEST = 32_000
_A4 = 9
_FIRST_WIDE = "\u2e80"  #: of the characters as wide as two digits, the Chinese ones and their marks
_LINE, _TALLEST = 16.0, 400.0  #: of a row, in points; Excel takes 409
_HEAD = 22.0  #: of a row of heads
_PAGE = 92  #: digits that a line of an upright page takes


def workbook(title: str, fill: Callable[[Any], None]) -> bytes:
    """The .xlsx that ``fill`` fills.

    What XlsxWriter makes in memory bears no time of day.
    """
    try:
        from exports.office.sheets import Book
    except ImportError as error:
        raise MissingExtra("writing .xlsx", "office", "写 .xlsx 文件") from error

    out = io.BytesIO()
    book = Book(out)
    book.set_properties({"title": title, "author": AUTHOR, "created": datetime(1980, 1, 1)})
    with collecting_rarely():  # a cell is an object
        fill(book)
        book.close()
    return out.getvalue()


class Looks(NamedTuple):
    """How sheets that people hand round look: a title, the head of a column, a cell of words."""

    title: Any
    head: Any
    cell: Any


def looks(book: Any) -> Looks:
    """The looks of a workbook's sheets."""
    return Looks(
        book.add_format({"bold": True, "font_size": 14}),
        book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#E7ECF3"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )


def headed(book: Any, name: str, columns: Iterable[tuple[str, float]], head: Any) -> Any:
    """A new sheet of a workbook: its ``columns`` with their widths, their names in the look ``head``.

    The head stays where rows are scrolled, and stands on each printed page, which is as wide as the sheet.
    """
    sheet = book.add_worksheet(name)
    sheet.set_row(0, _HEAD)
    for place, (label, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, head)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.hide_gridlines(0)  # rows are told apart on paper too
    _printed(sheet)
    return sheet


def upright(book: Any, name: str, title: str, lines: Iterable[str], looks: Looks) -> None:
    """A new sheet of a workbook that says a title and lines below it, as an upright page does."""
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, _PAGE)
    sheet.write_string(0, 0, title, looks.title)
    sheet.set_row(0, 2 * _LINE)
    for row, words in enumerate(lines, 1):
        sheet.write_string(row, 0, words[:LONGEST], looks.cell)
        sheet.set_row(row, height([(words, _PAGE)]))
    sheet.hide_gridlines(2)
    _printed(sheet)


def _printed(sheet: Any) -> None:
    """Sets a sheet to be printed as wide as a page of A4, with the number of each page."""
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N", {"margin": 0.3})


def height(cells: Iterable[tuple[str, float]]) -> float:
    r"""The height of a row that shows these words, each in a column so wide; LibreOffice fits no row by itself.

    A Chinese character is as wide as two digits, by which columns are measured.

    >>> height([("市财政局", 20), ("市发展改革委牵头\n市财政局配合", 12)])
    48.0
    """
    lines = (sum(max(1, -(-_wide(line) // int(width))) for line in words.split("\n")) for words, width in cells)
    return min(_TALLEST, _LINE * max(lines, default=1))


def _wide(words: str) -> int:
    return sum(1 + (character >= _FIRST_WIDE) for character in words)
