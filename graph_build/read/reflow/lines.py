"""Lines of a text without their outer blanks, each with what it shows at first sight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graph_build.model import CELL_BREAK, CELL_END
from graph_build.read.reflow.characters import LINE, ROW_STRIP
from graph_build.read.reflow.markers import opening
from ontology.pages import is_page_number


class Line(NamedTuple):
    """A line without its outer blanks, and what it shows at first sight."""

    start: int
    end: int
    text: str
    kind: str  #: of the marker it begins with; label, date; row of a table; ""
    indent: int  #: columns that it is set in
    paged: bool  #: a page number stands before it


def split(text: str) -> Iterator[Line]:
    """The lines that say something; page numbers do not."""
    paged = False
    for start, line in _parts(text):
        bare = line.strip()
        if not bare:
            continue
        if is_page_number(bare):
            paged = True
            continue
        row = CELL_END in bare
        if row:
            bare = line.strip(ROW_STRIP)
        lead = 0 if line[0] == bare[0] else line.index(bare)
        start += lead
        yield Line(start, start + len(bare), bare, "row" if row else opening(bare), width(line[:lead]), paged)
        paged = False


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the text, and of the cells of tables with one column, each with its place."""
    for found in LINE.finditer(text):
        line, start = found[0], found.start()
        if CELL_BREAK not in line or CELL_END in line.strip():
            yield start, line
            continue
        for part in line.split(CELL_BREAK):
            yield start, part
            start += len(part) + 1


def width(line: str) -> int:
    """Columns that a line takes: two an ideograph, one a Latin letter."""
    return 2 * len(line) - len(line.encode("ascii", "ignore"))
