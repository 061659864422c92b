"""What tasks are chosen by, and how many there are of each value under what else is chosen.

A task is chosen if it has one of the values chosen of each facet. Body, office, kind, role and basis are said of one
party's part in a task, so what is chosen of them must hold of the same part: 财政局 and 牵头 are the tasks that 财政局
leads. The count of a value is that of the tasks that would be chosen with it, everything else that is chosen holding
(faceted search: Tunkelang 2009, https://doi.org/10.2200/S00190ED1V01Y200904ICR005).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ontology.authority import load
from ontology.enumerations import Level
from ontology.errors import BadQuery
from ontology.labels import labels
from ontology.prefixes import BASE
from ontology.terms import FG
from queries.review import RULES, Weight, kept
from queries.serve.portal.holdings import BASES, LIMITS, ROLES
from queries.serve.portal.selection import FACETS, Selection
from queries.serve.portal.words import Words

if TYPE_CHECKING:
    from queries.serve.portal.holdings import Holdings, Integers, Truths

_AWAITED = "审阅意见还在后台逐件核对，请稍后再选。 The documents are still being looked through; choose by advice later"
_OFFERED = 12  #: values that are named when one that is asked for is not there
NOBODY = "none"  #: the value of a limit for tasks that have none
_PLACE, _ADVICE = "place", "advice"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet."""

    key: str  #: as addresses have it
    chinese: str
    english: str = ""
    parent: int = -1  #: of a place the one above it, if there is one here
    iri: str = ""
    also: tuple[str, ...] = ()  #: by what else it may be asked for

    def name(self, language: str) -> str:
        """What it is called."""
        return self.english if language == "en" and self.english else self.chinese


@dataclass(frozen=True)
class Facet:
    """Which unit has which value: a task, or a party's part in one."""

    name: str
    values: tuple[Value, ...]
    rows: Integers  #: the unit of each pair
    codes: Integers  #: its value
    of_parts: bool = False
    in_order: bool = False  #: whether values stand in an order of their own, not by their counts
    nested: bool = False  #: whether values lie in others

    def tallied(self, tasks: Truths) -> Integers:
        """How many of these tasks have each value; of a facet that tasks have, not parts in them."""
        import numpy as np

        return np.bincount(self.codes[tasks[self.rows]], minlength=len(self.values))

    def of_each(self, units: int) -> Integers:
        """The value of each of so many units, -1 where there is none; of a facet that gives each one at most."""
        import numpy as np

        found = np.full(units, -1)
        found[self.rows] = self.codes
        return found

    @cached_property
    def _numbers(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for number, value in enumerate(self.values):
            for word in {value.key, value.chinese, value.english, value.iri, *value.also} - {""}:
                found.setdefault(word, []).append(number)
        return {word: tuple(numbers) for word, numbers in found.items()}

    def numbers(self, words: Iterable[str]) -> tuple[int, ...]:
        """The values that are called so; raises BadQuery for a word that none is called by."""
        found: list[int] = []
        for word in words:
            if word not in self._numbers:
                offered = "、".join(value.chinese for value in self.values[:_OFFERED])
                raise BadQuery(
                    f"{self.name}={word}：没有任务符合；有：{offered or '无'}。 no document fits; there are: {offered}"
                )
            found += self._numbers[word]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Counted:
    """A value as it is offered."""

    value: Value
    count: int
    chosen: bool
    depth: int = 0


@dataclass(frozen=True)
class Narrowed:
    """What a selection leaves: of each facet chosen, and of the words, which units fit."""

    holdings: Holdings
    of_tasks: Mapping[str, Truths]
    of_parts: Mapping[str, Truths]

    def tasks(self, without: str = "") -> Truths:
        """Which tasks are chosen, what is chosen of the facet ``without`` left out of account."""
        chosen = self._by_tasks(without)
        if set(self.of_parts) - {without}:
            import numpy as np

            named = np.zeros(self.holdings.tasks, bool)
            named[self.holdings.task_of[self.parts(without)]] = True
            chosen = chosen & named
        return chosen

    def parts(self, without: str = "") -> Truths:
        """Which parts in tasks are chosen."""
        chosen = self._by_tasks(without)[self.holdings.task_of]
        for name, fitting in self.of_parts.items():
            if name != without:
                chosen = chosen & fitting
        return chosen

    def _by_tasks(self, without: str) -> Truths:
        import numpy as np

        chosen = np.ones(self.holdings.tasks, bool)
        for name, fitting in self.of_tasks.items():
            if name != without:
                chosen = chosen & fitting
        return chosen


class Facets:
    """All facets of one build."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self.words = Words(holdings)
        self._built: dict[str, Facet] = {}
        self._once: dict[str, tuple[Integers, Integers]] = {}

    def facet(self, name: str, below: bool = True) -> Facet:
        """A facet; that of places with what lies in each, or without."""
        key = name if name != _PLACE or below else f"{_PLACE} alone"
        if name == _ADVICE and not self.advised:
            return _nothing(name)
        if key not in self._built:
            self._built[key] = _MAKERS[key](self.holdings)
        return self._built[key]

    @property
    def advised(self) -> bool:
        """Whether the advice on the documents is there to choose by; it is made behind the pages."""
        return kept.path(self.holdings.generation).is_file()

    def narrowed(self, selection: Selection) -> Narrowed:
        """What a selection leaves; raises BadQuery for a value that there is not."""
        import numpy as np

        masks: tuple[dict[str, Truths], dict[str, Truths]] = {}, {}
        for name in FACETS:
            if wanted := selection.of_facet(name):
                if name == _ADVICE and not self.advised:
                    raise BadQuery(_AWAITED)
                facet = self.facet(name, selection.below)
                units = len(self.holdings.task_of) if facet.of_parts else self.holdings.tasks
                values = np.zeros(len(facet.values), bool)
                values[list(facet.numbers(wanted))] = True
                fitting = np.zeros(units, bool)
                fitting[facet.rows[values[facet.codes]]] = True
                masks[facet.of_parts][name] = fitting
        if selection.words:
            masks[0]["words"] = self.words.holding(selection.words)
        return Narrowed(self.holdings, *masks)

    def counts(self, name: str, narrowed: Narrowed) -> Integers:
        """How many tasks have each value of a facet, what is chosen of the others holding."""
        import numpy as np

        facet = self.facet(name)
        if facet.of_parts:
            values, pair_of = self._pairs(facet)
            chosen = np.zeros(len(values), bool)
            chosen[pair_of[narrowed.parts(name)]] = True
            return np.bincount(values[chosen], minlength=len(facet.values))
        return facet.tallied(narrowed.tasks(name))

    def _pairs(self, facet: Facet) -> tuple[Integers, Integers]:
        """Of the pairs of a task and a value of a facet of parts, each once: the value; and of each part its pair."""
        import numpy as np

        if facet.name not in self._once:
            width = max(1, len(facet.values))
            pairs, pair_of = np.unique(self.holdings.task_of * width + facet.codes, return_inverse=True)
            self._once[facet.name] = pairs % width, pair_of
        return self._once[facet.name]

    def offered(self, name: str, selection: Selection, narrowed: Narrowed, most: int) -> tuple[list[Counted], int]:
        """The values of a facet that tasks have, those with most first, at most so many; and how many more there are.

        Those that are chosen are always among them. Places come as a tree, and so does advice.
        """
        facet = self.facet(name)
        counts = self.counts(name, narrowed)
        wanted = selection.of_facet(name)
        chosen = set(self.facet(name, selection.below).numbers(wanted)) if wanted else set[int]()
        held = [number for number in counts.nonzero()[0].tolist() if number not in chosen]
        if not facet.in_order:
            held.sort(key=(-counts).tolist().__getitem__)
        if facet.nested:
            return _tree(facet, counts, chosen, most)
        shown = [*chosen, *held][: max(most, len(chosen))]
        if facet.in_order:
            shown.sort()
        offered = [Counted(facet.values[n], int(counts[n]), n in chosen) for n in shown]
        return offered, len(chosen) + len(held) - len(shown)


def _tree(facet: Facet, counts: Integers, chosen: set[int], most: int) -> tuple[list[Counted], int]:
    """The values that tasks have, each below the one it lies in; as many of the largest, with those above them."""
    held = sorted(counts.nonzero()[0].tolist(), key=lambda n: (-int(counts[n]), n))
    shown = chosen | {number for number in held if facet.in_order and facet.values[number].parent < 0}
    for number in held:
        if len(shown) >= most:
            break
        while number >= 0:
            shown.add(number)
            number = facet.values[number].parent
    for number in tuple(shown):
        while (number := facet.values[number].parent) >= 0:
            shown.add(number)
    below: dict[int, list[int]] = {}
    for number in sorted(shown, key=lambda n: (0 if facet.in_order else -int(counts[n]), n)):
        below.setdefault(facet.values[number].parent, []).append(number)
    offered: list[Counted] = []

    def walk(parent: int, depth: int) -> None:
        for number in below.get(parent, ()):
            offered.append(Counted(facet.values[number], int(counts[number]), number in chosen, depth))
            walk(number, depth + 1)

    walk(-1, 0)
    return offered, len(set(held) - shown)


def key_of(iri: str) -> str:
    """How addresses name a party or a document: what stands behind /id/, of a document behind /id/doc/."""
    return iri.removeprefix(f"{BASE}id/").removeprefix("doc/")


def office_of(iri: str) -> str:
    """The office of a body, the same in all places: the last part of its IRI.

    >>> office_of("https://w3id.org/fengong/id/body/320100/工信局")
    '工信局'
    """
    return iri.rpartition("/")[2]


def _of_documents(name: str, holdings: Holdings, values: Sequence[Value], codes: Sequence[Iterable[int]]) -> Facet:
    """A facet that tasks have by their document; ``codes`` are the values of each document."""
    import numpy as np

    pairs = [(number, code) for number, mine in enumerate(codes) for code in mine]
    order = np.argsort(holdings.document_of_task, kind="stable")
    starts = np.searchsorted(holdings.document_of_task[order], np.arange(len(holdings.documents) + 1))
    rows = [order[starts[number] : starts[number + 1]] for number, _ in pairs]
    empty = np.array([], np.int64)
    return Facet(
        name,
        tuple(values),
        np.concatenate([empty, *rows]),
        np.repeat(np.array([code for _, code in pairs], np.int64), [len(each) for each in rows]),
        in_order=name in ("level", "year"),
        nested=name == _PLACE,
    )


def _listed(words: Iterable[str]) -> dict[str, int]:
    """Each word and its number, in their order."""
    return {word: number for number, word in enumerate(dict.fromkeys(words))}


def _place(holdings: Holdings) -> Facet:
    """Places, each with the tasks of all that lies in it."""
    return _places(holdings, below=True)


def _place_alone(holdings: Holdings) -> Facet:
    """Places, each with its own tasks only."""
    return _places(holdings, below=False)


def _places(holdings: Holdings, *, below: bool) -> Facet:
    known = load().place_by_code
    chains = [_chain(document.jurisdiction) for document in holdings.documents]
    named = {key_of(d.jurisdiction).rpartition("/")[2]: d.place for d in holdings.documents if d.jurisdiction}
    codes = _listed(sorted({code for chain in chains for code in chain}))

    def value(code: str) -> Value:
        above = [other for other in _chain(f"{BASE}id/place/{code}")[1:] if other in codes]
        place = known.get(code)
        name = place.name if place else named.get(code) or code
        iri = f"{BASE}id/place/{code}"
        return Value(code, name, "", codes[above[0]] if above else -1, iri, place.aliases if place else ())

    mine = [[codes[code] for code in (chain if below else chain[:1])] for chain in chains]
    return _of_documents(_PLACE, holdings, [value(code) for code in codes], mine)


def _chain(jurisdiction: str) -> tuple[str, ...]:
    """The code of a place and those of the places above it, without the whole country above a province."""
    known = load().place_by_code
    code = jurisdiction.rpartition("/")[2]
    found: list[str] = []
    while code and code not in found:
        found.append(code)
        place = known.get(code)
        code = place.within if place and place.within in known else ""
    return tuple(code for n, code in enumerate(found) if n == 0 or known[code].level != Level.CENTRE)


def _level(holdings: Holdings) -> Facet:
    values = [Value(str(level), level.label("zh"), level.label("en")) for level in Level]
    places = {level: number for number, level in enumerate(Level)}
    return _of_documents("level", holdings, values, [[places[d.level]] if d.level else [] for d in holdings.documents])


def _year(holdings: Holdings) -> Facet:
    years = _listed(sorted({d.year for d in holdings.documents if d.year}, reverse=True))
    mine = [[years[d.year]] if d.year else [] for d in holdings.documents]
    return _of_documents("year", holdings, [Value(year, year) for year in years], mine)


def _issuer(holdings: Holdings) -> Facet:
    issuers = _listed(issuer for d in holdings.documents for issuer in d.issuers)
    mine = [[issuers[issuer] for issuer in dict.fromkeys(d.issuers)] for d in holdings.documents]
    return _of_documents("issuer", holdings, [Value(issuer, issuer) for issuer in issuers], mine)


def _document(holdings: Holdings) -> Facet:
    values = [
        Value(key_of(d.iri), d.label or key_of(d.iri), "", -1, d.iri, tuple({d.number, d.title} - {""}))
        for d in holdings.documents
    ]
    return _of_documents("document", holdings, values, [[number] for number in range(len(values))])


def _of_parties(name: str, holdings: Holdings, values: Iterable[Value], codes: Sequence[int]) -> Facet:
    """A facet that parts in tasks have by their party."""
    import numpy as np

    rows = np.arange(len(holdings.task_of))
    return Facet(name, tuple(values), rows, np.array(codes, np.int64)[holdings.party_of], of_parts=True)


def _body(holdings: Holdings) -> Facet:
    values = (Value(key_of(p.iri), p.name, "", -1, p.iri, tuple({p.full, p.short} - {""})) for p in holdings.parties)
    return _of_parties("body", holdings, values, range(len(holdings.parties)))


def _office(holdings: Holdings) -> Facet:
    offices = _listed(office_of(party.iri) for party in holdings.parties)
    return _of_parties(
        "office",
        holdings,
        [Value(office, office) for office in offices],
        [offices[office_of(party.iri)] for party in holdings.parties],
    )


def _kind(holdings: Holdings) -> Facet:
    said = labels()
    kinds = _listed(sorted(party.kind for party in holdings.parties))
    values = [Value(kind, said[FG[kind]]["zh"], said[FG[kind]]["en"], -1, FG[kind]) for kind in kinds]
    return _of_parties("kind", holdings, values, [kinds[party.kind] for party in holdings.parties])


def _role(holdings: Holdings) -> Facet:
    return _of_parts("role", [Value(str(role), role.label("zh"), role.label("en")) for role in ROLES], holdings.role_of)


def _basis(holdings: Holdings) -> Facet:
    values = [Value(str(basis), basis.label("zh"), basis.label("en")) for basis in BASES]
    return _of_parts("basis", values, holdings.basis_of)


def _of_parts(name: str, values: Iterable[Value], codes: Integers) -> Facet:
    import numpy as np

    return Facet(name, tuple(values), np.arange(len(codes)), codes, of_parts=True, in_order=True)


def _field(holdings: Holdings) -> Facet:
    values = (
        Value(iri.rpartition("/")[2], said.get("zh", iri), said.get("en", ""), -1, iri)
        for iri, said in holdings.themes.items()
    )
    return Facet("field", tuple(values), *holdings.field_pairs)


def _limit(holdings: Holdings) -> Facet:
    import numpy as np

    values = [Value(str(kind), kind.label("zh"), kind.label("en")) for kind in LIMITS]
    tasks, kinds = holdings.limit_rows
    free = np.setdiff1d(np.arange(holdings.tasks), tasks)
    pairs = np.unique(np.stack([tasks, kinds], axis=1), axis=0)
    return Facet(
        "limit",
        (*values, Value(NOBODY, "未写明时限", "no time limit")),
        np.concatenate([pairs[:, 0], free]),
        np.concatenate([pairs[:, 1], np.full(len(free), len(values))]),
        in_order=True,
    )


def quarter(day: str) -> str:
    """The quarter of a day.

    >>> quarter("2018-12-31")
    '2018Q4'
    """
    return f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}"


def _due(holdings: Holdings) -> Facet:
    import numpy as np

    due = [(int(t), quarter(day)) for t, day in zip(holdings.limit_rows[0], holdings.due_of_limit, strict=True) if day]
    quarters = _listed(sorted({when for _, when in due}))
    pairs = np.array(sorted({(task, quarters[when]) for task, when in due}), np.int64).reshape(-1, 2)
    values = tuple(Value(when, f"{when[:4]}年第{when[-1]}季度", f"{when[-2:]} {when[:4]}") for when in quarters)
    return Facet("due", values, pairs[:, 0], pairs[:, 1], in_order=True)


def _nothing(name: str) -> Facet:
    """A facet without values."""
    import numpy as np

    return Facet(name, (), np.array([], np.int64), np.array([], np.int64))


def _advice(holdings: Holdings) -> Facet:
    """The advice that stands in the words of each task: its weight, and below that the rule."""
    import numpy as np

    number = dict(holdings.rows("SELECT iri, id FROM tasks"))
    found = {(number[task], weight, rule) for task, weight, rule in kept.weights(holdings.generation) if task}
    titles = {rule.id: rule.title for rule in RULES}
    values = [Value(str(weight), weight.label.zh, weight.label.en) for weight in Weight]
    parent = {value.key: number for number, value in enumerate(values)}
    codes: dict[tuple[str, str], int] = {}
    for weight, rule in sorted({(weight, rule) for _, weight, rule in found}):
        codes[weight, rule] = len(values)
        values.append(Value(f"{weight}-{rule}", titles[rule].zh, titles[rule].en, parent[weight]))
    pairs = {(task, code) for task, weight, rule in found for code in (parent[weight], codes[weight, rule])}
    rows = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return Facet(_ADVICE, tuple(values), rows[:, 0], rows[:, 1], in_order=True, nested=True)


_MAKERS: Mapping[str, Callable[[Holdings], Facet]] = {
    _PLACE: _place,
    f"{_PLACE} alone": _place_alone,
    "level": _level,
    "year": _year,
    "issuer": _issuer,
    "document": _document,
    "body": _body,
    "office": _office,
    "kind": _kind,
    "role": _role,
    "basis": _basis,
    "field": _field,
    "limit": _limit,
    "due": _due,
    _ADVICE: _advice,
}
