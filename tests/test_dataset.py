"""What is said of a graph for those who find and judge data: VoID, DCAT-AP, CSVW, RO-Crate."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
import rdflib
from rdflib import URIRef
from rdflib.namespace import DCAT, DCTERMS, OWL, RDF, VOID
from rdflib.term import Node

from exports.dataset import crate, csvw, void
from exports.formats import format_named
from ontology.errors import BadQuery
from ontology.terms import FG
from queries.ask.dataset import LICENCE, Dataset, dataset, turtle
from queries.ask.endpoint import Local, open_graph


@pytest.fixture(scope="module")
def graph(sample_graph: Path) -> Local:
    return open_graph(sample_graph)


@pytest.fixture(scope="module")
def data(graph: Local) -> Dataset:
    return dataset(graph)


def described(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="turtle", publicID="https://example.org/data/")


def number(said: rdflib.Graph, node: Node, predicate: URIRef) -> int:
    return int(str(said.value(node, predicate)))


def test_counts_are_those_of_the_graph(graph: Local, data: Dataset) -> None:
    said = described(turtle(data))
    [node] = said.subjects(RDF.type, VOID.Dataset)
    own = "FILTER(STRSTARTS(STR(?s), 'https://w3id.org/fengong/id/'))"
    counted_there = graph.columns(f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o {own} }}")["n"][0]
    assert number(said, node, VOID.triples) == int(counted_there)
    assert number(said, node, VOID.documents) == 1
    partitions = {
        str(said.value(part, VOID["class"])): number(said, part, VOID.entities)
        for part in said.objects(node, VOID.classPartition)
    }
    tasks = graph.columns(f"SELECT (COUNT(DISTINCT ?t) AS ?n) {{ ?t a <{FG.Task}> }}")["n"][0]
    assert partitions[FG.Task] == int(tasks) == dict(data.classes)[FG.Task]
    parts = said.objects(node, VOID.propertyPartition)
    assert sum(number(said, part, VOID.triples) for part in parts) == data.triples
    for example in said.objects(node, VOID.exampleResource):
        assert graph.ask(f"ASK {{ <{example}> ?p ?o }}")


def test_what_dcat_ap_asks_of_a_dataset_is_there(data: Dataset, tmp_path: Path, graph: Local) -> None:
    path = tmp_path / "图谱.nq"
    format_named("nquads").write(graph, path)
    said = described(void.beside(graph, path, format_named("nquads")).read_text(encoding="utf-8"))
    [node] = said.subjects(RDF.type, DCAT.Dataset)
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.distribution):
        assert list(said.objects(node, needed)), needed
    assert {str(word.n3())[-3:] for word in said.objects(node, DCTERMS.title)} == {"@zh", "@en"}
    [file] = said.objects(node, DCAT.distribution)
    assert str(said.value(file, DCAT.accessURL)).startswith("https://example.org/data/")
    assert str(said.value(file, DCTERMS.license)) == LICENCE
    assert str(said.value(file, DCAT.mediaType)).endswith("application/n-quads")
    assert str(said.value(node, OWL.versionInfo)) == data.version


def test_the_version_is_that_of_the_contents(data: Dataset, graph: Local, made: Path) -> None:
    assert dataset(graph).version == data.version
    assert dataset(open_graph(made)).version != data.version
    assert data.version.startswith(data.iri.rpartition("/")[2])


def test_each_column_of_the_table_is_described(graph: Local, tmp_path: Path) -> None:
    path = tmp_path / "任务.csv"
    format_named("csv").write(graph, path)
    said = json.loads(csvw.beside(path).read_text(encoding="utf-8"))
    assert (tmp_path / "任务.csv-metadata.json").is_file()
    columns = said["tableSchema"]["columns"]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [column["titles"] for column in columns] == list(rows[0])
    for column in columns:
        values = [row[column["titles"]] for row in rows]
        assert not column["required"] or all(values), column["name"]
        if column["datatype"] == "integer":
            assert all(value.isdigit() for value in values)
        if column["datatype"] == "anyURI":
            assert all(value.startswith("https://w3id.org/fengong/id/") for value in values)


def test_the_folder_of_a_build_is_a_crate(graph: Local, sample_graph: Path, tmp_path: Path) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate")
    described = sample_graph / crate.METADATA
    try:
        crate.write(graph, described, sample_graph)
        once = described.read_bytes()
        crate.write(graph, described, sample_graph)
        assert described.read_bytes() == once
        said = {node["@id"]: node for node in json.loads(once)["@graph"]}
        files = [part["@id"] for part in said["./"]["hasPart"]]
        assert "current/graph.nq" in files
        assert all((sample_graph / file).is_file() for file in files)
        assert said["./"]["license"]
        assert any(node["@type"] == "CreateAction" for node in said.values())
        # What roc-validator 0.13 misses of what RO-Crate 1.2 requires.
        assert all(node["version"] for node in said.values() if node["@type"] == "SoftwareApplication")
    finally:
        described.unlink(missing_ok=True)
    crate.write(graph, tmp_path / "x.zip", sample_graph)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        archive.extractall(tmp_path / "x")
    read = rocrate.ROCrate(tmp_path / "x")
    assert {"graph.nq", "void.ttl"} <= {entity.id for entity in read.data_entities}


def test_a_crate_elsewhere_is_refused(graph: Local, sample_graph: Path, tmp_path: Path) -> None:
    pytest.importorskip("rocrate")
    with pytest.raises(BadQuery, match="its own folder"):
        crate.write(graph, tmp_path / "ro-crate-metadata.json", sample_graph)
    with pytest.raises(BadQuery, match="-g DIR"):
        crate.write(graph, tmp_path / "x.zip")
