"""The tables by parts: runs of documents that generations share while nothing in them changes.

Where one part ends is said by the documents themselves (content-defined chunking: Muthitacharoen, Chen and Mazières, A
Low-bandwidth Network File System, SOSP 2001): behind each one whose IRI has a certain hash. So the parts are the same
whatever came first, and one document that comes in or goes makes one or two of them anew; of these what stays is taken
from the part before, so no other document is looked at. A part that stays is a hard link.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, get_type_hints

from graph_build import identifiers
from graph_build.write.chunks import Named, Report
from ontology import files
from ontology.seal import SHARED
from ontology.tables import FOLDER, TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

#: Documents of a part, on average; one that changes lies in one of twice as many, and has all of them written anew.
SIZE = 64
#: The tables whose rows hang on all documents: they have one part.
TOGETHER = ("documents", "parties", "heirs", "themes")
_WORDS, _LIST = "VARCHAR", "VARCHAR[]"
_TYPES = {str: _WORDS, int: "INTEGER", bool: "BOOLEAN"}


def _columns(record: type) -> dict[str, str]:
    """The fields of a record but those that hold other records, as columns."""
    return {name: _TYPES[kind] for name, kind in get_type_hints(record).items() if kind in _TYPES}


#: What a document says of itself for the table of documents, of which its row there is made.
_ROW = {
    **dict.fromkeys(("iri", "title", "number", "date", "jurisdiction", "text", "name"), _WORDS),
    **dict.fromkeys(("issuers", "named", "themes"), _LIST),
}
COMMON, OWN, HEAD, PARTY, DESCRIBED = "common", "own", "head", "party", "described"
#: What documents say together (together.py): a table a kind, with its columns behind the document.
KINDS: Mapping[str, Mapping[str, str]] = {
    COMMON: {"triple": _WORDS},
    OWN: {"triple": _WORDS},
    HEAD: {**_columns(Report), "row": f"STRUCT({', '.join(f'{name} {kind}' for name, kind in _ROW.items())})"},
    PARTY: _columns(Named),
    DESCRIBED: {
        **dict.fromkeys(("iri", "short", "full", "jurisdiction"), _WORDS),
        **dict.fromkeys(("aliases", "classes"), _LIST),
        "new": "BOOLEAN",
    },
}
#: The tables with parts, and their columns.
BY_DOCUMENT: Mapping[str, Mapping[str, str]] = {
    **{table: columns for table, columns in TABLES.items() if table not in TOGETHER},
    **{kind: {"document": _WORDS, **columns} for kind, columns in KINDS.items()},
}


def grouped(documents: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The documents of each part, given by their IRIs in the order of the tables.

    >>> len(grouped(f"https://w3id.org/fengong/id/doc/新政办发-2017-{number}" for number in range(1000)))
    25
    """
    groups: list[list[str]] = [[]]
    for iri in documents:
        groups[-1].append(iri)
        if int(identifiers.digest(iri), 16) % SIZE == 0:
            groups.append([])
    return tuple(tuple(group) for group in groups if group)


def folder(generation: Path, table: str) -> Path:
    """Where the parts of a table lie."""
    return generation / (SHARED if table in KINDS else FOLDER) / table


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a generation: the documents of each."""

    generation: Path
    groups: tuple[tuple[str, ...], ...]

    def file(self, table: str, number: int) -> Path:
        """Where a part of a table stands."""
        return folder(self.generation, table) / f"{number:06}.parquet"

    def write(
        self,
        tables: Collection[str],
        fresh: Collection[str],
        rows: Callable[[str], Mapping[str, bytes]],
        before: Parts | None = None,
        were: Callable[[str], Mapping[str, bytes]] = lambda iri: {},
    ) -> None:
        """Writes parts of ``tables``: of ``fresh`` documents what ``rows`` says, of others what ``before`` holds.

        A part is shared with ``before`` where it is of the same documents and ``rows`` are as they ``were``.
        """
        old = {group: number for number, group in enumerate(before.groups)} if before else {}
        holding = {iri: number for group, number in old.items() for iri in group}
        for table in tables:
            folder(self.generation, table).mkdir(parents=True)
        with (
            tempfile.TemporaryDirectory(dir=self.generation, prefix=".rows-") as lines,
            engine() as connection,
        ):
            for number, group in enumerate(self.groups):
                new = [iri for iri in group if iri in fresh]
                differing = tables
                if before and group in old:
                    differing = _differing(tables, ((rows(iri), were(iri)) for iri in new))
                    for table in {*tables} - {*differing}:
                        files.share(before.file(table, old[group]), self.file(table, number))
                if not differing:
                    continue
                longest = _lay(Path(lines), differing, map(rows, new))
                left = {iri: holding[iri] for iri in group if iri not in fresh}
                for table in differing:
                    written = read(connection, Path(lines) / table, BY_DOCUMENT[table], longest)
                    if before and left:
                        parts = [before.file(table, one) for one in sorted({*left.values()})]
                        written = _joined(connection, BY_DOCUMENT[table], group, parts, left, written)
                    put(written, self.file(table, number))


@cache
def _database() -> DuckDBPyConnection:
    """The engine, in memory: to start one takes longer than what a small build asks of it."""
    import duckdb

    return duckdb.connect()


def engine() -> DuckDBPyConnection:
    """A connection to the engine over tables, for one thread, to be closed."""
    return _database().cursor()


def read(connection: DuckDBPyConnection, lines: Path, columns: Mapping[str, str], longest: int) -> DuckDBPyRelation:
    """The rows in a file of lines of JSON, none of which is longer than ``longest`` bytes."""
    room = max(2**24, longest + 2**10)  # twice which DuckDB takes as its buffer
    return connection.read_json(str(lines), columns=dict(columns), format="newline_delimited", maximum_object_size=room)


def listing(columns: Iterable[str]) -> str:
    """The names of columns as SQL lists them.

    >>> listing(("iri", "full"))
    '"iri", "full"'
    """
    return ", ".join(f'"{column}"' for column in columns)


def put(rows: DuckDBPyRelation, path: Path) -> None:
    """Writes ``rows`` as Parquet."""
    rows.write_parquet(str(path), compression="zstd")


def _differing(
    tables: Iterable[str], documents: Iterable[tuple[Mapping[str, bytes], Mapping[str, bytes]]]
) -> list[str]:
    """The tables in which one of the documents has other rows than it had."""
    differing: set[str] = set()
    for now, then in documents:
        differing |= {table for table, rows in now.items() if rows != then.get(table)}
    return [table for table in tables if table in differing]


def _lay(folder: Path, tables: Iterable[str], rows: Iterable[Mapping[str, bytes]]) -> int:
    """Puts the rows of documents into a file a table, one after another; of these the bytes of the longest."""
    longest = 0
    for table in tables:
        (folder / table).write_bytes(b"")
    for each in rows:
        for table in tables:
            longest = max(longest, len(each[table]))
            with (folder / table).open("ab") as file:
                file.write(each[table])
    return longest


def _joined(
    connection: DuckDBPyConnection,
    columns: Mapping[str, str],
    group: Sequence[str],
    parts: Sequence[Path],
    left: Collection[str],
    fresh: DuckDBPyRelation,
) -> DuckDBPyRelation:
    """The rows of a ``group``, in its order: of documents ``left`` as they were what ``parts`` hold, and ``fresh``."""
    fresh.create_view("fresh", replace=True)
    names = listing(columns)
    return connection.sql(
        f"""
        WITH held AS (
            SELECT {names}, file_row_number AS row_of_part FROM read_parquet($parts, file_row_number = true)
            WHERE document IN (SELECT unnest($left))
            UNION ALL SELECT {names}, row_number() OVER () AS row_of_part FROM fresh
        ), ordered AS (SELECT unnest($group) AS document, generate_subscripts($group, 1) AS turn_of_document)
        SELECT {names} FROM held JOIN ordered USING (document) ORDER BY turn_of_document, row_of_part
        """,  # noqa: S608  # the names of our columns
        params={"parts": list(map(str, parts)), "left": list(left), "group": list(group)},
    )
