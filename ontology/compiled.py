"""The records of the authority file, from the Turtle that is their source.

They are compiled once and kept in the user's cache folder under the hash of the files, so a changed file is never
answered from an old cache; where nothing can be written, the files are read again. They are kept as the interpreter
keeps modules (marshal), which has tuples: they come back in half the time that JSON takes, in each process that reads.
Importing this module reads nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path

from . import entries
from .entries import CENTRE, Change, Entry, Form, Pattern, Place, Portfolio, System, Theme, bare
from .files import cache_folder, forget
from .terms import DCTERMS, FG, ORG, RDF, SKOS
from .turtle import Table, Value, read
from .vocabularies import bodies

HERE = Path(__file__).parent
#: What the names of kept records begin with.
_KEPT = "authority-"

Records = tuple[
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


def sources() -> tuple[Path, ...]:
    """The Turtle files that the authority file consists of, in a fixed order."""
    single = (HERE / f"{name}.ttl" for name in ("places", "themes", "portfolios"))
    return (*single, *bodies())


def records(kept: Path | None = None) -> tuple[str, Records]:
    """The hash of the files and their records, from the cache if these are of the same hash, else from the Turtle."""
    paths = [path for path in sources() if path.exists()]
    digest = hashlib.sha256()
    for path in (Path(entries.__file__), Path(__file__), *paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    name = digest.hexdigest()
    folder = kept or cache_folder()
    compiled = folder / f"{_KEPT}{name[:12]}.{sys.implementation.cache_tag}" if folder else None
    found = _read_compiled(compiled, name) if compiled else None
    if found is None:
        found = compile_records(read(paths))
        if compiled:
            _write_compiled(compiled, name, found)
    return name, found


_KINDS = (Place, Entry, Pattern, Theme, Theme, Portfolio, Change, System, Form)


def _read_compiled(path: Path, name: str) -> Records | None:
    """The records kept in ``path`` for the files of hash ``name``; None if none can be read."""
    try:
        digest, kept = marshal.loads(path.read_bytes())  # noqa: S302  # of the user's own, as are compiled modules
        if digest != name:
            return None
        return tuple(  # type: ignore[return-value]
            tuple([kind(*row) for row in rows]) for kind, rows in zip(_KINDS, kept, strict=True)
        )
    except (OSError, EOFError, ValueError, TypeError):
        return None


def _write_compiled(path: Path, name: str, records: Records) -> None:
    """Keep the records for the next start; where that is not allowed, do without."""
    kept = name, tuple(tuple(map(astuple, rows)) for rows in records)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        forget(path.parent, _KEPT)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(marshal.dumps(kept))
        part.replace(path)


def compile_records(table: Table) -> Records:
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
        "".join(_last(facts, FG.ledBySystem)),
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
