"""Questions are found by their files, and take values only where they say so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ontology.errors import BadQuery
from queries.ask import catalog
from queries.ask.catalog import answer, question, questions, read
from queries.ask.endpoint import open_graph
from queries.ask.table import Table


def test_a_new_file_in_the_folder_is_a_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in Path(catalog.__file__).parent.parent.glob("*.rq"):
        shutil.copy(path, tmp_path)
    header = "#+ summary: Which names?\n#+ tags: name, new\n"
    text = "SELECT ?name { ?party <https://w3id.org/fengong/ont#shortName> ?name }\n"
    (tmp_path / "which_names.rq").write_text(header + text, encoding="utf-8")
    monkeypatch.setattr(catalog, "_FOLDER", tmp_path)
    assert question("which_names").summary == "Which names?"
    assert [asked.name for asked in questions("new")] == ["which_names"]


def test_questions_come_by_name_and_by_tag() -> None:
    names = [asked.name for asked in questions()]
    assert names == sorted(names)
    assert len(names) >= 38
    assert {asked.name for asked in questions("reform")} == {
        "who_succeeded_a_body",
        "who_holds_the_task_today",
        "which_pairs_became_one_body",
    }
    with pytest.raises(BadQuery, match=r"no question has the tag load's; tags are: basis, "):
        questions("load's")


def test_an_unknown_question_suggests_its_neighbours() -> None:
    with pytest.raises(BadQuery, match=r"did you mean .*who_leads_most"):
        question("who_leads")
    with pytest.raises(BadQuery, match=r"[^？]*。no question is called 谁牵头; `fengong ask` alone lists them all$"):
        question("谁牵头")


def test_a_file_of_ones_own_needs_no_header(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("\ufeffASK { ?s ?p ?o }", encoding="utf-8")
    assert question(str(path)).name == "mine"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadQuery, match="cannot be read as a query"):
        read(path)
    with pytest.raises(BadQuery, match="cannot be read as a query"):
        question(str(tmp_path / "none.rq"))
    path.write_text("#+ bind: ?x 4 a number\nASK {}", encoding="utf-8")
    with pytest.raises(BadQuery, match="an example in N-Triples"):
        read(path)


def test_a_value_is_given_only_to_a_declared_variable() -> None:
    with pytest.raises(BadQuery, match=r"who_leads_most takes no value for body; it takes: party=…"):
        question("who_leads_most").terms({"body": "x"})
    with pytest.raises(BadQuery, match=r"which_tasks_have_nobody takes no value for nobody; it takes: document=…"):
        question("which_tasks_have_nobody").terms({"nobody": "x"})
    with pytest.raises(BadQuery, match="not of the type"):
        question("what_is_due_by").terms({"by": "next year"})


def test_an_answer_has_the_form_of_its_query(made: Path, tmp_path: Path) -> None:
    here = open_graph(made)
    table = answer(here, question("who_leads_most"), {"party": "省工商局"})
    assert isinstance(table, Table)
    assert table.column("tasks") == ("1",)
    for text, kind in [
        ("ASK { ?s ?p ?o }", bool),
        ("DESCRIBE <https://w3id.org/fengong/id/body/360000/工商局>", bytes),
        ("CONSTRUCT WHERE { ?s a ?o }", bytes),
    ]:
        (tmp_path / "q.rq").write_text(text, encoding="utf-8")
        assert isinstance(answer(here, question(str(tmp_path / "q.rq"))), kind)
    (tmp_path / "q.rq").write_text("BASE <a:> nonsense", encoding="utf-8")
    with pytest.raises(BadQuery, match=r"not SPARQL 1\.1"):
        answer(here, question(str(tmp_path / "q.rq")))
