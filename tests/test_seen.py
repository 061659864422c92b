"""Files that are as they were are not opened again; whatever happens to one, it is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_build import seen
from graph_build.corpus import build, plan
from graph_build.read import candidates, opened
from graph_build.seen import Seen
from graph_build.sources import CORRECTIONS, Unopened
from graph_build.write import generation

TEXT = "关于印发重点工作分工的通知\n一、重点任务\n（一）推进甲项工作。（牵头单位：财政厅）\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents."""
    (folder := tmp_path / "texts").mkdir()
    for name in "甲乙":
        (folder / f"{name}.txt").write_text(TEXT.replace("甲", name), encoding="utf-8")
    return folder


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute goes by before anything is opened."""
    now = time.time_ns
    monkeypatch.setattr("graph_build.seen.time.time_ns", lambda: now() + 60 * 10**9)


def unopened(folder: Path, graph: Path) -> list[str]:
    """The names of the files that are not opened the next time."""
    found = opened([folder], Seen.of(graph).unopened)
    return [Path(source.name).stem for source in found if isinstance(source, Unopened)]


def rewritten(path: Path) -> None:
    """Other words of the same length, and the time of writing set back."""
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("推进", "加快"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(path: Path) -> None:
    """Another file of the same length and time in its place."""
    before, other = path.stat(), path.with_name("other")
    other.write_text(path.read_text(encoding="utf-8").replace("推进", "加快"), encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def corrected(path: Path) -> None:
    """A file of corrections beside it."""
    path.with_name(path.name + CORRECTIONS).write_text("corrections: []\n", encoding="utf-8")


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("happens", [rewritten, replaced, corrected])
def test_only_a_file_to_which_something_happened_is_opened(
    folder: Path, tmp_path: Path, happens: Callable[[Path], None]
) -> None:
    graph = tmp_path / "graph"
    build(candidates([folder]), graph)
    assert unopened(folder, graph) == ["乙", "甲"]
    happens(folder / "甲.txt")
    assert unopened(folder, graph) == ["乙"]
    assert len(plan(opened([folder], Seen.of(graph).unopened), graph).changed) == 1
    summary = build(opened([folder], Seen.of(graph).unopened), graph)
    assert (summary.read, summary.kept) == (1, 1)
    assert unopened(folder, graph) == ["乙", "甲"]
    assert (next(generation.graph(graph)).count("加快".encode()) > 0) == (happens is not corrected)


def test_a_file_written_to_just_before_it_was_opened_is_opened_again(folder: Path, tmp_path: Path) -> None:
    build(candidates([folder]), tmp_path / "graph")
    assert unopened(folder, tmp_path / "graph") == []


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("harm", [b"", b"{}", b"[1]", b'{"form":1,"files":{"a":1}}', b'{"form":9,"files":{}}'])
def test_what_is_noted_may_be_lost(folder: Path, tmp_path: Path, harm: bytes) -> None:
    graph = tmp_path / "graph"
    build(candidates([folder]), graph)
    (graph / seen.NOTED).write_bytes(harm)
    assert unopened(folder, graph) == []
    summary = build(opened([folder], Seen.of(graph).unopened), graph)
    assert (summary.read, summary.kept) == (0, 2)
    assert unopened(folder, graph) == ["乙", "甲"]


@pytest.mark.usefixtures("later")
def test_a_chunk_that_is_lost_has_its_file_opened_though_nothing_happened_to_it(folder: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(candidates([folder]), graph)
    next((graph / "chunks").glob("*/*.chunk")).unlink()
    assert build(opened([folder], Seen.of(graph).unopened), graph).read == 1


@pytest.mark.usefixtures("later")
def test_a_file_that_is_not_given_stays_noted_until_it_leaves_the_graph(folder: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build(candidates([folder]), graph)
    build(candidates([folder / "甲.txt"]), graph)
    assert len(Seen.of(graph).known) == 2
    build(candidates([folder / "甲.txt"]), graph, prune=True)
    assert [Path(name).stem for name in Seen.of(graph).known] == ["甲"]
