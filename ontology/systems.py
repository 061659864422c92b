"""The functional systems (口) of bodies: who is whose counterpart on another level, whatever each is called there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from ontology.patterns import regex
from ontology.terms import FG, RDF, SKOS
from ontology.turtle import read

#: The governments of the places below, however they are named together.
_BELOW = regex(
    r"""各 .* (?: 政府 | [省市县区州盟旗乡镇][）)]? | 街道 | 地区 | 地方 | 地 | 办事处 | 管委会 ) $
                                                           # 各市州人民政府, 各县（市、区）
    | (?: 各级 | 地方 | 属地 | 有关 [省市县区] | 相关 [省市县区] ) .* 政府  # 地方各级人民政府
    | [市县区乡镇] [、（(] .* 政府 $                         # 市、县人民政府
    | .+ [市县区州盟旗] (?: 人民 )? 政府 $                   # 沈阳市政府
    """,
    re.VERBOSE,
)
FILE = Path(__file__).with_name("systems.ttl")


@cache
def stems() -> Mapping[str, frozenset[str]]:
    """What names of bodies hold, and the ids of the systems that it tells."""
    found: dict[str, frozenset[str]] = {}
    for iri, facts in read([FILE]).items():
        if any(value.text == FG.FunctionalSystem for value in facts.get(RDF.type, ())):
            for label in facts[SKOS.hiddenLabel]:
                found[label.text] = found.get(label.text, frozenset()) | {iri.rpartition("/")[2]}
    return found


@cache
def _matcher() -> tuple[AhoCorasick, tuple[frozenset[str], ...]]:
    return AhoCorasick([*stems()], matchkind=MatchKind.LeftmostLongest), tuple(stems().values())


@cache
def systems_of(name: str) -> frozenset[str]:
    """The ids of the systems that a body of this name belongs to; none if the name tells none.

    >>> sorted(systems_of("区科信局")), sorted(systems_of("省文化和旅游厅") & systems_of("市文化旅游和广播电视局"))
    (['industry', 'science'], ['culture-and-tourism'])
    """
    matcher, systems = _matcher()
    return frozenset().union(*(systems[at] for at, _, _ in matcher.find_matches_as_indexes(name)))


def counterparts(one: str, other: str) -> bool:
    """Whether bodies of these names are of one system.

    >>> counterparts("省财政厅", "市财政局"), counterparts("省财政厅", "市税务局"), counterparts("市科委", "区科信局")
    (True, False, True)
    """
    return bool(systems_of(one) & systems_of(other))


def is_government_below(name: str) -> bool:
    """Whether a name is that of the governments of places below, or of one of them.

    >>> [is_government_below(name) for name in ("各市人民政府", "各县(市、区)", "各行业主管部门", "市财政局")]
    [True, True, False, False]
    """
    return bool(_BELOW.match(name))
