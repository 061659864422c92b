"""Other people's tools load what is exported, each by itself: the sample always, all development documents in soak.

Of the sample they are given what the graph says itself, of the development documents all of it, with the vocabularies
and the authority file.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from conftest import Engine
from hypothesis import given
from hypothesis import strategies as st

from exports.formats import format_named
from exports.network.files import Network
from exports.rdf import jsonld
from graph_build import corpus, identifiers
from graph_build.sources import Source
from ontology.context import context, frame
from ontology.prefixes import PREFIXES
from ontology.terms import FG
from queries.ask.endpoint import Local, open_graph, remote
from queries.ask.publish import publish

DEV = Path(__file__).parents[2] / "shared/corpus/dev/raw"
#: Each form of RDF, as the readers of rdflib and of Oxigraph call it.
FORMS = {
    "jsonld": ("json-ld", ox.RdfFormat.JSON_LD),
    "nquads": ("nquads", ox.RdfFormat.N_QUADS),
    "ntriples": ("nt", ox.RdfFormat.N_TRIPLES),
    "rdfxml": ("xml", ox.RdfFormat.RDF_XML),
    "turtle": ("turtle", ox.RdfFormat.TURTLE),
}


SAMPLE, ALL = "sample", "development"
DEVELOPMENT = pytest.param(
    ALL,
    marks=[pytest.mark.soak, pytest.mark.skipif(not DEV.is_dir(), reason="the shared corpus is not here")],
)


@pytest.fixture(scope="module", params=[SAMPLE, DEVELOPMENT])
def directory(request: pytest.FixtureRequest, sample_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the documents."""
    if request.param == SAMPLE:
        return sample_graph
    built = tmp_path_factory.mktemp(ALL) / "graph"
    corpus.build([Source(path.name, path.read_bytes()) for path in sorted(DEV.iterdir())], built)
    return built


@pytest.fixture(scope="module")
def documents(directory: Path) -> Local:
    """What the graph says itself, without the vocabularies beside it."""
    whole = open_graph(directory)
    own = [
        name for name in whole.graphs() if name.startswith((f"{PREFIXES['graph']}doc/", f"{PREFIXES['graph']}common"))
    ]
    return whole.only(own, [])


@dataclass(frozen=True)
class Exported:
    """A graph in every form of RDF, and how many statements each must hold."""

    graph: Local
    folder: Path

    def file(self, form: str) -> Path:
        """The file in that form, written when it is first asked for."""
        path = self.folder / f"graph{format_named(form).suffix}"
        if not path.exists():
            format_named(form).write(self.graph, path)
        return path

    @cached_property
    def _named(self) -> list[set[bytes]]:
        return [set(self.graph.triples(name).splitlines()) for name in self.graph.graphs()]

    @property
    def triples(self) -> int:
        return len(set().union(*self._named))

    @property
    def quads(self) -> int:
        return sum(map(len, self._named))


@pytest.fixture(scope="module")
def exported(directory: Path, documents: Local, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    whole = directory.parent.name.startswith(ALL)
    return Exported(open_graph(directory) if whole else documents, tmp_path_factory.mktemp("exported"))


def by_oxigraph(path: Path, form: str) -> int:
    return len({str(quad.triple) for quad in ox.parse(path=str(path), format=FORMS[form][1])})


def by_rdflib(path: Path, form: str) -> int:
    there = rdflib.Dataset(default_union=True)
    there.parse(path, format=FORMS[form][0])
    return len({(s, p, o) for s, p, o, _ in there.quads()})


def by_maplib(path: Path, form: str) -> int:
    model = pytest.importorskip("maplib").Model()
    model.read(path, format=form)
    return int(model.query("SELECT ?s ?p ?o { ?s ?p ?o }").unique().height)


def by_owlready(path: Path, form: str) -> int:
    import owlready2

    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    there = world.as_rdflib_graph()
    of_its_own = [(rdflib.URIRef(name), None, None) for name in ("http://anonymous", path.as_uri())]
    return len(world.graph) - sum(len(list(there.triples(each))) for each in of_its_own)  # that they are ontologies


def by_jena(path: Path, form: str) -> int:
    """Apache Jena as owlready2 packs it for Pellet: another reader, another engine, another language."""
    import owlready2

    jars = Path(owlready2.__file__).parent / "pellet"
    java = shutil.which("java")
    if java is None or not any(jars.glob("jena-arq*.jar")):
        pytest.skip("no Java, or no Jena beside owlready2")
    command = [java, "-Xmx1500m", "-cp", f"{jars}/*", "arq.arq", f"--data={path}", "--results=CSV", COUNT]
    return _counted(command)


def by_comunica(path: Path, form: str) -> int:
    """A reader in JavaScript: npm install -g @comunica/query-sparql-file."""
    comunica = shutil.which("comunica-sparql-file")
    if comunica is None:
        pytest.skip("comunica-sparql-file is not installed")
    return _counted([comunica, str(path), "-q", COUNT, "-t", "text/csv"])


COUNT = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def _counted(command: list[str]) -> int:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.stdout.split()[:1] == ["n"], done.stderr[-500:]
    return int(done.stdout.split()[1])


@pytest.mark.parametrize(
    ("tool", "form"),
    [
        *((tool, form) for tool in (by_oxigraph, by_rdflib) for form in FORMS),
        *((by_maplib, form) for form in ("ntriples", "rdfxml", "turtle")),
        *((by_owlready, form) for form in ("ntriples", "rdfxml")),
        *((by_jena, form) for form in ("nquads", "ntriples", "turtle")),
        *((by_comunica, form) for form in ("jsonld", "turtle")),
    ],
    ids=lambda each: each if isinstance(each, str) else each.__name__.removeprefix("by_"),
)
def test_a_tool_counts_what_the_graph_holds(tool: Callable[[Path, str], int], form: str, exported: Exported) -> None:
    each_in_its_graph = tool in (by_jena, by_comunica) and form in ("nquads", "jsonld")
    assert tool(exported.file(form), form) == (exported.quads if each_in_its_graph else exported.triples)


def test_virtuoso_counts_what_each_graph_holds(exported: Exported, virtuoso: Engine) -> None:
    list(publish(exported.graph, virtuoso.store, login=virtuoso.login))
    there = remote(virtuoso.query)
    for name in exported.graph.graphs():
        ((count,),) = there.select(f"SELECT (COUNT(*) AS ?n) FROM <{name}> WHERE {{ ?s ?p ?o }}").rows
        assert count is not None
        assert int(count.value) == len(set(exported.graph.triples(name).splitlines())), name


@pytest.mark.parametrize("name", FORMS)
def test_rdflib_finds_every_iri_as_it_is(name: str, exported: Exported) -> None:
    """One that ends in a dot would be cut."""
    there = rdflib.Dataset(default_union=True)
    there.parse(exported.file(name), format=FORMS[name][0])
    named = {str(s) for s, _, _, _ in there.quads() if isinstance(s, rdflib.URIRef)}
    assert named == {quad.subject.value for quad in exported.graph.store if isinstance(quad.subject, ox.NamedNode)}


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
    trees = [each for each in framed.get("@graph", [framed]) if each.get("parts")]

    def below(unit: dict[str, Any]) -> list[dict[str, Any]]:
        parts = unit.get("parts", [])
        return [unit, *(each for part in ([parts] if isinstance(parts, dict) else parts) for each in below(part))]

    tasks = [unit for tree in trees for unit in below(tree) if unit["type"] == "Task"]
    assert len(tasks) == len(documents.select(f"SELECT ?t {{ ?t a <{FG.Task}> }}").rows)
    assignments = [
        each
        for task in tasks
        for found in [task.get("assignments", [])]
        for each in ([found] if isinstance(found, dict) else found)
    ]
    assert all(assignment["ofTask"].startswith("doc/") for assignment in assignments)
    assert {assignment["role"] for assignment in assignments} == {"lead", "co"}


def test_the_context_foresees_every_property(documents: Local) -> None:
    """No value of the graph has to be written out for want of a definition."""
    names = jsonld._Names(context())
    for row in documents.select('SELECT DISTINCT ?p { ?s ?p ?o FILTER(!STRENDS(STR(?p), "#type")) }').rows:
        assert ":" not in names.word(row[0].value)  # type: ignore[union-attr]
    assert not {"a", "id", "type"} & {term.rpartition("#")[2] for term in FG}, "keywords of the context"


@pytest.mark.parametrize("network", ["bodies", "tasks", "together"])
def test_igraph_reads_the_network(network: Network, directory: Path, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    import networkx as nx

    from exports.network import graphml

    graphml.write(open_graph(directory), tmp_path / "x.graphml", network)
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
def test_gephi_finds_in_the_network_what_its_schema_asks(network: Network, directory: Path, tmp_path: Path) -> None:
    from exports.network import gexf

    gexf.write(open_graph(directory), tmp_path / "x.gexf", network)
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


@given(st.text(max_size=20))
def test_no_iri_ends_in_a_dot(name: str) -> None:
    """rdflib takes the dot of a prefixed name for the end of the statement; . and .. would be steps of a path."""
    for iri in (identifiers.body("650000", name), identifiers.document(name), identifiers.cited(name)):
        assert not iri.endswith(".")
        assert not {".", ".."} & set(iri.split("/"))
