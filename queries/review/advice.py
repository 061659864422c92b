"""What a reader tells the drafter: where, what, why, what to write instead, how grave and how sure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Words(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The words in "zh" or "en"."""
        return self.zh if language == "zh" else self.en


class Weight(StrEnum):
    """How grave it is, the gravest first: what must be mended before signing, what should be, what could be."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"

    @property
    def label(self) -> Words:
        """What it is called."""
        return _WEIGHTS[self]

    def __lt__(self, other: str) -> bool:
        """Whether this one is the graver: what is sorted has the gravest first."""
        order = list(Weight)
        return order.index(self) < order.index(Weight(other))


_WEIGHTS = {
    Weight.MUST: Words("必须改", "must"),
    Weight.SHOULD: Words("应当改", "should"),
    Weight.COULD: Words("可以改", "could"),
}
MUST, SHOULD, COULD = Weight


class Sureness(StrEnum):
    """How sure the advice is: the text shows it; it very probably is so; a person has to look."""

    SURE = "sure"
    LIKELY = "likely"
    LOOK = "look"

    @property
    def label(self) -> Words:
        """What it is called."""
        return _SURENESS[self]


_SURENESS = {
    Sureness.SURE: Words("确定", "sure"),
    Sureness.LIKELY: Words("很可能", "likely"),
    Sureness.LOOK: Words("请核对", "please check"),
}
SURE, LIKELY, LOOK = Sureness


class Remark(NamedTuple):
    """What a rule says of one stretch of the source text; the rule itself says why."""

    start: int
    end: int
    what: Words
    instead: Words
    sure: Sureness = SURE
    weight: Weight | None = None  #: where it is not the rule's own


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice, with the stretch of the source text that it is about: code points, end exclusive."""

    rule: str  #: A01 …
    weight: Weight
    sure: Sureness
    start: int
    end: int
    quote: str  #: the words there
    unit: str  #: number of the measure they stand in, "" outside of any
    title: Words
    what: Words
    why: Words
    instead: Words

    @property
    def order(self) -> tuple[Weight, int, str]:
        """By which a list of advice is sorted: the gravest first, then as the text goes."""
        return self.weight, self.start, self.rule

    def record(self) -> dict[str, object]:
        """The advice as plain values, for JSON."""
        return {
            "rule": self.rule,
            "weight": self.weight.value,
            "sure": self.sure.value,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "unit": self.unit,
            **{
                name: {"zh": words.zh, "en": words.en}
                for name, words in (
                    ("title", self.title), ("what", self.what), ("why", self.why), ("instead", self.instead)
                )
            },
        }  # fmt: skip

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Advice:
        """The advice that was made a record of."""
        said = {name: Words(**record[name]) for name in ("title", "what", "why", "instead")}
        return cls(**{**record, "weight": Weight(record["weight"]), "sure": Sureness(record["sure"]), **said})


_BREAK = re.compile(r"\s+")


def in_one_line(words: str) -> str:
    r"""The words of a text whose lines are broken anywhere, in one line.

    >>> in_one_line("知识产\n权局")
    '知识产权局'
    """
    return _BREAK.sub("", words)
