"""What a person should look at after resolving: nothing here changes a document.

Bodies that are new to the authority file, with a Turtle stanza to paste; two names that may be one body's;
one name that may be two bodies'. Likeness only proposes here: resolving itself never goes by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from graph_build.identifiers import place as place_iri
from graph_build.model import Document, Kind, Party
from graph_build.resolve.names import normalise
from ontology.authority import Authority
from ontology.entries import bare
from ontology.prefixes import PREFIXES

ONE_BODY, TWO_BODIES = "one-body", "two-bodies"
_SHORTEST, _SHARE = 4, 0.5  #: a name of fewer characters, or of less of the other's length, says too little


@dataclass(frozen=True, slots=True)
class Suspicion:
    """That two names may be one body's, or that one name may be two bodies'."""

    kind: str  #: one-body: the names may mean one; two-bodies: the name may mean either
    names: tuple[str, ...]
    iris: tuple[str, ...]


def suspicions(document: Document, authority: Authority) -> tuple[Suspicion, ...]:
    """What is suspicious about the names of a resolved ``document``, in the order of its text."""
    return (*_maybe_one(document), *_maybe_two(document, authority))


def _maybe_one(document: Document) -> tuple[Suspicion, ...]:
    """Pairs of bodies whose names differ by left out characters only, and that no list names side by side."""
    lists = [
        {mention.party.iri for mention in task.attribution.mentions if mention.party}
        for measure in document.measures
        for task in measure.tasks
        if task.attribution
    ]
    bodies = {party.iri: party for party in _parties(document) if party.kind is Kind.AGENCY}
    return tuple(
        Suspicion(ONE_BODY, (one.name, other.name), (one.iri, other.iri))
        for one, other in combinations(bodies.values(), 2)
        if one.jurisdiction == other.jurisdiction
        and not (one.known and other.known)
        and _shortened(one.name, other.name)
        and not any(one.iri in together and other.iri in together for together in lists)
    )


def _shortened(one: str, other: str) -> bool:
    """Whether one name is the other with characters left out, beginning and end kept.

    >>> _shortened("县大数据中心", "县大数据管理中心"), _shortened("市科技局", "市教育局")
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    if len(short) < max(_SHORTEST, _SHARE * len(long)) or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def _maybe_two(document: Document, authority: Authority) -> tuple[Suspicion, ...]:
    """Words that stand for several parties here, and names that several bodies bore where no date decides."""
    meant: dict[str, dict[str, Party]] = {}
    for mention in document.mentions():
        if mention.party and mention.kind is Kind.AGENCY:
            meant.setdefault(normalise(mention.surface), {})[mention.party.iri] = mention.party
    found = [
        Suspicion(TWO_BODIES, (surface, *(party.name for party in parties.values())), tuple(parties))
        for surface, parties in meant.items()
        if len(parties) > 1
    ]
    if document.header.date is None:
        for party in {party.iri: party for party in _parties(document)}.values():
            label = bare(party.name, authority.place_by_code.get(party.jurisdiction))
            bearers = {entry.iri for entry, _, _ in authority.bearers(label, party.jurisdiction)}
            if len(bearers) > 1:
                found.append(Suspicion(TWO_BODIES, (party.name,), tuple(sorted(bearers))))
    return tuple(found)


def new_parties(document: Document, authority: Authority) -> tuple[Party, ...]:
    """The bodies of a resolved ``document`` that are new to the authority file, each once, as they come.

    One that is named as bodies of its level are, or as those of a vertical system are, is not new: 武汉市财政局.
    """
    bodies = {party.iri: party for party in _parties(document) if party.kind is Kind.AGENCY and not party.known}
    return tuple(party for party in bodies.values() if not authority.foresees(party.iri))


def _parties(document: Document) -> list[Party]:
    header = document.header
    fields = (*header.issuers, *header.addressees, *header.cc)
    named = [mention.party for mention in document.mentions()]
    return [party for party in (*(given.party for given in fields), *named) if party]


def stanza(party: Party, authority: Authority) -> str:
    """A Turtle stanza that describes ``party`` for the authority file, every fact marked as not yet checked.

    It is complete below the prefixes of the files in ontology/bodies, and says what a person has to settle.
    """
    by_pattern = party.iri.rsplit("/", 1)[-1] in authority.pattern_by_slug
    kind = next(iter(party.classes), "Body")
    lines = [
        f"<{party.iri}> a " + " , ".join(f"fg:{each}" for each in dict.fromkeys(("Body", kind))),
        f'skos:prefLabel "{_escaped(party.full)}"@zh',
        f'fg:shortName "{_escaped(party.short)}"',
        f"fg:jurisdiction <{place_iri(party.jurisdiction)}>" if party.jurisdiction else "",
        'fg:certainty "unsure"',
    ]
    text = " ;\n    ".join(filter(None, lines)) + " .\n"
    return text if by_pattern else f"# The official name is not known: skos:prefLabel is put together.\n{text}"


#: What stands above stanzas in a file of their own.
_PREFIXES = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("fg", "skos", "xsd"))


def stanzas(parties: Iterable[Party], authority: Authority) -> str:
    """A Turtle file that describes each of ``parties``, all of them new to the authority file, once."""
    new = {party.iri: party for party in parties}
    return "\n".join((_PREFIXES, *(stanza(party, authority) for party in new.values())))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
