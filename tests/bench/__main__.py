"""Prints one table: each stage, its size, our speed, the peer's and the ratio. `python -m tests.bench [STAGE …]`

Each stage is recorded in docs/bench.md as a section of its own, with when and on what machine it was run; a run of some
stages leaves the others as they are. The README quotes the rows that tell most.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from .stages import STAGES, Row

HEADINGS = Row("stage", "size", "ours", "peer", "theirs", "ours/theirs")
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/bench.md"
INTRODUCTION = """# Speeds

Written by `make bench`, a section a stage; `python -m tests.bench STAGE` writes one anew. Machines are faster on
one day than on another, as the peers' figures show: ratios can be compared from day to day, figures cannot.
"""
#: Where the README quotes the table.
BLOCK = re.compile(r"(?<=<!-- bench: written by `make bench` -->\n).*?(?=<!-- /bench -->)", re.DOTALL)
_SECTION = re.compile(r"^## (?P<stage>\w+)\n\n(?P<circumstances>.*?)\n\n(?P<table>(?:\|.*\n)+)", re.MULTILINE)

#: The stages that it quotes.
TELLING = re.compile(
    r"\| (?:parse|text to N-Quads|write alone|two processes|load|ask \d+ questions, \w+|measure (?:PageRank|closeness"
    r"|betweenness, exact|projection by shared tasks)|report \| 1 document|explorer) \|"
)


def line(row: Row) -> str:
    """A row in Markdown."""
    return f"| {row.stage} | {row.size} | {row.ours} | {row.peer} | {row.theirs} | {row.ratio} |"


def table(rows: Iterable[str]) -> str:
    """Rows under their headings."""
    return "\n".join([line(HEADINGS), "|---|---|---|---|---|---|", *rows]) + "\n"


def measured(stage: Callable[[], Iterator[Row]]) -> Iterator[str]:
    """The rows of a stage, each as soon as it is measured; a stage whose libraries are missing says so."""
    try:
        yield from map(line, stage())
    except ImportError as error:
        yield line(Row(stage.__name__, "-", f"not measured: {error}", "-", "-", "-"))


def telling(rows: Iterable[str]) -> list[str]:
    """The rows that the README quotes."""
    return [row for row in rows if TELLING.match(row)]


def recorded(page: str) -> dict[str, str]:
    """The sections of the page by their stage, each from its heading to the end of its table."""
    return {section["stage"]: section[0] for section in _SECTION.finditer(page)}


def rows_of(sections: Iterable[str]) -> list[str]:
    """The rows of the tables of some sections."""
    return [row for section in sections for row in section.splitlines() if row.startswith("| ")]


def record(stage: str, circumstances: str, rows: Iterable[str]) -> None:
    """Writes the section of a stage into docs/bench.md, and the rows that tell most into the README."""
    sections = recorded(PAGE.read_text(encoding="utf-8"))
    sections[stage] = f"## {stage}\n\n{circumstances}.\n\n{table(rows)}"
    ordered = [sections[each.__name__] for each in STAGES if each.__name__ in sections]
    PAGE.write_text("\n".join([INTRODUCTION, *ordered]), encoding="utf-8")
    readme = ROOT / "README.md"
    quoted = BLOCK.sub(lambda _: table(telling(rows_of(ordered))), readme.read_text(encoding="utf-8"))
    readme.write_text(quoted, encoding="utf-8")


def circumstances() -> str:
    """When and on what machine something is measured."""
    load = f"{os.getloadavg()[0]:.1f}"
    return (
        f"{date.today():%d %B %Y}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load} at the start"
    )


def main(wanted: list[str]) -> None:
    """Prints each row as soon as it is measured; records each stage that was measured to its end.

    Of several stages each has a process of its own: memory that one took would count as that of what the next starts.
    """
    stages = [stage for stage in STAGES if not wanted or stage.__name__ in wanted]
    if len(stages) > 1:
        for stage in stages:
            subprocess.run([sys.executable, "-m", "tests.bench", stage.__name__], check=True)
        return
    sys.stdout.write(table([]))
    for stage in stages:
        now, rows = circumstances(), []
        for row in measured(stage):
            rows.append(row)
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
        record(stage.__name__, now, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
