"""A name leads to one thing, to a choice, or to a suggestion; never to one of several."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_graph
import pyoxigraph as ox
import pytest
from made_graph import HN, ID, JX

from ontology.authority import load
from ontology.errors import BadQuery
from ontology.terms import RDFS
from queries.analysis import whatif
from queries.ask.catalog import answer, question
from queries.ask.endpoint import Local, open_graph
from queries.ask.names import resolve
from queries.ask.profile import profiles
from queries.ask.table import Table


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Local:
    """The made documents and a later one, in which the second body called 省财政厅 has a duty."""
    folder = tmp_path_factory.mktemp("names")
    (folder / "graph.nq").write_text(made_graph.nquads() + made_graph.later(), encoding="utf-8")
    derived = made_graph.derived((*made_graph.DOCUMENTS, made_graph.LATER))
    (folder / "derived.nq").write_text(derived, encoding="utf-8")
    return open_graph(folder)


@pytest.mark.parametrize(
    ("kind", "words", "found"),
    [
        ("party", "省工商局", f"{ID}{JX}工商局"),
        ("party", "江西省财政厅", f"{ID}{JX}财政厅"),
        ("party", "湖南省财政厅", f"{ID}{HN}财政厅"),
        ("party", f"{ID}{JX}工商局", f"{ID}{JX}工商局"),
        ("party", "有关部门", f"{ID}grouptype/有关部门"),
        ("document", "赣府发〔2016〕5号", f"{ID}doc/赣府发-2016-5"),
        ("document", "南昌市知识产权强市实施方案", f"{ID}doc/洪府发-2016-20"),
        ("place", "江西省", f"{ID}place/360000"),
        ("theme", "知识产权", f"{ID}field/intellectual-property"),
        ("term", "省级", f"{made_graph.FG}province"),
    ],
)
def test_every_name_of_a_thing_leads_to_it(graph: Local, kind: str, words: str, found: str) -> None:
    assert resolve(graph, kind, words) == found


@pytest.mark.parametrize("words", ["urn:x:office", "<urn:x:office>", "甲局"])
def test_a_thing_of_another_program_is_found_by_an_iri_of_any_scheme(words: str) -> None:
    store = ox.Store()
    said = f"""<urn:x:office> <{RDFS.label}> "甲局"@zh ; <{made_graph.FG}shortName> "甲局" ."""
    store.load(said.encode(), format=ox.RdfFormat.TURTLE)
    assert resolve(Local(store), "party", words) == "urn:x:office"


def test_a_name_is_looked_up_and_no_list_of_names_read(graph: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    select, read = Local.select, []

    def counted(self: Local, query: str, **bindings: Any) -> Table:
        found = select(self, query, **bindings)
        read.append(len(found))
        return found

    monkeypatch.setattr(Local, "select", counted)
    assert resolve(graph, "party", "江西省财政厅") == f"{ID}{JX}财政厅"
    assert 0 < sum(read) <= 4


def test_a_body_with_duties_comes_before_one_without(made: Path) -> None:
    """Without the later plan only the one of 湖南 has a duty."""
    assert resolve(open_graph(made), "party", "省财政厅") == f"{ID}{HN}财政厅"


def test_a_name_of_several_is_answered_by_the_candidates_with_their_places(graph: Local) -> None:
    asking: tuple[Callable[[], object], ...] = (
        lambda: resolve(graph, "party", "省财政厅"),
        lambda: answer(graph, question("who_leads_most"), {"party": "省财政厅"}),
        lambda: profiles("省财政厅", load(), "2026-11-22", graph),
        lambda: whatif.named(graph, whatif.remove("省财政厅")),
        lambda: whatif.named(graph, whatif.merge("省工商局=省财政厅")),
    )
    for asked in asking:
        with pytest.raises(BadQuery, match=r"有多个.*江西省财政厅（江西省）、湖南省财政厅（湖南省）"):
            asked()


def test_a_slip_is_answered_by_what_comes_near(graph: Local) -> None:
    with pytest.raises(BadQuery, match=r"是否指：.*省工商局.*did you mean .*省工商局"):
        resolve(graph, "party", "省工商据")


def test_a_name_is_bound_as_an_iri(graph: Local) -> None:
    table = answer(graph, question("what_does_a_party_do"), {"party": "江西省财政厅", "document": "赣府发〔2018〕9号"})
    assert isinstance(table, Table)
    assert table.column("text") == ("完善商标品牌扶持政策",)
    assert set(table.column("party")) == {f"{ID}{JX}财政厅"}


def test_a_profile_holds_the_duties_of_its_body_alone(graph: Local) -> None:
    for name, texts in (("江西省财政厅", {"完善商标品牌扶持政策"}), ("省药监局", {"完善商标品牌扶持政策"})):
        (found,) = profiles(name, load(), "2026-11-22", graph)
        assert {duty["text"] for duty in found.duties} == texts


def test_a_change_is_of_the_party_that_is_meant(graph: Local) -> None:
    change = whatif.named(graph, whatif.merge("省工商局+江西省财政厅=新机构"))
    assert change.originals == (f"{ID}{JX}工商局", f"{ID}{JX}财政厅")
    assert change.heirs[0].party == "新机构"
