"""The protocol as clients meet it: the right status, the right format, a reason with every refusal, no way out."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from select import select
from time import perf_counter, sleep
from urllib.parse import quote

import pytest
from hostile_queries import CALLS, DATASETS, REFUSED_TODAY
from live_server import QUICK, SLOW, LiveServer, listener, running, write_graph
from pyoxigraph import RdfFormat, parse

from ontology.errors import BadQuery, UnusableAddress
from queries.serve.access import hosts, origin
from queries.serve.evaluation import Limits
from queries.serve.server import door

A, B = "http://example.org/g/a", "http://example.org/g/b"
QUADS = f"""<http://example.org/s> <http://example.org/p> "一" <{A}> .
<http://example.org/s> <http://example.org/p> "两,\\"个\\"\\n" <{A}> .
<http://example.org/s> <http://example.org/p> "一" <{B}> .
<http://example.org/s> <http://example.org/q> <http://example.org/o> <{B}> .
""" + "".join(f'<http://example.org/r{i}> <http://example.org/n> "{i}" <{B}> .\n' for i in range(1000))
VALUES_OF_P = "SELECT ?o { <http://example.org/s> <http://example.org/p> ?o } ORDER BY ?o"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_graph(tmp_path_factory.mktemp("graph"), QUADS)


@pytest.fixture(scope="module")
def server(graph: Path) -> Iterator[LiveServer]:
    with running(graph, Limits(timeout=3, workers=4, rows=2000, length=10_000)) as found:
        yield found


@pytest.mark.parametrize(
    ("accept", "content_type", "body"),
    [
        ("*/*", "application/sparql-results+json", b'{"head":{"vars":["o"]}'),
        ("", "application/sparql-results+json", b'{"head":{"vars":["o"]}'),
        ("application/json", "application/sparql-results+json", b'{"head":{"vars":["o"]}'),
        ("application/sparql-results+xml", "application/sparql-results+xml", b'<?xml version="1.0"?><sparql'),
        ("text/csv", "text/csv; charset=utf-8", 'o\r\n一\r\n"两,""个""\n"\r\n'.encode()),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", '?o\n"一"\n"两,'.encode()),
        ("text/csv;q=0.4, application/xml;q=0.5", "application/sparql-results+xml", b"<?xml"),
        ("image/png, text/csv;q=0.1", "text/csv; charset=utf-8", b"o\r\n"),
    ],
)
def test_rows_come_in_the_format_that_the_client_weighs_highest(
    server: LiveServer, accept: str, content_type: str, body: bytes
) -> None:
    reply = server.ask(VALUES_OF_P, accept)
    assert (reply.status, reply.headers["content-type"]) == (200, content_type)
    assert reply.body.startswith(body)
    assert "Accept" in reply.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/trig", RdfFormat.TRIG),
        ("application/n-quads", RdfFormat.N_QUADS),
        ("text/n3", RdfFormat.N3),
    ],
)
@pytest.mark.parametrize(
    "form", ["CONSTRUCT WHERE { ?s <http://example.org/p> ?o }", "DESCRIBE <http://example.org/s>"]
)
def test_triples_come_in_every_format_and_are_the_same_triples(
    server: LiveServer, accept: str, format_: RdfFormat, form: str
) -> None:
    reply = server.ask(form, accept)
    plain = server.ask(form, "application/n-triples")
    assert reply.headers["content-type"].split(";")[0] == accept
    found = {str(quad.triple) for quad in parse(reply.body, format_)}
    assert found == {str(quad.triple) for quad in parse(plain.body, RdfFormat.N_TRIPLES)}
    assert len(found) >= 2


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json", "application/ld+json"),
        ("application/xml", "application/rdf+xml"),
        ("text/xml, */*;q=0.1", "application/rdf+xml"),
        ("text/rdf+n3", "text/n3"),
        ("application/sparql-results+json, application/json;q=0.5", "application/ld+json"),
    ],
)
def test_triples_come_by_the_general_names_of_formats_too(server: LiveServer, accept: str, content_type: str) -> None:
    reply = server.ask("DESCRIBE <http://example.org/s>", accept)
    assert (reply.status, reply.headers["content-type"].split(";")[0]) == (200, content_type)


@pytest.mark.parametrize(("name", "content_type"), [("json", "application/ld+json"), ("xml", "application/rdf+xml")])
def test_the_short_name_of_a_format_means_what_there_is_of_it(server: LiveServer, name: str, content_type: str) -> None:
    described = quote("DESCRIBE <http://example.org/s>")
    assert server.send(f"/sparql?query={described}&format={name}").headers["content-type"] == content_type
    rows = server.send(f"/sparql?query={quote(VALUES_OF_P)}&format={name}").headers["content-type"]
    assert rows == f"application/sparql-results+{name}"


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_yes_and_no(server: LiveServer, accept: str) -> None:
    assert b"true" in server.ask("ASK { ?s ?p ?o }", accept).body
    assert b"false" in server.ask("ASK { <http://example.org/nobody> ?p ?o }", accept).body


def test_the_three_ways_to_send_a_query_give_one_answer(server: LiveServer) -> None:
    sparql = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    replies = [
        server.send("/sparql?query=" + quote(VALUES_OF_P, safe="")),
        server.send("/sparql", "POST", b"query=" + quote(VALUES_OF_P, safe="").encode(), FORM),
        server.send("/sparql", "POST", VALUES_OF_P.encode(), sparql),
    ]
    assert {reply.body for reply in replies} == {replies[0].body}
    assert [row["o"]["value"] for row in replies[0].rows] == ["一", '两,"个"\n']


def test_percent_signs_and_chinese_iris_arrive_as_they_were_sent(server: LiveServer) -> None:
    assert server.ask('SELECT ("100%25" AS ?v) {}').rows[0]["v"]["value"] == "100%25"
    iri = "https://w3id.org/fengong/id/body/650000/知识产权局"
    assert server.ask(f"SELECT (<{iri}> AS ?v) {{}}").rows[0]["v"]["value"] == iri


@pytest.mark.parametrize(
    ("dataset", "query", "expected"),
    [
        ({}, VALUES_OF_P, 2),  # the union is a set: 一 stands in both graphs
        ({"default-graph-uri": B}, VALUES_OF_P, 1),
        ({"named-graph-uri": A}, VALUES_OF_P, 0),
        ({"named-graph-uri": A}, "SELECT ?o { GRAPH ?g { ?s <http://example.org/p> ?o } }", 2),
        ({}, VALUES_OF_P.replace("{", f"FROM <{B}> {{", 1), 1),
        ({}, VALUES_OF_P.replace("{", f"FROM NAMED <{B}> {{", 1), 0),
        ({"default-graph-uri": A}, VALUES_OF_P.replace("{", f"FROM <{B}> {{", 1), 2),
    ],
)
def test_the_dataset_is_the_requests_else_the_querys_else_the_union(
    server: LiveServer, dataset: dict[str, str], query: str, expected: int
) -> None:
    assert len(server.ask(query, **dataset).rows) == expected


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}, 400),
        ("GET", "/sparql?query=nonsense", None, {}, 400),
        ("GET", "/sparql?query=ASK%7B%FF%7D", None, {}, 400),
        ("GET", "/sparql?query=", None, {}, 400),
        ("GET", "/sparql?update=CLEAR%20ALL", None, {}, 403),
        ("GET", "/sparql?query=ASK%7B%7D", None, {"Accept": "image/png"}, 406),
        ("POST", "/sparql", b"ASK {}", {}, 415),
        ("POST", "/sparql", b"ASK {}", {"Content-Type": "text/plain"}, 415),
        (
            "POST",
            "/sparql",
            "ASK {}".encode("utf-16"),
            {"Content-Type": "application/sparql-query; charset=UTF-16"},
            415,
        ),
        ("POST", "/sparql", b"ASK {} #\xff", {"Content-Type": "application/sparql-query"}, 400),
        ("POST", "/sparql", b"", FORM, 400),
        ("POST", "/sparql", b"update=CLEAR%20ALL", FORM, 403),
        ("POST", "/sparql", b"CLEAR ALL", {"Content-Type": "application/sparql-update"}, 403),
        ("POST", "/sparql", b"query=CLEAR%20ALL", FORM, 403),
        ("POST", "/sparql", b"a=1&" * 101, FORM, 400),
        ("POST", "/sparql", b"query=" + b"x" * 11_000, FORM, 413),
        ("POST", "/sparql", b"query=" + b"x" * 200_000, FORM, 413),
        ("PUT", "/sparql", b"", {}, 405),
        ("DELETE", "/sparql", None, {}, 405),
        ("PATCH", "/sparql", b"", {}, 405),
        ("GET", "/sparql/../../etc/passwd", None, {}, 404),
        ("GET", "/static/../server.py", None, {}, 404),
        ("GET", "/static/%2e%2e/server.py", None, {}, 404),
        ("GET", "/nowhere", None, {}, 404),
    ],
)
def test_every_refusal_has_its_status_and_a_reason(
    server: LiveServer, method: str, path: str, body: bytes | None, headers: dict[str, str], status: int
) -> None:
    reply = server.send(path, method, body, headers)
    assert reply.status == status
    assert len(reply.text.strip()) > 5
    assert reply.headers["content-type"].startswith("text/plain")


def test_head_is_get_without_its_body(server: LiveServer) -> None:
    path = "/sparql?query=" + quote(VALUES_OF_P, safe="")
    get, head = server.send(path), server.send(path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert int(head.headers["content-length"]) == len(get.body)


ELSEWHERE = {"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"}


def test_scripts_of_other_sites_may_not_ask(server: LiveServer) -> None:
    allowed = "access-control-allow-origin"
    assert allowed not in server.send("/sparql?query=ASK%7B%7D", headers={"Origin": "https://example.org"}).headers
    for path in ("/sparql?query=ASK%7B%7D", "/", "/query", "/ont", "/static/style.css", "/questions.json"):
        reply = server.send(path, headers=ELSEWHERE)
        assert (reply.status, allowed in reply.headers) == (403, False)
        assert "--cors" in reply.text
    assert server.send("/", headers={"Sec-Fetch-Site": "same-origin"}).status == 200
    assert server.send("/", headers={"Sec-Fetch-Site": "none"}).status == 200


@pytest.mark.parametrize("named", ["https://example.org", "*"])
def test_scripts_of_the_sites_that_the_user_names_may_ask(graph: Path, named: str) -> None:
    with running(graph, Limits(workers=2), origins=[named]) as server:
        reply = server.send("/sparql?query=ASK%7B%7D", headers=ELSEWHERE)
        assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, named)
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        reply = server.send("/sparql", "OPTIONS", headers=ELSEWHERE | asked)
        assert reply.status == 200
        assert "POST" in reply.headers["access-control-allow-methods"]
        other = server.send("/sparql?query=ASK%7B%7D", headers=ELSEWHERE | {"Origin": "https://other.example"})
        assert other.status == (200 if named == "*" else 403)


@pytest.mark.parametrize("words", ["example.org", "https://example.org/", "https://example.org/a", "", "https://a b"])
def test_what_is_no_origin_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(BadQuery, match=r"https://example\.org"):
        origin(words)


def test_on_loopback_only_the_names_of_this_machine_are_answered(server: LiveServer) -> None:
    port = server.port
    for host in (f"localhost:{port}", f"LOCALHOST:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        assert server.send("/sparql?query=ASK%7B%7D", headers={"Host": host}).status == 200
    others = (
        f"evil.example:{port}",
        "localhost",
        "127.0.0.1",
        f"localhost:{port + 1}",
        f"localhost.evil.example:{port}",
    )
    for host in (*others, f"127.0.0.2:{port}", f"user@localhost:{port}", ""):
        for path in ("/", "/sparql?query=ASK%7B%7D", "/static/style.css", "/nowhere"):
            reply = server.send(path, headers={"Host": host})
            assert (reply.status, str(port) in reply.text) == (421, True), host


def test_off_loopback_any_name_is_answered() -> None:
    assert hosts("0.0.0.0", 8000) is None
    assert hosts("192.0.2.1", 8000) is None
    assert "[::1]:8000" in (hosts("::1", 8000) or ())
    assert "localhost" in (hosts("127.0.0.1", 80) or ())


def raw(server: LiveServer, sent: bytes, wait: float) -> bytes:
    """What comes back to ``sent`` until the server hangs up, which it does within ``wait`` seconds."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as client:
        client.sendall(sent)
        found = b""
        with suppress(ConnectionResetError):
            while piece := client.recv(1000):
                found += piece
        return found


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: loc", b"GET /"])
def test_who_never_ends_the_head_of_a_request_is_not_waited_for(graph: Path, sent: bytes) -> None:
    with running(graph, Limits(workers=2, patience=0.5)) as server:
        start = perf_counter()
        raw(server, sent, 5)
        assert 0.4 < perf_counter() - start < 4


def test_a_head_that_drips_is_no_longer_waited_for_than_one_that_does_not_come(graph: Path) -> None:
    with running(graph, Limits(workers=2, patience=0.5)) as server:
        start = perf_counter()
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client, suppress(OSError):
            while perf_counter() - start < 5:
                client.sendall(b"G")
                sleep(0.1)
        assert perf_counter() - start < 4


def test_a_long_head_is_refused(server: LiveServer) -> None:
    host = b"GET / HTTP/1.1\r\nHost: localhost:%d\r\n" % server.port
    assert raw(server, host + b"X: " + b"x" * 66_000, 5)[:12] in (b"HTTP/1.1 400", b"")
    assert raw(server, host + b"X: " + b"x" * 60_000 + b"\r\nConnection: close\r\n\r\n", 5).startswith(b"HTTP/1.1 200")


def test_one_connection_too_many_is_told_so_and_the_others_are_answered(graph: Path) -> None:
    with running(graph, Limits(workers=2, connections=5)) as server, ExitStack() as clients:
        for _ in range(5):
            clients.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        sleep(0.2)
        assert raw(server, b"", 5).startswith(b"HTTP/1.1 503")
        clients.close()
        sleep(0.2)
        assert server.ask(QUICK).status == 200


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph with a text that is longer than what the kernel takes off the server's hands."""
    quad = f'<http://example.org/s> <http://example.org/p> "{"x" * LARGE}" <{A}> .\n'
    return write_graph(tmp_path_factory.mktemp("large"), quad)


LARGE = 12 * 2**20
LARGE_ANSWER = "/sparql?format=csv&query=" + quote("SELECT ?o { ?s <http://example.org/p> ?o }")


def deaf(server: LiveServer) -> socket.socket:
    """A client that has asked for the large answer and reads nothing of it."""
    client = socket.create_connection(("127.0.0.1", server.port))
    client.sendall(f"GET {LARGE_ANSWER} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
    return client


def test_answers_that_nobody_reads_are_bounded(large: Path) -> None:
    limits = Limits(workers=2, unread=30 * 2**20, patience=60, slow_after=20)
    with running(large, limits) as server:
        with ExitStack() as stack:
            clients = [stack.enter_context(deaf(server)) for _ in range(6)]
            statuses = [client.recv(12) for client in clients]
            assert (statuses.count(b"HTTP/1.1 200"), statuses.count(b"HTTP/1.1 503")) == (2, 4)
            assert server.ask(QUICK).status == 200
        assert len(server.send(LARGE_ANSWER).body) > LARGE  # those who went away are no longer counted


def test_an_answer_that_nobody_reads_is_given_up(large: Path) -> None:
    with running(large, Limits(workers=2, patience=0.5, slow_after=20)) as server, deaf(server) as client:
        assert client.recv(12) == b"HTTP/1.1 200"
        sleep(2)
        found = 0
        with suppress(ConnectionResetError):
            while piece := client.recv(2**20):
                found += len(piece)
        assert found < LARGE


def test_large_answers_asked_for_at_once_are_all_answered(large: Path) -> None:
    with running(large, Limits(timeout=15)) as server, ThreadPoolExecutor(5) as clients:
        for _ in range(2):
            asked = [clients.submit(server.ask, "SELECT ?o { ?s <http://example.org/p> ?o }") for _ in range(5)]
            assert {(found.result().status, len(found.result().body) > LARGE) for found in asked} == {(200, True)}


def test_queries_that_are_too_long_asked_at_once_are_all_refused(server: LiveServer) -> None:
    query = f'ASK {{ ?s ?p "{"x" * 10 * 2**20}" }}'
    with ThreadPoolExecutor(5) as clients:
        for _ in range(2):
            assert [found.status for found in clients.map(server.ask, [query] * 5)] == [413] * 5
    assert server.ask(QUICK).status == 200


@pytest.mark.parametrize("port", [99_999, -1])
def test_a_port_that_is_none_is_named(port: int) -> None:
    with pytest.raises(UnusableAddress, match=str(port)):
        door(port=port)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UnusableAddress, match=f"{port}.*--port"):
            door(port=port)


def test_serve_says_in_one_line_that_it_cannot_listen(graph: Path) -> None:
    command = [sys.executable, "-c", "import fengong; fengong.main()", "serve", str(graph), "--port", "99999"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (2, "", 1)
    assert "99999" in found.stderr


def test_without_a_query_the_service_describes_itself(server: LiveServer) -> None:
    reply = server.send("/sparql", headers={"Accept": "text/turtle"})
    triples = {str(quad.triple) for quad in parse(reply.body, RdfFormat.TURTLE)}
    sd, here = "http://www.w3.org/ns/sparql-service-description#", f"{server.url}/sparql"
    assert f"<{here}> <{sd}endpoint> <{here}>" in triples
    assert f"<{here}> <{sd}feature> <{sd}UnionDefaultGraph>" in triples
    assert any(f"<{sd}name> <{A}>" in triple for triple in triples)
    assert len([triple for triple in triples if f"<{sd}resultFormat>" in triple]) == 11
    assert server.send("/sparql", headers={"Accept": "image/png"}).status == 406
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert server.send("/sparql", headers=browser).headers["location"] == "/query"


def test_no_form_of_query_reaches_another_machine_or_a_file(server: LiveServer) -> None:
    with listener() as (url, caught):
        for query in (*CALLS, *REFUSED_TODAY, "SELECT * { LOAD <URL> }"):
            reply = server.ask(query.replace("URL", url))
            assert reply.status in (400, 403), query
        for query in DATASETS:
            reply = server.ask(query.replace("URL", url))
            assert (reply.status, reply.rows) == (200, []), query
        for parameter in ("default-graph-uri", "named-graph-uri"):
            for graph in (url, "file:///etc/passwd"):
                reply = server.ask("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", **{parameter: graph})
                assert (reply.status, reply.rows) == (200, [])
        assert not caught


def test_rows_are_all_there_or_none_is(server: LiveServer) -> None:
    everything = "SELECT * { ?s <http://example.org/n> ?o } ORDER BY ?s"
    assert len(server.ask(everything).rows) == 1000
    reply = server.ask("SELECT * { ?s <http://example.org/n> ?o VALUES ?twice { 1 2 3 } }")
    assert reply.status == 422
    assert "LIMIT" in reply.text
    reply = server.ask("CONSTRUCT { ?s ?p ?o . ?o2 ?p ?s . ?s ?p [] } { ?s ?p ?o BIND(?s AS ?o2) }", "text/turtle")
    assert reply.status == 422


def test_an_error_in_the_middle_of_an_evaluation_is_no_200(server: LiveServer) -> None:
    reply = server.ask("SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }", "text/csv")
    assert reply.status == 422  # rows were being written when the limit was met
    assert b"http://example.org/s" not in reply.body


def test_a_query_without_end_is_stopped_while_others_are_answered(server: LiveServer) -> None:
    with ThreadPoolExecutor(1) as other:
        start = perf_counter()
        hostile = other.submit(server.ask, SLOW)
        while not hostile.done():
            asked = perf_counter()
            assert server.ask(QUICK).status == 200
            assert perf_counter() - asked < 1
        assert hostile.result().status == 504
        assert perf_counter() - start < 4.5


def test_a_body_that_never_ends_holds_nobody_up(server: LiveServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost:%d\r\n"
            b"Content-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\nA" % server.port
        )
        assert server.ask(QUICK).status == 200
        slow.settimeout(6)
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_the_server_listens_on_loopback_only_unless_told(graph: Path) -> None:
    import inspect

    assert inspect.signature(door).parameters["host"].default == "127.0.0.1"


def test_the_catalogue_is_there_for_the_editor(server: LiveServer) -> None:
    questions = json.loads(server.send("/questions.json").body)
    assert {"name", "zh", "en", "text"} == set(questions[0])
    assert all(each["text"].startswith("#+ summary:") for each in questions)


@pytest.mark.skipif(sys.platform == "win32", reason="ends by signal")
@contextmanager
def served(directory: Path, temporary: Path, limits: str = "") -> Iterator[tuple[LiveServer, subprocess.Popen[bytes]]]:
    """The server in a process of its own, which answers."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    ask = f"serve(door(port={port}), Path({str(directory)!r}), workers=2)"
    if limits:
        ask = f"import asyncio; asyncio.run(listen(door(port={port}), Path({str(directory)!r}), Limits({limits})))"
    code = "from pathlib import Path; from queries.serve.evaluation import Limits; "
    code += f"from queries.serve.server import door, listen, serve; {ask}"
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL) as process:
        server = LiveServer(port)
        try:
            for _ in range(600):
                with suppress(OSError):  # it does not listen yet, or its workers are not ready
                    server.ask(QUICK)
                    break
                sleep(0.1)
            assert server.ask(QUICK).status == 200
            yield server, process
        finally:
            process.kill()


def resident(process: subprocess.Popen[bytes]) -> int:
    """Bytes of memory that a process takes."""
    said = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(said.split("VmRSS:")[1].split()[0]) * 1024


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_clients_that_read_nothing_take_no_more_memory_than_answers_may(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size, most = 4 * LARGE, Limits().unread
    quads = (f'<http://example.org/s> <http://example.org/p> "{letter * LARGE}" <{A}> .\n' for letter in "abcd")
    graph = write_graph(tmp_path / "graph", "".join(quads))
    limits = "workers=2, timeout=120, slow_after=120, patience=120"
    with served(graph, tmp_path, limits) as (server, process), ExitStack() as stack:
        before = peak = resident(process)
        clients = [stack.enter_context(deaf(server)) for _ in range(12)]
        statuses: list[bytes] = []
        while len(statuses) < len(clients):
            ready, _, _ = select(clients[len(statuses) :], [], [], 0.05)
            statuses += [client.recv(12) for client in clients[len(statuses) :][: len(ready)]]
            peak = max(peak, resident(process))
        with capsys.disabled():
            print(f"\n{before >> 20} MiB before, at most {peak >> 20} MiB with 12 clients")  # noqa: T201
        assert (statuses.count(b"HTTP/1.1 200"), statuses.count(b"HTTP/1.1 503")) == (most // size, 12 - most // size)
        # beside those that are unread one comes in, and is a message of the pipe before it is an answer
        assert peak - before < most + 3 * size
        assert server.ask(QUICK).status == 200


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_stopped_leaves_nothing_behind(graph: Path, tmp_path: Path, ended_by: signal.Signals) -> None:
    with served(graph, tmp_path) as (_, process):
        assert list(tmp_path.glob("fengong-*"))
        process.send_signal(ended_by)
        process.wait(10)
    assert not list(tmp_path.glob("fengong-*"))
