"""What is stated about one document, asked from either end of a predicate.

The lines of N-Triples are split once, and what a predicate connects is put in order when it is first asked for: a
document has two thousand statements, of which the shapes look at some, again and again. Terms are as N-Triples writes
them, so that the same term is the same string.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import TypeAlias

from ontology.terms import RDF, RDFS

#: A way from node to node: predicates, each with whether it is followed backwards.
Path: TypeAlias = Sequence[tuple[str, bool]]
_NOTHING: frozenset[str] = frozenset()
_TYPE, _SUBCLASS = f"<{RDF.type}>", f"<{RDFS.subClassOf}>"
#: The predicates that say what class a node is of.
OF_CLASSES = frozenset({_TYPE, _SUBCLASS})


class Statements:
    """Statements, by their predicate; all of them are in before the first is asked for."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines: list[str] = []
        self._pairs: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._steps: dict[tuple[str, bool], Mapping[str, Set[str]]] = {}
        self._instances: dict[str, Set[str]] = {}
        self.add(lines)

    def add(self, lines: Iterable[str]) -> None:
        """States these ``lines`` of N-Triples too."""
        first = len(self.lines)
        self.lines += lines
        for line in self.lines[first:]:
            subject, predicate, value = line[:-2].split(" ", 2)
            self._pairs[predicate].append((subject, value))

    @property
    def terms(self) -> set[str]:
        """All that something is stated about, and all that stands as a value."""
        return {term for pairs in self._pairs.values() for pair in pairs for term in pair}

    def pairs(self, predicate: str) -> Collection[tuple[str, str]]:
        """The subjects and values of a predicate, in the order in which they were stated."""
        return self._pairs.get(predicate, ())

    def step(self, predicate: str, backwards: bool = False) -> Mapping[str, Set[str]]:
        """Where a predicate leads to, by where it leads from."""
        if (found := self._steps.get((predicate, backwards))) is None:
            reached: defaultdict[str, set[str]] = defaultdict(set)
            for subject, value in self.pairs(predicate):
                start, end = (value, subject) if backwards else (subject, value)
                reached[start].add(end)
            found = self._steps[predicate, backwards] = dict(reached)
        return found

    def values(self, node: str, path: Path) -> Set[str]:
        """What a path leads to from a node.

        >>> stated = Statements(["<m1> <partOf> <s1> .", "<m2> <partOf> <s1> ."])
        >>> sorted(stated.values("<m1>", [("<partOf>", False), ("<partOf>", True)]))
        ['<m1>', '<m2>']
        """
        reached = self.step(*path[0]).get(node, _NOTHING)
        for step in path[1:]:
            further = self.step(*step)
            reached = _NOTHING.union(*(further.get(each, _NOTHING) for each in reached))
        return reached

    def instances(self, kind: str) -> Set[str]:
        """The nodes of a class, or of one that is stated to be below it."""
        if (found := self._instances.get(kind)) is None:
            below, typed, kinds = self.step(_SUBCLASS, backwards=True), self.step(_TYPE, backwards=True), [kind]
            for each in kinds:  # which grow meanwhile
                kinds += below.get(each, _NOTHING) - {*kinds}
            found = self._instances[kind] = _NOTHING.union(*(typed.get(each, _NOTHING) for each in kinds))
        return found
