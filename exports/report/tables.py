"""Tables of the report from the keys of their captions, columns and notes in report.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from exports.report.blocks import Column, Table
from exports.report.view import View

FULL = 60  #: rows of a table of everybody
TOP = 15  #: rows of a table of the first; the annex has the rest
ANNEX = 200  #: rows of a table in the annex; of a longer one a workbook beside the report has all


def table(
    view: View,
    key: str,
    columns: str,
    rows: Sequence[tuple[str, ...]],
    notes: Iterable[str] = (),
    limit: int = TOP,
) -> Table:
    """A table of ``limit`` rows; ``columns`` are keys with shares of the width, negative for numbers."""
    w = view.words
    parts = [column.split() for column in columns.split(",")]
    heads = tuple(Column(w(f"c_{label}"), share.startswith("-"), abs(float(share))) for label, share in parts)
    said = [w(note) for note in notes]
    if len(rows) > limit:
        said.insert(0, _where(view, len(rows), limit))
    return Table(w(f"t_{key}"), heads, tuple(rows), tuple(said), limit)


def _where(view: View, rows: int, shown: int) -> str:
    """Where the rows that are left out stand."""
    if rows > ANNEX:
        return view.words("part_long", all=rows, shown=shown, file=view.companion)
    return view.words("part" if view.annexed else "part_short", all=rows, shown=shown)


def counted(view: View, key: str, counts: Mapping[str, str], notes: Iterable[str] = ()) -> Table:
    """A table of two columns: what was counted, by keys, and how many there are."""
    rows = [(view.words(label), value) for label, value in counts.items()]
    return table(view, key, "what 3, value -1", rows, notes)
