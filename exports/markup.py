"""Templates: the only importer of Jinja, whose environments escape all they are given."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(room: str, *, trimmed: bool) -> Environment:
    """An environment over a room's templates/; ``trimmed`` drops the line of a block that says nothing itself."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(str(resources.files(f"exports.{room}") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=trimmed,
        lstrip_blocks=trimmed,
    )


def safe(markup: str) -> str:
    """``markup`` as a template takes it unescaped: it must hold nothing that a document said, or hold it inert."""
    from markupsafe import Markup

    return Markup(markup)  # noqa: S704  # whoever calls has made it safe


def escaped(text: str) -> str:
    """``text`` as it can stand in an attribute or between tags."""
    from markupsafe import escape

    return str(escape(text))
