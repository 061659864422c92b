"""What bodies became: by the changes that the authority file lists, else by what became of such bodies elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Protocol

from .authority import Authority
from .entries import CENTRE, Change, Entry, bare
from .patterns import regex


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
        change = self._elsewhere_into(old.iri, new.iri) if same_place else None
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

    def _elsewhere_into(self, old: str, new: str) -> Change | None:
        """The change that made a body such as ``old`` into one such as ``new`` in another place or at the centre.

        >>> from ontology.authority import load
        >>> of = "https://w3id.org/fengong/id/body/360200"
        >>> [
        ...     reforms(load())._elsewhere_into(f"{of}/{old}", f"{of}/{new}") is not None
        ...     for old, new in (("环境保护局", "生态环境局"), ("卫生计生委", "卫健委"), ("农业局", "林草局"))
        ... ]
        [True, True, False]
        """
        if change := self._by_kind.get((_kind(old), _kind(new))):
            return change
        fields = product(self._fields(old), (part for field in self._fields(new) for part in _parts(field)))
        return next((change for pair in fields if (change := self._by_field.get(pair))), None)

    @cached_property
    def _by_field(self) -> Mapping[tuple[str, str], Change]:
        """For the fields of two bodies the change that made the one into the other.

        Of a body of the centre it is the first that the file tells: what it became, and not what it gave to others.
        """
        found: dict[tuple[str, str], Change] = {}
        for original, changes in self._changes.items():
            at_centre = f"/{CENTRE}/" in original
            for change in changes[:1] if at_centre else changes:
                for result in change.resulting:
                    for pair in product(self._fields(original), self._fields(result)):
                        found.setdefault(pair, change)
        return found

    def _fields(self, iri: str) -> tuple[str, ...]:
        """What a body is for, by each of its names: without what says where it is and what kind of office."""
        entry = self.authority.entry_by_iri.get(iri)
        at_centre = entry and entry.jurisdiction in ("", CENTRE)
        patterns = self.authority.patterns_called(_kind(iri))
        names = entry.labels if entry and at_centre else (_kind(iri), *(n for p in patterns for n in p.labels))
        found = (_OFFICE.sub("", _WHOSE.sub("", name)) for name in names)
        return tuple(dict.fromkeys(field for field in found if len(field) > 1))

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


#: What says of a body of the centre whose it is, and what says of any body what kind of office it is.
_WHOSE = regex(r"^(?:中华人民共和国|国务院|国家|中国)+")
_OFFICE = regex(r"(?:总局|委员会|办公室|局|厅|部|委|办|会)$")


def _parts(field: str) -> tuple[str, ...]:
    """A field, and the wider parts of one that joins several.

    >>> _parts("自然资源和规划"), _parts("文化和旅游")
    (('自然资源和规划', '自然资源'), ('文化和旅游',))
    """
    return (field, *(part for part in field.split("和") if 4 <= len(part) < len(field)))


def _kind(iri: str) -> str:
    """What kind of body an IRI is of, without the year that tells two of one name apart."""
    return iri.rpartition("/")[2].partition("@")[0]
