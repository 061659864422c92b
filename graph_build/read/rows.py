"""Rows of a table without level rules: of all ways to part its lines into rows, the one that costs least.

In a row the cells stand in line: at its top, at its foot or about its middle. Lines of a cell follow each other
closely, and each but the last is full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from graph_build.read.breaks import soft
from graph_build.read.coordinates import Box, Interval, Line

#: what it costs to read lines as one row: a row at all, a column that is silent, a cell in line with no other,
#: a gap within a cell, a break that is no printer's; and to part lines that a printer's break joins
_ROW, _SILENT, _ASKEW, _HOLE, _HARD, _TORN = 0.5, 0.3, 2.0, 3.0, 1.2, 1.5
#: parts of the distance of two lines: how far cells in line may be off, and lines of one cell apart
_OFF, _NEAR = 0.35, 1.2
#: heights of lines in a row at the most
_TALLEST = 120
_ENDS = "。；;！？"

Band = tuple[int, int]  #: the first and the last height of a row, by their numbers


@dataclass(frozen=True, slots=True)
class _Body:
    """The lines of each column by height, all heights in order, and the least distance of two lines."""

    columns: tuple[Interval, ...]
    cells: tuple[tuple[Line, ...], ...]
    heights: tuple[float, ...]
    pitch: float

    def within(self, band: Band) -> Iterator[list[Line]]:
        """The lines of each column in a band of heights."""
        top, bottom = self.heights[band[0]] - 0.01, self.heights[band[1]] + 0.01
        for cell in self.cells:
            yield [line for line in cell if top <= line.middle <= bottom]

    def middle(self, first: Band, last: Band) -> float:
        """Half of the height of rows."""
        return (self.heights[first[0]] + self.heights[last[1]]) / 2

    def number(self, line: Line) -> int:
        """The number of the height of a line."""
        return min(range(len(self.heights)), key=lambda n: abs(self.heights[n] - line.middle))


def rows(cells: Sequence[Sequence[Line]], columns: Sequence[Interval]) -> list[tuple[Box, ...]]:
    """The rows of a table from the lines of its columns.

    A cell that stands about the middle of several rows is the first one's, and reaches over them.
    """
    body = _body(cells, columns)
    bands = _cheapest(body)
    sides = [body.heights[0] - body.pitch / 2]
    sides += [(body.heights[a[1]] + body.heights[b[0]]) / 2 for a, b in pairwise(bands)]
    sides += [body.heights[-1] + body.pitch / 2]
    made: list[list[Box]] = [[] for _ in bands]
    for (left, right), cell in zip(columns, body.cells, strict=True):
        reached = 0
        for first, last, lines in _placed(body, bands, cell, (left, right)):
            for silent in range(reached, first):
                made[silent].append(Box(left, sides[silent], right, sides[silent + 1]))
            made[first].append(Box(left, sides[first], right, sides[last + 1], lines))
            reached = last + 1
        for silent in range(reached, len(bands)):
            made[silent].append(Box(left, sides[silent], right, sides[silent + 1]))
    return [tuple(row) for row in made]


def _body(cells: Sequence[Sequence[Line]], columns: Sequence[Interval]) -> _Body:
    ordered = tuple(tuple(sorted(cell, key=lambda line: line.middle)) for cell in cells)
    size = median(line.size for cell in ordered for line in cell)
    heights: list[float] = []
    for middle in sorted(line.middle for cell in ordered for line in cell):
        if not heights or middle - heights[-1] > 0.15 * size:
            heights.append(middle)
    steps = sorted(b.middle - a.middle for cell in ordered for a, b in pairwise(cell))
    pitch = steps[len(steps) // 20] if steps else 1.5 * size
    return _Body(tuple(columns), ordered, tuple(heights), pitch)


def _cheapest(body: _Body) -> list[Band]:
    """The bands of heights that are rows, by dynamic programming over where a row ends."""
    count = len(body.heights)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(count):
        best.append(
            min(
                (best[begin][0] + _row_cost(body, (begin, end)) + (_cut_cost(body, begin) if begin else 0), begin)
                for begin in range(max(0, end - _TALLEST), end + 1)
            )
        )
    bands: list[Band] = []
    end = count
    while end:
        begin = best[end][1]
        bands.append((begin, end - 1))
        end = begin
    return bands[::-1]


def _row_cost(body: _Body, band: Band) -> float:
    cost = _ROW
    for side, lines in zip(body.columns, body.within(band), strict=True):
        if not lines:
            cost += _SILENT
            continue
        cost += 0 if _in_line(body, lines, band) else _ASKEW
        for line, after in pairwise(lines):
            if after.middle - line.middle > _NEAR * body.pitch:
                cost += _HOLE
            elif not soft(line, after, *side):
                cost += _HARD
    return cost


def _in_line(body: _Body, lines: Sequence[Line], band: Band) -> bool:
    first, last, off = lines[0].middle, lines[-1].middle, _OFF * body.pitch
    top, bottom = body.heights[band[0]], body.heights[band[1]]
    return abs(first + last - top - bottom) / 2 < off or abs(first - top) < off or abs(last - bottom) < off


def _cut_cost(body: _Body, begin: int) -> float:
    """What it costs to begin a row at a height: the lines that a printer's break joins over it."""
    cost, height = 0.0, body.heights[begin] - 0.01
    for side, cell in zip(body.columns, body.cells, strict=True):
        for line, after in pairwise(cell):
            if line.middle < height <= after.middle:
                cost += _TORN if _torn(body, line, after, side) else 0
    return cost


def _placed(
    body: _Body, bands: Sequence[Band], cell: Sequence[Line], side: Interval
) -> Iterator[tuple[int, int, tuple[Line, ...]]]:
    """The cells of a column: the first and the last row that each reaches over, and its lines."""
    blocks = list(_blocks(body, bands, cell, side))
    reached = 0
    for number, (first, last, lines) in enumerate(blocks):
        limit = blocks[number + 1][0] - 1 if number + 1 < len(blocks) else len(bands) - 1
        if not (first == last and _in_line(body, lines, bands[first])):
            middle = (lines[0].middle + lines[-1].middle) / 2
            spans = [(a, b) for a in range(reached, first + 1) for b in range(last, max(limit, last) + 1)]
            off, a, b = min((abs(body.middle(bands[a], bands[b]) - middle), a, b) for a, b in spans)
            if off < 2 * _OFF * body.pitch:
                first, last = a, b
        yield first, last, tuple(lines)
        reached = last + 1


def _blocks(
    body: _Body, bands: Sequence[Band], cell: Sequence[Line], side: Interval
) -> Iterator[tuple[int, int, list[Line]]]:
    """The lines of a column that belong together: those in one row, and those that a row's end tears."""
    block: list[Line] = []
    first = last = 0
    settled = True  # whether what was read last stands in line with its row
    for row, band in enumerate(bands):
        lines = [line for line in cell if band[0] <= body.number(line) <= band[1]]
        if not lines:
            continue
        stands = _in_line(body, lines, band)
        if block and not (stands and settled) and _torn(body, block[-1], lines[0], side):
            block, last = [*block, *lines], row
        else:
            if block:
                yield first, last, block
            block, first, last = lines, row, row
        settled = stands
    if block:
        yield first, last, block


def _torn(body: _Body, line: Line, after: Line, side: Interval) -> bool:
    """Whether a printer's break joins two lines that are parted."""
    near = after.middle - line.middle <= _NEAR * body.pitch
    return near and line.text[-1] not in _ENDS and soft(line, after, *side)
