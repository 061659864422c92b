"""Who is named on most: tasks led and joined, how far a rank can be relied on, which themes."""

from __future__ import annotations

from collections import Counter

from exports.report import charts
from exports.report.blocks import Block, Paragraph, Picture
from exports.report.tables import FULL, table
from exports.report.view import DRAWN, View
from exports.report.words import DASH, percent, ranks
from ontology.looks import look_of
from queries.analysis import loads


def chapter(view: View) -> list[Block]:
    """Everybody by tasks, with the range of ranks that other choices would give; three pictures."""
    w, graph = view.words, view.graph
    led, joined, total, rate = (
        loads.led(graph),
        loads.joined(graph),
        loads.total(graph),
        loads.lead_rate(graph),
    )
    place, ranges = ranks(total), view.rank_ranges
    rows = [
        (
            str(place[p]),
            view.name(p),
            f"{led[p]:,}",
            f"{joined[p]:,}",
            f"{total[p]:,}",
            percent(rate[p]),
            str(len(loads.touches(graph, view.themes, p))),
            str(len(loads.touches(graph, view.chapters, p))),
            _range(ranges["total"].get(p)),
            _range(ranges["led"].get(p)),
        )
        for p in view.parties
    ]
    everybody = table(
        view,
        "ranking",
        "rank -0.8, name 3.6, led -0.9, joined -0.9, total -0.9, rate -1, themes -0.9, "
        "sections -0.9, range_total -1.3, range_led -1.3",
        rows,
        ["n_ranking"],
        limit=FULL,
    )
    drawn = view.parties[: DRAWN // 2]
    bars = charts.bars([(view.short[p], led[p], joined[p]) for p in drawn], w("c_led"), w("c_joined"), w("axis_tasks"))
    top = view.parties[0]
    return [
        Paragraph(w("p_ranking")),
        everybody,
        Picture(w("pic_loads"), bars, w("pic_loads_alt", name=view.name(top), led=led[top], joined=joined[top])),
        _quadrants(view),
        *_theme_grid(view),
    ]


def _range(places: tuple[int, int] | None) -> str:
    if places is None:
        return DASH
    return f"{places[0]}" if places[0] == places[1] else f"{places[0]}–{places[1]}"


def _quadrants(view: View) -> Picture:
    w = view.words
    led, joined = loads.led(view.graph), loads.joined(view.graph)
    means = (sum(joined.values()) / len(joined), sum(led.values()) / len(led))
    corner: dict[tuple[bool, bool], list[str]] = {(a, b): [] for a in (False, True) for b in (False, True)}
    for p in view.parties:
        corner[joined[p] >= means[0], led[p] >= means[1]].append(view.short[p])
    svg = charts.quadrants(
        [(view.short[p], led[p], joined[p]) for p in view.parties[:DRAWN]],
        means,
        w("axis_joined"),
        w("axis_led"),
        [w("q_lead"), w("q_hub"), w("q_help"), w("q_edge")],
    )

    def named(right: bool, up: bool) -> str:
        return w.several(corner[right, up][:8]) or w("nobody")

    alternative = w("pic_quadrants_alt", hub=named(True, True), lead=named(False, True), help=named(True, False))
    return Picture(w("pic_quadrants"), svg, alternative)


def _theme_grid(view: View) -> list[Block]:
    cells = {
        (p, theme): n
        for p in view.parties[: DRAWN // 2]
        for theme, n in loads.touches(view.graph, view.themes, p).items()
    }
    if not cells:
        return []
    w = view.words
    used = Counter(theme for (_, theme), n in cells.items() for _ in range(n))
    themes = [theme for theme, _ in used.most_common()]
    p, t = max(cells, key=lambda cell: cells[cell])
    labelled = {(view.short[party], view.theme(theme)): n for (party, theme), n in cells.items()}
    looks = {view.theme(t): look_of(t) for t in themes}
    svg = charts.grid([view.short[p] for p in view.parties[: DRAWN // 2]], [*looks], labelled, looks)
    return [Picture(w("pic_themes"), svg, w("pic_themes_alt", name=view.name(p), theme=view.theme(t), n=cells[p, t]))]
