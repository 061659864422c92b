"""The quads of a document: canonical bytes, places that cut out their words, shortcuts that follow."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import generated
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, Store, parse

import graph_build
from graph_build import corpus, identifiers, pipeline
from graph_build.identifiers import DocumentNumber
from graph_build.sources import Source
from graph_build.write import generation
from graph_build.write.lines import Patterns, Said, filled, literal
from ontology.authority import load
from ontology.errors import BrokenGraph

SAMPLE = Path(graph_build.__file__).parent / "samples" / "xinjiang-2017-107.txt"
PREFIXES = "PREFIX fg: <https://w3id.org/fengong/ont#> PREFIX oa: <http://www.w3.org/ns/oa#> "


def source() -> Source:
    return Source(SAMPLE.name, SAMPLE.read_bytes())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("built")
    corpus.build([source()], directory)
    return directory


def rows(directory: Path, query: str) -> list[list[str]]:
    graph = Store.read_only(str(directory / "graph"))
    solutions = graph.query(PREFIXES + query, use_default_graph_as_union=True)
    return [[term.value for term in row] for row in solutions]  # type: ignore[union-attr]


def test_two_builds_give_equal_bytes(built: Path, tmp_path: Path) -> None:
    corpus.build([source()], tmp_path)
    for name in ("graph.nq", "derived.nq"):
        assert (tmp_path / name).read_bytes() == (built / name).read_bytes()


def test_digest_is_that_of_the_canonical_dataset(built: Path) -> None:
    dataset = Dataset(parse(path=str(built / "graph.nq"), format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    canonical = "".join(sorted(f"{quad} .\n" for quad in dataset))
    assert generation.digest(built) == hashlib.sha256(canonical.encode()).hexdigest()


def test_graph_has_no_blank_node_and_one_graph_a_document(built: Path) -> None:
    quads = list(parse(path=str(built / "graph.nq"), format=RdfFormat.N_QUADS))
    assert not any("_:" in str(quad.subject) or str(quad.object).startswith("_:") for quad in quads)
    assert {quad.graph_name.value for quad in quads} == {
        "https://w3id.org/fengong/graph/common",
        "https://w3id.org/fengong/graph/doc/新政办发-2017-107",
    }


def test_no_two_documents_say_the_same_in_their_graphs(tmp_path: Path) -> None:
    # A join over what n documents repeat has n² rows an assignment where named graphs are seen as one.
    sources = [Source(f"{number}.txt", generated.document(number, 0.1).encode()) for number in range(3)]
    header = pipeline.understand(sources[0], load()).header
    assert header.title is not None
    cited = f"《{header.title.text}》（{header.number}）"
    citing = f"一、落实{cited}。（省财政厅）\n二、再次落实{cited}。（省科技厅）"
    corpus.build([*sources, Source("citing.txt", citing.encode())], tmp_path)
    said: dict[str, str] = {}
    for file in ("graph.nq", "derived.nq"):
        for line in (tmp_path / file).read_text(encoding="utf-8").splitlines():
            triple, graph = line.removesuffix(" .").rsplit(" ", 1)
            assert said.setdefault(triple, graph) == graph, line
    assert sum(graph.endswith("/common>") for graph in said.values()) > 20
    assert any(f'citedTitle> "{header.title.text}"' in triple for triple in said)


def test_every_span_cuts_its_words_out_of_the_unchanged_source(built: Path) -> None:
    found = rows(
        built,
        "SELECT ?start ?end ?exact { ?span a fg:Span ; oa:start ?start ; oa:end ?end ; oa:exact ?exact }",
    )
    text = SAMPLE.read_bytes().decode()
    assert len(found) > 229 + 57 + 43
    for start, end, exact in found:
        assert re.sub(r"\s", "", text[int(start) : int(end)]) == re.sub(r"\s", "", exact)


def test_every_assignment_and_attribution_has_position_and_quotation(built: Path) -> None:
    for kind, least in (("?x a fg:Assignment ; fg:span ?span", 229), ("?x fg:attributionSpan ?span", 57)):
        counted = rows(
            built,
            "SELECT (COUNT(DISTINCT ?x) AS ?n)"
            f" {{ {kind} . ?span oa:hasSource ?text ; oa:start ?s ; oa:end ?e ; oa:exact ?w }}",
        )
        assert counted == [[str(least)]]


@pytest.mark.parametrize(
    ("shortcut", "kind"),
    [("ledBy", "LeadAssignment"), ("supportedBy", "CoAssignment"), ("involves", "Assignment")],
)
def test_shortcuts_are_what_the_assignments_say(built: Path, shortcut: str, kind: str) -> None:
    stated = rows(built, f"SELECT DISTINCT ?t ?p {{ ?a a fg:{kind} ; fg:ofTask ?t ; fg:party ?p }}")
    derived = rows(built, f"SELECT ?t ?p {{ ?t fg:{shortcut} ?p }}")
    assert sorted(stated) == sorted(derived) != []


def test_bodies_that_a_rule_adds_are_assigned_after_the_listed_ones() -> None:
    text = "一、甲\n（一）乙。（省财政厅。以下均需各市政府落实，不再列出）\n（二）丙。（省科技厅、省教育厅）"
    product = pipeline.produce(Source("t.txt", text.encode()), load())
    added = [line for line in product.quads if "各市政府" in line and "restoredName" in line]
    assert len(added) == 1
    assert "/s1/m2/t1/a3>" in added[0]
    (basis,) = [line for line in product.quads if "/s1/m2/t1/a3>" in line and "#basis>" in line]
    assert "#rule>" in basis


@given(st.text())
def test_any_text_survives_as_a_literal(text: str) -> None:
    if any("\ud800" <= char <= "\udfff" for char in text):
        return
    (quad,) = parse(f"<a:> <a:> {literal(text)} .", format=RdfFormat.N_QUADS)
    assert quad.object.value == text


@given(st.text(min_size=1, max_size=30))
def test_any_name_makes_an_iri_that_parses(name: str) -> None:
    if any("\ud800" <= char <= "\udfff" for char in name):
        return
    (quad,) = parse(f"<{identifiers.body('650000', name)}> <a:> <a:> .", format=RdfFormat.N_QUADS)
    assert quad.subject.value.startswith("https://w3id.org/fengong/id/body/650000/")


@given(st.text("甲政办发", min_size=1, max_size=8), st.integers(1949, 2049), st.integers(1, 9999))
def test_document_number_is_the_inverse_of_its_print(office: str, year: int, serial: int) -> None:
    number = DocumentNumber(office, year, serial)
    if 1900 <= year < 2100:
        assert DocumentNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    "text",
    [
        "新政办发[2017]107号",
        "新政办发﹝2017﹞第107号",
        "新政办发（２０１７）１０７号",
        "新政办发【2017】107号",
    ],
)
def test_document_number_in_brackets_of_every_form(text: str) -> None:
    assert DocumentNumber.parse(text) == DocumentNumber("新政办发", 2017, 107)


def test_digest_of_no_graph_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BrokenGraph, match="fengong build"):
        generation.digest(tmp_path)


def test_addresses_with_percent_signs_are_filled_in_as_they_stand() -> None:
    patterns = Patterns(
        "<https://w3id.org/fengong/graph/doc/县%2F市>", "https://w3id.org/fengong/id/doc/县%2F市/text/1"
    )
    said: Said = {b"start": 0, b"end": 2, b"exact": b'"50%b"'}
    lines = filled(patterns.span, "https://w3id.org/fengong/id/doc/县%2F市/m1/span".encode(), said).decode()
    assert lines.count("/graph/doc/县%2F市> .\n") == lines.count("\n") == 5
    assert lines.splitlines() == sorted(lines.splitlines())
    assert "<http://www.w3.org/ns/oa#hasSource> <https://w3id.org/fengong/id/doc/县%2F市/text/1>" in lines
    assert '"50%b"' in lines
