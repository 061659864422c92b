"""The measures of a document as rows of numbers: which words and runs of characters stand in each, how weightily.

What a measure is about is said in its first clause, so its words weigh more. An adverbial clause (对受疫情影响的企业，
…) says for whom, by which plan or on which condition; measures that ask for different things share it: it weighs less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from scipy import sparse

from ontology.script import fold
from queries.align.clauses import Clause
from queries.align.words import load

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.int64]"
Matrix: TypeAlias = Any  #: a scipy.sparse.csr_matrix; scipy has no types
#: What words weigh in the first clause, and in an adverbial one.
OPENING, ADVERBIAL = 3.0, 0.4
_LONGEST_OPENING = 30  #: characters; a longer first clause is no caption, and its first words tell what it is about
_ADVERBIAL = re.compile(
    r"""(?: 特别是 | 尤其是 | 同时 | 并 | 其中 | 凡 | 但 | 且 )?
    (?: 对于? | 针对 | 面向 | 向                                  # 对受疫情影响的企业，…
      | 在 | 自 | 截至 | 除                                       # 在防控措施到位的前提下，…
      | 按照? | 根据 | 依据 | 依照 | 围绕 | 聚焦 | 通过 | 结合 | 以  # 按照属地化原则，…
      | 因 | 由于 | 受                                            # 因疫情影响，…
      | 为 (?: 了 | 深入 | 贯彻 | 落实 | 进一步 | 加快 | 推动 | 促进 | 切实 ) )  # 为贯彻…意见，… but 为学校添置设备
    """,
    re.VERBOSE,
)
#: What is done for those whom an adverbial clause names, said in the clause itself: 对首次落户的团队给予奖励，…
_DONE = re.compile(
    "给予|予以|优先|实行|实施|推行|开展|开辟|建立|设立|组织|办理|提供|安排|发放|免收|减免|补贴|补助|奖励|支持"
)
_BUCKETS = 1 << 18  #: of runs of characters: a measure has some hundred, so that few share one by chance
_RUNS = (2, 3)  #: characters in a run


@dataclass(frozen=True, eq=False)
class Profile:
    """The measures of a document, a row each."""

    words: Matrix  #: measures × known words: their weight
    runs: Matrix  #: measures × runs of characters, by their hash: their weight
    topics: tuple[Numbers, ...]  #: the known words of the caption of each
    systems: tuple[Mapping[str, float], ...]  #: the functional systems of those who answer, with their weight


def weights(found: Sequence[Clause]) -> Iterator[float]:
    """What the words of each clause of a measure weigh."""
    for clause, adverbial in zip(found, adverbials(found), strict=True):
        if clause is found[0] and len(clause.words) <= _LONGEST_OPENING:
            yield OPENING
        else:
            yield ADVERBIAL if adverbial else 1.0


def adverbials(found: Sequence[Clause]) -> tuple[bool, ...]:
    """Of each clause of a measure whether it is adverbial."""
    last = {clause.sentence: clause.start for clause in found}
    return tuple(is_adverbial(clause, final=clause.start == last[clause.sentence]) for clause in found)


def is_adverbial(clause: Clause, *, final: bool) -> bool:
    """Whether a clause says for whom or on which condition rather than what; the final one of a sentence does not.

    >>> is_adverbial(Clause("对符合条件的参保企业", 0, 10, 0), final=False)
    True
    """
    if clause.words.endswith("的"):
        return True
    return not final and bool(_ADVERBIAL.match(clause.words)) and not _DONE.search(clause.words)


def profile(measures: Sequence[Sequence[Clause]], systems: Sequence[Mapping[str, float]]) -> Profile:
    """The profile of measures with these clauses, and these systems of those who answer for them."""
    known = load()
    words, runs, topics = _Rows(len(known.words)), _Rows(_BUCKETS), list[Numbers]()
    for found in measures:
        for clause, weight in zip(found, weights(found), strict=True):
            folded = fold(clause.words)
            words.add(known.within(folded), weight)
            for hashes in _hashes(folded):
                runs.add(hashes, weight)
        words.end()
        runs.end()
        topics.append(np.unique(known.within(fold(found[0].words[:_LONGEST_OPENING]))) if found else words.none)
    return Profile(words.matrix(), runs.matrix(), tuple(topics), tuple(systems))


def _hashes(text: str) -> Iterator[Numbers]:
    """The buckets of the runs of letters and digits in ``text``, for each length."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    marks = np.array([not character.isalnum() for character in text], dtype=bool)
    for length in _RUNS:
        many = len(text) - length + 1
        if many > 0:
            mixed, broken = np.zeros(many, np.uint64), np.zeros(many, dtype=bool)
            for at in range(length):
                mixed = (mixed + codes[at : at + many]) * np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing
                mixed ^= mixed >> np.uint64(29)
                broken |= marks[at : at + many]
            yield (mixed[~broken] % np.uint64(_BUCKETS)).astype(np.int64)


class _Rows:
    """A sparse matrix as it grows, row by row."""

    none: Numbers = np.empty(0, np.int64)

    def __init__(self, width: int) -> None:
        self._width = width
        self._columns, self._values, self._ends = [self.none], [np.empty(0)], [0]
        self._length = 0

    def add(self, columns: Numbers, weight: float) -> None:
        """Adds ``weight`` in each of these columns of the open row."""
        self._columns.append(columns)
        self._values.append(np.full(len(columns), weight))
        self._length += len(columns)

    def end(self) -> None:
        """Closes the row."""
        self._ends.append(self._length)

    def matrix(self) -> Matrix:
        """The rows."""
        parts = np.concatenate(self._values), np.concatenate(self._columns), self._ends
        found = sparse.csr_matrix(parts, shape=(len(self._ends) - 1, self._width))
        found.sum_duplicates()
        return found
