"""Changes of organisation: what is merged, removed or split, and what that does to the duties."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from exports.report.whatif import side_by_side
from ontology.enumerations import CO, LEAD, ORDER
from ontology.errors import BadQuery
from queries.analysis import whatif
from queries.ask.endpoint import open_graph
from queries.duties import Assignment, Document, Duties, Measure, Party, Task, load


@pytest.fixture
def duties() -> Duties:
    """A leads t1 with B, B leads t2 (food) alone, A leads t3 with C."""
    texts = {"t1": "打击假冒", "t2": "加强食品安全", "t3": "药品与食品抽检"}
    named = {"t1": ["A", "B"], "t2": ["B"], "t3": ["A", "C"]}
    return Duties(
        (Document("d", "计划", "1", "2017-01-01"),),
        (),
        (Measure("m", "d", "", "1", ""),),
        tuple(Task(t, "m", i, text) for i, (t, text) in enumerate(texts.items(), start=1)),
        tuple(Party(p, f"{p}局") for p in "ABC"),
        tuple(
            Assignment(f"{t}{p}", t, p, CO if rank else LEAD, ORDER, rank + 1)
            for t, parties in named.items()
            for rank, p in enumerate(parties)
        ),
    )


def after(duties: Duties, change: whatif.Change) -> dict[str, list[tuple[str, str]]]:
    outcome = whatif.apply(duties, [change])
    return {
        task: [(outcome.duties.party[a.party].name, a.role) for a in those]
        for task, those in outcome.duties.of_task.items()
    }


def lines(duties: Duties, change: whatif.Change) -> dict[str, tuple[float, float]]:
    outcome = whatif.apply(duties, [change])
    return {line.key: (line.before, line.after) for line in whatif.compare(duties, outcome.duties)}


def test_merging_keeps_the_lead_and_counts_a_shared_task_once(duties: Duties) -> None:
    change = whatif.merge("A局+B局=市场监管局")
    assert after(duties, change) == {
        "t1": [("市场监管局", "lead")],
        "t2": [("市场监管局", "lead")],
        "t3": [("市场监管局", "lead"), ("C局", "co")],
    }
    outcome = whatif.apply(duties, [change])
    assert outcome.internal == {"市场监管局": 1}
    assert lines(duties, change)["ties"] == (2, 1)


def test_merging_into_a_body_that_is_there_keeps_its_iri(duties: Duties) -> None:
    assert whatif.apply(duties, [whatif.merge("A局=C局")]).duties.of_task["t1"][0].party == "C"


def test_removing_leaves_tasks_without_lead_or_anybody(duties: Duties) -> None:
    change = whatif.remove("B局")
    assert after(duties, change) == {"t1": [("A局", "lead")], "t2": [], "t3": [("A局", "lead"), ("C局", "co")]}
    found = lines(duties, change)
    assert (found["without_lead"], found["without_anybody"]) == ((0, 1), (0, 1))


def test_splitting_follows_the_words_and_sends_the_rest_to_the_heir_without_words(duties: Duties) -> None:
    assert after(duties, whatif.split("A局=药监局:药品;市场监管局")) == {
        "t1": [("市场监管局", "lead"), ("B局", "co")],
        "t2": [("B局", "lead")],
        "t3": [("药监局", "lead"), ("C局", "co")],
    }


def test_names_in_the_attribution_do_not_decide_a_split_but_a_second_nameplate_does(duties: Duties) -> None:
    one, *rest = duties.tasks
    named = replace(one, text="打击假冒（A局、药品B局）", attribution="（A局、药品B局）")
    change = whatif.split("A局=药监局:药品;市场监管局")
    duties = replace(duties, tasks=(named, *rest))
    assert ("市场监管局", "lead") in after(duties, change)["t1"]
    first, *others = duties.assignments
    assert first.task == "t1"
    plated = replace(duties, assignments=(replace(first, surface="A局（药品办）"), *others))
    assert ("药监局", "lead") in after(plated, change)["t1"]


def test_a_year_without_reform_is_refused_with_the_years_there_are(sample_graph: Path) -> None:
    with pytest.raises(BadQuery, match=r"1949.*2018"):
        whatif.reforms(open_graph(sample_graph), "1949")


def test_what_words_cannot_decide_counts_for_all_heirs_and_is_said(duties: Duties) -> None:
    change = whatif.split("A局=药监局:药品;食安办:食品")
    outcome = whatif.apply(duties, [change])
    assert set(outcome.undecided) == {("t1", "A"), ("t3", "A")}
    assert {name for name, _ in after(duties, change)["t1"]} == {"药监局", "食安办", "B局"}


@pytest.mark.parametrize(
    ("make", "spec"), [(whatif.merge, "A局+B局"), (whatif.merge, "=C"), (whatif.split, "A=B"), (whatif.remove, " ")]
)
def test_a_malformed_change_is_refused(make: object, spec: str) -> None:
    with pytest.raises(BadQuery):
        make(spec)  # type: ignore[operator]


def test_an_unknown_name_is_refused_with_a_hint(duties: Duties) -> None:
    with pytest.raises(BadQuery, match="A局"):
        whatif.apply(duties, [whatif.remove("局")])


def test_the_reform_of_2018_turns_coordination_inward(sample_graph: Path) -> None:
    """工商、质监、知识产权、食药监 became one market regulator: their shared tasks are its own affair."""
    endpoint = open_graph(sample_graph)
    duties = load(endpoint)
    outcome = whatif.apply(duties, whatif.reforms(endpoint, "2018"))
    names = {party.name: party.iri for party in outcome.duties.parties}
    regulator = names["自治区市场监管局"]
    merged = {"自治区工商局", "自治区质监局", "自治区知识产权局", "自治区食药监局"}
    expected = sum(len(merged & {duties.party[a.party].name for a in those}) > 1 for those in duties.of_task.values())
    assert outcome.internal[regulator] == expected == 26
    assert not merged & set(names)
    found = {line.key: (line.before, line.after) for line in whatif.compare(duties, outcome.duties)}
    assert found["assignments"][0] == 229
    assert found["without_lead"] == (0, 0)


def test_changes_can_come_from_a_turtle_file(duties: Duties, tmp_path: Path) -> None:
    file = tmp_path / "reform.ttl"
    file.write_text(
        """@prefix org: <http://www.w3.org/ns/org#> . @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix fg: <https://w3id.org/fengong/ont#> .
        <urn:c> a org:ChangeEvent ; org:originalOrganization <urn:x/A>, <urn:x/B> ; org:resultingOrganization
        <urn:x/D> ;
          dcterms:date "2020-01-01"^^xsd:date . <urn:x/D> fg:shortName "丁局" .""",
        encoding="utf-8",
    )
    changes = whatif.reforms_in(file)
    assert [(c.originals, c.heirs[0].name, c.date) for c in changes] == [
        (("urn:x/A",), "丁局", "2020-01-01"),
        (("urn:x/B",), "丁局", "2020-01-01"),
    ]
    file.write_text("<urn:a> <urn:b> <urn:c> .")
    with pytest.raises(BadQuery, match="ChangeEvent"):
        whatif.reforms_in(file)


def test_side_by_side_names_everybody_concerned(sample_graph: Path) -> None:
    text = side_by_side(open_graph(sample_graph), [whatif.merge("自治区工商局+自治区质监局=自治区市场监管局")])
    assert "| 自治区市场监管局 | — → 4 |" in text
    assert "8 项任务原需几家单位之间协调" in text
