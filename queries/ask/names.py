"""What a user calls a thing -> its IRI: by the name that is shown, the full, the short or another name, or the IRI.

Names are read from the graph that is asked, here or far. One that several bear is never guessed at: the candidates
are said with their places. Bodies that the documents name come before those that only the authority file knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ontology.errors import BadQuery

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

_PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_WHERE = 'OPTIONAL { ?thing fg:jurisdiction/skos:prefLabel ?place FILTER(LANG(?place) = "zh") }'
#: For each kind of thing, all its names; ?label is the one it is shown by.
_NAMES = {
    "party": """
    ?thing rdfs:label ?label . { ?thing fg:shortName ?short } UNION { ?instance fg:groupType ?thing }
    ?thing rdfs:label|skos:prefLabel|fg:shortName|skos:altLabel ?name .
    """
    + _WHERE,
    "document": "?thing a fg:Document ; rdfs:label ?label ; rdfs:label|dcterms:title|fg:documentNumber ?name . "
    + _WHERE,
    "place": """?thing a fg:Jurisdiction ; skos:prefLabel ?label .
    ?thing skos:prefLabel|skos:altLabel|dcterms:identifier ?name .
    FILTER(LANG(?label) = "zh")
    OPTIONAL { ?thing dcterms:isPartOf/skos:prefLabel ?place FILTER(LANG(?place) = "zh") }""",
    "theme": """?thing a skos:Concept ; skos:prefLabel ?label ; skos:prefLabel|skos:altLabel ?name .
    FILTER(LANG(?label) = "zh") OPTIONAL { ?thing skos:broader/skos:prefLabel ?place FILTER(LANG(?place) = "zh") }""",
    "term": """?thing rdfs:label ?label ; rdfs:label ?name . FILTER(STRSTARTS(STR(?thing), STR(fg:)))
    FILTER(LANG(?label) = "zh") BIND("" AS ?place)""",
}
_ACTING = "SELECT DISTINCT ?party WHERE {{ VALUES ?party {{ {} }} ?assignment fg:party/fg:groupType? ?party }}"
#: An IRI of whatever scheme, as a user may write it.
_IRI = re.compile(r"<?(?P<iri>[A-Za-z][A-Za-z0-9+.-]*:(?:[^\s<>\"{}|^`\\[\]%]|%[0-9A-Fa-f]{2})+)>?")
#: How the IRIs of each kind begin, behind the base.
_ROOMS = {
    "body": "party",
    "group": "party",
    "grouptype": "party",
    "doc": "document",
    "place": "place",
    "theme": "theme",
    "field": "theme",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by the name that it is shown by, and where it belongs."""

    iri: str
    label: str
    place: str

    def __str__(self) -> str:
        return f"{self.label}（{self.place}）" if self.place else self.label


def kind_of(example: str) -> str:
    """Which kind of thing an example in N-Triples is, "" if names do not lead there.

    >>> kind_of("<https://w3id.org/fengong/id/body/650000/知识产权局>"), kind_of("<https://w3id.org/fengong/ont#Court>")
    ('party', 'term')
    >>> kind_of("<https://w3id.org/fengong/id/doc/新政办发-2017-107/s1.2/m4/t1>"), kind_of('"4"')
    ('', '')
    """
    if not example.startswith("<"):
        return ""
    if "/ont#" in example:
        return "term"
    room, _, rest = example.strip("<>").partition("/id/")[2].partition("/")
    return "" if room == "doc" and "/" in rest else _ROOMS.get(room, "")


def resolve(endpoint: Endpoint, kind: str, words: str) -> str:
    """The IRI of what is called ``words``.

    Raises BadQuery where several are called so, with the candidates and their places, and where none is, with the
    names that come near.
    """
    found = candidates(endpoint, kind, words)
    if not found:
        near = get_close_matches(words, sorted({name for _, name in _known(endpoint, kind)}), n=3, cutoff=0.5)
        chinese = f"，是否指：{'、'.join(near)}" if near else ""
        english = f"; did you mean {' or '.join(near)}?" if near else ""
        raise BadQuery(f"图中没有“{words}”{chinese}。Nothing in this graph is called {words}{english}")
    return one_of(found, words).iri


def one_of(found: Iterable[Named], words: str) -> Named:
    """The only one of ``found``; BadQuery that lists them if they are several."""
    several = tuple(found)
    if len(several) > 1:
        shown = "、".join(str(each) for each in several[:12]) + ("…" if len(several) > 12 else "")
        raise BadQuery(f"“{words}”有多个，请写其中之一。Several are called {words}, write one of: {shown}")
    return several[0]


def candidates(endpoint: Endpoint, kind: str, words: str, *, acting: bool = False) -> tuple[Named, ...]:
    """All that are called ``words``, those shown by that name if any are; parties with duties before others.

    ``acting``: only parties that have duties here.
    """
    words = words.strip()
    wanted = [_called(words), *([_being(iri["iri"])] if (iri := _IRI.fullmatch(words)) else [])]
    found = dict.fromkeys(named for only in wanted for named, _ in _known(endpoint, kind, only))
    if kind == "party" and found:
        iris = " ".join(f"<{named.iri}>" for named in found)
        busy = set(endpoint.select(_PREFIXES + _ACTING.format(iris)).column("party"))
        here = {named: None for named in found if named.iri in busy}
        found = here if here or acting else found
    shown = {named: None for named in found if words == named.label}
    return tuple(sorted(shown or found, key=lambda named: (named.label, named.iri)))


def names_of(endpoint: Endpoint, iri: str) -> tuple[str, ...]:
    """All that a party is called in the graph: its label first, then short, full and other names."""
    known = (name for named, name in _known(endpoint, "party", _being(iri)) for name in (named.label, name))
    return tuple(dict.fromkeys(known))


def _called(words: str) -> str:
    """What keeps a query to the things of a name, as the graph writes names: engines look it up."""
    name = json.dumps(words, ensure_ascii=False)
    return f"VALUES ?name {{ {name} {name}@zh {name}@en }} "


def _being(iri: str) -> str:
    """What keeps a query to one thing."""
    return f"VALUES ?thing {{ <{iri}> }} "


def _known(endpoint: Endpoint, kind: str, only: str = "") -> list[tuple[Named, str]]:
    """Every thing of that kind with each of its names, sorted; ``only`` what these words of the query keep it to."""
    query = f"{_PREFIXES}SELECT DISTINCT ?thing ?label ?name ?place WHERE {{ {only}{_NAMES[kind]} }}"
    rows = sorted(endpoint.select(query).plain())
    return [(Named(thing, label, place), name) for thing, label, name, place in rows]
