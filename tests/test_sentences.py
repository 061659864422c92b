"""Duties in running sentences: 60 drawn at random out of public texts and labelled before they were read by program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest

from graph_build.model import Span
from graph_build.parse.sentences import FORMS, SentenceForm, find_sentences
from graph_build.pipeline import understand
from graph_build.sources import Source
from ontology.authority import load


class Labelled(TypedDict):
    source: str
    text: str
    duties: list[tuple[str, str]]


GOLD: list[Labelled] = json.loads((Path(__file__).parent / "gold" / "sentences.json").read_text(encoding="utf-8"))
AUTHORITY = load()


def duties(text: str) -> set[tuple[str, str]]:
    """Who is given which role by a sentence that is a measure of its own."""
    document = understand(Source("t.txt", f"一、工作\n（一）{text}".encode()), AUTHORITY, sentences=True)
    return {(mention.surface, mention.role.value) for mention in document.mentions()}


def found(text: str) -> list[str]:
    """Each body of the sentences in ``text`` with the first letter of its role."""
    read = find_sentences(text, Span(0, len(text)))
    return [f"{m.surface}:{m.role.value[0]}" for attribution in read for m in attribution.mentions]


def test_what_sentences_give_is_right_and_most_of_it_is_found() -> None:
    right = shown = labelled = 0
    for case in GOLD:
        want, got = {(name, role) for name, role in case["duties"]}, duties(case["text"])
        right, shown, labelled = right + len(want & got), shown + len(got), labelled + len(want)
    assert len(GOLD) == 60
    assert right / shown >= 0.9
    assert right / labelled >= 0.84  # measured: .864


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_reads_its_example(form: SentenceForm) -> None:
    assert found(form.example)


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("青川县科技局要会同县财政局、县教育局制定办法。", ["青川县科技局:l", "县财政局:c", "县教育局:c"]),
        ("市科技局应当会同有关部门，建立协调机制。", ["市科技局:l", "有关部门:c"]),
        (
            "由省发展改革委牵头，会同省财政厅、各市州人民政府制定方案。",
            ["省发展改革委:l", "省财政厅:c", "各市州人民政府:c"],
        ),
        ("县发改局牵头，会同有关部门和单位及时研究解决。", ["县发改局:l", "有关部门和单位:c"]),
        ("省发展改革委牵头制定实施方案。", ["省发展改革委:l"]),
        ("省发展改革委负责制落实情况要公开。", []),
        ("由市住建局、成都公积金中心牵头，市疾控中心配合落实。", ["市住建局:l", "成都公积金中心:l", "市疾控中心:c"]),
        ("建设公共资源交易中心要加快进度。", []),
        (
            "各地公安、市场监管部门、市气象局会同有关部门组织排查。",
            ["各地公安:l", "市场监管部门:c", "市气象局:c", "有关部门:c"],
        ),
        ("由市场监管、市公安局、市体育局等部门负责排查。", ["市场监管:l", "市公安局:c", "市体育局:c"]),
        ("後续税务部门将主动提供服务。", ["税务部门:l"]),
        ("具体办法由省科技厅会同省财政厅制定。", ["省科技厅:l", "省财政厅:c"]),
        ("项目建议书由省发展改革委审批。", ["省发展改革委:l"]),
        ("实施细则由有关单位按职责分工制定。", ["有关单位:l"]),
        ("由市科技局、市财政局牵头，完善会商机制，抓好落实。", ["市科技局:l", "市财政局:l"]),
        ("由市科技局、市财政局牵头，完善会商机制，市审计局配合。", ["市科技局:l", "市财政局:l"]),
        ("市科技局作为牵头单位，市财政局为配合单位。", ["市科技局:l", "市财政局:c"]),
        ("税务机关接到申请后，应当及时核准。", ["税务机关:l"]),
        ("各级公安、民政部门要会同有关部门，制定办法。", ["各级公安:l", "民政部门:c", "有关部门:c"]),
        ("工信、人社等部门要精准摸查用工需求。", ["工信:l", "人社:c"]),
        ("各地各部门要结合实际，抓好落实。", ["各地:l", "各部门:c"]),
        ("各级党委和政府要加强领导。", ["各级党委:l", "政府:c"]),
        ("通知要求各市商务局、开发区管委会进一步做好调运保供。", ["各市商务局:l", "开发区管委会:c"]),
        ("二是省教育厅要做好防控工作。", ["省教育厅:l"]),
    ],
)
def test_forms_of_a_duty(text: str, bodies: list[str]) -> None:
    assert found(text) == bodies


@pytest.mark.parametrize(
    "text",
    [
        "我局将通过邮件通知单位。",
        "你公司应严格按照许可证开展活动。",
        "各医疗机构应当实行预检分诊。",
        "有关进口单位应在九月底前办理手续。",
        "补办应在三个月内完成。",
        "重要情况和问题，要及时报告。",
        "2月17日，应急管理部会同国家粮食和物资储备局，紧急调拨物资。",
        "市医保中心对窗口服务进行优化，各窗口将加快进度。",
        "省政府新闻办将发布会的现场搬到了医院。",
        "银监会或其派出机构将采取措施。",
        "本办法由市科技局负责解释。",
        "免收我省上市公司、挂牌公司应缴纳的费用。",
    ],
)
def test_what_gives_no_body_a_duty(text: str) -> None:
    assert found(text) == []
