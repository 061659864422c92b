"""What every question of the catalogue takes on a graph on disk, in one process.

    python -m tests.bench.questions GRAPH                  a line a question, the slowest first

A question that takes values is asked without any, for all rows there are. CPU seconds until the last row is written as
CSV, to nowhere, the less of two answers: the first opens the tables or the store.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from queries.ask.catalog import Question, answer, questions
from queries.ask.endpoint import Local, open_graph
from queries.ask.table import Table

GOAL = 2.0  #: seconds that no question should take


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its rows, and what its answer took in CPU seconds."""

    name: str
    rows: int
    seconds: float


def measured(graph: Path) -> tuple[Asked, ...]:
    """Every question, the slowest first."""
    endpoint = open_graph(graph)
    return tuple(sorted((_asked(endpoint, each) for each in questions()), key=lambda each: -each.seconds))


def _asked(endpoint: Local, question: Question) -> Asked:
    times = []
    for _ in range(2):
        began = time.process_time()
        rows = _written(endpoint, question)
        times.append(time.process_time() - began)
    return Asked(question.name, rows, min(times))


def _written(endpoint: Local, question: Question) -> int:
    """How many rows the answer has, once all of them are written."""
    found = answer(endpoint, question)
    if not isinstance(found, Table):
        return 1
    for _ in found.csv():
        pass
    return len(found)


def summary(found: tuple[Asked, ...]) -> str:
    """The median, how many take longer than they should, and which."""
    slow = [f"{each.name} {each.seconds:.1f} s ({each.rows:,} rows)" for each in found if each.seconds > GOAL]
    middle = median(each.seconds for each in found)
    return f"median {middle:.3f} s; over {GOAL:.0f} s: {', '.join(slow) or 'none'}"


def lines(found: tuple[Asked, ...]) -> Iterator[str]:
    """A line a question."""
    for each in found:
        yield f"{each.seconds:8.3f} s {each.rows:9,} rows  {each.name}"


if __name__ == "__main__":
    everything = measured(Path(sys.argv[1]))
    sys.stdout.write("\n".join([*lines(everything), summary(everything), ""]))
