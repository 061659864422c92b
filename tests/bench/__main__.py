"""Prints one table: each stage, its size, our speed, the peer's and the ratio. `python -m tests.bench [STAGE …]`

A run over all stages is also recorded: docs/bench.md holds all rows, the README those that tell most.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from .stages import STAGES, Row

HEADINGS = Row("stage", "size", "ours", "peer", "theirs", "ours/theirs")
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/bench.md"
#: Where the README quotes the table.
BLOCK = re.compile(r"(?<=<!-- bench: written by `make bench` -->\n).*?(?=<!-- /bench -->)", re.DOTALL)

#: The stages that it quotes.
TELLING = re.compile(
    r"\| (?:parse|text to N-Quads|write alone|two processes|load|ask \d+ questions, \w+|measure (?:PageRank|closeness"
    r"|betweenness, exact|projection by shared tasks)|report \| 1 document|explorer) \|"
)


def line(row: Row) -> str:
    """A row in Markdown."""
    return f"| {row.stage} | {row.size} | {row.ours} | {row.peer} | {row.theirs} | {row.ratio} |"


def table(rows: list[str]) -> str:
    """Rows under their headings."""
    return "\n".join([line(HEADINGS), "|---|---|---|---|---|---|", *rows]) + "\n"


def measured(stage: Callable[[], Iterator[Row]]) -> Iterator[str]:
    """The rows of a stage, each as soon as it is measured; a stage whose libraries are missing says so."""
    try:
        yield from map(line, stage())
    except ImportError as error:
        yield line(Row(stage.__name__, "-", f"not measured: {error}", "-", "-", "-"))


def telling(rows: list[str]) -> list[str]:
    """The rows that the README quotes."""
    return [row for row in rows if TELLING.match(row)]


def record(circumstances: str, rows: list[str]) -> None:
    """Writes all rows to docs/bench.md, and those that tell most into the README."""
    page = f"# Speeds\n\nWritten by `make bench`. {circumstances}.\n\n{table(rows)}"
    PAGE.write_text(page, encoding="utf-8")
    readme = ROOT / "README.md"
    quoted = BLOCK.sub(lambda _: table(telling(rows)), readme.read_text(encoding="utf-8"))
    readme.write_text(quoted, encoding="utf-8")


def main(wanted: list[str]) -> None:
    """Prints each row as soon as it is measured; records them if no stage was left out."""
    circumstances = f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    sys.stdout.write(f"{circumstances}\n\n{table([])}")
    rows = []
    for stage in STAGES:
        if not wanted or stage.__name__ in wanted:
            for row in measured(stage):
                rows.append(row)
                sys.stdout.write(f"{row}\n")
                sys.stdout.flush()
    if not wanted:
        record(circumstances, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
