"""Tables drawn in text with box characters: cells of several lines, cells over rows and columns, any stroke."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_build.model import CELL_END
from graph_build.pipeline import understand
from graph_build.read import read
from graph_build.sources import Source
from ontology.authority import load

MERGED = """关于分解重点工作的通知
┌──┬────────┬────────┬─────┐
│序号│重 点 工 作│责任单位│完成时限│
├──┴────────┴────────┴─────┤
│一、产业│
├──┬────────┬────────┬─────┤
│1│建设工业园区，新增│县工信局牵头，县自│6月底│
│ │标准厂房5万平方米。│然资源局、县财政局│ │
├──┼────────┼────────┼─────┤
│2│招引企业。│县商务局│全年│
├──┼────────┼────────┤ │
│3│举办招商会。│县商务局、县文旅局│ │
└──┴────────┴────────┴─────┘
各单位要抓好落实。
"""
TERMINAL = """任务分工
┏━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ 任务     ┃ 责任单位      ┃
┣━━━━━━━━━━╋━━━━━━━━━━━━━━━┫
┃ 疏浚沟渠 ┃ 县水利局、各  ┃
┃          ┃ 乡镇          ┃
┣━━━━━━━━━━╋━━━━━━━━━━━━━━━┫
┃ 调运化肥 ┃ 县供销社      ┃
┗━━━━━━━━━━┻━━━━━━━━━━━━━━━┛
"""
DOUBLE = """任务分工
╔════╦════════╗
║任务║牵头单位║
╠════╬════════╣
║修路║市交通运输局║
╠════╬════════╣
║架桥║市住房城乡建║
║    ║设委        ║
╚════╩════════╝
"""


def duties(text: str) -> list[tuple[str, ...]]:
    """Who answers in each measure, as written."""
    document = understand(Source("分工.txt", text.encode()), load())
    attributed = ([task.attribution for task in each.tasks] for each in document.measures)
    return [tuple(mention.surface for one in those if one for mention in one.mentions) for those in attributed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MERGED, [("县工信局", "县自然资源局", "县财政局"), ("县商务局",), ("县商务局", "县文旅局")]),
        (TERMINAL, [("县水利局", "各乡镇"), ("县供销社",)]),
        (DOUBLE, [("市交通运输局",), ("市住房城乡建设委",)]),
    ],
)
def test_a_drawn_table_is_read_by_its_cells(text: str, expected: list[tuple[str, ...]]) -> None:
    assert duties(text) == expected


def test_what_stands_around_a_drawn_table_stays() -> None:
    lines = read(Source("分工.txt", MERGED.encode())).text.splitlines()
    assert (lines[0], lines[-1]) == ("关于分解重点工作的通知", "各单位要抓好落实。")
    assert lines[1].split(CELL_END) == ["序号", "重 点 工 作", "责任单位", "完成时限"]


@pytest.mark.parametrize(
    "text",
    [
        "组织架构\n┌──┐\n│县长│\n└──┘\n一、修路。（县交通局）\n",  # a box is no table
        "甲│乙\n丙│丁\n",
        "┌──┬──┐\n│任务│单位│\n├──┼──┤\n│修│路│县交通局│\n└──┴──┘\n",  # whose bars do not stand in line
    ],
)
def test_other_drawings_stay_as_they_are(text: str) -> None:
    assert read(Source("分工.txt", text.encode())).text == text


CELLS = st.lists(st.text("建设修路招引培育园区厂房企业", min_size=1, max_size=5), min_size=1, max_size=3)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4)


@given(ROWS)
def test_a_table_comes_back_as_it_was_drawn(rows: list[tuple[list[str], ...]]) -> None:
    drawn = ["┌───────┬───────┬───────┐", "│任务│责任单位│时限│"]
    for row in rows:
        drawn.append("├───────┼───────┼───────┤")
        height = max(map(len, row))
        for number in range(height):
            cells = (cell[number] if number < len(cell) else "" for cell in row)
            drawn.append("│" + "│".join(f"{cell:　<7}" for cell in cells) + "│")
    drawn.append("└───────┴───────┴───────┘")
    _, *found = read(Source("分工.txt", "\n".join(drawn).encode())).text.splitlines()
    plain = [line.replace("\u2028", "") for line in found]
    assert "".join(plain) == "".join(CELL_END.join("".join(cell) for cell in row) for row in rows)
