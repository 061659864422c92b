"""`make soak`: a steady stream of queries for a minute, one in ten of them hostile; nobody else notices."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
from live_server import SLOW, LiveServer

from queries.ask.catalog import questions

#: Arrivals a second: what two cores carry with room for the hostile ones.
RATE = float(os.environ.get("FENGONG_SOAK_RATE", "10"))
LIMIT = 3
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
HOSTILE = (
    SLOW,  # computes without end
    f"SELECT * {{ {CROSS} }}",  # rows without end
    f"SELECT DISTINCT * {{ {CROSS} }} ORDER BY ?l",  # memory without end
    f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "SELECT * {" + "{" * 3000 + "}" * 3000 + "}",  # overflows the engine's stack where nothing looks at it first
    "SELECT * { ?s (<http://example.org/a>|!<http://example.org/a>)* ?o . ?o (!<http://example.org/b>)* ?q }",
)

SERVER = """
import asyncio, socket, sys
from pathlib import Path
from queries.serve.server import listen
from queries.serve.evaluation import Limits
if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as door:
        print(door.getsockname()[1], flush=True)
        asyncio.run(listen(door, Path(sys.argv[1]), Limits(timeout=float(sys.argv[2]))))
"""


@contextmanager
def process(graph: Path, folder: Path) -> Iterator[LiveServer]:
    """A server in a process of its own, so that the clients here take none of its time."""
    program = folder / "serve.py"
    program.write_text(SERVER, encoding="utf-8")
    command = [sys.executable, str(program), str(graph), str(LIMIT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        server = LiveServer(int(running.stdout.readline()))
        assert server.ask("ASK {}").status == 200
        yield server
        running.terminate()


def stream(server: LiveServer, seconds: float, hostile: bool) -> tuple[list[str], list[float], list[int]]:
    """What well-behaved queries were told instead of an answer, their latencies, and statuses of the others.

    Latency counts from the moment a query was due, so a server that stalls is charged for all who had to wait.
    """
    good = [each.text for each in questions() if not each.bindings]
    failures: list[str] = []
    latencies: list[float] = []
    refused: list[int] = []
    lock = threading.Lock()

    def send(number: int, due: float) -> None:
        sleep(max(0.0, due - monotonic()))
        bad = hostile and number % 10 == 9
        query = HOSTILE[number // 10 % len(HOSTILE)] if bad else good[number % len(good)]
        reply = server.ask(query)
        with lock:
            if bad:
                refused.append(reply.status)
            else:
                latencies.append(monotonic() - due)
                if reply.status != 200:
                    failures.append(f"{reply.status} {reply.text.strip()}: {query.splitlines()[0]}")

    start = monotonic() + 0.5
    with ThreadPoolExecutor(64) as clients:
        for sent in [clients.submit(send, i, start + i / RATE) for i in range(int(seconds * RATE))]:
            sent.result()
    return failures, latencies, refused


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


@pytest.mark.soak
def test_no_well_behaved_query_fails_while_one_in_ten_is_hostile(
    sample_graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with process(sample_graph, tmp_path) as server:
        calm_failures, calm, _ = stream(server, 20, hostile=False)
        failures, latencies, refused = stream(server, 60, hostile=True)
    figures = [f"{RATE:g} queries a second"]
    for name, found in (("calm", calm), ("one in ten hostile", latencies)):
        p50, p99, worst = (1000 * percentile(found, share) for share in (0.5, 0.99, 1))
        figures.append(f"{name}: {len(found)} answers, p50 {p50:.0f} ms, p99 {p99:.0f} ms, worst {worst:.0f} ms")
    figures.append(f"hostile: { {status: refused.count(status) for status in sorted(set(refused))} }")
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *figures, ""]))
    assert calm_failures == []
    assert failures == []
    assert set(refused) <= {400, 422, 500, 503, 504}
    assert len(refused) == int(60 * RATE) // 10
