"""The Turtle files of the ontology as tests read them: triples, and what is said by a predicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ontology.terms import FG

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "ontology").rglob("*.ttl"))
#: Files written by hand as ontologies; the others are records of places, bodies and themes.
ONTOLOGIES = ("policy", "alignment", "keys", "roles", "shapes")
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
#: The languages that ontologies, shapes and their metadata are written in: used, not declared.
LANGUAGES = (OWL, RDF, RDFS, "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/ns/shacl#")


@cache
def triples(path: Path) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE))


def ontology(*names: str) -> list[Triple]:
    return [t for name in names for t in triples(ROOT / "ontology" / f"{name}.ttl")]


def iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def objects(said: list[Triple], predicate: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for t in said:
        if t.predicate.value == predicate:
            found[iri(t.subject)].append(iri(t.object))
    return found


def typed(said: list[Triple], *kinds: str) -> set[str]:
    wanted = {OWL + kind for kind in kinds}
    return {s for s, types in objects(said, RDF + "type").items() if wanted & set(types)} - {""}


def texts(said: list[Triple], predicate: str) -> Iterator[tuple[str, str, str]]:
    """Subject, language and words of each literal under ``predicate``."""
    for t in said:
        if t.predicate.value == predicate and isinstance(t.object, Literal):
            yield iri(t.subject), t.object.language or "", t.object.value


POLICY = ontology("policy")
DECLARED = ontology("policy", "alignment")
TERMS = sorted(FG)
