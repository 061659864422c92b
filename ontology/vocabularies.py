"""The files of the ontology and the named graph that each belongs to: what a store loads beside the documents."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import UnreadableSource
from ontology.prefixes import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Quad

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
    "links.ttl": "links",
}


def vocabularies() -> tuple[tuple[Path, str], ...]:
    """Each Turtle file that questions see, with the IRI of its named graph; the authority file is a folder of them."""
    single = [(_FOLDER / name, GRAPHS + graph) for name, graph in _GRAPH_OF.items() if (_FOLDER / name).is_file()]
    return (*single, *((path, f"{GRAPHS}authority") for path in bodies()))


def statements() -> Iterator[Quad]:
    """What the vocabularies state, each in its named graph; blank nodes have other labels each time."""
    from pyoxigraph import NamedNode, Quad, RdfFormat, parse

    for path, name in vocabularies():
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(name))


def bodies() -> tuple[Path, ...]:
    """The Turtle files that describe bodies: those of the package, then an office's own."""
    return (*sorted((_FOLDER / "bodies").glob("*.ttl")), *own())


def own() -> tuple[Path, ...]:
    """The Turtle files in which an office describes bodies of its own, as ``OWN_FILES`` names them."""
    return tuple(map(Path, filter(None, os.environ.get(OWN_FILES, "").split(os.pathsep))))


def name_own(paths: Iterable[Path]) -> None:
    """Names an office's own files, for this process and those that it starts.

    Raises ``UnreadableSource`` for one that is missing or no Turtle.
    """
    from pyoxigraph import RdfFormat, parse

    found = tuple(path.resolve() for path in paths)
    for path in found:
        try:
            for _ in parse(path=str(path), format=RdfFormat.TURTLE):
                pass
        except (OSError, SyntaxError, ValueError) as error:
            raise UnreadableSource(
                f"{path} 不是机构的 Turtle 文件（{error}），写法见 docs/authority.md。"
                f"{path}: no Turtle file of bodies ({error}); docs/authority.md shows one"
            ) from error
    os.environ[OWN_FILES] = os.pathsep.join(map(str, found))
