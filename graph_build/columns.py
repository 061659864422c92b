"""The columns that users add to task tables (进展, 完成情况 …): kept beside the corrections, no part of the graph.

    DIR/columns.json    {"headings": ["进展"],
                         "rows": [{"task": IRI, "words": "制定办法", "cells": {"进展": "已完成"}}]}

What an office writes of its progress is no statement of the document, so it makes no quads and no document is read
again for it; the next table that is exported has it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ontology import files
from ontology.errors import BrokenGraph


@dataclass(frozen=True, slots=True)
class Kept:
    """What a user's columns say of one task."""

    task: str  #: IRI
    words: str  #: of the task, by which it is found again where a new edition numbers it otherwise
    cells: Mapping[str, str]  #: by heading; none is empty


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that users added, in their order, and what they say."""

    headings: tuple[str, ...] = ()
    rows: tuple[Kept, ...] = ()

    def merged(self, new: Columns) -> Columns:
        """These columns with ``new`` over them: its headings first, and of each task what it says anew, "" for gone."""
        found = {row.task: row for row in self.rows}
        for row in new.rows:
            before = found.get(row.task, row).cells
            cells = {heading: words for heading, words in {**before, **row.cells}.items() if words}
            found[row.task] = Kept(row.task, row.words, cells)
        held = tuple(row for row in found.values() if row.cells)
        used = {heading for row in held for heading in row.cells} | {*new.headings}
        headings = dict.fromkeys((*new.headings, *self.headings))
        return Columns(
            tuple(heading for heading in headings if heading in used),
            tuple(sorted(held, key=lambda row: row.task)),
        )

    def of(self, tasks: Mapping[str, str]) -> tuple[dict[str, Mapping[str, str]], tuple[Kept, ...]]:
        """What the columns say of each of the ``tasks``, given with their words, and the rows of none of them.

        A task is the one of its IRI if the words are still its own, else the only one of its document with these words.
        """
        held = set(map(document_of, tasks))
        found: dict[str, Mapping[str, str]] = {}
        left = []
        for row in self.rows:
            if document_of(row.task) in held:
                task = row.task if tasks.get(row.task) == row.words else _only(_alike(row, tasks))
                if task:
                    found[task] = {**row.cells, **found.get(task, {})}
                else:
                    left.append(row)
        return found, tuple(left)


def document_of(task: str) -> str:
    """The IRI of the document that a task stands in.

    >>> document_of("https://w3id.org/fengong/id/doc/新政办发-2017-107/s1.2/m4/t1").rpartition("/")[2]
    '新政办发-2017-107'
    """
    start, middle, rest = task.partition("/id/doc/")
    return f"{start}{middle}{rest.partition('/')[0]}"


def path_of(directory: Path) -> Path:
    """Where the columns are kept."""
    return directory / "columns.json"


def read(directory: Path) -> Columns:
    """The columns kept with the graph in ``directory``."""
    path = path_of(directory)
    if not path.is_file():
        return Columns()
    try:
        said = json.loads(path.read_bytes())
        rows = (Kept(row["task"], row["words"], dict(row["cells"])) for row in said["rows"])
        return Columns(tuple(said["headings"]), tuple(rows))
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenGraph(
            f"{path} 已损坏，请修复或移走。{path} is damaged ({error}); mend it or take it away"
        ) from error


def keep(directory: Path, new: Columns) -> None:
    """Puts ``new`` to the columns kept with the graph, the file whole or not at all."""
    before = read(directory)
    after = before.merged(new)
    if after != before:
        rows = [{"task": row.task, "words": row.words, "cells": dict(row.cells)} for row in after.rows]
        said = {"headings": list(after.headings), "rows": rows}
        files.write(path_of(directory), json.dumps(said, ensure_ascii=False, indent=1) + "\n")


def _alike(row: Kept, tasks: Mapping[str, str]) -> Iterator[str]:
    """The tasks of the row's document that have its words."""
    document = document_of(row.task)
    return (task for task, words in tasks.items() if words == row.words and document_of(task) == document)


def _only(tasks: Iterable[str]) -> str:
    """The one task, "" if there are none or several."""
    found = tuple(tasks)
    return found[0] if len(found) == 1 else ""
