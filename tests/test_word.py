"""What Word documents hold beside paragraphs and plain tables."""

from __future__ import annotations

import io
import zipfile

import formats
import pytest
import seeds
from made_tables import duties

from graph_build import read
from graph_build.model import Reading
from graph_build.sources import Source

P, R = "<w:p>{}</w:p>", "<w:r><w:t>{}</w:t></w:r>"
PLAN = "一、建设平台。（牵头单位：省财政厅；配合单位：省商务厅）"
READ = [(("省财政厅",), ("省商务厅",))]
HEAD = ("序号", "任务", "牵头单位", "配合单位")


def reading(content: bytes, name: str = "通知.docx") -> Reading:
    return read.read(Source(name, content))


def line(words: str) -> str:
    return P.format(R.format(words))


def table(*rows: tuple[str, ...]) -> str:
    """A table whose cells are XML, or words."""
    cells = ("".join(f"<w:tc>{cell if cell.startswith('<') else line(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def package(body: str, relations: str, parts: dict[str, bytes]) -> bytes:
    """A Word document with further parts, and relations to them."""
    with zipfile.ZipFile(io.BytesIO(formats.docx_of(body))) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    rels = members["word/_rels/document.xml.rels"].decode()
    members["word/_rels/document.xml.rels"] = rels.replace("</Rel", relations + "</Rel").encode()
    return formats.zipped(members | parts)


def relation(kind: str, target: str) -> str:
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="x1" Type="{types}/{kind}" Target="{target}"/>'


CHUNK = '<w:altChunk xmlns:r="r" r:id="x1"/>'


@pytest.mark.parametrize(
    ("target", "content"),
    [
        ("a.htm", f"<html><body><p>{PLAN}</p></body></html>".encode()),
        ("a.docx", formats.docx([PLAN])),
        ("a.txt", PLAN.encode()),
        ("a.mht", b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>" + PLAN.encode()),
    ],
)
def test_a_chunk_of_another_format_is_read_where_it_stands(target: str, content: bytes) -> None:
    made = package(line("总则") + CHUNK + line("附则"), relation("aFChunk", target), {f"word/{target}": content})
    assert reading(made).text == f"总则\n{PLAN}\n附则\n"
    assert duties(made, "通知.docx") == READ


def test_a_document_within_itself_ends_and_what_cannot_be_read_is_said() -> None:
    content = b"x"
    for _ in range(7):
        content = package(line("层") + CHUNK, relation("aFChunk", "a.docx"), {"word/a.docx": content})
    found = reading(content)
    assert found.text == "层\n" * 5
    assert len(found.warnings) == 1
    assert "4 deep" in found.warnings[0]


def test_an_embedded_workbook_is_read_where_it_stands() -> None:
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, (1, "建设平台", "省财政厅", "省商务厅"))
    embedded = P.format(
        '<w:r><w:object><o:OLEObject xmlns:o="o" xmlns:r="r" ProgID="Excel.Sheet.12" r:id="x1"/></w:object></w:r>'
    )
    made = package(
        line("分工见下表。") + embedded + line("附则"),
        relation("package", "embeddings/a.xlsx"),
        {"word/embeddings/a.xlsx": out.getvalue()},
    )
    assert duties(made, "通知.docx") == READ
    assert reading(made).text.endswith("1\t建设平台\t省财政厅\t省商务厅\n附则\n")


def test_a_table_that_frames_a_table_is_none() -> None:
    inner = table(HEAD, ("1", "建设平台", "省财政厅", "省商务厅"))
    framed = formats.docx_of(table((line("分工表") + inner + "<w:p/>",)))
    assert duties(framed, "通知.docx") == READ
    assert len(reading(framed).tables) == 1


def test_a_table_within_a_cell_is_read_below_the_table_it_stands_in() -> None:
    inner = table(HEAD, ("1", "建设平台", "省财政厅", "省商务厅"))
    made = formats.docx_of(table(("项目", "分工"), ("共享", f"{inner}<w:p/>")))
    assert reading(made).text.endswith("序号\t任务\t牵头单位\t配合单位\n1\t建设平台\t省财政厅\t省商务厅\n")
    assert duties(made, "通知.docx") == READ


def test_a_small_table_within_a_cell_is_lines_of_the_cell() -> None:
    inner = table(("牵头单位", "省财政厅"), ("配合单位", "省商务厅"))
    made = formats.docx_of(table(("序号", "任务", "责任分工"), ("1", "建设平台", f"{inner}<w:p/>")))
    assert "牵头单位：省财政厅\u2028配合单位：省商务厅" in reading(made).text


HIDDEN_STYLES = formats.word(
    "styles",
    '<w:style w:styleId="a" w:type="character"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    '<w:style w:styleId="c"><w:basedOn w:val="a"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:styleId="d"><w:basedOn w:val="d"/></w:style>',
)


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        ("<w:vanish/>", False),
        ('<w:vanish w:val="1"/>', False),
        ('<w:vanish w:val="0"/>', True),
        ('<w:rStyle w:val="a"/>', False),
        ('<w:rStyle w:val="b"/>', False),
        ('<w:rStyle w:val="c"/>', True),
        ('<w:rStyle w:val="d"/>', True),
        ('<w:rStyle w:val="a"/><w:vanish w:val="false"/>', True),
    ],
)
def test_hidden_text_is_no_text(properties: str, shown: bool) -> None:
    body = P.format(R.format("省财政厅") + f"<w:r><w:rPr>{properties}</w:rPr><w:t>、审计厅</w:t></w:r>")
    found = reading(formats.docx_of(body, styles=HIDDEN_STYLES)).text
    assert found == ("省财政厅、审计厅\n" if shown else "省财政厅\n")


def test_a_hidden_row_is_none() -> None:
    rows = table(HEAD, ("1", "建设", "省财政厅", ""), ("2", "旧稿", "省审计厅", ""))
    hidden = rows.replace("<w:tr><w:tc><w:p><w:r><w:t>2<", "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>2<")
    assert "旧稿" not in reading(formats.docx_of(hidden)).text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("自治区发展<w:br/>改革委、财政厅<w:br/>教育厅", ["自治区发展改革委、财政厅", "教育厅"]),
        ("市农业农村局、市财<w:br/>政局", ["市农业农村局、市财政局"]),
        ("市委<w:br/>宣传部", ["市委宣传部"]),
        ("市委办<w:br/>公室", ["市委办公室"]),
        ("各区人民政<w:br/>府", ["各区人民政府"]),
        ("各有关部<w:br/>门", ["各有关部门"]),
        ("2026年12月<w:br/>31日前", ["2026年12月31日前"]),
        ("2026年<w:br/>6月底", ["2026年6月底"]),
        ("2026年6月<w:br/>2项措施", ["2026年6月", "2项措施"]),
        ("各区<w:br/>市财政局", ["各区", "市财政局"]),
        ("各镇<w:br/>公安局", ["各镇", "公安局"]),
        ("市教育局<w:br/>市体育局", ["市教育局", "市体育局"]),
        ("建设公共服务平台。<w:br/>市财政局", ["建设公共服务平台。", "市财政局"]),
    ],
)
def test_a_break_within_a_name_is_soft_and_one_between_names_is_not(broken: str, whole: list[str]) -> None:
    runs = "<w:r><w:br/></w:r>".join(R.format(words) for words in broken.split("<w:br/>"))
    assert reading(formats.docx_of(table(("1", P.format(runs))))).text == "1\t" + "\u2028".join(whole) + "\n"


# One XML file


@pytest.mark.parametrize("name", ["通知.xml", "通知.doc"])
def test_a_package_in_one_file_reads_as_the_package(name: str) -> None:
    packed = package(line("总则") + CHUNK, relation("aFChunk", "a.txt"), {"word/a.txt": PLAN.encode()})
    assert reading(seeds.flat(packed), name).text == reading(packed).text == f"总则\n{PLAN}\n"


def test_a_document_of_word_2003_keeps_its_numbers_merges_and_accepted_words() -> None:
    def cell(words: str, merge: str = "") -> str:
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{line(words)}</w:tc>"

    rows = (
        "<w:tr>" + "".join(map(cell, HEAD)) + "</w:tr><w:tr>"
        + cell("1") + cell("建设平台") + cell("省财政厅", '<w:vmerge w:val="restart"/>') + cell("省商务厅")
        + "</w:tr><w:tr>" + cell("2") + cell("推广平台") + cell("", "<w:vmerge/>") + cell("省教育厅") + "</w:tr>"
    )  # fmt: skip
    content = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="urn:aml"><w:body><wx:sect>'
        + P.format('<w:pPr><w:listPr><wx:t wx:val="一、"/></w:listPr></w:pPr>' + R.format("总则"))
        + P.format(
            '<aml:annotation w:type="Word.Deletion"><aml:content>' + R.format("旧") + "</aml:content></aml:annotation>"
            '<aml:annotation w:type="Word.Insertion"><aml:content>' + R.format("新") + "</aml:content></aml:annotation>"
        )
        + f"<w:tbl>{rows}</w:tbl>"
        + f'<w:sectPr><w:hdr w:type="odd">{line("页眉")}</w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>'
    ).encode()
    found = reading(content, "通知.doc")
    assert [span.of(found.text) for span in found.noise] == ["页眉\n"]
    assert found.text.startswith("页眉\n一、总则\n新\n序号")
    assert duties(content, "通知.xml") == [
        (("省财政厅",), ("省商务厅",)),
        (("省财政厅",), ("省教育厅",)),
    ]
