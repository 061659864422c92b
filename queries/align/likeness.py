"""How alike the measures of two documents are, and how much more than either is to others.

Four things are looked at: the runs of characters and the words that two measures share, less what every document says
and what the other measures of these two say; the company that their words keep in policy documents at large (信贷投放
and 贷款 are of one matter); whether the one says what the caption of the other is about; and, weakly, whether bodies of
the same systems answer for them. A pair stands out if it is more alike than each of the two is to those nearest to it
(CSLS; Conneau et al. 2018, arXiv:1710.04087), so that measures that are a little like everything are linked to nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from queries.align.profiles import Matrix, Profile
from queries.align.words import Floats, load

#: What each kind of likeness, from 0 to 1, weighs.
RUNS, WORDS, COMPANY, TOPIC, SYSTEMS = 1.0, 0.5, 1.0, 0.5, 0.5
NEIGHBOURS = 4  #: how many of the nearest a pair has to stand out from


def outstanding(upper: Profile, lower: Profile) -> Floats:
    """How much each measure of ``lower`` (rows) and each of ``upper`` (columns) stand out as a pair."""
    if not (upper.words.shape[0] and lower.words.shape[0]):
        return np.zeros((lower.words.shape[0], upper.words.shape[0]))
    alike = likeness(upper, lower)
    rows = np.sort(alike, axis=1)[:, -NEIGHBOURS:].mean(axis=1, keepdims=True)
    columns = np.sort(alike, axis=0)[-NEIGHBOURS:].mean(axis=0, keepdims=True)
    found: Floats = 2 * alike - rows - columns
    return found


def likeness(upper: Profile, lower: Profile) -> Floats:
    """How alike each measure of ``lower`` (rows) is to each of ``upper`` (columns)."""
    known, above = load(), upper.words.shape[0]
    worth = known.rarity * _own(upper.words, lower.words)
    words = _weighed(upper.words, lower.words, worth)
    runs = _weighed(upper.runs, lower.runs, _own(upper.runs, lower.runs))
    company = _unit(words @ known.vectors)
    company = _unit(company - company.mean(axis=0))
    found: Floats = (
        RUNS * np.sqrt(_cosines(runs, above))
        + WORDS * np.sqrt(_cosines(words, above))
        + COMPANY * (company[above:] @ company[:above].T)
        + TOPIC * _topics(upper, lower, worth)
        + SYSTEMS * _systems(upper.systems, lower.systems)
    )
    return found


def _own(upper: Matrix, lower: Matrix) -> Floats:
    """For each column how few of the measures hold it: the logarithm of all to those that do."""
    held = np.bincount(upper.indices, minlength=upper.shape[1]) + np.bincount(lower.indices, minlength=lower.shape[1])
    found, used = np.zeros(len(held)), np.flatnonzero(held)  # of all runs of characters few stand here
    found[used] = np.maximum(np.log((upper.shape[0] + lower.shape[0] + 1) / (held[used] + 0.5)), 0)
    return found


def _weighed(upper: Matrix, lower: Matrix, worth: Floats) -> Matrix:
    """The rows of both, the upper ones first, each entry by its weight and by what its column is worth."""
    both = sparse.vstack([upper, lower], format="csr")
    both.data = np.log1p(both.data) * worth[both.indices]
    return both


def _cosines(rows: Matrix, above: int) -> Floats:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    unit = sparse.diags(1 / np.maximum(lengths, 1e-9)) @ rows
    found: Floats = np.clip((unit[above:] @ unit[:above].T).toarray(), 0, 1)
    return found


def _unit(rows: Floats) -> Floats:
    found: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found


def _topics(upper: Profile, lower: Profile, worth: Floats) -> Floats:
    """How much of what each caption above is about stands in each measure below, in its words or in near ones."""
    known = load()
    captions, held = np.unique(np.concatenate(upper.topics)), np.unique(lower.words.indices)
    near = np.clip(known.vectors[captions] @ known.vectors[held].T, 0, 1) ** 2
    near[captions[:, None] == held] = 1
    rows = lower.words
    of_measure = [np.searchsorted(held, rows.indices[a:b]) for a, b in pairwise(rows.indptr)]
    nearest = np.array([near[:, mine].max(axis=1, initial=0) for mine in of_measure])
    of_caption = np.array([np.isin(captions, topic) for topic in upper.topics]) * worth[captions]
    found: Floats = nearest @ (of_caption / np.maximum(of_caption.sum(axis=1, keepdims=True), 1e-9)).T
    return found


def _systems(upper: Sequence[Mapping[str, float]], lower: Sequence[Mapping[str, float]]) -> Floats:
    """How far bodies of the same systems answer for two measures, those named everywhere counting little."""
    held = Counter(system for measure in (*upper, *lower) for system in measure)
    column = {system: at for at, system in enumerate(held)}
    many = len(upper) + len(lower)
    rows = np.zeros((many, len(column) or 1))
    for at, measure in enumerate((*upper, *lower)):
        for system, weight in measure.items():
            rows[at, column[system]] = weight * max(np.log((many + 1) / (held[system] + 0.5)), 0)
    rows = _unit(rows)
    found: Floats = rows[len(upper) :] @ rows[: len(upper)].T
    return found
