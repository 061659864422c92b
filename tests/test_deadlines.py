"""Time limits: each wording by its own entry, the dates they mean, what is none, and the gold."""

from __future__ import annotations

import json
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_build.model import Span, TimeLimit
from graph_build.parse import deadlines
from graph_build.parse.deadlines import DAYS, LENGTHS, PERIODS, WORDINGS, Wording, counted, find_limits

GOLD = Path(__file__).parents[2] / "shared" / "corpus" / "dev" / "gold"
WRITTEN = date(2020, 2, 11)
TABLES = {"point": WORDINGS, "day": DAYS[:1], "period": PERIODS[-1:], "length": LENGTHS}


def limits(text: str, written: date | None = WRITTEN) -> list[TimeLimit]:
    return list(find_limits(text, Span(0, len(text)), written))


def deadline_texts(text: str, written: date | None = WRITTEN) -> list[str]:
    return [limit.text for limit in limits(text, written) if counted(limit)]


def table_of(example: str) -> tuple[Wording, ...]:
    """The table that reads the example, by the first time that it writes."""
    found = deadlines._TIME.search(example)
    assert found
    if found["start"] or found["first"]:
        return PERIODS
    return LENGTHS if found["length"] else DAYS if deadlines._A_DAY.search(found[0]) else WORDINGS


@pytest.mark.parametrize(
    "wording", [wording for table in TABLES.values() for wording in table], ids=lambda wording: wording.name
)
def test_each_example_is_read_by_its_own_wording_and_by_none_before_it(wording: Wording) -> None:
    found = deadlines._TIME.search(wording.example)
    assert found
    left, right = wording.example[: found.start()], wording.example[found.end() :]
    first = next(entry for entry in table_of(wording.example) if entry.around(left, right) is not None)
    assert first.name == wording.name
    assert first.kind == wording.kind


#: What an example states besides, which is no example without it: the limit that shares its 前.
BESIDE = {"before, of the next": [("12月底前", "before")]}


@pytest.mark.parametrize(
    "wording", [wording for table in TABLES.values() for wording in table], ids=lambda wording: wording.name
)
def test_each_example_gives_its_limit(wording: Wording) -> None:
    found = [limit for limit in limits(wording.example, None) if limit.kind not in ("recurring", "continuous")]
    stated = [(wording.limit, wording.kind)] if wording.limit else []
    assert [(limit.text, limit.kind) for limit in found] == stated + BESIDE.get(wording.name, [])


@pytest.mark.parametrize(
    ("text", "limit", "kind", "earliest", "latest"),
    [
        ("2020年底前完成", "2020年底前", "before", None, "2020-12-31"),
        ("2020年底前新增养老床位500张", "2020年底前", "before", None, "2020-12-31"),
        ("今年2月底前完成", "今年2月底前", "before", None, "2020-02-29"),
        ("6月底完成", "6月底", "by", None, "2020-06-30"),
        ("年底前实现全覆盖", "年底前", "before", None, "2020-12-31"),
        ("明年3月底前完成", "明年3月底前", "before", None, "2021-03-31"),
        ("国庆节前通车", "国庆节前", "before", None, "2020-10-01"),
        ("２０２０年１０月底前完成", "２０２０年１０月底前", "before", None, "2020-10-31"),
        ("二〇二〇年六月底前完成", "二〇二〇年六月底前", "before", None, "2020-06-30"),
        ("到2035年，基本实现", "到2035年", "by", None, "2035-12-31"),
        ("到“十四五”末，建成", "到“十四五”末", "by", None, "2025-12-31"),
        ("2020年上半年，印发方案", "2020年上半年", "period", "2020-01-01", "2020-06-30"),
        ("2021—2023年，每年新建", "2021—2023年", "period", "2021-01-01", "2023-12-31"),
        ("总结阶段（2020年4月至5月）", "2020年4月至5月", "period", "2020-04-01", "2020-05-31"),
        ("3月1日至5日集中办理", "3月1日至5日", "period", "2020-03-01", "2020-03-05"),
        ("本意见印发之日起30日内报送", "本意见印发之日起30日内", "within", None, None),
        ("2020年起5年内免征", "2020年起5年内", "within", "2020-01-01", "2024-12-31"),
        ("自2020年3月1日起执行", "自2020年3月1日起", "from", "2020-03-01", None),
        ("每年1月底前报送", "每年1月底前", "recurring", None, None),
        ("于每月28日前报送", "每月28日前", "recurring", None, None),
        ("长期坚持", "长期坚持", "continuous", None, None),
        ("在年内推出", "年内", "within", None, "2020-12-31"),
        ("力争今年年内推出", "今年年内", "within", None, "2020-12-31"),
        ("2021年内完成", "2021年内", "within", None, "2021-12-31"),
        ("6月中旬前完成", "6月中旬前", "before", None, "2020-06-20"),
        ("2021年三季度末前建成", "2021年三季度末前", "before", None, "2021-09-30"),
        ("第三季度末完成", "第三季度末", "by", None, "2020-09-30"),
        ("“五一”前开放", "“五一”前", "before", None, "2020-05-01"),
        ("2021年国庆节前通车", "2021年国庆节前", "before", None, "2021-10-01"),
        ("加强建设（市财政局；2020年底）", "2020年底", "by", None, "2020-12-31"),
        ("6月底和12月底前分别报送", "6月底", "before", None, "2020-06-30"),
        ("2025年全市力争建成50个", "2025年", "by", None, "2025-12-31"),
        ("于2月20日下午5点前报送", "2月20日下午5点前", "before", None, "2020-02-20"),
        ("2月20日12：00前报送", "2月20日12：00前", "before", None, "2020-02-20"),
        ("2月20日下班前报送", "2月20日下班前", "before", None, "2020-02-20"),
        ("2021年主汛期前完成整治", "2021年主汛期前", "before", None, None),
        ("入冬前完成改造", "入冬前", "before", None, None),
        ("通过3年的不懈努力，建成", "通过3年的不懈努力", "within", None, None),
        ("未来三年，建成50个", "未来三年", "within", None, None),
        ("完成时限：长期", "长期", "continuous", None, None),
        ("（市教育局，持续推进）", "持续推进", "continuous", None, None),
        ("5年内培养1000名人才", "5年内", "by", None, "2025-02-11"),
        ("3年左右，建成示范区", "3年左右", "by", None, "2023-02-11"),
        ("市财政局\t2021.12\n", "2021.12", "by", None, "2021-12-31"),
        ("市财政局\t2021-12-31\n", "2021-12-31", "by", None, "2021-12-31"),
        ("2021年三季度完成", "2021年三季度", "by", None, "2021-09-30"),
        ("“十四五”末实现全覆盖", "“十四五”末", "by", None, "2025-12-31"),
        ("市财政局\t全年\n", "全年", "continuous", None, None),
    ],
)
def test_limits_are_read_as_days(text: str, limit: str, kind: str, earliest: str | None, latest: str | None) -> None:
    found = next(iter(limits(text)))
    assert (found.text, found.kind) == (limit, kind)
    days = tuple(day.isoformat() if day else None for day in (found.earliest, found.latest))
    assert days == (earliest, latest)
    assert [entry.text for entry in limits(text)][:1] == [limit]
    assert deadline_texts(text)[:1] == [limit] * (kind not in ("recurring", "continuous", "from"))


@pytest.mark.parametrize(
    "text",
    [
        "自受理之日起3个工作日内办结",
        "从2月1日起",
        "当年完成投资10亿元",
        "1-9月份，完成投资10亿元",
        "对2020年底前新增的贷款给予贴息",
        "对2020年底前新增就业10人的企业，给予奖励",
        "企业3年内不得申报",
        "持续推进改革",
        "可以延期缴纳税款，最长不超过3个月",
        "毕业5年内的高校毕业生",
        "对2020年6月30日前到期的在保中小企业采取续保措施",
        "每年给予最高200万元补助，每季度发布需求",
        "疫情防控期间免收",
        "实现企业开办“一天办结”",
        "比2017年底下降10%，不低于2019年同期余额",
        "《行动计划（2021—2025年）》",
        "三年行动计划（2021—2023年）",
        "截至2020年底的存量",
        "2019年底前已完成",
        "有效期至2025年12月31日",
        "2020年前4个月",
        "2020年第一季度房租免收",
        "给予1—3年观察期",
        "年薪连续2年达到50万元",
        "对6月底和12月底前到期的贷款展期",
        "2021年全市生产总值目标",
        "经过三年努力，我市已建成",
        "未来三年行动计划",
        "汛期加强巡查，全年组织两次",
        "每年汛期前检查",
    ],
)
def test_what_the_annotation_spec_excludes_is_no_deadline(text: str) -> None:
    assert deadline_texts(text) == []


def test_the_words_that_make_the_limit_stay_and_those_before_it_do_not() -> None:
    assert deadline_texts("确保在2020年6月底前完成，延长至2月24日，于3月底前报送，到2020年达标") == [
        "2020年6月底前",
        "2月24日",
        "3月底前",
        "到2020年",
    ]


def test_the_other_script_gives_the_same_limits() -> None:
    text = "疫情解除后三个月内补缴，本通知印发后10日内报送"
    assert (
        deadline_texts(text.replace("后", "後"))
        == [limit.replace("后", "後") for limit in deadline_texts(text)]
        == ["疫情解除後三个月内", "本通知印发後10日内"]
    )


def test_a_milestone_of_a_label_counts_with_its_date_only() -> None:
    assert deadline_texts("完成时限：2020年12月取得阶段性成果并持续推进") == ["2020年12月"]


def test_a_date_in_a_year_gone_by_is_history() -> None:
    assert deadline_texts("2018年底前完成", date(2019, 1, 2)) == []
    assert deadline_texts("2018年底前完成", None) == ["2018年底前"]


def test_a_month_takes_the_year_of_its_sentence() -> None:
    found = limits("2021年6月底前立项，9月底前开工。12月底前总结")
    assert [str(limit.latest) for limit in found] == ["2021-06-30", "2021-09-30", "2020-12-31"]


def test_a_month_without_any_year_has_no_days() -> None:
    assert [(limit.text, limit.latest) for limit in limits("6月底前完成", None)] == [("6月底前", None)]


def test_a_yearly_limit_carries_on_in_its_sentence() -> None:
    assert deadline_texts("每年1月15日前报上一年度、7月15日前报半年度") == []


def test_only_what_lies_within_is_read() -> None:
    text = "2020年6月底前完成；12月底前验收"
    assert [limit.text for limit in find_limits(text, Span(0, 10), WRITTEN)] == ["2020年6月底前"]
    assert [limit.text for limit in find_limits(text, Span(12, len(text)), WRITTEN)] == ["12月底前"]


def test_the_gold_deadlines_are_found() -> None:
    if not GOLD.is_dir():
        pytest.skip("the annotated corpus is not beside the project")
    hits = wanted = got = 0
    for path in sorted(GOLD.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        written = gold["document"]["date"] and date.fromisoformat(gold["document"]["date"])
        for measure in gold["measures"]:
            found, want = set(deadline_texts(measure["text"], written)), set(measure["deadlines"])
            hits, wanted, got = hits + len(found & want), wanted + len(want), got + len(found)
    assert 2 * hits / (wanted + got) >= 0.95


PIECES = st.sampled_from(
    [
        "2020年",
        "6月",
        "底",
        "前",
        "到",
        "至",
        "起",
        "内",
        "每年",
        "12月31日",
        "—",
        "《",
        "》",
        "（",
        "）",
        "。",
        "\n",
        "三个",
        "工作日",
        "“十四五”",
        "末",
        "期间",
        "的",
        "持续推进",
        "年底",
        "9",
        "十",
        "印发之日",
    ]
)


@pytest.mark.parametrize(
    "text", ["持续推进改革，长期坚持。", "要常态化开展检查，", "持续优化办事流程和服务体验\t市财政局"]
)
def test_running_words_of_a_duty_without_end_are_no_limit(text: str) -> None:
    assert limits(text) == []


def test_every_date_in_a_cell_of_limits_is_one() -> None:
    text = "1\t修路\t市交通局\t2021年6月、12月"
    cell = Span(text.rindex("\t") + 1, len(text))
    found = find_limits(text, Span(0, len(text)), WRITTEN, (cell,))
    assert [limit.text for limit in found] == ["2021年6月", "12月"]


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 60), st.integers(0, 60), st.none() | st.dates())
def test_limits_lie_within_and_are_quoted(text: str, start: int, length: int, written: date | None) -> None:
    within = Span(min(start, len(text)), min(start + length, len(text)))
    found = find_limits(text, within, written)
    assert all(first.span.end <= second.span.start for first, second in pairwise(found))
    for limit in found:
        assert within.start <= limit.span.start < limit.span.end <= within.end
        assert limit.text == limit.span.of(text)
        assert limit.kind in ("before", "by", "within", "period", "recurring", "continuous", "from")
        assert counted(limit) in (True, False)
        assert not (limit.earliest and limit.latest) or limit.earliest <= limit.latest


@given(st.text(max_size=40))
def test_no_text_raises(text: str) -> None:
    limits(text)


@pytest.mark.parametrize(
    "piece", ["9", "2020年", "1月至", "每年", "十", "《", "起至到", "年底前，", "2020-", "印发之日起"]
)
def test_time_grows_with_length_only(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    began = time.process_time()
    limits(text)
    assert time.process_time() - began < 5
