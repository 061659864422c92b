"""Task tables (任务分工表) that were exported and perhaps edited: a workbook or a Word document, row by row.

A table is one by the IRIs and digests it carries unseen, not by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from posixpath import join, normpath

from graph_build.read import docx
from graph_build.read.archive import Archive
from graph_build.read.markup import Element, attribute, child, children, integer, local, within, xml
from graph_build.sources import Source
from ontology.patterns import regex
from ontology.tasktable import AUTHOR, HEADINGS, HIDDEN

_KEYS = {heading: key for key, headings in HEADINGS.items() for heading in headings}
_BOOK, _STYLES, _WORD, _PROPERTIES = "xl/workbook.xml", "xl/styles.xml", "word/document.xml", "docProps/core.xml"
#: Number formats that go by a number alone (ECMA-376 part 1, 18.8.30), as far as they show days, months and shares.
_BUILT_IN = {"9": "0%", "10": "0.00%", "17": "mmmyy", "55": "yyyym", "56": "md"} | {
    str(number): "yyyymd" for number in (14, 15, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58)
}
_BARE = regex(r'"[^"]*"|\\.|\[[^\]]*\]|;.*')  #: of a number format: what it shows as it stands, and its conditions
#: Days are numbers in a workbook, counted from here; smaller ones than this are years.
_FIRST_DAY, _SMALLEST_DAY, _LARGEST_DAY = date(1899, 12, 30), 10_000, 2_900_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the headings."""

    place: str  #: where it stands, for a person: 全部任务第 4 行（row 4）
    cells: Mapping[str, str]  #: by key of the column; ``iri`` and ``digest`` are missing where a row carries none
    own: Mapping[str, str] = field(default_factory=dict)  #: of columns that the user added, by heading, in their order


@dataclass(frozen=True, slots=True)
class Table:
    """A task table."""

    name: str  #: of the file
    rows: tuple[Row, ...]  #: sheet by sheet
    editor: str  #: who saved it last, as the office program says; "" if it does not
    bare: tuple[str, ...] = ()  #: the sheets, or tables, that have lost the columns one does not see


def may_be(source: Source) -> bool:
    """Whether ``source`` begins as task tables do."""
    return source.content.startswith(b"PK")


def read(source: Source) -> Table | None:
    """The task table that ``source`` is; None if it is anything else."""
    if not may_be(source):
        return None
    archive = Archive(source)
    if _BOOK in archive:
        sheets = [_sheet(name, lines) for name, lines in _sheets(archive)]
    elif _WORD in archive and (HIDDEN.encode() in archive.read(_WORD) or _property(archive, "creator") == AUTHOR):
        sheets = list(_of_word(source))
    else:
        return None
    rows = tuple(row for sheet in sheets for row in sheet.rows)
    bare = tuple(sheet.name for sheet in sheets if sheet.bare)
    ours = rows or _property(archive, "creator") == AUTHOR  # else it is some office's own table of tasks
    return Table(source.name, rows, _editor(archive), bare) if ours and (rows or bare) else None


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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rows of a sheet, or of a table in a Word document."""

    name: str
    rows: tuple[Row, ...] = ()
    bare: bool = False  #: whether it has the headings of a task table and no IRIs


@dataclass(frozen=True, slots=True)
class _Heads:
    """The columns of a sheet: where ours and where the user's own stand."""

    ours: Mapping[str, str]
    own: Mapping[str, str]

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> _Heads:
        """The columns under ``cells``, if these are headings."""
        heads = {at: " ".join(words.split()) for at, words in cells.items() if words.strip()}
        ours = {at: _KEYS[head] for at, head in heads.items() if head in _KEYS}
        return cls(ours, {at: head for at, head in heads.items() if at not in ours})

    def says(self, *keys: str) -> bool:
        """Whether there are columns of all these keys."""
        return {*keys} <= {*self.ours.values()}

    def row(self, place: str, cells: Mapping[str, str]) -> Row:
        """The row of these ``cells``."""
        ours, own = (
            {key: cells.get(at, "").strip() for at, key in columns.items()} for columns in (self.ours, self.own)
        )
        return Row(place, ours, own)


def _sheet(name: str, lines: Iterable[tuple[str, Mapping[str, str]]]) -> _Sheet:
    """A sheet with its rows below the line that heads columns as a task table does."""
    heads: _Heads | None = None
    rows, bare = [], False
    for number, cells in lines:
        if heads:
            rows.append(heads.row(f"{name}第 {number} 行（row {number}）", cells))
        elif (found := _Heads.of(cells)).says("iri", "digest"):
            heads = found
        else:
            bare = bare or found.says("number", "task", "source", "place")
    return _Sheet(name, tuple(rows), bare and not heads)


def _sheets(archive: Archive) -> Iterator[tuple[str, Iterator[tuple[str, Mapping[str, str]]]]]:
    """The sheets of a workbook by name, each with its rows: their number, and the words of the cells by column."""
    relations = xml(archive.read("xl/_rels/workbook.xml.rels"), archive.name)
    parts = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    shared: list[str] = []
    if "xl/sharedStrings.xml" in archive:
        shared = [_string(item) for item in children(xml(archive.read("xl/sharedStrings.xml"), archive.name), "si")]
    formats = _formats(archive)
    for sheet in within(xml(archive.read(_BOOK), archive.name), "sheet"):
        part = normpath(join("xl", parts.get(attribute(sheet, "id"), ""))).lstrip("/")
        if part in archive:
            yield sheet.get("name", ""), _lines(xml(archive.read(part), archive.name), shared, formats)


def _lines(sheet: Element, shared: list[str], formats: list[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for row in within(sheet, "row"):
        cells = {cell.get("r", "").rstrip("0123456789"): _shown(cell, shared, formats) for cell in children(row, "c")}
        yield row.get("r", ""), cells


def _formats(archive: Archive) -> list[str]:
    """The number formats of a workbook by the numbers of the styles that cells name."""
    if _STYLES not in archive:
        return []
    styles = xml(archive.read(_STYLES), archive.name)
    codes = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in within(styles, "numFmt")}
    used = child(styles, "cellXfs")
    ids = [entry.get("numFmtId", "") for entry in children(used, "xf")] if used is not None else []
    return [_BARE.sub("", codes.get(id, _BUILT_IN.get(id, ""))).lower() for id in ids]


def _shown(cell: Element, shared: list[str], formats: list[str]) -> str:
    """The words of a cell, of a number as its format shows it."""
    kind, inline, value = cell.get("t", "n"), child(cell, "is"), child(cell, "v")
    if inline is not None:
        return _string(inline)
    words = (value.text or "") if value is not None else ""
    if kind == "s":
        place = integer(words, len(shared), len(shared))
        return shared[place] if place < len(shared) else ""
    style = integer(cell.get("s", "0"), len(formats), len(formats))
    return _number(words, formats[style] if style < len(formats) else "") if kind == "n" else words


def _number(words: str, format: str) -> str:
    """A number in words: a day, a month or a share where its ``format`` shows one.

    >>> _number("43465", "yyyy/m/d"), _number("43435", "yyyym"), _number("0.8", "0%"), _number("50000.0", "")
    ('2018年12月31日', '2018年12月', '80%', '50000')
    """
    days = integer(words.partition(".")[0], 0, _LARGEST_DAY)
    if ("y" in format or ("m" in format and "d" in format)) and _SMALLEST_DAY <= days < _LARGEST_DAY:
        day = _FIRST_DAY + timedelta(days=days)
        return f"{day.year}年{day.month}月{day.day}日" if "d" in format else f"{day.year}年{day.month}月"
    try:
        number = float(words)
    except ValueError:
        return words
    return f"{number * 100:.13g}%" if "%" in format else f"{number:.15g}"


def _string(item: Element) -> str:
    """The words of a string, without the pronunciation that may stand beside them.

    Outer blanks are cut here, once: a million cells may share one string of a megabyte.
    """
    parts = (text for part in item if local(part) != "rPh" for text in within(part, "t"))
    return "".join(text.text or "" for text in parts).strip()


def _of_word(source: Source) -> Iterator[_Sheet]:
    """The task tables of a Word document, which keep IRI and digest at the end of their first cells."""
    reading = docx.read(source, unseen=True)
    for number, table in enumerate(reading.tables, 1):
        heads, rows = None, []
        for place, row in enumerate(table.rows, 1):
            cells = {str(cell.column): cell.span.of(reading.text) for cell in row.cells}
            if heads:
                said = heads.row(f"表 {number} 第 {place} 行（table {number} row {place}）", cells)
                shown, *unseen = said.cells["number"].split(HIDDEN)
                rows.append(replace(said, cells={**said.cells, "number": shown, **_named(unseen)}))
            elif (found := _Heads.of(cells)).says("number", "task", "lead"):
                heads = found
        if heads:
            bare = not any("iri" in row.cells for row in rows)
            yield _Sheet(f"table {number}", () if bare else tuple(rows), bare)


def _named(unseen: list[str]) -> dict[str, str]:
    return dict(zip(("iri", "digest"), unseen, strict=True)) if len(unseen) == 2 else {}
