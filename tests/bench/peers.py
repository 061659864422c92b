"""The work of a verb by a library alone: `python -m tests.bench.peers NAME GRAPH FOLDER`, a process each as verbs are.

They do less than the verb (no labels chosen, no pages around what is drawn): a verb that takes several times as long
as its peer has something to mend.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ontology import tables

sys.path.insert(0, str(Path(__file__).parents[1]))

#: Ties that stock pyvis is still given: adding them is quadratic.
TIES = 15_000

_JOINED = """SELECT d.title, d.number AS document, d.date, m.number, t.text, p.name, a.role, a.basis, a.rank, a.surface
FROM assignments a JOIN tasks t ON a.task = t.iri JOIN measures m ON t.measure = m.iri
JOIN documents d ON t.document = d.iri JOIN parties p ON a.party = p.iri
ORDER BY d.date, d.iri, m.position, t.position, a.rank"""
_LEADING_EACH_OTHER = """WITH leads AS (
  SELECT DISTINCT l.party AS lead, s.party AS other, l.task FROM assignments l JOIN assignments s ON l.task = s.task
  WHERE l.role = 'lead' AND s.role = 'co')
SELECT a.lead, a.other, count(DISTINCT a.task), count(DISTINCT b.task) FROM leads a
JOIN leads b ON a.lead = b.other AND a.other = b.lead WHERE a.lead < a.other GROUP BY ALL"""


def duckdb_csv(graph: Path, folder: Path) -> None:
    """The rows of the csv export out of the tables."""
    _tables(graph).execute(f"COPY ({_JOINED}) TO '{folder}/peer.csv'")


def duckdb_parquet(graph: Path, folder: Path) -> None:
    """The same rows as Parquet."""
    _tables(graph).execute(f"COPY ({_JOINED}) TO '{folder}/peer.parquet'")


def duckdb_find(graph: Path, folder: Path) -> None:
    """The tasks that hold a word, by looking at all."""
    _tables(graph).execute("SELECT iri, text FROM tasks WHERE contains(text, '数据')").fetchall()


def duckdb_pairs(graph: Path, folder: Path) -> None:
    """Which pairs lead each other, as a self-join."""
    _tables(graph).execute(_LEADING_EACH_OTHER).fetchall()


def pyoxigraph_trig(graph: Path, folder: Path) -> None:
    """All named graphs out of the store."""
    from pyoxigraph import RdfFormat, Store

    Store.read_only(str(graph / "graph")).dump(str(folder / "peer.trig"), RdfFormat.TRIG)


def pyoxigraph_pairs(graph: Path, folder: Path) -> None:
    """Which pairs lead each other, as the text of the question has it."""
    from pyoxigraph import Store

    from queries.ask.catalog import question

    store = Store.read_only(str(graph / "graph"))
    list(store.query(question("which_pairs_lead_each_other").text, use_default_graph_as_union=True))  # type: ignore[arg-type]


def rdflib_turtle(graph: Path, folder: Path) -> None:
    """The Turtle of the verb, read and written."""
    from rdflib import Graph

    read = Graph().parse(folder / "a.ttl")
    read.serialize(folder / "peer.ttl")


def networkx_measures(graph: Path, folder: Path) -> None:
    """Some of the report's measures of the network of shared tasks."""
    import networkx as nx

    from queries.analysis.graphs import co_occurrence

    network: Any = co_occurrence(_duties(graph))
    for measure in (nx.betweenness_centrality, nx.closeness_centrality, nx.pagerank, nx.constraint, nx.core_number):
        measure(network)
    nx.community.louvain_communities(network, seed=1)


def pyvis_page(graph: Path, folder: Path) -> None:
    """The page of stock pyvis with the same bodies and ties."""
    import bench_explorer

    from exports.explorer import facts

    page, _ = bench_explorer.stock(facts.of(_duties(graph)))
    (folder / "peer.html").write_text(page, encoding="utf-8")


def force_graph_page(graph: Path, folder: Path) -> None:
    """The page of force-graph with the places of ours."""
    import bench_explorer

    from exports.explorer import facts

    (folder / "peer.html").write_text(bench_explorer.force_graph(facts.of(_duties(graph))), encoding="utf-8")


#: By what the table calls them.
PEERS: Mapping[str, Callable[[Path, Path], None]] = {
    "DuckDB bare, csv": duckdb_csv,
    "DuckDB bare, Parquet": duckdb_parquet,
    "DuckDB bare, scan": duckdb_find,
    "DuckDB bare, self-join": duckdb_pairs,
    "pyoxigraph bare, TriG": pyoxigraph_trig,
    "pyoxigraph bare, question": pyoxigraph_pairs,
    "rdflib, read and written": rdflib_turtle,
    "networkx, six measures": networkx_measures,
    "stock pyvis": pyvis_page,
    "force-graph, layout ours": force_graph_page,
}


def _tables(graph: Path) -> Any:
    """DuckDB with the tables beside the graph as views."""
    import duckdb

    connection = duckdb.connect()
    for name in ("documents", "measures", "tasks", "assignments", "parties"):
        parts = [str(part) for part in tables.parts(graph / "current", name)]
        connection.read_parquet(parts).create_view(name)
    return connection


def _duties(graph: Path) -> Any:
    from queries.ask.endpoint import open_graph
    from queries.duties import load

    return load(open_graph(graph))


if __name__ == "__main__":
    PEERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
