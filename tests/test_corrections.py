"""A person's word wins over what was read, stands in a graph of its own, and says what it replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_build import findings, pipeline
from graph_build.read import sources
from graph_build.sources import CORRECTIONS
from ontology.authority import load
from ontology.errors import UnreadableSource
from ontology.prefixes import COMMON

TEXT = "一、甲\n（一）乙。（省财政厅、省科技厅）\n（二）丙。"
SAID = """
editor: 张三
corrections:
  - measure: 1/1
    bodies: [{name: 省教育厅, role: lead}, {name: 省财政厅}]
    reason: 与牵头单位核实
  - {measure: 1/2, bodies: [{name: 各市人民政府, role: lead}]}
"""


def product(folder: Path, said: str = SAID, text: str = TEXT) -> pipeline.Product:
    path = folder / "通知.txt"
    path.write_text(text, encoding="utf-8")
    path.with_name(path.name + CORRECTIONS).write_text(said, encoding="utf-8")
    (source,) = sources([path])
    return pipeline.produce(source, load())


def test_a_task_to_which_a_person_gave_bodies_is_not_said_to_lack_them(tmp_path: Path) -> None:
    lacking = [
        [
            finding.focus[-8:]
            for finding in findings.of_quads(product(tmp_path, said).quads, ())
            if finding.code == "D01"
        ]
        for said in ("corrections: []", SAID)
    ]
    assert lacking == [["s1/m2/t1"], []]


def test_correction_wins_and_says_what_it_replaced(tmp_path: Path) -> None:
    found = product(tmp_path)
    tasks = [task for measure in found.document.measures for task in measure.tasks]
    said = [[(m.name, m.role, m.basis) for m in task.attribution.mentions] for task in tasks if task.attribution]
    assert said == [
        [("省教育厅", "lead", "review"), ("省财政厅", "co", "review")],
        [("各市人民政府", "lead", "review")],
    ]
    assert tasks[0].review is not None
    assert tasks[0].review.extracted == ("省财政厅 (lead)", "省科技厅 (co)")


def test_corrected_assignments_stand_in_the_review_graph_only(tmp_path: Path) -> None:
    quads = product(tmp_path).quads
    parties = [line for line in quads if "ont#party>" in line]
    assert len(parties) == 3
    assert all("/graph/review/" in line for line in parties)
    assert any("与牵头单位核实" in line for line in quads)
    assert any("wasAttributedTo" in line and "张三" in line for line in quads)


def test_correction_of_what_names_nobody_adds_to_the_review_graph_only(tmp_path: Path) -> None:
    (tmp_path / "as_read").mkdir()
    text = f"{TEXT}\n（三）丁。\n（四）戊。（省财政厅）"
    said = "corrections: [{measure: 1/3, words: 丁, bodies: [{name: 省教育厅, role: lead}], limit: 2018年底前}]"
    as_read = {*product(tmp_path / "as_read", "corrections: []", text).quads}
    corrected = {line for line in product(tmp_path, said, text).quads if "/graph/review/" not in line}
    assert as_read <= corrected  # … and who was named by hand, whom the common graph describes
    assert all("/教育厅> " in line and line.endswith(f"<{COMMON}> .\n") for line in corrected - as_read)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("corrections: [{measure: 9/9, bodies: [{name: 省财政厅, role: lead}]}]", "no measure 9/9"),
        ("corrections: [{measure: 1/1}]", "needs measure and bodies"),
        ("corrections: [{measure: 1/1, bodies: [{name: 省财政厅, role: boss}]}]", "lead or co"),
        ("corrections: [{measure: 1/1, bodies: [{name: 科研项目, role: lead}]}]", "does not read as a body"),
        ("corrections: [{measure: 1/1, limit: 尽快}]", "does not read as a time limit"),
        ("corrections: [{measure: 1/1, words: 另一项, limit: 2018年底}]", "does not say “另一项”"),
        ("just words", "corrections is missing"),
        ("a: [", "not a YAML file"),
    ],
)
def test_correction_that_cannot_be_followed_is_refused_by_name(tmp_path: Path, said: str, complaint: str) -> None:
    with pytest.raises(UnreadableSource, match=complaint):
        product(tmp_path, said)
