"""Who and what is known: the records of the authority file under the names, places and days that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from .compiled import records
from .entries import CENTRE, Change, Entry, Form, Pattern, Place, Portfolio, System, Theme, holds, levels_of_code
from .turtle import read
from .vocabularies import own


@dataclass(frozen=True, slots=True)
class Successor:
    """Who holds what a body held, and how surely."""

    iri: str
    events: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, eq=False)
class Authority:
    """All records, with the indexes that resolving needs."""

    digest: str  #: of the files it was read from
    places: tuple[Place, ...]
    entries: tuple[Entry, ...]
    patterns: tuple[Pattern, ...]
    fields: tuple[Theme, ...]  #: the top level
    themes: tuple[Theme, ...]  #: the aspects below it
    portfolios: tuple[Portfolio, ...]
    changes: tuple[Change, ...]
    systems: tuple[System, ...] = ()
    forms: tuple[Form, ...] = ()
    own: frozenset[str] = frozenset()  #: IRIs that an office's own files describe, which a graph must then say itself

    @cached_property
    def place_by_code(self) -> Mapping[str, Place]:
        """Jurisdictions by code."""
        return {place.code: place for place in self.places}

    @cached_property
    def places_by_name(self) -> Mapping[str, tuple[Place, ...]]:
        """Jurisdictions by full and short name, higher levels first."""
        found: dict[str, list[Place]] = {}
        for place in sorted(self.places, key=lambda place: (len(place.code.rstrip("0")), place.code)):
            for name in (place.name, *place.aliases):
                found.setdefault(name, []).append(place)
        return {name: tuple(places) for name, places in found.items()}

    def lineage(self, code: str) -> tuple[str, ...]:
        """The codes of a place and of all that it lies in, from below; () for a place that no file knows.

        >>> load().lineage("330212")
        ('330212', '330200', '330000', 'CN')
        """
        codes: list[str] = []
        while code in self.place_by_code and code not in codes:
            codes.append(code)
            code = self.place_by_code[code].within
        return tuple(codes)

    def nested(self, one: str, other: str) -> bool:
        """Whether one of two places, by their codes, is the other or lies in it.

        A zone that no file knows stands by its name for its code, which begins with that of its city.

        >>> load().nested("苏州市工业园区", "320500"), load().nested("苏州市工业园区", "330100")
        (True, False)
        """
        if one == other:
            return True
        known = self.place_by_code
        if one not in known and other not in known:
            return False
        around = [(code,) if code in known else self._seats(code) for code in (one, other)]
        return any(a in self.lineage(b) or b in self.lineage(a) for a in around[0] for b in around[1])

    def _seats(self, name: str) -> tuple[str, ...]:
        """The codes of the places with whose name that of a zone begins."""
        begins = (self.places_by_name.get(name[:end], ()) for end in range(len(name), 1, -1))
        return tuple(place.code for place in next(filter(None, begins), ()))

    @cached_property
    def signs(self) -> tuple[tuple[str, Place], ...]:
        """What document numbers begin with, and the jurisdiction it stands for, longer ones first."""
        pairs = [(sign, place) for place in self.places for sign in place.signs]
        return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))

    @cached_property
    def entry_by_iri(self) -> Mapping[str, Entry]:
        """Bodies and groups by IRI."""
        return {entry.iri: entry for entry in self.entries}

    @cached_property
    def _by_label(self) -> Mapping[tuple[str, str], tuple[tuple[Entry, str, str], ...]]:
        """Entries by name and jurisdiction, each with the days between which it goes by that name."""
        found: dict[tuple[str, str], list[tuple[Entry, str, str]]] = {}
        for entry in self.entries:
            for label in entry.labels:
                found.setdefault((label, entry.jurisdiction), []).append((entry, entry.since, entry.until))
            for label, since, until in entry.plates:
                found.setdefault((label, entry.jurisdiction), []).append((entry, since, until))
        return {key: tuple(bearers) for key, bearers in found.items()}

    @cached_property
    def pattern_by_slug(self) -> Mapping[str, Pattern]:
        """Naming patterns by the last part of the IRIs that they make."""
        return {pattern.slug: pattern for pattern in self.patterns}

    @cached_property
    def _by_pattern_label(self) -> Mapping[str, tuple[Pattern, ...]]:
        found: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            for label in dict.fromkeys((pattern.name, *pattern.labels)):
                found.setdefault(label, []).append(pattern)
        return {label: tuple(patterns) for label, patterns in found.items()}

    def find(self, label: str, jurisdiction: str, day: str = "") -> Entry | None:
        """The entry that ``label`` means in ``jurisdiction`` on ``day``; None if none or several fit."""
        bearers = self._by_label.get((label, jurisdiction), ())
        fitting = {entry.iri: entry for entry, since, until in bearers if holds(since, until, day)}
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    def bearers(self, label: str, jurisdiction: str) -> tuple[tuple[Entry, str, str], ...]:
        """Every entry that goes or went by ``label`` in ``jurisdiction``, and from when until when."""
        return self._by_label.get((label, jurisdiction), ())

    def patterns_called(self, label: str) -> tuple[Pattern, ...]:
        """The naming patterns that have ``label`` among their names, in the order of the files."""
        return self._by_pattern_label.get(label, ())

    def pattern(self, label: str, day: str = "", level: str = "") -> Pattern | None:
        """The naming pattern that ``label`` follows on ``day``, rather one that has a name for ``level``.

        Where neither day nor level decides, the first in the files.
        """
        fitting = [pattern for pattern in self.patterns_called(label) if pattern.holds(day)]
        return next((pattern for pattern in fitting if level in dict(pattern.official)), next(iter(fitting), None))

    def system(self, label: str) -> System | None:
        """The vertical system that a local body of the name ``label`` belongs to."""
        return next((system for system in self.systems if system.names(label)), None)

    def foresees(self, iri: str) -> bool:
        """Whether an unlisted body is named as bodies of its level are, as those of a vertical system, or in a form.

        >>> known, of = load(), "https://w3id.org/fengong/id/body"
        >>> known.foresees(f"{of}/420100/财政局"), known.foresees(f"{of}/440000/黄埔海关")
        (True, True)
        >>> known.foresees(f"{of}/430121/文体广旅局"), known.foresees(f"{of}/CN/财政部办公厅")
        (True, True)
        >>> known.foresees(f"{of}/330200/通商控股集团")
        False
        """
        _, jurisdiction, slug = iri.rsplit("/", 2)
        pattern = self.pattern_by_slug.get(slug)
        named = pattern is not None and any(level in dict(pattern.official) for level in levels_of_code(jurisdiction))
        return named or iri in self.own or self._in_a_system(slug, jurisdiction) or self._composed(slug, jurisdiction)

    def _in_a_system(self, label: str, jurisdiction: str) -> bool:
        """Whether a name is one of a vertical system, by itself or with the place before it: 海关 in 武汉."""
        place = self.place_by_code.get(jurisdiction)
        return any(
            self.system(name) for name in (label, *(f"{alias}{label}" for alias in (place.aliases if place else ())))
        )

    def _composed(self, label: str, jurisdiction: str) -> bool:
        """Whether a name is put together in one of the forms."""

        def bearers(name: str) -> list[Entry]:
            places = dict.fromkeys((jurisdiction, CENTRE))
            return [entry for place in places for entry, _, _ in self.bearers(name, place)]

        def part(whole: str, rest: str) -> bool:
            two = any(rest in (entry.name, entry.short) for entry in bearers(rest))  # 证监会 and 国家知识产权局 in one
            return not two and bool(bearers(whole) or self.pattern(whole))

        return any(
            (jurisdiction != CENTRE or not form.local) if form.words else part(stem, ending)
            for form in self.forms
            for stem, ending in form.parted(label)
        )

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every entry, in any jurisdiction, with ``name`` among its names, the English one included."""
        return tuple(
            entry for entry in self.entries if name in (entry.name, entry.short, entry.english) or name in entry.labels
        )

    def successors(self, iri: str, day: date | str) -> tuple[Successor, ...]:
        """Who holds on ``day`` what the body held: itself if nothing changed, several if it was split.

        A change counts from the last day of the interval in which it fell.
        """
        found: dict[str, Successor] = {}
        for successor in self._followed(Successor(iri, (), "sure"), str(day)):
            found.setdefault(successor.iri, successor)
        return tuple(found.values())

    def _followed(self, held: Successor, day: str) -> Iterator[Successor]:
        after = [
            change
            for change in self.changes
            if held.iri in change.original and not change.transfer and change.latest <= day
        ]
        if not after:
            yield held
        for change in after:
            certainty = max(held.certainty, change.certainty, key=_DOUBT.index)
            for result in change.resulting:
                yield from self._followed(Successor(result, (*held.events, change.iri), certainty), day)


_DOUBT = ("sure", "likely", "unsure", "")


@cache
def load(kept: Path | None = None) -> Authority:
    """The authority file, compiled records of which are kept in ``kept``, else in the user's cache folder."""
    digest, found = records(kept)
    described = own()  # mostly none: then no parser is needed
    return Authority(digest, *found, own=frozenset(read(described) if described else ()))
