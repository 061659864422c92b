"""Words that people read, from a TOML file of each room: what may be reworded without touching code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["zh", "en"]


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

    def several(self, items: Sequence[str]) -> str:
        """Items as a list in a sentence."""
        return ("、" if self.language == "zh" else ", ").join(items)

    def first(self, items: Sequence[str], most: int) -> str:
        """The first items as a list, and how many there are if those are not all."""
        shown = self.several(items[:most])
        return self("and_more", shown=shown, n=len(items)) if len(items) > most else shown


def words(room: str, name: str, language: Language) -> Words:
    """The words in a language that ``templates/NAME.toml`` of a room has."""
    source = resources.files(f"exports.{room}") / "templates" / f"{name}.toml"
    return Words(language, tomllib.loads(source.read_text(encoding="utf-8")))
