"""Tables that count no rows: every cell is what its heading says, over and over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from graph_build.model import CELL_END
from graph_build.read.reflow.edits import Edit
from graph_build.read.reflow.pasted.columns import (
    BLANK,
    ENDS,
    GAPS,
    LINE,
    LONGEST_HEAD,
    MOST_HEADS,
    TIME,
    Piece,
    fit,
    kind_of,
    pieces_from,
    serial,
)
from ontology import lexicon
from ontology.lexicon import either
from ontology.patterns import regex

_TEXT_HEAD = regex(
    r"(?:重点|主要|具体|目标|年度|工作|任务|项目|实事|改革|整治)*(?:任务|内容|事项|举措|措施|目标|项目|工作)(?:名称|内容|要求)?$"
)


@cache
def _label_line() -> re.Pattern[str]:
    """A label that stands alone on a line that another stands before."""
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    return regex(rf"\n[ \u3000]*(?:{stems})+(?:{heads})[ \u3000]*$", re.MULTILINE)


def uncounted(text: str) -> list[Edit]:
    """Edits for tables of a cell a line that count no rows: every cell is what its heading says, over and over."""
    edits: list[Edit] = []
    if not _label_line().search(f"\n{text}"):
        return edits
    lines = [Piece(found.start(), found.end(), found[0].strip()) for found in LINE.finditer(text) if found[0].strip()]
    at = 0
    while at < len(lines):
        kinds: list[str] = []
        for piece in lines[at : at + MOST_HEADS]:
            kind = kind_of(piece.words) if len(piece.words) <= LONGEST_HEAD else "text"
            if kind in ("ordinal", "person") or (kind == "text" and not _TEXT_HEAD.match(piece.words)):
                break
            kinds.append(kind)
        width, end = len(kinds), at + len(kinds)
        while width > 1 and {"text", "duty"} <= set(kinds) and end + width <= len(lines):
            if not all(map(_is_cell, lines[end : end + width], kinds)):
                break
            end += width
        if width < 2 or end - at < 3 * width:
            at += 1
            continue
        for number, (piece, after) in enumerate(pairwise(lines[at:end]), 1):
            edits.append((piece.end, after.start, CELL_END if number % width else "\n"))
        at = end
    return edits


@cache
def _label_behind_blank() -> re.Pattern[str]:
    """A label that a blank parts from the heading before it, and a blank or the end of its line from what follows."""
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    return regex(rf"[{BLANK}](?:{stems})+(?:{heads})(?=[{BLANK}{ENDS}])")


def lined(text: str) -> list[Edit]:
    """Edits for tables of a row a line that count no rows: 工作任务 责任单位 完成时限 / 修路 县交通局 12月底."""
    edits: list[Edit] = []
    done = 0
    for label in _label_behind_blank().finditer(text):
        if label.start() < done:
            continue
        start = max(text.rfind(end, 0, label.start()) for end in "\n\r") + 1
        for gap in ("wide", "any"):
            rows = list(_rows_alike(text, start, GAPS[gap]))
            if len(rows) > 2:
                edits += ((piece.end, after.start, CELL_END) for row in rows for piece, after in pairwise(row))
                done = rows[-1][-1].end
                break
    return edits


def _rows_alike(text: str, start: int, gap: re.Pattern[str]) -> Iterator[list[Piece]]:
    """The heading in the line that begins at a place, and the rows below it whose cells all are what it says."""
    kinds: list[str] = []
    for line in LINE.finditer(text, start):
        at = line.start()
        row = [Piece(at + piece.start, at + piece.end, piece.words) for piece in pieces_from(line[0], 0, gap)]
        if not kinds:
            kinds = [kind_of(piece.words) for piece in row if len(piece.words) <= LONGEST_HEAD]
            texts = [piece for piece, kind in zip(row, kinds, strict=False) if kind == "text"]
            if (
                len(kinds) != len(row)
                or not {"text", "duty"} <= set(kinds)
                or not all(_TEXT_HEAD.match(piece.words) for piece in texts)
            ):
                return
        else:
            if len(row) == len(kinds) + 1 and serial(row[0]) is not None:  # 1. 修路
                row[:2] = [Piece(row[0].start, row[1].end, text[row[0].start : row[1].end])]
            if len(row) != len(kinds) or not all(map(_is_cell, row, kinds)):
                return
        yield row


def _is_cell(piece: Piece, kind: str) -> bool:
    """Whether a line is a cell below a heading of this kind beyond doubt."""
    if kind == "duty" and piece.words.endswith((*lexicon.lead_words(), *lexicon.co_words())):  # 市应急局牵头，各区配合
        return CELL_END not in piece.words
    if kind == "text":
        return CELL_END not in piece.words and fit(piece, "duty") <= 0 and not TIME.match(piece.words)
    return fit(piece, kind) > 0 and CELL_END not in piece.words
