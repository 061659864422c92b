"""Processes that work behind those that somebody waits for."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def step_back(process: int) -> None:
    """Nothing; a process goes on at the lowest priority, where the platform knows one.

    Who starts it says so: by the time that it could itself, it has loaded what it needs.
    """
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process, 19)
