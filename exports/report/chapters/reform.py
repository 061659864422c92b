"""Before and after the first reform that the authority file records."""

from __future__ import annotations

from exports.report import charts
from exports.report.blocks import Block, Paragraph, Picture
from exports.report.tables import table
from exports.report.view import DRAWN, View
from exports.report.words import measured
from queries.analysis import whatif


def chapter(view: View) -> list[Block]:
    """Measures before and after, where tasks went, what became internal and what the words leave open."""
    w = view.words
    if not view.reform:
        return [Paragraph(w("p_no_reform"))]
    outcome = whatif.apply(view.duties, view.reform)
    after = outcome.duties

    def called(iri: str) -> str:
        party = after.party.get(iri) or view.duties.party.get(iri)
        return party.name if party else w("nobody")

    years = sorted({change.date[:4] for change in view.reform if change.date})
    lines = [
        (
            w(f"r_{line.key}"),
            measured(line.before),
            measured(line.after),
            measured(line.after - line.before, signed=True),
        )
        for line in whatif.compare(view.duties, after)
    ]
    blocks: list[Block] = [
        Paragraph(w("p_reform", events=len(outcome.moved), years=w.several(years))),
        table(view, "reform", "measure 4, before -1, after -1, difference -1", lines, ["n_reform"]),
    ]
    if flows := sorted(outcome.moved, key=lambda flow: -flow[2])[:DRAWN]:
        source, target, most = flows[0]
        alternative = w("pic_reform_alt", first=called(source), second=called(target), n=most)
        drawn = [(view.short.get(a, called(a)), called(b), n) for a, b, n in flows]
        blocks.append(Picture(w("pic_reform"), charts.flow(drawn), alternative))
    for heir, n in sorted(outcome.internal.items(), key=lambda item: -item[1])[:3]:
        blocks.append(Paragraph(w("p_internal", name=called(heir), n=n)))
    if outcome.undecided:
        which = [w("undecided", task=view.labels[task], name=called(party)) for task, party in outcome.undecided]
        blocks.append(Paragraph(w("p_undecided", n=len(which), which=w.first(which, 10)), note=True))
    return blocks
