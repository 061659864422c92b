"""What bodies became: by the changes that the authority file lists, else by what became of such bodies elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol

from .authority import Authority
from .entries import CENTRE, Change, Entry, bare


class Body(Protocol):
    """What is known of a body: who it is, and of what place."""

    @property
    def iri(self) -> str:
        """Its IRI."""

    @property
    def jurisdiction(self) -> str:
        """The IRI of its place, "" if that is not known."""


@dataclass(frozen=True, slots=True)
class Heir:
    """Who holds what a body held, and how surely."""

    iri: str
    certainty: str  #: sure, likely, unsure
    by_kind: bool = False  #: such bodies became this in the places of which the file tells


@dataclass(frozen=True)
class Reforms:
    """Which body became which."""

    authority: Authority

    def between(self, old: Body, new: Body) -> tuple[Change, bool] | None:
        """The change that made ``old`` into ``new``, and whether it is recorded of another place; None if none did."""
        if change := self._followed(old.iri, new.iri, frozenset()):
            return change, False
        if change := self._of_heads(_kind(old.iri), _kind(new.iri)):
            return change, False
        same_place = old.jurisdiction == new.jurisdiction or not (old.jurisdiction and new.jurisdiction)
        change = self._by_kind.get((_kind(old.iri), _kind(new.iri))) if same_place else None
        return (change, True) if change else None

    def heirs(self, iri: str, day: str) -> tuple[Heir, ...]:
        """Who holds on ``day`` what a body held; nobody where it goes on.

        Of one that the file does not list and whose kind is no more, what such bodies became elsewhere.

        >>> from ontology.authority import load
        >>> [
        ...     heir.iri[-12:]
        ...     for heir in Reforms(load()).heirs("https://w3id.org/fengong/id/body/360200/工商局", "2024-01-01")
        ... ]
        ['360200/市场监管局']
        """
        found = tuple(Heir(s.iri, s.certainty) for s in self.authority.successors(iri, day) if s.iri != iri)
        if found or iri in self.authority.entry_by_iri or not self.ended(_kind(iri), day):
            return found
        place = iri.rpartition("/")[0]
        return tuple(Heir(f"{place}/{kind}", "unsure", by_kind=True) for kind in self.elsewhere(iri))

    def became(self, iri: str) -> frozenset[str]:
        """A body and all that it became by the changes that the file lists, whatever the days between them."""
        met = new = frozenset((iri,))
        while new := frozenset(one for each in new for c in self._changes.get(each, ()) for one in c.resulting) - met:
            met |= new
        return met

    def ended(self, name: str, day: str) -> str:
        """By when, up to ``day``, bodies of places called so were no more; "" if some go on, or none was called so."""
        patterns = self.authority.patterns_called(name)
        gone = all(pattern.until and pattern.until <= day for pattern in patterns)
        return max((pattern.until for pattern in patterns), default="") if gone else ""

    def elsewhere(self, iri: str) -> tuple[str, ...]:
        """What kinds of body those of the kind of ``iri`` became in the places of which the file tells.

        >>> from ontology.authority import load
        >>> reforms(load()).elsewhere("https://w3id.org/fengong/id/body/360200/工商局")
        ('市场监管局',)
        """
        return tuple(result for original, result in self._by_kind if original == _kind(iri))

    def of_name(self, name: str, day: str) -> tuple[str, ...]:
        """What bodies called ``name`` had become by ``day`` in the places of which the file tells, without the place.

        >>> from ontology.authority import load
        >>> reforms(load()).of_name("工商局", "2024-01-01")
        ('市场监管局',)
        """
        known = self.authority.entry_by_iri
        heirs = (
            heir.iri
            for ended in self._ended.get(name, ())
            for heir in self.authority.successors(ended.iri, day)
            if heir.iri != ended.iri and heir.iri in known
        )
        return tuple(dict.fromkeys(self._plain(known[iri]) for iri in heirs))

    def _plain(self, entry: Entry) -> str:
        return bare(entry.short, self.authority.place_by_code.get(entry.jurisdiction)).removeprefix("国家")

    @cached_property
    def _ended(self) -> Mapping[str, list[Entry]]:
        """The bodies of places that are no more, by what they were called."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.authority.entries:
            if entry.until and entry.jurisdiction not in ("", CENTRE):
                for label in dict.fromkeys(entry.labels):
                    found[label].append(entry)
        return found

    @cached_property
    def _changes(self) -> Mapping[str, list[Change]]:
        """The changes that ended each body."""
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.authority.changes:
            for original in change.original if not change.transfer else ():
                found[original].append(change)
        return found

    @cached_property
    def _by_kind(self) -> Mapping[tuple[str, str], Change]:
        """For the last parts of two IRIs the change of some place that made the one into the other."""
        found: dict[tuple[str, str], Change] = {}
        for original, changes in self._changes.items():
            for change in changes:
                for result in change.resulting:
                    found.setdefault((_kind(original), _kind(result)), change)
        return found

    def _of_heads(self, old: str, new: str) -> Change | None:
        """The change of the heads of two vertical systems, of which the names are of local bodies in one place.

        >>> from ontology.authority import load
        >>> reforms(load())._of_heads("嘉兴银保监分局", "嘉兴金融监管分局").iri[-9:]
        '2023-金融监管'
        >>> reforms(load())._of_heads("嘉兴银保监分局", "湖州金融监管分局")
        """
        one, two = self.authority.system(old), self.authority.system(new)
        if not (one and two and one.place(old)) or one.place(old) != two.place(new):
            return None
        return self._followed(one.head, two.head, frozenset())

    def _followed(self, old: str, new: str, seen: frozenset[str]) -> Change | None:
        for change in self._changes.get(old, ()):
            for result in change.resulting:
                if result == new or (result not in seen and self._followed(result, new, seen | {old})):
                    return change
        return None


@cache
def reforms(authority: Authority) -> Reforms:
    """The reforms that an authority file tells of; their indexes are made once."""
    return Reforms(authority)


def _kind(iri: str) -> str:
    """What kind of body an IRI is of, without the year that tells two of one name apart."""
    return iri.rpartition("/")[2].partition("@")[0]
