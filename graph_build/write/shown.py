"""What is shown of documents and parties: their labels, and the tables of documents, parties, heirs and themes.

All of it hangs on all documents (labels.py), and is made of what they say together (together.py). Where a few documents
change, only what hangs on these is made anew; the rest of the tables stays.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph_build.write import labels, tables, together
from graph_build.write.chunks import Report
from graph_build.write.parts import DESCRIBED, PARTY
from graph_build.write.stated import Stated
from graph_build.write.tables import DOCUMENTS, HEIRS, PARTIES, THEMES
from ontology.authority import load


@dataclass(frozen=True, slots=True)
class Change:
    """A generation made from the present one, and the documents that are others in it."""

    present: Path
    fresh: Path
    going: Collection[Stated]
    coming: Collection[Stated]

    def differing(self, kind: str) -> frozenset[str]:
        """What goes and what comes of what those documents say of a kind."""
        return together.said(self.going, kind) ^ together.said(self.coming, kind)


@dataclass(frozen=True, slots=True)
class Renamed:
    """Labels that are others now, by IRI."""

    before: Mapping[str, str]
    after: Mapping[str, str]

    @classmethod
    def between(cls, before: Mapping[str, str], after: Mapping[str, str]) -> Renamed:
        """Those of ``before`` and ``after`` that the other does not have so."""
        return cls(dict(before.items() - after.items()), dict(after.items() - before.items()))

    @property
    def things(self) -> frozenset[str]:
        """What has another label now, or has one only before or only after."""
        return frozenset({*self.before, *self.after})


def labelled(generation: Path, reports: Collection[Report]) -> dict[str, str]:
    """The labels of a generation, in whose documents this was found, by IRI."""
    return _of_parties(generation, reports) | labels.documents(reports)


def _of_parties(generation: Path, reports: Collection[Report]) -> dict[str, str]:
    return labels.parties(together.parties(generation), _places(reports), load())


def _places(reports: Iterable[Report]) -> set[str]:
    return {report.jurisdiction for report in reports}


def write(generation: Path, named: Mapping[str, str]) -> None:
    """Writes the tables of a generation, in which things are ``named`` so."""
    known, acting = load(), together.listed(generation, "named")
    parties = tables.with_members(acting, known)
    rows = {
        DOCUMENTS: tables.documents(together.rows(generation), named, known),
        PARTIES: tables.parties(parties, together.described(generation, parties), named, known),
        HEIRS: tables.heirs(acting, named, known),
        THEMES: tables.themes(together.listed(generation, "themes"), known),
    }
    tables.write(generation, rows)


def update(change: Change, before: Collection[Report], after: Collection[Report], *, tabled: bool) -> Renamed:
    """Writes the tables after a change, if any are to be, and gives back what is labelled otherwise than before.

    ``before`` and ``after`` it this was found in all documents.
    """
    then, now = dict[str, str](), dict[str, str]()
    if change.differing(PARTY) or _places(before) != _places(after):
        then |= _of_parties(change.present, before)
        now |= _of_parties(change.fresh, after)
    if _called(change.going) != _called(change.coming):
        then |= labels.documents(before)
        now |= labels.documents(after)
    renamed = Renamed.between(then, now)
    if tabled:
        _update(change, renamed.things, tables.labels(change.present) | now)
    return renamed


def _called(documents: Iterable[Stated]) -> set[tuple[str, ...]]:
    """What of documents their labels hang on."""
    reports = (each.main.report for each in documents)
    return {(each.key, each.title, each.number, each.date, each.name) for each in reports}


def _update(change: Change, renamed: frozenset[str], named: Mapping[str, str]) -> None:
    """Writes the tables after a change, where things are ``named`` so, and those ``renamed`` were not.

    ``named`` has the bodies of the authority file too where labels of parties may be others.
    """
    known, fresh = load(), change.fresh
    acted, acting = (together.listed(generation, "named") for generation in (change.present, fresh))
    shown = tables.with_members(acting, known)
    documents = renamed | together.issued(fresh, renamed) | {each.iri for each in (*change.going, *change.coming)}
    described = {str(json.loads(line)["iri"]) for line in change.differing(DESCRIBED)}
    parties = renamed | described | (tables.with_members(acted, known) ^ shown)
    gone: dict[str, Collection[str]] = {DOCUMENTS: documents, PARTIES: parties}
    rows = {
        DOCUMENTS: tables.documents(together.rows(fresh, documents), named, known),
        PARTIES: tables.parties(parties & shown, together.described(fresh, parties), named, known),
        THEMES: tables.themes(together.listed(fresh, "themes"), known),
    }
    if acted != acting or renamed & {*shown, *known.entry_by_iri}:
        rows[HEIRS] = tables.heirs(acting, named, known)
    else:
        gone[HEIRS] = ()
    tables.write(fresh, rows, change.present, gone)
