"""What can only be one of a few things: roles, what they rest on, kinds of time limits, comparators, levels.

Each member is a term of policy.ttl, where its Chinese and English words stand. The writer of the graph and its readers
both mean these members and no bare strings.

>>> Basis.ORDER.term, Basis.ORDER.label("zh"), Basis.ORDER.label("en")
('https://w3id.org/fengong/ont#order', '按首位推定', 'by order')
>>> Comparator.of("https://w3id.org/fengong/ont#atLeast")
<Comparator.AT_LEAST: 'at-least'>
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Self, cast

from ontology.errors import BrokenGraph
from ontology.labels import labels
from ontology.terms import FG


class _Term(StrEnum):
    """A member that is a term of policy.ttl under a name made from its value."""

    @property
    def term(self) -> str:
        """The IRI."""
        return _term(self.value)

    def label(self, language: str) -> str:
        """What it is called, "zh" or "en"."""
        return labels()[self.term][language]

    @classmethod
    def of(cls, iri: str) -> Self:
        """The member that an IRI is the term of; raises BrokenGraph for another."""
        try:
            return cast(Self, _members(cls)[iri])
        except KeyError:
            known = ", ".join(member.term for member in cls)
            raise BrokenGraph(
                f"图谱中的 {iri} 不是此处可用的词，请用本版本重新构建图谱；可用的有：{known}。"
                f"{iri} is none of the terms that can stand here: {known}"
            ) from None


@cache
def _term(value: str) -> str:
    head, *rest = value.split("-")
    return FG[head + "".join(map(str.capitalize, rest))]


class Role(_Term):
    """What a party does in a task."""

    LEAD = "lead"
    CO = "co"


class Basis(_Term):
    """Why a role was given."""

    KEYWORD = "keyword"  #: words of the attribution or a table heading say it
    RULE = "rule"  #: a standing rule of the document says it
    ORDER = "order"  #: nothing says it: first named leads
    SENTENCE = "sentence"  #: running prose says it, which is less certain
    REVIEW = "review"  #: a person says it, over what was read


class Comparator(_Term):
    """How a number to be reached is meant."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    ABOUT = "about"
    EQUAL = "equal"
    RANGE = "range"
    INCREASE = "increase"
    DECREASE = "decrease"


class Level(_Term):
    """The level of a government, the highest first."""

    CENTRE = "centre"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


class LimitKind(_Term):
    """How a time limit is meant; its terms are classes."""

    BEFORE = "before"
    BY = "by"
    WITHIN = "within"
    PERIOD = "period"
    RECURRING = "recurring"
    CONTINUOUS = "continuous"
    FROM = "from"

    @property
    def term(self) -> str:
        """The IRI."""
        return FG[self.value.capitalize()]


#: The members by their own names: to read one off its class costs ten times as much as to read a name (CPython 3.11),
#: and a document asks for some thousands.
LEAD, CO = Role
KEYWORD, RULE, ORDER, SENTENCE, REVIEW = Basis


@cache
def _members(kind: type[_Term]) -> Mapping[str, _Term]:
    return {member.term: member for member in kind}
