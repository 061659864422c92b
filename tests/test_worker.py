"""Queries run where they can be killed: every attack ends in an error, and the next query is answered at once."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter, sleep
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live_server import QUICK, SLOW, listener, write_graph
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store

from ontology.errors import BrokenGraph
from queries.endpoint import open_graph
from queries.merge import merge
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
    assert (answer.status, answer.body) == (504, b"the query was stopped at the time limit of 1 s")
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
    assert answer.status == 500
    assert b"brought its worker down" in answer.body
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
