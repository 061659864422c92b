"""Sheets of workbooks as source text: titles above a grid, the grid in its tables, remarks below it.

What every reader of spreadsheets makes of its format is a ``Sheet``; ``transcribe`` alone says how one is told.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from graph_build.model import Reading
from graph_build.read.transcript import MOST_COLUMNS, Placed, Transcript

#: a cell's place: row, column
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as a person sees it."""

    name: str
    cells: Mapping[Place, str]  #: what is written, and where
    merged: Mapping[Place, Place] = field(default_factory=dict)  #: rows and columns that a merged cell reaches over
    hidden: bool = False
    unseen: frozenset[int] = frozenset()  #: rows that are hidden


def transcribe(sheets: Iterable[Sheet], format: str) -> Reading:
    """The reading of a workbook: the sheets in their order, each name noise; what is hidden is noise, and said."""
    transcript = Transcript()
    for whole in sheets:
        sheet = _shown(whole, transcript)
        if not any(words.strip() for words in sheet.cells.values()):
            continue
        transcript.noise(sheet.name)
        if sheet.hidden:
            transcript.warn(f"hidden sheet not read: {sheet.name}")
        for block in _blocks(sheet):
            if sheet.hidden:
                for row in block:
                    transcript.noise(" ".join(cell.text for cell in row))
            else:
                _tell(block, transcript)
    return transcript.reading(format)


def _shown(sheet: Sheet, transcript: Transcript) -> Sheet:
    """The sheet without its hidden rows, which are noise; a cell merged over one keeps to the rows that are shown."""
    unseen = sorted(sheet.unseen)
    cells: dict[Place, str] = {}
    merged: dict[Place, Place] = {}
    lost: dict[int, list[str]] = {}
    for (row, column), words in sheet.cells.items():
        high, wide = sheet.merged.get((row, column), (1, 1))
        begin, end = (at - bisect_left(unseen, at) for at in (row, row + high))
        if begin < end:
            cells[begin, column], merged[begin, column] = words, (end - begin, wide)
        elif words.strip():
            lost.setdefault(row, []).append(words)
    for row, told in sorted(lost.items()):
        transcript.noise(" ".join(told))
        transcript.warn(f"hidden row not read: {f'{sheet.name} ' if sheet.name else ''}{row + 1}")
    return replace(sheet, cells=cells, merged=merged) if unseen else sheet


def written(value: object) -> str:
    """The words of a value as a person writes it, so that limits are read from days and numbers from cells.

    A first day of a month is how programs keep 2025年12月, which nobody types as a day: it is told as the month.

    >>> [written(value) for value in (3.0, 4.66, date(2025, 12, 31), date(2025, 12, 1), True, "各区政府")]
    ['3', '4.66', '2025年12月31日', '2025年12月', '是', '各区政府']
    """
    match value:
        case bool():
            return "是" if value else "否"
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.10g}"
        case date():  # and a moment, which is one
            return f"{value.year}年{value.month}月" + (f"{value.day}日" if value.day > 1 else "")
        case _:
            return str(value)


def _blocks(sheet: Sheet) -> Iterator[list[list[Placed]]]:
    """The rows that say something, parted where a row is blank; a cell alone in a wide grid reaches over all of it."""
    said = sorted((place, words) for place, words in sheet.cells.items() if words.strip())
    columns = {column for (_, column), _ in said}
    first, width = min(columns), min(max(columns) - min(columns) + 1, MOST_COLUMNS)
    block: list[list[Placed]] = []
    reached = said[0][0][0]  # the row that nothing above reaches down to
    for row, cells in groupby(said, key=lambda cell: cell[0][0]):
        if row > reached:
            yield block
            block = []
        placed = []
        for (_, column), words in cells:
            high, wide = sheet.merged.get((row, column), (1, 1))
            placed.append(Placed(words, column - first, high, min(wide, width)))
        if len(placed) == 1 and row >= reached and placed[0].column == 0 and not placed[0].text.strip().isdecimal():
            placed = [replace(placed[0], colspan=width)]
        block.append(placed)
        reached = max(reached, row + max(cell.rowspan for cell in placed))
    yield block


def _tell(block: list[list[Placed]], transcript: Transcript) -> None:
    """Adds a table; what stands alone above its first row of several cells, or below its last, is a line."""
    full = [number for number, row in enumerate(block) if len(row) > 1]
    begin = full[0] if full else len(block)
    end = (
        max((number + cell.rowspan for number, row in enumerate(block[: full[-1] + 1]) for cell in row), default=0)
        if full
        else begin
    )
    for row in block[:begin]:
        transcript.line(row[0].text)
    transcript.table(block[begin:end])
    for row in block[end:]:
        transcript.line(row[0].text)
