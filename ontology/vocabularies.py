"""The files of the ontology and the named graph that each belongs to: what a store loads beside the documents."""

from __future__ import annotations

from pathlib import Path

from ontology.prefixes import PREFIXES

#: Named graphs stand below this address.
GRAPHS = PREFIXES["graph"]

_FOLDER = Path(__file__).parent
_GRAPH_OF = {
    "policy.ttl": "ontology",
    "roles.ttl": "ontology",
    "alignment.ttl": "ontology",
    "places.ttl": "authority",
    "themes.ttl": "themes",
    "portfolios.ttl": "themes",
    "links.ttl": "links",
}


def vocabularies() -> tuple[tuple[Path, str], ...]:
    """Each Turtle file that questions see, with the IRI of its named graph; the authority file is a folder of them."""
    single = [(_FOLDER / name, GRAPHS + graph) for name, graph in _GRAPH_OF.items() if (_FOLDER / name).is_file()]
    bodies = [(path, f"{GRAPHS}authority") for path in sorted((_FOLDER / "bodies").glob("*.ttl"))]
    return (*single, *bodies)
