"""Rows of tables in plain text: a row whose cells hold line ends is put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from graph_build.model import CELL_BREAK, CELL_END
from graph_build.read.reflow.characters import BLANK, CLOSERS, LINE, NO_START, OPENERS, ROW_STRIP, STOPS, WEAK_END
from graph_build.read.reflow.edits import Edit
from graph_build.read.reflow.markers import ORDINAL
from graph_build.read.reflow.organs import ORGAN_ENDS
from ontology.pages import is_page_number
from ontology.patterns import regex

#: the heading of a table that counts its rows, and a row that is counted
_HEADING_ROW = regex(rf"[{BLANK}]*[^\t]{{0,4}}?(?:{ORDINAL}|序)[{BLANK}]*\t")
_COUNTED_ROW = regex(rf"[{BLANK}]*\d{{1,3}}[.．、]?[{BLANK}]*\t")
#: a row is looked for in at most so many lines
_ROW_LINES = 24


def row_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the rows of tables stand: lines with a tab between two words."""
    if CELL_END in text:
        for line in LINE.finditer(text):
            if CELL_END in line[0] and CELL_END in line[0].strip():
                yield line.span()


def mended(text: str) -> Iterator[Edit]:
    """Edits that put together a row whose cells hold line ends: it is counted, and too short by what follows it.

    Only a plain text is in doubt here, and only below a heading that says how many cells a row has.
    """
    found = [line for line in LINE.finditer(text) if (words := line[0].strip()) and not is_page_number(words)]
    width, number = 0, 0
    while number < len(found):
        row = found[number][0]
        if _HEADING_ROW.match(row):
            width = row.count(CELL_END) + 1
        following = _rest_of_row(found, number, width) if width and _COUNTED_ROW.match(row) else 0
        for line, after in pairwise(found[number : number + following + 1]):
            end = line.start() + len(line[0].rstrip(ROW_STRIP))
            start = after.end() - len(after[0].lstrip(ROW_STRIP))
            parts = text[end - 1] in WEAK_END + STOPS + CLOSERS or text[end - 1] in ORGAN_ENDS
            yield end, start, CELL_BREAK if parts and text[start] not in OPENERS + NO_START else ""
        number += following + 1


def _rest_of_row(lines: Sequence[re.Match[str]], number: int, width: int) -> int:
    """How many lines after line ``number``, which begins a row, belong to that row of ``width`` cells."""
    cells, rest = lines[number][0].count(CELL_END) + 1, 0
    for line, after in pairwise(lines[number : number + _ROW_LINES]):
        if _COUNTED_ROW.match(after[0]) or _HEADING_ROW.match(after[0]):
            break
        if cells == width and not (CELL_END not in after[0] and line[0].rstrip()[-1] in WEAK_END):
            break
        cells += after[0].count(CELL_END)
        rest += 1
        if cells > width:
            return 0
    return rest if cells == width else 0
