"""The way through the house as one function: bytes -> text -> document -> parties -> quads -> graph on disk.

``chunk`` is that way for one document, a pure function; ``build`` maps it over a corpus (here, in processes, on a
cluster: the same function), keeps what came out under the hash of what went in, and merges it into one graph.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import Self

import graph_build
import ontology
from graph_build import corrections, edits, identifiers, scale
from graph_build.model import Document, Kind, Source, Unread
from graph_build.parse.document import parse
from graph_build.read import CORRECTIONS, named, read
from graph_build.read.reflow import reflow
from graph_build.resolve.bodies import resolve
from graph_build.write import store, triples
from graph_build.write.chunks import Chunk, Report, Stored, revision, write_derived, write_graph
from graph_build.write.lock import locked
from graph_build.write.store import Entry
from ontology.authority import Authority, load
from ontology.errors import BadQuery, BrokenGraph, FengongError, UnreadableSource


@dataclass(frozen=True, slots=True)
class Product:
    """What one source became."""

    document: Document
    quads: list[str]
    derived: list[str]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build found: what the graph holds now, and what this build did."""

    documents: int
    measures: int
    tasks: int  #: with an attribution
    assignments: int
    parties: int
    silent: tuple[str, ...]  #: sources that assign nobody
    read: int = 0  #: sources that this build read
    kept: int = 0  #: sources that were as they had been
    replaced: tuple[str, ...] = ()  #: sources whose document was issued again, now revisions
    removed: tuple[str, ...] = ()  #: sources that are gone and were taken out
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do with each source, by name."""

    new: tuple[str, ...]
    changed: tuple[str, ...]  #: by its bytes, its corrections, the extractor or the authority file
    kept: tuple[str, ...]
    gone: tuple[str, ...]  #: in the graph and not among the sources: kept, or removed with ``prune``


# --- one document -----------------------------------------------------------------------------------------------------


def understand(source: Source, authority: Authority, *, sentences: bool = False) -> Document:
    """The document that ``source`` holds, parsed and resolved; ``sentences`` takes duties of running prose too."""
    reading = read(source)
    document = parse(Path(source.name).name, reading, reflow(reading), sentences=sentences)
    if source.corrections:
        name = f"{source.name}{CORRECTIONS}"
        document = corrections.apply(document, corrections.read(source.corrections, name), name)
    if source.edits:
        name = edits.path_of(Path(), identifiers.document_key(document)).as_posix()
        document = corrections.apply(document, corrections.read(source.edits, name), name)
    return resolve(document, authority)


def produce(source: Source, authority: Authority, *, sentences: bool = False) -> Product:
    """The quads of one source; the same source, extractor and authority file give the same quads."""
    document = understand(source, authority, sentences=sentences)
    return Product(document, triples.quads(document, _run(authority)), triples.derived(document))


def chunk(source: Source, *, sentences: bool = False) -> Chunk:
    """What one source becomes: a pure function of its bytes, on whichever machine it runs."""
    authority = load()
    document = understand(source, authority, sentences=sentences)
    derived = "".join(triples.derived(document)).encode()
    return Chunk.of(_report(document), triples.nquads(document, _run(authority)), derived)


def _run(authority: Authority) -> triples.Run:
    return triples.Run(_software(), authority.digest)


@cache
def _software() -> str:
    return f"fengong-{version('fengong')}"


def _report(document: Document) -> Report:
    mentions = [mention for mention in document.mentions() if mention.party]
    tasks = (task for measure in document.measures for task in measure.tasks)
    # Bodies are one by their IRI; open groups, whose IRI is a document's own, by their name.
    who = {m.party.iri if m.kind is Kind.AGENCY else m.name for m in mentions if m.party}
    return Report(
        document.name,
        identifiers.document_key(document),
        identifiers.digest(document.reflowed.source, 64),
        len(document.measures),
        sum(task.attribution is not None for task in tasks),
        sum(1 for _ in document.mentions()),
        tuple(sorted(who)),
    )


@cache
def extractor() -> str:
    """A hash of all that decides what a source becomes: this code, its words and the authority file."""
    found = hashlib.sha256(version("fengong").encode())
    for package in (graph_build, ontology):
        folder = Path(next(iter(package.__path__)))
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".ttl"}:
                found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


# --- many documents ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Job:
    """A source that is to be read, and where what it becomes is kept."""

    source: Source
    entry: Entry
    path: Path


def build(
    sources: Iterable[Source | Unread],
    directory: Path,
    on_document: Callable[[str], None] = lambda name: None,
    *,
    sentences: bool = False,
    jobs: int = 1,
    cluster: str = "",
    prune: bool = False,
    edited: edits.Edits | None = None,
    on_wait: Callable[[str], None] = lambda holder: None,
) -> Summary:
    """Brings the graph in ``directory`` up to ``sources`` and says what was found.

    Only what is new or changed is read, by ``jobs`` processes or on the Dask ``cluster`` at an address; sources that
    the graph holds and that are not given stay, unless ``prune``. The result does not depend on how many read, nor on
    how often a build was killed before. ``on_document`` hears of each source that is done, ``on_wait`` of the process
    that holds the directory at the moment. What was ``edited`` in a task table is kept with the graph; the documents
    that it is about are read again, and if one of them cannot be, nothing is changed. If nothing can be read and
    there is nothing to keep, the directory stays as it is.
    """
    with _writing(directory), locked(directory, on_wait):
        before = store.manifest(directory)
        found = _Corpus.of(directory, before, sentences, edited or {})
        given: Iterable[Source | Unread] = found.sources(sources)
        while given:
            work = found.jobs(given, on_document)
            for job, made in _map(work, sentences=sentences, jobs=jobs, cluster=cluster):
                found.take(job, made)
                on_document(job.source.name)
            given, found.late = found.late, []
        if (edited or {}).keys() - {entry.key for entry in found.entries.values()}:
            raise UnreadableSource("; ".join(["nothing was changed", *(unread.reason for unread in found.unread)]))
        after, removed = _settled(before, found, prune=prune)
        if found.entries:
            edits.keep(directory, edited or {})
            _write(directory, before, after)
        held = [entry for entry in after if not entry.replaced]
        return replace(
            summarise(directory, held),
            read=found.read,
            kept=len(found.entries) - found.read,
            replaced=tuple(sorted(entry.name for entry in {*after} - {*before} if entry.replaced)),
            removed=removed,
            unread=tuple(sorted(found.unread, key=lambda unread: unread.name)),
        )


@contextmanager
def _writing(directory: Path) -> Iterator[None]:
    """Says in one line that the disk is full or may not be written; readers still have the graph as it was."""
    try:
        yield
    except OSError as error:
        raise BrokenGraph(f"{directory}: cannot be written ({error}); the graph there is as it was") from error


def plan(
    sources: Iterable[Source | Unread],
    directory: Path,
    *,
    sentences: bool = False,
    edited: edits.Edits | None = None,
) -> Plan:
    """What a build of ``sources`` would do, without doing it."""
    held = store.manifest(directory)
    before = {entry.name: entry for entry in held if not entry.replaced}
    new: list[str] = []
    changed: list[str] = []
    kept: list[str] = []
    for source in _Corpus.of(directory, held, sentences, edited or {}).sources(sources):
        if isinstance(source, Unread):
            continue
        known = before.pop(source.name, None)
        same = known is not None and known.chunk == _identity(source, sentences)
        (kept if same else changed if known else new).append(source.name)
    return Plan(tuple(new), tuple(changed), tuple(kept), tuple(before))


def summarise(directory: Path, entries: Iterable[Entry]) -> Summary:
    """The counts over what ``entries`` became."""
    counts = [0, 0, 0, 0]
    parties: set[str] = set()
    silent = []
    for entry in entries:
        stored = Stored.open(store.chunk_path(directory, entry.chunk))
        if stored:
            report = stored.report
            here = (1, report.measures, report.tasks, report.assignments)
            counts = [total + one for total, one in zip(counts, here, strict=True)]
            parties.update(report.parties)
            silent += [] if report.assignments else [report.name]
    documents, measures, tasks, assignments = counts
    return Summary(documents, measures, tasks, assignments, len(parties), tuple(silent))


@dataclass(slots=True)
class _Corpus:
    """The sources of a build as they come: which must be read, and what became of them."""

    directory: Path
    before: tuple[Entry, ...]
    sentences: bool
    edited: edits.Edits = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)  #: the corrections of documents, by the segment of their IRI
    known: dict[str, str] = field(default_factory=dict)  #: SHA-256 of sources that there are such of -> segment
    entries: dict[str, Entry] = field(default_factory=dict)  #: by the name of the source
    unread: list[Unread] = field(default_factory=list)
    late: list[Source | Unread] = field(default_factory=list)  #: of which only reading told that there are corrections
    read: int = 0

    @classmethod
    def of(cls, directory: Path, before: tuple[Entry, ...], sentences: bool, edited: edits.Edits) -> Self:
        """A build that is about to begin."""
        kept = edits.kept(directory, edited)
        keys = {entry.content: identifiers.segment(entry.key) for entry in before} if kept else {}
        known = {content: key for content, key in keys.items() if key in kept}
        return cls(directory, before, sentences, edited, kept, known)

    def sources(self, given: Iterable[Source | Unread]) -> Iterator[Source | Unread]:
        """The ``given`` sources with their corrections, and the documents that edits are about and that are not."""
        seen = set()
        for source in given:
            content = hashlib.sha256(source.content).hexdigest() if self.known and isinstance(source, Source) else ""
            if isinstance(source, Source) and content in self.known:
                seen.add(content)
                yield replace(source, edits=self.kept[self.known[content]])
            else:
                yield source
        for entry in self.before:
            if entry.key in self.edited and not entry.replaced and entry.content not in seen:
                try:
                    yield self._again(entry)
                except UnreadableSource as error:
                    yield Unread(entry.name, f"{error}; give the document it was together with the table")

    def _again(self, entry: Entry) -> Source:
        """The source of an entry, opened again, with what was edited now."""
        source, key = named(entry.name), identifiers.segment(entry.key)
        if hashlib.sha256(source.content).hexdigest() != entry.content:
            raise UnreadableSource(f"{entry.name}: is not the file that the graph was built from")
        before = replace(source, edits=edits.kept(self.directory, {}).get(key, b""))
        if entry.chunk == _identity(before, not self.sentences):
            how = "without" if self.sentences else "with"
            raise BadQuery(f"{entry.name} was built {how} --sentences; build with the table in the same way")
        return replace(source, edits=self.kept[key])

    def jobs(self, sources: Iterable[Source | Unread], on_document: Callable[[str], None]) -> Iterator[_Job]:
        """The sources that must be read; the others are taken as they are."""
        known = {entry.name: entry for entry in self.before if not entry.replaced}
        for source in sources:
            if isinstance(source, Unread):
                self.unread.append(source)
                continue
            identity = _identity(source, self.sentences)
            path = store.chunk_path(self.directory, identity)
            held = known.get(source.name)
            if held and held.chunk == identity and path.is_file():
                self.entries[source.name] = held
                on_document(source.name)
                continue
            content = hashlib.sha256(source.content).hexdigest()
            job = _Job(source, Entry(source.name, content, identity, "", ""), path)
            left = Stored.open(path, checked=True)  # by a build that was killed, or for an equal file
            if left:
                self.take(job, left.report)
                on_document(source.name)
            else:
                yield job

    def take(self, job: _Job, made: Report | Unread | None) -> None:
        """Enters what became of a source."""
        if isinstance(made, Report) and job.source.edits != (said := self._edits(made.key)):
            self.late.append(replace(job.source, edits=said))
        elif isinstance(made, Report):
            self.entries[job.source.name] = replace(job.entry, key=made.key, text=made.text)
            self.read += 1
        else:
            self.unread.append(
                made or Unread(job.source.name, f"{job.source.name}: brought down the process reading it")
            )

    def _edits(self, key: str) -> bytes:
        return self.kept.get(identifiers.segment(key), b"")


def _identity(source: Source, sentences: bool) -> str:
    """A hash of all that decides what ``source`` becomes."""
    parts = (extractor(), Path(source.name).name, str(sentences), source.content, source.corrections, source.edits)
    found = hashlib.sha256()
    for part in parts:
        content = part.encode(errors="surrogateescape") if isinstance(part, str) else part
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()[:40]


def _map(
    work: Iterator[_Job], *, sentences: bool, jobs: int, cluster: str
) -> Iterator[tuple[_Job, Report | Unread | None]]:
    """Each job with what became of it; on a cluster the workers need not see the directory."""
    if cluster:
        for job, made in scale.cluster(partial(_made, sentences=sentences), work, cluster):
            yield job, made.keep(job.path) if isinstance(made, Chunk) else made
        return
    first = list(islice(work, 2))  # for a single document no process need be started
    function, rest = partial(_kept, sentences=sentences), chain(first, work)
    yield from scale.processes(function, rest, jobs) if min(jobs, len(first)) > 1 else scale.here(function, rest)


def _made(job: _Job, *, sentences: bool) -> Chunk | Unread:
    """What a source becomes, or why it cannot be read."""
    name = job.source.name
    try:
        return chunk(job.source, sentences=sentences)
    except FengongError as error:
        return Unread(name, str(error))
    except Exception as error:  # whatever a broken file brings up must not stop the rest
        return Unread(name, f"{name}: {type(error).__name__}: {error}; please report this file")


def _kept(job: _Job, *, sentences: bool) -> Report | Unread:
    made = _made(job, sentences=sentences)
    return made.keep(job.path) if isinstance(made, Chunk) else made


def _settled(before: tuple[Entry, ...], found: _Corpus, *, prune: bool) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """What the graph holds after this build, sorted, and the names of sources that are taken out.

    A source that is not given any more, and whose document another one is now, has been replaced: it stays as a
    revision if its text differs, and goes if it does not (the file was renamed, or is read anew).
    """
    present: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in found.entries.values():
        present[entry.key].append(entry)
    after, removed = set(found.entries.values()), []
    failed = {unread.name for unread in found.unread}
    age = max((entry.replaced for entry in before), default=0)
    for entry in before:
        if entry.name in failed:
            after.add(entry)
        elif entry.key in present:
            if not any(entry.content == other.content or entry.text == other.text for other in present[entry.key]):
                age += not entry.replaced
                after.add(entry if entry.replaced else replace(entry, replaced=age))
        elif prune:
            removed += [] if entry.replaced or entry.name in found.entries else [entry.name]
        elif entry.replaced or entry.name not in found.entries:
            after.add(entry)
    living = {entry.key for entry in after if not entry.replaced}
    ordered = sorted((e for e in after if e.key in living), key=lambda e: (e.key, e.replaced, e.name))
    return tuple(ordered), tuple(removed)


def _write(directory: Path, before: tuple[Entry, ...], after: tuple[Entry, ...]) -> None:
    """Makes the graph of ``after`` the one that readers see."""
    if after == before and (store.held(directory) / "graph").is_dir():
        store.settle(directory)
        return
    fresh = store.begin(directory)
    parts = [_stored(directory, entry) for entry in after if not entry.replaced]
    for number, history in enumerate(_histories(after), 1):
        found = revision([(_stored(directory, entry), entry.text) for entry in history])
        found.keep(path := fresh / "revisions" / f"{number}.nq")
        parts += filter(None, [Stored.open(path)])
    write_graph(fresh / "graph.nq", parts)
    write_derived(fresh / "derived.nq", parts)
    store.load(fresh / "graph", (fresh / "graph.nq", fresh / "derived.nq"))
    wanted, had = ({entry.chunk for entry in entries} for entries in (after, before))
    store.commit(directory, fresh, after, (store.chunk_path(directory, chunk) for chunk in sorted(wanted - had)))
    store.sweep(directory, wanted)


def _histories(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """For each document that was issued again: its sources, newest first."""
    of_key: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        of_key[entry.key].append(entry)
    for several in of_key.values():
        if any(entry.replaced for entry in several):
            old = sorted((e for e in several if e.replaced), key=lambda e: -e.replaced)
            yield from ([entry, *old] for entry in several if not entry.replaced)


def _stored(directory: Path, entry: Entry) -> Stored:
    found = Stored.open(store.chunk_path(directory, entry.chunk))
    if found is None:
        raise BrokenGraph(
            f"{directory}: what {entry.name} became is lost; build again with that file among the sources"
        )
    return found
