r"""Tables that were pasted as text: their cells parted by bars, by line ends or by blanks, put into rows again.

table     = barred | counted | uncounted | lined
barred    = heading {row}                  | 序号 | 任务 | 责任单位 |    a line a row; |---| between them is layout
counted   = "序号" {heading} {number cell {cell}}                       a cell a line, or parted by blanks
uncounted = heading {heading} {cell}                                    a cell a line, as many a row as headings
lined     = heading {heading} {row}                                     a row a line, its cells parted by blanks

A row becomes one line, its cells parted by ``\t``, the lines of a cell by U+2028. Only what is certain is touched: a
heading that is a label of responsibility, and in a counted table serial numbers that count on. Which cell a piece of a
counted row is, its looks tell: names stand below 责任单位, times below 完成时限, one column after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from graph_build.read.reflow.edits import Edit
from graph_build.read.reflow.pasted import fused
from graph_build.read.reflow.pasted.barred import barred, unbarred
from graph_build.read.reflow.pasted.counted import counted
from graph_build.read.reflow.pasted.uncounted import lined, uncounted
from ontology import lexicon
from ontology.lexicon import either
from ontology.patterns import regex

__all__ = ["looks_like_a_table", "mended", "unbarred"]


def mended(text: str) -> Iterator[Edit]:
    """Edits that put the cells of pasted tables into rows, in order."""
    blank = list(counted(text)) or uncounted(text) or lined(text)
    yield from sorted((*barred(text), *blank, *fused.cells(text)))


def looks_like_a_table(line: str) -> tuple[int, int] | None:
    """Where headings of a table stand in a line whose cells cannot be told apart, as in ``序号任务责任单位1修路``."""
    head = re.search(
        rf"(?:{either(lexicon.ordinals())})(?:(?:[，,][^\n\t。；，,：:]{{1,12}}){{2,}}|[^\n\t。；，：:]{{2,60}})", line
    )
    label = _inner_label().search(head[0]) if head else None
    return (head.start(), head.start() + label.end()) if head and label else None


@cache
def _inner_label() -> re.Pattern[str]:
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    return regex(rf"(?:{stems})(?:{heads})")
