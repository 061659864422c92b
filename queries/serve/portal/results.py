"""The tasks chosen, as rows: in an order, a page at a time, or all of them as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ontology.enumerations import Basis, LimitKind, Role
from ontology.tasktable import SEPARATOR
from queries.ask.table import spreadsheet
from queries.duties.records import Document, Task
from queries.serve.portal.holdings import BASES, ROLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from queries.serve.portal.holdings import Holdings, Integers, Truths

PAGE = 50  #: tasks on a page
_COLUMNS = ("label", "task", "lead", "co", "basis", "limit", "document", "place")


@dataclass(frozen=True, slots=True)
class Part:
    """A party's part in a task."""

    party: int
    name: str
    iri: str
    role: Role
    basis: Basis


@dataclass(frozen=True, slots=True)
class Row:
    """A task as it is shown."""

    iri: str
    label: str  #: number of its measure and its place there
    words: str
    attribution: str
    document: Document
    parts: tuple[Part, ...]
    limits: tuple[tuple[LimitKind, str], ...]

    @property
    def anchor(self) -> str:
        """Its place on the page of its document."""
        return self.iri.removeprefix(f"{self.document.iri}/")

    def named(self, role: str) -> tuple[Part, ...]:
        """Those who have a role in it, in the order of the text."""
        return tuple(part for part in self.parts if part.role == role)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """What its roles rest on."""
        return tuple(dict.fromkeys(part.basis for part in self.parts))


def ordered(holdings: Holdings, chosen: Truths, sort: str) -> Integers:
    """The numbers of the tasks chosen, in the order asked for; within it in that of the documents."""
    import numpy as np

    tasks = np.flatnonzero(chosen)
    keys: Mapping[str, Callable[[int], object]] = {
        "place": lambda t: (d := holdings.documents[holdings.document_of_task[t]]).place or "\uffff" + d.label,
        "lead": lambda t: _led(holdings, t),
        "due": lambda t: holdings.first_due[t] or "\uffff",
    }
    if sort == "date":  # the latest first, those without a date at the end
        dates = [holdings.documents[number].date for number in holdings.document_of_task[tasks]]
        by_date = sorted(range(len(tasks)), key=lambda at: dates[at], reverse=True)
        return tasks[by_date]
    if sort == "parties":
        return tasks[np.argsort(holdings.bounds[tasks] - holdings.bounds[tasks + 1], kind="stable")]
    if sort in keys:
        return np.array(sorted(tasks.tolist(), key=keys[sort]), np.int64)  # type: ignore[arg-type]
    return tasks


def _led(holdings: Holdings, task: int) -> str:
    lead = int(holdings.first_lead[task])
    return holdings.parties[lead].name if lead >= 0 else "\uffff"


def rows(holdings: Holdings, tasks: Sequence[int]) -> tuple[Row, ...]:
    """Some tasks as they are shown, in this order."""
    words = holdings.texts(tasks)
    return tuple(_row(holdings, task, words[task]) for task in map(int, tasks))


def _row(holdings: Holdings, task: int, words: tuple[str, ...]) -> Row:
    iri, measure, text, attribution, number, position = words
    own = Task(iri, measure, 0, text, attribution).own_words
    document, limits = holdings.documents[holdings.document_of_task[task]], holdings.limits_of.get(task, ())
    return Row(iri, f"{number}-{position}", own, attribution, document, parts(holdings, task), limits)


def parts(holdings: Holdings, task: int) -> tuple[Part, ...]:
    """Who has a part in a task, in the order of the text."""
    start, end = holdings.bounds[task], holdings.bounds[task + 1]
    return tuple(
        Part(
            int(party),
            holdings.parties[party].name,
            holdings.parties[party].iri,
            ROLES[holdings.role_of[at]],
            BASES[holdings.basis_of[at]],
        )
        for at, party in enumerate(holdings.party_of[start:end], start)
    )


def to_csv(holdings: Holdings, tasks: Sequence[int], language: str, heading: Callable[[str], str]) -> str:
    """The tasks as a CSV file, as Excel opens it."""
    return spreadsheet((*map(heading, _COLUMNS), "IRI"), _lines(rows(holdings, tasks), language))


def _lines(found: Iterable[Row], language: str) -> Iterator[list[str]]:
    for row in found:
        yield [
            row.label,
            row.words,
            SEPARATOR.join(part.name for part in row.named("lead")),
            SEPARATOR.join(part.name for part in row.named("co")),
            SEPARATOR.join(basis.label(language) for basis in row.bases),
            SEPARATOR.join(text for _, text in row.limits),
            row.document.number or row.document.label,
            row.document.place,
            row.iri,
        ]
