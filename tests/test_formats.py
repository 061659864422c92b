"""One text in each format reads the same; and what only one format has."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

import formats
import pytest

from graph_build import limits, read
from graph_build.limits import Limit
from graph_build.model import CELL_BREAK, Reading, Span, Table
from graph_build.read import ocr
from graph_build.read.reflow import reflow
from graph_build.sources import Source
from ontology.errors import UnreadableSource

SAMPLE = (files("graph_build") / "samples" / "xinjiang-2017-107.txt").read_text("utf-8")
#: the sample without its Uyghur title, which the test documents would have to hyphenate
LINES = [line for line in reflow(Reading(SAMPLE, "txt")).text.split("\n") if "ى" not in line]
TABLE = [
    ["序号", "重点任务", "责任单位"],
    ["1", "建立健全知识产权统筹协调机制，完善各项管理制度，开展评议。", "财政厅、工信厅、科技厅"],
    ["2", "建设服务平台。", ""],
    ["3", "加强宣传。", "商务厅"],
]
OFFICE = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
DEV = Path(__file__).parents[2] / "shared" / "corpus" / "dev" / "raw"


def reading(content: bytes, name: str = "通知") -> Reading:
    return read.read(Source(name, content))


def lines_of(content: bytes, name: str = "通知") -> list[str]:
    return reflow(reading(content, name)).text.split("\n")


def words(table: Table, text: str) -> list[list[str]]:
    return [[cell.span.of(text) for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("writer", formats.WRITERS)
def test_the_sample_reads_the_same_in_each_format(writer: str) -> None:
    assert lines_of(formats.WRITERS[writer](LINES)) == LINES


@OFFICE
@pytest.mark.parametrize("format", ["odt", "rtf"])
def test_the_sample_reads_the_same_through_libreoffice(format: str) -> None:
    rtf = r"{\rtf1\ansi" + "".join(
        "".join(c if c.isascii() else rf"\u{ord(c) - 65536 * (ord(c) > 32767)}?" for c in line) + r"\par" + "\n"
        for line in LINES
    )
    content = formats.odt(LINES, TABLE) if format == "odt" else (rtf + "}").encode()
    read_as = reading(content)
    assert read_as.format == format
    assert reflow(read_as).text.split("\n")[: len(LINES)] == LINES


@pytest.mark.parametrize("writer", ["docx", "html", "pdf"])
def test_a_table_is_read_with_its_cells_in_their_places(writer: str) -> None:
    read_as = reading(formats.WRITERS[writer](LINES[:3], TABLE))
    (table,) = read_as.tables
    said = [[cell for cell in row if cell] for row in TABLE]
    assert [[cell for cell in row if cell] for row in words(table, read_as.text)] == said
    assert [cell.header for cell in table.rows[0].cells] == [True] * 3
    assert not any(cell.header for row in table.rows[1:] for cell in row.cells)
    assert [cell.column for cell in table.rows[1].cells] == [0, 1, 2]
    if writer != "html":
        assert table.rows[1].cells[2].rowspan == 2  # 财政厅、工信厅、科技厅 stand for both tasks


@pytest.mark.parametrize("writer", ["txt", "docx", "html", "pdf"])
def test_a_row_of_a_table_is_a_line_of_the_reflowed_text(writer: str) -> None:
    assert lines_of(formats.WRITERS[writer](LINES[:3], TABLE))[3:] == ["\t".join(row) for row in TABLE]


def test_all_spans_of_a_reading_lie_in_its_text() -> None:
    read_as = reading(formats.html(LINES, TABLE))
    for table in read_as.tables:
        for row in table.rows:
            assert row.span.of(read_as.text) == read_as.text[row.span.start : row.span.end].strip("\n")
            for cell in row.cells:
                assert row.span.start <= cell.span.start <= cell.span.end <= row.span.end


# Word

P, R = "<w:p>{}</w:p>", "<w:r><w:t>{}</w:t></w:r>"


def docx(body: str, **parts: str) -> Reading:
    return reading(formats.docx_of(body, **parts))


NUMBERING = formats.word(
    "numbering",
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
    "</w:lvl>"
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/>'
    '<w:suff w:val="nothing"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="5"/>'
    "</w:lvlOverride></w:num>",
)


def numbered(text: str, level: int, number: int = 1) -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return P.format(f"<w:pPr>{place}</w:pPr>" + R.format(text))


def test_automatic_numbers_are_read_as_word_prints_them() -> None:
    levels = [
        ("总体要求", 0),
        ("目标", 1),
        ("建设", 2),
        ("推广", 2),
        ("原则", 1),
        ("共享", 2),
        ("任务", 0),
        ("平台", 1),
    ]
    body = "".join(numbered(text, level) for text, level in levels) + numbered("另起", 2, 2)
    lines = reflow(docx(body, numbering=NUMBERING)).text.split("\n")
    assert lines == [
        *("一、总体要求", "（一）目标", "1.建设", "2.推广", "（二）原则", "1.共享", "二、任务", "（一）平台"),
        "5.另起",
    ]


def test_a_number_that_a_style_brings_is_read() -> None:
    styles = formats.word(
        "styles",
        '<w:style w:styleId="a"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="c"><w:basedOn w:val="c"/></w:style>',
    )
    styled = "".join(P.format(f'<w:pPr><w:pStyle w:val="{name}"/></w:pPr>' + R.format("目标")) for name in "bbc")
    assert docx(styled, numbering=NUMBERING, styles=styles).text == "（一）目标\n（二）目标\n目标\n"


def test_revisions_are_read_as_accepted() -> None:
    body = P.format(
        R.format("省财政厅")
        + "<w:ins>"
        + R.format("、商务厅")
        + "</w:ins>"
        + "<w:del><w:r><w:delText>、工商局</w:delText></w:r></w:del>"
        + "<w:moveFrom>"
        + R.format("、教育厅")
        + "</w:moveFrom><w:moveTo>"
        + R.format("、科技厅")
        + "</w:moveTo>"
    )
    assert docx(body).text == "省财政厅、商务厅、科技厅\n"


def test_a_paragraph_whose_mark_was_deleted_runs_on() -> None:
    joined = P.format("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + R.format("省财"))
    assert docx(joined + P.format(R.format("政厅"))).text == "省财政厅\n"


def test_no_text_is_lost_in_boxes_controls_fields_links_and_notes() -> None:
    box = "<w:txbxContent>" + P.format(R.format("框中")) + "</w:txbxContent>"
    body = (
        P.format(
            R.format("段落")
            + '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            + f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
            + "<w:hyperlink>"
            + R.format("链接")
            + "</w:hyperlink>"
            + "<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple>"
            + R.format("域")
            + "</w:fldSimple>"
            + "<w:ruby><w:rt>"
            + R.format("pinyin")
            + "</w:rt><w:rubyBase>"
            + R.format("字")
            + "</w:rubyBase></w:ruby>"
            + '<w:r><w:noBreakHyphen/><w:sym w:char="2460"/></w:r>'
        )
        + "<w:sdt><w:sdtContent>"
        + P.format(R.format("控件"))
        + "</w:sdtContent></w:sdt>"
    )
    notes = formats.word("footnotes", "<w:footnote>" + P.format(R.format("脚注")) + "</w:footnote>")
    assert docx(body, footnotes=notes).text == "段落链接域字-①\n框中\n控件\n脚注\n"


def test_headers_and_footers_of_word_are_noise() -> None:
    read_as = docx(
        P.format(R.format("正文")),
        header=formats.word("hdr", P.format(R.format("页眉"))),
        footer=formats.word("ftr", P.format(R.format("第1页"))),
    )
    assert [span.of(read_as.text) for span in read_as.noise] == ["页眉\n", "第1页\n"]
    assert reflow(read_as).text == "正文"


def test_a_cell_of_two_paragraphs_stays_in_its_row() -> None:
    cell = "<w:tc>" + P.format(R.format("牵头单位：财政厅")) + P.format(R.format("配合单位：商务厅")) + "</w:tc>"
    read_as = docx(f"<w:tbl><w:tr><w:tc>{P.format(R.format('建设平台'))}</w:tc>{cell}</w:tr></w:tbl>")
    assert reflow(read_as).text == f"建设平台\t牵头单位：财政厅{CELL_BREAK}配合单位：商务厅"


def test_a_row_over_the_whole_width_is_a_heading_and_columns_keep_their_places() -> None:
    def cell(text: str, wide: int = 1) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{wide}"/></w:tcPr>{P.format(R.format(text))}</w:tc>'

    rows = [cell("任务") + cell("内容") + cell("单位"), cell("一、总体", 3), cell("合并", 2) + cell("财政厅")]
    read_as = docx("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>")
    assert read_as.text == "任务\t内容\t单位\n一、总体\n合并\t\t财政厅\n"
    assert [(cell.column, cell.colspan) for cell in read_as.tables[0].rows[2].cells] == [(0, 2), (2, 1)]


# HTML


@pytest.mark.skipif(not DEV.exists(), reason="the published page is not part of the project")
def test_a_published_page_reads_as_the_text_made_from_it_by_hand() -> None:
    page = DEV / "05-gbf2018-126-gaige-table.html"
    by_hand = reflow(Reading(page.with_suffix(".txt").read_text("utf-8"), "txt")).text
    assert lines_of(page.read_bytes()) == by_hand.split("\n")


def test_the_portal_around_a_page_is_noise_and_kept() -> None:
    read_as = reading(formats.html(LINES))
    noise = "".join(span.of(read_as.text) for span in read_as.noise)
    assert "首页" in noise
    assert "版权所有" in noise
    assert "责任单位='" not in read_as.text  # a script is no text
    assert reflow(read_as).text.split("\n") == LINES


def test_cells_merged_over_rows_and_columns_of_a_page_keep_the_grid() -> None:
    page = (
        "<table><tr><th>任务</th><th>内容</th><th>单位</th></tr><tr><td rowspan=2>平台</td><td>建设</td>"
        "<td rowspan='2'>财政厅<br>商务厅</td></tr><tr><td>推广</td></tr>"
        "<tr><td colspan=99999999>附注</td></tr></table>"
    )
    read_as = reading(page.encode())
    assert reflow(read_as).text.split("\n")[:3] == [
        "任务\t内容\t单位",
        f"平台\t建设\t财政厅{CELL_BREAK}商务厅",
        "推广",
    ]
    assert [(c.column, c.rowspan) for c in read_as.tables[0].rows[1].cells] == [(0, 2), (1, 1), (2, 2)]
    assert [c.column for c in read_as.tables[0].rows[2].cells] == [1]


_HEAD = ("序号", "重点任务", "牵头单位")
_ROWS = (("1", "建设平台。", "市数据局、<br>市公安局"), ("2", "推广应用。", "市财政局"))


@pytest.mark.parametrize(
    ("around", "row", "cell"),
    [
        ("<div class='list'>{}</div>", "<div class='row'>{}</div>", "<span>{}</span>"),
        ("<section>{}</section>", "<ul>{}</ul>", "<li>{}</li>"),
        ("<div>{}</div>", "<dl>{}</dl>", "<dd><p>{}</p></dd>"),
        ("<div><div>{}</div></div>", "<div>{}</div>", "<div>{}</div>"),
        ("<div role='table'>{}</div>", "<p>{}</p>", "<b>{}</b>"),
    ],
)
def test_a_table_of_other_elements_keeps_its_cells(around: str, row: str, cell: str) -> None:
    rows = "".join(row.format("".join(map(cell.format, cells))) for cells in (_HEAD, *_ROWS))
    (table,) = (read_as := reading(f"<body><p>任务如下：</p>{around.format(rows)}<p>完。</p></body>".encode())).tables
    assert [row.span.of(read_as.text).split("\t") for row in table.rows] == [
        list(_HEAD),
        ["1", "建设平台。", f"市数据局、{CELL_BREAK}市公安局"],
        ["2", "推广应用。", "市财政局"],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("项目", "数量", "备注"), ("平台", "一个", "无")],  # nothing that a heading of tasks says
        [("序号", "重点任务", "牵头单位"), ("1", "市财政局")],  # not as many cells
        [("序号", "牵头单位"), ("1", "市财政局")],
    ],
)
def test_elements_side_by_side_are_no_table_where_that_is_in_doubt(rows: list[tuple[str, ...]]) -> None:
    told = "".join("<div>" + "".join(f"<span>{cell}</span>" for cell in row) + "</div>" for row in rows)
    assert reading(f"<body><div>{told}</div></body>".encode()).tables == ()


@pytest.mark.parametrize(("term", "told"), [("牵头单位", "牵头单位：市财政局"), ("说明", "说明\n市财政局")])
def test_a_term_of_a_list_is_a_label_where_it_says_of_what(term: str, told: str) -> None:
    page = f"<body><dl><dt>{term}</dt> <dd>市财政局</dd><dt>完成时限：</dt><dd>2025年底</dd></dl></body>"
    assert reading(page.encode()).text.startswith(f"{told}\n")


# Printed pages


def test_page_numbers_are_noise_and_a_paragraph_goes_on_over_the_page_end() -> None:
    long = "加快建设知识产权强国" * 80
    for writer in (formats.pdf, formats.ofd):
        read_as = reading(writer([long]))
        assert reflow(read_as).text == long
        assert [span.of(read_as.text) for span in read_as.noise] == ["— 1 —\n", "— 2 —\n"]


def test_a_scanned_pdf_is_recognised_and_the_way_out_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    picture = (
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        "/Length 1 >>\nstream\n\0\nendstream"
    )
    scan = formats.pdf_of_objects(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /XObject << /I 5 0 R >> >> >>",
            "<< /Length 27 >>\nstream\n595 0 0 842 0 0 cm /I Do   \nendstream",
            picture,
        ]
    )
    with pytest.raises(
        UnreadableSource, match=r"a scanned PDF, without text; run OCR first.*pip install .fengong\[ocr\]"
    ):
        reading(scan)


# Office programs


def test_without_libreoffice_the_hint_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(UnreadableSource, match=r"reading \.odt needs LibreOffice; install it, or save the file as"):
        reading(formats.odt(LINES))


def test_libreoffice_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 600\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    monkeypatch.setattr(limits, "_at_hand", Limit(seconds=0.2))
    with pytest.raises(UnreadableSource, match="LibreOffice took more than"):
        reading(formats.odt(LINES))


def test_a_span_is_not_changed_by_reading_twice() -> None:
    content = formats.docx(LINES, TABLE)
    assert reading(content) == reading(content)
    assert all(isinstance(span, Span) for span in reading(content).noise)
    assert re.fullmatch(r"(?s).+", reading(content).text)
