"""Findings of ``fengong check`` if the report was given them, else the doubts that it can see itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from exports.report.blocks import Block, Paragraph
from exports.report.tables import FULL, table
from exports.report.view import View
from queries.duties import LEAD, Task, led_by_order, naming_nobody, naming_open_groups

if TYPE_CHECKING:
    from ontology.findings import Finding

UNKNOWN = "E12"  #: a body that the authority file does not have
CITED = "/doc/cited/"  #: before the title of a document that is known by that alone


def chapter(view: View) -> list[Block]:
    """A table by kind of fault, with the places."""
    if view.findings:
        return _findings_of_check(view)
    w, duties = view.words, view.whole
    several = [t for t in duties.tasks if sum(a.role == LEAD for a in duties.of_task[t.iri]) > 1]
    ordered = [t for t in led_by_order(duties) if len(duties.of_task[t.iri]) > 1]
    twice = [t for t in duties.tasks if max(Counter(a.party for a in duties.of_task[t.iri]).values(), default=0) > 1]
    found: list[tuple[str, str, Sequence[Task]]] = [
        ("fault_nobody", "document", naming_nobody(duties)),
        ("fault_open", "document", naming_open_groups(duties)),
        ("fault_order", "document", ordered),
        ("fault_leads", "document", several),
        ("fault_tail", "document", [t for t in duties.tasks if t.tail]),
        ("fault_twice", "document", twice),
        ("fault_limit", "document", [t for t in duties.tasks if t.iri not in duties.limits_of]),
    ]
    rows = [
        (
            w(key),
            w(f"whose_{whose}"),
            f"{len(tasks):,}",
            w.first([view.labels[t.iri] for t in tasks], 12),
        )
        for key, whose, tasks in found
        if tasks
    ]
    if unknown := [p.name for p in duties.parties if p.new]:
        rows.append((w("fault_unknown"), w("whose_authority"), f"{len(unknown):,}", w.first(unknown, 8)))
    if not rows:
        return [Paragraph(w("p_faults_none"))]
    columns = "fault 3, whose 1.5, count -0.8, where 5"
    return [Paragraph(w("p_faults")), table(view, "faults", columns, rows)]


def _findings_of_check(view: View) -> list[Block]:
    w = view.words
    kinds: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in view.findings:
        said = finding.message_zh if w.language == "zh" else finding.message_en
        if finding.code == UNKNOWN:  # whose message speaks of the entry that ``fengong check`` writes for it
            said = w("fault_unknown")
        kinds.setdefault((finding.code, finding.severity, finding.fault, said), []).append(finding)
    rows = [
        (
            said,
            w(f"severity_{severity}"),
            w(f"whose_{whose}"),
            f"{len(those):,}",
            w.first(_focussed(view, those), 10),
        )
        for (_, severity, whose, said), those in kinds.items()
    ]
    columns = "fault 3.6, severity 1.2, whose 1.5, count -0.8, where 3.7"
    return [Paragraph(w("p_faults")), table(view, "faults", columns, rows, limit=FULL)]


def _focussed(view: View, findings: Sequence[Finding]) -> list[str]:
    """What findings are about, in words of the report: tasks in their order, then names and titles."""
    order = {iri: place for place, iri in enumerate(view.labels)}
    tasks, others = set(), []
    for finding in findings:
        task = next((iri for iri in _upward(finding.focus) if iri in order), "")
        party = view.whole.party.get(finding.focus)
        if task:
            tasks.add(task)
        elif CITED in finding.value:
            others.append(f"《{finding.value.rpartition(CITED)[2]}》")
        else:
            others.append(party.name if party else finding.focus.rpartition("/")[2])
    return [view.labels[task] for task in sorted(tasks, key=order.__getitem__)] + list(dict.fromkeys(others))


def _upward(iri: str) -> Iterator[str]:
    """The IRI and what it stands below."""
    while iri:
        yield iri
        iri = iri.rpartition("/")[0]
