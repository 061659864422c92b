"""The store of a graph begins with the vocabularies, which the user's cache folder keeps loaded."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from pyoxigraph import BlankNode

from graph_build.corpus import build
from graph_build.sources import Source
from graph_build.write import engine, store
from ontology import files, vocabularies
from ontology.seal import GENERATIONS, Seal

TEXT = "关于推进工作的通知\n青政办〔2024〕3号\n\n一、加强监管。（省财政厅牵头，省审计厅配合）\n"
BUREAU = '@prefix fg: <https://w3id.org/fengong/ont#> .\n<https://example.org/id/body/x> fg:shortName "某某局"@zh .\n'


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of the user's; of the vocabularies a small one, and the office's own."""
    roles = Path(vocabularies.__file__).with_name("roles.ttl")

    def few() -> tuple[tuple[Path, str], ...]:
        return tuple((path, "https://example.org/graph/a") for path in (roles, *vocabularies.own()))

    monkeypatch.setattr(engine, "vocabularies", few)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/fengong"


def quads(directory: Path) -> set[str]:
    """All that the store of a built graph holds but blank nodes, which each load of the vocabularies labels anew."""
    build([Source("a.txt", TEXT.encode())], directory)
    held = engine.opened((directory / "current").resolve())
    return {str(each) for each in held if BlankNode not in map(type, (each.subject, each.object))}


def kept(cache: Path) -> Path:
    """The one folder of vocabularies in the cache."""
    (found,) = cache.glob(f"{engine.VOCABULARIES}*")
    return found


def unread(folder: Path) -> None:
    raise AssertionError(f"the vocabularies are read again, for {folder}")


def test_vocabularies_are_loaded_once_for_all_graphs(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = quads(tmp_path / "first")
    assert kept(cache)
    monkeypatch.setattr(engine, "_make", unread)
    assert quads(tmp_path / "second") == first


@pytest.mark.parametrize("name", ["first/graph.nq", "/proc/cache"])
def test_a_graph_is_the_same_where_nothing_can_be_kept(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Below a file no folder can be made, nor where nobody may write."""
    first = quads(tmp_path / "first")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
    assert quads(tmp_path / "second") == first


def test_what_another_build_kept_meanwhile_stays(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be copying it."""
    make = engine._make

    def slow(folder: Path) -> None:
        make(folder)
        monkeypatch.setattr(engine, "_make", make)
        found.append(engine._kept())  # the other build
        inodes.extend(path.stat().st_ino for path in sorted(kept(cache).rglob("*")))

    found: list[Path | None] = []
    inodes: list[int] = []
    monkeypatch.setattr(engine, "_make", slow)
    assert engine._kept() == found[0] == kept(cache)
    assert [path.stat().st_ino for path in sorted(kept(cache).rglob("*"))] == inodes


@pytest.mark.parametrize("harm", ["cut", "gone", "other bytes"])
def test_kept_vocabularies_that_are_damaged_come_into_no_graph(harm: str, cache: Path, tmp_path: Path) -> None:
    first = quads(tmp_path / "first")
    path = max(kept(cache).rglob("*.sst"), key=lambda each: each.stat().st_size)
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-9] if harm == "cut" else bytes(len(content)))
    assert store.whole(tmp_path / "first", deep=True), "no graph shares it"
    assert quads(tmp_path / "second") == first
    seal = Seal.read(kept(cache))
    assert seal is not None
    assert not seal.altered(kept(cache), deep=True)


def test_an_office_s_own_bodies_are_kept_apart_and_what_nobody_needs_goes(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = quads(tmp_path / "plain")
    old = kept(cache)
    (tmp_path / "own.ttl").write_text(BUREAU, encoding="utf-8")
    monkeypatch.setenv(vocabularies.OWN_FILES, str(tmp_path / "own.ttl"))
    assert {each for each in quads(tmp_path / "own") if "某某局" in each}
    assert not {each for each in plain if "某某局" in each}
    assert len(list(cache.glob(f"{engine.VOCABULARIES}*"))) == 2
    os.utime(old, (time.time() - 2 * files.MONTH,) * 2)
    (tmp_path / "own.ttl").write_text(BUREAU.replace("某某局", "某某办"), encoding="utf-8")
    quads(tmp_path / "other")
    assert not old.exists()
    assert all((each / "graph").is_dir() for each in (tmp_path / "plain" / GENERATIONS).iterdir())
