"""Files that were given in a page: read, shown, and forgotten, unless somebody says that they are to be kept."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ontology import tables
from ontology.errors import UnreadableSource
from queries.serve.builds import build_in
from queries.serve.guard import Refused
from queries.serve.portal.holdings import opened
from queries.serve.portal.pages import Portal

if TYPE_CHECKING:
    from queries.serve.portal.desk import Desk

KEPT = 12  #: readings at a time; the oldest goes first
SECONDS = 1800.0  #: after which a reading is forgotten


@dataclass
class Given:
    """A file that was given, and what was read in it."""

    key: str
    name: str
    content: bytes
    folder: TemporaryDirectory[str]
    portal: Portal
    since: float = field(default_factory=time.monotonic)
    adding: bool = False  #: whether it is being built into the graph now
    begun: float = 0.0  #: when that began
    added: tuple[str, ...] = ()  #: what that build said
    trouble: str = ""  #: why it could not be added

    @property
    def seconds(self) -> int:
        """For how long it is being built into the graph."""
        return int(time.monotonic() - self.begun)

    @property
    def document(self) -> str:
        """The IRI of the document in it."""
        return self.portal.holdings.documents[0].iri


class Readings:
    """The files that were given lately; nothing of them is on the disk once they are forgotten."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: OrderedDict[str, Given] = OrderedDict()

    def read(self, name: str, content: bytes) -> Given:
        """A file, read; raises UnreadableSource if it cannot be."""
        folder = TemporaryDirectory(prefix="fengong-given-", ignore_cleanup_errors=True)
        try:
            self._desk.read(name, content, Path(folder.name))
            build = build_in(Path(folder.name))
            if not tables.held(build.folder):
                raise _empty(name)
            portal = Portal(opened(build.folder))
            if not portal.holdings.documents:
                raise _empty(name)
        except BaseException:
            folder.cleanup()
            raise
        given = Given(secrets.token_urlsafe(12), name, content, folder, portal)
        self._sweep(KEPT - 1)
        self._held[given.key] = given
        return given

    def given(self, key: str) -> Given:
        """The reading of that key; raises Refused if it was forgotten."""
        self._sweep(KEPT)
        if key not in self._held:
            raise Refused("这份读取已被忘记，请再给一次文件。 This reading was forgotten; give the file again", 404)
        return self._held[key]

    def forget(self, key: str) -> None:
        """Forgets a reading and all that was written for it."""
        given = self._held.pop(key, None)
        if given is not None:
            given.folder.cleanup()

    def _sweep(self, most: int) -> None:
        late = [key for key, given in self._held.items() if time.monotonic() - given.since > SECONDS]
        for key in (*late, *list(self._held)[: max(0, len(self._held) - len(late) - most)]):
            if not self._held.get(key) or not self._held[key].adding:
                self.forget(key)


def _empty(name: str) -> UnreadableSource:
    return UnreadableSource(f"{name}中没有读到内容，请换一份有文字的文件，或粘贴文字。 {name}: nothing was read in it")
