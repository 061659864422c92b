"""Many words looked for at once (Aho and Corasick 1975, doi:10.1145/360825.360855)."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick as Finder
from ahocorasick_rs import MatchKind

__all__ = ["Finder", "finder"]


def finder(words: Iterable[str]) -> Finder:
    """What finds ``words`` in a text, each by its number; of several at a place the longest.

    >>> finder(["财政", "财政厅"]).find_matches_as_indexes("省财政厅")
    [(1, 1, 4)]
    """
    return Finder(list(words), matchkind=MatchKind.LeftmostLongest)
