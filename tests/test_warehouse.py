"""Exports for warehouses: Parquet holds the csv export's rows, the Neo4j archive every node and tie of the sample."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from exports.formats import format_named
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
