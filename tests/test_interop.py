"""Other people's tools load what is exported: rdflib, owlready2, PyLD, networkx, igraph, each by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from exports.formats import format_named
from exports.network.files import Network
from exports.rdf import jsonld
from graph_build import corpus, identifiers
from graph_build.model import Source
from ontology.context import context, frame
from ontology.prefixes import PREFIXES
from ontology.terms import FG
from queries.ask.endpoint import Local, open_graph

DEV = Path(__file__).parents[2] / "shared/corpus/dev/raw"
#: Each form of RDF, as the readers of rdflib and of Oxigraph call it.
FORMS = {
    "jsonld": ("json-ld", ox.RdfFormat.JSON_LD),
    "nquads": ("nquads", ox.RdfFormat.N_QUADS),
    "ntriples": ("nt", ox.RdfFormat.N_TRIPLES),
    "rdfxml": ("xml", ox.RdfFormat.RDF_XML),
    "turtle": ("turtle", ox.RdfFormat.TURTLE),
}


@pytest.fixture(scope="session")
def documents(sample_graph: Path) -> Local:
    """What the graph of the sample says itself, without the vocabularies beside it."""
    whole = open_graph(sample_graph)
    own = [
        name for name in whole.graphs() if name.startswith((f"{PREFIXES['graph']}doc/", f"{PREFIXES['graph']}common"))
    ]
    return whole.only(own, [])


@pytest.fixture(scope="session")
def triples(documents: Local) -> set[tuple[str, str, str]]:
    return {(str(s), str(p), str(o)) for s, p, o, _ in documents.store}


@pytest.mark.parametrize("name", FORMS)
def test_rdflib_and_oxigraph_read_the_same(
    name: str, documents: Local, triples: set[tuple[str, str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "x"
    format_named(name).write(documents, path)
    theirs, ours = FORMS[name]
    assert {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(path=str(path), format=ours)} == triples
    there = rdflib.Dataset(default_union=True)
    there.parse(path, format=theirs)
    found = {(s, p, o) for s, p, o, _ in there.quads()}
    assert len(found) == len(triples)
    assert {s.n3() for s, _, _ in found} == {s for s, _, _ in triples}


def test_jsonld_is_smaller_than_turtle(documents: Local, tmp_path: Path) -> None:
    sizes = {}
    for name in ("jsonld", "turtle"):
        format_named(name).write(documents, tmp_path / name)
        sizes[name] = (tmp_path / name).stat().st_size
    assert sizes["jsonld"] < sizes["turtle"]


def test_a_frame_makes_a_tree_of_a_document(documents: Local, tmp_path: Path) -> None:
    """From the document down to who answers for its tasks, by an implementation of the Recommendation."""
    pyld = pytest.importorskip("pyld")
    format_named("jsonld").write(documents, tmp_path / "x")
    whole = json.loads((tmp_path / "x").read_text(encoding="utf-8"))
    merged = {"@context": whole["@context"], "@graph": [node for part in whole["@graph"] for node in part["@graph"]]}
    framed = pyld.jsonld.frame(merged, frame())
    [tree] = [each for each in framed.get("@graph", [framed]) if each.get("documentNumber") == "新政办发〔2017〕107号"]

    def below(unit: dict[str, Any]) -> list[dict[str, Any]]:
        parts = unit.get("parts", [])
        return [unit, *(each for part in ([parts] if isinstance(parts, dict) else parts) for each in below(part))]

    tasks = [unit for unit in below(tree) if unit["type"] == "Task"]
    assert len(tasks) == len(documents.select(f"SELECT ?t {{ ?t a <{FG.Task}> }}").rows)
    assignments = [
        a for t in tasks for a in ([t["assignments"]] if isinstance(t["assignments"], dict) else t["assignments"])
    ]
    assert all(assignment["ofTask"].startswith("doc/新政办发-2017-107/") for assignment in assignments)
    assert {assignment["role"] for assignment in assignments} == {"lead", "co"}


def test_the_context_foresees_every_property(documents: Local) -> None:
    """No value of the graph has to be written out for want of a definition."""
    names = jsonld._Names(context())
    for row in documents.select('SELECT DISTINCT ?p { ?s ?p ?o FILTER(!STRENDS(STR(?p), "#type")) }').rows:
        assert ":" not in names.word(row[0].value)  # type: ignore[union-attr]
    assert not {"a", "id", "type"} & {term.rpartition("#")[2] for term in FG}, "keywords of the context"


@pytest.mark.parametrize("name", ["ntriples", "rdfxml"])
def test_owlready_loads_it(name: str, documents: Local, triples: set[tuple[str, str, str]], tmp_path: Path) -> None:
    import owlready2

    path = tmp_path / f"x{format_named(name).suffix}"
    format_named(name).write(documents, path)
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    there = {(f"<{s}>", f"<{p}>") for s, p, _ in world.as_rdflib_graph()}
    assert there >= {(s, p) for s, p, _ in triples}
    assert 0 <= len(world.graph) - len(triples) <= 2  # and that the file is an ontology


@pytest.mark.parametrize("network", ["bodies", "tasks", "together"])
def test_igraph_reads_the_network(network: Network, sample_graph: Path, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    import networkx as nx

    from exports.network import graphml

    graphml.write(open_graph(sample_graph), tmp_path / "x.graphml", network)
    one, other = igraph.Graph.Read_GraphML(str(tmp_path / "x.graphml")), nx.read_graphml(tmp_path / "x.graphml")
    assert (one.vcount(), one.ecount()) == (other.number_of_nodes(), other.number_of_edges())
    assert one.is_directed() == other.is_directed()
    assert {v["label"] for v in one.vs} == {label for _, label in other.nodes(data="label")}


@given(st.text(max_size=20))
def test_no_iri_ends_in_a_dot(name: str) -> None:
    """rdflib takes the dot of a prefixed name for the end of the statement; . and .. would be steps of a path."""
    for iri in (identifiers.body("650000", name), identifiers.document(name), identifiers.cited(name)):
        assert not iri.endswith(".")
        assert not {".", ".."} & set(iri.split("/"))


@pytest.mark.soak
@pytest.mark.skipif(not DEV.is_dir(), reason="the shared corpus is not here")
def test_every_tool_reads_all_documents(tmp_path: Path) -> None:
    """Vocabularies and authority file included: two minutes."""
    import owlready2

    corpus.build([Source(path.name, path.read_bytes()) for path in sorted(DEV.iterdir())], tmp_path / "graph")
    whole = open_graph(tmp_path / "graph")
    counts = {}
    for name, (theirs, ours) in FORMS.items():
        path = tmp_path / f"x{format_named(name).suffix}"
        format_named(name).write(whole, path)
        here = {str(quad.triple) for quad in ox.parse(path=str(path), format=ours)}
        there = rdflib.Dataset(default_union=True)
        there.parse(path, format=theirs)
        counts[name] = len(here), len({(s, p, o) for s, p, o, _ in there.quads()})
        if name in ("ntriples", "rdfxml"):
            world = owlready2.World()
            world.get_ontology(path.as_uri()).load()
            assert 0 <= len(world.graph) - len(here) <= 2
    assert len({count for pair in counts.values() for count in pair}) == 1, counts
