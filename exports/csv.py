"""CSV: the task–body table, a row for each body of each task, for Excel (byte order mark, no formulas)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ontology import files

if TYPE_CHECKING:
    from queries.endpoint import Endpoint

SUFFIX = ".csv"

QUERY = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT ?document ?section ?measure ?text ?attribution ?rank ?body ?role ?basis ?as_written ?time_limit ?task
WHERE {
  ?assignment fg:ofTask ?task ; fg:party/fg:shortName ?body ; fg:rank ?rank ; fg:surface ?as_written ;
              fg:role ?role_iri ; fg:basis ?basis_iri .
  ?task fg:partOf ?measure_iri ; fg:position ?order ; fg:text ?text .
  ?measure_iri fg:partOf ?parent ; fg:position ?place ; dcterms:identifier ?measure .
  OPTIONAL { ?task fg:attributionText ?attribution }
  OPTIONAL { ?parent a fg:Section ; dcterms:identifier ?section }
  OPTIONAL { SELECT ?task (GROUP_CONCAT(?words ; separator="；") AS ?time_limit) WHERE {
    SELECT ?task ?words WHERE { ?task fg:timeLimit/fg:limitText ?words } ORDER BY ?task ?words }
    GROUP BY ?task }
  ?measure_iri fg:partOf+ ?document_iri . ?document_iri a fg:Document .
  OPTIONAL { ?document_iri fg:documentNumber ?number }
  OPTIONAL { ?document_iri dcterms:title ?title }
  BIND(COALESCE(?number, ?title, STR(?document_iri)) AS ?document)
  BIND(STRAFTER(STR(?role_iri), "#") AS ?role)
  BIND(STRAFTER(STR(?basis_iri), "#") AS ?basis)
}
ORDER BY ?document ?place ?order ?rank ?body ?as_written ?task
"""


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the task–body table."""
    files.write(path, endpoint.select(QUERY).to_csv())
