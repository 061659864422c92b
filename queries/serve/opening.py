"""The start page while the site opens: how much the graph holds and what came last; then it asks again by itself.

Where no start page is kept (queries.serve.first), what can be chosen has to be counted, which takes seconds of ten
thousand documents. How many rows tables have stands at the end of their files, and the documents are one small file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ontology import tables

if TYPE_CHECKING:
    from queries.serve.pages import View

#: Tables whose rows are counted.
COUNTED: Final = ("documents", "measures", "tasks", "assignments")
LATEST = 20  #: documents that are named


@dataclass(frozen=True, slots=True)
class Named:
    """A document by what it is called."""

    iri: str
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of a build before anything of it is open."""

    counts: tuple[tuple[str, int], ...]  #: of each table of COUNTED how many rows it has
    latest: tuple[Named, ...]  #: documents by date, the last first


def summary(generation: Path) -> Summary | None:
    """What is known of a build at once; None if it has no tables, or none that can be read."""
    import duckdb

    if not tables.held(generation):
        return None
    files = {table: [*map(str, tables.parts(generation, table))] for table in COUNTED}
    try:
        with duckdb.connect(config={"threads": 1}) as engine:
            return Summary(
                tuple((table, _only(engine.execute(_COUNT, [parts]).fetchone())) for table, parts in files.items()),
                tuple(Named(*row) for row in engine.execute(_LATEST, [files["documents"], LATEST]).fetchall()),
            )
    except duckdb.Error:  # who opens the site says what is wrong
        return None


def page(known: Summary, view: View) -> str:
    """The start page that says no more than a summary does."""
    from queries.serve.pages import render

    return render("opening.html", view, counts=known.counts, latest=known.latest)


_COUNT = "SELECT count(*) FROM read_parquet(?)"  # answered from the ends of the files
_LATEST = """
SELECT iri, coalesce(nullif(label, ''), iri), place FROM read_parquet(?, file_row_number = true)
ORDER BY date DESC, file_row_number LIMIT ?
"""


def _only(row: tuple[int, ...] | None) -> int:
    return row[0] if row else 0
