"""The tasks with most parties, and those that nobody in particular answers for."""

from __future__ import annotations

from exports.report.blocks import Block, Paragraph
from exports.report.tables import FULL, table
from exports.report.view import View
from exports.report.words import DASH, shortened
from queries.duties import LEAD, naming_nobody, naming_open_groups


def chapter(view: View) -> list[Block]:
    """Three lists of tasks: most parties, nobody named, only unspecified bodies named."""
    w, duties, sizes = view.words, view.duties, view.sizes
    highest = sorted(sizes, key=lambda task: -sizes[task])[:10]
    rows = [
        (
            view.labels[t],
            str(sizes[t]),
            view.named(t, LEAD),
            shortened(duties.task[t].own_words),
        )
        for t in highest
    ]
    columns = "task 1.1, parties -0.8, lead 2, text 6"
    blocks: list[Block] = [table(view, "highest", columns, rows, ["n_task"])]
    for key, found in (("nobody", naming_nobody(view.whole)), ("open", naming_open_groups(view.whole))):
        named = [
            (
                view.labels[task.iri],
                w.several([view.whole.party[a.party].name for a in view.whole.of_task[task.iri]]) or DASH,
                shortened(task.own_words),
            )
            for task in found
        ]
        if named:
            blocks.append(table(view, key, "task 1.1, who 2.4, text 6", named, limit=FULL))
        else:
            blocks.append(Paragraph(w(f"p_{key}_none")))
    return blocks
