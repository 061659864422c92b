"""What a reader has read so far, as source text: paragraphs, tables and noise, each with its exact place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from graph_build.model import CELL_BREAK, CELL_END, Cell, Reading, Row, Span, Table
from graph_build.read.cells import joined
from ontology.patterns import regex

#: columns of a table that are kept apart in the text; a hostile one may claim millions
MOST_COLUMNS = 64
_LINE_ENDS = regex(r"[ \t]*[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+[ \t]*")


@dataclass(frozen=True, slots=True)
class Placed:
    """The words of a cell, and where in the grid they stand."""

    text: str
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


@dataclass(slots=True)
class Transcript:
    r"""Source text in the making.

    >>> made = Transcript()
    >>> made.line("任务分工表")
    >>> made.table([[Placed("任务", 0), Placed("责任单位", 1)], [Placed("建设平台", 0), Placed("财政厅", 1)]])
    >>> reading = made.reading("docx")
    >>> reading.text
    '任务分工表\n任务\t责任单位\n建设平台\t财政厅\n'
    >>> reading.tables[0].rows[1].cells[1].span.of(reading.text)
    '财政厅'
    """

    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _noise: list[Span] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)
    _warnings: list[str] = field(default_factory=list)
    _title: Span | None = None

    def line(self, text: str) -> None:
        """Add a paragraph, if it says anything."""
        if text.strip():
            self._add(text + "\n")

    def title(self, lines: Sequence[str]) -> None:
        """Add the lines that the format says are the title of the document."""
        start = self._length
        for text in lines:
            self.line(text)
        self._title = Span(start, self._length - 1)

    def noise(self, text: str) -> None:
        """Add a running head, a page number or portal chrome: kept, but never read."""
        start = self._length
        self.line(text)
        if self._length > start:
            self._noise.append(Span(start, self._length))

    def table(self, rows: Iterable[Sequence[Placed]]) -> None:
        """Add a table, one line a row; rows that say nothing are left out."""
        said = [list(row) for row in rows if any(cell.text.strip() for cell in row)]
        wide = [row for row in said if len(row) > 1] or said  # a heading may claim to reach further than all
        width = max((cell.column + cell.colspan for row in wide for cell in row), default=0)
        table = tuple(self._row(row, width) for row in _with_headings(said))
        if table:
            self._tables.append(Table(table))

    def reading(self, format: str) -> Reading:
        """All that was added."""
        return Reading(
            "".join(self._pieces), format, tuple(self._noise), tuple(self._tables), tuple(self._warnings), self._title
        )

    def within(self, reading: Reading) -> None:
        """Add what was read of a document within this one."""
        start = self._length
        self._add(reading.text if reading.text.endswith("\n") else f"{reading.text}\n")
        self._noise += [span.shift(start) for span in reading.noise]
        self._tables += [Table(tuple(_shifted(row, start) for row in table.rows)) for table in reading.tables]
        self._warnings += reading.warnings

    def warn(self, words: str) -> None:
        """Say that something was found and not read."""
        self._warnings.append(words)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _row(self, row: Sequence[Placed], width: int) -> Row:
        start, cells = self._length, []
        over_all = len(row) == 1 and row[0].colspan >= width  # 一、知识产权保护方面（共5项）
        column = 0
        for number, cell in enumerate(row):
            here = max(min(cell.column, MOST_COLUMNS), column + (number > 0))
            self._add(CELL_END * (0 if over_all else here - column))
            column = here
            text = CELL_BREAK.join(joined(_LINE_ENDS.split(cell.text.strip()))).replace(CELL_END, " ")
            begin = self._length
            self._add(text)
            span = Span(begin, self._length)
            cells.append(Cell(span, cell.column, cell.rowspan, cell.colspan, cell.header))
        self._add(CELL_END * (0 if over_all else min(width, MOST_COLUMNS) - 1 - column))
        end = self._length
        self._add("\n")
        return Row(Span(start, end), tuple(cells))


def _shifted(row: Row, by: int) -> Row:
    """The row, ``by`` characters further on."""
    return Row(row.span.shift(by), tuple(replace(cell, span=cell.span.shift(by)) for cell in row.cells))


def _with_headings(rows: Sequence[list[Placed]]) -> list[list[Placed]]:
    """The rows, their heading cells marked, where the format says nothing of headings.

    A heading row is the first with two short cells or more that are no numbers, and what those reach down to.
    """
    if any(cell.header for row in rows for cell in row) or len(rows) < 2:
        return list(rows)
    marked = list(rows)
    for number, row in enumerate(rows):
        said = [cell.text.strip() for cell in row if cell.text.strip()]
        if len(said) < 2:
            continue  # a title above the table
        if all(len(words) <= _HEADING and not words[0].isdecimal() for words in said):
            for below in range(number, min(number + max(cell.rowspan for cell in row), len(rows))):
                marked[below] = [replace(cell, header=True) for cell in rows[below]]
        break
    return marked


#: heading cells are short: 重点任务及工作要求
_HEADING = 12
