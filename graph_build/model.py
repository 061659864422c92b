"""The parsed document: frozen records that slice and order, and do nothing else.

Records that are made by the thousand are named tuples, which cost a third of a frozen dataclass to make, compare and
hash; a document of 6,000 characters has some 3,000 spans.

All spans point into the reflowed text (``Document.text``), in Unicode code points, start inclusive, end exclusive;
``Document.place`` gives the same place in the unchanged source text.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from ontology.enumerations import CO as CO
from ontology.enumerations import KEYWORD as KEYWORD
from ontology.enumerations import LEAD as LEAD
from ontology.enumerations import ORDER as ORDER
from ontology.enumerations import REVIEW as REVIEW
from ontology.enumerations import RULE as RULE
from ontology.enumerations import SENTENCE as SENTENCE
from ontology.enumerations import Basis as Basis
from ontology.enumerations import Comparator as Comparator
from ontology.enumerations import LimitKind as LimitKind
from ontology.enumerations import Role as Role


class Kind(StrEnum):
    """What is named: one body, or a class of bodies."""

    AGENCY = "agency"
    COLLECTIVE = "collective"


AGENCY, COLLECTIVE = Kind  #: by their own names, as in ontology/enumerations.py


class Span(NamedTuple):
    """A stretch of text, start inclusive, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of ``text`` that the span covers.

        >>> Span(2, 5).of("自治区财政厅")
        '区财政'
        """
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """The same stretch, ``by`` characters further on."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what it says, and how far it reaches over columns and rows."""

    span: Span  #: into the source text; empty for a cell that says nothing
    column: int = 0  #: of the grid, counted from 0, merged cells on its left included
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: one line of the source text, its cells joined by ``CELL_END``.

    A cell merged over rows stands in the first of them only; the rows below have an empty place there.
    """

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the source text; its heading rows come first and say so in their cells."""

    rows: tuple[Row, ...]


class Paged(NamedTuple):
    """A stretch of source text that stands on one page."""

    span: Span
    page: int  #: counted from 1


#: a confidence below which a letter is doubtful
DOUBTFUL = 0.8


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is known of a text by the pages it stood on, and how sure the program was that recognised it there."""

    pages: tuple[Paged, ...] = ()  #: in the order of the text
    extractor: str = ""  #: the program that recognised the text in pictures, with its version; "" if none had to
    letters: Sequence[int] = ()  #: the places of the letters that it recognised, in order
    sureness: Sequence[float] = ()  #: how sure it was of each of them, from 0 to 1

    def page(self, span: Span) -> int | None:
        """The page that ``span`` begins on; None where no page is known."""
        at = bisect_right(self.pages, span.start, key=lambda paged: paged.span.start) - 1
        return self.pages[at].page if at >= 0 else None

    def confidence(self, span: Span) -> float | None:
        """How sure the program was of the least sure letter in ``span``; None where it recognised none."""
        first, last = bisect_left(self.letters, span.start), bisect_left(self.letters, span.end)
        return min(self.sureness[first:last], default=None)

    @property
    def doubtful(self) -> tuple[Span, ...]:
        """The letters that it was not sure of."""
        return tuple(Span(at, at + 1) for at, sure in zip(self.letters, self.sureness, strict=True) if sure < DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader got out of a source: the source text, and what the format knew about it."""

    text: str  #: the source text: all spans of the graph point into it
    format: str  #: a key of ``graph_build.read.FORMATS``
    noise: tuple[Span, ...] = ()  #: running heads, page numbers, portal chrome: in the text, never read
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()  #: what was found and not read
    title: Span | None = None  #: the lines that the format says are the title
    imprint: Imprint = Imprint()  #: what the pages show, where the format has pages


#: between the cells of a row, in source text and reflowed text
CELL_END = "\t"
#: between the paragraphs of a cell, in source text and reflowed text, so that a row stays one line
CELL_BREAK = "\u2028"


@dataclass(frozen=True, slots=True)
class Party:
    """Who is meant: a node of the graph that a mention resolves to."""

    iri: str
    name: str  #: in the document's own short form, elided jurisdiction put back
    kind: Kind
    short: str = ""  #: the name within its jurisdiction that all documents share; "" if the authority file says it
    full: str = ""  #: the name that says of which jurisdiction it is; "" if the authority file says it
    jurisdiction: str = ""  #: GB/T 2260 code, or the place's name where no code is known
    known: bool = False  #: described in the authority file
    classes: tuple[str, ...] = ()  #: local names of classes in policy.ttl, most special first
    group_type: str = ""  #: IRI of the shared concept that an open group of one document is an instance of


class Mention(NamedTuple):
    """A name in an attribution; ``party`` is empty until it is resolved."""

    span: Span
    surface: str
    role: Role
    basis: Basis
    kind: Kind
    owner: str = ""  #: a shared suffix put back: 广州 in 广州、深圳、东莞市政府 is 广州市政府
    party: Party | None = None

    @property
    def name(self) -> str:
        """The resolved name, or the surface as long as nobody has resolved it."""
        return self.party.name if self.party else self.owner or self.surface


@dataclass(frozen=True, slots=True)
class Attribution:
    """The words that say who: where they stand, which wording read them, whom they name."""

    span: Span
    text: str
    wording: str
    mentions: tuple[Mention, ...]
    scope: str = "task"  #: "section" where one attribution covers several measures
    tail: str = ""  #: 等部门 and the like: others, unnamed
    doubts: tuple[str, ...] = ()  #: items that could not be read


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """When something is to be done, as written and as dates (ends inclusive)."""

    span: Span
    text: str
    kind: LimitKind
    earliest: datetime.date | None = None
    latest: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A number to be reached."""

    span: Span
    text: str
    indicator: str
    comparator: Comparator
    minimum: float | None
    maximum: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document named in this one."""

    span: Span
    title: str
    number: str | None
    function: str  #: implements, based-on, cites, amends, repeals


@dataclass(frozen=True, slots=True)
class Review:
    """That a person corrected who answers for a task, or by when it is due."""

    editor: str
    reason: str
    extracted: tuple[str, ...] = ()  #: what had been read
    bodies: bool = True  #: whether the bodies are the person's
    limits: bool = False  #: whether the time limits are


@dataclass(frozen=True, slots=True)
class Task:
    """What one attribution covers; a measure without attribution is one task."""

    span: Span
    attribution: Attribution | None = None
    limits: tuple[TimeLimit, ...] = ()
    targets: tuple[Target, ...] = ()
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all below it."""

    id: str  #: path of numerals: 1.2
    marker: str
    title: str
    parent: str | None
    span: Span


class Clue(StrEnum):
    """Where something stands that points to a theme."""

    WORDS = "words"  #: in the measure
    HEADING = "heading"  #: in a heading above it
    TITLE = "title"  #: in the title of the document
    LEAD = "lead"  #: in the portfolio of who leads it
    LAW = "law"  #: in the name of a law or plan that it cites
    NEIGHBOURS = "neighbours"  #: nowhere in it: most measures of the document are of this theme
    REVIEW = "review"  #: a person says so


class Evidence(NamedTuple):
    """The words, or names, of one kind that point to a theme, the weightiest first."""

    clue: Clue
    words: tuple[str, ...]


class Indexing(NamedTuple):
    """A theme that a measure is given, and why."""

    theme: str  #: id of the policy field or aspect
    sureness: float  #: its share of what points to any theme of its level; 1 if a person says so
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """The lowest numbered unit that tasks hang on."""

    number: str
    section: str  #: id of the innermost enclosing section, "" if none
    span: Span
    text: str
    tasks: tuple[Task, ...]
    citations: tuple[Citation, ...] = ()
    fields: tuple[Indexing, ...] = ()  #: policy fields, the weightiest first; resolving gives at least one
    themes: tuple[Indexing, ...] = ()  #: aspects of a field, where it has some
    asks: bool = True  #: whether it asks anything of anybody; 重要意义, 指导思想, 基本原则 do not

    @property
    def asked(self) -> tuple[Task, ...]:
        """The tasks that the graph holds: none of a unit that asks nothing, unless a person named somebody."""
        return tuple(task for task in self.tasks if self.asks or task.attribution or task.review)


@dataclass(frozen=True, slots=True)
class Rule:
    """A standing rule on responsibility, as quoted."""

    span: Span
    text: str
    mentions: tuple[Mention, ...] = ()  #: bodies it adds to every later measure
    after: int = 0  #: it holds for measures that end after this place
    until: int | None = None  #: and begin before this one, the end of its chapter; None: to the end of the document

    def covers(self, measure: Measure) -> bool:
        """Whether the rule holds for a measure: it stands before, and in the same chapter unless it says 下同."""
        return measure.span.end > self.after and (self.until is None or measure.span.start < self.until)


@dataclass(frozen=True, slots=True)
class Field:
    """Words of the header or the foot, with their place."""

    span: Span
    text: str
    party: Party | None = None
    kind: Kind = AGENCY  #: of what it names; of a title it says nothing


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before and after the measures."""

    title: Field | None = None
    number: str | None = None
    issuers: tuple[Field, ...] = ()
    date: datetime.date | None = None
    addressees: tuple[Field, ...] = ()
    cc: tuple[Field, ...] = ()
    citations: tuple[Citation, ...] = ()
    rules: tuple[Rule, ...] = ()
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None


class Leaf(NamedTuple):
    """The smallest part of the document tree; leaves tile the source without gap or overlap."""

    span: Span  #: into the unchanged source text
    kind: str  #: noise, title, number, addressees, preamble, heading, text, attribution, foot …
    unit: str  #: eId of the unit it belongs to, "" for the document itself


@dataclass(frozen=True, slots=True)
class Reflowed:
    """Text with breaks and noise undone, and the way back to the unchanged source."""

    source: str
    text: str
    offsets: Sequence[int]  #: for each code point of ``text`` its place in ``source``

    def place(self, span: Span) -> Span:
        """The same stretch in the unchanged source."""
        if span.start >= span.end:
            here = self.offsets[span.start] if span.start < len(self.offsets) else len(self.source)
            return Span(here, here)
        return Span(self.offsets[span.start], self.offsets[span.end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Document:
    """One document, parsed."""

    name: str  #: of the source
    reflowed: Reflowed
    header: Header
    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    leaves: tuple[Leaf, ...] = ()
    warnings: tuple[str, ...] = ()
    jurisdiction: str = ""
    imprint: Imprint = Imprint()

    @property
    def text(self) -> str:
        """The reflowed text that all spans point into."""
        return self.reflowed.text

    def place(self, span: Span) -> Span:
        """The same stretch in the unchanged source."""
        return self.reflowed.place(span)

    def added(self, measure: Measure) -> Iterator[Mention]:
        """The parties that standing rules add to a measure."""
        for rule in self.header.rules:
            if rule.covers(measure):
                yield from rule.mentions

    def mentions(self) -> Iterator[Mention]:
        """Every mention, in the order of the text."""
        for measure in self.measures:
            for task in measure.tasks:
                if task.attribution:
                    yield from task.attribution.mentions
