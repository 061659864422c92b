"""Coordination load: with how many others the tasks must be done, and how unequally that falls."""

from __future__ import annotations

from exports.report.blocks import Block, Paragraph
from exports.report.tables import table
from exports.report.view import View
from exports.report.words import DASH, number, percent, ranks
from queries.analysis import loads


def chapter(view: View) -> list[Block]:
    """Three tables: load by lead span, partners and spread, concentration."""
    w, graph = view.words, view.graph
    span, mean, convened = loads.lead_span(graph), loads.mean_span(graph), loads.convened(graph)
    workload, exclusive = loads.workload(graph), loads.exclusivity(graph)
    alone, served, led = loads.alone(graph), loads.served(graph), loads.led(graph)
    rank = ranks(span)
    by_span = sorted(view.parties, key=lambda p: -span[p])
    loaded = table(
        view,
        "load",
        "rank -0.8, name 3.2, led -0.9, span -1.2, mean_span -1.3, convened -1.1, workload -1.1, "
        "exclusivity -1.1, alone -0.9, served -1.1",
        [
            (
                str(rank[p]),
                view.name(p),
                f"{led[p]:,}",
                f"{span[p]:,}",
                number(mean[p], 1) if span[p] or mean[p] else (number(0, 1) if led[p] else DASH),
                f"{convened[p]:,}",
                number(workload[p]),
                number(exclusive[p]),
                f"{alone[p]:,}",
                f"{served[p]:,}",
            )
            for p in by_span
        ],
        ["n_span", "n_workload", "n_exclusivity", "n_served"],
    )
    breadth, depth = loads.partners(graph), loads.depth(graph)
    themes, chapters = loads.spread(graph, view.themes), loads.spread(graph, view.chapters)
    partners = table(
        view,
        "partners",
        "name 3.2, total -1, breadth -1.2, depth -1.4, spread -1.2, section_spread -1.2",
        [
            (
                view.name(p),
                f"{graph.degree[p]:,}",
                f"{breadth[p]:,}",
                number(depth[p]) if breadth[p] else DASH,
                number(themes[p]),
                number(chapters[p]),
            )
            for p in view.parties
        ],
        ["n_breadth"],
    )
    spread = [led.values(), span.values(), workload.values()]
    rows = [
        (w("k_cr1"), *(percent(loads.concentration_ratio(v, 1)) for v in spread)),
        (w("k_cr3"), *(percent(loads.concentration_ratio(v, 3)) for v in spread)),
        (w("k_gini"), *(number(loads.gini(v), 3) for v in spread)),
        (w("k_hhi"), *(number(loads.herfindahl(v), 3) for v in spread)),
    ]
    concentration = table(
        view,
        "concentration",
        "measure 3, of_led -1, of_span -1, of_workload -1",
        rows,
        ["n_concentration"],
    )
    return [Paragraph(w("p_load")), loaded, partners, concentration]
