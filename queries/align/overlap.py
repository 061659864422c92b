"""How much of a document stands word for word in others, with names of other places that were left standing.

Words that prove nothing are left out: titles in 《》, attributions, stock phrases, chapters that every plan has. Which
documents share anything is proposed by fingerprints of which every common stretch of some length has one (winnowing:
Schleimer, Wilkerson & Aiken 2003, doi:10.1145/872757.872770); what they share is then read off the texts themselves.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ontology import script
from ontology.authority import Authority
from ontology.patterns import regex
from queries.align.finder import Finder, finder
from queries.align.leftover import TITLE, LeftOver, left_over
from queries.duties import Assignment, Document, Duties, Measure, Place, Section

if TYPE_CHECKING:
    from numpy.typing import NDArray

Hashes: TypeAlias = "NDArray[np.uint64]"
Places: TypeAlias = "NDArray[np.int64]"

#: Characters of a gram, and grams of a window: every common stretch of 19 characters leaves a fingerprint.
_GRAM, _WINDOW = 12, 8
#: Characters, stock phrases not counted, that a passage has at least; the most sources that one document is held to.
_LEAST, _SOURCES = 20, 12
#: Of so many documents that share a fingerprint the earliest propose themselves: what all have is nobody's finding.
_TOGETHER = 30
#: What a fingerprint is worth, divided among those that have it.
_WORTH = 1 << 20
_WORD = regex(r"\w")
#: A sentence, or a part of one that its line breaks: what a letter's title, number, addressees and date are not.
_SENTENCE = regex(r"[。；！？]|，(?!.*[：:]\s*$)")
#: What the title of a notice calls the text that it gives out.
_GIVEN_OUT = regex(r"(?:印发|转发|发布|公布|实施)《?(.{4,60}?)》?的(?:通知|公告|函)$")
#: Headings of chapters that plans of any subject have: they are written alike because they say alike.
_STANDARD = regex(
    "组织领导|组织实施|组织保障|保障措施|工作要求|工作保障|实施保障|加强领导|责任落实|督促检查|督导考核|监督考核|附则|附件"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that another one has too: the words and their places in both source texts."""

    source: str  #: IRI of the other document
    words: str  #: as the document has them
    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What of a document stands in others."""

    document: Document
    size: int  #: characters that count
    shared: int  #: of those, how many stand in others
    passages: tuple[Passage, ...]  #: in the order of the text; where several have a stretch, the one that has most
    sources: tuple[tuple[str, int], ...]  #: other documents, and how many characters each has; those with most first
    left_over: tuple[LeftOver, ...] = ()

    @property
    def share(self) -> float:
        """The share of what counts that stands in others."""
        return self.shared / self.size if self.size else 0.0


def overlaps(duties: Duties, authority: Authority, wanted: Iterable[str] = ()) -> tuple[Overlap, ...]:
    """What of each document (only of ``wanted`` by IRI, if any) stands in the other documents of ``duties``.

    The source texts must be there.
    """
    texts = _texts(duties)
    chosen = set(wanted) or {text.document.iri for text in texts}
    numbers = [number for number, text in enumerate(texts) if text.document.iri in chosen]
    candidates = _candidates(texts)
    return tuple(_overlap(texts, number, candidates.get(number, ()), authority) for number in numbers)


@dataclass(frozen=True, slots=True)
class _Text:
    """The characters of a document that count, where each stands in the source, and the hashes of their grams."""

    document: Document
    source: str
    characters: str
    places: Places
    grams: Hashes
    order: Places  #: that sorts the grams
    measures: tuple[Place, ...]
    bearers: tuple[Place, ...]  #: the names of who answers for tasks
    stock: Places  #: how many characters of stock phrases stand before each character, and before the end


def _texts(duties: Duties) -> list[_Text]:
    measures, bearers = _by_text(duties.measures), _by_text(duties.assignments)
    # a section without a marker is a part of the letter, title and all
    chapters = _by_text(section for section in duties.sections if section.marker)
    standard = _by_text(section for section in duties.sections if _STANDARD.search(section.title))
    attributions: dict[str, list[Place]] = defaultdict(list)
    for task in duties.tasks:
        if task.attribution_place:
            attributions[task.attribution_place.text].append(task.attribution_place)
    found = []
    for text in duties.texts:
        if text.content:
            document, iri = duties.document[text.document], text.iri
            hidden = np.zeros(len(text.content) + 1, np.bool_)
            for place in (*standard[iri], *attributions[iri]):
                hidden[place.start : place.end] = True
            outside = _frame(text.content, (*chapters[iri], *measures[iri]))
            for start, end in (*outside, *_titles(document.title, text.content)):
                hidden[start:end] = True
            found.append(_text(document, text.content, hidden, measures[iri], bearers[iri]))
    return sorted(found, key=lambda text: (text.document.date or "9999", text.document.iri))


def _by_text(units: Iterable[Section | Measure | Assignment]) -> dict[str, list[Place]]:
    """Where units stand, by the text that they stand in."""
    found: dict[str, list[Place]] = defaultdict(list)
    for unit in units:
        if unit.place:
            found[unit.place.text].append(unit.place)
    return found


def _text(
    document: Document, source: str, hidden: NDArray[np.bool_], measures: Iterable[Place], bearers: Iterable[Place]
) -> _Text:
    folded = script.alike(source)
    kept = [found.start() for found in _WORD.finditer(folded) if not hidden[found.start()]]
    places = np.array(kept, np.int64)
    characters = "".join(map(folded.__getitem__, kept))
    grams = _grams(characters, places, hidden)
    stock = np.zeros(len(characters) + 1, np.int64)
    for _, start, end in _stock().find_matches_as_indexes(characters):
        stock[start + 1 : end + 1] = 1
    order = np.argsort(grams, kind="stable")
    counted = np.cumsum(stock)
    return _Text(document, source, characters, places, grams, order, tuple(measures), tuple(bearers), counted)


def _titles(own: str, source: str) -> Iterator[tuple[int, int]]:
    """Where titles stand in a text: those in 《》, and its own, with that of what it gives out."""
    yield from (title.span() for title in TITLE.finditer(source))
    given = _GIVEN_OUT.search(own)
    for title in {own, given[1] if given else ""} - {""}:
        spaced = re.compile(r"\s*".join(map(re.escape, "".join(title.split()))))
        yield from (found.span() for found in spaced.finditer(source))


def _frame(source: str, units: Iterable[Place]) -> Iterator[tuple[int, int]]:
    """The lines outside ``units`` that are no sentences: of a letter its title, number, addressees, issuer and date."""
    at = 0
    spans = sorted((unit.start, unit.end) for unit in units)
    for start, end in (*spans, (len(source), len(source))):
        first = at
        for line in source[at : max(at, start)].splitlines(keepends=True):
            if not _SENTENCE.search(line):
                yield first, first + len(line)
            first += len(line)
        at = max(at, end)


def _grams(characters: str, places: Places, hidden: NDArray[np.bool_]) -> Hashes:
    """A hash of each gram of ``characters``, that of one over something hidden being one of its own."""
    count = len(characters) - _GRAM + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    codes = np.frombuffer(characters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    found = np.zeros(count, np.uint64)
    for step in range(_GRAM):
        found = found * np.uint64(0x9E3779B97F4A7C15) + codes[step : step + count]
    found ^= found >> np.uint64(29)
    found *= np.uint64(0xBF58476D1CE4E5B9)
    before = np.cumsum(hidden)
    broken = before[places[_GRAM - 1 :]] != before[places[:count]]
    found[broken] = 0
    return found


@cache
def _stock() -> Finder:
    """Finds stock phrases, of several at a place the longest."""
    lines = Path(__file__).with_name("stock.txt").read_text("utf-8").splitlines()
    return finder(line for line in lines if line and not line.startswith("#"))


def _fingerprints(grams: Hashes) -> Hashes:
    """The least hash of each window of grams."""
    if len(grams) < _WINDOW:
        return np.unique(grams)
    return np.unique(np.lib.stride_tricks.sliding_window_view(grams, _WINDOW).min(axis=1))


def _candidates(texts: Sequence[_Text]) -> dict[int, tuple[int, ...]]:
    """For each document by number those that share most fingerprints with it, at most so many.

    A fingerprint is worth the less the more documents have it: those that say what many say would stand for all of it.
    """
    prints = [_fingerprints(text.grams[text.grams != 0]) for text in texts]
    hashes = np.concatenate([*prints, np.zeros(0, np.uint64)])
    holders = np.repeat(np.arange(len(texts)), [len(found) for found in prints])
    order = np.argsort(hashes, kind="stable")  # so that of one hash the earliest documents come first
    hashes, holders = hashes[order], holders[order]
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.zeros(0, int)
    ends = np.append(starts[1:], len(hashes))
    spans = zip(starts[ends - starts > 1].tolist(), ends[ends - starts > 1].tolist(), strict=True)
    together = Counter(tuple(holders[start:end].tolist()) for start, end in spans)
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for group, times in together.items():
        for one in group:
            for other in group[:_TOGETHER]:
                shared[one][other] += times * _WORTH // len(group)
    return {
        one: tuple(other for other, _ in found.most_common(_SOURCES + 1) if other != one)[:_SOURCES]
        for one, found in shared.items()
    }


def _overlap(texts: Sequence[_Text], number: int, candidates: Sequence[int], authority: Authority) -> Overlap:
    text = texts[number]
    covered = np.zeros(len(text.characters), np.bool_)
    weights = np.diff(text.stock) == 0
    held = [(other, tuple(_common(text, texts[other]))) for other in candidates]
    found = sorted(
        ((_telling(spans, weights), other, spans) for other, spans in held if spans),
        key=lambda item: (-item[0], item[1]),
    )
    passages: list[Passage] = []
    for _, other, spans in found:
        for start, other_start, length in spans:
            if covered[start : start + length].mean() < 0.5:
                passages.append(_passage(text, texts[other], start, other_start, length))
            covered[start : start + length] = True
    return Overlap(
        text.document,
        int(weights.sum()),
        int((covered & weights).sum()),
        tuple(sorted(passages, key=lambda passage: (passage.start, passage.source))),
        tuple((texts[other].document.iri, size) for size, other, _ in found),
        tuple(left_over(text.document, text.source, text.measures, text.bearers, authority)),
    )


Span: TypeAlias = tuple[int, int, int]


def _telling(spans: Iterable[Span], weights: NDArray[np.bool_]) -> int:
    """How many characters of a text the spans cover that count."""
    covered = np.zeros(len(weights), np.bool_)
    for start, _, length in spans:
        covered[start : start + length] = True
    return int((covered & weights).sum())


def _common(one: _Text, other: _Text) -> Iterator[Span]:
    """The maximal stretches that stand in both: start in either, and length; stock phrases alone are none."""
    if not len(one.grams) or not len(other.grams):
        return
    ordered = other.grams[other.order]
    at = np.minimum(np.searchsorted(ordered, one.grams), len(ordered) - 1)
    same = (ordered[at] == one.grams) & (one.grams != 0)
    there = np.where(same, other.order[at], -2)
    repeated = same & (ordered[np.minimum(at + 1, len(ordered) - 1)] == one.grams)
    for number in np.flatnonzero(repeated).tolist():  # of several places of a gram the one that goes on where it was
        following = int(there[number - 1]) + 1 if number else -1
        if 0 < following < len(other.grams) and other.grams[following] == one.grams[number]:
            there[number] = following
    goes_on = same[1:] & same[:-1] & (there[1:] == there[:-1] + 1)
    begins = np.flatnonzero(same & np.concatenate([[True], ~goes_on]))
    ends = np.flatnonzero(same & np.concatenate([~goes_on, [True]]))
    for start, end in zip(begins.tolist(), ends.tolist(), strict=True):
        length = end - start + _GRAM
        telling = length - int(one.stock[start + length] - one.stock[start])
        begin = int(there[start])
        if telling >= _LEAST and one.characters[start : start + length] == other.characters[begin : begin + length]:
            yield start, begin, length


def _passage(one: _Text, other: _Text, start: int, other_start: int, length: int) -> Passage:
    first, last = int(one.places[start]), int(one.places[start + length - 1]) + 1
    source_first = int(other.places[other_start])
    source_last = int(other.places[other_start + length - 1]) + 1
    return Passage(other.document.iri, one.source[first:last], first, last, source_first, source_last)
