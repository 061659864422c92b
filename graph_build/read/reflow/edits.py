"""Edits of a text: what a pass of reflow yields, and the text that they make with the place of each character."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

#: a stretch of the text, and what stands there afterwards: one character or none, or the ends of some cells
Edit = tuple[int, int, str]


def applied(text: str, offsets: array[int], edits: Iterable[Edit]) -> tuple[str, array[int]]:
    """Text and offsets with the edits made, which come in order and do not overlap."""
    pieces: list[str] = []
    kept = array("I")
    done = 0
    for start, end, put in edits:
        pieces.append(text[done:start])
        kept += offsets[done:start]
        if put:
            pieces.append(put)
            kept.extend([offsets[start if start < end else start - 1]] * len(put))
        done = end
    if not done:
        return text, offsets
    pieces.append(text[done:])
    kept += offsets[done:]
    return "".join(pieces), kept
