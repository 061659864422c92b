"""The tables beside the graph: written of the same records, read instead of it, sealed with it."""

from __future__ import annotations

import csv
import io
import json
from contextlib import nullcontext
from pathlib import Path

import agreement
import duckdb
import pytest

from exports.formats import format_named
from exports.office import assignments
from graph_build.corpus import build
from graph_build.pipeline import tabled, understand
from graph_build.sources import Source
from graph_build.write import chunks, generation, rows, store, tables
from graph_build.write import parts as written_by_parts
from ontology import seal
from ontology import tables as forms
from ontology.authority import load
from ontology.characters import legal
from ontology.errors import BrokenGraph
from ontology.tables import FOLDER, FORMAT, ROWS, TABLES, parts
from queries import duties
from queries.ask.catalog import answer, question
from queries.ask.endpoint import Local, open_graph
from queries.ask.table import Table, spreadsheet
from queries.duties.load import asked
from queries.duties.scope import Scope, narrowed
from queries.duties.tables import LEGAL, Written

PLAN = (
    "青海省人民政府办公厅关于保护湖泊的意见\n青政办〔2024〕9号\n一、任务\n（一）{}。（省水利厅牵头，各市州人民政府、有关部门配合）\n"
    "（二）治理草原，到2026年底前新增100万亩。（省林草局）\n"
)
DEV = Path(__file__).parents[2] / "shared/corpus/dev/raw"


def source(name: str, words: str = "治理湖泊") -> Source:
    return Source(name, PLAN.format(words).encode())


def by_module_csv(rows: list[tuple[str | int, ...]]) -> str:
    """The rows as the module csv writes them, in which no cell opens a formula."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(assignments.COLUMNS)
    for row in rows:
        cells = [legal(str(cell)) for cell in row]
        lines.writerow(f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells)
    return "\ufeff" + out.getvalue()


def test_a_document_becomes_rows_with_every_column_and_no_other_but_for_what_all_documents_decide() -> None:
    said = rows.of_document(understand(source("a.txt"), load()))
    later = {
        "documents": {"place", "level", "label", "named", "themes"},
        "parties": {"name", "members", "english", "place", "system"},
    }
    for table, those in said.items():
        for row in those:
            assert set(TABLES[table]) - {"attribution_start", "attribution_end"} <= {*row, *later.get(table, ())}
            assert set(row) <= {*TABLES[table], *later.get(table, ())}
    assert [row["surface"] for row in said["assignments"]] == ["省水利厅", "各市州人民政府", "有关部门", "省林草局"]


def test_packed_rows_come_out_as_they_went_in() -> None:
    said = rows.of_document(understand(source("a.txt", '治理"湖泊"\\及\u2028其他😀'), load()))
    unpacked = dict(tables.unpacked(tables.packed(said)))
    assert {table: [json.loads(line) for line in lines.split(b"\n")[:-1]] for table, lines in unpacked.items()} == said


def test_a_text_longer_than_the_buffer_of_the_engine_is_a_row_like_others(tmp_path: Path) -> None:
    build([source("a.txt", "治理" * 3_000_000)], tmp_path)
    (text,) = duties.load(open_graph(tmp_path), texts=True).texts
    assert len(text.content) > 6_000_000


def test_rows_of_chosen_documents_stand_in_the_order_of_their_parts_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written_by_parts, "SIZE", 1)  # a part a document
    build([Source(f"{n}.txt", PLAN.replace("9号", f"{n}号").format("治湖").encode()) for n in range(1, 10)], tmp_path)
    current = (tmp_path / "current").resolve()
    assert len(parts(current, "assignments")) == 9
    whole = Written(current).rows("assignments")
    all_of_them = frozenset(document for document, *_ in whole)
    for _ in range(20):
        assert Written(current).rows("assignments", all_of_them) == whole


def test_without_tables_the_graph_is_asked(tmp_path: Path) -> None:
    build([source("a.txt")], tmp_path)
    endpoint = open_graph(tmp_path)
    without = Local(endpoint.store, merged=True)
    assert duties.load(without) == duties.load(endpoint)


def test_duties_are_read_without_opening_the_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build([source("a.txt")], tmp_path)
    monkeypatch.setattr(Local, "store", property(lambda self: pytest.fail("the graph was opened")))
    assert len(duties.load(open_graph(tmp_path), texts=True).tasks) == 2


def test_a_damaged_table_is_noticed_and_mended(tmp_path: Path) -> None:
    build([source("a.txt")], tmp_path)
    (file,) = parts(tmp_path / "current", "tasks")
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(BrokenGraph, match=r"tables-\d+/tasks/000000\.parquet is damaged or lost; build again"):
        open_graph(tmp_path)
    build([source("a.txt")], tmp_path)
    assert len(duties.load(open_graph(tmp_path)).tasks) == 2


def test_tables_of_an_older_form_are_not_read_and_the_next_build_writes_todays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (forms, seal, written_by_parts):
        monkeypatch.setattr(room, "FOLDER", f"tables-{FORMAT - 1}")
    build([source("a.txt")], tmp_path)
    monkeypatch.undo()
    older = open_graph(tmp_path)
    assert older.tables is None
    rows = answer(older, (held := question("who_holds_the_task_today")))
    assert isinstance(rows, Table)
    assert sorted(rows.column("todayName")) == ["各市州人民政府", "有关部门", "省林草局", "省水利厅"]
    build([Source("b.txt", PLAN.format("治理湖泊").replace("9号", "10号").encode())], tmp_path)
    built = open_graph(tmp_path)
    assert built.tables
    agreement.a_question_agrees(built, held)
    again = answer(built, held)
    assert isinstance(again, Table)
    assert {*again.column("todayName")} == {*rows.column("todayName")}


def test_who_holds_today_what_a_body_held_is_told_through_all_changes() -> None:
    known = load()
    body = "https://w3id.org/fengong/id/body/650000/"
    gone, market, living = f"{body}工商局", f"{body}市场监管局", f"{body}财政厅"
    named = {gone: "自治区工商局", market: "自治区市场监管局", living: "自治区财政厅"}
    assert [*tables.heirs([gone, living], named, known)] == [
        {"party": gone, "heir": market, "name": "自治区市场监管局"},
        {"party": living, "heir": living, "name": "自治区财政厅"},
    ]
    assert [*tables.heirs([gone], {gone: "自治区工商局"}, known)] == []  # nobody of whom the graph has a name


def test_rows_of_another_form_are_not_mixed_with_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "ROWS", ROWS + 1)
    build([source("a.txt")], tmp_path)
    monkeypatch.undo()
    folder = tmp_path / "current" / FOLDER
    folder.rename(folder.with_name(f"tables-{FORMAT + 1}"))
    build([Source("b.txt", PLAN.format("治理湖泊").replace("9号", "10号").encode())], tmp_path)
    endpoint = open_graph(tmp_path)
    assert endpoint.tables is None
    assert len(duties.load(endpoint).documents) == 2


@pytest.mark.skipif(not DEV.is_dir(), reason="the shared corpus is not here")
def test_on_real_documents_the_tables_say_what_the_graph_says(tmp_path: Path) -> None:
    build([Source(file.name, file.read_bytes()) for file in sorted(DEV.iterdir())], tmp_path)
    endpoint = open_graph(tmp_path)
    assert duties.load(endpoint, texts=True) == asked(endpoint, texts=True)


def test_a_document_that_was_just_read_has_the_duties_that_its_graph_has(tmp_path: Path) -> None:
    build([source("a.txt"), source("b.txt", "治理河流")], tmp_path)
    entries = {Path(entry.name).name: entry for entry in store.manifest(tmp_path)}
    kept = duties.load(open_graph(tmp_path), texts=True)
    assert duties.of_rows(tabled(source("b.txt", "治理河流")), texts=True) == kept
    assert duties.of_rows(generation.tabled(tmp_path, entries["b.txt"]), texts=True) == kept
    (other,) = duties.of_rows(generation.tabled(tmp_path, entries["a.txt"]), texts=True).texts
    assert "治理湖泊" in other.content, "a version that does not count has duties of its own"


def test_the_engine_replaces_the_characters_that_legal_replaces() -> None:
    every = "".join(chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    engine = duckdb.connect()
    engine.execute(LEGAL)
    assert engine.execute("SELECT legal(?)", [every]).fetchone() == (legal(every),)


def test_the_engine_writes_cells_as_the_module_csv_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["", "=1+1", "-", "#3", 'a"b', "a,b", "a\nb", "a\rb", "\tb", " a ", "null", "'q'", "二〇二六"]
    cells = ", ".join(f"{7 if name in assignments.NUMBERS else 'word'} AS {name}" for name in assignments.COLUMNS)
    found = duckdb.connect().sql(f"SELECT {cells} FROM (SELECT unnest($words) AS word)", params={"words": words})
    monkeypatch.setattr(assignments, "relation", lambda _: nullcontext(found))
    format_named("csv").write(Local(lambda: pytest.fail("it is not asked")), tmp_path / "a's.csv")
    rows = [tuple(7 if name in assignments.NUMBERS else word for name in assignments.COLUMNS) for word in words]
    assert (tmp_path / "a's.csv").read_bytes().decode() == by_module_csv(rows)


def test_the_engine_writes_the_rows_of_a_graph_without_tables(sample_graph: Path, tmp_path: Path) -> None:
    endpoint = open_graph(sample_graph)
    for name in ("csv", "parquet"):
        format_named(name).write(endpoint, tmp_path / f"with.{name}")
        format_named(name).write(Local(endpoint.store, merged=True), tmp_path / f"without.{name}")
    assert (tmp_path / "with.csv").read_bytes() == (tmp_path / "without.csv").read_bytes()
    kept, asked_for = (duckdb.read_parquet(str(tmp_path / f"{name}.parquet")) for name in ("with", "without"))
    assert (kept.columns, kept.types) == (asked_for.columns, asked_for.types)
    assert kept.fetchall() == asked_for.fetchall()


@pytest.mark.skipif(not DEV.is_dir(), reason="the shared corpus is not here")
def test_on_real_documents_the_joined_tables_say_what_the_records_say(tmp_path: Path) -> None:
    build([Source(file.name, file.read_bytes()) for file in sorted(DEV.iterdir())], tmp_path)
    endpoint = open_graph(tmp_path)
    rows = list(assignments.rows(endpoint))
    assert rows == list(assignments.of(asked(endpoint)))
    assert spreadsheet(assignments.COLUMNS, rows) == by_module_csv(rows)
    (one, *_) = duties.load(endpoint).documents
    part = narrowed(endpoint, Scope(documents=(one.iri,)))
    assert list(assignments.rows(part)) == [row for row in rows if row[1] == one.iri]


@pytest.mark.skipif(not DEV.is_dir(), reason="the shared corpus is not here")
def test_on_real_documents_the_tables_say_why_measures_have_their_themes(tmp_path: Path) -> None:
    build([Source(file.name, file.read_bytes()) for file in sorted(DEV.iterdir())], tmp_path)
    endpoint = open_graph(tmp_path)
    without = Local(endpoint.store, merged=True)
    assert len(duties.reasons(endpoint)) > 400
    assert duties.reasons(endpoint) == duties.reasons(without)
