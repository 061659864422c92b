"""Themes of a measure, from the words it uses: names of a theme, hints at it, and where they stand."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from graph_build.model import Document, Measure
from ontology.authority import Authority

MOST = 3  #: themes that a measure is given at most
NAME, HINT = 2.0, 1.0  #: what a word weighs that names a theme, or hints at it
OPENING = 2.0  #: how much more words weigh in the first clause, which says what a measure is about
ENOUGH = 2.0  #: the weight that a theme needs
SHARE = 0.4  #: a further theme needs this share of the weightiest one's weight

_CLAUSE_END = re.compile(r"[。;；,，(（]")


def themes(measure: Measure, document: Document, authority: Authority) -> tuple[str, ...]:
    """The ids of up to three themes of ``measure``, the weightiest first; none if no word points to any."""
    attributions = [task.attribution.text for task in measure.tasks if task.attribution]
    title = next((section.title for section in document.sections if section.id == measure.section), "")
    text = measure.text
    for attribution in attributions:
        text = text.replace(attribution, "。")
    return chosen(weights(text, title, authority))


def weights(text: str, title: str, authority: Authority) -> Counter[str]:
    """How much each theme weighs in ``text`` below the heading ``title``; a word counts once a theme."""
    found = _CLAUSE_END.search(text)
    opening = found.start() if found else len(text)
    best: dict[tuple[str, str], float] = {}
    for words, factor in ((text[:opening], OPENING), (text[opening:], 1.0), (title, 1.0)):
        for word in _words(authority).find_matches_as_strings(words):
            for theme, weight in _weights(authority)[word]:
                best[theme, word] = max(best.get((theme, word), 0.0), weight * factor)
    total: Counter[str] = Counter()
    for (theme, _), weight in best.items():
        total[theme] += weight  # type: ignore[assignment]
    return total


def chosen(weights: Counter[str]) -> tuple[str, ...]:
    """The themes that weigh enough, the weightiest first, at most three."""
    ranked = sorted(weights, key=lambda theme: (-weights[theme], theme))
    if not ranked:
        return ()
    least = max(SHARE * weights[ranked[0]], ENOUGH)
    return tuple(theme for theme in ranked if weights[theme] >= least)[:MOST]


@lru_cache(maxsize=4)
def _weights(authority: Authority) -> dict[str, tuple[tuple[str, float], ...]]:
    """The themes that each trigger word points to, and how much."""
    found: dict[str, list[tuple[str, float]]] = {}
    for theme in authority.themes:
        for word in theme.names:
            found.setdefault(word, []).append((theme.id, NAME))
        for word in theme.hints:
            found.setdefault(word, []).append((theme.id, HINT))
    return {word: tuple(pairs) for word, pairs in found.items()}


@lru_cache(maxsize=4)
def _words(authority: Authority) -> AhoCorasick:
    """Finds all trigger words in one pass, the longest at each place: 跨境电子商务 is read before 电子商务."""
    return AhoCorasick(_weights(authority), matchkind=MatchKind.LeftmostLongest)
