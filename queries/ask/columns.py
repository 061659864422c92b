"""A column of an answer: each value that stands in it once, and for each row which of them stands there.

Of many rows most columns have few values: two roles, a thousand documents and their labels. So a term is made of a
value once, and a cell spelt once; and of a column that is not shown none is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import eq
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Column(Generic[T]):
    """A value a row, as an iterator gives them; two are equal if they have the same values in the same rows."""

    made: Callable[[], Iterable[T]]  #: the values in the order of their numbers, when they are asked for
    turns: Sequence[int]  #: the number of the value in each row

    @classmethod
    def of(cls, cells: Iterable[T]) -> Column[T]:
        """The column of these cells.

        >>> column = Column.of(["lead", "co", "lead"])
        >>> column.values, column.turns
        (('lead', 'co'), [0, 1, 0])
        """
        cells = tuple(cells)
        turns = {value: turn for turn, value in enumerate(dict.fromkeys(cells))}
        return cls(lambda: turns, [*map(turns.__getitem__, cells)])

    @cached_property
    def values(self) -> tuple[T, ...]:
        """All the values."""
        return tuple(self.made())

    def mapped(self, make: Callable[[T], R]) -> Column[R]:
        """The column of what ``make`` makes of the values, of each once.

        >>> list(Column.of(["lead", "co", "lead"]).mapped(str.upper))
        ['LEAD', 'CO', 'LEAD']
        """
        return Column(lambda: map(make, self.values), self.turns)

    def part(self, start: int, stop: int | None = None) -> Iterator[T]:
        """The values of the rows from ``start`` to before ``stop``."""
        return map(self.values.__getitem__, self.turns[start:stop])

    def __iter__(self) -> Iterator[T]:
        return map(self.values.__getitem__, self.turns)

    def __len__(self) -> int:
        return len(self.turns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Column) and len(self) == len(other) and all(map(eq, self, other))
