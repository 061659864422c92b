"""The task-division table and the calendar: what offices open, row by row what the graph says."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from exports.office import calendar, tasks
from ontology.enumerations import CO, KEYWORD, LEAD, ORDER, RULE, LimitKind
from ontology.errors import UnknownFormat
from ontology.tasktable import EDITABLE, digest
from queries.ask.endpoint import open_graph
from queries.duties import Assignment, Document, Duties, Limit, Measure, Party, Task, load


@pytest.fixture(scope="module")
def duties(sample_graph: Path) -> Duties:
    return load(open_graph(sample_graph))


@pytest.fixture(scope="module")
def book(duties: Duties) -> Any:
    openpyxl = pytest.importorskip("openpyxl")
    return openpyxl.load_workbook(io.BytesIO(tasks.to_xlsx(duties)))


def heads(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[3]]


def test_the_first_sheet_holds_every_task_in_order(book: Any, duties: Duties) -> None:
    sheet = book.worksheets[0]
    assert sheet.title == "全部任务"
    assert heads(sheet)[:10] == [
        *("序号", "编号", "章节", "任务", "牵头单位"),
        *("配合单位", "认定依据", "完成时限", "依据原文", "原文位置"),
    ]
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == [str(n) for n in range(1, 58)]
    lead, co = heads(sheet).index("牵头单位"), heads(sheet).index("配合单位")
    for row, task in zip(sheet.iter_rows(min_row=4), duties.tasks, strict=True):
        assert row[lead].value == "、".join(duties.named(task.iri, LEAD))
        assert (row[co].value or "") == "、".join(duties.named(task.iri, CO))


def test_rows_carry_iri_and_digest_in_hidden_columns(book: Any, duties: Duties) -> None:
    sheet = book.worksheets[0]
    names = heads(sheet)
    assert names[-2:] == ["标识", "校验"]
    hidden = sheet.column_dimensions["K"]  # openpyxl joins equal neighbours under the first
    assert (hidden.hidden, hidden.min, hidden.max) == (True, 11, 12)
    assert [row[-2].value for row in sheet.iter_rows(min_row=4)] == [task.iri for task in duties.tasks]
    for row in sheet.iter_rows(min_row=4, values_only=True):
        assert row[-1] == digest([str(row[place] or "") for place in (3, 4, 5, 7)])


def test_each_body_has_a_sheet_of_its_own_duties(book: Any, duties: Duties) -> None:
    assert len(book.worksheets) == 1 + 40 + 1
    sheet = book["自治区知识产权局"]
    roles = [row[2].value for row in sheet.iter_rows(min_row=4)]
    assert (roles.count("牵头"), roles.count("配合")) == (25, 18)


def test_the_last_sheet_lists_doubts(book: Any) -> None:
    sheet = book["疑点"]
    kinds = [row[2].value for row in sheet.iter_rows(min_row=4)]
    assert kinds.count("牵头单位按首位推定，文件未写明") == 45


def test_sheets_are_set_up_for_print_and_reading(book: Any) -> None:
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "C4"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$3:$3"
        assert (sheet["A3"].font.name, sheet["D4"].font.name) == ("黑体", "仿宋")


def test_two_runs_give_the_same_bytes_and_no_clock(duties: Duties) -> None:
    for write in (tasks.to_xlsx, tasks.to_docx):
        made = write(duties)
        assert made == write(duties)
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
            properties = archive.read("docProps/core.xml").decode()
        assert "1980-01-01" in properties


def test_the_word_table_keeps_its_head_and_hides_the_iri(duties: Duties) -> None:
    with zipfile.ZipFile(io.BytesIO(tasks.to_docx(duties))) as archive:
        xml = archive.read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:vanish/>") == 57
    assert duties.tasks[0].iri in xml
    assert 'w:orient="landscape"' in xml


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    made = Duties(
        (Document("d", "计划", "1", "2020-01-01"),),
        (),
        (Measure("m", "d", "", "1", ""),),
        (Task("t", "m", 1, '=HYPERLINK("http://x")'),),
        (Party("p", "财政[局]:a/b*?" * 5),),
        (Assignment("a", "t", "p", LEAD, ORDER, 1),),
    )
    book = openpyxl.load_workbook(io.BytesIO(tasks.to_xlsx(made)))
    assert book.worksheets[0]["D4"].data_type == "s"
    assert len(book.worksheets[1].title) <= 31


def test_nobody_to_call_stands_in_the_table() -> None:
    named = "（对接部门：金融办；联系人：李某；联系电话：62810011）"
    made = Duties(
        (Document("d", "计划", "1", "2020-01-01"),),
        (),
        (Measure("m", "d", "", "1", ""),),
        (Task("t", "m", 1, f"发放贷款，联系电话：62810012。{named}", named),),
        (),
        (),
    )
    (row,) = tasks.rows(made)
    assert (row.cells["task"], row.cells["source"]) == ("发放贷款", "（对接部门：金融办）")


def test_a_row_edited_changes_its_digest() -> None:
    cells = ["制定办法", "财政厅", "教育厅", "2020年底前"]
    assert len(EDITABLE) == len(cells)
    assert digest(cells) != digest(["制定办法", "教育厅", "财政厅", "2020年底前"])


def test_an_unknown_form_is_refused(sample_graph: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.xlsx"):
        tasks.write(open_graph(sample_graph), tmp_path / "tasks.ods")


def events(text: str) -> list[dict[str, str]]:
    """A reader of RFC 5545 of our own: unfold, split, unescape."""
    found: list[dict[str, str]] = []
    inside = ""
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            inside = value
            if value == "VEVENT":
                found.append({})
        elif name == "END":
            inside = "VEVENT" if value == "VALARM" else ""
        elif inside == "VEVENT":
            found[-1][name] = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    return found


def test_each_dated_limit_is_an_all_day_event(made: Path) -> None:
    duties = load(open_graph(made))
    dated = sorted((limit for limit in duties.limits if limit.latest), key=lambda limit: (limit.latest, limit.task))
    found = events(calendar.to_ics(duties))
    assert [e["DTSTART;VALUE=DATE"] for e in found] == [limit.latest.replace("-", "") for limit in dated]
    for event, limit in zip(found, dated, strict=True):
        end = date.fromisoformat(limit.latest) + timedelta(days=1)
        assert event["DTEND;VALUE=DATE"] == f"{end:%Y%m%d}"
        assert limit.text in event["DESCRIPTION"]
    assert len({event["UID"] for event in found}) == len(found) > 0


def test_calendar_lines_are_short_and_end_as_the_standard_says() -> None:
    long = "做好知识产权工作,并且;继续\\推进" * 30
    duties = Duties(
        (Document("d", "计划", "", "2020-01-01"),),
        (),
        (Measure("m", "d", "", "1", ""),),
        (Task("t", "m", 1, long),),
        (),
        (),
        (Limit("t", LimitKind.BEFORE, "2020年底前", "", "2020-12-31"), Limit("t", LimitKind.CONTINUOUS, "持续推进")),
    )
    text = calendar.to_ics(duties)
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "\n" not in text.replace("\r\n", "")
    (event,) = events(text)
    assert event["DESCRIPTION"].startswith(duties.tasks[0].own_words)


def test_rows_stand_in_the_order_of_the_documents_in_every_process(made: Path) -> None:
    duties = load(open_graph(made))
    turn = {document.iri: number for number, document in enumerate(duties.documents)}
    turns = [turn[duties.measure[task.measure].document] for task in duties.tasks]
    assert len(turn) > 3
    assert turns == sorted(turns)


def city(name: str, *, full: str = "", several: bool = True) -> Duties:
    """Two documents, of one place or two, and a body of the first."""
    place = "place/2" if several else "place/1"
    return Duties(
        (
            Document("d", "计划", "1", "2020-01-01", jurisdiction="place/1", place="南充市"),
            Document("e", "计划", "2", "2020-01-01", jurisdiction=place),
        ),
        (),
        (Measure("m", "d", "", "10", ""),),
        (Task("t", "m", 1, "制定办法"), Task("u", "m", 2, "开展检查")),
        (Party("p", name, full=full, place="南充市"), Party("q", "省财政厅")),
        (
            Assignment("a", "t", "p", LEAD, KEYWORD, 1),
            Assignment("b", "t", "q", CO, RULE, 2),
            Assignment("c", "u", "q", LEAD, ORDER, 1),
        ),
    )


@pytest.mark.parametrize(
    ("duties", "sheet"),
    [
        (city("市财政局"), "市财政局（南充市）"),
        (city("市财政局", several=False), "市财政局"),
        (city("南充市财政局", full="南充市财政局"), "南充市财政局"),
        (city("市" + "推进改革" * 8 + "办公室"), "市推进改革推进改革推进改革推进改革推进改革推进改革…（南充市）"),
    ],
)
def test_a_sheet_says_its_place_where_there_are_several(duties: Duties, sheet: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    names = openpyxl.load_workbook(io.BytesIO(tasks.to_xlsx(duties))).sheetnames
    assert sheet in names
    assert max(map(len, names)) <= 31


def test_sheets_of_one_name_are_numbered() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    named = tuple(Party(iri, "市推进改革协调工作领导小组第一综合协调办公室下属的第二专项工作组" * 2) for iri in "pq")
    made = replace(city("市财政局"), parties=named)
    names = openpyxl.load_workbook(io.BytesIO(tasks.to_xlsx(made))).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 4


def test_a_row_says_its_number_and_what_its_roles_rest_on() -> None:
    languages: tuple[tasks.Language, ...] = ("zh", "en")
    found = [
        [row.cells[key] for row in tasks.rows(city("市财政局"), lang)]
        for lang in languages
        for key in ("label", "basis")
    ]
    assert found == [
        ["10-1", "10-2"],
        ["牵头：写明\n配合：规则", "按首位推定"],
        ["10-1", "10-2"],
        ["lead: stated\nco-responsible: by rule", "by order"],
    ]


def test_the_number_of_a_row_is_that_of_the_report(duties: Duties) -> None:
    assert [row.cells["label"] for row in tasks.rows(duties)] == list(duties.labels.values())
