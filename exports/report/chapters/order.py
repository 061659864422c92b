"""What roles rest on, and what is left if leads by order alone are not counted."""

from __future__ import annotations

from collections import Counter

from exports.report.blocks import Block, Paragraph
from exports.report.tables import table
from exports.report.view import View
from ontology.enumerations import Basis
from queries.analysis import loads
from queries.analysis.graphs import two_mode
from queries.duties import CO, LEAD, led_by_order, without_ordered_leads

_BY_WEIGHT = (Basis.REVIEW, Basis.KEYWORD, Basis.RULE, Basis.SENTENCE, Basis.ORDER)


def chapter(view: View) -> list[Block]:
    """Roles by what they rest on, and the leads that remain without those by order."""
    w, duties = view.words, view.duties
    often = Counter((a.basis, a.role) for a in duties.assignments)
    bases = [b for b in _BY_WEIGHT if often[b, LEAD] or often[b, CO]]
    rows = [(b.label(w.language), f"{often[b, LEAD]:,}", f"{often[b, CO]:,}") for b in bases]
    blocks: list[Block] = [
        Paragraph(w("p_order")),
        table(view, "basis", "basis 2, leads_n -1, co_n -1", rows),
    ]
    if led_by_order(duties):
        stated = loads.led(two_mode(without_ordered_leads(duties)))
        before = len({a.task for a in duties.assignments if a.role == LEAD})
        most = sorted((p for p in view.parties if stated[p]), key=lambda p: -stated[p])[:5]
        names = w.several([w("item_tasks", name=view.name(p), n=stated[p]) for p in most]) or w("nobody")
        kept = {a.task for a in without_ordered_leads(duties).assignments if a.role == LEAD}
        blocks.append(Paragraph(w("p_order_effect", before=before, after=len(kept), names=names)))
    return blocks
