"""Themes of a measure: the policy fields it serves and, in intellectual property, the aspects; each with its evidence.

What a measure is about is read from its words, the first clause before all others, from the headings above it, the
title of its document, the laws and plans it cites, and the portfolio of who leads it. All of it is added up, so a
word that means several things (许可, 整治) decides nothing where the rest says otherwise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from graph_build.model import LEAD, REVIEW, Clue, Document, Evidence, Indexing, Measure
from ontology.authority import Authority
from ontology.entries import WITH_ASPECTS, Theme
from ontology.lexicon import silent_words
from ontology.patterns import regex

NAME, HINT = 2.0, 1.0  #: what a word weighs that names a theme, or hints at it
OPENING = 2.0  #: how much more words weigh in the first clause, which says what a measure is about
UPPER, TITLE = 0.5, 1.0  #: what words weigh in headings above the next one, and in the title
MAIN, FURTHER = 2.0, 1.0  #: what a lead weighs for the main field of its portfolio, and for others
ENOUGH = 2.0  #: the weight that an aspect needs, and a second field in the measure's own words
MOST_FIELDS, MOST_ASPECTS = 2, 3  #: how many a measure is given at most
FIELD_SHARE, ASPECT_SHARE = 0.6, 0.4  #: a further one needs this share of the weightiest one's weight
OWN = (Clue.WORDS, Clue.LAW)  #: what a measure says itself
SHOWN = 6  #: how many words of one kind are kept as evidence

PLAN = "implementation"  #: the field of measures about the plan itself, given alone

_SHORTEST_CLAUSE = 3  #: a first clause of fewer characters is a number or a cell, not what a measure is about
_CLAUSE_END = regex(r"[。;；,，:：(（|\t\n]")


class Passage(NamedTuple):
    """Words that may point to a theme, and how much they count."""

    clue: Clue
    text: str
    factor: float


class Pointer(NamedTuple):
    """One word or name that points to a theme."""

    theme: str
    clue: Clue
    word: str
    weight: float


def indexed(document: Document, authority: Authority) -> Document:
    """``document``, in the simplified script, with each measure's fields and aspects; what a person said of them stays.

    A measure that nothing points to is given the field of most of the others, or that of the plan itself.
    """
    title = document.header.title.text if document.header.title else ""
    headings = _headings(document)
    own = [tuple(_own(measure)) for measure in document.measures]
    read: list[tuple[Indexing, ...]] = []
    for measure, words in zip(document.measures, own, strict=True):
        passages = (*words, *headings.get(measure.section, ()), Passage(Clue.TITLE, title, TITLE))
        pointers = [*_pointed(passages, authority, _fields), *_led(measure, authority)]
        read.append(measure.fields or fields(pointers))
    common = Counter(index.theme for given in read for index in given[:1])
    of_title = _pointed([Passage(Clue.TITLE, title, TITLE)], authority, _fields)
    about = {pointer.theme for pointer in of_title if pointer.weight >= NAME * TITLE}
    found = []
    for measure, words, of_words in zip(document.measures, own, read, strict=True):
        given = of_words or _of_neighbours(common)
        within = WITH_ASPECTS in about or any(index.theme == WITH_ASPECTS for index in given)
        passages = (*words, *headings.get(measure.section, ())[:1]) if within else ()
        found.append(replace(measure, fields=given, themes=aspects(_pointed(passages, authority, _aspects))))
    return replace(document, measures=tuple(found))


def fields(pointers: Iterable[Pointer]) -> tuple[Indexing, ...]:
    """One or two policy fields, the weightiest first; none if nothing points to any.

    A second one weighs nearly as much and stands in the measure's own words: title, headings and lead alone give
    the first.
    The field of the plan itself is given alone, and only if nothing weighs more: most measures end with some words
    on organising or checking what they ask for.
    """
    kept = list(pointers)
    ranked = _ranked(kept)
    if ranked and ranked[0][0] != PLAN:
        ranked = [(theme, weight) for theme, weight in ranked if theme != PLAN]
    most = 1 if ranked and ranked[0][0] == PLAN else MOST_FIELDS
    own = [pointer for pointer in kept if pointer.clue in OWN]
    heavy = [t for t, w in ranked[1:] if w >= FIELD_SHARE * ranked[0][1] and _weight(_to(t, own)) >= ENOUGH]
    return _explained(kept, [*(theme for theme, _ in ranked[:1]), *heavy][:most])


def aspects(pointers: Iterable[Pointer]) -> tuple[Indexing, ...]:
    """Up to three aspects, the weightiest first; none if too little points to any."""
    kept = list(pointers)
    ranked = _ranked(kept)
    heavy = [theme for theme, weight in ranked if weight >= max(ASPECT_SHARE * ranked[0][1], ENOUGH)]
    return _explained(kept, heavy[:MOST_ASPECTS])


def field_pointers(text: str, authority: Authority) -> list[Pointer]:
    """What points to fields in ``text`` as the words of a measure, its first clause first."""
    return _pointed(_clauses(text), authority, _fields)


def aspect_pointers(text: str, authority: Authority) -> list[Pointer]:
    """What points to aspects in ``text`` as the words of a measure."""
    return _pointed(_clauses(text), authority, _aspects)


def _ranked(pointers: Iterable[Pointer]) -> list[tuple[str, float]]:
    """Themes with their weights, the weightiest first."""
    total: dict[str, float] = defaultdict(float)
    for pointer in pointers:
        total[pointer.theme] += pointer.weight
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))


def _explained(pointers: list[Pointer], chosen: list[str]) -> tuple[Indexing, ...]:
    """The chosen themes with their share of all weight and with what points to them."""
    whole = _weight(pointers)
    return tuple(_indexing(theme, _to(theme, pointers), whole) for theme in chosen)


def _to(theme: str, pointers: Iterable[Pointer]) -> list[Pointer]:
    """Those that point to ``theme``."""
    return [pointer for pointer in pointers if pointer.theme == theme]


def _weight(pointers: Iterable[Pointer]) -> float:
    return sum([pointer.weight for pointer in pointers])


_CLUES = tuple(Clue)


def _indexing(theme: str, pointers: list[Pointer], whole: float) -> Indexing:
    words: dict[Clue, list[str]] = {}
    for pointer in sorted(pointers, key=lambda pointer: -pointer.weight):
        words.setdefault(pointer.clue, []).append(pointer.word)
    evidence = [Evidence(clue, tuple(words[clue][:SHOWN])) for clue in sorted(words, key=_CLUES.index)]
    return Indexing(theme, round(_weight(pointers) / whole, 2), tuple(evidence))


def _of_neighbours(common: Mapping[str, int]) -> tuple[Indexing, ...]:
    """The field of most measures of the document, or that of the plan itself where none has any."""
    whole = sum(common.values())
    theme = min(common, key=lambda theme: (-common[theme], theme), default=PLAN)
    share = round(common[theme] / whole, 2) if whole else 0.0
    return (Indexing(theme, share, (Evidence(Clue.NEIGHBOURS, (f"{common.get(theme, 0)}/{whole}",)),)),)


# --- what may point


def _own(measure: Measure) -> Iterator[Passage]:
    """The passages of the measure itself: its first clause, the rest, and the names of what it cites."""
    text = measure.text
    for task in measure.tasks:
        if task.attribution:
            text = text.replace(task.attribution.text, "。")
    for citation in measure.citations:
        text = text.replace(citation.title, "")
        yield Passage(Clue.LAW, citation.title, 1.0)
    yield from _clauses(text)


def _clauses(text: str) -> tuple[Passage, Passage]:
    """The first clause of ``text``, and the rest of it."""
    end = _CLAUSE_END.search(text, _SHORTEST_CLAUSE)
    cut = end.start() if end else len(text)
    return Passage(Clue.WORDS, text[:cut], OPENING), Passage(Clue.WORDS, text[cut:], 1.0)


def _headings(document: Document) -> dict[str, tuple[Passage, ...]]:
    """The headings above the measures of each section, the next one first."""
    sections = {section.id: section for section in document.sections}
    found: dict[str, tuple[Passage, ...]] = {}
    for section in document.sections:
        above = [section]
        while (parent := above[-1].parent) and parent in sections:
            above.append(sections[parent])
        factors = (UPPER if rank else 1.0 for rank in range(len(above)))
        found[section.id] = tuple(
            Passage(Clue.HEADING, heading.title, factor) for heading, factor in zip(above, factors, strict=True)
        )
    return found


def _pointed(
    passages: Iterable[Passage], authority: Authority, words: Callable[[Authority], _Vocabulary]
) -> list[Pointer]:
    """What points to a theme in ``passages``: a word once a theme, where it weighs most; one word of the title.

    A title is of all the measures alike, so how many of its words are of one theme says nothing of any of them.
    """
    best: dict[tuple[str, str], Pointer] = {}
    for clue, text, factor in passages:
        for word, theme, weight in (_words_in if clue in OWN else _words_again)(text, authority, words):
            if clue is Clue.TITLE and (theme, word) in best:
                continue
            key = theme, "" if clue is Clue.TITLE else word
            before = best.get(key)
            if before is None or before.weight < weight * factor:
                best[key] = Pointer(theme, clue, word, weight * factor)
    return list(best.values())


def _words_in(
    text: str, authority: Authority, words: Callable[[Authority], _Vocabulary]
) -> tuple[tuple[str, str, float], ...]:
    """The words in ``text`` that point to a theme, each with the theme and what it weighs for it."""
    vocabulary = words(authority)
    found = vocabulary.finder.find_matches_as_strings(text)
    return tuple([(word, theme, weight) for word in found for theme, weight in vocabulary.weights[word]])


#: The same for words that come again: a title or heading above many measures, the name of who leads most of them.
_words_again = lru_cache(maxsize=1 << 10)(_words_in)


def _led(measure: Measure, authority: Authority) -> list[Pointer]:
    """What the portfolios of those who lead the measure's tasks point to; several leads share their weight.

    Who leads by a correction says nothing here: it stands in the review graph, and what was read stays as it was.
    """
    attributions = [task.attribution for task in measure.tasks if task.attribution]
    names = dict.fromkeys(
        m.name for found in attributions for m in found.mentions if m.role is LEAD and m.basis is not REVIEW
    )
    best: dict[str, Pointer] = {}
    for name in names:
        for _, theme, weight in _words_again(name, authority, _portfolios):
            shared = weight / len(names) ** 0.5
            if theme not in best or best[theme].weight < shared:
                best[theme] = Pointer(theme, Clue.LEAD, name, shared)
    return list(best.values())


# --- the words


class _Vocabulary(NamedTuple):
    """Words, the themes that each points to and how much, and what finds the longest of them at each place.

    跨境电子商务 is read before 电子商务, and 人民政府, which points to nothing, before 民政.
    """

    weights: Mapping[str, tuple[tuple[str, float], ...]]
    finder: AhoCorasick


def _vocabulary(pairs: Iterable[tuple[str, str, float]]) -> _Vocabulary:
    found: dict[str, list[tuple[str, float]]] = {}
    for word, theme, weight in pairs:
        found.setdefault(word, []).append((theme, weight))
    weights = {**dict.fromkeys(silent_words(), ()), **{word: tuple(themes) for word, themes in found.items()}}
    return _Vocabulary(weights, AhoCorasick(weights, matchkind=MatchKind.LeftmostLongest))


def _triggers(themes: Iterable[Theme]) -> Iterator[tuple[str, str, float]]:
    for theme in themes:
        yield from ((word, theme.id, NAME) for word in theme.names)
        yield from ((word, theme.id, HINT) for word in theme.hints)


@lru_cache(maxsize=4)
def _fields(authority: Authority) -> _Vocabulary:
    return _vocabulary(_triggers(authority.fields))


@lru_cache(maxsize=4)
def _aspects(authority: Authority) -> _Vocabulary:
    return _vocabulary(_triggers(authority.themes))


@lru_cache(maxsize=4)
def _portfolios(authority: Authority) -> _Vocabulary:
    return _vocabulary(
        (stem, theme, weight)
        for portfolio in authority.portfolios
        for stem in portfolio.stems
        for theme, weight in ((portfolio.main, MAIN), *((theme, FURTHER) for theme in portfolio.further))
    )
