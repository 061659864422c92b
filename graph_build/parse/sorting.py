"""The units of a document sorted: which are sections, which are measures, and where each part begins.

A measure is the lowest numbered unit that tasks hang on: a numbered item, an article, a row of a table. A chapter whose
items carry no attribution still has its items as measures; one that is plain prose is a section only. A text without
any marker has the paragraphs that end in an attribution, and the rows of its tables.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import takewhile

from graph_build.model import CELL_END, Attribution, Section, Span
from graph_build.parse import divisions, tables
from graph_build.parse.attribution import RuleBook, find_attributions
from graph_build.parse.header import Heading, is_title
from graph_build.parse.names import narrowed
from graph_build.parse.outline import DETAIL, ITEM, Line, Unit
from graph_build.parse.wordings import FOREIGN, label_pattern

#: Markers whose units are headings of chapters: without attribution and on a line of their own they are sections.
_CHAPTER_RANK = 50
#: A heading is at most so long; longer words before an attribution are a measure.
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """A measure before its tasks are cut."""

    number: str
    section: str
    span: Span
    text: str
    attributions: tuple[Attribution, ...]
    limits: tuple[Span, ...] = ()  #: cells that say until when


@dataclass(slots=True)
class Sorting:
    """The sections and measures of one text while they are found, in the order of the text."""

    text: str
    book: RuleBook
    rows: dict[int, tables.Row]  #: rows of tables of tasks, by where they begin
    sections: list[Section] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    cuts: list[tuple[int, str]] = field(default_factory=list)  #: where a leaf of which kind begins
    own_titles: tuple[str, ...] = ()  #: of the document and its plans
    titles: dict[str, str] = field(default_factory=dict)  #: of sections, by their ids
    ids: dict[str, int] = field(default_factory=dict)  #: of sections, and the last copy of each
    sections_in: Counter[str | None] = field(default_factory=Counter)  #: how many, by the section they are in
    measures_in: Counter[str] = field(default_factory=Counter)
    found: dict[Span, tuple[Attribution, ...]] = field(default_factory=dict)
    divided: dict[Span, Attribution] = field(default_factory=dict)  #: who begins a paragraph of divided duties

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
        tabular = False  # whether the last block is rows of a table
        for row in rows:
            if row.span.start in self.rows or (tabular and row.span.start < blocks[-1].end):
                end = self.rows[row.span.start].span.end if row.span.start in self.rows else row.span.end
                if tabular:
                    blocks[-1] = Span(blocks[-1].start, max(end, blocks[-1].end))
                else:
                    blocks.append(Span(row.span.start, end))
                tabular = True
                continue
            words = row.span.of(narrowed(self.text))
            labelled = (":" in words or ";" in words) and bool(FOREIGN.match(words) or label_pattern().match(words))
            if blocks and labelled and not tabular:
                blocks[-1] = Span(blocks[-1].start, row.span.end)
            else:
                blocks.append(row.span)
            tabular = False
        for block in blocks:
            if block.start in self.rows:
                self._rows(block, "")
            elif (attributions := self._attributions(block)) and any(map(_is_plain, attributions)):
                self.cuts.append((block.start, "text"))
                number = str(len(self.drafts) + 1)
                self._add_draft(Draft(number, "", block, block.of(self.text), attributions))
        last = self.drafts[-1].span.end if self.drafts else len(self.text)
        return [row for row in rows if row.span.start >= last]

    def _first_title(self, part: list[Line], heading: Heading) -> str:
        """The heading of a plan that follows a covering notice: the last title before the first marker.

        That of the document, where it stands there once more, may be broken over lines, of which the last is a title.
        """
        used = {span for span, _ in heading.used}
        rows = takewhile(lambda row: not row.marker, part)
        head = [row.span.of(self.text) for row in rows if row.span not in used]
        last = next((at for at in reversed(range(len(head))) if is_title(head[at])), None)
        if last is None:
            return ""
        own = heading.title.text if heading.title else ""
        again = any("".join(head[first : last + 1]) == own for first in range(last))
        return own if again else head[last]

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
        """Whether rows of a table of tasks stand in ``span``."""
        found = (self.rows.get(line.start) for line in (lines_of(self.text, span) if self.rows else ()))
        return any(row is not None and row.part is tables.Part.TASK for row in found)

    def _before_table(self, span: Span) -> Span:
        """The part of ``span`` that stands before the first row of a table in it."""
        row = next(line for line in lines_of(self.text, span) if line.start in self.rows)
        return Span(span.start, max(span.start, row.start - 1))

    def _unit(self, unit: Unit, parent: str | None, *, top: bool, siblings: list[Unit], closing: bool) -> None:
        """Takes a unit into the document as a section, a measure, or both levels below it."""
        self._fold(unit)
        path = _path(parent, unit.number)
        self._divide(unit)
        if unit.children:
            within: str | None = path
            first = len(self.drafts)
            scope = self._attributions(unit.body) or self._headed(unit)
            if scope and (self._is_prose(unit, scope) or self._answer_for_themselves(unit.children)):
                self._draft(unit, parent or "", closing=False)
                self._section(unit, path, parent)
                scope = ()
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
            before = self._before_table(unit.body)
            if self._attributions(before):
                self._draft(replace(unit, body=before), parent or "", closing=False)
            self._section(unit, path, parent)
            self._rows(unit.body, path)
        elif paragraphs := self._divided(unit):
            self._section(unit, path, parent)
            self._paragraphs(paragraphs, unit.body.end, path)
        elif self._is_measure(unit, top=top, siblings=siblings):
            self._draft(unit, parent or "", closing=closing)
        else:
            self._section(unit, path, parent)

    def _divide(self, unit: Unit) -> None:
        """Finds who begins each paragraph of a chapter that gives each body its duties."""
        if head := divisions.head_below(unit.first_line.of(self.text)):
            below = [child.first_line for child in unit.children] or lines_of(self.text, unit.body)[1:]
            self.divided.update(divisions.heads(self.text, head, below))

    def _divided(self, unit: Unit) -> list[Span]:
        """The lines of a unit without numbered parts that a body begins, below a heading of divided duties."""
        return [line for line in lines_of(self.text, unit.body)[1:] if line in self.divided] if self.divided else []

    def _headed(self, unit: Unit) -> tuple[Attribution, ...]:
        """The body at the head of a unit, below a heading of divided duties."""
        found = self.divided.get(unit.first_line)
        return (found,) if found else ()

    def _paragraphs(self, begins: list[Span], end: int, section: str) -> None:
        """Takes the paragraphs of a chapter of divided duties as measures, each up to the next."""
        for line, after in zip(begins, (*begins[1:], Span(end, end)), strict=True):
            span = Span(line.start, max(line.end, after.start - (after.start < end)))
            self.cuts.append((span.start, "text"))
            number = str(self.measures_in[section] + 1)
            self._add_draft(Draft(number, section, span, span.of(self.text), (self.divided[line],)))

    def _restored(self, units: list[Unit]) -> list[Unit]:
        """The units, with one put back whose marker is lost: its number is missing and it ends in an attribution."""
        found: list[Unit] = []
        for unit, following in zip(units, (*units[1:], None), strict=False):
            found.append(unit)
            if following is None or unit.children or not (unit.number.isdecimal() and following.number.isdecimal()):
                continue
            if int(following.number) != int(unit.number) + 2:
                continue
            rows = lines_of(self.text, unit.body)
            if len(rows) < 2:
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
        rank = unit.children[0].rank
        one_left_out = rank == DETAIL and unit.rank < ITEM and not self._attributions(unit.body)
        detail = rank >= DETAIL and not one_left_out
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

    def _answer_for_themselves(self, units: list[Unit]) -> bool:
        """Whether most units hold attributions of their own, so that one above them is not theirs."""
        return 2 * sum(bool(self._attributions(unit.span)) for unit in units) > len(units)

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
        self.titles[section.id] = section.title
        self.ids.setdefault(section.id, 1)
        self.sections_in[section.parent] += 1

    def _add_draft(self, draft: Draft) -> None:
        self.drafts.append(draft)
        self.measures_in[draft.section] += 1

    def _draft(self, unit: Unit, section: str, *, closing: bool) -> None:
        """Takes a unit as a measure; a plan's closing words behind the last attribution are not a part of it."""
        span = unit.body
        attributions = self._attributions(span) or self._headed(unit)
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
            line = Span(at + 1, following if following >= 0 else end).of(narrowed(self.text))
            if not (FOREIGN.match(line) or label_pattern().match(line)):
                return at
            at = following
        return end

    def _spread(self, scope: tuple[Attribution, ...], first: int) -> None:
        """Puts attributions that stand under a heading on each measure below it that has none of its own."""
        spread = tuple(replace(attribution, scope="section") for attribution in scope)
        for at, draft in enumerate(self.drafts[first:], first):
            if not draft.attributions:
                self.drafts[at] = replace(draft, attributions=spread)

    def _rows(self, span: Span, section: str) -> None:
        """Takes the rows of tables in ``span`` as measures; a row over the whole width opens a section."""
        group, headings, begun = section, set[str](), False
        for line in lines_of(self.text, span) if self.rows else ():
            row = self.rows.get(line.start) if line.start < span.end else None
            if row is None:
                continue
            if row.part is tables.Part.HEADING and (words := row.span.of(self.text)) not in headings:
                if not headings or begun:  # another table; a page begins with the same headings again
                    group, headings = self._outside(section), set()
                headings.add(words)
            begun = row.part is tables.Part.TASK
            if row.part is tables.Part.GROUP:
                group = self._group(row.span, section)
            elif row.part is tables.Part.TASK:
                self._row(row, group)
                if group != section:
                    self.sections[-1] = replace(
                        self.sections[-1], span=Span(self.sections[-1].span.start, row.span.end)
                    )
            else:
                self.cuts.append((row.span.start, "heading" if row.part is tables.Part.HEADING else "text"))

    def _outside(self, section: str) -> str:
        """The section that a table begins in below ``section``: the one above it, if that is a group of rows itself."""
        open_ = next((one for one in reversed(self.sections) if one.id == section), None)
        row = self.rows.get(open_.span.start) if open_ else None
        return open_.parent or "" if open_ and row and row.part is tables.Part.GROUP else section

    def _group(self, row: Span, section: str) -> str:
        """Opens the section of a group of rows; the number of one without marker is its place."""
        number = self.sections_in[section or None] + 1
        path = f"{section}.{number}" if section else str(number)
        self._add_section(Section(path, "", row.of(self.text).strip(), section or None, row))
        self.cuts.append((row.start, "heading"))
        return path

    def _row(self, row: tables.Row, section: str) -> None:
        number = row.number or str(self.measures_in[section] + 1)
        found = tables.attribution(self.text, row, self.book)
        self.cuts.append((row.span.start, "text"))
        words = tables.measure_text(self.text, row)
        self._add_draft(Draft(number, section, row.span, words, (found,) if found else (), row.limits()))

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
