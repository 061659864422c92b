"""The pages that a server offers beside its own, made in a process of their own while it answers already.

``python -m exports.pages GRAPH FOLDER`` is that process: it loads what it needs itself, so that the server need not.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from exports.formats import format_named
from ontology.errors import MissingExtra
from ontology.processes import step_back
from queries.ask.endpoint import open_graph

#: Formats that are one page.
PAGES = ("explorer", "report")
#: The file that says that no more pages will come.
MADE = "made"


def write(graph: Path, folder: Path) -> None:
    """Writes the pages of ``graph`` into ``folder``, those whose extras are installed, and last the file ``MADE``.

    The page of the ontology is one of them, in both languages.
    """
    from exports.site import vocabulary

    try:
        endpoint = open_graph(graph)
        for name in PAGES:
            with contextlib.suppress(MissingExtra):  # then the start page does not offer it
                format_named(name).write(endpoint, folder / f"{name}.html")
        for language, other in (("zh", "en"), ("en", "zh")):
            words = vocabulary.page(endpoint, language, home="/", other=f"?lang={other}")
            (folder / f"ontology.{language}.html").write_text(words, encoding="utf-8")
    finally:
        (folder / MADE).touch()


@contextlib.contextmanager
def behind(graph: Path, folder: Path) -> Iterator[None]:
    """Has the pages written in another process, which gives way to those who answer and ends with the context."""
    process = subprocess.Popen(  # noqa: S603 - a module of ours
        [sys.executable, "-P", "-m", "exports.pages", str(graph), str(folder)],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    step_back(process.pid)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:]))
