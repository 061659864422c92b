"""The tables of one build, opened once for all pages: numbers in arrays, words in the tables.

Tasks, assignments, documents and parties are numbered in the order of the tables, so that a choice among them is an
array of truth values and a count over them one pass (Abadi et al. 2013, The Design and Implementation of Modern
Column-Oriented Database Systems, https://doi.org/10.1561/1900000024). Words stay in DuckDB until a page shows them.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ontology import tables
from ontology.collecting import collecting_rarely
from ontology.enumerations import Basis, LimitKind, Role
from ontology.tables import TABLES
from queries.duties.records import Document, Duties, Party
from queries.duties.tables import Tables, Written

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from duckdb import DuckDBPyConnection

    Integers: TypeAlias = npt.NDArray[np.int64]
    Truths: TypeAlias = npt.NDArray[np.bool_]

ROLES, BASES, LIMITS = tuple(Role), tuple(Basis), tuple(LimitKind)
#: Tables whose rows are numbered here, as ``id``; the texts of documents are read when one is shown.
NUMBERED = ("documents", "sections", "measures", "tasks", "assignments", "limits", "parties", "themes")
_TABLE = re.compile(rf"\b(?:{'|'.join(NUMBERED)})\b")
#: The tasks of some documents in their order, for which no table need be in memory.
_FEW = """
SELECT t.iri, t.measure, t.text, t.attribution, m.number, t.position
FROM (SELECT * FROM tasks WHERE document IN (SELECT unnest(?))) AS t
  LEFT JOIN (SELECT * FROM measures WHERE document IN (SELECT unnest(?))) AS m ON m.iri = t.measure
ORDER BY t.id
"""


@dataclass(frozen=True)
class Holdings:
    """The tables of one build; to be made by ``opened``."""

    generation: Path
    documents: tuple[Document, ...]
    parties: tuple[Party, ...]
    themes: dict[str, dict[str, str]]  #: policy field -> language -> label
    document_of_task: Integers
    task_of: Integers  #: of each assignment, ascending
    party_of: Integers
    role_of: Integers  #: places in ROLES
    basis_of: Integers  #: places in BASES
    field_pairs: tuple[Integers, Integers]  #: tasks, and fields in the order of ``themes``
    limit_rows: tuple[Integers, Integers]  #: tasks, and places in LIMITS
    limit_words: tuple[str, ...]
    due_of_limit: tuple[str, ...]  #: the day by which each limit asks, ISO 8601, "" where it gives none
    _engine: DuckDBPyConnection
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _holding: threading.Lock = field(default_factory=threading.Lock)
    _held: set[str] = field(default_factory=set)  #: tables that the engine has in memory

    @property
    def tasks(self) -> int:
        """How many tasks there are."""
        return len(self.document_of_task)

    @cached_property
    def document_number(self) -> dict[str, int]:
        """The number of each document by its IRI."""
        return {document.iri: number for number, document in enumerate(self.documents)}

    @cached_property
    def party_number(self) -> dict[str, int]:
        """The number of each party by its IRI."""
        return {party.iri: number for number, party in enumerate(self.parties)}

    @cached_property
    def bounds(self) -> Integers:
        """Where the assignments of each task begin, and the end of all: task t has bounds[t] to bounds[t + 1]."""
        import numpy as np

        return np.searchsorted(self.task_of, np.arange(self.tasks + 1))

    @cached_property
    def first_lead(self) -> Integers:
        """The party that leads each task, the first named if several do; -1 where nobody leads."""
        import numpy as np

        leads = np.flatnonzero(self.role_of == ROLES.index(Role.LEAD))[::-1]
        found = np.full(self.tasks, -1)
        found[self.task_of[leads]] = self.party_of[leads]
        return found

    @cached_property
    def first_due(self) -> list[str]:
        """The earliest day by which each task is due, "" where none is given."""
        found = [""] * self.tasks
        for task, day in zip(self.limit_rows[0].tolist(), self.due_of_limit, strict=True):
            found[task] = min(filter(None, (found[task], day)), default="")
        return found

    @cached_property
    def limits_of(self) -> dict[int, tuple[tuple[LimitKind, str], ...]]:
        """Kind and words of the limits of each task that has any."""
        found: dict[int, tuple[tuple[LimitKind, str], ...]] = {}
        for task, kind, words in zip(*(rows.tolist() for rows in self.limit_rows), self.limit_words, strict=True):
            found[task] = (*found.get(task, ()), (LIMITS[kind], words))
        return found

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query over the tables, which come into memory with it; one thread asks at a time."""
        for table in {*_TABLE.findall(query)}:
            self.hold(table)
        with self._turn:
            return self._engine.execute(query, list(values)).fetchall()

    def few(self, documents: Collection[str], query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """The rows of a query about some ``documents``, for which no table comes into memory; ``id`` is for order only.

        Tables have their parts of the same documents, and only those are read that these lie in.
        """
        names = {Path(self._part_of[iri]).name if iri in self._part_of else "" for iri in documents}

        def read(name: re.Match[str]) -> str:
            table = name[0]
            if table in self._held:
                return table
            parts = tables.parts(self.generation, table)
            files = [str(part) for part in parts if len(parts) == 1 or "" in names or part.name in names]
            source = f"read_parquet({files}, filename = true, file_row_number = true)"
            return f"(SELECT *, (filename, file_row_number) AS id FROM {source}) AS {table}"  # noqa: S608

        with self._turn:
            return self._engine.execute(_TABLE.sub(read, query), list(values)).fetchall()

    def hold(self, table: str) -> None:
        """Nothing; a table is in memory from now on. Who asks for others meanwhile need not wait."""
        with self._holding:
            if table not in self._held:
                _hold(self._engine.cursor(), table)
                self._held.add(table)

    def texts(self, tasks: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Of each of some tasks: IRI, measure, text, attribution, number of the measure, place in the measure."""
        wanted = [*map(int, tasks)]
        if "tasks" not in self._held:  # the first page shows few, for which it need not wait for all
            return self._written(wanted)
        found = self.rows(
            "SELECT id, iri, measure, text, attribution, number, position FROM tasks WHERE id IN (SELECT unnest(?))",
            [wanted],
        )
        return {number: tuple(map(str, row)) for number, *row in found}

    def _written(self, tasks: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The same, as it is written in the parts of the tables that hold the documents of these tasks."""
        import numpy as np

        documents = np.unique(self.document_of_task[tasks])
        ids = np.flatnonzero(np.isin(self.document_of_task, documents)).tolist()  # in the order of their rows
        named = [self.documents[number].iri for number in documents]
        found = dict(zip(ids, self.few(named, _FEW, [named, named]), strict=True))
        return {task: tuple(map(str, found[task])) for task in tasks}

    def content(self, document: str) -> str:
        """The source text of a document, "" if none is kept."""
        if document not in self._part_of:
            return ""
        query = "SELECT content FROM read_parquet(?) WHERE document = ?"
        return str(self.rows(query, [self._part_of[document], document])[0][0])

    @cached_property
    def _part_of(self) -> dict[str, str]:
        """The file that the text of each document stands in."""
        parts = [*map(str, tables.parts(self.generation, "texts"))]
        return dict(self.rows("SELECT document, filename FROM read_parquet(?, filename = true)", [parts]))

    def duties(self, documents: Collection[str], *, texts: bool = False) -> Duties:
        """The duties of some documents, in the order of the tables, with their texts if ``texts``."""
        numbers = sorted(self.document_number[iri] for iri in documents)
        return self._tables.duties([self.documents[number] for number in numbers], texts=texts)

    @cached_property
    def _tables(self) -> _Open:
        return _Open(self)


@dataclass(frozen=True)
class _Open(Tables):
    """The tables that are open already: what is asked of a few documents is had of them at once."""

    holdings: Holdings
    within: None = None
    _whole: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)  #: tables that tell of no document

    def rows(self, table: str, documents: frozenset[str] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a table in its order; only of ``documents`` where any are given."""
        key, *others = TABLES[table]
        columns = ", ".join(f'"{column}"' for column in (key, *others))
        if table == "texts":
            return [(document, self.holdings.content(document)) for document in sorted(documents or ())]
        if documents is None or not (table == "documents" or key == "document"):
            if table not in self._whole:
                self._whole[table] = self.holdings.rows(f"SELECT {columns} FROM {table} ORDER BY id")  # noqa: S608
            return self._whole[table]
        query = f"SELECT {columns} FROM {table} WHERE list_contains(?, {key}) ORDER BY id"  # noqa: S608
        return self.holdings.few(documents, query, [sorted(documents)])

    def _named(self, named: Collection[str]) -> Iterator[Party]:
        """The parties named, in that order, and the members of the groups among them: records that there are."""
        parties, number = self.holdings.parties, self.holdings.party_number
        members = (member for iri in named for member in parties[number[iri]].members)
        return (parties[number[iri]] for iri in dict.fromkeys((*named, *members)))


def opened(generation: Path) -> Holdings:
    """The tables of the build in a folder, which must hold them (``ontology.tables.held``).

    Of tasks and assignments no more is read than numbers are made of; a table is whole in memory once it is asked for.
    """
    import numpy as np

    engine = _engine(generation)

    def numbers(query: str) -> list[Integers]:
        held = engine.execute(query).fetchnumpy()
        return [np.ma.filled(column, -1).astype(np.int64) for column in held.values()]

    roles, bases, kinds = (
        f"list_position({[*map(str, members)]}::VARCHAR[], a.{column}) - 1"
        for column, members in (("role", ROLES), ("basis", BASES), ("kind", LIMITS))
    )
    with ThreadPoolExecutor(1) as aside:  # Python makes records while DuckDB numbers
        records = aside.submit(_records, generation)
        themes = Written(generation).themes()
        engine.execute(
            "CREATE TABLE fields AS SELECT unnest(?::VARCHAR[]) AS iri, unnest(?::INTEGER[]) AS id",
            [[*themes], [*range(len(themes))]],
        )
        engine.execute("CREATE TABLE numbers AS SELECT id, iri, document, measure FROM tasks_numbered")
        (document_of_task,) = numbers(
            "SELECT d.id FROM numbers t JOIN documents_numbered d ON d.iri = t.document ORDER BY t.id",
        )
        task_of, party_of, role_of, basis_of = numbers(
            f"SELECT t.id, p.id AS party, {roles} AS role, {bases} AS basis "  # noqa: S608 - members of ours
            "FROM assignments_numbered a JOIN numbers t ON t.iri = a.task JOIN parties_numbered p ON p.iri = a.party "
            "ORDER BY t.id, a.rank, a.id"
        )
        fields = numbers(
            "SELECT t.id, f.id AS field FROM (SELECT iri, unnest(fields) AS field FROM measures_written) m "
            "JOIN numbers t ON t.measure = m.iri JOIN fields f ON f.iri = m.field ORDER BY t.id, f.id"
        )
        limits = engine.execute(
            f"SELECT t.id, {kinds}, a.text, a.latest "  # noqa: S608
            "FROM limits_numbered a JOIN numbers t ON t.iri = a.task ORDER BY t.id, a.id"
        ).fetchall()
    documents, parties = records.result()
    engine.execute("DROP TABLE numbers; DROP TABLE fields")
    return Holdings(
        generation,
        documents,
        parties,
        themes,
        document_of_task,
        task_of,
        party_of,
        role_of,
        basis_of,
        (fields[0], fields[1]),
        (np.array([row[0] for row in limits], np.int64), np.array([row[1] for row in limits], np.int64)),
        tuple(row[2] for row in limits),
        tuple(row[3] for row in limits),
        engine,
    )


def _engine(generation: Path) -> DuckDBPyConnection:
    """DuckDB with a view of each table as it is written, and one with the numbers of its rows."""
    import duckdb

    engine = duckdb.connect(config={"threads": 1})
    for table in NUMBERED:
        columns = ", ".join(f'"{column}"' for column in TABLES[table])
        files = [*map(str, tables.parts(generation, table))]
        engine.execute(f"CREATE VIEW {table}_written AS SELECT {columns} FROM read_parquet({files})")  # noqa: S608
        numbered = f"SELECT row_number() OVER () - 1 AS id, * FROM {table}_written"  # noqa: S608
        engine.execute(f"CREATE VIEW {table}_numbered AS {numbered}")
    return engine


def _records(generation: Path) -> tuple[tuple[Document, ...], tuple[Party, ...]]:
    """The documents and the parties."""
    written = Written(generation)  # whose engine no other thread asks
    with collecting_rarely():
        return written.documents(), tuple(written.parties())


def _hold(engine: DuckDBPyConnection, table: str) -> None:
    """Takes a table into memory; a task with the number of its measure."""
    engine.execute(f"CREATE TABLE {table} AS FROM {table}_numbered")
    if table == "tasks":
        engine.execute("ALTER TABLE tasks ADD COLUMN number VARCHAR")
        engine.execute("UPDATE tasks SET number = m.number FROM measures_written m WHERE m.iri = tasks.measure")
