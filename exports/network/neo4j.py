"""Neo4j: a zip of CSV files for `neo4j-admin database import`, nodes by label and relationships by type.

    unzip graph.neo4j.zip -d import && sh import/import.sh neo4j

Assignments become relationships LEADS and SUPPORTS from a party to a task, with the basis, the rank and the words. All
of it is made from the duties, but for what they do not tell: which documents are cited, and the aspects of measures.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from exports.office.archive import fixed
from ontology import files
from ontology.enumerations import CO, LEAD, Role
from queries.duties import Duties, load

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

#: The columns of nodes or relationships, and their rows.
Rows: TypeAlias = "tuple[tuple[str, ...], Sequence[Sequence[object]]]"
_ENDS = (":START_ID", ":END_ID")
_PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_CITED = """SELECT ?document ?way ?cited ?title ?number {
  ?document ?way ?cited FILTER(?way IN (fg:cites, fg:implements))
  OPTIONAL { ?cited dcterms:title ?title } OPTIONAL { ?cited fg:documentNumber ?number } }
ORDER BY ?document ?way ?cited ?title"""
_THEMES = """SELECT DISTINCT ?measure ?theme ?name {
  ?measure dcterms:subject ?theme ; a fg:Measure
  OPTIONAL { ?theme skos:prefLabel ?name FILTER(LANG(?name) = "zh") } }
ORDER BY ?measure ?theme ?name"""


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the archive: a CSV file for each label and type, and the command that imports them."""
    duties = load(endpoint)
    cited, themes = (list(endpoint.select(_PREFIXES + query).plain()) for query in (_CITED, _THEMES))
    options, out = [], io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for kind, tables in (
            ("nodes", _nodes(duties, cited, themes)),
            ("relationships", _relationships(duties, cited, themes)),
        ):
            for name, (columns, rows) in tables.items():
                archive.writestr(f"{name}.csv", _csv(columns, rows))
                options.append(f'--{kind}={name}="$here/{name}.csv"')
        lines = " \\\n  ".join(
            ["neo4j-admin database import full", "--multiline-fields=true", *options, '"${1:-neo4j}"']
        )
        archive.writestr("import.sh", f'#!/bin/sh\nhere=$(dirname "$0")\n{lines}\n')
    files.write(path, fixed(out.getvalue()))


def _nodes(duties: Duties, cited: Iterable[tuple[str, ...]], themes: Iterable[tuple[str, ...]]) -> dict[str, Rows]:
    """The nodes by their labels: documents are those that were read and those that they cite."""
    documents = {row[2]: (row[2], row[3], row[4], "") for row in reversed(list(cited))}
    documents |= {d.iri: (d.iri, d.title, d.number, d.date) for d in duties.documents}
    turns = {document.iri: count(1) for document in duties.documents}  # measures come in the order of their document
    return {
        "Document": ((":ID", "title", "number", "date:date"), [documents[iri] for iri in sorted(documents)]),
        "Measure": (
            (":ID", "identifier", "order:int", "text"),
            [(m.iri, m.number, next(turns[m.document]), m.text) for m in duties.measures],
        ),
        "Task": (
            (":ID", "order:int", "text", "attribution"),
            [(task.iri, task.order, task.text, task.attribution) for task in duties.tasks],
        ),
        "Party": ((":ID", "name"), [(party.iri, party.name) for party in duties.parties]),
        "Theme": ((":ID", "name"), sorted({theme: name for _, theme, name in themes}.items())),
    }


def _relationships(
    duties: Duties, cited: Iterable[tuple[str, ...]], themes: Iterable[tuple[str, ...]]
) -> dict[str, Rows]:
    """The relationships by their types."""
    ties = {way: {(a, b) for a, of, b, *_ in cited if of.endswith(f"#{way}")} for way in ("cites", "implements")}
    assigned = (*_ENDS, "basis", "rank:int", "surface")
    return {
        "OF_DOCUMENT": (_ENDS, [(measure.iri, measure.document) for measure in duties.measures]),
        "OF_MEASURE": (_ENDS, [(task.iri, task.measure) for task in duties.tasks]),
        "LEADS": (assigned, list(_assigned(duties, LEAD))),
        "SUPPORTS": (assigned, list(_assigned(duties, CO))),
        "CITES": (_ENDS, sorted(ties["cites"])),
        "IMPLEMENTS": (_ENDS, sorted(ties["implements"])),
        "ABOUT": (_ENDS, sorted({(measure, theme) for measure, theme, _ in themes})),
    }


def _assigned(duties: Duties, role: Role) -> Iterator[Sequence[object]]:
    for a in duties.assignments:
        if a.role is role:
            yield a.party, a.task, a.basis, a.rank, a.surface


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows(rows)
    return out.getvalue()
