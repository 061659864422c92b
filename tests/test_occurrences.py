"""Looking first at what a pattern begins with changes nothing but the time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_build.occurrences import occurrences
from graph_build.parse import deadlines, targets
from graph_build.read.reflow import runon

SEARCHES = ((deadlines._TIME, deadlines._BEGINS), (targets._QUANTITY, targets._BEGINS), (runon._INNER, runon._BEGINS))
#: what the first look demands beside a character
SAYS = (
    re.compile(rf"(?={deadlines._HEAD})"),
    re.compile(r'(?<![\d.第〔（(“‘"一二两三四五六七八九十百千零])'),
    re.compile(""),
)
WORDS = (
    *("2026年", "6月", "底前", "每年", "10", "第三", "季度", "一、", "（二）", "责任单位：", "5", "个", "持续", "推进"),
    *("“十四五”", "末", "\n", "。", "、", "修路", "县", "领导：", "第二条", "3.", "至", "今年", "国庆", "万"),
)


@pytest.mark.parametrize("at", range(len(SEARCHES)))
@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_the_same_is_found_as_by_searching_everywhere(at: int, text: str) -> None:
    pattern, begins = SEARCHES[at]
    everywhere = re.compile(f"{SAYS[at].pattern}(?:{pattern.pattern})", pattern.flags)
    found = [one.span() for one in occurrences(pattern, begins, text)]
    assert found == [one.span() for one in everywhere.finditer(text)]


def test_nothing_is_found_outside_the_stretch() -> None:
    digit, begins = re.compile(r"\d+"), re.compile(r"\d")
    assert [one[0] for one in occurrences(digit, begins, "12 34 56", 1, 4)] == ["2", "3"]
