"""How alike the measures of two documents are, and how much more than either is to others.

Four things are looked at: the runs of characters and the words that two measures share, less what every document says
and what the other measures of these two say; what their words mean (信贷投放 and 贷款
are of one matter); whether the one says what the caption of the other is about; and, weakly, whether bodies of
the same systems answer for them. A pair stands out if it is more alike than each of the two is to those nearest to it
(CSLS; Conneau et al. 2018, arXiv:1710.04087), so that measures that are a little like everything are linked to nothing.
A measure of several items stands out as much as the item of it that does so most. What one sentence below means is
looked at apart: a long measure is about more than the one above that it carries out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queries.align.lines import Numbers
from queries.align.profiles import Matrix, Parts, Profile, Rows
from queries.align.words import Floats, load, unit

#: What each kind of likeness, from 0 to 1, weighs.
RUNS, WORDS, MEANING, TOPIC, SYSTEMS = 1.0, 0.5, 1.0, 0.7, 0.7
#: How much two sentences have to share to tell all that sharing can tell: three or four words that are rare.
TELLS_ALL = 20.0
_DONE_TO = 2  #: words that a clause has to share to say that the same is done to the same
NEIGHBOURS = 4  #: how many of the nearest a pair has to stand out from


@dataclass(frozen=True, eq=False)
class Items:
    """The items of measures that have several."""

    profile: Profile  #: a row for each item
    measure: Numbers  #: the row of the measure that each is of


def outstanding(upper: Profile, lower: Profile, items: Items) -> Floats:
    """How much each measure of ``lower`` (rows) and each of ``upper`` (columns) stand out as a pair."""
    if not (len(upper.systems) and len(lower.systems)):
        return np.zeros((len(lower.systems), len(upper.systems)))
    alike = likeness(upper, lower)
    columns = _nearest(alike, axis=0)
    found: Floats = 2 * alike - _nearest(alike, axis=1) - columns
    if len(items.measure):
        alike = likeness(upper, items.profile)
        columns = np.maximum(_nearest(alike, axis=0), columns)
        np.maximum.at(found, items.measure, 2 * alike - _nearest(alike, axis=1) - columns)
    return found


def telling(upper: Profile, lower: Profile) -> Floats:
    """How much the measures of ``lower`` (rows) and of ``upper`` (columns) say alike that few say, from 0 to 1.

    Counted are the words that a sentence of each has in common, by their rarity in policy documents and in these two.
    Long measures that are about several things have little in common as a whole, and a word apiece by chance.
    """
    return _in_common(upper, lower, upper.sentences, lower.sentences, least=1)


def doing(upper: Profile, lower: Profile) -> Floats:
    """How much the measures of ``lower`` (rows) and of ``upper`` (columns) do the same to the same, from 0 to 1.

    Counted are, as in ``telling``, the words that a clause of each has in common, if they are several: what is done,
    and to what. One word alone (贷款) may be what is done in the one and for whom in the other.
    """
    return _in_common(upper, lower, upper.clauses, lower.clauses, least=_DONE_TO)


def meant(upper: Profile, lower: Profile) -> Floats:
    """How much each measure of ``lower`` (rows) and each of ``upper`` (columns) stand out by what one sentence means.

    A long measure below may carry out one above with one of its sentences, in other words, and be of other matters as a
    whole.
    """
    if not (len(upper.systems) and len(lower.systems)):
        return np.zeros((len(lower.systems), len(upper.systems)))
    above, below = (_meaning(side, _worth(upper, lower)) for side in (upper, lower))
    wholes = [unit(_summed(side, meaning)) for side, meaning in ((upper, above), (lower, below))]
    middle = np.concatenate(wholes).mean(axis=0)
    alike = np.full((len(lower.systems), len(upper.systems)), -1.0)
    np.maximum.at(alike, lower.said.measure, unit(unit(below) - middle) @ unit(wholes[0] - middle).T)
    return beside_nearest(alike)


def beside_nearest(alike: Floats) -> Floats:
    """How much more alike each pair is than each of the two is to those nearest to it."""
    found: Floats = 2 * alike - _nearest(alike, axis=1) - _nearest(alike, axis=0)
    return found


def _in_common(upper: Profile, lower: Profile, above: Parts, below: Parts, least: int) -> Floats:
    """What that part of each measure is worth of which most stands in a part of each other, if so many words do."""
    worth = load().rarity
    for side in (upper, lower):
        worth = worth * _scarce(side.words.held, len(side.systems))
    turned = above.rows.turned(above.rows.matrix.data)
    shared = below.rows.filled(worth[below.rows.matrix.indices]) @ turned
    if least > 1:
        shared = shared.multiply(below.rows.matrix @ turned >= least)
    shared = shared.tocoo()
    found = np.zeros((len(lower.systems), len(upper.systems)))
    np.maximum.at(found, (below.measure[shared.row], above.measure[shared.col]), shared.data)
    return np.minimum(found / TELLS_ALL, 1)


def _scarce(held: Numbers, many: int) -> Floats:
    """What that is worth which so many of ``many`` measures hold: 1 if one does, 0 if about all do."""
    found: Floats = np.maximum(np.log((many + 1) / (held + 0.5)), 0) / np.log((many + 1) / 1.5)
    return found


def _nearest(alike: Floats, axis: int) -> Floats:
    """How alike each is to those that are nearest to it, along an axis."""
    nearest = np.sort(alike, axis=axis).take(range(-min(NEIGHBOURS, alike.shape[axis]), 0), axis=axis)
    found: Floats = nearest.mean(axis=axis, keepdims=True)
    return found


def likeness(upper: Profile, lower: Profile) -> Floats:
    """How alike each measure of ``lower`` (rows) is to each of ``upper`` (columns)."""
    above = len(upper.systems)
    own, worth = _own(above + len(lower.systems)), _worth(upper, lower)
    words = [_weighed(rows, worth[rows.matrix.indices]) for rows in (upper.words, lower.words)]
    runs = [
        _weighed(rows, own[upper.runs.held[rows.matrix.indices] + lower.runs.held[rows.matrix.indices]])
        for rows in (upper.runs, lower.runs)
    ]
    spoken = upper.words.filled(words[0]), lower.words.filled(words[1])
    meaning = unit(np.concatenate([rows @ load().vectors for rows in spoken]))
    meaning = unit(meaning - meaning.mean(axis=0))
    found: Floats = (
        RUNS * np.sqrt(_cosines(upper.runs.turned(runs[0]), lower.runs.filled(runs[1])))
        + WORDS * np.sqrt(_cosines(upper.words.turned(words[0]), spoken[1]))
        + MEANING * (meaning[above:] @ meaning[:above].T)
        + TOPIC * _topics(upper, lower, worth)
        + SYSTEMS * _systems(upper.systems, lower.systems, own)
    )
    return found


def _worth(upper: Profile, lower: Profile) -> Floats:
    """What each known word is worth: by its rarity in policy documents and in these two."""
    own = _own(len(upper.systems) + len(lower.systems))
    found: Floats = load().rarity * own[upper.words.held + lower.words.held]
    return found


def _meaning(side: Profile, worth: Floats) -> Floats:
    """What each sentence means, by its words."""
    rows = side.said.rows
    found: Floats = rows.filled(rows.matrix.data * worth[rows.matrix.indices]) @ load().vectors
    return found


def _summed(side: Profile, values: Floats) -> Floats:
    """The sums of the values of the sentences of each measure."""
    found = np.zeros((len(side.systems), values.shape[1]))
    np.add.at(found, side.said.measure, values)
    return found


def _own(many: int) -> Floats:
    """What that is worth which so many of ``many`` measures hold, by that number: the logarithm of all to those."""
    held = np.arange(many + 1)
    found: Floats = np.maximum(np.log((many + 1) / (held + 0.5)), 0)
    found[0] = 0
    return found


def _weighed(rows: Rows, worth: Floats) -> Floats:
    """The entries of rows by their weight and by what each is worth, those of each row of unit length together."""
    entries = rows.matrix.data * worth
    lengths = np.sqrt(np.bincount(rows.row, entries**2, minlength=rows.matrix.shape[0]))
    found: Floats = entries / np.maximum(lengths, 1e-9)[rows.row]
    return found


def _cosines(upper: Matrix, lower: Matrix) -> Floats:
    """How alike rows of unit length are; those of ``upper`` stand as columns."""
    found: Floats = np.clip((lower @ upper).toarray(), 0, 1)
    return found


def _topics(upper: Profile, lower: Profile, worth: Floats) -> Floats:
    """How much of what each caption above is about stands in each measure below, in its words or in near ones."""
    held = lower.words.matrix
    spoken = np.flatnonzero(np.diff(held.indptr))  # the measures in which any known word stands
    nearest = np.zeros((held.shape[0], len(upper.captions)))
    if len(spoken):
        nearest[spoken] = np.maximum.reduceat(upper.near_captions[held.indices], held.indptr[spoken])
    of_caption = upper.of_captions * worth[upper.captions]
    found: Floats = nearest @ (of_caption / np.maximum(of_caption.sum(axis=1, keepdims=True), 1e-9)).T
    return found


def _systems(upper: Floats, lower: Floats, own: Floats) -> Floats:
    """How far bodies of the same systems answer for two measures, those named everywhere counting little."""
    both = np.concatenate([upper, lower])
    rows = unit(both * own[np.count_nonzero(both, axis=0)])
    found: Floats = rows[len(upper) :] @ rows[: len(upper)].T
    return found
