"""Fixtures that several test files share: two graphs, two SPARQL engines of others, and the golden files."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import made_graph
import pytest
from hypothesis import settings

TESTS = Path(__file__).parent

# A push is judged by its change, not by the luck of a draw or the load of the machine: each run draws the same inputs.
# `make soak` draws new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew; review them as a diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with tests/golden/NAME, or writes it there under --update-golden."""

    def compare(name: str, found: str) -> None:
        path = TESTS / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found, encoding="utf-8", newline="")
        assert path.is_file(), f"{name} is missing; `pytest --update-golden` writes it"
        assert found == path.read_bytes().decode(), f"{name} differs; if rightly so: `pytest --update-golden`"

    return compare


@pytest.fixture(scope="session")
def sample_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `fengong build` writes for the sample; FENGONG_SAMPLE names a ready one."""
    if ready := os.environ.get("FENGONG_SAMPLE"):
        return Path(ready)
    from graph_build import corpus  # here, so that tests without this graph start at once
    from graph_build.sources import Source

    directory = tmp_path_factory.mktemp("sample")
    document = TESTS.parent / "graph_build/samples/xinjiang-2017-107.txt"
    corpus.build([Source(document.name, document.read_bytes())], directory)
    return directory


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the graph of several made documents."""
    directory = tmp_path_factory.mktemp("made")
    (directory / "graph.nq").write_text(made_graph.nquads(), encoding="utf-8")
    (directory / "derived.nq").write_text(made_graph.derived(), encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real Chromium; of a module, since playwright keeps an event loop in this thread as long as it is open."""
    sync = pytest.importorskip("playwright.sync_api")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@dataclass(frozen=True)
class Engine:
    """Addresses of a running SPARQL engine, and who may write there."""

    query: str
    store: str
    update: str
    login: tuple[str, str] | None = None


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The oxigraph server, empty, on a free port of loopback; its default graph is the union of the named ones."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph"), "--union-default-graph") as engine:
        yield engine


@pytest.fixture(scope="session")
def stock_oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The oxigraph server as it comes: what stands in named graphs is not in the default graph."""
    with oxigraph_server(tmp_path_factory.mktemp("stock-oxigraph")) as engine:
        yield engine


@contextmanager
def oxigraph_server(location: Path, *options: str) -> Iterator[Engine]:
    program = shutil.which("oxigraph", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if not program:
        pytest.skip("the oxigraph server is not installed (pip install oxigraph)")
    base = f"http://127.0.0.1:{(port := free_port())}"
    command = [program, "serve", "--location", str(location), "--bind", f"127.0.0.1:{port}", *options]
    with running(command, base + "/", location):
        yield Engine(base + "/query", base + "/store", base + "/update")


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Virtuoso, empty, on free ports of loopback."""
    program = shutil.which("virtuoso-t")
    if not program:
        pytest.skip("Virtuoso is not installed (apt-get install virtuoso-opensource-7-bin)")
    location = tmp_path_factory.mktemp("virtuoso")
    http, sql = free_port(), free_port()
    (location / "virtuoso.ini").write_text(VIRTUOSO.format(http=http, sql=sql, location=location), encoding="utf-8")
    base = f"http://127.0.0.1:{http}"
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, base + "/sparql", location):
        yield Engine(base + "/sparql", base + "/sparql-graph-crud-auth", base + "/sparql-auth", ("dba", "dba"))


VIRTUOSO = """
[Database]
DatabaseFile = {location}/virtuoso.db
ErrorLogFile = {location}/virtuoso.log
LockFile = {location}/virtuoso.lck
TransactionFile = {location}/virtuoso.trx
xa_persistent_file = {location}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {location}/virtuoso-temp.db
TransactionFile = {location}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {location}
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 100000
MaxQueryExecutionTime = 60
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], url: str, directory: Path) -> Iterator[None]:
    """A server that answers at ``url`` by the time the block is entered, and is gone when it is left."""
    with (directory / "output").open("wb") as output:
        server = subprocess.Popen(command, cwd=directory, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while not _answers(url):
            assert server.poll() is None, (directory / "output").read_text()
            assert time.monotonic() < deadline, f"{command[0]} does not answer at {url}"
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def _answers(url: str) -> bool:
    try:
        urlopen(url, timeout=5).close()
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
    return True
