"""The enumerations of ontology/: no member without a term, no term without a member, one wording everywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeAlias

import pytest
from rdflib import RDF, RDFS, Graph, URIRef

import ontology
from ontology.enumerations import Basis, Comparator, Level, LimitKind, Role
from ontology.errors import BrokenGraph
from ontology.terms import FG

Enumeration: TypeAlias = type[Role] | type[Basis] | type[Comparator] | type[Level] | type[LimitKind]
POLICY = Path(next(iter(ontology.__path__))) / "policy.ttl"
EXPLORER = Path(__file__).parents[1] / "exports/explorer/web/src/words.js"


@pytest.fixture(scope="module")
def policy() -> Graph:
    return Graph().parse(POLICY)


@pytest.mark.parametrize(
    ("members", "declared", "by"),
    [
        (Role, FG.RoleType, RDF.type),
        (Basis, FG.BasisType, RDF.type),
        (Comparator, FG.Comparator, RDF.type),
        (Level, FG.Level, RDF.type),
        (LimitKind, FG.TimeLimit, RDFS.subClassOf),
    ],
)
def test_members_are_the_terms_of_the_ontology_and_no_others(
    policy: Graph, members: Enumeration, declared: str, by: URIRef
) -> None:
    assert {member.term for member in members} == {str(term) for term in policy.subjects(by, URIRef(declared))}
    for member in members:
        assert members.of(member.term) is member
        assert member.label("zh")
        assert member.label("en")


def test_a_term_of_another_kind_is_refused_with_those_that_can_stand_there() -> None:
    with pytest.raises(BrokenGraph, match=r"ont#lead, .*ont#co"):
        Role.of(Basis.ORDER.term)


def test_the_explorer_says_the_same_words() -> None:
    said = {
        key: words for key, *words in re.findall(r'"basis\.(\w+)": \["(.+?)", "(.+?)"\]', EXPLORER.read_text("utf-8"))
    }
    assert said == {basis.value: [basis.label("zh"), basis.label("en").capitalize()] for basis in Basis}
