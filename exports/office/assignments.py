"""The task–body table: a row an assignment, everything that is about it beside it, names with their IRIs."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ontology import files
from ontology.collecting import collecting_rarely
from queries.duties import Duties, load, tables_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

    from queries.ask.endpoint import Endpoint

#: The columns, in the order in which a reader looks; those that end in ``_iri`` tell namesakes apart.
COLUMNS = (
    "document",
    "document_iri",
    "place",
    "year",
    "section",
    "measure",
    "text",
    "attribution",
    "rank",
    "body",
    "body_iri",
    "body_place",
    "role",
    "basis",
    "as_written",
    "time_limit",
    "task",
)
#: Those that are numbers; the others are words.
NUMBERS = frozenset({"rank"})


def rows(endpoint: Endpoint) -> Iterable[tuple[str | int, ...]]:
    """The cells of each assignment, in the order of the documents, "" where the graph says nothing."""
    with collecting_rarely(), relation(endpoint) as found:
        return found.fetchall()


@contextmanager
def relation(endpoint: Endpoint) -> Iterator[DuckDBPyRelation]:
    """The same cells as the engine over tables has them, of which no Python object is made."""
    if tables := tables_of(endpoint):
        yield tables.joined(COLUMNS)
        return
    import duckdb

    kinds = {name: "INTEGER" if name in NUMBERS else "VARCHAR" for name in COLUMNS}
    with TemporaryDirectory() as folder, duckdb.connect() as engine:
        lines = Path(folder) / "rows.json"
        cells = (dict(zip(COLUMNS, row, strict=True)) for row in of(load(endpoint)))
        lines.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in cells), encoding="utf-8")
        yield engine.read_json(str(lines), columns=kinds, format="newline_delimited")


def put(found: DuckDBPyRelation, cells: Iterable[str], path: Path, form: str) -> None:
    """Writes the ``cells`` of a relation, as SQL says them, to ``path`` in a ``form`` that the engine knows."""
    import duckdb

    with files.replacing(path) as file:
        name = file.name.replace("'", "''")
        chosen = f"SELECT {', '.join(cells)} FROM found"  # noqa: S608  # the names of our columns
        try:
            found.query("found", f"COPY ({chosen}) TO '{name}' ({form}, USE_TMP_FILE false)")
        except duckdb.IOException as error:
            told = re.search(r'"errno":"(\d+)"', str(error))
            number = int(told[1]) if told else errno.EIO
            raise OSError(number, os.strerror(number)) from error


def of(duties: Duties) -> Iterator[tuple[str | int, ...]]:
    """The same cells, of duties that are at hand."""
    for assignment in duties.assignments:
        task, party = duties.task[assignment.task], duties.party[assignment.party]
        measure = duties.measure[task.measure]
        document, section = duties.document[measure.document], duties.section.get(measure.section)
        yield (
            document.number or document.label,
            document.iri,
            document.place,
            document.year,
            section.identifier if section else "",
            measure.number,
            task.text,
            task.attribution,
            assignment.rank,
            party.name,
            party.iri,
            party.place,
            assignment.role,
            assignment.basis,
            assignment.surface,
            "；".join(dict.fromkeys(limit.text for limit in duties.limits_of.get(task.iri, ()))),
            task.iri,
        )
