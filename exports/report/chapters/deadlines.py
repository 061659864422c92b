"""Time limits as written, and what has fallen due."""

from __future__ import annotations

from datetime import date

from exports.report.blocks import Block, Paragraph
from exports.report.tables import FULL, table
from exports.report.view import View
from exports.report.words import DASH, shortened
from ontology.enumerations import LEAD, LimitKind
from queries.duties import Limit


def chapter(view: View) -> list[Block]:
    """Limits by date, each with its state as of the day of the report."""
    w, duties = view.words, view.duties
    if not duties.limits:
        return [Paragraph(w("p_no_deadlines", tasks=len(duties.tasks)))]
    ordered = sorted(duties.limits, key=lambda limit: (limit.latest or "9999", limit.text))
    rows = [
        (
            view.labels[limit.task],
            limit.text,
            limit.latest or DASH,
            _state(view, limit),
            view.named(limit.task, LEAD),
            shortened(duties.task[limit.task].own_words, 40),
        )
        for limit in ordered
    ]
    columns = "task 1.1, limit 2, latest 1.3, state 1.3, lead 2, text 3.4"
    blocks: list[Block] = []
    if not view.as_of and any(limit.latest for limit in duties.limits):
        blocks.append(Paragraph(w("p_undated")))
    return [*blocks, table(view, "deadlines", columns, rows, ["n_deadlines"], limit=FULL)]


#: What is said of a limit without a date, by its kind.
_UNDATED = {LimitKind.CONTINUOUS: "state_continuous", LimitKind.RECURRING: "state_recurring"}


def _state(view: View, limit: Limit) -> str:
    if not limit.latest:
        return view.words(_UNDATED.get(limit.kind, "state_undated"))
    if not view.as_of:
        return DASH
    if view.is_due(limit.latest):
        return view.words("state_due")
    return view.words("state_days", days=(date.fromisoformat(limit.latest) - view.as_of).days)
