"""The words of a report, from ``templates/report.toml``: what may be reworded without touching code."""

from __future__ import annotations

from collections.abc import Mapping

from exports.words import Count as Count
from exports.words import Language
from exports.words import Words as Words
from exports.words import words as read

DASH = "—"  #: where a number does not exist
TINY = 1e-12  #: below it a number is nought but for rounding


def words(language: Language) -> Words:
    """The words in a language."""
    return read("report", "report", language)


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
