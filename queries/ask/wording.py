"""A table as people read it; CSV and JSON keep the names that programs know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.prefixes import PREFIXES
from queries.ask.table import Table
from queries.ask.translations import HEADINGS

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint
    from queries.ask.table import Term

_LABELS = """
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?term ?label WHERE { ?term rdfs:label ?label . FILTER(STRSTARTS(STR(?term), STR(fg:))) }
"""
#: Columns of IRIs and the column that says the name of the same thing, where it is not called so.
_NAMES = {"party": "name", "body": "name", "theme": "label", "successor": "successorName", "today": "todayName"}


def worded(table: Table, endpoint: Endpoint, language: str) -> Table:
    """The table with headings in words, terms of the ontology by their labels, and no IRI beside its name."""
    kept = [place for place, column in enumerate(table.columns) if not _named(column, table.columns)]
    labels = _labels(endpoint, language)
    which = 0 if language == "zh" else 1
    return Table(
        tuple(HEADINGS.get(table.columns[place], (table.columns[place],) * 2)[which] for place in kept),
        tuple(tuple(_word(row[place], labels) for place in kept) for row in table.rows),
    )


def _named(column: str, columns: tuple[str, ...]) -> bool:
    return f"{column}Name" in columns or _NAMES.get(column) in columns


def _labels(endpoint: Endpoint, language: str) -> dict[str, Term]:
    """The label of each term of the ontology in that language."""
    found: dict[str, Term] = {}
    for term, label in endpoint.select(_LABELS).rows:
        if term is not None and label is not None and getattr(label, "language", None) == language:
            found[term.value] = label
    return found


def _word(term: Term | None, labels: dict[str, Term]) -> Term | None:
    return term if term is None or not term.value.startswith(PREFIXES["fg"]) else labels.get(term.value, term)
