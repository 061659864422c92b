"""Which pairs work together more than loads explain: a null model that keeps loads and list lengths.

The bipartite configuration model (BiCM) is the most random table of bodies and tasks in which each body is
expected on as many tasks, and each task names as many bodies, as in the document: P(b_ik = 1) = x_i y_k / (1
+ x_i y_k). Under it the number of tasks that two bodies share is a sum of independent trials, whose tail is
computed exactly. Saracco, F. et al. 2017. Inferring monopartite projections of bipartite networks. New
Journal of Physics 19, 053022.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import scipy.optimize
import scipy.special

from queries.analysis.arrays import Graph, Vector
from queries.analysis.loads import parties, tasks

FALSE_DISCOVERY = 0.05  #: the share of false finds accepted among all finds


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
    r, c = np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    table = np.zeros((len(r), len(c)))
    live_r, live_c = np.ones(len(r), dtype=bool), np.ones(len(c), dtype=bool)
    while True:
        width, height = live_c.sum(), live_r.sum()
        left_r, left_c = r - table[:, ~live_c].sum(axis=1), c - table[~live_r].sum(axis=0)
        full_r, full_c = live_r & (left_r >= width), live_c & (left_c >= height)
        none_r, none_c = live_r & (left_r <= 0), live_c & (left_c <= 0)
        if full_r.any() or none_r.any():
            table[np.ix_(full_r & ~none_r, live_c)] = 1
            live_r &= ~(full_r | none_r)
        elif full_c.any() or none_c.any():
            table[np.ix_(live_r, full_c & ~none_c)] = 1
            live_c &= ~(full_c | none_c)
        else:
            break
    if live_r.any() and live_c.any():
        table[np.ix_(live_r, live_c)] = _fitted(left_r[live_r], left_c[live_c], tolerance)
    return table


def tail(probabilities: Iterable[float], at_least: int) -> float:
    """P(X ≥ ``at_least``) for the number X of successes among independent trials (Poisson-binomial), exact.

    Convolution, trial by trial, of the counts below ``at_least``. Hong, Y. 2013. On computing the
    distribution function for the Poisson binomial distribution. Computational Statistics & Data Analysis 59.

    >>> tail([0.5, 0.5], 1), tail([0.5, 0.5], 2), tail([], 0)
    (0.75, 0.25, 1.0)
    """
    if at_least <= 0:
        return 1.0
    below = np.zeros(at_least)
    below[0] = 1
    over = 0.0
    for p in probabilities:
        over += below[-1] * p  # summed on its own: 1 - sum(below) would lose small tails
        below[1:] = below[1:] * (1 - p) + below[:-1] * p
        below[0] *= 1 - p
    return float(over)


def discoveries(values: Sequence[float], rate: float = FALSE_DISCOVERY) -> list[bool]:
    """Which p-values are finds when at most ``rate`` of all finds may be false.

    Benjamini, Y. & Hochberg, Y. 1995. Controlling the false discovery rate. JRSS B 57(1).

    >>> discoveries([0.001, 0.8, 0.02, 0.04])
    [True, False, True, False]
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    last = 0
    for position, place in enumerate(order, start=1):
        if values[place] <= rate * position / len(values):
            last = position
    found = set(order[:last])
    return [place in found for place in range(len(values))]


def pairs(graph: Graph, rate: float = FALSE_DISCOVERY) -> tuple[Pair, ...]:
    """Every two parties that share a task, the least likely by chance first.

    All pairs of parties are counted as tested, those without a common task too: leaving them out would choose
    the tests by their outcome. Takes the two-mode graph.
    """
    bodies, duties = parties(graph), tasks(graph)
    if not bodies or not duties:
        return ()
    chances = bicm([graph.degree[b] for b in bodies], [graph.degree[t] for t in duties])
    tested = []
    for i, j in combinations(range(len(bodies)), 2):
        both = chances[i] * chances[j]
        shared = len(graph.adj[bodies[i]].keys() & graph.adj[bodies[j]].keys())
        tested.append((i, j, shared, float(both.sum()), tail(both.tolist(), shared)))
    found = discoveries([p for *_, p in tested], rate)
    rows = (
        Pair(bodies[i], bodies[j], shared, expected, p, find)
        for (i, j, shared, expected, p), find in zip(tested, found, strict=True)
        if shared
    )
    return tuple(sorted(rows, key=lambda pair: pair.p))


def _fitted(rows: Vector, columns: Vector, tolerance: float) -> Vector:
    """The cell probabilities whose margins are ``rows`` and ``columns``, none of them empty or full."""
    sizes, row_of, many_r = np.unique(rows, return_inverse=True, return_counts=True)
    lengths, column_of, many_c = np.unique(columns, return_inverse=True, return_counts=True)

    def cells(logs: Vector) -> Vector:
        return np.asarray(scipy.special.expit(logs[: len(sizes), None] + logs[None, len(sizes) :]))

    def misfit(logs: Vector) -> Vector:
        p = cells(logs)
        return np.concatenate([(p @ many_c - sizes) / sizes, (many_r @ p - lengths) / lengths])

    whole = np.sqrt(rows.sum())
    start = np.concatenate([np.log(sizes / whole), np.log(lengths / whole)])
    fit = scipy.optimize.least_squares(misfit, start, xtol=1e-15, ftol=1e-15, gtol=1e-15)
    if np.abs(misfit(fit.x)).max() > max(tolerance, 1e-8):
        raise ArithmeticError("The null model could not be fitted to these loads and list lengths")
    return np.asarray(cells(fit.x)[np.ix_(row_of, column_of)])
