"""A text falls into clauses: each where it stands, none across a mark, none inside a quotation."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.align.clauses import clauses

MARKS = "（）()《》“”[]【】，。；：！、\n 一二是要第1230.①对企业给予补贴房租"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("对小微企业，减免房租。", ["对小微企业", "减免房租"]),
        ("补助1,000元，10:30前报送。", ["补助1,000元", "10:30前报送"]),
        ("落实《关于促进消费，扩大内需的意见》，抓好执行", ["落实《关于促进消费，扩大内需的意见》", "抓好执行"]),
        ("一是开放数据；二要开放场景；三、开放平台。", ["开放数据", "开放场景", "开放平台"]),
        (
            "措施：（1）贴息，每家10万元（原则上，不超过）；②奖励",
            ["措施", "贴息", "每家10万元（原则上，不超过）", "奖励"],
        ),
        ("第一，摸清底数。首先，建立台账。", ["摸清底数", "建立台账"]),
        (
            "减免房租。（责任单位：市财政局，市国资委）给予补贴。",
            ["减免房租", "（责任单位：市财政局，市国资委）", "给予补贴"],
        ),
        ("采购（含租赁)设备，补贴20%", ["采购（含租赁)设备", "补贴20%"]),
        ("支持“一企，一策，办理。", ["支持“一企", "一策", "办理"]),
        ("2021年完成3.5亿元，1.5倍", ["2021年完成3.5亿元", "1.5倍"]),
        ("", []),
        ("。，；", []),
    ],
)
def test_marks_and_numerals_part_clauses(text: str, words: list[str]) -> None:
    assert [clause.words for clause in clauses(text)] == words


@given(st.text(MARKS, max_size=60))
def test_clauses_stand_in_order_where_they_say(text: str) -> None:
    found = clauses(text)
    assert all(clause.words == text[clause.start : clause.end] and clause.words for clause in found)
    assert all(a.end <= b.start and a.sentence <= b.sentence for a, b in pairwise(found))


@given(st.lists(st.text("对企业给予补贴房租", min_size=2, max_size=8), min_size=1, max_size=6))
def test_renumbering_changes_no_clause(items: list[str]) -> None:
    by_chinese = "；".join(f"（{'一二三四五六'[n]}）{item}" for n, item in enumerate(items))
    by_digit = "；".join(f"{n + 3}.{item}" for n, item in enumerate(items))
    assert [c.words for c in clauses(by_chinese)] == [c.words for c in clauses(by_digit)] == items
