"""Columns that users add to a task table: kept with the graph, and there again in the next table.

The way round: a table is exported, edited in openpyxl, given back, and exported again.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.office import tasks
from graph_build import columns, corpus, edits, tasktables
from graph_build.columns import Columns, Kept
from graph_build.read import tasktable
from graph_build.sources import Source
from ontology.tasktable import HEADINGS
from queries.ask.endpoint import open_graph
from queries.duties import CO, LEAD, Duties, load

openpyxl = pytest.importorskip("openpyxl")

TEXT = """东陵县人民政府关于加强粮食工作的意见
东政发〔2021〕7号

一、制定储备办法。（县发展改革局牵头，县财政局配合）
二、开展质量检查。（县市场监管局、县农业农村局）
三、做好粮食安全宣传。（县教育局）
"""
HEADS = {heading for headings in HEADINGS.values() for heading in headings}
Filled: TypeAlias = dict[tuple[int, str], str]  #: task by its place, heading -> words

headings = st.text("进展完成情况率备注ABc (2)", min_size=1, max_size=8).map(lambda s: " ".join(s.split()))
words = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12),
    st.sampled_from(
        ["已完成", "推进中", "80%", "12.5%", "0", "50000", "007", "1.50", "-3.25", "2021年6月", "=1+1", "\uff1d"]
    ),
)


@st.composite
def filled(draw: st.DrawFn) -> tuple[list[str], Filled]:
    """Some columns in an order, and what stands in them."""
    names = draw(st.lists(headings.filter(lambda h: h and h not in HEADS), min_size=1, max_size=3, unique=True))
    cells = st.dictionaries(st.tuples(st.integers(0, 2), st.sampled_from(names)), words, max_size=6)
    return names, draw(cells)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("grain")
    corpus.build([Source("意见.txt", TEXT.encode())], directory)
    return directory


@pytest.fixture(scope="module")
def duties(graph: Path) -> Duties:
    return load(open_graph(graph))


def edited(made: bytes, names: list[str], cells: Filled, **ours: Mapping[int, str]) -> bytes:
    """The workbook with columns added behind all others, on its first sheet, and cells of ``ours`` changed."""
    book = openpyxl.load_workbook(io.BytesIO(made))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3] if cell.value}
    for name in names:
        heads.setdefault(name, max(heads.values()) + 1)
        sheet.cell(3, heads[name]).value = name
    for (at, name), said in cells.items():
        sheet.cell(4 + at, heads[name]).value = said
        sheet.cell(4 + at, heads[name]).data_type = "s"
    for key, said_of in ours.items():
        for at, said in said_of.items():
            sheet.cell(4 + at, heads[HEADINGS[key][0]]).value = said
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(made: bytes, graph: Path, name: str = "表.xlsx") -> edits.Edits:
    table = tasktable.read(Source(name, made))
    assert table
    return tasktables.of_table(table, graph)


def shown(made: bytes) -> list[list[tuple[str, str]]]:
    """Of each task what its own columns show, in their order, on every sheet that has it."""
    table = tasktable.read(Source("表.xlsx", made))
    assert table
    return [list(row.own.items()) for row in table.rows if row.place.startswith("全部任务")]


@given(filled(), filled())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_filled_in_is_there_again_and_a_second_table_goes_over_the_first(
    graph: Path, duties: Duties, first: tuple[list[str], Filled], second: tuple[list[str], Filled]
) -> None:
    kept, expected, order = Columns(), Filled(), list[str]()
    for names, cells in (first, second):
        found = taken(edited(tasks.to_xlsx(duties, own=kept), names, cells), graph)
        assert not found.corrections
        kept = kept.merged(found.columns)
        expected |= cells
        order += [name for name in names if name not in order]
    rows = shown(tasks.to_xlsx(duties, own=kept))
    assert {(at, heading): said for at, row in enumerate(rows) for heading, said in row if said} == {
        at: said.strip() for at, said in expected.items()
    }
    assert [heading for heading, _ in rows[0]] == list(kept.headings)
    assert {*order} >= {*kept.headings} >= {heading for _, heading in expected}
    again = taken(tasks.to_xlsx(duties, own=kept), graph)
    assert (again.changes, again.columns.rows) == ((), ())  # nothing is edited in a table that nobody edited


def test_the_columns_of_the_first_table_keep_their_order(graph: Path, duties: Duties) -> None:
    made = edited(tasks.to_xlsx(duties), ["完成情况", "进展"], {(0, "进展"): "已完成"})
    kept = taken(made, graph).columns
    assert kept.headings == ("完成情况", "进展")
    heads = [
        cell.value for cell in openpyxl.load_workbook(io.BytesIO(tasks.to_xlsx(duties, own=kept))).worksheets[0][3]
    ]
    assert heads[-5:] == ["原文位置", "完成情况", "进展", "标识", "校验"]


LEADS, LIMITS = ("县财政局", "县教育局", "县农业农村局、县财政局"), ("2021年底前", "2022年6月底前", "")


@given(
    filled(),
    st.dictionaries(st.integers(0, 2), st.sampled_from(LEADS), max_size=2),
    st.dictionaries(st.integers(0, 2), st.sampled_from(LIMITS), max_size=2),
)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_export_edit_build_export_gives_the_edits_and_the_columns_again(
    graph: Path, duties: Duties, own: tuple[list[str], Filled], leads: dict[int, str], limits: dict[int, str]
) -> None:
    with TemporaryDirectory() as folder:
        directory = Path(folder) / "out"
        shutil.copytree(graph, directory, symlinks=True)
        made = edited(tasks.to_xlsx(duties), *own, lead=leads, limit=limits)
        corpus.build([], directory, edited=taken(made, directory))
        after, kept = load(open_graph(directory)), columns.read(directory)
        rows = tasks.rows(after)
        assert [row.cells["lead"] for row in rows] == [
            leads.get(at, row.cells["lead"]) for at, row in enumerate(tasks.rows(duties))
        ]
        assert [row.cells["limit"] for row in rows] == [
            limits.get(at, row.cells["limit"]) for at, row in enumerate(tasks.rows(duties))
        ]
        again = shown(tasks.to_xlsx(after, own=kept))
        found = {(at, heading): said for at, row in enumerate(again) for heading, said in row if said}
        assert found == {at: said.strip() for at, said in own[1].items()}


def test_a_table_of_before_empties_nothing_that_another_filled_in(graph: Path, duties: Duties) -> None:
    out = tasks.to_xlsx(duties, own=Columns(("进展",)))
    one, other = edited(out, ["进展"], {(0, "进展"): "甲"}), edited(out, ["进展"], {(1, "进展"): "乙"})
    kept = Columns().merged(taken(one, graph).columns).merged(taken(other, graph).columns)
    assert [row.cells for row in kept.rows] == [{"进展": "甲"}, {"进展": "乙"}]
    book = openpyxl.load_workbook(io.BytesIO(tasks.to_xlsx(duties, own=kept)))
    for sheet in book.worksheets:  # what is emptied is gone, on whichever sheet
        for row in sheet.iter_rows(min_row=4):
            for cell in row:
                cell.value = None if cell.value == "甲" else cell.value
    saved = io.BytesIO()
    book.save(saved)
    assert [row.cells for row in kept.merged(taken(saved.getvalue(), graph).columns).rows] == [{"进展": "乙"}]


def test_columns_of_a_word_table_are_kept_too(graph: Path, duties: Duties) -> None:
    docx = pytest.importorskip("docx")
    kept = Columns(("进展",), (Kept(duties.tasks[1].iri, duties.tasks[1].own_words, {"进展": "推进中"}),))
    document = docx.Document(io.BytesIO(tasks.to_docx(duties, own=kept)))
    table = document.tables[0]
    at = [cell.text for cell in table.rows[0].cells].index("进展")
    assert [row.cells[at].text for row in table.rows[1:]] == ["", "推进中", ""]
    table.rows[1].cells[at].text = "已完成"
    saved = io.BytesIO()
    document.save(saved)
    found = kept.merged(taken(saved.getvalue(), graph, "表.docx").columns)
    assert [row.cells for row in found.rows] == [{"进展": "已完成"}, {"进展": "推进中"}]


def test_what_was_written_of_a_task_that_moved_goes_with_its_words_and_of_one_that_is_gone_is_said(
    duties: Duties,
) -> None:
    first, second, _ = duties.tasks
    kept = Columns(
        ("进展",),
        (
            Kept(first.iri, second.own_words, {"进展": "移号"}),
            Kept(second.iri, "另一项任务", {"进展": "已无此任务"}),
        ),
    )
    book = openpyxl.load_workbook(io.BytesIO(tasks.to_xlsx(duties, own=kept)))
    heads = [cell.value for cell in book.worksheets[0][3]]
    cells = [row[heads.index("进展")] for row in book.worksheets[0].iter_rows(min_row=4, values_only=True)]
    assert [cell or "" for cell in cells] == ["", "移号", ""]
    assert ("另一项任务", "进展：已无此任务") in {
        row[4:6] for row in book["疑点"].iter_rows(min_row=4, values_only=True)
    }


def test_both_names_of_a_task_are_listed_when_they_change(graph: Path, duties: Duties) -> None:
    found = taken(edited(tasks.to_xlsx(duties), [], {}, lead={0: "县教育局"}, limit={1: "2021年底前"}), graph)
    assert list(tasks.taken(found.changes, duties)) == [
        "1-1 牵头单位：县发展改革局 → 县教育局",
        "2-1 完成时限：（空） → 2021年底前",
    ]
    assert duties.named(duties.tasks[0].iri, LEAD) == ("县发展改革局",)
    assert duties.named(duties.tasks[0].iri, CO) == ("县财政局",)


def converted(content: bytes, suffix: str, folder: Path) -> bytes:
    """The file as LibreOffice saves it."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-calc libreoffice-writer)")
    (folder / f"in{suffix}").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", suffix[1:], "--outdir", str(folder / "saved")]
    subprocess.run([*command, str(folder / f"in{suffix}")], check=True, capture_output=True, timeout=120)
    return (folder / "saved" / f"in{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_a_table_saved_by_libreoffice_is_the_same_table(
    graph: Path, duties: Duties, tmp_path: Path, suffix: str
) -> None:
    kept = Columns(
        ("进展", "完成率"),
        (Kept(duties.tasks[0].iri, duties.tasks[0].own_words, {"进展": "已完成", "完成率": "80%"}),),
    )
    write: Any = tasks.to_xlsx if suffix == ".xlsx" else tasks.to_docx
    saved = converted(write(duties, own=kept), suffix, tmp_path)
    untouched = taken(saved, graph, f"表{suffix}")
    assert (untouched.changes, untouched.columns.rows) == ((), ())
    assert untouched.columns.headings == ("进展", "完成率")
    if suffix == ".xlsx":
        found = taken(edited(saved, ["完成率"], {(1, "完成率"): "5%"}, lead={0: "县教育局"}), graph)
        assert [(change.column, change.words) for change in found.changes] == [("lead", "县教育局")]
        assert [row.cells for row in found.columns.rows] == [{"完成率": "5%"}]
