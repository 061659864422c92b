"""Shapes: each one fires on the fault it is for, and none on a graph without faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shacl
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize
from rdflib import URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

import graph_build
from exports.report import faults
from graph_build.pipeline import produce
from graph_build.sources import Source
from ontology import shapes
from ontology.authority import load
from ontology.errors import FengongError
from ontology.findings import Finding, Severity
from ontology.shapes import validate
from ontology.terms import FG
from queries.ask import catalog

SAMPLES = Path(graph_build.__file__).parent / "samples"
CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
D = "https://w3id.org/fengong/id/doc/新政办发-2017-107"
PREFIXES = f"""
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix fg: <https://w3id.org/fengong/ont#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <{D}/> .
"""
#: One task with nothing to complain of: stated roles, a time limit, a target, known bodies, true quotations.
SOUND = """
<{D}> a fg:Document ; fg:documentNumber "新政办发〔2017〕107号" ; eli:date_document "2017-06-09"^^xsd:date .
<text/0> a eli:LegalExpression ; eli:realizes <{D}> ;
    fg:content "2018年底前培育3家机构（自治区知识产权局牵头，财政\\n厅配合）。" .
<m1> a fg:Measure ; fg:partOf <{D}> .
<m1/t1> a fg:Task ; fg:partOf <m1> ; fg:attributionSpan <m1/t1/attribution> ;
    fg:timeLimit <m1/t1/d1> ; fg:target <m1/t1/q1> .
<m1/t1/a1> a fg:Assignment ;
    fg:ofTask <m1/t1> ; fg:party <body/ip> ; fg:role fg:lead ; fg:basis fg:keyword ; fg:rank 1 ;
    fg:surface "自治区知识产权局" ; fg:restoredName "自治区知识产权局" ; fg:span <m1/t1/a1/span> .
<m1/t1/a2> a fg:Assignment ;
    fg:ofTask <m1/t1> ; fg:party <body/finance> ; fg:role fg:co ; fg:basis fg:keyword ; fg:rank 2 ;
    fg:surface "财政厅" ; fg:restoredName "自治区财政厅" ; fg:span <m1/t1/a2/span> .
<m1/t1/d1> a fg:TimeLimit , fg:Before ; fg:limitText "2018年底前" ; fg:latest "2018-12-31"^^xsd:date .
<m1/t1/q1> a fg:Target ; fg:targetText "培育3家机构" ; fg:comparator fg:equal ; fg:minimum 3.0 ; fg:maximum 3.0 .
<m1/c1> a fg:Citation ; fg:citingUnit <m1> ; fg:citedDocument <cited> .
<cited> a fg:Document ; fg:documentNumber "国发〔2015〕71号" .
<m1/t1/attribution> a fg:Span ; oa:hasSource <text/0> ; oa:start 13 ; oa:end 32 ;
    oa:exact "（自治区知识产权局牵头，财政厅配合）" .
<m1/t1/a1/span> a fg:Span ; oa:hasSource <text/0> ; oa:start 14 ; oa:end 22 ; oa:exact "自治区知识产权局" .
<m1/t1/a2/span> a fg:Span ; oa:hasSource <text/0> ; oa:start 25 ; oa:end 29 ; oa:exact "财政厅" .
""".replace("{D}", D)
AUTHORITY = """
<body/ip> a fg:Body , fg:GovernmentDepartment ; fg:shortName "自治区知识产权局" ; fg:jurisdiction <place/650000> ;
    fg:validFrom "2000-01-01"^^xsd:date ; fg:validUntil "2018-11-01"^^xsd:date .
<body/finance> a fg:Body , fg:GovernmentDepartment ; fg:shortName "自治区财政厅" .
<body/court> a fg:Body , fg:Court ; fg:shortName "自治区高级人民法院" .
<body/nameless> a fg:Body , fg:GovernmentDepartment .
<place/650000> a fg:Jurisdiction ; dcterms:identifier "650000" ; fg:level fg:province .
<place/65> a fg:Jurisdiction ; dcterms:identifier "65" ; fg:level fg:province .
<body/new-office> a fg:Body , fg:GovernmentDepartment ; fg:shortName "自治区新办" ;
    fg:validFrom "2018-11-01"^^xsd:date .
"""
LEAD_BY_ORDER = "<m1/t1/a{}> fg:ofTask <m1/t1> ; fg:role fg:lead ; fg:basis fg:order .\n"
#: What to change in the sound graph so that the code must be found: its words, and others in their place.
FAULTS = {
    "E01": ("fg:ofTask <m1/t1> ; fg:party <body/finance>", "fg:party <body/finance>"),
    "E02": ("fg:party <body/finance> ;", "fg:party <body/finance> , <body/court> ;"),
    "E03": ("fg:role fg:co", "fg:role fg:keyword"),
    "E04": ("fg:role fg:co ; fg:basis fg:keyword", "fg:role fg:co ; fg:basis fg:co"),
    "E05": ("fg:rank 2", "fg:rank 0"),
    "E06": ('fg:surface "财政厅" ;', ""),
    "E07": ("fg:rank 2", "fg:rank 3"),
    "E08": ("<cited> a", f"{LEAD_BY_ORDER.format(3)}{LEAD_BY_ORDER.format(4)}<cited> a"),
    "E09": ("oa:start 25 ; oa:end 29", "oa:start 24 ; oa:end 28"),
    "E15": ("oa:start 25 ;", "oa:start 25 ; fg:page 1 ; fg:confidence 0.91 ;"),
    "E16": ("fg:party <body/finance>", "fg:party <body/nameless>"),
    "E17": ("<cited> a", "<cited> fg:jurisdiction <place/65> .\n<cited> a"),
    "E18": ('fg:limitText "2018年底前" ;', 'fg:earliest "2019-01-01"^^xsd:date ;'),
    "E19": ("fg:comparator fg:equal", "fg:comparator fg:equal , fg:about"),
    "E20": (
        "<cited> a",
        "<m1/carries/1> a fg:Alignment ; fg:measureBelow <m1> ; fg:alignmentScore 1.0 ; fg:alignmentKind 'part' ;\n"
        "    fg:leadRelation 'same' ; fg:alignmentBasis 'alignment' .\n<cited> a",
    ),
    "E12": ("<cited> a", "<body/x> a fg:Body ; fg:newToAuthority true .\n<cited> a"),
    "D01": ("<m1/c1> a", "<m1/t2> a fg:Task ; fg:partOf <m1> .\n<m1/c1> a"),
    "D02": ("fg:party <body/finance>", "fg:party <body/ip>"),
    "D03": ("<cited> a", "<body/ip> a fg:OpenGroup . <body/finance> a fg:OpenGroup .\n<cited> a"),
    "D04": ("fg:basis fg:keyword", "fg:basis fg:order"),
    "D05": ("国发〔2015〕71号", "国发(2015)71号"),
    "D06": ("fg:party <body/finance>", "fg:party <body/new-office>"),
    "D08": ("2018-12-31", "2016-12-31"),
    "D09": ("fg:party <body/ip>", "fg:party <body/court>"),
    "D10": ("fg:party <body/finance>", "fg:party <body/ip>"),
    "I01": ("fg:timeLimit <m1/t1/d1> ;", ""),
    "I02": (" ; fg:target <m1/t1/q1>", ""),
    "I03": ("<cited> a fg:Document", "<cited> a fg:Document , fg:UnresolvedDocument"),
}
OF_THE_AUTHORITY_FILE = ("D06", "E12", "E16", "E17")


def lines(turtle: str, graph: str = "doc/新政办发-2017-107") -> list[str]:
    """The Turtle as N-Quads lines of one named graph."""
    name = NamedNode(f"https://w3id.org/fengong/graph/{graph}")
    triples = parse(PREFIXES + turtle, format=RdfFormat.TURTLE)
    quads = (Quad(t.subject, t.predicate, t.object, name) for t in triples)
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode().splitlines()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("authority") / "bodies.ttl"
    path.write_text(PREFIXES + AUTHORITY, encoding="utf-8")
    return path


def test_a_sound_graph_has_no_findings(authority: Path) -> None:
    assert validate(lines(SOUND), authority=[authority]) == ()


@pytest.mark.parametrize("code", FAULTS)
def test_the_shape_fires_on_its_fault(code: str, authority: Path) -> None:
    old, new = FAULTS[code]
    assert old in SOUND, "the change must change something"
    found = validate(lines(SOUND.replace(old, new)), authority=[authority])
    assert code in {finding.code for finding in found}
    for finding in found:
        if finding.code == code:
            assert finding.message_zh
            assert finding.message_en
            assert (
                finding.severity
                is {"E": Severity.VIOLATION, "D": Severity.WARNING, "I": Severity.INFO}[
                    code[0] if code != "E12" else "D"
                ]
            )
            assert finding.fault == ("extraction" if code[0] == "E" else "document") or code in OF_THE_AUTHORITY_FILE


def test_every_shape_of_the_file_has_its_fault_here() -> None:
    shapes = Path(__file__).parent.parent / "ontology" / "shapes.ttl"
    code = NamedNode("https://w3id.org/fengong/ont#code")
    codes = {
        quad.object.value
        for quad in parse(path=str(shapes), format=RdfFormat.TURTLE)
        if quad.predicate == code and not isinstance(quad.object, Quad)
    }
    assert codes == set(FAULTS)


#: The attribution ends before the second name.
SHORTENED = SOUND.replace("oa:start 13 ; oa:end 32", "oa:start 13 ; oa:end 23").replace(
    "（自治区知识产权局牵头，财政厅配合）", "（自治区知识产权局牵"
)
RULE = """
<r1> a fg:StandingRule ; fg:span <r1/span> .
<r1/span> oa:hasSource <text/0> ; oa:start 23 ; oa:end 32 .
"""


def test_a_name_outside_its_attribution_is_found(authority: Path) -> None:
    [finding] = validate(lines(SHORTENED), authority=[authority])
    assert (finding.code, finding.focus) == ("E09", f"{D}/m1/t1/a2")


def test_a_name_inside_a_standing_rule_is_not_outside(authority: Path) -> None:
    assert validate(lines(SHORTENED + RULE), authority=[authority]) == ()


def test_the_thing_at_fault_is_named_where_a_query_looks_at_the_whole_text(authority: Path) -> None:
    [finding] = validate(lines(SOUND.replace("fg:rank 2", "fg:rank 3")), authority=[authority])
    assert (finding.focus, finding.value) == (f"{D}/m1/t1", "")


def test_documents_are_checked_each_by_itself(authority: Path) -> None:
    other = SOUND.replace("自治区财政厅", "财政厅").replace("新政办发-2017-107", "新政办发-2017-108")
    together = lines(SOUND) + lines(other, "doc/新政办发-2017-108")
    assert validate(together, authority=[authority]) == (), "D10 is of one document, not of all"


def test_derived_statements_are_passed_over(authority: Path) -> None:
    derived = lines("<m9/t1> a fg:Task ; fg:ledBy <body/ip> .", "derived/新政办发-2017-107")
    assert validate(lines(SOUND) + derived, authority=[authority]) == ()


def test_the_sample_has_no_fault_of_the_extraction() -> None:
    path = Path(graph_build.__file__).parent / "samples" / "xinjiang-2017-107.txt"
    product = produce(Source(path.name, path.read_bytes()), load())
    found = validate(product.quads)
    assert [finding for finding in found if finding.fault == "extraction"] == []
    party_of = {
        s[1:-1]: o[1:-1] for s, p, o, _ in (line.split(" ", 3) for line in product.quads) if p == f"<{FG.party}>"
    }
    leading = {party_of[finding.focus].rpartition("/")[2] for finding in found if finding.code == "D09"}
    assert leading == {"乌鲁木齐海关", "高级人民法院"}, "read in the document: measures 11, 13 and 14"


def test_no_statements_no_findings() -> None:
    assert validate([]) == ()


def test_findings_come_in_one_order(authority: Path) -> None:
    broken = SOUND.replace("fg:rank 2", "fg:rank 3").replace(" ; fg:target <m1/t1/q1>", "")
    found = validate(lines(broken), authority=[authority])
    assert found == tuple(sorted(found)) == validate(reversed(lines(broken)), authority=[authority])
    assert all(isinstance(finding, Finding) for finding in found)


def test_no_term_of_shacl_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "shapes.ttl"
    other.write_text(
        shapes.SHAPES.read_text(encoding="utf-8").replace("sh:minLength 1", "sh:maxLength 9"), encoding="utf-8"
    )
    monkeypatch.setattr(shapes, "SHAPES", other)
    with pytest.raises(ValueError, match="maxLength> is not known here"):
        shapes.rules.__wrapped__()


def _patterns(algebra: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The patterns of triples anywhere in the algebra of a query."""
    if isinstance(algebra, CompValue):
        if algebra.name == "BGP":
            yield from algebra.triples
        yield from _patterns(list(algebra.values()))
    elif isinstance(algebra, list | tuple | set):
        for each in algebra:
            yield from _patterns(each)


def _properties(predicate: Any) -> set[Any]:
    """The IRIs and variables that stand for a property in a predicate or a path of a query."""
    match predicate:
        case SequencePath() | AlternativePath():
            return {name for part in predicate.args for name in _properties(part)}
        case MulPath() | InvPath():
            return _properties(predicate.path if isinstance(predicate, MulPath) else predicate.arg)
    assert isinstance(predicate, URIRef | Variable), "another kind of path"
    return {predicate}


QUERIES = {rule.code: rule for rule in shapes.rules() if isinstance(rule, shapes.Query)} | {
    check.name: faults.query(check) for check in catalog.checks() if check.alone
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_asks_for_no_property_but_those_it_names(name: str) -> None:
    query = QUERIES[name]
    patterns = _patterns(translateQuery(parseQuery(query.text)).algebra)
    asked = {name for _, predicate, _ in patterns for name in _properties(predicate)}
    named = {name for name in asked if f"<{name}>" in query.names}
    listed = {Variable(name) for names in re.findall(r"VALUES [(]?([?\w ]+)", query.text) for name in names.split()}
    assert asked
    assert asked <= named | listed


@pytest.mark.parametrize("code", FAULTS)
def test_pyshacl_finds_the_same_faults(code: str, authority: Path) -> None:
    broken = lines(SOUND.replace(*FAULTS[code]))
    assert validate(broken, authority=[authority]) == shacl.validate(broken, authority=[authority])


#: Values of every kind where others should be: strings for numbers, other types, blank and missing ones, two for one.
ODD = {
    "a string for a number": ("fg:rank 2", 'fg:rank "2"'),
    "no whole number": ("fg:rank 2", "fg:rank 2.5"),
    "no number": ("fg:rank 2", 'fg:rank "b"^^xsd:integer'),
    "no words": ('fg:surface "财政厅"', 'fg:surface ""'),
    "words for a party": ("fg:party <body/finance>", 'fg:party "财政厅"'),
    "two roles": ("fg:role fg:co", "fg:role fg:co , fg:lead"),
    "words for a role": ("fg:role fg:co", 'fg:role "co"'),
    "a task that is none": ("a fg:Task ; fg:partOf", "fg:partOf"),
    "a flag that is a word": ("<cited> a", '<body/x> a fg:Body ; fg:newToAuthority "false" .\n<cited> a'),
    "a number in English": ("国发〔2015〕71号", "GF 71"),
    "an end before the start": ("oa:start 25 ; oa:end 29", "oa:start 29 ; oa:end 25"),
}


@pytest.mark.parametrize("words", ODD)
def test_pyshacl_finds_the_same_of_values_that_should_not_be(words: str, authority: Path) -> None:
    old, new = ODD[words]
    assert old in SOUND, "the change must change something"
    broken = lines(SOUND.replace(old, new))
    found = validate(broken, authority=[authority])
    assert found
    assert found == shacl.validate(broken, authority=[authority])


#: pySHACL takes minutes over some of the hostile ones.
DOCUMENTS = [
    *sorted(SAMPLES.glob("*.txt")),
    *sorted((CORPUS / "dev/raw").glob("*")),
    *(pytest.param(path, marks=pytest.mark.soak) for path in sorted((CORPUS / "hostile").glob("*"))),
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_pyshacl_finds_the_same_in_documents(path: Path) -> None:
    try:
        quads = produce(Source(path.name, path.read_bytes()), load()).quads
    except FengongError as error:
        pytest.skip(f"cannot be read, which other tests are about: {error}")
    assert validate(quads) == shacl.validate(quads)
