"""Spans that do not overlap, asked in logarithmic time: a text may hold a hundred thousand of them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from graph_build.model import Span


class Disjoint:
    """Spans that do not overlap, and whether another one would."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = sorted(spans)

    def overlaps(self, span: Span) -> bool:
        """Whether ``span`` shares a character with one of them.

        >>> Disjoint([Span(2, 4)]).overlaps(Span(3, 9)), Disjoint([Span(2, 4)]).overlaps(Span(4, 9))
        (True, False)
        """
        before = bisect_left(self._spans, span.end, key=_start)
        return before > 0 and span.start < self._spans[before - 1].end

    def add(self, span: Span) -> None:
        """Takes one more, which must not overlap any."""
        insort(self._spans, span)


def _start(span: Span) -> int:
    return span.start
