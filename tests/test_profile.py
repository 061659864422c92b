"""Who a body is, before and after the reform, with and without a graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology.authority import load
from ontology.errors import BadQuery
from queries.ask.endpoint import open_graph
from queries.ask.profile import lines, profiles


def test_body_of_the_sample_has_names_place_duties_and_a_likely_heir(sample_graph: Path) -> None:
    (found,) = profiles("自治区知识产权局", load(), "2026-11-22", open_graph(sample_graph))
    assert found.name == "新疆维吾尔自治区知识产权局"
    assert found.place.startswith("新疆")
    assert [(heir.name, heir.certainty) for heir in found.heirs] == [("自治区市场监管局", "likely")]
    assert len(found.duties) == 43
    assert any("牵头 leads: 25 · 配合 joins: 18" in line for line in lines(found))


def test_before_the_reform_a_body_has_no_heirs() -> None:
    (found,) = profiles("自治区知识产权局", load(), "2017-06-09")
    assert found.heirs == ()


def test_functions_that_parted_are_said_to_have_parted() -> None:
    found = profiles("自治区新闻出版广电局(版权局)", load(), "2026-11-22")
    assert any("一对多" in line for line in lines(found[0]))


def test_nobody_of_that_name_is_an_error_with_an_example() -> None:
    with pytest.raises(BadQuery, match="自治区财政厅"):
        profiles("无此单位", load(), "2026-11-22")
