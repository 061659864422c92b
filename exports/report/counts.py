"""How many tasks parties have and how many parties tasks have, as the two-mode graph says it, without the graph."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from queries.duties import LEAD, Duties


@dataclass(frozen=True, slots=True)
class Counts:
    """In the order of the duties; who is named twice in a task counts once, as lead if it leads in either place."""

    total: dict[str, int]  #: tasks that each party is named on
    led: dict[str, int]  #: those of them that it leads
    sizes: dict[str, int]  #: parties of each task that names any


def counted(duties: Duties) -> Counts:
    """The counts, in one pass over the assignments."""
    shares = {(a.task, a.party) for a in duties.assignments}
    leads = {(a.task, a.party) for a in duties.assignments if a.role == LEAD}
    total, led = (Counter(party for _, party in named) for named in (shares, leads))
    sizes = Counter(task for task, _ in shares)
    parties = [party.iri for party in duties.parties if party.iri in total]
    return Counts(
        {party: total[party] for party in parties},
        {party: led[party] for party in parties},
        {task.iri: sizes[task.iri] for task in duties.tasks if task.iri in sizes},
    )
