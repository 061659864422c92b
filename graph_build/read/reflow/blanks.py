"""Layout: blanks that only set a text are dropped, and what cannot be seen is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph_build.model import CELL_END
from graph_build.read.reflow.characters import BLANK, GAP, HIDDEN, LINE_END, WIDE
from graph_build.read.reflow.edits import Edit
from graph_build.read.reflow.markers import STEMS
from graph_build.read.reflow.organs import parts_names
from graph_build.read.reflow.rows import row_spans
from ontology.patterns import regex

_BLANK = regex(f"[{BLANK}]")
#: a label that a blank parts from the task before it: 做好国企改革 责任单位：县国资中心
_DUTY = regex(rf"(?:[省市县区州盟旗][级直])?(?:{STEMS}){{1,3}}(?:单位|部门|主体|机关|机构|[科处]室)?[：:]")
_HAN = regex(r"[\u4e00-\u9fff”）)]")
_EDGE = regex(f"[{LINE_END}\u2028]")
_WIDE = regex(f"[{WIDE}]")


def mended(text: str) -> Iterator[Edit]:
    """Edits that drop invisible characters, and blanks but between Latin words and the cells of a table.

    Blanks at the head of a line stay: they may be the indent of a paragraph.
    """
    rows = row_spans(text)
    row_start, row_end = next(rows, (len(text), len(text)))
    for gap in GAP.finditer(text):
        start, end = gap.span()
        if not _BLANK.search(gap[0]):
            yield start, end, ""
            continue
        while end > row_end:
            row_start, row_end = next(rows, (len(text), len(text)))
        if start >= row_start and CELL_END in gap[0]:
            for between in re.finditer("[^\t]+", gap[0]):
                yield start + between.start(), start + between.end(), ""
        elif start == 0 or _EDGE.match(text[start - 1]):
            for hidden in HIDDEN.finditer(gap[0]):
                yield start + hidden.start(), start + hidden.end(), ""
        elif end == len(text) or _EDGE.match(text[end]) or _WIDE.match(text[start - 1]) or _WIDE.match(text[end]):
            if not (
                parts_names(text, start, end) or (start and _HAN.match(text[start - 1]) and _DUTY.match(text, end))
            ):
                yield start, end, ""
            elif gap[0] != " ":
                yield from _one_blank(start, gap[0])
        elif gap[0] != " ":
            yield from _one_blank(start, gap[0])


def _one_blank(start: int, gap: str) -> Iterator[Edit]:
    """Edits that leave one blank of a gap, in the place of a blank and not of an invisible character before it."""
    blank = _BLANK.search(gap)
    at = blank.start() if blank else 0
    if at:
        yield start, start + at, ""
    yield start + at, start + len(gap), " "
