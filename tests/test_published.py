"""What the server publishes of the words and of the graph: /ont and below it in every form, /.well-known/void."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from live_server import LiveServer, running
from rdflib.namespace import DCAT, RDF, VOID

from exports.site import vocabulary
from ontology.published import FORMS, ONTOLOGIES, Ontology
from ontology.terms import FG
from ontology.view import vocabulary as said
from queries.ask.endpoint import open_graph
from queries.serve.evaluation import Limits

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def server(sample_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder = tmp_path_factory.mktemp("pages")
    page = vocabulary.page(open_graph(sample_graph), "zh", home="/", other="?lang=en")
    (folder / "ontology.zh.html").write_text(page, encoding="utf-8")
    with running(sample_graph, Limits(workers=2), folder) as live:
        yield live


@pytest.mark.parametrize("ontology", ONTOLOGIES, ids=lambda each: each.name or "policy")
@pytest.mark.parametrize(("suffix", "media_type"), FORMS.items())
def test_an_ontology_is_to_be_had_in_every_form(
    server: LiveServer, ontology: Ontology, suffix: str, media_type: str
) -> None:
    """By its IRI and by that of its version, by what the client accepts and by a suffix."""
    path = f"/ont/{ontology.name}".rstrip("/")
    expected = len({q.triple for q in ox.parse(path=str(ontology.file), format=ox.RdfFormat.TURTLE)})
    asked = [
        server.send(path, headers={"Accept": media_type}),
        server.send(f"{path}/{said().version}", headers={"Accept": media_type}),
        server.send(path + suffix, headers=HTML),
    ]
    for answer in asked:
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(media_type)
        found = ox.parse(answer.body, format=ox.RdfFormat.from_media_type(media_type))
        assert len({quad.triple for quad in found}) == expected


def test_people_get_the_page_and_each_term_has_its_place_in_it(server: LiveServer) -> None:
    answer = server.send("/ont", headers=HTML)
    assert answer.status == 200
    assert all(f'id="{term.rpartition("#")[2]}"' in answer.text for term in FG)
    assert "script" not in answer.headers["content-security-policy"].replace("script-src 'unsafe-inline'", "")
    for link in ("/ont.ttl", "/ont/shapes.rdf", "/ont/context.jsonld", "/ont/frame.jsonld"):
        assert f'href="{link}"' in answer.text
        assert server.send(link).status == 200


def test_what_is_not_published_is_not_found(server: LiveServer) -> None:
    for path in ("/ont/0.1.0", "/ont/nothing", "/ont/../policy.ttl", "/ont/shapes/0.1.0"):
        assert server.send(path, headers={"Accept": "text/turtle"}).status == 404
    assert server.send("/ont/shapes", headers={"Accept": "image/png"}).status == 406


def test_the_graph_says_what_it_is_made_of(server: LiveServer, sample_graph: Path) -> None:
    answer = server.send("/.well-known/void", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    [node] = graph.subjects(RDF.type, VOID.Dataset)
    assert len(list(graph.objects(node, VOID.propertyPartition))) > 50
    assert str(graph.value(node, VOID.sparqlEndpoint)).endswith("/sparql")
    counted = open_graph(sample_graph).columns(f"SELECT (COUNT(DISTINCT ?t) AS ?n) {{ ?t a <{FG.Task}> }}")["n"][0]
    [tasks] = [p for p in graph.objects(node, VOID.classPartition) if str(graph.value(p, VOID["class"])) == FG.Task]
    assert str(graph.value(tasks, VOID.entities)) == counted
    for form in ("application/ld+json", "application/rdf+xml", "application/n-triples"):
        other = server.send("/.well-known/void", headers={"Accept": form})
        assert other.headers["content-type"] == form
        parsed = ox.parse(other.body, format=ox.RdfFormat.from_media_type(form))
        assert len({quad.triple for quad in parsed}) == len(graph)
    for file in graph.objects(node, DCAT.distribution):
        path = str(file).partition("/sparql")[2]
        assert server.send(f"/sparql{path}").status == 200


def test_the_service_says_how_much_it_holds(server: LiveServer) -> None:
    void = rdflib.Graph().parse(data=server.send("/.well-known/void").text, format="turtle")
    service = rdflib.Graph().parse(data=server.send("/sparql", headers={"Accept": "text/turtle"}).text, format="turtle")
    for predicate in (VOID.triples, VOID.entities, VOID.documents):
        [count] = service.objects(None, predicate)
        assert count in set(void.objects(None, predicate))
