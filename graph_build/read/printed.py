"""Pages as they are printed: lines and tables by their place on paper, put back into paragraphs.

Lengths are in the units of the page; only their proportions count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from graph_build.model import Reading
from graph_build.read.reflow import LABEL, MARKER, WIDE
from graph_build.read.transcript import Placed, Transcript


@dataclass(frozen=True, slots=True)
class Line:
    """A line of type."""

    text: str
    left: float
    right: float
    top: float
    size: float  #: of its type: the width of an ideograph


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table, or the part of it that stands on one page."""

    rows: tuple[tuple[Placed, ...], ...]
    top: float
    columns: int


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, from top to bottom."""

    height: float
    items: tuple[Line | Grid, ...]


#: a line that holds nothing but the number of its page
_NUMBER = re.compile(r"(?:[-—–－─·•\s]*\d{1,4}[-—–－─·•\s]*|第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*/\s*\d{1,4})$")
#: letters on a full line at the least, where nothing else says how long a line is
_NARROWEST = 20
#: share of the page at its top and at its foot where running heads stand
_EDGE = 0.12
_DIGITS = re.compile(r"\d+")
_ENDS_WIDE, _BEGINS_WIDE = re.compile(f"[{WIDE}]$"), re.compile(f"[{WIDE}]")


def transcribe(pages: Sequence[Page], format: str) -> Reading:
    """The paragraphs and tables of the pages; running heads and page numbers come last, as noise.

    A paragraph goes on where a line is full and the next is not indented, a table where the next page begins
    with one of as many columns; a row goes on where the first cell of the next page is empty.
    """
    heads = _running_heads(pages)
    items = [item for page in pages for item in page.items if item not in heads]
    transcript = Transcript()
    lines: list[Line] = []
    for item in _joined(items):
        if isinstance(item, Line):
            lines.append(item)
            continue
        _add(lines, transcript)
        lines = []
        transcript.table(item.rows)
    _add(lines, transcript)
    for page in pages:
        for item in page.items:
            if isinstance(item, Line) and item in heads:
                transcript.noise(item.text)
    return transcript.reading(format)


def paragraphs(lines: Sequence[Line], right: float | None = None) -> Iterator[str]:
    """The lines put back into paragraphs; ``right`` is where a full line ends, if that is known.

    >>> set_as = [("为加快建设知识产权", 0, 9), ("强国，提出如下意见。", 0, 9.5), ("一、总体要求", 0, 6)]
    >>> list(paragraphs([Line(words, left, right, 0, 1) for words, left, right in set_as], right=9.5))
    ['为加快建设知识产权强国，提出如下意见。', '一、总体要求']
    """
    if not lines:
        return
    size = median(line.size for line in lines)
    left = _most_common(round(line.left / size) for line in lines) * size
    edge = right if right is not None else max(left + _NARROWEST * size, *(line.right for line in lines))
    whole = lines[0].text
    for line, after in pairwise(lines):
        full = line.right > edge - 1.6 * size
        indented = after.left > left + size
        ended = line.text[-1] in "：:" or MARKER.match(after.text) or LABEL.match(after.text)
        new = indented or ended or abs(line.size - after.size) > 0.15 * size
        if full and not new:
            wide = _ENDS_WIDE.search(whole) or _BEGINS_WIDE.match(after.text)
            whole += ("" if wide else " ") + after.text
        else:
            yield whole
            whole = after.text
    yield whole


def _add(lines: Sequence[Line], transcript: Transcript) -> None:
    for paragraph in paragraphs(lines):
        transcript.line(paragraph)


def _most_common(values: Iterator[int]) -> int:
    """The commonest value, the least of several."""
    counts = Counter(values)
    most = max(counts.values())
    return min(value for value, count in counts.items() if count == most)


def _running_heads(pages: Sequence[Page]) -> frozenset[Line]:
    """Lines at the edge of a page that are its number, or that other pages repeat at the same height."""
    edges: list[tuple[Line, tuple[int, str]]] = []
    heads: set[Line] = set()
    for page in pages:
        for item in page.items:
            if isinstance(item, Line) and not _EDGE < item.top / page.height < 1 - _EDGE:
                edges.append((item, (round(20 * item.top / page.height), _DIGITS.sub("#", item.text))))
                if _NUMBER.match(item.text):
                    heads.add(item)
    repeated = Counter(key for _, key in edges)
    enough = max(2, len(pages) // 3)
    return frozenset(heads | {line for line, key in edges if repeated[key] >= enough})


def _joined(items: Sequence[Line | Grid]) -> Iterator[Line | Grid]:
    """The items with the parts of a table that meet at a page end made one."""
    held: Grid | None = None
    for item in items:
        if isinstance(item, Grid) and held is not None and held.columns == item.columns:
            held = Grid(_rows_joined(held.rows, item.rows), held.top, held.columns)
            continue
        if held is not None:
            yield held
        held = item if isinstance(item, Grid) else None
        if isinstance(item, Line):
            yield item
    if held is not None:
        yield held


Rows = tuple[tuple[Placed, ...], ...]


def _rows_joined(above: Rows, below: Rows) -> Rows:
    """The rows of both; a heading printed again is left out, a row without first cell goes on."""
    if above and below and [cell.text for cell in above[0]] == [cell.text for cell in below[0]]:
        below = below[1:]
    if not (above and below) or _says(below[0], 0):
        return above + below
    last, first = above[-1], {cell.column: cell.text for cell in below[0]}
    merged = tuple(
        Placed(cell.text + first.get(cell.column, ""), cell.column, cell.rowspan, cell.colspan, cell.header)
        for cell in last
    )
    return (*above[:-1], merged, *below[1:])


def _says(row: Sequence[Placed], column: int) -> bool:
    return any(cell.column == column and cell.text.strip() for cell in row)
