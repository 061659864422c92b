"""A question answered from the tables beside the graph: the .sql beside its .rq, which gives the same rows.

An engine over triples pays for each step from a thing to another, some ten microseconds on disk, so that a list of a
hundred thousand assignments takes it a minute; DuckDB reads the columns that are asked for. The .rq says what a
question means, and is what any other engine is asked; a .sql stands beside it only where that takes seconds at a
thousand documents, and a test has the two answer alike. Its header says which columns are IRIs and which are Chinese,
the rest being what DuckDB takes them for; a variable of the .rq that may be bound is a parameter.

.. code-block:: sql

    --+ zh: name
    --+ iri: party
    SELECT name, count(DISTINCT task) AS tasks, party
    FROM assignments
    WHERE asked(party, $party)
    GROUP BY ALL
    ORDER BY tasks DESC, name, party

Who asks once reads the columns as they lie on disk. Who goes on asking, a notebook, a server, has the relations that
are asked a second time joined and held in memory, where most questions take two thirds of the time.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ontology import tables
from ontology.collecting import collecting_rarely
from ontology.tables import TABLES
from queries.ask.columns import Column
from queries.ask.table import NUMERIC, XSD, Forms, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from queries.ask.table import Term

_RELATIONS = Path(__file__).with_suffix(".sql")
_HEADER = re.compile(r"^--\+ (?P<kind>iri|zh): (?P<columns>.+)$", re.MULTILINE)
_PARAMETER = re.compile(r"\$(\w+)")
_VIEW = re.compile(r"^CREATE VIEW (\w+)", re.MULTILINE)
_WORD = re.compile(r"\w+")
#: Bytes of Parquet, of some four thousand documents, up to which relations are held in memory: in four times as many.
HELD = 2**24
_FEW = 30_000  #: rows of which it takes less to make the cells than to number them
_WORDS = 'CREATE OR REPLACE TEMP TABLE words AS SELECT DISTINCT "{}" AS word FROM answer'
_TURNS = """
SELECT words.rowid AS turn
FROM answer JOIN words ON word IS NOT DISTINCT FROM "{}"
ORDER BY answer.rowid
"""
_INTEGERS = ("tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint")
#: What DuckDB calls the types that are no words.
_DATATYPES = {"boolean": "boolean", "decimal": "decimal", "date": "date", **dict.fromkeys(_INTEGERS, "integer")}


def parameters(sql: str) -> frozenset[str]:
    """The variables that may be bound.

    >>> sorted(parameters("SELECT 1 WHERE asked(party, $party) AND asked(document, $document)"))
    ['document', 'party']
    """
    return frozenset(_PARAMETER.findall(sql))


def answer(generation: Path, within: frozenset[str] | None, sql: str, bindings: Mapping[str, Term]) -> Table:
    """The rows of a question in SQL over the tables of a ``generation``, or those of the documents ``within`` it."""
    kinds = {name: line["kind"] for line in _HEADER.finditer(sql) for name in line["columns"].split()}
    asked = engine(generation, within)
    asked.hold(sql)
    with asked.cursor() as cursor:
        found = _made(cursor, sql, bindings)
        columns = _numbered(cursor, found) if len(found) > _FEW else _read(found)
        terms = (
            _terms(column, kinds.get(name, ""), kind.id)
            for name, kind, column in zip(found.columns, found.types, columns, strict=True)
        )
        return Table(tuple(found.columns), tuple(terms))


def _made(cursor: DuckDBPyConnection, sql: str, bindings: Mapping[str, Term]) -> DuckDBPyRelation:
    """The answer as a table that no other connection sees, nor what the statements before the last one make for it."""
    given = {name: bindings[name].value if name in bindings else None for name in parameters(sql)}
    *before, last = cursor.extract_statements(sql)
    for statement in before:
        cursor.execute(statement)
    cursor.execute(f"CREATE TEMP TABLE answer AS {last.query}", given)
    return cursor.table("answer")


def _read(found: DuckDBPyRelation) -> Iterable[Column[str | None]]:
    """The columns of few rows, as words."""
    with collecting_rarely():  # a row is an object, and a cell
        rows = found.project(", ".join(f'"{name}"::VARCHAR' for name in found.columns)).fetchall()
    return map(Column.of, zip(*rows, strict=True) if rows else [()] * len(found.columns))


def _numbered(cursor: DuckDBPyConnection, found: DuckDBPyRelation) -> Iterator[Column[str | None]]:
    """The columns of many rows: the engine numbers their words, and gives each of the words once and a number a row.

    A number is had in some nanoseconds, a word in half a microsecond, and then it is to be looked up.
    """
    for name, kind in zip(found.columns, found.types, strict=True):
        words: list[str | None]
        if kind.id == "enum":  # has a number for each of its words
            ((words,),) = found.project(f'enum_range("{name}")').limit(1).fetchall()
            numbers = found.project(f'coalesce(enum_code("{name}")::BIGINT, {len(words)}) AS turn').fetchnumpy()
        else:
            cursor.execute(_WORDS.format(name))
            words = [word for (word,) in cursor.execute("SELECT word::VARCHAR FROM words").fetchall()]
            numbers = cursor.execute(_TURNS.format(name)).fetchnumpy()
        turns = array("q", numbers["turn"].tobytes())
        yield Column(partial(tuple, (*words, None)), turns)


def _terms(words: Column[str | None], kind: str, datatype: str) -> Forms:
    """The terms of a column: by the word in the header, else by what DuckDB takes its values for."""
    from pyoxigraph import Literal, NamedNode

    if kind == "iri":
        return Forms.of_kind(words, NamedNode, numeric=False)
    if kind == "zh":
        return Forms.of_kind(words, partial(Literal, language="zh"), numeric=False)
    if datatype == "decimal":
        words = words.mapped(lambda word: word and _shortest(word))
    xsd = XSD + _DATATYPES.get(datatype, "string")
    return Forms.of_kind(words, partial(Literal, datatype=NamedNode(xsd)), numeric=xsd in NUMERIC)


def _shortest(decimal: str) -> str:
    """The canonical form of a decimal that has a point.

    >>> _shortest("12.50"), _shortest("100.0")
    ('12.5', '100')
    """
    return decimal.rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Engine:
    """DuckDB with the relations of ``relations.sql``, which are views of the tables on disk until they are held."""

    connection: DuckDBPyConnection
    relations: tuple[str, ...]  #: that may be held, each after those that it is made of
    _asked: set[str] = field(default_factory=set)
    _held: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def cursor(self) -> DuckDBPyConnection:
        """A connection of its own to the relations."""
        return self.connection.cursor()

    def hold(self, sql: str) -> None:
        """Holds in memory, from now on, those relations of a question that an earlier one had asked too."""
        named = {*_WORD.findall(sql)}
        with self._lock:
            for relation in self.relations:
                if relation in named & self._asked - self._held:
                    self.connection.execute(f"CREATE TABLE held.{relation} AS FROM {relation}")
                    self.connection.execute(f"CREATE OR REPLACE VIEW {relation} AS FROM held.{relation}")
                    self._held.add(relation)
            self._asked.update(named)


@lru_cache(maxsize=4)  # a generation never changes, and few are asked in turn
def engine(generation: Path, within: frozenset[str] | None) -> Engine:
    """The relations of a ``generation``, or of the documents ``within`` it."""
    import duckdb

    # Threads that wait for each other take half as much again of the time of the processors.
    engine = duckdb.connect(config={"threads": 1})
    # As SPARQL orders what is unbound.
    engine.execute("SET default_null_order = 'nulls_first_on_asc_last_on_desc'")
    for table in TABLES:
        written(engine, generation, table, within).create_view(f"{table}_table")
    relations = _RELATIONS.read_text(encoding="utf-8")
    engine.execute(relations)
    if sum(part.stat().st_size for table in TABLES for part in tables.parts(generation, table)) > HELD:
        return Engine(engine, ())
    engine.execute("ATTACH ':memory:' AS held (COMPRESS)")
    return Engine(engine, tuple(_VIEW.findall(relations)))


def written(
    engine: DuckDBPyConnection, generation: Path, table: str, within: frozenset[str] | None
) -> DuckDBPyRelation:
    """A table of a ``generation`` as it stands there; of one that tells of documents the rows of those ``within``."""
    from duckdb import ColumnExpression, ConstantExpression

    key, *others = TABLES[table]
    parts = list(map(str, tables.parts(generation, table)))
    if within is None or not (table == "documents" or key == "document"):
        return engine.read_parquet(parts).select(key, *others)
    named = ColumnExpression(key).isin(*map(ConstantExpression, sorted(within)))
    # Many names are looked up by a join, which may begin with any part, so the order is asked for.
    found = engine.read_parquet(parts, filename=True, file_row_number=True).filter(named)
    return found.order("filename, file_row_number").select(key, *others)
