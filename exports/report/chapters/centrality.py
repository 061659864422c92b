"""Who connects the others: centralities side by side, on both modes and on one."""

from __future__ import annotations

from exports.report.blocks import Block, Paragraph
from exports.report.tables import table
from exports.report.view import View
from exports.report.words import number, percent, ranks
from queries.analysis import centrality, structure


def chapter(view: View) -> list[Block]:
    """Two tables of centralities; above the exact size a note on the error of sampling."""
    w, graph, shared = view.words, view.graph, view.shared
    mine = set(view.parties)
    four = [
        {p: score for p, score in measure(graph).items() if p in mine}
        for measure in (
            centrality.two_mode_degree,
            centrality.two_mode_closeness,
            centrality.two_mode_betweenness,
            centrality.two_mode_eigenvector,
        )
    ]
    places = [ranks({p: round(s, 9) for p, s in scores.items()}) for scores in four]
    two_mode = table(
        view,
        "two_mode",
        "name 3.2, degree -1.2, closeness -1.2, betweenness -1.2, eigenvector -1.2",
        [
            (
                view.name(p),
                *(f"{number(scores[p], 3)} ({place[p]})" for scores, place in zip(four, places, strict=True)),
            )
            for p in view.parties
        ],
        ["n_two_mode"],
    )
    groups = view.communities
    between, walk = centrality.betweenness(shared), centrality.pagerank(shared)
    hole, size = structure.constraint(shared), structure.effective_size(shared)
    core, across = structure.core_number(shared), structure.participation(shared, groups)
    one_mode = table(
        view,
        "one_mode",
        "name 3.2, betweenness -1.1, pagerank -1.1, constraint -1.1, effective -1.1, core -0.8, participation -1.1",
        [
            (
                view.name(p),
                number(between[p], 3),
                number(walk[p], 3),
                number(hole[p], 3),
                number(size[p], 1),
                str(core[p]),
                number(across[p]),
            )
            for p in view.parties
        ],
        ["n_one_mode"],
    )
    blocks: list[Block] = [Paragraph(w("p_centrality")), two_mode, one_mode]
    if len(graph) > centrality.EXACT:
        sure = percent(1 - centrality.RISK)
        blocks.append(Paragraph(w("n_sampled", limit=centrality.EXACT, error=centrality.ERROR, sure=sure), note=True))
    return blocks
