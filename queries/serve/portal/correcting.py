"""Corrections made in a page: what a task says now, what a person makes of it, and how the one becomes the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from ontology.errors import BadQuery
from ontology.tasktable import SEPARATOR
from queries.duties.corrected import Cells, Change
from queries.serve.guard import Refused
from queries.serve.portal import results

if TYPE_CHECKING:
    from queries.serve.portal.pages import Portal
    from queries.serve.portal.results import Row

_CONFLICT = (
    "这项任务在您打开页面之后变了；请看现在的样子，再存。 The task changed since the page was opened; see what it says "
    "now, and save again"
)


def cells_of(row: Row) -> Cells:
    """Who answers for a task and by when, as the tables say."""
    lead, co = ([part.name for part in row.named(role)] for role in ("lead", "co"))
    return Cells(tuple(lead), tuple(co), SEPARATOR.join(text for _, text in row.limits))


def seen(rows: Iterable[Row]) -> str:
    """A digest of what tasks say, by which a later change of them is noticed."""
    said = [[row.iri, asdict(cells_of(row))] for row in rows]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:24]


def row_of(portal: Portal, task: str) -> Row:
    """A task by its IRI; raises Refused if there is none such."""
    found = portal.holdings.rows("SELECT id FROM tasks WHERE iri = ?", [task])
    if not found:
        raise Refused(f"没有这项任务：{task}。 There is no such task", 404)
    (row,) = results.rows(portal.holdings, [found[0][0]])
    return row


def corrected(row: Row, digest: str, after: Cells) -> Change:
    """The change of a task to what was written; raises if it changed meanwhile, or if nothing is changed."""
    if digest != seen([row]):
        raise Refused(_CONFLICT, 409)
    before = cells_of(row)
    if after == before:
        raise BadQuery("没有改动。 Nothing was changed")
    return Change(row.iri, row.words, before, after)


def written(names: Callable[[str], Iterable[str]], lead: str, co: str, limit: str) -> Cells:
    """What a person wrote into the fields of a task, read by ``names``; who leads does not join too."""
    leads, joins = dict.fromkeys(names(lead)), dict.fromkeys(names(co))
    return Cells(tuple(leads), tuple(name for name in joins if name not in leads), limit.strip())


def merged(rows: Iterable[Row], digest: str, name: str, into: str) -> tuple[Change, ...]:
    """The changes by which all tasks that name one body name another in its place."""
    found = tuple(rows)
    if digest != seen(found):
        raise Refused(_CONFLICT, 409)
    if name == into or not into:
        raise BadQuery("请写另一个名称。 Write another name")
    changes = []
    for row in found:
        before = cells_of(row)
        lead = tuple(dict.fromkeys(into if each == name else each for each in before.lead))
        co = tuple(dict.fromkeys(into if each == name else each for each in before.co))
        after = replace(before, lead=lead, co=tuple(each for each in co if each not in lead))
        changes.append(Change(row.iri, row.words, before, after))
    return tuple(changes)
