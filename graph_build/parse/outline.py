"""The outline: markers at the start of lines become a tree of units, and every line belongs to one unit.

    line    = [marker] text
    marker  = annex | part | chapter | article | "一、" | "（一）" | "1." | "1.1" | "（1）" | "①"
    unit    = marked line {unmarked line} {unit of a deeper marker}

A line without marker belongs to the open unit. What is deeper is a matter of convention (GB/T 9704: 一、（一）
1.（1）①), and a level may be left out. A top marker that begins anew, or an annex, begins a new plan.

1.1 is a marker where its neighbours are counted too (1.2, 1.1.1), and the 1 of a heading right above it then is one:
so are contingency plans numbered (1 总则 / 1.1 编制目的). A number of running text stands alone: 3.2个百分点.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from graph_build.model import Span
from graph_build.parse.names import narrow
from graph_build.parse.numerals import value
from graph_build.read.reflow.markers import CONTENTS, NOT_CITED, QUANTITY
from ontology.patterns import regex

_HAN = "一二三四五六七八九十百零〇"


@dataclass(frozen=True, slots=True)
class Marker:
    """A kind of marker; the smaller its rank, the higher it stands."""

    name: str
    rank: int
    begins: str  #: what it begins with, as a class of characters
    pattern: re.Pattern[str]  #: matched at the start of a line; group ``n`` is the numeral
    example: str


MARKERS: tuple[Marker, ...] = (
    Marker(
        "annex",
        0,
        "附",
        regex(rf"附件(?P<n>[{_HAN}\d]{{0,3}})[：:]?(?=$|\n|第|“|《|[^\n，。；]{{1,60}}(?:\n|$))"),
        "附件1",
    ),
    Marker(
        "part",
        10,
        "第",
        regex(rf"第(?P<n>[{_HAN}\d]{{1,4}})[编篇]|第(?P<m>[{_HAN}\d]{{1,3}})部分"),
        "第一部分",
    ),
    Marker("chapter", 20, "第", regex(rf"第(?P<n>[{_HAN}\d]{{1,4}})章"), "第一章"),
    Marker("subchapter", 30, "第", regex(rf"第(?P<n>[{_HAN}\d]{{1,4}})节"), "第一节"),
    Marker("article", 40, "第", regex(rf"第(?P<n>[{_HAN}\d]{{1,5}})条{NOT_CITED}"), "第一条"),
    Marker("han", 50, _HAN, regex(rf"(?P<n>[{_HAN}]{{1,5}})[、．.]"), "一、"),
    Marker("han bracket", 60, r"（(〔【\[", regex(rf"[（(〔【\[](?P<n>[{_HAN}]{{1,5}})[）)〕】\]]、?"), "（一）"),
    Marker("decimal", 72, r"\d", regex(rf"(?P<n>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})(?!{QUANTITY})"), "1.1 总"),
    Marker("arabic", 70, r"\d", regex(r"(?P<n>[\d０-９]{1,3})\s?(?:[.．](?![\d０-９])|、)"), "1."),
    Marker("arabic bracket", 80, "（(〔", regex(r"[（(〔](?P<n>[\d０-９]{1,3})[）)〕]、?"), "（1）"),
    Marker("arabic closing", 85, r"\d", regex(r"(?P<n>[\d０-９]{1,3})[）)]"), "1）"),
    Marker("circled", 90, "①-⑳⑴-⒇㈠-㈩", regex(r"(?P<n>[①-⑳⑴-⒇㈠-㈩])"), "①"),
)
#: What stands in a list of contents behind a heading: the number of a page.
_LEADER = regex(r"[.…·]*\d*$")
#: A marker before a digit, which only its neighbours tell from a quantity: 1.2021年6月底前, 3.30家企业.
_BEFORE_DIGIT = Marker("arabic", 70, r"\d", regex(r"(?P<n>[\d０-９]{1,3})[.．](?=[\d０-９])"), "1.2021年6月底前")
_DIGIT_BEHIND = regex(rf"^{_BEFORE_DIGIT.pattern.pattern}", re.MULTILINE)
#: The 1 above 1.1, which only that tells from a number: 1 总则. A heading is at most so long.
_ABOVE = Marker(
    "above decimal",
    69,
    r"\d",
    regex(r"(?P<n>\d{1,2})(?=[\u4e00-\u9fff][^。，；：\n]{1,30}$)", re.MULTILINE),
    "1总则",
)
#: A unit called by its kind and number, which only the next one tells from running text: 任务一 畅通道路 / 任务二 ….
_NAMED = Marker(
    "named",
    0,
    "任事项行工举措",
    regex(rf"(?P<name>任务|事项|项目|行动|专项行动|工程|举措|措施)(?P<n>[{_HAN}]{{1,3}}|\d{{1,3}})[：:、．.]?(?!\d)"),
    "任务一：",
)
#: How deep 1.1, 1.1.1 and 1.1.1.1 stand.
_DECIMALS = {
    depth: Marker(f"decimal {depth}", 68 + 2 * depth, marker.begins, marker.pattern, marker.example)
    for marker in MARKERS
    if marker.name == "decimal"
    for depth in (2, 3, 4)
}
#: The rank from which on units are parts of the item above them unless tasks hang on them, and that of such an item:
#: （1） is a part of 1., and in the place of 1. where it is right below a heading （一）.
DETAIL, ITEM = 80, 70


@dataclass(slots=True)
class Unit:
    """A marked unit while the tree grows: its own lines end where its first child begins."""

    marker: Marker | None
    label: str  #: the marker as written
    number: str
    span: Span  #: from the marker to the end of the last line below it
    body: Span  #: its own lines, without the marker and without its children
    children: list[Unit] = field(default_factory=list)
    first_line: Span = Span(0, 0)  #: the line of the marker, without the marker

    @property
    def rank(self) -> int:
        """How deep its marker stands; a plan without marker stands above all."""
        return self.marker.rank if self.marker else 0


class Line(NamedTuple):
    """A line with its marker, if it has one."""

    span: Span
    marker: Marker | None = None
    label: str = ""
    number: str = ""


def marker_of(text: str, start: int = 0) -> tuple[Marker, re.Match[str]] | None:
    """The marker that stands at ``start``.

    >>> marker, found = marker_of("（三）建立健全机制")
    >>> marker.name, found["n"]
    ('han bracket', '三')
    """
    for marker in _beginning(text[start : start + 1]):
        if found := marker.pattern.match(text, start):
            return marker, found
    return None


@lru_cache(maxsize=1 << 14)  # most characters begin no marker, and these are asked no more
def _beginning(first: str) -> tuple[Marker, ...]:
    return tuple(marker for marker in MARKERS if re.match(f"[{marker.begins}]", first))


def lines(text: str) -> list[Line]:
    """The lines of ``text`` with their markers; empty ones are skipped."""
    rows = _named(text, _before_digits(text, _counted(text, list(_proposed(text)))))
    return _without_lists(text, _without_annexes(text, _without_contents(text, rows)))


def _proposed(text: str) -> Iterator[Line]:
    start = 0
    for row in text.split("\n"):
        end = start + len(row)
        if row.strip():
            proposed = marker_of(text, start) if "\t" not in row else None
            if proposed and proposed[1].end() <= end:
                marker, found = proposed
                numeral = found["n"] or (found["m"] if "m" in found.re.groupindex else "") or ""
                if marker.name == "decimal":
                    numbers = [str(int(part)) for part in numeral.replace("．", ".").split(".")]
                    yield Line(Span(start, end), _DECIMALS[len(numbers)], found[0], ".".join(numbers))
                else:
                    number = value(numeral)
                    yield Line(Span(start, end), marker, found[0].rstrip(), "" if number is None else str(number))
            else:
                yield Line(Span(start, end))
        start = end + 1


def _counted(text: str, rows: list[Line]) -> list[Line]:
    """``rows`` where 1.1 is a marker only if its neighbours are counted too; then so is the 1 of a heading above it."""
    numbers = {row.number for row in rows if "." in row.number}
    if not numbers:
        return rows
    counted, above = list[Line](), ""
    for row in rows:
        if "." in row.number and not _has_neighbour(row.number, above, numbers):
            counted.append(Line(row.span))
        else:
            counted.append(row)
            above = row.number or above
    for index, (row, after) in enumerate(pairwise(counted)):
        found = _ABOVE.pattern.match(text, row.span.start) if row.marker is None else None
        if found and after.number == f"{found['n']}.1":
            counted[index] = Line(row.span, _ABOVE, found[0], found["n"])
    return counted


def _before_digits(text: str, rows: list[Line]) -> list[Line]:
    """``rows`` where 3.30家企业 is item 3 if it counts on from item 2, or item 4 counts on from it.

    A quantity that a line happens to begin with stands beside an item of that number, or beside none.
    """
    if not _DIGIT_BEHIND.search(text):
        return rows
    found = list(rows)
    next_items = _next_items(rows)
    before: int | None = None  # the number of the item before, below the same heading
    for index, row in enumerate(rows):
        if row.marker is not None:
            if row.marker.rank <= _BEFORE_DIGIT.rank:
                same = row.marker.name == _BEFORE_DIGIT.name and row.number.isdecimal()
                before = int(row.number) if same else None
            continue
        marked = _BEFORE_DIGIT.pattern.match(text, row.span.start)
        if not marked or "\t" in row.span.of(text):
            continue
        number = value(marked["n"])
        if number is None:
            continue
        following = next_items[index]
        counts_on = number == (before or 0) + 1 and (before is not None or following != number)
        if following != number and (counts_on if before is not None else following == number + 1 or counts_on):
            found[index] = Line(row.span, _BEFORE_DIGIT, marked[0], str(number))
            before = number
    return found


def _named(text: str, rows: list[Line]) -> list[Line]:
    """``rows`` where 任务一 is a marker if 任务二 follows: it stands one level below the marker before the first."""
    counted: dict[str, list[tuple[int, re.Match[str]]]] = {}
    for index, row in enumerate(rows):
        if row.marker is None and (found := _NAMED.pattern.match(text, row.span.start, row.span.end)):
            of_its_name = counted.setdefault(found["name"], [])
            if value(found["n"]) == len(of_its_name) + 1:
                of_its_name.append((index, found))
    found_rows = list(rows)
    for items in counted.values():
        if len(items) < 2:
            continue
        above = next((row.marker.rank for row in reversed(rows[: items[0][0]]) if row.marker), 0)
        marker = replace(_NAMED, rank=above + 5)
        for number, (index, found) in enumerate(items, 1):
            found_rows[index] = Line(rows[index].span, marker, found[0], str(number))
    return found_rows


def _next_items(rows: list[Line]) -> list[int | None]:
    """For each row the number of the next item below the same heading, if there is one."""
    found: list[int | None] = [None] * len(rows)
    number: int | None = None
    for index in range(len(rows) - 1, -1, -1):
        found[index] = number
        row = rows[index]
        if row.marker is not None and row.marker.rank <= _BEFORE_DIGIT.rank:
            number = int(row.number) if row.marker.name == "arabic" and row.number.isdecimal() else None
    return found


def _without_contents(text: str, rows: list[Line]) -> list[Line]:
    """``rows`` without the markers of a list of contents, most of whose lines stand again below it.

    Not all do: a heading may be called otherwise than the list says.
    """
    head = next(
        (index for index, row in enumerate(rows) if row.marker is None and CONTENTS.match(row.span.of(text))), -1
    )
    if head < 0:
        return rows
    begin = head + 1
    words = [_LEADER.sub("", narrow(row.span.of(text))) for row in rows[begin:]]
    length = _entries(words, [(row.marker, row.number) for row in rows[begin:]])
    entries = [Line(row.span) for row in rows[begin : begin + length]]
    return [*rows[:begin], *entries, *rows[begin + length :]]


def _entries(words: Sequence[str], numbers: Sequence[tuple[Marker | None, str]]) -> int:
    """How many lines are entries of a list of contents, which ends where the first stands again, or its number does.

    What stands nowhere again is an entry if it is marked as one, or stands between others.
    """
    first = (at for at in range(1, len(words)) if words[at] == words[0] or (numbers[at] == numbers[0] != (None, "")))
    repeated = (at for at in range(1, len(words)) if words[at] in words[:at])
    again = next(first, next(repeated, 0))
    below = frozenset(words[again:])
    found = [at for at in range(again) if words[at] in below]
    length = max((at for at in range(again) if words[at] in below or numbers[at][0]), default=-1) + 1
    return length if len(found) * 2 > length else 0


#: A list of annexes at the foot of a notice, and what shows that it is one: who signed, when, or the annex itself.
_ANNEXES = regex(r"附件[一1]?[：:]\s*(?P<first>\S.*)")
_FOOT = regex(r"(?:附件[一二三四五六七八九十\d]{0,3}[：:]?|(?:19|20)\d\d年\d{1,2}月\d{1,2}日.{0,6}|[（(]此件.*)$")
_ANNEX_LENGTH, _FOOT_LINES = 90, 40


def _without_annexes(text: str, rows: list[Line]) -> list[Line]:
    """``rows`` without the markers of a list of annexes: 附件：1.任务分解表 / 2.责任清单, at the foot of a notice."""
    if "附件" not in text:
        return rows
    found = list(rows)
    for index, row in enumerate(rows):
        if row.marker is None or row.marker.rank or not (listed := _ANNEXES.match(row.span.of(text))):
            continue
        end, number = index + 1, 1
        while end < len(rows) and rows[end].number == str(number + 1) and _may_be_annex(rows[end].span.of(text)):
            end, number = end + 1, number + 1
        titles = {listed["first"].strip(" 1.．、")}
        below = [other.span.of(text) for other in rows[end : end + _FOOT_LINES]]
        if any(map(_FOOT.match, below[:6])) or titles.intersection(below):
            found[index:end] = [Line(other.span) for other in rows[index:end]]
    return found


def _may_be_annex(words: str) -> bool:
    return len(words) <= _ANNEX_LENGTH and not words.endswith(("。", "；", "）", ")"))


def _without_lists(text: str, rows: list[Line]) -> list[Line]:
    """``rows`` where a line that counts on inside itself is a list and no unit: ``1、金寨县；2、金安区；3、裕安区``."""
    lists = [
        index
        for index, row in enumerate(rows)
        if row.number == "1" and row.marker and row.marker.name == "arabic" and _counts_on(row.span.of(text))
    ]
    if not lists:
        return rows
    found, next_items = list(rows), _next_items(rows)
    for index in lists:
        if next_items[index] != 2:
            found[index] = Line(rows[index].span)
    return found


def _counts_on(words: str) -> bool:
    """Whether a line that begins with 1 holds 2 and 3 too."""
    return all(re.search(rf"[；;，,。]\s?{number}[.．、](?!\d)", words) for number in (2, 3))


def _has_neighbour(number: str, before: str, numbers: set[str]) -> bool:
    """Whether what comes before or after ``number``, above or below it is counted too; ``before`` stands before it."""
    above, _, last = number.rpartition(".")
    near = (f"{above}.{int(last) - 1}", f"{above}.{int(last) + 1}", above, f"{number}.1")
    return not numbers.isdisjoint(near) or (last == "1" and before == above)


def grow(text: str, rows: list[Line]) -> list[Unit]:
    """The top units of ``rows``; rows before the first marker belong to none."""
    roots: list[Unit] = []
    stack: list[Unit] = []
    for row in rows:
        if row.marker is None:
            for unit in stack:
                unit.span = Span(unit.span.start, row.span.end)
            if stack:
                stack[-1].body = Span(stack[-1].body.start, row.span.end)
            continue
        while stack and stack[-1].rank >= row.marker.rank:
            stack.pop()
        begin = row.span.start + len(row.label)
        while begin < row.span.end and text[begin] in " ．.、":
            begin += 1
        own = Span(begin, row.span.end)
        unit = Unit(row.marker, row.label, row.number, row.span, own, first_line=own)
        for above in stack:
            above.span = Span(above.span.start, row.span.end)
        (stack[-1].children if stack else roots).append(unit)
        stack.append(unit)
    return roots


def plans(text: str, rows: list[Line]) -> list[list[Line]]:
    """The rows of each plan: a new one begins at an annex, and where the highest marker starts anew.

    The heading lines before the restart go with the new plan.
    """
    ranks = [row.marker.rank for row in rows if row.marker and row.marker.rank > 0]
    if not ranks:
        return [rows]
    top = min(ranks)
    cuts = [0]
    last = 0
    for index, row in enumerate(rows):
        if row.marker is None:
            continue
        if row.marker.rank == 0:
            if _begins_annex(text, rows, index):
                cuts.append(index)
                last = 0
        elif row.marker.rank == top and row.number.isdecimal():
            number = int(row.number)
            if number == 1 and last > 1:
                cuts.append(_heading_before(text, rows, index, cuts[-1]))
            last = number
    cuts = sorted(set(cuts))
    return [rows[a:b] for a, b in pairwise([*cuts, len(rows)]) if b > a]


def chapters(parts: list[list[Line]]) -> list[int]:
    """Where the chapters of the last plan begin: the units of its highest marker; a notice before it has none."""
    ranked = [row for row in parts[-1] if row.marker and row.marker.rank > 0]
    top = min((row.marker.rank for row in ranked if row.marker), default=0)
    return [row.span.start for row in ranked if row.marker and row.marker.rank == top]


def _begins_annex(text: str, rows: list[Line], index: int) -> bool:
    """Whether 附件 begins an annex here, and does not just list one at the foot of a notice."""
    after = [row for row in rows[index + 1 : index + 400] if row.marker and row.marker.rank > 0] or _tabular(
        text, rows[index + 1 :]
    )
    listed = re.match(r"附件\d*[：:]\s*\S", rows[index].span.of(text))
    return bool(after) and not listed


def _tabular(text: str, rows: list[Line]) -> list[Line]:
    return [row for row in rows[:40] if "\t" in row.span.of(text)]


def _heading_before(text: str, rows: list[Line], index: int, floor: int) -> int:
    """Where the heading of a plan begins whose first marker is at ``index``: after the last full sentence or date."""
    at = index
    while at - 1 > floor and rows[at - 1].marker is None:
        words = rows[at - 1].span.of(text)
        if re.search(r"\d日$|公开(?:发布|）|\))", words) or (words.endswith(("。", "；")) and at < index - 4):
            break
        at -= 1
    return at
