"""Tables -> Duties, with no question to a graph: those beside it where it is here, or rows of a document just read."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ontology.characters import ENDS, ILLEGAL, REPLACEMENT
from ontology.enumerations import Basis, Level, LimitKind, Role
from ontology.tables import TABLES
from queries.ask.relations import written
from queries.duties.records import (
    Assignment,
    Document,
    Duties,
    Limit,
    Measure,
    Party,
    Place,
    Section,
    Task,
    Text,
    group_of,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


class Tables(ABC):
    """The tables of ontology/tables.py; only of the documents ``within`` where any are given."""

    within: frozenset[str] | None

    @abstractmethod
    def rows(self, table: str, documents: frozenset[str] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a table in its order; only of ``documents`` where any are given."""

    def documents(self) -> tuple[Document, ...]:
        """The documents, by date."""
        return tuple(
            Document(iri, title, number, date, tuple(by), place, called, Level(level) if level else None, label, text)
            for iri, title, number, date, by, place, called, level, label, text, _ in self.rows(
                "documents", self.within
            )
        )

    def parties(self) -> Iterator[Party]:
        """All parties, in the order of their table."""
        return map(_party, self.rows("parties"))

    def themes(self) -> dict[str, dict[str, str]]:
        """The label of each policy field in each language, in the order of their table."""
        found: dict[str, dict[str, str]] = {}
        for iri, language, label, _ in self.rows("themes"):
            found.setdefault(iri, {})[language] = label
        return found

    def duties(self, documents: Collection[Document], *, texts: bool = False) -> Duties:
        """The duties of ``documents``, with the source texts if ``texts``."""
        shown = {document.iri: document.text for document in documents}
        chosen = frozenset(shown)

        def place(document: str, start: int | None, end: int | None) -> Place | None:
            return None if start is None or end is None else Place(shown[document], start, end)

        measures = tuple(
            Measure(iri, document, section, number, text, tuple(fields), place(document, start, end))
            for document, iri, section, number, text, fields, start, end, *_ in self.rows("measures", chosen)
        )
        used = {theme for measure in measures for theme in measure.themes}
        assignments = tuple(
            Assignment(iri, task, party, Role(role), Basis(basis), rank, surface, place(document, start, end))
            for document, iri, task, party, role, basis, rank, surface, start, end, *_ in self.rows(
                "assignments", chosen
            )
        )
        sections = (
            Section(iri, title, identifier, parent, document, marker, place(document, start, end))
            for document, iri, title, identifier, parent, marker, start, end in self.rows("sections", chosen)
        )
        tasks = (
            Task(
                iri,
                measure,
                number,
                text,
                attribution,
                tail,
                place(document, *spans[:2]),
                place(document, *spans[2:]),
                tuple(targets),
            )
            for document, iri, measure, number, text, attribution, tail, *spans, targets in self.rows("tasks", chosen)
        )
        return Duties(
            documents=tuple(documents),
            sections=tuple(sections),
            measures=measures,
            tasks=tuple(tasks),
            parties=tuple(self._named(dict.fromkeys(assignment.party for assignment in assignments))),
            assignments=assignments,
            limits=tuple(Limit(task, LimitKind(kind), *row) for _, task, kind, *row in self.rows("limits", chosen)),
            themes={iri: labels for iri, labels in self.themes().items() if iri in used},
            texts=tuple(self._texts(chosen, contents=texts)),
        )

    def reasons(self) -> Iterator[Sequence[Any]]:
        """Why measures are about their themes: measure, theme, sureness, way and the words that point there."""
        return (told for _, *told in self.rows("reasons", self.within))

    def _named(self, named: Collection[str]) -> Iterator[Party]:
        """The parties named, in that order, and the members of the groups among them."""
        held = {row[0]: row for row in self.rows("parties")}
        members = (member for iri in named for member in held[iri][_MEMBERS])
        return (_party(held[iri]) for iri in dict.fromkeys((*named, *members)))

    def _texts(self, documents: frozenset[str], *, contents: bool) -> Iterator[Text]:
        held = dict(self.rows("texts", documents)) if contents else {}
        for iri, *_, text, name in self.rows("documents", documents):
            yield Text(text, iri, name, held.get(iri, ""))


def _party(row: Sequence[Any]) -> Party:
    iri, name, classes, members, new, short, full, english, aliases, home, place, _ = row
    told = short, full, english, tuple(aliases), home, place
    return Party(iri, name, group_of(classes), tuple(classes), tuple(members), new, *told)


@dataclass(frozen=True)
class Written(Tables):
    """The tables of a generation of a graph."""

    generation: Path
    within: frozenset[str] | None = None

    def rows(self, table: str, documents: frozenset[str] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a table in its order; only of ``documents`` where any are given."""
        named = None if documents == self._every else documents  # a name more to look up costs each row
        return written(self._engine, self.generation, table, named).fetchall()

    def joined(self, columns: Iterable[str]) -> DuckDBPyRelation:
        """A row an assignment, in their order: these ``columns`` about it, its document, unit, task and party.

        What is not said is "", and the words of several time limits of a task stand in one cell.
        """
        for table in ("documents", "sections", "measures", "tasks", "limits", "assignments", "parties"):
            written(self._engine, self.generation, table, self.within).create_view(table)
        return self._engine.sql(_JOINED).select(*columns)

    @cached_property
    def _every(self) -> frozenset[str]:
        """All documents of the generation."""
        found = written(self._engine, self.generation, "documents", None).select("iri").fetchall()
        return frozenset(iri for (iri,) in found)

    @cached_property
    def _engine(self) -> DuckDBPyConnection:
        import duckdb

        # Threads that wait for each other take half as much again of the time of the processors.
        engine = duckdb.connect(config={"threads": 1})
        engine.execute(LEGAL)
        return engine


@dataclass(frozen=True)
class Made(Tables):
    """Tables of rows at hand, each a mapping from column to value; a column without a value may be left out."""

    made: Mapping[str, Sequence[Mapping[str, object]]]
    within: frozenset[str] | None = None

    def rows(self, table: str, documents: frozenset[str] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a table in its order; only of ``documents`` where any are given."""
        columns = tuple(TABLES[table])
        found = (tuple(map(row.get, columns)) for row in self.made[table])
        return [row for row in found if documents is None or row[0] in documents]


#: The characters that ``legal`` of ontology/characters.py replaces, as the engine writes them; it has no surrogates.
_ILLEGAL = re.sub(r"\\u(....)", r"\\x{\1}", ILLEGAL.pattern.replace(r"\ud800-\udfff", ""))
#: The function in the language of the engine.
LEGAL = f"""
CREATE MACRO legal(words) AS
  regexp_replace(regexp_replace(words, '{ENDS.pattern}', chr(10), 'g'), '{_ILLEGAL}', '{REPLACEMENT}', 'g')
"""
#: Rows of a table are numbered as they stand in it, which is their order.
_JOINED = """
WITH
  heads AS (
    SELECT iri, place, legal(coalesce(nullif(number, ''), label)) AS name,
      coalesce(nullif(date[:4], ''), regexp_extract(number, '〔(\\p{Nd}{4})〕', 1)) AS year
    FROM documents
  ),
  bodies AS (SELECT iri, place, legal(name) AS name FROM parties),
  named AS (SELECT row_number() OVER () AS turn, * FROM assignments),
  limited AS (SELECT row_number() OVER () AS turn, task, text FROM limits),
  words AS (SELECT task, text, min(turn) AS turn FROM limited GROUP BY task, text),
  together AS (SELECT task, string_agg(text, '；' ORDER BY turn) AS words FROM words GROUP BY task)
SELECT
  heads.name AS document,
  heads.iri AS document_iri,
  heads.place AS place,
  heads.year AS year,
  coalesce(sections.identifier, '') AS section,
  measures.number AS measure,
  tasks.text AS text,
  tasks.attribution AS attribution,
  named.rank AS rank,
  bodies.name AS body,
  bodies.iri AS body_iri,
  bodies.place AS body_place,
  named.role AS role,
  named.basis AS basis,
  named.surface AS as_written,
  coalesce(together.words, '') AS time_limit,
  tasks.iri AS task
FROM named
JOIN tasks ON tasks.iri = named.task
JOIN measures ON measures.iri = tasks.measure
JOIN heads ON heads.iri = measures.document
JOIN bodies ON bodies.iri = named.party
LEFT JOIN sections ON sections.iri = measures.section
LEFT JOIN together ON together.task = named.task
ORDER BY named.turn
"""
_MEMBERS = list(TABLES["parties"]).index("members")
