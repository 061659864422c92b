"""The advice on the documents of a build, made behind the pages by a process that gives way to all else."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from ontology.processes import step_back
from queries.review import kept

if TYPE_CHECKING:
    from pathlib import Path


class Advising:
    """Has the advice on one build after another made, on one at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    async def begin(self, generation: Path) -> None:
        """Has the advice on a generation made, unless it was or nobody may write there; what was begun before ends."""
        self.end()
        if await asyncio.to_thread(_wanted, generation):  # loads the authority file the first time
            self._process = subprocess.Popen(  # noqa: S603 - a module of ours
                [sys.executable, "-m", kept.__name__, str(generation)],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            step_back(self._process.pid)

    def end(self) -> None:
        """Ends what was begun; what it would have kept is made another time."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


def _wanted(generation: Path) -> bool:
    """Whether the advice on a generation was not made yet and can be kept."""
    return not kept.path(generation).is_file() and os.access(generation, os.W_OK)
