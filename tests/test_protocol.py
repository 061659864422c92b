"""The W3C's SPARQL 1.1 Protocol tests, against a live read-only server: all 34."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from live_server import running, write_graph

from queries.serve.evaluation import Limits

SUITE = Path(__file__).parents[2] / "shared/conformance"
RUNNER = SUITE / "run_protocol_tests.py"


@pytest.mark.skipif(not RUNNER.is_file(), reason="the protocol test suite is not beside this checkout")
def test_all_protocol_tests_pass_and_every_update_is_refused(tmp_path: Path) -> None:
    from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

    quads = [
        Quad(
            triple.subject,
            triple.predicate,
            triple.object,
            NamedNode(f"http://kasei.us/2009/09/sparql/data/{name}.rdf"),
        )
        for name in ("data1", "data2", "data3")
        for triple in parse(path=SUITE / f"sparql11-protocol/{name}.nt", format=RdfFormat.N_TRIPLES)
    ]
    graph = write_graph(tmp_path, (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode())
    with running(graph, Limits(timeout=5, workers=2), origins=["*"]) as server:
        command = [sys.executable, str(RUNNER), f"{server.url}/sparql", "--read-only"]
        found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "{'pass': 34, 'FAIL': 0, 'SKIP': 0} query-only pass 20 of 20" in found.stdout, found.stdout
    assert found.returncode == 0
