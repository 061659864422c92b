"""Prints one table: each stage, its size, our speed, the peer's and the ratio. `python -m tests.bench [STAGE …]`"""

from __future__ import annotations

import os
import platform
import sys

from .stages import STAGES, Row

HEADINGS = Row("stage", "size", "ours", "peer", "theirs", "ours/theirs")


def line(row: Row) -> str:
    """A row in Markdown."""
    return f"| {row.stage} | {row.size} | {row.ours} | {row.peer} | {row.theirs} | {row.ratio} |"


def main(wanted: list[str]) -> None:
    """Prints each row as soon as it is measured; a stage whose libraries are missing says so."""
    say = sys.stdout.write
    say(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n")
    say(f"{line(HEADINGS)}\n|---|---|---|---|---|---|\n")
    for stage in STAGES:
        if not wanted or stage.__name__ in wanted:
            try:
                for row in stage():
                    say(f"{line(row)}\n")
                    sys.stdout.flush()
            except ImportError as error:
                say(f"{line(Row(stage.__name__, '-', f'not measured: {error}', '-', '-', '-'))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
