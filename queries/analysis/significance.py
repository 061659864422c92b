"""Which pairs work together more than loads explain: a null model that keeps loads and list lengths.

The bipartite configuration model (BiCM) is the most random table of bodies and tasks in which each body is
expected on as many tasks, and each task names as many bodies, as in the document: P(b_ik = 1) = x_i y_k / (1
+ x_i y_k). Under it the number of tasks that two bodies share is a sum of independent trials, whose tail is
computed exactly. Saracco, F. et al. 2017. Inferring monopartite projections of bipartite networks. New
Journal of Physics 19, 053022.

Of several documents each is a stratum with a model of its own, since no task of one could have fallen to
those whom only another names: V_ij = Σ_d Σ_{k in d} b_ik b_jk with P(b_ik = 1) = x_id y_k / (1 + x_id y_k) for
a task k of document d that names i anywhere, and 0 where d does not name i. Expected and observed are added up
over strata as Mantel, N. & Haenszel, W. 1959 do (JNCI 22(4)); that a heterogeneous set of tasks is to be tested
within homogeneous parts, Tumminello, M. et al. 2011 show (Statistically validated networks in bipartite complex
systems. PLoS ONE 6(3), e17994). A pair that no document could bring together is no test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse
import scipy.special

from queries.analysis.arrays import Graph, Vector, kept
from queries.analysis.loads import parties, tasks
from queries.analysis.projection import incidence

Indices: TypeAlias = "np.ndarray[Any, np.dtype[np.intp]]"

FALSE_DISCOVERY = 0.05  #: the share of false finds accepted among all finds
TRIALS = 32  #: alike, taken together as one binomial
STEPS = 200  #: of Newton's method, after which a model is given up


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties, the tasks they share, how many their loads explain, how likely so many are by chance."""

    first: Any
    second: Any
    shared: int
    expected: float
    p: float
    found: bool  #: beyond the false discovery rate asked for


def bicm(rows: Sequence[int], columns: Sequence[int], tolerance: float = 1e-10) -> Vector:
    """The probability of each cell of the most random 0/1 table that has the given margins on average.

    Solved for the distinct margins only. A row that fills every column (or none) is certain and taken out
    first. Each margin is met to ``tolerance``, relative to its size.

    >>> bicm([1, 1], [1, 1]).round(6).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    r, c = _Margin.of(rows), _Margin.of(columns)
    return np.asarray(_cells(r, c, tolerance)[np.ix_(r.kind, c.kind)])


def tail(probabilities: Iterable[float], at_least: int) -> float:
    """P(X ≥ ``at_least``) for the number X of successes among independent trials (Poisson-binomial), exact.

    Convolution, trial by trial, of the counts below ``at_least``. Hong, Y. 2013. On computing the
    distribution function for the Poisson binomial distribution. Computational Statistics & Data Analysis 59.

    >>> tail([0.5, 0.5], 1), tail([0.5, 0.5], 2), tail([], 0)
    (0.75, 0.25, 1.0)
    """
    if at_least <= 0:
        return 1.0
    chances = np.array(list(probabilities), dtype=float)
    once = np.ones(len(chances), dtype=np.intp)
    return float(_tails(np.array([at_least]), 0 * once, chances, once)[0])


def discoveries(values: Sequence[float], rate: float = FALSE_DISCOVERY, tests: int = 0) -> list[bool]:
    """Which p-values are finds when at most ``rate`` of all finds may be false.

    ``tests`` is their number where more were made than ``values`` tells of, those left out having a p of 1.
    Benjamini, Y. & Hochberg, Y. 1995. Controlling the false discovery rate. JRSS B 57(1).

    >>> discoveries([0.001, 0.8, 0.02, 0.04])
    [True, False, True, False]
    >>> discoveries([0.001, 0.8, 0.02, 0.04], tests=100)
    [False, False, False, False]
    """
    p = np.asarray(values, dtype=float)
    order = np.argsort(p, kind="stable")
    allowed = rate * np.arange(1, len(p) + 1) / max(1, len(p), tests)
    good = np.flatnonzero(p[order] <= allowed)
    found = np.zeros(len(p), dtype=bool)
    found[order[: good[-1] + 1 if len(good) else 0]] = True
    return [bool(find) for find in found]


def pairs(graph: Graph, strata: Mapping[Any, Any] | None = None, rate: float = FALSE_DISCOVERY) -> tuple[Pair, ...]:
    """Every two parties that share a task, the least likely by chance first.

    ``strata`` gives the document of each task, of which each has a null model of its own; without it all tasks
    are taken for one document's. All pairs that a stratum names are counted as tested, those without a common
    task too: leaving them out would choose the tests by their outcome. Takes the two-mode graph. The work grows
    with the number of pairs within strata, and is exact.
    """
    bodies = parties(graph)
    if not bodies or not tasks(graph):
        return ()
    n, table = len(bodies), incidence(graph)
    ties = scipy.sparse.triu(table @ table.T, k=1).tocoo()
    order = np.argsort(ties.row.astype(np.intp) * n + ties.col)
    first, second, shared = ties.row[order], ties.col[order], ties.data[order].astype(np.intp)
    keys = first.astype(np.intp) * n + second
    strata_, both = _tested(graph, strata)
    met = [_positions(keys, named, n) for named in both]
    line, at_least = _lines(met, shared)
    expected, added = np.zeros(len(keys)), []
    for (_, loads, lengths), (pair, low, high) in zip(strata_, met, strict=True):
        cells = _cells(loads, lengths)
        expected[pair] += (cells[low] * cells[high]) @ lengths.often
        lines, one = np.unique(line[pair], return_index=True)
        chances = cells[low[one]] * cells[high[one]]
        which, often = np.broadcast_arrays(lines[:, None], lengths.often)
        added.append((which.ravel(), chances.ravel(), often.ravel()))
    p = _tails(at_least, *(np.concatenate(each) for each in zip(*added, strict=True)))[line]
    found = discoveries(p.tolist(), rate, _number(both, n))
    rows = zip(first.tolist(), second.tolist(), shared.tolist(), expected.tolist(), p.tolist(), found, strict=True)
    made = (Pair(bodies[i], bodies[j], *rest) for i, j, *rest in rows)
    return tuple(sorted(made, key=lambda pair: pair.p))


def comparisons(graph: Graph, strata: Mapping[Any, Any] | None = None) -> int:
    """The number of pairs that some stratum names both of: the tests that :func:`pairs` makes."""
    return _number(_tested(graph, strata)[1], len(parties(graph)))


def _tested(graph: Graph, strata: Mapping[Any, Any] | None) -> tuple[list[_Stratum], list[_Both]]:
    """The strata, and every two parties that each names."""
    labels = tuple(strata[task] if strata else 0 for task in tasks(graph))

    def test() -> tuple[list[_Stratum], list[_Both]]:
        found = list(_strata(incidence(graph), labels))
        return found, [_both(members, loads) for members, loads, _ in found]

    return kept(graph, ("tested", labels), test)


@dataclass(frozen=True, slots=True)
class _Both:
    """Every two parties that a stratum names, and the kinds of their loads in it, the smaller first."""

    first: Indices
    second: Indices
    low: Indices
    high: Indices

    def keys(self, n: int) -> Indices:
        """A number for each pair, of ``n`` parties."""
        return self.first * n + self.second


def _both(members: Indices, loads: _Margin) -> _Both:
    a, b = np.triu_indices(len(members), k=1)
    kinds = loads.kind[a], loads.kind[b]
    return _Both(members[a], members[b], np.minimum(*kinds), np.maximum(*kinds))


def _number(both: Sequence[_Both], n: int) -> int:
    """How many pairs are named by a stratum at least."""
    return len(np.unique(np.concatenate([pairs.keys(n) for pairs in both]))) if both else 0


def _positions(keys: Indices, both: _Both, n: int) -> tuple[Indices, Indices, Indices]:
    """Which of ``keys`` a stratum names both parties of, and the kinds of their loads in it."""
    wanted = both.keys(n)
    at = np.searchsorted(keys, wanted)
    met = np.flatnonzero(np.append(keys, -1)[at] == wanted)
    return at[met], both.low[met], both.high[met]


def _lines(met: Sequence[tuple[Indices, Indices, Indices]], shared: Indices) -> tuple[Indices, Indices]:
    """The sum that stands for each pair, and how much is asked of it.

    Pairs that one stratum alone names, with the same loads and as many shared tasks, have the same chances: one
    sum stands for all of them.
    """
    pair, low, high = (np.concatenate(each) for each in zip(*met, strict=True))
    stratum = np.repeat(np.arange(len(met)), [len(each) for each, _, _ in met])
    often = np.bincount(pair, minlength=len(shared))
    alone = often[pair] == 1
    # of pairs named by several strata each is like itself alone: its own number, below nought, tells it apart
    like = np.stack([np.where(alone, stratum, -1 - pair), low * alone, high * alone, shared[pair]], axis=1)
    distinct, which = np.unique(like, axis=0, return_inverse=True)
    line = np.zeros(len(shared), dtype=np.intp)
    line[pair] = which.ravel()
    return line, distinct[:, 3]


#: Of a stratum the parties that it names, in order, their loads in it and the lengths of its lists.
_Stratum: TypeAlias = "tuple[Indices, _Margin, _Margin]"


def _strata(table: Any, labels: Sequence[Any]) -> Iterator[_Stratum]:
    """The strata that there are by the ``labels`` of tasks."""
    number = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    of = np.array([number[label] for label in labels])
    order = np.argsort(of, kind="stable")
    columns = table.tocsc()[:, order]
    lengths = np.diff(columns.indptr)
    for start, end in pairwise(np.searchsorted(of[order], np.arange(len(number) + 1)).tolist()):
        named = columns.indices[columns.indptr[start] : columns.indptr[end]]
        members, often = np.unique(named, return_counts=True)
        yield members.astype(np.intp), _Margin.of(often), _Margin.of(lengths[start:end])


@dataclass(frozen=True, slots=True)
class _Margin:
    """The sums along one side of a table: the distinct ones, how often each occurs, and which is whose."""

    sums: Vector
    kind: Indices
    often: Indices

    @classmethod
    def of(cls, sums: Any) -> _Margin:
        """The margin with these sums."""
        return cls(*np.unique(np.asarray(sums, dtype=float), return_inverse=True, return_counts=True))


def _cells(r: _Margin, c: _Margin, tolerance: float = 1e-10) -> Vector:
    """The cell probabilities by kind of row and of column."""
    cells = np.zeros((len(r.sums), len(c.sums)))
    live_r, live_c = np.ones(len(r.sums), dtype=bool), np.ones(len(c.sums), dtype=bool)
    while True:
        width, height = c.often[live_c].sum(), r.often[live_r].sum()
        left_r = r.sums - cells[:, ~live_c] @ c.often[~live_c]
        left_c = c.sums - r.often[~live_r] @ cells[~live_r]
        full_r, full_c = live_r & (left_r >= width), live_c & (left_c >= height)
        none_r, none_c = live_r & (left_r <= 0), live_c & (left_c <= 0)
        if full_r.any() or none_r.any():
            cells[np.ix_(full_r & ~none_r, live_c)] = 1
            live_r &= ~(full_r | none_r)
        elif full_c.any() or none_c.any():
            cells[np.ix_(live_r, full_c & ~none_c)] = 1
            live_c &= ~(full_c | none_c)
        else:
            break
    if live_r.any() and live_c.any():
        rest = left_r[live_r], r.often[live_r], left_c[live_c], c.often[live_c]
        cells[np.ix_(live_r, live_c)] = _fitted(*rest, tolerance)
    return cells


def _fitted(sizes: Vector, many_r: Indices, lengths: Vector, many_c: Indices, tolerance: float) -> Vector:
    """The cell probabilities of a table of which no row or column is empty or full, by kind.

    The likelihood of the margins is concave in the logarithms of x and y, and climbed by Newton's method
    (Vallarano, N. et al. 2021. Fast and scalable likelihood maximization for exponential random graph models
    with local constraints. Scientific Reports 11, 15227).
    """
    whole = np.sqrt(many_r @ sizes)
    logs = np.concatenate([np.log(sizes / whole), np.log(lengths / whole)])
    n = len(sizes)
    many, sums = np.concatenate([many_r, many_c]), np.concatenate([sizes, lengths])
    together = np.outer(many_r, many_c)

    def likelihood(at: Vector) -> float:
        sum_of_logs = np.logaddexp(0, at[:n, None] + at[None, n:])
        return float(many * sums @ at - (together * sum_of_logs).sum())

    best = likelihood(logs)
    for _ in range(STEPS):
        cells = scipy.special.expit(logs[:n, None] + logs[None, n:])
        misfit = sums - np.concatenate([cells @ many_c, many_r @ cells])
        if (np.abs(misfit) <= tolerance * sums).all():
            return np.asarray(cells)
        spread = together * cells * (1 - cells)
        curve = np.block([[np.diag(spread.sum(axis=1)), spread], [spread.T, np.diag(spread.sum(axis=0))]])
        # x may grow as y shrinks without any cell changing: of all solutions the shortest
        step = np.linalg.lstsq(curve, many * misfit, rcond=1e-15)[0]
        step *= min(1.0, 4 / np.abs(step).max())
        while (gained := likelihood(logs + step)) < best - 1e-12 * abs(best) and np.abs(step).max() > 1e-14:
            step /= 2
        logs, best = logs + step, gained
    if (np.abs(misfit) > 1e-8 * sums).any():
        raise ArithmeticError("The null model could not be fitted to these loads and list lengths")
    return np.asarray(cells)


def _tails(at_least: Indices, line: Indices, chance: Vector, often: Indices) -> Vector:
    """How likely each of many sums of independent trials reaches its ``at_least``, small chances as exact as large.

    Each entry of the others adds trials to a sum: to that of number ``line``, ``often`` of them, which succeed with
    ``chance``. Those of one sum and chance are one binomial, whatever document they come from. Kept are the chances of
    all counts below, the last being one less than asked for. Sums of which about as much is asked stand in one table,
    and what is the first, the second … of its sum is added to all sums at once.
    """
    order = np.lexsort((chance, line))
    line, chance, often = line[order], chance[order], often[order]
    alike = (np.diff(line, prepend=-1) == 0) & (np.diff(chance, prepend=-1.0) == 0)
    often = np.bincount(np.cumsum(~alike) - 1, often).astype(np.intp)
    line, chance = line[~alike], chance[~alike]
    pieces = -(-often // TRIALS)
    number = np.full(pieces.sum(), TRIALS)
    number[np.cumsum(pieces) - 1] = often - TRIALS * (pieces - 1)
    line, chance = np.repeat(line, pieces), np.repeat(chance, pieces)
    order = np.lexsort((-number, line))  # long ones with long ones
    line, chance, number = line[order], chance[order], number[order]
    turn = np.arange(len(line)) - np.searchsorted(line, line)
    width = np.left_shift(1, np.ceil(np.log2(np.maximum(1, at_least))).astype(np.intp))
    over, row = np.zeros(len(at_least)), np.zeros(len(at_least), dtype=np.intp)
    for wide in np.unique(width).tolist():
        mine = np.flatnonzero(width == wide)
        row[mine] = np.arange(len(mine))
        below = np.zeros((len(mine), wide))
        below[row[mine], wide - at_least[mine]] = 1
        added = np.flatnonzero(width[line] == wide)
        added = added[np.argsort(turn[added], kind="stable")]
        for batch in np.split(added, np.flatnonzero(np.diff(turn[added])) + 1):
            rows = row[line[batch]]
            below[rows], more = _convolved(below[rows], chance[batch], number[batch])
            over[line[batch]] += more
    return np.minimum(1.0, over)


@cache
def _ways() -> Vector:
    """In how many ways of so many trials, up to :data:`TRIALS`, each number may succeed."""
    return np.asarray(scipy.special.comb(*np.ogrid[: TRIALS + 1, : TRIALS + 1]))


def _convolved(below: Vector, chance: Vector, number: Indices) -> tuple[Vector, Vector]:
    """The chances of counts after ``number`` more trials, and how much of them went over the last."""
    trials = int(number.max(initial=0))
    hit = np.arange(trials + 1)
    missed = np.maximum(number[:, None] - hit, 0)
    hits = _ways()[number, : trials + 1] * chance[:, None] ** hit * (1 - chance[:, None]) ** missed
    beyond = np.cumsum(hits[:, ::-1], axis=1)[:, ::-1]  # summed from its small end: 1 - sum would lose small tails
    after = below * hits[:, :1]
    wide = below.shape[1]
    for more in range(1, min(trials, wide - 1) + 1):
        after[:, more:] += below[:, :-more] * hits[:, more, None]
    reach = min(trials, wide)
    over = (below[:, wide - reach :][:, ::-1] * beyond[:, 1 : reach + 1]).sum(axis=1)
    return after, over
