"""Exports for warehouses: Parquet holds the csv export's rows, the Neo4j archive every node and tie of the sample.

And the way to a dataset in folders by place and year that docs/scale.md shows: its statement is the one run here.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from contextlib import chdir
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pytest

from exports.formats import format_named
from graph_build import corpus
from graph_build.sources import Source
from ontology import tables
from queries.ask.endpoint import open_graph


def test_parquet_holds_the_rows_of_the_csv_export(sample_graph: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra 'scale'")
    endpoint = open_graph(sample_graph)
    for name, path in (("parquet", tmp_path / "a.parquet"), ("csv", tmp_path / "a.csv"), ("parquet", tmp_path / "b")):
        format_named(name).write(endpoint, path)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b").read_bytes()
    rows = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.DictReader(file))
    assert len(rows) == len(expected) == 229
    assert [{name: str(value or "") for name, value in row.items()} for row in rows] == expected
    assert {type(row["rank"]) for row in rows} == {int}


def test_neo4j_archive_holds_every_node_and_tie(sample_graph: Path, tmp_path: Path) -> None:
    path = tmp_path / "graph.neo4j.zip"
    format_named("neo4j").write(open_graph(sample_graph), path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        tables = {n: list(csv.reader(io.StringIO(archive.read(n).decode()))) for n in names if n.endswith(".csv")}
        command = archive.read("import.sh").decode()
    assert all(name in command for name in tables)
    assert {name: len(rows) - 1 for name, rows in tables.items() if name in {"Measure.csv", "Party.csv"}} == {
        "Measure.csv": 43,
        "Party.csv": 40,
    }
    assert len(tables["LEADS.csv"]) + len(tables["SUPPORTS.csv"]) - 2 == 229
    nodes = [row[0] for name, rows in tables.items() if ":START_ID" not in rows[0] for row in rows[1:]]
    assert len(nodes) == len(set(nodes))
    ends = {end for rows in tables.values() if ":START_ID" in rows[0] for row in rows[1:] for end in row[:2]}
    assert ends <= set(nodes)


NOTICE = """{place}人民政府关于乙事的通知
{sign}〔{year}〕{serial}号
一、修建道路。（牵头单位：市交通运输局；责任单位：市财政局、市教育局）
二、培训教师{more}。（责任单位：市教育局、市财政局）
{place}人民政府
{year}年6月29日
"""
STATE = (
    "国务院办公厅关于丙事的通知\n国办发〔2018〕126号\n一、推广经验。（财政部、教育部）\n国务院办公厅\n2018年12月23日\n"
)
UNDATED = "南充市人民政府关于丁事的通知\n一、推广经验。（市教育局）\n"


@pytest.fixture(scope="module")
def partitioned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the statement of docs/scale.md writes, of two cities in two years and of the centre."""
    directory = tmp_path_factory.mktemp("partitioned")
    notices = [
        NOTICE.format(place=place, sign=sign, year=year, serial=serial, more="和校长" * (serial % 3))
        for place, sign in (("南充市", "南府发"), ("宁波市", "甬政发"))
        for serial, year in enumerate((2025, 2026, 2026), start=1)
    ]
    sources = [Source(f"{turn}.txt", text.encode()) for turn, text in enumerate([*notices, STATE, UNDATED])]
    corpus.build(sources, directory / "graph", jobs=1)
    page = (Path(__file__).parents[1] / "docs/scale.md").read_text(encoding="utf-8")
    (statement,) = re.findall(r"```sql\n(.*?PARTITION_BY.*?)```", page, re.DOTALL)
    assert f"graph/current/{tables.FOLDER}/" in statement  # the page names the folder of today's tables
    with chdir(directory):
        duckdb.connect().execute(statement)
    return directory / "duties"


def test_the_partitioned_dataset_holds_every_duty_once(partitioned: Path) -> None:
    parts = {unquote(path.parent.relative_to(partitioned).as_posix()) for path in partitioned.rglob("*.parquet")}
    cities = {f"place={place}/year={year}" for place in ("南充市", "宁波市") for year in (2025, 2026)}
    assert parts == {*cities, "place=中华人民共和国/year=2018", "place=南充市/year=0"}
    generation = partitioned.parent / "graph/current"
    assignments = duckdb.read_parquet([str(part) for part in tables.parts(generation, "assignments")])
    of_parts = duckdb.read_parquet(f"{partitioned}/*/*/*.parquet", hive_partitioning=True)
    assert of_parts.count("*").fetchall() == assignments.count("*").fetchall() == [(6 * 5 + 2 + 1,)]
    assert len(of_parts.distinct()) == 6 * 5 + 2 + 1


QUESTIONS = {
    "tasks of each party": "SELECT name, count(DISTINCT task) FROM duties GROUP BY name",
    "leads of each place": "SELECT place, count(*) FROM duties WHERE role = 'lead' GROUP BY place",
    "one place and year": "SELECT number, name, role FROM duties WHERE place = '南充市' AND year = 2026",
    "parties of each task": "SELECT document, measure, count(DISTINCT name) FROM duties GROUP BY document, measure",
    "bodies by year": "SELECT year, count(DISTINCT party) FROM duties GROUP BY year",
}


def in_dask(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The same questions put to Dask: its data frame over the folder, a task a part."""
    frames = pytest.importorskip("dask.dataframe", reason="needs the extras 'scale' and 'notebooks'")
    duties = frames.read_parquet(folder, engine="pyarrow")
    duties = duties.assign(place=duties.place.astype(str), year=duties.year.astype(int))
    here = duties[(duties.place == "南充市") & (duties.year == 2026)]
    found = {
        "tasks of each party": duties[["name", "task"]].drop_duplicates().groupby("name").task.count().reset_index(),
        "leads of each place": duties[duties.role == "lead"].groupby("place").task.count().reset_index(),
        "one place and year": here[["number", "name", "role"]],
        "parties of each task": duties[["document", "measure", "name"]]
        .drop_duplicates()
        .groupby(["document", "measure"])
        .name.count()
        .reset_index(),
        "bodies by year": duties[["year", "party"]].drop_duplicates().groupby("year").party.count().reset_index(),
    }
    return {question: sorted(frame.compute().itertuples(index=False, name=None)) for question, frame in found.items()}


def test_duckdb_and_dask_answer_alike_from_the_partitioned_dataset(partitioned: Path) -> None:
    connection = duckdb.connect()
    folder = f"read_parquet('{partitioned}/*/*/*.parquet', hive_partitioning = true)"
    connection.execute(f"CREATE VIEW duties AS SELECT * FROM {folder}")
    answers = {question: sorted(connection.execute(asked).fetchall()) for question, asked in QUESTIONS.items()}
    assert answers["leads of each place"] == [("中华人民共和国", 1), ("南充市", 7), ("宁波市", 6)]
    assert len(answers["one place and year"]) == 2 * 5
    assert in_dask(partitioned) == answers
