"""Who and what is known, as frozen records: jurisdictions, bodies, groups, patterns, themes, portfolios, changes.

The .ttl files are the source. The records are compiled once and kept in the user's cache folder under the
hash of the files, so a changed file is never answered from an old cache; where nothing can be written, the
files are read again. Importing this module reads nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from ontology.files import cache_folder
from ontology.terms import DCTERMS, FG, ORG, RDF, SKOS
from ontology.turtle import Table, Value, read
from ontology.vocabularies import bodies, own

HERE = Path(__file__).parent
CENTRE = "CN"  #: the jurisdiction of central bodies


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction."""

    code: str  #: GB/T 2260, or CN
    name: str
    aliases: tuple[str, ...]
    prefix: str  #: the word before a body of this level: 自治区, 省, 市, 县, 区, 州 …
    signs: tuple[str, ...]  #: what its document numbers begin with
    within: str  #: code of the next higher jurisdiction
    level: str = ""  #: a member of ontology.enumerations.Level


@dataclass(frozen=True, slots=True)
class Entry:
    """A body or group of the authority file."""

    iri: str
    name: str  #: official name
    english: str
    short: str  #: as documents write it, jurisdiction put back
    labels: tuple[str, ...]  #: every name that means it within its jurisdiction, with the jurisdiction and without
    plates: tuple[tuple[str, str, str], ...]  #: second nameplates: a name, and from when until when it is borne
    jurisdiction: str
    classes: tuple[str, ...]
    since: str  #: ISO date, "" if not known
    until: str  #: ISO date, exclusive, "" if it still exists or that is not known
    certainty: str
    aliases: tuple[str, ...] = ()  #: its other names as the files write them
    members: tuple[str, ...] = ()  #: IRIs of those that a group consists of

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
    since: str
    until: str

    @property
    def name(self) -> str:
        """The short name without the year that tells two of one name apart."""
        return self.slug.partition("@")[0]

    def holds(self, day: str) -> bool:
        """Whether bodies were so named on ``day`` (ISO date)."""
        return not day or ((not self.since or self.since <= day) and (not self.until or day < self.until))


@dataclass(frozen=True, slots=True)
class System:
    """A body of the centre with those that act for it all over the country."""

    slug: str
    name: str
    english: str
    head: str  #: IRI of the body of the centre
    forms: tuple[str, ...]  #: how the others are named, with {P} for the place they are called after
    kind: str  #: class of policy.ttl
    since: str
    until: str

    def names(self, label: str) -> bool:
        """Whether ``label`` is the name of one of its local bodies, in any of the forms.

        >>> system = System("海关", "海关", "customs", "", ("{P}海关",), "VerticalBody", "", "")
        >>> system.names("黄埔海关"), system.names("海关"), system.names("黄埔海关、拱北海关")
        (True, False, False)
        """
        return any(_fits(form, label) for form in self.forms)


#: A place in the name of a local body; none ends in 国家 (国家税务局) or 银 (银保监局), which begin other names.
_CALLED_AFTER = re.compile(r"[\u4e00-\u9fff]{1,10}(?<!国家)(?<!银)")


def _fits(form: str, label: str) -> bool:
    """Whether a ``label`` is of a form; one pattern serves for all, since to compile one a form takes long."""
    before, called, after = form.partition("{P}")
    if not called or not (label.startswith(before) and label.endswith(after)):
        return label == form
    return _CALLED_AFTER.fullmatch(label, len(before), len(label) - len(after)) is not None


@dataclass(frozen=True, slots=True)
class Form:
    """How names of bodies are put together that follow no pattern of their own."""

    slug: str
    words: tuple[str, ...]  #: for what the body does; one with {P}, any name, comes first; none: a body's own name
    endings: tuple[str, ...]  #: {P} standing for any name

    @property
    def local(self) -> bool:
        """Whether it is for bodies of places only: those of the centre are not called after common words."""
        return self.words != ("{P}",)

    def parted(self, label: str) -> Iterator[tuple[str, str]]:
        """What stands before the ending of a name of this form, and the ending; none of any other name.

        >>> form = Form("department", ("文", "体", "招商", "{P}新区"), ("局", "管委会"))
        >>> [[*form.parted(name)] for name in ("文体局", "南太湖新区招商局", "教育局", "局")]
        [[('文体', '局')], [('南太湖新区招商', '局')], [], []]
        >>> [*Form("office", (), ("办公厅", "{P}司")).parted("财政部预算司")][1:]
        [('财政', '部预算司'), ('财政部', '预算司'), ('财政部预', '算司'), ('财政部预算', '司')]
        """
        if len(label) > LONGEST:
            return
        stem, ending = _composed(self)
        if not self.words:
            yield from ((label[:at], label[at:]) for at in range(1, len(label)) if ending.fullmatch(label, at))
        elif (found := stem.fullmatch(label)) and found[1]:
            yield found[1], found[2]


#: Characters of the longest name that is taken apart.
LONGEST = 24
_ANY = r"[\u4e00-\u9fff]{0,14}"


@cache
def _composed(form: Form) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The names of a form, and their endings."""
    first, work, endings = (
        "|".join(re.escape(word).replace(re.escape("{P}"), _ANY) for word in sorted(words, key=len, reverse=True))
        for words in (
            [word for word in form.words if "{P}" in word],
            [word for word in form.words if "{P}" not in word],
            form.endings,
        )
    )
    stem = f"(?:{first})?" + (f"(?:(?:{work})[和与及]?)*" if work else "")
    return re.compile(f"({stem})({endings})"), re.compile(endings)


@dataclass(frozen=True, slots=True)
class Theme:
    """A policy field, or an aspect of one, and the words that point to it."""

    id: str
    label: str
    english: str
    names: tuple[str, ...]  #: words that name it by themselves
    hints: tuple[str, ...]  #: words that point to it


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The policy fields that bodies of one kind work in."""

    stems: tuple[str, ...]  #: what names of such bodies hold, at every level
    main: str  #: id of the field
    further: tuple[str, ...]


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
    transfer: bool  #: only a function moved, no body ended


@dataclass(frozen=True, slots=True)
class Successor:
    """Who holds what a body held, and how surely."""

    iri: str
    events: tuple[str, ...]
    certainty: str


_Records = tuple[
    tuple[Place, ...],
    tuple[Entry, ...],
    tuple[Pattern, ...],
    tuple[Theme, ...],
    tuple[Theme, ...],
    tuple[Portfolio, ...],
    tuple[Change, ...],
    tuple[System, ...],
    tuple[Form, ...],
]


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
        """Whether one of two places, by their codes, is the other or lies in it."""
        return one in self.lineage(other) or other in self.lineage(one)

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
        fitting = {entry.iri: entry for entry, since, until in bearers if _holds(since, until, day)}
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    def bearers(self, label: str, jurisdiction: str) -> tuple[tuple[Entry, str, str], ...]:
        """Every entry that goes or went by ``label`` in ``jurisdiction``, and from when until when."""
        return self._by_label.get((label, jurisdiction), ())

    def pattern(self, label: str, day: str = "", level: str = "") -> Pattern | None:
        """The naming pattern that ``label`` follows on ``day``, rather one that has a name for ``level``.

        Where neither day nor level decides, the first in the files.
        """
        fitting = [pattern for pattern in self._by_pattern_label.get(label, ()) if pattern.holds(day)]
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
        named = pattern is not None and any(level in dict(pattern.official) for level in _levels(jurisdiction))
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


def _holds(since: str, until: str, day: str) -> bool:
    """Whether ``day`` lies from ``since`` to before ``until``; an unknown day or bound excludes nothing."""
    return not day or ((not since or since <= day) and (not until or day < until))


_DOUBT = ("sure", "likely", "unsure", "")


def sources() -> tuple[Path, ...]:
    """The Turtle files that the authority file consists of, in a fixed order."""
    single = (HERE / f"{name}.ttl" for name in ("places", "themes", "portfolios"))
    return (*single, *bodies())


@cache
def load(kept: Path | None = None) -> Authority:
    """The authority file, from the compiled cache if it is of the same hash, else from the Turtle."""
    paths = [path for path in sources() if path.exists()]
    digest = hashlib.sha256()
    for path in (Path(__file__), *paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    name = digest.hexdigest()
    folder = kept or cache_folder()
    compiled = folder / "authority.json" if folder else None
    records = _read_compiled(compiled, name) if compiled else None
    if records is None:
        records = compile_records(read(paths))
        if compiled:
            _write_compiled(compiled, name, records)
    described = own()  # mostly none: then no parser is needed
    return Authority(name, *records, own=frozenset(read(described) if described else ()))


_KINDS = (Place, Entry, Pattern, Theme, Theme, Portfolio, Change, System, Form)


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _read_compiled(path: Path, name: str) -> _Records | None:
    """The records kept in ``path`` for the files of hash ``name``; None if none can be read."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["digest"] != name:
            return None
        return tuple(  # type: ignore[return-value]
            tuple(kind(*map(_tuples, row)) for row in rows) for kind, rows in zip(_KINDS, kept["records"], strict=True)
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
    """The records that the triples describe, each kind in the order of the files."""
    of = {
        kind: [(subject, facts) for subject, facts in table.items() if _is(facts, kind)]
        for kind in (
            FG.Jurisdiction,
            FG.NamingPattern,
            FG.PolicyField,
            FG.Theme,
            FG.Portfolio,
            FG.FunctionTransfer,
            FG.VerticalSystem,
            FG.NamingForm,
            ORG.ChangeEvent,
        )
    }
    places = tuple(_place(facts) for _, facts in of[FG.Jurisdiction])
    by_code = {place.code: place for place in places}
    return (
        places,
        tuple(_entry(iri, facts, by_code, table) for iri, facts in table.items() if FG.shortName in facts),
        tuple(_pattern(iri, facts) for iri, facts in of[FG.NamingPattern]),
        tuple(_theme(iri, facts) for iri, facts in of[FG.PolicyField]),
        tuple(_theme(iri, facts) for iri, facts in of[FG.Theme]),
        tuple(_portfolio(facts) for _, facts in of[FG.Portfolio]),
        tuple(_change(iri, facts) for iri, facts in of[ORG.ChangeEvent] + of[FG.FunctionTransfer]),
        tuple(_system(iri, facts) for iri, facts in of[FG.VerticalSystem]),
        tuple(_form_of(iri, facts) for iri, facts in of[FG.NamingForm]),
    )


_Facts = Mapping[str, list[Value]]


def _is(facts: _Facts, kind: str) -> bool:
    return any(value.text == kind for value in facts.get(RDF.type, ()))


def _texts(facts: _Facts, predicate: str, language: str = "") -> tuple[str, ...]:
    return tuple(value.text for value in facts.get(predicate, ()) if language in ("", value.language))


def _text(facts: _Facts, predicate: str, language: str = "") -> str:
    return next(iter(_texts(facts, predicate, language)), "")


def _last(facts: _Facts, predicate: str) -> tuple[str, ...]:
    """The last path segments of the IRIs that ``predicate`` points to."""
    return tuple(re.split("[/#]", iri)[-1] for iri in _texts(facts, predicate))


def _place(facts: _Facts) -> Place:
    return Place(
        _text(facts, DCTERMS.identifier),
        _text(facts, SKOS.prefLabel, "zh"),
        _texts(facts, SKOS.altLabel),
        _text(facts, FG.levelPrefix),
        _texts(facts, FG.officeSign),
        "".join(_last(facts, DCTERMS.isPartOf)),
        "".join(_last(facts, FG.level)),
    )


def level_of_code(code: str) -> str:
    """The level of government that a GB/T 2260 code stands for, "" for other names of places.

    >>> [level_of_code(code) for code in ("650000", "330200", "330327", "CN")]
    ['province', 'city', 'county', '']
    """
    if not code.isdigit():
        return ""
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


#: The four municipalities: provinces whose departments are 局, as a city's.
_MUNICIPALITIES = ("110000", "120000", "310000", "500000")


def _levels(code: str) -> tuple[str, ...]:
    """The levels whose names the departments of a jurisdiction bear: a place whose code is not known bears any."""
    if code in _MUNICIPALITIES:
        return ("province", "city")
    return (level,) if (level := level_of_code(code)) else () if code == CENTRE else ("city", "county")


def bare(name: str, place: Place | None) -> str:
    """``name`` without the words for its jurisdiction that stand before it.

    >>> bare("自治区财政厅", Place("650000", "新疆维吾尔自治区", ("新疆",), "自治区", ("新",), "CN"))
    '财政厅'
    """
    for start in (place.name, place.prefix) if place else ():
        if start and name.startswith(start) and len(name) > len(start) + 1:
            return name[len(start) :]
    return name


def _names(texts: Iterable[str], place: Place | None) -> tuple[str, ...]:
    """Every form of the names: with and without the jurisdiction, with and without a name in brackets."""
    forms: dict[str, None] = {}
    for text in texts:
        short = bare(text, place)
        if place and place.code == CENTRE:
            short = text.removeprefix("国家")
        forms |= dict.fromkeys((text, short, text.partition("(")[0], short.partition("(")[0]))
    return tuple(form for form in forms if len(form) > 1)


def _entry(iri: str, facts: _Facts, places: Mapping[str, Place], table: Table) -> Entry:
    jurisdiction = "".join(_last(facts, FG.jurisdiction))
    place = places.get(jurisdiction)
    short, name = _text(facts, FG.shortName), _text(facts, SKOS.prefLabel, "zh")
    plates = [table[plate] for plate in _texts(facts, FG.nameplate)]
    return Entry(
        iri,
        name,
        _text(facts, SKOS.prefLabel, "en"),
        short,
        _names((short, name, *_texts(facts, SKOS.altLabel, "zh")), place),
        tuple(
            (label, _text(plate, FG.validFrom), _text(plate, FG.validUntil))
            for plate in plates
            for label in _names(_texts(plate, SKOS.prefLabel), place)
        ),
        jurisdiction,
        tuple(reversed(_last(facts, RDF.type))),
        _text(facts, FG.validFrom),
        _text(facts, FG.validUntil),
        _text(facts, FG.certainty),
        _texts(facts, SKOS.altLabel, "zh"),
        _texts(facts, FG.groupMember),
    )


def _pattern(iri: str, facts: _Facts) -> Pattern:
    levels = {"province": FG.provinceName, "city": FG.cityName, "county": FG.countyName}
    return Pattern(
        iri.rsplit("/", 1)[-1],
        (*_texts(facts, SKOS.prefLabel), *_texts(facts, SKOS.altLabel)),
        tuple((level, name) for level, term in levels.items() if (name := _text(facts, term))),
        _last(facts, FG.namesKind),
        _text(facts, FG.validFrom),
        _text(facts, FG.validUntil),
    )


def _system(iri: str, facts: _Facts) -> System:
    return System(
        iri.rsplit("/", 1)[-1],
        _text(facts, SKOS.prefLabel, "zh"),
        _text(facts, SKOS.prefLabel, "en"),
        _text(facts, FG.systemHead),
        _texts(facts, FG.localName),
        "".join(_last(facts, FG.namesKind)),
        _text(facts, FG.validFrom),
        _text(facts, FG.validUntil),
    )


def _form_of(iri: str, facts: _Facts) -> Form:
    return Form(iri.rsplit("/", 1)[-1], _texts(facts, SKOS.hiddenLabel), _texts(facts, FG.nameEnding))


def _theme(iri: str, facts: _Facts) -> Theme:
    return Theme(
        iri.rsplit("/", 1)[-1],
        _text(facts, SKOS.prefLabel, "zh"),
        _text(facts, SKOS.prefLabel, "en"),
        _texts(facts, SKOS.altLabel, "zh"),
        _texts(facts, SKOS.hiddenLabel, "zh"),
    )


def _portfolio(facts: _Facts) -> Portfolio:
    (main,) = _last(facts, FG.mainField)
    return Portfolio(_texts(facts, SKOS.hiddenLabel, "zh"), main, _last(facts, FG.furtherField))


def _change(iri: str, facts: _Facts) -> Change:
    day = _text(facts, DCTERMS.date)
    return Change(
        iri,
        _texts(facts, ORG.originalOrganization) or _texts(facts, FG.transferredFrom),
        _texts(facts, ORG.resultingOrganization) or _texts(facts, FG.transferredTo),
        _text(facts, FG.earliest) or day,
        _text(facts, FG.latest) or day,
        _texts(facts, FG.functionMoved),
        _text(facts, FG.certainty),
        _is(facts, FG.FunctionTransfer),
    )
