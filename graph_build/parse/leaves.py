"""The leaves of a document: kinds of text that tile the source, so that no character belongs to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from graph_build.model import Leaf, Reading, Reflowed, Span
from graph_build.parse.frame import Frame


def leaves(framed: Frame, reading: Reading, reflowed: Reflowed) -> tuple[Leaf, ...]:
    """Leaves that tile the source: each reaches to where the next begins; noise is cut out of them."""
    offsets, length = reflowed.offsets, len(reflowed.source)
    cuts = sorted((*framed.cuts, *_attributed(framed)))
    marks = {offsets[at] if at < len(offsets) else length: kind for at, kind in cuts}
    for noise in reading.noise:
        resumed = [kind for at, kind in sorted(marks.items()) if at < noise.end]
        marks = {at: kind for at, kind in marks.items() if not noise.start <= at < noise.end}
        marks[noise.start] = "noise"
        marks.setdefault(noise.end, resumed[-1] if resumed else "text")
    begins = sorted(at for at in marks if at < length)
    if length and (not begins or begins[0] > 0):
        marks[0] = "noise"
        begins.insert(0, 0)
    return tuple(Leaf(Span(start, end), marks[start], "") for start, end in pairwise([*begins, length]) if end > start)


def _attributed(framed: Frame) -> Iterator[tuple[int, str]]:
    """Where the attributions of measures begin, and the words behind them."""
    for draft in framed.drafts:
        for attribution in draft.attributions:
            if attribution.scope == "task":
                yield attribution.span.start, "attribution"
                if attribution.span.end < draft.span.end:
                    yield attribution.span.end, "text"
