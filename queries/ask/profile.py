"""Who a body is: its names, its place, what became of it, and what it leads and joins in a graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ontology.authority import Authority
from ontology.entries import Entry
from ontology.errors import BadQuery
from ontology.reforms import reforms
from queries.ask.catalog import answer, question
from queries.ask.names import candidates, names_of, one_of
from queries.ask.table import Table

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Heir:
    """Who holds what a body held, and how surely."""

    name: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one body."""

    iri: str
    name: str  #: official name
    english: str
    names: tuple[str, ...]
    place: str
    classes: tuple[str, ...]
    since: str
    until: str
    certainty: str
    heirs: tuple[Heir, ...]  #: on the day asked for; none where nothing changed
    duties: tuple[dict[str, str], ...] = ()  #: rows of what_does_a_party_do


def profiles(name: str, authority: Authority, day: str, endpoint: Endpoint | None = None) -> tuple[Profile, ...]:
    """Every body called ``name``, in any jurisdiction; with a graph, the one that is called so there.

    Raises ``BadQuery`` where nobody is called so, or several are in the graph.
    """
    here = candidates(endpoint, "party", name) if endpoint is not None else ()
    if endpoint is not None and here:
        named = one_of(here, name)
        if named.iri in authority.entry_by_iri:
            return (_profile(authority.entry_by_iri[named.iri], authority, day, endpoint),)
        duties = _duties(endpoint, named.iri)
        names = names_of(endpoint, named.iri)
        return (Profile(named.iri, named.label, "", names, named.place, (), "", "", "", (), duties),)
    found = tuple(_profile(entry, authority, day, endpoint) for entry in authority.lookup(name))
    if not found:
        raise BadQuery(
            f"没有叫“{name}”的，请照文件中的写法写，如 自治区财政厅。"
            f"Nobody is called {name}; give a name as documents write it, such as 自治区财政厅"
        )
    return found


def _profile(entry: Entry, authority: Authority, day: str, endpoint: Endpoint | None) -> Profile:
    place = authority.place_by_code.get(entry.jurisdiction)
    heirs = tuple(
        Heir(authority.entry_by_iri[heir.iri].short if heir.iri in authority.entry_by_iri else heir.iri, heir.certainty)
        for heir in reforms(authority).heirs(entry.iri, day)
    )
    called = names_of(endpoint, entry.iri) if endpoint is not None else ()
    return Profile(
        entry.iri,
        entry.name,
        entry.english,
        tuple(dict.fromkeys((entry.short, *entry.labels, *(plate for plate, _, _ in entry.plates), *called))),
        place.name if place else entry.jurisdiction,
        entry.classes,
        entry.since,
        entry.until,
        entry.certainty,
        heirs,
        _duties(endpoint, entry.iri) if endpoint is not None else (),
    )


def _duties(endpoint: Endpoint, iri: str) -> tuple[dict[str, str], ...]:
    table = answer(endpoint, question("what_does_a_party_do"), {"party": f"<{iri}>"})
    return tuple(table.records()) if isinstance(table, Table) else ()


def lines(profile: Profile, *, zh: bool = True) -> list[str]:
    """The profile as lines of text, each fact with its label."""
    facts = [
        ("名称 name", f"{profile.name}  {profile.english}".strip()),
        ("又称 also", "、".join(name for name in profile.names if name not in (profile.name, profile.english))),
        ("辖区 place", profile.place),
        ("类别 kind", ", ".join(profile.classes)),
        ("存续 valid", f"{profile.since or '…'} — {profile.until or '…'}" if profile.since or profile.until else ""),
        ("把握 certainty", profile.certainty),
        ("IRI", profile.iri),
    ]
    shown = [f"{label}: {value}" for label, value in facts if value]
    if profile.heirs:
        several = (
            ("（职能分属多家，一对多）" if zh else " (its functions went to several)") if len(profile.heirs) > 1 else ""
        )
        heirs = "、".join(f"{heir.name} [{heir.certainty}]" for heir in profile.heirs)
        shown.append(f"承继 successors: {heirs}{several}")
    if profile.duties:
        leads = sum(row["role"].endswith("lead") for row in profile.duties)
        shown.append(f"牵头 leads: {leads} · 配合 joins: {len(profile.duties) - leads}")
        shown += [
            f"    {'牵头' if row['role'].endswith('lead') else '配合'}"
            f" {row['documentName']} {row['number']}  {row['text'][:60]}"
            for row in profile.duties
        ]
    return shown
