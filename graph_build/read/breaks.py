"""Whether a line of type ends because it is full, so that the break behind it is the printer's and no one's else.

A line takes as much as fits: a break is the printer's if the next unit would not have fitted. A unit is a letter, or
a word of Latin letters and digits, with the marks that may not begin a line or end one (禁则, GB/T 15834-2011, 5.1).
"""

from __future__ import annotations

import re

from graph_build.read.coordinates import Line
from ontology.patterns import regex

_UNIT = regex(
    r"""
      [“‘（〔【《〈「『(\[]*                      # may not end a line: 〔2023〕
      (?:[A-Za-z0-9.,%:/+-]+|.)                  # 2023, 市
      [”’）〕】》〉」』)\]，。、；：！？…,.;:!?%]*  # may not begin a line: 局、
    """,
    re.VERBOSE,
)
_NARROW = regex(r"[\x20-\x7e]")
#: what a margin may be off, as a part of the width of a letter
_SLACK = 0.02


def soft(line: Line, after: Line, left: float, right: float) -> bool:
    """Whether what ``after`` begins with would not have fitted into ``line``, which is set between two edges.

    >>> def set_in(text: str, left: float) -> Line:
    ...     return Line(text, left, left + len(text), 0, 1)
    >>> soft(set_in("市卫生健康", 0.5), set_in("委", 2.5), 0, 5.9)
    True
    >>> soft(set_in("各区政府", 1), set_in("市财政局", 1), 0, 6)
    False
    """
    size = line.size
    before, behind = line.left - left, right - line.right
    centred = before > 0.4 * size and abs(before - behind) < 0.6 * size
    room = before + behind if centred or behind < 0.2 * size < before else behind
    unit = _UNIT.match(after.text)
    return unit is None or _wide(unit[0]) * size > room + _SLACK * size


def _wide(text: str) -> float:
    """The width of a text in ideographs."""
    return sum(0.5 if _NARROW.match(letter) else 1.0 for letter in text)
