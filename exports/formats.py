"""The export formats: a name each, and the module with ``SUFFIX`` and ``write`` that it stands for."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from ontology.errors import UnknownFormat

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

MODULES = {
    "annotations": "rdf.annotations",
    "calendar": "office.calendar",
    "csv": "office.csv",
    "explorer": "explorer",
    "gexf": "network.gexf",
    "graphml": "network.graphml",
    "jsonld": "rdf.jsonld",
    "neo4j": "network.neo4j",
    "nquads": "rdf.nquads",
    "parquet": "office.parquet",
    "report": "report",
    "tasks": "office.tasks",
    "turtle": "rdf.turtle",
}


class Format(Protocol):
    """What a format module offers."""

    SUFFIX: str

    def write(self, endpoint: Endpoint, path: Path, **options: Any) -> None:
        """Write what ``endpoint`` holds to ``path``; a format may take options of its own."""


def formats() -> tuple[str, ...]:
    """The names of all formats, in alphabetical order.

    >>> {"csv", "turtle"} <= set(formats())
    True
    """
    return tuple(MODULES)


def format_named(name: str) -> Format:
    """The format of that name.

    >>> format_named("turtle").SUFFIX
    '.ttl'
    """
    known = formats()
    if name not in known:
        raise UnknownFormat(f"no export format {name!r}; known: {', '.join(known)}")
    return cast(Format, importlib.import_module(f"exports.{MODULES[name]}"))


def options(form: Format) -> frozenset[str]:
    """The names of the options that a format takes.

    >>> "lang" in options(format_named("tasks")), options(format_named("turtle"))
    (True, frozenset())
    """
    return frozenset(inspect.signature(form.write).parameters) - {"endpoint", "path"}
