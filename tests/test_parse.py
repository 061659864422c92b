"""Nothing is refused and nothing is lost: places, leaves and the document tree, on real and on broken texts."""

from __future__ import annotations

import re
from pathlib import Path

import formats
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graph_build
from graph_build.model import Document, Span
from graph_build.parse.attribution import brackets
from graph_build.parse.outline import MARKERS, Marker, marker_of
from graph_build.pipeline import understand
from graph_build.record import record
from graph_build.sources import Source
from ontology.authority import load

SAMPLE = (Path(graph_build.__file__).parent / "samples" / "xinjiang-2017-107.txt").read_bytes().decode("utf-8")
AUTHORITY = load()


def parsed(text: str) -> Document:
    return understand(Source("test.txt", text.encode("utf-8")), AUTHORITY)


def bare(text: str) -> str:
    """Text without what reflowing drops: blanks, invisible characters, page numbers."""
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+", "", text)


def assert_nothing_lost(document: Document, text: str) -> None:
    assert document.reflowed.source == text
    assert "".join(leaf.span.of(text) for leaf in document.leaves) == text
    assert all(leaf.span.end > leaf.span.start for leaf in document.leaves)
    for measure in document.measures:
        for task in measure.tasks:
            if task.attribution is None:
                continue
            found = task.attribution
            if "\n" not in found.text and " | " not in found.text:
                assert bare(document.place(found.span).of(text)) == bare(found.text)
            for mention in found.mentions:
                assert mention.span.of(document.text) == mention.surface
                assert bare(document.place(mention.span).of(text)) == bare(mention.surface)


def test_every_character_of_the_sample_is_in_one_leaf_and_every_mention_in_its_place() -> None:
    assert_nothing_lost(parsed(SAMPLE), SAMPLE)


def test_name_broken_by_a_page_is_cut_out_of_the_unchanged_source() -> None:
    document = parsed(SAMPLE)
    (court,) = [m for m in document.measures[12].tasks[0].attribution.mentions if m.name == "自治区高级人民法院"]  # type: ignore[union-attr]
    assert document.place(court.span).of(SAMPLE) == "自治区\n\n高级人民法院"


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The sample after a few cuts, doublings and insertions of what breaks documents."""
    text = SAMPLE[: draw(st.integers(1500, 4000))]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["cut", "double", "insert", "break"])):
            case "cut":
                text = text[:at] + text[at + draw(st.integers(1, 60)) :]
            case "double":
                text = text[:at] + text[max(0, at - 80) : at] + text[at:]
            case "insert":
                text = (
                    text[:at]
                    + draw(st.text("()（）〔〕、，。；：\n\t 1一（二）*牵头负责配合等会同\u200b\u3000", max_size=12))
                    + text[at:]
                )
            case _:
                text = text[:at] + "\n\n" + text[at:]
    return text or "。"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_broken_documents_lose_nothing(text: str) -> None:
    assert_nothing_lost(parsed(text), text)


@settings(max_examples=60, deadline=None)
@given(
    st.text("一二（）()1.、第条章\n责任单位：省财政厅，。配合 附件", min_size=1, max_size=200).filter(
        lambda text: text.strip(" \n\u3000")
    )
)
def test_salad_of_markers_and_labels_is_never_refused(text: str) -> None:
    assert_nothing_lost(parsed(text), text)


@pytest.mark.parametrize("marker", MARKERS, ids=lambda marker: marker.name)
def test_marker_is_read_as_itself(marker: Marker) -> None:
    found = marker_of(f"{marker.example}")
    assert found is not None
    assert found[0].name == marker.name


OUTLINES = [
    (
        "一、甲\n（一）乙\n1.丙（省财政厅）\n2.丁（省科技厅）\n（二）戊\n3.己（省教育厅）",
        ["1.1/1", "1.1/2", "1.2/3"],
    ),
    ("一、甲。做好工作。（省财政厅）\n二、乙。做好工作。（省科技厅）", ["/1", "/2"]),
    ("第一章 总则\n第一条 甲。\n第二条 乙。（省财政厅负责）", ["1/1", "1/2"]),
    ("一、甲\n（一）乙：①丙；②丁。（省财政厅负责）", ["1/1"]),
    ("1．甲（省财政厅）\n2．乙（省科技厅）", ["/1", "/2"]),
    ("一、甲\n1.乙：\n（1）丙；\n（2）丁。（省财政厅负责）", ["1/1"]),
    ("一、甲\n（一）乙条件是：\n（1）丙丙；\n（2）丁丁。（省财政厅负责）", ["1.1/1", "1.1/2"]),
    ("一、甲\n1.1 乙（省财政厅）\n1．2丙（省科技厅）\n二、丁\n2.1 戊（省财政厅）", ["1/1.1", "1/1.2", "2/2.1"]),
    ("1 总则\n1.1 目的\n甲。\n1.2 依据\n乙。\n2 组织\n2.1 机构\n2.1.1 丙（省财政厅）", ["1/1.1", "1/1.2", "2.1/2.1.1"]),
    ("甲办法\n目录\n第一章 总则\n第二章 附则…… 3\n第一章 总则\n第一条 乙。\n第二章 附则\n第二条 丙。", ["1/1", "2/2"]),
    ("一、甲。投资总额\n1.5万亿元，增长\n3.2个百分点。（省财政厅）\n二、乙。（省科技厅）", ["/1", "/2"]),
    ("一、甲。乙\n3.8 妇女节丙。（省财政厅）\n二、丁。（省科技厅）", ["/1", "/2"]),
]


@pytest.mark.parametrize(("text", "places"), OUTLINES)
def test_outline_of_every_depth(text: str, places: list[str]) -> None:
    assert [f"{measure.section}/{measure.number}" for measure in parsed(text).measures] == places


@pytest.mark.parametrize("titles", [("总则", "治理", "附则"), ("通则", "管理", "附则"), ("总则", "管理", "其他")])
def test_a_heading_may_be_called_otherwise_than_the_list_of_contents_says(titles: tuple[str, ...]) -> None:
    chapters = "".join(f"第{n}章 {title}\n第{n}条 做好工作。\n" for n, title in zip("一二三", titles, strict=True))
    document = parsed("甲办法\n目　录\n第一章 总则\n第二章 管理\n第三章 附则\n" + chapters)
    assert [section.title for section in document.sections] == list(titles)


def test_attribution_under_a_heading_covers_the_measures_below() -> None:
    document = parsed("一、甲\n（一）乙。（责任单位：省财政厅）\n1.丙。\n2.丁。")
    scopes = [(m.number, [t.attribution.scope for t in m.tasks if t.attribution]) for m in document.measures]
    assert scopes == [("1", ["section"]), ("2", ["section"])]


TWO_PLANS = """某市人民政府关于印发两个方案的通知
各县区人民政府：
现将两个方案印发给你们。
某市人民政府
2020年3月2日
某市数字经济发展工作方案
一、工作任务
（一）建设平台。推进平台建设。（市科技局）
二、保障措施
（一）加强领导。成立专班。（市财政局）
某市人才引进工作方案
一、工作任务
（一）引进人才。扩大规模。（市人社局）
"""


@pytest.mark.parametrize(
    ("head", "number", "issuer"),
    [
        ("南岭省人民政府令\n第312号\n", "南岭省人民政府令第312号", "南岭省人民政府"),
        ("财政部公告2023年第12号\n", "财政部公告2023年第12号", "财政部"),
        ("（岭政办发〔2024〕6号）\n", "岭政办发〔2024〕6号", None),
        ("公告2020年第54号\n", None, None),
    ],
)
def test_number_of_an_order_is_read_and_is_no_title(head: str, number: str | None, issuer: str | None) -> None:
    header = parsed(f"{head}南岭省数据条例实施办法\n第一条 为了规范数据管理，制定本办法。\n").header
    assert header.title is not None
    assert header.title.text == "南岭省数据条例实施办法"
    assert header.number == number
    assert [field.text for field in header.issuers] == ([issuer] if issuer else [])


@pytest.mark.parametrize(
    ("head", "title", "issuer"),
    [
        (
            "工业和信息化部等八部门关于加快制造业转型的意见\n",
            "工业和信息化部等八部门关于加快制造业转型的意见",
            "工业和信息化部",
        ),
        ("2024年十大民生实事任务分解表\n", "2024年十大民生实事任务分解表", None),
        ("附件：行业标准一览表\n", None, None),
        ("中华人民共和国数据安全法\n目录\n第一章 总则及规则\n", "中华人民共和国数据安全法", None),
    ],
)
def test_title_and_who_stands_in_it(head: str, title: str | None, issuer: str | None) -> None:
    header = parsed(f"{head}一、甲。做好工作。（省财政厅）\n").header
    assert (header.title and header.title.text) == title
    assert [field.text for field in header.issuers] == ([issuer] if issuer else [])


def test_several_plans_are_numbered_apart() -> None:
    document = parsed(TWO_PLANS)
    assert [f"{m.section}/{m.number}" for m in document.measures] == ["1.1/1", "1.2/1", "2.1/1"]
    tops = [section.title for section in document.sections if section.parent is None]
    assert tops == ["某市数字经济发展工作方案", "某市人才引进工作方案"]


def test_unit_that_lost_its_marker_is_put_back() -> None:
    document = parsed("一、甲\n1.建平台。（省财政厅）\n办大赛。（省科技厅）\n3.引人才。（省教育厅）")
    assert [
        (m.number, [x.name for t in m.tasks if t.attribution for x in t.attribution.mentions])
        for m in document.measures
    ] == [
        ("1", ["省财政厅"]),
        ("2", ["省科技厅"]),
        ("3", ["省教育厅"]),
    ]


def test_paragraphs_and_tables_without_any_marker_are_read() -> None:
    document = parsed("培育品牌机构。（省发展改革委牵头，科技厅配合）\n建设公共平台。\n责任单位：省财政厅\n")
    assert [(m.number, m.text) for m in document.measures] == [
        ("1", "培育品牌机构。（省发展改革委牵头，科技厅配合）"),
        ("2", "建设公共平台。\n责任单位：省财政厅"),
    ]
    table = parsed("某市任务分工表\n序号\t任务\t责任单位\n1\t建平台\t市科技局\n2\t办大赛\t市人社局")
    assert [(m.number, m.text) for m in table.measures] == [("1", "建平台 | 市科技局"), ("2", "办大赛 | 市人社局")]


def test_table_of_tasks_is_read() -> None:
    document = parsed(
        "一、任务分工\n序号\t工作任务\t牵头单位\t配合单位\t完成时限\n1\t建平台\t市科技局\t市财政局、市工信局\t2026年底前\n2\t办大赛\t市人社局\t\t长期"
    )
    rows = [
        [(m.name, m.role.value) for t in measure.tasks if t.attribution for m in t.attribution.mentions]
        for measure in document.measures
    ]
    assert rows == [[("市科技局", "lead"), ("市财政局", "co"), ("市工信局", "co")], [("市人社局", "lead")]]
    assert document.measures[0].text == "建平台 | 市科技局 | 市财政局、市工信局 | 2026年底前"


MERGED = [
    ["序号", "工作任务", "牵头单位", "配合单位"],
    ["1", "建设公共服务平台", "市科技局、市数据局", "市财政局"],
    ["2", "举办创新大赛", "", ""],
    ["3", "引进领军人才", "市人社局", "市委组织部"],
]


def roles(document: Document) -> list[tuple[str, str, list[str]]]:
    """Each measure: its section, its number, and who leads (l) or joins (c)."""
    return [
        (
            measure.section,
            measure.number,
            [f"{m.name}:{m.role[0]}" for t in measure.tasks if t.attribution for m in t.attribution.mentions],
        )
        for measure in document.measures
    ]


@pytest.mark.parametrize("writer", ["docx", "html", "pdf"])
def test_a_cell_merged_downwards_assigns_its_bodies_to_each_row_it_reaches(writer: str) -> None:
    content = formats.WRITERS[writer](["某市任务分工方案", "一、任务分工"], MERGED)
    document = understand(Source("plan", content), AUTHORITY)
    both = ["市科技局:l", "市数据局:l", "市财政局:c"]
    assert roles(document) == [("1", "1", both), ("1", "2", both), ("1", "3", ["市人社局:l", "市委组织部:c"])]
    merged = [task.attribution for measure in document.measures[:2] for task in measure.tasks]
    assert merged[0] == merged[1]  # the words stand once, in the first row
    assert merged[0] is not None
    assert merged[0].text == "市科技局、市数据局 | 市财政局"


def test_an_empty_cell_of_plain_text_stays_empty() -> None:
    document = understand(Source("plan.txt", formats.txt(["某市方案", "一、任务分工"], MERGED)), AUTHORITY)
    assert roles(document)[1] == ("1", "2", [])


GROUPED = (
    "<p>某市任务分工表</p><table><tr><th rowspan=2>序号</th><th rowspan=2>任务</th><th colspan=2>责任单位</th></tr>"
    "<tr><th>牵头单位</th><th>配合单位</th></tr><tr><td colspan=4>创新平台</td></tr>"
    "<tr><td>1</td><td>建设平台</td><td>市科技局</td><td rowspan=3>市财政局<br>市税务局</td></tr>"
    "<tr><td rowspan=2>2</td><td>宣传</td><td rowspan=2>市委宣传部</td></tr><tr><td>培训</td></tr>"
    "<tr><td colspan=4>创新人才</td></tr><tr><td>3</td><td>办大赛</td><td>市人社局</td><td></td></tr></table>"
)


def test_headings_of_two_rows_and_rows_over_the_whole_width_are_read() -> None:
    document = understand(Source("table.html", GROUPED.encode()), AUTHORITY)
    assert [(s.id, s.title, s.parent) for s in document.sections] == [
        ("1", "创新平台", None),
        ("2", "创新人才", None),
    ]
    joined = ["市财政局:c", "市税务局:c"]
    assert roles(document) == [
        ("1", "1", ["市科技局:l", *joined]),
        ("1", "2", ["市委宣传部:l", *joined]),
        ("1", "2", ["市委宣传部:l", *joined]),
        ("2", "3", ["市人社局:l"]),
    ]


def test_a_row_over_the_whole_width_is_a_section_in_plain_text_too() -> None:
    document = parsed(
        "一、任务分工\n序号\t任务\t责任单位\n创新平台\n1\t建平台\t市科技局\n创新人才\n2\t办大赛\t市人社局"
    )
    assert [(s.id, s.title) for s in document.sections] == [
        ("1", "任务分工"),
        ("1.1", "创新平台"),
        ("1.2", "创新人才"),
    ]
    assert roles(document) == [("1.1", "1", ["市科技局:l"]), ("1.2", "2", ["市人社局:l"])]


def test_sentences_are_tasks_only_when_asked_for() -> None:
    text = "一、甲\n（一）省科技厅牵头负责申报工作。"
    assert not any(parsed(text).mentions())
    found = understand(Source("t.txt", text.encode()), AUTHORITY, sentences=True)
    assert [(m.name, m.basis.value) for m in found.mentions()] == [("省科技厅", "sentence")]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "()" * 50_000,
        "（省财政厅" * 20_000,
        "、" * 100_000,
        "一、" * 50_000,
        "责任单位：" * 20_000,
    ],
)
def test_pathological_brackets_stay_linear(text: str) -> None:
    """A generous guard against hanging: quadratic reading of these would take minutes."""
    import time

    begin = time.process_time()
    assert_nothing_lost(parsed(text), text)
    assert time.process_time() - begin < 20


def test_brackets_are_found_outermost_and_closed() -> None:
    text = "a(b(c)d)e)f(g"
    assert [span.of(text) for span in brackets(text, Span(0, len(text)))] == ["(b(c)d)", "(g"]


RULE = "{}（市发改委、市财政局负责，列第一位者牵头{}）\n"


@pytest.mark.parametrize(("words", "reaches"), [("", False), ("，下同", True)])
def test_a_rule_reaches_as_far_as_its_chapter_unless_it_says_more(words: str, reaches: bool) -> None:
    text = (
        "云岭市实施方案\n一、重点\n1.甲。" + RULE.format("", words) + "2.乙。（市教育局、市体育局负责）\n"
        "二、保障\n1.丙。（市民政局、市司法局负责）\n"
    )
    bases = [
        [m.basis.value for t in measure.tasks if t.attribution for m in t.attribution.mentions]
        for measure in parsed(text).measures
    ]
    assert bases == [["rule"] * 2, ["rule"] * 2, ["rule" if reaches else "order"] * 2]


def test_parties_that_a_rule_adds_stop_at_its_chapter_and_stand_in_the_record() -> None:
    text = (
        "云岭市实施方案\n一、重点\n1.甲。（市教育局负责。以下均需各区政府落实，不再列出）\n2.乙。（市民政局负责）\n"
        "二、保障\n1.丙。（市司法局负责）\n"
    )
    measures = record(parsed(text))["measures"]
    assert [[b["name"] for t in m["tasks"] for b in t.get("added", [])] for m in measures] == [[], ["各区政府"], []]


def test_what_a_measure_carries_out_the_document_does_not() -> None:
    text = "云岭市实施方案\n根据《云岭省条例》，制定本方案。\n一、重点\n1.落实《云岭省规划》，修路。（市交通局）\n"
    document = parsed(text)
    assert [c.function for c in document.header.citations] == ["based-on"]
    assert [c.function for c in document.measures[0].citations] == ["cites"]


def test_a_unit_that_asks_nothing_of_anybody_says_so() -> None:
    text = (
        "云岭市实施方案\n一、总体要求\n（一）指导思想。以规划为引领。\n（二）基本原则。\n1.坚持统筹。统一规划。\n"
        "二、重点任务\n（一）修路。建好县道。（市交通局）\n（二）植树。绿化荒山。\n"
    )
    found = parsed(text).measures
    assert [measure.asks for measure in found] == [False, False, True, True]
