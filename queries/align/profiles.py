"""The measures of a document as rows of numbers: which words and which runs of characters stand in each, how weightily.

What a measure is about is said in its first clause, so its words weigh more; an adverbial clause (对受疫情影响的企业，…),
which says for whom, under which plan or condition, is shared by measures that ask for different things and weighs less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ontology.script import fold
from queries.align.clauses import Clause, clauses
from queries.align.words import load

#: What words weigh in the first clause, and in an adverbial one.
OPENING, ADVERBIAL = 3.0, 0.4
_LONGEST_OPENING = 30  #: characters; a longer first clause is no caption
_ADVERBIAL = re.compile(
    r"""(?: 特别是 | 尤其是 | 同时 | 并 | 其中 | 凡 | 但 | 且 )?
    (?: 对于? | 针对 | 面向 | 向 | 在 | 按照? | 根据 | 依据 | 依照 | 围绕 | 聚焦 | 因 | 由于 | 受 | 除 | 自 | 截至 | 通过 | 结合 | 以
      | 为 (?!企业 | 其 | 他 | 广大) )""",
    re.VERBOSE,
)
_BUCKETS = 1 << 18  #: of runs of characters: two that share one are one in a million pairs
_RUNS = (2, 3)  #: characters in a run


@dataclass(frozen=True, eq=False)
class Profile:
    """The measures of a document: a row each."""

    words: sparse.csr_matrix  #: measures × known words
    runs: sparse.csr_matrix  #: measures × runs of characters, by their hash


def weights(found: Sequence[Clause]) -> Iterator[float]:
    """What the words of each clause of a measure weigh."""
    last = {clause.sentence: clause.start for clause in found}
    for clause in found:
        final = clause.start == last[clause.sentence]
        if clause is found[0] and len(clause.words) <= _LONGEST_OPENING:
            yield OPENING
        elif (not final and _ADVERBIAL.match(clause.words)) or clause.words.endswith("的"):
            yield ADVERBIAL
        else:
            yield 1.0


def profile(texts: Sequence[str]) -> Profile:
    """The profile of measures whose own words are ``texts``."""
    known = load()
    words, runs = _Rows(len(known.words)), _Rows(_BUCKETS)
    for text in texts:
        found = clauses(text)
        for clause, weight in zip(found, weights(found), strict=True):
            folded = fold(clause.words)
            words.add([number for number, _, _ in known.within(folded)], weight)
            for hashes in _hashes(folded):
                runs.add(hashes, weight)
        words.end()
        runs.end()
    return Profile(words.matrix(), runs.matrix())


def _hashes(text: str) -> Iterator[np.ndarray]:
    """The buckets of the runs of characters in ``text``, for each length."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    mark = np.array([not c.isalnum() for c in text], dtype=bool)
    for length in _RUNS:
        if len(text) < length:
            continue
        mixed = np.zeros(len(text) - length + 1, np.uint64)
        clear = np.ones(len(mixed), bool)
        for at in range(length):
            mixed = (mixed + codes[at : at + len(mixed)]) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
            clear &= ~mark[at : at + len(mixed)]
        yield (mixed[clear] % np.uint64(_BUCKETS)).astype(np.int64)


class _Rows:
    """A sparse matrix as it grows."""

    def __init__(self, width: int) -> None:
        self._width, self._columns, self._values, self._ends = width, list[np.ndarray](), list[np.ndarray](), [0]
        self._length = 0

    def add(self, columns: Sequence[int] | np.ndarray, weight: float) -> None:
        """Adds ``weight`` in each of these columns of the open row."""
        self._columns.append(np.asarray(columns, np.int64))
        self._values.append(np.full(len(columns), weight))
        self._length += len(columns)

    def end(self) -> None:
        """Closes the row."""
        self._ends.append(self._length)

    def matrix(self) -> sparse.csr_matrix:
        """The rows."""
        columns = np.concatenate([np.empty(0, np.int64), *self._columns])
        values = np.concatenate([np.empty(0), *self._values])
        found = sparse.csr_matrix((values, columns, self._ends), shape=(len(self._ends) - 1, self._width))
        found.sum_duplicates()
        return found
