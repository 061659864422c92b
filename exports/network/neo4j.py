"""Neo4j: a zip of CSV files for `neo4j-admin database import`, nodes by label and relationships by type.

    unzip graph.neo4j.zip -d import && sh import/import.sh neo4j

Assignments become relationships LEADS and SUPPORTS from a party to a task, with the basis, the rank and the words.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from exports.office.archive import fixed
from ontology import files

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


_PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

#: Label of the nodes, their columns, and the rows.
NODES = {
    "Document": (
        (":ID", "title", "number", "date:date"),
        """SELECT ?node (SAMPLE(?t) AS ?title) (SAMPLE(?n) AS ?number) (SAMPLE(?d) AS ?date)
        { ?node a ?class FILTER(?class IN (fg:Document, fg:UnresolvedDocument))
          OPTIONAL { ?node dcterms:title ?t } OPTIONAL { ?node fg:documentNumber ?n }
          OPTIONAL { ?node eli:date_document ?d } } GROUP BY ?node ORDER BY ?node""",
    ),
    "Measure": (
        (":ID", "identifier", "order:int", "text"),
        """SELECT DISTINCT ?node ?identifier ?order ?text
        { ?node a fg:Measure ; dcterms:identifier ?identifier ; fg:position ?order ; fg:text ?text }
        ORDER BY ?node ?text""",
    ),
    "Task": (
        (":ID", "order:int", "text", "attribution"),
        """SELECT DISTINCT ?node ?order ?text ?attribution
        { ?node a fg:Task ; fg:position ?order ; fg:text ?text OPTIONAL { ?node fg:attributionText ?attribution } }
        ORDER BY ?node ?text""",
    ),
    "Party": (
        (":ID", "name"),
        """SELECT ?node (MIN(?called) AS ?name) { ?assignment fg:party ?node . ?node fg:shortName ?short
          OPTIONAL { ?node rdfs:label ?label } BIND(COALESCE(STR(?label), ?short) AS ?called) }
        GROUP BY ?node ORDER BY ?node""",
    ),
    "Theme": (
        (":ID", "name"),
        """SELECT DISTINCT ?node ("" AS ?name) { ?measure a fg:Measure ; dcterms:subject ?node } ORDER BY ?node""",
    ),
}
#: Type of the relationships, their columns, and the rows.
RELATIONSHIPS = {
    "OF_DOCUMENT": (
        (":START_ID", ":END_ID"),
        "SELECT DISTINCT ?a ?b { ?b a fg:Document . ?a fg:partOf+ ?b . ?a a fg:Measure } ORDER BY ?a ?b",
    ),
    "OF_MEASURE": (
        (":START_ID", ":END_ID"),
        "SELECT DISTINCT ?a ?b { ?a a fg:Task ; fg:partOf ?b . ?b a fg:Measure } ORDER BY ?a ?b",
    ),
    "LEADS": (
        (":START_ID", ":END_ID", "basis", "rank:int", "surface"),
        """SELECT DISTINCT ?a ?b ?basis ?rank ?surface { ?x a fg:LeadAssignment ; fg:party ?a ; fg:ofTask ?b ;
          fg:basis ?i ; fg:rank ?rank ; fg:surface ?surface . BIND(STRAFTER(STR(?i), "#") AS ?basis) }
        ORDER BY ?b ?rank ?a ?surface""",
    ),
    "SUPPORTS": (
        (":START_ID", ":END_ID", "basis", "rank:int", "surface"),
        """SELECT DISTINCT ?a ?b ?basis ?rank ?surface { ?x a fg:CoAssignment ; fg:party ?a ; fg:ofTask ?b ;
          fg:basis ?i ; fg:rank ?rank ; fg:surface ?surface . BIND(STRAFTER(STR(?i), "#") AS ?basis) }
        ORDER BY ?b ?rank ?a ?surface""",
    ),
    "CITES": ((":START_ID", ":END_ID"), "SELECT DISTINCT ?a ?b { ?a fg:cites ?b } ORDER BY ?a ?b"),
    "IMPLEMENTS": ((":START_ID", ":END_ID"), "SELECT DISTINCT ?a ?b { ?a fg:implements ?b } ORDER BY ?a ?b"),
    "ABOUT": (
        (":START_ID", ":END_ID"),
        "SELECT DISTINCT ?a ?b { ?a a fg:Measure ; dcterms:subject ?b } ORDER BY ?a ?b",
    ),
}


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the archive: a CSV file for each label and type, and the command that imports them."""
    options, out = [], io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for kind, tables in (("nodes", NODES), ("relationships", RELATIONSHIPS)):
            for name, (columns, query) in tables.items():
                archive.writestr(f"{name}.csv", _rows(endpoint, columns, query))
                options.append(f'--{kind}={name}="$here/{name}.csv"')
        lines = " \\\n  ".join(
            ["neo4j-admin database import full", "--multiline-fields=true", *options, '"${1:-neo4j}"']
        )
        archive.writestr("import.sh", f'#!/bin/sh\nhere=$(dirname "$0")\n{lines}\n')
    files.write(path, fixed(out.getvalue()))


def _rows(endpoint: Endpoint, columns: tuple[str, ...], query: str) -> str:
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows([term.value if term else "" for term in row] for row in endpoint.select(_PREFIXES + query).rows)
    return out.getvalue()
