"""Automatic numbering of Word: the marker that stands before a paragraph on paper, though not in its text.

After ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from graph_build.read.markup import Element, attribute, child, children
from ontology.patterns import regex

_DIGITS = "〇一二三四五六七八九"
_FORMAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
_PLAIN = ("零一二三四五六七八九", "十百千")


def chinese(number: int, digits: str = _PLAIN[0], units: str = _PLAIN[1]) -> str:
    """A number below ten thousand as it is counted in Chinese.

    >>> [chinese(n) for n in (3, 10, 12, 20, 107)]
    ['三', '十', '十二', '二十', '一百零七']
    """
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += (digits[0] if gap else "") + digits[digit] + (units[power - 1] if power else "")
            gap = False
        else:
            gap = bool(text)
    return text[1:] if digits is _PLAIN[0] and 10 <= number < 20 else text


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


#: number formats by their name in the standard; what is not here counts in Arabic numerals
FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "koreanCounting": chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, *_FORMAL),
    "ideographLegalTraditional": lambda number: chinese(number, *_FORMAL),
    "ideographTraditional": lambda number: "甲乙丙丁戊己庚辛壬癸"[(number - 1) % 10],
    "ideographZodiac": lambda number: "子丑寅卯辰巳午未申酉戌亥"[(number - 1) % 12],
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + n: ord("０") + n for n in range(10)}),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": lambda number: chr(0x2488 + number - 1) if 1 <= number <= 20 else f"{number}.",
    "decimalEnclosedParen": lambda number: chr(0x2474 + number - 1) if 1 <= number <= 20 else f"({number})",
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": lambda number: _roman(number % 4000),
    "lowerRoman": lambda number: _roman(number % 4000).lower(),
    "upperLetter": lambda number: _letter(min(number, 780)),
    "lowerLetter": lambda number: _letter(min(number, 780)).lower(),
    "none": lambda number: "",
}
#: characters of a marker; Word takes no more than 255, a hostile file writes a megabyte before each paragraph
_LONGEST = 255
_PLACEHOLDER = regex("%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    blank: str  #: between marker and words
    legal: bool  #: all its numbers in Arabic numerals
    style: str  #: paragraphs of this style stand on this level


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)

    def count(self, depth: int) -> str:
        """The marker of the next paragraph on a level; the levels below start anew."""
        level = self.levels[depth]
        self.counts[depth] = self.counts.get(depth, level.start - 1) + 1
        for deeper in [deeper for deeper in self.counts if deeper > depth]:
            del self.counts[deeper]
        if level.format == "bullet":
            return ""
        text = _PLACEHOLDER.sub(lambda found: self._written(int(found[1]) - 1, level.legal), level.text)[:_LONGEST]
        return text + level.blank if text else ""

    def _written(self, depth: int, legal: bool) -> str:
        level = self.levels.get(depth)
        if level is None:
            return ""
        number = self.counts.get(depth, level.start)
        return str(number) if legal else FORMATS.get(level.format, str)(number)


class Numbering:
    """The lists of a document, counting on as its paragraphs are read in order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = {attribute(style, "styleId"): style for style in _named(styles, "style")}
        abstract = {
            attribute(each, "abstractNumId"): _List(dict(map(_level, children(each, "lvl"))))
            for each in _named(numbering, "abstractNum")
        }
        self._lists: dict[str, _List] = {}
        for number in _named(numbering, "num"):
            shared = abstract.get(_value(child(number, "abstractNumId")))
            if shared is not None:
                changed = dict(_overridden(shared, number))
                own = _List(shared.levels | changed) if changed else shared
                self._lists[attribute(number, "numId")] = own

    def marker(self, paragraph: Element) -> str:
        """The marker of a paragraph and the blank after it, counted; "" if it has none."""
        properties = child(paragraph, "pPr")
        if properties is None:
            return ""
        style = _value(child(properties, "pStyle"))
        number, depth = self._of_style(style)
        number = _value(child(properties, "numPr", "numId")) or number
        depth = _integer(child(properties, "numPr", "ilvl"), depth)
        its_list = self._lists.get(number)
        if its_list is None:
            return ""
        if depth < 0:
            depth = next((at for at, level in its_list.levels.items() if level.style == style), 0)
        return its_list.count(depth) if depth in its_list.levels else ""

    def _of_style(self, name: str) -> tuple[str, int]:
        """List and level that a style brings along, itself or by those it is based on; -1: no level."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            if number := _value(child(style, "pPr", "numPr", "numId")):
                return number, _integer(child(style, "pPr", "numPr", "ilvl"), -1)
            name = _value(child(style, "basedOn"))
        return "", 0


def _named(part: Element | None, name: str) -> Iterator[Element]:
    return children(part, name) if part is not None else iter(())


def _level(element: Element) -> tuple[int, _Level]:
    """A level by its depth."""
    suffix = _value(child(element, "suff"))
    return _integer_of(attribute(element, "ilvl"), 0), _Level(
        start=_integer(child(element, "start"), 1),
        format=_value(child(element, "numFmt")) or "decimal",
        text=_value(child(element, "lvlText"))[:_LONGEST],
        blank="" if suffix == "nothing" else " ",
        legal=child(element, "isLgl") is not None,
        style=_value(child(element, "pStyle")),
    )


def _overridden(shared: _List, number: Element) -> Iterator[tuple[int, _Level]]:
    """The levels that a list has for itself: newly defined, or starting elsewhere."""
    for override in children(number, "lvlOverride"):
        depth = _integer_of(attribute(override, "ilvl"), 0)
        own = child(override, "lvl")
        level = _level(own)[1] if own is not None else shared.levels.get(depth)
        if level is not None:
            yield depth, replace(level, start=_integer(child(override, "startOverride"), level.start))


def _value(element: Element | None) -> str:
    return attribute(element, "val") if element is not None else ""


def _integer(element: Element | None, default: int) -> int:
    return _integer_of(_value(element), default)


def _integer_of(digits: str, default: int) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 6 else default
