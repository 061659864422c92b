"""Statements are written as they lie on disk, sorted, and say what the store says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_findings import corpus

from exports.formats import format_named
from exports.rdf import quads
from graph_build.corpus import build
from graph_build.sources import Source
from graph_build.write import generation, merge, store
from ontology import seal
from ontology.prefixes import LABELS
from queries.ask.dataset import dataset
from queries.ask.endpoint import Local, open_graph
from queries.duties.scope import Scope, narrowed

FORMATS = ("jsonld", "nquads", "turtle")


def written(endpoint: Local, name: str, path: Path) -> bytes:
    format_named(name).write(endpoint, path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("built")
    build(documents(), directory)
    return directory


@pytest.fixture(scope="module")
def unkept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same graph as a large one is kept: without files of quads."""
    directory = tmp_path_factory.mktemp("unkept")
    with pytest.MonkeyPatch.context() as patch:
        for module in (seal, store, generation):
            patch.setattr(module, "KEPT", 0)
        build(documents(), directory)
    assert not any((directory / "current" / name).exists() for name in seal.QUADS)
    return directory


def documents() -> list[Source]:
    """Twenty documents, of one of which there is a second text, of another a second version; one speaks of types."""
    sources = corpus(20)
    typed = sources[2].content.decode().replace("。", f"5{quads._NATURAL.decode()} 项，3{quads._INTEGER.decode()} 项。")
    sources[2] = Source(sources[2].name, typed.encode())
    one, other = (source.content.decode() for source in sources[:2])
    again, draft = one.replace("\n", "\n\n"), other.replace("财政局", "审计局")
    assert again != one
    assert draft != other
    return [*sources, Source("again.txt", again.encode()), Source("draft.txt", draft.encode())]


@pytest.mark.parametrize("name", FORMATS)
def test_files_are_the_same_from_disk_from_memory_and_from_the_store(name: str, built: Path, tmp_path: Path) -> None:
    here = open_graph(built)
    expected = written(Local(here.store, merged=True), name, tmp_path / "store")
    assert written(here, name, tmp_path / "memory") == expected
    assert written(open_graph(built, memory_limit=0), name, tmp_path / "disk") == expected


@pytest.mark.parametrize("name", FORMATS)
def test_files_are_the_same_without_kept_files_and_the_store_is_asked_for_no_document(
    name: str, built: Path, unkept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = written(open_graph(built), name, tmp_path / "kept")
    monkeypatch.setattr(quads, "_asked", lambda *_: pytest.fail("the store was read"))
    assert written(open_graph(unkept), name, tmp_path / "unkept") == expected


def test_what_documents_became_is_what_the_files_hold(built: Path, tmp_path: Path) -> None:
    present = seal.held(built)
    made = tuple(b"".join(pieces) for pieces in generation.merged(present, tmp_path))
    assert made == tuple((present / name).read_bytes() for name in seal.QUADS)


def test_where_a_chunk_is_lost_the_store_is_asked(built: Path, unkept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "moved"
    shutil.copytree(unkept, folder, symlinks=True)
    next((folder / "chunks").glob("*/*.chunk")).unlink()
    assert written(open_graph(folder), "nquads", tmp_path / "lost") == written(
        open_graph(built), "nquads", tmp_path / "x"
    )


def test_what_is_derived_of_a_whole_large_graph_is_written_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (seal, store, generation):
        monkeypatch.setattr(module, "KEPT", 0)
    line = f"<urn:a> <urn:b> <urn:c> <{LABELS}> .\n".encode()
    build(corpus(10), tmp_path / "graph", derive=lambda _: [line])
    assert line in quads.lines(open_graph(tmp_path / "graph"))


@pytest.mark.parametrize("directory", ["built", "unkept"])
def test_what_is_counted_on_disk_is_what_the_graph_answers(directory: str, request: pytest.FixtureRequest) -> None:
    endpoint = open_graph(request.getfixturevalue(directory))
    counts = quads.counts(endpoint)
    assert counts is not None
    assert dataset(endpoint, counts) == dataset(endpoint)
    assert quads.counts(Local(endpoint.store, merged=True)) is None


def test_what_is_sorted_in_many_runs_is_sorted(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = list(quads.lines(open_graph(built)))
    assert expected == sorted(set(expected))
    monkeypatch.setattr(merge, "RUN", 2**17)
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
