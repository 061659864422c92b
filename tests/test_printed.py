"""Printed pages: tables with all their rules, with some and with none; rows over page ends; columns of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import formats
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typeset import LEFT, PITCH, SIZE, TOP, Compositor, broken, typed

from graph_build.model import CELL_BREAK, CELL_END, Reading
from graph_build.read import read
from graph_build.read.breaks import soft
from graph_build.read.coordinates import Glyph, Line, Rule
from graph_build.read.printed import Sheet, transcribe
from graph_build.sources import Source

HEAD = ["序号", "重点任务", "牵头单位", "配合单位"]
WIDTHS = [2, 16, 6, 8]
ROWS = [
    ["1", "建设全市统一的政务服务平台，推动高频事项全程网办、跨区通办，年内上线。", "市数据局", "市公安局、市人社局"],
    ["2", "整治渣土运输。", "市城管执法委", "各区政府"],
    ["3", "完善养老服务设施，新增床位三千张，改造适老化家庭一万户，提高护理水平。", "市民政局", "市财政局、市住建委"],
    ["4", "保障用电。", "市发展改革委", "市经济信息化委"],
]


def rows_of(sheets: Sequence[Sheet]) -> list[list[str]]:
    read = transcribe(sheets, "pdf")
    return [read.text[row.span.start : row.span.end].split(CELL_END) for table in read.tables for row in table.rows]


@pytest.mark.parametrize("rules", ["all", "level", "three", "none"])
@pytest.mark.parametrize("middle", [False, True])
@pytest.mark.parametrize("again", [False, True])
def test_a_table_is_read_whatever_of_its_rules_is_drawn(rules: str, middle: bool, again: bool) -> None:
    for lines_a_page in (40, 9):
        sheets = Compositor(WIDTHS, rules, middle, lines_a_page, again).set(HEAD, ROWS)
        assert rows_of(sheets) == [HEAD, *ROWS]


@pytest.mark.parametrize("rules", ["all", "level"])
@pytest.mark.parametrize("middle", [False, True])
@pytest.mark.parametrize("again", [False, True])
def test_a_ruled_row_is_one_wherever_the_page_end_parts_it(rules: str, middle: bool, again: bool) -> None:
    for lines_a_page in range(4, 14):
        sheets = Compositor(WIDTHS, rules, middle, lines_a_page, again).set(HEAD, ROWS)
        assert rows_of(sheets) == [HEAD, *ROWS]


def test_rows_that_the_page_end_parts_between_them_stay_apart() -> None:
    rows = [[str(number), "整治渣土运输。", "市城管执法委", "各区政府"] for number in range(1, 8)]
    for again in (True, False):
        assert rows_of(Compositor(WIDTHS, lines_a_page=4, again=again).set(HEAD, rows)) == [HEAD, *rows]


def test_a_row_without_serial_number_stays_a_row_behind_a_page_end() -> None:
    rows = [["1", "整治渣土运输。", "市城管执法委", "各区政府"], ["", "清理占道堆物。", "市交通委", "各区政府"]]
    assert rows_of(Compositor(WIDTHS, lines_a_page=3).set(HEAD, rows)) == [HEAD, *rows]


@pytest.mark.parametrize("rules", ["all", "level", "three", "none"])
@pytest.mark.parametrize("middle", [False, True])
@pytest.mark.parametrize("head", ["序号", "编号"])
def test_a_heading_of_a_column_as_narrow_as_a_letter_is_one(rules: str, middle: bool, head: str) -> None:
    for edge in (842, 1100):  # the heading of the second page stands where running heads do, or below
        sheets = Compositor([1, *WIDTHS[1:]], rules, middle, 10).set([head, *HEAD[1:]], ROWS)
        read = rows_of([replace(sheet, height=edge) for sheet in sheets])
        assert [[cell.replace(CELL_BREAK, "") for cell in row] for row in read] == [[head, *HEAD[1:]], *ROWS]


def test_a_heading_that_a_font_gives_as_radicals_is_one() -> None:
    head = ["序号", "重点⼯作", "牵头部⻔", "配合部⻔"]
    assert rows_of(Compositor(WIDTHS, "none").set(head, ROWS)) == [head, *ROWS]


@pytest.mark.parametrize("rules", ["three", "none"])
@pytest.mark.parametrize("middle", [False, True])
def test_a_mark_that_hangs_over_the_end_of_a_line_makes_no_line_short(rules: str, middle: bool) -> None:
    rows = [
        ["1", "整治渣土运输。", "市数据局", "人民银行某某分行、市公安局"],
        ["2", "完善养老服务设施，新增床位。", "市民政局", "各区（市）人民政府"],
        ["3", "保障用电。", "市发展改革委", "市财政局"],
    ]
    assert rows_of(Compositor(WIDTHS, rules, middle, hanging=True).set(HEAD, rows)) == [HEAD, *rows]


def without_inner_rules(sheet: Sheet, row: int) -> Sheet:
    height = sorted({rule.top for rule in sheet.rules if rule.level})[row]
    sides = {min(rule.left for rule in sheet.rules), max(rule.right for rule in sheet.rules)}
    rules = (rule for rule in sheet.rules if rule.level or rule.top != height or rule.left in sides)
    return replace(sheet, rules=tuple(rules))


@pytest.mark.parametrize("open_row", range(1, 5))
def test_a_row_that_is_shaded_and_not_ruled_keeps_to_the_columns_of_the_others(open_row: int) -> None:
    (sheet,) = Compositor(WIDTHS).set(HEAD, ROWS)
    assert rows_of([without_inner_rules(sheet, open_row)]) == [HEAD, *ROWS]


@pytest.mark.parametrize("title", ["二、改善民生", "二、加快发展方式绿色转型和建设生态文明"])
def test_a_title_over_all_columns_is_not_parted(title: str) -> None:
    (sheet,) = Compositor(WIDTHS).set(HEAD, [ROWS[0], [title, "", "", ""], ROWS[1]])
    heights = sorted({rule.top for rule in sheet.rules if rule.level})
    glyphs = [glyph for glyph in sheet.glyphs if not heights[2] < glyph.middle < heights[3]]
    glyphs += typed(title, LEFT + 4 * SIZE, heights[2] + PITCH / 3)
    read = transcribe([without_inner_rules(replace(sheet, glyphs=tuple(glyphs)), 2)], "pdf")
    assert [row.span.of(read.text) for table in read.tables for row in table.rows][2] == title


def test_a_cell_that_the_page_end_moves_as_a_whole_belongs_to_the_row_above() -> None:
    moved = [["1", ROWS[0][1], "市数据局", ""], ["", "", "", "市公安局、市人社局"], ROWS[1]]
    for again in (True, False):
        sheets = Compositor(WIDTHS, lines_a_page=5, again=again).set(HEAD, moved)
        assert rows_of(sheets) == [HEAD, *ROWS[:2]]


def test_a_break_that_was_typed_stays_one() -> None:
    rows = [
        ["1", "建设平台。", "市数据局\n市公安局", "各区政府"],
        ["2", "保障用电。", "市城管执法委", "经济和信息化委员"],
    ]
    read = rows_of(Compositor(WIDTHS).set(HEAD, rows))
    assert read[1][2] == f"市数据局{CELL_BREAK}市公安局"


@pytest.mark.parametrize(
    ("words", "after", "wide", "is_soft"),
    [
        ("市卫生健康", "委", 5.5, True),
        ("各区政府", "市财政局", 6, False),
        ("力争到2025年", "12月底", 6.5, True),  # a number is not parted
        ("各区政府和有关", "部、门", 8, True),  # a comma may not begin a line, so 部 was not set alone
        ("各区政府和有关", "部门", 8, False),
        ("印发通知", "〔2023〕33号", 7, True),  # a bracket may not end a line
    ],
)
def test_a_line_is_full_if_the_next_unit_does_not_fit(words: str, after: str, wide: float, is_soft: bool) -> None:
    def line(text: str) -> Line:
        return Line(text, 0, sum(0.5 if letter.isascii() else 1 for letter in text), 0, 1)

    assert soft(line(words), line(after), 0, wide) is is_soft


def test_frames_without_a_heading_of_tasks_are_no_tables() -> None:
    foot = [*typed("市政府办公室", LEFT, 700), *typed("2024年5月3日印发", LEFT + 250, 700)]
    rules = (Rule(LEFT, 690, LEFT + 400, 690), Rule(LEFT, 720, LEFT + 400, 720))
    assert transcribe([Sheet(842, tuple(foot), rules)], "pdf").tables == ()


def in_columns(text: str, wide: int, high: int) -> list[Sheet]:
    lines = broken(text, wide)
    sheets = []
    for page in range(0, len(lines), 2 * high):
        glyphs: list[Glyph] = []
        for number, words in enumerate(lines[page : page + 2 * high]):
            column, row = divmod(number, high)
            glyphs += typed(words, LEFT + column * (wide + 2) * SIZE, TOP + row * PITCH)
        sheets.append(Sheet(842, tuple(glyphs)))
    return sheets


def test_columns_of_text_are_read_one_after_the_other() -> None:
    text = "".join(f"{a}{b}事项由市有关部门共同推进落实到位" for a in "甲乙丙丁戊己庚辛" for b in "子丑寅卯辰巳午")
    sheets = in_columns(text, 15, 24)
    title = tuple(typed("公报", LEFT + 14 * SIZE, TOP - 4 * PITCH)) + tuple(
        typed("标题很长的一份重要文件", LEFT + 10 * SIZE, TOP - 2 * PITCH)
    )
    first = Sheet(842, title + sheets[0].glyphs)
    assert transcribe([first, *sheets[1:]], "pdf").text.split("\n")[-2] == text


words = st.text("市区县建设服务平台推动改革完善制度提高水平", min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(words.map(lambda text: text + "。"), words, words), min_size=2, max_size=6),
    rules=st.sampled_from(["all", "level"]),
    lines_a_page=st.integers(12, 40),
)
def test_no_letter_of_a_table_is_lost_or_moved_to_another_column(
    rows: list[tuple[str, str, str]], rules: str, lines_a_page: int
) -> None:
    numbered = [[str(number), *row] for number, row in enumerate(rows, 1)]
    read = rows_of(Compositor(WIDTHS, rules, lines_a_page=lines_a_page).set(HEAD, numbered))
    for column in range(4):
        said = "".join(row[column] for row in read[1:]).replace(CELL_BREAK, "")
        assert said == "".join(row[column] for row in numbered)


# OFD


def ofd(content: str, document: str = "", parts: dict[str, str] | None = None) -> Reading:
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    files = {
        "OFD.xml": f"<ofd:OFD {ns}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {ns}><ofd:CommonData>{document}</ofd:CommonData><ofd:Pages>"
        "<ofd:Page ID='1' BaseLoc='Page.xml'/></ofd:Pages></ofd:Document>",
        "Doc_0/Page.xml": f"<ofd:Page {ns}>{content}</ofd:Page>",
    } | {f"Doc_0/{name}": f"<ofd:Page {ns}>{text}</ofd:Page>" for name, text in (parts or {}).items()}
    return read(Source("公文.ofd", formats.zipped({name: text.encode() for name, text in files.items()})))


def text_object(text: str, x: float, y: float, more: str = "") -> str:
    return (
        f"<ofd:TextObject Boundary='{x} {y} 80 6' Size='5' {more}><ofd:TextCode X='0' Y='4.4' "
        f"DeltaX='g {len(text) - 1} 5'>{text}</ofd:TextCode></ofd:TextObject>"
    )


def test_a_table_of_an_ofd_is_ruled_by_its_paths() -> None:
    cells = [["任务", "责任单位"], ["建平台", "财政局"]]
    shown = "".join(
        text_object(cell, 20 + 40 * column, 50 + 10 * row)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
    )
    level = "".join(
        f"<ofd:PathObject Boundary='18 {y} 80 1'><ofd:AbbreviatedData>M 0 0 L 80 0</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
        for y in (48, 58, 68)
    )
    upright = "".join(
        f"<ofd:PathObject Boundary='{x} 48 .3 20' Stroke='false' Fill='true'><ofd:AbbreviatedData>"
        "M 0 0 L .3 0 L .3 20 L 0 20 C</ofd:AbbreviatedData></ofd:PathObject>"
        for x in (18, 58, 98)
    )
    reading = ofd(f"<ofd:Content><ofd:Layer>{shown}{level}{upright}</ofd:Layer></ofd:Content>")
    assert reading.text == "任务\t责任单位\n建平台\t财政局\n"


def test_an_ofd_shows_its_templates_and_its_graphic_units() -> None:
    reading = ofd(
        "<ofd:Template TemplateID='2'/><ofd:Content><ofd:Layer><ofd:CompositeObject ResourceID='5' "
        f"Boundary='20 80 100 20'/>{text_object('通知正文', 20, 120)}</ofd:Layer></ofd:Content>",
        "<ofd:PublicRes>Res.xml</ofd:PublicRes><ofd:TemplatePage ID='2' BaseLoc='Template.xml'/>",
        {
            "Template.xml": f"<ofd:Content><ofd:Layer>{text_object('某市人民政府', 20, 60)}</ofd:Layer></ofd:Content>",
            "Res.xml": "<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID='5'><ofd:Content>"
            f"{text_object('某政发〔2024〕3号', 0, 0)}</ofd:Content></ofd:CompositeGraphicUnit>"
            "</ofd:CompositeGraphicUnits>",
        },
    )
    assert reading.text.split("\n") == ["某市人民政府", "某政发〔2024〕3号", "通知正文", ""]


def test_turned_text_of_an_ofd_stands_where_it_is_turned_to() -> None:
    turned = text_object("自上而下", 50, 60, "CTM='0 1 -1 0 0 0'")
    reading = ofd(f"<ofd:Content><ofd:Layer>{turned}{text_object('在下面', 20, 120)}</ofd:Layer></ofd:Content>")
    assert reading.text.replace("\n", "") == "自上而下在下面"
