"""One build at a time in a directory: a lock of the operating system, gone with the process that holds it.

The standard library has one for each platform (fcntl, msvcrt); a lock file that a killed process leaves behind locks
nobody out.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


#: Seconds between two tries.
PATIENCE = 0.2


@contextmanager
def locked(directory: Path, on_wait: Callable[[str], None] = lambda holder: None) -> Iterator[None]:
    """Holds ``directory`` for one build; while another holds it, waits, after telling ``on_wait`` which process."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / ".lock").open("a+b", buffering=0) as file:
        told = False
        while True:
            try:
                _take(file.fileno())
                break
            except OSError:
                if not told:
                    file.seek(1)
                    on_wait(file.read().decode(errors="replace"))
                told = True
                time.sleep(PATIENCE)
        file.truncate(0)
        file.write(f" {os.getpid()}".encode())  # behind the first byte, which Windows locks
        yield
