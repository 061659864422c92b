"""What one generation of the graph states otherwise than the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from graph_build.write import labels
from graph_build.write.chunks import IN_COMMON
from graph_build.write.stated import Stated


class Lines(NamedTuple):
    """Lines that go, and lines that come; none does both."""

    removed: frozenset[bytes]
    added: frozenset[bytes]

    @classmethod
    def between(cls, before: Iterable[bytes], after: Iterable[bytes]) -> Self:
        """What must go and come that ``before`` becomes ``after``."""
        then, now = frozenset(before), frozenset(after)
        return cls(then - now, now - then)

    def __or__(self, other: Lines) -> Lines:
        return Lines(self.removed | other.removed, self.added | other.added)


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines of N-Quads that go and come."""

    graph: Lines
    derived: Lines
    doubtful: frozenset[bytes]  #: triples of which only all documents together say if they stand in the common graph

    @classmethod
    def of(cls, before: Iterable[Stated], after: Iterable[Stated]) -> Self:
        """What documents that stated ``before`` and state ``after`` say otherwise, each for itself."""
        then, now = tuple(before), tuple(after)
        common, loose = (Lines.between(_all(then, what), _all(now, what)) for what in ("common", "loose"))
        return cls(
            Lines.between(_all(then, "lines"), _all(now, "lines")),
            Lines.between(_all(then, "derived"), _all(now, "derived")),
            frozenset().union(*common, *loose),
        )

    def beside(self, before: Iterable[bytes], after: Iterable[bytes]) -> Difference:
        """The same, with those of the doubtful triples that stood in common ``before`` and that do ``after``."""
        common = Lines.between(*({triple + IN_COMMON for triple in those} for those in (before, after)))
        return replace(self, graph=self.graph | common)

    def labelled(self, before: Mapping[str, str], after: Mapping[str, str]) -> Difference:
        """The same, with what is different of the labels."""
        return replace(self, derived=self.derived | Lines.between(*map(labels.statements, (before, after))))

    @property
    def removed(self) -> frozenset[bytes]:
        """All lines that go."""
        return self.graph.removed | self.derived.removed

    @property
    def added(self) -> frozenset[bytes]:
        """All lines that come."""
        return self.graph.added | self.derived.added


def _all(documents: Iterable[Stated], what: str) -> frozenset[bytes]:
    return frozenset[bytes]().union(*(getattr(each, what) for each in documents))
