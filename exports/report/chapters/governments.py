"""Governments side by side: of each what its own documents say, nothing added up over them."""

from __future__ import annotations

from collections import Counter

from exports.report import charts
from exports.report.blocks import Block, Paragraph, Picture
from exports.report.governments import Government, level_name
from exports.report.tables import FULL, table
from exports.report.view import DRAWN, View
from exports.report.words import DASH, number, percent
from ontology.looks import Look, look_of
from queries.analysis import loads


def chapter(view: View) -> list[Block]:
    """A line a government, and which themes the tasks of each are about."""
    w = view.words
    columns = (
        "government 2.4, level 1.2, documents_n -0.9, tasks -0.9, parties_all -0.9, mean_parties -1.1, most 2.8, "
        "cr1 -1, hhi -0.9, by_order -1.1"
    )
    rows = [_line(view, of, mine) for of, mine in view.governments]
    notes = ["n_governments"]
    return [
        Paragraph(w("p_governments", n=len(rows))),
        table(view, "governments", columns, rows, notes, limit=FULL),
        *_themes(view),
    ]


def _line(view: View, of: Government, mine: View) -> tuple[str, ...]:
    w, led, total = view.words, mine.counts.led, mine.counts.total
    leads = sum(led.values())
    first = mine.parties[0] if mine.parties else None
    return (
        of.name,
        level_name(w, of.level),
        f"{len(of.duties.documents):,}",
        f"{len(of.duties.tasks):,}",
        f"{len(mine.parties):,}",
        number(sum(mine.sizes.values()) / len(mine.sizes), 1) if mine.sizes else DASH,
        w("most_item", name=mine.name(first), total=total[first], led=led[first]) if first else DASH,
        percent(loads.concentration_ratio(led.values(), 1)) if leads else DASH,
        number(loads.herfindahl(led.values()), 3) if leads else DASH,
        percent(len(mine.by_order) / len(mine.sizes)) if mine.sizes else DASH,
    )


def _themes(view: View) -> list[Block]:
    """How many tasks of each government are about each theme."""
    cells: Counter[tuple[str, str]] = Counter()
    looks: dict[str, Look] = {}
    drawn = sorted(view.governments, key=lambda each: -len(each[0].duties.tasks))[: DRAWN // 2]
    shown = [each for each in view.governments if each in drawn]
    for of, mine in shown:
        often = Counter(theme for themes in mine.themes.values() for theme in themes)
        for theme, n in often.items():
            cells[of.name, view.theme(theme)] += n
            looks[view.theme(theme)] = look_of(theme)
    if not cells:
        return []
    w = view.words
    themes = sorted({theme for _, theme in cells}, key=lambda t: (-sum(n for (_, u), n in cells.items() if u == t), t))
    name, theme = max(cells, key=cells.__getitem__)
    svg = charts.grid([of.name for of, _ in shown], themes, cells, looks)
    said = w("pic_government_themes_alt", name=name, theme=theme, n=cells[name, theme], shown=len(shown))
    return [Picture(w("pic_government_themes"), svg, said)]
