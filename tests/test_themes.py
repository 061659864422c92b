"""Themes: fields of every document by words that are no document's own, aspects right on the sample, each with why."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from math import cbrt, dist
from pathlib import Path

import made_document
import pytest

from exports import explorer
from graph_build.model import Clue, Document, Section, Span
from graph_build.pipeline import produce, understand
from graph_build.record import record
from graph_build.resolve.themes import (
    MOST_ASPECTS,
    MOST_FIELDS,
    PLAN,
    aspect_pointers,
    aspects,
    field_pointers,
    fields,
    indexed,
)
from graph_build.sources import Source
from ontology import authority, compiled
from ontology.entries import WITH_ASPECTS
from ontology.lexicon import silent_words
from ontology.looks import Look, look_of
from ontology.terms import FG, SKOS
from ontology.turtle import read

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
FIELDS = [
    "party-building",
    "government-operations",
    "law-and-justice",
    "public-safety",
    "macroeconomy",
    "public-finance",
    "finance",
    "industry",
    "digital",
    "science-and-technology",
    "intellectual-property",
    "market-regulation",
    "commerce",
    "foreign-trade",
    "foreign-affairs",
    "agriculture",
    "natural-resources",
    "energy",
    "environment",
    "transport",
    "housing-and-construction",
    "education",
    "health",
    "employment-and-talent",
    "social-welfare",
    "culture-tourism-sport",
    "ethnic-and-religious",
    "defence",
    "community-governance",
    "implementation",
]
ANNOTATED = [
    "governance",
    "assessment",
    "administrative-protection",
    "judicial-protection",
    "customs-and-border",
    "rights-assistance",
    "new-business-forms",
    "creation-incentives",
    "transfer-and-use",
    "finance",
    "fiscal-support",
    "brands",
    "services",
    "information",
    "standards",
    "international-cooperation",
    "regional-cooperation",
    "talent",
    "education-and-culture",
]


def made(
    *measures: str, title: str = "某市人民政府办公室关于印发年度重点工作安排的通知", heading: str = ""
) -> Document:
    """A document of the measures, below one heading if there is one."""
    numbered = [f"{rank}．{words}" for rank, words in enumerate(measures, 1)]
    text = "\n".join([title, "", f"一、{heading or '主要任务'}", *numbered, ""])
    return understand(Source("made.txt", text.encode()), authority.load())


def given(document: Document) -> list[list[str]]:
    return [[index.theme for index in measure.fields] for measure in document.measures]


# --- the words


def test_the_thirty_fields_are_the_top_of_the_scheme_and_the_nineteen_below_one_of_them() -> None:
    known = authority.load()
    assert [field.id for field in known.fields] == FIELDS
    assert [theme.id for theme in known.themes] == ANNOTATED
    for theme in (*known.fields, *known.themes):
        assert theme.label
        assert theme.english
        assert theme.names
    table = read([Path(compiled.HERE) / "themes.ttl"])
    above = f"https://w3id.org/fengong/id/field/{WITH_ASPECTS}"
    for name in ANNOTATED:
        assert [value.text for value in table[f"https://w3id.org/fengong/id/theme/{name}"][SKOS.broader]] == [above]


def test_every_field_has_a_look_and_a_scope_of_its_own() -> None:
    table = read([Path(compiled.HERE) / "themes.ttl"])
    for field in FIELDS:
        said = table[f"https://w3id.org/fengong/id/field/{field}"]
        assert {value.language for value in said[SKOS.scopeNote]} == {"zh", "en"}
        assert look_of(f"https://w3id.org/fengong/id/field/{field}") == (
            said[FG.colour][0].text,
            said[FG.shape][0].text,
        )
    assert len({look.colour for look in _field_looks()}) == len(FIELDS)


def test_fields_of_any_two_colours_are_told_apart() -> None:
    """By at least 0.085 in OKLab, where 0.02 is just noticed; in one shape by 0.08 for dichromats too."""
    looks = _field_looks()
    seen = [(look.shape, [_oklab(_channels(look.colour), vision) for vision in _VISIONS.values()]) for look in looks]
    for (shape, one), (other_shape, other) in combinations(seen, 2):
        assert dist(one[0], other[0]) >= 0.085
        if shape == other_shape:
            assert min(map(dist, one, other)) >= 0.08


def test_colours_of_fields_stand_out_on_the_light_and_on_the_dark_ground() -> None:
    """By 3:1 (WCAG 2.2, 1.4.11) on the page and on what is raised from it, as the explorer has them, light and dark."""
    style = (Path(explorer.__file__).parent / "templates" / "explorer.css").read_text("utf-8")
    grounds = re.findall(r"--(?:ground|raised): (#[0-9a-f]{6})", style)
    assert len(grounds) == 4
    for look in _field_looks():
        assert min(_contrast(look.colour, ground) for ground in (*grounds, "#ffffff")) >= 3


_SRGB_TO_LMS = (
    (0.41222147, 0.53633254, 0.05144599),
    (0.2119035, 0.6806995, 0.10739696),
    (0.08830246, 0.28171884, 0.6299787),
)
_LMS_TO_OKLAB = (
    (0.21045426, 0.79361779, -0.00407205),
    (1.9779985, -2.4285922, 0.4505937),
    (0.02590404, 0.78277177, -0.80867577),
)
#: How linear sRGB looks without one kind of cones (Machado, Oliveira, Fernandes 2009, severity 1).
_VISIONS = {
    "all cones": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
}
_Three = Sequence[float]


def _field_looks() -> list[Look]:
    return [look_of(f"https://w3id.org/fengong/id/field/{field}") for field in FIELDS]


def _channels(colour: str) -> list[float]:
    """Linear red, green and blue, 0 to 1, of #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _through(matrix: Sequence[_Three], vector: _Three) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _oklab(channels: _Three, vision: Sequence[_Three]) -> list[float]:
    """Lightness, green to red, blue to yellow (Ottosson 2020), as seen with ``vision``."""
    seen = [min(max(part, 0.0), 1.0) for part in _through(vision, channels)]
    return _through(_LMS_TO_OKLAB, [cbrt(part) for part in _through(_SRGB_TO_LMS, seen)])


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2, 1 to 21."""
    light = sorted(
        sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), _channels(c), strict=True)) for c in (one, other)
    )
    return (light[1] + 0.05) / (light[0] + 0.05)


def test_every_kind_of_body_has_a_look_of_its_own() -> None:
    table = read([Path(compiled.HERE) / "policy.ttl"])
    looks = Counter((said[FG.colour][0].text, said[FG.shape][0].text) for said in table.values() if FG.colour in said)
    used = {name for entry in authority.load().entries for name in entry.classes} - {"GroupType"}
    assert {FG[name] for name in used} <= {iri for iri, said in table.items() if FG.colour in said}
    assert set(looks.values()) == {1}


def test_trigger_words_are_words_and_not_passages() -> None:
    for theme in (*authority.load().fields, *authority.load().themes):
        for word in (*theme.names, *theme.hints):
            assert len(word) <= 7, word
        assert all(len(word) >= 2 for word in theme.names)
        assert not {*theme.names} & {*theme.hints}


def test_a_single_character_hints_at_one_field_only() -> None:
    """税, 医, 校 mean one thing wherever they stand; 学 and 法 do not, and are no trigger words."""
    stems = Counter(word for field in authority.load().fields for word in field.hints if len(word) == 1)
    assert stems["税"] == stems["医"] == stems["校"] == 1
    assert set(stems.values()) == {1}
    assert not {*"学法安水电生"} & {*stems}


def test_trigger_words_are_of_policy_language_not_of_the_sample() -> None:
    """Words of the kind that only this document has: its places, its brands, its numbers."""
    known = authority.load()
    words = {word for theme in (*known.fields, *known.themes) for word in (*theme.names, *theme.hints)}
    own = ("新疆", "自治区", "亚欧", "清风", "中亚", "我区")
    assert not [word for word in words if any(part in word for part in own)]
    text = made_document.SAMPLE.read_text(encoding="utf-8")
    aspects_only = {word for theme in known.themes for word in (*theme.names, *theme.hints)}
    assert sum(word in text for word in aspects_only) < len(aspects_only) / 2
    assert sum(word in text for word in words) < len(words) / 4


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the labelled measures in ../shared/corpus/themes are not here")
@pytest.mark.parametrize("parts", [("text",), ("title", "heading", "text")], ids=["measures", "headings-too"])
def test_no_trigger_word_of_a_field_is_in_one_labelled_document_only(parts: tuple[str, ...]) -> None:
    """Two documents or more, or none: a word that one of them alone holds may be that document's and not the field's.

    So it must be whether the words of a document are those of its measures, or those of its title and headings too.
    """
    of_document: dict[str, str] = {}
    for row in json.loads((CORPUS / "themes" / "dev.json").read_text("utf-8")):
        of_document[row["doc"]] = "\n".join([of_document.get(row["doc"], ""), *(row[part] for part in parts)])
    holders = {
        word: sum(word in text for text in of_document.values())
        for field in authority.load().fields
        for word in (*field.names, *field.hints)
    }
    assert len(of_document) == 27
    assert [word for word, count in holders.items() if count == 1] == []
    assert Counter(holders.values())[0] > len(holders) / 2, "most words stand in none of the labelled documents"


def test_portfolios_hold_names_of_bodies_and_no_word_twice() -> None:
    known = authority.load()
    stems = Counter(stem for portfolio in known.portfolios for stem in portfolio.stems)
    assert [stem for stem, count in stems.items() if count > 1] == []
    assert {field for portfolio in known.portfolios for field in (portfolio.main, *portfolio.further)} <= {*FIELDS}


def test_bodies_that_reforms_ended_have_the_portfolio_of_those_that_took_over() -> None:
    portfolios = authority.load().portfolios
    main = {stem: portfolio.main for portfolio in portfolios for stem in portfolio.stems}
    assert main["工商局"] == main["质监"] == main["食药"] == main["市场监管"]
    assert main["国土"] == main["自然资源"]
    assert main["银监"] == main["金融"]


def test_traditional_characters_are_read_by_the_same_words() -> None:
    assert given(made("深入推進政務公開,完善政府信息公開制度。")) == [["government-operations"]]


def test_a_word_that_holds_a_trigger_word_by_chance_says_nothing() -> None:
    assert "人民政府" in silent_words()
    assert field_pointers("各市人民政府", authority.load()) == []


# --- fields


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("扩大普惠性幼儿园供给，加强教师队伍建设。", "education"),
        ("推进分级诊疗，提升乡镇卫生院服务能力。", "health"),
        ("加快棚户区和老旧小区改造，发展保障性租赁住房。", "housing-and-construction"),
        ("加强基层党组织建设，从严管理党员干部。", "party-building"),
        ("深化行政审批制度改革，精简行政许可事项。", "government-operations"),
        ("开展安全生产隐患排查，完善应急预案。", "public-safety"),
        ("提高城乡低保标准，完善养老服务体系。", "social-welfare"),
        ("加强少数民族特色村寨保护，促进民族团结。", "ethnic-and-religious"),
        ("做好征兵工作，落实双拥政策。", "defence"),
        ("发展乡村旅游，加强文物保护利用。", "culture-tourism-sport"),
        ("深化友好城市交往，做好侨务工作。", "foreign-affairs"),
        ("健全网格化管理，推进移风易俗和志愿服务。", "community-governance"),
        ("推进河湖长制，加强水资源管理。", "natural-resources"),
        ("建设风电、光伏发电基地，完善电网。", "energy"),
        ("加强行政执法监督，规范自由裁量权。", "law-and-justice"),
        ("严格落实食品安全责任，加强特种设备监管。", "market-regulation"),
    ],
)
def test_a_measure_has_the_field_that_a_reader_would_give(text: str, field: str) -> None:
    assert given(made(text))[0][0] == field


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("精简行政许可事项，推行告知承诺制。", "intellectual-property"),
        ("整治老旧小区环境，加装电梯。", "intellectual-property"),
        ("扩大固定资产投资，推进重大项目建设。", "finance"),
    ],
)
def test_a_word_of_many_fields_does_not_decide(text: str, wrong: str) -> None:
    document = made(text)
    assert wrong not in given(document)[0]
    assert document.measures[0].themes == ()


def test_what_a_measure_is_a_reply_to_is_not_what_it_is_about() -> None:
    words = "对受疫情影响不能按期纳税的企业，疫情期间依法准予延期缴纳。（责任单位：市税务局）"
    title = "某市人民政府关于应对新型冠状病毒肺炎疫情支持企业的若干措施"
    assert given(made(words, title=title)) == [["public-finance"]]


def test_a_second_field_stands_in_the_measure_itself() -> None:
    document = made("加强桥梁养护，提升公路通行能力。", title="某市人民政府关于教育的意见", heading="学前教育")
    assert given(document) == [["transport"]]


def test_a_title_counts_once_for_a_field_however_many_of_its_words_point_there() -> None:
    one, many = (
        made("完善制度，抓好项目。", title=f"某市关于{words}的意见") for words in ("幼儿园", "学前教育和教师培养")
    )
    (index,) = many.measures[0].fields
    assert index.theme == "education"
    assert [len(evidence.words) for evidence in index.evidence] == [1]
    assert one.measures[0].fields


def test_a_measure_about_the_plan_itself_is_implementation_alone() -> None:
    assert given(made("加强组织领导。各部门要压实责任，强化督导考核，抓好落实。")) == [[PLAN]]


def test_who_leads_decides_where_words_say_little() -> None:
    words = "做好相关工作。（责任单位：{}）"
    for body, field in (("市教育局", "education"), ("市农业农村局", "agriculture"), ("市工商局", "market-regulation")):
        document = made(words.format(body))
        (index,) = document.measures[0].fields
        assert index.theme == field
        assert [(evidence.clue, evidence.words) for evidence in index.evidence] == [(Clue.LEAD, (body,))]


def test_headings_and_title_count() -> None:
    (index,) = made("完善相关制度。", heading="医疗保障").measures[0].fields
    assert (index.theme, index.evidence[0].clue) == ("health", Clue.HEADING)
    (index,) = made("完善相关制度。", title="某市人民政府关于学前教育的意见").measures[0].fields
    assert (index.theme, index.evidence[0].clue) == ("education", Clue.TITLE)


def test_names_of_laws_count_and_are_told_apart() -> None:
    (index,) = made("认真执行《中华人民共和国义务教育法》。").measures[0].fields
    assert index.theme == "education"
    assert (Clue.LAW, ("教育",)) in [tuple(evidence) for evidence in index.evidence]


def test_a_measure_that_nothing_points_to_has_the_field_of_the_others() -> None:
    document = made("办好幼儿园。", "加强教师培养。", "请各单位知悉。")
    assert given(document)[2] == ["education"]
    assert document.measures[2].fields[0].evidence[0].clue is Clue.NEIGHBOURS
    assert given(made("请各单位知悉。")) == [[PLAN]]


def test_no_measure_is_without_a_field_and_each_says_why() -> None:
    for measure in made_document.sample().measures:
        assert 1 <= len(measure.fields) <= MOST_FIELDS
        for index in (*measure.fields, *measure.themes):
            assert 0 < index.sureness <= 1
            assert all(evidence.words for evidence in index.evidence)
            assert index.evidence


def test_every_measure_of_a_document_about_intellectual_property_may_have_aspects() -> None:
    assert all(measure.themes for measure in made_document.sample().measures)


@cache
def _labelled() -> tuple[int, int, int, int, int, int]:
    """Right, too many, missed; with one right, of how many; without any: over the labelled measures."""
    rows = json.loads((CORPUS / "themes" / "dev.json").read_text("utf-8"))
    right = many = missed = some = empty = 0
    for row in rows:
        path = next(p for p in CORPUS.glob(f"*/raw/{row['doc']}.txt"))
        document = _read(path)
        measure = max(document.measures, key=lambda m: (_common(m.text, row["text"]), m.number == row["number"]))
        have, want = {index.theme for index in measure.fields}, {*row["fields"]}
        empty += not have
        some += bool(have & want)
        have -= {*row["doubtful"]}
        right, many, missed = right + len(have & want), many + len(have - want), missed + len(want - have)
    return right, many, missed, some, len(rows), empty


@cache
def _read(path: Path) -> Document:
    return understand(Source(path.name, path.read_bytes()), authority.load())


def _common(one: str, other: str) -> int:
    """How many pairs of characters two texts share."""
    return len({*pairwise(one)} & {*pairwise(other)})


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside the project")
def test_fields_are_those_of_two_readers() -> None:
    right, many, missed, some, asked, empty = _labelled()
    assert 2 * right / (2 * right + many + missed) >= 0.80
    assert some / asked >= 0.90
    assert empty == 0


# --- aspects


def test_themes_of_the_sample_are_mostly_those_of_the_annotators() -> None:
    gold = json.loads(made_document.SAMPLE.read_text(encoding="utf-8"))
    wanted = [(place, theme) for place, measure in enumerate(gold["measures"]) for theme in set(measure["themes"])]
    found = [
        (place, index.theme)
        for place, measure in enumerate(made_document.sample().measures)
        for index in measure.themes
    ]
    assert 2 * len({*wanted} & {*found}) / (len(wanted) + len(found)) >= 0.899


def test_a_measure_of_the_sample_has_one_to_three_aspects() -> None:
    for measure in made_document.sample().measures:
        assert 1 <= len(measure.themes) <= MOST_ASPECTS
        assert len({index.theme for index in measure.themes}) == len(measure.themes)


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
def test_aspects_are_read_as_a_reader_would(text: str, theme: str) -> None:
    assert theme in [index.theme for index in aspects(aspect_pointers(text, authority.load()))]


def test_words_that_say_nothing_give_no_theme() -> None:
    text = "本办法自发布之日起。"
    assert aspects(aspect_pointers("本办法自发布之日起施行。", authority.load())) == ()
    assert fields(field_pointers(text, authority.load())) == ()


def test_a_longer_word_is_not_counted_as_the_shorter_one_in_it() -> None:
    known = authority.load()

    def judicial(text: str) -> float:
        return sum(p.weight for p in aspect_pointers(text, known) if p.theme == "judicial-protection")

    assert judicial("此处为首，刑事司法衔接") == judicial("此处为首，刑事司法") > 0


# --- what is told


def test_the_record_names_fields_aspects_and_why() -> None:
    document = made("加强专利审查协作，开展质押融资。（牵头单位：市知识产权局）")
    (measure,) = record(document)["measures"]
    assert measure["fields"][0] == "intellectual-property"
    assert measure["themes"]
    why = measure["evidence"]["fields"][0]
    assert why["id"] == "intellectual-property"
    assert "专利审查" in why["words"]
    assert why["lead"] == ["市知识产权局"]
    assert [index["id"] for index in measure["evidence"]["themes"]] == measure["themes"]


def test_the_graph_has_both_levels_and_the_evidence() -> None:
    text = "某市关于知识产权的意见\n\n1．加强专利保护，开展质押融资。（牵头单位：市知识产权局）\n"
    product = produce(Source("made.txt", text.encode()), authority.load())
    quads = "".join([*product.quads, *product.derived])
    assert "/subject> <https://w3id.org/fengong/id/field/intellectual-property>" in quads
    assert "/subject> <https://w3id.org/fengong/id/theme/finance>" in quads
    assert f'<{FG.byWords}> "专利保护"' in quads
    assert f'<{FG.byLead}> "' in quads
    assert f"<{FG.sureness}>" in quads


def test_a_person_has_the_last_word_on_fields() -> None:
    said = "editor: 张三\ncorrections:\n  - {measure: 1, fields: [教育, health], reason: 校医}\n"
    source = Source("made.txt", "某市工作安排\n\n1．加强桥梁养护。\n".encode(), said.encode())
    document = understand(source, authority.load())
    assert given(document) == [["education", "health"]]
    for index in document.measures[0].fields:
        assert index.sureness == 1
        assert [tuple(evidence) for evidence in index.evidence] == [(Clue.REVIEW, ("张三: 校医",))]


def test_a_heading_without_number_is_not_above_itself() -> None:
    text = "关于推进工作的通知\n一、工作目标\n推进工作。\n二、工作内容\n开展工作。\n附件\n工作方案\n开展试点。\n"
    document = understand(Source("a.txt", text.encode()), authority.load())
    section = Section("", "", "工作方案", None, Span(0, 1))
    assert indexed(replace(document, sections=(*document.sections, section)), authority.load()).sections[-1] == section
