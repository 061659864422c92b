"""Which tasks hold words: in their text, in the title of their document, or in a name of who answers for them."""

from __future__ import annotations

import re
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING

from ontology.pinyin import initials, syllables

if TYPE_CHECKING:
    from queries.serve.portal.holdings import Holdings, Truths

_KEPT = 256  #: words of which it is kept in mind where they are
_LATIN = re.compile(r"[a-z]{2,}")


class Words:
    """The search over the tasks of one build."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._known: OrderedDict[str, Truths] = OrderedDict()

    def holding(self, words: str) -> Truths:
        """Which tasks hold every one of the ``words``, in any order; those parted by blanks."""
        import numpy as np

        found = np.ones(self._holdings.tasks, bool)
        for word in dict.fromkeys(words.lower().split()):
            found &= self._with(word)
        return found

    def parties(self, word: str) -> tuple[int, ...]:
        """The parties that bear a name with the word in it, or in pinyin: whole syllables, or initials."""
        held = {number for number, names in enumerate(self._names) if word in names}
        if _LATIN.fullmatch(word):
            sounds = re.compile(rf"\b{' ?'.join(word)}")
            held |= {
                number for number, (whole, first) in enumerate(self._pinyin) if word in first or sounds.search(whole)
            }
        return tuple(sorted(held))

    def _with(self, word: str) -> Truths:
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.popitem(last=False)
            found = self._known[word] = self._looked(word)
        return found

    def _looked(self, word: str) -> Truths:
        import numpy as np

        held = self._holdings
        found = np.zeros(held.tasks, bool)
        found[[number for (number,) in held.rows("SELECT id FROM tasks WHERE contains(lower(text), ?)", [word])]] = True
        titled = np.array([word in f"{d.label} {d.title} {d.number}".lower() for d in held.documents], bool)
        found |= titled[held.document_of_task]
        bearing = np.zeros(len(held.parties), bool)
        bearing[list(self.parties(word))] = True
        found[held.task_of[bearing[held.party_of]]] = True
        return found

    @cached_property
    def _names(self) -> list[str]:
        """All names of each party, a line each."""
        return ["\n".join(party.names).lower() for party in self._holdings.parties]

    @cached_property
    def _pinyin(self) -> list[tuple[str, str]]:
        """All names of each party in pinyin, a line each: syllables parted by blanks, and initials."""
        spelt: list[tuple[str, str]] = []
        for party in self._holdings.parties:
            names = [name for name in party.names if not name.isascii()]
            whole = dict.fromkeys(" ".join(reading) for name in names for reading in syllables(name))
            first = dict.fromkeys(letters for name in names for letters in initials(name))
            spelt.append(("\n".join(whole), "\n".join(first)))
        return spelt
