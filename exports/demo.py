"""The whole way on the document that ships: build, check, and what a person opens."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Literal

import graph_build
from exports import explorer, report
from exports.rdf import turtle
from exports.report import faults
from graph_build.corpus import build
from graph_build.sources import Source
from ontology.findings import Severity
from queries.ask.catalog import answer, question
from queries.ask.endpoint import Endpoint, open_graph
from queries.ask.table import Table

_HEAD = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT ?number ?title WHERE { ?document fg:issuer ?issuer ; fg:documentNumber ?number ; dcterms:title ?title }
"""

SAMPLE = Path(graph_build.__file__).parent / "samples" / "xinjiang-2017-107.txt"


def demo(directory: Path, language: Literal["zh", "en"]) -> list[str]:
    """Builds and checks the sample's graph in ``directory``, writes its pages, and says in ten lines what was found."""
    summary = build([Source(SAMPLE.name, SAMPLE.read_bytes())], directory)
    endpoint = open_graph(directory)
    findings = faults.of_graph(directory, endpoint)
    turtle.write(endpoint, directory / "graph.ttl")
    explorer.write(endpoint, directory / "explorer.html")
    report.write(endpoint, directory / "report.html", lang=language)
    head = endpoint.select(_HEAD).records()[0]
    bases = {row["basis"].rpartition("#")[2]: row for row in _table(endpoint, "how_many_leads_are_inferred").records()}
    by_order = bases.get("order", {"leads": "0", "percent": "0"})
    busiest = _table(endpoint, "who_is_involved_most").records()[:5]
    counts = Counter(finding.severity for finding in findings)
    ours = sum(finding.fault == "extraction" and finding.severity is Severity.VIOLATION for finding in findings)
    zh = language == "zh"
    ranking = "、" if zh else ", "
    names = ranking.join(f"{row['name']} {row['tasks']}" for row in busiest)
    return [
        f"{head['number']}《{head['title']}》" if zh else f"{head['number']} {head['title']}",
        f"举措 measures: {summary.measures}",
        f"任务 tasks: {summary.tasks}",
        f"责任主体 parties: {summary.parties}（责任 assignments: {summary.assignments}）",
        f"据列名次序推定的牵头 leads that rest on order: {by_order['leads']} ({by_order['percent']} %)",
        f"承担任务最多 most loaded: {names}",
        "差错 faults: " + ranking.join(f"{severity.value} {counts[severity]}" for severity in Severity),
        f"其中本软件的差错 of them ours: {ours}",
        f"打开 open: {directory / 'explorer.html'} · {directory / 'report.html'}",
        f"提问 ask: fengong ask who_leads_most -g {directory}",
    ]


def _table(endpoint: Endpoint, name: str) -> Table:
    found = answer(endpoint, question(name))
    if not isinstance(found, Table):
        raise TypeError(f"{name} is no question with rows")
    return found
