"""What depends on one body: tasks that lose their lead, parties cut off."""

from __future__ import annotations

from exports.report.blocks import Block, Paragraph
from exports.report.tables import table
from exports.report.view import View
from exports.report.words import DASH, number
from queries.analysis import loads, robustness, structure


def chapter(view: View) -> list[Block]:
    """What is lost if one body goes, or the first of them."""
    w, graph, shared = view.words, view.graph, view.shared
    orphans, abandoned = robustness.orphaned(graph), robustness.abandoned(graph)
    cuts = robustness.cut_off(shared)
    order = sorted(view.parties, key=lambda p: (-len(orphans[p]), -cuts.get(p, 0)))
    rows = [
        (
            view.name(p),
            str(len(orphans[p])),
            str(len(abandoned[p])),
            str(cuts.get(p, 0)),
            w.first([view.labels[t] for t in orphans[p]], 12) or DASH,
        )
        for p in order
        if orphans[p] or cuts.get(p)
    ]
    columns = "name 3, orphans -1.1, abandoned -1.1, cut -1.1, which 4"
    blocks: list[Block] = [
        Paragraph(w("p_robustness")),
        table(view, "orphans", columns, rows, ["n_orphans"]),
    ]
    blocks.append(Paragraph(w("p_attack", r=number(robustness.robustness(shared, view.parties)))))
    if len(view.parties) > 2:
        first, *rest = view.parties
        left = shared.subgraph(rest)
        total = loads.total(graph)
        names = w.several([w("item_tasks", name=view.name(p), n=total[p]) for p in rest[:4]])
        shape = structure.shape(left)
        said = w(
            "p_without_first",
            name=view.name(first),
            nodes=len(rest),
            edges=int(shape["edges"]),
            density=number(shape["density"], 3),
            names=names,
        )
        blocks.append(Paragraph(said))
    return blocks
