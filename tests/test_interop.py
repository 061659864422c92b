"""Other people's tools load what is exported: rdflib, owlready2, PyLD, networkx, igraph, each by itself."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

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


#: What the schema of GEXF 1.2 (gexf.net, CC BY 4.0) says of the elements that the exports use: their attributes, those
#: that must be there, and the elements in them, in order. Of the colours and shapes it says nothing that the primer's
#: examples follow: these stand in a namespace of their own.
GEXF = "{http://www.gexf.net/1.2draft}"
SCHEMA: dict[str, tuple[set[str], set[str], tuple[str, ...]]] = {
    "gexf": ({"version", "variant"}, {"version"}, ("meta", "graph")),
    "meta": ({"lastmodifieddate"}, set(), ("creator", "keywords", "description")),
    "creator": (set(), set(), ()),
    "graph": (
        {"timeformat", "start", "end", "defaultedgetype", "idtype", "mode"},
        set(),
        ("attributes", "nodes", "edges"),
    ),
    "attributes": ({"class", "mode", "start", "end"}, {"class"}, ("attribute",)),
    "attribute": ({"id", "title", "type"}, {"id", "title", "type"}, ("default", "options")),
    "nodes": ({"count"}, set(), ("node",)),
    "node": ({"id", "label", "start", "end", "pid"}, {"id"}, ("attvalues",)),
    "edges": ({"count"}, set(), ("edge",)),
    "edge": (
        {"id", "source", "target", "type", "label", "weight", "start", "end"},
        {"id", "source", "target"},
        ("attvalues",),
    ),
    "attvalues": (set(), set(), ("attvalue",)),
    "attvalue": ({"for", "value", "start", "end"}, {"for", "value"}, ()),
}
TYPES = {
    "boolean": r"true|false",
    "long": r"-?\d+",
    "integer": r"-?\d+",
    "double": r"-?[\d.eE+-]+",
    "string": r"(?s:.*)",
}


@pytest.mark.parametrize("network", ["bodies", "tasks", "together"])
def test_gephi_finds_in_the_network_what_its_schema_asks(network: Network, sample_graph: Path, tmp_path: Path) -> None:
    from exports.network import gexf

    gexf.write(open_graph(sample_graph), tmp_path / "x.gexf", network)
    root = ElementTree.parse(tmp_path / "x.gexf").getroot()
    for element in root.iter():
        if not element.tag.startswith(GEXF):
            continue
        allowed, required, within = SCHEMA[element.tag.removeprefix(GEXF)]
        said = {name for name in element.keys() if not name.startswith("{")}  # noqa: SIM118 - an element is no mapping
        assert required <= said <= allowed, element.tag
        inside = [each.tag.removeprefix(GEXF) for each in element if each.tag.startswith(GEXF)]
        assert inside == sorted(inside, key=within.index), element.tag
    nodes = [node.get("id") for node in root.iter(f"{GEXF}node")]
    edges = list(root.iter(f"{GEXF}edge"))
    assert len(set(nodes)) == len(nodes) > 0
    assert len({edge.get("id") for edge in edges}) == len(edges) > 0
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= set(nodes)
    kinds = {
        (each.get("class"), of.get("id")): TYPES[of.get("type", "")]
        for each in root.iter(f"{GEXF}attributes")
        for of in each
    }
    for kind in ("node", "edge"):
        for element in root.iter(f"{GEXF}{kind}"):
            for value in element.iter(f"{GEXF}attvalue"):
                assert re.fullmatch(kinds[kind, value.get("for")], value.get("value", ""))


@pytest.mark.parametrize(("name", "graph"), [("turtle", ""), ("ntriples", ""), ("nquads", "GRAPH ?g")])
def test_jena_counts_the_same(
    name: str, graph: str, documents: Local, triples: set[tuple[str, str, str]], tmp_path: Path
) -> None:
    """Apache Jena as owlready2 packs it for Pellet: another reader, another engine, another language."""
    import owlready2

    jars = Path(owlready2.__file__).parent / "pellet"
    java = shutil.which("java")
    if java is None or not any(jars.glob("jena-arq*.jar")):
        pytest.skip("no Java, or no Jena beside owlready2")
    path = tmp_path / f"x{format_named(name).suffix}"
    format_named(name).write(documents, path)
    query = tmp_path / "count.rq"
    query.write_text(f"SELECT (COUNT(*) AS ?n) {{ {graph} {{ ?s ?p ?o }} }}", encoding="utf-8")
    command = [java, "-Xmx800m", "-cp", f"{jars}/*", "arq.arq", f"--data={path}", f"--query={query}", "--results=CSV"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    named = [quad for quad in documents.store if not isinstance(quad.graph_name, ox.DefaultGraph)]
    counted = len(named) if graph else len(triples)
    assert done.stdout.split() == ["n", str(counted)], done.stderr[-500:]


@pytest.mark.parametrize("name", ["turtle", "jsonld"])
def test_comunica_counts_the_same(
    name: str, documents: Local, triples: set[tuple[str, str, str]], tmp_path: Path
) -> None:
    """A reader in JavaScript: npm install -g @comunica/query-sparql-file."""
    comunica = shutil.which("comunica-sparql-file")
    if comunica is None:
        pytest.skip("comunica-sparql-file is not installed")
    path = tmp_path / f"x{format_named(name).suffix}"
    format_named(name).write(documents, path)
    count = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    command = [comunica, str(path), "-q", count, "-t", "text/csv"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split() == ["n", str(len(triples))], done.stderr[-500:]


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
