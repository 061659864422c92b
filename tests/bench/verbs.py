"""What each verb takes on documents as they are in life, at 100 and at 1,000, beside what libraries take alone.

    python -m tests.bench.verbs [N …]                    these many documents, made and built first
    python -m tests.bench.verbs N GRAPH                  a graph of N documents that is there; copied, not written to

CPU seconds and memory are those of one command, the processes that it starts included; what a server answers is timed
by the clock.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from graph_build import seen
from ontology import tables

from . import real
from .stages import Row

SIZES = (100, 1_000)
PATIENCE = 600  #: seconds after which a command is given up

#: The arguments of each verb, the graph being ``{graph}``, the folder for what it writes ``{out}``, the document in the
#: middle of the graph ``{document}``; its peers.
VERBS: dict[str, tuple[str, tuple[str, ...]]] = {
    "export csv": ("export csv -g {graph} -o {out}/a.csv", ("DuckDB bare, csv",)),
    "export parquet": ("export parquet -g {graph} -o {out}/a.parquet", ("DuckDB bare, Parquet",)),
    "export turtle": ("export turtle -g {graph} -o {out}/a.ttl", ("pyoxigraph bare, TriG", "rdflib, read and written")),
    "export tasks (xlsx)": ("export tasks -g {graph} -o {out}/a.xlsx", ()),
    "export explorer": ("export explorer -g {graph} -o {out}/a.html", ("stock pyvis", "force-graph, layout ours")),
    "check, the first": ("check -g {graph}", ()),
    "check, findings kept": ("check -g {graph}", ()),
    "report": ("report -g {graph} -o {out}/report.html", ("networkx, six measures",)),
    "find": ("find 数据 -g {graph}", ("DuckDB bare, scan",)),
    "find again": ("find 数据 -g {graph}", ()),
    "body": ("body 财政部 -g {graph}", ()),
    "ask which_pairs_lead_each_other": (
        "ask which_pairs_lead_each_other -g {graph}",
        ("DuckDB bare, self-join", "pyoxigraph bare, question"),
    ),
    "ask where_does_the_text_say_so": ("ask where_does_the_text_say_so -g {graph}", ()),
    "ask responsibilities": ("ask responsibilities -g {graph}", ()),
    "ask who_answers_for_a_task": ("ask who_answers_for_a_task -g {graph}", ()),
    "trace of one among all others": ("trace -g {graph} --document {document} --all -o {out}/trace.json", ()),
    "overlap of all": ("overlap -g {graph} -o {out}/overlap.json", ()),
}
#: Documents up to which a peer that grows faster than they do, or holds all in memory, is measured.
MOST = {
    "rdflib, read and written": 100,
    "networkx, six measures": 100,
    "stock pyvis": 100,
    "pyoxigraph bare, question": 100,
}
#: Seconds that texts are left alone before they are built, as in life: of one that was just written nothing is noted.
SETTLED = seen.SETTLED / 10**9
OPENED = 200  #: pages of each kind that a server is asked for


@dataclass(frozen=True, slots=True)
class Used:
    """What a command took: CPU seconds, MiB at its peak, and whether it did what it was asked."""

    seconds: float
    memory: int
    done: bool = True

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.memory:,} MiB" if self.done else f"failed after {self.seconds:.0f} s"


def verbs(sizes: Sequence[int] = SIZES) -> Iterator[Row]:
    """Each verb, and beside it each of its peers, on so many documents made out of the real ones."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            texts, graph = real.write(size, Path(folder, "texts")), Path(folder, "graph")
            time.sleep(SETTLED)
            used = command("build", str(texts), "-o", str(graph))
            yield Row("build", f"{size:,} documents", str(used), "-", "-", "-")
            yield from measured(size, graph, Path(folder))
            first, draft = min(texts.iterdir()), Path(folder, "draft.txt")
            shutil.copy(first, draft)
            first.write_text(first.read_text(encoding="utf-8").replace("加快", "加紧"), encoding="utf-8")
            again = command("build", str(texts), "-o", str(graph))
            yield Row("build, one document changed", f"{size:,} documents", str(again), "-", "-", "-")
            compared = command("compare", str(draft), str(first), "-o", str(Path(folder, "changes.html")))
            yield Row("compare of two", "1 document, 2 texts", str(compared), "-", "-", "-")


def measured(size: int, graph: Path, out: Path) -> Iterator[Row]:
    """The rows of a graph of so many documents."""
    documents = f"{size:,} documents"
    disk = sum(path.stat().st_size for path in graph.rglob("*") if path.is_file() and not path.is_symlink())
    yield Row("disk", documents, f"{disk / size / 1e6:.2f} MB a document", "-", "-", "-")
    document = _middle(graph)
    for verb, (words, peers) in VERBS.items():
        ours = command(*words.format(graph=graph, out=out, document=document).split())
        theirs = [(peer, beside(peer, graph, out)) for peer in peers if size <= MOST.get(peer, size)]
        if not theirs:
            yield Row(verb, documents, str(ours), "-", "-", "-")
        for peer, used in theirs:
            ratio = f"{used.seconds / ours.seconds:.1f}x" if used.done and ours.done else "-"
            yield Row(verb, documents, str(ours), peer, str(used), ratio)
    yield Row("every question, in one process", documents, _questions(graph), "-", "-", "-")
    for what, ours_ in served(graph):
        yield Row(what, documents, ours_, "-", "-", "-")


def _middle(graph: Path) -> str:
    """The IRI of the document in the middle of the table of documents."""
    import duckdb

    parts = [*map(str, tables.parts(graph / "current", "documents"))]
    documents = duckdb.read_parquet(parts).order("iri").select("iri").fetchall()
    return str(documents[len(documents) // 2][0])


def _questions(graph: Path) -> str:
    words = [sys.executable, "-m", "tests.bench.questions", str(graph)]
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout.splitlines()
    return said[-1] if said else "failed"


def command(*arguments: str) -> Used:
    """What one command of the front door took."""
    return _used([sys.executable, "-m", "fengong", *arguments])


def beside(peer: str, graph: Path, out: Path) -> Used:
    """What a peer took."""
    return _used([sys.executable, "-m", "tests.bench.peers", peer, str(graph), str(out)])


def _used(words: Sequence[str]) -> Used:
    # timeout (coreutils) is a child like the command below it: what wait4 says includes what it has waited for
    given_up = [timeout, str(PATIENCE)] if (timeout := shutil.which("timeout")) else []
    process = subprocess.Popen([*given_up, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # exit code 1 says that a check has found faults
    return Used(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, process.returncode in (0, 1))


def served(graph: Path) -> Iterator[tuple[str, str]]:
    """What a server takes to its first answer, to its whole start page, and for some pages of a kind."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    words = [sys.executable, "-m", "fengong", "serve", str(graph), "--port", str(port), "--workers", "2"]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < PATIENCE and server.poll() is None:
            try:
                _opened(port, "/")
                break
            except OSError:
                time.sleep(0.02)
        yield "serve, first answer", f"{time.perf_counter() - began:.2f} s by the clock"
        while _awaited(port):
            time.sleep(0.02)
        yield "serve, start page with all that can be chosen", f"{time.perf_counter() - began:.2f} s by the clock"
        for what, addresses in (
            ("start page", ["/"] * OPENED),
            ("document pages", _addresses(graph, "documents")),
            ("body pages", _addresses(graph, "parties")),
        ):
            times = sorted(_opened(port, address) for address in addresses)
            half, p99, most = (1e3 * times[at] for at in (len(times) // 2, len(times) * 99 // 100 - 1, -1))
            said = f"median {half:.0f} ms, p99 {p99:.0f} ms, slowest of {len(times)} {most:.0f} ms"
            yield f"serve, {what}", said
    finally:
        server.terminate()
        server.wait()


def _opened(port: int, address: str) -> float:
    """Seconds until the page at ``address`` was here, by the clock."""
    began = time.perf_counter()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        answer.read()
    return time.perf_counter() - began


def _awaited(port: int) -> bool:
    """Whether the start page does not yet say all that it will."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
        return "Refresh" in answer.headers


def _addresses(graph: Path, table: str) -> list[str]:
    """Where some things of a table have their pages, from all over it; of bodies those with most tasks too."""
    import duckdb

    parts = {name: [str(part) for part in tables.parts(graph / "current", name)] for name in (table, "assignments")}
    rows = duckdb.read_parquet(parts[table]).project("iri").fetchall()
    if table == "parties":
        counted = duckdb.read_parquet(parts["assignments"]).aggregate("party, count(*) AS n").order("n DESC, party")
        rows = [(party,) for party, _ in counted.limit(OPENED // 2).fetchall()] + rows
    iris = [iri for (iri,) in rows[: OPENED // 2] + rows[:: max(1, len(rows) // (OPENED // 2))]][:OPENED]
    return [quote(urlsplit(iri).path.removeprefix("/fengong")) for iri in iris]


def main(given: list[str]) -> None:
    """Prints the rows as they come."""
    sizes = [int(word) for word in given if word.isdecimal()] or SIZES
    graphs = [Path(word) for word in given if not word.isdecimal()]
    for row in _there(sizes[0], graphs[0]) if graphs else verbs(sizes):
        cells = (row.stage, row.size, row.ours, row.peer, row.theirs, row.ratio)
        sys.stdout.write(f"| {' | '.join(cells)} |\n")
        sys.stdout.flush()


def _there(size: int, graph: Path) -> Iterator[Row]:
    """The rows of a copy of a graph, on the same disk."""
    with tempfile.TemporaryDirectory(dir=graph.resolve().parent) as folder:
        copy = Path(folder, "graph")
        shutil.copytree(graph, copy, symlinks=True)
        yield from measured(size, copy, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
