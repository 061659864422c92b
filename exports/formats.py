"""The export formats: a module here that has ``SUFFIX`` and ``write`` is one, under its file name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import exports
from ontology.errors import UnknownFormat

if TYPE_CHECKING:
    from queries.endpoint import Endpoint


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
    return tuple(sorted(m.name for m in pkgutil.iter_modules(exports.__path__) if _module(m.name)))


def format_named(name: str) -> Format:
    """The format of that name.

    >>> format_named("turtle").SUFFIX
    '.ttl'
    """
    known = formats()
    if name not in known:
        raise UnknownFormat(f"no export format {name!r}; known: {', '.join(known)}")
    return cast(Format, _module(name))


def options(form: Format) -> frozenset[str]:
    """The names of the options that a format takes.

    >>> "lang" in options(format_named("tasks")), options(format_named("turtle"))
    (True, frozenset())
    """
    return frozenset(inspect.signature(form.write).parameters) - {"endpoint", "path"}


def _module(name: str) -> Format | None:
    """The module if it is a format; those beside (layout, quads …) lack a suffix."""
    module = importlib.import_module(f"exports.{name}")
    return cast(Format, module) if hasattr(module, "SUFFIX") and hasattr(module, "write") else None
