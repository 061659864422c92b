"""What tasks are chosen by, and how many there are of each value under what else is chosen.

A task is chosen if it has one of the values chosen of each facet. Body, office, kind, role and basis are said of one
party's part in a task, so what is chosen of them must hold of the same part: 财政局 and 牵头 are the tasks that 财政局
leads. The count of a value is that of the tasks that would be chosen with it, everything else that is chosen holding
(faceted search: Tunkelang 2009, https://doi.org/10.2200/S00190ED1V01Y200904ICR005).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from ontology.collecting import collecting_rarely
from ontology.errors import BadQuery
from queries.duties import facets
from queries.duties.facets import IN_ORDER, NOBODY, Coded, Value, key_of, office_of, quarter
from queries.review import RULES, Weight, kept
from queries.serve.portal.selection import FACETS, Selection
from queries.serve.portal.words import Words

if TYPE_CHECKING:
    from queries.serve.portal.holdings import Holdings, Integers, Truths

__all__ = ["MISSING", "NOBODY", "Counted", "Facet", "Facets", "Narrowed", "Value", "key_of", "office_of", "quarter"]

_AWAITED = "审阅意见还在后台逐件核对，请稍后再选。 The documents are still being looked through; choose by advice later"
_OFFERED = 12  #: values that are named when one that is asked for is not there
_PLACE, _ADVICE = "place", "advice"
#: What a task may lack.
MISSING = (
    Value("party", "没有写明责任主体", "names nobody"),
    Value("lead", "没有牵头单位", "nobody leads"),
    Value("due", "没有到期日", "no day by which it is due"),
    Value("field", "未归政策领域", "no policy field"),
    Value("place", "文件地方不明", "of a document of no known place"),
    Value("year", "文件年份不明", "of a document of no known year"),
)


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

    def bears(self, word: str) -> bool:
        """Whether any value is called so."""
        return word in self._numbers

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
            with collecting_rarely():  # a value is an object, of a facet of bodies there are thousands
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
            pairs = self.holdings.task_of * width + facet.codes
            order = np.argsort(pairs, kind="stable")  # at once, since the tasks ascend already
            pairs = pairs[order]
            begins = np.diff(pairs, prepend=-1) != 0
            pair_of = np.empty(len(pairs), np.int64)
            pair_of[order] = np.cumsum(begins) - 1
            self._once[facet.name] = pairs[begins] % width, pair_of
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


def _of_documents(name: str, holdings: Holdings, coded: Coded) -> Facet:
    """A facet that tasks have by their document."""
    import numpy as np

    of_document = np.repeat(np.arange(len(coded.codes)), [*map(len, coded.codes)])
    codes = np.fromiter(chain.from_iterable(coded.codes), np.int64)
    order = np.argsort(holdings.document_of_task, kind="stable")
    starts = np.searchsorted(holdings.document_of_task[order], np.arange(len(holdings.documents) + 1))
    first, sizes = starts[of_document], np.diff(starts)[of_document]
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)  # 0, 1, 2 … of each document
    return Facet(
        name,
        coded.values,
        order[np.repeat(first, sizes) + within],
        np.repeat(codes, sizes),
        in_order=name in IN_ORDER,
        nested=name == _PLACE,
    )


def _of_parties(name: str, holdings: Holdings, coded: Coded) -> Facet:
    """A facet that parts in tasks have by their party, each one value of it."""
    import numpy as np

    codes = np.array(coded.codes, np.int64).reshape(-1)
    return Facet(name, coded.values, np.arange(len(holdings.task_of)), codes[holdings.party_of], of_parts=True)


def _of_parts(name: str, values: tuple[Value, ...], codes: Integers) -> Facet:
    import numpy as np

    return Facet(name, values, np.arange(len(codes)), codes, of_parts=True, in_order=True)


def _field(holdings: Holdings) -> Facet:
    return Facet("field", facets.fields(holdings.themes), *holdings.field_pairs)


def _limit(holdings: Holdings) -> Facet:
    import numpy as np

    values = facets.limits()
    tasks, kinds = holdings.limit_rows
    has = np.zeros((holdings.tasks, len(values)), bool)
    has[tasks, kinds] = True
    has[:, -1] = ~has.any(axis=1)
    rows, codes = np.nonzero(has)
    return Facet("limit", values, rows, codes, in_order=True)


def _due(holdings: Holdings) -> Facet:
    import numpy as np

    due = [(int(t), quarter(day)) for t, day in zip(holdings.limit_rows[0], holdings.due_of_limit, strict=True) if day]
    values = facets.quarters(holdings.due_of_limit)
    numbers = {value.key: number for number, value in enumerate(values)}
    pairs = np.array(sorted({(task, numbers[when]) for task, when in due}), np.int64).reshape(-1, 2)
    return Facet("due", values, pairs[:, 0], pairs[:, 1], in_order=True)


def _missing(holdings: Holdings) -> Facet:
    """What each task lacks, in the order of MISSING."""
    import numpy as np

    known = np.zeros((len(MISSING), holdings.tasks), bool)
    party, lead, due, field, place, year = known  # views of its rows
    party[holdings.task_of] = True
    lead[:] = holdings.first_lead >= 0
    due[holdings.limit_rows[0][np.array([*map(bool, holdings.due_of_limit)], bool)]] = True
    field[holdings.field_pairs[0]] = True
    place[:] = np.array([bool(d.jurisdiction) for d in holdings.documents], bool)[holdings.document_of_task]
    year[:] = np.array([bool(d.year) for d in holdings.documents], bool)[holdings.document_of_task]
    codes, rows = np.nonzero(~known)
    return Facet("missing", MISSING, rows, codes, in_order=True)


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
    _PLACE: lambda held: _of_documents(_PLACE, held, facets.places(held.documents)),
    f"{_PLACE} alone": lambda held: _of_documents(_PLACE, held, facets.places(held.documents, below=False)),
    "level": lambda held: _of_documents("level", held, facets.levels(held.documents)),
    "year": lambda held: _of_documents("year", held, facets.years(held.documents)),
    "issuer": lambda held: _of_documents("issuer", held, facets.issuers(held.documents)),
    "document": lambda held: _of_documents("document", held, facets.titles(held.documents)),
    "body": lambda held: _of_parties("body", held, facets.bodies(held.parties)),
    "office": lambda held: _of_parties("office", held, facets.offices(held.parties)),
    "kind": lambda held: _of_parties("kind", held, facets.kinds(held.parties)),
    "role": lambda held: _of_parts("role", facets.roles(), held.role_of),
    "basis": lambda held: _of_parts("basis", facets.bases(), held.basis_of),
    "field": _field,
    "limit": _limit,
    "due": _due,
    "missing": _missing,
    _ADVICE: _advice,
}
