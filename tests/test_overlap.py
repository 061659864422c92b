"""Words in common: what one document has word for word from another, where it stands, and what was left over."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from exports.align import overlap as forms
from exports.words import Language
from fengong import app
from graph_build.corpus import build
from graph_build.pipeline import tabled
from graph_build.sources import Source
from ontology import script
from ontology.authority import load as authority
from ontology.errors import BadQuery, UnknownFormat
from queries import duties
from queries.align.overlap import Overlap, overlaps
from queries.ask.endpoint import Local, open_graph

TAKEN = "布设自动监测站点，按月公布各监测断面的水质监测结果，建立超标预警和溯源排查制度"
STANDARD = "各部门要把水环境治理摆在突出位置，逐级分解落实目标任务，定期会商研判重大事项"
PLAN = """杭州市人民政府关于水环境治理的意见
杭政函〔2023〕12号
一、主要任务
（一）监测水质。{taken}。（市生态环境局牵头，市水利局、市财政局、市农业农村局、市自然资源局、市交通运输局配合）
（二）治理河道。清理河道障碍物，种植水生植物，恢复自然岸线和生物群落，改善沿河居住环境。（市水利局）
二、组织领导
（一）压实责任。{standard}。（市政府办公室）
"""
OTHER = """嘉兴市人民政府关于湖泊保护的意见
嘉政发〔2024〕3号
一、工作重点
（一）开展监测。{taken}，{own}。（市生态环境局牵头，市水利局、市财政局、市农业农村局、市自然资源局、市交通运输局配合）
（二）控制养殖。划定禁养区，引导杭州市养殖户转产转业，分年度落实各项补偿政策。（市农业农村局）
二、组织领导
（一）压实责任。{standard}。（市政府办公室）
"""


def made(folder: Path, **texts: str) -> Local:
    """The graph of some documents."""
    build([Source(f"{name}.txt", text.encode()) for name, text in texts.items()], folder)
    return open_graph(folder)


def found(endpoint: Local) -> dict[str, Overlap]:
    """What its documents have in common, by the place that they are of."""
    held = duties.load(endpoint, texts=True)
    return {each.document.place: each for each in overlaps(held, authority())}


def read(*texts: str) -> tuple[Overlap, ...]:
    """What documents have in common, without a graph of them."""
    rows: dict[str, list[dict[str, object]]] = {}
    for number, text in enumerate(texts):
        for table, those in tabled(Source(f"{number}.txt", text.encode())).items():
            rows.setdefault(table, []).extend(map(dict, those))
    rows["parties"] = list({str(row["iri"]): row for row in rows["parties"]}.values())
    return overlaps(duties.of_rows(rows, texts=True), authority())


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Local:
    """Two documents of which one has a passage of the other, in the other script and broken over lines."""
    taken = TAKEN.replace("监测站点", "監測站\n點")
    return made(
        tmp_path_factory.mktemp("pair"),
        a=PLAN.format(taken=TAKEN, standard=STANDARD),
        b=OTHER.format(taken=taken, own="向社会公开", standard=STANDARD),
    )


def test_a_passage_is_found_with_its_places_in_both_texts(pair: Local) -> None:
    told = found(pair)
    texts = {text.document: text.content for text in duties.load(pair, texts=True).texts}
    (passage,) = told["嘉兴市"].passages
    here, there = texts[told["嘉兴市"].document.iri], texts[passage.source]
    assert here[passage.start : passage.end] == passage.words
    assert there[passage.source_start : passage.source_end] == TAKEN
    assert script.alike(passage.words.replace("\n", "")) == TAKEN
    assert told["嘉兴市"].shared == sum(character.isalnum() for character in TAKEN)
    assert told["杭州市"].sources == ((told["嘉兴市"].document.iri, told["嘉兴市"].shared),)


def test_titles_attributions_stock_phrases_and_standard_chapters_are_nobodys_own(tmp_path: Path) -> None:
    title = "《浙江省人民政府关于全面推进河湖水环境综合治理和生态保护修复工作的实施意见》"
    stock = "切实加强组织领导，加强统筹协调，加强协调配合，形成工作合力，确保取得实效"
    told = found(
        made(
            tmp_path,
            a=PLAN.format(taken=f"落实{title}，{stock}", standard=STANDARD),
            b=OTHER.format(taken=f"根据{title}，{stock}", own="向社会公开", standard=STANDARD),
        )
    )
    assert [each.passages for each in told.values()] == [(), ()]


def test_a_name_of_another_place_is_left_over_unless_the_text_says_why(tmp_path: Path, pair: Local) -> None:
    (left,) = found(pair)["嘉兴市"].left_over
    assert (left.name, left.clause) == ("杭州市", "引导杭州市养殖户转产转业")
    for words in (
        "借鉴杭州市的治理经验",
        "落实《杭州市河道管理条例》",
        "会同杭州市水利局联合执法",
        "引导海宁市养殖户转产",
        "按浙江省的规定补偿",
        "依托绍兴城市算力网调度",
    ):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        text = OTHER.format(taken=TAKEN, own="公开", standard=STANDARD).replace("引导杭州市养殖户转产转业", words)
        assert not found(made(folder, b=text))["嘉兴市"].left_over, words


def test_a_body_of_another_place_that_answers_for_a_task_is_left_over(tmp_path: Path) -> None:
    text = OTHER.format(taken=TAKEN, own="公开", standard=STANDARD).replace("引导杭州市养殖户", "引导养殖户")
    for bodies, names in (
        ("（杭州市农业农村局牵头，市财政局配合）", ["杭州市"]),
        ("（市农业农村局牵头，海宁市人民政府、浙江省农业农村厅配合）", []),
    ):
        endpoint = made(tmp_path / str(len(names)), b=text.replace("（市农业农村局）", bodies))
        assert [left.name for left in found(endpoint)["嘉兴市"].left_over] == names


def test_a_document_alone_has_nothing_in_common(tmp_path: Path) -> None:
    (alone,) = found(made(tmp_path, a=PLAN.format(taken=TAKEN, standard=STANDARD))).values()
    assert (alone.share, alone.passages, alone.sources) == (0.0, (), ())


LETTERS = st.text("水利财政局治理河道湖泊保护监测公开", min_size=1, max_size=30)


@settings(max_examples=20)
@given(
    LETTERS, LETTERS, st.permutations("工农商学兵科教文卫体东西南北中春夏秋冬金木火土日月星辰山石田"), LETTERS, LETTERS
)
def test_what_is_common_is_found_wherever_it_stands(a: str, b: str, order: list[str], c: str, d: str) -> None:
    taken = "".join(order)
    texts = (
        f"杭州市人民政府关于治理的意见\n杭政函〔2023〕{number}号\n一、任务\n（一）推进。{words}。（市水利局）\n"
        for number, words in enumerate((f"{a}{taken}{b}", f"{c}{taken}{d}"), 1)
    )
    one, two = read(*texts)
    assert one.shared == two.shared >= len(taken)
    assert any(taken in passage.words for passage in one.passages)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_output_reads_the_same_as_when_it_was_looked_at(
    pair: Local, language: Language, golden: Callable[[str, str], None]
) -> None:
    import openpyxl

    told = forms.account(pair, (), language)
    golden(f"exports/overlap.{language}.html", forms.to_html(told))
    golden(f"exports/overlap.{language}.json", forms.to_json(told))
    golden(f"exports/overlap.{language}.txt", "\n".join(forms.lines(told)) + "\n")
    assert forms.to_xlsx(told) == forms.to_xlsx(told)
    book = openpyxl.load_workbook(io.BytesIO(forms.to_xlsx(told)))
    cells = [f"{s.title} {c.coordinate} {c.value!r}" for s in book for row in s.iter_rows() for c in row if c.value]
    golden(f"exports/overlap.{language}.xlsx.txt", "\n".join(cells) + "\n")


def test_one_document_is_told_with_its_passages(tmp_path: Path) -> None:
    made(
        tmp_path,
        a=PLAN.format(taken=TAKEN, standard=STANDARD),
        b=OTHER.format(taken=TAKEN, own="向社会公开", standard=STANDARD),
    )
    run = CliRunner()
    told = run.invoke(app, ["overlap", "-g", str(tmp_path), "--document", "嘉政发〔2024〕3号"])
    assert told.exit_code == 0
    assert TAKEN in told.stdout
    assert "杭州市" in told.stdout
    out = tmp_path / "out.json"
    assert run.invoke(app, ["overlap", "-g", str(tmp_path), "-o", str(out)]).exit_code == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))) == 2
    with pytest.raises(UnknownFormat, match=r"\.xlsx"):
        forms.write(forms.account(open_graph(tmp_path)), tmp_path / "a.docx")


def test_a_document_is_named_by_its_number_however_its_brackets_are_written(pair: Local) -> None:
    for name in ("嘉政发[2024] 3号", "嘉政发（2024）3号"):
        (told,) = forms.account(pair, [name]).overlaps
        assert told.document.number == "嘉政发〔2024〕3号"
    with pytest.raises(BadQuery, match=r"湖泊保护.*如：嘉政发〔2024〕3号。"):
        forms.account(pair, ["湖泊保护"])


def test_the_frame_of_a_letter_counts_neither_way(tmp_path: Path) -> None:
    to = "各县（市、区）人民政府，市政府各部门、各直属机构，各高等院校，各有关企业：\n"
    texts = {
        "a": PLAN.format(taken=TAKEN, standard=STANDARD),
        "b": OTHER.format(taken="在湖区推行轮养轮休", own="公开", standard=STANDARD),
    }
    alone, framed = (
        found(made(tmp_path / name, **{key: text.replace("号\n", ending, 1) for key, text in texts.items()}))
        for name, ending in (("alone", "号\n"), ("framed", f"号\n{to}"))
    )
    assert [each.size for each in alone.values()] == [each.size for each in framed.values()]
    assert not any(each.passages for each in framed.values())


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_the_share_is_that_of_the_words_that_were_copied(tmp_path: Path, share: float) -> None:
    draw = random.Random(share)
    letters = "水利财政河道湖泊监测公开治理保护企业项目资金建设推进完善机制平台数据服务农村交通教育医疗文化"
    sentences = ["".join(draw.choice(letters) for _ in range(draw.randint(28, 60))) for _ in range(60)]
    own, other = sentences[:30], sentences[30:]
    copied = [own[at] if at < 30 * share else other[at] for at in range(30)]

    def text(head: str, those: list[str]) -> str:
        body = "".join(
            f"（{'一二三四五六七八九十'[at]}）{'。'.join(those[3 * at : 3 * at + 3])}。（县财政局）\n"
            for at in range(10)
        )
        return f"{head}一、主要任务\n{body}"

    city = text("嘉兴市人民政府关于数字改造的意见\n嘉政发〔2023〕1号\n", own)
    county = text("海盐县人民政府关于数字改造的实施意见\n盐政发〔2024〕2号\n", copied)
    told = found(made(tmp_path, a=city, b=county))["海盐县"]
    taken = sum(len(words) for words in copied if words in own)
    assert told.share == pytest.approx(taken / sum(map(len, copied)), abs=0.03)


@pytest.mark.parametrize("words", ["完善杭州市城区停车设施布局", "扶持杭州市民营企业发展", "促进杭州市经济社会发展"])
def test_a_name_of_another_place_before_words_that_end_like_bodies_is_left_over(words: str) -> None:
    text = OTHER.format(taken=TAKEN, own="公开", standard=STANDARD).replace("引导杭州市养殖户转产转业", words)
    ((left,),) = (each.left_over for each in read(text))
    assert (left.name, left.clause) == ("杭州市", words)


def test_what_one_other_document_has_is_not_lost_behind_what_many_have() -> None:
    common = "各单位应当于每季度末将档案目录、数据副本和检测结果一并移交县档案馆，由其统一编号保管并提供查询利用"
    common += "，保管期限届满的由县档案馆会同形成单位逐件鉴定，仍有价值的延长期限，其余的登记造册后由两人以上监督销毁"
    told = read(
        *(
            f"岚岭县人民政府关于第{number}号事项的意见\n岚政发〔2023〕{number}号\n一、任务\n（一）推进。{words}。（县水利局）\n"
            for number, words in enumerate([common] * 14 + [TAKEN, f"{TAKEN}。{common}"], 1)
        )
    )
    last = next(each for each in told if each.document.number == "岚政发〔2023〕16号")
    assert any(TAKEN in passage.words for passage in last.passages)
    assert last.share > 0.9
