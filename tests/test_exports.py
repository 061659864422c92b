"""Exports: a format is a module; its files are complete, deterministic and safe to open."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_exports import graph

from exports.formats import FORMATS, NAMES, format_named, listed
from exports.network.files import Network
from exports.rdf import quads
from graph_build.write import labels
from ontology.errors import MissingExtra, UnknownFormat
from ontology.prefixes import PREFIXES
from ontology.terms import RDF
from queries.ask.endpoint import Local, open_graph


def written(name: str, folder: Path) -> str:
    module = format_named(name)
    path = folder / f"x{module.suffix}"
    module.write(graph(), path)
    return path.read_text(encoding="utf-8")


def test_every_module_that_writes_a_format_has_a_name() -> None:
    here = Path(__file__).parents[1] / "exports"
    writers = {
        path.relative_to(here).with_suffix("").as_posix().removesuffix("/__init__").replace("/", ".")
        for path in here.glob("*/*.py")
        if re.search(r"\ndef write\(\s*endpoint: Endpoint, *\s*path: Path", path.read_text(encoding="utf-8"))
    }
    assert writers == {format.module for format in FORMATS}
    assert len({*NAMES}) == len(FORMATS)
    assert all("lang" in format.options or format.options <= {"network", "graph"} for format in FORMATS)


@pytest.mark.parametrize("name", NAMES)
def test_every_suffix_of_a_format_is_written(name: str, tmp_path: Path) -> None:
    form = format_named(name)
    if "graph" in form.options:
        pytest.skip("describes the folder of a build: test_dataset.py")
    for suffix in form.suffixes:
        try:
            form.write(graph(), tmp_path / f"x{suffix}")
        except MissingExtra as missing:
            pytest.skip(str(missing))
        assert (tmp_path / f"x{suffix}").exists()


def test_formats_are_listed_in_both_languages() -> None:
    assert "tasks\t.xlsx .docx\t任务分工表，可改\t任务与责任主体" in listed()
    assert all(line.isascii() for line in listed(zh=False))


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match=r"'xls'.*csv.*turtle"):
        format_named("xls")


@pytest.mark.parametrize("name", ["csv", "gexf", "graphml", "jsonld", "nquads", "ntriples", "rdfxml", "turtle"])
def test_the_same_graph_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert written(name, tmp_path / "a") == written(name, tmp_path / "b") != ""


def test_nquads_and_jsonld_lose_no_statement(tmp_path: Path) -> None:
    from exports.rdf.quads import lines

    expected = set(ox.parse(b"".join(lines(graph())), ox.RdfFormat.N_QUADS))
    assert len(expected) == len(graph().store)
    assert set(ox.parse(written("nquads", tmp_path), ox.RdfFormat.N_QUADS)) == expected
    assert set(ox.parse(written("jsonld", tmp_path), ox.RdfFormat.JSON_LD)) == expected


NAMES_OF_THINGS = st.sampled_from(
    ["", "a", "1", "s1.2", "a-b", "-", ".", "a.", "a.b.", "..", "中央", "〇", "“甲”", "é", "~a"]
)
IRIS = st.builds(
    lambda start, parts: ox.NamedNode(start + "/".join(parts)),
    st.sampled_from(
        [PREFIXES["id"], PREFIXES["fg"], PREFIXES["rdf"], "https://w3id.org/fengong/", "urn:x:", "http://a/"]
    ),
    st.lists(NAMES_OF_THINGS, min_size=1, max_size=3),
)
LITERALS = st.one_of(
    st.builds(ox.Literal, st.text(st.sampled_from('a"\\\n\t<> .中\x7f'), max_size=5)),
    st.builds(lambda words: ox.Literal(words, language="zh"), st.sampled_from(["a", 'a"@b>', "中>"])),
    st.builds(
        lambda words, kind: ox.Literal(words, datatype=ox.NamedNode(PREFIXES["xsd"] + kind)),
        st.sampled_from(["1", "-12", "007", "x", "1.5", "true", "2031-01-02", 'a"b']),
        st.sampled_from(["integer", "decimal", "boolean", "date", "string"]),
    ),
)


@given(
    st.lists(st.tuples(IRIS, st.one_of(IRIS, st.just(ox.NamedNode(RDF.type))), st.one_of(IRIS, LITERALS)), max_size=8)
)
def test_turtle_is_what_the_engine_writes(triples: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]]) -> None:
    store, out = ox.Store(), io.BytesIO()
    for graph_of in ("urn:g", "urn:h"):
        store.extend(ox.Quad(*triple, ox.NamedNode(graph_of)) for triple in triples)
    quads.turtle(Local(store), out)
    held = {quad.triple for quad in store}
    in_order = sorted(held, key=lambda one: (str(one.subject), one.predicate.value != RDF.type, f"{one} ."))
    assert out.getvalue() == ox.serialize(in_order, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or not held


@pytest.mark.parametrize("size", [1, 2**12])
def test_what_is_written_does_not_hang_on_how_much_is_read_at_a_time(
    size: int, sample_graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both() -> tuple[bytes, bytes]:
        out = io.BytesIO()
        quads.turtle(open_graph(sample_graph), out)
        return out.getvalue(), b"".join(quads.lines(open_graph(sample_graph)))

    whole, lines = both()
    assert lines.splitlines() == sorted({*lines.splitlines()})
    monkeypatch.setattr(quads, "SLICE", size)
    assert both() == (whole, lines)


def test_what_was_counted_on_the_way_is_what_the_graph_answers(sample_graph: Path) -> None:
    for write in (lambda graph: quads.turtle(graph, io.BytesIO()), lambda graph: [*quads.lines(graph)]):
        graph = open_graph(sample_graph)
        write(graph)
        held = {q.triple for q in graph.store if q.subject.value.startswith(PREFIXES["id"])}
        found = quads.counts(graph)
        assert found is not None
        assert found.things == len({triple.subject for triple in held})
        assert sum(found.properties.values()) == len(held)
        assert sum(found.classes.values()) == sum(triple.predicate.value == RDF.type for triple in held)


def test_labels_are_sorted_as_lines_are() -> None:
    found = [*labels.statements({f"urn:{name}": name for name in ("a-3", "a-3003", "a", "a/b")})]
    assert found == sorted(found)


def test_turtle_holds_each_statement_once(tmp_path: Path) -> None:
    from exports.rdf.quads import triples

    text = written("turtle", tmp_path)
    assert {q.triple for q in ox.parse(text, ox.RdfFormat.TURTLE)} == set(triples(graph()))
    assert text.count('"自治区财政厅"@zh') == 1


def test_jsonld_needs_no_other_file(tmp_path: Path) -> None:
    document = json.loads(written("jsonld", tmp_path))
    assert isinstance(document["@context"], dict)
    assert "body/财政厅" in {node["id"] for part in document["@graph"] for node in part["@graph"]}


def test_the_csv_opens_in_excel_without_running_a_formula(tmp_path: Path) -> None:
    text = written("csv", tmp_path)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(r["body"], r["role"], r["basis"], r["section"], r["measure"]) for r in rows] == [
        ("财政厅", "lead", "order", "1", "1"),
        ("审计厅", "co", "order", "1", "1"),
    ]
    assert rows[0]["text"].startswith("'=")


@pytest.mark.parametrize("network", ["bodies", "tasks", "together"])
def test_graph_files_are_read_back_as_the_network_they_were(network: Network, tmp_path: Path) -> None:
    import networkx as nx

    from exports.network import gexf, graphml

    gexf.write(graph(), tmp_path / "x.gexf", network)
    graphml.write(graph(), tmp_path / "x.graphml", network)
    one, other = nx.read_gexf(tmp_path / "x.gexf"), nx.read_graphml(tmp_path / "x.graphml")
    assert set(one.nodes) == set(other.nodes)
    assert set(one.edges) == set(other.edges) != set()
    assert other.nodes["https://w3id.org/fengong/id/body/财政厅"]["label"] == "财政厅"
    assert "lastmodifieddate" not in (tmp_path / "x.gexf").read_text(encoding="utf-8")


def test_an_unknown_network_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    from exports.network import gexf

    with pytest.raises(UnknownFormat, match=r"'trees'.*bodies, tasks, together"):
        gexf.write(graph(), tmp_path / "x.gexf", "trees")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["csv", "gexf", "graphml", "jsonld", "nquads", "ntriples", "rdfxml", "turtle"])
def test_each_format_is_written_as_its_golden_file(
    name: str, golden: Callable[[str, str], None], tmp_path: Path
) -> None:
    module = format_named(name)
    module.write(graph(), tmp_path / "x")
    golden(f"exports/one_task{module.suffix}", (tmp_path / "x").read_bytes().decode())
