"""What one document became, as one file.

Nearly every line of a document is about a node below its own address, and no other document says anything about
those: they are its *tree*. The others (about bodies, cited documents, runs) are *loose*.

A chunk's file is named by what it was made from, so one that is there need not be made again. Its first line says
what it holds, and of which sources, as the manifest does; then its parts follow, each a Zstandard frame (RFC 8878),
and the SHA-256 of all this, so what a crash has torn or a disk has spoilt is seen. Lines that say the same addresses
again and again shrink to a twentieth, and compressing them costs less than the disk would.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Self

from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

from graph_build import identifiers
from graph_build.write.manifest import Entry, ordered
from ontology.errors import BrokenGraph
from ontology.findings import Finding, read, written
from ontology.prefixes import BASE, COMMON
from ontology.tables import ROWS
from ontology.terms import FG, PROV

#: Which of the parts the rows are.
_TABLES, _FINDINGS = 3, 4
#: What lines of the common graph end with.
IN_COMMON = f"<{COMMON}> .\n".encode()
#: The predicates from units to the places in a text, and from a graph to the run that made it.
_TO_PLACES = {f"<{FG.span}>".encode(), f"<{FG.attributionSpan}>".encode()}
_GENERATED = f"<{PROV.wasGeneratedBy}>".encode()
#: What loose lines about the runs of the software begin with.
_OF_RUNS = tuple(f"<{BASE}id/{kind}/".encode() for kind in ("run", "software"))


class Named(NamedTuple):
    """A party that a document names; without names if the authority file has them."""

    iri: str  #: of an open group the IRI of its kind
    short: str = ""
    full: str = ""
    jurisdiction: str = ""
    answers: bool = True  #: whether it has an assignment, and does not stand in the head only


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a document."""

    name: str  #: of the source
    key: str  #: of the document
    text: str  #: SHA-256 of the source text
    measures: int = 0
    tasks: int = 0  #: that name somebody
    assignments: int = 0
    parties: tuple[Named, ...] = ()  #: who is named, in tasks and in the head, each once
    reading: str = ""  #: a hash of what the text is read as
    duties: tuple[str, ...] = ()  #: a hash of each task
    draft: bool = False  #: whether the text says that it is not final
    title: str = ""
    number: str = ""
    date: str = ""  #: ISO 8601
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one document became: three pieces of sorted N-Quads, rows of the tables, what looks wrong; compressed."""

    report: Report
    loose: bytes  #: lines about nodes that other documents may describe too
    tree: bytes  #: lines about nodes below the document
    derived: bytes  #: the shortcuts
    tables: bytes = b""  #: the rows of the tables; none of what stands beside another chunk
    findings: bytes = b""  #: what looks wrong in the text

    @classmethod
    def of(
        cls, report: Report, quads: bytes, derived: bytes, tables: bytes = b"", findings: Iterable[Finding] = ()
    ) -> Self:
        """The chunk of sorted ``quads``, in which the lines of the tree stand together."""
        start, end = _tree(quads, report.key)
        tree = memoryview(quads)[start:end]  # which is nearly all of it
        return cls(
            report,
            packed(quads[:start] + quads[end:]),
            packed(tree),
            packed(derived),
            packed(tables) if tables else b"",
            packed(written(findings)),
        )

    def keep(self, path: Path, *entries: Entry) -> Report:
        """Puts the chunk of the sources of ``entries`` at ``path``, whole or not at all, and gives back its report."""
        parts = self.loose, self.tree, self.derived, self.tables, self.findings
        sizes = [len(part) for part in parts]
        says = {"report": asdict(self.report), "entries": [*map(asdict, entries)], "sizes": sizes, "tables": ROWS}
        _put(path, says, b"".join(parts))
        return self.report


def _put(path: Path, says: Mapping[str, object], parts: bytes) -> None:
    """Puts the file of a chunk at ``path``, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            content = b"".join((json.dumps(says).encode(), b"\n", parts))
            file.writelines((content, hashlib.sha256(content).digest()))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class Stored:
    """A chunk on disk, of which only the first line has been read."""

    path: Path
    key: str  #: of the document
    start: int
    sizes: tuple[int, ...]  #: of the parts as they are packed, in the order of ``Chunk``
    entries: tuple[Entry, ...] = ()  #: what the manifest says of the sources; empty if they are in no graph any more
    rows: int = 0  #: the form of the rows of the tables

    @classmethod
    def open(cls, path: Path, *, checked: bool = False) -> Self | None:
        """The chunk at ``path``, None where none or (if it is to be ``checked``) only a damaged one is."""
        try:
            with path.open("rb") as file:
                says = json.loads(head := file.readline())
                sizes = tuple(map(int, says["sizes"]))
                entries = tuple(Entry(**entry) for entry in says.get("entries", ()))
                found = cls(path, says["report"]["key"], len(head), sizes, entries, says.get("tables", 0))
                return found if not checked or found._whole(head + file.read()) else None
        except (OSError, ValueError, KeyError, TypeError, BrokenGraph):
            return None

    def _whole(self, content: bytes) -> bool:
        """Whether the ``content`` of the file is as it was written."""
        end = self.start + sum(self.sizes)
        if seal := content[end:]:
            return hashlib.sha256(content[:end]).digest() == seal
        for number in range(3):  # of a version that set no seal; the parts have check sums of their own
            self._part(number)
        return True

    def enter(self, entries: tuple[Entry, ...]) -> None:
        """Has the head say that the chunk is of the sources of these ``entries``."""
        content = self.path.read_bytes()
        if not self._whole(content):
            raise self._damaged()
        says = json.loads(content[: self.start]) | {"entries": [*map(asdict, entries)]}
        _put(self.path, says, content[self.start : self.start + sum(self.sizes)])

    @property
    def report(self) -> Report:
        """What was found in the document."""
        try:
            with self.path.open("rb") as file:
                says = json.loads(file.readline())["report"]
            parties = tuple(Named(*party) for party in says["parties"])
            return Report(**{**says, "parties": parties, "duties": tuple(says["duties"])})
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged() from error

    @property
    def loose(self) -> bytes:
        """Lines about nodes that other documents may describe too."""
        return self._part(0)

    @property
    def tree(self) -> bytes:
        """Lines about nodes below the document."""
        return self._part(1)

    @property
    def derived(self) -> bytes:
        """The shortcuts."""
        return self._part(2)

    @property
    def has_tables(self) -> bool:
        """Whether rows of the tables are kept here, in their present form."""
        return self.rows == ROWS and self.sizes[_TABLES] > 0

    @property
    def tables(self) -> bytes:
        """The rows of the tables."""
        return self._part(_TABLES)

    @property
    def findings(self) -> tuple[Finding, ...] | None:
        """What looks wrong in the text; None in a chunk of a version that did not keep it."""
        return read(self._part(_FINDINGS)) if len(self.sizes) > _FINDINGS else None

    def _part(self, number: int) -> bytes:
        with self.path.open("rb") as file:
            file.readline()  # the head, which may have grown since it was read
            file.seek(sum(self.sizes[:number]), os.SEEK_CUR)
            content = file.read(self.sizes[number])
        if (lines := unpacked(content)) is None:
            raise self._damaged()
        return lines

    def _damaged(self) -> BrokenGraph:
        return BrokenGraph(
            f"{self.path} 已损坏，请用全部文件重新构建。{self.path} is damaged; build again with all documents"
        )


def entries_in(folder: Path) -> tuple[Entry, ...]:
    """What the chunks in ``folder`` say of the sources that the graph was made from, as a manifest has it.

    Of what a build that was killed read from a source and what another one read, the last counts. Raises BrokenGraph
    for a chunk that says nothing any more.
    """
    held: dict[str, Entry] = {}
    replaced: set[Entry] = set()
    written = sorted((path.stat().st_mtime_ns, path) for path in folder.glob("*/*.chunk"))
    for _, path in written:
        stored = Stored.open(path)
        if stored is None:
            raise BrokenGraph(
                f"{path} 和清单都已损坏，请用全部文件在另一目录重新构建。"
                f"{path} is damaged, and so is the manifest; build again with all documents elsewhere"
            )
        replaced.update(entry for entry in stored.entries if entry.replaced)
        for entry in stored.entries:
            if not entry.replaced and (entry.name not in held or held[entry.name].order <= entry.order):
                held[entry.name] = entry
    return ordered([*held.values(), *replaced])


def tree_of(key: str) -> bytes:
    """What the lines of a document's tree begin with, and no others.

    >>> tree_of("新政办发-2017-107").decode()
    '<https://w3id.org/fengong/id/doc/新政办发-2017-107/'
    """
    return f"<{identifiers.document(key)}/".encode()


def revision(history: Sequence[tuple[Stored, str]]) -> Chunk:
    """What remains of a document's earlier texts, given newest first with the hash of each: texts, runs, succession.

    What they assigned is gone from the graph; that they are its predecessors stays, as PROV-O says it.
    """
    present, _ = history[0]
    key, address = present.key, identifiers.document(present.key)
    graph = identifiers.graph("doc", key)
    tree: set[bytes] = set()
    loose: set[bytes] = set()
    for (_, after), (stored, text) in pairwise(history):
        newer, older = (f"{address}/text/{digest[:8]}" for digest in (after, text))
        tree.add(f"<{newer}> <{PROV.wasRevisionOf}> <{older}> <{graph}> .\n".encode())
        tree |= {line for line in stored.tree.splitlines(keepends=True) if line.startswith(f"<{older}> ".encode())}
        loose |= {line for line in stored.loose.splitlines(keepends=True) if line.startswith(_OF_RUNS)}
    return Chunk.of(Report("", key, ""), b"".join(sorted(tree | loose)), b"")


def beside(stored: Stored, text: str) -> Chunk:
    """What a text adds to a version that another text is the main one of: itself, its places, and its run.

    All else it says alike, but for blanks perhaps; ``text`` is the hash of its source text.
    """
    own = f"<{identifiers.text(identifiers.document(stored.key), text)}".encode()
    tree = [
        line
        for line in stored.tree.splitlines(keepends=True)
        if line.startswith((own + b"/", own + b">")) or line.split(b" ", 2)[1] in _TO_PLACES
    ]
    loose = [
        line
        for line in stored.loose.splitlines(keepends=True)
        if line.startswith(_OF_RUNS) or line.endswith(IN_COMMON) or line.split(b" ", 2)[1] == _GENERATED
    ]
    return Chunk.of(Report("", stored.key, ""), b"".join(sorted({*tree, *loose})), b"")


def _tree(quads: bytes, key: str) -> tuple[int, int]:
    """Where in sorted ``quads`` the lines about nodes below the document known by ``key`` begin and end."""
    below = tree_of(key)
    start = 0 if quads.startswith(below) else quads.find(b"\n" + below) + 1
    if not quads.startswith(below, start):
        return 0, 0
    last = max(quads.rfind(b"\n" + below) + 1, start)
    return start, quads.index(b"\n", last) + 1


def packed(lines: bytes | memoryview) -> bytes:
    """The ``lines`` compressed, with a check sum."""
    return ZstdCompressor(level=1, write_checksum=True).compress(lines)


def unpacked(content: bytes) -> bytes | None:
    """What was ``packed``; None if it is damaged."""
    try:
        return ZstdDecompressor().decompress(content)
    except ZstdError:
        return None
