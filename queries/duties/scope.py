"""A part of the graph: the documents of some places, levels, years or issuers, and what all documents share.

A scope is a dataset (SPARQL 1.1, 13): the named graphs of the documents that fit with the shared ones. So a question
over the documents of one city is the same question; none knows of scopes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, overload

from ontology.enumerations import Level
from ontology.errors import BadQuery
from ontology.prefixes import BASE, COMMON, LABELS
from ontology.vocabularies import vocabularies
from queries.ask.endpoint import Local, Remote
from queries.duties import Document
from queries.duties.load import documents as all_documents

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

#: What a document has of a kind: values to be compared, or to be shown.
Values: TypeAlias = Callable[[Document], set[str]]
_WITHIN = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT DISTINCT ?place ?above WHERE { ?place a fg:Jurisdiction ; dcterms:isPartOf ?above }
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents are meant: those that fit one value of each kind given."""

    documents: tuple[str, ...] = ()  #: numbers, titles, names of files, or ends of IRIs
    places: tuple[str, ...] = ()  #: names, or GB/T 2260 codes
    levels: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    below: bool = False  #: whether a place includes what lies in it

    def __bool__(self) -> bool:
        return any(_asked(self))


def chosen(endpoint: Endpoint, scope: Scope) -> tuple[Document, ...]:
    """The documents that fit, by date; a kind of which no document fits is refused with what there is."""
    found = all_documents(endpoint)
    if unknown := {*scope.levels} - {*Level}:
        raise BadQuery(
            f"--level 没有“{'、'.join(sorted(unknown))}”这一层级，请从这些中选：{'、'.join(Level)}。"
            f"--level {', '.join(sorted(unknown))}: no such level; known: {', '.join(Level)}"
        )
    inside = _inside(endpoint, found, scope) if scope.places else frozenset[str]()
    kinds: tuple[tuple[str, tuple[str, ...], Values, Values], ...] = (
        ("--document", scope.documents, _names, lambda d: {d.number or d.label}),
        ("--place", scope.places and tuple(inside), lambda d: {d.jurisdiction}, lambda d: {d.place}),
        ("--level", scope.levels, _level, _level),
        ("--year", scope.years, lambda d: {d.year}, lambda d: {d.year}),
        ("--issuer", scope.issuers, lambda d: set(d.issuers), lambda d: set(d.issuers)),
    )
    asked = dict(zip(("--document", "--place", "--level", "--year", "--issuer"), _asked(scope), strict=True))
    for option, wanted, values, shown in kinds:
        if asked[option]:
            fitting = tuple(document for document in found if values(document) & set(wanted))
            if not fitting:
                offered = "、".join(sorted({value for d in found for value in shown(d) if value})[:20])
                given = f"{option} {'、'.join(asked[option])}"
                raise BadQuery(
                    f"{given}：没有文件符合，请从现有的中选：{offered or '无'}。"
                    f"{given}: no document fits; there are: {offered or 'none'}"
                )
            found = fitting
    return found


def _asked(scope: Scope) -> tuple[tuple[str, ...], ...]:
    return scope.documents, scope.places, scope.levels, scope.years, scope.issuers


def _level(document: Document) -> set[str]:
    return {document.level} if document.level else set()


def _names(document: Document) -> set[str]:
    """All by which a document may be named."""
    return {document.iri, document.number, document.label, document.title, document.iri.rpartition("/")[2]} - {""}


def _inside(endpoint: Endpoint, held: Iterable[Document], scope: Scope) -> frozenset[str]:
    """The IRIs of the places meant, with those that lie in them if so wanted."""
    names = {(d.jurisdiction, d.place) for d in held}
    found = {iri for iri, name in names for place in scope.places if place in {name, iri, iri.rpartition("/")[2]}}
    if not scope.below:
        return frozenset(found)
    rows = endpoint.columns(_WITHIN)
    above: dict[str, str] = dict(zip(rows["place"], rows["above"], strict=True))
    wanted = found | _called(endpoint, scope.places)

    def lies_in(iri: str) -> bool:
        seen: set[str] = set()
        while iri and iri not in seen:
            if iri in wanted:
                return True
            seen.add(iri)
            iri = above.get(iri, "")
        return False

    return frozenset(iri for iri, _ in names if lies_in(iri))


def _called(endpoint: Endpoint, places: Collection[str]) -> set[str]:
    """The jurisdictions of these names or codes, whether or not a document is of them."""
    rows = endpoint.columns(
        "PREFIX fg: <https://w3id.org/fengong/ont#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "SELECT DISTINCT ?place ?name WHERE { ?place a fg:Jurisdiction ; skos:prefLabel ?name }"
    )
    pairs = zip(rows["place"], rows["name"], strict=True)
    return {iri for iri, name in pairs if name in places or iri.rpartition("/")[2] in places or iri in places}


def graphs(chosen: Iterable[Document]) -> frozenset[str]:
    """The named graphs of a scope: of its documents, and the shared ones."""
    keys = [document.iri.rpartition("/")[2] for document in chosen]
    own = {f"{BASE}graph/{kind}/{key}" for key in keys for kind in ("doc", "derived", "review", "trace")}
    return frozenset(own | {COMMON, LABELS} | {graph for _, graph in vocabularies()})


@overload
def narrowed(endpoint: Local, scope: Scope) -> Local: ...
@overload
def narrowed(endpoint: Remote, scope: Scope) -> Remote: ...
def narrowed(endpoint: Local | Remote, scope: Scope) -> Local | Remote:
    """The ``endpoint`` over the documents that fit, all of it where nothing is asked for."""
    if not scope:
        return endpoint
    documents = chosen(endpoint, scope)
    held = graphs(documents)
    if isinstance(endpoint, Remote):
        return Remote(endpoint.url, endpoint.timeout, endpoint.login, tuple(sorted(held)))
    return endpoint.only(held, [document.iri for document in documents])
