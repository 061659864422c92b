"""The proof of a link: which clauses of two measures say the same, in the same words or in near ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from queries.align.clauses import Clause
from queries.align.lines import Lines, Numbers, lined
from queries.align.profiles import adverbials
from queries.align.words import Floats, load, unit

#: The share of character pairs from which a clause is taken to stand in the other text, changed or not.
SHARED = 0.5
#: Fewer pairs than these prove less the fewer they are: that both say 食堂 is no proof.
_FEW = 4
MEANING = 0.5  #: what near words weigh beside shared ones
_DIGITS = 9  #: so that clauses of the same words are alike as much, however their numbers are summed


class Quotation(NamedTuple):
    """A clause below and the one above that it is most like; places are those in the texts of the measures."""

    lower: Clause
    upper: Clause
    alike: float  #: from 0 to 1 by the characters that they share, near words added
    in_words: float  #: from 0 to 1 by the characters alone
    proves: bool  #: whether both say what is done, and not only for whom or on which condition

    @property
    def shared(self) -> bool:
        """Whether the words of the one stand in the other, and not only their matter."""
        return self.in_words >= SHARED


def quotations(lower: tuple[Clause, ...], upper: tuple[Clause, ...]) -> tuple[Quotation, ...]:
    """For each clause below the clause above that is most like it, in the order of the text below."""
    if not lower or not upper:
        return ()
    below, above = _quotable(lower), _quotable(upper)
    in_words = _overlap(below, above)
    near = np.clip(below.meaning @ above.meaning.T, 0, 1)
    alike = np.round((in_words + MEANING * near) / (1 + MEANING), _DIGITS)
    best = alike.argmax(axis=1)
    rows = np.arange(len(lower))
    found = zip(lower, best, alike[rows, best].tolist(), in_words[rows, best].tolist(), below.aside, strict=True)
    return tuple(
        Quotation(low, upper[at], near, same, not (aside or above.aside[at])) for low, at, near, same, aside in found
    )


@dataclass(frozen=True, eq=False)
class _Quotable:
    """The clauses of a measure with what they are compared by."""

    pairs: Numbers  #: the pairs of characters that stand in any of them, each once, in ascending order
    holds: Floats  #: clauses × pairs: 1 where a clause holds the pair
    meaning: Floats  #: clauses × dimensions: what their words mean, of unit length
    aside: tuple[bool, ...]  #: whether each says only for whom or on which condition


@lru_cache(maxsize=2**12)
def _quotable(found: tuple[Clause, ...]) -> _Quotable:
    lines = lined([clause.words for clause in found])
    runs, places = lines.pairs()
    pairs, column = np.unique(runs, return_inverse=True)
    holds = np.zeros((len(found), len(pairs)))
    holds[lines.of(places), column] = 1
    return _Quotable(pairs, holds, _meaning(lines), adverbials(found))


def _overlap(lower: _Quotable, upper: _Quotable) -> Floats:
    """The share of pairs of characters that two clauses have in common, of those of the shorter (overlap coefficient).

    >>> from queries.align.clauses import clauses
    >>> one, other = (clauses(text) for text in ("不得盲目抽贷、断贷、压贷", "金融机构不能盲目抽贷、断贷、压贷"))
    >>> _overlap(_quotable(one), _quotable(other)).round(2).tolist()
    [[0.71]]
    """
    if not len(upper.pairs):
        return np.zeros((len(lower.holds), len(upper.holds)))
    at = np.searchsorted(upper.pairs[:-1], lower.pairs)
    both = upper.pairs[at] == lower.pairs
    common = lower.holds[:, both] @ upper.holds[:, at[both]].T
    shorter = np.minimum.outer(lower.holds.sum(axis=1), upper.holds.sum(axis=1))
    found: Floats = common / np.maximum(shorter, _FEW)
    return found


def _meaning(lines: Lines) -> Floats:
    known = load()
    numbers, places = known.within(lines.text)
    words, column = np.unique(numbers, return_inverse=True)
    held = np.zeros((len(lines.starts), len(words)))
    held[lines.of(places), column] = known.rarity[numbers]
    return unit(held @ known.vectors[words])
