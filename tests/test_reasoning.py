"""Reasoning: the ontology is sound, contradictions are caught, and three ways to infer agree."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

import graph_build
from graph_build.model import (
    Attribution,
    Basis,
    Document,
    Header,
    Kind,
    Measure,
    Mention,
    Party,
    Reflowed,
    Role,
    Section,
    Span,
    Task,
)
from graph_build.pipeline import produce
from graph_build.sources import Source
from graph_build.write import triples
from ontology import reasoning
from ontology.authority import load
from ontology.compiled import sources
from ontology.errors import MissingExtra
from ontology.terms import FG, ORG, RDF
from ontology.turtle import ntriples

ID = "https://w3id.org/fengong/id/"
PREFIXES = f"""
@prefix fg: <https://w3id.org/fengong/ont#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <{ID}> .
"""
ONE_TASK = """
<t1> a fg:Task ; fg:partOf <m1> ; fg:leadAssignment <a1> ; fg:coAssignment <a2> .
<a1> fg:ofTask <t1> ; fg:party <ip> ; fg:role fg:lead ; fg:basis fg:order ; fg:rank 1 .
<a2> fg:ofTask <t1> ; fg:party <finance> ; fg:role fg:co ; fg:basis fg:order ; fg:rank 2 .
<ip> a fg:GovernmentDepartment . <finance> a fg:GovernmentDepartment . <governments> a fg:ClosedGroup .
"""
CONTRADICTIONS = {
    "two parties on one assignment": "<a1> fg:party <finance> .",
    "a group typed as a body": "<governments> a fg:Body .",
    "lead and co at once": "<a1> a fg:CoAssignment .",
    "a part of itself": "<m1> fg:partOf <m1> .",
    "two numbers of one document": '<d> fg:documentNumber "国发〔2015〕71号" , "新政办发〔2017〕107号" .',
    "two parties at one rank": "<a3> a fg:Assignment ; fg:ofTask <t1> ; fg:rank 1 ; fg:party <finance> .",
}


@pytest.fixture(autouse=True)
def _quick_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short run is over before an optimising compiler would pay."""
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


def lines(turtle: str) -> list[str]:
    """The Turtle as lines of N-Triples, which N-Quads contains."""
    found = serialize(
        (quad.triple for quad in parse(PREFIXES + turtle, format=RdfFormat.TURTLE)),
        format=RdfFormat.N_TRIPLES,
    )
    return (found or b"").decode().splitlines()


def test_the_ontology_is_consistent_and_every_class_can_have_members() -> None:
    report = reasoning.check()
    assert report.consistent
    assert report.unsatisfiable == ()


def test_an_unsatisfiable_class_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    impossible = (
        "fg:Both a <http://www.w3.org/2002/07/owl#Class> ;"
        " <http://www.w3.org/2000/01/rdf-schema#subClassOf> fg:Body , fg:Group ."
    )
    axioms = (*reasoning._axioms(), *map(reasoning._parsed, lines(impossible)))
    monkeypatch.setattr(reasoning, "_axioms", lambda: axioms)
    assert reasoning.check().unsatisfiable == (f"{FG.Body.removesuffix('Body')}Both",)


def test_a_sound_task_is_consistent_with_a_day_in_it() -> None:
    dated = '<t1> fg:timeLimit <d1> . <d1> a fg:Before ; fg:latest "2018-12-31"^^xsd:date .'
    assert reasoning.check(lines(ONE_TASK + dated), authority=()).consistent


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_caught(name: str) -> None:
    assert not reasoning.check(lines(ONE_TASK + CONTRADICTIONS[name]), authority=()).consistent


@pytest.mark.soak
def test_a_contradiction_is_explained_by_the_facts_that_make_it() -> None:
    said = lines(ONE_TASK + CONTRADICTIONS["a group typed as a body"])
    found = reasoning.explain(said, authority=())
    assert {s.subject for s in found} == {f"<{ID}governments>"}
    assert {s.object for s in found} == {f"<{FG.Body}>", f"<{FG.ClosedGroup}>"}


def test_the_smallest_failing_part_is_found() -> None:
    tried: list[list[int]] = []

    def fails(some: list[int]) -> bool:
        tried.append(some)
        return {3, 500, 501} <= set(some)

    assert reasoning.smallest(list(range(1000)), fails) == [3, 500, 501]
    assert len(tried) < 60


def test_two_names_are_different_things_only_by_the_one_all_different() -> None:
    view = reasoning.view(lines(ONE_TASK + CONTRADICTIONS["two parties on one assignment"]), authority=())
    assert sum("AllDifferent" in statement.object for statement in view) == 1


def test_spans_days_and_unknown_words_stay_out_of_the_view() -> None:
    said = """
    <t1> a fg:Task ; fg:span <s> ; <x> "unknown" .
    <s> a fg:Span ; <http://www.w3.org/ns/oa#hasSource> <text> .
    <d1> a fg:Before ; fg:latest "2018-12-31"^^xsd:date .
    """
    kept = {(s.subject, s.predicate.rpartition("#")[2]) for s in reasoning.view(lines(said), authority=())}
    assert kept == {(f"<{ID}t1>", "type>"), (f"<{ID}d1>", "type>")}


def test_no_java_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasoning, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(MissingExtra, match=r"fengong\[reason\]"):
        reasoning.check()


# --- three ways to the same answer

TEXT = "一、提升保护\n1.完善体系(自治区知识产权局、财政厅)。2.开展培训(领导小组成员单位牵头,财政厅配合)。"


def _mention(name: str, role: Role, party: Party) -> Mention:
    start = TEXT.index(name)
    return Mention(Span(start, start + len(name)), name, role, Basis.ORDER, kind=party.kind, owner=name, party=party)


def _document() -> Document:
    """Two measures of the sample, shortened: a lead by order, a lead by keyword that is a group."""
    ip = Party(f"{ID}body/650000/知识产权局", "自治区知识产权局", Kind.AGENCY, jurisdiction="650000", classes=("Body",))
    finance = Party(f"{ID}body/650000/财政厅", "自治区财政厅", Kind.AGENCY, jurisdiction="650000", classes=("Body",))
    members = Party(
        f"{ID}group/650000/领导小组成员单位",
        "领导小组成员单位",
        Kind.COLLECTIVE,
        classes=("Group", "ClosedGroup"),
    )

    def measure(number: str, start: str, end: str, *mentions: Mention) -> Measure:
        span = Span(TEXT.index(start), TEXT.index(end) + len(end))
        words = span.of(TEXT)
        bracket = Span(span.start + words.index("("), span.start + words.index(")") + 1)
        attribution = Attribution(bracket, bracket.of(TEXT), "bracket", mentions)
        return Measure(number, "1", span, words, (Task(span, attribution),))

    return Document(
        "sample.txt",
        Reflowed(TEXT, TEXT, range(len(TEXT))),
        Header(number="新政办发〔2017〕107号", date=date(2017, 6, 9)),
        (Section("1", "一、", "提升保护", None, Span(0, 6)),),
        (
            measure(
                "1",
                "完善体系",
                "财政厅)。",
                _mention("自治区知识产权局", Role.LEAD, ip),
                _mention("财政厅", Role.CO, finance),
            ),
            measure(
                "2",
                "开展培训",
                "配合)。",
                _mention("领导小组成员单位", Role.LEAD, members),
                _mention("财政厅", Role.CO, finance),
            ),
        ),
        jurisdiction="650000",
    )


SUCCESSION = """
<body/650000/知识产权局> a fg:Body .
<body/650000/市场监督管理局> a fg:Body .
<body/650000/药品监督管理局> a fg:Body .
<change/2018> a org:ChangeEvent ;
    org:originalOrganization <body/650000/知识产权局> ;
    org:resultingOrganization <body/650000/市场监督管理局> .
<change/2030> a org:ChangeEvent ;
    org:originalOrganization <body/650000/市场监督管理局> ;
    org:resultingOrganization <body/650000/药品监督管理局> .
<group/650000/领导小组成员单位> fg:groupMember <body/650000/知识产权局> .
"""
SHORTCUTS = {FG.involves, FG.ledBy, FG.supportedBy}
COMPARED = {
    FG.involves,
    FG.ledBy,
    FG.supportedBy,
    FG.leads,
    FG.involvesMember,
    FG.containedIn,
    FG.succeededBy,
    FG.eventuallySucceededBy,
    ORG.changedBy,
}


def _by_rules(statements: list[reasoning.Statement]) -> set[tuple[str, str, str]]:
    """What the rules of OWL 2 RL infer, by owlrl; without keys, whose last property it never compares."""
    import owlrl
    import rdflib

    keyless = [s for s in statements if "hasKey" not in s.predicate]
    graph = rdflib.Graph().parse(data="\n".join(f"{s} {p} {o} ." for s, p, o in keyless), format="nt")
    asserted = set(graph)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return {(str(s), str(p), str(o)) for s, p, o in set(graph) - asserted}


def _links(derived: list[str]) -> list[str]:
    """The links of tasks to their lead and co-assignments, which the chains of the shortcuts begin with."""
    return [line for line in derived if f"<{FG.leadAssignment}>" in line or f"<{FG.coAssignment}>" in line]


def _shortcuts(derived: list[str]) -> set[tuple[str, str, str]]:
    stated = {(s[1:-1], p[1:-1], o[1:-1]) for s, p, o in map(reasoning._parsed, derived)}
    return {triple for triple in stated if triple[1] in SHORTCUTS}


def test_hermit_the_rules_and_the_build_infer_the_same() -> None:
    document = _document()
    links = _links(triples.derived(document))
    graph = [*triples.quads(document, triples.Run("fengong-0.1.0", "0" * 8)), *links, *lines(SUCCESSION)]
    report = reasoning.check(graph, authority=())
    assert report.consistent
    hermit = {triple for triple in report.inferred if triple[1] in COMPARED}
    rules = {
        triple
        for triple in _by_rules([*reasoning._axioms(), *reasoning.view(graph, authority=())])
        if triple[1] in COMPARED
    }
    built = _shortcuts(triples.derived(document))
    assert hermit == rules
    assert {triple for triple in hermit if triple[1] in SHORTCUTS} == built
    assert {predicate for _, predicate, _ in hermit} == COMPARED, "every chain was tried"
    ip, now = f"{ID}body/650000/知识产权局", f"{ID}body/650000/药品监督管理局"
    assert (ip, FG.eventuallySucceededBy, now) in hermit
    assert (ip, FG.succeededBy, now) not in hermit


@pytest.mark.soak
def test_the_whole_sample_is_consistent_and_hermit_infers_what_the_build_wrote() -> None:
    path = Path(graph_build.__file__).parent / "samples" / "xinjiang-2017-107.txt"
    product = produce(Source(path.name, path.read_bytes()), load())
    report = reasoning.check([*product.quads, *_links(product.derived)])
    assert report.consistent
    built = _shortcuts(product.derived)
    assert {triple for triple in report.inferred if triple[1] in SHORTCUTS} == built
    assert len(built) == 2 * 229


def test_the_build_writes_declared_terms_only() -> None:
    said = [reasoning._parsed(line) for line in triples.quads(_document(), triples.Run("fengong-0.1.0", "0" * 8))]
    declared = {s.subject for s in reasoning._axioms() if s.predicate == f"<{RDF.type}>"}
    used = {s.predicate for s in said} | {s.object for s in said if s.predicate == f"<{RDF.type}>"}
    assert used - declared - {f"<{RDF.type}>"} == set()


@pytest.mark.soak
def test_the_authority_file_contradicts_nothing() -> None:
    bodies = [path for path in sources() if path.name != "places.ttl"]
    assert reasoning.check(ntriples(bodies), authority=()).consistent


def test_the_authority_file_takes_part_as_far_as_it_is_reached(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("authority") / "bodies.ttl"
    path.write_text(PREFIXES + SUCCESSION + "<body/650000/教育厅> a fg:Body .", encoding="utf-8")
    said = lines("<a1> a fg:Assignment ; fg:party <body/650000/知识产权局> .")
    subjects = {s.subject for s in reasoning.view(said, authority=[path])}
    assert {f"<{ID}change/2018>", f"<{ID}body/650000/药品监督管理局>"} <= subjects
    assert f"<{ID}body/650000/教育厅>" not in subjects
