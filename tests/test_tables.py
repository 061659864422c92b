"""Tables of tasks: which of their rows are headings, groups, notes and tasks, and what their cells say."""

from __future__ import annotations

import pytest

from graph_build.model import Reading, Span
from graph_build.parse.document import parse
from graph_build.parse.tables import cells, columns
from graph_build.read.reflow import reflow


def read(text: str) -> list[list[tuple[str, str]]]:
    """The names of each measure with their roles."""
    reading = Reading(text, "txt")
    document = parse("t.txt", reading, reflow(reading))
    return [
        [(m.name, m.role.value) for task in measure.tasks if task.attribution for m in task.attribution.mentions]
        for measure in document.measures
    ]


def numbers(text: str) -> list[str]:
    reading = Reading(text, "txt")
    return [measure.number for measure in parse("t.txt", reading, reflow(reading)).measures]


@pytest.mark.parametrize(
    ("heading", "roles"),
    [
        ("序号\t任务\t责任部门（牵头）\t责任部门（配合）", ["lead", "co"]),
        ("序号\t任务\t主办单位\t协办单位", ["lead", "co"]),
        ("序号\t任务\t牵头\t配合", ["lead", "co"]),
        ("序号\t任务\t责任单位及责任人\t分管领导", [None]),
        ("编号\t任务\t责任单位（列首位者牵头）\t备注", [None]),
        ("任务编号\t事项\t牵头⁠单位\t参加单位", ["lead", "co"]),
    ],
)
def test_headings_state_roles(heading: str, roles: list[str | None]) -> None:
    heading = heading.replace("\u2060", "")
    found = columns(heading, cells(heading, Span(0, len(heading))))
    assert found
    assert found.ordinal == 0
    assert [role and role.value for _, role in found.duties] == roles


def test_a_heading_of_two_rows() -> None:
    text = (
        "序号\t任务\t责任单位\t\t时限\n\t\t牵头\t配合\t\n"
        "1\t修桥\t市交通局\t市财政局、市公安局\t6月底\n2\t铺路\t市住建局\t\t长期\n"
    )
    assert read(text) == [
        [("市交通局", "lead"), ("市财政局", "co"), ("市公安局", "co")],
        [("市住建局", "lead")],
    ]


def test_a_matrix_below_a_spanning_heading_and_its_note() -> None:
    text = "序号\t任务\t市教育局\t市民政局\t市医保局\n1\t办学\t★\t\t△\n2\t救助\t\t★\t△\n注：★为牵头单位，△为配合单位\n"
    assert read(text) == [
        [("市教育局", "lead"), ("市医保局", "co")],
        [("市民政局", "lead"), ("市医保局", "co")],
    ]


def test_words_in_a_matrix_state_roles() -> None:
    text = "序号\t任务\t县水利局\t县林业局\n1\t治水\t牵头\t配合\n2\t造林\t配合\t牵头\n"
    assert read(text) == [[("县水利局", "lead"), ("县林业局", "co")], [("县水利局", "co"), ("县林业局", "lead")]]


@pytest.mark.parametrize("words", ["同上", "〃", "″"])
def test_a_cell_that_says_what_is_above(words: str) -> None:
    text = f"序号\t任务\t牵头单位\t配合单位\n1\t修桥\t市交通局\t市财政局\n2\t铺路\t{words}\t市公安局\n"
    assert read(text)[1] == [("市交通局", "lead"), ("市公安局", "co")]


def test_a_form_a_task() -> None:
    form = "工作任务\t{}\n责任单位\t{}\n完成时限\t2025年底前\n"
    text = form.format("修桥", "市交通局、市财政局") + form.format("铺路", "市住建局")
    assert read(text) == [[("市交通局", "lead"), ("市财政局", "co")], [("市住建局", "lead")]]


def test_a_row_that_lacks_the_cell_merged_over_it() -> None:
    text = (
        "类别\t事项\t目标\t责任单位\t进展\n一、教育\t1.建学校\t建成1所\t县教育局\t开工\n"
        "2.修操场\t修好3处\t县教育局、县体育局\t完工\t\n"
    )
    assert read(text)[1] == [("县教育局", "lead"), ("县体育局", "co")]
    assert numbers(text) == ["1", "2"]


def test_a_serial_number_merged_over_two_rows() -> None:
    text = (
        "序号\t事项\t责任单位\t时限\n1\t建养老院\t县民政局\t5月底前\n"
        "\t建老年大学\t\t12月底前\n2\t修路\t县交通局\t年底\n"
    )
    assert numbers(text) == ["1", "1", "2"]
    assert read(text)[1] == [("县民政局", "lead")]


def test_a_table_of_another_kind_below_is_no_table_of_tasks() -> None:
    text = "序号\t任务\t责任单位\n1\t修路\t县交通局\n联系表\n\n序号\t单位\t电话\n1\t县交通局\t62390001\n"
    assert len(read(text)) == 1


def test_a_cell_without_a_body_names_nobody() -> None:
    text = "序号\t任务\t牵头单位\t配合单位\n1\t修路\t县交通局\t无\n2\t修桥\t县交通局\t—\n"
    assert read(text) == [[("县交通局", "lead")], [("县交通局", "lead")]]
