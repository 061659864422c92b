"""Which documents of a graph carry out which: the pairs that are worth aligning, as their citations propose them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import TYPE_CHECKING

from ontology.patterns import regex
from queries.align.trace import Trace, trace
from queries.duties import Document, by_document, documents_of, load

if TYPE_CHECKING:
    from queries.align.meaning import Encode
    from queries.ask.endpoint import Endpoint

_CITES = """PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT DISTINCT ?lower ?upper ?implements WHERE {
  ?lower fg:cites ?upper BIND(EXISTS { ?lower fg:implements ?upper } AS ?implements) }
ORDER BY ?lower ?upper"""
_TITLES = """PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT DISTINCT ?cited ?title WHERE { ?lower fg:cites ?cited . ?cited dcterms:title ?title } ORDER BY ?cited ?title"""
#: A document that was issued with another: …关于印发《…方案》的通知, …关于印发…方案的通知.
_ISSUED = regex(r"印发(.+)的通知$")
#: Families of which the documents are held at once, in some 300 MB: to find some rows costs as much as to read all.
_TOGETHER = 1000
_MARKS = str.maketrans("", "", "《》〈〉“” 　\n")


@dataclass(frozen=True, slots=True)
class Family:
    """Documents above and one below that carries them out, or cites them from a lower level."""

    upper: tuple[str, ...]  #: IRIs
    lower: str


def families(endpoint: Endpoint, document: str = "") -> tuple[Family, ...]:
    """The families of a graph; only those that a document, by its IRI, is in if one is given.

    A document that is cited is above if it is said to be carried out, or is of a higher level of government.
    """
    known = {each.iri: each for each in documents_of(endpoint)}
    above: defaultdict[str, dict[str, None]] = defaultdict(dict)
    of_title = _by_title(known.values())
    titled = dict(zip(*endpoint.columns(_TITLES).values(), strict=True))
    for lower, cited, implements in zip(*endpoint.columns(_CITES).values(), strict=True):
        upper = cited if cited in known else of_title.get(_core(titled.get(cited, "")), cited)
        held = lower in known and upper in known and lower != upper
        if held and (implements == "true" or known[upper].is_above(known[lower])):
            above[lower][upper] = None
    found = (Family(tuple(uppers), lower) for lower, uppers in above.items())
    return tuple(family for family in found if not document or document in (family.lower, *family.upper))


def others(known: Collection[Document], own: Document) -> tuple[Family, ...]:
    """All that a document may be in a family with, cited or not: those above it together, and each of those below.

    Of a level or of no level that is known the earlier document is above.
    """
    above = tuple(each.iri for each in known if each.is_above(own) or (not own.is_above(each) and each.date < own.date))
    below = (each.iri for each in known if each.iri not in {*above, own.iri})
    return (*([Family(above, own.iri)] if above else ()), *(Family((own.iri,), iri) for iri in below))


def _by_title(known: Iterable[Document]) -> dict[str, str]:
    """The documents that are the only ones of their title: who cites one often gives no number."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for document in known:
        if document.title:
            found[_core(document.title)].append(document.iri)
    return {title: those[0] for title, those in found.items() if len(those) == 1}


def _core(title: str) -> str:
    """A title without its marks; of one that issues another document that one's.

    >>> _core("海西省人民政府办公厅关于印发《海西省民宿业发展方案》的通知")
    '海西省民宿业发展方案'
    """
    words = title.translate(_MARKS)
    issued = _ISSUED.search(words)
    return issued[1] if issued else words


def traces(
    endpoint: Endpoint, found: Iterable[Family], *, texts: bool = False, encode: Encode | None = None
) -> Iterator[Trace]:
    """The traces of families, those of the same documents above as one; some hundred documents are loaded at once."""
    ordered = iter(sorted(dict.fromkeys(found), key=lambda family: family.upper))
    while some := tuple(islice(ordered, _TOGETHER)):
        named = {iri for family in some for iri in (*family.upper, family.lower)}
        held = by_document(load(endpoint, named, texts=texts))
        for upper, those in groupby(some, key=lambda family: family.upper):
            yield trace([held[iri] for iri in upper], [held[family.lower] for family in those], encode)


def joined(found: Collection[Trace]) -> Trace:
    """Several traces, found in one way, as one, each measure once."""
    upper = {side.measure.iri: side for each in found for side in each.upper}
    lower = {side.measure.iri: side for each in found for side in each.lower}
    links = tuple(link for each in found for link in each.links)
    return replace(next(iter(found)), upper=tuple(upper.values()), lower=tuple(lower.values()), links=links)


def linked(found: Trace, document: str) -> Trace:
    """A trace without the documents that no link is of, but for ``document``."""
    kept = {side.measure.document for link in found.links for side in (link.lower, link.upper)} | {document}
    upper, lower = (
        tuple(side for side in those if side.measure.document in kept) for those in (found.upper, found.lower)
    )
    return replace(found, upper=upper, lower=lower)
