"""How pictures draw things: the colour and shape that policy.ttl gives classes and themes.ttl gives policy fields.

>>> look_of("https://w3id.org/fengong/id/field/agriculture")
Look(colour='#008424', shape='triangleDown')
>>> look_of("https://w3id.org/fengong/id/theme/finance")
Look(colour='', shape='')
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from ontology import turtle
from ontology.terms import FG


class Look(NamedTuple):
    """A colour as #rrggbb and the name of a shape; both empty for what has none of its own."""

    colour: str = ""
    shape: str = ""


def look_of(iri: str) -> Look:
    """The look of a class or a policy field, the same in every picture."""
    return _looks().get(iri, Look())


@cache
def _looks() -> dict[str, Look]:
    table = turtle.read([Path(__file__).with_name(f"{name}.ttl") for name in ("policy", "themes")])
    return {
        iri: Look(said[FG.colour][0].text, said[FG.shape][0].text) for iri, said in table.items() if FG.colour in said
    }
