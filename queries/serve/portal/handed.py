"""What measures take over from those above: the links of a graph, by the place at their other end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from queries.align.lineage import Lineage

if TYPE_CHECKING:
    from queries.align.lineage import End, Stated
    from queries.serve.portal.facets import Narrowed
    from queries.serve.portal.holdings import Holdings

SHOWN = 200  #: links of one group


@dataclass(frozen=True, slots=True)
class Group:
    """Links that lead to the same place above, or below."""

    place: str  #: the name of the place, "" where none is known
    up: bool  #: whether the place is above
    links: tuple[Stated, ...]  #: the first of them, in the order of the text
    total: int
    documents: tuple[tuple[str, str, int], ...]  #: at the other end: IRI, name, links; those with most first


@dataclass(frozen=True)
class Handed:
    """The links of a graph, to be shown."""

    lineage: Lineage = Lineage(())

    def __bool__(self) -> bool:
        """Whether there are any; none stand in a graph that was built without --trace."""
        return bool(self.lineage.links)

    def of_document(self, document: str) -> tuple[Group, ...]:
        """The links of the measures of a document, upwards and then downwards."""
        return (
            *_groups(self._below_of.get(document, ()), up=True),
            *_groups(self._above_of.get(document, ()), up=False),
        )

    def of_measure(self, measure: str) -> tuple[Group, ...]:
        """The links of a measure through all levels, upwards and then downwards."""
        above, below = self.lineage.ancestors(measure), self.lineage.descendants(measure)
        return (*_groups(above, up=True), *_groups(below, up=False))

    def chosen(self, holdings: Holdings, narrowed: Narrowed) -> tuple[Group, ...]:
        """The links of the measures whose tasks are chosen, upwards and then downwards."""
        tasks = narrowed.tasks()
        mine = {measure for measure, numbers in self._tasks_of(holdings).items() if tasks[numbers].any()}
        up = [link for link in self.lineage.links if link.below.measure in mine]
        down = [link for link in self.lineage.links if link.above.measure in mine]
        return (*_groups(up, up=True), *_groups(down, up=False))

    def _tasks_of(self, holdings: Holdings) -> Mapping[str, list[int]]:
        """The numbers of the tasks of each measure that is linked."""
        linked = sorted({end.measure for link in self.lineage.links for end in (link.below, link.above)})
        found: dict[str, list[int]] = {}
        query = "SELECT measure, id FROM tasks WHERE measure IN (SELECT unnest(?))"
        for measure, number in holdings.rows(query, [linked]):
            found.setdefault(measure, []).append(number)
        return found

    @cached_property
    def _below_of(self) -> Mapping[str, list[Stated]]:
        return _by(self.lineage.links, lambda link: link.below.document)

    @cached_property
    def _above_of(self) -> Mapping[str, list[Stated]]:
        return _by(self.lineage.links, lambda link: link.above.document)


def _groups(links: Iterable[Stated], *, up: bool) -> tuple[Group, ...]:
    """Links by the place at their other end, the places with most first."""

    def other(link: Stated) -> End:
        return link.above if up else link.below

    by_place = _by(links, lambda link: other(link).place)
    found = []
    for place, mine in by_place.items():
        documents = _by(mine, lambda link: other(link).document)
        ranked = sorted(documents.items(), key=lambda each: (-len(each[1]), each[0]))
        named = tuple((iri, other(each[0]).name, len(each)) for iri, each in ranked)
        found.append(Group(place, up, tuple(mine[:SHOWN]), len(mine), named))
    return tuple(sorted(found, key=lambda group: (-group.total, group.place)))


def _by(links: Iterable[Stated], key: Callable[[Stated], str]) -> dict[str, list[Stated]]:
    found: dict[str, list[Stated]] = {}
    for link in links:
        found.setdefault(key(link), []).append(link)
    return found
