"""What each attribution of a measure covers, where sentences name who answers.

In brackets, on a line or in a cell an attribution stands behind what it covers, and so a task runs from one attribution
to the next. A sentence names who answers first (县财政局要加强保障), and what it covers is the sentence and those that
follow, up to the next one that names somebody. Between versions the number of such sentences changes, so that they are
compared by what each covers.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ontology.enumerations import Basis
from ontology.patterns import regex
from queries.align.clauses import Clause, clauses
from queries.align.marks import key
from queries.duties import Duties, Limit, Measure, Task

#: What stands beside an attribution in a sentence or clause that says nothing else: 此项工作由县水利局负责。
_ALONE = regex(r"\W*(?:[此该本上述以上相关具体]{0,3}项?(?:工作|任务|事项))?\W*由?\W*")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without blanks and marks between cells, and where each of its characters stands."""

    words: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Folded:
        """The folded ``text``."""
        kept = [(at, character) for at, character in enumerate(text) if not _is_blank(character)]
        return cls("".join(character for _, character in kept), (*(at for at, _ in kept), len(text)))

    def at(self, place: int) -> int:
        """How many of its characters stand before a place of the text."""
        return bisect_left(self.places, place)

    def span(self, start: int, length: int) -> tuple[int, int]:
        """Where in the text the characters stand that are counted from ``start`` on."""
        return (self.places[start], self.places[start + length - 1] + 1) if length else (self.places[start],) * 2


def folded(text: str) -> str:
    """The text without blanks and marks between cells."""
    return "".join(text.split()).replace("|", "")


def _is_blank(character: str) -> bool:
    return character.isspace() or character == "|"


@dataclass(frozen=True, slots=True)
class Covered:
    """A task in its measure: where its words and its attribution begin and end in the text of the measure."""

    task: Task
    start: int
    end: int
    named: tuple[int, int]  #: equal if nobody is named


def covered(duties: Duties, measure: Measure, tasks: Sequence[Task]) -> Iterator[Covered]:
    """The tasks of a measure as the graph has them, in the order of its text."""
    text, at = Folded.of(measure.text), 0
    for task in tasks:
        words = folded(task.text)
        start = text.words.find(words, at) if words else -1
        begin, end = (start, start + len(words)) if start >= 0 else (at, len(text.words))
        named = _named(text.words[begin:end], folded(task.attribution), _before(duties, measure, task) - begin)
        yield Covered(
            task,
            text.places[at] if start < 0 else text.places[begin],
            text.span(begin, end - begin)[1],
            text.span(begin + named[0], named[1]),
        )
        at = end


def _before(duties: Duties, measure: Measure, task: Task) -> int:
    """How many characters of a measure stand before an attribution in the source text; all if that is not known."""
    source = next((text.content for text in duties.texts), "")
    if not (source and measure.place and task.attribution_place):
        return len(measure.text)
    return len(folded(source[measure.place.start : task.attribution_place.start]))


def _named(words: str, named: str, place: int) -> tuple[int, int]:
    """Where in the words of a task its attribution begins, the one nearest to a place, and its length."""
    found = [each.start() for each in re.finditer(re.escape(named), words)] if named else []
    return (min(found, key=lambda at: abs(at - place)), len(named)) if found else (0, 0)


def by_sentences(duties: Duties) -> Duties:
    """The duties with each task in the words that its attribution covers, and with the limits and targets of those."""
    changed: dict[str, Task] = {}
    limits: dict[str, tuple[Limit, ...]] = {}
    inside = {a.task for a in duties.assignments if a.basis is Basis.SENTENCE}
    for measure in duties.measures:
        tasks = duties.tasks_of[measure.iri]
        if len(tasks) < 2 or not any(task.iri in inside for task in tasks[:-1]):
            continue
        held = tuple(covered(duties, measure, tasks))
        if any(one.end != two.start or not one.named[1] for one, two in pairwise(held)):
            continue
        said = tuple(_apart(measure.text, held))
        for words, task in zip(said, tasks, strict=True):
            targets = _standing(words, [target for each in tasks for target in each.targets])
            changed[task.iri] = replace(task, text=words, targets=targets)
            spoken = {key(limit.text): limit for each in tasks for limit in duties.limits_of.get(each.iri, ())}
            limits[task.iri] = tuple(replace(spoken[own], task=task.iri) for own in _standing(words, spoken))
    return replace(
        duties,
        tasks=tuple(changed.get(task.iri, task) for task in duties.tasks),
        limits=(
            *(limit for limit in duties.limits if limit.task not in limits),
            *(limit for those in limits.values() for limit in those),
        ),
    )


def _standing(words: str, sought: Iterable[str]) -> tuple[str, ...]:
    """Those of ``sought`` that stand in ``words`` and are no part of a longer one, in the order given."""
    left, found = key(words), set[str]()
    for each in sorted(set(sought), key=lambda each: (-len(key(each)), each)):
        if key(each) and key(each) in left:
            left = left.replace(key(each), "\n")
            found.add(each)
    return tuple(dict.fromkeys(each for each in sought if each in found))


def _apart(text: str, held: Sequence[Covered]) -> Iterator[str]:
    """The words that each attribution covers, which together are what all covered before."""
    found = clauses(text)
    at = held[0].start
    for one, two in pairwise(held):
        end = _boundary(text, found, one.named, two.named)
        yield text[at:end]
        at = end
    yield text[at : held[-1].end]


def _boundary(text: str, found: Sequence[Clause], one: tuple[int, int], two: tuple[int, int]) -> int:
    """Where what the first of two attributions covers ends: at latest where the sentence or clause of the other begins.

    An attribution that stands alone there, or in brackets, covers what is before it.
    """
    starts = [clause.start for clause in found]
    last, next_ = bisect_right(starts, one[1] - 1) - 1, bisect_right(starts, two[0]) - 1
    if _set_off(text, one) or last < 0 or next_ <= last:
        return one[1]
    apart = found[last].sentence != found[next_].sentence
    first = next(n for n, clause in enumerate(found) if clause.sentence == found[next_].sentence) if apart else next_
    own = bisect_left([clause.sentence for clause in found], found[last].sentence + 1) - 1 if apart else last
    whole = bisect_left([clause.sentence for clause in found], found[next_].sentence + 1) - 1
    behind = whole if apart else bisect_right(starts, two[1] - 1) - 1
    beside = text[found[first].start : two[0]] + text[two[1] : max(two[1], found[behind].end)]
    if _set_off(text, two) or _ALONE.fullmatch(beside):
        end = found[own].end
        return max(one[1], end) if key(text[end : two[0]]).strip("。；，") else one[1]
    return max(one[1], found[first - 1].end)


def _set_off(text: str, named: tuple[int, int]) -> bool:
    """Whether an attribution stands in brackets or behind a label, and in no sentence."""
    return text[named[0]] in "（([【" or bool(re.search(r"^[\w ]{2,10}[：:]", text[named[0] : named[1]]))
