"""Whether two documents belong together: without that, no two of their measures are held to be the one task.

Any two plans have measures that are a little alike. Documents belong together if the one cites the other, or if the
words that are rare in policy documents at large stand in the measures of both; less surely, if they are of places of
which neither lies in the other: such documents are on one matter, but the one does not carry out the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ontology.authority import load as authority
from queries.align.lines import lined
from queries.align.words import Floats, load
from queries.duties import Duties

#: How alike the words of two documents are that have nothing to do with each other, and of two on one matter. Of 360
#: pairs of documents that were drawn nine in ten were below .21, one in twenty above .22; of plans on one matter
#: one in twenty was below .20. Those of which one carries out the other lie between .24 and .66, short ones lowest.
STRANGE, AKIN = 0.20, 0.24
ELSEWHERE = 0.5  #: how much less surely documents of places apart from each other belong together
_TELLING = 8  #: characters of a title that names no other document


@dataclass(frozen=True, eq=False)
class Matter:
    """A document with what it is about."""

    duties: Duties
    words: Floats  #: of each known word in how many measures it stands, by its rarity; of unit length

    @classmethod
    def of(cls, duties: Duties) -> Matter:
        """What the measures of a document are about that ask something of somebody."""
        known = load()
        said = ("\n".join(task.own_words for task in duties.tasks_of[each.iri]) for each in duties.measures)
        lines = lined([words.replace("\n", " ") for words in said])
        numbers, places = known.within(lines.text)
        once = np.unique(lines.of(places) * len(known.words) + numbers) % len(known.words)
        held = np.log1p(np.bincount(once, minlength=len(known.words))) * known.rarity
        return cls(duties, held / max(float(np.linalg.norm(held)), 1e-9))


def belonging(upper: Matter, lower: Matter) -> float:
    """How surely two documents belong together, from 0 to 1."""
    if cites(lower.duties, upper.duties):
        return 1.0
    surely = float(np.clip((float(upper.words @ lower.words) - STRANGE) / (AKIN - STRANGE), 0, 1))
    return surely * ELSEWHERE if surely and are_apart(upper.duties, lower.duties) else surely


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
