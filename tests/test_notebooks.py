"""Each notebook opens with its question, runs in under a minute, and ends with a figure."""

from __future__ import annotations

import re
import runpy
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import TESTS

NOTEBOOKS = sorted((TESTS.parent / "notebooks").glob("*.py"))
EVERY = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


@EVERY
def test_a_notebook_opens_with_the_question_it_answers(notebook: Path) -> None:
    first = notebook.read_text(encoding="utf-8").split("# %%")[1]
    assert first.startswith(" [markdown]\n# # ")
    assert re.search(r"\*\*[^*]+\?\*\*", first)


@EVERY
def test_a_notebook_runs_in_under_a_minute_and_ends_with_a_figure(
    notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("altair")
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    started = time.monotonic()
    names = runpy.run_path(str(notebook))
    assert time.monotonic() - started < 60
    assert notebook.read_text(encoding="utf-8").rstrip().endswith("\nchart")
    figure: dict[str, Any] = names["chart"].to_dict()  # validates against the Vega-Lite schema
    drawn = [value for values in figure["datasets"].values() for value in values]
    assert len(drawn) >= 10
