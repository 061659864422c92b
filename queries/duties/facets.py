"""By what tasks are sorted: of each facet its values, and which of them each document and each party has.

The portal counts over them here, the offline page in the browser; both name and number the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ontology.authority import load
from ontology.enumerations import Basis, Level, LimitKind, Role
from ontology.labels import labels
from ontology.prefixes import BASE
from ontology.terms import FG
from queries.duties.records import Document, Party

#: Each facet, in the order in which pages offer it, and its name in Chinese and English.
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "place": ("地方", "Place"),
    "level": ("层级", "Level"),
    "year": ("年份", "Year"),
    "issuer": ("发文机关", "Issuer"),
    "document": ("文件", "Document"),
    "office": ("机构（不分地方）", "Office, in all places"),
    "body": ("机构", "Body"),
    "kind": ("机构类别", "Kind of body"),
    "role": ("角色", "Role"),
    "basis": ("角色的依据", "What the role rests on"),
    "field": ("政策领域", "Policy field"),
    "limit": ("时限", "Time limit"),
    "due": ("到期", "Due"),
}
#: Facets said of one party's part in a task, not of the task.
OF_PARTS: Final = ("office", "body", "kind", "role", "basis")
#: Facets whose values stand in an order of their own, not by their counts.
IN_ORDER: Final = ("level", "year", "role", "basis", "limit", "due")
NOBODY = "none"  #: the value of a limit for tasks that have none


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet."""

    key: str  #: as addresses have it
    chinese: str
    english: str = ""
    parent: int = -1  #: of a place the one above it, if there is one here
    iri: str = ""
    also: tuple[str, ...] = ()  #: by what else it may be asked for

    def name(self, language: str) -> str:
        """What it is called."""
        return self.english if language == "en" and self.english else self.chinese


class Coded(NamedTuple):
    """The values of a facet, and of each document or party the numbers of those it has."""

    values: tuple[Value, ...]
    codes: tuple[tuple[int, ...], ...]


def key_of(iri: str) -> str:
    """How addresses name a party or a document: what stands behind /id/, of a document behind /id/doc/."""
    return iri.removeprefix(f"{BASE}id/").removeprefix("doc/")


def office_of(iri: str) -> str:
    """The office of a body, the same in all places: the last part of its IRI.

    >>> office_of("https://w3id.org/fengong/id/body/320100/工信局")
    '工信局'
    """
    return iri.rpartition("/")[2]


def quarter(day: str) -> str:
    """The quarter of a day.

    >>> quarter("2018-12-31")
    '2018Q4'
    """
    return f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}"


def places(documents: Sequence[Document], *, below: bool = True) -> Coded:
    """Places, each with the documents of all that lies in it; or with its own only."""
    known = load().place_by_code
    chain_of = {home: _chain(home) for home in {document.jurisdiction for document in documents}}
    chains = [chain_of[document.jurisdiction] for document in documents]
    named = {key_of(d.jurisdiction).rpartition("/")[2]: d.place for d in documents if d.jurisdiction}
    codes = _listed(sorted({code for chain in chain_of.values() for code in chain}))

    def value(code: str) -> Value:
        above = [other for other in _chain(f"{BASE}id/place/{code}")[1:] if other in codes]
        place = known.get(code)
        name = place.name if place else named.get(code) or code
        iri = f"{BASE}id/place/{code}"
        return Value(code, name, "", codes[above[0]] if above else -1, iri, place.aliases if place else ())

    mine = (tuple(codes[code] for code in (chain if below else chain[:1])) for chain in chains)
    return Coded(tuple(value(code) for code in codes), tuple(mine))


def levels(documents: Sequence[Document]) -> Coded:
    """Levels of government, the highest first."""
    numbers = {level: number for number, level in enumerate(Level)}
    values = tuple(Value(str(level), level.label("zh"), level.label("en")) for level in Level)
    return Coded(values, tuple((numbers[d.level],) if d.level else () for d in documents))


def years(documents: Sequence[Document]) -> Coded:
    """Years, the latest first."""
    known = _listed(sorted({d.year for d in documents if d.year}, reverse=True))
    values = tuple(Value(year, year) for year in known)
    return Coded(values, tuple((known[d.year],) if d.year else () for d in documents))


def issuers(documents: Sequence[Document]) -> Coded:
    """Who issued them."""
    known = _listed(issuer for d in documents for issuer in d.issuers)
    values = tuple(Value(issuer, issuer) for issuer in known)
    return Coded(values, tuple(tuple(known[issuer] for issuer in dict.fromkeys(d.issuers)) for d in documents))


def titles(documents: Sequence[Document]) -> Coded:
    """The documents themselves."""
    values = (
        Value(key_of(d.iri), d.label or key_of(d.iri), "", -1, d.iri, tuple({d.number, d.title} - {""}))
        for d in documents
    )
    return Coded(tuple(values), tuple((number,) for number in range(len(documents))))


def bodies(parties: Sequence[Party]) -> Coded:
    """The parties themselves."""
    values = (Value(key_of(p.iri), p.name, "", -1, p.iri, tuple({p.full, p.short} - {""})) for p in parties)
    return Coded(tuple(values), tuple((number,) for number in range(len(parties))))


def offices(parties: Sequence[Party]) -> Coded:
    """Offices, each the bodies of one name in all places."""
    known = _listed(office_of(party.iri) for party in parties)
    values = tuple(Value(office, office) for office in known)
    return Coded(values, tuple((known[office_of(party.iri)],) for party in parties))


def kinds(parties: Sequence[Party]) -> Coded:
    """Kinds of parties: classes of the ontology."""
    said = labels()
    known = _listed(sorted(party.kind for party in parties))
    values = (Value(kind, said[FG[kind]]["zh"], said[FG[kind]]["en"], -1, FG[kind]) for kind in known)
    return Coded(tuple(values), tuple((known[party.kind],) for party in parties))


def roles() -> tuple[Value, ...]:
    """What parties do in tasks."""
    return tuple(Value(str(role), role.label("zh"), role.label("en")) for role in Role)


def bases() -> tuple[Value, ...]:
    """What roles rest on."""
    return tuple(Value(str(basis), basis.label("zh"), basis.label("en")) for basis in Basis)


def fields(themes: Mapping[str, Mapping[str, str]]) -> tuple[Value, ...]:
    """Policy fields, by IRI and language -> label."""
    return tuple(
        Value(iri.rpartition("/")[2], said.get("zh", iri), said.get("en", ""), -1, iri) for iri, said in themes.items()
    )


def limits() -> tuple[Value, ...]:
    """Kinds of time limits; the last is that of tasks that have none."""
    kinds = (Value(str(kind), kind.label("zh"), kind.label("en")) for kind in LimitKind)
    return (*kinds, Value(NOBODY, "未写明时限", "no time limit"))


def quarters(days: Iterable[str]) -> tuple[Value, ...]:
    """The quarters that days lie in, the earliest first."""
    known = sorted({quarter(day) for day in days if day})
    return tuple(Value(when, f"{when[:4]}年第{when[-1]}季度", f"{when[-2:]} {when[:4]}") for when in known)


def _listed(words: Iterable[str]) -> dict[str, int]:
    """Each word and its number, in their order."""
    return {word: number for number, word in enumerate(dict.fromkeys(words))}


def _chain(jurisdiction: str) -> tuple[str, ...]:
    """The code of a place and those of the places above it, without the whole country above a province."""
    known = load().place_by_code
    code = jurisdiction.rpartition("/")[2]
    found: list[str] = []
    while code and code not in found:
        found.append(code)
        place = known.get(code)
        code = place.within if place and place.within in known else ""
    return tuple(code for n, code in enumerate(found) if n == 0 or known[code].level != Level.CENTRE)
