"""The measures of a document as rows of numbers: which words and runs of characters stand in each, how weightily.

What a measure is about is said in its first clause, so its words weigh more. An adverbial clause (对受疫情影响的企业，
…) says for whom, by which plan or on which condition; measures that ask for different things share it: it weighs less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from ontology.systems import stems
from queries.align.clauses import Clause
from queries.align.lines import Lines, Marks, Numbers, lined
from queries.align.words import Floats, load

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
class Rows:
    """A row of numbers for each measure of a document, most of them 0."""

    matrix: Matrix

    @cached_property
    def held(self) -> Numbers:
        """How many rows hold each column."""
        return np.bincount(self.matrix.indices, minlength=self.matrix.shape[1])

    @cached_property
    def row(self) -> Numbers:
        """The row of each entry."""
        return np.repeat(np.arange(self.matrix.shape[0]), np.diff(self.matrix.indptr))

    def filled(self, values: Floats) -> Matrix:
        """The rows with other values in their entries."""
        held = self.matrix
        return sparse.csr_matrix((values, held.indices, held.indptr), shape=held.shape)

    def turned(self, values: Floats) -> Matrix:
        """The columns as rows, with other values in their entries."""
        places = self._turned
        return sparse.csr_matrix((values[places.data], places.indices, places.indptr), shape=places.shape)

    @cached_property
    def _turned(self) -> Matrix:
        """The columns as rows, each entry by its place among those of the matrix."""
        return self.filled(np.arange(self.matrix.nnz)).T.tocsr()


@dataclass(frozen=True, eq=False)
class Parts:
    """The sentences or the clauses of the measures of a document."""

    rows: Rows  #: parts × known words
    measure: Numbers  #: the measure that each part is of


@dataclass(frozen=True, eq=False)
class Profile:
    """The measures of a document, a row each."""

    words: Rows  #: measures × known words: the logarithm of their weight
    runs: Rows  #: measures × runs of characters, by their hash: the logarithm of their weight
    said: Parts  #: sentences: how often each word stands in it
    sentences: Parts  #: 1 for each word in them that is not adverbial
    clauses: Parts  #: as sentences
    topics: Matrix  #: measures × known words: those of its caption
    systems: Floats  #: measures × functional systems: the weight of those who answer

    @cached_property
    def captions(self) -> Numbers:
        """The known words that stand in any caption."""
        return np.unique(self.topics.indices)

    @cached_property
    def of_captions(self) -> Floats:
        """Of each measure which of the ``captions`` stand in its own: 1 or 0."""
        found: Floats = np.minimum(self.topics[:, self.captions].toarray(), 1)
        return found

    @cached_property
    def near_captions(self) -> Floats:
        """Known words × ``captions``: how near each is to each, 1 for the word itself."""
        vectors = load().vectors
        near: Floats = np.clip(vectors @ vectors[self.captions].T, 0, 1) ** 2
        near[self.captions, np.arange(len(self.captions))] = 1
        return near


def weights(found: Sequence[Clause], aside: Sequence[bool]) -> Iterator[float]:
    """What the words of each clause of a measure weigh; ``aside`` says of each whether it is adverbial."""
    for clause, adverbial in zip(found, aside, strict=True):
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
    lines = lined([clause.words for found in measures for clause in found])
    measure = np.repeat(np.arange(len(measures)), [len(found) for found in measures])
    aside = [adverbials(found) for found in measures]
    weight = np.array([each for found, those in zip(measures, aside, strict=True) for each in weights(found, those)])
    turn = np.array([clause.sentence for found in measures for clause in found], np.int64)
    begins = (np.diff(measure, prepend=-1) != 0) | (np.diff(turn, prepend=-1) != 0)
    captions = lined([found[0].words[:_LONGEST_OPENING] if found else "" for found in measures])

    def rows(columns: Numbers, places: Numbers, width: int) -> Rows:
        line = lines.of(places)
        matrix = _matrix(measure[line], columns, weight[line], (len(measures), width))
        matrix.data = np.log1p(matrix.data)
        return Rows(matrix)

    known = load()
    words, stand = known.within(lines.text)
    sentence, says = np.cumsum(begins) - 1, ~np.array([each for those in aside for each in those], np.bool_)
    line = lines.of(stand)
    tells = says[line]

    def counted(part: Numbers, words: Numbers, measures: Numbers) -> Parts:
        matrix = _matrix(part, words, np.ones(len(words)), (len(measures), len(known.words)))
        return Parts(Rows(matrix), measures)

    def parts(part: Numbers, measures: Numbers) -> Parts:
        found = counted(part[line[tells]], words[tells], measures)
        found.rows.matrix.data[:] = 1
        return found

    numbers, places = known.within(captions.text)
    shape = len(measures), len(known.words)
    return Profile(
        rows(words, stand, len(known.words)),
        rows(*_hashes(lines), _BUCKETS),
        counted(sentence[line], words, measure[begins]),
        parts(sentence, measure[begins]),
        parts(np.arange(len(measure)), measure),
        _matrix(captions.of(places), numbers, np.ones(len(numbers)), shape),
        _by_system(systems),
    )


def _hashes(lines: Lines) -> tuple[Numbers, Numbers]:
    """The buckets of the runs of letters and digits in a text, and where each begins, in the order of the text."""
    many = len(lines.text)
    codes = np.concatenate([lines.codes, np.zeros(max(_RUNS), np.uint32)])
    apart = np.concatenate([lines.apart, np.ones(max(_RUNS), dtype=bool)])
    mixed, broken = np.zeros(many, np.uint64), np.zeros(many, dtype=bool)
    buckets, whole = list[Numbers](), list[Marks]()
    for length in range(1, max(_RUNS) + 1):
        mixed = (mixed + codes[length - 1 : length - 1 + many]) * np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing
        mixed ^= mixed >> np.uint64(29)
        broken = broken | apart[length - 1 : length - 1 + many]
        if length in _RUNS:
            buckets.append((mixed % np.uint64(_BUCKETS)).astype(np.int64))
            whole.append(~broken)
    places, runs = np.nonzero(np.stack(whole, axis=1))
    return np.stack(buckets, axis=1)[places, runs], places


def _matrix(rows: Numbers, columns: Numbers, values: Floats, shape: tuple[int, int]) -> Matrix:
    """The sums of ``values`` by row and column; the rows are in ascending order."""
    ends = np.searchsorted(rows, np.arange(shape[0] + 1))
    found = sparse.csr_matrix((values, columns, ends), shape=shape)
    found.sum_duplicates()
    return found


@cache
def _columns() -> Mapping[str, int]:
    """The functional systems, each with its number."""
    return {system: at for at, system in enumerate(sorted(frozenset[str]().union(*stems().values())))}


def _by_system(measures: Sequence[Mapping[str, float]]) -> Floats:
    found = np.zeros((len(measures), len(_columns())))
    for row, weight in zip(found, measures, strict=True):
        for system, by in weight.items():
            row[_columns()[system]] = by
    return found
