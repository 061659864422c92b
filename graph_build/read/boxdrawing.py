"""Tables drawn in text with the characters of the block Box Drawing, as typists and databases of law set them.

    ┌────┬────┐
    │任务│单位│     What stands in columns side by side is no line of a cell each, so such a table is read as one on
    ├────┤市财│     paper is: its lines are rules, its letters stand between them (ruled.py, printed.py).
    │修路│政局│
    └────┴────┘

What is known of a page is known here of the picture that the characters make: the columns are those of the line with
most, and as wide as its strokes are long. Blanks that a page of the web has lost do no harm, for a letter is placed by
the bars before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from graph_build.model import Reading
from graph_build.read import ruled
from graph_build.read.coordinates import Glyph, Grid, Rule
from graph_build.read.printed import placed
from graph_build.read.transcript import Transcript
from ontology.patterns import regex

_STROKES = "─━═┄┅┈┉╌╍"
_DRAWN = regex(r"[\u2500-\u257f]")
#: a line of a table, from its left side to its right
_LINE = regex(r"[ \t\u3000]*(?P<drawn>[\u2500-\u257f].*[\u2500-\u257f])[ \t\u3000]*$")
_NARROW = regex(r"[\x20-\x7e]")
_FEWEST = 4  #: lines: a heading and a row between rules


def transcribed(text: str, format: str) -> Reading | None:
    """The text with each drawn table in rows, or None where none is drawn so that it can be read."""
    transcript, found = Transcript(), False
    for lines in _blocks(text):
        grids = _grids(lines) if len(lines) >= _FEWEST else []
        for grid in grids:
            transcript.table(placed(grid))
            found = True
        for line in lines if not grids else ():
            transcript.line(line)
    return transcript.reading(format) if found else None


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines of each table, and each line outside of one by itself."""
    table: list[str] = []
    for line in text.splitlines():
        if found := _LINE.match(line):
            table.append(found["drawn"])
            continue
        if not line.strip():
            continue
        if table:
            yield table
            table = []
        yield [line]
    if table:
        yield table


@dataclass(slots=True)
class _Picture:
    """A table as it is drawn: the places across of the sides of its columns, and what was put there so far."""

    sides: Sequence[float]
    down: float = 0.0  #: how many lines of letters stand above
    rules: list[Rule] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)

    def draw(self, pieces: Sequence[str], sides: Sequence[float]) -> None:
        """Puts a line down: its pieces, and the sides that part them."""
        said = any(piece.strip() and not _is_stroke(piece) for piece in pieces)
        middle = self.down + said / 2
        for left, right, piece in zip(sides, sides[1:], pieces, strict=False):
            if _is_stroke(piece):
                self.rules.append(Rule(left, middle, right, middle))
            else:
                self._write(piece, left)
        if said:
            self.rules += (Rule(side, self.down, side, self.down + 1) for side in sides)
            self.down += 1

    def _write(self, words: str, left: float) -> None:
        for letter in words:
            right = left + _width(letter)
            self.glyphs.append(Glyph(letter, left, self.down + 0.05, right, self.down + 0.95))
            left = right


def _grids(lines: Sequence[str]) -> list[Grid]:
    """The table that the lines draw; none if it cannot be told which columns some line's pieces stand in."""
    parted = [_pieces(line) for line in lines]
    count = max(map(len, parted))
    strokes = next((pieces for pieces in parted if len(pieces) == count and all(map(_is_stroke, pieces))), None)
    if count < 2 or strokes is None:
        return []
    broadest = max(_breadth(piece) for pieces in parted for piece in pieces)
    broad = 0.5 if broadest <= max(map(len, strokes)) / 2 else 1.0  # a stroke, in letters: terminals draw it half
    whole = zip(*(pieces for pieces in parted if len(pieces) == count), strict=True)
    columns = (max(broad * len(stroke), *map(_breadth, those)) for stroke, those in zip(strokes, whole, strict=True))
    picture = _Picture((0.0, *accumulate(columns)))
    for pieces in parted:
        sides = picture.sides if len(pieces) == count else _sides(pieces, picture.sides, broad)
        if sides is None:
            return []
        picture.draw(pieces, sides)
    grids, _ = ruled.tables(picture.rules, picture.glyphs, 1.0)
    written = sum(not glyph.text.isspace() for glyph in picture.glyphs)
    kept = sum(not letter.isspace() for grid in grids for row in grid.rows for box in row for letter in box.text)
    return grids if kept == written else []


def _sides(pieces: Sequence[str], sides: Sequence[float], broad: float) -> Sequence[float] | None:
    """The sides of cells that reach over several columns: all of them, or those that lie where the bars do."""
    if len(pieces) == 1:
        return sides[0], sides[-1]
    # the bars between the columns have a breadth of their own, which the sides leave out
    bars = [side + broad * number for number, side in enumerate(sides)]
    ends = list(accumulate(broad + (broad * len(one) if _is_stroke(one) else _width(one)) for one in pieces))
    nearest = [min(range(1, len(bars)), key=lambda number: abs(bars[number] - end)) for end in ends]
    close = all(abs(bars[number] - end) < 1 for number, end in zip(nearest, ends, strict=True))
    return (sides[0], *(sides[n] for n in nearest)) if close and nearest[-1] == len(bars) - 1 else None


def _is_stroke(piece: str) -> bool:
    return piece[:1] != "" and piece[0] in _STROKES


def _pieces(line: str) -> list[str]:
    """What stands between the bars of a line: words, or strokes.

    >>> _pieces("├──┤市财│"), _pieces("│修 路││")
    (['──', '市财'], ['修 路', ''])
    """
    pieces = [""]
    for char in line[1:-1]:
        if _DRAWN.match(char) and char not in _STROKES:
            pieces.append("")
        else:
            pieces[-1] += char
    return pieces


def _breadth(piece: str) -> float:
    """How broad the words of a piece are; strokes are none."""
    return 0.0 if _is_stroke(piece) else _width(piece.strip())


def _width(words: str) -> float:
    """How broad words are, in letters of Chinese."""
    return sum(0.5 if _NARROW.match(letter) else 1 for letter in words)
