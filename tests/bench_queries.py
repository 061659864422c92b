"""How fast questions are answered: every question of the catalogue, beside rdflib's own engine, in one run.

Graphs are made of generated documents: the sample again and again under other numbers, over the same bodies.
Times are CPU seconds, the median of three. Run by `make bench`, or: python tests/bench_queries.py [TRIPLES …]
"""

from __future__ import annotations

import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from pyoxigraph import Store

from graph_build import pipeline
from graph_build.model import Source
from graph_build.write.store import load
from queries.bindings import bind
from queries.catalog import questions
from queries.endpoint import Local, open_graph
from queries.network import incidence

SAMPLE = Path(__file__).parent.parent / "graph_build/samples/xinjiang-2017-107.txt"
KEY, NUMBER = "新政办发-2017-107", "〔2017〕107号"
#: Seconds after which rdflib is given up: its time is then a lower bound.
PATIENCE = 60


def generate(directory: Path, triples: int) -> int:
    """Writes a graph of about ``triples`` triples to ``directory``; returns their number."""
    pipeline.build([Source(SAMPLE.name, SAMPLE.read_bytes())], directory)
    written = 0
    for name in ("graph.nq", "derived.nq"):
        lines = (directory / name).read_text(encoding="utf-8")
        copies = max(1, round(triples / 8700))
        with (directory / name).open("w", encoding="utf-8") as file:
            for copy in range(copies):
                file.write(lines.replace(KEY, f"{KEY}{copy}").replace(NUMBER, f"〔2017〕107{copy}号"))
        written += lines.count("\n") * copies
    return written


def seconds(run: Callable[[], object], times: int = 3) -> float:
    """The median CPU time of ``run``."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
        if sum(spent) > 2:
            break
    return statistics.median(spent)


def in_time(run: Callable[[], object]) -> float:
    """The CPU time of one run, or PATIENCE if it takes longer."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        return seconds(run, 1)
    except TimeoutError:
        return PATIENCE
    finally:
        signal.alarm(0)


def compare(directory: Path, memory: Local, disk: Local) -> None:
    """Prints each question's time in memory and on disk, and how many times slower rdflib is."""
    from rdflib import Dataset, URIRef

    dataset = Dataset(default_union=True)
    for graph in memory.graphs():
        dataset.graph(URIRef(graph)).parse(data=memory.triples(graph), format="nt")
    ratios: dict[str, list[float]] = {"memory": [], "disk": []}
    for asked in questions():
        theirs = in_time(lambda text=asked.text: list(dataset.query(text)))  # type: ignore[misc]
        row = []
        for name, endpoint in (("memory", memory), ("disk", disk)):
            ours = seconds(lambda text=asked.text, here=endpoint: here.select(text))  # type: ignore[misc]
            ratios[name].append(theirs / ours)
            row.append(f"{ours * 1000:9.1f} ms {theirs / ours:7.1f}×")
        print(f"{asked.name:45} rdflib {theirs * 1000:9.1f} ms   memory {row[0]}   disk {row[1]}", flush=True)
    for name, found in ratios.items():
        print(f"{name}: median {statistics.median(found):.1f}×, least {min(found):.1f}×")


def overhead(memory: Local) -> None:
    """Prints what a table costs beyond the bare engine, for questions over 10 ms."""
    for asked in questions():
        bare = seconds(lambda text=asked.text: _bare(memory.store, text))  # type: ignore[misc]
        if bare > 0.01:
            ours = seconds(lambda text=asked.text: memory.select(text))  # type: ignore[misc]
            print(f"{asked.name:45} bare {bare * 1000:8.1f} ms   overhead {100 * (ours / bare - 1):5.1f} %")


def _bare(store: Store, text: str) -> int:
    solutions = store.query(bind(text, {}), use_default_graph_as_union=True)
    return sum(1 for solution in solutions for _ in solution)  # type: ignore[union-attr, misc]


def pairs(memory: Local) -> None:
    """Prints the two pair questions as self-joins over assignments, and as one table and sparse products."""

    def self_joins() -> None:
        memory.select(ASSIGNED.format(one="?b", other="fg:party ?a", way="FILTER(STR(?b) < STR(?a))"))
        memory.select(ASSIGNED.format(one="?b", other="fg:party ?a ; fg:role fg:co", way="?first fg:role fg:lead ."))

    def products() -> None:
        pair_counts(memory)

    products()  # once before, to have the libraries loaded
    joined, multiplied = seconds(self_joins, 1), seconds(products, 1)
    print(f"pairs: self-joins {joined:.2f} s, table and products {multiplied:.2f} s, {joined / multiplied:.1f}×")


#: A pair question without the shortcuts that a build derives.
ASSIGNED = """PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT {one} ?a (COUNT(DISTINCT ?task) AS ?tasks)
WHERE {{ ?first fg:ofTask ?task ; fg:party {one} . ?second fg:ofTask ?task ; {other} . {way} }}
GROUP BY {one} ?a"""


def main() -> None:
    for triples in [int(word) for word in sys.argv[1:]] or [10_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            directory = Path(folder)
            print(f"# {generate(directory, triples)} triples")
            memory = open_graph(directory, memory_limit=2**40)
            load(directory / "disk", (directory / "graph.nq", directory / "derived.nq"))
            (directory / "disk").rename(directory / "graph.new")
            disk = Local(Store.read_only(str(directory / "graph.new")))
            if triples <= 100_000:
                compare(directory, memory, disk)
            overhead(memory)
            pairs(memory)


if __name__ == "__main__":
    main()
