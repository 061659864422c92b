"""Before and after a change of organisation, side by side, as Markdown for terminal and file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.report.blocks import Column, Language
    from exports.report.words import Words
    from queries.analysis.whatif import Change
    from queries.ask.endpoint import Endpoint
    from queries.duties import Duties


def side_by_side(
    endpoint: Endpoint, changes: Sequence[Change], lang: Language = "zh", documents: Collection[str] = ()
) -> str:
    """What the changes do to the duties of a graph: every measure, the load of each party concerned."""
    from exports.report.blocks import Block, Bullets, Column, Report, Table
    from exports.report.markdown import to_markdown
    from exports.report.words import measured, words
    from queries.analysis import loads, whatif
    from queries.analysis.graphs import two_mode
    from queries.duties import load

    w = words(lang)
    before = load(endpoint, documents)
    outcome = whatif.apply(before, changes)
    after = outcome.duties
    old, new = two_mode(before), two_mode(after)
    figures = [
        (loads.led(graph), loads.total(graph), loads.lead_span(graph), loads.workload(graph)) for graph in (old, new)
    ]
    touched = list(dict.fromkeys([flow[0] for flow in outcome.moved] + [flow[1] for flow in outcome.moved if flow[1]]))

    def called(iri: str) -> str:
        party = after.party.get(iri) or before.party.get(iri)
        return party.name if party else iri

    def pair(place: int, party: str) -> str:
        shown = [measured(float(side[place][party])) if party in side[place] else "—" for side in figures]
        return " → ".join(shown)

    lines = tuple(
        (
            w(f"r_{line.key}"),
            measured(line.before),
            measured(line.after),
            measured(line.after - line.before, signed=True),
        )
        for line in whatif.compare(before, after)
    )
    loads_ = tuple((called(party), *(pair(place, party) for place in range(4))) for party in touched)
    blocks: list[Block] = [
        Bullets(tuple(_said(change, before, w) for change in changes if _concerns(change, before))),
        Table(
            w("t_whatif"),
            _columns(w("c_measure"), w("c_before"), w("c_after"), w("c_difference")),
            lines,
            (w("n_reform"),),
        ),
        Table(
            w("t_touched"),
            _columns(w("c_name"), w("c_led"), w("c_total"), w("c_span"), w("c_workload")),
            loads_,
            tuple(w("p_internal", name=called(heir), n=n) for heir, n in sorted(outcome.internal.items())),
        ),
    ]
    if outcome.undecided:
        rows = tuple((before.labels[task], called(party), before.task[task].text) for task, party in outcome.undecided)
        head = tuple(Column(label) for label in (w("c_task"), w("c_name"), w("c_text")))
        blocks.append(Table(w("t_undecided"), head, rows))
    return to_markdown(
        Report(lang, w("t_whatif"), w("about_many", n=len(before.documents)), (w("fact_meaning"),), tuple(blocks))
    )


def _concerns(change: Change, duties: Duties) -> bool:
    """Whether a body that ends stands in the documents; a name that does not would have been refused."""
    return any("://" not in original or original in duties.party for original in change.originals)


def _said(change: Change, duties: Duties, w: Words) -> str:
    """Who ends and who takes over, in a line."""

    def called(name: str) -> str:
        return duties.party[name].name if name in duties.party else name.rpartition("/")[2]

    originals = w.several([called(original) for original in change.originals])
    names = [(heir.name or called(heir.party), w.several(heir.words)) for heir in change.heirs]
    heirs = w.several([w("heir", name=name, words=said) if said else name for name, said in names])
    return w("change", originals=originals, heirs=heirs) if heirs else w("change_end", originals=originals)


def _columns(first: str, *others: str) -> tuple[Column, ...]:
    from exports.report.blocks import Column

    return (Column(first), *(Column(label, numeric=True) for label in others))
