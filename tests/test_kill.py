"""Whatever moment a build dies, readers have a whole graph, and the next build ends as an undisturbed one."""

from __future__ import annotations

import functools
import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import generated
import pytest

from exports.office import csv
from graph_build.corpus import build
from graph_build.read import sources
from graph_build.write import engine, generation, store
from ontology.errors import BrokenGraph
from queries.ask.endpoint import open_graph

HERE = Path(__file__).parent
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills and forks are tried on POSIX")


@pytest.fixture
def corpus(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of documents, one of them new, one changed and one gone since the graph beside it was built."""
    folder, base = generated.folder(tmp_path / "documents", 4, 0.05), tmp_path / "base"
    build(sources([folder]), base)
    (folder / "000002.txt").write_text(generated.document(2, 0.1), encoding="utf-8")
    (folder / "000003.txt").unlink()
    generated.folder(folder, 1, 0.05, first=9)
    return folder, base


def exported(directory: Path) -> tuple[bytes, str, str]:
    """What a graph is compared by: its quads, their digest, and an export."""
    with TemporaryDirectory() as elsewhere:  # the disk of the graph may be full
        table = Path(elsewhere, "table.csv")
        csv.write(open_graph(directory), table)
        return (directory / "graph.nq").read_bytes(), generation.digest(directory), table.read_text(encoding="utf-8")


def dying(*words: object) -> str:
    command = [sys.executable, str(HERE / "dying.py"), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=os.environ | {"PYTHONPATH": "."})
    assert done.returncode == 0, done.stderr
    return done.stdout


@posix
@pytest.mark.parametrize("few", [16, 0], ids=["from the generation before", "anew"])
@pytest.mark.parametrize("step", [29, pytest.param(1, marks=pytest.mark.soak)])
def test_death_before_any_file_operation_harms_nothing(corpus: tuple[Path, Path], step: int, few: int) -> None:
    said = dying(*corpus, step, few).splitlines()
    assert len(said) == 1, said
    assert int(said[0].removeprefix("operations ")) > 50


@posix
def test_death_in_a_first_build_harms_nothing(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    (empty := tmp_path / "empty").mkdir()
    assert len(dying(corpus[0], empty, 29, 16).splitlines()) == 1


@pytest.mark.parametrize("step", ["load", "change"])
@pytest.mark.parametrize("way", ["absolute", "relative", "through a link"])
def test_generation_that_readers_see_stays_till_the_next_is_whole(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, step: str
) -> None:
    """However the directory is named, a build that dies in the middle leaves the whole graph to readers and builds."""
    folder, base = corpus
    before = exported(base)
    (tmp_path / "link").symlink_to(base)
    monkeypatch.chdir(tmp_path)
    directory = {"absolute": base, "relative": Path("base"), "through a link": Path("link")}[way]

    def dies(*given: object) -> None:
        assert exported(directory) == before  # who asks while a build runs is answered from the last generation
        raise KeyboardInterrupt

    monkeypatch.setattr(generation, "FEW", 16 if step == "change" else 0)  # below that many the whole is made anew
    monkeypatch.setattr(engine, step, dies)
    for _ in range(2):  # the second build finds what the first left behind
        with pytest.raises(KeyboardInterrupt):
            build(sources([folder]), directory)
        assert exported(base) == before
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    generated.folder(tmp_path / "more", 1, 0.05, first=30)
    assert build(sources([tmp_path / "more"]), directory).documents == 5


@posix
@pytest.mark.parametrize("way", ["relative", "through a link"])
@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.soak)])
def test_killed_at_random_moments_with_all_processes(
    corpus: tuple[Path, Path], tmp_path: Path, kills: int, way: str
) -> None:
    folder, base = corpus
    (tmp_path / "link").symlink_to(tmp_path)
    generated.folder(folder, 12, 0.2, first=20)
    undisturbed, directory = tmp_path / "undisturbed", tmp_path / "killed"
    for copy in (undisturbed, directory):
        shutil.copytree(base, copy, symlinks=True)
    given = {"relative": Path(directory.name), "through a link": tmp_path / "link" / directory.name}[way]
    began = time.monotonic()
    assert started(folder, undisturbed).wait(120) == 0
    lasted = time.monotonic() - began
    old, new = exported(base), exported(undisturbed)
    chance = random.Random(8)
    for _ in range(kills):
        process = started(folder, given, within=tmp_path)
        time.sleep(chance.uniform(0, lasted))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert exported(directory) in (old, new)
        if (directory / "graph.nq").read_bytes() == new[0]:
            shutil.rmtree(directory)
            shutil.copytree(base, directory, symlinks=True)
    assert started(folder, given, within=tmp_path).wait(120) == 0
    assert exported(directory) == new


@posix
def test_interrupted_build_ends_with_130_and_harms_nothing(corpus: tuple[Path, Path]) -> None:
    folder, base = corpus
    generated.folder(folder, 60, 1.0, first=20)
    before = (base / "graph.nq").read_bytes()
    process = started(folder, base, group=True)
    while not list(base.glob("chunks/*/*.chunk"))[4:]:  # until a document beyond the first four has been read
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 130
    assert (base / "graph.nq").read_bytes() == before


def started(
    folder: Path, directory: Path, *, group: bool = False, within: Path = HERE.parent
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "fengong", "build", str(folder), "-o", str(directory), "-j", "2", "--prune"]
    quiet = subprocess.DEVNULL
    # a shell starts what runs behind it deaf to Ctrl-C, and so would be what the tests start
    hearing = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(
        command,
        stdout=quiet,
        stderr=quiet,
        start_new_session=group,
        cwd=within,
        preexec_fn=hearing,
        env=os.environ | {"PYTHONPATH": str(HERE.parent)},
    )


def test_all_of_a_generation_is_on_disk_before_readers_see_it(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut drops what was not synced: nothing is written after its last sync and before the turn."""
    folder, base = Path(shutil.copytree(corpus[0], tmp_path / "copied")), tmp_path / "made"
    synced: dict[int, int] = {}
    real_sync, real_turn = os.fsync, store._turn

    def fsync(handle: int) -> None:
        real_sync(handle)
        state = os.fstat(handle)
        synced[state.st_ino] = state.st_mtime_ns

    def turn(link: Path, target: Path) -> None:
        if link.name == "current":
            generation = link.parent / target
            for path in (*generation.rglob("*"), generation, generation.parent):
                assert synced.get(path.stat().st_ino) == path.stat().st_mtime_ns, path
        real_turn(link, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(store, "_turn", turn)
    build(sources([folder]), base)
    before = {*synced}
    changed = next(folder.iterdir())
    changed.write_text(changed.read_text("utf-8").replace("关于", "关于进一步", 1), "utf-8")
    build(sources([folder]), base)
    shared = {path.stat().st_ino for path in (base / "current").resolve().rglob("*")} & before
    assert len(before) > 10
    assert shared, "what the first build brought to disk is not waited for again"


@posix
@pytest.mark.soak
@pytest.mark.parametrize("mebibytes", [1, 2, 4, 6])
def test_full_disk_is_one_line_and_harms_nothing(tmp_path: Path, mebibytes: int) -> None:
    folder, small = generated.folder(tmp_path / "documents", 1, 0.05), tmp_path / "small"
    small.mkdir()
    size = f"size={mebibytes + 14}m"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a file system of limited size cannot be mounted here")
    try:
        directory = small / "graph"
        build(sources([folder]), directory)
        before = exported(directory)
        more = generated.folder(tmp_path / "more", 20, 1.0, first=5)
        with pytest.raises(BrokenGraph, match="as it was"):
            build(sources([more]), directory)
        assert exported(directory) == before
        build(sources([folder]), directory)  # what the failed build left behind is swept away
        assert exported(directory) == before
    finally:
        gc.collect()  # what failed holds its store as long as its traceback does
        subprocess.run(["umount", str(small)], check=True)
