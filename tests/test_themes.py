"""Themes: right on the sample by words that are not its own, and sensible elsewhere."""

from __future__ import annotations

import json

import made_document
import pytest

from graph_build.resolve.themes import MOST, chosen, weights
from ontology import authority

ANNOTATED = """
governance
assessment
administrative-protection
judicial-protection
customs-and-border
rights-assistance
new-business-forms
creation-incentives
transfer-and-use
finance
fiscal-support
brands
services
information
standards
international-cooperation
regional-cooperation
talent
education-and-culture
""".strip().splitlines()


def test_the_nineteen_themes_of_the_annotation_are_the_top_of_the_scheme() -> None:
    assert [theme.id for theme in authority.load().themes] == ANNOTATED
    assert all(theme.label and theme.english and theme.names for theme in authority.load().themes)


def test_themes_of_the_sample_are_mostly_those_of_the_annotators() -> None:
    gold = json.loads(made_document.SAMPLE.read_text(encoding="utf-8"))
    wanted = [(place, theme) for place, measure in enumerate(gold["measures"]) for theme in set(measure["themes"])]
    found = [
        (place, theme) for place, measure in enumerate(made_document.sample().measures) for theme in measure.themes
    ]
    assert 2 * len({*wanted} & {*found}) / (len(wanted) + len(found)) >= 0.85


def test_a_measure_has_one_to_three_themes() -> None:
    for measure in made_document.sample().measures:
        assert 1 <= len(measure.themes) <= MOST
        assert len(set(measure.themes)) == len(measure.themes)


def test_trigger_words_are_words_and_not_passages() -> None:
    for theme in authority.load().themes:
        for word in (*theme.names, *theme.hints):
            assert 2 <= len(word) <= 7, word
        assert not {*theme.names} & {*theme.hints}


def test_trigger_words_are_of_policy_language_not_of_the_sample() -> None:
    """Words of the kind that only this document has: its places, its brands, its numbers."""
    words = {word for theme in authority.load().themes for word in (*theme.names, *theme.hints)}
    assert not [
        word for word in words if any(part in word for part in ("新疆", "自治区", "亚欧", "清风", "中亚", "我区"))
    ]
    text = made_document.SAMPLE.read_text(encoding="utf-8")
    assert sum(word in text for word in words) < len(words) / 2


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("加大对企业首台套装备的保费补贴力度，安排专项资金。", "fiscal-support"),
        ("引导银行机构增加信用贷款，发挥政府性融资担保作用。", "finance"),
        ("支持高校开设人工智能专业，引进高层次人才。", "talent"),
        ("完善跨境电商综合试验区通关便利化措施。", "customs-and-border"),
        ("将落实情况纳入年度目标考核，定期开展督查。", "assessment"),
        ("参与国家标准和行业标准制定。", "standards"),
        ("加强公共数据资源开发，推动信息共享。", "information"),
        ("依法查处违法行为，开展专项整治。", "administrative-protection"),
        ("深化东西部协作和对口支援。", "regional-cooperation"),
    ],
)
def test_other_documents_are_read_as_a_reader_would(text: str, theme: str) -> None:
    assert theme in chosen(weights(text, "", authority.load()))


def test_words_that_say_nothing_give_no_theme() -> None:
    assert chosen(weights("本办法自发布之日起施行。", "", authority.load())) == ()


def test_a_longer_word_is_not_counted_as_the_shorter_one_in_it() -> None:
    known = authority.load()
    assert (
        weights("，刑事司法衔接", "", known)["judicial-protection"]
        == weights("，刑事司法", "", known)["judicial-protection"]
    )
