"""Queries run where they can be killed: every attack ends in an error, and the next query is answered at once."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter, process_time, sleep
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live_server import QUICK, SLOW, listener, with_manifest, write_graph
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse

from ontology.errors import BrokenGraph
from queries.ask.endpoint import open_graph
from queries.ask.merge import merge
from queries.serve.evaluation import MIB, Answer, Limits, Query, evaluate
from queries.serve.pool import Pool

R = TypeVar("R")
CSV = "text/csv"
QUADS = "".join(
    f"<http://example.org/s{i}> <http://example.org/p> <http://example.org/s{i // 2}> <http://example.org/g> .\n"
    for i in range(300)
)
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
#: Rows without end: they are counted while they come.
STREAM = f"SELECT * {{ {CROSS} }}"
#: Rows that must all be held before the first can be sent.
HOARD = f"SELECT DISTINCT * {{ {CROSS} }} ORDER BY ?l"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_graph(tmp_path_factory.mktemp("graph"), QUADS)


def in_pool(graph: Path, limits: Limits, attack: Callable[[Pool], Awaitable[R]]) -> R:
    async def run() -> R:
        async with Pool(graph, limits) as pool:
            return await attack(pool)

    return asyncio.run(run())


async def timed(pool: Pool, query: str, media_type: str = CSV) -> tuple[Answer, float]:
    start = perf_counter()
    answer = await pool.answer(Query(query, media_type))
    return answer, perf_counter() - start


async def then_quick(pool: Pool, query: str) -> tuple[Answer, float, float]:
    """The answer to a hostile query, how long it took, and how long the next quick one took."""
    answer, seconds = await timed(pool, query)
    quick, after = await timed(pool, QUICK)
    assert (quick.status, quick.body) == (200, b"true")
    return answer, seconds, after


def test_a_query_without_end_is_stopped_at_the_limit_and_the_next_is_answered_within_a_second(
    graph: Path,
) -> None:
    limits = Limits(timeout=1, workers=2)
    answer, seconds, after = in_pool(graph, limits, lambda pool: then_quick(pool, SLOW))
    assert answer.status == 504
    assert answer.body.endswith(b"the query was stopped at the time limit of 1 s")
    assert 1 <= seconds < 2
    assert after < 1


def test_rows_without_end_are_refused_before_the_time_limit(graph: Path) -> None:
    limits = Limits(timeout=10, workers=2, rows=10_000, slow_after=5)
    answer, seconds, after = in_pool(graph, limits, lambda pool: then_quick(pool, STREAM))
    assert answer.status == 422
    assert b"more rows than the limit" in answer.body
    assert seconds < 5  # far from the 10 s that it might take
    assert after < 1


def test_bytes_without_end_are_refused(graph: Path) -> None:
    limits = Limits(timeout=10, workers=2, rows=10**9, size=1 * MIB, slow_after=5)
    answer, _, after = in_pool(graph, limits, lambda pool: then_quick(pool, STREAM))
    assert answer.status == 422
    assert b"more bytes than the limit" in answer.body
    assert after < 1


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux")
def test_a_query_that_eats_memory_brings_down_its_worker_only(graph: Path) -> None:
    limits = Limits(timeout=20, workers=2, slow_after=15, memory=200 * MIB)
    answer, seconds, after = in_pool(graph, limits, lambda pool: then_quick(pool, HOARD))
    assert answer.status == 503
    assert b"memory limit of 200 MiB" in answer.body
    assert seconds < 10
    assert after < 1


@pytest.mark.parametrize("brackets", ["{}", "()"])
def test_the_deepest_nesting_that_fits_into_a_query_overflows_no_stack(graph: Path, brackets: str) -> None:
    deep = brackets[0] * 40_000 + ("" if brackets == "{}" else "1") + brackets[1] * 40_000
    query = f"SELECT * {{ {deep if brackets == '{}' else f'FILTER{deep}'} }}"
    limits = Limits(timeout=5, workers=2, slow_after=4)
    answer, _, after = in_pool(graph, limits, lambda pool: then_quick(pool, query))
    assert answer.status in (200, 504)
    assert after < 1


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_worker_that_dies_is_a_500_and_nothing_else(graph: Path) -> None:
    async def attack(pool: Pool) -> Answer:
        before = {child.pid for child in multiprocessing.active_children()}

        async def assassin() -> None:
            await asyncio.sleep(0.2)
            for pid in before:
                os.kill(pid or 0, signal.SIGSEGV)

        (answer, _), _ = await asyncio.gather(timed(pool, SLOW), assassin())
        await asyncio.sleep(0.2)  # all are dead by now, the idle one too, which nobody was told
        assert (await pool.answer(Query(QUICK, CSV))).status == 200
        return answer

    answer = in_pool(graph, Limits(timeout=10, workers=2, slow_after=9), attack)
    assert answer.status == 500


NUMBER = "SELECT ?o { <http://example.org/s> <http://example.org/number> ?o }"


def write_build(directory: Path, number: int, *, on_disk: bool) -> Path:
    """What a build leaves behind, before it turns the link to it."""
    folder = directory / f"generations/{number}"
    quad = f'<http://example.org/s> <http://example.org/number> "{number}" <http://example.org/g> .\n'
    if on_disk:
        folder.mkdir(parents=True)
        store = Store(str(folder / "graph"))
        store.bulk_load(quad.encode(), RdfFormat.N_QUADS)
        store.flush()
    else:
        write_graph(folder, quad)
    return with_manifest(folder)


def turn(directory: Path, folder: Path) -> None:
    new = directory / ".current.new"
    new.symlink_to(folder.relative_to(directory))
    new.replace(directory / "current")


@pytest.mark.parametrize("on_disk", [False, True])
def test_when_another_build_holds_all_workers_turn_to_it_together(tmp_path: Path, on_disk: bool) -> None:
    turn(tmp_path, write_build(tmp_path, 1, on_disk=on_disk))

    async def ask(pool: Pool) -> tuple[str, bytes]:
        answer = await pool.answer(Query(NUMBER, CSV))
        assert answer.status == 200
        return answer.build, answer.body

    async def attack(pool: Pool) -> tuple[list[tuple[str, bytes]], Answer]:
        found = [await ask(pool)]
        slow = asyncio.create_task(pool.answer(Query(SLOW, CSV)))
        await asyncio.sleep(0.1)  # it has a worker of the first build
        turn(tmp_path, write_build(tmp_path, 2, on_disk=on_disk))
        while (answer := await ask(pool))[0] == "1":
            found.append(answer)
            await asyncio.sleep(0.05)
        found += [answer, *await asyncio.gather(*(ask(pool) for _ in range(12)))]
        first = await slow
        found += await asyncio.gather(*(ask(pool) for _ in range(12)))
        return found, first

    limits = Limits(timeout=12, workers=4, look=0.1, slow_after=11)
    found, slow = in_pool(tmp_path, limits, attack)
    one, two = ("1", b"o\r\n1\r\n"), ("2", b"o\r\n2\r\n")
    assert found[0] == one
    assert found[found.index(two) :] == [two] * 25  # never back
    assert (slow.status, slow.build) == (504, "1")


def test_a_build_that_cannot_be_opened_is_not_turned_to(tmp_path: Path) -> None:
    turn(tmp_path, write_build(tmp_path, 1, on_disk=False))
    (tmp_path / "generations/2").mkdir()

    async def attack(pool: Pool) -> list[str]:
        turn(tmp_path, tmp_path / "generations/2")
        await asyncio.sleep(0.5)
        found = [(await pool.answer(Query(NUMBER, CSV))).build]
        turn(tmp_path, write_build(tmp_path, 3, on_disk=False))
        for _ in range(100):
            await asyncio.sleep(0.1)
            if pool.build.name != "1":
                break
        return [*found, (await pool.answer(Query(NUMBER, CSV))).build]

    assert in_pool(tmp_path, Limits(workers=2, look=0.1), attack) == ["1", "3"]


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX ex: <http://example.org/> SELECT (ex:count(?s) AS ?n) { ?s ?p ?o }",
        "ASK { ?s ?p ?o FILTER(<http://example.org/count>(?s)) }",
        "PREFIX ex: <http://example.org/> CONSTRUCT { ?s ?p ?x } { ?s ?p ?o BIND(ex:count(?o) AS ?x) }",
    ],
)
def test_a_function_that_is_none_is_a_mistake_in_the_query(query: str) -> None:
    store = Store()
    store.bulk_load(QUADS.replace(" <http://example.org/g> .", " .").encode(), RdfFormat.N_TRIPLES)
    media_type = "text/turtle" if "CONSTRUCT" in query else "application/sparql-results+json"
    answer = evaluate(store, Query(query, media_type), Limits())
    assert (answer.status, b"<http://example.org/count>" in answer.body) == (400, True)


def test_a_page_gets_the_first_rows_and_how_many_there_are() -> None:
    store = Store()
    store.bulk_load(QUADS.replace(" <http://example.org/g> .", " .").encode(), RdfFormat.N_TRIPLES)
    for query, media_type, format_ in (
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", "application/sparql-results+json", None),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "text/turtle", RdfFormat.TURTLE),
    ):
        answer = evaluate(store, Query(query, media_type, first=7), Limits())
        assert (answer.status, answer.rows) == (200, 300)
        shown = list(parse(answer.body, format_)) if format_ else json.loads(answer.body)["results"]["bindings"]
        assert len(shown) == 7
    few = evaluate(store, Query("SELECT * { ?s ?p ?o } LIMIT 3", "application/sparql-results+json", first=7), Limits())
    assert (few.rows, len(json.loads(few.body)["results"]["bindings"])) == (3, 3)


def test_a_row_too_long_for_a_page_is_not_put_on_one() -> None:
    store = Store()
    store.add(Quad(NamedNode("http://example.org/s"), NamedNode("http://example.org/p"), Literal("x" * 9 * MIB)))
    query = "SELECT * { ?s ?p ?o }"
    assert evaluate(store, Query(query, CSV), Limits()).status == 200
    assert evaluate(store, Query(query, CSV, first=500), Limits()).status == 422


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("SELECT * { ?s ?p ?o }", "application/sparql-results+json"),
        ("SELECT * { ?s ?p ?o }", "application/sparql-results+xml"),
        ("SELECT * { ?s ?p ?o }", CSV),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle"),
    ],
)
def test_the_work_for_a_long_text_grows_as_the_text_does(query: str, media_type: str) -> None:
    took = []
    for size in (2 * MIB, 8 * MIB, 18 * MIB):
        store = Store()
        store.add(Quad(NamedNode("http://example.org/s"), NamedNode("http://example.org/p"), Literal("x" * size)))
        began = process_time()
        answer = evaluate(store, Query(query, media_type), Limits())
        took.append(process_time() - began)
        assert answer.status == 200
        assert size < len(answer.body) < size + 1000
    assert max(took) < 6  # the engine takes 1.2, 14 and more than 60 s to read such a text back from TSV


def test_slow_queries_hold_only_a_part_of_the_workers(graph: Path) -> None:
    async def attack(pool: Pool) -> tuple[list[int], list[float]]:
        hostile = [asyncio.create_task(pool.answer(Query(SLOW, CSV))) for _ in range(8)]
        quick = []
        for _ in range(10):
            await asyncio.sleep(0.1)
            answer, seconds = await timed(pool, QUICK)
            assert answer.status == 200
            quick.append(seconds)
        return [(await task).status for task in hostile], quick

    statuses, quick = in_pool(graph, Limits(timeout=4, workers=8, slow_after=0.3), attack)
    assert set(statuses) == {503, 504}
    assert statuses.count(504) >= 2
    assert max(quick) < 3  # the first finds every worker taken by a query not yet known to be slow
    assert sorted(quick)[5] < 0.5


def test_more_than_the_queue_holds_is_turned_away_at_once(graph: Path) -> None:
    async def attack(pool: Pool) -> tuple[list[int], float]:
        start = perf_counter()
        tasks = [asyncio.create_task(pool.answer(Query(SLOW, CSV))) for _ in range(10)]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        first = perf_counter() - start
        turned_away = [task.result().status for task in done]
        await asyncio.gather(*tasks)
        return turned_away, first

    limits = Limits(timeout=1, workers=2, waiting=3)
    statuses, first = in_pool(graph, limits, attack)
    assert statuses == [503] * 5  # two are being answered, three wait
    assert first < 0.2


def test_a_folder_without_a_graph_says_so_before_anything_is_served(tmp_path: Path) -> None:
    async def nothing(_: Pool) -> None: ...

    with pytest.raises(BrokenGraph, match="fengong build"):
        in_pool(tmp_path, Limits(workers=2), nothing)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_workers_end_with_the_server_even_in_the_middle_of_a_query(graph: Path) -> None:
    code = f"""
import asyncio, multiprocessing
from pathlib import Path
from queries.serve.evaluation import Limits, Query
from queries.serve.pool import Pool
async def main():
    async with Pool(Path({str(graph)!r}), Limits(workers=2)) as pool:
        asked = asyncio.create_task(pool.answer(Query({SLOW!r}, "text/csv")))
        await asyncio.sleep(0.2)
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        await asked
if __name__ == "__main__":
    asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        workers = [int(pid) for pid in server.stdout.readline().split()]
        assert len(workers) == 2
        server.kill()
        server.wait()
    for _ in range(50):
        if not any(map(_alive, workers)):
            break
        sleep(0.1)
    assert not [pid for pid in workers if _alive(pid)]


def _alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_worker_reaches_no_network_even_if_a_query_gets_past_the_guard(graph: Path) -> None:
    if not _namespaces():
        pytest.skip("this kernel lends no network namespace to unprivileged processes")
    with listener() as (url, caught):
        query = f"SELECT * {{ SERVICE <{url}> {{}} }}"
        answer, _, _ = in_pool(graph, Limits(timeout=5, workers=2), lambda pool: then_quick(pool, query))
        assert answer.status == 500
        assert not caught


def _namespaces() -> bool:
    code = "import ctypes; raise SystemExit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    return sys.platform == "linux" and subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_exactly_the_limit_of_rows_is_answered_and_one_more_is_not(graph: Path) -> None:
    def ask(rows: int) -> Answer:
        store = Store()
        store.bulk_load(QUADS.replace(" <http://example.org/g> .", " .").encode(), RdfFormat.N_TRIPLES)
        return evaluate(store, Query("SELECT ?s { ?s ?p ?o }", "application/sparql-results+json"), Limits(rows=rows))

    assert ask(300).status == 200
    assert ask(299).status == 422


TERMS = st.one_of(
    st.builds(Literal, st.text(st.characters(exclude_categories=["Cs"]))),
    st.builds(lambda text: Literal(text, language="zh"), st.text(st.characters(exclude_categories=["Cs"]))),
    st.builds(
        lambda text, kind: Literal(text, datatype=NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}")),
        st.text("0123456789.+-eEtrufalsTZ:", max_size=8),
        st.sampled_from(["integer", "decimal", "double", "boolean", "date", "token"]),
    ),
    st.just(NamedNode("https://w3id.org/fengong/id/body/650000/知识产权局")),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(TERMS, max_size=5), st.sampled_from([("application/sparql-results+json", "JSON"), (CSV, "CSV")]))
def test_counting_rows_changes_no_value_in_any_format(terms: list[Literal | NamedNode], media: tuple[str, str]) -> None:
    store = Store()
    subject = NamedNode("http://example.org/s")
    for number, term in enumerate(terms):
        store.add(Quad(subject, NamedNode(f"http://example.org/p{number}"), term))
    query = "SELECT ?p ?o ?none { ?s ?p ?o } ORDER BY ?p"
    direct = store.query(query)
    assert isinstance(direct, QuerySolutions)
    answer = evaluate(store, Query(query, media[0]), Limits())
    assert answer == Answer(200, direct.serialize(format=getattr(QueryResultsFormat, media[1])) or b"")


def test_a_triple_that_two_graphs_hold_is_one_row(tmp_path: Path) -> None:
    triple = '<http://example.org/a> <http://example.org/p> "x <http://example.org/y> ."'
    graph = write_graph(tmp_path / "graph", "".join(f"{triple} <http://example.org/{g}> .\n" for g in ("g1", "g2")))
    merge(open_graph(graph), tmp_path / "store")
    store = Store.read_only(str(tmp_path / "store"))
    named = "SELECT ?g { GRAPH ?g { <http://example.org/a> ?p ?o } } ORDER BY ?g"
    for query, answer in (
        ("SELECT ?o { <http://example.org/a> ?p ?o }", "o\r\nx <http://example.org/y> .\r\n"),
        (named, "g\r\nhttp://example.org/g1\r\nhttp://example.org/g2\r\n"),
    ):
        assert evaluate(store, Query(query, CSV), Limits()) == Answer(200, answer.encode())


def test_a_large_graph_is_asked_where_it_lies(tmp_path: Path) -> None:
    g1, g2 = "http://example.org/g1", "http://example.org/g2"
    store = Store(str(tmp_path / "graph"))
    for number, graph in enumerate((g1, g2), 1):
        subject, predicate = NamedNode("http://example.org/s"), NamedNode("http://example.org/p")
        store.add(Quad(subject, predicate, Literal(number), NamedNode(graph)))
    store.flush()
    del store  # a store without graph.nq is asked as one too large for memory is
    asked = "SELECT (SUM(?o) AS ?sum) {} {{ ?s <http://example.org/p> ?o }}"
    queries = (
        (Query(asked.format(""), CSV), 3),
        (Query(asked.format(f"FROM <{g1}>"), CSV), 1),
        (Query(asked.format(""), CSV, default_graphs=(g2,)), 2),
        (Query(asked.format(f"FROM <{g1}>"), CSV, default_graphs=(g2,)), 2),  # the protocol's choice stands above
    )

    async def ask(pool: Pool) -> list[Answer]:
        return [await pool.answer(query) for query, _ in queries]

    answers = in_pool(tmp_path, Limits(workers=2), ask)
    assert answers == [Answer(200, f"sum\r\n{total}\r\n".encode()) for _, total in queries]
