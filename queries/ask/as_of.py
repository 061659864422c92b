"""The graph as of a day: the tasks of bodies that changed, seen at those who hold them by then.

The graph itself is never rewritten: the view is a copy in memory in which every party that had been reorganised by
that day stands replaced by its successors. Succession is of functions, so one body may have several successors, and
each is shown; the notes say where, and how certain a step is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ontology.terms import FG
from queries.ask.endpoint import Local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from queries.ask.endpoint import Endpoint

#: Properties whose object is a party.
_TO_PARTY = (FG.party, FG.ledBy, FG.supportedBy, FG.involves)

_CHANGES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT DISTINCT ?old ?oldName ?new ?newName ?day ?certainty WHERE {
  ?change org:originalOrganization ?old ; org:resultingOrganization ?new .
  ?old fg:shortName ?oldName . ?new fg:shortName ?newName .
  OPTIONAL { ?change fg:latest ?latest } OPTIONAL { ?change dcterms:date ?date } OPTIONAL { ?old fg:validUntil ?end }
  BIND(STR(COALESCE(?latest, ?date, ?end)) AS ?day)
  OPTIONAL { ?change fg:certainty ?certainty }
  FILTER(?old != ?new)
} ORDER BY ?old ?day ?new
"""
_GONE = """
PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT DISTINCT ?body ?end WHERE { ?body fg:validUntil ?end }
"""


@dataclass(frozen=True, slots=True)
class Succession:
    """One body of the graph and who holds its functions on the day."""

    body: str  #: IRI
    name: str
    successors: tuple[tuple[str, str], ...]  #: IRI and short name
    certainty: str  #: of the least certain step: sure, likely, unsure

    @property
    def parts(self) -> bool:
        """Whether the functions went to several bodies."""
        return len(self.successors) > 1


def successions(endpoint: Endpoint, day: date) -> tuple[Succession, ...]:
    """The bodies that had gone by ``day``, each with those who hold its functions then."""
    gone = {row["body"] for row in endpoint.select(_GONE).records() if row["end"] <= day.isoformat()}
    steps: dict[str, list[dict[str, str]]] = {}
    for row in endpoint.select(_CHANGES).records():
        if row["old"] in gone and (not row["day"] or row["day"] <= day.isoformat()):
            steps.setdefault(row["old"], []).append(row)
    return tuple(_followed(old, steps) for old in sorted(steps))


_DEGREES = ("sure", "likely", "unsure")


def _followed(old: str, steps: Mapping[str, list[dict[str, str]]]) -> Succession:
    """The end of the chain of steps from ``old``; a body is visited once, so a ring of changes ends."""
    ends: dict[str, str] = {}
    worst = "sure"
    open_, seen = [old], {old}
    while open_:
        for step in steps.get(open_.pop(), ()):
            certainty = step["certainty"] or "sure"
            worst = max(worst, certainty, key=lambda degree: _DEGREES.index(degree) if degree in _DEGREES else 2)
            if step["new"] in steps and step["new"] not in seen:
                open_.append(step["new"])
            elif step["new"] not in steps:
                ends[step["new"]] = step["newName"]
            seen.add(step["new"])
    return Succession(old, steps[old][0]["oldName"], tuple(sorted(ends.items())), worst)


def view(endpoint: Local, day: date) -> tuple[Local, tuple[Succession, ...]]:
    """A copy of the graph in which parties that had gone by ``day`` are replaced, and the replacements that it took."""
    from pyoxigraph import NamedNode, Quad, Store

    copy = Store()
    copy.bulk_extend(endpoint.store)
    used: list[Succession] = []
    for succession in successions(endpoint, day):
        old = NamedNode(succession.body)
        found = [quad for name in _TO_PARTY for quad in copy.quads_for_pattern(None, NamedNode(name), old)]
        if found:
            used.append(succession)
        for quad in found:
            copy.remove(quad)
            for successor, _ in succession.successors:
                copy.add(Quad(quad.subject, quad.predicate, NamedNode(successor), quad.graph_name))
    return Local(copy, merged=endpoint.merged), tuple(used)


def notes(used: tuple[Succession, ...], *, zh: bool = True) -> list[str]:
    """What moved, a line each, saying where functions went to several bodies and how sure a step is."""
    found = []
    for succession in used:
        heirs = "、".join(name for _, name in succession.successors)
        parts = ("（一对多）" if zh else " (one to many)") if succession.parts else ""
        doubt = f" [{succession.certainty}]" if succession.certainty != "sure" else ""
        found.append(f"{succession.name} → {heirs}{parts}{doubt}")
    return found
