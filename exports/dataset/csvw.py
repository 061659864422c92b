"""CSV on the Web: what the columns of a table mean, beside it, under the name that the standard looks for.

Metadata Vocabulary for Tabular Data, W3C Recommendation 2015. A row is an assignment: its columns say which property of
the vocabulary they hold and of which type, so that csv2rdf makes of the table what the graph says.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from exports.office.assignments import COLUMNS
from ontology import files
from ontology.terms import DCTERMS, FG, RDFS
from queries.ask.dataset import LICENCE

#: What a column holds: the property, and the datatype where it is no plain text.
_MEANING: dict[str, tuple[str, str]] = {
    "document": (DCTERMS.identifier, ""),
    "document_iri": (DCTERMS.isPartOf, "anyURI"),
    "place": (DCTERMS.spatial, ""),
    "year": (DCTERMS.date, "gYear"),
    "section": (FG.Section, ""),
    "measure": (FG.Measure, ""),
    "text": (FG.text, ""),
    "attribution": (FG.attributionText, ""),
    "rank": (FG.rank, "integer"),
    "body": (RDFS.label, ""),
    "body_iri": (FG.party, "anyURI"),
    "body_place": (FG.jurisdiction, ""),
    "role": (FG.role, ""),
    "basis": (FG.basis, ""),
    "as_written": (FG.surface, ""),
    "time_limit": (FG.limitText, ""),
    "task": (FG.ofTask, "anyURI"),
}


def metadata(name: str) -> dict[str, Any]:
    """The metadata of a table of that name."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": quote(name),
        "dc:title": [
            {"@value": "任务与责任主体", "@language": "zh"},
            {"@value": "Tasks and who answers", "@language": "en"},
        ],
        "dc:license": {"@id": LICENCE},
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n", "\n"], "header": True},
        "tableSchema": {"columns": [_column(name) for name in COLUMNS]},
    }


def beside(path: Path) -> Path:
    """Writes the metadata beside a table, and says where."""
    described = path.with_name(f"{path.name}-metadata.json")
    files.write(described, json.dumps(metadata(path.name), ensure_ascii=False, indent=1) + "\n")
    return described


def _column(name: str) -> dict[str, Any]:
    meaning, datatype = _MEANING[name]
    return {
        "name": name,
        "titles": name,
        "propertyUrl": meaning,
        "datatype": datatype or "string",
        "required": name in ("body", "role", "rank", "task"),
    }
