"""The bodies that the authority file lists, as a table."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ontology.authority import Authority
from ontology.entries import Entry
from ontology.errors import BadQuery
from ontology.terms import FG
from queries.ask.table import Table

if TYPE_CHECKING:
    from queries.ask.table import Term

_COLUMNS = ("body", "bodyName", "placeName", "kind", "since", "until", "certainty")


def listed(
    authority: Authority, words: Collection[str] = (), places: Collection[str] = (), day: str = "", *, zh: bool = True
) -> Table:
    """A row an entry that has a name with each of ``words``, is of one of ``places``, and exists on ``day``.

    A place is its name or its code; without places, or with "" for the day, nothing is left out. Raises ``BadQuery``
    for a place that nobody knows.

    >>> from ontology.authority import load
    >>> listed(load(), ["知识产权局"], ["新疆"], "2017-06-09").column("bodyName")
    ('新疆维吾尔自治区知识产权局',)
    """
    from pyoxigraph import Literal, NamedNode

    codes = {code for place in places for code in _codes(authority, place)}

    def row(entry: Entry) -> tuple[Term | None, ...]:
        place = authority.place_by_code.get(entry.jurisdiction)
        kind = next((kind for kind in entry.classes if kind != "Body"), "Body")
        words = (entry.name if zh else entry.english or entry.name, place.name if place else entry.jurisdiction)
        facts = (entry.since, entry.until, entry.certainty)
        known = (Literal(fact) if fact else None for fact in facts)
        return (NamedNode(entry.iri), *map(Literal, words), NamedNode(FG[kind]), *known)

    return Table.of(
        _COLUMNS,
        (
            row(entry)
            for entry in authority.entries
            if all(_is_called(entry, word) for word in words)
            and (not places or entry.jurisdiction in codes)
            and entry.holds(day)
        ),
    )


def _is_called(entry: Entry, word: str) -> bool:
    """Whether any name of a body holds ``word``, in capitals or not."""
    return any(word.casefold() in name.casefold() for name in (entry.name, entry.short, entry.english, *entry.aliases))


def _codes(authority: Authority, place: str) -> frozenset[str]:
    codes = {known.code for known in authority.places if place in (known.code, known.name, *known.aliases)}
    if not codes:
        raise BadQuery(
            f"--place {place}：没有这个地方，请写地名或 GB/T 2260 代码，如 新疆 或 650000。"
            f"--place {place}: no such place; give a name or a code of GB/T 2260, such as 新疆 or 650000"
        )
    return frozenset(codes)
