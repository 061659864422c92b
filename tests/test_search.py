"""Search finds what holds all the words, says who answers for it, and where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import TESTS, Engine

from ontology.enumerations import CO, LEAD, ORDER
from ontology.errors import BadQuery
from queries.ask.endpoint import Local, open_graph, remote
from queries.ask.publish import publish
from queries.ask.search import Duty, find


@pytest.fixture(scope="module")
def sample(sample_graph: Path) -> Local:
    return open_graph(sample_graph)


def test_a_task_that_holds_all_the_words_is_found_with_its_parties(sample: Local) -> None:
    first, *_ = find(sample, "评议 财政")
    assert first.number == "4"
    assert first.duties == (Duty("自治区知识产权局", LEAD, ORDER), Duty("自治区财政厅", CO, ORDER))
    assert first.document.endswith("/doc/新政办发-2017-107")
    assert "评议" in first.excerpt("评议", around=4)
    assert len(first.excerpt("评议", around=4)) <= 12


def test_words_in_several_tasks_of_a_measure_find_the_measure(sample: Local) -> None:
    (hit,) = find(sample, "财政资助政策 工作指南")
    assert hit.unit.endswith("/m4")
    assert [duty.name for duty in hit.duties if duty.role == "lead"] == ["自治区知识产权局"]
    assert {duty.name for duty in hit.duties} >= {"自治区财政厅", "自治区工商局"}


def test_the_place_cuts_the_hit_out_of_the_unchanged_source(sample: Local) -> None:
    source = (TESTS.parent / "graph_build/samples/xinjiang-2017-107.txt").read_bytes().decode("utf-8-sig")
    for hit in find(sample, "知识产权局 服务"):
        words = "".join(source[hit.start : hit.end].split())
        assert "".join(hit.text.split()) in words
        assert hit.source.endswith("xinjiang-2017-107.txt")


def test_hits_come_in_the_order_of_the_document_and_no_more_than_asked(sample: Local) -> None:
    numbers = [int(hit.number) for hit in find(sample, "知识产权")]
    assert numbers == sorted(numbers)
    assert len(find(sample, "知识产权", limit=3)) == 3


def test_nothing_to_find_is_nothing_and_nothing_to_look_for_is_refused(sample: Local) -> None:
    assert find(sample, "不存在的词语") == ()
    assert find(sample, '"} DROP ALL #') == ()
    with pytest.raises(BadQuery, match="at least one word"):
        find(sample, "  ")


def test_search_is_the_same_on_another_engine(made: Path, oxigraph: Engine) -> None:
    here = open_graph(made)
    list(publish(here, oxigraph.store))
    hits = find(here, "知识产权")
    assert {hit.document.rpartition("/")[2] for hit in hits} == {"国发-2015-71", "赣府发-2016-5", "洪府发-2016-20"}
    assert find(remote(oxigraph.query), "知识产权") == hits
