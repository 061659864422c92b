"""Terms and words: what the closed namespaces and the lexicon promise to those who build on them."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import pytest

from ontology import lexicon
from ontology.terms import DCTERMS, ELI, FG, OA, ORG, PROV, RDF, SKOS, XSD


def test_a_term_is_its_iri_by_attribute_and_by_name() -> None:
    assert FG.Measure == FG["Measure"] == "https://w3id.org/fengong/ont#Measure"
    assert RDF.type == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert ELI.date_document == "http://data.europa.eu/eli/ontology#date_document"
    assert {DCTERMS.title, OA.exact, ORG.ChangeEvent, PROV.used, SKOS.altLabel, XSD.date}


@pytest.mark.parametrize(
    ("name", "near"), [("Mesure", "Measure"), ("leadAssignmnet", "leadAssignment"), ("xyzzy", "none")]
)
def test_a_misspelt_term_raises_and_names_its_neighbours(name: str, near: str) -> None:
    with pytest.raises(AttributeError, match=f"fg:{name} .*{near}"):
        getattr(FG, name)
    with pytest.raises(AttributeError, match=near):
        FG[name]


def test_a_foreign_namespace_is_closed_too() -> None:
    with pytest.raises(AttributeError, match="eli:implements"):  # deprecated since ELI 1.1
        ELI.implements  # noqa: B018


def test_a_namespace_knows_its_members() -> None:
    assert FG.party in FG
    assert "https://w3id.org/fengong/ont#nobody" not in FG
    assert OA.start not in FG
    assert list(FG) == sorted(FG)
    assert "Assignment" in dir(FG)


def test_a_namespace_survives_copying_and_pickling() -> None:
    assert copy.deepcopy(FG).Task == pickle.loads(pickle.dumps(FG)).Task == FG.Task


def test_terms_load_no_rdf_library() -> None:
    program = "import sys; from ontology.terms import FG; FG.Task; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pyoxigraph", "rdflib", "owlready2", "pyshacl"} & set(modules)


def test_words_are_longest_first_and_none_is_said_twice() -> None:
    for words in (
        lexicon.lead_words,
        lexicon.co_words,
        lexicon.duty_words,
        lexicon.joint_words,
        lexicon.tails,
        lexicon.lead_stems,
        lexicon.co_stems,
        lexicon.label_stems,
        lexicon.label_heads,
        lexicon.labels,
        lexicon.body_suffixes,
        lexicon.collective_heads,
        lexicon.collective_tails,
    ):
        found = words()
        assert found, words
        assert list(found) == sorted(found, key=len, reverse=True)
        assert len(found) == len(set(found))


def test_the_words_of_the_annotation_rules_state_the_roles_they_should() -> None:
    assert {"牵头", "主办"} <= set(lexicon.lead_words())
    assert {"配合", "参与", "参加", "协办", "协同", "支持", "会同"} <= set(lexicon.co_words())
    assert {"负责", "负责落实", "指导"} <= set(lexicon.duty_words())
    assert {"牵头", "责任", "负责", "指导", "配合"} <= set(lexicon.label_stems())
    assert {"单位", "部门"} <= set(lexicon.label_heads())


def test_a_word_states_one_role_or_none() -> None:
    lead, co, duty = map(set, (lexicon.lead_words(), lexicon.co_words(), lexicon.duty_words()))
    assert not lead & co
    assert not (lead | co) & duty
    roleless = set(lexicon.label_stems()) - set(lexicon.lead_stems()) - set(lexicon.co_stems())
    assert {"责任", "落实", "对接"} <= roleless
    assert not [stem for stem in roleless for word in lead | co if word in stem]
