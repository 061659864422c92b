"""Workbooks of Excel 2003 as XML, which many a system exports under the name .xls (SpreadsheetML 2003)."""

from __future__ import annotations

from datetime import date

from graph_build.model import Reading
from graph_build.read.markup import Element, attribute, child, children, said, xml
from graph_build.read.sheet import Place, Sheet, transcribe, written
from graph_build.sources import Source
from ontology.patterns import regex

_DAY = regex(r"(\d{4})-(\d\d)-(\d\d)T")


def read(source: Source) -> Reading:
    """The text of a workbook, sheet by sheet."""
    book = xml(source.content, source.name)
    return transcribe(map(_sheet, children(book, "Worksheet")), "xls")


def _sheet(sheet: Element) -> Sheet:
    cells: dict[Place, str] = {}
    merged: dict[Place, Place] = {}
    unseen: set[int] = set()
    table = child(sheet, "Table")
    row = 0
    for line in children(table, "Row") if table is not None else ():
        row = _number(line, "Index", row + 1)
        if attribute(line, "Hidden") == "1":
            unseen.add(row)
        column = 0
        for cell in children(line, "Cell"):
            column = _number(cell, "Index", column + 1)
            wide = _number(cell, "MergeAcross", 0) + 1
            shown = child(cell, "Data")
            if shown is not None:
                cells[row, column] = _words(shown)
                merged[row, column] = (_number(cell, "MergeDown", 0) + 1, wide)
            column += wide - 1
    options = child(sheet, "WorksheetOptions", "Visible")
    hidden = options is not None and said(options) != "SheetVisible"
    return Sheet(attribute(sheet, "Name"), cells, merged, hidden, frozenset(unseen))


def _words(shown: Element) -> str:
    words, kind = said(shown), attribute(shown, "Type")
    if kind == "DateTime" and (day := _DAY.match(words)):
        return written(date(*map(int, day.groups())))
    try:
        return written(float(words)) if kind == "Number" else words
    except ValueError:
        return words


def _number(element: Element, name: str, default: int) -> int:
    number = attribute(element, name)
    return int(number) if number.isdecimal() and len(number) < 8 else default
