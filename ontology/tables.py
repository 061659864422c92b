"""The tables beside the graph: what reading it costs most, as Parquet that any program of data frames opens.

They say nothing that the graph does not: ``build`` writes them of the same records, a row a thing whatever the number
of its texts, names and graphs, in the order of the documents by date and of the text within each. A table is a folder
of parts, numbered in this order, which generations share as long as nothing in them changes. What asks for duties reads
them where the graph is here, and asks SPARQL where it is far. They stand in the lowest room because graph_build writes
them and queries reads them, and neither knows the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

_WORDS, _NUMBER, _FLAG, _LIST = "VARCHAR", "INTEGER", "BOOLEAN", "VARCHAR[]"
_SPAN = {"start": _NUMBER, "end": _NUMBER}  #: in the text of the document, code points; absent where no words stand

#: The columns of each table with their types; IRIs are whole, dates ISO 8601, "" where nothing is known.
TABLES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "documents": {
            "iri": _WORDS,
            "title": _WORDS,
            "number": _WORDS,
            "date": _WORDS,
            "issuers": _LIST,  # labels
            "jurisdiction": _WORDS,
            "place": _WORDS,
            "level": _WORDS,
            "label": _WORDS,
            "text": _WORDS,  # IRI of the text in which spans are shown
            "name": _WORDS,  # of its file
        },
        "texts": {"document": _WORDS, "content": _WORDS},
        "sections": {
            "document": _WORDS,
            "iri": _WORDS,
            "title": _WORDS,
            "identifier": _WORDS,
            "parent": _WORDS,  # a section, "" below the document
            "marker": _WORDS,
            **_SPAN,
        },
        "measures": {
            "document": _WORDS,
            "iri": _WORDS,
            "section": _WORDS,
            "number": _WORDS,
            "text": _WORDS,
            "fields": _LIST,
            **_SPAN,
            "position": _NUMBER,
            "subjects": _LIST,  # as the graph has them: fields and aspects
        },
        "reasons": {
            "document": _WORDS,
            "measure": _WORDS,
            "theme": _WORDS,  # a policy field, or an aspect of one
            "sureness": _WORDS,  # a decimal
            "way": _WORDS,  # a property of the ontology, by its local name
            "words": _LIST,
        },
        "tasks": {
            "document": _WORDS,
            "iri": _WORDS,
            "measure": _WORDS,
            "position": _NUMBER,
            "text": _WORDS,
            "attribution": _WORDS,
            "tail": _WORDS,
            **_SPAN,
            "attribution_start": _NUMBER,
            "attribution_end": _NUMBER,
            "targets": _LIST,
        },
        "assignments": {
            "document": _WORDS,
            "iri": _WORDS,
            "task": _WORDS,
            "party": _WORDS,  # of an open group its kind
            "role": _WORDS,
            "basis": _WORDS,
            "rank": _NUMBER,
            "surface": _WORDS,
            **_SPAN,
            "named": _WORDS,  # the party as the document has it: of an open group its own
            "page": _NUMBER,
        },
        "limits": {
            "document": _WORDS,
            "task": _WORDS,
            "kind": _WORDS,
            "text": _WORDS,
            "earliest": _WORDS,
            "latest": _WORDS,
        },
        "parties": {
            "iri": _WORDS,
            "name": _WORDS,  # the label that tells it apart in this graph
            "classes": _LIST,
            "members": _LIST,
            "new": _FLAG,
            "short": _WORDS,
            "full": _WORDS,
            "english": _WORDS,
            "aliases": _LIST,
            "jurisdiction": _WORDS,
            "place": _WORDS,
            "system": _WORDS,  # through which it is led: tiao, kuai or dual
        },
        # who holds today what a party held: itself if it goes on
        "heirs": {"party": _WORDS, "heir": _WORDS, "name": _WORDS},
        "themes": {"iri": _WORDS, "language": _WORDS, "label": _WORDS, "field": _WORDS},  # of an aspect
    }
)
#: The form of the tables: to be raised when columns change, or what stands in them. Rows of another form are not mixed
#: with those of this one, and tables of another form are not read: then the graph is asked.
FORMAT = 4
#: The form of the rows that a document adds to them, which are kept with it: tables of today's form are made of them.
ROWS = 3
#: The folder of the tables in a generation.
FOLDER = f"tables-{FORMAT}"


def parts(generation: Path, table: str) -> list[Path]:
    """The files that hold a table of a generation, one after another."""
    return sorted((generation / FOLDER / table).glob("*.parquet"))


def held(generation: Path) -> bool:
    """Whether a generation has tables of this form."""
    return all(parts(generation, table) for table in TABLES)
