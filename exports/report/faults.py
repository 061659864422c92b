"""What is wrong, from every side: the shapes, the questions that are checks, the checks on parsed documents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from graph_build import bounded, checks
from graph_build.bounded import Limit
from graph_build.model import Source
from graph_build.pipeline import produce, understand
from graph_build.read import sources
from ontology.authority import load
from ontology.errors import BrokenGraph
from ontology.findings import Finding, Severity
from ontology.prefixes import BASE
from ontology.shapes import validate

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

_TEXTS = """
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT DISTINCT ?name ?text
WHERE { ?expression a eli:LegalExpression ; fg:sourceName ?name ; fg:content ?text }
ORDER BY ?name
"""


def of_source(path: Path, limit: Limit | None = None, *, reason: bool = False) -> tuple[Finding, ...]:
    """The faults of the documents in a file, each read within ``limit``, without a graph being kept.

    ``reason`` asks HermiT too.
    """
    found: list[Finding] = []
    for source in sources([path]):
        checked, quads = bounded.call(source.name, limit or Limit(), _checked, source)
        found += [*checked, *validate(quads)]
        if reason:
            found += _reasoned(quads)
    return _sorted(found)


def _checked(source: Source) -> tuple[tuple[Finding, ...], list[str]]:
    """What the checks on a parsed document find, and its quads."""
    authority = load()
    product = produce(source, authority)
    return tuple(checks.check(product.document, authority)), product.quads


def of_graph(directory: Path, *, reason: bool = False) -> tuple[Finding, ...]:
    """The faults of a built graph: of its shapes, its questions and the texts it keeps; ``reason`` asks HermiT too."""
    from queries.ask import catalog
    from queries.ask.endpoint import open_graph

    lines = directory / "graph.nq"
    if not lines.is_file():
        raise BrokenGraph(f"{directory} holds no graph.nq; build one with: fengong build FILE -o {directory}")
    endpoint = open_graph(directory)
    with lines.open(encoding="utf-8") as quads:
        shaped = validate(quads)
    reasoned = _reasoned(lines.read_text(encoding="utf-8").splitlines()) if reason else []
    return _sorted([*shaped, *reasoned, *catalog.faults(endpoint), *_reread(endpoint)])


def _reasoned(quads: list[str]) -> list[Finding]:
    """What HermiT finds contradictory; without a contradiction, nothing."""
    from ontology.reasoning import check, explain
    from ontology.turtle import documents

    return [
        Finding(
            "R01",
            Severity.VIOLATION,
            "extraction",
            graph,
            " ".join(" ".join(statement) for statement in explain(lines)),
            "图谱与本体相矛盾",
            "the graph contradicts the ontology",
        )
        for graph, lines in documents(quads).items()
        if not check(lines).consistent
    ]


def _reread(endpoint: Endpoint) -> Iterator[Finding]:
    authority = load()
    for row in endpoint.select(_TEXTS).records():
        document = understand(Source(row["name"] + ".txt", row["text"].encode()), authority)
        yield from checks.check(document, authority)


def listed(findings: tuple[Finding, ...], *, zh: bool = True, most: int = 5) -> Iterator[str]:
    """The findings as lines: a heading for each code, and ``most`` of its places below (0 for all)."""
    for (severity, code), group in groupby(findings, key=lambda finding: (finding.severity, finding.code)):
        found = list(group)
        message = found[0].message_zh if zh else found[0].message_en
        yield f"{code} {severity.value} [{found[0].fault}] ×{len(found)} {message}"
        shown = found[:most] if most else found
        for finding in shown:
            place = finding.focus.removeprefix(f"{BASE}id/doc/")
            value = finding.value if finding.value != finding.focus else ""
            yield f"    {place}" + (f"  {value}" if value and "\n" not in value else "")
            if "\n" in value:
                yield from (f"        {line}" for line in value.splitlines())
        if len(shown) < len(found):
            rest = len(found) - len(shown)
            yield f"    … 另有 {rest} 处（--all 全列）" if zh else f"    … {rest} more (--all lists them)"


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    """Gravest first, then by code and place; each once."""
    order = list(Severity)
    with_stanza = {finding.focus for finding in findings if finding.code == "E12" and "\n" in finding.value}
    kept = {f for f in findings if f.code != "E12" or "\n" in f.value or f.focus not in with_stanza}
    return tuple(
        sorted(
            kept,
            key=lambda finding: (order.index(finding.severity), finding.code, finding.focus, finding.value),
        )
    )
