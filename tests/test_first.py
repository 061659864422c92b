"""The first answer: the start page that is kept, given before the site is loaded, and the same as the site makes it."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from live_server import LiveServer, running
from made_cities import plans
from typer.testing import CliRunner

import fengong
from graph_build.corpus import build
from graph_build.write import parts
from ontology.errors import BrokenGraph
from queries.serve import first, opening, server
from queries.serve.builds import build_in
from queries.serve.evaluation import Limits
from queries.serve.pages import View
from queries.serve.portal import things
from queries.serve.portal.holdings import Holdings, opened
from queries.serve.portal.pages import Portal
from queries.serve.portal.portals import Portals
from queries.serve.portal.selection import Selection

LIMITS = Limits(workers=2)
ZH = {"Accept-Language": "zh", "Accept": "text/html"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build(plans(4), directory := tmp_path_factory.mktemp("first") / "graph")
    return directory


@contextmanager
def running_before_it_opens(directory: Path) -> Iterator[LiveServer]:
    """A server that takes requests, whether or not the site is there; until the end of the block."""
    with ThreadPoolExecutor() as threads, socket.create_server(("127.0.0.1", 0)) as door:
        loop = asyncio.new_event_loop()
        task = loop.create_task(server.listen(door, directory, LIMITS))
        ended = threads.submit(lambda: loop.run_until_complete(asyncio.wait({task})))
        try:
            yield LiveServer(door.getsockname()[1])
        finally:
            loop.call_soon_threadsafe(task.cancel)
            ended.result(20)
            loop.close()


def _until_kept(directory: Path, lang: str) -> bytes:
    for _ in range(100):
        if (page := first.kept(build_in(directory), lang, giving=False)) is not None:
            return page
        time.sleep(0.05)
    raise AssertionError("the page was not kept")


def test_what_is_kept_is_what_the_site_makes_and_what_a_build_keeps(graph: Path) -> None:
    with running(graph, LIMITS) as live:
        for lang in ("zh", "en"):
            assert live.send(f"/?lang={lang}", headers=ZH).body == _until_kept(graph, lang)
        live.send("/?place=510000")
        live.send("/?lang=zh&view=matrix")
    made = {path.name for path in (build_in(graph).folder / "first").iterdir()}
    assert len(made) == 2, "a page with something chosen is none that is kept"
    first.make(build_in(graph))
    for lang in ("zh", "en"):
        plain, giving = (first.kept(build_in(graph), lang, giving=giving) for giving in (False, True))
        assert plain
        assert giving
        assert b"/give" in giving
        assert b"/give" not in plain


def test_the_page_that_is_kept_is_answered_before_the_site_is_there(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(graph, LIMITS) as live:
        whole = live.send("/", headers=ZH)
        _until_kept(graph, "zh")
    loaded, load = threading.Event(), server._load
    monkeypatch.setattr(server, "_load", lambda: (loaded.wait(20), load()))
    with ThreadPoolExecutor() as threads, running_before_it_opens(graph) as live:
        early = live.send("/", headers=ZH)
        assert not loaded.is_set()
        assert early.body == whole.body
        kept = {name: value for name, value in early.headers.items() if name != "date"}
        assert kept == {name: value for name, value in whole.headers.items() if name != "date"}
        assert live.send("/", headers={"Host": "evil.example"}).status == 421
        assert live.send("/", headers={"Sec-Fetch-Site": "cross-site"}).status == 403
        waiting = threads.submit(live.send, "/questions", headers=ZH)
        time.sleep(0.2)
        assert not waiting.done()
        loaded.set()
        assert waiting.result(20).status == 200
        assert live.send("/", headers=ZH).body == whole.body


def test_the_page_that_is_kept_answers_when_the_site_is_there_too(tmp_path: Path) -> None:
    build(plans(2), directory := tmp_path / "graph")
    with running_before_it_opens(directory) as live:
        assert live.send("/?view=matrix", headers=ZH).status == 200  # which waits for the site
        live.send("/?lang=zh", headers=ZH)
        page = _until_kept(directory, "zh")
        (kept,) = (build_in(directory).folder / "first").iterdir()
        kept.write_bytes(page + b"<!-- kept -->")
        assert live.send("/?lang=zh", headers=ZH).body == page + b"<!-- kept -->"
        assert b"<!-- kept -->" not in live.send("/?lang=zh&view=matrix", headers=ZH).body


def test_where_no_page_is_kept_the_first_answer_says_how_much_there_is_and_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(plans(3), directory := tmp_path / "graph")
    (build_in(directory).folder / "first").write_text("so that no page is kept")
    loaded, load = threading.Event(), server._load
    monkeypatch.setattr(server, "_load", lambda: (loaded.wait(20), load()))
    with running_before_it_opens(directory) as live:
        for lang, held in (("zh", "<b>{}</b> 项任务"), ("en", "<b>{}</b> tasks")):
            early = live.send(f"/?lang={lang}", headers=ZH)
            assert (early.status, early.headers["refresh"], early.headers["cache-control"]) == (200, "1", "no-store")
            assert held.format(opened(build_in(directory).folder).tasks) in early.text
            assert "content-security-policy" in early.headers
        assert early.text.count("/id/doc/") == 3
        assert live.send("/static/style.css").status == 200
        assert live.send("/", headers={"Sec-Fetch-Site": "cross-site"}).status == 403
        assert not loaded.is_set()
        loaded.set()
        while "refresh" in (whole := live.send("/", headers=ZH)).headers:
            time.sleep(0.02)
        assert "facet-place" in whole.text


def test_what_is_known_of_a_build_at_once_is_what_its_tables_hold(graph: Path, tmp_path: Path) -> None:
    known = opening.summary(build_in(graph).folder)
    assert known
    documents = opened(build_in(graph).folder).documents
    assert dict(known.counts)["documents"] == len(documents)
    by_date = sorted(documents, key=lambda document: document.date, reverse=True)
    assert known.latest == tuple(opening.Named(each.iri, each.label, each.place) for each in by_date)
    assert opening.summary(tmp_path) is None


def test_the_first_pages_need_no_table_whole_and_what_comes_behind_them_has_them(graph: Path) -> None:
    def whole(holdings: Holdings) -> set[str]:
        return {name for (name,) in holdings.rows("SELECT table_name FROM duckdb_tables()")}

    async def readied() -> Portal | None:
        portals = Portals()
        try:
            return await portals.ready(now)
        finally:
            portals.close()

    portal = Portal(opened((now := build_in(graph)).folder))
    portal.start(Selection(), View("zh", now), {}, now)
    named = [document.iri for document in portal.holdings.documents]
    shown = [things.page(portal, iri, View("zh", now), Selection()) for iri in named]
    few = portal.holdings.texts([5, 2, 9])
    assert (whole(portal.holdings), [*few]) == ({"themes"}, [5, 2, 9]), "none that tells of documents"
    ready = asyncio.run(readied())
    assert ready
    assert whole(ready.holdings) >= {"measures", "tasks", "assignments", "limits", "sections"}
    assert ready.holdings.texts([5, 2, 9]) == few
    assert [things.page(ready, iri, View("zh", now), Selection()) for iri in named] == shown


def test_a_page_is_kept_for_one_build_one_program_and_the_advice_on_it(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(plans(2), directory := tmp_path / "graph")
    first.make(before := build_in(directory))
    assert first.kept(before, "zh", giving=True)
    (before.folder / "words-1.sqlite3").touch()  # an index of words is no matter of the page
    assert first.kept(before, "zh", giving=True)
    (before.folder / "advice-1.sqlite3").touch()
    assert first.kept(before, "zh", giving=True) is None
    (before.folder / "advice-1.sqlite3").unlink()
    build(plans(3), directory)
    assert build_in(directory) != before
    assert first.kept(build_in(directory), "zh", giving=True) is None
    first.make(build_in(graph))
    assert first.kept(build_in(graph), "zh", giving=True)
    monkeypatch.setattr(first, "_program", lambda: "another version")
    assert first.kept(build_in(graph), "zh", giving=True) is None


def test_a_graph_that_cannot_be_opened_ends_the_server_and_who_waits_is_told(tmp_path: Path) -> None:
    async def asked() -> bytes:
        door = server.door(port=0)
        reader, writer = await asyncio.open_connection(*door.getsockname()[:2])
        writer.write(f"GET /questions HTTP/1.1\r\nHost: 127.0.0.1:{door.getsockname()[1]}\r\n\r\n".encode())
        with pytest.raises(BrokenGraph, match="fengong build"):
            await server.listen(door, tmp_path, LIMITS)
        return await reader.read(2000)

    assert b" 503 " in asyncio.run(asked())


def test_nothing_large_is_loaded_before_the_first_answer() -> None:
    large = ("rdflib", "networkx", "pandas", "numpy", "duckdb", "jinja2", "pyshacl", "pyoxigraph", "scipy")
    ours = ("queries.duties", "queries.serve.site", "queries.serve.portal", "queries.serve.pool", "graph_build.model")
    code = f"""
import sys, fengong, exports.pages, graph_build.limits
from queries.ask.endpoint import open_graph
from queries.serve import first, server
print(*sorted(sys.modules.keys() & {{*{(*large, *ours)}}}))
"""
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_a_build_of_many_documents_keeps_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fengong, "ADVISED", 1)
    for source in plans(3):
        (tmp_path / source.name).write_bytes(source.content)
    files = sorted(map(str, tmp_path.iterdir()))
    directory = tmp_path / "graph"
    for given, keeps in ((files[:2], True), (files, False)):
        done = CliRunner().invoke(fengong.app, ["build", *given, "-o", str(directory), "-j", "1"])
        assert done.exit_code == 0, done.output
        for lang in ("zh", "en"):
            assert bool(first.kept(build_in(directory), lang, giving=True)) is keeps, (
                "of one document it is not worth it"
            )


@pytest.mark.parametrize("size", [4, 64])
def test_tasks_of_many_documents_are_the_same_before_their_table_is_in_memory_and_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(parts, "SIZE", size)
    build(plans(60), tmp_path)
    held, draw = opened(build_in(tmp_path).folder), Random(2)
    chosen = [sorted(draw.sample(range(held.tasks), count)) for count in (5, 10, 25, 25, 40)]
    before = [held.texts(those) for those in chosen]
    held.hold("tasks")
    assert before == [held.texts(those) for those in chosen]
