"""What was edited in task tables: the corrections that a graph keeps, a YAML file a document.

    DIR/corrections/新政办发-2017-107.yaml

A person can read and change these files as those beside a document (graph_build/corrections.py); the next build
that is given the document takes them up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from graph_build import bounded, corrections, identifiers
from graph_build.corrections import Correction
from graph_build.limits import Limit
from graph_build.model import Review, Role, Source
from graph_build.parse.mentions import read_names
from graph_build.read import MOST_BYTES, tasktable
from graph_build.read.tasktable import Row, Table
from graph_build.write import store
from ontology import files
from ontology.errors import UnreadableSource
from ontology.prefixes import BASE
from ontology.tasktable import EDITABLE, SEPARATOR, edited

Edits = Mapping[str, tuple[Correction, ...]]  #: by the key of the document

_TASK = re.compile(r"(?P<measure>.+)/t(?P<task>\d+)")
_BETWEEN = re.compile(r"\s*[;；,，\n\u2028]\s*")


def path_of(directory: Path, key: str) -> Path:
    """Where the corrections of a document are kept."""
    return directory / "corrections" / f"{identifiers.segment(key)}.yaml"


def kept(directory: Path, given: Edits) -> dict[str, bytes]:
    """The corrections kept with the graph, and what is ``given`` over them, by the file's stem: ``segment(key)``."""
    found = {path.stem: path.read_bytes() for path in sorted((directory / "corrections").glob("*.yaml"))}
    for key, new in given.items():
        path = path_of(directory, key)
        old = corrections.read(found[path.stem], str(path)) if path.stem in found else ()
        found[path.stem] = corrections.dump(corrections.merged(old, new))
    return found


def keep(directory: Path, given: Edits) -> None:
    """Puts what is ``given`` to the corrections kept with the graph, each file whole or not at all."""
    found = kept(directory, given)
    for path in (path_of(directory, key) for key in given):
        files.write(files.folder(path.parent) / path.name, found[path.stem])


def apart(
    paths: Iterable[Path | Literal["-"]], limit: Limit | None = None
) -> tuple[list[Table], list[Path | Literal["-"]]]:
    """The task tables among files that are named, each read within ``limit``, and the other paths."""
    tables, others = [], []
    for path in paths:
        if table := _table(path, limit or Limit()) if isinstance(path, Path) and path.is_file() else None:
            tables.append(table)
        else:
            others.append(path)
    return tables, others


def _table(path: Path, limit: Limit) -> Table | None:
    with suppress(UnreadableSource, OSError), path.open("rb") as stream:  # whoever reads it as a document says why
        source = Source(str(path), stream.read(MOST_BYTES))
        return bounded.call(source.name, limit, tasktable.read, source) if tasktable.may_be(source) else None
    return None


def of_tables(tables: Iterable[Table], directory: Path) -> Edits:
    """What was edited in several tables; the last has the last word."""
    found: dict[str, tuple[Correction, ...]] = {}
    for table in tables:
        for key, new in of_table(table, directory).items():
            found[key] = corrections.merged(found.get(key, ()), new)
    return found


def of_table(table: Table, directory: Path) -> Edits:
    """What was edited in a task table that was exported from the graph in ``directory``.

    A row that is gone edits nothing: its task keeps what was read. A row of another graph, an edit of what is not to
    be edited, and two edits of one cell on two sheets that do not agree are refused with their place.
    """
    addresses = {identifiers.document(entry.key): entry.key for entry in store.manifest(directory)}
    found: dict[str, dict[str, tuple[str, Row]]] = {}  # task -> column -> the words, and the row they stand in
    for row in table.rows:
        where = f"{table.name}: {row.place}"
        for key in _edited(row, where):
            words, before = found.setdefault(row.cells["iri"], {}).setdefault(key, (row.cells[key], row))
            if words != row.cells[key]:
                raise UnreadableSource(
                    f"{where} says “{row.cells[key]}” and {before.place} “{words}” of one task; leave one of them"
                )
        if row.cells.get("iri") and _document(row.cells["iri"]) not in addresses:
            raise UnreadableSource(
                f"{where}: {directory} does not hold {row.cells['iri']}; the table was exported from another graph"
            )
    made: dict[str, tuple[Correction, ...]] = {}
    review = Review(table.editor, f"任务分工表 {Path(table.name).name}")
    for task, columns in sorted(found.items()):
        key = addresses[_document(task)]
        made[key] = (*made.get(key, ()), _correction(task, columns, review))
    return made


def _edited(row: Row, where: str) -> tuple[str, ...]:
    """The columns of a row that were edited, if they may be."""
    if not row.cells.get("iri") or not row.cells.get("digest"):
        if row.cells.get("task") or row.cells.get("lead"):
            raise UnreadableSource(
                f"{where} carries no IRI and digest, so it is no task of the documents; take it out, or put its words "
                "into the row of the task"
            )
        return ()
    try:
        changed = edited(row.cells, row.cells["digest"])
    except ValueError:
        raise UnreadableSource(f"{where}: the digest is not whole; export the table anew") from None
    if "task" in changed:
        raise UnreadableSource(
            f"{where}: the words of a task are the document's own and cannot be edited; put them back "
            f"(what can: {', '.join(key for key in EDITABLE if key != 'task')})"
        )
    return changed


def _document(task: str) -> str:
    """The IRI of the document that a task stands in."""
    start = f"{BASE}id/doc/"
    return start + task.removeprefix(start).partition("/")[0]


def _correction(task: str, columns: Mapping[str, tuple[str, Row]], review: Review) -> Correction:
    place = _TASK.fullmatch(task.removeprefix(f"{_document(task)}/"))
    if place is None:
        raise UnreadableSource(f"{task} is not the IRI of a task; export the table anew")
    row = next(iter(columns.values()))[1].cells
    bodies = None
    if columns.keys() & {"lead", "co"}:
        said = {role: columns[role][0] if role in columns else row.get(role, "") for role in Role}
        named = {name: role for role in reversed(Role) for name in _names(said[role])}  # who leads does not join too
        bodies = tuple(sorted(named.items(), key=lambda body: body[1] is not Role.LEAD))
    limit = columns["limit"][0] if "limit" in columns else None
    measure = corrections.place_of(place["measure"])
    return Correction(measure, int(place["task"]), bodies, review, limit, row.get("task", ""))


def _names(cell: str) -> tuple[str, ...]:
    """The names in a cell: read as in a document, where 各州、市、县(市)人民政府 is one, if nothing is lost by that.

    >>> _names("自治区财政厅；自治区科技厅、各州、市、县(市)人民政府")
    ('自治区财政厅', '自治区科技厅', '各州、市、县(市)人民政府')
    """
    listed = _BETWEEN.sub(SEPARATOR, cell.strip())
    names = tuple(item.text for item in read_names(listed).items)
    return names if SEPARATOR.join(names) == listed else tuple(filter(None, map(str.strip, listed.split(SEPARATOR))))
