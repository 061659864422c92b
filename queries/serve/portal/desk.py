"""What the front door lends to the pages so that they can read, build and write files; serve itself does neither.

Reading and building are graph_build's, files people open are exports', and the server imports neither: it is given one
``Desk`` for the graph that it serves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from queries.duties.corrected import Change, Entry
from queries.duties.records import Duties

#: Bytes of a file that is taken in.
MOST_BYTES = 64 * 2**20


class Desk(Protocol):
    """Reads, builds and writes for the pages."""

    @property
    def forms(self) -> Mapping[str, str]:
        """What a file that was given can be taken away as: the name of the form and the suffix of the file."""

    def read(self, name: str, content: bytes, folder: Path) -> None:
        """A graph of one document in a folder of its own; raises if it cannot be read."""

    def written(self, form: str, folder: Path, name: str, content: bytes, language: str) -> bytes:
        """A file of one of the forms about what was read into a folder."""

    def table(self, duties: Duties, language: str) -> bytes:
        """The task table of some duties as xlsx."""

    def add(self, name: str, content: bytes) -> Sequence[str]:
        """Builds the document into the graph that is served; what was found, as lines."""

    def names(self, cell: str) -> Sequence[str]:
        """The names in a cell of a task, as those of an edited task table are read."""

    def correct(self, changes: Sequence[Change], reason: str, *, new_names: bool = False) -> None:
        """Keeps corrections with the graph, enters them in the audit trail and builds; raises if refused.

        A name that neither a document nor the authority file knows is refused, unless ``new_names``.
        """

    def trail(self) -> tuple[Entry, ...]:
        """The audit trail, the latest first."""

    def undo(self, number: int) -> None:
        """Takes an entry of the audit trail back; raises if its tasks were corrected again since."""
