r"""A text in clauses: what is aligned, each with its place, so that what is said of it can be shown in the text.

A Chinese sentence ends at 。！？； or with its line, a clause also at a comma or colon. Neither ends inside quotation
marks, titles or brackets, which are aside or named as a whole, nor between the digits of a number or a time (1,000;
10:30). The 、 joins what stands in one clause. An enumeration by numerals makes an item a clause (一是 … 二是 …; （1）
… （2） …; 第一， …), and its numeral is no part of it, so that renumbering changes no clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ontology.patterns import regex

#: What opens a stretch in which no clause ends, and what closes it.
_PAIRS = {
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "【": "】",
    "[": "]",
    "〔": "〕",
}
_CLOSING = frozenset(_PAIRS.values())
_SENTENCE_END = frozenset("。！？；!?;\n\r\t\u2028\u2029")
_CLAUSE_END = frozenset("，：,:")
_BRACKETS = frozenset("（([【")
# in one order in every process, so that what they are compiled to is known again
_PAIR = regex(f"[{re.escape(''.join(sorted({*_PAIRS, *_CLOSING})))}]")
_MARK = regex(f"[{re.escape(''.join(sorted(_SENTENCE_END | _CLAUSE_END | _BRACKETS | _CLOSING)))}]")
#: Marks of a number inside it: 1,000 and 10:30 and 1：2.
_IN_NUMBER = frozenset(",:，：")
#: What a clause does not begin or end with.
_EDGES = " 　\u00a0、，。；：！？,.;:!?\n\r\t\u2028\u2029—-…·"
#: What a numeral begins with, looked at before the pattern is: there are some hundred thousand clauses in a graph.
_NUMERAL_BEGINS = frozenset("（(一二三四五六七八九十第首其再最0123456789").union(
    *(map(chr, range(ord(first), ord(last) + 1)) for first, last in ("①⑳", "㈠㈩", "⑴⒇"))
)
_NUMERAL = regex(
    r"""(?:
      [（(] (?: [一二三四五六七八九十]{1,3} | \d{1,2} ) [）)] 、?          # （一）, (1)
    | [①-⑳㈠-㈩⑴-⒇]                                                  # ①
    | [一二三四五六七八九十]{1,2}(?: 是要? (?=\S) | 、 | 要 (?=\S) )     # 一是, 二要, 三、
    | (?: 第[一二三四五六七八九十]{1,2} | 首先 | 其次 | 再次 | 最后 ) (?: [，,、：:] | $ )   # 第一，
    | \d{1,2} (?: [.．、] (?!\d) | [)）] )                               # 1. 2、 3）
    )\s*""",
    re.VERBOSE,
)


#: What counts items within a measure, where it stands before a clause.
_ITEM = regex(
    r"""[（(] (?: [一二三四五六七八九十]{1,2} | \d{1,2} ) [）)]   # （1）
    | [一二三四五六七八九十]是                                  # 一是
    | [①-⑳]
    | (?<![\d.])\d{1,2}[.．、](?!\d)                           # 1.
    """,
    re.VERBOSE,
)


class Clause(NamedTuple):
    """A clause: its words, its place in the text, the marks around it and its numeral left out."""

    words: str
    start: int
    end: int  #: exclusive
    sentence: int  #: the number of its sentence, counted from 0


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of ``text`` in their order; what lies between them is marks, blanks and numerals.

    >>> [
    ...     clause.words
    ...     for clause in clauses("减免房租。对承租国有房产的，1个月免收、2个月减半；（2）鼓励“一企一策，一事一议”。")
    ... ]
    ['减免房租', '对承租国有房产的', '1个月免收、2个月减半', '鼓励“一企一策，一事一议”']
    >>> clauses("一是开放数据，")
    (Clause(words='开放数据', start=2, end=6, sentence=0),)
    """
    found: list[Clause] = []
    sentence, begun = 0, False
    for start, end, ends in _stretches(text):
        first, last = _trimmed(text, start, end)
        if first < last:
            found.append(Clause(text[first:last], first, last, sentence))
            begun = True
        if ends and begun:
            sentence, begun = sentence + 1, False
    return tuple(found)


def begins_item(text: str, found: Sequence[Clause]) -> tuple[bool, ...]:
    """Of each clause of ``text`` whether a numeral stands before it.

    >>> text = "支持创业。（1）减免房租，限三年；（2）贴息。"
    >>> begins_item(text, clauses(text))
    (False, True, False, True)
    """
    ends = [0, *(clause.end for clause in found)]
    return tuple(bool(_ITEM.search(text, end, clause.start)) for end, clause in zip(ends, found, strict=False))


def grouped(found: Sequence[Clause], begins: Sequence[bool]) -> tuple[tuple[Clause, ...], ...]:
    """The clauses in groups, each of which begins where it is said.

    >>> one, other = clauses("减免房租，贴息")
    >>> [len(group) for group in grouped((one, other), (False, True))]
    [1, 1]
    """
    groups: list[list[Clause]] = []
    for clause, new in zip(found, begins, strict=True):
        if new or not groups:
            groups.append([])
        groups[-1].append(clause)
    return tuple(map(tuple, groups))


def _stretches(text: str) -> Iterator[tuple[int, int, bool]]:
    """From mark to mark: start, end, and whether a sentence ends there."""
    inside, start, begins, aside = _inside(text), 0, True, False
    for mark in _MARK.finditer(text):
        at, character = mark.start(), mark[0]
        if inside[at]:
            continue
        if character in _SENTENCE_END or (aside and character in _CLOSING):
            end = at + aside
            yield start, end, True
            start, begins, aside = at + 1, True, False
        elif character in _CLAUSE_END and not _within_number(text, at):
            yield start, at, False
            start, begins = at + 1, False
        elif begins and character in _BRACKETS and inside[at + 1 : at + 2] == b"\x01" and not text[start:at].strip():
            aside = True  # where a sentence would begin, a bracket is one: 。（责任单位：…）
    yield start, len(text), True


def _inside(text: str) -> bytearray:
    """For each character whether it stands inside a pair; what is opened and never closed opens nothing."""
    inside, open_at = bytearray(len(text)), list[int]()
    for mark in _PAIR.finditer(text):
        at, character = mark.start(), mark[0]
        if character in _PAIRS:
            open_at.append(at)
            continue
        for depth in range(len(open_at) - 1, -1, -1):
            if _PAIRS[text[open_at[depth]]] == character or {text[open_at[depth]], character} in _MIXED:
                begin = open_at[depth] + 1
                inside[begin:at] = b"\x01" * (at - begin)
                del open_at[depth:]
                break
    return inside


#: Brackets that typists mix: （具体措施中有明确期限规定的除外)
_MIXED = ({"（", ")"}, {"(", "）"}, {"[", "】"}, {"【", "]"})


def _within_number(text: str, at: int) -> bool:
    return text[at] in _IN_NUMBER and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit() and at > 0


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the marks at its ends and the numeral before it."""
    words = text[start:end].lstrip(_EDGES)
    if words and words[0] in _NUMERAL_BEGINS and (numeral := _NUMERAL.match(text, end - len(words), end)):
        words = text[numeral.end() : end].lstrip(_EDGES)
    start = end - len(words)
    return start, start + len(words.rstrip(_EDGES))
