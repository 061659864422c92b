"""The tasks chosen, seen otherwise than as a table: who leads whom, where, by when; numbers, which templates draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ontology.authority import load
from ontology.enumerations import Role
from ontology.looks import Look, look_of
from ontology.terms import FG
from queries.serve.portal.facets import Facets, Narrowed, Value, key_of
from queries.serve.portal.holdings import ROLES

if TYPE_CHECKING:
    from queries.serve.portal.holdings import Holdings, Integers

BODIES = 36  #: on one picture; more of them hide each other
PLACES = 60
RADIUS = 250  #: of the circle
OFFICES = 14
LEADERS = 8  #: of one place
#: One cell a province, row and column, in about the place it has on a map; by its code in GB/T 2260.
PROVINCES = {
    "230000": (0, 8),
    "150000": (1, 5),
    "220000": (1, 8),
    "650000": (2, 0),
    "620000": (2, 2),
    "640000": (2, 3),
    "140000": (2, 4),
    "130000": (2, 5),
    "110000": (2, 6),
    "120000": (2, 7),
    "210000": (2, 8),
    "630000": (3, 1),
    "610000": (3, 3),
    "410000": (3, 5),
    "370000": (3, 6),
    "540000": (4, 0),
    "510000": (4, 2),
    "500000": (4, 3),
    "420000": (4, 4),
    "340000": (4, 5),
    "320000": (4, 6),
    "310000": (4, 7),
    "530000": (5, 1),
    "520000": (5, 2),
    "430000": (5, 3),
    "360000": (5, 4),
    "330000": (5, 6),
    "450000": (6, 2),
    "440000": (6, 3),
    "350000": (6, 5),
    "710000": (6, 7),
    "820000": (7, 3),
    "810000": (7, 4),
    "460000": (8, 2),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A party on the circle."""

    party: int
    name: str
    key: str
    kind: str
    look: Look
    tasks: int
    x: float
    y: float
    angle: float  #: degrees, 0 to the right, clockwise
    size: float


@dataclass(frozen=True, slots=True)
class Tie:
    """How many of the tasks chosen one party leads and another joins."""

    lead: Node
    co: Node
    tasks: int
    width: float

    @property
    def path(self) -> str:
        """The curve from the one to the other, bent towards the middle."""
        return f"M{self.lead.x:.0f},{self.lead.y:.0f}Q0,0 {self.co.x:.0f},{self.co.y:.0f}"


@dataclass(frozen=True, slots=True)
class Network:
    """Who leads whom, the parties with most tasks on a circle, by kind."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]  #: the strongest last, so that they are drawn above the others
    parties: int  #: how many there are in all

    @property
    def kinds(self) -> tuple[tuple[str, Look], ...]:
        """The kinds of party in it, with the look of each."""
        return tuple(dict.fromkeys((node.kind, node.look) for node in self.nodes))


def network(holdings: Holdings, narrowed: Narrowed) -> Network:
    """Who leads whom in the tasks chosen."""
    import numpy as np
    from scipy.sparse import csr_array

    chosen = narrowed.tasks()[holdings.task_of]
    _, parties = _once(holdings.task_of[chosen], holdings.party_of[chosen])
    tasks = np.bincount(parties, minlength=len(holdings.parties))
    most = np.argsort(-tasks, kind="stable")[:BODIES]
    most = most[tasks[most] > 0]
    place = np.full(len(holdings.parties), -1)
    place[most] = np.arange(len(most))

    def matrix(role: Role) -> csr_array:
        mine = chosen & (holdings.role_of == ROLES.index(role)) & (place[holdings.party_of] >= 0)
        at = place[holdings.party_of[mine]], holdings.task_of[mine]
        found = csr_array((np.ones(len(at[0])), at), shape=(len(most), holdings.tasks))
        found.data[:] = 1  # who is named twice in a task has one part in it
        return found

    ties = (matrix(Role.LEAD) @ matrix(Role.CO).T).toarray().astype(int) if len(most) else np.zeros((0, 0), int)
    nodes = _circle(holdings, most.tolist(), tasks[most].tolist())
    number = {node.party: node for node in nodes}
    found = [
        (int(ties[a, b]), number[int(most[a])], number[int(most[b])]) for a, b in np.argwhere(ties).tolist() if a != b
    ]
    strongest = max((count for count, *_ in found), default=1)
    drawn = tuple(
        Tie(lead, co, count, 0.6 + 4.4 * count / strongest)
        for count, lead, co in sorted(found, key=lambda each: (each[0], each[1].name, each[2].name))
    )
    return Network(nodes, drawn, int((tasks > 0).sum()))


def _once(tasks: Integers, codes: Integers) -> tuple[Integers, Integers]:
    """Each pair of a task and what is said of it once, in order."""
    import numpy as np

    width = codes.max(initial=0) + 1
    pairs = np.unique(tasks * width + codes)
    return pairs // width, pairs % width


def _circle(holdings: Holdings, parties: list[int], tasks: list[int]) -> tuple[Node, ...]:
    counts = dict(zip(parties, tasks, strict=True))
    around = sorted(parties, key=lambda p: (holdings.parties[p].kind, -counts[p], holdings.parties[p].name))
    largest = max(tasks, default=1)
    nodes = []
    for number, party in enumerate(around):
        turn = 2 * math.pi * (number + 0.5) / len(around)
        it = holdings.parties[party]
        nodes.append(
            Node(
                party,
                it.name,
                key_of(it.iri),
                FG[it.kind],
                look_of(FG[it.kind]),
                counts[party],
                RADIUS * math.cos(turn),
                RADIUS * math.sin(turn),
                math.degrees(turn),
                4 + 7 * math.sqrt(counts[party] / largest),
            )
        )
    return tuple(nodes)


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many tasks each office has in each place."""

    offices: tuple[str, ...]
    rows: tuple[tuple[Value, int, tuple[int, ...]], ...]  #: a place, its tasks, and those of each office
    places: int  #: how many there are in all
    all_offices: int  #: how many offices there are in all

    @property
    def largest(self) -> int:
        """The greatest number in it."""
        return max((count for _, _, counts in self.rows for count in counts), default=1)


def matrix(facets: Facets, narrowed: Narrowed) -> Matrix:
    """The tasks chosen by place and office, the places and offices with most of them."""
    import numpy as np

    held = facets.holdings
    places, offices = facets.facet("place", below=False), facets.facet("office")
    place_of = places.of_each(held.tasks)
    parts = np.flatnonzero(narrowed.parts() & (place_of[held.task_of] >= 0))
    tasks, codes = _once(held.task_of[parts], offices.codes[parts])
    counts = np.bincount(codes, minlength=len(offices.values))
    most = [int(code) for code in np.argsort(-counts, kind="stable")[:OFFICES] if counts[code]]
    count_of = places.tallied(narrowed.tasks())
    shown = [int(code) for code in np.argsort(-count_of, kind="stable")[:PLACES] if count_of[code]]
    cells = np.zeros((len(places.values), len(offices.values)), int)
    np.add.at(cells, (place_of[tasks], codes), 1)
    rows = tuple(
        (places.values[code], int(count_of[code]), tuple(int(cells[code, office]) for office in most)) for code in shown
    )
    return Matrix(
        tuple(offices.values[code].key for code in most), rows, int((count_of > 0).sum()), int((counts > 0).sum())
    )


@dataclass(frozen=True, slots=True)
class Leads:
    """Who leads in a place."""

    place: Value
    tasks: int
    leaders: tuple[tuple[str, str, int], ...]  #: key, name, tasks led; those who lead most first
    others: int  #: leaders that are not shown


def leads(facets: Facets, narrowed: Narrowed) -> tuple[Leads, ...]:
    """Who leads the tasks chosen, place by place, the places with most tasks first."""
    import numpy as np

    held = facets.holdings
    places = facets.facet("place", below=False)
    chosen = narrowed.tasks()
    count_of = places.tallied(chosen)
    place_of = places.of_each(held.tasks)
    parts = chosen[held.task_of] & (held.role_of == ROLES.index(Role.LEAD))
    tasks, parties = _once(held.task_of[parts], held.party_of[parts])
    pairs, counts = np.unique(place_of[tasks] * len(held.parties) + parties, return_counts=True)
    mine: dict[int, list[tuple[int, int]]] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        mine.setdefault(pair // len(held.parties), []).append((pair % len(held.parties), count))
    found = []
    for code in np.argsort(-count_of, kind="stable").tolist():
        if count_of[code]:
            ranked = sorted(mine.get(code, ()), key=lambda each: (-each[1], held.parties[each[0]].name))
            shown = tuple((key_of(held.parties[p].iri), held.parties[p].name, n) for p, n in ranked[:LEADERS])
            found.append(Leads(places.values[code], int(count_of[code]), shown, max(0, len(ranked) - LEADERS)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time and how many tasks there are in it."""

    value: Value
    tasks: int
    share: float  #: of the largest, 0 to 1


def bars(facets: Facets, narrowed: Narrowed, facet: str) -> tuple[Bar, ...]:
    """The tasks chosen by year of their document or by the quarter in which they are due, the earliest first."""
    values = facets.facet(facet)
    counts = values.tallied(narrowed.tasks())
    largest = max(1, int(counts.max(initial=0)))
    held = [
        Bar(values.values[code], int(counts[code]), counts[code] / largest) for code in counts.nonzero()[0].tolist()
    ]
    return tuple(sorted(held, key=lambda bar: bar.value.key))


@dataclass(frozen=True, slots=True)
class Province:
    """A cell of the map."""

    code: str
    name: str
    row: int
    column: int
    tasks: int
    shade: int  #: 0 for none, 1 to 5 by the share of the largest


@dataclass(frozen=True, slots=True)
class Map:
    """The tasks chosen on the map, and those that have no cell on it."""

    provinces: tuple[Province, ...]
    beyond: tuple[tuple[Value, int], ...]  #: of the whole country, or of places that no province is known for


def on_map(facets: Facets, narrowed: Narrowed) -> Map:
    """The tasks chosen by province, all that lies in it included."""
    known = load().place_by_code
    places = facets.facet("place")
    counts = places.tallied(narrowed.tasks())
    tasks = {value.key: int(count) for value, count in zip(places.values, counts.tolist(), strict=True)}
    largest = max((tasks.get(code, 0) for code in PROVINCES), default=0) or 1
    beyond = [
        (value, tasks[value.key])
        for value in places.values
        if value.parent < 0 and value.key not in PROVINCES and tasks[value.key]
    ]
    cells = tuple(
        Province(
            code,
            _plain(known[code].name) if code in known else code,
            row,
            column,
            tasks.get(code, 0),
            math.ceil(5 * tasks.get(code, 0) / largest),
        )
        for code, (row, column) in PROVINCES.items()
    )
    return Map(cells, tuple(sorted(beyond, key=lambda each: -each[1])))


def _plain(name: str) -> str:
    """The name of a province as maps write it.

    >>> _plain("内蒙古自治区"), _plain("广西壮族自治区"), _plain("四川省"), _plain("香港特别行政区")
    ('内蒙古', '广西', '四川', '香港')
    """
    for ending in ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"):
        name = name.removesuffix(ending)
    return name
