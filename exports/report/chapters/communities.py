"""Groups that share tasks among themselves more than with others."""

from __future__ import annotations

from exports.report.blocks import Block, Paragraph
from exports.report.tables import table
from exports.report.view import View
from exports.report.words import number
from queries.analysis import structure

DISTINCT = 0.3  #: modularity from which groups are called distinct (Newman & Girvan 2004)


def chapter(view: View) -> list[Block]:
    """The groups and how distinct they are."""
    w, groups = view.words, view.communities
    quality = structure.modularity(view.shared, groups)
    rows = [
        (str(i), str(len(group)), w.several([view.short[p] for p in sorted(group, key=view.place.__getitem__)]))
        for i, group in enumerate(groups, start=1)
    ]
    return [
        Paragraph(w("p_communities", q=number(quality))),
        Paragraph(w("p_communities_weak" if quality < DISTINCT else "p_communities_distinct")),
        table(view, "communities", "group -0.6, size -0.6, members 8", rows),
        Paragraph(w("n_communities", runs=structure.RUNS), note=True),
    ]
