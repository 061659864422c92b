"""The links between measures that a graph states: each measure with those above that it carries out, and those below.

`build --trace` states them (exports/align/statements.py); here they are read, from a graph that is here or remote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from queries.duties import Place

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

_PREFIXES = """PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_LINKS = """SELECT DISTINCT ?below ?above ?kind ?lead ?score WHERE {
  ?link a fg:Alignment ; fg:measureBelow ?below ; fg:measureAbove ?above ; fg:alignmentKind ?kind ;
    fg:leadRelation ?lead ; fg:alignmentScore ?score } ORDER BY ?below DESC(?score) ?above"""
_QUOTATIONS = """SELECT DISTINCT ?below ?above ?side ?text ?start ?end ?words WHERE {
  VALUES ?side { fg:quotesBelow fg:quotesAbove }
  ?link a fg:Alignment ; fg:measureBelow ?below ; fg:measureAbove ?above ; ?side ?span .
  ?span oa:hasSource ?text ; oa:start ?start ; oa:end ?end ; oa:exact ?words } ORDER BY ?start ?end"""
_MEASURES = """SELECT DISTINCT ?measure ?number ?document ?name ?place WHERE {
  { SELECT DISTINCT ?measure WHERE { ?link a fg:Alignment ; fg:measureBelow|fg:measureAbove ?measure } }
  ?measure fg:partOf+ ?document ; dcterms:identifier ?number . ?document a fg:Document ; rdfs:label ?name .
  OPTIONAL { ?document fg:jurisdiction/skos:prefLabel ?place FILTER(LANG(?place) = "zh") }
} ORDER BY ?measure ?name ?place"""
_LEADS = """SELECT DISTINCT ?measure ?lead WHERE {
  { SELECT DISTINCT ?measure WHERE { ?link a fg:Alignment ; fg:measureBelow|fg:measureAbove ?measure } }
  ?task fg:partOf ?measure ; fg:ledBy/rdfs:label ?lead } ORDER BY ?measure ?lead"""


class Kind(StrEnum):
    """How a measure below carries one out."""

    TAKEN_OVER = "taken over"
    ADAPTED = "adapted"
    PART = "part"  #: by less than half its words, the others carrying out other measures

    def label(self, language: str) -> str:
        """What it is called, "zh" or "en"."""
        return self.value if language == "en" else _KINDS[self]


_KINDS = {Kind.TAKEN_OVER: "照搬", Kind.ADAPTED: "细化", Kind.PART: "部分承接"}


class Lead(StrEnum):
    """Who leads below, beside who leads above."""

    SAME = "same"  #: a body of the same system
    OTHER = "other"
    DELEGATED = "delegated"  #: above, the governments below are made responsible
    NONE = "none"  #: above or below nobody leads

    def label(self, language: str) -> str:
        """What it is called, "zh" or "en"."""
        chinese, english = _LEADS_ARE[self]
        return english if language == "en" else chinese


_LEADS_ARE = {
    Lead.SAME: ("同系统", "same system"),
    Lead.OTHER: ("换系统", "other system"),
    Lead.DELEGATED: ("交下级政府", "delegated"),
    Lead.NONE: ("未写明", "none named"),
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a measure that are proof of a link, and where they stand in the source text."""

    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class End:
    """One of the two measures of a link."""

    measure: str  #: IRI
    number: str
    document: str  #: IRI
    name: str  #: the label of the document
    place: str  #: the name of the place that the document is of, "" if none is known
    leads: tuple[str, ...]  #: labels of those who lead a task of it
    quoted: tuple[Quoted, ...]  #: in the order of the text


@dataclass(frozen=True, slots=True)
class Stated:
    """That a measure below carries out one above, as a graph states it."""

    below: End
    above: End
    kind: Kind
    lead: Lead
    score: float  #: how much the pair stands out


@dataclass(frozen=True)
class Lineage:
    """All links of a graph, those of a measure below together, those that stand out most first."""

    links: tuple[Stated, ...]

    @classmethod
    def of(cls, endpoint: Endpoint) -> Lineage:
        """The links that a graph states; none where it was built without --trace."""

        def rows(query: str) -> Iterable[tuple[str, ...]]:
            return zip(*endpoint.columns(_PREFIXES + query).values(), strict=True)

        stated = list(rows(_LINKS))
        if not stated:
            return cls(())
        quoted: defaultdict[tuple[str, str, str], list[Quoted]] = defaultdict(list)
        for below, above, side, text, first, last, words in rows(_QUOTATIONS):
            quoted[below, above, side.rpartition("#")[2]].append(Quoted(words, Place(text, int(first), int(last))))
        leads: defaultdict[str, list[str]] = defaultdict(list)
        for measure, lead in rows(_LEADS):
            leads[measure].append(lead)
        known: dict[str, tuple[str, ...]] = {}
        for measure, *rest in rows(_MEASURES):
            known.setdefault(measure, tuple(rest))

        def end(measure: str, words: Sequence[Quoted]) -> End:
            number, document, name, place = known.get(measure, ("", "", "", ""))
            return End(measure, number, document, name, place, tuple(leads[measure]), tuple(words))

        return cls(
            tuple(
                Stated(
                    end(below, quoted[below, above, "quotesBelow"]),
                    end(above, quoted[below, above, "quotesAbove"]),
                    Kind(kind),
                    Lead(lead),
                    float(score),
                )
                for below, above, kind, lead, score in stated
            )
        )

    @cached_property
    def above(self) -> Mapping[str, tuple[Stated, ...]]:
        """The links upwards of each measure that has any, by its IRI."""
        return _grouped(self.links, lambda link: link.below.measure)

    @cached_property
    def below(self) -> Mapping[str, tuple[Stated, ...]]:
        """The links downwards of each measure that has any, by its IRI."""
        return _grouped(self.links, lambda link: link.above.measure)

    def ancestors(self, measure: str) -> tuple[Stated, ...]:
        """The links from a measure upwards through all levels, the nearest first."""
        return _followed(measure, self.above, lambda link: link.above.measure)

    def descendants(self, measure: str) -> tuple[Stated, ...]:
        """The links from a measure downwards through all levels, the nearest first."""
        return _followed(measure, self.below, lambda link: link.below.measure)


def _grouped(links: Iterable[Stated], end: Callable[[Stated], str]) -> Mapping[str, tuple[Stated, ...]]:
    found: defaultdict[str, list[Stated]] = defaultdict(list)
    for link in links:
        found[end(link)].append(link)
    return {measure: tuple(those) for measure, those in found.items()}


def _followed(
    measure: str, links: Mapping[str, tuple[Stated, ...]], further: Callable[[Stated], str]
) -> tuple[Stated, ...]:
    found: dict[tuple[str, str], Stated] = {}
    reached, level = {measure}, [measure]
    while level:
        step = [link for at in level for link in links.get(at, ())]
        found |= {(link.below.measure, link.above.measure): link for link in step}
        level = [iri for iri in dict.fromkeys(map(further, step)) if iri not in reached]
        reached.update(level)
    return tuple(found.values())
