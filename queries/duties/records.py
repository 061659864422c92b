"""Who is responsible for what, as records: what all that people open is made from.

The records are frozen, in the order of the documents, and know nothing of RDF. One row a thing, whatever the number of
its texts, names and graphs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache, cached_property

from ontology.enumerations import Basis, Level, LimitKind, Role
from ontology.patterns import regex

OPEN, CLOSED = "open", "closed"
#: Classes of parties that say no more than "a party".
_GENERAL = frozenset({"Body", "Group", "Party"})
POINTS = ",.;，。；、 \n"
#: Persons to call and their numbers.
_CONTACT = regex(
    r"""[，,；;。、\s]{0,3}
    (?: 联系(?:人|电话|方式|邮箱) | (?:咨询|办公)?电话 | 手机 | 传真 | 电子邮箱 | 邮箱 ) (?:及电话)? [:：] \s*
    [^，,；;。、（）()\s]+ (?: 、 [^，,；;。、（）()\s]+ )*                                           # 李华、王明
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a source text, in Unicode code points, start inclusive, end exclusive."""

    text: str  #: IRI
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """The source text in which the places of a document are shown."""

    iri: str
    document: str
    name: str  #: of the file
    content: str = ""  #: only where it was asked for


@dataclass(frozen=True, slots=True)
class Document:
    """A document that holds tasks."""

    iri: str
    title: str
    number: str
    date: str
    issuers: tuple[str, ...] = ()  #: labels
    jurisdiction: str = ""  #: IRI of the place it holds in, "" if none is known
    place: str = ""  #: the name of that place
    level: Level | None = None
    label: str = ""  #: how it is shown: its title, its number or the name of its file
    text: str = ""  #: IRI of the source text in which its places are shown

    @property
    def year(self) -> str:
        """The year of its date, else of its number; "" if neither tells one."""
        if self.date:
            return self.date[:4]
        found = re.search(r"〔(\d{4})〕", self.number)
        return found[1] if found else ""

    def is_above(self, other: Document) -> bool:
        """Whether it is of a higher level of government than another; not where the level of one is unknown."""
        if self.level is None or other.level is None:
            return False
        levels = tuple(Level)
        return levels.index(self.level) < levels.index(other.level)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading; ``parent`` is a section's IRI, or "" for the top."""

    iri: str
    title: str
    identifier: str
    parent: str = ""
    document: str = ""
    marker: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A numbered unit, with the IRIs of its policy fields."""

    iri: str
    document: str
    section: str
    number: str
    text: str
    themes: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What one attribution covers."""

    iri: str
    measure: str
    order: int
    text: str
    attribution: str = ""
    tail: str = ""
    place: Place | None = None
    attribution_place: Place | None = None
    targets: tuple[str, ...] = ()  #: as written

    @property
    def own_words(self) -> str:
        """The words of a task without the attribution at its end and the mark of the sentence before.

        >>> Task("", "", 1, ",发布知识产权评议工作指南(财政厅)", "(财政厅)").own_words
        '发布知识产权评议工作指南'
        """
        words = self.text.strip().rstrip(POINTS)
        if self.attribution:
            words = words.removesuffix(self.attribution)
        return without_contacts(words).strip().strip(POINTS).strip()


@dataclass(frozen=True, slots=True)
class Party:
    """A body, or a group of bodies: ``group`` is "open", "closed" or "" for a body."""

    iri: str
    name: str  #: the label that tells it apart in this graph: short where that is enough, else with its place
    group: str = ""
    classes: tuple[str, ...] = ()  #: local names, sorted
    members: tuple[str, ...] = ()  #: of a closed group, as far as the authority file lists them
    new: bool = False  #: not in the authority file
    short: str = ""  #: the name within its jurisdiction
    full: str = ""
    english: str = ""
    aliases: tuple[str, ...] = ()
    jurisdiction: str = ""  #: IRI
    place: str = ""  #: the name of the jurisdiction

    @property
    def kind(self) -> str:
        """The class that says most of it, the first in order if several do.

        >>> Party("", "财政厅", classes=("Body", "GovernmentDepartment")).kind
        'GovernmentDepartment'
        """
        return _kind(self.classes)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it goes by, the label first."""
        return tuple(dict.fromkeys(filter(None, (self.name, self.short, self.full, self.english, *self.aliases))))


@dataclass(frozen=True, slots=True)
class Assignment:
    """One party on one task."""

    iri: str
    task: str
    party: str
    role: Role
    basis: Basis
    rank: int
    surface: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit of a task; dates are ISO, "" where the words give none."""

    task: str
    kind: LimitKind
    text: str
    earliest: str = ""
    latest: str = ""


@dataclass(frozen=True)
class Duties:
    """All of it, each tuple in the order of the documents."""

    documents: tuple[Document, ...] = ()
    sections: tuple[Section, ...] = ()
    measures: tuple[Measure, ...] = ()
    tasks: tuple[Task, ...] = ()
    parties: tuple[Party, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    limits: tuple[Limit, ...] = ()
    themes: dict[str, dict[str, str]] = field(default_factory=dict)  #: IRI -> language -> label

    texts: tuple[Text, ...] = ()

    @cached_property
    def document(self) -> dict[str, Document]:
        """Documents by IRI."""
        return {document.iri: document for document in self.documents}

    @cached_property
    def section(self) -> dict[str, Section]:
        """Sections by IRI."""
        return {section.iri: section for section in self.sections}

    @cached_property
    def measure(self) -> dict[str, Measure]:
        """Measures by IRI."""
        return {measure.iri: measure for measure in self.measures}

    @cached_property
    def task(self) -> dict[str, Task]:
        """Tasks by IRI."""
        return {task.iri: task for task in self.tasks}

    @cached_property
    def party(self) -> dict[str, Party]:
        """Parties by IRI."""
        return {party.iri: party for party in self.parties}

    @cached_property
    def tasks_of(self) -> dict[str, tuple[Task, ...]]:
        """The tasks of each measure; () for a measure that asks nothing of anybody."""
        found: dict[str, list[Task]] = {measure.iri: [] for measure in self.measures}
        for task in self.tasks:
            found[task.measure].append(task)
        return {measure: tuple(those) for measure, those in found.items()}

    @cached_property
    def of_task(self) -> dict[str, tuple[Assignment, ...]]:
        """The assignments of each task, by rank; () for a task that names nobody."""
        found: dict[str, list[Assignment]] = {task.iri: [] for task in self.tasks}
        for assignment in self.assignments:
            found[assignment.task].append(assignment)
        return {task: tuple(sorted(those, key=lambda a: a.rank)) for task, those in found.items()}

    @cached_property
    def limits_of(self) -> dict[str, tuple[Limit, ...]]:
        """The time limits of each task that has any."""
        found: dict[str, list[Limit]] = defaultdict(list)
        for limit in self.limits:
            found[limit.task].append(limit)
        return {task: tuple(those) for task, those in found.items()}

    @cached_property
    def labels(self) -> dict[str, str]:
        """A short name of each task, unique here: "4-1" for the first of measure 4, longer where need be."""
        within = self.labels_within
        if len(set(within.values())) == len(within):
            return within
        of = {task.iri: self.document[self.measure[task.measure].document] for task in self.tasks}
        return {task: f"{of[task].number or of[task].label or of[task].iri}/{within[task]}" for task in within}

    @cached_property
    def labels_within(self) -> dict[str, str]:
        """A short name of each task, unique in its document: "4-1", or "2/4-1" where numbers repeat across sections."""
        mine: dict[str, list[Task]] = {document.iri: [] for document in self.documents}
        for task in self.tasks:
            mine[self.measure[task.measure].document].append(task)
        found: dict[str, str] = {}
        for tasks in mine.values():
            numbered = {task.iri: _by_number(self, task) for task in tasks}
            unique = len(set(numbered.values())) == len(tasks)
            found |= numbered if unique else {task.iri: _by_section(self, task) for task in tasks}
        return {task.iri: found[task.iri] for task in self.tasks}

    def named(self, task: str, role: Role) -> tuple[str, ...]:
        """The names of those who have ``role`` in a task, in the order of the text."""
        return tuple(self.party[a.party].name for a in self.of_task[task] if a.role is role)

    def path(self, measure: Measure) -> tuple[Section, ...]:
        """The sections around a measure, the outermost first."""
        path: list[Section] = []
        at = measure.section
        while at in self.section:
            path.insert(0, self.section[at])
            at = self.section[at].parent
        return tuple(path)


@cache  # of thousands of parties there are some dozens
def _kind(classes: tuple[str, ...]) -> str:
    """The class that says most, as Party.kind tells it."""
    return min(classes, key=lambda name: (name in _GENERAL, name), default="Party")


def group_of(classes: Collection[str]) -> str:
    """Whether the classes are those of an open group, of a closed one, or, as "", of a body.

    >>> group_of(("Group", "OpenGroup"))
    'open'
    """
    return OPEN if "OpenGroup" in classes else CLOSED if {"ClosedGroup", "Group"} & set(classes) else ""


def without_contacts(words: str, instead: str = "") -> str:
    """The words without persons to call and their numbers, which say nothing about who answers for a task.

    Each of their characters is replaced by ``instead``.

    >>> without_contacts("（对接部门：区金融办；联系人：李华、王明；联系电话：62810011、62810012）")
    '（对接部门：区金融办）'
    """
    if ":" not in words and "：" not in words:  # few have one, and the pattern is slow
        return words
    return _CONTACT.sub(lambda found: instead * len(found[0]), words)


def _by_number(duties: Duties, task: Task) -> str:
    return f"{duties.measure[task.measure].number}-{task.order}"


def _by_section(duties: Duties, task: Task) -> str:
    path = duties.path(duties.measure[task.measure])
    return "/".join([*([path[-1].identifier] if path else []), _by_number(duties, task)])
