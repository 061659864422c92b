"""Task tables that come back: what was edited in a table that was exported, as corrections and columns (edits.py).

What is edited is named by the IRIs and digests that a table carries unseen; what is not to be edited is refused with
its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from graph_build import columns, corrections, identifiers
from graph_build.columns import Columns, Kept
from graph_build.corrections import Correction
from graph_build.edits import Change, Edits
from graph_build.model import Review, Role
from graph_build.read.tasktable import Row, Table
from graph_build.write import store
from ontology.errors import UnreadableSource
from ontology.patterns import regex
from ontology.tasktable import EDITABLE, HEADINGS, SEPARATOR, edited, filled_in

_TASK = regex(r"(?P<measure>.+)/t(?P<task>\d+)")
_BETWEEN = regex(r"\s*[;；,，\n\u2028]\s*")


def of_tables(tables: Iterable[Table], directory: Path) -> Edits:
    """What was edited in several tables; the last has the last word."""
    found = Edits()
    for table in tables:
        found = of_table(table, directory).over(found)
    return found


def of_table(table: Table, directory: Path) -> Edits:
    """What was edited in a task table that was exported from the graph in ``directory``.

    A row that is gone edits nothing: its task keeps what was read. A sheet without the columns that one does not see, a
    row of another graph, an edit of what is not to be edited, and two edits of one cell on two sheets that do not agree
    are refused with their place. So is no column that the user added.
    """
    if table.bare:
        sheets = "、".join(table.bare)
        raise UnreadableSource(
            f"{table.name}: 导出的任务分工表，{sheets} 缺少隐藏的“标识”“校验”列，无法知道各行是哪项任务；"
            "请重新导出，把改动填入新表，或删去该工作表。"
            f"A task table of fengong export tasks in which {sheets} has lost the unseen columns 标识 and 校验; "
            "export the table anew and edit that, or take the sheet out"
        )
    addresses = {identifiers.document(entry.key): entry.key for entry in store.manifest(directory)}
    said: dict[tuple[str, str], tuple[str, Row]] = {}  # task and column -> the words, and the row they stand in
    own: dict[tuple[str, str], tuple[str, Row]] = {}
    for row in table.rows:
        where = f"{table.name}: {row.place}"
        task = row.cells.get("iri", "")
        for key in _edited(row, where):
            _say(said, (task, key), row.cells[key], row, where)
        if task and columns.document_of(task) not in addresses:
            raise UnreadableSource(
                f"{where}: 图谱 {directory} 中没有 {task}，此表是从别的图谱导出的，请从本图谱重新导出。"
                f"{directory} does not hold {task}; the table was exported from another graph"
            )
        for heading, words in filled_in(row.own, row.cells["digest"]).items() if task else ():
            _say(own, (task, heading), words, row, where)
    review = Review(table.editor, f"任务分工表 {Path(table.name).name}")
    made: dict[str, tuple[Correction, ...]] = {}
    for task, cells in _by_task(said):
        key = addresses[columns.document_of(task)]
        made[key] = (*made.get(key, ()), _correction(task, cells, review))
    changes = tuple(Change(task, column, words) for (task, column), (words, _) in sorted(said.items()))
    return Edits(made, changes, _columns(table, own))


def _say(found: dict[tuple[str, str], tuple[str, Row]], at: tuple[str, str], words: str, row: Row, where: str) -> None:
    """Enters what a cell says; two cells of one task and column must say the same."""
    before, other = found.setdefault(at, (words, row))
    if before != words:
        raise UnreadableSource(
            f"{where}: 此处填“{words}”，{other.place} 填“{before}”，说的是同一任务，请只留一处。"
            f"{where} says “{words}” and {other.place} “{before}” of one task; leave one of them"
        )


def _by_task(said: Mapping[tuple[str, str], tuple[str, Row]]) -> Iterator[tuple[str, dict[str, tuple[str, Row]]]]:
    """The edited cells of each task, by the keys of their columns."""
    for task, group in groupby(sorted(said, key=itemgetter(0)), key=itemgetter(0)):
        yield task, {column: said[task, column] for _, column in group}


def _columns(table: Table, own: Mapping[tuple[str, str], tuple[str, Row]]) -> Columns:
    """The columns that the user added, with the cells that were filled in, changed or emptied."""
    headings = dict.fromkeys(heading for row in table.rows for heading in row.own)
    rows = (
        Kept(task, next(iter(cells.values()))[1].cells.get("task", ""), {h: words for h, (words, _) in cells.items()})
        for task, cells in _by_task(own)
    )
    return Columns(tuple(headings), tuple(rows))


def where(directory: Path, task: str) -> tuple[str, str, int]:
    """The key of the document that a task of the graph in ``directory`` is in, and its measure and number there.

    Measure and number are those by which corrections name it. Raises ``UnreadableSource`` if the graph holds no such
    document, or the IRI is no task's.
    """
    document = columns.document_of(task)
    key = next((e.key for e in store.manifest(directory) if identifiers.document(e.key) == document), None)
    place = _place(task)
    if key is None or place is None:
        raise UnreadableSource(f"图谱 {directory} 中没有任务 {task}，请核对任务标识。{directory} holds no task {task}")
    return key, *place


def _place(task: str) -> tuple[str, int] | None:
    """The measure and number by which corrections name a task, from its IRI; None of an IRI that is no task's."""
    found = _TASK.fullmatch(task.removeprefix(f"{columns.document_of(task)}/"))
    return (corrections.place_of(found["measure"]), int(found["task"])) if found else None


def _edited(row: Row, where: str) -> tuple[str, ...]:
    """The columns of a row that were edited, if they may be."""
    if not row.cells.get("iri") or not row.cells.get("digest"):
        if row.cells.get("task") or row.cells.get("lead"):
            raise UnreadableSource(
                f"{where}: 这一行没有“标识”和“校验”，不是文件中的任务，请删去，或把内容填到该任务所在的行。"
                f"{where} carries no IRI and digest, so it is no task of the documents; take it out, or put its words "
                "into the row of the task"
            )
        return ()
    try:
        changed = edited(row.cells, row.cells["digest"])
        filled_in(row.own, row.cells["digest"])
    except ValueError:
        raise UnreadableSource(
            f"{where}: “校验”不完整，请重新导出此表。the digest is not whole; export the table anew"
        ) from None
    if "task" in changed:
        others = [key for key in EDITABLE if key != "task"]
        raise UnreadableSource(
            f"{where}: 任务内容是文件原文，不能改，请恢复原样；"
            f"能改的是{'、'.join(HEADINGS[key][0] for key in others)}。"
            "the words of a task are the document's own and cannot be edited; put them back "
            f"(what can: {', '.join(others)})"
        )
    return changed


def _correction(task: str, cells: Mapping[str, tuple[str, Row]], review: Review) -> Correction:
    if (place := _place(task)) is None:
        raise UnreadableSource(
            f"{task} 不是任务标识，请重新导出此表。{task} is not the IRI of a task; export the table anew"
        )
    row = next(iter(cells.values()))[1].cells
    bodies = None
    if cells.keys() & {"lead", "co"}:
        said = {role: cells[role][0] if role in cells else row.get(role, "") for role in Role}
        named = {name: role for role in reversed(Role) for name in names(said[role])}  # who leads does not join too
        bodies = tuple(sorted(named.items(), key=lambda body: body[1] is not Role.LEAD))
    limit = cells["limit"][0] if "limit" in cells else None
    return Correction(*place, bodies, review, limit, row.get("task", ""))


def names(cell: str) -> tuple[str, ...]:
    """The names in a cell: read as in a document, where 各州、市、县(市)人民政府 is one, if nothing is lost by that.

    >>> names("自治区财政厅；自治区科技厅、各州、市、县(市)人民政府")
    ('自治区财政厅', '自治区科技厅', '各州、市、县(市)人民政府')
    """
    from graph_build.parse.lists import read_names  # with all that reads documents: only a table needs it here

    listed = _BETWEEN.sub(SEPARATOR, cell.strip())
    read = tuple(item.text for item in read_names(listed).items)
    return read if SEPARATOR.join(read) == listed else tuple(filter(None, map(str.strip, listed.split(SEPARATOR))))
