"""Statements are written as they lie on disk, sorted, and say what the store says."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_findings import corpus

from exports.formats import format_named
from exports.rdf import quads
from graph_build.corpus import build
from queries.ask.endpoint import Local, open_graph
from queries.duties.scope import Scope, narrowed

FORMATS = ("jsonld", "nquads", "turtle")


def written(endpoint: Local, name: str, path: Path) -> bytes:
    format_named(name).write(endpoint, path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("built")
    build(corpus(20), directory)
    return directory


@pytest.mark.parametrize("name", FORMATS)
def test_files_are_the_same_from_disk_from_memory_and_from_the_store(name: str, built: Path, tmp_path: Path) -> None:
    here = open_graph(built)
    expected = written(Local(here.store, merged=True), name, tmp_path / "store")
    assert written(here, name, tmp_path / "memory") == expected
    assert written(open_graph(built, memory_limit=0), name, tmp_path / "disk") == expected


def test_what_is_sorted_in_many_runs_is_sorted(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = list(quads.lines(open_graph(built)))
    assert expected == sorted(set(expected))
    monkeypatch.setattr(quads, "RUN", 2**14)
    monkeypatch.setattr(quads, "SLICE", 2**12)
    assert list(quads.lines(open_graph(built))) == expected
    assert list(quads.lines(Local(open_graph(built).store, merged=True))) == expected


def test_the_statements_of_a_part_are_those_of_its_graphs(built: Path) -> None:
    part = narrowed(open_graph(built), Scope(places=("南充市",)))
    mine = {line.rsplit(b" ", 2)[1].decode()[1:-1] for line in quads.lines(part)}
    assert mine == set(part.graphs())
    assert {graph.rpartition("/")[2] for graph in mine if "/doc/" in graph} == {"南府办发-2000-1", "南府办发-2001-1"}


def test_a_graph_on_disk_is_not_loaded_to_be_written(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = open_graph(built)
    monkeypatch.setattr(Local, "store", property(lambda self: pytest.fail("the graph was opened")))
    for name in FORMATS:
        assert written(endpoint, name, tmp_path / name)
