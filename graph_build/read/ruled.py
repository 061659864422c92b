"""Tables by their rules: cells are what rules part, whatever else of a frame is drawn or left out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from graph_build.read.coordinates import Box, Glyph, Grid, Rule, lines, runs

#: rules of a page beyond which it is a drawing
MOST_RULES = 4000
#: parts of the width of an ideograph: how far rules that are meant as one may stand apart, and the shortest rule
_APART, _SHORTEST = 0.35, 0.8


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the page between level rules that no upright one parts; its columns are told by alignment."""

    left: float
    right: float
    levels: tuple[float, ...]  #: the heights of the rules


class _Stroke(NamedTuple):
    """A rule by the line it lies on: the height of a level one, the place across of an upright one."""

    at: float
    start: float
    end: float


def tables(rules: Iterable[Rule], glyphs: Sequence[Glyph], size: float) -> tuple[list[Grid], list[Frame]]:
    """The tables whose columns are ruled, and the frames whose columns are not.

    >>> across = [Rule(0, y, 40, y) for y in (0, 20, 40)]
    >>> words = [Glyph("甲", 5, 5, 15, 15), Glyph("乙", 25, 25, 35, 35)]
    >>> found, _ = tables([*across, Rule(20, 0, 20, 40)], words, 10)
    >>> [[cell.text for cell in row] for row in found[0].rows]
    [['甲', ''], ['', '乙']]
    """
    near = _APART * size
    thin = [rule for rule in rules if min(rule.right - rule.left, rule.bottom - rule.top) <= near]
    level = _joined((_Stroke((r.top + r.bottom) / 2, r.left, r.right) for r in thin if r.level), size)
    upright = _joined((_Stroke((r.left + r.right) / 2, r.top, r.bottom) for r in thin if not r.level), size)
    if len(level) + len(upright) > MOST_RULES:
        return [], []
    grids: list[Grid] = []
    frames: list[Frame] = []
    alone: list[_Stroke] = []
    for across, down in _connected(level, upright, near):
        table = _Lattice(across, down, near)
        if len(table.edges) > 2:
            grids += table.filled(glyphs)
        elif not down:
            alone += across
        elif len(table.ys) > 2:
            frames.append(Frame(table.xs[0], table.xs[-1], tuple(table.ys)))
    return grids, frames + list(_frames(alone, size))


def _joined(strokes: Iterable[_Stroke], size: float) -> list[_Stroke]:
    """The strokes that touch along one line as one each: double rules and dashes; short ones are left out."""
    near = _APART * size
    held: list[_Stroke] = []
    for line in _clustered(strokes, near):
        at = line[0].at
        start, end = line[0].start, line[0].end
        for stroke in sorted(line, key=lambda stroke: stroke.start):
            if stroke.start > end + near:
                held.append(_Stroke(at, start, end))
                start, end = stroke.start, stroke.end
            start, end = min(start, stroke.start), max(end, stroke.end)
        held.append(_Stroke(at, start, end))
    return [stroke for stroke in held if stroke.end - stroke.start >= _SHORTEST * size]


def _clustered(strokes: Iterable[_Stroke], near: float) -> Iterator[list[_Stroke]]:
    """The strokes that lie on one line."""
    line: list[_Stroke] = []
    for stroke in sorted(strokes):
        if line and stroke.at - line[0].at > near:
            yield sorted(line, key=lambda stroke: stroke.start)
            line = []
        line.append(stroke)
    if line:
        yield sorted(line, key=lambda stroke: stroke.start)


def distinct(values: Iterable[float], near: float) -> list[float]:
    """The values in order, each that stands near the one before it left out."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > near:
            kept.append(value)
    return kept


def _connected(
    level: Sequence[_Stroke], upright: Sequence[_Stroke], near: float
) -> Iterator[tuple[list[_Stroke], list[_Stroke]]]:
    """The rules that touch each other, level ones and upright ones, one group a table."""
    group = list(range(len(level) + len(upright)))
    for i, across in enumerate(level):
        for j, down in enumerate(upright, len(level)):
            if (
                across.start - near <= down.at <= across.end + near
                and down.start - near <= across.at <= down.end + near
            ):
                group[_root(group, j)] = _root(group, i)
    groups: dict[int, tuple[list[_Stroke], list[_Stroke]]] = {}
    for number, rule in enumerate([*level, *upright]):
        groups.setdefault(_root(group, number), ([], []))[number >= len(level)].append(rule)
    yield from groups.values()


def _root(group: list[int], of: int) -> int:
    """The first of those that ``of`` was made one with."""
    while group[of] != of:
        group[of] = of = group[group[of]]
    return of


class _Lattice:
    """The fields of a table, made one cell where no rule parts them.

    The sides of the table part nothing, so they need not be drawn: a page end may leave its foot open.
    """

    def __init__(self, across: Sequence[_Stroke], down: Sequence[_Stroke], near: float) -> None:
        self.xs = distinct([r.at for r in down] + [x for r in across for x in (r.start, r.end)], near)
        self.ys = distinct([r.at for r in across] + [y for r in down for y in (r.start, r.end)], near)
        self.wide, high = len(self.xs) - 1, len(self.ys) - 1
        self.group = list(range(max(self.wide * high, 0))) if self.wide * high <= MOST_RULES else []
        self.near = near
        for number in range(len(self.group)):
            row, column = divmod(number, self.wide)
            x, y = self.xs[column], self.ys[row]
            if column and not self._drawn(down, x, (y + self.ys[row + 1]) / 2):
                self.group[_root(self.group, number)] = _root(self.group, number - 1)
            if row and not self._drawn(across, y, (x + self.xs[column + 1]) / 2):
                self.group[_root(self.group, number)] = _root(self.group, number - self.wide)
        self.cells = self._cells()
        self.edges = distinct((x for cell in self.cells.values() for x in (cell.left, cell.right)), 0)

    def _drawn(self, rules: Sequence[_Stroke], at: float, along: float) -> bool:
        return any(abs(rule.at - at) <= self.near and rule.start <= along <= rule.end for rule in rules)

    def _cells(self) -> dict[int, Box]:
        """The cells by the first of their fields."""
        fields: dict[int, list[tuple[int, int]]] = {}
        for number in range(len(self.group)):
            fields.setdefault(_root(self.group, number), []).append(divmod(number, self.wide))
        return {
            cell: Box(
                self.xs[min(column for _, column in places)],
                self.ys[min(row for row, _ in places)],
                self.xs[max(column for _, column in places) + 1],
                self.ys[max(row for row, _ in places) + 1],
            )
            for cell, places in fields.items()
        }

    def filled(self, glyphs: Sequence[Glyph]) -> Iterator[Grid]:
        """The table with what stands in its cells, if two of them say anything."""
        inside: dict[int, list[Glyph]] = {}
        for glyph in glyphs:
            row, column = bisect_right(self.ys, glyph.middle) - 1, bisect_right(self.xs, glyph.centre) - 1
            if 0 <= row < len(self.ys) - 1 and 0 <= column < self.wide:
                inside.setdefault(_root(self.group, row * self.wide + column), []).append(glyph)
        if len(inside) < 2:
            return
        rows: dict[float, list[Box]] = {}
        for number, cell in sorted(self.cells.items(), key=lambda item: (item[1].top, item[1].left)):
            rows.setdefault(cell.top, []).extend(self._parted(cell, inside.get(number, ())))
        yield Grid(tuple(map(tuple, rows.values())), tuple(self.edges))

    def _parted(self, cell: Box, glyphs: Sequence[Glyph]) -> Iterator[Box]:
        """The cell with what stands in it; as several where its words keep to the columns of the other rows.

        Styles of tables shade every other row and rule the rest: words stand beside each other in what no rule parts.
        """
        within = [edge for edge in self.edges if cell.left < edge < cell.right]
        pieces = runs(glyphs) if within else []
        said = {bisect_right(within, (piece.left + piece.right) / 2) for piece in pieces}
        crossed = any(piece.left < edge < piece.right for piece in pieces for edge in within)
        if crossed or len(said) < 2 or 2 * len(said) < len(within) + 1:
            yield replace(cell, lines=tuple(lines(glyphs)))
            return
        for left, right in pairwise([cell.left, *within, cell.right]):
            own = tuple(lines(glyph for glyph in glyphs if left <= glyph.centre < right))
            yield replace(cell, left=left, right=right, lines=own)


def _frames(alone: Sequence[_Stroke], size: float) -> Iterator[Frame]:
    """The level rules that begin and end alike and follow each other, as frames."""
    held: list[_Stroke] = []
    for rule in [*sorted(alone), _Stroke(float("inf"), float("inf"), float("inf"))]:
        if held and not (abs(rule.start - held[0].start) < size and abs(rule.end - held[0].end) < size):
            if len(held) > 1:
                yield Frame(held[0].start, held[0].end, tuple(stroke.at for stroke in held))
            held = []
        held.append(rule)
