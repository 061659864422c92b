"""Who holds today what bodies held, as the authority file tells, for the page that names both or one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ontology.authority import Authority, load
from ontology.reforms import reforms
from queries.duties import Party
from queries.duties.facets import office_of

#: After every change that the file records: a page that is made again tomorrow is the same.
AT_LAST = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Heir:
    """That a body's functions passed to another, by number; ``name`` tells of one that the page does not name."""

    before: int
    after: int  #: -1 of a body that the page does not name
    name: str
    certainty: str  #: sure, likely, unsure; "kind" where the file tells it of such bodies in other places only


def of(parties: Sequence[Party]) -> tuple[Heir, ...]:
    """What became of these bodies, in their order."""
    authority = load()
    number = {party.iri: place for place, party in enumerate(parties)}
    return tuple(
        Heir(before, number.get(heir.iri, -1), _called(authority, heir.iri), "kind" if heir.by_kind else heir.certainty)
        for before, party in enumerate(parties)
        for heir in reforms(authority).heirs(party.iri, AT_LAST)
    )


def _called(authority: Authority, iri: str) -> str:
    entry = authority.entry_by_iri.get(iri)
    return entry.short if entry else office_of(iri)
