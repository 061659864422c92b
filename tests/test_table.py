"""A table says the same in every form, to people and to programs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from ontology.prefixes import PREFIXES
from queries.ask.catalog import question
from queries.ask.endpoint import open_graph
from queries.ask.table import FORMATS, FORMULA, XSD, Table, display_width, shown
from queries.ask.wording import worded

BODY = NamedNode("https://w3id.org/fengong/id/body/650000/财政厅")
TABLE = Table.of(
    ("body", "name", "tasks"),
    (
        (BODY, Literal("自治区财政厅"), Literal(12)),
        (BlankNode("b0"), Literal("Bureau", language="en"), None),
    ),
)


def test_records_are_plain_text() -> None:
    assert TABLE.records()[0] == {"body": BODY.value, "name": "自治区财政厅", "tasks": "12"}
    assert TABLE.records()[1]["tasks"] == ""
    assert TABLE.column("name") == ("自治区财政厅", "Bureau")
    assert len(TABLE) == 2


def test_columns_align_under_chinese_names() -> None:
    assert TABLE.to_text() == (
        "body                   name          tasks\n"
        "─────────────────────  ────────────  ─────\n"
        "id:body/650000/财政厅  自治区财政厅     12\n"
        "b0                     Bureau\n"
    )


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5), st.integers(20, 200))
def test_no_line_is_wider_than_asked_whatever_the_cells_hold(cells: list[tuple[str, str]], width: int) -> None:
    table = Table.of(("one", "other"), tuple((Literal(a), Literal(b)) for a, b in cells))
    lines = table.to_text(width).splitlines()
    assert len(lines) == len(cells) + 2
    assert all(display_width(line) <= width for line in lines)


def test_a_document_cannot_drive_the_terminal() -> None:
    assert shown(Literal("\x1b[31m红\n‮x")) == " [31m红  x"


def test_csv_opens_in_a_spreadsheet_as_it_is() -> None:
    text = TABLE.to_csv()
    assert text.encode("utf-8").startswith(b"\xef\xbb\xbf")
    assert text.count("\r\n") == 3
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1] == [BODY.value, "自治区财政厅", "12"]


def by_module_csv(table: Table) -> str:
    """The rows as the module csv writes them, with the mark that stands before a formula."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(table.columns)
    lines.writerows([f"'{cell}" if cell[:1] in {*FORMULA} else cell for cell in row] for row in table.plain())
    return "\ufeff" + out.getvalue()


WORDS = st.text(st.sampled_from('a国 ,"\r\n=+@\t\x0b\x85'), max_size=4)


@given(st.integers(1, 3), st.data())
def test_csv_is_what_the_module_csv_would_write(width: int, data: st.DataObject) -> None:
    cells = st.one_of(st.none(), WORDS.map(Literal))
    rows = data.draw(st.lists(st.tuples(*[cells] * width), max_size=4))
    table = Table.of(tuple(f"x{turn}" for turn in range(width)), rows)
    assert table.to_csv() == by_module_csv(table)


def test_no_cell_becomes_a_formula() -> None:
    table = Table.of(
        ("x",), ((Literal('=HYPERLINK("http://x")'),), (Literal(-3),), (Literal("@a"),), (Literal("a=b"),))
    )
    rows = list(csv.reader(io.StringIO(table.to_csv().removeprefix("\ufeff"))))
    assert [row[0] for row in rows[1:]] == ['\'=HYPERLINK("http://x")', "-3", "'@a", "a=b"]


def test_json_is_read_back_by_another_reader() -> None:
    typed = Table.of(("x",), ((Literal("2018-12-31", datatype=NamedNode(XSD + "date")),), (None,), (Literal('a\n"b'),)))
    for table in (TABLE, typed, Table.of(("x",), ())):
        found = parse_query_results(table.to_json(), format=QueryResultsFormat.JSON)
        assert isinstance(found, QuerySolutions)
        assert tuple(tuple(row) for row in found) == table.rows


def test_json_is_what_the_module_json_would_write() -> None:
    rows = ((Literal('a\n"b\u2028'), None), (None, None), (BODY, Literal("Bureau", language="en")))
    for table in (TABLE, Table.of(("x", "y"), rows), Table.of(("x", "y"), ()), Table.of((), ())):
        read = json.loads(table.to_json())
        assert table.to_json() == json.dumps(read, ensure_ascii=False, indent=1) + "\n"
        assert len(read["results"]["bindings"]) == len(table)


def test_markdown_keeps_markup_of_cells_inert() -> None:
    table = Table.of(("a|b", "n"), ((Literal("<script>|*x*\n`y` [z](u)"), Literal(1)),))
    lines = table.to_markdown().splitlines()
    assert lines[1] == "| --- | ---: |"
    assert lines[2] == r"| \<script\>\|\*x\* \`y\` \[z\](u) | 1 |"
    assert lines[0] == r"| a\|b | n |"


def test_every_form_writes_an_empty_table() -> None:
    for write in FORMATS.values():
        assert "x" in write(Table.of(("x",), ()))


def test_people_read_words_where_programs_read_terms(made: Path) -> None:
    here = open_graph(made)
    table = here.select(question("what_does_a_party_do").text)
    shown_zh, shown_en = (worded(table, language) for language in ("zh", "en"))
    assert shown_zh.columns == ("名称", "文件", "地方", "角色", "依据", "序号", "任务内容", "任务")
    assert "牵头" in shown_zh.column("角色")
    assert not any(basis.startswith(PREFIXES["fg"]) for basis in shown_zh.column("依据"))
    assert shown_en.columns[1:3] == ("Document", "Place")
    assert not any(role.startswith(PREFIXES["fg"]) for role in shown_en.column("Role"))
    assert len(shown_zh) == len(table)
