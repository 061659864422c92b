"""The documents that benches make out of real ones: other numbers, years and places, and nothing else changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import real

from graph_build import pipeline
from graph_build.sources import Source
from ontology.authority import load

CITY = """南充市人民政府办公室关于甲事的通知
南府办发〔2026〕7号
各县(市、区)人民政府：
一、修建南充道路。2027年底前完成。（牵头单位：市交通运输局；责任单位：南充市财政局、市教育局）
二、培训教师。（责任单位：市教育局、市财政局）
南充市人民政府办公室
2026年6月29日
"""
STATE = (
    "国务院办公厅关于乙事的通知\n国办发〔2018〕126号\n一、推广经验。（财政部、教育部）\n国务院办公厅\n2018年12月23日\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    (source / "city.txt").write_text(CITY, encoding="utf-8")
    (source / "state.txt").write_text(STATE, encoding="utf-8")
    return source


def test_the_first_round_is_the_documents_themselves(folder: Path) -> None:
    made = dict(real.documents(2, real.originals(folder)))
    assert list(made.values()) == [CITY, STATE]


def test_every_document_has_a_number_of_its_own_and_every_round_a_place(folder: Path) -> None:
    authority = load()
    read = [
        pipeline.understand(Source(name, text.encode()), authority)
        for name, text in real.documents(40, real.originals(folder))
    ]
    numbers = [document.header.number for document in read]
    assert len(set(numbers)) == 40
    cities = read[::2]
    bodies = {mention.party.iri for document in cities for mention in document.mentions() if mention.party}
    assert len({document.jurisdiction for document in cities}) == 20
    assert len(bodies) == 20 * 3  # bodies grow as documents do
    assert len({document.jurisdiction for document in read[1::2]}) == 1
    for document in cities[1:]:
        assert "南充" not in document.reflowed.source
        assert [len(list(measure.tasks)) for measure in document.measures] == [1, 1]


def test_the_same_count_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    written = [real.write(9, tmp_path / name, folder) for name in ("a", "b")]
    contents = [{path.name: path.read_bytes() for path in each.iterdir()} for each in written]
    assert contents[0] == contents[1]
    assert len(contents[0]) == 9
