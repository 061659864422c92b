"""What is wrong, from every side: the shapes, the questions that are checks, the checks on parsed documents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from graph_build import bounded, findings
from graph_build.limits import Limit
from graph_build.read import sources
from graph_build.sources import Source
from graph_build.write import generation
from ontology.authority import load
from ontology.collecting import collecting_rarely
from ontology.findings import Finding, Severity, ordered
from ontology.prefixes import BASE
from ontology.shapes import Query
from ontology.turtle import documents
from queries.ask import catalog
from queries.ask.catalog import Question
from queries.ask.endpoint import Local, open_graph


def of_source(path: Path, limit: Limit | None = None, *, reason: bool = False) -> tuple[Finding, ...]:
    """The faults of the documents in a file, each read within ``limit``, without a graph being kept.

    ``reason`` asks HermiT too.
    """
    found: list[Finding] = []
    for source in sources([path]):
        made, quads = bounded.call(source.name, limit or Limit(), _checked, source)
        found += made
        if reason:
            found += _reasoned(documents(quads))
    return ordered(found)


def _checked(source: Source) -> tuple[tuple[Finding, ...], list[str]]:
    """What is found in a source, and its quads."""
    from graph_build import checks
    from graph_build.pipeline import produce

    authority = load()
    product = produce(source, authority)
    return findings.of_quads(product.quads, checks.check(product.document, authority)), product.quads


@collecting_rarely()
def of_graph(directory: Path, endpoint: Local | None = None, *, reason: bool = False) -> tuple[Finding, ...]:
    """The faults of the graph in ``directory``: of its documents, and of what they say together.

    An ``endpoint`` over a part of it asks for the faults of that part; ``reason`` asks HermiT too.
    """
    endpoint = endpoint or open_graph(directory, memory_limit=0)  # of which little is asked: it is not worth loading
    held = frozenset(endpoint.graphs())
    checks = catalog.checks()
    kept = findings.are_kept(directory)
    alone = [check for check in checks if check.alone and kept]
    found = [*findings.of_graph(directory, held, [query(check) for check in alone])]
    said = {(finding.code, finding.severity, finding.focus) for finding in found}
    together = catalog.faults(endpoint, [check for check in checks if check not in alone])
    found += [finding for finding in together if (finding.code, finding.severity, finding.focus) not in said]
    if reason:
        stated = documents(line.decode() for piece in generation.graph(directory) for line in piece.splitlines())
        found += _reasoned({name: those for name, those in stated.items() if name in held})
    return ordered(found)


def query(check: Question) -> Query:
    """A check as it is asked of each document beside the shapes."""
    severity = Severity(check.severity)
    return Query(check.code, severity, check.fault, check.summary_zh, check.summary, check.text)


def _reasoned(stated: dict[str, list[str]]) -> list[Finding]:
    """What HermiT finds contradictory in what documents state, each by its graph; without a contradiction, nothing."""
    from ontology.reasoning import check, explain

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
        for graph, lines in stated.items()
        if not check(lines).consistent
    ]


def listed(findings: tuple[Finding, ...], *, zh: bool = True, most: int = 5) -> Iterator[str]:
    """The findings as lines: a heading for each code, and ``most`` of its places below (0 for all)."""
    for (severity, code), group in groupby(findings, key=lambda finding: (finding.severity, finding.code)):
        found = list(group)
        message = found[0].message_zh if zh else found[0].message_en
        yield f"{code} {severity.value} [{found[0].fault}] ×{len(found)} {message}"
        shown = found[:most] if most else found
        for finding in shown:
            value = finding.value if finding.value != finding.focus and "\n" not in finding.value else ""
            yield "    " + "  ".join(filter(None, (finding.focus.removeprefix(f"{BASE}id/doc/"), finding.place, value)))
            if "\n" in finding.value:
                yield from (f"        {line}" for line in finding.value.splitlines())
        if len(shown) < len(found):
            rest = len(found) - len(shown)
            yield f"    … 另有 {rest} 处（--all 全列）" if zh else f"    … {rest} more (--all lists them)"
