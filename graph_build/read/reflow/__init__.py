r"""Text as its author wrote it: breaks inside a sentence undone, layout dropped, one unit a line.

``reflow`` promises:

1. Nothing is invented but line ends: every character stands in the source at its offset, save that a blank of
   any width, and a line end between two Latin words, is a plain space, a line end of any kind ``\n``, and what
   parts two cells of a pasted table ``\t``.
2. Nothing is dropped but layout: blanks (save one that parts two names in a list), line ends, invisible
   characters, page numbers, the frame of a pasted table, and what the reader marked as noise.
3. Offsets rise strictly; only a ``\n`` or ``\t`` put where the source has none shares that of the character before.
4. Lines are not empty, and neither begin nor end with a blank.
5. A line that begins with a marker or a label (责任单位：) stays one, unless it closes an open bracket. A row
   of a table stays one line, its cells parted by ``\t``, the paragraphs of a cell by U+2028.
6. Reflowed text is its own reflow.
7. Doubled line ends change nothing; a text that has lost its line ends gets those before its markers back.
8. Time and memory are linear in the text.

Each pass yields the ``edits`` that mend one thing: ``pasted`` tables (``fused`` ones too), a text ``runon`` for want
of line ends, ``rows`` broken inside a cell, ``blanks``, and the breaks inside ``units``.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from functools import cache

from graph_build.model import CELL_END, Reading, Reflowed
from graph_build.read.reflow import blanks, pasted, rows, runon, units
from graph_build.read.reflow.edits import applied
from ontology.script import fold


def reflow(reading: Reading) -> Reflowed:
    r"""The text of a reading with its breaks undone, and the way back to the source text.

    >>> text = "13.强化有机衔接(自治区\n\n高级人民法院、公安厅)。\n\n— 6 —\n二、促进 2017 年运用\n"
    >>> print(reflow(Reading(text, "txt")).text)
    13.强化有机衔接(自治区高级人民法院、公安厅)。
    二、促进2017年运用
    """
    plain = fold(reading.text)
    text, offsets = _reflowed(replace(reading, text=plain) if plain != reading.text else reading)
    if plain != reading.text:  # words of either script are known; what was written stays
        written = reading.text
        text = "".join(written[at] if char == plain[at] else char for char, at in zip(text, offsets, strict=True))
    return Reflowed(reading.text, text, offsets)


#: texts are seldom longer
_LENGTH = 1 << 16


@cache
def _counted() -> array[int]:
    """The numbers from zero on, counted once: an array that counts them costs as much as a fifth of a reflow."""
    return array("I", range(_LENGTH))


def _places(length: int) -> array[int]:
    """The place of each character of a text that is ``length`` characters long."""
    return _counted()[:length] if length <= _LENGTH else array("I", range(length))


def _reflowed(reading: Reading) -> tuple[str, array[int]]:
    """The text of a reading with its breaks undone, and the place of each character."""
    text, offsets = reading.text, _places(len(reading.text))
    text, offsets = applied(text, offsets, ((span.start, span.end, "\n") for span in sorted(reading.noise)))
    if not reading.tables:
        text, offsets = applied(text, offsets, pasted.unbarred(text))
        text, offsets = applied(text, offsets, pasted.mended(text))
    for _ in range(2):  # that a text has lost its line ends may show only when those inside its units are undone
        run_on = runon.is_run_on(text)
        if run_on:
            text, offsets = applied(text, offsets, runon.mended(text))
        if CELL_END in text and not reading.tables:
            text, offsets = applied(text, offsets, rows.mended(text))
        text, offsets = applied(text, offsets, blanks.mended(text))
        text, offsets = applied(text, offsets, units.mended(text))
        if run_on or not runon.is_run_on(text):
            break
    return text, offsets
