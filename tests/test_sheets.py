"""Spreadsheets as offices make them: several sheets, titles, heads of two rows, merged cells, groups, remarks."""

from __future__ import annotations

import csv
import datetime
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import formats
import pytest
from made_tables import Duties, duties

from graph_build import read
from graph_build.model import Reading
from graph_build.read import isolated
from graph_build.sources import Source
from ontology.errors import MissingExtra, UnreadableSource

pytest.importorskip("python_calamine")
xlsxwriter = pytest.importorskip("xlsxwriter")

HEAD = ("序号", "任务", "牵头单位", "配合单位")


def book(*sheets: Callable[[Any, Any], None]) -> bytes:
    """A workbook; each function writes one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for write in sheets:
            write(made, made.add_worksheet())
    return out.getvalue()


def reading(content: bytes, name: str = "表.xlsx") -> Reading:
    return read.read(Source(name, content))


def rows_of(*rows: Sequence[object]) -> Callable[[Any, Any], None]:
    def write(made: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return write


def test_titles_heads_of_two_rows_groups_and_remarks() -> None:
    def write(made: Any, sheet: Any) -> None:
        sheet.merge_range("A1:E1", "青河市重点工作任务分工表")
        for place, words in (("A2:A3", "序号"), ("B2:B3", "任务"), ("C2:D2", "责任单位"), ("E2:E3", "时限")):
            sheet.merge_range(place, words)
        sheet.write_row("C3", ("牵头单位", "配合单位"))
        sheet.write("A4", "一、民生保障")
        sheet.write_row("A5", (1, "新建幼儿园3所。", "市教育局", "市财政局、市民政局", "年底前"))
        sheet.merge_range("A6:E6", "二、科技创新")
        sheet.write_row("A7", (2, "培育企业50家。", "市科技局", "市财政局", "全年"))
        sheet.write("A8", "注：本表由市政府督查室负责解释。")

    content = book(write)
    assert duties(content, "表.xlsx") == [
        (("市教育局",), ("市财政局", "市民政局")),
        (("市科技局",), ("市财政局",)),
    ]
    assert reading(content).text.split("\n")[1] == "青河市重点工作任务分工表"
    assert "一、民生保障\n" in reading(content).text


def test_cells_merged_down_reach_the_rows_they_cover_wherever_the_table_begins() -> None:
    def write(made: Any, sheet: Any) -> None:
        sheet.write_row("C4", HEAD)
        sheet.merge_range("C5:C6", 1)
        sheet.write_column("D5", ("谋划项目。", "保障用地。", "建设农田。"))
        sheet.merge_range("E5:E6", "市发展改革委")
        sheet.write("F5", "市统计局")
        sheet.merge_range("F6:F7", "市自然资源局")
        sheet.write("C7", 2)
        sheet.write("E7", "市农业农村局")

    assert duties(book(write), "表.xlsx") == [
        (("市发展改革委",), ("市统计局",)),
        (("市发展改革委",), ("市自然资源局",)),
        (("市农业农村局",), ("市自然资源局",)),
    ]


def test_every_sheet_is_read_and_a_hidden_one_is_noise() -> None:
    def hidden(made: Any, sheet: Any) -> None:
        rows_of(HEAD, (1, "旧任务", "市审计局", ""))(made, sheet)
        sheet.hide()

    content = book(
        rows_of(HEAD, (1, "治理河道", "市水利局", "市财政局")),
        rows_of(),
        hidden,
        rows_of(
            ("交通类",), HEAD, (1, "建停车场", "市交通局", ""), (), ("文旅类",), HEAD, (1, "办展览", "市文旅局", "")
        ),
    )
    assert duties(content, "表.xlsx") == [
        (("市水利局",), ("市财政局",)),
        (("市交通局",), ()),
        (("市文旅局",), ()),
    ]
    found = reading(content)
    noise = "".join(span.of(found.text) for span in found.noise)
    assert "旧任务 市审计局" in noise
    assert "Sheet1\n" in noise
    assert found.warnings == ("hidden sheet not read: Sheet3",)


def test_a_hidden_row_is_noise_and_said_and_what_is_merged_over_it_stays() -> None:
    def write(made: Any, sheet: Any) -> None:
        rows_of(HEAD, (1, "治理河道", "", "市财政局"), (2, "旧任务", "", "市审计局"), (3, "建停车场", "", ""))(
            made, sheet
        )
        sheet.merge_range("C2:C4", "市水利局")
        sheet.set_row(1, None, None, {"hidden": True})

    found = reading(content := book(rows_of(HEAD, (1, "办展览", "市文旅局", "")), write))
    assert duties(content, "表.xlsx") == [
        (("市文旅局",), ()),
        (("市水利局",), ("市审计局",)),
        (("市水利局",), ()),
    ]
    assert "1 治理河道 市财政局\n" in [span.of(found.text) for span in found.noise]
    assert found.warnings == ("hidden row not read: Sheet2 2",)


def test_names_broken_within_a_cell_are_whole_and_names_a_line_each_are_several() -> None:
    content = book(rows_of(HEAD, (1, "扩大投资", "市发展和\n改革委员会", "市财政局\n市统计局\n各县（市、\n区）政府")))
    assert duties(content, "表.xlsx") == [
        (("市发展和改革委员会",), ("市财政局", "市统计局", "各县(市、区)政府")),
    ]


def test_days_and_numbers_are_told_as_a_person_writes_them() -> None:
    def write(made: Any, sheet: Any) -> None:
        rows_of(("序号", "任务", "责任单位", "时限"), (1, "建成平台", "市数据局"), (2, "全面推广", "市数据局"))(
            made, sheet
        )
        form = made.add_format({"num_format": "yyyy/m/d"})
        sheet.write_datetime("D2", datetime.date(2025, 12, 31), form)
        sheet.write_datetime("D3", datetime.date(2026, 6, 1), form)

    assert "1\t建成平台\t市数据局\t2025年12月31日\n2\t全面推广\t市数据局\t2026年6月\n" in reading(book(write)).text


def test_a_cell_in_the_last_corner_takes_no_memory_of_ours() -> None:
    def write(made: Any, sheet: Any) -> None:
        sheet.write(0, 0, "任务")
        sheet.write(1_048_575, 16_383, "尽头")

    with pytest.raises(UnreadableSource, match=r"表\.xlsx: .*。a broken workbook"):
        reading(book(write))


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(isolated, "NO_LIBRARY", 1)
    with pytest.raises(MissingExtra, match=r"fengong\[office\]"):
        reading(book(rows_of(HEAD)))


# Texts of delimited cells

ROWS = (
    ("重点任务分工", "", "", ""),
    HEAD,
    ("1", "治理扬尘，清洁工地", "市生态环境局", "市住建局,市城管局"),
    ("2", "淘汰旧车", "市公安局", "市交通局"),
)
READ: list[Duties] = [(("市生态环境局",), ("市住建局", "市城管局")), (("市公安局",), ("市交通局",))]


@pytest.mark.parametrize(
    ("delimiter", "encoding", "name"),
    [
        (",", "utf-8-sig", "表.csv"),
        (",", "gb18030", "表.CSV"),
        (";", "utf-8", "表.csv"),
        ("\t", "utf-16", "表.tsv"),
    ],
)
def test_a_delimited_table_is_read_whatever_parts_its_cells(delimiter: str, encoding: str, name: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(ROWS)
    assert duties(out.getvalue().encode(encoding), name) == READ


# OpenDocument, and Excel 2003 as XML

_ODS = (
    '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:spreadsheet>{}</o:spreadsheet></o:body>'
    "</o:document-content>"
)


def ods(table: str) -> bytes:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return formats.zipped({"mimetype": kind, "content.xml": _ODS.format(table).encode()})


def ods_row(*cells: str) -> str:
    return "<t:table-row>" + "".join(cells) + "</t:table-row>"


def ods_cell(words: str, **spans: int) -> str:
    said = "".join(f' t:number-{name}-spanned="{count}"' for name, count in spans.items())
    return f"<t:table-cell{said}><x:p>{words}</x:p></t:table-cell>" if words else "<t:covered-table-cell/>"


def test_a_spreadsheet_of_opendocument_is_read_as_it_shows_itself() -> None:
    rows = (
        ods_row(ods_cell("任务分工表", columns=4), *[ods_cell("")] * 3)
        + ods_row(*map(ods_cell, HEAD))
        + ods_row(ods_cell("1"), ods_cell("提高到90%"), ods_cell("市财政<x:s/>局", rows=2), ods_cell("市民政局"))
        + ods_row(ods_cell("2"), ods_cell("推广"), ods_cell(""), ods_cell("市<x:line-break/>教育局"))
        + '<t:table-row t:number-rows-repeated="1048000"><t:table-cell t:number-columns-repeated="9999"/></t:table-row>'
    )
    found = reading(ods(f'<t:table t:name="表">{rows}</t:table>'), "表.ods")
    assert found.format == "ods"
    assert found.text == (
        "表\n任务分工表\n序号\t任务\t牵头单位\t配合单位\n1\t提高到90%\t市财政 局\t市民政局\n2\t推广\t\t市教育局\n"
    )
    assert found.tables[0].rows[1].cells[2].rowspan == 2


@pytest.mark.parametrize("shown", ["collapse", "filter"])
def test_a_hidden_row_of_opendocument_is_none(shown: str) -> None:
    rows = [
        ods_row(*map(ods_cell, words))
        for words in (HEAD, ("1", "旧任务", "市审计局", ""), ("2", "推广", "市教育局", ""))
    ]
    rows[1] = rows[1].replace("<t:table-row", f'<t:table-row t:visibility="{shown}"')
    assert duties(ods(f'<t:table t:name="表">{"".join(rows)}</t:table>'), "表.ods") == [(("市教育局",), ())]


def test_a_spreadsheet_of_opendocument_in_one_file_is_read() -> None:
    table = "<t:table>" + ods_row(*map(ods_cell, HEAD)) + "</t:table>"
    flat = _ODS.replace("document-content", "document").format(table)
    kind = ' o:mimetype="application/vnd.oasis.opendocument.spreadsheet"><o:body>'
    found = reading(f"<?xml version='1.0'?>{flat.replace('><o:body>', kind, 1)}".encode(), "表.fods")
    assert (found.format, found.text) == ("ods", "序号\t任务\t牵头单位\t配合单位\n")


def test_a_workbook_that_a_system_exports_as_xml_is_read() -> None:
    def cell(words: str, **attributes: int) -> str:
        said = "".join(f' ss:{name}="{count}"' for name, count in attributes.items())
        return f'<Cell{said}><Data ss:Type="{"Number" if words.isdecimal() else "String"}">{words}</Data></Cell>'

    rows = (
        f"<Row>{cell('任务分工表', MergeAcross=3)}</Row><Row>{''.join(map(cell, HEAD))}</Row>"
        f"<Row>{cell('1')}{cell('整治环境')}{cell('市生态环境局', MergeDown=1)}{cell('市水利局')}</Row>"
        f"<Row>{cell('2')}{cell('监测水质')}{cell('市林业局', Index=4)}</Row>"
    )
    content = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    assert duties(content.encode(), "表.xls") == [
        (("市生态环境局",), ("市水利局",)),
        (("市生态环境局",), ("市林业局",)),
    ]


# What a folder holds


def test_a_folder_leaves_nothing_out_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(book(rows_of(HEAD)))
    (tmp_path / "讲话.mp3").write_bytes(b"ID3")
    (tmp_path / "包.zip").write_bytes(formats.zipped({"表.csv": b"a,b", "图.dwg": b"x"}))
    (tmp_path / "表.xlsx.corrections.yaml").write_bytes(b"[]")
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    found = list(read.candidates([tmp_path]))
    assert [Path(one.name).name for one in found] == ["表.csv", "图.dwg", "表.xlsx", "讲话.mp3"]
    assert [one.reason for one in found if not isinstance(one, Source)] == [
        f"{tmp_path}/{name}: 已跳过，扩展名 {suffix} 不是可读的类型；如确需读取，请直接写出它的名称。"
        f"left out, since {suffix} is no kind of document; give it by its name if it is one"
        for name, suffix in (("包.zip/图.dwg", ".dwg"), ("讲话.mp3", ".mp3"))
    ]
