"""What documents say together: what a graph of many must know of each, so that none is opened as another changes.

A document says who a body is that the authority file does not know, what a document is called that it cites, whom it
names, how it is dated. Whether a triple stands in the common graph, what a party's label is, which documents there are,
hangs on all that say so: what each says is kept in tables of lines, one a kind: triples in the common graph, those
that a document states itself, its head, parties, how it describes them. The whole is asked of these.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from graph_build import identifiers
from graph_build.write import tables
from graph_build.write.chunks import Named, Report
from graph_build.write.parts import COMMON, DESCRIBED, HEAD, OWN, PARTY, engine, folder
from graph_build.write.stated import Stated


@dataclass(frozen=True, slots=True)
class Head:
    """A document, as others must know it."""

    report: Report  #: without parties and duties
    row: Mapping[str, object] | None  #: of the table of documents; None where rows of another form are kept

    @property
    def iri(self) -> str:
        """The IRI of the document."""
        return identifiers.document(self.report.key)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a graph holds, as far as many documents must know of each other."""

    heads: tuple[Head, ...]  #: of its documents, in the order of the tables
    answering: int  #: parties that have an assignment

    @property
    def reports(self) -> list[Report]:
        """What was found in the documents, by their keys."""
        return sorted((head.report for head in self.heads), key=lambda report: report.key)


def lines(stated: Stated) -> dict[str, bytes]:
    """The rows of one document in the table of what documents say together, and in the other tables."""
    main = stated.main
    rows = dict(tables.unpacked(main.stored.tables)) if main.stored.has_tables else {}
    iri = identifiers.document(main.report.key)
    said: dict[str, Iterable[str]] = {
        HEAD: [_written(asdict(_head(main.report, rows.get(tables.DOCUMENTS))))],
        PARTY: map(_written, main.report.parties),
        DESCRIBED: (line for line in rows.get(tables.PARTIES, b"").decode().split("\n") if line),
        COMMON: sorted(triple.decode() for triple in stated.common),
        OWN: sorted(triple.decode() for triple in stated.loose),
    }
    shared = {
        kind: "".join(_written({"document": iri, "line": line}) + "\n" for line in those).encode()
        for kind, those in said.items()
    }
    return rows | shared


def hanging(documents: Iterable[Stated]) -> frozenset[object]:
    """What of these documents the labels of all and the table of parties hang on."""
    found: set[object] = set()
    for each in documents:
        report, rows = each.main.report, lines(each)
        found |= {*rows[PARTY].splitlines(), *rows[DESCRIBED].splitlines()}
        found.add((report.key, report.title, report.number, report.date, report.name, report.jurisdiction))
    return frozenset(found)


def ordered(heads: Iterable[Head]) -> list[Head]:
    """The documents in the order of the tables."""
    return sorted(heads, key=lambda head: (head.report.date, head.iri))


def head(stated: Stated) -> Head:
    """What others must know of a document."""
    stored = stated.main.stored
    rows = dict(tables.unpacked(stored.tables)) if stored.has_tables else {}
    return _head(stated.main.report, rows.get(tables.DOCUMENTS))


def heads(generation: Path) -> dict[str, Head]:
    """The documents of a generation by their IRIs."""
    lines = ",".join(line for line, _ in _lines(generation, HEAD))
    return {head.iri: head for head in map(_read, json.loads(f"[{lines}]"))}


def holdings(generation: Path) -> Holdings:
    """What a generation holds."""
    return Holdings(tuple(ordered(heads(generation).values())), answering(generation))


def answering(generation: Path) -> int:
    """How many parties have an assignment."""
    with engine() as connection:
        ((count,),) = connection.execute(
            "SELECT count(DISTINCT line->>0) FROM read_parquet($parts) WHERE (line->4)::VARCHAR = 'true'",
            {"parts": _parts(generation, PARTY)},
        ).fetchall()
    return int(count)


def parties(generation: Path) -> dict[str, Named]:
    """The parties that documents name, by IRI, as the last of those that name it does."""
    lines = sorted(_lines(generation, PARTY), key=lambda pair: (pair[1], pair[0]))
    return {party.iri: party for party in (Named(*json.loads(line)) for line, _ in lines)}


def described(generation: Path) -> list[tables.Row]:
    """What documents say of parties that the authority file does not know."""
    return [json.loads(line) for line, _ in sorted(_lines(generation, DESCRIBED))]


def standing(generation: Path, triples: Collection[bytes]) -> set[bytes]:
    """Which of the ``triples`` stand in the common graph: some document says them there, none says them of itself."""
    if not triples:
        return set()
    with engine() as connection:
        found = connection.execute(
            "SELECT line FROM read_parquet($common) WHERE line IN (SELECT unnest($triples)) "
            "EXCEPT SELECT line FROM read_parquet($own) WHERE line IN (SELECT unnest($triples))",
            {
                "common": _parts(generation, COMMON),
                "own": _parts(generation, OWN),
                "triples": [triple.decode() for triple in triples],
            },
        ).fetchall()
    return {line.encode() for (line,) in found}


def _lines(generation: Path, kind: str) -> Iterator[tuple[str, str]]:
    """The lines of a kind, each once, with the last of the documents that say it."""
    with engine() as connection:
        yield from connection.execute(
            "SELECT line, max(document) FROM read_parquet($parts) GROUP BY line",
            {"parts": _parts(generation, kind)},
        ).fetchall()


def _parts(generation: Path, kind: str) -> list[str]:
    return sorted(map(str, folder(generation, kind).glob("*.parquet")))


def _head(report: Report, row: bytes | None) -> Head:
    return Head(replace(report, parties=(), duties=()), json.loads(row) if row else None)


def _read(says: Mapping[str, Mapping[str, object]]) -> Head:
    return Head(Report(**{**says["report"], "parties": (), "duties": ()}), says["row"])  # type: ignore[arg-type]


def _written(what: object) -> str:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"))
