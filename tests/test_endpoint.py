"""The graph here, on disk and far away answers alike, and says plainly what it cannot answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from ontology.errors import BadQuery, BrokenGraph
from queries.ask.bindings import bind, form, variables
from queries.ask.endpoint import Local, open_graph, read_term, remote, term_like

NAMES = "PREFIX fg: <https://w3id.org/fengong/ont#> SELECT ?name { ?party fg:shortName ?name }"


@pytest.fixture(scope="module")
def small() -> Local:
    store = Store()
    store.load(b'<a:a> <a:p> "x" <a:g> .\n<a:b> <a:p> "y" <a:h> .\n<a:a> <a:q> <a:b> <a:h> .\n', RdfFormat.N_QUADS)
    return Local(store)


def rows(endpoint: Local, query: str, **bindings: Literal | NamedNode) -> list[tuple[str, ...]]:
    return sorted(endpoint.select(query, **bindings).plain())


def test_plain_patterns_see_every_named_graph(small: Local) -> None:
    assert rows(small, "SELECT ?s ?v { ?s <a:p> ?v }") == [("a:a", "x"), ("a:b", "y")]


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_columns_hold_the_bare_values_of_a_select(pairs: list[tuple[str, str]]) -> None:
    store = Store()
    for number, (one, other) in enumerate(pairs):
        subject = NamedNode(f"urn:{number}")
        store.add(Quad(subject, NamedNode("a:p"), Literal(one), NamedNode("a:g")))
        if other:  # else unbound
            store.add(Quad(subject, NamedNode("a:q"), Literal(other), NamedNode("a:g")))
    for query in (
        "SELECT ?v ?w { ?s <a:p> ?v OPTIONAL { ?s <a:q> ?w } } ORDER BY ?s",
        "SELECT ?w { ?s <a:p> ?v OPTIONAL { ?s <a:q> ?w } } ORDER BY ?s",
    ):
        table = Local(store).select(query)
        assert Local(store).columns(query) == {name: list(table.column(name)) for name in table.columns}
    with pytest.raises(BadQuery, match="a table comes from SELECT"):
        Local(store).columns("ASK {}")


def test_ask_and_construct_answer_in_their_own_form(small: Local) -> None:
    assert small.ask("ASK { <a:a> <a:q> ?b }") is True
    assert small.ask("ASK { ?any <a:q> ?b }", b=NamedNode("a:a")) is False
    assert small.construct("CONSTRUCT WHERE { ?s <a:p> ?v }") == b'<a:a> <a:p> "x" .\n<a:b> <a:p> "y" .\n'
    assert small.construct("DESCRIBE <a:b>") == b'<a:b> <a:p> "y" .\n'


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?v { ?s <a:p> ?v }", [("x",)]),  # not projected
        ("SELECT (COUNT(?v) AS ?n) { ?s <a:p> ?v }", [("1",)]),  # before grouping
        ("SELECT ?v WHERE { SELECT ?s ?v { ?s <a:p> ?v } }", [("x",)]),  # the group is a sub-SELECT
        ("SELECT ?v { { ?s <a:p> ?v } UNION { ?s <a:q> ?v } }", [("a:b",), ("x",)]),
        ("SELECT ?x { ?x <a:p> ?v FILTER(!BOUND(?s) || ?x = ?s) }", [("a:a",)]),  # in a filter only
        ("SELECT ?x { ?x <a:p> ?v FILTER NOT EXISTS { ?x <a:q> ?o FILTER(?x = ?s) } }", [("a:b",)]),
        (
            "SELECT (EXISTS { ?s <a:q> ?o } AS ?e) ?v { ?s <a:p> ?v }",
            [("true", "x")],
        ),  # a brace before the group
        ("# { ?s\nSELECT ?v { ?s <a:p> ?v # }\n }", [("x",)]),
        ("SELECT ?v FROM <a:g> { ?s <a:p> ?v }", [("x",)]),
        ('SELECT ?v { ?s <a:p> ?v FILTER(?v != "{?v}") }', [("x",)]),
    ],
)
def test_a_binding_joins_first_wherever_the_variable_stands(
    small: Local, query: str, expected: list[tuple[str, ...]]
) -> None:
    assert rows(small, query, s=NamedNode("a:a")) == expected


def test_a_binding_reaches_the_pattern_of_a_construct(small: Local) -> None:
    query = "CONSTRUCT { ?s <a:r> ?v } WHERE { ?s <a:p> ?v }"
    assert small.construct(query, s=NamedNode("a:a")) == b'<a:a> <a:r> "x" .\n'


@given(st.text())
def test_no_words_break_out_of_a_binding(words: str) -> None:
    query = bind("SELECT ?v { ?s <a:p> ?v }", {"v": Literal(words)})
    assert not Local(Store()).select(query)  # it parses, with the words inside one literal
    assert variables(query) == {"s", "v"}
    assert form(query) == "SELECT"


@pytest.mark.parametrize("words", ['"} } DROP ALL #', "\\", '\\"', "'''", '"""', "\n}", "<a:b>", "?s", "\u2028"])
def test_hostile_words_are_found_as_what_they_are(words: str) -> None:
    store = Store()
    store.load(f"<a:a> <a:p> {Literal(words)} <a:g> .".encode(), RdfFormat.N_QUADS)
    assert rows(Local(store), "SELECT ?v { ?s <a:p> ?v }", v=Literal(words)) == [(words,)]


def test_a_variable_the_query_lacks_is_refused_by_name(small: Local) -> None:
    with pytest.raises(BadQuery, match=r"no variable \?body; its variables are: \?s, \?v"):
        small.select("SELECT ?v { ?s <a:p> ?v }", body=NamedNode("a:a"))
    with pytest.raises(BadQuery, match="nothing can be bound"):
        small.construct("DESCRIBE ?s", s=NamedNode("a:a"))


def test_a_bad_query_is_refused_in_one_line(small: Local) -> None:
    for query in (
        "SELECT ?v { ?s",
        "",
        "INSERT DATA { <a:a> <a:a> <a:a> }",
    ):
        with pytest.raises(BadQuery) as refused:
            small.select(query)
        assert len(str(refused.value).splitlines()) == 1
    with pytest.raises(BadQuery, match="a table comes from SELECT"):
        small.select("ASK { ?s ?p ?o }")
    with pytest.raises(BadQuery, match="yes or no comes from ASK"):
        small.ask("SELECT ?s { ?s ?p ?o }")
    with pytest.raises(BadQuery, match="triples come from CONSTRUCT"):
        small.construct("SELECT ?s { ?s ?p ?o }")


def test_terms_are_read_as_the_example_shows() -> None:
    assert str(term_like("x", '"y"')) == '"x"'
    assert str(term_like("x", '"y"@zh')) == '"x"@zh'
    assert str(term_like("2018-12-31", '"2000-01-01"^^<http://www.w3.org/2001/XMLSchema#date>')).startswith('"2018')
    assert str(term_like("<https://w3id.org/fengong/id/body/650000/财政厅>", '"y"')).endswith("财政厅>")
    for words, example in [
        ("2018", '"2000-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("four", '"4"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("财政厅", "<https://w3id.org/fengong/id/body/650000/财政厅>"),
        ("<a b>", '"y"'),
    ]:
        with pytest.raises(BadQuery):
            term_like(words, example)
    with pytest.raises(BadQuery, match="no RDF term"):
        read_term('"x" . <a:b> <a:c> <a:d>')


def test_a_graph_opens_in_memory_or_from_disk_with_the_same_answer(made: Path, tmp_path: Path) -> None:
    names = rows(open_graph(made), NAMES)
    assert ("省工商局",) in names
    store = Store(str(tmp_path / "graph"))
    for file in ("graph.nq", "derived.nq"):
        store.bulk_load(path=str(made / file), format=RdfFormat.N_QUADS)
    store.flush()
    del store
    on_disk, again = open_graph(tmp_path), open_graph(tmp_path)  # two readers at once
    assert set(rows(on_disk, NAMES)) == set(rows(again, NAMES)) <= set(names)


def test_a_graph_above_the_limit_is_read_from_disk(made: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_bytes((made / "graph.nq").read_bytes())
    Store(str(tmp_path / "graph")).flush()
    assert rows(open_graph(tmp_path), NAMES)
    assert rows(open_graph(tmp_path, memory_limit=10), NAMES) == []  # the store of this test is empty


def test_a_folder_without_a_graph_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BrokenGraph, match=r"holds no graph: build one there with `fengong build"):
        open_graph(tmp_path)
    (tmp_path / "graph.nq").write_text("no quads\n", encoding="utf-8")
    with pytest.raises(BrokenGraph, match=r"graph\.nq is no N-Quads"):
        open_graph(tmp_path)


def test_the_graphs_of_a_store_come_one_by_one(small: Local) -> None:
    assert small.graphs() == ("a:g", "a:h")
    assert small.triples("a:h") == b'<a:a> <a:q> <a:b> .\n<a:b> <a:p> "y" .\n'


@pytest.fixture
def page() -> Iterator[str]:
    """An address that answers every request with a page, as a wrong address does."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>welcome</html>")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_that_is_no_endpoint_is_named(page: str) -> None:
    with pytest.raises(BrokenGraph, match="is it the address of a query endpoint"):
        remote(page).select("SELECT * { ?s ?p ?o }")
    with pytest.raises(BrokenGraph, match="did not answer with Turtle"):
        remote(page).construct("CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(BrokenGraph, match="begins with http"):
        remote("ftp://example.org/")
    with pytest.raises(BrokenGraph, match="cannot be asked"):
        remote("http://127.0.0.1:9/").select("SELECT * { ?s ?p ?o }")


def test_an_update_is_never_sent(page: str) -> None:
    with pytest.raises(BadQuery, match="this is an update"):
        remote(page).select("INSERT DATA { <a:a> <a:a> <a:a> }")


def test_what_two_graphs_say_counts_once(tmp_path: Path) -> None:
    triple = "<a:s> <a:p> <a:o>"
    (tmp_path / "graph.nq").write_text(f"{triple} <a:g1> .\n{triple} <a:g2> .\n", encoding="utf-8")
    assert rows(open_graph(tmp_path), "SELECT (COUNT(*) AS ?n) { <a:s> <a:p> ?o }") == [("1",)]
