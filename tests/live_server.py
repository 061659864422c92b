"""A server of our own on a free port of loopback, and what tests ask it, as it goes over the wire."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import queries.serve.site  # noqa: F401 - which a server loads behind its first answer, and tests wait for it
from ontology.seal import FORMAT, MANIFEST, Seal
from queries.serve.evaluation import Limits
from queries.serve.portal.desk import Desk
from queries.serve.server import listen

#: 9 times 10 values multiplied: 10^9 rows to count, more than any time limit allows.
SLOW = f"SELECT (COUNT(*) AS ?n) {{{' '.join(f'VALUES ?v{i} {{0 1 2 3 4 5 6 7 8 9}}' for i in range(9))}}}"
QUICK = "ASK {}"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.body)["results"]["bindings"]
        return found


@dataclass(frozen=True)
class LiveServer:
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 20,
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, quote(path, safe="/?=&%:+#"), body, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def ask(self, query: str, accept: str = "*/*", **parameters: str) -> Reply:
        """The reply to a query sent as a form."""
        form = urlencode({"query": query, **parameters}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        return self.send("/sparql", "POST", form, headers)


@contextmanager
def running(
    directory: Path,
    limits: Limits,
    pages: Path | None = None,
    assets: Path | None = None,
    origins: Collection[str] = (),
    desk: Desk | None = None,
) -> Iterator[LiveServer]:
    """The server over ``directory`` in a thread, until the end of the block."""
    door = socket.create_server(("127.0.0.1", 0))
    port = door.getsockname()[1]
    loop = asyncio.new_event_loop()
    task = loop.create_task(listen(door, directory, limits, pages, assets, origins, (lambda: desk) if desk else None))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        server = LiveServer(port)
        assert server.ask(QUICK).status == 200  # waits in the backlog until the workers are up
        for lang in ("zh", "en"):  # one may be kept, and the other that of a server that has not opened yet
            while "refresh" in server.send(f"/?lang={lang}", "HEAD").headers:
                time.sleep(0.01)
        yield server
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
        door.close()
        loop.close()


@contextmanager
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a port of loopback, and what has been sent there: one entry a connection."""
    door = socket.create_server(("127.0.0.1", 0))
    caught: list[bytes] = []

    def catch() -> None:
        with suppress(OSError):
            while True:
                connection, _ = door.accept()
                with connection:
                    connection.settimeout(0.2)
                    with suppress(OSError):
                        caught.append(connection.recv(100))

    thread = threading.Thread(target=catch, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}/", caught
    finally:
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join(5)


def write_graph(directory: Path, quads: str) -> Path:
    """A folder as `fengong build` leaves it, small enough to be held in memory."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "graph.nq").write_text(quads, encoding="utf-8")
    return directory


def with_manifest(generation: Path) -> Path:
    """A generation with the manifest of a build that lists no sources and vouches for no files."""
    (generation / MANIFEST).write_text(Seal(FORMAT, 0, {}).line(), encoding="utf-8")
    return generation
