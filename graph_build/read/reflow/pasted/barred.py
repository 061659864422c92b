"""Tables whose cells are parted by bars: a line a row, or a bar behind each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from graph_build.model import CELL_BREAK, CELL_END
from graph_build.read.reflow.edits import Edit
from graph_build.read.reflow.pasted.columns import LINE, LONGEST_HEAD, is_label
from ontology.patterns import regex

_BARS = "|｜│┃¦║"
BAR = regex(f"[{_BARS}]")
_RULE = regex(r"[\s|｜:：+=—\u2500-\u257f¦-]+$")
#: The line above a table that is drawn in a box.
_BOX_LINE = regex(r"\s*[\u2500-\u257f]+\s*$")
_BREAK = regex(r"<br ?/?>", re.IGNORECASE)
#: A bar behind the only cell of a line, as the text of a page has it.
_LAST_BAR = regex(r"[ \t\u3000]*[|｜│┃¦][ \t\u3000]*$")
_FEWEST_BARRED = 6  #: lines in a row


def unbarred(text: str) -> Iterator[Edit]:
    r"""Edits that drop the bar behind each cell of a table of a cell a line.

    >>> [(start, end) for start, end, _ in unbarred("序号 |\n任务 |\n责任单位 |\n1 |\n修路 |\n县交通局 |\n")][:2]
    [(2, 4), (7, 9)]
    """
    run: list[Edit] = []
    for line in chain(LINE.finditer(text) if BAR.search(text) else (), (None,)):
        if line and not line[0].strip():
            continue
        bar = _LAST_BAR.search(line[0]) if line and len(BAR.findall(line[0])) == 1 else None
        if line and bar and bar.start():
            run.append((line.start() + bar.start(), line.end(), ""))
            continue
        if len(run) >= _FEWEST_BARRED:
            yield from run
        run = []


def barred(text: str) -> Iterator[Edit]:
    """Edits that make bars between cells tabs, below a heading with a label; a rule between the lines is dropped."""
    if not any(map(text.__contains__, _BARS)):
        return
    lines = [line for line in LINE.finditer(text) if line[0].strip()]
    width = held = 0  # bars of the heading, and of the row so far
    for line, before, after in zip(lines, (None, *lines), (*lines[1:], None), strict=False):
        bars = len(BAR.findall(line[0]))
        if _RULE.match(line[0]):
            if width:
                yield line.start(), line.end(), ""
            continue
        if CELL_END in line[0] or (not bars and not 0 < held < width - 1):
            width = held = 0
            continue
        if not width:
            cells = [cell.strip() for cell in BAR.split(line[0])]
            if len([cell for cell in cells if cell]) < 2 or not (
                after and (BAR.search(after[0]) or _RULE.match(after[0]))
            ):
                continue
            if not any(map(is_label, cells)) or not all(len(cell) <= 2 * LONGEST_HEAD for cell in cells):
                continue
            if before and _BOX_LINE.match(before[0]):
                yield before.start(), before.end(), ""
            width, held = bars, 0
        elif before and 0 < held < width - 1 and held + bars <= width:
            yield before.end(), line.start(), CELL_BREAK  # a line end inside a cell
            held += bars
            yield from _bars(text, line.start(), line.end(), first=False, last=held >= width)
            continue
        held = bars
        yield from _bars(text, line.start(), line.end(), first=True, last=True)


def _bars(text: str, start: int, end: int, *, first: bool, last: bool) -> Iterator[Edit]:
    """Edits for the bars of one line: those at its ends are its frame."""
    words = text[start:end]
    for bar in re.finditer(rf"{BAR.pattern}|{_BREAK.pattern}", words, re.IGNORECASE):
        at, stop = bar.span()
        if bar[0][0] == "<":
            yield start + at, start + stop, CELL_BREAK
            continue
        while at > 0 and words[at - 1].isspace():
            at -= 1
        while stop < len(words) and words[stop].isspace():
            stop += 1
        frame = (first and at == 0) or (last and stop == len(words))
        yield start + at, start + stop, "" if frame else CELL_END
