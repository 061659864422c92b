"""The names of other places that were left standing in a text: what a copy says of the place it was copied from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ontology import lexicon
from ontology.authority import Authority
from ontology.patterns import regex
from queries.align.finder import Finder, finder
from queries.duties import Document, Place

#: A title as documents quote it.
TITLE = regex(r"《[^《》\n]{0,80}》")
#: A name that comes more often is what a text is about.
_RARE = 2
#: Words of a clause that says why another place is named.
_CITED = regex(
    "经验|做法|借鉴|学习|参照|参考|对标|模式|案例|试点|协作|合作|对口|结对|帮扶|支援|联动|协同|共建|毗邻|交界|接壤|周边|"
    "辐射|籍|至|赴|往返|沿线|流域|都市圈|城市群|一体化|自贸|总部|分行|公司|大学|学院|港|高速|铁路|航线|展会|博览会"
)


@dataclass(frozen=True, slots=True)
class LeftOver:
    """The name of a place that the document is not of, nor lies within, nor holds."""

    name: str
    clause: str
    start: int
    end: int


def left_over(
    document: Document, text: str, measures: Iterable[Place], bearers: Iterable[Place], authority: Authority
) -> Iterator[LeftOver]:
    """The names of places outside the tree of the place that a document is of, where the clause does not say why.

    ``bearers`` are the names of those who answer for tasks, where bodies of other places have no business. In the
    other words of ``measures`` names in titles and of bodies are quoted; a clause that speaks of experience or of
    working together means the other place, one that names several lists them, and a name that comes again and again is
    what the text is about. Of a document whose place is not known, or of the centre, none.
    """
    home = authority.place_by_code.get(document.jurisdiction.rpartition("/")[2])
    if home is None or not home.within:
        return
    found = [*_in_words(text, measures, authority), *_of_bodies(text, bearers, authority)]
    for left in sorted(found, key=lambda left: left.start):
        if not any(authority.nested(place.code, home.code) for place in authority.places_by_name[left.name]):
            yield left


def _in_words(text: str, measures: Iterable[Place], authority: Authority) -> Iterator[LeftOver]:
    """The names that stand alone in a clause that gives no reason."""
    titles = [title.span() for title in TITLE.finditer(text)]
    times = Counter[str]()
    found: dict[tuple[int, int], list[tuple[str, int, int]]] = defaultdict(list)
    for place in measures:
        for number, start, end in _names(authority).find_matches_as_indexes(text[place.start : place.end]):
            name, start, end = _known(authority)[number], start + place.start, end + place.start
            times[name] += 1
            if not any(begin <= start < stop for begin, stop in titles) and _stands_alone(text, start, end, authority):
                found[_clause(text, start)].append((name, start, end))
    for (first, last), names in found.items():
        (name, start, end), *others = names
        if not others and times[name] <= _RARE and not _CITED.search(text, first, last):
            yield LeftOver(name, text[first:last].strip(), start, end)


def _of_bodies(text: str, bearers: Iterable[Place], authority: Authority) -> Iterator[LeftOver]:
    """The names with which those of bodies begin."""
    for start, end in sorted({(place.start, place.end) for place in bearers}):
        for number, first, last in _names(authority).find_matches_as_indexes(text[start:end])[:1]:
            if not first:
                at, to = _clause(text, start)
                yield LeftOver(_known(authority)[number], text[at:to].strip(), start, start + last)


@cache
def _known(authority: Authority) -> tuple[str, ...]:
    """The full names of places, of three characters or more: a short name may be any word."""
    return tuple(sorted({place.name for place in authority.places if len(place.name) > 2 and place.within}))


@cache
def _names(authority: Authority) -> Finder:
    return finder(_known(authority))


#: What makes a name of a place part of another word (武汉市民, 武汉市场) or of a body, whatever it is called.
_PART = regex(
    rf"""民 (?! 营 | 办 | 政 | 生 | 宿 | 间 | 族 | 用 | 企 )   # 武汉市民, and not 武汉市民营企业
    | 场 (?! 馆 | 地 | 所 )                                   # 武汉市场, and not 武汉市场馆
    | (?: 人民 )? 政府
    | [^\W\d_]{{0,8}}? (?: {lexicon.either(name for name in lexicon.body_suffixes() if len(name) > 1)} ) (?! [^\W\d_] )
    """,
    re.VERBOSE,
)
#: Where the name of a body may end, as far as its last words tell: 水利局, and 布局.
_BODY_END = regex(lexicon.either(lexicon.body_suffixes()))
_LONGEST = 14  #: characters of the name of a body, without its place


def _stands_alone(text: str, start: int, end: int, authority: Authority) -> bool:
    """Whether a name of a place is no part of another name: of a body, or of another place (绍兴滨海新区)."""
    behind = text[end : end + _LONGEST]
    return not (
        _runs_on(text, start, authority) or _PART.match(behind) or _names_a_body(text[start:end], behind, authority)
    )


def _names_a_body(place: str, behind: str, authority: Authority) -> bool:
    """Whether the words behind the name of a place begin with what a body is called there: 水利局联合执法."""
    named = [behind[: found.end()] for found in _BODY_END.finditer(behind)]
    codes = [each.code for each in authority.places_by_name[place]]
    return any(
        authority.patterns_called(name) or any(authority.foresees(f"/{code}/{name}") for code in codes)
        for name in named
    )


def _runs_on(text: str, start: int, authority: Authority) -> bool:
    """Whether the name of a place begins before ``start`` and ends there or behind it: 绍|兴城市, 绍兴|滨海新区."""
    return any(
        text[start - before : start - before + length] in authority.places_by_name
        for length in (2, 3)
        for before in range(1, min(start, length) + 1)
    )


def _clause(text: str, at: int) -> tuple[int, int]:
    """The stretch between two marks of sentences, or commas, around a place."""
    first = max(text.rfind(mark, 0, at) for mark in "。；！？，\n：") + 1
    last = min(found for mark in "。；！？，\n：" if (found := text.find(mark, at)) >= 0 or (found := len(text)))
    return first, last
