"""Pages as they are printed: glyphs and rules by their place on paper, put back into paragraphs and tables.

    glyphs, rules -> tables by rules, by alignment -> running heads -> lines in reading order -> paragraphs

A table goes on over a page end, and so do its rows. Lengths are in the units of the page; only their proportions count.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from statistics import median

from graph_build.model import Imprint, Paged, Reading, Span
from graph_build.read import aligned, ruled
from graph_build.read.breaks import soft
from graph_build.read.columns import gutters, in_order
from graph_build.read.coordinates import Box, Glyph, Grid, Interval, Line, Rule, lines, runs, type_size
from graph_build.read.reflow.characters import WIDE
from graph_build.read.reflow.markers import LABEL, MARKER
from graph_build.read.transcript import Placed, Transcript
from ontology.patterns import regex


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as its file gives it."""

    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()


#: a line that holds nothing but the number of its page
_NUMBER = regex(r"(?:[-—–－─·•\s]*\d{1,4}[-—–－─·•\s]*|第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*/\s*\d{1,4})$")
#: letters on a full line at the least, where nothing else says how long a line is
_NARROWEST = 20
#: share of the page at its top and at its foot where running heads stand
_EDGE = 0.12
_DIGITS = regex(r"\d+")
_ENDS_WIDE, _BEGINS_WIDE = regex(f"[{WIDE}]$"), regex(f"[{WIDE}]")


def transcribe(sheets: Sequence[Sheet], format: str, extractor: str = "") -> Reading:
    """The paragraphs and tables of the pages; running heads and page numbers come last, as noise.

    A paragraph goes on where a line is full and the next is not indented, a table where the next page begins
    with one of the same columns. ``extractor`` is what recognised the glyphs that bear a confidence.
    """
    pages = [_Page.of(sheet, number) for number, sheet in enumerate(sheets, 1)]
    heads = _running_heads(pages)
    transcript = Transcript()
    printed: list[Line] = []
    held: list[Line] = []
    for item in _joined(list(_items(pages, heads))):
        if isinstance(item, Line):
            held.append(item)
            printed.append(item)
            continue
        _add(held, transcript)
        held = []
        transcript.table(placed(item))
        printed += [line for row in item.rows for box in row for line in box.lines]
    _add(held, transcript)
    for page in pages:
        for line in page.lines:
            if line in heads:
                transcript.noise(line.text)
                printed.append(line)
    return _located(transcript.reading(format), printed, extractor)


def _located(reading: Reading, printed: Sequence[Line], extractor: str) -> Reading:
    """The reading with the page of each stretch, and how sure the program was that recognised its letters.

    The letters stand in the text in the order of the lines; between them are only blanks.
    """
    places = (at for at, letter in enumerate(reading.text) if not letter.isspace())
    paged: list[Paged] = []
    recognised, sureness = array("I"), array("f")
    for line in printed:
        letters = [(glyph, letter) for glyph in line.glyphs for letter in glyph.text if not letter.isspace()]
        at = list(islice(places, len(letters)))
        if len(at) < len(letters):
            break
        span, page = Span(at[0], at[-1] + 1), line.glyphs[0].page
        if paged and paged[-1].page == page:
            paged[-1] = Paged(Span(paged[-1].span.start, span.end), page)
        else:
            paged.append(Paged(span, page))
        if line.glyphs[0].confidence is not None:
            recognised.extend(at)
            sureness.extend(1.0 if glyph.confidence is None else glyph.confidence for glyph, _ in letters)
    imprint = Imprint(tuple(paged), extractor if recognised else "", recognised, sureness)
    return replace(reading, imprint=imprint)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page whose ruled tables are found: they, the frames, and the lines outside the tables."""

    height: float
    size: float
    grids: tuple[Grid, ...]
    frames: tuple[ruled.Frame, ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, sheet: Sheet, number: int) -> _Page:
        glyphs = [glyph._replace(page=number) for glyph in sheet.glyphs]
        size = type_size(glyphs)
        grids, frames = ruled.tables(sheet.rules, glyphs, size)
        outside = [glyph for glyph in glyphs if not any(_within(glyph, grid) for grid in grids)]
        return cls(sheet.height or 1.0, size, tuple(grids), tuple(frames), tuple(lines(outside)))


def _within(glyph: Glyph, grid: Grid) -> bool:
    return grid.top <= glyph.middle < grid.bottom and grid.edges[0] <= glyph.centre < grid.edges[-1]


def _items(pages: Sequence[_Page], heads: frozenset[Line]) -> Iterator[Line | Grid]:
    """What is read, in order; columns of text and of tables are carried on from page to page."""
    columns: tuple[Interval, ...] = ()
    between: tuple[float, ...] = ()
    for page in pages:
        rest = runs(glyph for line in page.lines if line not in heads for glyph in line.glyphs)
        grids = list(page.grids)
        for frame in page.frames:
            inside = [run for run in rest if frame.left <= (run.left + run.right) / 2 <= frame.right]
            if table := aligned.framed(inside, frame.levels, columns):
                grids.append(table.grid)
                columns = table.columns
                rest = [run for run in rest if run.glyphs[0] not in table.taken]
        for table in aligned.tables(rest, columns if len(grids) == 0 else ()):
            grids.append(table.grid)
            rest = [run for run in rest if run.glyphs[0] not in table.taken]
            columns = table.columns
        if not grids or any(run.top > max(grid.bottom for grid in grids) for run in rest):
            columns = ()
        between = gutters(rest, between)
        yield from in_order(rest, grids, between)


def paragraphs(lines: Sequence[Line], right: float | None = None) -> Iterator[str]:
    """The lines put back into paragraphs; ``right`` is where a full line ends, if that is known.

    >>> set_as = [("为加快建设知识产权", 0, 9), ("强国，提出如下意见。", 0, 9.5), ("一、总体要求", 0, 6)]
    >>> list(paragraphs([Line(words, left, right, 0, 1) for words, left, right in set_as], right=9.5))
    ['为加快建设知识产权强国，提出如下意见。', '一、总体要求']
    """
    if not lines:
        return
    size = median(line.size for line in lines)
    left = _most_common(round(line.left / size) for line in lines) * size
    edge = right if right is not None else max(left + _NARROWEST * size, *(line.right for line in lines))
    whole = lines[0].text
    for line, after in pairwise(lines):
        full = line.right > (edge if line.edge is None else line.edge) - 1.6 * size
        indented = after.left > left + size
        if full and not indented and not _begins(line, after, size):
            whole += _joint(whole, after.text) + after.text
        else:
            yield whole
            whole = after.text
    yield whole


def _begins(line: Line, after: Line, size: float) -> bool:
    """Whether a line begins a paragraph by what it says, or by the size of its type."""
    ended = line.text[-1] in "：:" or MARKER.match(after.text) or LABEL.match(after.text)
    return bool(ended) or abs(line.size - after.size) > 0.15 * size


def _joint(before: str, after: str) -> str:
    """What stands between two lines that are joined: a blank between Latin words."""
    return "" if _ENDS_WIDE.search(before) or _BEGINS_WIDE.match(after) else " "


def _add(lines: Sequence[Line], transcript: Transcript) -> None:
    for paragraph in paragraphs(lines):
        transcript.line(paragraph)


def _most_common(values: Iterator[int]) -> int:
    """The commonest value, the least of several."""
    counts = Counter(values)
    most = max(counts.values())
    return min(value for value, count in counts.items() if count == most)


def _running_heads(pages: Sequence[_Page]) -> frozenset[Line]:
    """Lines at the edge of a page that are its number, or that other pages repeat at the same height."""
    edges: list[tuple[Line, tuple[int, str]]] = []
    heads: set[Line] = set()
    for page in pages:
        outermost = {page.lines[0], page.lines[-1]} if page.lines else set()
        for line in page.lines:
            if not _EDGE < line.top / page.height < 1 - _EDGE and not _is_of_heading(line, page.lines):
                edges.append((line, (round(20 * line.top / page.height), _DIGITS.sub("#", line.text))))
                if _NUMBER.match(line.text) and line in outermost:
                    heads.add(line)
    repeated = Counter(key for _, key in edges)
    enough = max(2, len(pages) // 3)
    return frozenset(heads | {line for line, key in edges if repeated[key] >= enough})


def _is_of_heading(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line is the heading of a table, or stands beside it: 序 above its middle, 号 below."""
    beside = (other for other in lines if abs(line.middle - other.middle) < line.size)
    return any(aligned.is_heading(other.text.split()) for other in beside)


# Tables over page ends


def _joined(items: Sequence[Line | Grid]) -> Iterator[Line | Grid]:
    """The items with the parts of a table that meet at a page end made one."""
    held: Grid | None = None
    for item in items:
        if isinstance(item, Grid) and held is not None and (edges := _common(held, item)):
            held = Grid(_rows_joined(held, item), edges, held.ruled and item.ruled)
            continue
        if held is not None:
            yield held
        held = item if isinstance(item, Grid) else None
        if isinstance(item, Line):
            yield item
    if held is not None:
        yield held


def _common(above: Grid, below: Grid) -> tuple[float, ...]:
    """The edges of the columns of both, if they are parts of one table: their sides are at the same places.

    Of a table told by alignment, the sides are where the words of a page reach to.
    """
    near = 1.5 * type_size([glyph for row in above.rows for box in row for line in box.lines for glyph in line.glyphs])
    pairs = list(zip(above.edges, below.edges, strict=False))
    if len(above.edges) == len(below.edges) and not (above.ruled and below.ruled):
        return above.edges if all(_overlap(a, b) for a, b in pairwise(pairs)) else ()
    if len(above.edges) == len(below.edges):
        return above.edges if all(abs(a - b) < near for a, b in pairs) else ()
    if abs(above.edges[0] - below.edges[0]) > near or abs(above.edges[-1] - below.edges[-1]) > near:
        return ()
    return tuple(ruled.distinct([*above.edges, *below.edges], near / 4))


def _overlap(left: tuple[float, float], right: tuple[float, float]) -> bool:
    """Whether a column above and one below stand over each other by half of the narrower; edges come in pairs."""
    common = min(right) - max(left)
    return common > min(right[0] - left[0], right[1] - left[1]) / 2


Rows = tuple[tuple[Box, ...], ...]


def _rows_joined(above: Grid, below: Grid) -> Rows:
    """The rows of both; a heading printed again is left out, a row that the page end parts is one."""
    again = 0
    while again < min(len(above.rows), len(below.rows)) - 1 and _words(above.rows[again]) == _words(below.rows[again]):
        again += 1
    rows = tuple(below.rows[again:])
    if rows and _goes_on(above.rows[-1], rows[0], _margin([above, below])):
        return (*above.rows[:-1], _one(above.rows[-1], rows[0]), *rows[1:])
    return above.rows + rows


def _words(row: Sequence[Box]) -> list[str]:
    return [box.text for box in row]


def _pairs(above: Sequence[Box], below: Sequence[Box]) -> Iterator[tuple[Box, Box]]:
    """The cells of two rows that stand over each other."""
    for lower in below:
        centre = (lower.left + lower.right) / 2
        upper = next((box for box in above if box.left <= centre <= box.right), None)
        if upper is not None:
            yield upper, lower


def _goes_on(above: Sequence[Box], below: Sequence[Box], margin: float) -> bool:
    """Whether the page end parts a row: what both parts say goes on from a full line, and the first column does.

    One column may end with a full stop above; where several speak in both parts, each must be torn. A number that
    stands about the middle of its row may come only below: then the part above has none, and is torn as a whole.
    """
    if (len(below) == 1 and len(above) > 1) or not any(box.lines for box in above):
        return False
    both = [(upper, lower) for upper, lower in _pairs(above, below) if upper.lines and lower.lines]
    torn = [soft(up.lines[-1], low.lines[0], up.left + margin, up.right - margin) for up, low in both]
    first = min(below, key=lambda box: box.left)
    if any(lower is first and lower.lines and not upper.lines for upper, lower in _pairs(above, below)):
        return bool(torn) and all(torn)
    if not both and not first.lines:  # a cell that the page end moves as a whole, below the number of its row
        return bool(min(above, key=lambda box: box.left).lines)
    begins = bool(first.lines) and (not both or both[0][1] is not first or first.text[:1].isdecimal())
    return not begins and (all(torn) if len(torn) > 1 or first.lines else bool(both))


def _one(above: Sequence[Box], below: Sequence[Box]) -> tuple[Box, ...]:
    more = {id(upper): lower.lines for upper, lower in _pairs(above, below)}
    return tuple(replace(box, lines=box.lines + more.get(id(box), ())) for box in above)


#: what a margin is taken wider than measured, as a part of a letter: rules have a width of their own, and the sides
#: of what is recognised in a picture are off by some dots
_WIDER, _RECOGNISED_WIDER = 0.06, 0.15


def _margin(grids: Sequence[Grid]) -> float:
    """What is left free between the side of a cell and its lines; told on the left, where lines begin alike."""
    if not all(grid.ruled for grid in grids):
        return 0.0  # sides are where the words reach to
    boxes = [box for grid in grids for row in grid.rows for box in row]
    gaps = [
        line.left - box.left + (_WIDER if line.glyphs[0].confidence is None else _RECOGNISED_WIDER) * line.size
        for box in boxes
        for line in box.lines
        if box.right - box.left > 3 * line.size
    ]
    return max(min(gaps, default=0.0), 0.0)


def placed(grid: Grid) -> Iterator[list[Placed]]:
    """The rows of a table; a cell covers the columns and rows that begin within it."""
    margin = _margin([grid])
    tops = [min(box.top for box in row) for row in grid.rows]
    for number, row in enumerate(grid.rows):
        yield [
            Placed(
                "\n".join(_in_cell(box, margin)),
                _column(grid.edges, box.left, box.right)[0],
                rowspan=_reach(tops, number, box),
                colspan=_column(grid.edges, box.left, box.right)[1],
            )
            for box in row
        ]


def _reach(tops: Sequence[float], number: int, box: Box) -> int:
    """How many rows a cell covers, on its page."""
    reach = 1
    for before, top in pairwise(tops[number:]):
        if not before < top < box.bottom - 0.3 * (tops[number] - top) / (tops[number] - top or 1):
            break
        reach += 1
    return reach


def _column(edges: Sequence[float], left: float, right: float) -> tuple[int, int]:
    """The first column that a cell covers, and how many it covers: those whose middle is in it."""
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    covered = [column for column, middle in enumerate(middles) if left <= middle <= right]
    if covered:
        return covered[0], len(covered)
    return min(range(len(middles)), key=lambda column: abs(middles[column] - (left + right) / 2)), 1


def _in_cell(box: Box, margin: float) -> Iterator[str]:
    """What a cell says, in paragraphs; a break that a full line makes is none."""
    if not box.lines:
        return
    whole = box.lines[0].text
    left, right = box.left + margin, box.right - margin
    for line, after in pairwise(box.lines):
        if soft(line, after, left, right) and not _begins(line, after, line.size):
            whole += _joint(whole, after.text) + after.text
        else:
            yield whole
            whole = after.text
    yield whole
