"""A document's graph is replaced on another engine as a whole, with the login the engine asks for."""

from __future__ import annotations

import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import Engine
from pyoxigraph import NamedNode, RdfFormat, Store

from ontology.errors import BrokenGraph
from ontology.prefixes import COMMON
from ontology.vocabularies import GRAPHS
from queries.ask.catalog import answer, question
from queries.ask.endpoint import Local, open_graph, remote
from queries.ask.publish import publish
from queries.ask.table import Table

COUNT = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def counts(endpoint_url: str) -> dict[str, str]:
    rows = remote(endpoint_url).select(COUNT).records()
    return {row["g"]: row["n"] for row in rows if row["g"].startswith(GRAPHS)}


def graph_of(*triples: str, name: str = GRAPHS + "doc/新政办发-2017-107") -> Local:
    store = Store()
    store.load("".join(triples).encode(), RdfFormat.N_TRIPLES, to_graph=NamedNode(name))
    return Local(store)


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_published_graphs_arrive_whole_and_replace_what_was_there(oxigraph: Engine, made: Path, protocol: str) -> None:
    url = oxigraph.store if protocol == "graph-store" else oxigraph.update
    here = open_graph(made)
    old, new = "<a:a> <a:p> <a:old> .\n", '<a:a> <a:p> "新 \\"} INSERT" .\n'
    for triples in (old, new):
        assert list(publish(graph_of(triples), url, protocol)) == [GRAPHS + "doc/新政办发-2017-107"]
    there = remote(oxigraph.query)
    assert there.construct(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{GRAPHS}doc/新政办发-2017-107> {{ ?s ?p ?o }} }}") == (
        new.encode()
    )
    for _ in range(2):
        assert tuple(publish(here, url, protocol)) == here.graphs()
    expected = {name: str(len(here.triples(name).splitlines())) for name in here.graphs()}
    assert expected.items() <= counts(oxigraph.query).items()


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_common_graph_holds_what_every_build_published_there_knows(oxigraph: Engine, protocol: str) -> None:
    url = oxigraph.store if protocol == "graph-store" else oxigraph.update
    first, second = f"<a:{protocol}> <a:p> <a:first> .\n", f"<a:{protocol}> <a:p> <a:second> .\n"
    for triples in (first, second):
        assert list(publish(graph_of(triples, name=COMMON), url, protocol)) == [COMMON]
    asked = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{COMMON}> {{ ?s ?p ?o FILTER(?s = <a:{protocol}>) }} }}"
    assert remote(oxigraph.query).construct(asked).decode() == first + second


def test_what_was_published_is_found_where_the_default_graph_stays_empty(stock_oxigraph: Engine, made: Path) -> None:
    here, there = open_graph(made), remote(stock_oxigraph.query)
    list(publish(here, stock_oxigraph.store))
    for name in ("who_leads_most", "which_targets_are_set", "where_does_the_text_say_so"):
        asked = question(name)
        assert table(answer(there, asked)) == table(answer(here, asked)), name
    graphs = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    assert len(remote(stock_oxigraph.query).select(graphs).rows) == len(here.graphs())
    assert there.ask(f"ASK FROM <{here.graphs()[0]}> {{ ?s ?p ?o }}")


def table(found: object) -> list[tuple[object, ...]]:
    assert isinstance(found, Table)
    assert found.rows
    return sorted(found.rows, key=str)


def test_too_many_graphs_to_list_are_said_with_the_remedy(
    stock_oxigraph: Engine, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(publish(open_graph(made), stock_oxigraph.store))
    monkeypatch.setattr("queries.ask.endpoint.MOST_GRAPHS", 1)
    with pytest.raises(BrokenGraph, match=r"empty default graph and more than 1 named graphs.*--union-default-graph"):
        remote(stock_oxigraph.query).select("SELECT * { ?s ?p ?o }")


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_a_graph_that_is_refused_leaves_the_old_one(oxigraph: Engine, protocol: str) -> None:
    url = oxigraph.store if protocol == "graph-store" else oxigraph.update
    name = GRAPHS + "doc/新政办发-2017-107"
    list(publish(graph_of("<a:a> <a:p> <a:kept> .\n"), url, protocol))

    class Broken(Local):
        def triples(self, graph: str) -> bytes:
            return b"<a:a> <a:p> <a:first> .\n<a:a> <a:p> broken .\n"

    with pytest.raises(BrokenGraph, match="refused the graph: 400"):
        list(publish(Broken(graph_of("<a:a> <a:p> <a:b> .\n").store), url, protocol))
    assert remote(oxigraph.query).ask(f"ASK {{ GRAPH <{name}> {{ <a:a> <a:p> <a:kept> }} }}")


def test_a_wrong_address_or_way_is_named() -> None:
    graph = graph_of("<a:a> <a:p> <a:b> .\n")
    with pytest.raises(BrokenGraph, match="choose one of: graph-store, update"):
        list(publish(graph, "http://127.0.0.1:9/", "ftp"))
    with pytest.raises(BrokenGraph, match="begins with http"):
        list(publish(graph, "file:///etc/passwd"))
    with pytest.raises(BrokenGraph, match="cannot be reached"):
        list(publish(graph, "http://127.0.0.1:9/"))


def test_virtuoso_takes_the_graphs_with_its_login_only(virtuoso: Engine, made: Path) -> None:
    here = open_graph(made)
    with pytest.raises(BrokenGraph, match="FENGONG_USER"):
        list(publish(here, virtuoso.store))
    assert virtuoso.login
    with pytest.raises(BrokenGraph, match=r"refused the graph.*FENGONG_USER"):
        list(publish(here, virtuoso.store, login=(virtuoso.login[0], "wrong")))
    for _ in range(2):
        assert tuple(publish(here, virtuoso.store, login=virtuoso.login)) == here.graphs()
    expected = {name: str(len(here.triples(name).splitlines())) for name in here.graphs()}
    assert expected.items() <= counts(virtuoso.query).items()


def test_basic_authentication_goes_with_the_graph_itself() -> None:
    """A server that never sends a Digest challenge gets the name and password at once."""
    seen: list[tuple[str, str | None, bytes]] = []

    class Store(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404)
            self.end_headers()

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, self.headers["Authorization"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Store) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/store"
        list(publish(graph_of("<a:a> <a:p> <a:b> .\n"), url, login=("reader", "密码")))
        server.shutdown()
        thread.join()
    ((path, authorization, body),) = seen
    assert unquote(path) == f"/store?graph={GRAPHS}doc/新政办发-2017-107"
    assert authorization == "Basic " + b64encode("reader:密码".encode()).decode()
    assert body == b"<a:a> <a:p> <a:b> .\n"
