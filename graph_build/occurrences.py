"""Where long patterns occur in a text: a first look at what they begin with, and the pattern only there.

``re`` skips to a character of a set ten times as fast as it tries a lookahead at every place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from sys import maxsize

from ontology.patterns import regex


def beginning(characters: str, condition: str = "") -> re.Pattern[str]:
    r"""A pattern that finds one of ``characters`` (the inside of a class) where ``condition``, of no width, holds.

    >>> [found.start() for found in beginning(r"\d", r"(?=\d月)").finditer("2020年6月、8日")]
    [5]
    """
    return regex(rf"[{characters}](?<={condition}.)" if condition else f"[{characters}]")


def occurrences(
    pattern: re.Pattern[str], begins: re.Pattern[str], text: str, start: int = 0, end: int = maxsize
) -> Iterator[re.Match[str]]:
    """The matches of ``pattern`` in ``text[start:end]`` as ``finditer`` gives them.

    ``begins`` finds every character that a match begins with, and few others.
    """
    at = start
    for begin in begins.finditer(text, start, end):
        if begin.start() >= at and (found := pattern.match(text, begin.start(), end)):
            yield found
            at = found.end()
