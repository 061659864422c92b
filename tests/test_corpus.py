"""The recognisers against hand-made annotations of real documents, where the shared corpus is present."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph_build.pipeline import produce, understand
from graph_build.record import record
from graph_build.sources import Source
from ontology.authority import load

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside the project")

#: what each folder of the corpus is read to; dev/ is what the recognisers were developed with
FLOORS = {
    "dev": {
        "measures": 0.99,
        "attributions": 0.99,
        "bodies": 0.99,
        "bodies+role": 0.985,
        "bodies+role+basis+kind": 0.98,
        "deadlines": 0.85,
        "themes": 0.85,
    },
    "fresh": {
        "measures": 0.95,
        "attributions": 0.95,
        "bodies": 0.95,
        "bodies+role": 0.95,
        "bodies+role+basis+kind": 0.95,
        "deadlines": 0.85,
    },
}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    authority = load()
    found: dict[str, dict[str, Any]] = {}
    for folder in FLOORS:
        if not (CORPUS / folder).is_dir():
            continue
        parsed = tmp_path_factory.mktemp(folder)
        for path in sorted((CORPUS / folder / "raw").glob("*.txt")):
            words = json.dumps(record(understand(Source(path.name, path.read_bytes()), authority)), ensure_ascii=False)
            (parsed / f"{path.stem}.json").write_text(words, encoding="utf-8")
        command = [sys.executable, str(CORPUS / "score.py"), str(CORPUS / folder / "gold"), str(parsed), "--json"]
        found[folder] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


@pytest.mark.parametrize(("folder", "layer"), [(folder, layer) for folder in FLOORS for layer in FLOORS[folder]])
def test_layer_reaches_its_floor(scores: dict[str, dict[str, Any]], folder: str, layer: str) -> None:
    if folder not in scores:
        pytest.skip(f"the corpus holds no {folder}/")
    assert scores[folder]["total"][layer]["f1"] >= FLOORS[folder][layer]


@pytest.mark.parametrize("folder", FLOORS)
def test_document_fields_reach_their_floor(scores: dict[str, dict[str, Any]], folder: str) -> None:
    if folder not in scores:
        pytest.skip(f"the corpus holds no {folder}/")
    assert scores[folder]["total"]["fields"]["accuracy"] >= 0.95


def test_sample_is_perfect(scores: dict[str, dict[str, Any]]) -> None:
    (row,) = [row for row in scores["dev"]["documents"] if row["document"].startswith("xinjiang")]
    assert all(row[layer] == 1.0 for layer in FLOORS["dev"] if layer != "themes")
    assert row["fields"] == 1.0


def written_whole(path: Path) -> bool:
    """Whether a text becomes quads, and every character of it stands in a leaf."""
    product = produce(Source(path.name, path.read_bytes()), load())
    source = product.document.reflowed.source
    return bool(product.quads) and "".join(leaf.span.of(source) for leaf in product.document.leaves) == source


@pytest.mark.parametrize("path", sorted((CORPUS / "wild").glob("*.txt"))[::8], ids=lambda path: path.stem)
def test_wild_text_becomes_quads_and_loses_no_character(path: Path) -> None:
    assert written_whole(path)


@pytest.mark.soak
def test_all_wild_texts_become_quads_and_lose_no_character() -> None:
    assert all(written_whole(path) for path in sorted((CORPUS / "wild").glob("*.txt")))


def test_a_table_below_a_measure_with_parts_is_in_the_section_above() -> None:
    document = understand(Source("op-050.txt", (CORPUS / "wild" / "op-050.txt").read_bytes()), load())
    sections = {section.id for section in document.sections}
    assert all(section.parent is None or section.parent in sections for section in document.sections)
