"""Tables of tasks: rows under headings that are labels (责任单位, 牵头单位, 配合单位, 指导部门 …).

table  = {title row} heading {heading} {row | group | note}
heading = 序号 ⇥ 改革举措 ⇥ 主要内容 ⇥ 指导部门 ⇥ 推广范围     of two rows: 责任单位 over 牵头 ⇥ 配合
row    = cell {⇥ cell}       a cell merged downwards says the same for each row it reaches, 同上 what is above
group  = one cell over the whole width      知识产权保护方面（共5项）
note   = one cell that begins with 注       注：▲为牵头单位，√为配合单位
matrix = bodies in the heading, a mark in a row   市财政局 ⇥ 市医保局 over ▲ ⇥ √
form   = one task a table, one label a row        牵头单位 ⇥ 各区政府

Any reader fills ``model.Table``; a text alone has tables where its lines hold tabs. Both are read here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from graph_build.model import (
    AGENCY,
    CELL_BREAK,
    CELL_END,
    CO,
    LEAD,
    Attribution,
    Cell,
    Reading,
    Reflowed,
    Role,
    Span,
    Table,
)
from graph_build.parse.attribution import RuleBook, assign
from graph_build.parse.lists import Item, Names, read_names
from graph_build.parse.names import is_certain, kind_of, narrow
from graph_build.parse.numerals import value
from graph_build.parse.wordings import Field, label_pattern, label_role, read_keyed
from graph_build.read.reflow.markers import ORDINAL
from ontology import lexicon
from ontology.lexicon import either
from ontology.patterns import regex

_BLANKS = regex(r"[\s\u2028]+")
#: columns of a table beyond these are not looked at
MOST_COLUMNS = 64
_ORDINAL = regex(rf"(?:{ORDINAL}|(?:项目|任务)?序|号|No\.?|NO\.?)$")
#: What stands above when a thing is to be done.
_LIMIT = regex(
    r"(?:完成|办结|办理|整改|推进|落实|实施|工作|任务|计划|要求|拟|截止|时间)*(?:时限|期限|时间|时序|节点|进度|期程|日期)(?:要求|安排|节点)?$"
)
#: What follows a label in a heading and names no body: 责任单位及责任人.
_PERSONS = regex(r"(?:[、和及与/]|\()?(?:责任人|负责人|联系人|责任领导|分管领导|联系电话|电话)(?:[、和及与/].*)?\)?$")
#: A heading is at most so long; it ends no sentence.
_LONGEST_HEADING = 24
_SENTENCE = regex(r"[。；，！？]")
#: A group of rows is headed by at most so many characters.
LONGEST_GROUP = 60
#: Cells that say what the cell above says, and cells that say nothing.
_SAME = regex(r"(?:同上|〃|″|”|\"|''|々|上同|同前)$")
_NOTHING = regex(r"[\s—–\-/\\无○]*$")
_NOTE = regex(r"(?:备?注|说明|备注说明|合计|总计|小计)\d*(?:[:：]|$)")
#: The number of a row that has no cell for it: 14.改扩建泉山学校
_COUNTED = regex(r"(\d{1,3})[.．、](?!\d)")
#: Marks of a matrix; the strong ones lead where both kinds stand.
_STRONG_MARKS, _WEAK_MARKS = "▲★●■◆◉◎⊙☆△", "√✓✔○∨◯〇Vv"
_MARK = regex(rf"[{_STRONG_MARKS}{_WEAK_MARKS}]$")


class Part(StrEnum):
    """What a row of a table is."""

    HEADING = "heading"
    GROUP = "group"
    TASK = "task"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table say what."""

    width: int
    ordinal: int | None  #: the column of 序号
    duties: tuple[tuple[int, Role | None], ...]  #: columns that name bodies, with the role their heading states
    limits: tuple[int, ...] = ()  #: columns that say until when
    bodies: tuple[tuple[int, Span], ...] = ()  #: columns headed by a body, and where it is named
    marks: frozenset[str] = frozenset()  #: what stands below these bodies


@dataclass(frozen=True, slots=True)
class Grid:
    """A row of a table as its format knows it, or as the tabs of its line show it."""

    span: Span  #: of its line
    places: tuple[Span, ...]  #: of its cells, those that reach into it from above included
    over_all: bool = False  #: one cell over the whole width
    reach: tuple[int, ...] = ()  #: for each column, where the cell that covers it stands
    drawn: bool = True  #: known by the format, with what is merged


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was read: what it is, and under which headings."""

    span: Span  #: of its line; of all lines of a form
    part: Part
    places: tuple[Span, ...] = ()
    columns: Columns | None = None
    number: str = ""  #: as the row counts itself
    drawn: bool = True  #: known by the format

    def limits(self) -> tuple[Span, ...]:
        """The places of the cells that say until when."""
        within = self.columns.limits if self.columns else ()
        return tuple(self.places[index] for index in within if index < len(self.places))


# --- grids ------------------------------------------------------------------------------------------------------------


def grids(reading: Reading, reflowed: Reflowed) -> tuple[tuple[Grid, ...], ...]:
    """The rows of the tables of a reading in reflowed text; where its format knows none, of lines with tabs."""
    if reading.tables:
        return tuple(found for table in reading.tables if (found := tuple(_drawn(table, reflowed))))
    return tuple(_tabbed(reflowed.text)) if CELL_END in reflowed.text else ()


def _drawn(table: Table, reflowed: Reflowed) -> Iterator[Grid]:
    offsets = reflowed.offsets
    width = max((cell.column + cell.colspan for row in table.rows for cell in row.cells), default=0)
    reaching: dict[int, tuple[Span, int]] = {}  # by column: a cell, and how many rows it reaches further
    for row in table.rows:
        own = {cell.column: _place(cell, offsets) for cell in row.cells if cell.column < MOST_COLUMNS}
        places = own | {column: place for column, (place, _) in reaching.items() if column not in own}
        reaching = {column: (place, rows - 1) for column, (place, rows) in reaching.items() if rows > 1}
        reaching |= {c.column: (own[c.column], c.rowspan - 1) for c in row.cells if c.rowspan > 1 and c.column in own}
        begin = bisect_left(offsets, row.span.start)
        end = reflowed.text.find("\n", begin)
        nothing = Span(begin, begin)
        covers = {c.column + more: c.column for c in row.cells for more in range(min(c.colspan, MOST_COLUMNS))}
        columns = range(max(places, default=-1) + 1)
        said = [cell for cell in row.cells if own.get(cell.column, nothing).of(reflowed.text).strip()]
        yield Grid(
            Span(begin, end if end >= 0 else len(reflowed.text)),
            tuple(places.get(column, nothing) for column in columns),
            len(said) == 1 and len(places) == len(own) and said[0].colspan >= width > 1,
            tuple(covers.get(column, column) for column in range(min(width, MOST_COLUMNS))),
        )


def _place(cell: Cell, offsets: Sequence[int]) -> Span:
    return Span(bisect_left(offsets, cell.span.start), bisect_left(offsets, cell.span.end))


def _tabbed(text: str) -> Iterator[tuple[Grid, ...]]:
    """Runs of lines with tabs, a short line between two of them included: a heading over the whole width."""
    run: list[Grid] = []
    between: Grid | None = None
    start = 0
    for words in text.split("\n"):
        line = Span(start, start + len(words))
        start = line.end + 1
        if CELL_END in words:
            if between:
                run.append(between)
            run.append(Grid(line, cells(text, line), drawn=False))
            between = None
        elif run and between is None and len(words) <= LONGEST_GROUP and not words.endswith(("。", "；")):
            between = Grid(line, (line,), over_all=True, drawn=False)
        elif run:
            yield tuple(run)
            run, between = [], None
    if run:
        yield tuple(run)


def cells(text: str, row: Span) -> tuple[Span, ...]:
    """The places of the cells in a row that is known by its text alone."""
    spans, start = [], row.start
    for words in row.of(text).split(CELL_END):
        spans.append(Span(start, start + len(words)))
        start += len(words) + 1
    return tuple(spans)


# --- headings ---------------------------------------------------------------------------------------------------------


def columns(text: str, places: Sequence[Span]) -> Columns | None:
    r"""What the columns under a heading row say; None where no heading is a label of responsibility.

    >>> heading = "序号\t改革举措\t主 要 内 容\t指导部门\t推广范围"
    >>> columns(heading, cells(heading, Span(0, len(heading))))
    Columns(width=5, ordinal=0, duties=((3, None),), limits=(), bodies=(), marks=frozenset())
    """
    return _columns([_heading(text, place) for place in places])


def _heading(text: str, place: Span) -> str:
    """The words of a heading, narrow, without the breaks and blanks that set it."""
    return narrow(_BLANKS.sub("", place.of(text)))


def _columns(headings: Sequence[str]) -> Columns | None:
    duties = tuple((index, _stated(words)) for index, words in enumerate(headings) if _is_label(words))
    if not duties:
        return None
    ordinal = next((index for index, words in enumerate(headings) if _ORDINAL.match(words)), None)
    limits = tuple(index for index, words in enumerate(headings) if _LIMIT.match(words))
    return Columns(len(headings), ordinal, duties, limits)


@cache
def _is_label(words: str) -> bool:
    """Whether a heading is a label of responsibility: 责任部门(牵头), 责任单位及责任人, 部门(主责)."""
    bare = words.rstrip(":")
    if (remark := _role_remark().search(bare)) and bare[: remark.start()] in lexicon.label_heads():
        return True
    plain = _role_behind().sub("", bare)  # of two rows: 责任单位 over 牵头
    return any(label_pattern().fullmatch(f"{label}:") for label in (bare, _PERSONS.sub("", bare), plain))


def _roles() -> str:
    return either((*lexicon.lead_words(), *lexicon.lead_stems(), *lexicon.co_words(), *lexicon.co_stems()))


@cache
def _role_remark() -> re.Pattern[str]:
    return regex(rf"\((?:{_roles()})(?:单位|部门)?\)$")


@cache
def _role_behind() -> re.Pattern[str]:
    return regex(rf"(?<=[位门体构关])(?:{_roles()})$")


@cache
def _stated(words: str) -> Role | None:
    """The role that a heading states, in its label or in brackets behind it.

    >>> _stated("责任部门(牵头)"), _stated("责任单位(列首位者牵头)"), _stated("协办单位")
    (<Role.LEAD: 'lead'>, None, <Role.CO: 'co'>)
    """
    remark = _role_remark().search(words) or _role_behind().search(words)
    return label_role(remark[0]) if remark else label_role(words.partition("(")[0])


def _is_heading(words: str) -> bool:
    """Whether a cell may head a column: a few words that end no sentence and are no number."""
    return len(words) <= _LONGEST_HEADING and not _SENTENCE.search(words) and not words.isdecimal()


def _heads(text: str, grid: Grid) -> Columns | None:
    """The columns that a row heads: one heading is a label and no other cell is a value."""
    words = [_heading(text, place) for place in grid.places]
    found = _columns(words)
    if not found or not all(map(_is_heading, words)):
        return None
    if any(value_ for at, value_ in enumerate(words) if _is_value(value_) and at not in dict(found.duties)):
        return None
    return found


def _is_value(words: str) -> bool:
    """Whether the words of a cell name a body, so that a label beside them heads no column."""
    return bool(words) and not _is_label(words) and is_certain(words)


def _heads_matrix(text: str, rows: Sequence[Grid]) -> Columns | None:
    """The columns of a row of bodies, if marks and nothing else stand below them."""
    first, below = rows[0], rows[1:]
    words = [_heading(text, place) for place in first.places]
    named = [at for at, said in enumerate(words) if kind_of(said) and not _is_label(said)]
    marked = [at for at in named if _has_marks(text, below, at)]
    if len(marked) < 2 or len(marked) < len(named):
        return None
    ordinal = next((index for index, said in enumerate(words) if _ORDINAL.match(said)), None)
    limits = tuple(index for index, said in enumerate(words) if _LIMIT.match(said))
    marks = frozenset(
        row.places[at].of(text).strip() for row in below for at in marked if at < len(row.places) and not row.over_all
    )
    return Columns(len(words), ordinal, (), limits, tuple((at, first.places[at]) for at in marked), marks - {""})


def _has_marks(text: str, rows: Sequence[Grid], at: int) -> bool:
    """Whether a column holds marks, and nothing that is none."""
    said = [row.places[at].of(text).strip() for row in rows if at < len(row.places) and not row.over_all]
    filled = [words for words in said if words]
    return bool(filled) and all(_MARK.match(words) or _mark_word(words) for words in filled)


def _mark_word(words: str) -> Role | None:
    """The role that a cell of a matrix states by a word: 牵头, 配合."""
    return label_role(words) if words in (*lexicon.lead_words(), *lexicon.co_words()) else None


# --- rows -------------------------------------------------------------------------------------------------------------


def rows(text: str, tables: Sequence[Sequence[Grid]]) -> dict[int, Row]:
    """The rows of tables of tasks, by the place where their lines begin; a table without its own heading goes on."""
    found: dict[int, Row] = {}
    heading: Columns | None = None
    for table in tables:
        if _is_form(text, table):
            read = list(_forms(text, table))
        else:
            own, heads = _heading_of(text, table)
            if own is None and not _goes_on(text, table, heading):
                continue
            heading = own or heading
            read = list(_read(text, table, heading, heads)) if heading else []
        while read and read[-1].part is Part.GROUP:
            read.pop()
        found.update((row.span.start, row) for row in read)
    return found


def _heading_of(text: str, table: Sequence[Grid]) -> tuple[Columns | None, range]:
    """The columns of a table, and which of its rows are the heading: one, or two where the first parts."""
    for index, grid in enumerate(table[:12]):
        if grid.over_all:
            continue
        rest = table[index + 1 :]
        found = _heads_matrix(text, table[index:]) or _heads(text, grid)
        if rest and (both := _two_rows(text, grid, rest, found)):
            return both, range(index, index + 2)
        if found:
            return found, range(index, index + 1)
    return None, range(0)


def _two_rows(text: str, upper: Grid, rest: Sequence[Grid], found: Columns | None) -> Columns | None:
    """The columns of a heading of two rows: 责任单位 over 牵头 and 配合, over 省级 and 市级, or over bodies."""
    lower = rest[0]
    if lower.over_all:
        return None
    above = [_heading(text, place) for place in upper.places]
    below = [_heading(text, place) for place in lower.places]
    own = [
        at for at, words in enumerate(below) if words and not (at < len(above) and lower.places[at] == upper.places[at])
    ]
    if not own or not all(_is_heading(below[at]) for at in own) or not all(map(_is_heading, above)):
        return None
    ends = all(below[at] in lexicon.label_heads() for at in own)  # 责任 over 单位: one label in two rows
    if not ends and not any(at >= len(above) or not above[at] or _spreads(upper, at) for at in own):
        return None
    joined = [_over(above, below, at, upper) for at in range(max(len(above), len(below)))]
    matrix = _heads_matrix(text, rest)
    if matrix and set(own) >= {at for at, _ in matrix.bodies}:
        ordinal = next((at for at, (words, _) in enumerate(joined) if _ORDINAL.match(words)), None)
        return replace(matrix, ordinal=ordinal, width=len(joined))
    stated = _columns([f"{upper_}{lower_}" if ends else lower_ or upper_ for upper_, lower_ in joined])
    if stated:
        return stated
    if found:  # 省级 and 市级 below 责任单位
        duties = tuple((at, _stated(upper_)) for at, (upper_, _) in enumerate(joined) if _is_label(upper_))
        return replace(found, width=len(joined), duties=duties)
    return None


def _over(above: Sequence[str], below: Sequence[str], at: int, upper: Grid) -> tuple[str, str]:
    """The words of both rows of a heading in a column; those of a cell that reaches over it from the left too."""
    lower = below[at] if at < len(below) else ""
    over = upper.reach[at] if at < len(upper.reach) else at
    words = above[over] if over < len(above) else ""
    if lower and not words and not upper.drawn:
        words = next((said for said in reversed(above[:at]) if said), "")
    return words, lower if lower != words else ""


def _spreads(grid: Grid, at: int) -> bool:
    """Whether the cell over a column covers another one too."""
    return at < len(grid.reach) and grid.reach.count(grid.reach[at]) > 1


def _goes_on(text: str, table: Sequence[Grid], heading: Columns | None) -> bool:
    """Whether a table without labels goes on with the one before: as wide, and with no heading of another kind."""
    if heading is None or not table:
        return False
    first = next((grid for grid in table if not grid.over_all), table[0])
    words = [_heading(text, place) for place in first.places]
    if any(_ORDINAL.match(said) for said in words):
        return False
    return abs(len(words) - heading.width) <= (0 if first.drawn else 1)


def _read(text: str, table: Sequence[Grid], heading: Columns, heads: range) -> Iterator[Row]:
    """The rows of one table in order."""
    above: tuple[Span, ...] = ()
    own = heading
    for index, grid in enumerate(table):
        if index < heads.start:
            continue
        if index in heads:
            yield Row(grid.span, Part.HEADING)
            continue
        again = None if grid.over_all else _heads(text, grid)
        if again:
            own = again if again.width == own.width and again.duties != own.duties else own
            yield Row(grid.span, Part.HEADING)
            continue
        if any(_ORDINAL.match(_heading(text, place)) for place in grid.places):
            return  # the heading of a table of another kind
        if _NOTE.match(grid.span.of(text).strip()):
            yield Row(grid.span, Part.NOTE)
        elif grid.over_all or _is_group(text, grid, own):
            yield Row(grid.span, Part.GROUP)
        else:
            places = _filled(text, grid, own, above)
            yield Row(grid.span, Part.TASK, places, own, _number(text, places, own), grid.drawn)
            above = places


def _is_group(text: str, grid: Grid, heading: Columns) -> bool:
    """Whether only the first cell of a row speaks, and not as its number: 一、教育文化."""
    said = [at for at, place in enumerate(grid.places) if place.of(text).strip()]
    if said != [0] or len(grid.places) < 2:
        return False
    words = grid.places[0].of(text).strip()
    counts = heading.ordinal == 0 and value(words.strip(".．、 ")) is not None
    return not counts and len(words) <= LONGEST_GROUP and not words.endswith(("。", "；"))


def _filled(text: str, grid: Grid, heading: Columns, above: tuple[Span, ...]) -> tuple[Span, ...]:
    """The places of a row, 同上 and what is merged over it taken from the row above."""
    places = list(grid.places)
    if not grid.drawn:
        places = _aligned(text, places, heading, above)
    for at, place in enumerate(places[: len(above)]):
        if _SAME.match(place.of(text).strip()):
            places[at] = above[at]
    return tuple(places)


def _aligned(text: str, places: list[Span], heading: Columns, above: tuple[Span, ...]) -> list[Span]:
    """The cells of a line under their headings: what is merged over the row was left out, or left empty."""
    missing = heading.width - len(places)
    spare = missing + next((at for at, place in enumerate(reversed(places)) if place.of(text).strip()), 0)
    if above and 0 < spare < len(places) and not _fits(text, places, heading):
        for shift in range(1, spare + 1):
            shifted = [*above[:shift], *places][: heading.width]
            if _fits(text, shifted, heading):
                return shifted
    at = heading.ordinal
    if above and at is not None and at < len(places) and not places[at].of(text).strip():
        return [
            over if not place.of(text).strip() else place
            for place, over in zip(places, (*above, *places[len(above) :]), strict=False)
        ]
    return places


def _fits(text: str, places: Sequence[Span], heading: Columns) -> bool:
    """Whether bodies stand where the headings say so."""
    named = [places[at] for at, _ in heading.duties if at < len(places) and places[at].of(text).strip()]
    return bool(named) and all(bool(read_names(text, place.start, place.end)) for place in named)


def _number(text: str, places: Sequence[Span], heading: Columns) -> str:
    """The number of a row: its 序号, or the one that its first words begin with."""
    if heading.ordinal is not None:
        words = places[heading.ordinal].of(text).strip(" .．、\u2028") if heading.ordinal < len(places) else ""
        counted = value(words)
        return words if counted is None else str(counted)
    for place in places:
        if found := _COUNTED.match(place.of(text).strip()):
            return found[1]
    return ""


# --- forms ------------------------------------------------------------------------------------------------------------


def _entries(text: str, grid: Grid) -> list[tuple[Span, Span]]:
    """The labels and the values of a row of a form."""
    said = [place for at, place in enumerate(grid.places) if place.of(text).strip() or at % 2]
    return list(zip(said[::2], said[1::2], strict=False)) if len(said) > 1 else []


def _is_form(text: str, table: Sequence[Grid]) -> bool:
    """Whether labels stand before their values, one task a table: 牵头单位 ⇥ 各区政府."""
    entries = [entry for grid in table if len(grid.places) in (2, 4) for entry in _entries(text, grid)]
    stated = [said for label, said in entries if _is_label(_heading(text, label))]
    if not stated or any(len(grid.places) not in (1, 2, 4) for grid in table):
        return False
    filled = [said for said in stated if said.of(text).strip()]
    return (
        bool(filled)
        and all(not _is_label(_heading(text, said)) for said in filled)
        and any(read_names(text, said.start, said.end) for said in filled)
    )


def _forms(text: str, table: Sequence[Grid]) -> Iterator[Row]:
    """The tasks of a table of forms: one ends where the label that it began with stands again."""
    first, run = "", list[Grid]()
    for grid in table:
        words = _heading(text, grid.places[0]) if grid.places else ""
        if run and (words == first or len(_entries(text, grid)) == 0):
            yield _form(text, run)
            run = []
        if _entries(text, grid):
            first = first or words
            run.append(grid)
    if run:
        yield _form(text, run)


def _form(text: str, run: Sequence[Grid]) -> Row:
    entries = [entry for grid in run for entry in _entries(text, grid)]
    labels = [_heading(text, label) for label, _ in entries]
    duties = tuple((at, _stated(words)) for at, words in enumerate(labels) if _is_label(words))
    ordinal = next((at for at, words in enumerate(labels) if _ORDINAL.match(words)), None)
    limits = tuple(at for at, words in enumerate(labels) if _LIMIT.match(words))
    heading = Columns(len(entries), ordinal, duties, limits)
    places = tuple(said for _, said in entries)
    span = Span(run[0].span.start, run[-1].span.end)
    return Row(span, Part.TASK, places, heading, _number(text, places, heading) if ordinal is not None else "")


# --- what a row says --------------------------------------------------------------------------------------------------


def attribution(text: str, row: Row, book: RuleBook) -> Attribution | None:
    """The attribution that the responsibility cells of a row state together."""
    heading = row.columns
    if heading is None:
        return None
    if heading.bodies:
        return _marked(text, row, heading, book)
    named: dict[Span, Role | None] = {}
    for index, role in heading.duties:
        if index < len(row.places) and not _NOTHING.match(row.places[index].of(text)):
            named.setdefault(row.places[index], role)
    fields = tuple(field for cell, role in named.items() for field in _fields(text, cell, role))
    if not any(field.names for field in fields):
        return None
    words = " | ".join(cell.of(text) for cell in named)
    if not row.drawn:  # each line of a pasted table was a cell
        words = words.replace(CELL_BREAK, " | ")
    span = Span(min(cell.start for cell in named), max(cell.end for cell in named))
    doubts = tuple(doubt for field in fields for doubt in field.names.doubts)
    tail = next((field.names.tail for field in fields if field.names.tail), "")
    return Attribution(
        span, words, "table row", assign(fields, book.effect_at(row.span.start)), tail=tail, doubts=doubts
    )


def _fields(text: str, cell: Span, role: Role | None) -> tuple[Field, ...]:
    """What a cell says: under labels of its own, or in the role that its column states."""
    if label_pattern().search(narrow(cell.of(text))):
        return read_keyed(text, cell)
    return (Field(role, read_names(text, cell.start, cell.end, trusting=True)),)


def _marked(text: str, row: Row, heading: Columns, book: RuleBook) -> Attribution | None:
    """The bodies of a matrix that a row marks; the stronger of two marks leads, if no note says otherwise."""
    marks = [
        (row.places[at], name)
        for at, name in heading.bodies
        if at < len(row.places) and not _NOTHING.match(row.places[at].of(text).replace("○", "√"))
    ]
    if not marks:
        return None
    kinds = {cell.of(text).strip() for cell, _ in marks}
    roles = {words: _legend(text, words) or _mark_word(words) for words in kinds}
    if not any(roles.values()) and len(heading.marks) > 1:
        roles = {words: LEAD if words in _STRONG_MARKS else CO for words in kinds}
    fields = tuple(
        Field(
            roles[cell.of(text).strip()],
            Names((Item(name, name.of(text).strip(), kind_of(name.of(text).strip()) or AGENCY),)),
        )
        for cell, name in marks
    )
    words = " | ".join(f"{name.of(text).strip()} {cell.of(text).strip()}" for cell, name in marks)
    span = Span(min(cell.start for cell, _ in marks), max(cell.end for cell, _ in marks))
    return Attribution(span, words, "table row", assign(fields, book.effect_at(row.span.start)))


def _legend(text: str, mark: str) -> Role | None:
    """The role that a note gives a mark: ▲为牵头单位，√为配合单位."""
    if not _MARK.match(mark):
        return None
    found = re.search(
        rf"{re.escape(mark)}[”\"]?(?:的|者|号|标记)*(?:为|是|表示|代表|指|：|:|—)+([^，。；、,;\s]{{1,8}})", text
    )
    return label_role(found[1]) if found else None


def measure_text(text: str, row: Row) -> str:
    """The words of a row without its 序号, cells joined by " | "."""
    ordinal = row.columns.ordinal if row.columns else None
    return " | ".join(place.of(text) for index, place in enumerate(row.places) if index != ordinal)
