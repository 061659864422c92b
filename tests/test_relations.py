"""A question that has a text for the tables answers from them what it answers from the graph, bound or not."""

from __future__ import annotations

import re
from pathlib import Path

import agreement
import pytest
from pyoxigraph import Literal, NamedNode

from graph_build.corpus import build
from graph_build.sources import Source
from queries.ask import relations
from queries.ask.catalog import Question, answer, question, questions
from queries.ask.endpoint import Local, open_graph
from queries.ask.table import XSD, Table
from queries.duties.scope import Scope, narrowed

DEV = Path(__file__).parents[2] / "shared/corpus/dev/raw"
IN_SQL = [question for question in questions() if question.sql]
EVERY = pytest.mark.parametrize("asked", IN_SQL, ids=lambda asked: asked.name)


@pytest.fixture(scope="module")
def sample(sample_graph: Path) -> Local:
    return open_graph(sample_graph)


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Local:
    if not DEV.is_dir():
        pytest.skip("the shared corpus is not here")
    directory = tmp_path_factory.mktemp("dev")
    build([Source(file.name, file.read_bytes()) for file in sorted(DEV.iterdir())], directory)
    return open_graph(directory)


def test_every_text_for_tables_stands_beside_a_question() -> None:
    folder = Path(relations.__file__).parents[1]
    assert {path.stem for path in folder.glob("*.sql")} == {question.name for question in IN_SQL}
    assert len(IN_SQL) >= 40


@EVERY
def test_the_same_variables_may_be_bound(asked: Question) -> None:
    assert relations.parameters(asked.sql) == {binding.variable for binding in asked.bindings}


@EVERY
def test_the_tables_of_the_sample_answer_as_the_graph_does(asked: Question, sample: Local) -> None:
    agreement.a_question_agrees(sample, asked)


@EVERY
def test_a_value_narrows_both_alike(asked: Question, sample: Local, dev: Local) -> None:
    for binding in asked.bindings:
        given = {binding.variable: binding.example.strip('"').split('"')[0]}
        for endpoint in (sample, dev):
            agreement.a_question_agrees(endpoint, asked, given)


@EVERY
def test_the_tables_of_real_documents_answer_as_the_graph_does(asked: Question, dev: Local) -> None:
    agreement.a_question_agrees(dev, asked)


@EVERY
def test_words_that_the_engine_numbers_are_the_same_words(
    asked: Question, sample: Local, dev: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    for endpoint in (sample, dev):
        monkeypatch.setattr(relations, "_FEW", 10**9)
        read = answer(endpoint, asked)
        monkeypatch.setattr(relations, "_FEW", 0)
        assert answer(endpoint, asked) == read


CELLS = """
SELECT *
FROM (VALUES ('=1+1', -3, 2.50, DATE '2026-01-02', 'a,"b"', NULL, true),
  ('x\x1b\x0c\n', 0, 10.0, NULL, '', '@', NULL)) AS cells(words, whole, part, day, other, bare, flag)
"""


@pytest.mark.parametrize("few", [0, 10])
def test_cells_are_of_their_type_and_harmless(dev: Local, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    assert dev.tables
    assert relations.parameters(CELLS) == frozenset()
    monkeypatch.setattr(relations, "_FEW", few)
    table = relations.answer(dev.tables, None, CELLS, {})
    typed = (("-3", "integer"), ("2.5", "decimal"), ("2026-01-02", "date"), ('a,"b"', "string"))
    words = Literal("=1+1", datatype=NamedNode(f"{XSD}string"))
    numbers = (Literal(word, datatype=NamedNode(XSD + kind)) for word, kind in typed)
    assert table.rows[0] == (words, *numbers, None, Literal("true", datatype=NamedNode(f"{XSD}boolean")))
    assert table.to_csv().splitlines()[1] == '\'=1+1,-3,2.5,2026-01-02,"a,""b""",,true'
    assert table.rows[1][2:4] == (Literal("10", datatype=NamedNode(f"{XSD}decimal")), None)
    assert table.to_csv() == Table.of(table.columns, table.rows).to_csv()


@EVERY
def test_cells_are_written_alike_with_terms_and_without(asked: Question, dev: Local) -> None:
    table = answer(dev, asked)
    assert isinstance(table, Table)
    written, values = table.to_csv(), table.records()
    assert all("values" not in vars(column) for column in table.cells)  # no term was made
    terms = Table.of(table.columns, table.rows)
    assert (terms.to_csv(), terms.records()) == (written, values)


def test_a_large_answer_is_written_in_pieces(dev: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queries.ask.table._PIECE", 100)
    table = answer(dev, question("responsibilities"))
    assert isinstance(table, Table)
    pieces = list(table.csv())
    assert [piece.count("\r\n") for piece in pieces[:-1]] == [1, *[100] * (len(table) // 100)]
    assert "".join(pieces) == table.to_csv()


def test_a_scope_holds_for_the_tables_too(dev: Local) -> None:
    part = narrowed(dev, Scope(levels=("province",)))
    agreement.questions_agree(part)


def test_the_graph_is_not_opened_for_a_question_in_sql(sample_graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Local, "store", property(lambda self: pytest.fail("the graph was opened")))
    for asked in IN_SQL:
        answer(open_graph(sample_graph), asked)


@EVERY
def test_a_text_for_tables_asks_the_relations_and_no_file(asked: Question) -> None:
    assert not re.search(r"read_parquet|_table\b|parquet", asked.sql)


def test_relations_asked_again_are_held_and_say_the_same(sample_graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation = (sample_graph / "current").resolve()
    on_disk = relations.engine.__wrapped__(generation, None)
    held = relations.engine.__wrapped__(generation, None)
    monkeypatch.setattr(relations, "HELD", 0)
    too_large = relations.engine.__wrapped__(generation, None)
    for engine in (too_large, held, held):
        for asked in IN_SQL:
            engine.hold(asked.sql)
    views = "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'held'"
    assert [engine.cursor().execute(views).fetchall() for engine in (on_disk, too_large, held)] == [
        [(0,)],
        [(0,)],
        [(len(held.relations),)],
    ]
    given = dict.fromkeys({name for asked in IN_SQL for name in relations.parameters(asked.sql)})
    for asked in IN_SQL:
        *before, last = on_disk.cursor().extract_statements(asked.sql)
        wanted = {name: given[name] for name in relations.parameters(asked.sql)}
        rows = []
        for engine in (on_disk, held):
            with engine.cursor() as cursor:
                for statement in before:
                    cursor.execute(statement)
                rows.append(cursor.execute(last, wanted).fetchall())
        assert rows[0] == rows[1], asked.name
