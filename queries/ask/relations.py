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
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ontology import tables
from ontology.collecting import collecting_rarely
from ontology.tables import TABLES
from queries.ask.table import BYTE_ORDER_MARK, XSD, Table, each, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from queries.ask.table import Term

#: What DuckDB gives for a cell.
Cell: TypeAlias = "str | int | bool | Decimal | date"
_RELATIONS = Path(__file__).with_suffix(".sql")
_HEADER = re.compile(r"^--\+ (?P<kind>iri|zh): (?P<columns>.+)$", re.MULTILINE)
_PARAMETER = re.compile(r"\$(\w+)")
_PIECE = 4096  #: rows that are fetched at a time
_DATATYPES = ((bool, "boolean"), (int, "integer"), (Decimal, "decimal"), (date, "date"))


def parameters(sql: str) -> frozenset[str]:
    """The variables that may be bound.

    >>> sorted(parameters("SELECT 1 WHERE asked(party, $party) AND asked(document, $document)"))
    ['document', 'party']
    """
    return frozenset(_PARAMETER.findall(sql))


def answer(generation: Path, within: frozenset[str] | None, sql: str, bindings: Mapping[str, Term]) -> Table:
    """The rows of a question in SQL over the tables of a ``generation``, or those of the documents ``within`` it."""
    names, found = _asked(generation, within, sql, bindings)
    kinds = {name: line["kind"] for line in _HEADER.finditer(sql) for name in line["columns"].split()}
    with collecting_rarely():  # a row is an object, and a cell
        columns: Iterable[tuple[Cell | None, ...]] = zip(*found.fetchall(), strict=True)
        terms = [
            each(partial(_term, _KINDS[kinds.get(name, "")]()), cells)
            for name, cells in zip(names, columns, strict=False)
        ]
        return Table(names, tuple(zip(*terms, strict=True)))


def csv(generation: Path, within: frozenset[str] | None, sql: str, bindings: Mapping[str, Term]) -> Iterator[str]:
    """The same as CSV (``Table.to_csv``) in pieces: as they are read, without a term of each cell.

    Of an answer of half a million rows it is the writing that takes time, so a value is spelt once for each column.
    """
    names, found = _asked(generation, within, sql, bindings)
    spelt = [_Spelt() for _ in names]
    yield f"{BYTE_ORDER_MARK}{','.join(map(quoted, names))}\r\n"
    while rows := found.fetchmany(_PIECE):
        columns = zip(*rows, strict=True)
        cells = (map(known.__getitem__, column) for known, column in zip(spelt, columns, strict=True))
        yield "\r\n".join([*map(",".join, zip(*cells, strict=True)), ""])


def _asked(
    generation: Path, within: frozenset[str] | None, sql: str, bindings: Mapping[str, Term]
) -> tuple[tuple[str, ...], DuckDBPyConnection]:
    """The names of the columns of an answer, and where its rows are fetched."""
    given = {name: bindings[name].value if name in bindings else None for name in parameters(sql)}
    found = engine(generation, within).cursor().execute(sql, given)
    return tuple(column[0] for column in found.description), found


class _Spelt(dict["Cell | None", str]):
    """How the values of a column stand in CSV, each as it is met."""

    def __missing__(self, cell: Cell | None) -> str:
        self[cell] = words = "" if cell is None else _spelt(cell)
        return words


def _spelt(cell: Cell) -> str:
    """A value in CSV, a number as it is."""
    return _lexical(cell) if isinstance(cell, int | Decimal) else quoted(_lexical(cell))


def _term(make: Callable[[Cell], Term], cell: Cell | None) -> Term | None:
    return None if cell is None else make(cell)


def _iris() -> Callable[[Cell], Term]:
    from pyoxigraph import NamedNode

    return lambda cell: NamedNode(str(cell))


def _chinese() -> Callable[[Cell], Term]:
    from pyoxigraph import Literal

    return lambda cell: Literal(str(cell), language="zh")


def _literals() -> Callable[[Cell], Term]:
    from pyoxigraph import Literal, NamedNode

    def literal(cell: Cell) -> Term:
        datatype = next((name for kind, name in _DATATYPES if isinstance(cell, kind)), "string")
        return Literal(_lexical(cell), datatype=NamedNode(XSD + datatype))

    return literal


#: How the terms of a column are made, by the word in the header.
_KINDS: Mapping[str, Callable[[], Callable[[Cell], Term]]] = {"iri": _iris, "zh": _chinese, "": _literals}


def _lexical(cell: Cell) -> str:
    """The canonical form of a value.

    >>> _lexical(Decimal("12.50")), _lexical(Decimal("100.0")), _lexical(date(2026, 1, 2))
    ('12.5', '100', '2026-01-02')
    """
    if isinstance(cell, Decimal):
        return f"{cell:f}".rstrip("0").rstrip(".")
    return str(cell)


@lru_cache(maxsize=4)  # a generation never changes, and few are asked in turn
def engine(generation: Path, within: frozenset[str] | None) -> DuckDBPyConnection:
    """DuckDB with the relations of ``relations.sql``."""
    import duckdb

    engine = duckdb.connect()
    # As SPARQL orders what is unbound.
    engine.execute("SET default_null_order = 'nulls_first_on_asc_last_on_desc'")
    for table in TABLES:
        written(engine, generation, table, within).create_view(f"{table}_table")
    engine.execute(_RELATIONS.read_text(encoding="utf-8"))
    return engine


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
