"""The ontology files as data: a report in the manner of ROBOT's, on every .ttl and every use of its terms."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from ontology_files import (
    DCTERMS,
    DECLARED,
    FILES,
    LANGUAGES,
    ONTOLOGIES,
    OWL,
    POLICY,
    RDF,
    RDFS,
    ROOT,
    SKOS,
    TERMS,
    iri,
    objects,
    ontology,
    texts,
    triples,
    typed,
)
from pyoxigraph import Literal

from ontology.terms import FG

by_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
by_ontology = pytest.mark.parametrize("name", ONTOLOGIES)


# --- every file


@by_file
def test_the_file_is_tidy_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.endswith(".\n")
    assert not text.endswith("\n\n")
    assert "\t" not in text
    assert "\r" not in text
    assert not re.search(r"[ ]+$", text, re.MULTILINE), "blanks at the end of a line"
    assert "\ufeff" not in text
    assert "\u00a0" not in text


PREFIX = re.compile(r"^@prefix ([\w-]*): <(.*)> \.$", re.MULTILINE)


@by_file
def test_prefixes_are_sorted_and_mean_the_same_in_every_file(path: Path) -> None:
    prefixes = PREFIX.findall(path.read_text(encoding="utf-8"))
    everywhere = {pair for other in FILES for pair in PREFIX.findall(other.read_text(encoding="utf-8"))}
    assert prefixes == sorted(prefixes)
    for prefix, namespace in prefixes:
        assert {known for name, known in everywhere if name == prefix} == {namespace}


@by_ontology
def test_every_prefix_is_used(name: str) -> None:
    text = (ROOT / "ontology" / f"{name}.ttl").read_text(encoding="utf-8")
    body = re.sub(r"^@prefix .*$|#.*$", "", text, flags=re.MULTILINE)
    idle = {prefix for prefix, _ in PREFIX.findall(text) if not re.search(rf"(?<![\w-]){prefix}:\w", body)}
    assert idle - {"rdf"} == set(), "rdf: is declared for terms.py"


@by_file
def test_words_have_no_stray_white_space(path: Path) -> None:
    for t in triples(path):
        if isinstance(t.object, Literal) and "select" not in t.predicate.value:
            assert t.object.value == t.object.value.strip(), t
            assert "  " not in t.object.value, t
            assert "\n" not in t.object.value, t


@by_file
def test_nothing_is_said_twice(path: Path) -> None:
    counted = Counter(map(str, triples(path)))
    assert [line for line, count in counted.items() if count > 1] == []


@by_file
def test_every_term_used_is_declared(path: Path) -> None:
    declared = typed(DECLARED, "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty") | set(FG)
    used = {t.predicate.value for t in triples(path)}
    used |= {iri(t.object) for t in triples(path) if t.predicate.value == RDF + "type"}
    used |= {iri(t.object) for t in triples(path) if iri(t.object).startswith("https://w3id.org/fengong/ont#")}
    assert sorted(term for term in used - declared if not term.startswith(LANGUAGES)) == []


@by_file
def test_a_concept_has_one_preferred_name_a_language(path: Path) -> None:
    counted = Counter((subject, language) for subject, language, _ in texts(list(triples(path)), SKOS + "prefLabel"))
    assert [key for key, count in counted.items() if count > 1] == []


def test_nothing_is_imported() -> None:
    assert [path for path in FILES for t in triples(path) if t.predicate.value == OWL + "imports"] == []


# --- metadata


@by_ontology
def test_the_ontology_says_what_it_is_and_under_what_licence(name: str) -> None:
    said = ontology(name)
    [header] = typed(said, "Ontology")
    for predicate in ("title", "description"):
        found = {lang for s, lang, _ in texts(said, DCTERMS + predicate) if s == header}
        assert found == {"zh", "en"}
    assert [text for s, _, text in texts(said, DCTERMS + "creator")] == ["Fengong contributors"]
    assert objects(said, DCTERMS + "license")[header] == ["https://www.apache.org/licenses/LICENSE-2.0"]
    [version] = [text for _, _, text in texts(said, OWL + "versionInfo")]
    assert objects(said, OWL + "versionIRI")[header] == [f"{header}/{version}"]


@by_ontology
def test_blocks_are_one_a_subject(name: str) -> None:
    text = (ROOT / "ontology" / f"{name}.ttl").read_text(encoding="utf-8")
    starts = Counter(re.findall(r"^([\w-]+:[\w-]+) (?=a )", text, re.MULTILINE))
    assert [subject for subject, count in starts.items() if count > 1] == []


# --- every term of Fengong


@pytest.mark.parametrize("predicate", [RDFS + "label", SKOS + "definition"], ids=["label", "definition"])
def test_every_term_has_one_in_each_language(predicate: str) -> None:
    counted = Counter((subject, language) for subject, language, _ in texts(POLICY, predicate))
    assert {(term, language): 1 for term in TERMS for language in ("zh", "en")} == {
        key: count for key, count in counted.items() if key[0].startswith("https://w3id.org/fengong/ont#")
    }


@pytest.mark.parametrize("predicate", [RDFS + "label", SKOS + "definition"], ids=["label", "definition"])
def test_no_two_terms_share_one(predicate: str) -> None:
    """A class and the property that leads to it are named in different forms of words."""
    counted = Counter((language, text) for _, language, text in texts(POLICY, predicate))
    assert [key for key, count in counted.items() if count > 1] == []


def test_definitions_are_sentences() -> None:
    for subject, language, text in texts(POLICY, SKOS + "definition"):
        assert text.endswith("。" if language == "zh" else "."), subject
        assert language == "zh" or text[0].isupper() or text.startswith("skos:"), subject
        assert bool(re.search("[一-鿿]", text)) == (language == "zh") or "〔" in text, subject


def test_names_have_the_form_of_their_kind() -> None:
    for term in TERMS:
        name = term.rpartition("#")[2]
        assert name[0].isupper() == (term in typed(POLICY, "Class")), term
        assert re.fullmatch(r"[A-Za-z]+", name), "English words, run together"


def test_labels_of_foreign_terms_are_complete_and_say_whose_they_are() -> None:
    said = ontology("alignment")
    terms = typed(said, "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    labels = defaultdict(set)
    for subject, language, _ in texts(said, RDFS + "label"):
        labels[subject].add(language)
    owners = objects(said, RDFS + "isDefinedBy")
    for term in terms:
        assert labels[term] == {"zh", "en"}, term
        assert len(owners[term]) == 1, term


# --- OWL 2 DL


def test_a_property_is_of_one_kind() -> None:
    kinds = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Class")
    counted = Counter(term for kind in kinds for term in typed(DECLARED, kind))
    assert [term for term, count in counted.items() if count > 1] == []


def test_a_property_that_is_not_simple_is_not_counted() -> None:
    """Chains and transitivity make a property and all above it non-simple: OWL 2 DL, section 11."""
    complex_ = set(objects(DECLARED, OWL + "propertyChainAxiom")) | typed(DECLARED, "TransitiveProperty")
    above, inverse = objects(DECLARED, RDFS + "subPropertyOf"), objects(DECLARED, OWL + "inverseOf")
    while True:
        more = {up for p in complex_ for up in above[p]} | {i for p in complex_ for i in inverse[p]}
        more |= {p for p, inverses in list(inverse.items()) if complex_ & set(inverses)}
        if more <= complex_:
            break
        complex_ |= more
    counting = typed(
        DECLARED,
        "FunctionalProperty",
        "InverseFunctionalProperty",
        "AsymmetricProperty",
        "IrreflexiveProperty",
    )
    restricted = {p for found in objects(DECLARED, OWL + "onProperty").values() for p in found}
    assert not complex_ & (counting | restricted)
    assert f"{FG.involves}" in complex_


def test_data_properties_range_over_datatypes_of_owl() -> None:
    ranges = objects(DECLARED, RDFS + "range")
    allowed = {"string", "integer", "decimal", "boolean", "Literal"}
    for term in typed(DECLARED, "DatatypeProperty"):
        assert {found.rpartition("#")[2] for found in ranges[term]} <= allowed, term


def test_properties_name_only_declared_classes_and_properties() -> None:
    classes = typed(DECLARED, "Class")
    for predicate in (RDFS + "domain", RDFS + "subClassOf", OWL + "disjointWith"):
        for found in objects(DECLARED, predicate).values():
            assert set(found) - {""} <= classes, predicate
    properties = typed(DECLARED, "ObjectProperty", "DatatypeProperty", "AnnotationProperty") | {RDFS + "label"}
    for found in objects(DECLARED, RDFS + "subPropertyOf").values():
        assert set(found) <= properties


def test_every_class_of_values_tells_its_values_apart() -> None:
    """Without owl:AllDifferent a reasoner may take lead and co for the same."""
    members: dict[str, list[str]] = defaultdict(list)
    for subject, kinds in objects(POLICY, RDF + "type").items():
        for kind in kinds:
            if kind.startswith("https://w3id.org/fengong/ont#"):
                members[kind].append(subject)
    listed = {iri(t.object) for t in POLICY if t.predicate.value == RDF + "first"}
    assert {value for values in members.values() for value in values} <= listed


# --- use in the project

#: What nothing in the project writes or asks for: a reasoner infers it, or a graph of others may say it.
FOR_OTHERS = {
    "eventuallySucceededBy",
    "hasPart",
    "involvesMember",
    "leads",
    "subgroupOf",
    "succeededBy",
    "supports",
    "within",
}
#: Written by the name of model.TimeLimit's kind.
NAMED_BY_THEIR_KIND = {
    "Before",
    "By",
    "Within",
    "Period",
    "Recurring",
    "Continuous",
    "From",
}


@cache
def sources() -> dict[Path, str]:
    folders = ("ontology", "graph_build", "queries", "exports")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".ttl", ".rq")]
    return {path: path.read_text(encoding="utf-8") for path in sorted(found)}


def test_queries_and_code_use_declared_terms_only() -> None:
    names = {term.rpartition("#")[2] for term in TERMS}
    unknown = {
        (path.relative_to(ROOT).as_posix(), name)
        for path, text in sources().items()
        for name in re.findall(r"(?<![\w/])fg:([A-Za-z]+)|(?<!\w)FG\.([A-Za-z]+)", text)
        for name in name
        if name and name not in names and path.name != "terms.py"
    }
    assert sorted(unknown) == []


def test_no_term_is_idle() -> None:
    defining = ("policy.ttl", "alignment.ttl")
    elsewhere = "\n".join(text for path, text in sources().items() if path.name not in defining)
    used = set(re.findall(r"[A-Za-z]+", elsewhere))
    used |= {iri(t.object).rpartition("#")[2] for t in POLICY if t.predicate.value != OWL + "members"}
    names = {term.rpartition("#")[2] for term in TERMS}
    assert sorted(names - used - FOR_OTHERS - NAMED_BY_THEIR_KIND) == []
    assert names >= FOR_OTHERS | NAMED_BY_THEIR_KIND
