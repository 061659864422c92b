"""Columns of running text, as gazettes set it: one is read to its foot before the next begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from graph_build.read.coordinates import Glyph, Grid, Interval, Line, lines

#: columns that a page may be set in
_MOST = 3
#: lines of a column at the least; the share of them that is full, and what counts as full; the share that may cross
_FEWEST, _FULL, _WIDE, _CROSSING = 4, 0.4, 0.85, 0.2
#: how far a gutter may stand off its place, as a part of the width of the text
_OFF = 0.06


def in_order(pieces: Sequence[Line], grids: Sequence[Grid], carried: Sequence[float] = ()) -> list[Line | Grid]:
    """The lines and tables of a page as they are read; ``pieces`` are lines parted at gaps.

    What crosses the gutters, a title or a table, is read where it stands, between what is above and below it.
    The lines of all columns are laid under those of the first.
    """
    between = gutters(pieces, carried)
    if not between:
        return sorted([*lines(_glyphs(pieces)), *grids], key=lambda item: item.top)
    sides = _sides(pieces, between)
    crossing = [piece for piece in pieces if _crosses(piece, between)]
    edge = max(piece.right for piece in pieces)
    across: list[Line | Grid] = [*(replace(line, edge=edge) for line in lines(_glyphs(crossing))), *grids]
    across.sort(key=lambda item: item.top)
    rest = [piece for piece in pieces if piece not in crossing]
    ordered: list[Line | Grid] = []
    for top, bottom, item in _bands(across):
        band = [piece for piece in rest if top <= piece.middle < bottom]
        for number, (left, right) in enumerate(sides):
            column = [piece for piece in band if left <= (piece.left + piece.right) / 2 < right]
            ordered += _laid(column, pieces, sides, number)
        ordered += [item] if item else []
    return ordered


def gutters(pieces: Sequence[Line], carried: Sequence[float] = ()) -> tuple[float, ...]:
    """Where the columns of running text meet; none where the page has but one.

    ``carried`` are the gutters of the page before, which hold for a last page that is not full.
    """
    if not pieces:
        return ()
    if carried and sum(1 for piece in pieces if _crosses(piece, carried)) <= _CROSSING * len(pieces):
        return tuple(carried)
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    for count in range(_MOST, 1, -1):
        places = (left + (right - left) * number / count for number in range(1, count))
        between = tuple(_gutter(pieces, place, _OFF * (right - left)) for place in places)
        if _is_set(pieces, between):
            return between
    return ()


def _gutter(pieces: Sequence[Line], place: float, off: float) -> float:
    """The place near by that the fewest pieces cross: the middle of all such places."""
    steps = [place + off * step / 20 for step in range(-20, 21)]
    crossed = [sum(1 for piece in pieces if piece.left < step < piece.right) for step in steps]
    free = [step for step, number in zip(steps, crossed, strict=True) if number == min(crossed)]
    return free[len(free) // 2]


def _is_set(pieces: Sequence[Line], between: Sequence[float]) -> bool:
    """Whether the text is set in columns that meet there: few lines cross, most of the others are full."""
    within = [piece for piece in pieces if not _crosses(piece, between)]
    if len(pieces) - len(within) > _CROSSING * len(pieces):
        return False
    for left, right in pairwise([float("-inf"), *between, float("inf")]):
        column = [piece for piece in within if left <= (piece.left + piece.right) / 2 < right]
        if len(column) < _FEWEST:
            return False
        width = max(piece.right for piece in column) - min(piece.left for piece in column)
        if sum(1 for piece in column if piece.width > _WIDE * width) < _FULL * len(column):
            return False
    return True


def _crosses(piece: Line, between: Sequence[float]) -> bool:
    return any(piece.left < gutter - 0.2 * piece.size and gutter + 0.2 * piece.size < piece.right for gutter in between)


def _sides(pieces: Sequence[Line], between: Sequence[float]) -> list[Interval]:
    edges = [min(piece.left for piece in pieces), *between, max(piece.right for piece in pieces) + 1]
    return list(pairwise(edges))


def _bands(across: Sequence[Line | Grid]) -> Iterator[tuple[float, float, Line | Grid | None]]:
    """The parts of the page between what stands across, each with what stands at its foot."""
    top = float("-inf")
    for item in across:
        yield top, item.top, item
        top = item.top
    yield top, float("inf"), None


def _laid(column: Sequence[Line], pieces: Sequence[Line], sides: Sequence[Interval], number: int) -> Iterator[Line]:
    """The lines of a column, moved under the first column, with the place where a full line ends."""
    left, right = sides[number]
    own = [piece for piece in pieces if left <= piece.left and piece.right <= right]
    if not own:
        return
    shift = min(piece.left for piece in own) - min(piece.left for piece in pieces)
    edge = max(piece.right for piece in own) - shift
    for line in lines(_glyphs(column)):
        yield replace(line, left=line.left - shift, right=line.right - shift, edge=edge)


def _glyphs(pieces: Sequence[Line]) -> list[Glyph]:
    return [glyph for piece in pieces for glyph in piece.glyphs]
