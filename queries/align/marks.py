"""What was inserted and deleted between two texts, in words that a reader can follow.

The longest common runs are found word by word (the name of a body in a list, a number, a Latin word, any other
character), as difflib finds them; a run too short to be more than chance between two changes is counted as changed.
Blanks, line ends and the script make no difference, and what is alike keeps how either text writes it, so that the
marks give back both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from ontology import lexicon, script
from ontology.patterns import regex

#: A run of so few characters between two changes is no landmark to a reader.
_CHANCE = 2
_BLANKS = regex(r"[\s|]+")
_NUMERAL = regex(r"[\d一二三四五六七八九十百零〇①-⑳㈠-㈩⑴-⒇]+")


@cache
def _word() -> re.Pattern[str]:
    """A word, with the blanks around it."""
    ends = lexicon.either(lexicon.body_suffixes())
    roles = lexicon.either((*lexicon.lead_words(), *lexicon.co_words(), *lexicon.duty_words()))
    return regex(
        rf"""\s* (?:
          (?<=[、，；：（(,;:|\s由]) [^\W\d_]{{1,16}}? (?:{ends})  # 县水利局
          (?= [、，；：。）)（(,;:|\s等] | \Z | {roles} )
        | \d+ (?:[.,]\d+)* %?  # 2025, 1.5%
        | [A-Za-z]+
        | \S
        ) \s* | \s+""",
        re.VERBOSE,
    )


class Op(StrEnum):
    """What became of a run."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


_TURNED = {Op.SAME: Op.SAME, Op.DELETED: Op.INSERTED, Op.INSERTED: Op.DELETED}


class Mark(NamedTuple):
    """A run of text; where both texts have it, ``new`` may be written in another script or with other blanks."""

    op: Op
    old: str  #: "" if inserted
    new: str  #: "" if deleted


def key(words: str) -> str:
    """What two texts have in common that differ in script, width of marks, blanks and line ends only.

    >>> key("市縣兩級，　以後 （2025年）") == key("市县两级,以后(2025年)")
    True
    """
    return _BLANKS.sub("", unicodedata.normalize("NFKC", script.alike(words)))


def marks(old: str, new: str) -> tuple[Mark, ...]:
    """The runs of which ``old`` and ``new`` are made, in order; a deletion stands before what replaces it.

    >>> [(mark.op.value, mark.old or mark.new) for mark in marks("2025年底前建成", "2026年底前全部建成")]
    [('deleted', '2025'), ('inserted', '2026'), ('same', '年底前'), ('inserted', '全部'), ('same', '建成')]
    """
    if key(old) == key(new):
        return (Mark(Op.SAME, old, new),) if old or new else ()
    if old > new:  # the same runs, whichever text is called the old one
        return tuple(_joined(Mark(_TURNED[mark.op], mark.new, mark.old) for mark in marks(new, old)))
    one, two = _word().findall(old), _word().findall(new)
    matcher = SequenceMatcher(None, [*map(key, one)], [*map(key, two)], autojunk=False)
    return tuple(_joined(_runs(_without_chance(matcher.get_opcodes(), one), one, two)))


def is_renumbering(found: Iterable[Mark]) -> bool:
    """Whether marks change numerals of items and references alone, and of those at least one.

    >>> (
    ...     is_renumbering(marks("按照第三条，（1）建库", "按照第四条，（2）建库")),
    ...     is_renumbering(marks("新建3所", "新建4所")),
    ... )
    (True, False)
    """
    changed, before = False, ""
    runs = list(found)
    for at, mark in enumerate(runs):
        if mark.op is Op.SAME:
            before = mark.new
            continue
        after = next((other.new for other in runs[at + 1 :] if other.op is Op.SAME), "")
        if not (_NUMERAL.fullmatch(key(mark.old or mark.new)) and _numbers_an_item(before, after)):
            return False
        changed = True
    return changed


_REFERENCE = regex(r"第\s*$")
_REFERRED = regex(r"\s*[条條项項款章节節点點]")
_OPENING = regex(r"(?:^|[。；：，、！？\n\s(（])\s*$")
_ITEM = regex(r"\s*(?:[)）、．]|\.(?!\d))|\s*是(?=\S)")


def _numbers_an_item(before: str, after: str) -> bool:
    """Whether a numeral between these words counts items, or names one, as 第…条 and （…） do."""
    if _REFERENCE.search(before) and _REFERRED.match(after):
        return True
    return bool((_OPENING.search(before) or not before) and _ITEM.match(after))


Opcode = tuple[str, int, int, int, int]


def _without_chance(opcodes: Sequence[Opcode], words: Sequence[str]) -> Iterator[Opcode]:
    """The opcodes, with runs between two replacements that are too short to be a landmark taken as replaced too."""
    for at, (op, *places) in enumerate(opcodes):
        length = len("".join(words[places[0] : places[1]]))
        inner = 0 < at < len(opcodes) - 1
        between = inner and all(opcodes[beside][0] == "replace" for beside in (at - 1, at + 1))
        yield ("replace" if op == "equal" and between and length < _CHANCE else op, *places)  # type: ignore[misc]


def _runs(opcodes: Iterable[Opcode], one: Sequence[str], two: Sequence[str]) -> Iterator[Mark]:
    for op, start, end, other_start, other_end in opcodes:
        old, new = "".join(one[start:end]), "".join(two[other_start:other_end])
        if op == "equal":
            yield Mark(Op.SAME, old, new)
        else:
            if old:
                yield Mark(Op.DELETED, old, "")
            if new:
                yield Mark(Op.INSERTED, "", new)


def _joined(runs: Iterable[Mark]) -> Iterator[Mark]:
    """The runs, those of a kind beside one another joined, deletions before insertions."""
    deleted = inserted = ""
    same = ("", "")
    for mark in runs:
        if mark.op is Op.SAME:
            yield from _changed(deleted, inserted)
            deleted = inserted = ""
            same = (same[0] + mark.old, same[1] + mark.new)
        else:
            if any(same):
                yield Mark(Op.SAME, *same)
                same = ("", "")
            deleted, inserted = deleted + mark.old, inserted + mark.new
    yield from _changed(deleted, inserted)
    if any(same):
        yield Mark(Op.SAME, *same)


def _changed(deleted: str, inserted: str) -> Iterator[Mark]:
    if deleted:
        yield Mark(Op.DELETED, deleted, "")
    if inserted:
        yield Mark(Op.INSERTED, "", inserted)
