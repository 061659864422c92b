"""A small compositor: tables and columns set in type as glyphs and rules, so that what was set is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph_build.read.coordinates import Glyph, Rule
from graph_build.read.printed import Sheet

#: the size of type, the distance of lines, what is free about the words of a cell
SIZE, PITCH, PAD = 10.0, 15.0, 5.0
LEFT, TOP, HEIGHT = 60.0, 120.0, 842.0
#: marks that may not begin a line
_CLOSING = "，。、；：）》」"


def broken(text: str, wide: int, hanging: bool = False) -> list[str]:
    """The lines of a text in a column of so many letters; a mark that may not begin a line takes a letter with it.

    If ``hanging``, it stands over the end of the line before it instead.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        rest = paragraph
        while len(rest) > wide:
            at = wide
            if hanging and rest[at] in _CLOSING:
                at += 1
            while at < len(rest) and rest[at] in _CLOSING:
                at -= 1
            lines.append(rest[:at])
            rest = rest[at:]
        lines.append(rest)
    return lines


def _centred(lines: Sequence[str], high: int) -> list[str]:
    """The lines with empty ones above and below, as many as make the height of the row."""
    above = (high - len(lines)) // 2
    return [""] * above + [*lines] + [""] * (high - len(lines) - above)


def typed(text: str, left: float, top: float) -> Iterator[Glyph]:
    """The glyphs of a line."""
    for letter in text:
        wide = SIZE / 2 if letter.isascii() else SIZE
        yield Glyph(letter, left, top, left + wide, top + SIZE)
        left += wide


@dataclass
class Compositor:
    """Sets rows below each other, page after page."""

    widths: Sequence[int]  #: of the columns, in letters
    rules: str = "all"  #: all, level, three, none
    middle: bool = False  #: whether words stand about the middle of their cells
    lines_a_page: int = 40
    again: bool = True  #: whether each page begins with the heading
    hanging: bool = False  #: whether marks stand over the ends of lines
    glyphs: list[list[Glyph]] = field(default_factory=lambda: [[]])
    drawn: list[list[Rule]] = field(default_factory=lambda: [[]])
    y: float = TOP

    @property
    def edges(self) -> list[float]:
        """The sides of the columns."""
        sides = [LEFT]
        for wide in self.widths:
            sides.append(sides[-1] + wide * SIZE + 2 * PAD)
        return sides

    def set(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Sheet]:
        """The pages of a table."""
        self._row([broken(cell, wide) for cell, wide in zip(head, self.widths, strict=True)], level=True)
        heading = head if self.again else None
        for number, row in enumerate(rows):
            cells = [broken(cell, wide, self.hanging) for cell, wide in zip(row, self.widths, strict=True)]
            if self.middle:  # a row that a page end parts is set about the middle of all of it
                cells = [_centred(cell, max(map(len, cells))) for cell in cells]
            while (left := int((TOP + self.lines_a_page * PITCH - self.y) // PITCH)) < max(map(len, cells)):
                if left > 0:
                    self._row([cell[:left] for cell in cells], level=self.rules in ("all", "level"))
                    cells = [cell[left:] for cell in cells]
                self._turn(heading)
            self._row(cells, level=self.rules in ("all", "level") or number == len(rows) - 1)
        return [
            Sheet(HEIGHT, tuple(glyphs), tuple(rules)) for glyphs, rules in zip(self.glyphs, self.drawn, strict=True)
        ]

    def _turn(self, heading: Sequence[str] | None) -> None:
        self.glyphs.append([])
        self.drawn.append([])
        self.y = TOP
        if heading:
            self._row([broken(cell, wide) for cell, wide in zip(heading, self.widths, strict=True)], level=True)

    def _row(self, cells: Sequence[Sequence[str]], level: bool) -> None:
        high = PITCH * max(map(len, cells)) + (0 if self.rules == "none" else PAD)
        edges = self.edges
        for left, right, lines in zip(edges, edges[1:], cells, strict=False):
            top = self.y + (high - PITCH * len(lines)) / 2 if self.middle else self.y + PAD / 2
            for number, words in enumerate(lines):
                at = left + PAD
                if self.middle:
                    at = left + (right - left - SIZE * len(words)) / 2
                self.glyphs[-1] += typed(words, at, top + number * PITCH + (PITCH - SIZE) / 2)
            if self.rules == "all":
                self.drawn[-1] += [Rule(x, self.y, x, self.y + high) for x in (left, right)]
        if self.rules != "none" and (level or not self.drawn[-1]):
            foot = [self.y + high] if level else []
            head = [self.y] if self.y == TOP else []
            self.drawn[-1] += [Rule(edges[0], y, edges[-1], y) for y in (*head, *foot)]
        self.y += high
