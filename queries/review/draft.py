"""The draft as the rules see it: one document's duties, its source text, and what it is held against."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from ontology.authority import Authority
from ontology.entries import Place
from ontology.enumerations import LEAD
from queries.duties.records import Assignment, Document, Duties, Measure, Section, Task
from queries.duties.records import Place as Stretch

R = TypeVar("R")
T = TypeVar("T")
#: The number of a row of a table, in a cell of its own.
_SERIAL = re.compile(r"\d+\t")
#: What stands between blanks and line breaks.
_RUN = re.compile(r"\S+")


@dataclass(frozen=True)
class Passage:
    """Words of the source text with their blanks and line breaks left out, and the way back."""

    words: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Passage:
        r"""The passage from ``start`` to ``end``.

        >>> Passage.of("建设平\n台。", 0, 6).words
        '建设平台。'
        """
        runs = list(_RUN.finditer(text, start, end))
        kept = tuple(at for run in runs for at in range(run.start(), run.end()))
        return cls("".join(run[0] for run in runs), kept)

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        r"""Where the words from ``start`` to ``end`` of the passage stand in the source text.

        >>> Passage.of("建设平\n台。", 0, 6).stretch(2, 4)
        (2, 5)
        """
        return self.offsets[start], self.offsets[max(start, end - 1)] + 1

    def find(self, pattern: str | re.Pattern[str]) -> Iterator[tuple[re.Match[str], int, int]]:
        """Each match of a pattern, with where it stands in the source text."""
        for found in re.finditer(pattern, self.words):
            if found.end() > found.start():
                yield (found, *self.stretch(found.start(), found.end()))


@dataclass(frozen=True)
class Thresholds:
    """From when on a rule speaks; a profile says otherwise."""

    bodies: int = 8  #: a task may name so many
    neighbours: float = 0.75  #: such a share of the tasks around one has a limit
    longest: int = 500  #: characters of a measure for one reader
    tasks: int = 6  #: of a measure
    scattered: int = 3  #: so many remarks of one kind stand apart; more are said once for all of the document
    likeness: float = 0.8  #: of two tasks that are nearly the same


@dataclass(frozen=True)
class Earlier:
    """What a draft is held against: the documents of some duties but itself."""

    duties: Duties = field(default_factory=Duties)
    itself: str = ""
    _made: dict[object, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents."""
        return tuple(document for document in self.duties.documents if document.iri != self.itself)

    def without(self, document: str) -> Earlier:
        """The same for another draft; what was made of the duties once is not made again."""
        return Earlier(self.duties, document, self._made)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` makes of the duties, for all drafts that are held against them; ``key`` tells it apart."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made


@dataclass(frozen=True)
class Draft:
    """One document to be looked through."""

    duties: Duties  #: of this document alone
    authority: Authority
    day: str  #: ISO: on which bodies have to exist and limits to lie ahead; "" if none is known
    thresholds: Thresholds = field(default_factory=Thresholds)
    earlier: Earlier = field(default_factory=Earlier)

    @property
    def document(self) -> Document:
        """The document."""
        return self.duties.documents[0]

    @cached_property
    def text(self) -> str:
        """Its source text."""
        return next((text.content for text in self.duties.texts if text.iri == self.document.text), "")

    @cached_property
    def home(self) -> Place | None:
        """The place that its issuer governs, if the authority file knows it."""
        return self.authority.place_by_code.get(self.document.jurisdiction.rpartition("/")[2])

    def passage(self, place: Stretch | None) -> Passage:
        """The words at a place."""
        return self._passage(place.start, place.end) if place else Passage("", ())

    def task_passage(self, task: Task) -> Passage:
        """The words of a task without its attribution, if that ends it."""
        place, around = task.place, task.attribution_place
        if place and around and around.start > place.start:
            return self._passage(place.start, min(around.start, place.end))
        return self.passage(place)

    def _passage(self, start: int, end: int) -> Passage:
        """The words from ``start`` to ``end``, which one rule after another asks for."""
        if (start, end) not in self._passages:
            self._passages[start, end] = Passage.of(self.text, start, end)
        return self._passages[start, end]

    @cached_property
    def _passages(self) -> dict[tuple[int, int], Passage]:
        return {}

    def beginning(self, task: Task) -> tuple[int, int]:
        """Where the first words of a task stand: up to its first full stop, some thirty characters at most."""
        passage = self.task_passage(task)
        serial = task.place and _SERIAL.match(self.text, task.place.start, task.place.end)
        if serial:
            passage = self._passage(serial.end(), passage.offsets[-1] + 1)
        found = re.match(
            r"[，。；、,;]*(?:\d+[.．、]|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、)?", passage.words
        )
        first = found.end() if found else 0
        stop = re.compile(r"[。；！？]").search(passage.words, first + 2)
        last = min(stop.start() if stop else len(passage.words), first + 30)
        if last <= first:
            return (task.place.start, task.place.end) if task.place else (0, 0)
        return passage.stretch(first, last)

    @cached_property
    def leads(self) -> Mapping[str, tuple[Assignment, ...]]:
        """Those who lead each task."""
        return {task: tuple(a for a in named if a.role is LEAD) for task, named in self.duties.of_task.items()}

    def path(self, task: Task) -> tuple[Section, ...]:
        """The headings above a task, the outermost first."""
        return self.duties.path(self.duties.measure[task.measure])

    def unit(self, start: int) -> str:
        """The number of the measure that a place in the text stands in, "" outside of any."""
        found = self.measure_at(start)
        return found.number if found else ""

    def measure_at(self, start: int) -> Measure | None:
        """The measure that a place in the text stands in."""
        for measure in self.duties.measures:
            if measure.place and measure.place.start <= start < measure.place.end:
                return measure
        return None

    def name(self, assignment: Assignment) -> str:
        """The name of a party, as the document writes it."""
        return assignment.surface or self.duties.party[assignment.party].name

    def form(self, party: str, surface: str) -> str:
        """A name of a party without the place, the level or the state before it."""
        found = self.duties.party[party]
        return _without_place(self.authority, found.place, found.jurisdiction.rpartition("/")[2], surface)


@lru_cache(maxsize=2**14)  # rules ask for the same names over and over
def _without_place(authority: Authority, called: str, code: str, surface: str) -> str:
    """A name without its place, which is ``called`` so and has this ``code``, and without the level or the state."""
    place = authority.place_by_code.get(code)
    names = sorted((place.name, *place.aliases), key=len, reverse=True) if place else ()
    words = re.sub(r"\s|[（(].*", "", surface)
    for start in filter(None, (called, *names, "国家", "中华人民共和国", "中共", "全国", "中国")):
        words = words.removeprefix(start) if len(words) > len(start) + 1 else words
    return re.sub(r"^(?:自治[区州县旗]|[省市州区县旗盟](?!场|民政))(?=.{2})", "", words)


def apart(duties: Duties) -> Iterator[Duties]:
    """The duties of each document by itself, those of a whole graph having been loaded at once."""
    measures = _by(duties.measures, lambda measure: measure.document)
    sections = _by(duties.sections, lambda section: section.document)
    texts = _by(duties.texts, lambda text: text.document)
    document_of = {measure.iri: measure.document for measure in duties.measures}
    tasks = _by(duties.tasks, lambda task: document_of[task.measure])
    number = {party.iri: at for at, party in enumerate(duties.parties)}
    for document in duties.documents:
        iri = document.iri
        own = tasks.get(iri, ())
        assignments = tuple(a for task in own for a in duties.of_task[task.iri])
        named = {a.party for a in assignments}
        named |= {member for party in named for member in duties.party[party].members}
        yield replace(
            duties,
            documents=(document,),
            sections=sections.get(iri, ()),
            measures=measures.get(iri, ()),
            tasks=own,
            assignments=assignments,
            parties=tuple(duties.party[party] for party in sorted(named, key=number.__getitem__)),
            limits=tuple(limit for task in own for limit in duties.limits_of.get(task.iri, ())),
            texts=texts.get(iri, ()),
        )


def _by(rows: Iterable[R], of: Callable[[R], str]) -> dict[str, tuple[R, ...]]:
    """Rows by what each is of, in their order."""
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(of(row), []).append(row)
    return {key: tuple(mine) for key, mine in found.items()}


def only(duties: Duties, documents: Collection[str]) -> Duties:
    """The duties of some documents."""
    measures = tuple(measure for measure in duties.measures if measure.document in documents)
    held = {measure.iri for measure in measures}
    tasks = tuple(task for task in duties.tasks if task.measure in held)
    own = {task.iri for task in tasks}
    assignments = tuple(a for task in tasks for a in duties.of_task[task.iri])
    named = {a.party for a in assignments}
    named |= {member for iri in named for member in duties.party[iri].members}
    return replace(
        duties,
        documents=tuple(document for document in duties.documents if document.iri in documents),
        sections=tuple(section for section in duties.sections if section.document in documents),
        measures=measures,
        tasks=tasks,
        assignments=assignments,
        parties=tuple(party for party in duties.parties if party.iri in named),
        limits=tuple(limit for limit in duties.limits if limit.task in own),
        texts=tuple(text for text in duties.texts if text.document in documents),
    )
