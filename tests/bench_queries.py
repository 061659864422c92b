"""How fast every question of the catalogue is answered, beside rdflib's engine and the bare one, in one run.

The graphs are built from made documents (tests/generated.py). Times are CPU seconds, the least of several runs.
`make bench` shows the summary; `python tests/bench_queries.py [TRIPLES …]` prints a line a question before it.
"""

from __future__ import annotations

import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import generated
from pyoxigraph import Store

from graph_build import corpus
from graph_build.sources import Source
from ontology import seal
from ontology.seal import Seal
from queries.analysis.graphs import incidence
from queries.ask.catalog import Question, questions
from queries.ask.endpoint import Local, open_graph

#: Triples of one made document, about; the vocabularies stand beside them.
DOCUMENT = 9_200
#: Triples up to which rdflib is asked too: above, the catalogue takes it an hour.
COMPARED = 100_000
#: Seconds after which rdflib is given up: its time is then a lower bound.
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU seconds of one question."""

    question: str
    memory: float  #: the table, from the graph in memory
    disk: float  #: the table, from the store on disk
    bare: float  #: the same terms from pyoxigraph itself, in lists
    rdflib: float  #: 0 where it was not asked


@dataclass(frozen=True, slots=True)
class Pairs:
    """CPU seconds of the two pair questions together: who shares tasks with whom, who supports whose leads."""

    assignments: float  #: as SPARQL self-joins over assignments
    shortcuts: float  #: as SPARQL self-joins over ledBy, supportedBy and involves
    table: float  #: the task–party table out of the graph
    products: float  #: both products of it


def build(directory: Path, triples: int) -> int:
    """The number of triples of a graph of about ``triples`` from made documents, built in ``directory``."""
    count = max(1, round(triples / DOCUMENT))
    corpus.build([Source(f"{number}.txt", generated.document(number).encode()) for number in range(count)], directory)
    sealed = Seal.read(seal.held(directory))
    assert sealed
    return sealed.load.quads


def least(*runs: Callable[[], Any], times: int = 7) -> list[float]:
    """The least CPU time of each, run in turn, so that all meet the same disturbances; long ones twice only."""
    spent: list[list[float]] = []
    while len(spent) < 2 or (len(spent) < times and sum(map(sum, spent)) < 4):
        spent.append([])
        for run in runs:
            start = time.process_time()
            run()
            spent[-1].append(time.process_time() - start)
    return [min(each) for each in zip(*spent, strict=True)]


def opened(directory: Path) -> tuple[Local, Local]:
    """The graph in memory and the same on disk, whatever its size."""
    return open_graph(directory, memory_limit=2**40), Local(Store.read_only(str(directory / "graph")))


def timings(memory: Local, disk: Local, *, beside_rdflib: bool) -> Iterator[Timing]:
    """Each question of the catalogue as it stands, its variables open."""
    theirs = _rdflib(memory) if beside_rdflib else None
    for asked in questions():
        text = asked.text
        here, on_disk, bare = least(
            lambda text=text: memory.select(text),  # type: ignore[misc]
            lambda text=text: disk.select(text),  # type: ignore[misc]
            lambda text=text: _bare(memory.store, text),  # type: ignore[misc]
        )
        yield Timing(asked.name, here, on_disk, bare, theirs(asked) if theirs else 0.0)


def pairs(endpoint: Local) -> Pairs:
    """The two pair questions in three ways, which answer alike."""
    table = incidence(endpoint)

    def products() -> None:
        table.shared()
        table.supported()

    return Pairs(
        *least(
            lambda: [endpoint.select(text) for text in OVER_ASSIGNMENTS],
            lambda: [endpoint.select(text) for text in OVER_SHORTCUTS],
            lambda: incidence(endpoint),
            products,
        )
    )


_PAIRS = """PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT ?one ?other (COUNT(DISTINCT ?task) AS ?tasks) WHERE {{ {} }} GROUP BY ?one ?other"""
#: Without what a build derives, and with it.
OVER_ASSIGNMENTS = (
    _PAIRS.format(
        "?first fg:ofTask ?task ; fg:party ?one . ?second fg:ofTask ?task ; fg:party ?other "
        "FILTER(STR(?one) < STR(?other))"
    ),
    _PAIRS.format(
        "?first fg:ofTask ?task ; fg:party ?one ; fg:role fg:lead . "
        "?second fg:ofTask ?task ; fg:party ?other ; fg:role fg:co"
    ),
)
OVER_SHORTCUTS = (
    _PAIRS.format("?task fg:involves ?one, ?other FILTER(STR(?one) < STR(?other))"),
    _PAIRS.format("?task fg:ledBy ?one ; fg:supportedBy ?other"),
)


def _bare(store: Store, text: str) -> list[list[Any]]:
    return [list(solution) for solution in store.query(text)]  # type: ignore[union-attr]


def _rdflib(memory: Local) -> Callable[[Question], float]:
    """The CPU time rdflib takes for a question: on one plain graph, or on a dataset if it names graphs."""
    from rdflib import Dataset, Graph, URIRef

    dataset, merged = Dataset(default_union=True), Graph()
    for name in memory.graphs():
        triples = memory.triples(name)
        dataset.graph(URIRef(name)).parse(data=triples, format="nt")
        merged.parse(data=triples, format="nt")

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    def spent(asked: Question) -> float:
        graph = dataset if "GRAPH" in asked.text else merged
        before = signal.signal(signal.SIGALRM, stop)
        signal.alarm(PATIENCE)
        try:
            start = time.process_time()
            list(graph.query(asked.text))
            return time.process_time() - start
        except TimeoutError:
            return PATIENCE
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)

    merged.query("SELECT * { ?s ?p ?o } LIMIT 1")  # its parser is made with the first query
    return spent


@dataclass(frozen=True, slots=True)
class Measured:
    """What one size of graph showed."""

    triples: int
    questions: tuple[Timing, ...]
    memory: Pairs
    disk: Pairs

    def ratios(self, where: str) -> list[float]:
        """How many times longer rdflib takes, question by question; empty where it was not asked."""
        return [timing.rdflib / getattr(timing, where) for timing in self.questions if timing.rdflib]

    def overheads(self) -> list[float]:
        """The share a table costs beyond the bare engine, for each question that takes that over 10 ms."""
        return [timing.memory / timing.bare - 1 for timing in self.questions if timing.bare > 0.01]


def measure(triples: int) -> Measured:
    """Every question and both pair questions on a graph of about ``triples``."""
    with tempfile.TemporaryDirectory() as folder:
        found = build(Path(folder), triples)
        memory, disk = opened(Path(folder))
        asked = tuple(timings(memory, disk, beside_rdflib=triples <= COMPARED))
        return Measured(found, asked, pairs(memory), pairs(disk))


def main() -> None:
    """Prints a line a question, and what they come to."""
    say = sys.stdout.write
    for triples in [int(word) for word in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        measured = measure(triples)
        say(f"\n{measured.triples} triples, CPU ms\n\n")
        say("| question | memory | disk | bare | rdflib |\n|---|---|---|---|---|\n")
        for each in measured.questions:
            times = (each.memory, each.disk, each.bare, each.rdflib)
            say(f"| {each.question} | {' | '.join(f'{1000 * t:.1f}' for t in times)} |\n")
        for where in ("memory", "disk"):
            if ratios := measured.ratios(where):
                say(f"rdflib / {where}: median {statistics.median(ratios):.1f}x, least {min(ratios):.1f}x\n")
        if over := measured.overheads():
            say(f"overhead over bare pyoxigraph: median {statistics.median(over):.1%}, most {max(over):.1%}\n")
        for where, pair in (("memory", measured.memory), ("disk", measured.disk)):
            say(f"pairs in {where}: {pair}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
