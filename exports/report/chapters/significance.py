"""Pairs that work together more than their loads explain."""

from __future__ import annotations

from exports.report.blocks import Block, Paragraph
from exports.report.tables import FULL, table
from exports.report.view import View
from exports.report.words import number, percent
from queries.analysis import significance
from queries.analysis.graphs import two_mode
from queries.duties import without_groups


def chapter(view: View) -> list[Block]:
    """How many pairs are found, and the pairs least likely by chance."""
    w, pairs = view.words, view.pairs
    found = sum(pair.found for pair in pairs)
    said = w(
        "p_significance_some" if found else "p_significance_none",
        all=significance.comparisons(view.graph, view.strata),
        pairs=len(pairs),
        n=found,
        raw=sum(pair.p < 0.05 for pair in pairs),
        rate=percent(significance.FALSE_DISCOVERY),
    )
    blocks: list[Block] = [Paragraph(w("p_significance")), Paragraph(said)]
    if len(view.duties.documents) > 1:
        blocks.insert(1, Paragraph(w("p_significance_strata", n=len(view.duties.documents))))
    one = len(view.governments) == 1
    if one and view.groups != "exclude" and any(party.group for party in view.duties.parties):
        bodies = significance.pairs(two_mode(without_groups(view.duties)), view.strata)
        shown = w("p_significance_bodies", pairs=len(bodies), n=sum(pair.found for pair in bodies))
        blocks.append(Paragraph(shown))
    rows = [
        (
            view.name(pair.first),
            view.name(pair.second),
            f"{pair.shared:,}",
            number(pair.expected),
            number(pair.p, 4),
            w("yes" if pair.found else "no"),
        )
        for pair in pairs[: max(10, found)]
    ]
    columns = "first 2.6, second 2.6, shared -1.2, expected -1.2, p -0.9, found 0.8"
    return [*blocks, table(view, "significance", columns, rows, ["n_significance"], limit=FULL)]
