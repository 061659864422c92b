"""Text to document: the header, the outline and the attributions put together into sections, measures and tasks.

Nothing is refused and nothing is lost: what no recogniser takes belongs to the open unit, and the leaves of the
document tile the unchanged source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from graph_build.model import (
    Basis,
    Citation,
    Document,
    Field,
    Header,
    Leaf,
    Measure,
    Mention,
    Reading,
    Reflowed,
    Role,
    Rule,
    Span,
    Target,
    Task,
    TimeLimit,
)
from graph_build.parse import tables
from graph_build.parse.attribution import RuleBook, opens_names
from graph_build.parse.citations import find_citations, validity
from graph_build.parse.deadlines import find_limits
from graph_build.parse.header import Heading, is_foot, read_heading
from graph_build.parse.header import Line as HeadLine
from graph_build.parse.layout import Draft, Layout
from graph_build.parse.names import kind_of, kind_of_named
from graph_build.parse.outline import Line, chapters, grow, lines, plans
from graph_build.parse.overlooked import find_overlooked
from graph_build.parse.rules import Effect, StandingRule, find_rules, reaching
from graph_build.parse.script import cut_again, folded
from graph_build.parse.sentences import find_sentences
from graph_build.parse.targets import find_targets


def parse(name: str, reading: Reading, reflowed: Reflowed, *, sentences: bool = False) -> Document:
    """The document that a reflowed text says, mentions found and not yet resolved.

    With ``sentences``, duties that running sentences give are tasks too.
    """
    return cut_again(_Parser(name, reading, folded(reflowed), sentences).document(), reflowed)


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
    layout: Layout = field(init=False)
    cells: frozenset[int] = frozenset()  #: where rows of tables begin that have more than one cell

    def document(self) -> Document:
        self.text = self.reflowed.text
        grids = tables.grids(self.reading, self.reflowed)
        self.cells = frozenset(grid.span.start for table in grids for grid in table if not grid.over_all)
        rows = [Line(row.span) if row.span.start in self.cells else row for row in lines(self.text)]
        whole = plans(self.text, rows)
        rules = find_rules(self.text, Span(0, len(self.text)))
        self.book = RuleBook(reaching(rules, chapters(whole)) if rules else ())
        self.layout = layout = Layout(self.text, self.book, tables.rows(self.text, grids))
        parts, feet = zip(*(self._split_foot(part) for part in whole), strict=True)
        foot = [row for rows_of_foot in feet for row in rows_of_foot]
        grown = [grow(self.text, part) for part in parts]
        if not any(grown):
            foot = layout.unmarked(rows)
        begins = (*(units[0].span.start for units in grown if units), *(draft.span.start for draft in layout.drafts))
        first = next(iter(begins), len(self.text))
        footing = {row.span for row in foot}
        head = tuple(self._head_line(row) for row in rows if row.span.end <= first and row.span not in footing)
        self.heading = read_heading(self.reflowed, head, tuple(map(self._head_line, foot)), self.reading.title)
        layout.plans(list(parts), grown, self.heading)
        if any(grown) and not layout.drafts:
            layout.unmarked([row for part in parts for row in part])
        preamble = self._preamble(head)
        if self.sentences:
            self._read_sentences()
        self._mark_leaves(rows, head, foot)
        return Document(
            self.name,
            self.reflowed,
            self._header(preamble),
            tuple(layout.sections),
            tuple(map(self._measure, layout.drafts)),
            self._leaves(),
            self._warnings(),
            imprint=self.reading.imprint,
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
        while cut - 1 > last and self._is_foot(rows[cut - 1].span):
            cut -= 1
        if opens_names(rows[cut - 1].span.of(self.text)):  # 责任单位： / 市林业局 / 市水利局
            while cut < len(rows) and kind_of(rows[cut].span.of(self.text)):
                cut += 1
        return rows[:cut], rows[cut:]

    def _is_foot(self, row: Span) -> bool:
        return row.start not in self.cells and is_foot(row.of(self.text))

    def _preamble(self, head: tuple[HeadLine, ...]) -> tuple[Span, ...]:
        used = {span for span, _ in self.heading.used}
        return tuple(line.span for line in head if line.span not in used)

    # --- measures -----------------------------------------------------------------------------------------------------

    def _read_sentences(self) -> None:
        """Adds the duties that sentences of a measure give to its attributions."""
        for draft in self.layout.drafts:
            own = tuple(attribution for attribution in draft.attributions if attribution.scope == "task")
            added = find_sentences(self.text, draft.span, tuple(attribution.span for attribution in own))
            if added:
                draft.attributions = tuple(sorted((*draft.attributions, *added), key=lambda found: found.span))

    def _measure(self, draft: Draft) -> Measure:
        return Measure(
            draft.number,
            draft.section,
            draft.span,
            draft.text,
            self._tasks(draft),
            self._citations_within(draft.span),
            asks=bool(draft.attributions) or not self._only_says(draft),
        )

    def _citations_within(self, span: Span) -> tuple[Citation, ...]:
        """What a measure cites: only title and preamble say what the document carries out or is made under."""
        return tuple(map(_as_cited, find_citations(self.text, span, self.layout.own_titles)))

    def _only_says(self, draft: Draft) -> bool:
        """Whether a unit asks nothing of anybody: 重要意义, 指导思想, 基本原则, what stands below such a heading."""
        title = draft.text[:_TITLE_LENGTH]
        title = title[: found.start()] if (found := _TITLE_END.search(title)) else title
        if title.endswith(_SAID) and _SAYS.match(title):
            return True
        parts = draft.section.split(".") if draft.section else []
        above = [self.layout.titles.get(".".join(parts[: depth + 1]), "") for depth in range(len(parts))]
        if any(words.endswith(_SAID) and _SAYS.match(words) for words in above):
            return True
        return bool(_PRINCIPLE.match(title)) and any(map(_OVERALL.match, above))

    def _tasks(self, draft: Draft) -> tuple[Task, ...]:
        """One task an attribution: from the end of the one before to its own end; the rest belongs to the last."""
        limits = find_limits(self.text, draft.span, self.heading.date, draft.limits)
        for cell in draft.limits:  # merged over this row from above
            if not draft.span.start <= cell.start <= draft.span.end:
                limits += find_limits(self.text, cell, self.heading.date, draft.limits)
        targets = find_targets(self.text, draft.span)
        inside = [a for a in draft.attributions if a.scope == "task"]
        if len(inside) < 2:
            return tuple(
                Task(draft.span, attribution, limits, targets) for attribution in (draft.attributions or (None,))
            )
        ends = [draft.span.start, *(attribution.span.end for attribution in inside[:-1]), draft.span.end]
        spans = [Span(start, end) for start, end in pairwise(ends)]
        parts = zip(spans, inside, _shared(limits, spans), _shared(targets, spans), strict=True)
        return tuple(Task(span, attribution, own, aims) for span, attribution, own, aims in parts)

    # --- the header ---------------------------------------------------------------------------------------------------

    def _header(self, preamble: tuple[Span, ...]) -> Header:
        valid_from, valid_until = validity(self.text, self.heading.date)
        citations = [c for span in preamble for c in find_citations(self.text, span, self.layout.own_titles)]
        if self.heading.title:
            citations[:0] = find_citations(self.text, self.heading.title.span, self.layout.own_titles)
        citations += self._citations_outside(preamble)
        return Header(
            self.heading.title,
            self.heading.number,
            _of_kinds(self.heading.issuers),
            self.heading.date,
            _of_kinds(self.heading.addressees),
            _of_kinds(self.heading.cc),
            tuple(_once(citations)),
            tuple(self._rule(rule) for rule in self.book.rules if self._is_stated(rule)),
            valid_from,
            valid_until,
        )

    def _citations_outside(self, preamble: tuple[Span, ...]) -> list[Citation]:
        """What the text between the measures and behind them cites; only title and preamble say what is carried out."""
        edges = sorted([*(draft.span for draft in self.layout.drafts), *preamble])
        gaps: list[Span] = []
        start = preamble[-1].end if preamble else 0
        for span in (*edges, Span(len(self.text), len(self.text))):
            if span.start > start:
                gaps.append(Span(start, span.start))
            start = max(start, span.end)
        found = [citation for gap in gaps for citation in find_citations(self.text, gap, self.layout.own_titles)]
        return list(map(_as_cited, found))

    def _is_stated(self, rule: StandingRule) -> bool:
        return rule.effect is not Effect.ADDS or bool(rule.added)

    def _rule(self, rule: StandingRule) -> Rule:
        added = tuple(
            Mention(item.span, item.text, Role.CO, Basis.RULE, item.kind, item.owner) for item in rule.added.items
        )
        # 以下 means the measures after the attribution that the rule stands in.
        before = bisect_right(self.layout.drafts, rule.span.start, key=lambda draft: draft.span.start)
        after = max(rule.span.end, self.layout.drafts[before - 1].span.end if before else 0)
        return Rule(rule.span, rule.text, added, after, rule.until)

    def _warnings(self) -> tuple[str, ...]:
        attributions = [attribution for draft in self.layout.drafts for attribution in draft.attributions]
        doubts = (
            f"unreadable name in {attribution.text[:60]}: {doubt}"
            for attribution in attributions
            for doubt in attribution.doubts
        )
        taken = [attribution.span for attribution in attributions]
        return (
            *self.reading.warnings,
            *doubts,
            *(found.warning(self.text) for found in find_overlooked(self.text, taken)),
        )

    # --- leaves -------------------------------------------------------------------------------------------------------

    def _mark_leaves(self, rows: list[Line], head: tuple[HeadLine, ...], foot: list[Line]) -> None:
        kinds = dict(self.heading.used)
        for line in head:
            self.layout.cuts.append((line.span.start, kinds.get(line.span, "preamble")))
        for row in foot:
            self.layout.cuts.append((row.span.start, kinds.get(row.span, "foot")))
        for draft in self.layout.drafts:
            for attribution in draft.attributions:
                if attribution.scope == "task":
                    self.layout.cuts.append((attribution.span.start, "attribution"))
                    if attribution.span.end < draft.span.end:
                        self.layout.cuts.append((attribution.span.end, "text"))

    def _leaves(self) -> tuple[Leaf, ...]:
        """Leaves that tile the source: each reaches to where the next begins; noise is cut out of them."""
        offsets, length = self.reflowed.offsets, len(self.reflowed.source)
        marks = {offsets[at] if at < len(offsets) else length: kind for at, kind in sorted(self.layout.cuts)}
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


Placed = TypeVar("Placed", TimeLimit, Target)


def _shared(found: Iterable[Placed], spans: Sequence[Span]) -> list[tuple[Placed, ...]]:
    """What begins in each of the spans, which follow each other."""
    within: list[list[Placed]] = [[] for _ in spans]
    for one in found:
        at = bisect_right(spans, one.span.start, key=lambda span: span.start) - 1
        if at >= 0 and one.span.start < spans[at].end:
            within[at].append(one)
    return [tuple(those) for those in within]


#: Headings of units that ask nothing of anybody, and what principles begin with below 总体要求.
_SAYS = re.compile(
    r"(?:充分|深刻)?(?:认识|领会|把握)?.{0,16}?(?:重大意义|重要意义|必要性|重要性|紧迫性|指导思想|(?:基本|工作|主要|实施|建设|总体)原则|总体思路"
    r"|发展形势|形势分析|编制背景|编制依据|现状与形势|发展基础|发展环境|基本情况|工作背景|适用范围|名词解释)$"
)
#: What such headings end with: looked at first, at a tenth of the cost.
_SAID = ("意义", "性", "思想", "原则", "思路", "形势", "分析", "背景", "依据", "基础", "环境", "情况", "范围", "解释")
_TITLE_LENGTH, _TITLE_END = 40, re.compile(r"[。；：:\n]")
_OVERALL = re.compile(r"总体要求|总体思路|总则|指导思想")
_PRINCIPLE = re.compile(r"坚持|遵循|统筹兼顾|因地制宜")


def _as_cited(citation: Citation) -> Citation:
    """A citation outside title and preamble, which carries nothing out."""
    return replace(citation, function="cites") if citation.function in {"implements", "based-on"} else citation


def _once(citations: list[Citation]) -> list[Citation]:
    """The first citation of each title."""
    first = {citation.title: citation for citation in reversed(citations)}
    return [citation for citation in citations if first[citation.title] is citation]


def _of_kinds(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Fields that name parties, each with the kind of what it names."""
    return tuple(replace(each, kind=kind_of_named(each.text)) for each in fields)
