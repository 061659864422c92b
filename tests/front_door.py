"""The front door as a user goes through it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys


def run(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    """What ``fengong`` with these words prints and says, ``given`` on its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "fengong", *words],
        input=given,
        capture_output=True,
        timeout=120,
        env={**os.environ, "COLUMNS": "200"},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
