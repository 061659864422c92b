"""Tables of tasks: rows under headings that are labels (责任单位, 牵头单位, 配合单位, 指导部门 …).

table = heading row {row | group row}      序号 ⇥ 改革举措 ⇥ 主要内容 ⇥ 指导部门 ⇥ 推广范围
row   = cell {⇥ cell}
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_build.model import CELL_END, Attribution, Role, Span
from graph_build.parse.attribution import RuleBook, assign
from graph_build.parse.mentions import narrow, read_names
from graph_build.parse.wordings import Field, label_pattern, label_role

_BLANKS = re.compile(r"[\s\u2028]+")
_ORDINAL = re.compile(r"^(?:序号|编号|项目序号|任务序号|序列|号)$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table say what."""

    width: int
    ordinal: int | None  #: the column of 序号
    duties: tuple[tuple[int, Role | None], ...]  #: columns that name bodies, with the role their heading states


def cells(text: str, row: Span) -> tuple[Span, ...]:
    """The places of the cells in a row."""
    spans, start = [], row.start
    for words in row.of(text).split(CELL_END):
        spans.append(Span(start, start + len(words)))
        start += len(words) + 1
    return tuple(spans)


def columns(text: str, row: Span) -> Columns | None:
    r"""What the columns under a heading row say; None where no heading is a label of responsibility.

    >>> heading = "序号\t改革举措\t主 要 内 容\t指导部门\t推广范围"
    >>> columns(heading, Span(0, len(heading)))
    Columns(width=5, ordinal=0, duties=((3, None),))
    """
    headings = [narrow(_BLANKS.sub("", cell.of(text))) for cell in cells(text, row)]
    duties = tuple(
        (index, label_role(words)) for index, words in enumerate(headings) if label_pattern().fullmatch(f"{words}:")
    )
    if not duties:
        return None
    ordinal = next((index for index, words in enumerate(headings) if _ORDINAL.match(words)), None)
    return Columns(len(headings), ordinal, duties)


def attribution(text: str, row: Span, heading: Columns, book: RuleBook) -> Attribution | None:
    """The attribution that the responsibility cells of a row state together."""
    places = cells(text, row)
    named = [
        (places[index], role)
        for index, role in heading.duties
        if index < len(places) and places[index].of(text).strip()
    ]
    fields = tuple(Field(role, read_names(text, cell.start, cell.end, trusting=True)) for cell, role in named)
    if not any(field.names for field in fields):
        return None
    words = " | ".join(cell.of(text) for cell, _ in named)
    span = Span(named[0][0].start, named[-1][0].end)
    doubts = tuple(doubt for field in fields for doubt in field.names.doubts)
    return Attribution(span, words, "table row", assign(fields, book.effect_at(span.end)), doubts=doubts)


def measure_text(text: str, row: Span, heading: Columns) -> str:
    """The words of a row without its 序号, cells joined by " | "."""
    return " | ".join(cell.of(text) for index, cell in enumerate(cells(text, row)) if index != heading.ordinal)
