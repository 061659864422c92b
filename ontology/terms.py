"""Closed namespaces, read from the .ttl: a misspelt term raises where it is written.

The files are searched for the terms they declare, not parsed, so naming a term loads no RDF library.

>>> FG.Measure
'https://w3id.org/fengong/ont#Measure'
>>> FG["lead"]
'https://w3id.org/fengong/ont#lead'
>>> FG.documentNumbr
Traceback (most recent call last):
    ...
AttributeError: no term fg:documentNumbr is declared; near: documentNumber, Document, citedDocument
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path


@cache
def _declarations() -> str:
    """The two files that declare terms: those of Fengong, and the foreign ones that the graph uses."""
    folder = Path(__file__).parent
    return "".join((folder / name).read_text(encoding="utf-8") for name in ("policy.ttl", "alignment.ttl"))


class Terms:
    """A namespace whose attributes are the IRIs of its declared terms, and no others."""

    def __init__(self, prefix: str, *names: str) -> None:
        self._prefix, self._names = prefix, names

    @cached_property
    def _iris(self) -> dict[str, str]:
        prefix, text = self._prefix, _declarations()
        namespace = re.findall(rf"^@prefix {prefix}: <(.+)> \.$", text, re.MULTILINE)[0]
        names = self._names or re.findall(rf"^{prefix}:(\w+) a ", text, re.MULTILINE)
        return {name: namespace + name for name in sorted(set(names))}

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):  # asked for by pickle, copy, inspect: no term is called so
            raise AttributeError(name)
        if name not in self._iris:
            near = ", ".join(get_close_matches(name, self._iris)) or "none"
            raise AttributeError(f"no term {self._prefix}:{name} is declared; near: {near}")
        self.__dict__[name] = self._iris[name]  # from now on an attribute like any other: graphs name a term a line
        return self._iris[name]

    def __getitem__(self, name: str) -> str:
        return self._iris.get(name) or self.__getattr__(name)

    def __contains__(self, iri: object) -> bool:
        return iri in self._iris.values()

    def __iter__(self) -> Iterator[str]:
        return iter(self._iris.values())

    def __dir__(self) -> list[str]:
        return list(self._iris)


FG = Terms("fg")

DCTERMS = Terms("dcterms")
ELI = Terms("eli")
OA = Terms("oa")
ORG = Terms("org")
PROV = Terms("prov")
SKOS = Terms("skos")

# The languages themselves declare nothing in our files: the words of theirs that we write or read.
OWL = Terms(
    "owl",
    *("AllDifferent", "AnnotationProperty", "AsymmetricProperty", "Class", "DatatypeProperty", "FunctionalProperty"),
    *("IrreflexiveProperty", "NamedIndividual", "ObjectProperty", "Ontology", "TransitiveProperty"),
    *("disjointWith", "distinctMembers", "inverseOf", "propertyChainAxiom", "versionInfo"),
)
RDF = Terms("rdf", "type", "first", "rest", "nil")
RDFS = Terms("rdfs", "Literal", "comment", "domain", "label", "range", "subClassOf", "subPropertyOf")
XSD = Terms("xsd", "boolean", "date", "decimal", "integer", "nonNegativeInteger", "string")
