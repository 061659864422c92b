"""The layout of a document: which units are sections, which are measures, and where each part begins.

A measure is the lowest numbered unit that tasks hang on: a numbered item, an article, a row of a table. A chapter whose
items carry no attribution still has its items as measures; one that is plain prose is a section only. A text without
any marker has the paragraphs that end in an attribution, and the rows of its tables.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from graph_build.model import CELL_END, Attribution, Section, Span
from graph_build.parse import tables
from graph_build.parse.attribution import RuleBook, find_attributions
from graph_build.parse.header import Heading, is_title
from graph_build.parse.mentions import narrowed
from graph_build.parse.outline import DETAIL, Line, Unit
from graph_build.parse.wordings import FOREIGN, label_pattern

#: Markers whose units are headings of chapters: without attribution and on a line of their own they are sections.
_CHAPTER_RANK = 50
#: A heading is at most so long; longer words before an attribution are a measure.
_LONGEST_HEADING = 60


@dataclass(slots=True)
class Draft:
    """A measure before its tasks are cut."""

    number: str
    section: str
    span: Span
    text: str
    attributions: tuple[Attribution, ...]


@dataclass(slots=True)
class Layout:
    """The sections and measures of one text while they are found, in the order of the text."""

    text: str
    book: RuleBook
    grids: dict[int, tables.Grid]  #: rows of tables that the format knows, by where they begin
    sections: list[Section] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    cuts: list[tuple[int, str]] = field(default_factory=list)  #: where a leaf of which kind begins
    own_titles: tuple[str, ...] = ()  #: of the document and its plans
    ids: dict[str, int] = field(default_factory=dict)  #: of sections, and the last copy of each
    sections_in: Counter[str | None] = field(default_factory=Counter)  #: how many, by the section they are in
    measures_in: Counter[str] = field(default_factory=Counter)
    found: dict[Span, tuple[Attribution, ...]] = field(default_factory=dict)
    columns: tables.Columns | None = None  #: of the table that is open

    def plans(self, parts: list[list[Line]], grown: list[list[Unit]], heading: Heading) -> None:
        """Takes the units of each plan; where several are numbered, a plan is a section of its own."""
        numbered = [(part, units) for part, units in zip(parts, grown, strict=True) if units]
        title = heading.title.text if heading.title else ""
        titles = [title]
        many = len(numbered) > 1
        for index, (part, units) in enumerate(numbered, 1):
            parent = None
            annex = units[0] if len(units) == 1 and units[0].rank == 0 and units[0].marker else None
            own = self._plan_title(part, annex) if index > 1 or annex else self._first_title(part, heading) or title
            titles.append(own)
            inner = self._restored(annex.children if annex else units)
            self.columns = None
            if many:
                parent = str(index)
                marker = annex.label if annex else ""
                span = Span(part[0].span.start, part[-1].span.end)
                self._add_section(Section(parent, marker, own, None, span))
            if annex:
                self._rows(annex.body, parent or "")
            self._rows(Span(part[0].span.start, units[0].span.start), parent or "")
            for place, unit in enumerate(inner):
                self._unit(
                    unit,
                    parent,
                    top=True,
                    siblings=inner,
                    closing=place == len(inner) - 1,
                )
        self.own_titles = tuple(dict.fromkeys(filter(None, titles)))

    def unmarked(self, rows: list[Line]) -> list[Line]:
        """Takes what has an attribution as measures where no measure is marked; the rows behind the last of them.

        A paragraph is one with the label lines below it, a row of a table is one.
        """
        blocks: list[Span] = []
        for row in rows:
            words = row.span.of(narrowed(self.text))
            tabular = self._places(row.span) is not None
            labelled = bool(FOREIGN.match(words) or label_pattern().match(words))
            in_table = bool(blocks) and self._is_tabular(blocks[-1])
            if tabular and len(blocks) > 1 and self._is_group(blocks[-2], blocks[-1], row.span):
                blocks[-2:] = [Span(blocks[-2].start, row.span.end)]
            elif blocks and (in_table if tabular else labelled and not in_table):
                blocks[-1] = Span(blocks[-1].start, row.span.end)
            else:
                blocks.append(row.span)
        for block in blocks:
            if self._places(block) is not None:
                self._rows(block, "")
            elif (attributions := self._attributions(block)) and any(map(_is_plain, attributions)):
                self.cuts.append((block.start, "text"))
                number = str(len(self.drafts) + 1)
                self._add_draft(Draft(number, "", block, block.of(self.text), attributions))
        last = self.drafts[-1].span.end if self.drafts else len(self.text)
        return [row for row in rows if row.span.start >= last]

    def _first_title(self, part: list[Line], heading: Heading) -> str:
        """The heading of a plan that follows a covering notice: the last title before the first marker."""
        used = {span for span, _ in heading.used}
        words = ""
        for row in part:
            if row.marker:
                break
            line = row.span.of(self.text)
            if row.span not in used and is_title(line):
                words = line
        return words

    def _plan_title(self, part: list[Line], annex: Unit | None) -> str:
        """The heading lines of a plan: what stands between its beginning and its first marker or prose."""
        words: list[str] = []
        for row in part:
            line = row.span.of(self.text)
            if annex and row.span.start == annex.span.start:
                line = line[len(annex.label) :].strip("：: ")
            elif row.marker:
                break
            if not line:
                continue
            if CELL_END in line or re.search(r"[。；]", line) or len(line) > 80:
                break
            words.append(line)
        return "".join(words[:4])

    def _has_table(self, span: Span) -> bool:
        """Whether rows of a table stand in ``span`` whose columns of responsibility are known."""
        places = [found for row in lines_of(self.text, span) if (found := self._places(row)) is not None]
        return bool(places) and (self.columns is not None or any(tables.columns(self.text, found) for found in places))

    def _places(self, row: Span) -> tuple[Span, ...] | None:
        """The places of the cells of a line that is a row of a table, merged ones from above included."""
        if grid := self.grids.get(row.start):
            return grid.places
        return tables.cells(self.text, row) if CELL_END in row.of(self.text) else None

    def is_cell(self, row: Span) -> bool:
        """Whether a line is a row that only one cell stands in, all others reaching into it from above."""
        grid = self.grids.get(row.start)
        return grid is not None and not grid.over_all

    def _is_group(self, before: Span, row: Span, after: Span) -> bool:
        """Whether ``row`` is a heading over the whole width between two rows of a table."""
        if row.end - row.start > _LONGEST_HEADING:  # a table so far, as a rule: asked first, it is not split each time
            return False
        if self._places(row) is not None or row.of(self.text).endswith(("。", "；")):
            return False
        below = self._places(after)
        return self._is_tabular(before) and below is not None and not tables.columns(self.text, below)

    def _is_tabular(self, span: Span) -> bool:
        """Whether cells stand in ``span``."""
        return self.text.find(CELL_END, span.start, span.end) >= 0

    def _unit(self, unit: Unit, parent: str | None, *, top: bool, siblings: list[Unit], closing: bool) -> None:
        """Takes a unit into the document as a section, a measure, or both levels below it."""
        self._fold(unit)
        path = _path(parent, unit.number)
        if unit.children:
            within: str | None = path
            first = len(self.drafts)
            scope = self._attributions(unit.body)
            if scope and self._is_prose(unit, scope):
                self._draft(unit, parent or "", closing=False)
                scope, within = (), parent
            else:
                self._section(unit, path, parent)
            self._rows(unit.body, within or "")
            unit.children = self._restored(unit.children)
            last = len(unit.children) - 1
            for place, child in enumerate(unit.children):
                self._unit(child, within, top=False, siblings=unit.children, closing=closing and place == last)
            if scope:
                self._spread(scope, first)
        elif self._has_table(unit.body):
            self._section(unit, path, parent)
            self._rows(unit.body, path)
        elif self._is_measure(unit, top=top, siblings=siblings):
            self._draft(unit, parent or "", closing=closing)
        else:
            self._section(unit, path, parent)

    def _restored(self, units: list[Unit]) -> list[Unit]:
        """The units, with one put back whose marker is lost: its number is missing and it ends in an attribution."""
        found: list[Unit] = []
        for unit, following in zip(units, (*units[1:], None), strict=False):
            found.append(unit)
            if following is None or unit.children or not (unit.number.isdecimal() and following.number.isdecimal()):
                continue
            rows = lines_of(self.text, unit.body)
            if int(following.number) != int(unit.number) + 2 or len(rows) < 2:
                continue
            if self._attributions(rows[-1]) and self._attributions(Span(rows[0].start, rows[-2].end)):
                unit.body = Span(unit.body.start, rows[-2].end)
                lost = Unit(unit.marker, "", str(int(unit.number) + 1), rows[-1], rows[-1], first_line=rows[-1])
                found.append(lost)
        return found

    def _fold(self, unit: Unit) -> None:
        """Makes details a part of their unit where no tasks hang on them one by one."""
        if not unit.children:
            return
        for child in unit.children:
            self._fold(child)
        if any(child.children for child in unit.children):
            return
        holding = [index for index, child in enumerate(unit.children) if self._attributions(child.body)]
        only_last = holding == [len(unit.children) - 1]
        detail = unit.children[0].rank >= DETAIL
        if detail and len(holding) <= 1 and (not holding or only_last):
            unit.body = Span(unit.body.start, unit.span.end)
            unit.children = []

    def _is_measure(self, unit: Unit, *, top: bool, siblings: list[Unit]) -> bool:
        """Whether a unit without numbered parts is a measure, not a chapter of plain prose."""
        if not top or unit.rank != _CHAPTER_RANK:
            return unit.rank > _CHAPTER_RANK or unit.rank == 40 or bool(self._attributions(unit.body))
        if self._attributions(unit.body):
            return True
        runs_on = bool(re.search(r"[。；，]", unit.first_line.of(self.text)[:-1]))
        return runs_on and any(self._attributions(other.body) for other in siblings if not other.children)

    def _is_prose(self, unit: Unit, attributions: tuple[Attribution, ...]) -> bool:
        """Whether a unit says more than a heading before its attribution: a measure, with numbered parts below."""
        words = Span(unit.body.start, attributions[0].span.start).of(self.text)
        return len(words) > _LONGEST_HEADING and bool(re.search(r"[。；]\s*$|\n", words.strip("\n")))

    def _section(self, unit: Unit, path: str, parent: str | None) -> None:
        line = unit.first_line.of(self.text)
        title = line if len(line) <= _LONGEST_HEADING and "。" not in line[:-1] else line.split("。")[0]
        unique = path
        while unique in self.ids:
            self.ids[path] += 1
            unique = f"{path}~{self.ids[path]}"
        attributions = self._attributions(unit.first_line)
        if attributions:
            title = title.replace(attributions[0].text, "")
        self._add_section(Section(unique, unit.label, title.rstrip("。；;：: "), parent, unit.span))
        self.cuts.append((unit.span.start, "heading"))
        if unit.body.end > unit.first_line.end:
            self.cuts.append((unit.first_line.end, "text"))

    def _add_section(self, section: Section) -> None:
        self.sections.append(section)
        self.ids.setdefault(section.id, 1)
        self.sections_in[section.parent] += 1

    def _add_draft(self, draft: Draft) -> None:
        self.drafts.append(draft)
        self.measures_in[draft.section] += 1

    def _draft(self, unit: Unit, section: str, *, closing: bool) -> None:
        """Takes a unit as a measure; a plan's closing words behind the last attribution are not a part of it."""
        span = unit.body
        attributions = self._attributions(span)
        if closing and attributions:
            span = Span(span.start, self._end_of_measure(attributions[-1].span.end, span.end))
        self.cuts.append((unit.span.start, "marker"))
        self.cuts.append((span.start, "text"))
        if span.end < unit.body.end:
            self.cuts.append((span.end, "closing"))
        number = unit.number or str(len(self.drafts) + 1)
        self._add_draft(Draft(number, section, span, span.of(self.text), attributions))

    def _end_of_measure(self, attributed: int, end: int) -> int:
        """Where the line of the last attribution ends, and the label lines that follow it."""
        at = self.text.find("\n", attributed, end)
        while at >= 0:
            following = self.text.find("\n", at + 1, end)
            line = Span(at + 1, following if following >= 0 else end).of(self.text)
            if not (FOREIGN.match(line.replace("：", ":")) or label_pattern().match(line.replace("：", ":"))):
                return at
            at = following
        return end

    def _spread(self, scope: tuple[Attribution, ...], first: int) -> None:
        """Puts attributions that stand under a heading on each measure below it that has none of its own."""
        for draft in self.drafts[first:]:
            if not draft.attributions:
                draft.attributions = tuple(replace(attribution, scope="section") for attribution in scope)

    def _rows(self, span: Span, section: str) -> None:
        """Takes the rows of tables in ``span`` as measures; a row over the whole width opens a section."""
        rows = lines_of(self.text, span)
        group, above = section, False  # above: the line before is a heading row
        for before, row, after in zip((None, *rows), rows, (*rows[1:], None), strict=False):
            grid, places = self.grids.get(row.start), self._places(row)
            over_all = grid.over_all if grid else before and after and self._is_group(before, row, after)
            if over_all and self.columns:
                group = self._group(row, section)
            elif places is None or over_all:
                continue
            elif proposed := tables.columns(self.text, places):
                if above and self.columns and proposed.ordinal is None:
                    proposed = replace(proposed, ordinal=self.columns.ordinal)
                self.columns, above = proposed, True
                self.cuts.append((row.start, "heading"))
                continue
            elif self.columns:
                self._row(row, places, self.columns, group)
                if group != section:
                    self.sections[-1] = replace(self.sections[-1], span=Span(self.sections[-1].span.start, row.end))
            above = False

    def _group(self, row: Span, section: str) -> str:
        """Opens the section of a group of rows; the number of one without marker is its place."""
        number = self.sections_in[section or None] + 1
        path = f"{section}.{number}" if section else str(number)
        self._add_section(Section(path, "", row.of(self.text).strip(), section or None, row))
        self.cuts.append((row.start, "heading"))
        return path

    def _row(self, row: Span, places: tuple[Span, ...], heading: tables.Columns, section: str) -> None:
        ordinal = ""
        if heading.ordinal is not None and heading.ordinal < len(places):
            ordinal = places[heading.ordinal].of(self.text).strip()
        number = ordinal.strip(".．、 ") or str(self.measures_in[section] + 1)
        found = tables.attribution(self.text, places, heading, self.book)
        self.cuts.append((row.start, "text"))
        words = tables.measure_text(self.text, places, heading)
        self._add_draft(Draft(number, section, row, words, (found,) if found else ()))

    def _attributions(self, span: Span) -> tuple[Attribution, ...]:
        if span not in self.found:
            self.found[span] = find_attributions(self.text, span, self.book)
        return self.found[span]


def _is_plain(attribution: Attribution) -> bool:
    """Whether an attribution needs no number beside it to be one: a name alone in brackets may be a byline."""
    return attribution.wording != "list" or len(attribution.mentions) > 1


def _path(parent: str | None, number: str) -> str:
    """The path of a section: 2.1 below 2 says the path itself."""
    above, _, last = number.rpartition(".")
    if above and parent and f".{parent}".endswith(f".{above}"):
        number = last
    return f"{parent}.{number}" if parent else number


def lines_of(text: str, span: Span) -> list[Span]:
    """The places of the lines in ``text[span]``."""
    spans, start = [], span.start
    for words in span.of(text).split("\n"):
        spans.append(Span(start, start + len(words)))
        start += len(words) + 1
    return spans
