"""A task corrected by a person: what it said before, what it says after, and the trail of all such corrections."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cells:
    """Who answers for a task and by when, as a person reads it: names in the order of the text."""

    lead: tuple[str, ...]
    co: tuple[str, ...]
    limit: str


@dataclass(frozen=True, slots=True)
class Change:
    """A task corrected by a person."""

    task: str  #: IRI
    words: str  #: of the task
    before: Cells
    after: Cells


@dataclass(frozen=True, slots=True)
class Entry:
    """A correction in the audit trail."""

    number: int
    when: str  #: ISO 8601, UTC
    who: str
    reason: str
    changes: tuple[Change, ...]
    undone: bool = False  #: whether a later entry took it back
    undoes: int = 0  #: the entry that this one takes back, 0 if none
