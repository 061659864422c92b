"""Text to document: the header, the outline and the attributions put together into sections, measures and tasks.

Nothing is refused and nothing is lost: what no recogniser takes belongs to the open unit, and the leaves of the
document tile the unchanged source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from graph_build.model import (
    CELL_END,
    Attribution,
    Basis,
    Citation,
    Document,
    Header,
    Leaf,
    Measure,
    Mention,
    Reading,
    Reflowed,
    Role,
    Rule,
    Section,
    Span,
    Task,
)
from graph_build.parse import tables
from graph_build.parse.attribution import RuleBook, find_attributions
from graph_build.parse.citations import find_citations, validity
from graph_build.parse.deadlines import find_limits
from graph_build.parse.header import Heading, is_foot, is_title, read_heading
from graph_build.parse.header import Line as HeadLine
from graph_build.parse.mentions import narrow
from graph_build.parse.outline import DETAIL, Line, Unit, grow, lines, plans
from graph_build.parse.rules import Effect, StandingRule, find_rules
from graph_build.parse.sentences import find_sentences
from graph_build.parse.targets import find_targets
from graph_build.parse.wordings import FOREIGN, label_pattern

#: Markers whose units are headings of chapters: without attribution and on a line of their own they are sections.
_CHAPTER_RANK = 50
#: A heading is at most so long; longer words before an attribution are a measure.
_LONGEST_HEADING = 60


def parse(name: str, reading: Reading, reflowed: Reflowed, *, sentences: bool = False) -> Document:
    """The document that a reflowed text says, mentions found and not yet resolved.

    With ``sentences``, duties that running sentences give are tasks too.
    """
    return _Parser(name, reading, reflowed, sentences).document()


@dataclass(slots=True)
class _Draft:
    """A measure before its tasks are cut."""

    number: str
    section: str
    span: Span
    text: str
    attributions: tuple[Attribution, ...]


@dataclass(slots=True)
class _Parser:
    """The state of one pass over one document."""

    name: str
    reading: Reading
    reflowed: Reflowed
    sentences: bool = False
    text: str = ""
    book: RuleBook = RuleBook()
    heading: Heading = Heading()
    sections: list[Section] = field(default_factory=list)
    drafts: list[_Draft] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)  #: of sections, and the last copy of each
    sections_in: Counter[str | None] = field(default_factory=Counter)  #: how many, by the section they are in
    measures_in: Counter[str] = field(default_factory=Counter)
    cuts: list[tuple[int, str]] = field(default_factory=list)  #: where a leaf of which kind begins, in reflowed text
    found: dict[Span, tuple[Attribution, ...]] = field(default_factory=dict)
    own_titles: tuple[str, ...] = ()
    columns: tables.Columns | None = None  #: of the table that is open
    grids: dict[int, tables.Grid] = field(default_factory=dict)  #: rows that the format knows, by where they begin

    def document(self) -> Document:
        self.text = self.reflowed.text
        self.grids = tables.grids(self.reading, self.reflowed)
        rows = [Line(row.span) if self._is_cell(row.span) else row for row in lines(self.text)]
        self.book = RuleBook(find_rules(self.text, Span(0, len(self.text))))
        parts, feet = zip(*(self._split_foot(part) for part in plans(self.text, rows)), strict=True)
        foot = [row for rows_of_foot in feet for row in rows_of_foot]
        grown = [grow(self.text, part) for part in parts]
        if not any(grown):
            foot = self._unmarked(rows)
        begins = (*(units[0].span.start for units in grown if units), *(draft.span.start for draft in self.drafts))
        first = next(iter(begins), len(self.text))
        head = tuple(self._head_line(row) for row in rows if row.span.end <= first and row not in foot)
        self.heading = read_heading(self.reflowed, head, tuple(map(self._head_line, foot)))
        self._plans(list(parts), grown)
        if any(grown) and not self.drafts:
            self._unmarked([row for part in parts for row in part])
        preamble = self._preamble(head)
        if self.sentences:
            self._read_sentences()
        self._mark_leaves(rows, head, foot)
        sections = tuple(self.sections)
        return Document(
            self.name,
            self.reflowed,
            self._header(preamble),
            sections,
            tuple(map(self._measure, self.drafts)),
            self._leaves(),
            self._warnings(),
        )

    # --- the frame ----------------------------------------------------------------------------------------------------

    def _head_line(self, row: Line) -> HeadLine:
        return HeadLine(row.span, row.span.of(self.text))

    def _split_foot(self, rows: list[Line]) -> tuple[list[Line], list[Line]]:
        """The rows up to the last that is no foot, and the foot; a text without markers keeps all in its body."""
        last = max((index for index, row in enumerate(rows) if row.marker), default=-1)
        if last < 0:
            return rows, []
        cut = len(rows)
        while cut - 1 > last and not self._is_cell(rows[cut - 1].span) and is_foot(rows[cut - 1].span.of(self.text)):
            cut -= 1
        return rows[:cut], rows[cut:]

    def _preamble(self, head: tuple[HeadLine, ...]) -> tuple[Span, ...]:
        used = {span for span, _ in self.heading.used}
        return tuple(line.span for line in head if line.span not in used)

    # --- the outline --------------------------------------------------------------------------------------------------

    def _plans(self, parts: list[list[Line]], grown: list[list[Unit]]) -> None:
        numbered = [(part, units) for part, units in zip(parts, grown, strict=True) if units]
        title = self.heading.title.text if self.heading.title else ""
        titles = [title]
        many = len(numbered) > 1
        for index, (part, units) in enumerate(numbered, 1):
            parent = None
            annex = units[0] if len(units) == 1 and units[0].rank == 0 and units[0].marker else None
            own = self._plan_title(part, annex) if index > 1 or annex else self._first_title(part) or title
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
            for place, unit in enumerate(inner):
                self._unit(
                    unit,
                    parent,
                    top=True,
                    siblings=inner,
                    closing=place == len(inner) - 1,
                )
        self.own_titles = tuple(dict.fromkeys(filter(None, titles)))

    def _unmarked(self, rows: list[Line]) -> list[Line]:
        """Takes what has an attribution as measures where no measure is marked; the rows behind the last of them.

        A paragraph is one with the label lines below it, a row of a table is one.
        """
        blocks: list[Span] = []
        for row in rows:
            words = narrow(row.span.of(self.text))
            tabular = self._places(row.span) is not None
            labelled = bool(FOREIGN.match(words) or label_pattern().match(words))
            in_table = bool(blocks) and CELL_END in blocks[-1].of(self.text)
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
                self._add_draft(_Draft(number, "", block, block.of(self.text), attributions))
        last = self.drafts[-1].span.end if self.drafts else len(self.text)
        return [row for row in rows if row.span.start >= last]

    def _first_title(self, part: list[Line]) -> str:
        """The heading of a plan that follows a covering notice: the last title before the first marker."""
        used = {span for span, _ in self.heading.used}
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

    def _is_cell(self, row: Span) -> bool:
        """Whether a line is a row that only one cell stands in, all others reaching into it from above."""
        grid = self.grids.get(row.start)
        return grid is not None and not grid.over_all

    def _is_group(self, before: Span, row: Span, after: Span) -> bool:
        """Whether ``row`` is a heading over the whole width between two rows of a table."""
        words = row.of(self.text)
        if self._places(row) is not None or len(words) > _LONGEST_HEADING or words.endswith(("。", "；")):
            return False
        below = self._places(after)
        return CELL_END in before.of(self.text) and below is not None and not tables.columns(self.text, below)

    def _unit(self, unit: Unit, parent: str | None, *, top: bool, siblings: list[Unit], closing: bool) -> None:
        """Takes a unit into the document as a section, a measure, or both levels below it."""
        self._fold(unit)
        path = f"{parent}.{unit.number}" if parent else unit.number
        if unit.children:
            scope = self._attributions(unit.body)
            if scope and self._is_prose(unit, scope):
                self._draft(unit, parent or "", closing=False)
                scope = ()
            else:
                self._section(unit, path, parent)
            self._rows(unit.body, path)
            unit.children = self._restored(unit.children)
            last = len(unit.children) - 1
            for place, child in enumerate(unit.children):
                self._unit(child, path, top=False, siblings=unit.children, closing=closing and place == last)
            if scope:
                self._spread(scope, path)
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

    def _add_draft(self, draft: _Draft) -> None:
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
        self._add_draft(_Draft(number, section, span, span.of(self.text), attributions))

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

    def _read_sentences(self) -> None:
        """Adds the duties that sentences of a measure give to its attributions."""
        for draft in self.drafts:
            own = tuple(attribution for attribution in draft.attributions if attribution.scope == "task")
            added = find_sentences(self.text, draft.span, tuple(attribution.span for attribution in own))
            if added:
                draft.attributions = tuple(sorted((*draft.attributions, *added), key=lambda found: found.span))

    def _spread(self, scope: tuple[Attribution, ...], path: str) -> None:
        """Puts attributions that stand under a heading on each measure below it that has none of its own."""
        for draft in self.drafts:
            if (draft.section == path or draft.section.startswith(f"{path}.")) and not draft.attributions:
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
        self._add_draft(_Draft(number, section, row, words, (found,) if found else ()))

    def _attributions(self, span: Span) -> tuple[Attribution, ...]:
        if span not in self.found:
            self.found[span] = find_attributions(self.text, span, self.book)
        return self.found[span]

    # --- measures -----------------------------------------------------------------------------------------------------

    def _measure(self, draft: _Draft) -> Measure:
        return Measure(
            draft.number,
            draft.section,
            draft.span,
            draft.text,
            self._tasks(draft),
            find_citations(self.text, draft.span, self.own_titles),
        )

    def _tasks(self, draft: _Draft) -> tuple[Task, ...]:
        """One task an attribution: from the end of the one before to its own end; the rest belongs to the last."""
        limits = find_limits(self.text, draft.span, self.heading.date)
        targets = find_targets(self.text, draft.span)
        inside = [a for a in draft.attributions if a.scope == "task"]
        if len(inside) < 2:
            return tuple(
                Task(draft.span, attribution, limits, targets) for attribution in (draft.attributions or (None,))
            )
        ends = [draft.span.start, *(attribution.span.end for attribution in inside[:-1]), draft.span.end]
        return tuple(
            Task(
                Span(start, end),
                attribution,
                tuple(limit for limit in limits if start <= limit.span.start < end),
                tuple(target for target in targets if start <= target.span.start < end),
            )
            for attribution, (start, end) in zip(inside, pairwise(ends), strict=True)
        )

    # --- the header ---------------------------------------------------------------------------------------------------

    def _header(self, preamble: tuple[Span, ...]) -> Header:
        valid_from, valid_until = validity(self.text, self.heading.date)
        citations = [c for span in preamble for c in find_citations(self.text, span, self.own_titles)]
        if self.heading.title:
            citations[:0] = find_citations(self.text, self.heading.title.span, self.own_titles)
        citations += self._citations_outside(preamble)
        return Header(
            self.heading.title,
            self.heading.number,
            self.heading.issuers,
            self.heading.date,
            self.heading.addressees,
            self.heading.cc,
            tuple(_once(citations)),
            tuple(self._rule(rule) for rule in self.book.rules if self._is_stated(rule)),
            valid_from,
            valid_until,
        )

    def _citations_outside(self, preamble: tuple[Span, ...]) -> list[Citation]:
        """What the text between the measures and behind them cites; only title and preamble say what is carried out."""
        edges = sorted([*(draft.span for draft in self.drafts), *preamble])
        gaps: list[Span] = []
        start = preamble[-1].end if preamble else 0
        for span in (*edges, Span(len(self.text), len(self.text))):
            if span.start > start:
                gaps.append(Span(start, span.start))
            start = max(start, span.end)
        found = [citation for gap in gaps for citation in find_citations(self.text, gap, self.own_titles)]
        return [replace(c, function="cites") if c.function in {"implements", "based-on"} else c for c in found]

    def _is_stated(self, rule: StandingRule) -> bool:
        return rule.effect is not Effect.ADDS or bool(rule.added)

    def _rule(self, rule: StandingRule) -> Rule:
        added = tuple(
            Mention(item.span, item.text, Role.CO, Basis.RULE, item.kind, item.owner) for item in rule.added.items
        )
        # 以下 means the measures after the attribution that the rule stands in.
        before = bisect_right(self.drafts, rule.span.start, key=lambda draft: draft.span.start)
        after = max(rule.span.end, self.drafts[before - 1].span.end if before else 0)
        return Rule(rule.span, rule.text, added, after)

    def _warnings(self) -> tuple[str, ...]:
        return tuple(
            f"unreadable name in {attribution.text[:60]}: {doubt}"
            for draft in self.drafts
            for attribution in draft.attributions
            for doubt in attribution.doubts
        )

    # --- leaves -------------------------------------------------------------------------------------------------------

    def _mark_leaves(self, rows: list[Line], head: tuple[HeadLine, ...], foot: list[Line]) -> None:
        kinds = dict(self.heading.used)
        for line in head:
            self.cuts.append((line.span.start, kinds.get(line.span, "preamble")))
        for row in foot:
            self.cuts.append((row.span.start, kinds.get(row.span, "foot")))
        for draft in self.drafts:
            for attribution in draft.attributions:
                if attribution.scope == "task":
                    self.cuts.append((attribution.span.start, "attribution"))
                    if attribution.span.end < draft.span.end:
                        self.cuts.append((attribution.span.end, "text"))

    def _leaves(self) -> tuple[Leaf, ...]:
        """Leaves that tile the source: each reaches to where the next begins; noise is cut out of them."""
        offsets, length = self.reflowed.offsets, len(self.reflowed.source)
        marks = {offsets[at] if at < len(offsets) else length: kind for at, kind in sorted(self.cuts)}
        for noise in self.reading.noise:
            resumed = [kind for at, kind in sorted(marks.items()) if at < noise.end]
            marks = {at: kind for at, kind in marks.items() if not noise.start <= at < noise.end}
            marks[noise.start] = "noise"
            marks.setdefault(noise.end, resumed[-1] if resumed else "text")
        begins = sorted(at for at in marks if at < length)
        if length and (not begins or begins[0] > 0):
            marks[0] = "noise"
            begins.insert(0, 0)
        return tuple(
            Leaf(Span(start, end), marks[start], "") for start, end in pairwise([*begins, length]) if end > start
        )


def _is_plain(attribution: Attribution) -> bool:
    """Whether an attribution needs no number beside it to be one: a name alone in brackets may be a byline."""
    return attribution.wording != "list" or len(attribution.mentions) > 1


def lines_of(text: str, span: Span) -> list[Span]:
    """The places of the lines in ``text[span]``."""
    spans, start = [], span.start
    for words in span.of(text).split("\n"):
        spans.append(Span(start, start + len(words)))
        start += len(words) + 1
    return spans


def _once(citations: list[Citation]) -> list[Citation]:
    """The first citation of each title."""
    first = {citation.title: citation for citation in reversed(citations)}
    return [citation for citation in citations if first[citation.title] is citation]
