"""A generation costs what changed, and is what a build from nothing is, whatever came before."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import generated
import pytest
from pyoxigraph import Store

from graph_build.corpus import build
from graph_build.read import candidates
from graph_build.write import engine, generation, parts, store, tables
from graph_build.write.chunks import Stored
from ontology import seal
from ontology.tables import TABLES
from ontology.tables import parts as parts_of
from queries import duties
from queries.ask.endpoint import open_graph
from queries.duties.load import asked

#: One number, so one document; the third is another version, the second the first with other blanks.
NOTICE = (
    "青海省人民政府办公厅关于保护湖泊的通知\n青政办〔2024〕9号\n各市、自治州人民政府：\n"
    "为贯彻《国务院办公厅关于保护湖泊的意见》（国办发〔2023〕{serial}号），提出如下意见。\n一、任务\n"
    "（一）治理湖泊。（省{office}牵头，省财政厅、{city}河湖处配合）\n（二）治理草原。（省林草局）\n2024年3月1日\n"
)
#: What a document may become: its offices are named by others too, some of them by no other.
WORDS = (
    {"office": "水利厅", "city": "西宁市", "serial": "3"},
    {"office": "河湖治理专班", "city": "西宁市", "serial": "3"},
    {"office": "水利厅", "city": "海东市", "serial": "4"},
)


def quads(directory: Path) -> list[str]:
    """All that the store holds but the blank nodes of the ontology, which each load labels anew."""
    held = Store.read_only(str(seal.held(directory) / seal.STORE))
    lines = sorted(str(quad) for quad in held if "/ont" not in quad.graph_name.value or "_:" not in str(quad))
    return [line for line in lines if "_:" not in line] + [str(graph) for graph in sorted(held.named_graphs(), key=str)]


def rows(directory: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of all tables, in their order, and what documents say together."""
    present = seal.held(directory)
    files = {table: parts_of(present, table) for table in TABLES} | {
        kind: sorted(parts.folder(present, kind).iterdir()) for kind in parts.KINDS
    }
    return {table: duckdb.read_parquet(list(map(str, those))).fetchall() for table, those in files.items()}


def everything(directory: Path) -> dict[str, object]:
    """All by which two graphs are compared."""
    present = seal.held(directory)
    return {
        "store": quads(directory),
        "tables": rows(directory),
        "graph.nq": b"".join(generation.graph(directory)),
        "files": [(present / name).read_bytes() for name in seal.QUADS if (present / name).exists()],
        "versions": {path.name: path.read_bytes() for path in (present / seal.VERSIONS).glob("*")},
        "entries": [(entry.name, entry.chunk, entry.replaced > 0) for entry in store.manifest(directory)],
    }


@pytest.fixture
def updated(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each build so far was made from the generation before."""
    made: list[bool] = []
    real = generation._changed

    def counted(*given: object) -> object:
        load = real(*given)  # type: ignore[arg-type]
        made.append(load is not None)
        return load

    monkeypatch.setattr(generation, "_changed", counted)
    return made


def steps(chance: random.Random, folder: Path) -> Iterator[bool]:
    """Changes a folder a few times, at random: adds, changes, renames, removes; each time whether to prune."""
    number = 10
    for _ in range(chance.randint(2, 4)):
        for _ in range(chance.randint(1, 2)):
            files = sorted(folder.iterdir())
            what = chance.choice(("add", "notice", "notice", "change", "rename", "remove"))
            if what == "add":
                generated.folder(folder, 1, 0.02, first=number)
                number += 1
            elif what == "notice":
                text = NOTICE.format(**chance.choice(WORDS)).replace("〕9号", f"〕{chance.choice('99678')}号")
                text = text.replace("（省林草局）", chance.choice(("（省林草局）", "（省林草局）\n\n")))
                (folder / f"notice{chance.randint(0, 3)}.txt").write_text(text, encoding="utf-8")
            elif what == "change":
                path = chance.choice(files)
                path.write_text(path.read_text("utf-8").replace("财政厅", "审计厅") + "附注。\n", encoding="utf-8")
            elif what == "rename":
                chance.choice(files).rename(folder / f"renamed{number}.txt")
                number += 1
            elif len(files) > 2:
                chance.choice(files).unlink()
        yield chance.random() < 0.5


@pytest.mark.parametrize("seed", range(20))
def test_whatever_came_before_the_graph_is_that_of_a_build_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, updated: list[bool], seed: int
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(parts, "SIZE", chance.choice((1, 2, 3, 128)))
    if chance.random() < 0.3:
        monkeypatch.setattr(seal, "KEPT", 0)
        for module in (store, generation):
            monkeypatch.setattr(module, "KEPT", 0)
    folder, directory = generated.folder(tmp_path / "documents", 4, 0.02), tmp_path / "graph"
    build(candidates([folder]), directory)
    for prune in steps(chance, folder):
        build(candidates([folder]), directory, prune=prune)
    build(candidates([folder]), directory, prune=True)
    assert any(updated)
    held = store.manifest(directory)
    if any(entry.replaced for entry in held):  # revisions remember what came before: forget them, as nothing does
        generation.write(directory, held, kept := tuple(entry for entry in held if not entry.replaced))
        assert store.manifest(directory) == kept
    summary = build(candidates([folder]), directory)
    again = build(candidates([folder]), tmp_path / "again")
    assert everything(directory) == everything(tmp_path / "again")
    counts = ("documents", "measures", "tasks", "assignments", "parties", "silent")
    assert [getattr(summary, count) for count in counts] == [getattr(again, count) for count in counts]
    assert store.whole(directory)


def changed_one(folder: Path, directory: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The work of a build after one of the documents in ``folder`` has changed."""
    path = folder / "000003.txt"
    path.write_text(path.read_text("utf-8").replace("财政厅", "审计厅") + "附注。\n", encoding="utf-8")
    work = dict.fromkeys(("chunks", "removed", "added", "parts", "rows"), 0)
    opened, changed, put = Stored.open.__func__, engine.change, parts.put  # type: ignore[attr-defined]
    line = tables.line

    def counted_open(*given: object, **named: object) -> object:
        work["chunks"] += 1
        return opened(Stored, *given, **named)

    def counted_change(held: Store, removed: frozenset[bytes], added: frozenset[bytes]) -> None:
        work["removed"], work["added"] = len(removed), len(added)
        changed(held, removed, added)

    def counted_line(row: object) -> str:
        work["rows"] += 1
        return line(row)

    def counted_put(*given: object) -> None:
        work["parts"] += 1
        put(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Stored, "open", counted_open)
        patched.setattr(engine, "change", counted_change)
        patched.setattr(parts, "put", counted_put)
        patched.setattr(tables, "line", counted_line)
        patched.setattr(generation, "_anew", lambda *given: pytest.fail("all was made anew"))
        assert build(candidates([folder]), directory).read == 1
    return work


def test_one_changed_document_costs_the_same_among_few_and_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither chunks opened, nor quads taken out and put in, nor parts and rows of tables grow with the corpus."""
    monkeypatch.setattr(parts, "SIZE", 8)
    work = {}
    for count in (20, 80):
        folder, directory = generated.folder(tmp_path / f"{count}", count, 0.02), tmp_path / f"graph{count}"
        build(candidates([folder]), directory)
        work[count] = changed_one(folder, directory, monkeypatch)
    few, many = work[20], work[80]
    assert 0 < few["chunks"] == many["chunks"] < 20
    assert 0 < few["parts"] == many["parts"]
    assert 0 < many["rows"] <= few["rows"] + 20  # of themes, of which there is an end
    assert 0 < many["removed"] <= few["removed"] + 5
    assert 0 < many["added"] <= few["added"] + 5


def test_what_does_not_change_is_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store's large files and the other parts of tables are shared, and not hashed again."""
    monkeypatch.setattr(parts, "SIZE", 2)
    folder, directory = generated.folder(tmp_path / "documents", 12, 0.02), tmp_path / "graph"
    build(candidates([folder]), directory)

    def inodes(generation: Path, pattern: str) -> dict[bytes, int]:
        return {path.read_bytes(): path.stat().st_ino for path in generation.glob(pattern)}

    shared: dict[str, list[float]] = {"graph/*.sst": [], f"{seal.SHARED}/*/*": []}
    for _ in range(3):  # now and then the engine joins its files in the meantime, of which none is as it was then
        first = seal.held(directory)
        changed_one(folder, directory, monkeypatch)
        second = seal.held(directory)
        assert first != second
        assert first.exists()
        for pattern, shares in shared.items():
            before, after = inodes(first, pattern), inodes(second, pattern)
            alike = before.keys() & after.keys()
            assert {before[content] for content in alike} == {after[content] for content in alike}
            shares.append(sum(map(len, alike)) / sum(map(len, after)))
    assert max(shared["graph/*.sst"]) > 0.5
    assert min(shared[f"{seal.SHARED}/*/*"]) > 0.1
    assert store.whole(directory, deep=True)


def test_a_generation_stays_as_long_as_somebody_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, directory = generated.folder(tmp_path / "documents", 3, 0.02), tmp_path / "graph"
    build(candidates([folder]), directory)
    reader = open_graph(directory, memory_limit=0)
    first, before = seal.held(directory), duties.load(reader, texts=True)
    for turn in range(3):
        path = folder / "000001.txt"
        path.write_text(path.read_text("utf-8") + f"附注{turn}。\n", encoding="utf-8")
        build(candidates([folder]), directory)
        assert first.is_dir()
        assert duties.load(reader, texts=True) == before == asked(reader, texts=True)
    del reader
    generated.folder(folder, 1, 0.02, first=9)
    build(candidates([folder]), directory)
    assert not first.exists()
    assert len(list((directory / "generations").iterdir())) == 2


def test_a_large_graph_has_no_file_of_quads_and_gives_them_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = generated.folder(tmp_path / "documents", 3, 0.02)
    build(candidates([folder]), tmp_path / "small")
    for module in (seal, store, generation):
        monkeypatch.setattr(module, "KEPT", 2**10)
    build(candidates([folder]), tmp_path / "large")
    assert not (tmp_path / "large/graph.nq").exists()
    assert b"".join(generation.graph(tmp_path / "large")) == (tmp_path / "small/graph.nq").read_bytes()
    assert generation.digest(tmp_path / "large") == generation.digest(tmp_path / "small")
    assert quads(tmp_path / "large") == quads(tmp_path / "small")
    (seal.held(tmp_path / "large") / seal.MANIFEST).unlink()
    assert len(store.manifest(tmp_path / "large")) == 3
    monkeypatch.undo()
    generated.folder(folder, 1, 0.02, first=9)
    build(candidates([folder]), tmp_path / "large")  # which is a small one now
    build(candidates([folder]), tmp_path / "small")
    assert (tmp_path / "large/graph.nq").read_bytes() == (tmp_path / "small/graph.nq").read_bytes()


def test_what_is_taken_out_again_and_again_does_not_pile_up(tmp_path: Path, updated: list[bool]) -> None:
    """The engine keeps the words of what is taken out: once that is half of what it holds, it is made anew."""
    folder, directory = generated.folder(tmp_path / "documents", 2, 0.02), tmp_path / "graph"
    build(candidates([folder]), directory)
    turns = 0
    while all(updated):
        (folder / "000001.txt").write_text(generated.document(1, 0.1 + turns % 2), encoding="utf-8")
        build(candidates([folder]), directory)
        turns += 1
        assert turns < 9
    assert updated[0]
    load = seal.Seal.read(seal.held(directory))
    assert load
    assert load.load.removed == 0
