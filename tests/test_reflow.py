"""The numbered promises of reflow, each as a property of any text, and what it does to real ones."""

from __future__ import annotations

import json
import re
import time
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph_build.model import Reading, Reflowed, Span
from graph_build.read.reflow import reflow
from graph_build.read.reflow.markers import MARKER

DEV = Path(__file__).parents[2] / "shared" / "corpus" / "dev"
SAMPLE = (files("graph_build") / "samples" / "xinjiang-2017-107.txt").read_text("utf-8")

#: what texts are made of, and what goes wrong in them
PARTS = [
    *(
        "自治区",
        "财政厅、",
        "高级人民法院",
        "加大对恶",
        "意侵权行为的惩治力度",
        "，",
        "。",
        "；",
        "：",
        "第",
        "OPC",
        "AI ",
        "2017年",
        "5",
    ),
    *(
        "一、",
        "二、",
        "（一）",
        "(二)",
        "1.",
        "2．",
        "3、",
        "①",
        "第三条",
        "附件",
        "1.1 目的",
        "3.2",
        "个百分点",
        "\n序号\t任务\t责任单位\n",
        "\n1\t任务",
        "\n| 任务 | 责任单位 |\n|---|---|\n",
        "| 修路 | 市科技局 |\n",
        "\n序号\n任务\n责任单位\n1\n修路\n市科技局\n2\n",
        "责任单位：",
        "牵头单位:",
        "2017年6月9日",
    ),
    *("(", ")", "（", "）", "“", "”", "《", "》", "[", "]"),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\x0c",
        "\u2028",
        "\x85",
        " ",
        "  ",
        "\t",
        "\u3000",
        "\xa0",
        "\u200b",
        "\u00ad",
        "\ufeff",
    ),
    *(
        "\n— 3 —\n",
        "\n- 4 -\n",
        "\n第 3 页\n",
        "为加快推进知识产权强国建设，提升创造、运用、保护、管理和服务能力，推动",
        "关于印发方案的通知",
        "（责任单位：市科技局 市财政局",
    ),
]
texts = st.lists(st.sampled_from(PARTS), max_size=60).map("".join)


def of(text: str) -> Reflowed:
    return reflow(Reading(text, "txt"))


@given(texts)
@example("(二)\u200b OPC")
def test_1_nothing_is_invented_but_line_ends(text: str) -> None:
    reflowed = of(text)
    assert len(reflowed.text) == len(reflowed.offsets)
    for character, at in zip(reflowed.text, reflowed.offsets, strict=True):
        if character == " ":
            assert text[at].isspace()
        elif character == "\t":
            assert text[at] in "|\t" or text[at].isspace() or at + 1 == len(text) or text[at + 1].isspace()
        elif character not in "\n\u2028":
            assert character == text[at]


@given(texts)
def test_2_nothing_is_dropped_but_layout(text: str) -> None:
    layout = re.compile(r"\|---\|---\||[\s\u200b\u00ad\ufeff|]|^\s*(?:— 3 —|- 4 -|第 3 页)\s*$", re.MULTILINE)
    without_pages = re.sub(r"— 3 —|- 4 -|第 3 页", "", text)
    assert layout.sub("", re.sub(r"—3—|-4-|第3页", "", of(text).text)) == layout.sub("", without_pages)


@given(texts)
def test_3_offsets_rise_strictly_but_at_a_line_end_put_in(text: str) -> None:
    reflowed = of(text)
    for at in range(1, len(reflowed.offsets)):
        rise = reflowed.offsets[at] - reflowed.offsets[at - 1]
        assert rise > 0 or (rise == 0 and reflowed.text[at] in "\n\t")


@given(texts)
def test_4_lines_are_not_empty_and_have_no_blank_at_their_ends(text: str) -> None:
    for line in of(text).text.split("\n") if of(text).text else ():
        assert line
        assert "\t" in line or line == line.strip()


@given(
    st.lists(
        st.sampled_from(["一、总体要求", "（二）强化保障", "3.建设平台", "第四条 各级政府", "责任单位：财政厅"]),
        min_size=2,
    )
)
def test_5_lines_that_begin_a_unit_stay_lines(lines: list[str]) -> None:
    assert of("\n".join(lines)).text.split("\n") == [line.replace(" ", "") for line in lines]


@given(texts)
@example("自治区" * 20 + "\n— 3 —\n自治区\n自治区\t为加快推进知识产权强国建设，提升创造、运用、保护、管理和服务能力")
@example(
    "自治区" * 9 + "\n— 3 —\n\n— 3 —\n为加快推进知识产权强国建设，" + "提升创造" * 12 + "（责任单位：市科技局 市财政局"
)
@example(
    "自治区" * 8
    + "\n"
    + "为加快推进知识产权强国建设，提升创造、运用、保护、管理和服务能力，推动" * 2
    + "\n自治区\n。一、"
)
@example("\n序号\n任务\n责任单位\n1\n修路\n市科技局\n2\n财政厅、\n\t自治区")
@example("\n序号\n任务\n责任单位\n1\n修路\n市科技局\n2\n财政厅、\n序号\n任务\n责任单位\n1\n修路\n市科技局\n2\n")
@settings(max_examples=400)
def test_6_reflowed_text_is_its_own_reflow(text: str) -> None:
    once = of(text).text
    assert of(once).text == once


@given(texts)
@example(
    "自治区" * 6
    + "，，，2017年责任单位： 关于印发方案的通知（责任单位：市科技局 市财政局\n— 3 —\n"
    + "为加快推进，提升创造，" * 4
)
@example("自治区" * 4 + "\n序号\t任务\t责任单位\n" + "为加快推进知识产权强国建设，提升能力，推动" * 3 + " 自治区")
def test_7_doubled_line_ends_change_nothing(text: str) -> None:
    assert of(text.replace("\r\n", "\n").replace("\n", "\n\n")).text == of(text.replace("\r\n", "\n")).text


def test_an_article_that_is_cited_begins_none() -> None:
    lines = ["关于支持的若干措施", "第一条符合《实施细则》第六条、", "第九条的，给予扶持。", "第二条由区科技局负责。"]
    assert of("\n".join(lines)).text.split("\n") == [lines[0], lines[1] + lines[2], lines[3]]


def test_7_a_text_that_lost_its_line_ends_gets_those_before_its_markers_back() -> None:
    whole = of(SAMPLE).text.split("\n")
    units = [line for line in whole if MARKER.match(line)]
    assert len(units) == 43 + 5 + 14
    found = set(of(re.sub(r"[\r\n]+", "", SAMPLE)).text.split("\n"))
    assert [line for line in units[:-1] if line not in found] == []  # the last one has no line end after it


@pytest.mark.parametrize(
    "piece",
    [
        "（",
        "）",
        "、",
        "一、",
        "1.\n",
        "a\t",
        "\n",
        "中\n",
        " ",
        "\u200b ",
        "责任单位：\n",
        "（\n中，\n",
        "a\u2028",
        "1.1.",
    ],
    ids=repr,
)
def test_8_time_is_linear_on_the_worst_texts(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * (count // len(piece))
        start = time.process_time()
        of(text)
        return time.process_time() - start

    seconds(1_000)
    assert seconds(200_000) < 40 * max(seconds(20_000), 0.005)


def test_breaks_in_names_and_words_are_undone() -> None:
    text = of(SAMPLE).text
    assert "(自治区高级人民法院、公安厅、知识产权局" in text
    assert "加大对恶意侵权行为的惩治力度" in text
    assert "关于落实国务院新形势下加快知识产权强国建设若干意见的实施意见" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("（区科技局\u3000区财政局 区教育局）", "（区科技局 区财政局 区教育局）"),
        ("责任单位：市\u200b科技局\u200b  市财\u200b政局", "责任单位：市科技局 市财政局"),
        ("（市发展改革委 财政局）", "（市发展改革委 财政局）"),
        ("1\t建设平台\t市科技局 各县（市、区）人民政府", "1\t建设平台\t市科技局 各县（市、区）人民政府"),
        ("（市委 政法委、市发展改革委 办公室）", "（市委政法委、市发展改革委办公室）"),
        ("责任单位：国家税务总局 某县税务局", "责任单位：国家税务总局某县税务局"),
        ("责任单位：市 财 政 局、市科技 局", "责任单位：市财政局、市科技局"),
        ("省财政厅 省科技厅关于印发方案的通知", "省财政厅省科技厅关于印发方案的通知"),
    ],
)
def test_a_blank_stays_that_alone_parts_two_names_in_a_list(text: str, said: str) -> None:
    assert of(text).text == said


def test_a_place_is_found_again_in_the_source() -> None:
    reflowed = of(SAMPLE)
    words = "自治区高级人民法院"
    start = reflowed.text.index("(" + words + "、公安厅、知") + 1
    assert reflowed.place(Span(start, start + len(words))).of(SAMPLE) == "自治区\n\n高级人民法院"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # page numbers between the halves of a sentence
        (
            "推进知识产权保护，严厉打\n- 12 -\n击侵权行为，依法惩处。",
            ["推进知识产权保护，严厉打击侵权行为，依法惩处。"],
        ),
        # a page number below a heading
        (
            "三、保障措施\n— 2 —\n各地要加强领导，抓好落实。",
            ["三、保障措施", "各地要加强领导，抓好落实。"],
        ),
        (
            "三、保障措施，即各地要加\n— 2 —\n强领导，抓好落实。",
            ["三、保障措施，即各地要加强领导，抓好落实。"],
        ),
        # a heading with a comma is a heading where its sisters are
        (
            "（一）优化布局，建设社区\n聚焦初创，强化支撑。",
            ["（一）优化布局，建设社区", "聚焦初创，强化支撑。"],
        ),
        # two label lines within one bracket
        (
            "建设平台。（牵头单位：财政厅；\n责任单位：商务厅）",
            ["建设平台。（牵头单位：财政厅；责任单位：商务厅）"],
        ),
        # the marker on a line of its own
        ("第三条\n本办法适用于全省。", ["第三条本办法适用于全省。"]),
        # a row of a table, an empty cell in it
        ("1\t建设 平台\t\t财政厅", ["1\t建设平台\t\t财政厅"]),
        # an indent by tabs is no table
        ("\t\t第一章 总 则\n\t第一条 为推进建设。", ["第一章总则", "第一条为推进建设。"]),
        # Latin words keep their blank, also over a line end
        ("OPC（One Person\nCompany，指个人公司）社区", ["OPC（One Person Company，指个人公司）社区"]),
        # a signature under a sentence that lost its full stop
        (
            "各地要抓好落实。请认真贯彻执行\n某某省人民政府办公厅\n2020年2月4日",
            ["各地要抓好落实。请认真贯彻执行", "某某省人民政府办公厅", "2020年2月4日"],
        ),
    ],
)
def test_what_is_joined_and_what_is_not(text: str, lines: list[str]) -> None:
    assert of(text).text.split("\n") == lines


def wrapped(paragraph: str) -> str:
    """A paragraph set in lines of 28 ideographs, the first one indented by two."""
    text, room = "　　", 52.0
    for character in paragraph:
        width = 1 if character.isascii() else 2
        if width > room and character not in "，。、；）),":
            text, room = text + "\n", 56
        text, room = text + character, room - width
    return text


def test_a_text_broken_at_one_width_gets_its_paragraphs_back() -> None:
    paragraphs = [line for line in of(SAMPLE).text.split("\n") if "ى" not in line]
    found = set(of("\n".join(map(wrapped, paragraphs))).text.split("\n"))
    assert [paragraph for paragraph in paragraphs if paragraph not in found] == []


#: a text of short articles, few lines of which are full where they are broken, and some hold digits
ARTICLES = [
    "第一条 为规范云岭市绿色数据中心推荐工作，根据国家有关规定，制定本办法。",
    "第二条 数据中心应当自2019年1月1日至2021年12月31日连续运行，并接入市能耗在线监测平台，接受国务院专利部门的指导。",
    "第三条 市工业和信息化局负责组织推荐。",
    "第四条 各县（区）于2021年12月17日前将推荐汇总表报送市工业和信息化局，由市工业和信息化局会同市发改委审核后公示。",
    "第五条 公示期为五个工作日。",
    "第六条 有下列情形之一的，不予推荐：",
    "（一）提供虚假材料；",
    "（二）近三年内发生重大安全事故。",
    "第七条 本办法由市工业和信息化局解释。",
    "第八条 入选的数据中心在两年期满后，对运行情况组织自查，市工业和信息化局结合自查报告组织复核，不合格的予以撤销。",
    "第九条 本办法自2021年9月1日起施行。",
]


def by_characters(length: int) -> list[str]:
    """The articles set in lines of so many characters."""
    lines = [f"　　{each}" for each in ARTICLES]
    return [line[at : at + length] for line in lines for at in range(0, len(line), length)]


@pytest.mark.parametrize("length", [24, 26, 30])
def test_a_text_broken_by_characters_gets_its_paragraphs_back(length: int) -> None:
    assert of("\n".join(by_characters(length))).text.split("\n") == [each.replace(" ", "") for each in ARTICLES]


def test_a_list_of_names_is_not_broken_lines() -> None:
    names = [
        f"云岭市武警支队第{n}大队政治委员、后勤处主任{name}" if n % 3 == 0 else f"市文工团演员{name}"
        for n, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未")
    ]
    assert of("\n".join(names)).text.split("\n") == names


def test_what_stands_over_a_list_of_contents_is_a_line() -> None:
    head = "（二〇二四年三月五日云岭市人民政府第十次会议通过）"
    text = "\n".join([head, "目　录", *by_characters(len(head))])
    assert of(text).text.split("\n")[:2] == [head, "目录"]


@pytest.mark.skipif(not DEV.exists(), reason="the annotated documents are not part of the project")
@pytest.mark.parametrize("gold", sorted(DEV.glob("gold/*.json")), ids=lambda path: path.stem)
def test_every_measure_of_the_annotated_documents_stands_on_one_line(gold: Path) -> None:
    text = of((DEV / "raw" / f"{gold.stem}.txt").read_text("utf-8")).text
    lines = {re.sub(r"\s", "", line) for line in text.split("\n")}
    for measure in json.loads(gold.read_text("utf-8"))["measures"]:
        for paragraph in re.split(r" \| |\n", measure["text"]):
            words = re.sub(r"\s", "", paragraph)
            assert any(words in line for line in lines), paragraph


def test_row_that_line_ends_in_its_cells_have_broken_is_one_line() -> None:
    rows = [
        "序号\t任务\t责任单位\t时限",
        "1\t建厂房",
        "10万平方米\t区住建局、",
        "— 2 —",
        "区工信局\t2024年底前",
        "2\t招商\t区商务局",
        "3\t办学\t区教育局",
        "（区招考办）\t2024年9月",
    ]
    whole = reflow(Reading("\n".join(rows), "txt")).text.split("\n")
    assert whole == [
        "序号\t任务\t责任单位\t时限",
        "1\t建厂房10万平方米\t区住建局、\u2028区工信局\t2024年底前",
        "2\t招商\t区商务局",
        "3\t办学\t区教育局（区招考办）\t2024年9月",
    ]


def test_the_number_and_the_signature_of_a_short_notice_stay_lines_of_their_own() -> None:
    notice = (
        "云川市人民政府办公厅关于加快平台建设的通知\n云政办发〔2026〕9号\n"
        "一、建设平台。（市财政局、市金融控股集团负责）\n二、用好平台。（市国资委、市减负办负责）\n"
        "云川市人民政府办公厅\n2026年4月20日"
    )
    assert reflow(Reading(notice, "txt")).text == notice
