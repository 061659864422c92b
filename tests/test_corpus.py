"""The recognisers against hand-made annotations of thirteen real documents, where the shared corpus is present."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph_build.model import Source
from graph_build.pipeline import understand
from graph_build.record import record
from ontology.authority import load

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside the project")

FLOORS = {
    "measures": 0.99,
    "attributions": 0.99,
    "bodies": 0.99,
    "bodies+role": 0.985,
    "bodies+role+basis+kind": 0.98,
    "deadlines": 0.85,
    "themes": 0.85,
}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    parsed = tmp_path_factory.mktemp("parsed")
    authority = load()
    for path in sorted((CORPUS / "dev" / "raw").glob("*.txt")):
        words = json.dumps(record(understand(Source(path.name, path.read_bytes()), authority)), ensure_ascii=False)
        (parsed / f"{path.stem}.json").write_text(words, encoding="utf-8")
    command = [sys.executable, str(CORPUS / "score.py"), str(CORPUS / "dev" / "gold"), str(parsed), "--json"]
    result: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return result


@pytest.mark.parametrize("layer", FLOORS)
def test_layer_reaches_its_floor(scores: dict[str, Any], layer: str) -> None:
    assert scores["total"][layer]["f1"] >= FLOORS[layer]


def test_document_fields_reach_their_floor(scores: dict[str, Any]) -> None:
    assert scores["total"]["fields"]["accuracy"] >= 0.95


def test_sample_is_perfect(scores: dict[str, Any]) -> None:
    (row,) = [row for row in scores["documents"] if row["document"].startswith("xinjiang")]
    assert all(row[layer] == 1.0 for layer in FLOORS if layer != "themes")
    assert row["fields"] == 1.0


def test_wild_texts_parse_and_lose_no_character() -> None:
    authority = load()
    for path in sorted((CORPUS / "wild").glob("*.txt"))[::8]:
        document = understand(Source(path.name, path.read_bytes()), authority)
        source = document.reflowed.source
        assert "".join(leaf.span.of(source) for leaf in document.leaves) == source, path.name


@pytest.mark.soak
def test_all_wild_texts_parse_and_lose_no_character() -> None:
    authority = load()
    for path in sorted((CORPUS / "wild").glob("*.txt")):
        document = understand(Source(path.name, path.read_bytes()), authority)
        source = document.reflowed.source
        assert "".join(leaf.span.of(source) for leaf in document.leaves) == source, path.name
