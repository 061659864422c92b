"""A table as people read it; CSV and JSON keep the names that programs know."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ontology.labels import labels
from queries.ask.table import Table
from queries.ask.translations import HEADINGS

if TYPE_CHECKING:
    from queries.ask.table import Term

#: Columns of IRIs and the column that says the name of the same thing, where it is not called so.
_NAMES = {"party": "name", "body": "name", "theme": "label", "successor": "successorName", "today": "todayName"}


def worded(table: Table, language: str) -> Table:
    """The table with headings in words, terms of the ontology by their labels, and no IRI beside its name."""
    kept = [place for place, column in enumerate(table.columns) if not _named(column, table.columns)]
    which = 0 if language == "zh" else 1
    return Table(
        tuple(HEADINGS.get(table.columns[place], (table.columns[place],) * 2)[which] for place in kept),
        tuple(table.cells[place].mapped(partial(_word, language=language)) for place in kept),
    )


def _named(column: str, columns: tuple[str, ...]) -> bool:
    return f"{column}Name" in columns or _NAMES.get(column) in columns


def _word(term: Term | None, language: str) -> Term | None:
    """The label of a term of the ontology; any other term as it is."""
    called = labels().get(term.value, {}).get(language) if term is not None else None
    if called is None:
        return term
    from pyoxigraph import Literal

    return Literal(called, language=language)
