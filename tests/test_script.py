"""Texts in the traditional script and with compatibility characters say what the same texts say in ordinary ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_build import identifiers
from graph_build.model import Document
from graph_build.pipeline import understand
from graph_build.sources import Source
from ontology.authority import load
from ontology.script import fold, ordinary

SIMPLIFIED = """云岭县人民政府办公室关于优化营商环境的实施意见
云政办发〔2023〕9号
各乡镇人民政府：
一、提升效能
1.推进改革。2023年6月底前办结。（牵头单位：县财政局；协办单位：县卫生健康局、乡镇人民政府）
2.强化监管。（县农业农村局牵头，县发展改革局、各乡镇人民政府配合）
"""
TRADITIONAL = """雲嶺縣人民政府辦公室關於優化營商環境的實施意見
雲政辦發〔2023〕9號
各鄉鎮人民政府：
一、提升效能
1.推進改革。2023年6月底前辦結。（牽頭單位：縣財政局；協辦單位：縣衛生健康局、鄉鎮人民政府）
2.強化監管。（縣農業農村局牽頭，縣發展改革局、各鄉鎮人民政府配合）
"""
RADICALS = str.maketrans("人生革力金", "⼈⽣⾰⼒⾦")


def read(text: str) -> Document:
    return understand(Source("t.txt", text.encode()), load())


def parties(document: Document) -> list[tuple[str, str, str]]:
    return [(m.party.iri, m.role.value, m.basis.value) for m in document.mentions() if m.party]


def test_both_scripts_mean_the_same_and_are_shown_as_written() -> None:
    simplified, traditional = read(SIMPLIFIED), read(TRADITIONAL)
    assert len(parties(simplified)) == 6
    assert parties(traditional) == parties(simplified)
    assert identifiers.document_key(traditional) == identifiers.document_key(simplified)
    assert traditional.header.number == "雲政辦發〔2023〕9號"
    assert traditional.header.title
    assert traditional.header.title.text == TRADITIONAL.splitlines()[0]
    assert [m.name for m in traditional.mentions()][:3] == ["縣財政局", "縣衛生健康局", "鄉鎮人民政府"]
    for mention in traditional.mentions():
        assert mention.surface == mention.span.of(traditional.text)
        assert fold(mention.name) in SIMPLIFIED
    assert [limit.text for measure in traditional.measures for task in measure.tasks for limit in task.limits] == [
        "2023年6月底前"
    ]


def test_an_elided_prefix_is_put_back_in_the_script_of_the_name() -> None:
    text = "雲嶺縣加強監管工作方案\n一、加強監管。（縣財政局、衛生健康局、發展改革局）\n"
    assert [m.name for m in read(text).mentions()] == ["縣財政局", "縣衛生健康局", "縣發展改革局"]


def test_radicals_are_the_characters_they_stand_for() -> None:
    written = SIMPLIFIED.translate(RADICALS)
    assert written != SIMPLIFIED
    document = read(written)
    assert parties(document) == parties(read(SIMPLIFIED))
    assert all(ordinary(mention.name) == mention.name for mention in document.mentions())
    assert document.reflowed.source == written


@pytest.mark.parametrize(
    ("label", "roles"),
    [
        ("主辦機關：財政局；協辦機關：稅務局、環保局", ["lead", "co", "co"]),
        ("權責機關：財政局、稅務局", ["lead", "co"]),
        ("主政單位：財政局；配合單位：稅務局", ["lead", "co"]),
    ],
)
def test_labels_of_taiwan_and_hong_kong(label: str, roles: list[str]) -> None:
    document = read(f"某市推動計畫實施方案\n一、辦理稽查。（{label}）\n")
    assert [m.role.value for m in document.mentions()] == roles


@given(st.text())
def test_a_fold_keeps_places(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_simplified_text_is_untouched() -> None:
    assert fold(SIMPLIFIED) is SIMPLIFIED


def test_what_a_measure_is_about_is_told_in_both_scripts() -> None:
    document = understand(Source("通知.txt", "一、建設家庭醫生隊伍。（責任單位：市衛生健康局）".encode()), load())
    (index,) = document.measures[0].fields
    assert index.theme == "health"
    assert all(word in document.text or word in "市衛生健康局" for said in index.evidence for word in said.words)


def test_numbers_of_units_are_counted_and_not_cut() -> None:
    document = read(
        "云岭县关于修路的意见\n一、总体要求\n１．修路１００公里。（县交通局）\n２．建桥２座。（县水利局）\n"
    )
    assert [(one.number, one.section) for one in document.measures] == [("1", "1"), ("2", "1")]
    assert [section.id for section in document.sections] == ["1"]
    assert document.measures[0].text.startswith("修路１００公里")
