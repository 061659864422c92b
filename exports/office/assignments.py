"""The task–body table: a row an assignment, everything that is about it beside it, names with their IRIs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ontology.collecting import collecting_rarely
from queries.duties import Duties, load, tables_of

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

#: The columns, in the order in which a reader looks; those that end in ``_iri`` tell namesakes apart.
COLUMNS = (
    "document",
    "document_iri",
    "place",
    "year",
    "section",
    "measure",
    "text",
    "attribution",
    "rank",
    "body",
    "body_iri",
    "body_place",
    "role",
    "basis",
    "as_written",
    "time_limit",
    "task",
)


def rows(endpoint: Endpoint) -> Iterable[tuple[str | int, ...]]:
    """The cells of each assignment, in the order of the documents, "" where the graph says nothing."""
    with collecting_rarely():
        return tables.joined(COLUMNS).fetchall() if (tables := tables_of(endpoint)) else of(load(endpoint))


def of(duties: Duties) -> Iterator[tuple[str | int, ...]]:
    """The same cells, of duties that are at hand."""
    for assignment in duties.assignments:
        task, party = duties.task[assignment.task], duties.party[assignment.party]
        measure = duties.measure[task.measure]
        document, section = duties.document[measure.document], duties.section.get(measure.section)
        yield (
            document.number or document.label,
            document.iri,
            document.place,
            document.year,
            section.identifier if section else "",
            measure.number,
            task.text,
            task.attribution,
            assignment.rank,
            party.name,
            party.iri,
            party.place,
            assignment.role,
            assignment.basis,
            assignment.surface,
            "；".join(dict.fromkeys(limit.text for limit in duties.limits_of.get(task.iri, ()))),
            task.iri,
        )
