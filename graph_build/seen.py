"""Which files are as they were when a build last opened them, by what the file system says of each.

As git does with its index: a file of the same size, times and place on the disk has the bytes that it had, so it is not
opened again. One that was written to shortly before it was opened could be written to once more at what the file system
takes for the same time; nothing is noted of it, and it is opened again (racy-git in the documentation of git). What is
noted says nothing of the graph, so whatever is lost of it costs a look at the file.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Self

from graph_build.sources import CORRECTIONS, OnDisk, Source, Unopened
from ontology import files
from ontology.errors import UnwritableFile
from ontology.seal import Stamp

#: Where it is noted in the directory of a graph, and in what form.
NOTED, FORM = "files.json", 1
#: Nanoseconds that a file must have been left alone before it is opened: the coarsest clock of a file system, FAT's.
SETTLED = 2 * 10**9


def on_disk(path: Path) -> OnDisk | None:
    """What the file system says of the file at ``path`` and the corrections beside it.

    None of files that are not there, or that were written to so shortly before that they may be again unseen.
    """
    latest = time.time_ns() - SETTLED
    states = _state(os.fspath(path)), _state(f"{path}{CORRECTIONS}")
    found = OnDisk(*states)
    return found if found.document and all(max(state[1:3], default=0) < latest for state in states) else None


def _state(path: str) -> tuple[int, ...]:
    """Size, times of writing and of change, and place of a file; nothing of one that is not there."""
    try:
        state = os.stat(path)  # noqa: PTH116 - of thousands, and a Path takes longer than the system
    except (OSError, ValueError):
        return ()
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


@dataclass(frozen=True, slots=True)
class Seen:
    """What builds in a directory know of the files that they opened, by the names of the sources."""

    known: Mapping[str, Unopened] = field(default_factory=dict)

    @classmethod
    def of(cls, directory: Path) -> Self:
        """What the last build noted; nothing where it noted nothing that can be read."""
        with suppress(OSError):
            path = directory.resolve() / NOTED
            return cls(_known(path, Stamp.of(path)))
        return cls()

    def unopened(self, path: Path) -> Unopened | None:
        """The source at ``path``, if its files are as they were."""
        known = self.known.get(str(path))
        return known if known and known.state == on_disk(path) else None


@lru_cache(maxsize=1)  # a build asks for it when it begins and when it ends
def _known(path: Path, _: Stamp | None) -> Mapping[str, Unopened]:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        says = json.loads(path.read_bytes())
        if says["form"] == FORM:
            return {
                name: Unopened(name, (content, corrections), OnDisk(tuple(document), tuple(beside)))
                for name, (content, corrections, document, beside) in says["files"].items()
            }
    return {}


def note(directory: Path, found: dict[str, Unopened], held: Collection[str]) -> None:
    """Notes for the next build what was ``found``, and what was known before of other sources that are ``held``."""
    before = Seen.of(directory).known
    after = {name: source for name, source in {**before, **found}.items() if name in held}
    if [*map(_says, after.values())] != [*map(_says, before.values())]:
        says = {"form": FORM, "files": {name: _says(source) for name, source in after.items()}}
        with suppress(UnwritableFile):  # it saves time, and holds nothing that is not known elsewhere
            files.write(directory / NOTED, json.dumps(says, separators=(",", ":")))


def _says(source: Unopened) -> tuple[object, ...]:
    return *source.digests, *source.state


def noted(source: Source | Unopened) -> Unopened | None:
    """What is to be known of a source the next time; nothing of one that is not a file, or not alone in it."""
    if isinstance(source, Unopened):
        return source
    return Unopened(source.name, source.digests, source.state) if source.state else None
