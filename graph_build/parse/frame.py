"""The frame of a document: its header, its sections, its measures not yet cut into tasks, and where each part begins.

A frame is put together once, from the lines, the grids of tables and the standing rules; what stands on it only reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_build.model import Reading, Reflowed, Section, Span
from graph_build.parse import header, tables
from graph_build.parse.attribution import RuleBook, opens_names
from graph_build.parse.header import Heading, is_foot, read_heading
from graph_build.parse.names import kind_of
from graph_build.parse.outline import Line, chapters, grow, lines, plans
from graph_build.parse.rules import find_rules, reaching
from graph_build.parse.sorting import Draft, Sorting


@dataclass(frozen=True, slots=True)
class Frame:
    """What a text is made of."""

    text: str
    book: RuleBook  #: the standing rules, and how far each reaches
    heading: Heading
    preamble: tuple[Span, ...]  #: lines before the first unit that the header has no use for
    sections: tuple[Section, ...]
    drafts: tuple[Draft, ...]  #: the measures
    titles: tuple[str, ...]  #: of the document and its plans: what the text calls itself
    cuts: tuple[tuple[int, str], ...]  #: where a leaf of which kind begins, in no order


def frame(reading: Reading, reflowed: Reflowed) -> Frame:
    """The frame of a reflowed text."""
    text = reflowed.text
    grids = tables.grids(reading, reflowed)
    cells = frozenset(grid.span.start for table in grids for grid in table if not grid.over_all)
    rows = lines(text)
    if cells:
        rows = [Line(row.span) if row.span.start in cells else row for row in rows]
    rows = _without_names(text, rows)
    whole = plans(text, rows)
    rules = find_rules(text, Span(0, len(text)))
    book = RuleBook(reaching(rules, chapters(whole)) if rules else ())
    sorting = Sorting(text, book, tables.rows(text, grids))
    parts, feet = zip(*(_split_foot(text, part, cells) for part in whole), strict=True)
    foot = [row for rows_of_foot in feet for row in rows_of_foot]
    grown = [grow(text, part) for part in parts]
    if not any(grown):
        foot = sorting.unmarked(rows)
    begins = (*(units[0].span.start for units in grown if units), *(draft.span.start for draft in sorting.drafts))
    first = next(iter(begins), len(text))
    footing = {row.span for row in foot}
    head = [row for row in rows if row.span.end <= first and row.span not in footing]
    heading = read_heading(reflowed, _header_lines(text, head), _header_lines(text, foot), reading.title)
    sorting.plans(list(parts), grown, heading)
    if any(grown) and not sorting.drafts:
        sorting.unmarked([row for part in parts for row in part])
    kinds = dict(heading.used)
    return Frame(
        text,
        book,
        heading,
        tuple(row.span for row in head if row.span not in kinds),
        tuple(sorting.sections),
        tuple(sorting.drafts),
        sorting.own_titles,
        (
            *sorting.cuts,
            *((row.span.start, kinds.get(row.span, "preamble")) for row in head),
            *((row.span.start, kinds.get(row.span, "foot")) for row in foot),
        ),
    )


def _without_names(text: str, rows: list[Line]) -> list[Line]:
    """The rows without the markers of names that are counted below a label: 责任单位： / 1.县审计局 / 2.县统计局."""
    found = list(rows)
    for index, row in enumerate(rows):
        if text[row.span.end - 1] not in "：:" or not opens_names(row.span.of(text)):
            continue
        for at in range(index + 1, len(rows)):
            after = rows[at]
            if not after.marker or not kind_of(
                text[after.span.start + len(after.label) : after.span.end].strip("、；;。. ")
            ):
                break
            found[at] = Line(after.span)
    return found


def _header_lines(text: str, rows: Sequence[Line]) -> tuple[header.Line, ...]:
    """The rows as the reader of headers takes them."""
    return tuple(header.Line(row.span, row.span.of(text)) for row in rows)


def _split_foot(text: str, rows: list[Line], cells: frozenset[int]) -> tuple[list[Line], list[Line]]:
    """The rows up to the last that is no foot, and the foot; a text without markers keeps all in its body.

    ``cells`` is where rows of tables begin that have more than one cell: these are never a foot.
    """
    last = max((index for index, row in enumerate(rows) if row.marker), default=-1)
    if last < 0:
        return rows, []
    cut = len(rows)
    while cut - 1 > last and rows[cut - 1].span.start not in cells and is_foot(rows[cut - 1].span.of(text)):
        cut -= 1
    if opens_names(rows[cut - 1].span.of(text)):  # 责任单位： / 市林业局 / 市水利局
        while cut < len(rows) and kind_of(rows[cut].span.of(text)):
            cut += 1
    return rows[:cut], rows[cut:]
