"""Spreadsheets of OpenDocument: the words that each cell shows, which the format keeps beside its value.

A zip file (.ods), or all of it in one file of XML (.fods).

After OpenDocument 1.3 part 3, 9.1 (tables). Not by calamine, which tells no merged cells of this format.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph_build.model import Reading
from graph_build.read.archive import Archive
from graph_build.read.markup import Element, attribute, child, children, local, within, xml
from graph_build.read.sheet import Place, Sheet, transcribe
from graph_build.read.transcript import MOST_COLUMNS
from graph_build.sources import Source

#: how often a row that says something is believed to be repeated
_MOST_REPEATED = 1000
#: what stands in a cell beside its words
_BESIDE = frozenset(("annotation", "frame", "custom-shape", "tracked-changes"))


def read(source: Source) -> Reading:
    """The text of a spreadsheet, sheet by sheet."""
    content = xml(
        Archive(source).read("content.xml") if source.content.startswith(b"PK") else source.content, source.name
    )
    hidden = {
        attribute(style, "name")
        for style in within(content, "style")
        if (shown := child(style, "table-properties")) is not None and attribute(shown, "display") == "false"
    }
    body = child(content, "body", "spreadsheet")
    tables = children(body, "table") if body is not None else ()
    return transcribe((_sheet(table, hidden) for table in tables), "ods")


def _sheet(table: Element, hidden: set[str]) -> Sheet:
    cells: dict[Place, str] = {}
    merged: dict[Place, Place] = {}
    unseen: set[int] = set()
    at = 0
    for row in _rows(table):
        told = list(_cells(row))
        times = _count(row, "number-rows-repeated")
        for again in range(min(times, _MOST_REPEATED) if told else 0):
            if attribute(row, "visibility") in ("collapse", "filter"):
                unseen.add(at + again)
            for column, words, span in told:
                cells[at + again, column] = words
                merged[at + again, column] = span
        at += times
    return Sheet(attribute(table, "name"), cells, merged, attribute(table, "style-name") in hidden, frozenset(unseen))


def _rows(parent: Element) -> Iterator[Element]:
    """The rows of a table, out of groups and headings."""
    for inner in parent:
        if local(inner) == "table-row":
            yield inner
        elif local(inner) in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(inner)


def _cells(row: Element) -> Iterator[tuple[int, str, Place]]:
    """The cells of a row that say something: column, words, and the rows and columns they reach over."""
    column = 0
    for cell in children(row, "table-cell", "covered-table-cell"):
        times = _count(cell, "number-columns-repeated")
        words = "\n".join("".join(_words(line)) for line in children(cell, "p")) if local(cell) == "table-cell" else ""
        if words.strip():
            for again in range(min(times, MOST_COLUMNS)):
                yield (
                    column + again,
                    words,
                    (_count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")),
                )
        column += times


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for inner in element:
        name = local(inner)
        if name in ("s", "tab"):
            yield " "
        elif name == "line-break":
            yield "\n"
        elif name and name not in _BESIDE:
            yield from _words(inner)
        yield inner.tail or ""


def _count(element: Element, name: str) -> int:
    number = attribute(element, name)
    return max(int(number), 1) if number.isdecimal() and len(number) < 9 else 1
