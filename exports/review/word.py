"""A reviewed draft as Word: the drafter's own file with comments, or one made of the text; and the one-page summary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exports.office.word import Writer
from exports.review.comments import Comment, commented
from exports.review.words import WORDS, paragraphs
from graph_build.read.archive import Archive
from graph_build.read.docx import main_part
from graph_build.read.runs import Runs, aligned, letters, runs
from graph_build.sources import Source
from queries.review.advice import Advice, Weight, in_one_line
from queries.review.draft import Draft
from queries.review.summary import Summary


def to_docx(draft: Draft, advice: Sequence[Advice], source: Source, form: str, language: str, day: str = "") -> bytes:
    """The source with comments if its ``form`` is docx, else a document made of its text with them."""
    comments = [Comment(each.start, each.end, paragraphs(each, language)) for each in advice]
    if form == "docx":
        return commented(source, runs(source, draft.text), comments, day)
    made = Source(source.name, _typeset(draft, language))
    return commented(made, _runs_of(made, draft.text), comments, day)


def _typeset(draft: Draft, language: str) -> bytes:
    """The text of a draft, a paragraph a line."""
    writer = Writer(draft.document.title or draft.document.label, language)
    for line in draft.text.splitlines():
        if words := re.sub(r"[^\S\t ]|[\x00-\x08\x0e-\x1f]", " ", line).strip():
            writer.paragraph(words)
    return writer.to_bytes()


def _runs_of(made: Source, text: str) -> Runs:
    """Where the characters of a text stand in the document that was made of it."""
    archive = Archive(made)
    return aligned(text, list(letters(archive.read(main_part(archive)), made.name)))


def summary_page(draft: Draft, advice: Sequence[Advice], summary: Summary, language: str) -> bytes:
    """One page for the head of the office: the five lines, then the gravest advice, as many as the page holds."""
    w = WORDS[language]
    writer = Writer(str(w["title"]), language)
    writer.title(str(w["title"]), draft.document.title or draft.document.label)
    for line in summary.lines(language):
        writer.bullet(line)
    grave = [each for each in advice if each.weight is not Weight.COULD][:_ROWS]
    if grave:
        rows = [
            (
                each.unit,
                _cut(in_one_line(each.quote), _SHORT),
                _cut(each.what.of(language), _LONG),
                _cut(each.instead.of(language), _LONG),
            )
            for each in grave
        ]
        writer.table(tuple(w["head"]), rows, (1, 4, 6, 6), (False,) * 4)
    return writer.to_bytes()


#: Rows on the page, and characters of a cell.
_ROWS, _SHORT, _LONG = 14, 24, 48


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
