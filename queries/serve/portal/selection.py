"""What is chosen, as the address of a page says it: a link shows the same again, and back and forward work.

>>> chosen = Selection.of([("role", "lead"), ("words", "数据 OPC"), ("place", "510000"), ("below", "1")])
>>> chosen.toggled("role", "lead").pairs
(('words', '数据 OPC'), ('place', '510000'), ('below', '1'))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Self

from queries.duties.facets import NAMES

#: What tasks are chosen by, in the order in which pages offer it.
FACETS: Final = (*NAMES, "missing", "advice")
VIEWS: Final = ("table", "network", "matrix", "leads", "timeline", "map", "lineage")
SORTS: Final = ("text", "date", "place", "lead", "parties", "due")


@dataclass(frozen=True)
class Selection:
    """What is chosen of each facet, the words looked for, and how the tasks are shown."""

    chosen: tuple[tuple[str, str], ...] = ()  #: facet and value, in the order of FACETS and of the choice
    words: str = ""
    below: bool = False  #: whether a place includes what lies in it
    view: str = VIEWS[0]
    sort: str = SORTS[0]
    page: int = 1
    more: str = ""  #: the facet that is shown whole

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """The selection that the parameters of an address say; what is none of ours is left out."""
        given = [(name, " ".join(words.split())) for name, words in pairs if words.strip()]
        said = dict(given)
        chosen = dict.fromkeys(pair for facet in FACETS for pair in given if pair[0] == facet)
        page = said.get("page", "1")
        return cls(
            tuple(chosen),
            said.get("words", ""),
            said.get("below", "") not in ("", "0"),
            said["view"] if said.get("view") in VIEWS else VIEWS[0],
            said["sort"] if said.get("sort") in SORTS else SORTS[0],
            max(1, int(page)) if page.isdecimal() and len(page) < 8 else 1,
            said["more"] if said.get("more") in FACETS else "",
        )

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The parameters that say it, none for what is usual."""
        plain = Selection()
        return (
            *((("words", self.words),) if self.words else ()),
            *self.chosen,
            *((("below", "1"),) if self.below and self.of_facet("place") else ()),
            *((("view", self.view),) if self.view != plain.view else ()),
            *((("sort", self.sort),) if self.sort != plain.sort else ()),
            *((("page", str(self.page)),) if self.page != plain.page else ()),
            *((("more", self.more),) if self.more else ()),
        )

    @property
    def narrow(self) -> bool:
        """Whether it is less than everything."""
        return bool(self.chosen or self.words)

    def of_facet(self, facet: str) -> tuple[str, ...]:
        """What is chosen of a facet; several values are one or another."""
        return tuple(value for name, value in self.chosen if name == facet)

    def toggled(self, facet: str, value: str) -> Self:
        """The selection with a value more, or without it if it was chosen; from its first page on."""
        pair = facet, value
        rest = tuple(each for each in self.chosen if each != pair)
        return self._choosing(rest if len(rest) < len(self.chosen) else (*rest, pair))

    def only(self, facet: str, *values: str) -> Self:
        """The selection with these values of a facet and no other of it."""
        rest = tuple(each for each in self.chosen if each[0] != facet)
        return self._choosing((*rest, *((facet, value) for value in values)))

    def shown(self, **how: object) -> Self:
        """The selection shown otherwise: another view, sort, page, words or facet to be shown whole."""
        return replace(self, **{"page": 1, **how})  # type: ignore[arg-type]  # the fields of this class

    def _choosing(self, pairs: Iterable[tuple[str, str]]) -> Self:
        """The selection with all these chosen instead."""
        return self.shown(chosen=tuple(sorted(pairs, key=lambda pair: FACETS.index(pair[0]))))
