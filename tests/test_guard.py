"""What is refused by its text: nothing that calls another machine gets past, whatever it is written like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from time import perf_counter

import pytest
from hostile_queries import CALLS, DATASETS, FRAGMENTS, INNOCENT, LEGAL, REFUSED_TODAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_server import listener
from pyoxigraph import NamedNode, Quad, Store

from queries.serve.guard import Refused, inspect

LENGTH, DEPTH = 100_000, 100


def passes(query: str) -> bool:
    try:
        inspect(query, LENGTH, DEPTH)
    except Refused:
        return False
    return True


@pytest.fixture(scope="module")
def store() -> Store:
    node = NamedNode("http://example.org/a")
    found = Store()
    found.add(Quad(node, node, node))
    found.add(Quad(node, node, node, node))
    return found


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[tuple[str, list[bytes]]]:
    with listener() as found:
        yield found


@pytest.fixture(scope="module")
def nobody() -> Iterator[tuple[str, list[bytes]]]:
    with listener() as found:
        yield found
        assert not found[1]


@pytest.mark.parametrize("query", [*CALLS, *REFUSED_TODAY])
def test_every_way_to_call_another_machine_is_refused(query: str) -> None:
    assert not passes(query.replace("URL", "http://127.0.0.1:1/"))


@pytest.mark.parametrize("query", CALLS)
def test_the_attacks_are_real(query: str, store: Store, elsewhere: tuple[str, list[bytes]]) -> None:
    url, caught = elsewhere
    before = len(caught)
    with suppress(OSError, RuntimeError):
        list(store.query(query.replace("URL", url), use_default_graph_as_union=True))  # type: ignore[arg-type]
    assert len(caught) > before, "the engine no longer follows this form: move it to REFUSED_TODAY"


@pytest.mark.parametrize("query", [*INNOCENT, *DATASETS])
def test_the_word_alone_is_no_crime(query: str) -> None:
    assert passes(query.replace("URL", "http://example.org/"))


@pytest.mark.parametrize("query", LEGAL)
def test_legal_queries_are_not_refused_and_the_engine_takes_them(query: str, store: Store) -> None:
    assert passes(query)
    store.query(query, base_iri="http://example.org/")


@settings(max_examples=800, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=14))
def test_no_mixture_of_marks_gets_a_call_past_the_guard(
    store: Store, nobody: tuple[str, list[bytes]], pieces: list[str]
) -> None:
    url, caught = nobody
    query = f"PREFIX e: <{url}> SELECT * {{ ?s ?p ?o . {''.join(pieces).replace('URL', url)} SERVICE e:x {{}} }}"
    if passes(query):
        with suppress(SyntaxError, OSError, RuntimeError, ValueError):
            list(store.query(query))  # type: ignore[arg-type]
        assert not caught, query


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {" + "{" * 200 + "}" * 200 + "}",
        "SELECT * { FILTER(" + "(" * 200 + "1" + ")" * 200 + ") }",
        "SELECT * { FILTER(" + "!" * 200 + "true) }",
        "SELECT * { FILTER(" + "- " * 200 + "1) }",
        "SELECT * { ?s ?p " + "[?p " * 200 + "1" + "]" * 200 + " }",
        "SELECT * { " + "<<" * 200 + "?s ?p ?o" + ">>" * 200 + " }",
    ],
)
def test_deep_nesting_is_refused_with_its_depth(query: str) -> None:
    with pytest.raises(Refused, match=r"nested 20\d|nested 400|nested 399"):
        inspect(query, LENGTH, DEPTH)


def test_brackets_in_strings_and_comments_are_no_nesting() -> None:
    assert passes('SELECT * { ?s ?p "' + "{" * 500 + '" } # ' + "(" * 500)


def test_a_long_query_is_refused_with_its_length() -> None:
    with pytest.raises(Refused, match="100,008 characters; the limit is 100,000") as refusal:
        inspect("ASK {} #" + "x" * 100_000, LENGTH, DEPTH)
    assert refusal.value.status == 413


@pytest.mark.parametrize(
    "piece", [*FRAGMENTS, "SERVICE#", "SERVICE:{", "\\SERVICEa", "PREFIX a:<b>SERVICE:{", "PREFIX"]
)
def test_no_text_of_the_greatest_length_takes_the_guard_long(piece: str) -> None:
    text = ("SELECT " + piece * LENGTH)[:LENGTH]
    start = perf_counter()
    passes(text)
    passes(text[7:])
    assert perf_counter() - start < 2  # about 0.1 s; a quadratic pattern would take minutes


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("select * { ?s ?p ?o }", "SELECT"),
        ("PREFIX select: <http://a/> ASK { ?select select:select select:x }", "ASK"),
        ("BASE<http://a/> PREFIX a:<b> DESCRIBE <c>", "DESCRIBE"),
        ('VERSION "1.2" # 1.2\nPREFIX ask: <urn:select#> SELECT * {}', "SELECT"),
        ("# SELECT\nCONSTRUCT { ?s ?p 'SELECT' } WHERE { ?s ?p ?o }", "CONSTRUCT"),
    ],
)
def test_the_form_is_read_off_the_text(query: str, form: str) -> None:
    assert inspect(query, LENGTH, DEPTH) == form
