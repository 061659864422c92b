"""What is shown of documents and parties: their labels, and the tables of documents, parties, heirs and themes.

All of it hangs on all documents (labels.py), and is made of what they say together (together.py). Where a few documents
change, only what hangs on these is made anew; the rest of the tables stays.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_build.write import labels, tables, together
from graph_build.write.chunks import Named, Report
from graph_build.write.parts import DESCRIBED, HEAD, PARTY
from graph_build.write.tables import DOCUMENTS, HEIRS, PARTIES, THEMES
from ontology.authority import load
from ontology.reforms import reforms


@dataclass(frozen=True, slots=True)
class Change:
    """A generation made from the present one, and the documents that are others in it."""

    present: Path
    fresh: Path
    going: Mapping[str, Mapping[str, bytes]]  #: the rows of those documents as lines, by IRI and table
    coming: Mapping[str, Mapping[str, bytes]]

    def differing(self, table: str) -> frozenset[bytes]:
        """What goes and what comes of the rows that those documents have in a table."""
        before, after = (
            frozenset(line for rows in those.values() for line in rows[table].splitlines())
            for those in (self.going, self.coming)
        )
        return before ^ after

    def rows(self, table: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The rows of those documents in a table, before and after."""
        before, after = (
            [json.loads(line) for rows in those.values() for line in rows[table].splitlines()]
            for those in (self.going, self.coming)
        )
        return before, after


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


def write(generation: Path, reports: Collection[Report], *, tabled: bool) -> dict[str, str]:
    """The labels of a generation, in whose documents this was found, by IRI; writes its tables if any are to be."""
    known, told = load(), together.parties(generation)
    named = labels.parties(told, _places(reports), known) | labels.documents(reports)
    if tabled:
        parties = tables.with_members(told.keys(), known)
        rows = {
            DOCUMENTS: tables.documents(together.rows(generation), named, known),
            PARTIES: tables.parties(parties, together.described(generation, parties), named, known),
            HEIRS: tables.heirs(told, named, known),
            THEMES: tables.themes(together.themes(generation), known),
        }
        tables.write(generation, rows)
    return named


def update(change: Change, before: Collection[Report], after: Collection[Report], *, tabled: bool) -> Renamed:
    """What is labelled otherwise after a change; writes the tables, if there are to be any.

    ``before`` and ``after`` it this was found in all documents.
    """
    known, told = load(), tuple[Mapping[str, Named], ...]()
    then, now = dict[str, str](), dict[str, str]()
    if _told_otherwise(change) or _places(before) != _places(after):
        told = together.parties_with(change.present, change.going.keys(), *change.rows(PARTY))
        then |= labels.parties(told[0], _places(before), known)
        now |= labels.parties(told[1], _places(after), known)
    had, have = map(_called, change.rows(HEAD))
    if had != have:
        then |= labels.documents(before)
        now |= labels.documents(after)
    renamed = Renamed.between(then, now)
    if tabled:
        _update(change, told, renamed.things, now)
    return renamed


def _told_otherwise(change: Change) -> bool:
    """Whether documents name other parties after a change, or tell of one of them otherwise.

    Mostly they do not: whom a document names now, or no more, others name too.
    """
    if not (differing := {json.loads(line)["iri"] for line in change.differing(PARTY)}):
        return False
    rows = ([row for row in those if row["iri"] in differing] for those in change.rows(PARTY))
    before, after = together.parties_with(change.present, change.going.keys(), *rows, those=differing)
    return before != after


def _places(reports: Iterable[Report]) -> set[str]:
    return {report.jurisdiction for report in reports}


def _called(heads: Iterable[Mapping[str, str]]) -> set[tuple[str, ...]]:
    """What of documents their labels hang on."""
    return {(head["key"], head["title"], head["number"], head["date"], head["name"]) for head in heads}


def _update(
    change: Change, told: Sequence[Mapping[str, Named]], renamed: Collection[str], named: Mapping[str, str]
) -> None:
    """Writes the tables after a change, where things are ``named`` so, and those ``renamed`` were not; others stay.

    ``told`` are the parties before it and after it; none where they are the same, and named as they were.
    """
    known, fresh = load(), change.fresh
    had, have = ([head["row"] for head in those if head["row"]] for those in change.rows(HEAD))
    own = {*change.going, *change.coming}
    others = {*renamed, *(together.issued(fresh, renamed) if told else ())} - own
    described = {str(json.loads(line)["iri"]) for line in change.differing(DESCRIBED)}
    acted, acting = (tables.with_members(those.keys(), known) for those in told) if told else (described, described)
    differing = {*described, *renamed, *(acted ^ acting)}
    parties, inheriting = acting & differing, _inheriting(told, renamed)
    documents, heirs = (*have, *together.rows(fresh, others)), inheriting & told[-1].keys() if told else set()
    shown = parties.union(*map(tables.shown_of_document, documents), *map(reforms(known).became, heirs))
    labels = {**tables.labels(change.present, shown - named.keys()), **named}
    rows = {
        DOCUMENTS: tables.documents(documents, labels, known),
        PARTIES: tables.parties(parties, together.described(fresh, parties), labels, known),
        HEIRS: tables.heirs(heirs, labels, known),
    }
    gone: dict[str, Collection[str]] = {DOCUMENTS: own | others, PARTIES: differing, HEIRS: inheriting, THEMES: ()}
    if _themes(had) != _themes(have):
        rows[THEMES] = tables.themes(together.themes(fresh), known)
        del gone[THEMES]
    tables.write(fresh, rows, change.present, gone)


def _inheriting(told: Sequence[Mapping[str, Named]], renamed: Collection[str]) -> set[str]:
    """The parties whose rows in the table of heirs are others: named only before or only after, or an heir renamed."""
    if not told:
        return set()
    before, after = (those.keys() for those in told)
    heirs = reforms(load())
    return (before ^ after) | {party for party in before & after if not heirs.became(party).isdisjoint(renamed)}


def _themes(rows: Iterable[tables.Row]) -> set[str]:
    return {theme for row in rows for theme in tables.strings(row["themes"])}
