"""Workbooks of Excel and WPS (.xlsx .xlsm .xlsb .xls .et), read by calamine (needs the extra ``office``).

python-calamine and not openpyxl, since it is one library for the packed and the old binary formats, tells the merged
cells of both, and never evaluates anything. What it does not tell is how a number is shown: 90% comes as 0.9; nor
which rows are hidden, which .xlsx says in the tags of its rows.
It reads in a process of its own, which is given so much memory and time and no more: one cell in the last corner of
a sheet makes it ask for 17 thousand million of them.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Any

from graph_build.model import Reading
from graph_build.read import isolated, tasktable
from graph_build.read.archive import Archive
from graph_build.read.markup import attribute, within, xml
from graph_build.read.sheet import Sheet, transcribe, written
from graph_build.sources import Source
from ontology.errors import UnknownFormat
from ontology.patterns import regex

_CALAMINE = isolated.Library(
    __name__,
    "office",
    "reading workbooks",
    "a broken workbook",
    "open it and save it anew",
    "读取表格文件",
    "工作簿已损坏，请打开后重新保存",
)


def read(source: Source, format: str) -> Reading:
    """The text of a workbook, sheet by sheet.

    Raises ``UnreadableSource`` for one that is broken, locked, or takes too much; ``UnknownFormat`` for a task table
    that Fengong exported, which is no document but edits of some.
    """
    if tasktable.is_exported(source):
        raise UnknownFormat(
            f"{source.name}: 导出的任务分工表，不是文件。A task table of fengong export tasks, no document: name it to "
            "fengong build to have its edits taken, with its unseen columns 标识 and 校验 in it"
        )
    unseen = dict(_unseen(Archive(source))) if format == "xlsx" else {}
    return transcribe((_sheet(told, unseen) for told in isolated.extracted(source, _CALAMINE)), format)


#: the tag of a row that is hidden, by hand or by a filter
_HIDDEN_ROW = regex(rb'<(?:\w+:)?row\s(?=[^>]*\shidden="(?:1|true)")(?:[^>]*\s)?r="(\d{1,7})"')


def _unseen(archive: Archive) -> Iterator[tuple[str, frozenset[int]]]:
    """The names of sheets, with the rows that each hides."""
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if book in archive and relations in archive:
        parts = {attribute(to, "Id"): attribute(to, "Target") for to in xml(archive.read(relations), archive.name)}
        for sheet in within(xml(archive.read(book), archive.name), "sheet"):
            part = normpath(join("/xl", parts.get(attribute(sheet, "id"), ""))).lstrip("/")
            if part in archive:
                rows = frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(archive.read(part)))
                yield attribute(sheet, "name"), rows


def _sheet(told: dict[str, Any], unseen: Mapping[str, frozenset[int]]) -> Sheet:
    cells = {(row, column): words for row, column, words in told["cells"]}
    merged = {(top, left): (bottom - top + 1, right - left + 1) for (top, left), (bottom, right) in told["merged"]}
    return Sheet(told["name"], cells, merged, told["hidden"], unseen.get(told["name"], frozenset()))


# In the process of its own


def _extract() -> None:
    """Tells what stands on the sheets of the workbook on standard input."""
    isolated.tell(_sheets)


def _sheets(content: bytes) -> list[dict[str, Any]]:
    try:
        import python_calamine
    except ModuleNotFoundError:
        sys.exit(isolated.NO_LIBRARY)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_extracted_sheet(book, sheet) for sheet in book.sheets_metadata]
    except python_calamine.PasswordError:
        sys.exit(isolated.LOCKED)
    except MemoryError:
        raise
    except BaseException as error:  # whatever a hostile file provokes, a panic of Rust too, ends this process only
        sys.exit(f"{error!r}")


def _extracted_sheet(book: Any, known: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": known.name,
        "hidden": str(known.visible) != "SheetVisibleEnum.Visible",
        "cells": [],
        "merged": [],
    }
    if str(known.typ) == "SheetTypeEnum.WorkSheet":  # charts and macros hold no cells
        sheet = book.get_sheet_by_name(known.name)
        top, left = sheet.start or (0, 0)
        told["cells"] = [
            (row, column, words)
            for row, values in enumerate(sheet.to_python(), top)
            for column, value in enumerate(values, left)
            if (words := written(value))
        ]
        told["merged"] = sheet.merged_cell_ranges or []
    return told
