"""Clauses as the lines of one text, so that what stands in each is found in one search of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ontology.script import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.int64]"
Marks: TypeAlias = "NDArray[np.bool_]"


@dataclass(frozen=True, eq=False)
class Lines:
    """A text in the simplified script, and where each of its lines begins."""

    text: str
    starts: Numbers

    @cached_property
    def codes(self) -> NDArray[np.uint32]:
        """The code points of the text."""
        return np.frombuffer(self.text.encode("utf-32-le"), np.uint32)

    @cached_property
    def apart(self) -> Marks:
        """Which characters are neither letters nor digits, the ends of lines among them."""
        return ~np.char.isalnum(self.codes.view("U1"))

    def pairs(self) -> tuple[Numbers, Numbers]:
        """The pairs of letters and digits that stand beside each other, as numbers, and where each begins.

        >>> [len(found) for found in lined(["一企一策", "减、免"]).pairs()]
        [3, 3]
        """
        places = np.flatnonzero(~(self.apart[:-1] | self.apart[1:]))
        codes = self.codes.astype(np.int64)
        return codes[places] << 32 | codes[places + 1], places

    def of(self, places: Numbers) -> Numbers:
        """The number of the line that each of ``places`` is in.

        >>> lined(["減免房租", "一企一策"]).of(np.array([0, 3, 5])).tolist()
        [0, 0, 1]
        """
        found: Numbers = np.searchsorted(self.starts, places, side="right") - 1
        return found


def lined(words: Sequence[str]) -> Lines:
    r"""The lines of ``words``, each folded by itself, as the characters that it stands beside ask.

    >>> lined(["減免房租", "一企一策"]).text
    '减免房租\n一企一策'
    """
    text = "\n".join(words)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    if fold(text) != text:  # most texts have nothing to fold, and are searched once
        text = "\n".join(map(fold, words))
    return Lines(text, np.cumsum(lengths + 1) - lengths - 1)
