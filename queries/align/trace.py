"""What became of the measures of a document below: which of them carry out which measures above, with quotations.

Pure: Duties above and below -> Trace. A measure below, or an item of it, is linked to those above that stand out beside
it (likeness.py). The proof are the clauses that are most alike (quotation.py). Who leads is compared by functional
system (口), in those tasks that the quoted clauses are of.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

from ontology.enumerations import LEAD
from ontology.systems import is_government_below, systems_of
from queries.align.belonging import Matter, belonging
from queries.align.clauses import Clause, begins_item, clauses, grouped
from queries.align.likeness import Items, doing, meant, outstanding, telling
from queries.align.lineage import Kind, Lead
from queries.align.meaning import meaning, near
from queries.align.profiles import Profile, profile
from queries.align.quotation import Quotation, quotations
from queries.align.words import Floats
from queries.duties import Document, Duties, Measure, Party, Place, Task, without_contacts

if TYPE_CHECKING:
    from queries.align.meaning import Encode

#: The method as the graph names it; to be raised when links change.
METHOD = "clauses-6"
#: The method where a sentence model reads the clauses too (meaning.py).
WITH_MEANING = f"{METHOD} with multilingual-e5-small"
#: How strong a link has to be. It and the weights below were chosen on fifteen families of which 139 links are known;
#: six others (61 links, one reader) were labelled before, and counted for the last few candidates only. F1 is .765 on
#: the three families that two readers labelled (.74 is more like it: tests/made_words.py), .88 on the twelve of one
#: reader, .82 on the six.
LINKED = 1.15
#: How strong it has to be where a sentence model adds what it finds alike: chosen with its weights (meaning.py) on the
#: eighteen, F1 .89 there (.855 without it, at most .87 whatever the threshold) and .783 on the three, one link more.
LINKED_WITH_MEANING = 0.95
#: To how much a pair stands out is added how alike those two clauses are that prove most, weighed so much, and so much
#: more as sentences of the two share words that few share.
PROOF, TELLING = 0.6, 0.9
#: What it weighs that a clause of each does the same to the same.
DOING = 0.5
#: What it weighs how much the pair stands out by what one sentence below means.
MEANT = 0.5
#: What is asked more of documents that may not belong together (belonging.py), up to where they surely do not.
DOUBT = 1.5
_STRANGERS = 0.2  #: documents that belong together no more surely are not aligned: of 230 of them no measure was linked
_SEVERAL = 2
_CANDIDATES = 6  #: how many measures above are looked at clause by clause
#: From what share of its words below a measure is taken over, and up to what share it is a part.
TAKEN_OVER, PART = 0.7, 0.5
#: What a party weighs that leads, and one that supports, where systems of two measures are compared.
_LEADING, _SUPPORTING = 1.0, 0.5
_DRIFT = 5  #: characters that the source text of a measure may lack before a clause
_QUOTED = 0.38  #: clauses less alike are not quoted beside the most alike ones


@dataclass(frozen=True)
class Side:
    """A measure with what it is aligned by."""

    duties: Duties
    measure: Measure

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses of its text, without those who answer and persons to call."""
        words = self.measure.text
        for _, task in self.tasks:
            if task.attribution:
                words = words.replace(task.attribution, "\n" * len(task.attribution))
        return clauses(without_contacts(words, "\n"))

    @cached_property
    def items(self) -> tuple[tuple[Clause, ...], ...]:
        """The clauses of each of its numbered items, else of each of its tasks; () where it has but one.

        A measure of several items may carry out as many measures above, each with a few of its words.
        """
        found = grouped(self.clauses, begins_item(self.measure.text, self.clauses))
        if len(found) < _SEVERAL:
            ends = [end for end, _ in self.tasks]
            turns = [bisect_right(ends, clause.start) for clause in self.clauses]
            found = grouped(self.clauses, [one != other for one, other in pairwise([0, *turns])])
        return found if len(found) >= _SEVERAL else ()

    @cached_property
    def tasks(self) -> tuple[tuple[int, Task], ...]:
        """Its tasks, each with where it ends in the text."""
        found, at = list[tuple[int, Task]](), 0
        for task in self.duties.tasks_of[self.measure.iri]:
            words = task.text.strip()
            start = self.measure.text.find(words, at)
            at = start + len(words) if start >= 0 else at
            found.append((at, task))
        return tuple(found)

    @property
    def document(self) -> Document:
        """The document that the measure is of."""
        return self.duties.document[self.measure.document]

    @property
    def section(self) -> str:
        """The path of the section around it, "" outside all."""
        found = self.duties.section.get(self.measure.section)
        return found.identifier if found else ""

    @property
    def label(self) -> str:
        """Its section and number: "2#9"."""
        return f"{self.section}#{self.measure.number}"

    @property
    def caption(self) -> str:
        """What it is about: its first clause."""
        return self.clauses[0].words if self.clauses else self.measure.text[:20]

    def leads(self, tasks: Sequence[Task] = ()) -> tuple[Party, ...]:
        """Who leads these tasks of it, all if none are given, each once in the order of the text."""
        wanted = tasks or [task for _, task in self.tasks]
        found = (a.party for task in wanted for a in self.duties.of_task[task.iri] if a.role == LEAD)
        return tuple(self.duties.party[iri] for iri in dict.fromkeys(found))

    def place_of(self, clause: Clause) -> Place | None:
        """Where a clause stands in the source text; None where its document brought no text, or noise cuts it."""
        place, content = self.measure.place, next((t.content for t in self.duties.texts), "")
        if place is None or not content:
            return None
        kept = [at for at in range(place.start, place.end) if not content[at].isspace()]
        before = sum(not character.isspace() for character in self.measure.text[: clause.start])
        words = "".join(clause.words.split())
        source = "".join(content[at] for at in kept)
        found = source.find(words, max(0, before - _DRIFT))
        return Place(place.text, kept[found], kept[found + len(words) - 1] + 1) if found >= 0 else None

    def task_at(self, place: int) -> Task | None:
        """The task in whose text a place stands."""
        return next((task for end, task in self.tasks if place < end), self.tasks[-1][1] if self.tasks else None)


@dataclass(frozen=True, slots=True)
class Link:
    """That a measure below carries out one above."""

    lower: Side
    upper: Side
    score: float  #: how much the pair stands out, and how alike the clauses are that prove it
    kind: Kind
    lead: Lead
    quotations: tuple[Quotation, ...]  #: the most alike first


@dataclass(frozen=True)
class Trace:
    """The measures of the documents above and below, and the links between them."""

    upper: tuple[Side, ...]
    lower: tuple[Side, ...]
    links: tuple[Link, ...]  #: in the order of the measures below, the first of each the one that stands out most
    method: str = METHOD  #: how they were found

    @cached_property
    def above(self) -> Mapping[str, tuple[Link, ...]]:
        """The links of each measure below, () for one that is new."""
        return _grouped(self.lower, ((link.lower, link) for link in self.links))

    @cached_property
    def below(self) -> Mapping[str, tuple[Link, ...]]:
        """The links of each measure above, () for one that nobody took up."""
        return _grouped(self.upper, ((link.upper, link) for link in self.links))

    @property
    def new(self) -> tuple[Side, ...]:
        """The measures below that carry out none above."""
        return tuple(side for side in self.lower if not self.above[side.measure.iri])

    @property
    def not_taken_up(self) -> tuple[Side, ...]:
        """The measures above that nobody below carries out."""
        return tuple(side for side in self.upper if not self.below[side.measure.iri])


def trace(upper: Sequence[Duties], lower: Sequence[Duties], encode: Encode | None = None) -> Trace:
    """The trace of documents above through documents below.

    Each document below is aligned with all those above at once, so that of two measures above that are alike the
    nearer one is found. With ``encode`` what a sentence model reads in their clauses counts too.
    """
    linked, method = (LINKED, METHOD) if encode is None else (LINKED_WITH_MEANING, WITH_MEANING)
    above, theirs = [Matter.of(duties) for duties in upper], [sides(duties) for duties in upper]
    profiles: dict[tuple[int, ...], Profile] = {}
    found: list[Link] = []
    below: list[Side] = []
    for duties in lower:
        mine, own = sides(duties), Matter.of(duties)
        below += mine
        belong = [belonging(each, own) for each in above]
        chosen = tuple(turn for turn, by in enumerate(belong) if by > _STRANGERS)
        if not chosen:
            continue
        those = [side for turn in chosen for side in theirs[turn]]
        if chosen not in profiles:
            profiles[chosen] = _profile(those)
        doubt = np.repeat([DOUBT * (1 - belong[turn]) for turn in chosen], [len(theirs[turn]) for turn in chosen])
        those_above, its = profiles[chosen], _profile(mine)
        alike = (
            outstanding(those_above, its, _items(mine))
            + DOING * doing(those_above, its)
            + MEANT * meant(those_above, its)
        )
        if encode is not None and those and mine:
            alike += near(meaning(map(_said, those), encode), meaning(map(_said, mine), encode))
        found += _links(those, mine, alike - doubt, telling(those_above, its), linked)
    return Trace(tuple(side for each in theirs for side in each), tuple(below), tuple(found), method)


def sides(duties: Duties) -> list[Side]:
    """The measures of a document that ask something of somebody."""
    return [Side(duties, measure) for measure in duties.measures if duties.tasks_of[measure.iri]]


def _profile(found: Sequence[Side]) -> Profile:
    return profile([side.clauses for side in found], [_systems(side) for side in found])


def _items(found: Sequence[Side]) -> Items:
    """The profile of the items of those measures that have several, and of which measure each is."""
    each = [(turn, item) for turn, side in enumerate(found) for item in side.items]
    systems = [_systems(found[turn]) for turn, _ in each]
    return Items(profile([item for _, item in each], systems), np.array([turn for turn, _ in each], np.int64))


def _systems(side: Side) -> Mapping[str, float]:
    weight: Counter[str] = Counter()
    for _, task in side.tasks:
        for assignment in side.duties.of_task[task.iri]:
            for system in systems_of(side.duties.party[assignment.party].name):
                weight[system] += _LEADING if assignment.role == LEAD else _SUPPORTING  # type: ignore[assignment]
    return weight


def _said(side: Side) -> Sequence[Sequence[str]]:
    """The clauses of each sentence of a measure; where it has none its first words."""
    found = [[clause.words for clause in those] for _, those in groupby(side.clauses, lambda clause: clause.sentence)]
    return found or [[side.caption]]


def _links(upper: Sequence[Side], lower: Sequence[Side], score: Floats, tells: Floats, linked: float) -> Iterator[Link]:
    """The links of each measure below that are so strong.

    Given are how much it stands out with each above, and how much both say that few say.
    """
    weight = PROOF + TELLING * tells
    most = score + weight  # how strong a link can be at most
    for row in np.flatnonzero((most >= linked).any(axis=1)).tolist():
        side = lower[row]
        ranked = [at for at in np.argsort(-most[row], kind="stable")[:_CANDIDATES].tolist() if most[row, at] >= linked]
        quoted = [quotations(side.clauses, upper[at].clauses) for at in ranked]
        proofs = zip(ranked, map(_proof, quoted), strict=True)
        strong = [float(score[row, at] + weight[row, at] * proof) for at, proof in proofs]
        order = sorted(range(len(ranked)), key=lambda turn: -strong[turn])
        chosen = [turn for turn in order if strong[turn] >= linked]
        most_alike = [max(one.alike for one in those) for those in zip(*(quoted[turn] for turn in chosen), strict=True)]
        for turn in chosen:
            mine = [one for one, alike in zip(quoted[turn], most_alike, strict=True) if one.alike == alike]
            yield _link(side, upper[ranked[turn]], strong[turn], quoted[turn], mine)


def _proof(found: Sequence[Quotation]) -> float:
    """How alike those two clauses are that prove most."""
    return max((one.alike for one in found if one.proves), default=0)


def _link(lower: Side, upper: Side, score: float, found: Sequence[Quotation], mine: Sequence[Quotation]) -> Link:
    """``mine`` are the quotations of those clauses that are like no other measure above as much as this one."""
    size = sum(len(clause.words) for clause in lower.clauses) or 1
    same = sum(len(one.lower.words) for one in found if one.shared) / size
    share = sum(len(one.lower.words) for one in mine) / size
    kind = Kind.TAKEN_OVER if same >= TAKEN_OVER else Kind.PART if share < PART else Kind.ADAPTED
    ranked = sorted(
        mine or found, key=lambda one: (not one.proves, -round(one.alike, 1), -len(one.lower.words), one.lower.start)
    )
    kept = tuple(one for turn, one in enumerate(ranked) if not turn or one.alike >= _QUOTED)
    below = [task for one in kept[:3] if (task := lower.task_at(one.lower.start))]
    above = [task for one in kept[:3] if (task := upper.task_at(one.upper.start))]
    return Link(lower, upper, score, kind, lead(upper.leads(above), lower.leads(below)), kept)


def lead(upper: Sequence[Party], lower: Sequence[Party]) -> Lead:
    """Who leads below beside who leads above, by their systems."""
    if not upper or not lower:
        return Lead.NONE
    above, below = ({system for party in side for system in systems_of(party.name)} for side in (upper, lower))
    if above & below or {party.iri for party in upper} & {party.iri for party in lower}:
        return Lead.SAME
    return Lead.DELEGATED if any(is_government_below(party.name) for party in upper) else Lead.OTHER


def _grouped(sides: Sequence[Side], links: Iterator[tuple[Side, Link]]) -> Mapping[str, tuple[Link, ...]]:
    found: dict[str, list[Link]] = {side.measure.iri: [] for side in sides}
    for side, link in links:
        found[side.measure.iri].append(link)
    return {iri: tuple(those) for iri, those in found.items()}
