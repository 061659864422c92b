"""The proof of a link: which clauses of two measures say the same, in the same words or in near ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ontology.script import fold
from queries.align.clauses import Clause
from queries.align.profiles import adverbials
from queries.align.words import Floats, load

#: The share of character pairs from which a clause is taken to stand in the other text, changed or not.
SHARED = 0.5
#: Fewer pairs than these prove less the fewer they are: that both say 食堂 is no proof.
_FEW = 4
COMPANY = 0.5  #: what near words weigh beside shared ones


class Quotation(NamedTuple):
    """A clause below and the one above that it is most like; places are those in the texts of the measures."""

    lower: Clause
    upper: Clause
    alike: float  #: from 0 to 1 by the characters that they share, near words added
    proves: bool  #: whether both say what is done, and not only for whom or on which condition

    @property
    def shared(self) -> bool:
        """Whether the words of the one stand in the other, and not only their matter."""
        return shared(self.lower.words, self.upper.words) >= SHARED


def quotations(lower: Sequence[Clause], upper: Sequence[Clause]) -> tuple[Quotation, ...]:
    """For each clause below the clause above that is most like it, in the order of the text below."""
    if not lower or not upper:
        return ()
    by_words = np.array([[shared(low.words, high.words) for high in upper] for low in lower])
    near = np.clip(_company(lower) @ _company(upper).T, 0, 1)
    alike = (by_words + COMPANY * near) / (1 + COMPANY)
    best = alike.argmax(axis=1)
    no_proof = adverbials(lower), adverbials(upper)
    return tuple(
        Quotation(low, upper[at], float(alike[row, at]), not (no_proof[0][row] or no_proof[1][at]))
        for row, (low, at) in enumerate(zip(lower, best, strict=True))
    )


def shared(one: str, other: str) -> float:
    """The share of pairs of characters that two clauses have in common, of those of the shorter (overlap coefficient).

    >>> shared("不得盲目抽贷、断贷、压贷", "金融机构不能盲目抽贷、断贷、压贷") > 0.7
    True
    """
    a, b = _pairs(one), _pairs(other)
    return len(a & b) / max(min(len(a), len(b)), _FEW)


@lru_cache(maxsize=2**16)
def _pairs(words: str) -> frozenset[str]:
    folded = fold(words)
    return frozenset(folded[at : at + 2] for at in range(len(folded) - 1) if folded[at : at + 2].isalnum())


def _company(found: Sequence[Clause]) -> Floats:
    known = load()
    rows = np.zeros((len(found), known.vectors.shape[1]))
    for row, clause in enumerate(found):
        held = np.unique(known.within(fold(clause.words)))
        rows[row] = known.rarity[held] @ known.vectors[held]
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    unit: Floats = rows / lengths
    return unit
