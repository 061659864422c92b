"""Who and what is known: jurisdictions, bodies, groups, naming patterns, themes and changes, as plain frozen records.

The .ttl files are the source. Reading them takes about a second, so the records are compiled once and kept in the user's cache
folder, named by the hash of the files: a changed file is never answered from an old cache, and where nothing can be written the
files are simply read again. Importing this module reads nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from ontology.turtle import Table, Value, read

HERE = Path(__file__).parent
CENTRE = "CN"  #: the jurisdiction of central bodies

_FG = "https://w3id.org/fengong/ont#"
_ID = "https://w3id.org/fengong/id/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_ORG = "http://www.w3.org/ns/org#"
_DCTERMS = "http://purl.org/dc/terms/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction."""

    code: str  #: GB/T 2260, or CN
    name: str
    aliases: tuple[str, ...]
    prefix: str  #: the word before a body of this level: 自治区, 省, 市, 县, 区, 州 …
    signs: tuple[str, ...]  #: what its document numbers begin with
    within: str  #: code of the next higher jurisdiction


@dataclass(frozen=True, slots=True)
class Entry:
    """A body or group of the authority file."""

    iri: str
    name: str  #: official name
    english: str
    short: str  #: as documents write it, jurisdiction put back
    labels: tuple[str, ...]  #: every label without the jurisdiction that means it within its jurisdiction
    jurisdiction: str
    classes: tuple[str, ...]
    since: str  #: ISO date, "" if not known
    until: str  #: ISO date, exclusive, "" if it still exists or that is not known
    certainty: str

    @property
    def collective(self) -> bool:
        """Whether it is a class of bodies."""
        return "ClosedGroup" in self.classes or "OpenGroup" in self.classes

    def holds(self, day: str) -> bool:
        """Whether the entry is valid on ``day`` (ISO date); always where ``day`` is empty."""
        return not day or ((not self.since or self.since <= day) and (not self.until or day < self.until))


@dataclass(frozen=True, slots=True)
class Pattern:
    """How bodies of one kind are named at each level, for bodies that no file lists."""

    slug: str  #: canonical short name: the last part of the IRI of a body so named
    labels: tuple[str, ...]
    official: tuple[tuple[str, str], ...]  #: level (central, province, city, county) and pattern with {J}
    classes: tuple[str, ...]
    prefixing: str  #: local, party, own: whose name stands before it
    since: str
    until: str

    def holds(self, day: str) -> bool:
        """Whether bodies were so named on ``day`` (ISO date)."""
        return not day or ((not self.since or self.since <= day) and (not self.until or day < self.until))


@dataclass(frozen=True, slots=True)
class Theme:
    """A policy theme and the words that point to it."""

    id: str
    label: str
    english: str
    broader: str
    triggers: tuple[tuple[str, float], ...]  #: word and weight


@dataclass(frozen=True, slots=True)
class Change:
    """A reform that turned bodies into others, or moved a function between them."""

    iri: str
    original: tuple[str, ...]
    resulting: tuple[str, ...]
    earliest: str
    latest: str
    functions: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class Successor:
    """Who holds what a body held, and how surely."""

    iri: str
    events: tuple[str, ...]
    certainty: str


_Records = tuple[
    tuple[Place, ...], tuple[Entry, ...], tuple[Pattern, ...], tuple[Theme, ...], tuple[Change, ...]
]


@dataclass(frozen=True)
class Authority:
    """All records, with the indexes that resolving needs."""

    digest: str  #: of the files it was read from
    places: tuple[Place, ...]
    entries: tuple[Entry, ...]
    patterns: tuple[Pattern, ...]
    themes: tuple[Theme, ...]
    changes: tuple[Change, ...]

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

    @cached_property
    def entry_by_iri(self) -> Mapping[str, Entry]:
        """Bodies and groups by IRI."""
        return {entry.iri: entry for entry in self.entries}

    @cached_property
    def _by_label(self) -> Mapping[tuple[str, str], tuple[Entry, ...]]:
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries:
            for label in entry.labels:
                found.setdefault((label, entry.jurisdiction), []).append(entry)
        return {key: tuple(entries) for key, entries in found.items()}

    @cached_property
    def _by_pattern_label(self) -> Mapping[str, tuple[Pattern, ...]]:
        found: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            for label in dict.fromkeys((pattern.slug.partition("@")[0], *pattern.labels)):
                found.setdefault(label, []).append(pattern)
        return {label: tuple(patterns) for label, patterns in found.items()}

    def find(self, label: str, jurisdiction: str, day: str = "") -> Entry | None:
        """The entry that ``label`` means in ``jurisdiction`` on ``day``; None if none, or if several would fit."""
        fitting = [entry for entry in self._by_label.get((label, jurisdiction), ()) if entry.holds(day)]
        return fitting[0] if len(fitting) == 1 else None

    def pattern(self, label: str, day: str = "") -> Pattern | None:
        """The naming pattern that ``label`` follows on ``day``; the oldest if the day does not decide."""
        fitting = [pattern for pattern in self._by_pattern_label.get(label, ()) if pattern.holds(day)]
        return fitting[0] if fitting else None

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every entry with ``name`` among its names, official, short or without jurisdiction, in any jurisdiction."""
        return tuple(
            entry
            for entry in self.entries
            if name in (entry.name, entry.short, entry.english) or name in entry.labels
        )

    def successors(self, iri: str, day: date | str) -> tuple[Successor, ...]:
        """Who holds on ``day`` what the body held: itself if nothing changed, several if it was split."""
        return _successors(iri, str(day), self.changes)


def _successors(iri: str, day: str, changes: tuple[Change, ...]) -> tuple[Successor, ...]:
    held = {iri: Successor(iri, (), "sure")}
    for change in sorted(changes, key=lambda change: (change.latest, change.iri)):
        if change.latest > day or not change.resulting:
            continue
        for original in change.original:
            before = held.get(original)
            if before is None:
                continue
            if original not in change.resulting:
                del held[original]
            for result in change.resulting:
                certainty = max(before.certainty, change.certainty, key=_DOUBT.index)
                held.setdefault(result, Successor(result, (*before.events, change.iri), certainty))
    return tuple(held.values())


_DOUBT = ("sure", "likely", "unsure", "")


def sources() -> tuple[Path, ...]:
    """The Turtle files that the authority file consists of, in a fixed order."""
    return (HERE / "places.ttl", HERE / "themes.ttl", *sorted((HERE / "bodies").glob("*.ttl")))


@cache
def load(cache_folder: Path | None = None) -> Authority:
    """The authority file, from the compiled cache if it is of the same hash, else from the Turtle."""
    paths = [path for path in sources() if path.exists()]
    digest = hashlib.sha256()
    for path in (Path(__file__), *paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    name = digest.hexdigest()
    folder = cache_folder or _cache_folder()
    compiled = folder / f"authority-{name[:16]}.json"
    records = _read_compiled(compiled, name)
    if records is None:
        records = compile_records(read(paths))
        _write_compiled(compiled, name, records)
    return Authority(name, *records)


def _cache_folder() -> Path:
    """Where this user's programs keep what can be made again."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path("~").expanduser() / ".cache") / "fengong"


_KINDS = (Place, Entry, Pattern, Theme, Change)


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _read_compiled(path: Path, name: str) -> _Records | None:
    """The records kept in ``path`` for the files of hash ``name``; None if there are none, or none that can be read."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["digest"] != name:
            return None
        return tuple(  # type: ignore[return-value]
            tuple(kind(*map(_tuples, row)) for row in rows)
            for kind, rows in zip(_KINDS, kept["records"], strict=True)
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_compiled(path: Path, name: str, records: _Records) -> None:
    """Keep the records for the next start; where that is not allowed, do without."""
    kept = {"digest": name, "records": [[astuple(record) for record in rows] for rows in records]}
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        part.replace(path)


def compile_records(table: Table) -> _Records:
    """The records that the triples describe, sorted by IRI within each kind as far as the files leave it open."""
    rows = {
        kind: [(subject, facts) for subject, facts in table.items() if _has_type(facts, kind)]
        for kind in ("Jurisdiction", "NamingPattern", "Theme")
    }
    events = [(subject, facts) for subject, facts in table.items() if _is(facts, f"{_ORG}ChangeEvent")]
    parties = [
        (s, f)
        for s, f in table.items()
        if f"{_FG}shortName" in f and s.startswith((f"{_ID}body/", f"{_ID}group/"))
    ]
    places = tuple(_place(facts) for _, facts in rows["Jurisdiction"])
    by_code = {place.code: place for place in places}
    return (
        places,
        tuple(_entry(subject, facts, by_code) for subject, facts in parties),
        tuple(_pattern(subject, facts) for subject, facts in rows["NamingPattern"]),
        tuple(_theme(subject, facts) for subject, facts in rows["Theme"]),
        tuple(_change(subject, facts) for subject, facts in events),
    )


def _is(facts: Mapping[str, list[Value]], kind: str) -> bool:
    return any(value.text == kind for value in facts.get(_TYPE, ()))


def _has_type(facts: Mapping[str, list[Value]], kind: str) -> bool:
    return _is(facts, _FG + kind)


def _texts(facts: Mapping[str, list[Value]], predicate: str, language: str = "") -> tuple[str, ...]:
    return tuple(
        value.text for value in facts.get(predicate, ()) if not language or value.language == language
    )


def _text(facts: Mapping[str, list[Value]], predicate: str, language: str = "") -> str:
    return next(iter(_texts(facts, predicate, language)), "")


def _last(values: Iterable[str]) -> tuple[str, ...]:
    """The last path segments of IRIs."""
    return tuple(value.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for value in values)


def _place(facts: Mapping[str, list[Value]]) -> Place:
    return Place(
        _text(facts, f"{_DCTERMS}identifier"),
        _text(facts, f"{_SKOS}prefLabel", "zh"),
        _texts(facts, f"{_SKOS}altLabel"),
        _text(facts, f"{_FG}levelPrefix"),
        _texts(facts, f"{_FG}officeSign"),
        "".join(_last(_texts(facts, f"{_DCTERMS}isPartOf"))[:1]),
    )


def bare(name: str, place: Place | None) -> str:
    """``name`` without the words for its jurisdiction that stand before it.

    >>> bare("自治区财政厅", Place("650000", "新疆维吾尔自治区", ("新疆",), "自治区", ("新",), "CN"))
    '财政厅'
    """
    if place is not None:
        for start in (place.name, place.prefix):
            if start and name.startswith(start) and len(name) > len(start) + 1:
                return name[len(start) :]
    return name


def _entry(subject: str, facts: Mapping[str, list[Value]], places: Mapping[str, Place]) -> Entry:
    jurisdiction = "".join(_last(_texts(facts, f"{_FG}jurisdiction"))[:1])
    place = places.get(jurisdiction)
    short, name = _text(facts, f"{_FG}shortName"), _text(facts, f"{_SKOS}prefLabel", "zh")
    spoken = (
        short,
        name,
        *_texts(facts, f"{_SKOS}altLabel", "zh"),
        *_texts(facts, f"{_SKOS}hiddenLabel", "zh"),
    )
    labels = dict.fromkeys(
        label for text in spoken for label in (text, bare(text, place), bare(text, place).partition("(")[0])
    )
    return Entry(
        subject,
        name,
        _text(facts, f"{_SKOS}prefLabel", "en"),
        short,
        tuple(label for label in labels if label),
        jurisdiction,
        tuple(kind for kind in _last(_texts(facts, _TYPE)) if kind != "NamedIndividual"),
        _text(facts, f"{_FG}validFrom"),
        _text(facts, f"{_FG}validUntil"),
        _text(facts, f"{_FG}certainty"),
    )


_LEVELS = ("central", "province", "city", "county")


def _pattern(subject: str, facts: Mapping[str, list[Value]]) -> Pattern:
    official = [(level, _text(facts, f"{_FG}{level}Name")) for level in _LEVELS]
    return Pattern(
        subject.rsplit("/", 1)[-1],
        (*_texts(facts, f"{_SKOS}prefLabel", "zh"), *_texts(facts, f"{_SKOS}altLabel", "zh")),
        tuple((level, name) for level, name in official if name),
        _last(_texts(facts, f"{_FG}namesKind")),
        _text(facts, f"{_FG}prefixing"),
        _text(facts, f"{_FG}validFrom"),
        _text(facts, f"{_FG}validUntil"),
    )


def _theme(subject: str, facts: Mapping[str, list[Value]]) -> Theme:
    weighted = [(word, 1.0) for word in _texts(facts, f"{_SKOS}hiddenLabel", "zh")]
    return Theme(
        subject.rsplit("/", 1)[-1],
        _text(facts, f"{_SKOS}prefLabel", "zh"),
        _text(facts, f"{_SKOS}prefLabel", "en"),
        "".join(_last(_texts(facts, f"{_SKOS}broader"))[:1]),
        tuple(weighted),
    )


def _change(subject: str, facts: Mapping[str, list[Value]]) -> Change:
    day = _text(facts, f"{_DCTERMS}date")
    return Change(
        subject,
        _texts(facts, f"{_ORG}originalOrganization"),
        _texts(facts, f"{_ORG}resultingOrganization"),
        _text(facts, f"{_FG}earliest") or day,
        _text(facts, f"{_FG}latest") or day,
        _texts(facts, f"{_FG}functionMoved", "zh"),
        _text(facts, f"{_FG}certainty"),
    )
