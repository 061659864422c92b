"""The reader of the model: what the graph says, as records that all files, pages and measures are made from."""

from ontology.enumerations import CO, LEAD
from queries.duties.load import documents_of, load, of_rows, tables_of
from queries.duties.reasons import Reason, reasons
from queries.duties.records import (
    CLOSED,
    OPEN,
    Assignment,
    Document,
    Duties,
    Limit,
    Measure,
    Party,
    Place,
    Section,
    Task,
    Text,
    without_contacts,
)
from queries.duties.select import (
    Groups,
    by_document,
    expanded,
    led_by_order,
    naming_nobody,
    naming_open_groups,
    without_groups,
    without_ordered_leads,
)

__all__ = [
    "CLOSED",
    "CO",
    "LEAD",
    "OPEN",
    "Assignment",
    "Document",
    "Duties",
    "Groups",
    "Limit",
    "Measure",
    "Party",
    "Place",
    "Reason",
    "Section",
    "Task",
    "Text",
    "by_document",
    "documents_of",
    "expanded",
    "led_by_order",
    "load",
    "naming_nobody",
    "naming_open_groups",
    "of_rows",
    "reasons",
    "tables_of",
    "without_contacts",
    "without_groups",
    "without_ordered_leads",
]
