"""What a file says of who does what, for tests of readers: each task's leaders and supporters."""

from __future__ import annotations

from graph_build.model import Role
from graph_build.pipeline import understand
from graph_build.sources import Source
from ontology.authority import load

Duties = tuple[tuple[str, ...], tuple[str, ...]]


def duties(content: bytes, name: str) -> list[Duties]:
    """The tasks of a file that name anybody, in order: who leads, who supports."""
    document = understand(Source(name, content), load())
    tasks = [task.attribution for measure in document.measures for task in measure.tasks if task.attribution]
    return [
        (
            tuple(mention.name for mention in found.mentions if mention.role is Role.LEAD),
            tuple(mention.name for mention in found.mentions if mention.role is Role.CO),
        )
        for found in tasks
    ]
