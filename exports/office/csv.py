"""CSV: the task–body table, a row for each body of each task, for Excel (byte order mark, no formulas)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.office import assignments
from queries.ask.table import BYTE_ORDER_MARK, FORMULA

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

_OPENS_FORMULA = f"ascii({{0}}) IN ({', '.join(str(ord(sign)) for sign in FORMULA)})"
#: What a cell of words says: nothing of "", which would stand in quotes, and no formula.
_WORDS = f"CASE WHEN {_OPENS_FORMULA} THEN '''' || {{0}} ELSE nullif({{0}}, '') END"


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the task–body table."""
    first, *_ = assignments.COLUMNS
    cells = (
        f'{name if name in assignments.NUMBERS else _WORDS.format(name)} AS "{BYTE_ORDER_MARK * (name == first)}{name}"'
        for name in assignments.COLUMNS
    )
    with assignments.relation(endpoint) as found:
        # Without a mark of comments, what begins with # would stand in quotes.
        assignments.put(found, cells, path, "FORMAT csv, NEW_LINE '\\r\\n', COMMENT ''")
