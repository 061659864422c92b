"""How much more alike two measures of two documents are than either is to the others."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from queries.align.profiles import Profile
from queries.align.words import Floats, load

RUNS, WORDS, COMPANY = 1.0, 1.0, 1.0
NEIGHBOURS = 3


def likeness(upper: Profile, lower: Profile) -> Floats:
    """lower × upper."""
    known = load()
    words, held = _weighed(upper.words, lower.words, known.rarity)
    runs, _ = _weighed(upper.runs, lower.runs, None)
    company = _unit(np.asarray(words @ known.vectors))
    company = _unit(company - company.mean(axis=0))
    k = upper.words.shape[0]
    return (
        RUNS * np.sqrt(_cosines(runs, k)) + WORDS * np.sqrt(_cosines(words, k)) + COMPANY * (company[k:] @ company[:k].T)
    )


def outstanding(alike: Floats, k: int = NEIGHBOURS) -> Floats:
    """CSLS."""
    rows = np.sort(alike, axis=1)[:, -k:].mean(axis=1, keepdims=True)
    columns = np.sort(alike, axis=0)[-k:].mean(axis=0, keepdims=True)
    return 2 * alike - rows - columns


def _weighed(upper, lower, rarity):
    both = sparse.vstack([upper, lower], format="csr")
    n = both.shape[0]
    held = np.bincount(both.indices, minlength=both.shape[1])
    local = np.maximum(np.log((n + 1) / (held + 0.5)), 0)
    if rarity is not None:
        local = local * rarity
    both.data = np.log1p(both.data) * local[both.indices]
    return both, held


def _cosines(rows, k):
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows = sparse.diags(1 / np.maximum(lengths, 1e-9)) @ rows
    return np.asarray((rows[k:] @ rows[:k].T).todense())


def _unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
