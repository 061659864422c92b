"""The rows of many documents to the tables beside the graph (ontology/tables.py).

The rows of one document (rows.py) are lines of JSON, kept with its quads; the tables of many documents are those lines
one after another (parts.py). The tables of documents, parties, heirs and themes, which hang on all documents, are made
here of what they say together. DuckDB reads the lines and writes the Parquet, no Python object a row.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from graph_build import identifiers
from graph_build.write import parts
from ontology import files
from ontology.authority import Authority
from ontology.entries import WITH_ASPECTS, Entry
from ontology.reforms import reforms
from ontology.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

Row: TypeAlias = Mapping[str, object]
#: What documents say of a party: from it the table of parties is made when all of them are known.
PARTIES = "parties"
DOCUMENTS = "documents"
HEIRS = "heirs"
THEMES = "themes"
#: By what the rows of tables stand in order, of which some change while others stay.
_ORDER = {DOCUMENTS: ("date", "iri"), PARTIES: ("iri",), HEIRS: ("party", "heir")}


def packed(tables: Mapping[str, Iterable[Row]]) -> bytes:
    """The rows as lines of JSON, and before them a line that says how long the lines of each table are."""
    lines = {table: "".join(map(line, those)).encode() for table, those in tables.items()}
    return b"".join((line({table: len(each) for table, each in lines.items()}).encode(), *lines.values()))


def unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Each table with its lines."""
    head, _, lines = content.partition(b"\n")
    for table, length in json.loads(head).items():
        yield table, lines[:length]
        lines = lines[length:]


def write(
    generation: Path,
    rows: Mapping[str, Iterable[Row]],
    present: Path | None = None,
    gone: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> None:
    """Writes the tables that hang on all documents, of these ``rows``, in the order of the tables.

    In a table of which things are ``gone``, by the IRIs in its first column, the rows of others stay as the ``present``
    generation has them; it is shared if none is gone and no row comes.
    """
    with tempfile.TemporaryDirectory(dir=generation, prefix=".rows-") as folder, parts.engine() as connection:
        for table in parts.TOGETHER:
            (target := _only(generation, table)).parent.mkdir(parents=True)
            longest = _put(lines := Path(folder) / table, rows.get(table, ()))
            before = _only(present, table) if present and table in gone else None
            if before and not longest and not gone[table]:
                files.share(before, target)
                continue
            written = parts.read(connection, lines, TABLES[table], longest)
            if before:
                written = _beside(connection, before, gone[table], written, table)
            parts.put(written, target)


def _beside(
    connection: DuckDBPyConnection, present: Path, gone: Collection[str], fresh: DuckDBPyRelation, table: str
) -> DuckDBPyRelation:
    """The rows of a table in the file ``present`` but those that are ``gone``, and ``fresh`` ones, in their order."""
    fresh.create_view("fresh", replace=True)
    names, order = map(parts.listing, (TABLES[table], _ORDER[table]))
    thing, *_ = TABLES[table]
    return connection.sql(
        f"""
        SELECT {names} FROM read_parquet($present) WHERE {thing} NOT IN (SELECT unnest($gone))
        UNION ALL SELECT {names} FROM fresh
        ORDER BY {order}
        """,  # noqa: S608  # the names of our columns
        params={"present": str(present), "gone": [*gone]},
    )


def complete(
    said: Iterable[Mapping[str, Iterable[Row]]], named: Mapping[str, str], known: Authority
) -> dict[str, list[Row]]:
    """All tables of the documents that ``said`` these rows, in memory: for few of them, and where no graph is kept.

    The other arguments are those of ``write``.
    """
    found: dict[str, list[Row]] = {table: [] for table in TABLES}
    for each in said:
        for table, rows_ in each.items():
            found[table] += rows_
    heads, said_of_parties = found[DOCUMENTS], found[PARTIES]
    acting, used = ({iri for head in heads for iri in strings(head[what])} for what in ("named", "themes"))
    return found | {
        DOCUMENTS: [*documents(heads, named, known)],
        PARTIES: [*parties(with_members(acting, known), said_of_parties, named, known)],
        HEIRS: [*heirs(acting, named, known)],
        THEMES: [*themes(used, known)],
    }


def documents(heads: Iterable[Row], named: Mapping[str, str], known: Authority) -> Iterator[Row]:
    """The rows of the table of documents, of what these say of themselves: with the labels by which they are shown."""
    for head in heads:
        yield _shown(head, named, known) | {"label": named[str(head["iri"])]}


def parties(those: Iterable[str], said: Iterable[Row], named: Mapping[str, str], known: Authority) -> Iterator[Row]:
    """The rows of the table of parties for those, as the authority file tells of them, or documents have ``said``."""
    by_iri: defaultdict[object, list[Row]] = defaultdict(list)
    for each in said:
        by_iri[each["iri"]].append(each)
    for iri in sorted(those):
        entry = known.entry_by_iri.get(iri)
        told = {"iri": iri, **(_listed(entry) if entry else _together(by_iri[iri]))}
        yield _placed(told, known) | {"name": _label(iri, named)}


def heirs(acting: Iterable[str], named: Mapping[str, str], known: Authority) -> Iterator[Row]:
    """The rows of the table of heirs: each party with each of those that hold today what it held.

    That is whatever the days of the changes between.
    """
    for party in sorted(acting):
        for heir in sorted(reforms(known).became(party)):
            if heir in named and not ((entry := known.entry_by_iri.get(heir)) and entry.until):
                yield {"party": party, "heir": heir, "name": named[heir]}


def themes(used: Iterable[str], known: Authority) -> Iterator[Row]:
    """The rows of the table of themes: the labels of fields, and of aspects, which are of one field."""
    above = identifiers.policy_field(WITH_ASPECTS)
    by_iri = {identifiers.policy_field(field.id): (field, "") for field in known.fields} | {
        identifiers.theme(aspect.id): (aspect, above) for aspect in known.themes
    }
    for iri in sorted(used):
        theme, field = by_iri[iri]
        yield {"iri": iri, "language": "en", "label": theme.english, "field": field}
        yield {"iri": iri, "language": "zh", "label": theme.label, "field": field}


def with_members(acting: Collection[str], known: Authority) -> set[str]:
    """All parties that act, and the members of groups among them: those of the table of parties."""
    entries = filter(None, map(known.entry_by_iri.get, acting))
    return {*acting, *(member for entry in entries for member in entry.members)}


def labels(generation: Path, those: Collection[str]) -> dict[str, str]:
    """The labels that the tables of a generation show of those of its documents and parties, by IRI."""
    if not those:
        return {}
    asked = """
        SELECT iri, label FROM read_parquet($documents) WHERE iri IN (SELECT unnest($those))
        UNION ALL SELECT iri, name FROM read_parquet($parties) WHERE iri IN (SELECT unnest($those))
        """
    files_ = {table: str(_only(generation, table)) for table in (DOCUMENTS, PARTIES)}
    with parts.engine() as connection:
        return dict(connection.execute(asked, files_ | {"those": [*those]}).fetchall())


def shown_of_document(head: Row) -> set[str]:
    """The IRIs of what the row of a document shows by labels: itself and who issued it."""
    return {str(head["iri"]), *strings(head["issuers"])}


def _only(generation: Path, table: str) -> Path:
    """The part of a table that has but one."""
    return parts.folder(generation, table) / f"{0:06}.parquet"


def line(row: object) -> str:
    """A row as a line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def _put(file: Path, rows: Iterable[Row]) -> int:
    """Writes the rows as lines of JSON; of these the bytes of the longest."""
    longest = 0
    with file.open("wb") as lines:
        for row in rows:
            longest = max(longest, lines.write(line(row).encode()))
    return longest


def _listed(entry: Entry) -> dict[str, object]:
    return {
        "classes": sorted({*entry.classes}),
        "members": sorted(entry.members),
        "new": False,
        "short": entry.short,
        "full": entry.name,
        "english": entry.english,
        "aliases": sorted({*entry.aliases}),
        "jurisdiction": entry.jurisdiction,
        "system": entry.system,
    }


def _together(said: Iterable[Row]) -> dict[str, object]:
    """What several documents say of one party, or of the open groups of one kind."""
    held = list(said)
    return {
        **{name: sorted({one for each in held for one in strings(each[name])}) for name in ("classes", "aliases")},
        "members": [],
        "new": any(each["new"] for each in held),
        **{name: min(str(each[name]) for each in held) for name in ("short", "full", "jurisdiction")},
        "english": "",
        "system": "",
    }


def strings(value: object) -> list[str]:
    """The strings of a row's column of lists."""
    return list(map(str, value)) if isinstance(value, list) else []


def _label(iri: str, labels: Mapping[str, str]) -> str:
    return labels.get(iri) or iri.rpartition("/")[2]


def _placed(row: Row, known: Authority) -> dict[str, object]:
    """The row, with the IRI of its jurisdiction for the code, and what the place is called."""
    code = str(row["jurisdiction"])
    place = known.place_by_code.get(code)
    return {**row, "jurisdiction": identifiers.place(code) if code else "", "place": place.name if place else ""}


def _shown(head: Row, labels: Mapping[str, str], known: Authority) -> dict[str, object]:
    """The row of a document: its issuers by their labels, and the place that it is of."""
    place = known.place_by_code.get(str(head["jurisdiction"]))
    issuers = sorted({_label(issuer, labels) for issuer in strings(head["issuers"])})
    return {**_placed(head, known), "issuers": issuers, "level": place.level if place else ""}
