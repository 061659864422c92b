"""Workbooks of Excel and WPS (.xlsx .xlsm .xlsb .xls .et), read by calamine (needs the extra ``office``).

python-calamine and not openpyxl, since it is one library for the packed and the old binary formats, tells the merged
cells of both, and never evaluates anything. What it does not tell is how a number is shown: 90% comes as 0.9.
It reads in a process of its own, which is given so much memory and time and no more: one cell in the last corner of
a sheet makes it ask for 17 thousand million of them.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

from graph_build.model import Reading, Source
from graph_build.read import tasktable
from graph_build.read.sheet import Sheet, transcribe, written
from ontology.errors import MissingExtra, UnknownFormat, UnreadableSource

#: memory and time that a workbook may take
MOST_BYTES, MOST_SECONDS = 2 * 2**30, 120
_NO_LIBRARY, _LOCKED = 3, 4


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
    return transcribe(map(_sheet, _extracted(source)), format)


def _sheet(told: dict[str, Any]) -> Sheet:
    cells = {(row, column): words for row, column, words in told["cells"]}
    merged = {(top, left): (bottom - top + 1, right - left + 1) for (top, left), (bottom, right) in told["merged"]}
    return Sheet(told["name"], cells, merged, told["hidden"])


def _extracted(source: Source) -> list[dict[str, Any]]:
    """What the process says stands on the sheets."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from graph_build.read.workbook import _extract; _extract()"],
            input=source.content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableSource(f"{source.name}: not read in {MOST_SECONDS} s; save its sheets one by one") from None
    if done.returncode == _NO_LIBRARY:
        raise MissingExtra("reading workbooks", "office")
    if done.returncode == _LOCKED:
        raise UnreadableSource(f"{source.name}: locked by a password; unlock it first")
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] or "out of memory"
        raise UnreadableSource(f"{source.name}: a broken workbook ({why[:200]}); open it and save it anew")
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


# In the process of its own


def _extract() -> None:
    """Writes what stands on the sheets of the workbook on standard input to standard output, as JSON."""
    _bound()
    try:
        import python_calamine
    except ModuleNotFoundError:
        sys.exit(_NO_LIBRARY)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        told = [_extracted_sheet(book, sheet) for sheet in book.sheets_metadata]
    except python_calamine.PasswordError:
        sys.exit(_LOCKED)
    except BaseException as error:  # whatever a hostile file provokes, a panic of Rust too, ends this process only
        sys.exit(f"{error!r}")
    sys.stdout.buffer.write(json.dumps(told).encode())


def _bound() -> None:
    """Takes no more memory than allowed, where the system can see to that."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


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
