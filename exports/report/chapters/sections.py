"""A short section a government: who carries most there, and what hangs on whom."""

from __future__ import annotations

from dataclasses import replace

from exports.report.blocks import Block, Heading, Paragraph
from exports.report.governments import Government
from exports.report.tables import table
from exports.report.view import View
from exports.report.words import number, percent, ranks
from queries.analysis import loads, robustness

SECTIONS = 40  #: governments that have a section in a short report, those with most tasks
FIRST = 10  #: parties of a section


def chapter(view: View) -> list[Block]:
    """The section of each government that names anybody, in the order of the table before."""
    w = view.words
    naming = [each for each in view.governments if each[1].sizes]
    most = sorted(naming, key=lambda each: -len(each[0].duties.tasks))[: None if view.full else SECTIONS]
    told = {of.place for of, _ in most}
    blocks: list[Block] = [Paragraph(w("p_sections"))]
    if len(told) < len(naming):
        blocks.append(Paragraph(w("p_sections_most", shown=len(told), all=len(naming)), note=True))
    for turn, (of, mine) in enumerate(view.governments, start=1):
        if of.place in told:
            blocks += _section(view, turn, of, mine)
    return blocks


def _section(view: View, turn: int, of: Government, mine: View) -> list[Block]:
    w, graph = view.words, mine.graph
    led, joined, total, span = (measure(graph) for measure in (loads.led, loads.joined, loads.total, loads.lead_span))
    workload, place = loads.workload(graph), ranks(total)
    orphans = robustness.orphaned(graph)
    first = mine.parties[0]
    dependent = max(mine.parties, key=lambda party: len(orphans[party]))
    said = [
        w(
            "s_first",
            documents=w.several([f"[{mine.turn[d.iri]}]" for d in of.duties.documents[:FIRST]]),
            n=len(of.duties.documents),
            tasks=len(of.duties.tasks),
            parties=len(mine.parties),
            name=mine.name(first),
            total=total[first],
            led=led[first],
            share=percent(total[first] / len(of.duties.tasks)),
            hhi=number(loads.herfindahl(led.values()), 3),
        )
    ]
    if orphans[dependent]:
        said.append(w("f_orphans", name=mine.name(dependent), n=len(orphans[dependent])))
    rows = [
        (
            str(place[p]),
            mine.name(p),
            f"{led[p]:,}",
            f"{joined[p]:,}",
            f"{total[p]:,}",
            percent(led[p] / total[p]),
            f"{span[p]:,}",
            number(workload[p]),
        )
        for p in mine.parties
    ]
    columns = "rank -0.8, name 3.6, led -0.9, joined -0.9, total -0.9, rate -1, span -1.2, workload -1.1"
    ranked = replace(table(view, "section", columns, rows, limit=FIRST), caption=w("section_of", name=of.name))
    return [
        Heading(of.name, f"section-{turn}", 2),
        Paragraph(("" if w.language == "zh" else " ").join(said)),
        ranked,
    ]
