"""A document as passages: what is paired when two versions of it are compared, with the clauses it is paired by.

Measures are passages, headings are, and so is each paragraph outside both (title, preamble, foot). Attributions, and
time limits that stand by themselves, are no clauses: a task is known by what is to be done, and who does it by when is
said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ontology.pages import is_page_number
from ontology.patterns import regex
from queries.align.clauses import clauses
from queries.align.coverage import covered
from queries.align.marks import key
from queries.duties import Duties, Measure, Section, Task

#: A paragraph without one of these says nothing: rules.
_LETTER = regex(r"[^\W\d_]")
#: What is left of a unit whose words are a measure: its marker.
_MARKER = regex(r"\(?第?[一二三四五六七八九十百零〇\d]+[)、.]*[条條章节節款项項]?")
#: The marker of a measure, left before it on its line.
_LEFT = regex(r"(?<!\S)[（(]?第?[一二三四五六七八九十百零〇\d]+[)）、.．]*[条條章节節款项項]?\s*\Z")
_BLANKS_OF_MARKER = 3  #: at most so many characters stand between the marker of a section and its words
_BETWEEN_CELLS = regex(r"[|\t\u2028]")
_LINE_ENDS = regex(r"[\n\r]+")
_PARAGRAPH_ENDS = ("。", "！", "？", "；", "：", ".", "!", "?", ";", ":")

#: Marks at which paragraphs are cut, and titles have none of.
CUTS = str.maketrans("", "", "。；：;:")


class Sort(StrEnum):
    """What a passage is."""

    MEASURE = "measure"
    HEADING = "heading"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a clause by which it is known again, and the task that they are of, "" if of none."""

    key: str
    task: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is kept, changed, moved or dropped as one."""

    sort: Sort
    number: str  #: of a measure; of a heading its marker
    text: str
    clauses: tuple[Clause, ...]
    tasks: tuple[str, ...] = ()
    iri: str = ""
    start: int = -1  #: in the source text
    chapter: int = -1  #: the number of the passage that is the last heading up to here; -1 before the first
    repeated: bool = False  #: whether it is a heading whose words a measure says too

    @property
    def size(self) -> int:
        """How many characters its clauses have."""
        return sum(len(clause.key) for clause in self.clauses)


def passages(duties: Duties) -> tuple[Passage, ...]:
    """The passages of the one document that ``duties`` are of, in the order of its text, headings among them."""
    measures = [_measure(duties, measure) for measure in duties.measures]
    begun = {measure.place.start: measure.text for measure in duties.measures if measure.place}
    headings = [_heading(section, begun) for section in duties.sections if section.title]
    content = duties.texts[0].content if duties.texts else ""
    others = _others(content, duties)
    return tuple(_in_chapters(sorted((*measures, *headings, *others), key=lambda passage: passage.start)))


def _in_chapters(found: Iterable[Passage]) -> Iterator[Passage]:
    chapter = -1
    for number, passage in enumerate(found):
        if passage.sort is Sort.HEADING:
            chapter = number
        yield replace(passage, chapter=chapter)


def _measure(duties: Duties, measure: Measure) -> Passage:
    tasks = duties.tasks_of[measure.iri]
    found = tuple(_clauses_of(duties, measure, tasks))
    start = measure.place.start if measure.place else -1
    named = tuple(task.iri for task in tasks)
    return Passage(Sort.MEASURE, measure.number, measure.text, found, named, measure.iri, start)


def _heading(section: Section, begun: Mapping[int, str]) -> Passage:
    """The heading of a section; ``begun`` are the texts of measures by where they begin."""
    start = section.place.start if section.place else -1
    words = (Clause(key(section.title), ""),)
    sort = Sort.HEADING if section.marker else Sort.TEXT  # a title of a part, which stands as a paragraph elsewhere
    behind = range(start, start + len(section.marker) + _BLANKS_OF_MARKER + 1)
    repeated = any(key(begun.get(at, "")).startswith(key(section.title)) for at in behind)
    return Passage(sort, section.marker, section.title, words, iri=section.iri, start=start, repeated=repeated)


def _clauses_of(duties: Duties, measure: Measure, tasks: Sequence[Task]) -> Iterator[Clause]:
    """The clauses of a measure, of which each belongs to the task in whose text it stands."""
    text = list(_BETWEEN_CELLS.sub("\n", measure.text))
    ends: list[tuple[int, str]] = []
    for each in covered(duties, measure, tasks):
        first, last = each.named
        text[first:last] = "\n" * (last - first)
        ends.append((each.end, each.task.iri))
    days = {key(limit.text) for task in tasks for limit in duties.limits_of.get(task.iri, ())}
    for clause in clauses("".join(text)):
        inside = (task for end, task in ends if clause.start < end)
        words = key(clause.words)
        if words and words not in days:
            yield Clause(words, next(inside, tasks[-1].iri if tasks else ""))


def _others(content: str, duties: Duties) -> Iterator[Passage]:
    """The paragraphs outside measures and headings."""
    taken = [(measure.place.start, measure.place.end) for measure in duties.measures if measure.place]
    taken += [(each.place.start, _end_of_heading(content, each)) for each in duties.sections if each.place]
    at = 0
    for start, end in (*sorted(taken), (len(content), len(content))):
        between = content[at : max(at, start)]
        for begin, words in _paragraphs(_LEFT.sub("", between) if start < len(content) else between):
            known = tuple(Clause(key(clause.words), "") for clause in clauses(_LINE_ENDS.sub("", words)))
            if known and not _MARKER.fullmatch(key(words)) and _LETTER.search(words):
                yield Passage(Sort.TEXT, "", words, known, start=at + begin)
        at = max(at, end)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Lines up to one that ends like a paragraph, and where each begins: a source may break its lines anywhere."""
    begin = at = 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        if line.rstrip().endswith(_PARAGRAPH_ENDS):
            yield begin, _of_no_page(text[begin:at])
            begin = at
    yield begin, _of_no_page(text[begin:])


def _of_no_page(paragraph: str) -> str:
    """A paragraph without the numbers of pages that stand in it or before it."""
    lines = paragraph.splitlines(keepends=True)
    return "".join(line for line in lines if not is_page_number("".join(line.split()))).strip()


def _end_of_heading(content: str, section: Section) -> int:
    """Where the marker and title of a section end in the source text, which may break them over lines."""
    assert section.place  # noqa: S101  # whoever calls has seen to it
    left = sum(not character.isspace() for character in section.marker + section.title)
    at = section.place.start
    while left and at < section.place.end:
        left -= not content[at].isspace()
        at += 1
    return at
