"""The advice on every document of a generation, looked through once and kept beside its tables.

To look a document through takes some 25 ms, and twice that where it is held against many others, so that a thousand
take a minute: too long for a page to wait for, or for a build. A generation never changes, so the advice on it is made
once, by whoever asks first, and stays in its folder, in a file named by its form and by the rules that made it; where
that cannot be written it is not kept.

``python -m queries.review.kept GENERATION`` makes it, as a process of its own that gives way to others.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path

from ontology.authority import load
from ontology.seal import ADVICE
from queries.duties.tables import Written
from queries.review import advise, drafts
from queries.review.advice import Advice
from queries.review.draft import Draft

_SCHEMA = """
CREATE TABLE advice(document TEXT, task TEXT, rule TEXT, weight TEXT, record TEXT);
CREATE INDEX of_document ON advice(document);
"""


@cache
def _name() -> str:
    """The name of the file: advice of other rules, or after another authority file, is another file's."""
    found = hashlib.sha256(load().digest.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        found.update(path.read_bytes())
    return f"{ADVICE}2-{found.hexdigest()[:12]}.sqlite3"


def path(generation: Path) -> Path:
    """Where the advice on a generation is kept, once it was made."""
    return generation / _name()


def of_document(generation: Path, document: str) -> tuple[Advice, ...] | None:
    """The kept advice on a document, the gravest first; None if that on its generation was not made yet."""
    if not path(generation).is_file():
        return None
    with closing(_opened(generation)) as kept:
        rows = kept.execute("SELECT record FROM advice WHERE document = ? ORDER BY rowid", (document,))
        return tuple(Advice.of(json.loads(record)) for (record,) in rows)


def weights(generation: Path) -> Iterator[tuple[str, str, str]]:
    """The task in whose words each piece of kept advice stands, "" if in none, with its weight and its rule."""
    with closing(_opened(generation)) as kept:
        yield from kept.execute("SELECT task, weight, rule FROM advice ORDER BY rowid")


def make(generation: Path, advance: Callable[[str], None] = lambda document: None) -> None:
    """Makes and keeps the advice on a generation, each document held against the others; raises OSError if it cannot.

    Documents without a date are held against today. ``advance`` is told of each that was looked through.
    """
    if path(generation).is_file():
        return
    tables = Written(generation)
    held = tables.duties(tables.documents(), texts=True)
    with tempfile.TemporaryDirectory(dir=generation, prefix=".advice-") as folder:
        fresh = Path(folder) / _name()
        with closing(sqlite3.connect(fresh)) as kept:
            kept.executescript(_SCHEMA)
            for draft in drafts(held, today=date.today().isoformat(), earlier=held):
                kept.executemany(
                    "INSERT INTO advice VALUES (?, ?, ?, ?, ?)",
                    (
                        (
                            draft.document.iri,
                            _task(draft, a),
                            a.rule,
                            a.weight,
                            json.dumps(a.record(), ensure_ascii=False),
                        )
                        for a in advise(draft)
                    ),
                )
                advance(draft.document.iri)
            kept.commit()
        fresh.replace(path(generation))


def _task(draft: Draft, advice: Advice) -> str:
    """The task in whose words advice stands, "" if in none."""
    for task in draft.duties.tasks:
        if task.place and task.place.start <= advice.start < task.place.end:
            return task.iri
    return ""


def _opened(generation: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path(generation).as_uri()}?immutable=1", uri=True)


if __name__ == "__main__":
    with contextlib.suppress(OSError):  # then the pages do without
        make(Path(sys.argv[1]))
