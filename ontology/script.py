"""One script for matching: characters of the traditional script and of compatibility, each for the one it stands for.

The fold is one to one, so that a place in folded text is the same place in the text as written. Words written in either
script are then recognised by the same patterns, and names are equal that differ in script alone; what is shown and
quoted stays as written. The table is script.txt, derived from OpenCC's; radicals and compatibility ideographs
(U+2E80-2FDF, U+F900-FAFF), which conversions to PDF leave in texts, and marks in other sizes (U+FE10-FE19,
U+FE50-FE6B, U+FF61-FF65) are folded as Unicode equates them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .patterns import regex

#: A text is of the traditional script where one in so many characters is of that alone.
_ONE_IN = 200


class _Fold(NamedTuple):
    """Characters with what they stand for, and a pattern that finds them."""

    table: dict[int, str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, pairs: dict[str, str]) -> _Fold:
        """The fold of ``pairs``."""
        return cls({ord(one): other for one, other in pairs.items()}, regex(f"[{''.join(map(re.escape, pairs))}]"))


@cache
def _pairs() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    part: dict[str, str] = {}
    for line in Path(__file__).with_name("script.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            part = found.setdefault(line.strip("[]"), {})
        elif not line.startswith("#"):
            written, meant = line.split(" ")
            part.update(zip(written, meant, strict=True))
    return found


#: The sign of a ratio, which programs for typing offer in the place of a colon.
_RATIO = {"\N{RATIO}": ":"}


def _same_characters() -> dict[str, str]:
    """Radicals, compatibility ideographs and marks that Unicode decomposes to one other character."""
    blocks = ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0xFE10, 0xFE1A), (0xFE50, 0xFE6C), (0xFF61, 0xFF66))
    codes = (code for start, end in blocks for code in range(start, end))
    normal = ((chr(code), unicodedata.normalize("NFKC", chr(code))) for code in codes)
    return {written: meant for written, meant in normal if len(meant) == 1 and meant != written}


@cache
def _compatible() -> _Fold:
    return _Fold.of(_same_characters() | _RATIO | _pairs()["radicals"])


@cache
def _simplified() -> _Fold:
    return _Fold.of(_pairs()["traditional"])


@cache
def _either() -> re.Pattern[str]:
    """A pattern that finds what is folded in any way: most texts have none of it, and are searched once."""
    written = {*_compatible().table, *_simplified().table}
    return regex(f"[{''.join(re.escape(chr(code)) for code in sorted(written))}]")


@cache
def _shared() -> _Fold:
    return _Fold.of(_pairs()["shared"])


def ordinary(text: str) -> str:
    """``text`` with radicals and compatibility ideographs as ordinary ones; its length stays.

    >>> ordinary("市⽂化和旅游局")
    '市文化和旅游局'
    """
    fold_ = _compatible()
    return text.translate(fold_.table) if fold_.pattern.search(text) else text


def fold(text: str) -> str:
    """``text`` in ordinary characters of the simplified script; its length stays.

    Characters that both scripts have are folded beside others only: 後 is 后 in 市後勤辦, and stays in 西太後.

    >>> fold("牽頭單位：縣衞生健康局"), fold("於潜镇")
    ('牵头单位：县卫生健康局', '於潜镇')
    """
    if not _either().search(text):
        return text
    text = ordinary(text)
    simplified = _simplified()
    if not simplified.pattern.search(text):
        return text
    if len(simplified.pattern.findall(text)) * _ONE_IN >= len(text):
        text = text.translate(_shared().table)
    return text.translate(simplified.table)


def alike(text: str) -> str:
    """``text`` folded so that it equals the same words in the other script; its length stays. For comparing only.

    Characters that both scripts have are folded wherever they stand, so that 以後 in a simplified text equals 以后.

    >>> alike("今後五年") == alike("今后五年")
    True
    """
    return ordinary(text).translate(_shared().table).translate(_simplified().table)


#: Levels of government as the traditional script writes them.
_LEVELS = str.maketrans("县区团国", "縣區團國")


def as_in(surface: str, name: str) -> str:
    """``name``, which was restored from ``surface`` once folded, with the words of ``surface`` as they are written.

    >>> as_in("衞生健康局", "县卫生健康局")
    '縣衞生健康局'
    """
    folded, shown = fold(surface), ordinary(surface)
    before, found, after = name.partition(folded)
    if not found:
        return name
    return f"{before.translate(_LEVELS) if shown != folded else before}{shown}{after}"
