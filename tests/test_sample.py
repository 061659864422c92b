"""The document that ships is read perfectly: two independent annotations agree on every body and role."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import graph_build
from graph_build.model import Document
from graph_build.pipeline import understand
from graph_build.record import VERSION, record
from graph_build.sources import Source
from ontology.authority import load

SAMPLE = Path(graph_build.__file__).parent / "samples" / "xinjiang-2017-107.txt"
GOLD: dict[str, Any] = json.loads(
    (Path(__file__).parent / "gold" / "xinjiang-2017-107.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def document() -> Document:
    return understand(Source(SAMPLE.name, SAMPLE.read_bytes()), load())


@pytest.fixture(scope="module")
def parsed(document: Document) -> dict[str, Any]:
    return record(document)


def test_every_document_field_is_right(parsed: dict[str, Any]) -> None:
    for name, value in GOLD["document"].items():
        assert parsed["document"][name] == value, name


def test_every_section_is_right(parsed: dict[str, Any]) -> None:
    assert parsed["sections"] == GOLD["sections"]


@pytest.mark.parametrize("index", range(len(GOLD["measures"])))
def test_every_measure_is_right(parsed: dict[str, Any], index: int) -> None:
    gold, ours = GOLD["measures"][index], parsed["measures"][index]
    for name in ("number", "section", "text", "deadlines"):
        assert ours[name] == gold[name], name
    assert [task["attribution"] for task in ours["tasks"]] == [task["attribution"] for task in gold["tasks"]]
    keys = ("surface", "name", "role", "basis", "kind")
    for task, want in zip(ours["tasks"], gold["tasks"], strict=True):
        assert [[body[key] for key in keys] for body in task["bodies"]] == [
            [body[key] for key in keys] for body in want["bodies"]
        ]


def test_no_measure_is_invented(parsed: dict[str, Any]) -> None:
    assert len(parsed["measures"]) == len(GOLD["measures"]) == 43


def test_themes_agree_with_the_annotation(parsed: dict[str, Any]) -> None:
    pairs = list(zip(parsed["measures"], GOLD["measures"], strict=True))
    hits = sum(len(set(ours["themes"]) & set(gold["themes"])) for ours, gold in pairs)
    sizes = sum(len(ours["themes"]) + len(gold["themes"]) for ours, gold in pairs)
    assert 2 * hits / sizes >= 0.85


def test_record_has_the_form_it_declares(parsed: dict[str, Any]) -> None:
    schema = json.loads((Path(graph_build.__file__).parent / "record.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(parsed, schema)
    assert schema["properties"]["version"]["const"] == VERSION
    assert schema["$id"].endswith(VERSION)


def test_sample_is_the_official_document_byte_for_byte() -> None:
    import hashlib

    assert (
        hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
        == "420f986d172884f9c1a8520d5162a5fffc8dc0c18d06d1a767adc298a1112690"
    )
