"""Many documents, one truth: small corpora that graphs of several documents used to get wrong, made by the pipeline.

Over each of them every way of counting must agree, every place cut its words, and every name tell whose it is.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import agreement
import docx
import pytest
from agreement import Built
from typer.testing import CliRunner

import fengong
from graph_build.corpus import build
from graph_build.sources import Source
from ontology.authority import load
from ontology.errors import BadQuery
from queries import duties as duties_
from queries.ask.endpoint import open_graph
from queries.ask.profile import lines, profiles
from queries.duties.load import asked
from queries.duties.scope import Scope, narrowed

PLAN = """安徽省人民政府办公厅关于促进渔业发展的实施意见
皖政办〔2024〕7号
各市、县人民政府，省政府各部门：
为促进渔业发展，提出如下意见。
一、提升产业水平
（一）推广节能渔船，2025年底前完成改造。（省农业农村厅牵头，省财政厅配合）
（二）建设智能渔港。（省发展改革委牵头，省农业农村厅配合）
二、加强保障
（一）落实补助资金。（省财政厅、省农业农村厅）
2024年3月1日
"""
DRAFT = PLAN.replace("实施意见", "实施意见（征求意见稿）").replace(
    "（省农业农村厅牵头，省财政厅配合）", "（省财政厅牵头，省农业农村厅配合）"
)


def city(name: str, number: str, year: int, words: str) -> str:
    return (
        f"{name}人民政府办公室关于{words}的通知\n{number}〔{year}〕1号\n\n"
        f"一、开展{words}。（责任单位：市财政局、市科技局）\n二、{words}总结。（市财政局牵头，市教育局配合）\n"
    )


TEN = {
    "郑州市": "郑政办",
    "南充市": "南府办发",
    "宁波市": "甬政办发",
    "青岛市": "青政办发",
    "成都市": "成办发",
    "武汉市": "武政办",
    "长沙市": "长政办发",
    "合肥市": "合政办",
    "西安市": "市政办发",
    "济南市": "济政办发",
}


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.strip().splitlines():
        document.add_paragraph(line)
    document.save(out := io.BytesIO())
    return out.getvalue()


CORPORA: dict[str, dict[str, bytes]] = {
    "one text in two formats": {"plan.txt": PLAN.encode(), "plan.docx": as_docx(PLAN)},
    "draft and final": {"a-final.txt": PLAN.encode(), "b-draft.txt": DRAFT.encode()},
    "two spellings": {
        "a.txt": PLAN.replace("省发展改革委", "省数据资源局").encode(),
        "b.txt": PLAN.replace("7号", "8号").replace("省发展改革委", "安徽省数据资源局").encode(),
    },
    "one short name in three cities": {
        f"{name}.txt": city(name, TEN[name], 2020, "发放补贴").encode() for name in list(TEN)[:3]
    },
    "a rule of one chapter": {
        "rule.txt": (
            "安徽省人民政府办公厅关于甲事的意见\n皖政办〔2023〕3号\n一、总则\n（一）甲。（省科技厅牵头）\n"
            "二、任务\n（一）乙。（省财政厅牵头。本章以下任务均需各市人民政府落实，不再列出）\n（二）丙。（省教育厅牵头）\n"
            "三、保障\n（一）丁。（省财政厅牵头）\n"
        ).encode()
    },
    "fifty documents of ten places": {
        f"{name}{year}.txt": city(name, number, year, words).encode()
        for name, number in TEN.items()
        for year, words in zip(range(2018, 2023), ("甲事", "乙事", "丙事", "丁事", "戊事"), strict=True)
    },
}


@pytest.fixture(scope="module", params=CORPORA)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    sources = [Source(name, content) for name, content in CORPORA[request.param].items()]
    return Built.of(sources, tmp_path_factory.mktemp("many"))


def test_every_way_of_counting_agrees(built: Built) -> None:
    agreement.counts_agree(built)


def test_every_place_cuts_its_words_out_of_the_text(built: Built) -> None:
    agreement.places_cut_their_words(built)


def test_every_name_tells_whose_it_is(built: Built) -> None:
    agreement.names_tell_apart(built)


def test_no_fault_is_blamed_on_the_extraction(built: Built) -> None:
    agreement.no_fault_is_ours(built)


def test_two_formats_of_one_text_are_one_version(tmp_path: Path) -> None:
    one = build([Source("plan.txt", PLAN.encode())], tmp_path / "one")
    two = build([Source("plan.txt", PLAN.encode()), Source("plan.docx", as_docx(PLAN))], tmp_path / "two")
    assert (one.measures, one.tasks, one.assignments) == (two.measures, two.tasks, two.assignments) == (3, 3, 6)
    assert two.versions == ()


def test_the_final_text_counts_whichever_is_given_last_and_the_user_may_say_otherwise(tmp_path: Path) -> None:
    sources = [Source(name, content) for name, content in CORPORA["draft and final"].items()]
    summary = build(sources, tmp_path)
    ((counting, other),) = summary.versions
    assert (counting.main.name, other.main.name, other.differing) == ("a-final.txt", "b-draft.txt", 1)
    assert any("以 a-final.txt 为准（定稿优先于征求意见稿" in line for line in summary.lines(tmp_path))
    leads = [a.surface for a in duties_.load(open_graph(tmp_path)).assignments if a.role == "lead"]
    assert leads == ["省农业农村厅", "省发展改革委", "省财政厅"]
    (kept,) = (path.read_text(encoding="utf-8") for path in (tmp_path / "current/versions").iterdir())
    assert "/graph/version/皖政办-2024-7/" in kept
    assert "/graph/doc/" not in kept.replace("<https://w3id.org/fengong/graph/doc/皖政办-2024-7> <http", "")
    build(sources, tmp_path, prefer=["b-draft.txt"])
    leads = [a.surface for a in duties_.load(open_graph(tmp_path)).assignments if a.role == "lead"]
    assert leads[0] == "省财政厅"
    with pytest.raises(BadQuery, match="holds no such source"):
        build(sources, tmp_path, prefer=["c.txt"])


def test_a_scope_is_the_same_graph_smaller(tmp_path: Path) -> None:
    sources = [Source(n, c) for n, c in CORPORA["fifty documents of ten places"].items()]
    build(sources, tmp_path)
    endpoint = open_graph(tmp_path)
    for scope, documents in (
        (Scope(places=("南充市",)), 5),
        (Scope(places=("四川省",), below=True), 10),
        (Scope(places=("成都市",), years=("2020", "2021")), 2),
        (Scope(levels=("prefecture",)), 50),
        (Scope(documents=("甬政办发〔2019〕1号",)), 1),
    ):
        duties = duties_.load(narrowed(endpoint, scope))
        assert len(duties.documents) == documents
        assert len(duties.assignments) == 4 * documents
        assert all(party.place and party.name.startswith(party.place) for party in duties.parties)
    with pytest.raises(BadQuery, match=r"no document fits; there are: .*南充市"):
        narrowed(endpoint, Scope(places=("拉萨市",)))
    with pytest.raises(BadQuery, match="no such level"):
        narrowed(endpoint, Scope(levels=("city",)))


def test_csv_names_the_place_and_the_iri_of_each_body(tmp_path: Path) -> None:
    build([Source(n, c) for n, c in CORPORA["one short name in three cities"].items()], tmp_path)
    from exports.office import csv as format_

    format_.write(open_graph(tmp_path), tmp_path / "a.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))))
    offices = {(row["body"], row["body_place"], row["body_iri"]) for row in rows if row["as_written"] == "市财政局"}
    assert {(body, place) for body, place, _ in offices} == {
        ("郑州市财政局", "郑州市"),
        ("南充市财政局", "南充市"),
        ("宁波市财政局", "宁波市"),
    }


def test_a_body_is_shown_with_the_other_names_that_documents_give_it(tmp_path: Path) -> None:
    build([Source(name, content) for name, content in CORPORA["two spellings"].items()], tmp_path)
    (found,) = profiles("省数据资源局", load(), "2024-12-31", open_graph(tmp_path))
    assert any(line == "又称 also: 安徽省数据资源局" for line in lines(found))


def test_markdown_has_headings_in_words_and_csv_has_those_of_programs(tmp_path: Path) -> None:
    build([Source("plan.txt", PLAN.encode())], tmp_path)
    words = ["ask", "who_leads_most", "-g", str(tmp_path), "--format"]
    heads = {
        (form, lang): CliRunner().invoke(fengong.app, [*words, form, "--lang", lang]).output.splitlines()[0]
        for form in ("markdown", "csv")
        for lang in ("zh", "en")
    }
    assert heads["markdown", "zh"].startswith("| 名称 |")
    assert heads["markdown", "en"].lower().startswith("| names |")
    assert heads["csv", "zh"] == heads["csv", "en"]
    assert "name" in heads["csv", "zh"].lstrip("\ufeff").split(",")


def test_the_tables_say_what_the_graph_says(built: Built) -> None:
    assert built.endpoint.tables
    assert duties_.load(built.endpoint, texts=True) == asked(built.endpoint, texts=True)
    last = duties_.load(built.endpoint).documents[-1]
    one = duties_.load(built.endpoint, [last.iri], texts=True)
    assert one.documents == (last,)
    assert one == asked(built.endpoint, [last.iri], texts=True)
    part = narrowed(built.endpoint, Scope(documents=(last.iri,)))
    assert one == duties_.load(part, texts=True) == asked(part, texts=True)
    assert part.graphs(), "a scope may be asked as well"
