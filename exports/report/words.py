"""The words of a report, from ``templates/report.toml``: what may be reworded without touching code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from exports.report.blocks import Language

DASH = "—"  #: where a number does not exist
TINY = 1e-12  #: below it a number is nought but for rounding


class Count(int):
    """A whole number that knows its noun: ``{n:task|tasks}`` gives "1 task", ``{n}`` the number alone.

    >>> "{n:task|tasks}, {n}".format(n=Count(1))
    '1 task, 1'
    """

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        return f"{int(self):,} {one if self == 1 else many}" if bar else f"{int(self):,}"


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences and labels by key."""

    language: Language
    sentences: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: object) -> str:
        """The words under ``key``, its gaps filled; whole numbers may take nouns."""
        filled = {
            name: Count(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for name, value in values.items()
        }
        return self.sentences[key][self.language].format(**filled)

    def several(self, items: list[str] | tuple[str, ...]) -> str:
        """Items as a list in a sentence."""
        return ("、" if self.language == "zh" else ", ").join(items)

    def first(self, items: Sequence[str], most: int) -> str:
        """The first items as a list, and how many there are if those are not all."""
        shown = self.several(list(items[:most]))
        return self("and_more", shown=shown, n=len(items)) if len(items) > most else shown


def words(language: Language) -> Words:
    """The words in a language."""
    source = resources.files("exports.report") / "templates" / "report.toml"
    return Words(language, tomllib.loads(source.read_text(encoding="utf-8")))


def number(value: float, digits: int = 2) -> str:
    """A number with ``digits`` decimals, "<" before what would read as nothing, a dash where it is not defined.

    >>> number(0.21884, 3), number(0.00002, 3), number(0, 3), number(float("nan"))
    ('0.219', '<0.001', '0.000', '—')
    """
    if value != value:  # not a number
        return DASH
    least = 10**-digits
    return f"<{least:.{digits}f}" if TINY < value < least / 2 else f"{value:,.{digits}f}"


def percent(share: float) -> str:
    """A share as per cent, one decimal.

    >>> percent(25 / 57)
    '43.9%'
    """
    return DASH if share != share else f"{share:.1%}"


def measured(value: float, signed: bool = False) -> str:
    """A whole number as it is, a share with three decimals; with its sign where it is a difference.

    >>> measured(57), measured(0.21884), measured(3, signed=True), measured(-3, signed=True), measured(0, signed=True)
    ('57', '0.219', '+3', '−3', '0')
    """
    text = (f"{value:+,.3f}" if signed else f"{value:,.3f}").replace("-", "−")
    whole = text.removesuffix(".000")
    return "0" if whole in {"+0", "−0"} else whole


def shortened(text: str, most: int = 70) -> str:
    """The text, its end cut off where it has more than ``most`` characters.

    >>> shortened("制定知识产权评议工作指南", 6)
    '制定知识产…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def ranks(scores: Mapping[str, float]) -> dict[str, int]:
    """Competition ranks, the largest first: equal scores share the better rank.

    >>> ranks({"a": 3, "b": 5, "c": 3, "d": 1})
    {'a': 2, 'b': 1, 'c': 2, 'd': 4}
    """
    order = sorted(scores.values(), reverse=True)
    first = {score: place for place, score in reversed(list(enumerate(order, start=1)))}
    return {node: first[score] for node, score in scores.items()}
