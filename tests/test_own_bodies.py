"""Bodies of an office's own: listed, proposed from documents, and known once their file is given."""

from __future__ import annotations

from pathlib import Path

import pytest
from front_door import run

from ontology import authority
from ontology.errors import BadQuery, UnreadableSource
from ontology.vocabularies import OWN_FILES, bodies, name_own
from queries.ask.bodies import listed

TEXT = """宁波市人民政府办公厅关于加快平台建设的通知
甬政办发〔2026〕9号
一、建设平台。（市财政局、通商控股集团负责）
二、用好平台。（通商集团、市减负办负责）
宁波市人民政府办公厅
2026年4月20日
"""


@pytest.fixture(autouse=True)
def without_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OWN_FILES, "")


def test_the_bodies_of_a_place_and_a_day_are_listed() -> None:
    known = authority.load()
    before = listed(known, ["工商"], ["新疆维吾尔自治区"], "2017-06-09").column("bodyName")
    after = listed(known, ["工商"], ["650000"], "2020-06-09").column("bodyName")
    assert "新疆维吾尔自治区工商行政管理局" in before
    assert "新疆维吾尔自治区工商行政管理局" not in after
    assert len(listed(known)) == len(known.entries)
    english = listed(known, ["customs"], zh=False)
    assert "Urumqi Customs" in english.column("bodyName")
    with pytest.raises(BadQuery, match="no such place"):
        listed(known, places=["云川"])


def test_the_verb_prints_words_for_people_and_names_for_programs() -> None:
    shown = run("bodies", "乌鲁木齐海关")
    assert shown.returncode == 0
    assert "垂直管理机构" in shown.stdout
    assert run("bodies", "乌鲁木齐海关", "--format", "csv").stdout.startswith("\ufeffbody,bodyName,placeName,kind")


def test_proposed_bodies_are_known_once_their_file_is_given(tmp_path: Path) -> None:
    notice = tmp_path / "通知.txt"
    notice.write_text(TEXT, encoding="utf-8")
    proposed = run("bodies", "--new", str(notice)).stdout
    assert [line.split(">")[0].rsplit("/", 1)[-1] for line in proposed.splitlines() if line.startswith("<")] == [
        "通商控股集团",
        "通商集团",
        "减负办",
    ]
    one = proposed.replace(
        'fg:shortName "通商控股集团"', 'fg:shortName "通商控股集团" ;\n    skos:altLabel "通商集团"@zh'
    )
    head, *stanzas = one.split("\n\n")
    own = tmp_path / "本单位.ttl"
    own.write_text("\n\n".join((head, *(each for each in stanzas if "/通商集团>" not in each))), encoding="utf-8")
    left = run("--authority", str(own), "bodies", "--new", str(notice)).stdout
    assert [line for line in left.splitlines() if line.startswith("<")] == []
    read = run("--authority", str(own), "build", str(notice), "-o", str(tmp_path / "out"))
    assert read.returncode == 0, read.stderr
    asked = run("body", "通商集团", "-g", str(tmp_path / "out")).stdout
    assert "通商控股集团" in asked
    assert asked.count("牵头") + asked.count("配合") >= 2, asked


@pytest.mark.parametrize("content", [None, "<a> <b> ."])
def test_a_file_that_is_none_is_refused_by_name(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "空.ttl"
    if content:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableSource, match=r"空\.ttl"):
        name_own([path])
    refused = run("--authority", str(path), "bodies")
    assert (refused.returncode, "空.ttl" in refused.stderr) == (2, True)


def test_own_files_come_after_those_of_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(OWN_FILES, str(tmp_path / "甲.ttl"))
    assert bodies()[-1] == tmp_path / "甲.ttl"


def test_a_document_beyond_the_limit_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    for name, text in (("long.txt", "1.推进工作。（责任单位：市通商集团）\n" * 30_000), ("short.txt", "通知\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("bodies", "--new", str(tmp_path), "--limit", "0.2")
    assert done.returncode == 0
    assert "long.txt: 用时超过 0.2 秒" in done.stderr
