"""Workbooks whose bytes depend on what is in them alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from ontology.collecting import collecting_rarely
from ontology.errors import MissingExtra
from ontology.tasktable import AUTHOR

#: Characters that are put into a cell; one holds 32,767.
LONGEST = 32_000
_A4 = 9
_FIRST_WIDE = "\u2e80"  #: of the characters as wide as two digits, the Chinese ones and their marks
_LINE, _TALLEST = 16.0, 400.0  #: of a row, in points; Excel takes 409


def workbook(title: str, fill: Callable[[Any], None]) -> bytes:
    """The .xlsx that ``fill`` fills.

    What XlsxWriter makes in memory bears no time of day.
    """
    try:
        from exports.office.sheets import Book
    except ImportError as error:
        raise MissingExtra("writing .xlsx", "office") from error

    out = io.BytesIO()
    book = Book(out)
    book.set_properties({"title": title, "author": AUTHOR, "created": datetime(1980, 1, 1)})
    with collecting_rarely():  # a cell is an object
        fill(book)
        book.close()
    return out.getvalue()


def headed(book: Any, name: str, columns: Iterable[tuple[str, float]], head: Any) -> Any:
    """A new sheet of a workbook: its ``columns`` with their widths, their names in the look ``head``.

    The head stays where rows are scrolled, and stands on each printed page, which is as wide as the sheet.
    """
    sheet = book.add_worksheet(name)
    for place, (label, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, head)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


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
