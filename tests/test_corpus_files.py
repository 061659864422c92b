"""Real and made files of many formats, where the shared corpus is present: rows of tables, names with roles, titles."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph_build.pipeline import understand
from graph_build.read import sources
from graph_build.record import record
from ontology.authority import load

FILES = Path(__file__).parent.parent.parent / "shared" / "corpus" / "files"

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the shared corpus is not beside the project")

#: what an office's programs write, read whole
WHOLE = (
    "altchunk.docx",
    "flatopc.xml",
    "gbk.csv",
    "mail_attach.eml",
    "mail_text.eml",
    "page.mht",
    "plain.ods",
    "plain.xls",
    "plain.xlsx",
    "t02_lead_vmerged.docx",
    "t05_group_rows.docx",
    "t07_head_typed_again.docx",
    "t10_nested_table.docx",
    "t12_soft_breaks_in_names.docx",
    "t16_07_head.docx",
    "t20_auto_serial.docx",
    "t21_same_as_above.docx",
    "t22_tick_matrix.docx",
    "t23_vertical_forms.docx",
    "t26_hidden_text.docx",
    "table.md",
)

Row = tuple[tuple[str, ...], tuple[str, ...]]


def records(name: str) -> list[dict[str, Any]]:
    pytest.importorskip("python_calamine")
    return [record(understand(source, load())) for source in sources([FILES / "cases" / name])]


def rows(name: str) -> Counter[Row]:
    tasks = [task for found in records(name) for measure in found["measures"] for task in measure["tasks"]]
    return Counter(
        (_named(task["bodies"], lead=True), _named(task["bodies"], lead=False)) for task in tasks if task["bodies"]
    )


def _named(bodies: list[dict[str, Any]], *, lead: bool) -> tuple[str, ...]:
    return tuple(body["name"] for body in bodies if (body["role"] == "lead") is lead)


@pytest.mark.parametrize("name", WHOLE)
def test_every_row_of_a_file_is_read_with_its_bodies_and_their_roles(name: str) -> None:
    truth = json.loads((FILES / "truth.json").read_text("utf-8"))[name]
    assert rows(name) == Counter((tuple(lead), tuple(co)) for lead, co in truth if lead or co)


@pytest.mark.parametrize("name", sorted(path.name for path in (FILES / "cases").glob("*.html")))
def test_the_title_of_a_page_is_the_one_that_its_portal_names(name: str) -> None:
    said = json.loads((FILES / "titles.json").read_text("utf-8"))[name]
    (found,) = records(name)
    assert found["document"]["title"] == said["ArticleTitle"]
    assert found["document"]["date"] == said["PubDate"][:10]


def test_a_workbook_of_somebody_else_is_read() -> None:
    assert rows("a12-foreign.xlsx") == Counter(
        {
            (("省农业农村厅",), ("省财政厅", "省科技厅")): 1,
            (("省农业农村厅",), ("省发展改革委",)): 1,
            (("省经信厅",), ("省商务厅", "各市人民政府")): 1,
            (("省公安厅",), ("省市场监管局",)): 1,
        }
    )
