"""Tables whose rows begin with a serial number: a cell a line, or cells parted by blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from graph_build.model import CELL_BREAK, CELL_END
from graph_build.read.reflow.edits import Edit
from graph_build.read.reflow.pasted.barred import BAR
from graph_build.read.reflow.pasted.columns import (
    GAPS,
    LONGEST_HEAD,
    MOST_HEADS,
    SENTENCE,
    SERIAL_HEAD,
    Piece,
    fit,
    kind_of,
    pieces_from,
    serial,
)
from ontology import lexicon
from ontology.lexicon import either
from ontology.patterns import regex

_FIRST_HEADING = regex(rf"{either(lexicon.ordinals())}|序(?<![\u4e00-\u9fff]序)(?![\u4e00-\u9fff])")
_MOST_PIECES, _LONGEST_HEADING = 40, 300


@dataclass(frozen=True, slots=True)
class _Head:
    """The heading of a counted table."""

    first: int  #: its first piece
    after: int  #: the first piece behind it
    columns: tuple[tuple[int, ...], ...]  #: the pieces of each heading
    group: tuple[int, ...]  #: the pieces of the heading of a group between it and the first row
    kinds: tuple[str, ...]  #: what stands below each: ordinal, duty, limit, person, text


def counted(text: str) -> Iterator[Edit]:
    """Edits for tables whose rows begin with a serial number in a piece of its own."""
    done = 0
    for found in _FIRST_HEADING.finditer(text):
        begin = found.start()
        if begin < done or (begin and not (text[begin - 1].isspace() or text[begin - 1] in "项任目务")):
            continue
        line = text[begin : begin + _LONGEST_HEADING].partition("\n")[0]
        if CELL_END in line or BAR.search(line):
            continue
        for name in ("lines", "wide", "any"):
            if name != "lines" and not GAPS[name].search(line.strip()):
                continue
            edits = list(_edits(text, pieces_from(text, begin, GAPS[name])))
            if edits:
                yield from edits
                done = max(end for _, end, _ in edits)
                break


def _edits(text: str, pieces: Iterator[Piece]) -> Iterator[Edit]:
    """Edits for the table that the pieces begin with, if they do: as many are looked at as may belong to it."""
    taken = list(islice(pieces, MOST_HEADS + 2))
    head = _head(taken)
    if head is None:
        return
    last, number = head.after, serial(taken[head.after]) or 0
    for at, piece in enumerate(chain(taken[head.after + 1 :], pieces), head.after + 1):
        if at >= len(taken):
            taken.append(piece)
        if (counted := serial(piece)) in (number, number + 1):
            last, number = at, counted or number
        elif at - last > _MOST_PIECES:
            break
    yield from _table(text, taken, head)


def _head(pieces: Sequence[Piece]) -> _Head | None:
    """The heading that begins with the first piece: 序号, further headings, and then the number 1."""
    if not pieces or not SERIAL_HEAD.match(re.sub(r"\s", "", pieces[0].words)):
        return None
    stop = next((at for at, piece in enumerate(pieces[1 : MOST_HEADS + 2], 1) if serial(piece) is not None), None)
    if stop is None or stop < 3 or not (serial(pieces[stop]) or 0) >= 0:
        return None
    group = _group_before(pieces, stop)
    first, stop = stop, stop - len(group)
    heads = pieces[1:stop]
    if len(heads) < 2 or any(len(piece.words) > LONGEST_HEAD or SENTENCE.search(piece.words) for piece in heads):
        return None
    columns: list[tuple[int, ...]] = [(0,)]
    at = 1
    while at < stop:
        wide = _spaced(pieces[at:stop]) or 1 + (at + 1 < stop and _is_split(pieces[at].words, pieces[at + 1].words))
        columns.append(tuple(range(at, at + wide)))
        at += wide
    kinds = tuple(kind_of("".join(pieces[at].words for at in column)) for column in columns)
    return _Head(0, first, tuple(columns), group, kinds) if "duty" in kinds and len(kinds) >= 3 else None


def _spaced(pieces: Sequence[Piece]) -> int:
    """How many pieces at the beginning are one heading set wide, a letter each: 工 作 任 务."""
    letters = next((at for at, piece in enumerate(pieces) if len(piece.words) > 1), len(pieces))
    return letters if letters > 1 else 0


_GROUP_NUMBER = regex(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]*$")
_GROUP = regex(r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)])[^。；，]{2,30}$")


def _group_before(pieces: Sequence[Piece], at: int) -> tuple[int, ...]:
    """The pieces of the heading of a group of rows that ends before a piece: 二、民生保障, or 二 and 民生保障."""
    if at > 1 and _GROUP.match(pieces[at - 1].words):
        return (at - 1,)
    if at > 2 and _GROUP_NUMBER.match(pieces[at - 2].words) and not SENTENCE.search(pieces[at - 1].words):
        return (at - 2, at - 1)
    return ()


def _is_split(words: str, following: str) -> bool:
    """Whether two lines are one heading: 牵头 / 部门, 完成 / 时限."""
    if words in ("完成", "办结", "整改", "办理", "推进", "责任", "分管"):
        return following in ("时限", "时间", "期限", "节点", "领导", *lexicon.label_heads())
    return following in lexicon.label_heads() and words in (*lexicon.label_stems(), *lexicon.lead_words())


def _table(text: str, pieces: Sequence[Piece], head: _Head) -> Iterator[Edit]:
    """Edits for the heading and for every row that a serial number begins."""
    rows = list(_rows(pieces, head))
    if not rows:
        return
    width = len(head.columns)
    placed: list[tuple[int, int]] = []  # column and row of each piece
    groups: set[int] = set()  # rows that are headings of groups
    row = 0
    for column, those in enumerate(head.columns):
        placed += [(column, row) for _ in those]
    group: tuple[int, ...] = head.group
    for first, stop in rows:
        if group:
            row += 1
            groups.add(row)
            placed += [(0, row) for _ in group]
        group = _group_before(pieces, stop) if stop < rows[-1][1] and stop - first > 3 else ()
        row += 1
        placed.append((0, row))
        for column, new in _assigned(pieces[first + 1 : stop - len(group)], head.kinds):
            row += new
            placed.append((column, row))
    for (piece, (column, row)), (after, (to, below)) in pairwise(zip(pieces, placed, strict=False)):
        if below > row:
            put = CELL_END * (0 if row in groups else width - 1 - column) + "\n" + CELL_END * to
        elif to > column:
            put = CELL_END * (to - column)
        else:
            parts = row > 0 and (head.kinds[column] != "text" or piece.words[-1] in "。；;")
            put = CELL_BREAK if parts and row not in groups else ""
        yield piece.end, after.start, put
    last = pieces[len(placed) - 1]
    ends = CELL_END * (width - 1 - placed[-1][0])
    if len(placed) < len(pieces):
        yield last.end, pieces[len(placed)].start, f"{ends}\n"
    elif ends:
        yield last.end, last.end, ends
    if pieces[0].start and text[pieces[0].start - 1] not in "\n\r":
        yield pieces[0].start, pieces[0].start, "\n"


def _rows(pieces: Sequence[Piece], head: _Head) -> Iterator[tuple[int, int]]:
    """Where each row begins and ends: at numbers that count on, or say the same again."""
    begins = [head.after]
    number = serial(pieces[head.after]) or 0
    for at in range(head.after + 1, len(pieces)):
        if at - begins[-1] > _MOST_PIECES:
            break
        found = serial(pieces[at])
        if found in (number, number + 1) and at - begins[-1] > 2 and at + 1 < len(pieces):
            begins.append(at)
            number = found
    if number == serial(pieces[head.after]) and len(begins) < 2 and number != 1:
        return
    yield from pairwise(begins)
    most = max((stop - first for first, stop in pairwise(begins)), default=len(head.columns) + 6)
    yield begins[-1], _end(pieces, begins[-1], head.kinds, most)


def _end(pieces: Sequence[Piece], first: int, kinds: tuple[str, ...], most: int) -> int:
    """Where the last row ends: with its last column, which names may fill in more than one line."""
    limit = min(len(pieces), first + most + 2)
    for stop in range(first + 2, limit + 1):
        assigned = _assigned(pieces[first + 1 : stop], kinds)
        column, new = assigned[-1]
        if (
            stop > first + 2
            and not _names_go_on(*pieces[stop - 2 : stop])
            and (new or fit(pieces[stop - 1], kinds[column]) <= 0)
        ):
            return stop - 1
        if column == len(kinds) - 1:
            while stop < len(pieces) and kinds[-1] == "duty":
                if fit(pieces[stop], "duty") <= 0 and not _names_go_on(*pieces[stop - 1 : stop + 1]):
                    break
                stop += 1
            return stop
    return limit


def _names_go_on(before: Piece, piece: Piece) -> bool:
    """Whether a list of names that breaks off goes on in the next piece."""
    apart = serial(piece) is not None or SERIAL_HEAD.match(piece.words) or BAR.search(piece.words)
    return before.words[-1] in "、，," and not apart


def _assigned(pieces: Sequence[Piece], kinds: tuple[str, ...]) -> list[tuple[int, int]]:
    """The column of each piece of a row, and 1 where it begins a further row below the same number.

    The best way through the columns (Viterbi): each piece fits its column, columns follow one another.
    """
    columns = range(1, len(kinds))
    best = {column: (fit(pieces[0], kinds[column]) + _past(1, column, kinds), [(column, 0)]) for column in columns}
    for piece in pieces[1:]:
        further: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for column in columns:
            fits = fit(piece, kinds[column])
            score, before, new = max(
                (score + _step(before, column, kinds), before, int(column < before))
                for before, (score, _) in best.items()
            )
            further[column] = (score + fits, [*best[before][1], (column, new)])
        best = further
    return max(best.values(), key=lambda found: found[0])[1]


def _step(before: int, column: int, kinds: tuple[str, ...]) -> float:
    """What it costs to go from one column to another: on, past some, on in the same, or back to a further row."""
    if column == before:
        shared = kinds[column] == "duty" and "duty" in kinds[column + 1 :]  # a lead before those who join
        return -0.6 if shared else {"duty": 0.0, "text": -0.8}.get(kinds[column], -2.5)
    return _past(before + 1, column, kinds) if column > before else -2.5 + _past(1, column, kinds) / 4


def _past(first: int, column: int, kinds: tuple[str, ...]) -> float:
    """What it costs to leave columns empty: what is to be done is always said, and a lead before those who join."""
    return sum(-3.0 if kinds[at] == "text" else -1.5 - 0.01 * (len(kinds) - at) for at in range(first, column))
