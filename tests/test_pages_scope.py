"""Pages see the documents that their address asks for, links take that along, and a question takes names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from live_server import LiveServer, running
from test_many import TEN, city

from graph_build.corpus import build
from graph_build.sources import Source
from queries.ask.catalog import questions
from queries.ask.endpoint import open_graph
from queries.duties.scope import Scope, chosen, graphs, narrowed
from queries.serve.evaluation import Limits, Query, evaluate

HTML = {"Accept": "text/html"}
THREE = ("南充市", "宁波市", "成都市")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("graph")
    sources = [
        Source(f"{name}{year}.txt", city(name, TEN[name], year, f"第{year}号事项").encode())
        for name in THREE
        for year in (2020, 2021)
    ]
    build(sources, directory)
    return directory


@pytest.fixture(scope="module")
def server(directory: Path) -> Iterator[LiveServer]:
    with running(directory, Limits(workers=2)) as live:
        yield live


def page(server: LiveServer, path: str, status: int = 200) -> str:
    reply = server.send(path, headers=HTML)
    assert reply.status == status, reply.text
    return unescape(reply.text)


@pytest.mark.parametrize(
    ("asked", "documents"),
    [
        ("", 6),
        ("place=南充市", 2),
        ("place=四川省&below=1", 4),
        ("place=南充市&place=宁波市&year=2021", 2),
        ("document=甬政办发〔2020〕1号", 1),
        ("level=prefecture", 6),
    ],
)
def test_the_start_page_shows_what_is_asked_for(server: LiveServer, asked: str, documents: int) -> None:
    words = page(server, f"/?{asked}&lang=zh")
    found = re.search(r"<h1>(\d+) 项任务", words)
    assert found
    assert int(found[1]) == 2 * documents
    assert ("已选" in words) == bool(asked)


def test_links_and_forms_take_the_scope_along(server: LiveServer) -> None:
    words = page(server, "/?place=南充市&year=2020&lang=zh")
    links = [unquote(link) for link in re.findall(r'href="(/(?:id|query|editor|ont)[^"]*)"', words)]
    assert links
    assert all("place=南充市&year=2020" in link for link in links if "query=" not in link)
    asked = page(server, "/query?question=who_leads_most&place=南充市&lang=zh")
    assert '<input type="hidden" name="place" value="南充市">' in asked
    assert "南充市财政局" in asked or "市财政局" in asked
    assert "宁波" not in asked.partition('id="answer"')[2]


def test_a_page_of_a_thing_sees_the_scope(server: LiveServer) -> None:
    body = "/id/body/511300/财政局"
    assert "2020" in page(server, f"{body}?year=2020").partition("<h1>")[2]
    assert "第2021号事项" not in page(server, f"{body}?year=2020")
    assert "第2021号事项" in page(server, body)


def test_what_fits_no_document_is_said_with_what_there_is(server: LiveServer) -> None:
    words = page(server, "/?place=拉萨市", 400)
    assert "there are: " in words
    assert all(name in words for name in THREE)
    assert "there are: 中央" in page(server, "/?level=city", 400)


def test_the_answer_in_numbers_is_of_the_same_documents(server: LiveServer) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?d a <https://w3id.org/fengong/ont%23Measure> }"
    counts = [
        server.send(f"/sparql?query={query}&format=json{more}").rows[0]["n"]["value"] for more in ("", "&place=南充市")
    ]
    assert counts == ["12", "4"]


def test_a_question_takes_names(server: LiveServer) -> None:
    asked = "/query?question=what_does_a_party_do&lang=zh&party="
    assert "第2020号事项" in page(server, f"{asked}南充市财政局")
    several = page(server, f"{asked}市财政局", 400)
    assert all(f"{name}财政局" in several for name in THREE)
    assert "第2020号事项" in page(server, f"{asked}市财政局&place=宁波市"), "one only in this scope"
    assert "南充市财政局" in page(server, f"{asked}南充市财正局", 400), "did you mean"


def test_a_variable_of_a_question_is_no_scope(server: LiveServer) -> None:
    words = page(server, "/query?question=tasks_of_a_place&place=南充市&lang=zh")
    assert "第2020号事项" in words
    assert "看全部" not in words


def test_a_dataset_of_graphs_gives_what_a_copy_of_them_gives(directory: Path) -> None:
    """What pages and remote endpoints are asked is a dataset; what verbs are asked, a merged copy."""
    whole = open_graph(directory)
    scope = Scope(places=("南充市", "宁波市"), years=("2021",))
    seen, copy = tuple(graphs(chosen(whole, scope))), narrowed(whole, scope)
    for asked in questions():
        answer = evaluate(whole.store, Query(asked.text, "text/csv", seen, seen), Limits())
        assert answer.status == 200, asked.name
        _, *rows = csv.reader(io.StringIO(answer.body.decode()))
        assert sorted(rows) == sorted(map(list, copy.select(asked.text).plain())), asked.name
