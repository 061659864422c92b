"""What is known of words from policy documents at large: how common each is, and which keep the same company.

words.npz holds counts over the paragraphs of 1,184 documents, and no sentence of them; tests/made_words.py makes it. A
word that stands everywhere (加强, 推进, 工作) tells little of what a measure is about. Two words that stand in the same
paragraphs (信贷, 续贷) are of one matter, though they share no character.

Among the 1,184 documents are neighbours of those that traces were measured on, which flatters the figure. Links of
three families and of two other pairs were found with F1 .77 and .87; with words.npz made without the 89 documents that
share sentences or the matter of these with them, .66 and .84; without company, .64 and .63. So it is worth its bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from queries.align.finder import Finder, finder

if TYPE_CHECKING:
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"
_FILE = Path(__file__).with_name("words.npz")


@dataclass(frozen=True, eq=False)
class Words:
    """The words known, each with its rarity and its place among the others; they are numbered."""

    words: tuple[str, ...]
    rarity: Floats  #: the logarithm of paragraphs to paragraphs that hold it
    vectors: Floats  #: words × dimensions, of unit length
    matcher: Finder

    def within(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The numbers of the words in ``text``, which is in the simplified script, and where each of them begins.

        Of several at a place it is the longest.

        >>> known = load()
        >>> numbers, starts = known.within("加大信贷投放力度")
        >>> [known.words[number] for number in numbers], starts.tolist()
        (['加大', '信贷', '投放', '力度'], [0, 2, 4, 6])
        """
        found = np.array(self.matcher.find_matches_as_indexes(text), np.int64).reshape(-1, 3)
        return found[:, 0], found[:, 1]


def unit(rows: Floats) -> Floats:
    """The rows, each of unit length; one of zeros stays one."""
    found: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found


@cache
def load() -> Words:
    """The words of words.npz."""
    with np.load(_FILE) as held:
        words = tuple(held["words"].tobytes().decode().split("\n"))
        rarity = np.log(float(held["of"]) / held["paragraphs"])
        packed = held["vectors"]
        steps = np.empty((len(words), 2 * packed.shape[1]))
        steps[:, 0::2], steps[:, 1::2] = packed >> 4, packed & 15
        vectors = unit((steps - 8) * held["scale"])
    return Words(words, rarity, vectors, finder(words))
