"""The names that tables, pages and files show: short where that is enough, with the place where it is not.

Only the whole graph knows which names are enough, so labels are made when documents are merged, and stand in a graph
of their own. A party's label is the short name where no other party of the graph has it, else the one with its place
(南充市财政局); so is that of a body of whose place the graph holds no document (广州市财政局 in a plan of a province).
A document's label is its title, its number, or the name of its file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from graph_build import identifiers
from graph_build.write.chunks import Named, Report
from graph_build.write.lines import iri, literal
from ontology.authority import Authority
from ontology.entries import CENTRE
from ontology.prefixes import LABELS
from ontology.terms import RDFS

Thing = TypeVar("Thing")


def statements(labels: Mapping[str, str]) -> Iterator[bytes]:
    """The quads that give each thing its label, sorted."""
    for subject in sorted(labels, key="<{}>".format):  # a-10> comes before a-1>, and a-1/ before both
        yield f"<{subject}> <{RDFS.label}> {literal(labels[subject], 'zh')} {iri(LABELS)} .\n".encode()


def parties(told: Mapping[str, Named], places: Iterable[str], authority: Authority) -> dict[str, str]:
    """The label of every party that documents of these ``places`` name, and of the bodies of the authority file.

    ``told`` has the parties by IRI as documents tell of them.
    """
    known = {e.iri: Named(e.iri, e.short, e.name, e.jurisdiction) for e in authority.entries}
    named = {iri: known.get(iri, party) for iri, party in told.items()}
    homes = {*places, CENTRE, ""}

    def placed(party: Named) -> str:
        place = authority.place_by_code.get(party.jurisdiction)
        name, prefix = (place.name, place.prefix) if place else (party.jurisdiction, "")
        if not name or party.jurisdiction == CENTRE or party.short.startswith(name):
            return party.short
        rest = party.short.removeprefix(prefix) if prefix else party.short
        return f"{name}{rest}" if rest != party.short else party.full

    def higher(party: Named) -> str:
        place = authority.place_by_code.get(party.jurisdiction)
        above = authority.place_by_code.get(place.within) if place else None
        return f"{above.name if above and above.code != CENTRE else ''}{placed(party)}"

    ways: tuple[Callable[[Named], str], ...] = (
        lambda party: party.short if party.jurisdiction in homes or party.short == party.full else placed(party),
        placed,
        higher,
        lambda party: f"{placed(party)}（{party.iri.split('/')[-2]}）",
        lambda party: f"{placed(party)}（{party.iri.partition('/id/')[2]}）",
    )
    labels = _distinct(named, ways)
    others = {party: entry for party, entry in known.items() if party not in named}
    taken = Counter(labels.values())
    return labels | _distinct(others, ways, taken)


def alone(report: Report, authority: Authority) -> dict[str, str]:
    """The labels in a graph of one document."""
    named = {party.iri: party for party in report.parties}
    return parties(named, [report.jurisdiction], authority) | documents([report])


def documents(reports: Iterable[Report]) -> dict[str, str]:
    """The label of every document."""
    held = {identifiers.document(report.key): report for report in reports}
    ways: tuple[Callable[[Report], str], ...] = (
        lambda report: report.title or report.number or report.name,
        lambda report: f"{report.title or report.name}（{report.number or report.date or report.name}）",
        lambda report: f"{report.title or report.name}（{report.key}）",
    )
    return _distinct(held, ways)


def _distinct(
    things: Mapping[str, Thing], ways: Iterable[Callable[[Thing], str]], taken: Mapping[str, int] | None = None
) -> dict[str, str]:
    """For each thing the first of the ``ways`` to name it that names no other."""
    found: dict[str, str] = {}
    borne = {name for name, times in (taken or {}).items() if times}
    left = dict(things)
    last = dict[str, str]()
    for way in ways:
        last = {key: way(thing) for key, thing in left.items()}
        often = Counter(last.values())
        fresh = {key: name for key, name in last.items() if often[name] == 1 and name not in borne}
        borne |= {*fresh.values()}
        found |= fresh
        left = {key: thing for key, thing in left.items() if key not in found}
    return found | {key: last[key] for key in left}
