"""What the tests of exports are made from: a graph of one task, and facts of one task that need no graph."""

from __future__ import annotations

import pyoxigraph as ox

from exports.explorer.facts import Assignment, Document, Facts, Kind, Measure, Party, Place, Section, Task, Text, Theme
from queries.ask.endpoint import Local

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix fg: <https://w3id.org/fengong/ont#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/fengong/id/> .
"""
TASK = """
<doc/x-2024-1> a fg:Document ; dcterms:title "关于分工的意见"@zh ; rdfs:label "关于分工的意见"@zh ;
  fg:documentNumber "新政办发〔2024〕1号" ;
  fg:mainText <doc/x-2024-1/text/0> .
<doc/x-2024-1/text/0> fg:content "=做好(财政厅、审计厅)" ; fg:sourceName "x.txt" .
<doc/x-2024-1/s1> a fg:Section ; fg:partOf <doc/x-2024-1> ; fg:position 1 ;
  dcterms:identifier "1" ; dcterms:title "总则"@zh .
<doc/x-2024-1/s1/m1> a fg:Measure ; fg:partOf <doc/x-2024-1/s1> ; fg:position 1 ;
  dcterms:identifier "1" ; fg:text "=做好" .
<doc/x-2024-1/s1/m1/t1> a fg:Task ; fg:partOf <doc/x-2024-1/s1/m1> ; fg:position 1 ;
  fg:text "=做好(财政厅、审计厅)" ; fg:attributionText "(财政厅、审计厅)" .
<doc/x-2024-1/s1/m1/t1/a1> a fg:LeadAssignment ; fg:ofTask <doc/x-2024-1/s1/m1/t1> ; fg:party <body/财政厅> ;
  fg:role fg:lead ; fg:basis fg:order ; fg:rank 1 ; fg:surface "财政厅" .
<doc/x-2024-1/s1/m1/t1/a2> a fg:CoAssignment ; fg:ofTask <doc/x-2024-1/s1/m1/t1> ; fg:party <body/审计厅> ;
  fg:role fg:co ; fg:basis fg:order ; fg:rank 2 ; fg:surface "审计厅" .
<body/财政厅> a fg:Body ; fg:shortName "财政厅" ; skos:prefLabel "自治区财政厅"@zh ; rdfs:label "财政厅"@zh .
<body/审计厅> a fg:Body ; fg:shortName "审计厅" ; skos:prefLabel "自治区审计厅"@zh ; rdfs:label "审计厅"@zh .
"""
ONTOLOGY = "fg:LeadAssignment fg:equivalent [ a fg:Restriction ; fg:role fg:lead ] ."


def graph() -> Local:
    """One task of two bodies, and a piece of ontology with a blank node."""
    store = ox.Store()
    for name, text in (("doc/x-2024-1", TASK), ("ontology", ONTOLOGY)):
        iri = ox.NamedNode("https://w3id.org/fengong/graph/" + name)
        store.load(PREFIXES + text, ox.RdfFormat.TURTLE, to_graph=iri)
    return Local(store)


def facts(name: str = "财政厅", text: str = "做好(财政厅、审计厅)。") -> Facts:
    """One task of two bodies; the attribution stands at 2 to 11."""
    return Facts(
        documents=(Document("新政办发〔2024〕1号", "关于" + name, "2024-01-02", ("办公厅",)),),
        texts=(Text(0, "a.txt", text),),
        sections=(Section(0, -1, "1", "一、", "总则" + name),),
        measures=(Measure(0, 0, "1", (0,)),),
        tasks=(Task(0, text, "(财政厅、审计厅)", Place(0, 0, len(text)), Place(0, 2, 11)),),
        parties=(
            Party(name, "自治区" + name, "Finance", "Body"),
            Party("审计厅", "自治区审计厅", "", "Body"),
        ),
        assignments=(
            Assignment(0, 0, "lead", "order", name, Place(0, 3, 6)),
            Assignment(0, 1, "co", "order", "审计厅", Place(0, 7, 10)),
        ),
        themes=(
            Theme(
                "就业与人才",
                "employment and talent",
                "https://w3id.org/fengong/id/field/employment-and-talent",
                "#ae78c6",
                "triangle",
            ),
        ),
        kinds={"Body": Kind("机构", "body", "#2a7ab8", "dot")},
    )
