"""Tables without upright rules: columns are what no line crosses under the words of a heading.

Only a heading that names bodies or limits opens one (牵头单位, 完成时限): prose and signatures leave gaps too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph_build.read.coordinates import Box, Glyph, Grid, Interval, Line, merged, parted
from graph_build.read.reflow.markers import LABEL, MARKER, ORDINAL
from graph_build.read.rows import rows
from ontology.patterns import regex
from ontology.script import fold

#: letters of a heading cell at the most, heights at which the lines of a heading stand
_HEADING, _DEEP = 12, 5
#: heights of type: between the lines of a heading, between the lines that stand about one middle, and after a table
_NEXT, _ABOUT, _APART = 2.2, 0.95, 7

#: marks that some programs let stand over the end of a line
_HANGING = regex("[，。、；：]")
_ORDINAL = regex(ORDINAL)

Level = Sequence[Line]  #: runs at one height, from left to right


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table told by alignment, the glyphs that it takes, and the columns that the next page goes on with."""

    grid: Grid
    taken: frozenset[Glyph]
    columns: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    cells: tuple[Interval, ...]
    runs: tuple[Line, ...] = ()
    begin: int = 0  #: the number of its first level
    end: int = 0  #: of the level behind its last


def levels(runs: Sequence[Line]) -> list[list[Line]]:
    """The runs at one height together, from top to bottom."""
    grouped: list[list[Line]] = []
    for run in sorted(runs, key=lambda run: run.middle):
        if grouped and run.middle - grouped[-1][0].middle < 0.2 * run.size:
            grouped[-1].append(run)
        else:
            grouped.append([run])
    return [sorted((piece for run in level for piece in _headings(run)), key=lambda run: run.left) for level in grouped]


def _headings(run: Line) -> list[Line]:
    """The headings in a run, where narrow columns set them close: 序号 重点任务."""
    pieces = parted(run, [(run.left, run.right)])
    words = [fold(piece.text) for piece in pieces]
    told = any(_ORDINAL.fullmatch(word) or (len(word) > 3 and LABEL.fullmatch(f"{word}：")) for word in words)
    return pieces if told and all(1 < len(word) <= _HEADING for word in words) else [run]


def is_heading(words: Sequence[str]) -> bool:
    """Whether the words are those of a heading row of a table of tasks.

    >>> is_heading(["序号", "工作任务", "牵头单位"]), is_heading(["市财政局", "2024年5月3日印发"])
    (True, False)

    A program that prints may give the radicals of a font for its ideographs: 配合部⻔.
    """
    plain = [fold(word.replace(" ", "")) for word in words]
    short = all(len(word) <= _HEADING and not word[:1].isdecimal() for word in plain)
    return len(plain) > 1 and short and any(LABEL.fullmatch(f"{word}：") for word in plain)


def tables(runs: Sequence[Line], carried: Sequence[Interval] = ()) -> Iterator[Aligned]:
    """The tables among the runs of a page; ``carried`` are the columns of one that the page before leaves open."""
    rest: Sequence[Level] = levels(runs)
    opened = _Heading(tuple(carried)) if carried and not _heading(rest[:_DEEP]) else _heading(rest)
    while opened:
        body, columns = _body(rest[opened.end :], opened.cells)
        if _stands_apart(body):
            body, columns = _body(body[:-1], opened.cells)
        rest = rest[opened.end + len(body) :]
        if len(columns) == len(opened.cells) and any(len(level) > 1 for level in body):
            yield _table(opened.runs, [run for level in body for run in level], columns)
        opened = _heading(rest)


def framed(runs: Sequence[Line], heights: Sequence[float], carried: Sequence[Interval] = ()) -> Aligned | None:
    """The table between level rules at these heights; None where neither a heading nor the page before opened it.

    A page end may part its first row and its last, which then stand outside the rules.
    """
    inside = levels([run for run in runs if heights[0] < run.middle < heights[-1]])
    heading = _heading(inside)
    if heading is None and carried:
        heading, inside = _Heading(tuple(carried)), [*levels([r for r in runs if r.middle < heights[0]]), *inside]
    if heading is None:
        return None
    body, columns = _body(inside[heading.end :], heading.cells, spanning=True)
    below = levels([run for run in runs if run.middle > heights[-1]])
    kept, widened = _body([*body, *below], heading.cells)
    if len(kept) == len(body) + len(below) and any(len(level) > 1 for level in below):
        body, columns = kept, widened
    if not body or len(columns) < 2:
        return None
    return _table(heading.runs, [run for level in body for run in level], columns, heights)


def _heading(rest: Sequence[Level]) -> _Heading | None:
    """The first heading of a table among the levels."""
    for begin in range(len(rest)):
        for end in range(begin + 1, min(begin + _DEEP, len(rest)) + 1):
            if end > begin + 1 and _step(rest, end - 1) > _NEXT:
                break
            cells = merged(run for level in rest[begin:end] for run in level)
            if not is_heading(["".join(run.text for run in cell) for cell in cells]):
                continue
            while end < len(rest) and (_step(rest, end) < _ABOUT or _ends(rest[begin:end], rest[end])):
                end += 1  # 序 and 号 stand above and below the middle of the others, or 号 alone below all
            runs = tuple(run for level in rest[begin:end] for run in level)
            sides = tuple((min(r.left for r in cell), max(r.right for r in cell)) for cell in merged(runs))
            return _Heading(sides, runs, begin, end)
    return None


def _ends(above: Sequence[Level], level: Level) -> bool:
    """Whether a level holds the ends of headings: 号 below 序, 时限 below 完成; one is no heading without it."""
    heads = [run for higher in above for run in higher]
    whole = [
        ("".join(run.text for run in over), "".join(run.text for run in cell))
        for cell in merged([*heads, *level])
        if (over := [run for run in cell if run in heads]) != cell
    ]
    near = level[0].middle - above[-1][0].middle < _NEXT * level[0].size
    return (
        near
        and all(len(words) <= _HEADING and not re.search(r"\d", words) for _, words in whole)
        and any(_is_head(words) and not _is_head(over) for over, words in whole)
    )


def _is_head(words: str) -> bool:
    return bool(_ORDINAL.fullmatch(words) or LABEL.fullmatch(f"{fold(words)}："))


def _step(rest: Sequence[Level], number: int) -> float:
    """How far a level stands below the one before it, in heights of type."""
    return (rest[number][0].middle - rest[number - 1][0].middle) / rest[number][0].size


def _body(
    rest: Sequence[Level], heading: Sequence[Interval], spanning: bool = False
) -> tuple[Sequence[Level], list[Interval]]:
    """The levels below a heading that keep to its columns, and how far the columns reach."""
    columns, end, body = list(heading), 0, list[Level]()
    for number, level in enumerate(rest):
        if number and _step(rest, number) > _APART and not spanning:
            break
        body.append(level)
        widened = _widened(columns, level)
        if _headed(widened, heading) < len(heading):
            gaps = [(left[1], right[0]) for left, right in pairwise(columns)]
            body[-1] = [piece for run in level for piece in parted(run, gaps)]
            widened = _widened(columns, body[-1])
        if _headed(widened, heading) == len(heading):
            columns, end = widened, number + 1
        elif not (spanning or _is_group(level)):
            break
    return body[: len(body) if spanning else end], _whole(columns, heading)


def _stands_apart(body: Sequence[Level]) -> bool:
    """Whether the last level is one run, farther below the others than they are from each other: who prints it."""
    steps = [_step(body, number) for number in range(1, len(body))]
    return len(steps) > 2 and len(body[-1]) == 1 and steps[-1] > 1.2 * max(steps[:-1])


def _is_group(level: Level) -> bool:
    """Whether one run over several columns is the title of the rows below: 一、知识产权保护方面."""
    return len(level) == 1 and MARKER.match(level[0].text) is not None


def _widened(columns: Sequence[Interval], level: Level) -> list[Interval]:
    """The columns with the width of the runs in them; those that one run touches become one."""
    wide = list(columns)
    for run in level:
        touched = [side for side in wide if side[0] < run.right and run.left < side[1]]
        left, right = min([run.left, *(side[0] for side in touched)]), max([run.right, *(side[1] for side in touched)])
        wide = sorted([*(side for side in wide if side not in touched), (left, right)])
    return wide


def _headed(columns: Sequence[Interval], heading: Sequence[Interval]) -> int:
    """How many columns have a heading."""
    return sum(1 for column in columns if _over(column, heading))


def _over(column: Interval, heading: Sequence[Interval]) -> bool:
    return any(column[0] <= left and right <= column[1] for left, right in heading)


def _whole(columns: Sequence[Interval], heading: Sequence[Interval]) -> list[Interval]:
    """The columns; one without heading is a part of the nearer one beside it."""
    made = list(columns)
    while len(made) > len(heading):
        bare = next(number for number, column in enumerate(made) if not _over(column, heading))
        before = made[bare][0] - made[bare - 1][1] if bare else float("inf")
        behind = made[bare + 1][0] - made[bare][1] if bare + 1 < len(made) else float("inf")
        first = bare - 1 if before < behind else bare
        made[first : first + 2] = [(made[first][0], made[first + 1][1])]
    return made


def _table(
    head: Sequence[Line], body: Sequence[Line], columns: Sequence[Interval], ruled: Sequence[float] = ()
) -> Aligned:
    columns = _narrowed(columns, [*head, *body])
    edges = (columns[0][0], *((left[1] + right[0]) / 2 for left, right in pairwise(columns)), columns[-1][1])
    made: list[tuple[Box, ...]] = []
    if head:
        made.append(_row(_columns(head, edges), columns, min(r.top for r in head), max(r.bottom for r in head)))
    titles = [run for run in body if sum(1 for left, right in columns if run.left < right and left < run.right) > 1]
    for top, bottom in _bands(body, titles, ruled):
        within = [run for run in body if top < run.middle < bottom]
        if not within:
            continue
        if any(run in titles for run in within):
            made.append((Box(edges[0], top, edges[-1], bottom, tuple(within)),))
            continue
        cells = _columns(within, edges)
        if len(ruled) > 3 and not _several(cells[0]):
            made.append(_row(cells, columns, top, bottom))
        else:
            made += rows(cells, columns)
    taken = frozenset(glyph for run in (*head, *body) for glyph in run.glyphs)
    return Aligned(Grid(tuple(made), edges, ruled=False), taken, tuple(columns))


def _narrowed(columns: Sequence[Interval], runs: Sequence[Line]) -> list[Interval]:
    """The columns without the marks that hang over their right side (标点悬挂)."""
    ends = [
        (run.left, (run.glyphs[-2] if _HANGING.match(run.glyphs[-1].text) else run.glyphs[-1]).right)
        for run in runs
        if len(run.glyphs) > 1
    ]
    return [
        (left, max((end for begin, end in ends if left <= begin and end <= right), default=right))
        for left, right in columns
    ]


def _row(cells: Sequence[Sequence[Line]], columns: Sequence[Interval], top: float, bottom: float) -> tuple[Box, ...]:
    return tuple(
        Box(left, top, right, bottom, tuple(sorted(cell, key=lambda run: run.middle)))
        for (left, right), cell in zip(columns, cells, strict=True)
    )


def _columns(runs: Sequence[Line], edges: Sequence[float]) -> list[list[Line]]:
    """The runs of each column."""
    cells: list[list[Line]] = [[] for _ in edges[1:]]
    for run in runs:
        cells[sum(1 for edge in edges[1:-1] if edge <= (run.left + run.right) / 2)].append(run)
    return cells


def _several(cell: Sequence[Line]) -> bool:
    """Whether a cell holds the serial numbers of several rows."""
    return sum(1 for run in cell if run.text.isdecimal()) > 1


def _bands(body: Sequence[Line], titles: Sequence[Line], ruled: Sequence[float]) -> Iterator[Interval]:
    """The parts of a body between rules and group titles."""
    cuts = {min(run.top for run in body), max(run.bottom for run in body)}
    cuts |= {height for height in ruled if min(cuts) < height < max(cuts)}
    for title in titles:
        cuts |= {title.top, title.bottom}
    yield from pairwise(sorted(cuts))
