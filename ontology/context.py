"""The JSON-LD context of the graph and the frame of a document, made from the vocabulary.

A context says how short names are read: which properties lead to things, which hold numbers or days, which are said in
several languages. It is published at the address below; files of ours carry it inside, so that no reader has to fetch
it. JSON-LD 1.1 and JSON-LD 1.1 Framing, W3C Recommendations 2020.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ontology.prefixes import BASE, PREFIXES, short
from ontology.terms import DCTERMS, ELI, OA, ORG, OWL, PROV, RDF, RDFS, SKOS, XSD
from ontology.turtle import read
from ontology.view import Kind, vocabulary

#: Where context and frame are published.
CONTEXT, FRAME = f"{BASE}ont/context", f"{BASE}ont/frame"
#: Relative IRIs are read against this address; names of terms and values against that of the vocabulary.
IDS, VOCABULARY = f"{BASE}id/", PREFIXES["fg"]
_TYPED = {XSD.integer, XSD.decimal, XSD.boolean, XSD.date}
#: Terms of others that the graph says in several languages, and those that hold a day or a number.
_SPOKEN = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition, SKOS.scopeNote, DCTERMS.title)
_FOREIGN_TYPES = {OA.start: XSD.integer, OA.end: XSD.integer, ELI.date_document: XSD.date, DCTERMS.date: XSD.date}


@cache
def context() -> dict[str, Any]:
    """The context: prefixes, then a line for each property whose values are not plain words."""
    values = {term.above[0] for term in vocabulary().of(Kind.INDIVIDUAL)}  # classes of values: lead, order, county
    found: dict[str, Any] = {"@version": 1.1, "@base": IDS, "@vocab": VOCABULARY, "id": "@id", "type": "@type"}
    found |= {name: iri for name, iri in PREFIXES.items() if name != "id"}
    for term in vocabulary().terms:
        if term.kind is Kind.OBJECT:
            found[term.name] = {"@type": "@vocab" if {*term.range} & values else "@id"}
        elif typed := _TYPED.intersection(term.range):
            found[term.name] = {"@type": short(*typed)}
        elif term.range == (RDFS.Literal,):
            found[term.name] = {"@container": "@language"}
    names = {term.name for term in vocabulary().terms} | set(PREFIXES)
    for iri, definition in _of_others().items():
        name = short(iri).rpartition(":")[2]
        if name not in names:
            names.add(name)
            found[name] = {"@id": short(iri), **definition} if definition else short(iri)
    return found


def _of_others() -> dict[str, dict[str, str]]:
    """What is to be said of the terms of other vocabularies, as far as the graph uses them."""
    aligned = read([Path(__file__).parent / "alignment.ttl"])
    objects = {
        iri for iri, said in aligned.items() if any(v.text == OWL.ObjectProperty for v in said.get(RDF.type, ()))
    }
    found: dict[str, dict[str, str]] = {RDFS.label: {}}
    found |= {iri: {} for space in (DCTERMS, ELI, OA, ORG, PROV, SKOS) for iri in space}
    for iri in found:
        if iri in objects:
            found[iri] = {"@type": "@id"}
        elif iri in _SPOKEN:
            found[iri] = {"@container": "@language"}
        elif iri in _FOREIGN_TYPES:
            found[iri] = {"@type": short(_FOREIGN_TYPES[iri])}
    return found


def frame() -> dict[str, Any]:
    """The frame that makes a tree of each document: its sections, measures, tasks, and who answers for them.

    Units lead upwards in the graph, so the frame reads fg:partOf and fg:ofTask backwards, as "parts" and "assignments".
    """
    whole = {"@embed": "@always"}
    task = {**whole, "assignments": {**whole, "party": whole, "ofTask": {"@embed": "@never"}}}
    measure = {**task, "parts": task}
    return {
        "@context": {**context(), "parts": {"@reverse": "fg:partOf"}, "assignments": {"@reverse": "fg:ofTask"}},
        "type": "Document",
        "issuer": whole,
        "mainText": {"@embed": "@never"},
        "parts": {**whole, "parts": {**measure, "parts": measure}},
    }
