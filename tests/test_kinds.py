"""Kinds of wordings that real offices use, several made-up examples each: who is named, and in which role."""

from __future__ import annotations

import pytest

from graph_build.model import Document, Reading
from graph_build.parse.document import parse
from graph_build.read.reflow import reflow


def document(text: str) -> Document:
    reading = Reading(text, "txt")
    return parse("t.txt", reading, reflow(reading))


def said(words: str) -> list[tuple[str, str, str]]:
    """The names of one measure that ends in ``words``, with role and basis."""
    (measure,) = document(f"云岭市推进工作实施方案\n一、重点任务\n1.推进有关工作。{words}\n").measures
    return [
        (m.surface, m.role.value, m.basis.value)
        for task in measure.tasks
        if task.attribution
        for m in task.attribution.mentions
    ]


def names(words: str) -> list[str]:
    return [name for name, _, _ in said(words)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("（省“菜篮子”市长负责制考核办、市商务局）", ["省“菜篮子”市长负责制考核办", "市商务局"]),
        ("（市“双减”办、市教育局）", ["市“双减”办", "市教育局"]),
        ("（省委“两新”工委牵头，市委组织部配合）", ["省委“两新”工委", "市委组织部"]),
        ("（省“放管服”改革协调小组、省司法厅）", ["省“放管服”改革协调小组", "省司法厅"]),
        ("（“四好农村路”建设领导小组办公室负责）", ["“四好农村路”建设领导小组办公室"]),
        ('（责任单位：市"两客一危"整治专班、市交通局）', ['市"两客一危"整治专班', "市交通局"]),
        ("（市“扫黄打非”办公室，市公安局）", ["市“扫黄打非”办公室", "市公安局"]),
        ("（县“双拥”办、县退役军人局）", ["县“双拥”办", "县退役军人局"]),
        ('（县"河长制"办公室牵头，县水利局配合）', ['县"河长制"办公室', "县水利局"]),
        ("（县「两不愁」专班、县乡村振兴局）", ["县「两不愁」专班", "县乡村振兴局"]),
    ],
)
def test_nicknames_in_quotation_marks_are_parts_of_names(words: str, expected: list[str]) -> None:
    assert names(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("（市发展改革委、市财政局等市直有关部门，各区县政府）", ["市发展改革委", "市财政局", "各区县政府"]),
        ("（银保监会及各地区按职责分工负责）", ["银保监会", "各地区"]),
        ("（各乡镇（街道）和市级有关部门单位）", ["各乡镇（街道）", "市级有关部门单位"]),
        ("（中央组织部、财政部等中央单位按职责分工负责）", ["中央组织部", "财政部"]),
        ("（教育部等国务院有关部门，各省级人民政府）", ["教育部", "各省级人民政府"]),
        ("（财政部、税务总局等国务院相关部门及各地区按职责分工负责）", ["财政部", "税务总局", "各地区"]),
        ("（财政部牵头，国务院相关部门及各地区配合）", ["财政部", "国务院相关部门", "各地区"]),
        ("（市财政局等11个部门）", ["市财政局"]),
        ("（省科技厅、省教育厅等省直有关单位，各市人民政府）", ["省科技厅", "省教育厅", "各市人民政府"]),
        ("（市科协等群团组织，各街镇）", ["市科协", "各街镇"]),
        ("（县公安局等县直各部门，各镇办）", ["县公安局", "各镇办"]),
        ("（市国资委等市属国有企业）", ["市国资委"]),
        ("（市文旅局等相关委办局及各开发区管委会）", ["市文旅局", "各开发区管委会"]),
        ("（自然资源部等国务院其他部门，各省、自治区、直辖市）", ["自然资源部", "各省、自治区、直辖市"]),
        ("（省统计局及省级其他有关部门，各市州）", ["省统计局", "省级其他有关部门", "各市州"]),
    ],
)
def test_a_tail_of_any_owner_is_nobody_and_what_follows_it_is_read(words: str, expected: list[str]) -> None:
    assert names(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("（省、市有关部门，各县（市、区）政府按职责分工负责）", ["省、市有关部门", "各县（市、区）政府"]),
        ("（责任单位：镇综治办、各村、社区；责任人；xx）", ["镇综治办", "各村、社区"]),
        ("（各县<市、区>人民政府，市教育局）", ["各县<市、区>人民政府", "市教育局"]),
        ("（各县‹市、区›人民政府，市教育局）", ["各县‹市、区›人民政府", "市教育局"]),
        ("（各县＜市、区＞人民政府，市教育局）", ["各县＜市、区＞人民政府", "市教育局"]),
        ("（责任部门：立案庭、民一庭，各人民法庭）", ["立案庭", "民一庭", "各人民法庭"]),
        ("（责任单位：镇水利站，责任人：李某某）", ["镇水利站"]),
        ("（责任领导：王某某  责任单位：镇综治中心）", ["镇综治中心"]),
        ("\n责任单位：\n市林业局\n市水利局\n市农业农村局", ["市林业局", "市水利局", "市农业农村局"]),
        ("\n★责任单位：市水利局", ["市水利局"]),
        ("\n责任单位:市总工会;责任人:王某某", ["市总工会"]),
        ("\n责任单位:市发改局", ["市发改局"]),
        ("\n责任单位：\n1.县审计局\n2.县统计局", ["县审计局", "县统计局"]),
        ("\n责任部门：\n（1）县审计局\n（2）县统计局\n（3）各乡镇", ["县审计局", "县统计局", "各乡镇"]),
        ("\n责任单位：\n1、县审计局\n2、县统计局", ["县审计局", "县统计局"]),
        ("责任单位——县纪委监委", ["县纪委监委"]),
        ("（牵头单位、县教体局；配合单位、县财政局）", ["县教体局", "县财政局"]),
        ("\n责任单位;县教体局", ["县教体局"]),
        ("责任单位：县教体局．县财政局·县人社局", ["县教体局", "县财政局", "县人社局"]),
        ("◆责任单位：县教体局 ◆完成时限：2025年", ["县教体局"]),
        ("➤责任单位：县人社局；配合单位：县总工会", ["县人社局", "县总工会"]),
        ("✔牵头单位：县审计局", ["县审计局"]),
        ("\n☞承办科室：执法大队、法制科", ["执法大队", "法制科"]),
        ("{责任单位:县数据局}", ["县数据局"]),
        ("｛县数据局牵头，县民政局配合｝", ["县数据局", "县民政局"]),
        ("[责任单位:县纪委监委,县委督查室]", ["县纪委监委", "县委督查室"]),
        ("( 县委办 、 县政府办 负责 )", ["县委办", "县政府办"]),
        ("主责单位：县民政局 协同单位：县卫健局、县医保局", ["县民政局", "县卫健局", "县医保局"]),
        ("【牵头部门】县住建局 【参与部门】县自然资源局，各街道", ["县住建局", "县自然资源局", "各街道"]),
        ("（县教体局牵头;县财政局配合,各学校落实）", ["县教体局", "县财政局", "各学校"]),
        ("（落实单位：县委宣传部、融媒体中心 责任人：张三 完成时间：2025年9月）", ["县委宣传部", "融媒体中心"]),
        ("责任单位：县委组织部〔县公务员局〕，各乡镇党（工）委", ["县委组织部〔县公务员局〕", "各乡镇党（工）委"]),
    ],
)
def test_who_is_named(words: str, expected: list[str]) -> None:
    assert names(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "\n牵头：市交通局  责任：市公安局、市财政局",
            [("市交通局", "lead", "keyword"), ("市公安局", "co", "keyword"), ("市财政局", "co", "keyword")],
        ),
        (
            "\n▲牵头单位：市环保局；△配合单位：市工信局",
            [("市环保局", "lead", "keyword"), ("市工信局", "co", "keyword")],
        ),
        (
            "（责任单位：推进本项工作的各位同志、市交通局、市财政局）",
            [("市交通局", "co", "order"), ("市财政局", "co", "order")],
        ),
        (
            "（责任单位：市发改委、市税务局(列第一位者为牵头单位,下同)）",
            [("市发改委", "lead", "rule"), ("市税务局", "co", "rule")],
        ),
        (
            "\n责任单位:市发改委、市税务局(首位为牵头单位,下同)",
            [("市发改委", "lead", "rule"), ("市税务局", "co", "rule")],
        ),
        (
            "〔市发改委、市税务局〔第一家为牵头单位，以下均同〕〕",
            [("市发改委", "lead", "rule"), ("市税务局", "co", "rule")],
        ),
        (
            "(市发改委、市税务局(排在首位的为牵头单位,下同))",
            [("市发改委", "lead", "rule"), ("市税务局", "co", "rule")],
        ),
        ("（牵头:县教体局,配合:县财政局）", [("县教体局", "lead", "keyword"), ("县财政局", "co", "keyword")]),
    ],
)
def test_who_leads(words: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(words) == expected


def outline(text: str) -> list[tuple[str, str, list[str]]]:
    return [
        (m.section, m.number, [x.surface for t in m.tasks if t.attribution for x in t.attribution.mentions])
        for m in document(text).measures
    ]


def test_an_item_that_begins_with_a_digit_is_one_by_its_place_in_the_sequence() -> None:
    text = (
        "云岭市实施方案\n一、重点\n1.2021年6月底前完成清理。（市教育局）\n2.5G网络覆盖县城。（市通信办）\n"
        "3.30家企业上云。（市工信局）\n4．2个园区扩建。（市发改委）\n二、其他\n1.修路。增长\n1.5个百分点。（市交通局）\n"
    )
    assert outline(text) == [
        ("1", "1", ["市教育局"]),
        ("1", "2", ["市通信办"]),
        ("1", "3", ["市工信局"]),
        ("1", "4", ["市发改委"]),
        ("2", "1", ["市交通局"]),
    ]


def test_items_that_begin_with_digits_of_every_kind() -> None:
    text = (
        "云岭市实施方案\n一、重点\n1.2025年底前建成县级中心。（市民政局）\n2.5个街道先行试点。（市住建局）\n"
        "3.12345热线升级。（市数据局）\n4.100%覆盖村社。（市通信办）\n二、其他\n1、3年内完成改造。（市交通局）\n"
        "2、5G基站建设1000个。（市工信局）\n3、1小时办结。（市政务办）\n"
    )
    assert [(section, number) for section, number, _ in outline(text)] == [
        *(("1", str(number)) for number in range(1, 5)),
        *(("2", str(number)) for number in range(1, 4)),
    ]


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        ("具体措施：", "1.", "2."),
        ("工作举措：", "（1）", "（2）"),
        ("主要任务", "1、", "2、"),
    ],
)
def test_parts_below_a_measure_are_measures_of_their_own(heading: str, first: str, second: str) -> None:
    text = (
        f"云岭省分工方案\n一、准入\n（一）精简事项。清理许可。（省市场监管局牵头）\n{heading}\n"
        f"{first}建立清单。（省司法厅负责）\n{second}公开目录。（省政务办负责）\n（二）压减时限。（省税务局牵头）\n"
    )
    assert outline(text) == [
        ("1", "1", ["省市场监管局"]),
        ("1.1", "1", ["省司法厅"]),
        ("1.1", "2", ["省政务办"]),
        ("1", "2", ["省税务局"]),
    ]


@pytest.mark.parametrize(
    "words", ["列首位的为牵头单位，不再一一注明", "排第一位的牵头，不再标注", "首位单位牵头，下同"]
)
def test_a_rule_that_is_not_said_again_holds_in_later_chapters(words: str) -> None:
    text = (
        "云岭市减负工作方案\n一、清理收费\n1.清理。责任单位：市发改委、市财政局（列首位的为牵头单位，不再一一注明）\n"
        "二、清理证明\n1.清理。责任单位：市司法局、市公安局\n三、总结\n1.总结。责任单位：市委办、市政府办\n"
    ).replace("列首位的为牵头单位，不再一一注明", words)
    assert {m.basis.value for m in document(text).mentions()} == {"rule"}


def test_a_unit_with_tasks_and_parts_with_tasks_is_measure_and_section() -> None:
    text = (
        "云岭市分工方案\n一、减负\n（一）清理收费，减轻负担。（市财政局负责）\n具体措施：\n"
        "1.公布清单。（市发改委负责）\n2.开展检查。（市市场监管局负责）\n（二）优化融资。（市金融办负责）\n"
    )
    assert outline(text) == [
        ("1", "1", ["市财政局"]),
        ("1.1", "1", ["市发改委"]),
        ("1.1", "2", ["市市场监管局"]),
        ("1", "2", ["市金融办"]),
    ]


def test_a_list_of_annexes_is_no_outline() -> None:
    text = (
        "各区人民政府：\n现将任务分解印发给你们。\n附件：1.重点工作责任分解\n2.民生实事责任分解\n云岭市人民政府办公室\n"
        "2020年5月22日\n附件1\n重点工作责任分解\n一、重点\n1.修路。\n责任单位：市交通局\n"
    )
    assert outline(text) == [("1", "1", ["市交通局"])]
    assert document(text).header.title is None


def test_a_line_that_counts_on_inside_itself_is_a_list() -> None:
    text = (
        "云岭市进度通报\n一、排名\n1、金河县；2、银河区；3、铜河区。\n二、进展\n1、修路，已完成。\n2、植树，已完成。\n"
    )
    assert outline(text) == [("2", "1", []), ("2", "2", [])]


@pytest.mark.parametrize(
    ("head", "title", "number"),
    [
        ("云岭市关于修路的实施意见（云政〔2017〕101号）", "云岭市关于修路的实施意见", "云政〔2017〕101号"),
        ("标题：云岭市修路工作方案 文号：云政办〔2021〕8号", "云岭市修路工作方案", "云政办〔2021〕8号"),
        ("云岭市文件\n云政规【2022】第3号\n云岭市修路工作方案", "云岭市修路工作方案", "云政规〔2022〕3号"),
        ("云岭市修路工作方案（云教发﹝2023﹞7号）", "云岭市修路工作方案", "云教发〔2023〕7号"),
        ("云岭市修路工作方案\n云政办发「2024」5号", "云岭市修路工作方案", "云政办发〔2024〕5号"),
        ("云岭市修路工作方案\n云政办发<2024>5号", "云岭市修路工作方案", "云政办发〔2024〕5号"),
        ("云岭市修路工作方案\n云政办发〔２０２４〕５号", "云岭市修路工作方案", "云政办发〔2024〕5号"),
        (
            "云岭市修路工作方案\n索 引 号 MB15/2023 发文日期 2023-01-03\n发布机构 市政府办 文    号 云政办〔2023〕1号",
            "云岭市修路工作方案",
            "云政办〔2023〕1号",
        ),
    ],
)
def test_title_and_number_however_they_stand(head: str, title: str, number: str) -> None:
    found = document(f"{head}\n一、重点\n1.修路。（市交通局）\n").header
    assert found.title
    assert (found.title.text, found.number) == (title, number)


def test_a_plan_of_its_own_is_no_citation() -> None:
    text = (
        "云岭市政府办关于印发《云岭市主要工作分解落实意见》的通知\n各区:\n现将《云岭市主要工作分解落实意见》印发给你们。\n"
        "《2023年〈报告〉任务分解方案》已报经市政府同意,现印发给你们。\n一、按《分解落实意见》办理。\n二、落实《云岭省条例》。\n"
    )
    found = document(text)
    cited = [c.title for m in found.measures for c in m.citations] + [c.title for c in found.header.citations]
    assert cited == ["云岭省条例"]


@pytest.mark.parametrize(
    ("chapter", "expected"),
    [
        (
            "二、职责分工\n县公安局：负责治安。\n县水利局：负责供水。\n做好监测。\n县财政局：负责经费。\n",
            [("2", "1", ["县公安局"]), ("2", "2", ["县水利局"]), ("2", "3", ["县财政局"])],
        ),
        (
            "二、部门职责\n（一）区住建局负责房屋安全。\n（二）区城管局、区环卫中心负责市容。\n（三）各街道办事处负责排查。\n",
            [("2", "1", ["区住建局"]), ("2", "2", ["区城管局", "区环卫中心"]), ("2", "3", ["各街道办事处"])],
        ),
        (
            "二、责任分工\n（一）教育部门\n1.负责学校。\n2.负责幼儿园。\n（二）公安部门\n1.负责治安。\n",
            [("2.1", "1", ["教育部门"]), ("2.1", "2", ["教育部门"]), ("2.2", "1", ["公安部门"])],
        ),
        (
            "二、成员单位职责\n（一）区教育局。统筹控辍保学。\n（二）区民政局、区残联。做好救助。\n",
            [("2", "1", ["区教育局"]), ("2", "2", ["区民政局", "区残联"])],
        ),
        (
            "二、责任分工\n县委宣传部牵头做好宣传；\n县财政局保障经费。\n县水务局具体负责工程调度。\n",
            [("2", "1", ["县委宣传部"]), ("2", "2", ["县财政局"]), ("2", "3", ["县水务局"])],
        ),
        (
            "二、部门职责\n1.水利部门负责监测。\n2.气象部门依法开展预报。\n3.交通部门应抢通道路。\n",
            [("2", "1", ["水利部门"]), ("2", "2", ["气象部门"]), ("2", "3", ["交通部门"])],
        ),
        (
            "二、落实部门监管责任\n（一）应急管理部门。负责综合监管。\n（二）县住建局负责工地。\n（三）县交通局：负责公路。\n",
            [("2", "1", ["应急管理部门"]), ("2", "2", ["县住建局"]), ("2", "3", ["县交通局"])],
        ),
        (
            "二、职责分工\n（五）市人社局、市财政局组织部署。\n（六）市人力资源社会保障局会同市发改委指导。\n",
            [("2", "5", ["市人社局", "市财政局"]), ("2", "6", ["市人力资源社会保障局"])],
        ),
        (
            "二、云岭县防汛抗旱应急指挥部成员单位职责\n（1）县公安局负责治安。\n（2）县水利局、县气象局负责监测。\n",
            [("2", "1", ["县公安局"]), ("2", "2", ["县水利局", "县气象局"])],
        ),
        ("二、明确职责分工\n各部门要各司其职。\n加强配合。\n", []),
        ("二、落实责任\n县公安局要提高认识。\n县水利局要加强领导。\n", []),
    ],
)
def test_a_chapter_of_divided_duties_names_who_begins_each_paragraph(
    chapter: str, expected: list[tuple[str, str, list[str]]]
) -> None:
    text = f"云岭县防汛方案\n一、目标\n提高能力。\n{chapter}三、要求\n加强领导。\n"
    assert outline(text) == expected
    assert {m.basis.value for m in document(text).mentions()} <= {"keyword"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "任务一 畅通道路\n1.修路（县交通局）\n2.建桥（县水利局）\n任务二 供水\n3.打井（县水利局）\n",
            [("1", "1", ["县交通局"]), ("1", "2", ["县水利局"]), ("2", "3", ["县水利局"])],
        ),
        (
            "一、重点\n事项1：推行一证\n牵头单位：市审批局\n事项2：跨省通办\n牵头单位：市人社局\n二、保障\n加强领导。\n",
            [("1", "1", ["市审批局"]), ("1", "2", ["市人社局"])],
        ),
        ("一、重点\n任务一定要完成。（市交通局）\n二、保障\n加强领导。\n", [("", "1", ["市交通局"])]),
    ],
)
def test_a_unit_called_by_its_kind_and_number_is_one_if_the_next_follows(
    text: str, expected: list[tuple[str, str, list[str]]]
) -> None:
    assert [one for one in outline(text) if one[2]] == expected


@pytest.mark.parametrize(
    "words",
    [
        "（各区人社局咨询电话详见官网）",
        "各镇（街道）便民服务中心，电话见附件2。",
        "（各区(街镇)社保经办机构地址见附件4）",
        "到所在地开具证明（市或村民委员会）。",
        "（联系市人社局，电话12333）",
        "（含公立医院、学校）",
        "（居委会或村委会盖章）",
        "（地址：人民路1号市民中心）",
    ],
)
def test_notices_to_the_public_give_no_duties(words: str) -> None:
    assert names(words) == []


TEACHERS, MONEY = ("县教体局", "lead", "keyword"), ("县财政局", "co", "keyword")


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "序\t任务\t县教体局\t县财政局\n1\t建学校\t●\t○\n2\t修路\t\t●\n3\t植树\t\t○",
            [TEACHERS, MONEY, ("县财政局", "lead", "keyword"), MONEY],
        ),
        ("序\t任务\t县教体局\t县财政局\n1\t建学校\t牵头\t配合\n2\t修路\t牵头\t配合", [TEACHERS, MONEY] * 2),
        ("序号\t事项\t主责\t协同\n1\t建学校\t县教体局\t县财政局\n2\t修路\t同前\t同前", [TEACHERS, MONEY] * 2),
        ("任务编号\t重点举措\t部门（主责）\t部门（协同）\n1\t建学校\t县教体局\t县财政局", [TEACHERS, MONEY]),
        (
            "编号\t事项\t单位（牵头）\t单位（配合）\n1\t建学校\t县教体局\t县财政局\n2\t修路\t〃\t〃",
            [TEACHERS, MONEY] * 2,
        ),
        ("编号\t事项\t牵头\t配合\n\t\t单位\t单位\n1\t建学校\t县教体局\t县财政局", [TEACHERS, MONEY]),
        ("编号\t事项\t主办\t协办\n\t\t部门\t部门\n1\t建学校\t县教体局\t县财政局", [TEACHERS, MONEY]),
        (
            "任务\t实施主体\t监管部门\n建学校\t县教投公司\t县教体局",
            [("县教投公司", "lead", "order"), ("县教体局", "co", "order")],
        ),
        ("指标\t单位\t责任单位\n学校\t所\t县教体局", [("县教体局", "lead", "order")]),
    ],
)
def test_tables_under_headings_of_every_kind(table: str, expected: list[tuple[str, str, str]]) -> None:
    found = document(f"云岭县重点任务分工\n{table}\n")
    assert [(m.surface, m.role.value, m.basis.value) for m in found.mentions()] == expected
