"""Many documents: the same bytes however many read them, only what changed is read, nobody stops the others."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import front_door
import generated
import pytest

from graph_build import identifiers, identity
from graph_build.corpus import build, plan
from graph_build.pipeline import Product, produce
from graph_build.read import candidates, count
from graph_build.sources import Source, Unread
from graph_build.write import engine, generation, merge, store
from graph_build.write.lock import locked
from ontology.authority import load
from ontology.errors import BrokenGraph
from ontology.prefixes import LABELS
from ontology.seal import held
from ontology.terms import FG
from queries import duties as duties_
from queries.ask.endpoint import open_graph

ROOT = Path(__file__).parent.parent
TEXTS = "PREFIX prov: <http://www.w3.org/ns/prov#> SELECT ?new ?old WHERE { ?new prov:wasRevisionOf ?old }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return generated.folder(tmp_path / "documents", 5, 0.05)


def graph(directory: Path) -> tuple[bytes, bytes]:
    """The quads of the documents, and what is derived but the labels, which hang on all documents (test_labels.py)."""
    derived = (directory / "derived.nq").read_bytes().splitlines(keepends=True)
    own = b"".join(line for line in derived if not line.endswith(f"<{LABELS}> .\n".encode()))
    return (directory / "graph.nq").read_bytes(), own


def stated(*paths: Path) -> tuple[bytes, bytes]:
    """What the graph of ``paths`` must be: the quads of each document, sorted line by line."""
    made = [produce(source, load()) for source in candidates(paths) if isinstance(source, Source)]
    quads = {line for one in made for line in one.quads} | {_main(one) for one in made}
    derived = sorted({line for one in made for line in one.derived})
    return "".join(sorted(quads)).encode(), "".join(derived).encode()


def _main(product: Product) -> str:
    """The quad that says in which text the places of a document are shown: it has but one."""
    key = identifiers.document_key(product.document)
    address = identifiers.document(key)
    text = identifiers.text(address, identifiers.digest(product.document.reflowed.source, 64))
    return f"<{address}> <{FG.mainText}> <{text}> <{identifiers.graph('doc', key)}> .\n"


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_graph_is_the_sorted_quads_however_many_read(folder: Path, tmp_path: Path, jobs: int) -> None:
    build(candidates([folder]), tmp_path / "graph", jobs=jobs)
    assert graph(tmp_path / "graph") == stated(folder)


def test_a_build_counts_as_the_report_does(tmp_path: Path) -> None:
    """Standing rules name bodies too, and an open group of several documents is one party."""
    summary = build(candidates(sorted((ROOT / "tests/documents").glob("*.txt"))), tmp_path)
    duties = duties_.load(open_graph(tmp_path))
    named = sum(bool(those) for those in duties.of_task.values())
    held = (len(duties.measures), named, len(duties.assignments), len(duties.parties))
    assert (summary.measures, summary.tasks, summary.assignments, summary.parties) == held


def test_merge_in_small_runs_is_the_same(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(folder / "000001.txt", folder / "again.txt")  # two sources of one document
    (folder / "other.txt").write_text((folder / "000002.txt").read_text("utf-8") + "\n附注。\n", encoding="utf-8")
    build(candidates([folder]), tmp_path / "large")
    monkeypatch.setattr(merge, "RUN", 2000)
    monkeypatch.setattr(engine, "SLICE", 100_000)
    build(candidates([folder]), tmp_path / "graph")
    assert graph(tmp_path / "graph") == graph(tmp_path / "large")
    lines = graph(tmp_path / "graph")[0].splitlines()
    assert lines == sorted(set(lines))
    quads = sum(part.count(b"\n") for part in graph(tmp_path / "graph"))
    loaded = open_graph(tmp_path / "graph", memory_limit=0).store
    ours = ("/doc/", "/derived/", "/common")
    assert sum(any(part in quad.graph_name.value for part in ours) for quad in loaded) == quads


def test_only_what_is_new_or_changed_is_read(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    assert build(candidates([folder]), directory).read == 5
    assert build(candidates([folder]), directory).read == 0
    present = (directory / "current").readlink()
    generated.folder(folder, 1, 0.05, first=7)
    (folder / "000003.txt").write_text(generated.document(3, 0.1), encoding="utf-8")
    seen = plan(candidates([folder]), directory)
    assert [Path(name).name for name in (*seen.new, *seen.changed)] == ["000007.txt", "000003.txt"]
    assert (directory / "current").readlink() == present
    summary = build(candidates([folder]), directory)
    assert (summary.read, summary.kept, summary.documents) == (2, 4, 6)


def test_another_extractor_reads_all_anew(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(candidates([folder]), tmp_path / "graph")
    monkeypatch.setattr(identity, "extractor", lambda: "another")
    summary = build(candidates([folder]), tmp_path / "graph")
    assert (summary.read, summary.replaced) == (5, ())
    assert graph(tmp_path / "graph") == stated(folder)


def test_what_is_gone_stays_unless_pruned(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    (folder / "000004.txt").unlink()
    assert build(candidates([folder]), directory).documents == 5
    summary = build(candidates([folder]), directory, prune=True)
    assert ([Path(name).name for name in summary.removed], summary.documents) == (["000004.txt"], 4)
    assert f"taken out: {folder}/000004.txt" in summary.lines(directory, zh=False)
    assert graph(directory) == stated(folder)


def test_renamed_file_is_no_second_document(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    (folder / "000004.txt").rename(folder / "renamed.txt")
    summary = build(candidates([folder]), directory)
    assert (summary.documents, summary.replaced) == (5, ())
    assert graph(directory) == stated(folder)


def test_document_issued_again_keeps_its_predecessors_as_revisions(folder: Path, tmp_path: Path) -> None:
    directory, path = tmp_path / "graph", folder / "000000.txt"
    build(candidates([folder]), directory)
    first = path.read_text("utf-8")
    texts = [first, first.replace("人民政府", "政府"), first.replace("自治区", "区")]
    for text in texts[1:]:
        path.write_text(text, encoding="utf-8")
        summary = build(candidates([folder]), directory)
        assert summary.replaced == (str(path),)
    (newest, middle), (_, oldest) = sorted_by_succession(open_graph(directory))
    assert len({newest, middle, oldest}) == 3
    assert build(candidates([folder]), directory).replaced == ()
    # Of what it assigned before nothing is left: the rest of the graph is that of the newest text.
    present, held = stated(folder)[0].splitlines(), graph(directory)[0].splitlines()
    added = [line for line in held if line not in set(present)]
    assert set(present) <= set(held)
    assert all(b"/text/" in line.split()[0] or b"/id/run/" in line.split()[0] for line in added)
    assert sum(b"#content>" in line for line in added) == 2
    path.write_text(texts[1], encoding="utf-8")  # and back again: no circle
    build(candidates([folder]), directory)
    assert len(open_graph(directory).select(TEXTS).rows) == 2


def sorted_by_succession(endpoint: object) -> list[tuple[str, str]]:
    pairs = [(row["new"], row["old"]) for row in endpoint.select(TEXTS).records()]  # type: ignore[attr-defined]
    assert len(pairs) == 2
    return sorted(pairs, key=lambda pair: pair[0] in {old for _, old in pairs})


def test_unreadable_files_stop_nobody_and_are_listed_with_reasons(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 no zip at all")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("inside.txt", generated.document(9, 0.05))
        archive.writestr("picture.pdf", b"%PDF-1.4 torn")
    summary = build(candidates([folder, tmp_path / "nowhere.txt"]), tmp_path / "graph", jobs=2)
    assert summary.documents == 6
    reasons = {Path(unread.name).name: unread.reason for unread in summary.unread}
    assert set(reasons) == {"empty.txt", "broken.docx", "picture.pdf", "nowhere.txt"}
    assert "no such file" in reasons["nowhere.txt"]


def test_file_that_can_no_longer_be_read_keeps_what_it_was(folder: Path, tmp_path: Path) -> None:
    build(candidates([folder]), tmp_path / "graph")
    before = graph(tmp_path / "graph")
    (folder / "000002.txt").write_bytes(b"")
    summary = build(candidates([folder]), tmp_path / "graph", prune=True)
    assert len(summary.unread) == 1
    assert graph(tmp_path / "graph") == before


def test_command_says_what_it_did_and_is_quiet_in_a_pipe(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    words = ("build", folder, "-o", tmp_path / "graph", "--lang", "en")
    done = front_door.run(*words)
    assert done.returncode == 0
    assert "5 read, 0 as they were" in done.stdout
    assert done.stderr.splitlines() == [f"fengong: 无法读取：{folder}/empty.txt: 文件是空的，请重新取得。an empty file"]
    assert "1 new, 0 changed, 5 kept, 0 gone" in front_door.run(*words, "--dry-run").stdout


def test_dry_run_names_what_would_be_read_taken_out_and_cannot_be_opened(folder: Path, tmp_path: Path) -> None:
    build(candidates([folder]), tmp_path / "graph")
    (folder / "000004.txt").unlink()
    generated.folder(folder, 1, 0.05, first=7)
    given = [folder, folder / "000007.txt", tmp_path / "nowhere.txt"]  # one of them twice
    seen = plan(candidates(given), tmp_path / "graph", prune=True)
    assert list(seen.lines(zh=False)) == [
        f"new {folder}/000007.txt",
        f"gone {folder}/000004.txt",
        "1 new, 0 changed, 4 kept, 1 gone (taken out), 1 unread",
    ]
    *_, counts = plan(candidates(given), tmp_path / "graph").lines()
    assert counts == "1 份新，0 份有变，4 份不变，1 份未再给出（仍保留，--prune 则去掉），1 份打不开"


def test_build_that_can_read_nothing_takes_nothing_out(folder: Path, tmp_path: Path) -> None:
    build(candidates([folder]), tmp_path / "graph")
    before = graph(tmp_path / "graph")
    summary = build(candidates([tmp_path / "nowhere.txt"]), tmp_path / "graph", prune=True)
    assert (summary.failed, summary.removed, summary.documents) == (True, (), 5)
    assert graph(tmp_path / "graph") == before


def test_count_knows_folders_and_gives_up_on_archives(folder: Path) -> None:
    assert count([folder, folder / "000001.txt"]) == 6
    assert count([folder, "-"]) is None


def test_second_build_waits_and_says_for_whom(folder: Path, tmp_path: Path) -> None:
    directory, heard, began = tmp_path / "graph", threading.Event(), threading.Event()

    def second() -> None:
        began.set()
        build(candidates([folder]), directory, on_wait=lambda holder: heard.set())

    thread = threading.Thread(target=second)
    with locked(directory):
        thread.start()
        assert began.wait(10)
        assert heard.wait(10)
        assert not (directory / "current").exists()
    thread.join(60)
    assert graph(directory) == stated(folder)


def test_torn_chunk_of_a_dead_build_is_made_again(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    shutil.rmtree(directory / "generations")
    (directory / "current").unlink()
    torn = sorted(directory.glob("chunks/*/*.chunk"))[0]
    torn.write_bytes(torn.read_bytes()[:-100] + bytes(100))
    build(candidates([folder]), directory)
    assert graph(directory) == stated(folder)


def test_lost_chunk_of_a_file_that_is_not_given_is_named(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    (entry,) = [entry for entry in store.manifest(directory) if entry.name.endswith("000001.txt")]
    store.chunk_path(directory, entry.chunk).unlink()
    with pytest.raises(BrokenGraph, match=r"000001\.txt"):
        build([Source("new.txt", generated.document(8, 0.05).encode())], directory)


#: What may become of a manifest, and of the generation that it lies in.
HARMS = ("dangling", "no link", "no manifest", "torn seal", "torn line", "lines lost")


def harmed(directory: Path, harm: str) -> None:
    manifest = held(directory) / "manifest.jsonl"
    seal, *lines = manifest.read_text("utf-8").splitlines(keepends=True)
    if harm == "dangling":
        shutil.rmtree(manifest.parent)
    elif harm == "no link":
        (directory / "current").unlink()
    elif harm == "no manifest":
        manifest.unlink()
    else:
        left = {
            "torn seal": [seal[:20]],
            "torn line": [seal, *lines[:-1], lines[-1][:9]],
            "lines lost": [seal, *lines[:2]],
            "newer": [re.sub('"format": [0-9]+', '"format": 99', seal), *lines],
        }
        manifest.write_text("".join(left[harm]), encoding="utf-8")


@pytest.fixture
def lived_in(folder: Path, tmp_path: Path) -> Path:
    """A graph with all that a manifest can say: documents replaced, preferred, given twice, renamed, taken out."""
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    changed = generated.document(3, 0.1)
    (folder / "000003.txt").write_text(changed, encoding="utf-8")
    (twice := tmp_path / "twice").mkdir()
    shutil.copy(folder / "000001.txt", twice)
    other = generated.document(2, 0.1).replace("牵头", "负责")
    (twice / "other.txt").write_text(other, encoding="utf-8")
    build(candidates([folder, twice]), directory, prefer=["other.txt"])
    (folder / "000000.txt").unlink()
    (folder / "000004.txt").rename(folder / "renamed.txt")
    build(candidates([folder, twice]), directory, prune=True)
    return directory


@pytest.mark.parametrize("harm", HARMS)
def test_lost_manifest_is_made_again_from_the_chunks(lived_in: Path, harm: str) -> None:
    before, made_from = graph(lived_in), store.manifest(lived_in)
    assert {entry.replaced > 0 for entry in made_from} == {entry.preferred for entry in made_from} == {True, False}
    assert len({entry.chunk for entry in made_from}) < len(made_from)
    harmed(lived_in, harm)
    assert store.manifest(lived_in) == made_from
    new = Source("new.txt", generated.document(8, 0.05).encode())
    summary = build([new], lived_in)
    assert summary.documents == len({entry.key for entry in made_from}) + 1
    build([Source("new.txt", generated.document(9, 0.05).encode())], lived_in)
    assert {entry for entry in store.manifest(lived_in) if entry.name != "new.txt"} == {*made_from}
    build(candidates([Path(entry.name) for entry in made_from if not entry.replaced]), lived_in, prune=True)
    assert graph(lived_in) == before


def test_manifest_of_a_newer_version_is_not_mended(lived_in: Path) -> None:
    harmed(lived_in, "newer")
    for ask in (lambda: build([Source("new.txt", b"x")], lived_in), lambda: open_graph(lived_in)):
        with pytest.raises(BrokenGraph, match="newer version"):
            ask()


@pytest.mark.parametrize(
    ("harm", "lost"),
    [("dangling", "all"), ("dangling", "head"), ("no manifest", "one"), ("torn seal", "all"), ("torn line", "head")],
)
def test_graph_whose_chunks_are_lost_with_the_manifest_is_never_begun_anew(
    folder: Path, tmp_path: Path, harm: str, lost: str
) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    chunks = sorted(directory.glob("chunks/*/*.chunk"))
    if lost == "head":
        spoilt(chunks[0], 1)
    else:
        for path in chunks[: 1 if lost == "one" else None]:
            path.unlink()
    harmed(directory, harm)
    kept = sorted(directory.rglob("*"))
    with pytest.raises(BrokenGraph, match="build again"):
        build([Source("new.txt", generated.document(8, 0.05).encode())], directory)
    assert [path for path in kept if path.exists() or path.is_symlink()] == kept


def test_link_that_was_removed_by_hand_is_put_back(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    for number in range(3):
        (directory / "current").unlink()
        new = Source("new.txt", generated.document(8, 0.05 + number / 10).encode())
        assert build([new], directory).documents == 6


@pytest.mark.parametrize("name", ["CURRENT", "MANIFEST", "sst"])
@pytest.mark.parametrize("how", ["lost", "cut"])
def test_damaged_store_is_not_asked_and_the_next_build_mends_it(
    folder: Path, tmp_path: Path, name: str, how: str
) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    path = max((path for path in (directory / "graph").iterdir() if name in path.name), key=lambda p: p.stat().st_size)
    if how == "lost":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-5])
    for opened in (open_graph, generation.verify):
        with pytest.raises(BrokenGraph, match=rf"{path.name} is damaged or lost; build again"):
            opened(directory)
    build(candidates([folder]), directory)
    generation.verify(directory)
    assert open_graph(directory, memory_limit=0).ask("ASK { ?d a <https://w3id.org/fengong/ont#Document> }")


def test_store_with_a_flipped_bit_is_seen_by_those_who_look_deep(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    spoilt(max((directory / "graph").glob("*.sst"), key=lambda path: path.stat().st_size))
    with pytest.raises(BrokenGraph, match=r"sst is damaged or lost; build again"):
        generation.verify(directory)
    build(candidates([folder]), directory)
    generation.verify(directory)


@pytest.mark.parametrize("harm", ["no manifest", "torn seal"])
def test_graph_without_its_seal_is_not_asked(folder: Path, tmp_path: Path, harm: str) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    harmed(directory, harm)
    for place in (directory, held(directory)):  # as the server opens it
        with pytest.raises(BrokenGraph, match=rf"build again with: fengong build FILE… -o {directory}$"):
            open_graph(place)
    build(candidates([folder]), directory)
    assert open_graph(directory)


@pytest.mark.parametrize("name", ["graph.nq", "derived.nq", "versions/*.nq"])
def test_damaged_graph_is_not_asked_and_the_next_build_mends_it(folder: Path, tmp_path: Path, name: str) -> None:
    directory = tmp_path / "graph"
    other = generated.document(2, 0.1)  # another version of one of the documents
    (folder / "other.txt").write_text(other.replace("牵头", "负责"), encoding="utf-8")
    build(candidates([folder]), directory)

    def file() -> Path:
        (found,) = held(directory).glob(name)
        return found

    assert (before := file().read_bytes())
    file().write_bytes(b"")
    with pytest.raises(BrokenGraph, match="build again"):
        open_graph(directory)
    build(candidates([folder]), directory)
    assert file().read_bytes() == before
    spoilt(file())
    build(candidates([folder]), directory)
    assert file().read_bytes() == before


def spoilt(path: Path, place: int = -40) -> None:
    """Flips a bit of a file."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("place", [4, 60, -40, -1])
def test_chunk_with_a_flipped_bit_is_read_again_or_named(folder: Path, tmp_path: Path, place: int) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    (entry,) = [entry for entry in store.manifest(directory) if entry.name.endswith("000001.txt")]
    chunk = store.chunk_path(directory, entry.chunk)
    spoilt(chunk, place)
    new = Source("new.txt", generated.document(8, 0.05).encode())
    with pytest.raises(BrokenGraph, match=rf"build {entry.name} -o"):
        build([new], directory)
    assert build(candidates([folder / "000001.txt"]), directory).read == 1
    assert build([new], directory).documents == 6


def test_generation_before_and_its_chunks_stay_for_those_who_read_it(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    chunks: list[set[Path]] = []
    for turn in range(3):
        (folder / "000003.txt").write_text(generated.document(3, 0.1 + turn / 10), encoding="utf-8")
        build(candidates([folder / "000003.txt"]), directory)
        chunks.append({store.chunk_path(directory, entry.chunk) for entry in store.manifest(directory)})
        assert sorted(path.name for path in (directory / "generations").iterdir()) == [
            str(number) for number in (turn, turn + 1) if number
        ]
        assert all(path.is_file() for made in chunks[-2:] for path in made)


def test_chunk_that_nothing_is_made_of_goes_with_the_last_generation_that_was(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    (entry,) = [entry for entry in store.manifest(directory) if entry.name.endswith("000004.txt")]
    (folder / "000004.txt").unlink()
    chunk = store.chunk_path(directory, entry.chunk)
    seen = [chunk.exists()]
    for number in range(2):
        generated.folder(folder, 1, 0.05, first=20 + number)
        build(candidates([folder]), directory, prune=True)
        seen.append(chunk.exists())
    assert seen == [True, True, False]


def test_chunks_of_a_graph_whose_link_was_removed_by_hand_stay(folder: Path, tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    kept = sorted(directory.glob("chunks/*/*.chunk"))
    (directory / "current").unlink()
    shutil.rmtree(directory / "generations")
    for number in range(3):
        build([Source("new.txt", generated.document(8, 0.05 + number / 10).encode())], directory)
    assert [path for path in kept if path.exists()] == kept
    assert build(candidates([folder]), directory).read == 5


def test_script_needs_no_main_guard(folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from graph_build.corpus import build\n"
        "from graph_build.read import candidates\n"
        f"build(candidates([Path({str(folder)!r})]), Path({str(tmp_path / 'graph')!r}), jobs=2)\n",
        encoding="utf-8",
    )
    subprocess.run([sys.executable, script], cwd=ROOT, timeout=120, check=True)
    assert graph(tmp_path / "graph") == stated(folder)


@pytest.mark.filterwarnings("ignore")
def test_dask_with_a_worker_killed_in_the_middle_gives_the_same_bytes(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra 'scale'")
    import os
    import signal

    folder = generated.folder(tmp_path / "documents", 12, 0.2)
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options, silence_logs=50) as cluster:
        victim = next(iter(cluster.workers.values())).pid
        done: list[str] = []

        def advance(name: str) -> None:
            done.append(name)
            if len(done) == 3:
                os.kill(victim, signal.SIGKILL)

        build(candidates([folder]), tmp_path / "graph", advance, cluster=cluster.scheduler_address)
    assert len(done) == 12
    assert graph(tmp_path / "graph") == stated(folder)


def test_cluster_that_does_not_answer_is_named(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs the extra 'scale'")
    with pytest.raises(BrokenGraph, match="no-such"):
        build(candidates([folder]), tmp_path / "graph", cluster="no-such")


def test_unread_stands_where_a_source_would(tmp_path: Path) -> None:
    said = f"{tmp_path}/no.txt: 没有这个文件，请检查路径。no such file"
    assert list(candidates([tmp_path / "no.txt"])) == [Unread(f"{tmp_path}/no.txt", said)]


@pytest.mark.parametrize("step", ["load", "change"])
def test_full_disk_is_said_in_one_line_and_readers_keep_the_graph(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    directory = tmp_path / "graph"
    build(candidates([folder]), directory)
    before = graph(directory)
    generated.folder(folder, 1, 0.05, first=7)

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "load":  # then the whole is made anew, however few documents changed
        monkeypatch.setattr(generation, "FEW", 0)
        monkeypatch.setattr(generation, "SHARE", 100)
    monkeypatch.setattr(engine, step, full)
    with pytest.raises(BrokenGraph, match="No space left"):
        build(candidates([folder]), directory)
    assert graph(directory) == before
    monkeypatch.undo()
    build(candidates([folder]), directory)
    assert graph(directory) == stated(folder)
