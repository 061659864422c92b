"""Task tables (任务分工表) that were exported and perhaps edited: a workbook or a Word document, row by row.

A table is one by the IRIs and digests it carries unseen, not by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from posixpath import join, normpath

from graph_build.model import Source
from graph_build.read import docx
from graph_build.read.archive import Archive
from graph_build.read.markup import Element, attribute, child, children, integer, local, within, xml
from ontology.tasktable import AUTHOR, HEADINGS, HIDDEN

_KEYS = {heading: key for key, headings in HEADINGS.items() for heading in headings}
_BOOK, _WORD, _PROPERTIES = "xl/workbook.xml", "word/document.xml", "docProps/core.xml"
#: Days are numbers in a workbook, counted from here; smaller ones than this are years.
_FIRST_DAY, _SMALLEST_DAY, _LARGEST_DAY = date(1899, 12, 30), 10_000, 2_900_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the headings."""

    place: str  #: where it stands, for a person: 全部任务 row 4
    cells: Mapping[str, str]  #: by key of the column; ``iri`` and ``digest`` are missing where a row carries none


@dataclass(frozen=True, slots=True)
class Table:
    """A task table."""

    name: str  #: of the file
    rows: tuple[Row, ...]  #: sheet by sheet
    editor: str  #: who saved it last, as the office program says; "" if it does not


def may_be(source: Source) -> bool:
    """Whether ``source`` begins as task tables do."""
    return source.content.startswith(b"PK")


def read(source: Source) -> Table | None:
    """The task table that ``source`` is; None if it is anything else."""
    if not may_be(source):
        return None
    archive = Archive(source)
    rows: Iterable[Row] = ()
    if _BOOK in archive:
        rows = (row for name, sheet in _sheets(archive) for row in _below_headings(name, sheet))
    elif _WORD in archive and HIDDEN.encode() in archive.read(_WORD):
        rows = _of_word(source)
    found = tuple(rows)
    return Table(source.name, found, _editor(archive)) if found else None


def is_exported(source: Source) -> bool:
    """Whether a workbook is one that Fengong wrote, whoever edited it since, whatever was taken out of it."""
    if not source.content.startswith(b"PK"):
        return False
    archive = Archive(source)
    return _BOOK in archive and _property(archive, "creator") == AUTHOR


def _editor(archive: Archive) -> str:
    name = _property(archive, "lastModifiedBy")
    return "" if name == AUTHOR else name


def _property(archive: Archive, name: str) -> str:
    if _PROPERTIES not in archive:
        return ""
    said = child(xml(archive.read(_PROPERTIES), archive.name), name)
    return (said.text or "").strip() if said is not None else ""


def _below_headings(name: str, lines: Iterable[tuple[str, Mapping[str, str]]]) -> Iterator[Row]:
    """The rows of a sheet below the one that heads columns as a task table does."""
    columns: dict[str, str] = {}
    for number, cells in lines:
        if columns:
            yield Row(f"{name} row {number}", {key: cells.get(at, "").strip() for at, key in columns.items()})
        else:
            heads = {at: _KEYS[words.strip()] for at, words in cells.items() if words.strip() in _KEYS}
            columns = heads if {"iri", "digest"} <= set(heads.values()) else {}


def _sheets(archive: Archive) -> Iterator[tuple[str, Iterator[tuple[str, Mapping[str, str]]]]]:
    """The sheets of a workbook by name, each with its rows: their number, and the words of the cells by column."""
    relations = xml(archive.read("xl/_rels/workbook.xml.rels"), archive.name)
    parts = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    shared: list[str] = []
    if "xl/sharedStrings.xml" in archive:
        shared = [_string(item) for item in children(xml(archive.read("xl/sharedStrings.xml"), archive.name), "si")]
    for sheet in within(xml(archive.read(_BOOK), archive.name), "sheet"):
        part = normpath(join("xl", parts.get(attribute(sheet, "id"), ""))).lstrip("/")
        if part in archive:
            yield sheet.get("name", ""), _lines(xml(archive.read(part), archive.name), shared)


def _lines(sheet: Element, shared: list[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for row in within(sheet, "row"):
        cells = {cell.get("r", "").rstrip("0123456789"): _shown(cell, shared) for cell in children(row, "c")}
        yield row.get("r", ""), cells


def _shown(cell: Element, shared: list[str]) -> str:
    """The words of a cell; a number can only be a day, since a task table has no others."""
    kind, inline, value = cell.get("t", "n"), child(cell, "is"), child(cell, "v")
    if inline is not None:
        return _string(inline)
    words = (value.text or "") if value is not None else ""
    if kind == "s":
        place = integer(words, len(shared), len(shared))
        return shared[place] if place < len(shared) else ""
    days = integer(words.partition(".")[0], 0, _LARGEST_DAY)
    if kind == "n" and _SMALLEST_DAY <= days < _LARGEST_DAY:
        day = _FIRST_DAY + timedelta(days=days)
        return f"{day.year}年{day.month}月{day.day}日"
    return words


def _string(item: Element) -> str:
    """The words of a string, without the pronunciation that may stand beside them.

    Outer blanks are cut here, once: a million cells may share one string of a megabyte.
    """
    parts = (text for part in item if local(part) != "rPh" for text in within(part, "t"))
    return "".join(text.text or "" for text in parts).strip()


def _of_word(source: Source) -> Iterator[Row]:
    """The rows of the tables of a Word document, which keep IRI and digest at the end of their first cells."""
    reading = docx.read(source, unseen=True)
    for number, table in enumerate(reading.tables, 1):
        columns: dict[int, str] = {}
        for place, row in enumerate(table.rows, 1):
            cells = {cell.column: cell.span.of(reading.text) for cell in row.cells}
            if not columns:
                heads = {at: _KEYS[words.strip()] for at, words in cells.items() if words.strip() in _KEYS}
                columns = heads if {"number", "task", "lead"} <= set(heads.values()) else {}
                continue
            said = {key: cells.get(at, "").strip() for at, key in columns.items()}
            shown, *unseen = said["number"].split(HIDDEN)
            yield Row(f"table {number} row {place}", said | {"number": shown} | _named(unseen))


def _named(unseen: list[str]) -> dict[str, str]:
    return dict(zip(("iri", "digest"), unseen, strict=True)) if len(unseen) == 2 else {}
