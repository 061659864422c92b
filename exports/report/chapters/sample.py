"""What was read: documents, base counts, how many parties a task names."""

from __future__ import annotations

from collections import Counter

from exports.report import charts
from exports.report.blocks import Block, Paragraph, Picture
from exports.report.tables import FULL, counted, table
from exports.report.view import View
from exports.report.words import DASH, number


def chapter(view: View) -> list[Block]:
    """Documents, base counts and the sizes of tasks; a graph without responsibilities has these too."""
    w, duties = view.words, view.duties
    measures = Counter(measure.document for measure in duties.measures)
    tasks = Counter(duties.measure[task.measure].document for task in duties.tasks)
    documents = table(
        view,
        "documents",
        "turn 0.6, number 1.9, title 3.8, date 1.3, issuer 2.2, measures -0.9, tasks -0.9",
        [
            (
                str(turn),
                d.number or DASH,
                d.label or d.title,
                d.date or DASH,
                w.several(d.issuers) or DASH,
                f"{measures[d.iri]:,}",
                f"{tasks[d.iri]:,}",
            )
            for turn, d in enumerate(duties.documents, start=1)
        ],
        limit=FULL,
    )
    sizes = view.sizes
    bodies = sum(not party.group for party in duties.parties)
    counts = {
        "k_tasks": f"{len(duties.tasks):,}",
        "k_named": f"{len(sizes):,}",
        "k_assignments": f"{view.graph.number_of_edges():,}",
        "k_bodies": f"{bodies:,}",
        "k_groups": f"{len(duties.parties) - bodies:,}",
    }
    if sizes:
        counts |= {
            "k_mean": number(sum(sizes.values()) / len(sizes), 2),
            "k_max": f"{max(sizes.values()):,}",
            "k_alone": f"{sum(size == 1 for size in sizes.values()):,}",
        }
    blocks: list[Block] = [
        Paragraph(w("p_sample")),
        documents,
        counted(view, "counts", counts),
    ]
    if sizes:
        often = Counter(sizes.values())
        mean = number(sum(sizes.values()) / len(sizes), 1)
        svg = charts.histogram(often, w("pic_sizes_x"), w("pic_sizes_y"))
        blocks.append(Picture(w("pic_sizes"), svg, w("pic_sizes_alt", one=often[1], max=max(often), mean=mean)))
    return blocks
