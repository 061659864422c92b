"""Tables of tasks: rows under headings that are labels (责任单位, 牵头单位, 配合单位, 指导部门 …).

table = heading row {row | group row}      序号 ⇥ 改革举措 ⇥ 主要内容 ⇥ 指导部门 ⇥ 推广范围
row   = cell {⇥ cell}                      a cell merged downwards says the same for each row it reaches
group = one cell over the whole width      知识产权保护方面（共5项）
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from graph_build.model import CELL_END, Attribution, Cell, Reading, Reflowed, Role, Span, Table
from graph_build.parse.attribution import RuleBook, assign
from graph_build.parse.mentions import narrow, read_names
from graph_build.parse.wordings import Field, label_pattern, label_role, read_keyed

_BLANKS = re.compile(r"[\s\u2028]+")
#: columns of a table beyond these are not looked at
MOST_COLUMNS = 64
_ORDINAL = re.compile(r"^(?:序号|编号|项目序号|任务序号|序列|号)$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table say what."""

    width: int
    ordinal: int | None  #: the column of 序号
    duties: tuple[tuple[int, Role | None], ...]  #: columns that name bodies, with the role their heading states


@dataclass(frozen=True, slots=True)
class Grid:
    """A row of a table as its format knows it."""

    places: tuple[Span, ...]  #: of its cells, those that reach into it from above included
    over_all: bool  #: one cell over the whole width


def grids(reading: Reading, reflowed: Reflowed) -> dict[int, Grid]:
    """The rows of the tables of a reading, by the place where their lines begin in reflowed text."""
    found: dict[int, Grid] = {}
    for table in reading.tables:
        found.update(_grids_of(table, reflowed))
    return found


def _grids_of(table: Table, reflowed: Reflowed) -> dict[int, Grid]:
    offsets, found = reflowed.offsets, dict[int, Grid]()
    width = max(len(row.cells) for row in table.rows)
    reaching: dict[int, tuple[Span, int]] = {}  # by column: a cell, and how many rows it reaches further
    for row in table.rows:
        own = {cell.column: _place(cell, offsets) for cell in row.cells if cell.column < MOST_COLUMNS}
        places = own | {column: place for column, (place, _) in reaching.items() if column not in own}
        reaching = {column: (place, rows - 1) for column, (place, rows) in reaching.items() if rows > 1}
        reaching |= {c.column: (own[c.column], c.rowspan - 1) for c in row.cells if c.rowspan > 1 and c.column in own}
        begin = bisect_left(offsets, row.span.start)
        nothing = Span(begin, begin)
        columns = range(max(places, default=-1) + 1)
        over_all = len(row.cells) == 1 and row.cells[0].colspan >= width > 1
        found[begin] = Grid(tuple(places.get(column, nothing) for column in columns), over_all)
    return found


def _place(cell: Cell, offsets: Sequence[int]) -> Span:
    return Span(bisect_left(offsets, cell.span.start), bisect_left(offsets, cell.span.end))


def cells(text: str, row: Span) -> tuple[Span, ...]:
    """The places of the cells in a row that is known by its text alone."""
    spans, start = [], row.start
    for words in row.of(text).split(CELL_END):
        spans.append(Span(start, start + len(words)))
        start += len(words) + 1
    return tuple(spans)


def columns(text: str, places: Sequence[Span]) -> Columns | None:
    r"""What the columns under a heading row say; None where no heading is a label of responsibility.

    >>> heading = "序号\t改革举措\t主 要 内 容\t指导部门\t推广范围"
    >>> columns(heading, cells(heading, Span(0, len(heading))))
    Columns(width=5, ordinal=0, duties=((3, None),))
    """
    headings = [narrow(_BLANKS.sub("", place.of(text))) for place in places]
    labels = ((index, label_pattern().fullmatch(f"{words}:")) for index, words in enumerate(headings))
    duties = tuple((index, label_role(label["label"])) for index, label in labels if label)
    if not duties:
        return None
    ordinal = next((index for index, words in enumerate(headings) if _ORDINAL.match(words)), None)
    return Columns(len(headings), ordinal, duties)


def attribution(text: str, places: Sequence[Span], heading: Columns, book: RuleBook) -> Attribution | None:
    """The attribution that the responsibility cells of a row state together."""
    named = [
        (places[index], role)
        for index, role in heading.duties
        if index < len(places) and places[index].of(text).strip()
    ]
    fields = tuple(field for cell, role in named for field in _fields(text, cell, role))
    if not any(field.names for field in fields):
        return None
    words = " | ".join(cell.of(text) for cell, _ in named)
    span = Span(min(cell.start for cell, _ in named), max(cell.end for cell, _ in named))
    doubts = tuple(doubt for field in fields for doubt in field.names.doubts)
    return Attribution(span, words, "table row", assign(fields, book.effect_at(span.end)), doubts=doubts)


def _fields(text: str, cell: Span, role: Role | None) -> tuple[Field, ...]:
    """What a cell says: under labels of its own, or in the role that its column states."""
    if label_pattern().search(narrow(cell.of(text))):
        return read_keyed(text, cell)
    return (Field(role, read_names(text, cell.start, cell.end, trusting=True)),)


def measure_text(text: str, places: Sequence[Span], heading: Columns) -> str:
    """The words of a row without its 序号, cells joined by " | "."""
    return " | ".join(place.of(text) for index, place in enumerate(places) if index != heading.ordinal)
