"""Who holds today what bodies held, as the authority file tells, for the page that names both or one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ontology.authority import Authority, load
from queries.align.differences import Reforms
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
    reforms = Reforms(authority)
    gone = {label for pattern in authority.patterns if pattern.until for label in (pattern.name, *pattern.labels)}
    found = []
    for before, party in enumerate(parties):
        heirs = [
            (heir.iri, heir.certainty) for heir in authority.successors(party.iri, AT_LAST) if heir.iri != party.iri
        ]
        if not heirs and party.iri not in authority.entry_by_iri and office_of(party.iri) in gone:
            heirs = [*_by_kind(reforms, party.iri)]
        found += [Heir(before, number.get(iri, -1), _called(authority, iri), certainty) for iri, certainty in heirs]
    return tuple(found)


def _by_kind(reforms: Reforms, iri: str) -> Iterator[tuple[str, str]]:
    """What a body became that the file does not list, if those of its kind became something elsewhere."""
    place = iri.rpartition("/")[0]
    for kind in reforms.elsewhere(iri):
        yield f"{place}/{kind}", "kind"


def _called(authority: Authority, iri: str) -> str:
    entry = authority.entry_by_iri.get(iri)
    return entry.short if entry else office_of(iri)
