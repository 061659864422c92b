"""Findings are made once, a document at a time, kept beside what it became, and say the same whoever asks."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from test_many import PLAN, TEN, city
from typer.testing import CliRunner

import fengong
from exports.report import faults, write
from graph_build import checks, findings
from graph_build.corpus import build
from graph_build.pipeline import understand
from graph_build.sources import Source
from graph_build.write import store
from graph_build.write.chunks import Stored, packed
from ontology import shapes
from ontology.authority import load
from ontology.findings import Finding
from queries.ask.endpoint import Local, open_graph
from queries.duties.scope import Scope, narrowed

#: A gap in the numbers, an item that is no name, a label in running text that no task took.
DOUBTFUL = PLAN.replace("（二）建设智能渔港", "（三）建设智能渔港").replace(
    "省发展改革委牵头，省农业农村厅", "省发展改革委牵头，某某、省农业农村厅"
)


def corpus(documents: int) -> list[Source]:
    """So many documents of ten cities."""
    return [
        Source(f"{name}{year}.txt", city(name, number, year, f"第{year}号事项").encode())
        for year in range(2000, 2000 + documents // len(TEN))
        for name, number in TEN.items()
    ]


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the shapes were asked, and how many rows the graph gave to how many queries."""
    counted: Counter[str] = Counter()
    looked, select, columns = shapes.Graph.__init__, Local.select, Local.columns

    def counting_looks(*args: Any, **kwargs: Any) -> None:
        counted["shapes"] += 1
        looked(*args, **kwargs)

    def counting_select(self: Local, *args: Any, **kwargs: Any) -> Any:
        table = select(self, *args, **kwargs)
        counted.update(queries=1, rows=len(table.rows))
        return table

    def counting_columns(self: Local, *args: Any, **kwargs: Any) -> Any:
        found = columns(self, *args, **kwargs)
        counted.update(queries=1, rows=len(next(iter(found.values()), ())))
        return found

    monkeypatch.setattr(shapes.Graph, "__init__", counting_looks)
    monkeypatch.setattr(Local, "select", counting_select)
    monkeypatch.setattr(Local, "columns", counting_columns)
    return counted


def test_the_shapes_are_asked_once_a_document(tmp_path: Path, checked: Counter[str]) -> None:
    build(corpus(20), tmp_path)
    assert checked["shapes"] == 0, "a build does not wait for them"
    first = faults.of_graph(tmp_path)
    assert (checked["shapes"], len(first) > 20) == (20, True)
    assert faults.of_graph(tmp_path) == first
    assert checked["shapes"] == 20
    build([*corpus(20), Source("plan.txt", PLAN.encode())], tmp_path)
    faults.of_graph(tmp_path)
    assert checked["shapes"] == 21, "only what is new is asked"


def test_what_is_found_by_several_processes_is_the_same(
    tmp_path: Path, checked: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus(10), tmp_path)
    first = faults.of_graph(tmp_path)
    for kept in tmp_path.glob(f"chunks/*/*{store.FINDINGS}"):
        kept.unlink()
    monkeypatch.setattr(findings, "MANY", 10)
    assert faults.of_graph(tmp_path) == first
    assert len(list(tmp_path.glob(f"chunks/*/*{store.FINDINGS}"))) == 10, "what was found elsewhere is kept here"
    assert checked["shapes"] == 10, "nothing was asked in this process a second time"


def test_check_and_report_grow_as_the_documents_do(tmp_path: Path, checked: Counter[str]) -> None:
    work: dict[int, list[Counter[str]]] = {}
    for documents in (20, 80):
        directory = tmp_path / str(documents)
        build(corpus(documents), directory)
        work[documents] = []
        for act in ("check", "check again", "report"):
            checked.clear()
            endpoint = open_graph(directory)
            found = faults.of_graph(directory, endpoint)
            if act == "report":
                write(endpoint, directory / "report.md", findings=found)
            work[documents].append(Counter(checked))
    for few, many in zip(work[20], work[80], strict=True):
        for kind in ("shapes", "queries", "rows"):
            assert many[kind] <= 5 * few[kind], kind
    assert [each["shapes"] for each in work[80]] == [80, 0, 0]


def test_what_parsing_found_is_in_the_chunk(tmp_path: Path) -> None:
    source = Source("plan.txt", DOUBTFUL.encode())
    build([source], tmp_path)
    (entry,) = store.manifest(tmp_path)
    stored = Stored.open(store.chunk_path(tmp_path, entry.chunk))
    assert stored is not None
    expected = checks.check(understand(source, load()), load())
    assert stored.findings == expected
    assert {"D07", "D11"} <= {finding.code for finding in expected}
    for finding in expected:
        if finding.code == "D11":
            assert finding.value.startswith("某某 ⟨")
            assert "某某" in DOUBTFUL[finding.start : finding.end]


def test_every_finding_about_a_unit_says_where_it_stands(tmp_path: Path) -> None:
    build([Source("plan.txt", DOUBTFUL.encode())], tmp_path)
    found = faults.of_graph(tmp_path)
    assert {f.focus for f in found if "/m" in f.focus and not f.place} == set()
    for finding in found:
        if finding.code == "I01":
            assert (finding.source, finding.start < finding.end) == ("plan.txt", True)


def test_a_graph_without_its_chunks_has_the_same_findings(tmp_path: Path) -> None:
    def plain(found: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
        return {(f.code, f.focus, f.value) for f in found}

    build(
        [Source("plan.txt", DOUBTFUL.encode()), Source("b.txt", city("南充市", "南府办发", 2020, "甲事").encode())],
        tmp_path,
    )
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("graph.nq", "derived.nq"):
        (copy / name).write_bytes((tmp_path / name).read_bytes())
    assert plain(faults.of_graph(copy)) == plain(faults.of_graph(tmp_path))


@pytest.mark.parametrize("harm", ["lost", "damaged", "torn", "of another version", "of nothing"])
def test_findings_that_are_not_as_they_were_kept_are_made_anew(harm: str, tmp_path: Path) -> None:
    build([Source("plan.txt", DOUBTFUL.encode())], tmp_path)
    expected = faults.of_graph(tmp_path)
    (path,) = tmp_path.glob(f"chunks/*/*{store.FINDINGS}")
    kept = path.read_bytes()
    match harm:
        case "lost":
            path.unlink()
        case "damaged":
            path.write_bytes(kept[:40] + bytes([kept[40] ^ 255]) + kept[41:])
        case "torn":
            path.write_bytes(kept[: len(kept) // 2])
        case "of another version":
            path.write_bytes(packed(b"other\n"))
        case _:
            path.write_bytes(b"")
    assert faults.of_graph(tmp_path) == expected
    assert path.read_bytes() == kept


def test_many_may_ask_at_once(tmp_path: Path) -> None:
    build(corpus(20), tmp_path)
    endpoint = open_graph(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: faults.of_graph(tmp_path, endpoint), range(8)))
    assert all(each == found[0] for each in found)
    assert [path.name for path in tmp_path.glob("chunks/*/.*")] == []


def test_findings_go_with_their_chunk(tmp_path: Path) -> None:
    for number in range(4):
        build([Source("plan.txt", PLAN.replace("智能渔港", f"第{number}渔港").encode())], tmp_path, prune=True)
        faults.of_graph(tmp_path)
    build([Source("b.txt", city("南充市", "南府办发", 2020, "甲事").encode())], tmp_path, prune=True)
    build([Source("b.txt", city("南充市", "南府办发", 2020, "乙事").encode())], tmp_path, prune=True)
    chunks = {path.stem for path in tmp_path.glob("chunks/*/*.chunk")}
    assert {path.stem for path in tmp_path.glob(f"chunks/*/*{store.FINDINGS}")} <= chunks


def test_a_part_of_the_graph_has_its_own_findings(tmp_path: Path) -> None:
    build(corpus(20), tmp_path)
    part = narrowed(open_graph(tmp_path), Scope(places=("南充市",)))
    found = faults.of_graph(tmp_path, part)
    assert found
    assert {f.source for f in found if f.source} == {"南充市2000.txt", "南充市2001.txt"}
    assert set(found) < set(faults.of_graph(tmp_path))


def test_check_takes_a_scope_of_graphs_only(tmp_path: Path) -> None:
    build(corpus(10), tmp_path / "graph")
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    runner = CliRunner()
    done = runner.invoke(fengong.app, ["check", str(tmp_path / "graph"), "--place", "南充市", "--all"])
    assert done.exit_code == 0
    assert "南府办发-2000-1/" in done.output
    assert "郑政办-2000-1/" not in done.output
    refused = runner.invoke(fengong.app, ["check", str(tmp_path / "plan.txt"), "--place", "南充市"])
    assert "is no graph" in str(refused.exception)


def test_a_build_says_what_reading_was_unsure_of(tmp_path: Path) -> None:
    source = Source("plan.txt", DOUBTFUL.encode())
    said = list(build([source], tmp_path).lines(tmp_path))
    assert [line[:19].rstrip() for line in said if line.startswith("存疑")] == [
        "存疑 plan.txt: D07 ×1",
        "存疑 plan.txt: D11 ×1",
    ]
    assert said[-1] == f"逐处查看：fengong check {tmp_path}"
    assert build([source], tmp_path).doubts == (), "it was said when it was read"
    many = [
        Source(f"{n}.txt", DOUBTFUL.replace("7号", f"{n}号").replace("某某", "某某、某某某、某甲、某乙").encode())
        for n in range(10, 40)
    ]
    lines = [line for line in build(many, tmp_path).lines(tmp_path) if "存疑" in line]
    assert len(lines) == 41
    assert lines[-1] == "另有 10 份存疑"
    assert all(len(line) < 300 for line in lines)


def test_a_body_that_is_named_as_its_likes_are_is_no_news_to_whoever_checks(tmp_path: Path) -> None:
    path = tmp_path / "修路.txt"
    text = "武汉市人民政府关于修路的意见\n武政〔2024〕1号\n一、修路。（市财政局牵头，市修路创客联盟配合）\n"
    path.write_text(text, encoding="utf-8")
    build([Source(path.name, path.read_bytes())], tmp_path / "graph")
    for found in (faults.of_source(path), faults.of_graph(tmp_path / "graph")):
        assert [f.focus.rpartition("/")[2] for f in found if f.code == "E12"] == ["修路创客联盟"]
