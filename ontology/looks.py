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

#: The shapes as SVG paths about the origin, within a circle or square of radius 1.
_OUTLINES = {
    "dot": "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z",
    "square": "M-0.87,-0.87H0.87V0.87H-0.87Z",
    "diamond": "M0,-1.1L1.1,0L0,1.1L-1.1,0Z",
    "triangle": "M0,-1L1.1,0.87H-1.1Z",
    "triangleDown": "M0,1L1.1,-0.87H-1.1Z",
    "hexagon": "M1.05,0L0.52,0.91H-0.52L-1.05,0L-0.52,-0.91H0.52Z",
    "star": "M0,-1.1L0.32,-0.39L1.05,-0.34L0.48,0.16L0.65,0.89L0,0.5L-0.65,0.89L-0.48,0.16L-1.05,-0.34L-0.32,-0.39Z",
}


class Look(NamedTuple):
    """A colour as #rrggbb and the name of a shape; both empty for what has none of its own."""

    colour: str = ""
    shape: str = ""

    @property
    def outline(self) -> str:
        """The shape as an SVG path about the origin, about 2 wide; that of a dot where it has none of its own."""
        return _OUTLINES[self.shape or "dot"]


def look_of(iri: str) -> Look:
    """The look of a class or a policy field, the same in every picture."""
    return _looks().get(iri, Look())


@cache
def _looks() -> dict[str, Look]:
    table = turtle.read([Path(__file__).with_name(f"{name}.ttl") for name in ("policy", "themes")])
    return {
        iri: Look(said[FG.colour][0].text, said[FG.shape][0].text) for iri, said in table.items() if FG.colour in said
    }
