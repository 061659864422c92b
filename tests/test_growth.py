"""No verb may cost more than its documents do: at four times as many, of other places and bodies, at most five times.

Counted are questions asked, rows that came and calls of functions, not seconds, which differ from machine to machine.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_many import city

from exports.formats import format_named
from exports.report import faults
from graph_build.corpus import build
from graph_build.sources import Source
from ontology.authority import load as authority
from ontology.enumerations import Level
from queries.ask.endpoint import Local, open_graph
from queries.duties import load
from queries.duties.tables import Written

FEW, MANY, MOST = 20, 80, 5
VERBS = (
    "csv",
    "calendar",
    "tasks",
    "explorer",
    "gexf",
    "graphml",
    "parquet",
    "turtle",
    "jsonld",
    "nquads",
    "report",
    "check",
    "check again",
    "annotations",
    "neo4j",
    "build again",
)


def corpus(documents: int) -> list[Source]:
    """A document each of so many cities, so that there are as many more bodies."""
    cities = [place for place in authority().places if place.level == Level.PREFECTURE and place.name.endswith("市")]
    return [
        Source(f"{place.code}.txt", city(place.name, f"{place.name[0]}{place.name[1]}政办发", 2020, "修渠").encode())
        for place in cities[:documents]
    ]


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    found = {}
    for documents in (FEW, MANY):
        found[documents] = tmp_path_factory.mktemp(str(documents))
        build(corpus(documents), found[documents])
    return found


def work(act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often functions were called, questions asked, and how many rows came."""
    counted: Counter[str] = Counter()

    def counting(kind: type, name: str, rows: Callable[[Any], int]) -> None:
        real = getattr(kind, name)

        def counted_(self: Any, *args: Any, **kwargs: Any) -> Any:
            found = real(self, *args, **kwargs)
            counted.update(questions=1, rows=rows(found))
            return found

        monkeypatch.setattr(kind, name, counted_)

    def called(frame: Any, event: str, argument: object) -> None:
        counted["calls"] += event in ("call", "c_call")

    counting(Local, "select", lambda table: len(table.rows))
    counting(Local, "columns", lambda found: len(next(iter(found.values()), ())))
    counting(Written, "rows", len)
    sys.setprofile(called)
    try:
        act()
    finally:
        sys.setprofile(None)
        monkeypatch.undo()
    return counted


@pytest.mark.parametrize("verb", VERBS)
def test_four_times_the_documents_cost_at_most_five_times(
    verb: str, graphs: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act(documents: int) -> Callable[[], object]:
        directory = graphs[documents]
        if verb.startswith("check"):
            return lambda: faults.of_graph(directory)
        if verb == "build again":
            copy = shutil.copytree(directory, tmp_path / f"{documents}-{len([*tmp_path.iterdir()])}", symlinks=True)
            changed, *others = corpus(documents)
            sources = [replace(changed, content=changed.content + "市财政局负责督办。".encode()), *others]
            return lambda: build(sources, copy)
        form = format_named(verb)
        return lambda: form.write(open_graph(directory, memory_limit=0), tmp_path / f"{directory.name}{form.suffix}")

    act(FEW)()  # modules are loaded, and what is worked out once
    if verb == "check":
        for directory in graphs.values():
            for kept in directory.glob("chunks/*/*.findings"):
                kept.unlink()
    few, many = (work(act(documents), monkeypatch) for documents in (FEW, MANY))
    for kind in ("calls", "questions", "rows"):
        assert many[kind] <= MOST * few[kind], f"{kind}: {few[kind]} -> {many[kind]}"
    assert few["calls"] > 0, "the work was counted"


def test_bodies_grow_with_the_documents(graphs: dict[int, Path]) -> None:
    parties = {documents: len(load(open_graph(directory)).parties) for documents, directory in graphs.items()}
    assert parties[MANY] >= 3 * parties[FEW]
