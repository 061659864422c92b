"""A selection as a SPARQL query that finds the same tasks, on this graph and on any other engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from queries.serve.portal.facets import NOBODY
from queries.serve.portal.selection import Selection

if TYPE_CHECKING:
    from queries.serve.portal.facets import Facets, Value

_HEAD = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?task ?text ?document
WHERE {
  ?task a fg:Task ; fg:text ?text ; fg:partOf ?measure ; fg:partOf+ ?document .
  ?document fg:mainText ?source .
"""
_NAMES = "rdfs:label|fg:shortName|skos:prefLabel|skos:altLabel"
#: What a task has that does not lack something, by the key of that in MISSING.
_HAVING = {
    "party": "?any fg:ofTask ?task",
    "lead": "?leading fg:ofTask ?task ; fg:role fg:lead",
    "due": "?task fg:timeLimit/fg:latest ?someday",
    "field": "?measure dcterms:subject ?something",
    "place": "?document fg:jurisdiction ?somewhere",
    "year": "{ ?document eli:date_document ?someday } UNION "
    '{ ?document fg:documentNumber ?numbered FILTER(REGEX(STR(?numbered), "〔[0-9]{4}〕")) }',
}
_SPELT = 200  #: bodies found by pinyin that a query lists
_LISTED = 500  #: tasks that a query lists


def query_of(selection: Selection, facets: Facets) -> str:
    """The query; what each facet chooses is a line or two of it. "" if that is more tasks than a query can list."""
    chosen = tuple(_values(selection, facets))
    advised = _advised(selection, facets)
    if len(advised) > _LISTED:
        return ""
    lines = [line for name, values in chosen for line in _lines(name, values, selection.below)]
    if advised:
        lines.append(f"VALUES ?task {{ {' '.join(f'<{task}>' for task in advised)} }}")
    parts = [line for name, values in chosen for line in _of_part(name, values)]
    if parts:
        lines.append("?part fg:ofTask ?task ; fg:party ?named ; fg:role ?role ; fg:basis ?basis .")
        lines.append("OPTIONAL { ?named fg:groupType ?type } BIND(COALESCE(?type, ?named) AS ?party)")
    lines += [*parts, *(_words(word, facets) for word in dict.fromkeys(selection.words.lower().split()))]
    return _HEAD + "".join(f"  {line}\n" for line in lines) + "}\nORDER BY ?document ?task\n"


def _advised(selection: Selection, facets: Facets) -> list[str]:
    """The tasks that have the advice chosen, which the graph does not say."""
    if not selection.of_facet("advice"):
        return []
    numbers = facets.narrowed(Selection().only("advice", *selection.of_facet("advice"))).tasks().nonzero()[0].tolist()
    return [iri for (iri,) in facets.holdings.rows("SELECT iri FROM tasks WHERE id IN (SELECT unnest(?))", [numbers])]


def _values(selection: Selection, facets: Facets) -> Iterator[tuple[str, list[Value]]]:
    for name in dict.fromkeys(name for name, _ in selection.chosen):
        facet = facets.facet(name, selection.below)
        yield name, [facet.values[number] for number in facet.numbers(selection.of_facet(name))]


def _lines(name: str, values: list[Value], below: bool) -> Iterator[str]:
    """What a facet says of tasks and their documents."""
    iris = " ".join(f"<{value.iri}>" for value in values)
    keys = " ".join(_literal(value.key) for value in values)
    match name:
        case "place" if below:
            yield f"VALUES ?place {{ {iris} }} ?document fg:jurisdiction/dcterms:isPartOf* ?place ."
        case "place":
            yield f"VALUES ?place {{ {iris} }} ?document fg:jurisdiction ?place ."
        case "level":
            levels = " ".join(f"fg:{value.key}" for value in values)
            yield f"VALUES ?level {{ {levels} }} ?document fg:jurisdiction/fg:level ?level ."
        case "year":
            yield "OPTIONAL { ?document eli:date_document ?date } OPTIONAL { ?document fg:documentNumber ?number }"
            in_number = 'REPLACE(STR(?number), "^.*〔([0-9]{4})〕.*$", "$1")'
            yield f"VALUES ?year {{ {keys} }} FILTER(COALESCE(SUBSTR(STR(?date), 1, 4), {in_number}) = ?year)"
        case "issuer":
            yield f"VALUES ?issuer {{ {keys} }} ?document fg:issuer/(rdfs:label|fg:shortName) ?name ."
            yield "FILTER(STR(?name) = ?issuer)"
        case "document":
            yield f"VALUES ?document {{ {iris} }}"
        case "field":
            field = f"VALUES ?field {{ {iris} }}"
            aspect = "?theme skos:broader ?field . ?measure dcterms:subject ?theme"  # an aspect of the field
            yield f"{{ {field} ?measure dcterms:subject ?field }} UNION {{ {field} {aspect} }}"
        case "limit":
            kinds = " ".join(f"fg:{value.key.capitalize()}" for value in values if value.key != NOBODY)
            with_one = f"EXISTS {{ VALUES ?kind {{ {kinds} }} ?task fg:timeLimit/a ?kind }}"
            without = "NOT EXISTS { ?task fg:timeLimit ?none }"
            either = [*([with_one] if kinds else []), *([without] if any(v.key == NOBODY for v in values) else [])]
            yield f"FILTER({' || '.join(either)})"
        case "missing":
            yield f"FILTER({' || '.join(f'NOT EXISTS {{ {_HAVING[value.key]} }}' for value in values)})"
        case "due":
            within = " || ".join(f"({_quarter(value.key)})" for value in values)
            yield f"?task fg:timeLimit/fg:latest ?latest BIND(STR(?latest) AS ?day) FILTER({within})"


def _quarter(key: str) -> str:
    """That a day lies in a quarter.

    >>> _quarter("2018Q4")
    '?day >= "2018-10-01" && ?day <= "2018-12-31"'
    """
    year, last = key[:4], 3 * int(key[-1])
    return f'?day >= "{year}-{last - 2:02}-01" && ?day <= "{year}-{last:02}-31"'


def _of_part(name: str, values: list[Value]) -> Iterator[str]:
    """What a facet says of a party's part in a task."""
    match name:
        case "body":
            yield f"FILTER(?party IN ({', '.join(f'<{value.iri}>' for value in values)}))"
        case "office":
            ends = " || ".join(f"STRENDS(STR(?party), {_literal('/' + value.key)})" for value in values)
            yield f"FILTER({ends})"
        case "kind":
            yield f"VALUES ?kind {{ {' '.join(f'<{value.iri}>' for value in values)} }} ?named a ?kind ."
        case "role" | "basis":
            yield f"VALUES ?{name} {{ {' '.join(f'fg:{value.key}' for value in values)} }}"


def _words(word: str, facets: Facets) -> str:
    """That a task holds a word in its text, in the title of its document, or in a name of who has a part in it.

    Each way is a pattern that stands by itself: an engine asks one after the other, and not EXISTS for each task.
    """
    said = _literal(word)
    ways = [
        f"?task a fg:Task ; fg:text ?words FILTER(CONTAINS(LCASE(?words), {said}))",
        "?titled rdfs:label|dcterms:title|fg:documentNumber ?title ; fg:mainText ?main "
        f"FILTER(CONTAINS(LCASE(STR(?title)), {said})) ?task fg:partOf+ ?titled ; a fg:Task",
        f"?who {_NAMES} ?called FILTER(CONTAINS(LCASE(STR(?called)), {said})) ?task fg:involves ?who",
    ]
    if word.isascii() and (spelt := facets.words.parties(word)[:_SPELT]):
        iris = " ".join(f"<{facets.holdings.parties[number].iri}>" for number in spelt)
        ways.append(f"VALUES ?who {{ {iris} }} ?task fg:involves ?who")
    return f"{{ SELECT DISTINCT ?task WHERE {{ {' UNION '.join(f'{{ {way} }}' for way in ways)} }} }}"


def _literal(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
