"""What the chapters of a report look at: the duties in one scope, their networks, and short names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from exports.report.counts import Counts, counted
from exports.report.governments import Government, governments
from exports.report.words import DASH, Words, ranks
from queries import duties as duties_
from queries.analysis import projection, significance, structure
from queries.analysis.graphs import two_mode
from queries.duties import Duties, Groups, Task

if TYPE_CHECKING:
    from ontology.findings import Finding
    from queries.analysis.whatif import Change

DRAWN = 40  #: parties in a picture
SCOPES: dict[str, Callable[[Duties], Duties]] = {
    "keep": lambda duties: duties,
    "expand": duties_.expanded,
    "exclude": duties_.without_groups,
}


@dataclass(frozen=True)
class View:
    """One graph as one report sees it; what several chapters need is computed once."""

    whole: Duties  #: groups kept
    groups: Groups
    words: Words
    as_of: date | None = None
    changes: tuple[Change, ...] = ()  #: of organisation, as the authority file records them
    findings: tuple[Finding, ...] = ()  #: of ``fengong check``
    full: bool = False  #: all chapters of each government, and the annex
    companion: str = ""  #: the file beside the report that holds long tables
    turns: Mapping[str, int] = field(
        default_factory=dict
    )  #: of documents in the table of a report that this is part of

    @cached_property
    def duties(self) -> Duties:
        """The duties in the scope of this report."""
        return SCOPES[self.groups](self.whole)

    @cached_property
    def graph(self) -> Any:
        """Parties and tasks."""
        return two_mode(self.duties)

    @cached_property
    def shared(self) -> Any:
        """Parties by shared tasks."""
        return projection.shared_tasks(self.graph)

    @cached_property
    def governments(self) -> tuple[tuple[Government, View], ...]:
        """Each government of the documents, and what a report sees of it alone."""
        return tuple(
            (of, replace(self, whole=of.duties, findings=(), turns=self.turn)) for of in governments(self.whole)
        )

    @property
    def annexed(self) -> bool:
        """Whether the tables that chapters cut short stand in an annex: of one document always, else if asked for."""
        return self.full or len(self.turn) == 1

    @cached_property
    def turn(self) -> Mapping[str, int]:
        """The number of each document in the table of documents."""
        return self.turns or {document.iri: turn for turn, document in enumerate(self.whole.documents, start=1)}

    @cached_property
    def labels(self) -> dict[str, str]:
        """A short name of each task; of several documents with the place of its document among them: "[2] 4-1"."""
        if len(self.turn) == 1:
            return self.whole.labels
        return {
            task: f"[{self.turn[document]}] {self.whole.labels_within[task]}" for task, document in self.strata.items()
        }

    @cached_property
    def strata(self) -> dict[str, str]:
        """The document of each task."""
        return {task.iri: self.whole.measure[task.measure].document for task in self.whole.tasks}

    @cached_property
    def counts(self) -> Counts:
        """The counts of parties and tasks, for which a government needs no graph of its own."""
        return counted(self.duties)

    @property
    def sizes(self) -> dict[str, int]:
        """The number of parties of each task that names any."""
        return self.counts.sizes

    @cached_property
    def communities(self) -> tuple[tuple[str, ...], ...]:
        """Parties in cohesive groups, the largest first."""
        return structure.communities(self.shared)

    @cached_property
    def pairs(self) -> tuple[significance.Pair, ...]:
        """Pairs that share tasks, the least likely by chance first; each document has a null model of its own."""
        return significance.pairs(self.graph, self.strata)

    @cached_property
    def by_order(self) -> tuple[Task, ...]:
        """The tasks whose every lead rests on the order of names."""
        return duties_.led_by_order(self.duties)

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Parties by tasks named on, then led, then name: the order of all tables."""
        total, led = self.counts.total, self.counts.led
        return tuple(sorted(total, key=lambda p: (-total[p], -led[p], self.name(p))))

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each party in that order."""
        return {party: place for place, party in enumerate(self.parties)}

    @cached_property
    def themes(self) -> dict[str, tuple[str, ...]]:
        """The themes of each task: those of its measure."""
        return {t.iri: self.duties.measure[t.measure].themes for t in self.duties.tasks}

    @cached_property
    def chapters(self) -> dict[str, tuple[str, ...]]:
        """The top-level heading of each task, as a tuple of one (or none)."""
        return {
            t.iri: tuple(s.iri for s in self.duties.path(self.duties.measure[t.measure])[:1]) for t in self.duties.tasks
        }

    @cached_property
    def short(self) -> dict[str, str]:
        """A name for pictures: the shortest the documents use, if no other party shares it."""
        used: dict[str, set[str]] = defaultdict(set)
        for a in self.duties.assignments:
            used[a.party].add(a.surface if self.whole.party[a.party].group == "" else self.name(a.party))
        shortest = {
            party: min(((len(n), n) for n in names if n), default=(0, self.name(party)))[1]
            for party, names in used.items()
        }
        often = Counter(shortest.values())
        return {party: name if often[name] == 1 else self.name(party) for party, name in shortest.items()}

    @cached_property
    def rank_ranges(self) -> dict[str, dict[str, tuple[int, int]]]:
        """For "total" and "led" the best and worst rank over all scopes, with and without leads by order."""
        found: dict[str, dict[str, list[int]]] = {"total": defaultdict(list), "led": defaultdict(list)}
        for scope in SCOPES.values():
            scoped = scope(self.whole)
            for duties in (scoped, duties_.without_ordered_leads(scoped)):
                counts = counted(duties)
                for key, of in (("total", counts.total), ("led", counts.led)):
                    for party, rank in ranks(of).items():
                        found[key][party].append(rank)
        return {
            key: {party: (min(those), max(those)) for party, those in by_party.items()}
            for key, by_party in found.items()
        }

    @cached_property
    def reform(self) -> tuple[Change, ...]:
        """The changes of the first year in which bodies of these documents ended, after their date."""
        ended = [
            change
            for change in self.changes
            if any(original in self.duties.party for original in change.originals)
            and change.date > max((document.date for document in self.duties.documents), default="")
        ]
        first = min((change.date[:4] for change in ended), default="")
        return tuple(change for change in ended if change.date[:4] == first)

    def is_due(self, latest: str) -> bool:
        """Whether that day, ISO 8601 or "" for none, lies before the day of the report."""
        return bool(latest and self.as_of and latest < self.as_of.isoformat())

    def name(self, party: str) -> str:
        """The name for tables, which no other party of the graph bears."""
        return self.duties.party[party].name

    def named(self, task: str, role: str) -> str:
        """Those who have ``role`` in a task, in the order of the text; a dash for nobody."""
        return self.words.several([self.name(a.party) for a in self.duties.of_task[task] if a.role == role]) or DASH

    def theme(self, theme: str) -> str:
        """The label of a theme in the language of the report."""
        labels: Mapping[str, str] = self.duties.themes.get(theme, {})
        return labels.get(self.words.language) or labels.get("zh") or theme.rpartition("/")[2]
