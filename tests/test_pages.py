"""The pages, as a browser shows them: what a graph holds is text and nothing else, and nobody is kept out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import quote

import pytest
from browsing import WEB, serious
from live_server import LiveServer, running, with_manifest, write_graph
from pyoxigraph import RdfFormat, parse

from ontology.looks import look_of
from queries.serve import pages
from queries.serve.evaluation import Limits

EDITOR = WEB / "dist"
HTML = {"Accept": "text/html"}
ID, FG = "https://w3id.org/fengong/id/", "https://w3id.org/fengong/ont#"
DOCUMENT = f"{ID}doc/新政办发-2017-107"
#: Each sets window.hacked if any part of it is taken for markup or script.
EVIL = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "\"'><svg onload=window.hacked=1>",
    "' autofocus onfocus=window.hacked=1 x='",
    "{{ ''.__class__ }}</title><script>window.hacked=1</script>",
    "--></textarea></style><script>window.hacked=1</script>",
)
RIGHT_TO_LEFT = "财政\u202e厅政\u2066财\u200f"


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _hostile() -> str:
    """A document whose every word wants out of its place."""
    words = iter([*EVIL, RIGHT_TO_LEFT])
    graph = "<https://w3id.org/fengong/graph/doc/新政办发-2017-107> .\n"
    task, measure, section = f"{DOCUMENT}/s1/m1/t1", f"{DOCUMENT}/s1/m1", f"{DOCUMENT}/s1"
    body, other = f"{ID}body/650000/恶", f"{ID}body/650000/反"
    a, assignment = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"{task}/a1"
    statements = [
        f"<{DOCUMENT}> {a} <{FG}Document>",
        f"<{DOCUMENT}> <http://purl.org/dc/terms/title> {_literal(next(words))}@zh",
        f"<{section}> {a} <{FG}Section>",
        f"<{section}> <{FG}partOf> <{DOCUMENT}>",
        f"<{section}> <http://purl.org/dc/terms/title> {_literal(next(words))}@zh",
        f"<{measure}> {a} <{FG}Measure>",
        f"<{measure}> <{FG}partOf> <{section}>",
        f"<{measure}> <{FG}text> {_literal(next(words))}",
        f'<{measure}> <{FG}position> "1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f"<{task}> {a} <{FG}Task>",
        f"<{task}> <{FG}partOf> <{measure}>",
        f"<{task}> <{FG}text> {_literal(next(words) + '长' * 300)}",
        f'<{task}> <{FG}position> "1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f"<{task}> <{FG}involves> <{body}>",
        f"<{task}> <{FG}ledBy> <{body}>",
        f"<{task}> <{FG}involves> <{other}>",
        f"<{assignment}> {a} <{FG}LeadAssignment>",
        f"<{assignment}> <{FG}ofTask> <{task}>",
        f"<{assignment}> <{FG}party> <{body}>",
        f"<{assignment}> <{FG}role> <{FG}lead>",
        f"<{assignment}> <{FG}basis> <{FG}order>",
        f'<{assignment}> <{FG}rank> "1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f"<{body}> {a} <{FG}Body>",
        f"<{body}> <{FG}shortName> {_literal(next(words))}",
        f"<{body}> <http://www.w3.org/2000/01/rdf-schema#label> {_literal('<script>window.hacked=1</script>')}@zh",
        f"<{body}> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <javascript:window.hacked=1>",
        f"<{body}> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <data:text/html,%3Cscript%3Ehacked=1%3C/script%3E>",
        f"<{body}> <{FG}restoredName> {_literal(next(words))}",
        f"<{other}> {a} <{FG}Body>",
        f"<{other}> <{FG}shortName> {_literal(next(words))}",
    ]
    return "".join(f"{statement} {graph}" for statement in statements)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    graph = write_graph(tmp_path_factory.mktemp("graph"), _hostile())
    folder = tmp_path_factory.mktemp("pages")
    for name in ("explorer", "report"):
        (folder / f"{name}.html").write_text(f"<!DOCTYPE html><title>{name}</title><script>window.ran=1</script>")
    with running(graph, Limits(timeout=10, workers=2), folder, EDITOR if EDITOR.is_dir() else None) as found:
        yield found


EVERY_PAGE = (
    "/",
    "/?lang=en",
    "/query",
    "/query?question=what_does_a_party_do",
    "/query?question=who_answers_for_a_task&number=" + quote(EVIL[2]),
    "/query?query=" + quote(f"SELECT * {{ <{ID}body/650000/恶> ?p ?o }}"),
    "/query?query=" + quote(f"CONSTRUCT WHERE {{ <{ID}body/650000/恶> ?p ?o }} # {EVIL[5]}"),
    "/query?query=" + quote(EVIL[0]),
    "/ont",
    "/id/doc/新政办发-2017-107",
    "/id/doc/新政办发-2017-107?lang=en",
    "/id/doc/新政办发-2017-107/s1",
    "/id/doc/新政办发-2017-107/s1/m1",
    "/id/doc/新政办发-2017-107/s1/m1/t1",
    "/id/doc/新政办发-2017-107/s1/m1/t1/a1",
    "/id/body/650000/恶?lang=en",
    "/id/body/650000/反",
    "/graph/doc/新政办发-2017-107",
    "/id/nobody/" + quote(EVIL[0], safe=""),
)


@pytest.mark.browser
@pytest.mark.parametrize("path", EVERY_PAGE)
def test_words_of_a_hostile_document_are_inert_and_no_request_leaves(
    server: LiveServer, browser: Any, path: str
) -> None:
    page = browser.new_page()
    elsewhere = _requests_that_leave(page, server)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(server.url + quote(path, safe="/?=&%"))
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("window.hacked") is None
    assert (
        page.evaluate("document.querySelectorAll('main script, main svg, main img, [onerror], [onload]').length") == 0
    )
    assert page.evaluate("[...document.links].filter(a => !/^https?:/.test(a.href)).length") == 0
    assert not elsewhere
    assert [each for each in complaints if not each.startswith("Failed to load resource")] == []
    assert serious(page, "wcag2a", "wcag2aa") == []
    page.close()


def _requests_that_leave(page: Any, server: LiveServer) -> list[str]:
    """The addresses elsewhere that the page asks for, as they come."""
    found: list[str] = []

    def look(request: Any) -> None:
        if not request.url.startswith((server.url, "data:")):
            found.append(request.url)

    page.on("request", look)
    return found


def test_the_words_are_there_all_the_same(server: LiveServer) -> None:
    page = server.send("/id/doc/新政办发-2017-107/s1/m1/t1", headers=HTML).text
    assert "{{ &#39;&#39;.__class__ }}&lt;/title&gt;" in page or "&#39; autofocus onfocus" in page
    assert "window.hacked=1&gt;" in server.send("/id/doc/新政办发-2017-107/s1", headers=HTML).text


def test_direction_marks_are_shown_and_turn_nothing_around(server: LiveServer) -> None:
    page = server.send("/id/body/650000/反", headers=HTML).text
    assert "财政[U+202E]厅政[U+2066]财[U+200F]" in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", page)


@pytest.mark.parametrize(
    "path", ["/", "/query", "/ont", "/id/body/650000/恶", "/sparql", "/static/style.css", "/nowhere"]
)
def test_every_answer_tells_the_browser_what_it_may_do(server: LiveServer, path: str) -> None:
    headers = server.send(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search("https?:", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.browser
def test_explorer_and_report_run_alone_and_reach_nobody(server: LiveServer, browser: Any) -> None:
    start = server.send("/", headers=HTML).text
    for name in ("explorer", "report"):
        assert f'href="/pages/{name}.html"' in start
        page = browser.new_page()
        page.goto(f"{server.url}/pages/{name}.html")
        assert page.evaluate("window.ran") == 1
        blocked = "fetch('/sparql').then(() => 'reached', () => 'blocked')"
        assert page.evaluate(blocked) == "blocked"
        page.close()


@pytest.mark.browser
def test_the_query_editor_answers_offline_and_is_open_to_all(server: LiveServer, browser: Any) -> None:
    if not (EDITOR / "yasgui.min.js").is_file():
        pytest.skip("the editor is not built: npm ci && npm run build in exports/explorer/web")
    page = browser.new_page()
    elsewhere = _requests_that_leave(page, server)
    page.goto(f"{server.url}/editor?lang=en")
    page.wait_for_selector(".CodeMirror")
    # What the page forbids, eval, is what a wait for a function would use.
    page.wait_for_selector("#questions option:nth-child(11)", state="attached")
    page.select_option("#questions", "who_is_involved_most")
    page.wait_for_selector(".CodeMirror-code:has-text('#+ summary')")
    page.evaluate("yasgui.getTab().query()")
    page.wait_for_selector(".yasr_results table tbody tr")
    assert "window.hacked" in page.inner_text(".yasr_results")
    assert page.evaluate("window.hacked") is None
    assert not elsewhere
    assert serious(page, "wcag2a", "wcag2aa") == []
    page.close()


def test_without_its_parts_the_editor_is_a_plain_page(tmp_path: Path) -> None:
    with running(write_graph(tmp_path, _hostile()), Limits(workers=2)) as server:
        reply = server.send("/editor?lang=en&query=ASK%7B%7D", headers=HTML)
        assert (reply.status, reply.headers["location"]) == (303, "/query?lang=en&query=ASK%7B%7D")
        assert "Yes" in server.send(reply.headers["location"], headers=HTML).text


@pytest.mark.parametrize(
    ("accept", "format_"), [("text/turtle", RdfFormat.TURTLE), ("application/ld+json", RdfFormat.JSON_LD)]
)
def test_an_iri_is_a_page_for_people_and_triples_for_programs(
    server: LiveServer, accept: str, format_: RdfFormat
) -> None:
    path, iri = "/id/body/650000/恶", f"<{ID}body/650000/恶>"
    data, page = server.send(path, headers={"Accept": accept}), server.send(path, headers=HTML)
    assert data.headers["content-type"].split(";")[0] == accept
    triples = [quad.triple for quad in parse(data.body, format_)]
    assert any(str(triple.subject) == iri for triple in triples)
    assert any(str(triple.object) == iri for triple in triples)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert {"accept", "accept-language"} <= {each.strip().lower() for each in page.headers["vary"].split(",")}
    assert server.send(f"{path}?format=turtle", headers=HTML).headers["content-type"].startswith("text/turtle")


def test_a_page_speaks_the_language_of_the_reader(server: LiveServer) -> None:
    chinese = server.send("/id/body/650000/恶", headers=HTML | {"Accept-Language": "zh-CN,en;q=0.5"}).text
    english = server.send("/id/body/650000/恶", headers=HTML | {"Accept-Language": "en"}).text
    assert '<html lang="zh-CN">' in chinese
    assert "承担的任务" in chinese
    assert "牵头" in chinese
    assert '<html lang="en">' in english
    assert "Tasks" in english
    assert 'title="fg:lead"' in english


def test_every_page_says_which_build_it_shows(tmp_path: Path) -> None:
    for number in (6, 7):
        with_manifest(write_graph(tmp_path / f"generations/{number}", _hostile()))
    (tmp_path / "current").symlink_to("generations/6")
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "report.html").write_text("<!DOCTYPE html>")
    paths = ("/", "/query", "/query?query=ASK%7B%7D", "/ont", "/id/body/650000/恶", "/nowhere")
    with running(tmp_path, Limits(workers=2, look=0.1), folder) as server:
        said = [re.findall(r"<footer><p>图谱构建 (\d+) ", server.send(path, headers=HTML).text) for path in paths]
        assert said == [["6"]] * len(paths)
        assert "较早" not in server.send("/", headers=HTML).text
        (tmp_path / "next").symlink_to("generations/7")
        (tmp_path / "next").replace(tmp_path / "current")
        for _ in range(100):
            if "图谱构建 7 " in server.send("/query", headers=HTML).text:
                break
            sleep(0.1)
        said = [re.findall(r"<footer><p>图谱构建 (\d+) ", server.send(path, headers=HTML).text) for path in paths]
        assert said == [["7"]] * len(paths)
        assert re.search("较早的一次构建.*6 ", server.send("/", headers=HTML).text)  # the report is of that one


def test_a_page_shows_the_first_rows_and_counts_all(server: LiveServer) -> None:
    cross = "?a ?b ?c . ?d ?e ?f"
    for query in (f"SELECT ?a ?f {{ {cross} }} LIMIT 1234", "CONSTRUCT { ?c ?e ?f } { ?c ?e ?f }"):
        page = server.send("/query?lang=en&query=" + quote(query), headers=HTML).text
        total = re.search(r"\(500 / (\d+)\)", page)
        assert total, query
        assert int(total.group(1)) > 500
    assert page.count("\n") < 2000


def test_what_the_graph_does_not_know_is_a_404(server: LiveServer) -> None:
    assert server.send("/id/body/650000/无", headers=HTML).status == 404
    assert server.send("/id/%3E%20x", headers=HTML).status in (400, 404)


def test_every_panel_is_a_query_that_runs_as_it_stands() -> None:
    from pyoxigraph import Store

    for panel in pages.panels():
        assert panel.summary, panel.name
        assert panel.summary_zh, panel.name
        assert panel.tags, panel.name
        assert [binding.variable for binding in panel.bindings] == ["this"]
        Store().query(panel.text)


def test_the_sample_has_its_numbers_on_its_pages(sample_graph: Path) -> None:
    with running(sample_graph, Limits(workers=2)) as server:
        start = server.send("/?lang=en", headers=HTML).text
        assert "<h1>57 tasks</h1>" in start
        body = server.send("/id/body/650000/知识产权局?lang=en", headers=HTML).text
        assert "leads 25<" in body
        statements = server.send("/id/body/650000/知识产权局?lang=en&statements=1", headers=HTML).text
        assert statements.count('title="fg:lead"') == 25
        task = server.send("/id/doc/新政办发-2017-107/s1.1/m1/t1?lang=zh", headers=HTML).text
        assert "【自治区知识产权战略实施领导小组成员单位】" in task


def test_the_page_of_a_policy_field_bears_its_mark(sample_graph: Path) -> None:
    field = look_of("https://w3id.org/fengong/id/field/intellectual-property")
    with running(sample_graph, Limits(workers=2)) as server:
        assert (
            f'<path d="{field.outline}" fill="{field.colour}"/>'
            in server.send("/id/field/intellectual-property", headers=HTML).text
        )
        assert 'class="look"' not in server.send("/id/theme/finance", headers=HTML).text
