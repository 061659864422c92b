"""How much of a document stands word for word in others, and what was left standing that is of another place.

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

from ontology import lexicon, script
from ontology.authority import Authority
from queries.align.finder import Finder, finder
from queries.duties import Document, Duties

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
_TITLE = re.compile(r"《[^《》\n]{0,80}》")
_WORD = re.compile(r"\w")
#: A sentence, or a part of one that its line breaks: what a letter's title, number, addressees and date are not.
_SENTENCE = re.compile(r"[。；！？]|，(?!.*[：:]\s*$)")
#: What the title of a notice calls the text that it gives out.
_GIVEN_OUT = re.compile(r"(?:印发|转发|发布|公布|实施)《?(.{4,60}?)》?的(?:通知|公告|函)$")
#: Headings of chapters that plans of any subject have: they are written alike because they say alike.
_STANDARD = re.compile(
    "组织领导|组织实施|组织保障|保障措施|工作要求|工作保障|实施保障|加强领导|责任落实|督促检查|督导考核|监督考核|附则|附件"
)
#: A name that comes more often is what a text is about.
_RARE = 2
#: Words of a clause that says why another place is named.
_CITED = re.compile(
    "经验|做法|借鉴|学习|参照|参考|对标|模式|案例|试点|协作|合作|对口|结对|帮扶|支援|联动|协同|共建|毗邻|交界|接壤|周边|"
    "辐射|籍|至|赴|往返|沿线|流域|都市圈|城市群|一体化|自贸|总部|分行|公司|大学|学院|港|高速|铁路|航线|展会|博览会"
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
class LeftOver:
    """The name of a place that the document is not of, nor lies within, nor holds."""

    name: str
    clause: str
    start: int
    end: int


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
    measures: tuple[tuple[int, int], ...]  #: where they stand in the source
    stock: Places  #: how many characters of stock phrases stand before each character, and before the end


def _texts(duties: Duties) -> list[_Text]:
    masked: dict[str, list[tuple[int, int]]] = defaultdict(list)
    units: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for section in duties.sections:
        if section.place and section.marker:  # one without is a part, with its title and all
            units[section.place.text].append((section.place.start, section.place.end))
        if section.place and _STANDARD.search(section.title):
            masked[section.place.text].append((section.place.start, section.place.end))
    for task in duties.tasks:
        if task.attribution_place:
            masked[task.attribution_place.text].append((task.attribution_place.start, task.attribution_place.end))
    measures: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for measure in duties.measures:
        if measure.place:
            measures[measure.place.text].append((measure.place.start, measure.place.end))
    found = []
    for text in duties.texts:
        if text.content:
            document = duties.document[text.document]
            outside = _frame(text.content, (*units[text.iri], *measures[text.iri]))
            hidden = (*masked[text.iri], *outside, *_titles(document.title, text.content))
            found.append(_text(document, text.content, hidden, measures[text.iri]))
    return sorted(found, key=lambda text: (text.document.date or "9999", text.document.iri))


def _text(
    document: Document, source: str, masked: Sequence[tuple[int, int]], measures: Sequence[tuple[int, int]]
) -> _Text:
    hidden = np.zeros(len(source) + 1, np.bool_)
    for start, end in masked:
        hidden[start:end] = True
    folded = script.alike(source)
    kept = [found.start() for found in _WORD.finditer(folded) if not hidden[found.start()]]
    places = np.array(kept, np.int64)
    characters = "".join(map(folded.__getitem__, kept))
    grams = _grams(characters, places, hidden)
    stock = np.zeros(len(characters) + 1, np.int64)
    for _, start, end in _stock().find_matches_as_indexes(characters):
        stock[start + 1 : end + 1] = 1
    order = np.argsort(grams, kind="stable")
    return _Text(document, source, characters, places, grams, order, tuple(measures), np.cumsum(stock))


def _titles(own: str, source: str) -> Iterator[tuple[int, int]]:
    """Where titles stand in a text: those in 《》, and its own, with that of what it gives out."""
    yield from (title.span() for title in _TITLE.finditer(source))
    given = _GIVEN_OUT.search(own)
    for title in {own, given[1] if given else ""} - {""}:
        spaced = re.compile(r"\s*".join(map(re.escape, "".join(title.split()))))
        yield from (found.span() for found in spaced.finditer(source))


def _frame(source: str, units: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The lines outside ``units`` that are no sentences: of a letter its title, number, addressees, issuer and date."""
    at = 0
    for start, end in (*sorted(units), (len(source), len(source))):
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
    """For each document by number those that share most fingerprints with it, at most so many."""
    prints = [_fingerprints(text.grams[text.grams != 0]) for text in texts]
    hashes = np.concatenate([*prints, np.zeros(0, np.uint64)])
    holders = np.repeat(np.arange(len(texts)), [len(found) for found in prints])
    order = np.argsort(hashes, kind="stable")  # so that of one hash the earliest documents come first
    hashes, holders = hashes[order], holders[order]
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.zeros(0, int)
    ends = np.append(starts[1:], len(hashes))
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        group = holders[start:end].tolist()
        for one in group:
            shared[one].update(group[:_TOGETHER])
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
        tuple(left_over(text.document, text.source, text.measures, authority)),
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


def left_over(
    document: Document, text: str, spans: Iterable[tuple[int, int]], authority: Authority
) -> Iterator[LeftOver]:
    """The names of places outside the tree of the place that a document is of, where the clause does not say why.

    Only within ``spans``, where its measures stand. Names in titles and of bodies are quoted; a clause that speaks of
    experience or of working together means the other place, one that names several lists them, and a name that comes
    again and again is what the text is about. Of a document whose place is not known, or of the centre, none.
    """
    home = authority.place_by_code.get(document.jurisdiction.rpartition("/")[2])
    if home is None or not home.within:
        return
    titles = [title.span() for title in _TITLE.finditer(text)]
    times = Counter[str]()
    found: dict[tuple[int, int], list[tuple[str, int, int]]] = defaultdict(list)
    for first, last in spans:
        for number, start, end in _names(authority).find_matches_as_indexes(text[first:last]):
            name, start, end = _known(authority)[number], start + first, end + first
            times[name] += 1
            if not any(begin <= start < stop for begin, stop in titles) and _stands_alone(text, start, end, authority):
                found[_clause(text, start)].append((name, start, end))
    for (first, last), names in found.items():
        clause = text[first:last]
        (name, start, end), *others = names
        foreign = not any(authority.nested(place.code, home.code) for place in authority.places_by_name[name])
        if foreign and not others and times[name] <= _RARE and not _CITED.search(clause):
            yield LeftOver(name, clause.strip(), start, end)


@cache
def _known(authority: Authority) -> tuple[str, ...]:
    """The full names of places, of three characters or more: a short name may be any word."""
    return tuple(sorted({place.name for place in authority.places if len(place.name) > 2 and place.within}))


@cache
def _names(authority: Authority) -> Finder:
    return finder(_known(authority))


#: What makes a name of a place part of another one: of a body, or 武汉市民, 武汉市场.
_PART = re.compile(rf"民|场|[^\W\d_]{{0,8}}?(?:政府|{lexicon.either(lexicon.body_suffixes())})")


def _stands_alone(text: str, start: int, end: int, authority: Authority) -> bool:
    """Whether a name of a place is no part of another name: of a body, or of a part of another place (绍兴滨海新区)."""
    within_another = any(
        text[start - length : start] in authority.places_by_name for length in (2, 3) if start >= length
    )
    return not within_another and not _PART.match(text, end, end + 14)


def _clause(text: str, at: int) -> tuple[int, int]:
    """The stretch between two marks of sentences, or commas, around a place."""
    first = max(text.rfind(mark, 0, at) for mark in "。；！？，\n：") + 1
    last = min(found for mark in "。；！？，\n：" if (found := text.find(mark, at)) >= 0 or (found := len(text)))
    return first, last
