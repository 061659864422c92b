"""The words of roles.ttl as plain tuples, longest first: an alternation of them tries the longer word first.

Beside them the words of triggers.ttl.

>>> lead_words()[:2], "会同" in co_words(), "责任" in label_stems()
(('总牵头', '负总责'), True, True)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ontology.terms import FG, SKOS
from ontology.turtle import Table, read

WORD = "https://w3id.org/fengong/id/word/"


@cache
def _roles() -> Table:
    return read([Path(__file__).with_name("roles.ttl")])


def _words(*concepts: str) -> tuple[str, ...]:
    """The words that state any of ``concepts``, longest first, else in the order of the file."""
    found = (value.text for concept in concepts for value in _roles()[concept].get(SKOS.altLabel, ()))
    return tuple(sorted(dict.fromkeys(found), key=len, reverse=True))


def either(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, the longest first; without any, one that matches nothing.

    >>> either(("会同", "商")), either(())
    ('会同|商', '(?!)')
    """
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word)))) or "(?!)"


@cache
def lead_words() -> tuple[str, ...]:
    """The words that say who leads: 牵头, 主办 and the like."""
    return _words(FG.lead)


@cache
def co_words() -> tuple[str, ...]:
    """The words that say who joins: 配合, 参与 and the like."""
    return _words(FG.co)


@cache
def duty_words() -> tuple[str, ...]:
    """The words behind names that give a duty and no role: 负责, 指导 and the like."""
    return _words(f"{WORD}duty")


@cache
def joint_words() -> tuple[str, ...]:
    """The words between a body and those who join it: 会同 and the like."""
    return _words(f"{WORD}joint")


@cache
def tails() -> tuple[str, ...]:
    """The words behind the last name for others that stay unnamed: 等部门 and the like."""
    return _words(f"{WORD}tail")


@cache
def lead_stems() -> tuple[str, ...]:
    """The stems of the labels under which those stand who lead: 牵头 of 牵头单位."""
    return _words(f"{WORD}lead-label")


@cache
def co_stems() -> tuple[str, ...]:
    """The stems of the labels under which those stand who join: 配合 of 配合单位."""
    return _words(f"{WORD}co-label")


@cache
def label_stems() -> tuple[str, ...]:
    """The stems of all labels of responsibility, those without a role too: 牵头, 配合, 责任 and the like."""
    return _words(f"{WORD}lead-label", f"{WORD}co-label", f"{WORD}plain-label")


@cache
def label_heads() -> tuple[str, ...]:
    """What labels of responsibility end with: 单位, 部门 and the like."""
    return _words(f"{WORD}label-head")


@cache
def ordinals() -> tuple[str, ...]:
    """What stands over the column that counts the rows of a table: 序号, 项次 and the like."""
    return _words(f"{WORD}ordinal")


@cache
def labels() -> tuple[str, ...]:
    """The labels of responsibility that have no head: 责任分工 and the like."""
    return _words(f"{WORD}label")


@cache
def body_suffixes() -> tuple[str, ...]:
    """What names of bodies end with: 局, 厅, 海关 and the like."""
    return _words(f"{WORD}body-suffix")


@cache
def collective_heads() -> tuple[str, ...]:
    """What names of classes of bodies begin with: 各, 有关 and the like."""
    return _words(f"{WORD}collective-head")


@cache
def collective_tails() -> tuple[str, ...]:
    """What names of classes of bodies end with, and names of bodies do not: 部门, 单位 and the like."""
    return _words(f"{WORD}collective-tail")


@cache
def _triggers() -> Table:
    return read([Path(__file__).with_name("triggers.ttl")])


@cache
def silent_words() -> tuple[str, ...]:
    """The words that point to no theme though they hold a trigger word: 人民政府 holds 民政, 受疫情影响 says why."""
    return tuple(value.text for value in _triggers()[f"{WORD}silent"][SKOS.hiddenLabel])
