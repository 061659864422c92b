"""Whether two documents belong together: without that, no two of their measures are held to be the one task.

Any two plans have measures that are a little alike. Documents belong together if the one cites the other, or if the
words that are rare in policy documents at large stand in the measures of both; less surely, if they are of places of
which neither lies in the other: such documents are on one matter, but the one does not carry out the other.
"""

from __future__ import annotations

import numpy as np

from ontology.authority import load as authority
from queries.align.profiles import Profile
from queries.duties import Duties

#: How alike the words of two documents are that have nothing to do with each other, and of two on one matter. Of 1,709
#: pairs of documents on different matters (tests/test_trace.py has some) nine in ten were below .21, one in fifty above
#: .29; those of which one carries out the other lie between .32 and .60.
STRANGE, AKIN = 0.18, 0.31
ELSEWHERE = 0.5  #: how much less surely documents of places apart from each other belong together
_TELLING = 8  #: characters of a title that names no other document


def belonging(upper: tuple[Duties, Profile], lower: tuple[Duties, Profile]) -> float:
    """How surely two documents belong together, from 0 to 1."""
    if cites(lower[0], upper[0]):
        return 1.0
    alike = float(upper[1].matter @ lower[1].matter)
    surely = float(np.clip((alike - STRANGE) / (AKIN - STRANGE), 0, 1))
    return surely * ELSEWHERE if are_apart(upper[0], lower[0]) else surely


def are_apart(one: Duties, other: Duties) -> bool:
    """Whether two documents are of places of which neither lies in the other; False where a place is not known."""
    codes = [{place.rpartition("/")[2] for each in of.documents if (place := each.jurisdiction)} for of in (one, other)]
    known = authority()
    return all(codes) and not any(known.nested(a, b) for a in codes[0] for b in codes[1])


def cites(lower: Duties, upper: Duties) -> bool:
    """Whether the text of a document names another by its number or title; False where no text was brought."""
    text = "".join("".join(each.content.split()) for each in lower.texts)
    named = ("".join(words.split()) for each in upper.documents for words in (each.number, each.title))
    return any(len(words) >= _TELLING and words in text for words in named)
