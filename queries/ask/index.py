"""The index beside the tables that finds words in texts and names: SQLite's FTS5 over pairs of characters.

Chinese has no blanks between words, and most of its words have two characters, so each pair of neighbouring characters
is a token and a word is a phrase of them: what is found is what holds the characters one after another, as with
CONTAINS, whatever a dictionary would call a word. Tantivy makes such an index in half the time and the room (measured
at 1,000 documents: 3.0 s and 7 MB against 6.0 s and 13 MB) and finds as fast, in under a millisecond; but its n-gram
tokens have no places, so that no phrase is found, and it is a package of 17 MB where SQLite is part of Python.

A generation never changes, so the index is made once, by whoever asks first, and stays in its folder; where that cannot
be written it is made in memory.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from queries.ask import relations

#: The file in the folder of a generation, named by its form.
FILE = "words-1.sqlite3"
_SCHEMA = """
CREATE TABLE document(id INTEGER PRIMARY KEY, iri TEXT, title TEXT, source TEXT);
CREATE TABLE measure(id INTEGER PRIMARY KEY, document INTEGER, iri TEXT, number TEXT, text TEXT, first INT, last INT);
CREATE TABLE task(measure INTEGER, iri TEXT, text TEXT, first INT, last INT, duties TEXT, names TEXT);
CREATE VIRTUAL TABLE words USING fts5(pairs, content='', tokenize='unicode61 remove_diacritics 0');
"""
_DOCUMENTS = "SELECT iri, label, name FROM documents_table ORDER BY iri"
_MEASURES = 'SELECT document, iri, number, text, "start", "end" FROM measures_table ORDER BY document, position'
#: A task, who answers for it, leads first, and all that those are called.
_TASKS = """
WITH answering AS (
  SELECT task, list([name, role, basis] ORDER BY role DESC, rank, name) AS duties,
    list_distinct(flatten(list([name, short, "full", english, surface] || aliases))) AS names
  FROM assignments_table JOIN parties_table ON party = parties_table.iri
  GROUP BY task
)
SELECT measure, iri, text, "start", "end", duties, names
FROM tasks_table LEFT JOIN answering ON task = iri
ORDER BY document, measure, position
"""
_FOUND = """
SELECT measure.id, measure.iri, number, text, first, last, document.iri, title, source
FROM %s JOIN document ON document.id = measure.document
WHERE %s ORDER BY measure.id
"""
_RUN = re.compile(r"[^\W_]+")


class Unit(NamedTuple):
    """A task, or a measure as a whole."""

    iri: str
    text: str
    start: int
    end: int
    duties: tuple[tuple[str, str, str], ...] = ()  #: names, roles, bases
    names: str = ""  #: all that the parties are called, small letters

    def holds(self, words: Sequence[str]) -> bool:
        """Whether each of the words, in small letters, stands in the text or in a name of a party."""
        text = self.text.lower()
        return all(word in text or word in self.names for word in words)


class Found(NamedTuple):
    """A measure that holds the words, with its tasks."""

    unit: Unit
    number: str
    document: str
    title: str
    source: str
    tasks: tuple[Unit, ...]


def pairs(text: str) -> Iterator[str]:
    """The tokens of a text: pairs of neighbours, and the last of each run of letters, digits and characters.

    >>> list(pairs("知识产权、A级"))
    ['知识', '识产', '产权', '权', 'a级', '级']
    """
    for run in _RUN.findall(text.lower()):
        yield from (run[at : at + 2] for at in range(len(run)))


def phrases(words: Sequence[str]) -> str:
    """The query for what holds all the words, "" if nothing in them is indexed.

    >>> phrases(["知识产权", "局"])
    '"知识 识产 产权" AND "局"*'
    """
    runs = [run for word in words for run in _RUN.findall(word.lower())]
    return " AND ".join(
        f'"{" ".join(run[at : at + 2] for at in range(len(run) - 1))}"' if len(run) > 1 else f'"{run}"*' for run in runs
    )


def find(generation: Path, within: frozenset[str] | None, words: Sequence[str]) -> Iterator[Found]:
    """The measures that hold all the ``words``, which are in small letters, by document and place."""
    index = opened(generation)
    asked = phrases(words)
    table = "words JOIN measure ON measure.id = words.rowid" if asked else "measure"
    conditions, values = (["words MATCH ?"], [asked]) if asked else (["true"], [])
    if within is not None:
        conditions.append("document.iri IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(within)))
    for number, *row in index.execute(_FOUND % (table, " AND ".join(conditions)), values):
        found = _found(index, number, *row)
        if found.unit.holds(words):
            yield found


def _found(
    index: sqlite3.Connection,
    number: int,
    iri: str,
    called: str,
    text: str,
    start: int,
    end: int,
    document: str,
    title: str,
    source: str,
) -> Found:
    rows = index.execute("SELECT iri, text, first, last, duties, names FROM task WHERE measure = ?", (number,))
    tasks = tuple(
        Unit(task, words, first, last, tuple((name, role, basis) for name, role, basis in json.loads(duties)), names)
        for task, words, first, last, duties, names in rows
    )
    duties = tuple(sorted((duty for task in tasks for duty in task.duties), key=lambda duty: duty[1], reverse=True))
    names = "\n".join(task.names for task in tasks)
    return Found(Unit(iri, text, start, end, duties, names), called, document, title, source, tasks)


@lru_cache(maxsize=4)
def opened(generation: Path) -> sqlite3.Connection:
    """The index of a generation, made if it is not there yet."""
    path = generation / FILE
    if not path.is_file():
        try:
            with tempfile.TemporaryDirectory(dir=generation, prefix=".words-") as folder:
                with closing(sqlite3.connect(fresh := Path(folder) / FILE)) as index:
                    _write(generation, index)
                fresh.replace(path)
        except OSError:  # nobody may write there
            _write(generation, index := sqlite3.connect(":memory:", check_same_thread=False))
            return index
    return sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, check_same_thread=False)


def _write(generation: Path, index: sqlite3.Connection) -> None:
    """Fills the index from the tables of a generation."""
    ask = relations.engine(generation, None).cursor().execute
    index.execute("PRAGMA journal_mode = OFF")
    index.execute("PRAGMA synchronous = OFF")
    index.executescript(_SCHEMA)
    documents = {row[0]: (number, *row) for number, row in enumerate(ask(_DOCUMENTS).fetchall(), 1)}
    index.executemany("INSERT INTO document VALUES (?, ?, ?, ?)", documents.values())
    measures = {
        row[1]: (number, documents[row[0]][0], *row[1:]) for number, row in enumerate(ask(_MEASURES).fetchall(), 1)
    }
    index.executemany("INSERT INTO measure VALUES (?, ?, ?, ?, ?, ?, ?)", measures.values())
    named: dict[int, list[str]] = {}
    tasks = []
    for measure, *unit, duties, names in ask(_TASKS).fetchall():
        number = measures[measure][0]
        called = "\n".join(sorted(filter(None, names or ()))).lower()
        named.setdefault(number, []).append(called)
        tasks.append((number, *unit, json.dumps(duties or (), ensure_ascii=False), called))
    index.executemany("INSERT INTO task VALUES (?, ?, ?, ?, ?, ?, ?)", tasks)
    index.execute("CREATE INDEX task_of_measure ON task(measure)")
    index.executemany(
        "INSERT INTO words(rowid, pairs) VALUES (?, ?)",
        (
            (number, " ".join(pairs("\n".join((text, *named.get(number, ()))))))
            for number, _, _, _, text, *_ in measures.values()
        ),
    )
    index.commit()
