"""Every list of roles.ttl is read by the recognisers: a word that is added there is read as its list says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rdflib import SKOS, Graph

import ontology

ROLES = Path(next(iter(ontology.__path__))) / "roles.ttl"
WORD = "https://w3id.org/fengong/id/word/"
FG = "https://w3id.org/fengong/ont#"
#: The list, a word that it does not have, a text that has the word, and what is read once the list has it too.
ADDED: dict[str, tuple[str, str, Any]] = {
    f"{WORD}joint": ("联同", "由市财政局联同市教育局负责", [["市财政局", "lead"], ["市教育局", "co"]]),
    f"{FG}lead": ("掌舵", "市教育局配合，市财政局掌舵", [["市教育局", "co"], ["市财政局", "lead"]]),
    f"{FG}co": ("襄助", "市教育局襄助，市财政局牵头", [["市教育局", "co"], ["市财政局", "lead"]]),
    f"{WORD}duty": ("躬行", "市财政局、市教育局躬行", [["市财政局", "lead"], ["市教育局", "co"]]),
    f"{WORD}tail": ("诸单位", "市财政局、市教育局诸单位", [["市财政局", "lead"], ["市教育局", "co"]]),
    f"{WORD}lead-label": ("掌管", "责任单位：市教育局；掌管单位：市财政局", [["市教育局", "co"], ["市财政局", "lead"]]),
    f"{WORD}co-label": ("襄理", "襄理单位：市教育局；主办单位：市财政局", [["市教育局", "co"], ["市财政局", "lead"]]),
    f"{WORD}plain-label": ("操办", "操办单位：市创客联盟", [["市创客联盟", "lead"]]),
    f"{WORD}label-head": ("衙署", "责任衙署：市创客联盟", [["市创客联盟", "lead"]]),
    f"{WORD}ordinal": ("行次", "counted", [["市财政局", "lead"], ["市教育局", "lead"]]),
    f"{WORD}label": ("谁来做", "谁来做：市创客联盟", [["市创客联盟", "lead"]]),
    f"{WORD}collective-head": ("诸", "collective", ["诸市县政府"]),
    f"{WORD}body-suffix": ("衙门", "joined", ["市税政衙门"]),
    f"{WORD}collective-tail": ("诸曹", "joined", ["有关涉农诸曹"]),
}

READ = """
import json, sys
from ontology import lexicon
from ontology.terms import SKOS
from ontology.turtle import Value
added = json.loads(sys.argv[1])
table = lexicon._roles()
for concept, word in added.items():
    table[concept][SKOS.altLabel].append(Value(word, "zh"))
from graph_build.model import Kind
from graph_build.sources import Source
from graph_build.parse.names import kind_of
from graph_build.pipeline import understand
from graph_build.read.cells import joined
from ontology.authority import load

def bodies(words):
    return named(f"某市人民政府关于工作的意见\\n\\n一、制定办法。（{words}）\\n")

def named(text):
    document = understand(Source("文.txt", text.encode()), load())
    return [[m.surface, m.role.value] for m in document.mentions()]

def read(kind, words, expected):
    if kind == "collective":
        return [name for name in expected if kind_of(name) is Kind.COLLECTIVE]
    if kind == "counted":
        return named(f"{words} 工作任务 责任单位\\n1 修路 市财政局\\n2 建桥 市教育局\\n")
    if kind == "joined":
        return joined([expected[0][:-2], expected[0][-2:]])
    return bodies(kind)

print(json.dumps({concept: read(*case) for concept, case in json.loads(sys.argv[2]).items()}))
"""


def read(added: dict[str, str]) -> dict[str, Any]:
    """What is read of each text in a process whose lists have these words too."""
    cases = {concept: (text, word, expected) for concept, (word, text, expected) in ADDED.items()}
    command = [sys.executable, "-c", READ, json.dumps(added), json.dumps(cases)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    return read({})


@pytest.fixture(scope="module")
def after() -> dict[str, Any]:
    return read({concept: word for concept, (word, _, _) in ADDED.items()})


def test_every_list_has_a_case() -> None:
    roles = Graph().parse(ROLES)
    assert {str(concept) for concept in roles.subjects(SKOS.altLabel)} == set(ADDED)


@pytest.mark.parametrize("concept", ADDED)
def test_a_word_that_is_added_to_a_list_is_read(concept: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    _, _, expected = ADDED[concept]
    assert after[concept] == expected
    assert before[concept] != expected
