"""The vocabulary as one value: what policy.ttl says of each term, for whoever writes something of it.

Pages, the JSON-LD context and the tests that ask whether a term is documented take the same view; nobody reads
the Turtle for himself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from ontology.prefixes import own
from ontology.terms import DCTERMS, FG, OWL, RDF, RDFS, SKOS
from ontology.turtle import Value, lists, read

_FOLDER = Path(__file__).parent


class Kind(Enum):
    """What a term is to OWL, in Chinese and English."""

    CLASS = ("类", "class")
    OBJECT = ("对象属性", "object property")
    DATATYPE = ("数据属性", "datatype property")
    ANNOTATION = ("注释属性", "annotation property")
    INDIVIDUAL = ("个体", "individual")


_KINDS = {
    OWL.Class: Kind.CLASS,
    OWL.ObjectProperty: Kind.OBJECT,
    OWL.DatatypeProperty: Kind.DATATYPE,
    OWL.AnnotationProperty: Kind.ANNOTATION,
    OWL.NamedIndividual: Kind.INDIVIDUAL,
}
#: What OWL says of a property by its type, in Chinese and English.
CHARACTERISTICS = {
    OWL.FunctionalProperty: ("至多一个值", "functional"),
    OWL.TransitiveProperty: ("传递", "transitive"),
    OWL.AsymmetricProperty: ("非对称", "asymmetric"),
    OWL.IrreflexiveProperty: ("非自反", "irreflexive"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The same in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Term:
    """What is said of a term; other terms, of ours and of others, by their IRIs."""

    iri: str
    kind: Kind
    label: Wording
    definition: Wording
    note: Wording
    examples: tuple[str, ...]
    since: str  #: the version that first had it
    created: str
    modified: str  #: "" if nothing was changed since
    replaced_by: str  #: "" unless it is deprecated
    above: tuple[str, ...]  #: classes or properties right above it; the classes of an individual
    below: tuple[str, ...]  #: classes, properties or individuals right below it
    domain: tuple[str, ...]  #: its own, or what its inverse or a property above it says
    range: tuple[str, ...]
    inverse: tuple[str, ...]
    chains: tuple[tuple[str, ...], ...]  #: of properties that it follows from
    disjoint: tuple[str, ...]
    characteristics: tuple[Wording, ...]
    alignments: tuple[str, ...]  #: classes and properties of other vocabularies that it is below

    @property
    def name(self) -> str:
        """Its name without the namespace.

        >>> term(FG.ledBy).name, term(FG.ledBy).label.en, term(FG.ledBy).inverse
        ('ledBy', 'led by', ('https://w3id.org/fengong/ont#leads',))
        """
        return self.iri.rpartition("#")[2]

    @property
    def deprecated(self) -> bool:
        """Whether another term took its place."""
        return bool(self.replaced_by)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology: what it says of itself, and its terms by kind and name."""

    iri: str
    version: str
    title: Wording
    description: Wording
    creator: str
    created: str
    modified: str
    licence: str
    citation: str
    changes: tuple[Wording, ...]  #: a version each, the latest first
    terms: tuple[Term, ...]

    def of(self, kind: Kind) -> tuple[Term, ...]:
        """The terms of one kind.

        >>> [term.name for term in vocabulary().of(Kind.CLASS)][:3]
        ['Alignment', 'Assignment', 'BasisType']
        """
        return tuple(term for term in self.terms if term.kind is kind)


@cache
def vocabulary() -> Vocabulary:
    """What policy.ttl says, with the alignments of alignment.ttl."""
    said, aligned = read([_FOLDER / "policy.ttl"]), read([_FOLDER / "alignment.ttl"])
    chains = lists([_FOLDER / "policy.ttl", _FOLDER / "alignment.ttl"], OWL.propertyChainAxiom)
    (iri,) = (subject for subject, about in said.items() if OWL.Ontology in _iris(about, RDF.type))
    about = said[iri]
    notes = about[SKOS.changeNote]
    changes = zip(_spoken(notes, "zh"), _spoken(notes, "en"), strict=True)
    return Vocabulary(
        iri,
        about[OWL.versionInfo][0].text,
        _wording(about, DCTERMS.title),
        _wording(about, DCTERMS.description),
        _one(about, DCTERMS.creator),
        _one(about, DCTERMS.created),
        _one(about, DCTERMS.modified),
        _one(about, DCTERMS.license),
        _one(about, DCTERMS.bibliographicCitation),
        tuple(Wording(zh, en) for zh, en in reversed([*changes])),
        tuple(
            sorted(
                (_term(iri, said, aligned, chains) for iri in FG),
                key=lambda term: ([*Kind].index(term.kind), term.name.lower()),
            )
        ),
    )


def term(iri: str) -> Term:
    """The term of that IRI."""
    return _by_iri()[iri]


@cache
def _by_iri() -> dict[str, Term]:
    return {each.iri: each for each in vocabulary().terms}


_Said = Mapping[str, Sequence[Value]]


def _term(
    iri: str,
    said: Mapping[str, _Said],
    aligned: Mapping[str, _Said],
    chains: Mapping[str, tuple[tuple[str, ...], ...]],
) -> Term:
    about, foreign = said[iri], aligned.get(iri, {})
    types = _iris(about, RDF.type)
    kind = next(kind for type_, kind in _KINDS.items() if type_ in types)
    up = RDF.type if kind is Kind.INDIVIDUAL else RDFS.subClassOf if kind is Kind.CLASS else RDFS.subPropertyOf
    down = (RDFS.subClassOf, RDF.type) if kind is Kind.CLASS else (RDFS.subPropertyOf,)
    inverse = {*_iris(about, OWL.inverseOf)} | {
        other for other, its in said.items() if iri in _iris(its, OWL.inverseOf)
    }
    return Term(
        iri,
        kind,
        _wording(about, RDFS.label),
        _wording(about, SKOS.definition),
        _wording(about, SKOS.scopeNote),
        tuple(value.text for value in about.get(SKOS.example, ())),
        _one(about, FG.since),
        _one(about, DCTERMS.created),
        _one(about, DCTERMS.modified),
        _one(about, DCTERMS.isReplacedBy),
        tuple(above for above in _iris(about, up) if above.startswith(own(""))),
        tuple(sorted(other for other, its in said.items() if any(iri in _iris(its, each) for each in down))),
        _ends(iri, said, RDFS.domain, RDFS.range) + _iris(foreign, RDFS.domain),
        _ends(iri, said, RDFS.range, RDFS.domain) + _iris(foreign, RDFS.range),
        tuple(sorted(inverse)),
        chains.get(iri, ()),
        _iris(about, OWL.disjointWith),
        tuple(Wording(*words) for type_, words in CHARACTERISTICS.items() if type_ in types),
        _iris(foreign, RDFS.subClassOf) + _iris(foreign, RDFS.subPropertyOf),
    )


def _ends(
    iri: str, said: Mapping[str, _Said], end: str, other: str, seen: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """What a property leads from or to: as it says, as its inverse says of the other end, or as one above it says."""
    if iri in seen or _iris(said[iri], end):
        return _iris(said[iri], end)
    seen |= {iri}
    inverse = (*_iris(said[iri], OWL.inverseOf), *(each for each in said if iri in _iris(said[each], OWL.inverseOf)))
    backwards = (_ends(each, said, other, end, seen) for each in inverse)
    upwards = (_ends(up, said, end, other, seen) for up in _iris(said[iri], RDFS.subPropertyOf))
    return next(filter(None, (*backwards, *upwards)), ())


def _iris(about: _Said, predicate: str) -> tuple[str, ...]:
    return tuple(value.text for value in about.get(predicate, ()))


def _one(about: _Said, predicate: str) -> str:
    return next((value.text for value in about.get(predicate, ())), "")


def _spoken(values: Sequence[Value], language: str) -> list[str]:
    return [value.text for value in values if value.language == language]


def _wording(about: _Said, predicate: str) -> Wording:
    values = about.get(predicate, ())
    zh, en = (next(iter(_spoken(values, language)), "") for language in ("zh", "en"))
    return Wording(zh, en)
