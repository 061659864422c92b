"""What documents say together: what a graph of many must know of each, so that none is opened as another changes.

A document says who a body is that the authority file does not know, what a document is called that it cites, whom it
names, how it is dated. Whether a triple stands in the common graph, what a party's label is, which documents there are,
hangs on all that say so: what each says is kept in tables, one a kind: triples in the common graph, those that a
document states itself, its head, parties, how it describes them. The whole is asked of these.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from graph_build.write import tables
from graph_build.write.chunks import Named, Report
from graph_build.write.parts import COMMON, DESCRIBED, HEAD, KINDS, OWN, PARTY, engine, folder, listing
from graph_build.write.stated import Stated


@dataclass(frozen=True, slots=True)
class Head:
    """A document, as others must know it."""

    iri: str  #: of the document
    report: Report  #: without parties and duties
    tabled: bool  #: whether its rows are of the form of today


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
    main, iri = stated.main, stated.iri
    rows = dict(tables.unpacked(main.stored.tables)) if main.stored.has_tables else {}
    said: dict[str, Iterable[tables.Row]] = {
        HEAD: [asdict(_short(main.report)) | {"row": next(_read(rows, tables.DOCUMENTS), None)}],
        PARTY: (party._asdict() for party in main.report.parties),
        DESCRIBED: _read(rows, tables.PARTIES),
        COMMON: ({"triple": triple.decode()} for triple in sorted(stated.common)),
        OWN: ({"triple": triple.decode()} for triple in sorted(stated.loose)),
    }
    shared = {
        kind: "".join(tables.line({"document": iri, **each}) for each in those).encode() for kind, those in said.items()
    }
    return rows | shared


def ordered(heads: Iterable[Head]) -> list[Head]:
    """The documents in the order of the tables."""
    return sorted(heads, key=lambda head: (head.report.date, head.iri))


def head(stated: Stated) -> Head:
    """What others must know of a document."""
    return Head(stated.iri, _short(stated.main.report), stated.main.stored.has_tables)


def heads(generation: Path) -> dict[str, Head]:
    """The documents of a generation by their IRIs."""
    fields = [*KINDS[HEAD]]
    fields.remove("row")
    found = _asked(f"SELECT document, row IS NOT NULL, {listing(fields)} FROM read_parquet($head)", generation)  # noqa: S608
    return {iri: Head(iri, Report(**dict(zip(fields, said, strict=True))), tabled) for iri, tabled, *said in found}


def rows(generation: Path, documents: Collection[str] | None = None) -> list[tables.Row]:
    """What all documents, or those, say of themselves for the table of documents, in its order."""
    if documents is not None and not documents:
        return []
    chosen = "true" if documents is None else "document IN (SELECT unnest($those))"
    asked = f"SELECT row FROM read_parquet($head) WHERE row IS NOT NULL AND {chosen} ORDER BY row.date, row.iri"  # noqa: S608
    return [row for (row,) in _asked(asked, generation, **({} if documents is None else {"those": [*documents]}))]


def issued(generation: Path, issuers: Collection[str]) -> set[str]:
    """The documents that one of these bodies issued."""
    if not issuers:
        return set()
    asked = "SELECT document FROM read_parquet($head) WHERE list_has_any(row.issuers, $those)"
    return {document for (document,) in _asked(asked, generation, those=[*issuers])}


def themes(generation: Path) -> set[str]:
    """The themes that documents of a generation have."""
    return {theme for (theme,) in _asked("SELECT DISTINCT unnest(row.themes) FROM read_parquet($head)", generation)}


def holdings(generation: Path) -> Holdings:
    """What a generation holds."""
    return Holdings(tuple(ordered(heads(generation).values())), answering(generation))


def answering(generation: Path) -> int:
    """How many parties have an assignment."""
    ((count,),) = _asked("SELECT count(DISTINCT iri) FROM read_parquet($party) WHERE answers", generation)
    return int(count)


def parties(generation: Path) -> dict[str, Named]:
    """The parties that documents name, by IRI, as the last of those that name it does."""
    return {party.iri: party for party, _ in _told(generation)}


def parties_with(
    present: Path,
    changed: Collection[str],
    *instead: Iterable[Mapping[str, Any]],
    those: Collection[str] | None = None,
) -> tuple[dict[str, Named], ...]:
    """The ``parties`` with each of these rows of the table of parties ``instead`` of those of ``changed`` documents.

    All of them, or of what others say only ``those``.
    """
    others = {party.iri: (document, party) for party, document in _told(present, changed, those)}

    def among(rows: Iterable[Mapping[str, Any]]) -> dict[str, Named]:
        found = others.copy()
        for row in rows:
            party = Named(*(row[field] for field in Named._fields))
            found[party.iri] = max(found.get(party.iri, ("", party)), (row["document"], party))
        return {iri: party for iri, (_, party) in found.items()}

    return tuple(map(among, instead))


def _told(
    generation: Path, without: Collection[str] = (), those: Collection[str] | None = None
) -> Iterator[tuple[Named, str]]:
    """What documents tell of all parties or of ``those``, and the last that tells it, in its order.

    Documents ``without`` are not asked.
    """
    columns = listing(Named._fields)
    chosen = "true" if those is None else "iri IN (SELECT unnest($those))"
    asked = f"""
        SELECT max(document) AS last, {columns} FROM read_parquet($party)
        WHERE {chosen} AND document NOT IN (SELECT unnest($without)) GROUP BY ALL ORDER BY last
        """  # noqa: S608  # the names of our fields
    given = {"without": [*without]} | ({} if those is None else {"those": [*those]})
    for last, *told in _asked(asked, generation, **given):
        yield Named(*told), last


def described(generation: Path, parties: Collection[str]) -> list[tables.Row]:
    """What documents say of those of these parties that the authority file does not know."""
    if not parties:
        return []
    columns = [*KINDS[DESCRIBED]]
    asked = f"SELECT DISTINCT {listing(columns)} FROM read_parquet($described) WHERE iri IN (SELECT unnest($those))"  # noqa: S608
    return [dict(zip(columns, row, strict=True)) for row in _asked(asked, generation, those=[*parties])]


def standing(
    present: Path, going: Collection[Stated], coming: Collection[Stated], triples: Collection[bytes]
) -> tuple[set[bytes], set[bytes]]:
    """Which of the ``triples`` stand in the common graph of the ``present`` generation, and which will.

    They do if some document says them there and none says them of itself. Documents that are neither ``going`` nor
    coming say the same before and after, and are asked once.
    """
    if not triples:
        return set(), set()
    asked = " UNION ALL ".join(
        f"SELECT DISTINCT '{kind}', triple FROM read_parquet(${kind}) "  # noqa: S608  # kinds of ours
        "WHERE triple IN (SELECT unnest($those)) AND document NOT IN (SELECT unnest($changed))"
        for kind in (COMMON, OWN)
    )
    those, changed = [triple.decode() for triple in triples], [each.iri for each in going]
    others: dict[str, set[bytes]] = {COMMON: set(), OWN: set()}
    for kind, triple in _asked(asked, present, those=those, changed=changed):
        others[kind].add(triple.encode())

    def stand(documents: Iterable[Stated]) -> set[bytes]:
        said = others[COMMON].union(*(each.common for each in documents))
        return (said - others[OWN].union(*(each.loose for each in documents))).intersection(triples)

    return stand(going), stand(coming)


def _asked(question: str, generation: Path, **given: object) -> list[Any]:
    """The rows that answer an SQL question, in which a kind stands for the files of its parts."""
    kinds = (kind for kind in KINDS if f"${kind}" in question)
    parts = {kind: sorted(map(str, folder(generation, kind).glob("*.parquet"))) for kind in kinds}
    with engine() as connection:
        return connection.execute(question, parts | given).fetchall()


def _short(report: Report) -> Report:
    return replace(report, parties=(), duties=())


def _read(rows: Mapping[str, bytes], table: str) -> Iterator[tables.Row]:
    """The rows of a table as they are kept with a document."""
    return map(json.loads, rows.get(table, b"").splitlines())
