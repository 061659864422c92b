"""Breaks inside a unit: lines that one sentence, heading or entry goes on over are joined."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise, zip_longest
from typing import NamedTuple

from graph_build.read.reflow.characters import (
    BRACKET,
    CLOSERS,
    NO_END,
    NO_START,
    OPENERS,
    STOPS,
    WEAK_END,
    WIDE,
    open_brackets,
)
from graph_build.read.reflow.edits import Edit
from graph_build.read.reflow.lines import Line, split, width
from graph_build.read.reflow.markers import MARKER, opening
from ontology.patterns import regex

#: a line that is a title, though it may hold a comma
_TITLE = regex(r".{0,80}(?:通知|意见|方案|办法|规定|决定|措施|计划|规划|细则|通告|公告|公报|函|要点|清单|条例)$")
_WIDE = regex(f"[{WIDE}]")
_LONG, _WIDEST = 25, 200
#: so many full lines that go on are no chance
_SOME = 6
#: the name of who signed is at most so long
_LONGEST_NAME = 30
_CLAUSE = regex("[，,。；;]")
#: joining two lines may show that a third belongs to them: real texts are done after two rounds
_ROUNDS = 8


def mended(text: str) -> list[Edit]:
    """Edits that undo the breaks inside a unit and leave one line end between two.

    Joining two lines may show that a third belongs to them, so units are judged again until none grows.
    """
    lines, joints = list(split(text)), list[Edit]()
    if not lines:
        return [(0, len(text), "")]
    for _ in range(_ROUNDS):
        page = _Page(lines)
        units = list(_joined(page, joints))
        done = len(units) == len(lines) and not (page.full.least and page.indents)
        lines = units
        if done:
            break
    ends = [(line.end, after.start, "\n") for line, after in pairwise(lines)]
    edges = [(0, lines[0].start, ""), (lines[-1].end, len(text), "")]
    return sorted(edit for edit in chain(joints, ends, edges) if text[edit[0] : edit[1]] != edit[2])


def _joined(page: _Page, joints: list[Edit]) -> Iterator[Line]:
    """The units of a page, one line each; the joints they were joined at are added to ``joints``."""
    unit = [page.lines[0]]
    for number, (line, after) in enumerate(pairwise(page.lines), 1):
        if page.goes_on(line, after, number):
            latin = not (_WIDE.match(line.text[-1]) or _WIDE.match(after.text[0]))
            joints.append((line.end, after.start, " " if latin and not page.cuts_number(line, after) else ""))
            unit.append(after)
        else:
            yield _one(unit)
            unit = [after]
    yield _one(unit)


def _one(unit: Sequence[Line]) -> Line:
    """Lines as one; where Latin words met, the blank does not matter here."""
    if len(unit) == 1:
        return unit[0]._replace(indent=0, paged=False) if unit[0].indent or unit[0].paged else unit[0]
    text = "".join(line.text for line in unit)
    return Line(unit[0].start, unit[-1].end, text, opening(text), 0, False)


class _Page:
    """The lines of a text, judged in order: what the page as a whole shows about one of them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.full = _measure(lines)
        self.sentences = _kinds_of_sentences(lines)
        self.indents = sum(line.indent > 0 for line in lines) * 20 > len(lines)
        self.head = lines[0]  # first line of the unit that is open
        self.depth = 0  # brackets open in it
        self.clauses = self.stops = False  # it has held a comma, a full stop

    def goes_on(self, line: Line, after: Line, number: int) -> bool:
        """Whether ``after``, which is line ``number``, belongs to the unit that ends in ``line`` so far."""
        if line.text[-1] != "。":
            self.depth = open_brackets(line.text, self.depth)
            self.clauses = self.clauses or bool(_CLAUSE.search(line.text))
            self.stops = self.stops or "。" in line.text
        if self._same(line, after, number):
            return True
        self.head, self.depth, self.clauses, self.stops = after, 0, False, False
        return False

    def _same(self, line: Line, after: Line, number: int) -> bool:
        if line.kind == "row" or after.kind == "row":
            return False
        last, first = line.text[-1], after.text[0]
        if first in NO_START or last in NO_END:
            return True
        if self.depth and last != "。" and self._closes(number):  # (自治区 / 高级人民法院、公安厅)
            return True
        if line.kind and line is self.head and _is_bare_marker(line):  # 第三条 / 本办法适用于…
            return not after.kind
        if after.kind not in ("", "decimal", "counted") or line.kind == "number" or self._signs(after, number):
            return False
        if last in WEAK_END:
            return True
        wraps = self._fills(line)
        if after.kind == "counted" and last in STOPS + CLOSERS:  # 2.100个村 counts on where nothing else is open
            return wraps and self.indents and not after.indent
        if after.kind == "decimal":  # 3.2 may stand in running text, where the line is full before it
            return wraps and last not in STOPS + CLOSERS and not (self.indents and after.indent)
        if last in STOPS:  # the sentence ended where the line was full: the paragraph may go on
            return wraps and last in "。；;" and self.indents and not after.indent
        if wraps and not (self.indents and after.indent):
            return True
        if last in CLOSERS or not _CLAUSE.search(after.text):
            return False
        return self._unfinished() or (after.paged and not self._heads(line))

    def cuts_number(self, line: Line, after: Line) -> bool:
        """Whether a number is broken between two lines, as it is where characters are counted: 20 / 21年."""
        return self.full.of is _doubled and line.text[-1].isdigit() and after.text[0].isdigit()

    def _signs(self, after: Line, number: int) -> bool:
        """Whether ``after`` is the name of who signed: it stands alone above the date."""
        dated = number + 1 < len(self.lines) and self.lines[number + 1].kind == "date"
        return dated and len(after.text) <= _LONGEST_NAME and not _CLAUSE.search(after.text)

    def _fills(self, line: Line) -> bool:
        """Whether a line is full; the first of a paragraph may have lost the indent of two characters."""
        lost = 4 if line is self.head and not self.indents else 0
        return bool(self.full.least) and line.indent + self.full.of(line.text) + lost >= self.full.least

    def _closes(self, number: int) -> bool:
        """Whether the bracket that is open is closed in one of the next lines, before a new unit."""
        inner = 0  # brackets that open in these lines
        for after in self.lines[number : number + 5]:
            for bracket in BRACKET.findall(after.text):
                inner += 1 if bracket in OPENERS else -1
                if inner < 0:
                    return True
            if after.kind and after.kind != "counted":
                return False
        return False

    def _heads(self, line: Line) -> bool:
        """Whether the unit is a heading at the foot of its page: one short line behind a marker that opens titles."""
        short = line is self.head and len(line.text) < _LONG and not self.clauses
        return short and line.kind not in ("", "label", "date", "annex", *self.sentences)

    def _unfinished(self) -> bool:
        """Whether the unit, which ends in a word, is a sentence broken off rather than a heading."""
        if self.head.kind in ("label", "date", "annex"):
            return False
        if self.stops:
            return True  # a heading holds no full stop
        if self.head.kind:
            return self.clauses and self.head.kind in self.sentences
        return self.clauses and len(self.head.text) >= _LONG and not _TITLE.match(self.head.text)


class _Measure(NamedTuple):
    """How wide full lines are, and how that is told."""

    least: int  #: columns of the narrowest; 0 if the text was not broken at one width
    of: Callable[[str], int]  #: the columns of a line, or those it would have if all its characters were wide
    broken: int  #: lines that are full, and go on


def _measure(lines: Sequence[Line]) -> _Measure:
    """The least width of a full line, if the text was broken at one width.

    Pages are broken by columns, of which a digit takes one and an ideograph two; some programs count characters.
    """
    return max((_measured(lines, of) for of in (width, _doubled)), key=lambda measure: measure.broken)


def _doubled(line: str) -> int:
    return 2 * len(line)


def _measured(lines: Sequence[Line], of: Callable[[str], int]) -> _Measure:
    """The width of full lines as ``of`` tells it.

    There is one if hardly a line is wider, many are about as wide, and half of these go on in a line without a marker;
    fewer than many will do where nearly all of them go on, and come to a full stop in the end.
    """
    none = _Measure(0, of, 0)
    lengths = sorted(len(line.text) for line in lines if line.kind != "row")
    if len(lengths) < 6 or lengths[len(lengths) * 97 // 100] > _WIDEST:
        return none
    filled = [line.indent + of(line.text) for line in lines]
    widths = sorted(columns for columns, line in zip(filled, lines, strict=True) if line.kind != "row")
    widest = widths[len(widths) * 97 // 100]
    least = widest - 5
    full = len(widths) - bisect_left(widths, least)
    going_on = [
        columns >= least and line.text[-1] not in STOPS and not (after and after.kind)
        for columns, line, after in zip_longest(filled, lines, lines[1:])
    ]
    broken = sum(going_on)
    ends = [
        line.text[-1] in STOPS
        for goes_on, columns, line in zip(going_on, filled[1:], lines[1:], strict=False)
        if goes_on and columns < least
    ]
    many = full * 5 >= len(widths) * 2 and broken * 2 >= full
    some = full >= _SOME and full * 8 >= len(widths) and broken * 10 >= full * 9 and sum(ends) * 2 > len(ends)
    return _Measure(least, of, broken) if 24 <= widest <= _WIDEST and (many or some) else none


def _kinds_of_sentences(lines: Sequence[Line]) -> frozenset[str]:
    """Kinds of markers whose units end as sentences do in this text, not as headings."""
    marked = Counter(line.kind for line in lines)
    ended = Counter(line.kind for line in lines if line.text[-1] in STOPS + CLOSERS)
    return frozenset(kind for kind, all_of in marked.items() if all_of >= 3 and ended[kind] * 5 >= all_of * 4)


def _is_bare_marker(line: Line) -> bool:
    """Whether a line is a marker and nothing else, parted from its words; an annex may stand alone."""
    marker = MARKER.fullmatch(line.text)
    return marker is not None and line.kind != "annex"
