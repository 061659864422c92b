"""Each check of queries/checks finds its fault, and nothing in graphs that have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_graph import DCTERMS, FG, GRAPH, ID, RDF_TYPE, derived, iri, nquads, text, typed
from rdflib.plugins.sparql import prepareQuery

from ontology.findings import Severity
from queries.ask.catalog import checks, faults
from queries.ask.endpoint import open_graph

D = ID + "doc/赣府发-2016-5"
TASK = f"{D}/s1/m1/t1"


def line(subject: str, predicate: str, value: str, graph: str = "doc/赣府发-2016-5") -> str:
    return f"{iri(subject)} {iri(predicate)} {value} {iri(GRAPH + graph)} .\n"


def measure(number: str, order: int, words: str) -> str:
    node = f"{D}/s1/m{number}"
    return "".join(
        [
            line(node, RDF_TYPE, iri(FG + "Measure")),
            line(node, FG + "partOf", iri(f"{D}/s1")),
            line(node, FG + "position", typed(order, "integer")),
            line(node, FG + "text", text(words)),
            line(node, DCTERMS + "identifier", text(number)),
        ]
    )


BODY = ID + "body/360000/工商局"
FAULTY = {
    "numbers_fall": (measure("0", 5, "完善体系。"), f"{D}/s1/m0"),
    "numbers_jump": (measure("7", 5, "完善体系。"), f"{D}/s1/m7"),
    "bracketed_bodies_without_task": (measure("5", 5, "完善\n体系(省财政厅、科技厅)。"), f"{D}/s1/m5"),
    "two_sources_differ": (line(TASK, FG + "text", text("开展专项行动")), TASK),
    "one_assignment_two_parties": (
        line(f"{TASK}/a1", FG + "party", iri(ID + "body/360000/质监局")),
        f"{TASK}/a1",
    ),
    "one_rank_twice": (line(f"{TASK}/a2", FG + "rank", typed(1, "integer")), TASK),
    "party_without_name": (line(f"{TASK}/a9", FG + "party", iri(ID + "body/x")), ID + "body/x"),
    "party_with_two_names": (line(BODY, FG + "shortName", text("省市场局")), BODY),
    "shortcut_without_assignment": (
        line(TASK, FG + "ledBy", iri(ID + "body/430000/财政厅"), "derived/赣府发-2016-5"),
        TASK,
    ),
    "assignment_without_shortcut": (line(f"{TASK}/a2", FG + "role", iri(FG + "lead")), f"{TASK}/a2"),
    "implements_itself": (line(ID + "doc/国发-2015-71", FG + "implements", iri(D)), D),
    "implements_a_later_document": (
        line(D, FG + "implements", iri(ID + "doc/洪府发-2016-20")),
        D,
    ),
}


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.name)
def test_a_check_is_plain_sparql_and_says_what_is_wrong(check: object) -> None:
    from queries.ask.catalog import Question

    assert isinstance(check, Question)
    assert [str(variable) for variable in prepareQuery(check.text).algebra.PV] == ["focus", "value"]
    assert check.summary.endswith(".")
    assert check.summary_zh.endswith("。")
    assert check.code[0] in "EDC"
    assert Severity(check.severity)
    assert check.fault in {"extraction", "document", "authority"}


def test_every_check_has_its_own_code_and_a_fault_to_find() -> None:
    assert {check.name for check in checks()} == FAULTY.keys()
    assert len({check.code for check in checks()}) == len(checks())


@pytest.mark.parametrize("name", sorted(FAULTY))
def test_a_check_finds_its_fault(name: str, tmp_path: Path) -> None:
    added, focus = FAULTY[name]
    (tmp_path / "graph.nq").write_text(nquads() + added, encoding="utf-8")
    (tmp_path / "derived.nq").write_text(derived(), encoding="utf-8")
    check = next(check for check in checks() if check.name == name)
    found = {finding.focus for finding in faults(open_graph(tmp_path)) if finding.code == check.code}
    assert focus in found


def test_sound_graphs_have_no_faults(made: Path, sample_graph: Path) -> None:
    assert faults(open_graph(made)) == ()
    assert faults(open_graph(sample_graph)) == ()


def test_a_bracket_says_which_words_were_passed_over(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text(FAULTY["bracketed_bodies_without_task"][0], encoding="utf-8")
    (finding,) = faults(open_graph(tmp_path))
    assert (finding.value, finding.severity, finding.fault) == ("省财政厅、科技厅", "violation", "extraction")
