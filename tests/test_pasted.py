"""Tables pasted as text: bars, Markdown, a cell a line, cells parted by blanks, all in one line."""

from __future__ import annotations

import pytest

from graph_build.model import Reading
from graph_build.parse.document import parse
from graph_build.read.reflow import reflow

ROWS = [
    ("1", "修建跨河大桥，畅通对外交通", "市交通局", "市财政局、市公安局", "2024年底前"),
    ("2", "整治河道", "市水利局", "各县（区）人民政府", "6月底"),
    ("3", "开展全民植树活动。", "市林业局", "团市委", "长期"),
]
HEAD = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限")
TITLE = "云岭市2024年重点任务分解表\n"


def barred(line: str) -> str:
    return TITLE + "\n".join(line.format(*row) for row in (HEAD, *ROWS)) + "\n云岭市人民政府办公室\n"


def read(text: str) -> list[tuple[str, str, list[str], list[str]]]:
    reading = Reading(text, "txt")
    document = parse("t.txt", reading, reflow(reading))
    found = []
    for measure in document.measures:
        mentions = [m for task in measure.tasks if task.attribution for m in task.attribution.mentions]
        leads = [m.name for m in mentions if m.role.value == "lead"]
        found.append((measure.number, measure.text, leads, [m.name for m in mentions if m.role.value == "co"]))
        assert all(m.span.of(document.text) == m.surface for m in mentions)
        assert all(document.place(m.span).of(text) == m.surface for m in mentions)
    return found


EXPECTED = [
    ("1", ["市交通局"], ["市财政局", "市公安局"]),
    ("2", ["市水利局"], ["各县（区）人民政府"]),
    ("3", ["市林业局"], ["团市委"]),
]


@pytest.mark.parametrize(
    "text",
    [
        barred("| {} | {} | {} | {} | {} |"),
        barred("{}|{}|{}|{}|{}"),
        barred("│{}│{}│{}│{}│{}│"),
        barred("｜{}｜{}｜{}｜{}｜{}｜"),
        barred("| {} | {} | {} | {} | {} |").replace("|\n| 1", "|\n|---|:--|:-:|---|---|\n| 1"),
        barred("{}\n{}\n{}\n{}\n{}"),
        barred("{}\n\n{}\n\n{}\n\n{}\n\n{}\n"),
        barred("{}\n{}\n{}\n{}\n{}").replace("牵头单位", "牵头\n单位").replace("完成时限", "完成\n时限"),
        barred("{}　　{}　　{}　　{}　　{}"),
        barred("{}    {}    {}    {}    {}"),
        barred("{} {} {} {} {}").replace("\n", " "),
    ],
    ids=[
        "framed",
        "bars",
        "drawn",
        "wide",
        "markdown",
        "lines",
        "spaced lines",
        "split heads",
        "wide blanks",
        "blanks",
        "one line",
    ],
)
def test_the_same_table_in_every_dress(text: str) -> None:
    found = read(text)
    assert [(number, leads, others) for number, _, leads, others in found] == EXPECTED
    assert [words.split(" | ")[0] for _, words, _, _ in found] == [row[1] for row in ROWS]


def test_several_bodies_a_cell_and_a_number_for_two_rows() -> None:
    text = (
        "序号\n事项\n责任单位\n时限\n1\n建一座县养老院。\n县民政局\n县住建局\n5月底前动工\n"
        "扩建县老年大学。\n12月底前\n2\n修通县道。\n县交通局\n9月完工\n分享到：\n"
    )
    assert [(number, leads + others) for number, _, leads, others in read(text)] == [
        ("1", ["县民政局", "县住建局"]),
        ("1", ["县民政局", "县住建局"]),
        ("2", ["县交通局"]),
    ]


def test_the_number_of_a_page_is_no_cell() -> None:
    text = barred("{}\n{}\n{}\n{}\n{}")
    place = text.index("市水利局")
    assert read(f"{text[:place]}— 3 —\n\n{text[place:]}") == read(text)


def test_a_row_that_leaves_a_cell_empty() -> None:
    text = barred("{}\n{}\n{}\n{}\n{}").replace("市水利局\n各县（区）人民政府\n", "市水利局\n")
    assert read(text)[1][2:] == (["市水利局"], [])


def test_a_line_end_inside_a_barred_cell() -> None:
    text = "| 序号 | 任务 | 责任单位 |\n| 1 | 修路 | 县交通局、\n县公安局 |\n| 2 | 植树 | 县林业局<br>各乡镇 |\n"
    assert [leads + others for _, _, leads, others in read(text)] == [["县交通局", "县公安局"], ["县林业局", "各乡镇"]]


@pytest.mark.parametrize(
    "text",
    [
        "联系电话|传真|邮编\n62390001|62390002|100000\n",
        "索引号 | 责任部门说明文件 | 发布\n",
        "序号\n名称\n数量\n1\n桌子\n5\n",
        "甲|乙两方共同推进。\n丙|丁两方配合。\n",
    ],
)
def test_what_is_no_table_of_tasks_stays_as_it_is(text: str) -> None:
    assert reflow(Reading(text, "txt")).text == "\n".join(line.replace(" ", "") for line in text.splitlines())


BOXED = """
{0}{1}{1}{2}{1}{1}{3}
{4}序号{4}任务{4}责任单位{4}
{5}{1}{1}{6}{1}{1}{7}
{4}1{4}修建桥梁{4}县交通局、县水利局{4}
{5}{1}{1}{6}{1}{1}{7}
{4}2{4}清淤河道{4}各乡镇{4}
{8}{1}{1}{9}{1}{1}{10}
"""


@pytest.mark.parametrize("lines", ["╔═╦╗║╠╬╣╚╩╝", "┌─┬┐│├┼┤└┴┘", "┏━┳┓┃┣╋┫┗┻┛"])
def test_a_table_in_a_box_of_any_lines_is_read(lines: str) -> None:
    text = BOXED.format(*lines)
    found = reflow(Reading(text, "txt")).text.splitlines()
    assert found == ["序号\t任务\t责任单位", "1\t修建桥梁\t县交通局、县水利局", "2\t清淤河道\t各乡镇"]


def test_the_last_cell_signs_nothing() -> None:
    text = barred("{}\n{}\n{}\n{}\n{}").replace("\n云岭市人民政府办公室\n", "\n")
    reading = Reading(text, "txt")
    assert parse("t.txt", reading, reflow(reading)).header.issuers == ()
