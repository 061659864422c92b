"""By what the page of many documents is narrowed: the values of each facet, and which thing of the page has which.

They are those of the portal, by the same names and keys; what is counted, the page counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ontology.enumerations import LimitKind
from queries.duties import Duties, Party
from queries.duties import facets as known
from queries.duties.facets import Value

#: Of each thing, in its order, the numbers of the values it has.
Codes: TypeAlias = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of each facet, and of each document, party and task the numbers of those it has.

    Roles, bases and policy fields are said of assignments and measures, which have them by name.
    """

    values: Mapping[str, tuple[Value, ...]]
    of_documents: Mapping[str, Codes]
    of_parties: Mapping[str, Codes]
    of_tasks: Mapping[str, Codes]


def of(duties: Duties, parties: Sequence[Party], themes: Sequence[str]) -> Facets:
    """The facets of some duties, whose parties and policy fields the page has in this order."""
    documents = {
        "place": known.places(duties.documents),
        "level": known.levels(duties.documents),
        "year": known.years(duties.documents),
        "issuer": known.issuers(duties.documents),
        "document": known.titles(duties.documents),
    }
    bodies = {"office": known.offices(parties), "body": known.bodies(parties), "kind": known.kinds(parties)}
    quarters = known.quarters(limit.latest for limit in duties.limits)
    number = {value.key: place for place, value in enumerate(quarters)}
    kinds = {kind: place for place, kind in enumerate(LimitKind)}
    limits = [duties.limits_of.get(task.iri, ()) for task in duties.tasks]
    values = {
        **{name: coded.values for name, coded in (documents | bodies).items()},
        "role": known.roles(),
        "basis": known.bases(),
        "field": known.fields({theme: duties.themes.get(theme, {}) for theme in themes}),
        "limit": known.limits(),
        "due": quarters,
    }
    return Facets(
        {name: values[name] for name in known.NAMES},
        {name: coded.codes for name, coded in documents.items()},
        {name: coded.codes for name, coded in bodies.items()},
        {
            "limit": tuple(tuple(sorted({kinds[each.kind] for each in mine})) or (len(kinds),) for mine in limits),
            "due": tuple(
                tuple(sorted({number[known.quarter(each.latest)] for each in mine if each.latest})) for mine in limits
            ),
        },
    )


def record(facets: Facets) -> dict[str, object]:
    """The facets as the page reads them: columns, and only what it cannot tell by itself."""
    return {
        "names": known.NAMES,
        "parts": known.OF_PARTS,
        "ordered": known.IN_ORDER,
        "values": {
            name: {
                "key": [value.key for value in values],
                "zh": [value.chinese for value in values] if name not in ("body", "document") else [],
                "en": [value.english for value in values] if any(value.english for value in values) else [],
                "parent": [value.parent for value in values] if name == "place" else [],
            }
            for name, values in facets.values.items()
        },
        "documents": {name: codes for name, codes in facets.of_documents.items() if name != "document"},
        "parties": {name: [code for (code,) in codes] for name, codes in facets.of_parties.items() if name != "body"},
        "tasks": {name: [_bare(own) for own in codes] for name, codes in facets.of_tasks.items()},
    }


def _bare(codes: tuple[int, ...]) -> int | tuple[int, ...]:
    """One number without a list around it, -1 for none: most tasks have one or none, and a list each takes time."""
    return codes if len(codes) > 1 else codes[0] if codes else -1
