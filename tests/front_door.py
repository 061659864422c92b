"""The front door as a user goes through it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*words: object, given: bytes = b"", where: Path | None = None) -> subprocess.CompletedProcess[str]:
    """What ``fengong`` with these words prints and says, ``given`` on its standard input, in the folder ``where``."""
    done = subprocess.run(
        [sys.executable, "-m", "fengong", *map(str, words)],
        input=given,
        capture_output=True,
        timeout=120,
        cwd=where,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(ROOT)},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
