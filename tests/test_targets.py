"""Targets: each wording by its own entry, how the number is meant, and which numbers are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_build.model import Span, Target
from graph_build.parse import targets
from graph_build.parse.targets import WORDINGS, Wording, find_targets


def found_in(text: str) -> tuple[Target, ...]:
    return find_targets(text, Span(0, len(text)))


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.name)
def test_each_example_is_read_by_its_own_wording_and_by_none_before_it(wording: Wording) -> None:
    quantity = targets._QUANTITY.search(wording.example)
    assert quantity
    left, right = wording.example[: quantity.start()], wording.example[quantity.end() :]
    fitting = (entry for entry in WORDINGS if entry.before.fullmatch(left) and entry.behind.match(right))
    assert next(fitting).name == wording.name
    assert [target.indicator for target in found_in(wording.example)] == [wording.indicator]


@pytest.mark.parametrize(
    ("text", "indicator", "comparator", "minimum", "maximum", "unit"),
    [
        ("培育3—5家知识产权服务品牌机构", "知识产权服务品牌机构", "range", 3, 5, "家"),
        ("新建5G基站2600个以上", "5G基站", "at-least", 2600, None, "个"),
        ("累计建成5G基站1万个", "5G基站", "equal", 10_000, 10_000, "个"),
        ("举办专题培训班15班次以上", "专题培训班", "at-least", 15, None, "班次"),
        ("地区生产总值增长8%以上", "地区生产总值", "increase", 8, None, "%"),
        ("财政收入增长8％左右", "财政收入", "increase", 8, 8, "%"),
        ("单位GDP能耗下降13.5%", "单位GDP能耗", "decrease", 13.5, 13.5, "%"),
        ("到2025年底前森林覆盖率达到40%", "森林覆盖率", "at-least", 40, None, "%"),
        ("到2025年6月底前前端设备达到300套", "前端设备", "at-least", 300, None, "套"),
        ("森林覆盖率提高2个百分点", "森林覆盖率", "increase", 2, 2, "个百分点"),
        ("研发投入强度提高到2.5%", "研发投入强度", "at-least", 2.5, None, "%"),
        ("每万人口发明专利拥有量达到12件", "每万人口发明专利拥有量", "at-least", 12, None, "件"),
        ("城镇登记失业率控制在4.5%以内", "城镇登记失业率", "at-most", None, 4.5, "%"),
        ("粪污综合利用率不低于75%", "粪污综合利用率", "at-least", 75, None, "%"),
        ("全国农机总动力稳定在11亿千瓦左右", "全国农机总动力", "about", 1.1e9, 1.1e9, "千瓦"),
        ("打造不少于2个示范社区", "示范社区", "at-least", 2, None, "个"),
        ("创建三家示范单位", "示范单位", "equal", 3, 3, "家"),
        ("引进人才１００名以上", "人才", "at-least", 100, None, "名"),
        ("研发经费突破1,200亿元", "研发经费", "at-least", 1.2e11, None, "元"),
        ("2020年底前新增养老床位500张", "养老床位", "equal", 500, 500, "张"),
        ("增设充电桩300余只", "充电桩", "equal", 300, 300, "只"),
    ],
)
def test_a_target_says_what_how_and_how_much(
    text: str, indicator: str, comparator: str, minimum: float | None, maximum: float | None, unit: str
) -> None:
    (target,) = found_in(text)
    assert (target.indicator, target.comparator, target.unit) == (indicator, comparator, unit)
    assert (target.minimum, target.maximum) == (minimum, maximum)


@pytest.mark.parametrize(
    "text",
    [
        "三审合一、两法衔接、一带一路、四个全面",
        "国发〔2015〕71号第3条",
        "给予最高200万元补助",
        "对年薪达到50万元的人才",
        "年营业收入达到1000万元的企业，给予奖励",
        "截至目前，全市累计建成5G基站2600个",
        "全年接待游客同比增长8%",
        "贷款利率不高于4%",
        "推广四个阶段的经验",
        "推荐数量不超过10个",
        "三门核电厂1号机组",
        "第十四个五年规划",
        "新建一条长2800米的跑道",
        "培育一批骨干企业",
        "2020年6月30日前完成",
    ],
)
def test_other_numbers_are_no_targets(text: str) -> None:
    assert found_in(text) == ()


def test_neighbours_do_not_run_into_each_other() -> None:
    text = "到2020年，养殖场装备配套率达到95%以上，畜禽粪污综合利用率达到75%以上。培育企业10家、平台5个"
    assert [target.indicator for target in found_in(text)][:3] == ["养殖场装备配套率", "畜禽粪污综合利用率", "企业"]


def test_only_what_lies_within_is_read() -> None:
    text = "建设3个中心，培育5家企业"
    assert [target.text for target in find_targets(text, Span(0, 6))] == ["建设3个中心"]
    assert [target.text for target in find_targets(text, Span(7, len(text)))] == ["培育5家企业"]


PIECES = st.sampled_from(
    [
        "建设",
        "培育",
        "达到",
        "增长",
        "3",
        "三",
        "—",
        "万",
        "%",
        "个",
        "家",
        "以上",
        "以内",
        "左右",
        "率",
        "示范区",
        "，",
        "。",
        "\n",
        "（",
        "）",
        "不超过",
        "不少于",
        "控制在",
        "提高",
        "2.5",
        "1,000",
        "十",
        "百",
        "个百分点",
        "的",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 60), st.integers(0, 60))
def test_targets_lie_within_and_are_quoted(text: str, start: int, length: int) -> None:
    within = Span(min(start, len(text)), min(start + length, len(text)))
    for target in find_targets(text, within):
        assert within.start <= target.span.start < target.span.end <= within.end
        assert target.text == target.span.of(text)
        assert target.indicator in target.text
        assert target.minimum is not None or target.maximum is not None
        assert target.comparator in ("at-least", "at-most", "about", "equal", "range", "increase", "decrease")


@given(st.text(max_size=40))
def test_no_text_raises(text: str) -> None:
    found_in(text)


@pytest.mark.parametrize("piece", ["9", "建设3个", "三万", "提高", "1—", "3个", "，达到9%", "1,000", "（"])
def test_time_grows_with_length_only(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    began = time.process_time()
    found_in(text)
    assert time.process_time() - began < 5
