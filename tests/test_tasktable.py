"""The task table read back: untouched it changes nothing, edited it changes what was edited."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fengong import BAD_INPUT, app
from graph_build import corpus, tasktables
from graph_build.read import sources, tasktable
from graph_build.sources import Source
from ontology.errors import BadQuery, FengongError, UnreadableSource
from ontology.tasktable import HIDDEN
from ontology.terms import FG, OA, PROV, RDF

SAMPLE = Path(__file__).parents[1] / "graph_build/samples/xinjiang-2017-107.txt"
TASK = "<https://w3id.org/fengong/id/doc/新政办发-2017-107/s1.1/m1/t1"
GRAPH = "<https://w3id.org/fengong/graph/{}/新政办发-2017-107>"
LEAD, CO, LIMIT, WORDS = "牵头单位", "配合单位", "完成时限", "任务"
_SAID = (FG.ofTask, FG.party, FG.role, FG.basis, FG.rank, FG.surface, FG.restoredName, FG.span)
ASSIGNMENT = [f"<{term}>" for term in (RDF.type, *_SAID)]
SPAN = [f"<{term}>" for term in (RDF.type, OA.hasSource, OA.start, OA.end, OA.exact)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document, its graph in out/, and its tables."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copy(SAMPLE, folder / "通知.txt")
    corpus.build(sources([folder / "通知.txt"]), folder / "out")
    for name in ("tasks.xlsx", "tasks.docx"):
        assert run("export", "tasks", "-g", str(folder / "out"), "-o", str(folder / name)).exit_code == 0
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(folder / "tasks.xlsx")
    for sheet in book.worksheets[2:]:  # those of the other bodies; quicker to edit
        book.remove(sheet)
    book.save(folder / "small.xlsx")
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of it that reads its own document, which stays where it was."""
    shutil.copytree(built / "out", tmp_path / "out", symlinks=True)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments], catch_exceptions=True)


def lines(folder: Path, name: str = "graph.nq") -> set[str]:
    return set((folder / "out" / name).read_text(encoding="utf-8").splitlines())


def told(quads: set[str]) -> set[str]:
    """The subjects and predicates of the quads."""
    return {" ".join(quad.split(" ", 2)[:2]) for quad in quads}


def in_book(built: Path, to: Path, **cells: Any) -> Path:
    """The workbook with these cells of the first task, on the sheet of all tasks, changed."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(built / "small.xlsx")
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    for head, words in cells.items():
        sheet.cell(4, heads.index(head) + 1).value = words
    book.save(to)
    return to


def in_word(built: Path, to: Path, **cells: str) -> Path:
    """The Word table with these cells of the first task changed."""
    docx = pytest.importorskip("docx")
    document = docx.Document(str(built / "tasks.docx"))
    heads, first = (document.tables[0].rows[place].cells for place in (0, 1))
    for head, words in cells.items():
        first[[cell.text for cell in heads].index(head)].text = words
    document.save(str(to))
    return to


@pytest.mark.parametrize("name", ["tasks.xlsx", "tasks.docx"])
def test_an_untouched_table_leaves_the_graph_byte_for_byte(built: Path, folder: Path, name: str) -> None:
    before = [(folder / "out" / part).read_bytes() for part in ("graph.nq", "derived.nq")]
    assert run("build", str(built / name), "-o", str(folder / "out")).exit_code == 0
    assert [(folder / "out" / part).read_bytes() for part in ("graph.nq", "derived.nq")] == before
    assert not (folder / "out/corrections").exists()


@pytest.mark.parametrize(("edit", "name"), [(in_book, "edited.xlsx"), (in_word, "edited.docx")])
def test_an_edited_lead_changes_the_review_graph_and_nothing_else(
    built: Path, folder: Path, edit: Callable[..., Path], name: str
) -> None:
    before, derived = lines(folder), lines(folder, "derived.nq")
    table = edit(built, folder / name, **{LEAD: "自治区教育厅"})
    answer = run("build", str(table), "-o", str(folder / "out"))
    assert (answer.exit_code, "改动 1 项任务" in answer.output) == (0, True)
    assert "1-1 牵头单位：自治区知识产权战略实施领导小组成员单位 → 自治区教育厅" in answer.output
    after, derived_after = lines(folder), lines(folder, "derived.nq")
    assignment = {f"{TASK}/a1> {predicate}" for predicate in ASSIGNMENT}
    # what nobody says any more: the assignment that was read, and the span of its name, which is no other's
    gone = before - after
    span = next(line.split()[2] for line in gone if line.startswith(f"{TASK}/a1> <{FG.span}>")).rstrip(">")
    assert told(gone) == assignment | {f"{span}> {predicate}" for predicate in SPAN}
    assert all(line.endswith(f"{GRAPH.format('doc')} .") for line in gone)
    # what a person says instead, in the review graph and nowhere else
    review = (
        f"{TASK}> <{FG.extracted}>",
        f"{TASK}> <{FG.reviewReason}>",
        f"{GRAPH.format('review')} <{PROV.wasAttributedTo}>",
    )
    assert told(after - before) == assignment | {*review}
    assert all(line.endswith(f"{GRAPH.format('review')} .") for line in after - before)
    # what follows: who leads, and how sure the field of a measure is for which the lead was one reason
    field = f"{TASK.rpartition('/')[0]}/field/implementation> <{FG.sureness}>"
    follows = {f"{TASK}> <{FG.ledBy}>", f"{TASK}> <{FG.involves}>", field}
    assert told(derived - derived_after) == told(derived_after - derived) == follows
    assert len(derived - derived_after) == len(derived_after - derived) == len(follows)
    asked = run("ask", "what_was_corrected_by_hand", "-g", str(folder / "out"), "--format", "csv").output
    assert "自治区教育厅" in asked
    assert f"任务分工表 {name}" in asked
    assert "自治区知识产权战略实施领导小组成员单位 (lead)" in asked
    if name.endswith(".xlsx"):
        assert run("check", str(folder / "out")).exit_code == 0


def test_both_forms_of_the_table_give_the_same_graph(built: Path, tmp_path: Path) -> None:
    made = []
    for edit, name in ((in_book, "表.xlsx"), (in_word, "表.docx")):
        table = tasktable.read(source(edit(built, tmp_path / name, **{CO: "自治区财政厅、各州、市、县(市)人民政府"})))
        assert table
        ((key, (correction,)),) = tasktables.of_table(table, built / "out").corrections.items()
        made.append((key, correction.measure, correction.task, correction.bodies, correction.limit, correction.words))
    assert made[0] == made[1]
    assert [name for name, _ in made[0][3] or ()] == [
        "自治区知识产权战略实施领导小组成员单位",
        "自治区财政厅",
        "各州、市、县(市)人民政府",
    ]


def test_an_edited_limit_leaves_who_is_named_as_it_was_read(built: Path, folder: Path) -> None:
    before = lines(folder)
    table = in_book(built, folder / "edited.xlsx", **{LIMIT: "2018年12月"})
    assert run("build", str(table), "-o", str(folder / "out")).exit_code == 0
    after = lines(folder)
    assert not before - after
    assert any("#latest" in line and "2018-12-31" in line and "/graph/review/" in line for line in after)
    asked = run("ask", "what_was_corrected_by_hand", "-g", str(folder / "out"), "--format", "csv").output
    assert "2018年12月" in asked


def test_edits_stay_when_the_documents_are_built_again_and_add_up(built: Path, folder: Path) -> None:
    out = str(folder / "out")
    assert run("build", str(in_book(built, folder / "1.xlsx", **{LEAD: "自治区教育厅"})), "-o", out).exit_code == 0
    once = (folder / "out/graph.nq").read_bytes()
    again = run("build", str(built / "通知.txt"), "-o", out)
    assert "沿用 1 份" in again.output
    assert (folder / "out/graph.nq").read_bytes() == once
    # a table exported before the edit: only what it edits itself is taken
    assert run("build", str(in_book(built, folder / "2.xlsx", **{LIMIT: "2018年底前"})), "-o", out).exit_code == 0
    gone = set(once.decode().splitlines()) - lines(folder)
    assert all("#reviewReason" in line for line in gone)  # the last table is the reason
    # what the document is called does not matter, nor that its bytes are others
    (folder / "改名.txt").write_bytes((built / "通知.txt").read_bytes() + b"\n")
    assert run("build", str(folder / "改名.txt"), "-o", out).exit_code == 0
    assert any("/graph/review/" in line and "自治区教育厅" in line for line in lines(folder))


def test_the_kept_text_serves_where_the_file_is_gone(built: Path, folder: Path) -> None:
    shutil.copy(SAMPLE, folder / "here.txt")
    corpus.build(sources([folder / "here.txt"]), folder / "out")
    (folder / "here.txt").unlink()
    table = in_book(built, folder / "t.xlsx", **{LEAD: "自治区教育厅"})
    assert run("build", str(table), "-o", str(folder / "out")).exit_code == 0
    assert any("/graph/review/" in line and "自治区教育厅" in line for line in lines(folder))
    once = (folder / "out/graph.nq").read_bytes()
    shutil.copy(SAMPLE, folder / "here.txt")  # and back again
    assert "沿用 1 份" in run("build", str(folder / "here.txt"), "-o", str(folder / "out")).output
    assert (folder / "out/graph.nq").read_bytes() == once


@pytest.mark.parametrize("fate", ["replaced", "gone"])
def test_a_document_that_cannot_be_read_as_it_was_is_asked_for_and_nothing_is_lost(
    built: Path, folder: Path, fate: str
) -> None:
    here, moved = folder / "here.txt", folder / "moved.txt"
    shutil.copy(SAMPLE, here)
    beside = folder / "here.txt.corrections.yaml"  # which is gone with the file, and what it said with it
    beside.write_text('corrections: [{measure: "1.1/2", bodies: [{name: 自治区财政厅, role: lead}]}]', encoding="utf-8")
    corpus.build(sources([here]), folder / "out")
    here.rename(moved)
    beside.rename(folder / "moved.txt.corrections.yaml")
    if fate == "replaced":
        here.write_text("别的文件", encoding="utf-8")
    table, before = in_book(built, folder / "t.xlsx", **{LEAD: "自治区教育厅"}), lines(folder)
    answer = run("build", str(table), "-o", str(folder / "out"))
    assert isinstance(answer.exception, UnreadableSource)
    assert "nothing was changed" in str(answer.exception)
    assert "together with the table" in str(answer.exception)
    assert lines(folder) == before
    assert not (folder / "out/corrections").exists()
    assert run("build", str(table), str(moved), "-o", str(folder / "out")).exit_code == 0
    assert lines(folder) != before


def test_a_name_that_nobody_knows_is_asked_about_and_taken_if_it_is_meant(built: Path, folder: Path) -> None:
    before = lines(folder)
    table = in_book(built, folder / "t.xlsx", **{LEAD: "自治区教肓厅"})
    answer = run("build", str(table), "-o", str(folder / "out"))
    assert isinstance(answer.exception, BadQuery)
    assert "did you mean 自治区教育厅" in str(answer.exception)
    assert "--accept-new-names" in str(answer.exception)
    assert (lines(folder), (folder / "out/corrections").exists()) == (before, False)
    assert run("build", str(table), "-o", str(folder / "out"), "--accept-new-names").exit_code == 0
    assert any("/graph/review/" in line and "自治区教肓厅" in line for line in lines(folder))


@pytest.mark.parametrize("name", ["自治区统计局", "自治区财政厅、自治区广播电视局"])
def test_a_name_that_the_authority_file_or_the_documents_know_is_taken(built: Path, folder: Path, name: str) -> None:
    assert run("build", str(in_book(built, folder / "t.xlsx", **{CO: name})), "-o", str(folder / "out")).exit_code == 0


def test_a_deleted_row_keeps_what_was_read(built: Path, folder: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(built / "small.xlsx")
    book.worksheets[0].delete_rows(5, 3)
    book.save(folder / "fewer.xlsx")
    before = lines(folder)
    answer = run("build", str(folder / "fewer.xlsx"), "-o", str(folder / "out"))
    assert (answer.exit_code, lines(folder)) == (0, before)
    assert "删去的行不影响图谱" in answer.output


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({WORDS: "另一项任务"}, "row 4）: 任务内容是文件原文，不能改"),
        ({"标识": "https://w3id.org/fengong/id/doc/外办发-2020-1/s1/m1/t1"}, "exported from another graph"),
        ({"标识": ""}, "carries no IRI"),
        ({"校验": "0123456789abcdef"}, "digest is not whole"),
        ({LEAD: "加强科研项目"}, "does not read as a body"),
        ({LIMIT: "尽快"}, "does not read as a time limit"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place_and_nothing_is_lost(
    built: Path, folder: Path, cells: dict[str, str], complaint: str
) -> None:
    before = lines(folder)
    answer = run("build", str(in_book(built, folder / "bad.xlsx", **cells)), "-o", str(folder / "out"))
    assert isinstance(answer.exception, FengongError)
    assert complaint in str(answer.exception)
    assert lines(folder) == before
    assert not (folder / "out/corrections").exists()


def test_edits_that_do_not_agree_are_refused(built: Path, folder: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(in_book(built, folder / "t.xlsx", **{LEAD: "自治区教育厅"}))
    sheet = book.worksheets[1]  # of a body; its first row is made the same task's
    heads, row = [cell.value for cell in sheet[3]], list(book.worksheets[0].values)[3]
    sheet.cell(4, heads.index("标识") + 1).value, sheet.cell(4, heads.index("校验") + 1).value = row[-2:]
    sheet.cell(4, heads.index(WORDS) + 1).value = row[3]
    sheet.cell(4, heads.index(LEAD) + 1).value = "自治区财政厅"
    book.save(folder / "t.xlsx")
    table = tasktable.read(source(folder / "t.xlsx"))
    assert table
    with pytest.raises(UnreadableSource, match="leave one of them"):
        tasktables.of_table(table, folder / "out")


@pytest.mark.parametrize("sheets", [slice(None), slice(1)], ids=["all", "one"])
def test_sheets_that_lost_their_unseen_columns_are_refused_by_name(built: Path, folder: Path, sheets: slice) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(built / "small.xlsx")
    for sheet in book.worksheets[sheets]:
        sheet.delete_cols(11, 20)
    book.save(folder / "other.xlsx")
    before = lines(folder)
    answer = run("build", str(folder / "other.xlsx"), "-o", str(folder / "out"))
    assert isinstance(answer.exception, UnreadableSource)
    assert re.search(r"other\.xlsx: 导出的任务分工表，全部任务.*重新导出.*标识 and 校验; export", str(answer.exception))
    assert lines(folder) == before


def test_a_word_table_that_lost_its_hidden_words_is_refused(built: Path, folder: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(str(built / "tasks.docx"))
    for row in document.tables[0].rows:
        row.cells[0].text = row.cells[0].text.split(HIDDEN)[0]
    document.save(str(folder / "bare.docx"))
    answer = run("build", str(folder / "bare.docx"), "-o", str(folder / "out"))
    assert isinstance(answer.exception, UnreadableSource)
    assert "bare.docx: 导出的任务分工表，table 1 缺少" in str(answer.exception)


def test_a_table_of_tasks_of_some_office_is_a_document(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["序号", "任务", "牵头单位", "依据原文", "原文位置"])
    book.active.append(["1", "制定办法", "市财政局", "", ""])
    book.save(tmp_path / "分工.xlsx")
    assert tasktable.read(source(tmp_path / "分工.xlsx")) is None


def test_a_table_in_a_folder_is_no_document(built: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.xlsx").write_bytes((built / "tasks.xlsx").read_bytes())
    answer = run("build", str(tmp_path / "in"), "-o", str(tmp_path / "out"))
    assert answer.exit_code == BAD_INPUT
    assert "name it to fengong build" in answer.output


def test_rows_that_are_sorted_take_their_iri_along(built: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(built / "small.xlsx").worksheets[0]
    assert sheet.auto_filter.ref == f"A3:L{sheet.max_row}"


def test_a_day_that_the_workbook_keeps_as_a_number_is_a_day(built: Path, tmp_path: Path) -> None:
    path = in_book(built, tmp_path / "t.xlsx", **{LIMIT: date(2018, 12, 31)})
    table = tasktable.read(source(path))
    assert table
    assert table.rows[0].cells["limit"] == "2018年12月31日"


def source(path: Path) -> Source:
    return Source(str(path), path.read_bytes())
