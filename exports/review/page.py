"""A reviewed draft as one HTML page that asks nothing of any host: the text, its words marked, notes in the margin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from exports.markup import environment
from exports.review.words import WORDS, paragraphs
from queries.review.advice import Advice
from queries.review.draft import Draft
from queries.review.summary import Summary


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line: bare, or marked by the advice of these numbers."""

    words: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, and the notes that stand beside it."""

    pieces: tuple[Piece, ...]
    notes: tuple[tuple[int, Advice, tuple[str, ...]], ...]


def to_html(draft: Draft, advice: Sequence[Advice], summary: Summary, language: str) -> str:
    """The page."""
    page = environment("review", trimmed=True).get_template("review.html.j2")
    return page.render(
        title=draft.document.title or draft.document.label,
        language=language,
        w=WORDS[language],
        summary=tuple(summary.lines(language)),
        weights={number: each.weight.value for number, each in enumerate(advice, 1)},
        lines=tuple(_lines(draft.text, advice, language)),
    )


def _lines(text: str, advice: Sequence[Advice], language: str) -> Iterator[Line]:
    numbered = list(enumerate(advice, 1))
    for found in re.finditer(r"[^\n]+", text):
        start, end = found.span()
        if not found[0].strip():
            continue
        here = [(n, a) for n, a in numbered if a.start < end and start < a.end]
        notes = tuple(
            (n, a, paragraphs(a, language)) for n, a in sorted(here, key=lambda each: each[1].start) if a.start >= start
        )
        yield Line(tuple(_pieces(text, start, end, here)), notes)


def _pieces(text: str, start: int, end: int, here: Sequence[tuple[int, Advice]]) -> Iterator[Piece]:
    """The words of a line from one place where a mark begins or ends to the next."""
    places = {start, end} | {at for _, a in here for at in (a.start, a.end) if start < at < end}
    edges = sorted(places)
    for begin, stop in pairwise(edges):
        yield Piece(text[begin:stop], tuple(n for n, a in here if a.start <= begin and stop <= a.end))
