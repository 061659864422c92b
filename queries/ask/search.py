"""Full-text search: the tasks and measures that hold all the words, who answers for them, and where they stand.

Where tables stand beside the graph, an index of theirs finds the words (queries/ask/index.py), in the names of the
parties too. Any other graph is scanned by CONTAINS, which every engine has: the price is linear in its measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from ontology.enumerations import Basis, Role
from ontology.errors import BadQuery
from queries.ask import index
from queries.ask.endpoint import Local, term_like

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint
    from queries.ask.table import Term

_PREFIXES = """
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
#: Which measures hold the words; the conditions are put in for %s.
_MEASURES = """
SELECT DISTINCT ?measure WHERE { ?measure a fg:Measure ; fg:text ?text . FILTER(%s) }
ORDER BY ?measure
LIMIT %d
"""
#: A measure and its tasks.
_UNITS = """
SELECT DISTINCT ?order ?number ?document ?title ?unit ?words
WHERE {
  ?measure dcterms:identifier ?number ; fg:position ?order ; fg:partOf+ ?document .
  ?document a fg:Document .
  ?unit fg:partOf? ?measure ; fg:text ?words .
  OPTIONAL { ?document rdfs:label ?title }
}
ORDER BY ?unit ?words ?title
"""
#: Where they stand in the text of the document in which places are shown.
_PLACES = """
SELECT DISTINCT ?unit ?source ?start ?end
WHERE {
  ?unit fg:partOf? ?measure ; fg:span ?span .
  ?span oa:hasSource ?text ; oa:start ?start ; oa:end ?end .
  ?text fg:sourceName ?source .
  FILTER EXISTS { ?document fg:mainText ?text }
}
ORDER BY ?unit ?source
"""
#: Who answers for the tasks of a measure.
_DUTIES = """
SELECT DISTINCT ?task ?party ?name ?role ?basis ?rank
WHERE {
  ?task fg:partOf ?measure .
  ?assignment fg:ofTask ?task ; fg:party/fg:groupType? ?party ; fg:role ?role ; fg:basis ?basis ; fg:rank ?rank .
  ?party rdfs:label ?name .
}
ORDER BY DESC(?role) ?task ?rank ?name
"""


@dataclass(frozen=True, slots=True)
class Duty:
    """A party's part in what was found."""

    name: str
    role: Role
    basis: Basis


@dataclass(frozen=True, slots=True)
class Hit:
    """A task that holds all the words, or a measure that holds them in several tasks."""

    unit: str  #: IRI of the task or measure
    number: str  #: of the measure
    text: str
    document: str
    title: str
    source: str  #: name of the file
    start: int  #: in the unchanged source text, code points
    end: int
    duties: tuple[Duty, ...]  #: leads first

    def excerpt(self, words: str, around: int = 20) -> str:
        """The first of the words that occurs, with ``around`` characters on either side."""
        folded = self.text.lower()
        place = min((at for word in _split(words) if (at := folded.find(word)) >= 0), default=0)
        start, end = max(0, place - around), place + len(words) + around
        cut = self.text[start:end].strip()
        return ("…" if start else "") + cut + ("…" if end < len(self.text) else "")


def find(endpoint: Endpoint, words: str, limit: int = 50) -> tuple[Hit, ...]:
    """The first ``limit`` hits by document and place; ``words`` are parted by blanks, capitals do not matter.

    From the index also what holds a word in any name of a party alone: its label, full and short name, alias.
    """
    asked = _split(words)
    if not asked:
        raise BadQuery(
            "请至少给一个要查的词，如：fengong find 知识产权 评议。"
            "give at least one word to look for, for example: fengong find 知识产权 评议"
        )
    if isinstance(endpoint, Local) and endpoint.tables:
        return tuple(islice(_indexed(index.find(endpoint.tables, endpoint.within, asked), asked), limit))
    names = [f"word{place}" for place in range(len(asked))]
    holds = " && ".join(f"CONTAINS(LCASE(?text), ?{name})" for name in names)
    terms = {name: term_like(word, '""') for name, word in zip(names, asked, strict=True)}
    measures = endpoint.select(_PREFIXES + _MEASURES % (holds, limit), **terms)
    found = [_hits(endpoint, term, asked) for (term,) in measures.rows if term is not None]
    return tuple(hit for _, hits in sorted(found, key=lambda place: place[0]) for hit in hits)[:limit]


def _indexed(found: Iterable[index.Found], words: list[str]) -> Iterator[Hit]:
    """The tasks of each measure that hold all the words; itself if none does alone."""
    for measure in found:
        for unit in [task for task in measure.tasks if task.holds(words)] or [measure.unit]:
            duties = tuple(dict.fromkeys(Duty(name, Role(role), Basis(basis)) for name, role, basis in unit.duties))
            about = measure.document, measure.title, measure.source
            yield Hit(unit.iri, measure.number, unit.text, *about, unit.start, unit.end, duties)


def _split(words: str) -> list[str]:
    return words.lower().split()


def _hits(endpoint: Endpoint, measure: Term, words: list[str]) -> tuple[tuple[str, int], list[Hit]]:
    """Document and place of a measure, and its tasks that hold all the words; itself if none does alone."""
    units = endpoint.select(_PREFIXES + _UNITS, measure=measure).records()
    places = endpoint.select(_PREFIXES + _PLACES, measure=measure).records()
    duties = endpoint.select(_PREFIXES + _DUTIES, measure=measure).records()
    tasks = [unit for unit in units if unit["unit"] != measure.value]
    holding = [task for task in tasks if all(word in task["words"].lower() for word in words)]
    chosen = holding or [unit for unit in units if unit["unit"] == measure.value]
    return (units[0]["document"], int(units[0]["order"])), [_hit(unit, places, duties) for unit in chosen]


def _hit(unit: dict[str, str], places: list[dict[str, str]], duties: list[dict[str, str]]) -> Hit:
    place = next((place for place in places if place["unit"] == unit["unit"]), {})
    inside = unit["unit"] + "/"  # the IRI of a measure begins those of its tasks
    mine = [duty for duty in duties if (duty["task"] + "/").startswith(inside)]
    return Hit(
        unit=unit["unit"],
        number=unit["number"],
        text=unit["words"],
        document=unit["document"],
        title=unit["title"],
        source=place.get("source", ""),
        start=int(place.get("start", 0)),
        end=int(place.get("end", 0)),
        duties=tuple(dict.fromkeys(Duty(d["name"], Role.of(d["role"]), Basis.of(d["basis"])) for d in mine)),
    )
