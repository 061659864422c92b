"""The files of the ontology and the named graph that each belongs to: what a store loads beside the documents."""

from __future__ import annotations

import os
from pathlib import Path

from ontology.prefixes import PREFIXES

#: Named graphs stand below this address.
GRAPHS = PREFIXES["graph"]

#: Where an office names Turtle files of its own, beside the bodies that come with the package, as PATH names folders.
OWN_FILES = "FENGONG_AUTHORITY"

_FOLDER = Path(__file__).parent
_GRAPH_OF = {
    "policy.ttl": "ontology",
    "roles.ttl": "ontology",
    "alignment.ttl": "ontology",
    "places.ttl": "authority",
    "themes.ttl": "themes",
    "portfolios.ttl": "themes",
}


def vocabularies() -> tuple[tuple[Path, str], ...]:
    """Each Turtle file that questions see, with the IRI of its named graph; the authority file is a folder of them."""
    single = [(_FOLDER / name, GRAPHS + graph) for name, graph in _GRAPH_OF.items() if (_FOLDER / name).is_file()]
    return (*single, *((path, f"{GRAPHS}authority") for path in bodies()))


def bodies() -> tuple[Path, ...]:
    """The Turtle files that describe bodies: those of the package, then an office's own."""
    own = filter(None, os.environ.get(OWN_FILES, "").split(os.pathsep))
    return (*sorted((_FOLDER / "bodies").glob("*.ttl")), *map(Path, own))
