"""What stands where on paper: glyphs and rules as a file gives them, lines and cells as they are put together.

Lengths are in the units of the page, from its upper left corner; only their proportions count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

#: the height of type that a file sets in none at all
_LEAST = 1e-3


class Glyph(NamedTuple):
    """A character and the box it stands in."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    page: int = 1
    confidence: float | None = None  #: from 0 to 1, of the program that recognised it in a picture

    @property
    def size(self) -> float:
        """The height of its type, which is the width of an ideograph."""
        return max(self.bottom - self.top, _LEAST)

    @property
    def middle(self) -> float:
        """Half of its height."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Half of its width."""
        return (self.left + self.right) / 2


class Rule(NamedTuple):
    """A straight stroke along an edge of the page, or a box as thin as one."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def level(self) -> bool:
        """Whether it is horizontal."""
        return self.right - self.left >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Line:
    """A line of type, or the part of one that stands in a column."""

    text: str
    left: float
    right: float
    top: float
    size: float  #: of its type: the width of an ideograph
    edge: float | None = None  #: where a full line of its column ends, if it stands in one of several
    glyphs: tuple[Glyph, ...] = field(default=(), repr=False, compare=False)  #: blanks left out

    @property
    def middle(self) -> float:
        """Half of its height."""
        return self.top + self.size / 2

    @property
    def bottom(self) -> float:
        """Its foot."""
        return self.top + self.size

    @property
    def width(self) -> float:
        """From its first letter to its last."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table: its sides, and the lines in it."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """All that it says, breaks left out."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, or the part of it that stands on one page."""

    rows: tuple[tuple[Box, ...], ...]
    edges: tuple[float, ...]  #: of its columns: one more than there are columns
    ruled: bool = True  #: whether rules say where the columns are; what lines up says it else

    @property
    def top(self) -> float:
        """Its head."""
        return min(box.top for row in self.rows for box in row)

    @property
    def bottom(self) -> float:
        """Its foot."""
        return max(box.bottom for row in self.rows for box in row)


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, in the order in which it is read."""

    height: float
    items: tuple[Line | Grid, ...]


#: what stretches from one place across the page to another
Interval = tuple[float, float]

#: parts of the width of an ideograph: a gap that is a blank, one that parts columns, one at a known edge of columns
_BLANK, _GAP, _NARROW_GAP = 0.3, 0.95, 0.35


def type_size(glyphs: Sequence[Glyph]) -> float:
    """The size of type that most of the glyphs are set in; 1 if there are none."""
    return median(glyph.size for glyph in glyphs) if glyphs else 1.0


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The glyphs in lines, from top to bottom.

    >>> [line.text for line in lines([Glyph("位", 11, 0, 21, 10), Glyph("单", 0, 1, 10, 11), Glyph("a", 0, 12, 5, 22)])]
    ['单位', 'a']
    """
    return [_line(row) for row in _rows(glyphs)]


def runs(glyphs: Iterable[Glyph]) -> list[Line]:
    """The glyphs in lines, each parted where it leaves a gap as wide as a letter or wider."""
    return [_line(run) for row in _rows(glyphs) for run in _parted(row)]


def parted(run: Line, between: Sequence[Interval]) -> list[Line]:
    """The run parted at its gaps, though they be narrow, that stand in one of these intervals."""
    pieces: list[list[Glyph]] = [[run.glyphs[0]]]
    for before, glyph in pairwise(run.glyphs):
        middle = (before.right + glyph.left) / 2
        wide = glyph.left - before.right > _NARROW_GAP * run.size
        if wide and any(left <= middle <= right for left, right in between):
            pieces.append([])
        pieces[-1].append(glyph)
    return [_line(piece) for piece in pieces]


def _rows(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """The glyphs that stand at one height, from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle):
        if rows and glyph.middle - rows[-1][0].middle < max(glyph.size, rows[-1][0].size) / 2:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for row in rows:
        if kept := list(_once(sorted(row, key=lambda glyph: glyph.left))):
            yield kept


def _once(row: Iterable[Glyph]) -> Iterator[Glyph]:
    """The glyphs, one that is printed twice for boldness once, a blank as the beginning of the glyph behind it."""
    last: Glyph | None = None
    blank = False
    for glyph in row:
        words = glyph.text.strip()
        if not words:
            blank = last is not None
        elif last is None or last.text.strip() != words or glyph.left - last.left > glyph.size / 5:
            last = glyph._replace(text=" " + words) if blank else glyph
            blank = False
            yield last


def _parted(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    run = [row[0]]
    for before, glyph in pairwise(row):
        if glyph.left - before.right > _GAP * max(before.size, glyph.size):
            yield run
            run = []
        run.append(glyph)
    yield run


def _line(row: Sequence[Glyph]) -> Line:
    """The line of the glyphs; a gap is a blank if it is wider than those that justify the line."""
    size = type_size(row)
    gaps = [after.left - before.right for before, after in pairwise(row)]
    blank = max(_BLANK * size, 2 * median(gaps) if len(gaps) > 3 else 0)
    text = row[0].text + "".join(
        (" " if gap > blank and glyph.text[0] != " " else "") + glyph.text
        for gap, glyph in zip(gaps, row[1:], strict=True)
    )
    return Line(
        text.strip(), row[0].left, max(glyph.right for glyph in row), min(g.top for g in row), size, glyphs=tuple(row)
    )


def merged(pieces: Iterable[Line]) -> list[list[Line]]:
    """The lines that stand over each other together, from left to right."""
    stacks: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if stacks and piece.left < max(other.right for other in stacks[-1]):
            stacks[-1].append(piece)
        else:
            stacks.append([piece])
    return [sorted(stack, key=lambda piece: piece.middle) for stack in stacks]
