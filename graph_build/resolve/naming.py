"""The names of a body that no authority file lists: each a function of its IRI, whatever a document calls it.

So two documents that spell a body in two ways describe it alike, and what they write are second names.
"""

from __future__ import annotations

from dataclasses import dataclass

from ontology.authority import Authority
from ontology.entries import CENTRE, Pattern, level_of_code


@dataclass(frozen=True, slots=True)
class Naming:
    """The name within its jurisdiction, and the one that says which."""

    short: str  #: 省数据局
    full: str  #: 湖北省数据局


def naming(jurisdiction: str, label: str, pattern: Pattern | None, level: str, authority: Authority) -> Naming:
    """The names of the body that is called ``label`` in ``jurisdiction``: a code, a place's name, or "" if unknown.

    ``level`` is the word before the names of bodies where the place does not tell one; it is "" for a body whose
    name stands for itself, as that of a branch of a central body does (乌鲁木齐海关).

    >>> from ontology.authority import load
    >>> naming("420000", "数据局", None, "省", load())
    Naming(short='省数据局', full='湖北省数据局')
    >>> naming("东陵县", "党委组织部", None, "县", load())
    Naming(short='县委组织部', full='东陵县委组织部')
    >>> naming("650000", "乌鲁木齐海关", None, "", load())
    Naming(short='乌鲁木齐海关', full='乌鲁木齐海关')
    """
    if not level or jurisdiction == CENTRE:
        return Naming(label, label)
    place = authority.place_by_code.get(jurisdiction)
    name = place.name if place else jurisdiction
    official = dict(pattern.official).get(level_of_code(jurisdiction), "") if pattern else ""
    short = _joined(place.prefix if place else level, label)
    return Naming(short, official.replace("{J}", name) or _joined(name, label) if name else short)


def _joined(place: str, label: str) -> str:
    """The words for a place before a name: of its Party committee without the 党 that stands for them."""
    return place + (label.removeprefix("党") if label.startswith("党委") else label)
