"""The build of a corpus: ``chunk`` mapped over many documents, what came out merged into one graph on disk.

The function is the same in this process, in several and on a cluster. What it makes is kept under the hash of what
went in, so only what is new or changed is read, and a build that was killed goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Self, TypeAlias

from graph_build import alone, bounded, edits, identifiers, newnames, scale, seen, summary
from graph_build.identity import identity
from graph_build.limits import Limit
from graph_build.read import named
from graph_build.sources import Source, Unopened, Unread, brought_down, unforeseen
from graph_build.summary import Plan, Summary
from graph_build.write import generation, store
from graph_build.write.chunks import Chunk, Report, Stored
from graph_build.write.lock import locked
from graph_build.write.manifest import Entry
from graph_build.write.together import Holdings
from graph_build.write.versions import Version
from ontology.errors import BadQuery, BrokenGraph, FengongError, UnreadableSource
from ontology.findings import Finding
from ontology.seal import Stamp

#: What comes in: a document, one that need not be opened, or why there is none.
Given: TypeAlias = Source | Unopened | Unread

_NOTHING = "没有作任何改动，请先解决所列问题。nothing was changed"


def build(
    sources: Iterable[Given],
    directory: Path,
    on_document: Callable[[str], None] = lambda name: None,
    *,
    sentences: bool = False,
    jobs: int = 1,
    cluster: str = "",
    prune: bool = False,
    edited: edits.Edits | None = None,
    prefer: Collection[str] = (),
    new_names: bool = False,
    on_wait: Callable[[str], None] = lambda holder: None,
    limit: Limit | None = None,
    derive: generation.Derive | None = None,
    anew: bool = True,
    deep: bool = False,
) -> Summary:
    """Brings the graph in ``directory`` up to ``sources`` and says what was found.

    Only what is new or changed is read, by ``jobs`` processes or on the Dask ``cluster`` at an address; sources that
    the graph holds and that are not given stay, unless ``prune``. The result does not depend on how many read, nor on
    how often a build was killed before. ``on_document`` hears of each source that is done, ``on_wait`` of the process
    that holds the directory at the moment. What was ``edited`` in a task table is kept with the graph; the documents
    that it is about are read again, and if one of them cannot be, nothing is changed; nor if it names a body that
    neither the documents nor the authority file know, which is a slip more often than a body, unless ``new_names``
    are wanted. If nothing can be read and there is nothing to keep, the directory stays as it is. Of several versions
    of a document the one read from a source to ``prefer`` counts.

    What ``derive`` tells of the whole graph is stated in it, and a build that is not told to derive anything leaves it
    out; where nothing changed, what was derived stays, unless it is to be derived ``anew``. What was not written to
    since the last build is as it was; only ``deep`` hashes all of it.

    A document that takes more than ``limit`` is not read and named, the others are. None reads documents that are
    trusted in this process, without a limit, if there are no several ``jobs``.
    """
    _check(prune, edited)
    directory = directory.resolve()  # once, at the door: what is compared and removed below has one name only
    with _writing(directory), locked(directory, on_wait):
        before = store.manifest(directory)
        found = _Corpus.of(directory, before, sentences, edited or edits.Edits())
        found.whole = {} if deep else store.untouched(directory)
        given: Iterable[Given] = found.sources(sources)
        while given:
            work = found.jobs(given, on_document)
            for job, made in _map(work, sentences=sentences, jobs=jobs, cluster=cluster, limit=limit):
                found.take(job, made)
                on_document(job.source.name)
            given, found.late = found.late, []
        if found.edited.corrections.keys() - {entry.key for entry in found.entries.values()}:
            raise UnreadableSource("; ".join([_NOTHING, *(unread.reason for unread in found.unread)]))
        if not new_names:
            newnames.check(directory, before, found.edited, found.entries.values())
        after, removed = before, tuple[str, ...]()
        if found.entries:
            failed = {unread.name for unread in found.unread}
            after, removed = generation.settled(before, found.entries.values(), failed, prune=prune)
            after = generation.preferring(after, prefer)
            generation.verify_chunks(directory, {*after} - {*found.entries.values()}, found.whole)
        edits.keep(directory, found.edited)
        holdings = (
            generation.write(directory, before, after, derive, anew=anew, whole=found.whole, deep=deep)
            if found.entries
            else generation.holdings(directory, after)
        )
        seen.note(directory, found.noted, {entry.name for entry in after})
        return replace(
            summarise(directory, after, holdings),
            read=found.read,
            kept=len(found.entries) - found.read,
            replaced=tuple(sorted(entry.name for entry in {*after} - {*before} if entry.replaced)),
            removed=removed,
            unread=tuple(sorted(found.unread, key=lambda unread: unread.name)),
            doubts=tuple(_doubts(directory, after, {entry.name for entry in {*after} - {*before}})),
        )


def _is_gone(name: str) -> bool:
    """Whether neither the file that a source was read from nor the archive that held it is where it was."""
    return not any(path.is_file() for path in (Path(name), *Path(name).parents))


def _check(prune: bool, edited: edits.Edits | None) -> None:
    """Refuses what cannot be meant."""
    if prune and edited is not None:
        raise BadQuery(
            "--prune 会去掉未给出的文件，而任务分工表并不说明给出了哪些文件，请二者只用其一。"
            "--prune takes out documents that are not given, which a task table does not say; leave one out"
        )


@contextmanager
def _writing(directory: Path) -> Iterator[None]:
    """Says in one line that the disk is full or may not be written; readers still have the graph as it was."""
    try:
        yield
    except OSError as error:
        raise BrokenGraph(
            f"{directory}: 无法写入，请检查磁盘空间和写入权限；原有图谱未变。"
            f"cannot be written ({error}); the graph there is as it was"
        ) from error


def plan(
    sources: Iterable[Given],
    directory: Path,
    *,
    sentences: bool = False,
    prune: bool = False,
    edited: edits.Edits | None = None,
) -> Plan:
    """What a build of ``sources`` would do, without doing it."""
    _check(prune, edited)
    held = store.manifest(directory)
    before = {entry.name: entry for entry in held if not entry.replaced}
    found: dict[str, list[str]] = {"new": [], "changed": [], "kept": []}
    unread: list[Unread] = []
    given: set[str] = set()
    for source in _Corpus.of(directory, held, sentences, edited or edits.Edits()).sources(sources):
        if isinstance(source, Unread):
            unread.append(source)
        elif source.name not in given:
            known = before.get(source.name)
            same = known is not None and known.chunk == identity(source, sentences)
            found["kept" if same else "changed" if known else "new"].append(source.name)
        given.add(source.name)
    gone = tuple(name for name in before if name not in given)
    return Plan(**{what: tuple(names) for what, names in found.items()}, gone=gone, unread=tuple(unread), prune=prune)


def summarise(directory: Path, entries: Iterable[Entry], holdings: Holdings) -> Summary:
    """The counts over the documents of ``entries``: of each the version that counts, once."""
    reports = holdings.reports
    return Summary(
        len(reports),
        sum(report.measures for report in reports),
        sum(report.tasks for report in reports),
        sum(report.assignments for report in reports),
        holdings.answering,
        tuple(report.name for report in reports if not report.assignments),
        versions=tuple(islice(_several(directory, entries), summary.SOME)),
    )


def _several(directory: Path, entries: Iterable[Entry]) -> Iterator[tuple[Version, ...]]:
    """The versions of the documents that have several; only what is asked for is opened."""
    for _, same in groupby((entry for entry in entries if not entry.replaced), key=attrgetter("key")):
        texts = tuple(same)
        found = generation.present(directory, texts) if len(texts) > 1 else ()
        yield from (versions for versions in found if len(versions) > 1)


def _doubts(directory: Path, entries: Iterable[Entry], new: Collection[str]) -> Iterator[tuple[Finding, ...]]:
    """What reading each of the ``new`` sources that count was unsure of; that a body is new is no doubt."""
    held = tuple(entries)
    keys = {entry.key for entry in held if entry.name in new}
    for counting, *_ in generation.present(directory, [entry for entry in held if entry.key in keys]):
        for source in counting.sources:
            if source.name in new:
                found = source.stored.findings or ()
                if doubts := tuple(finding for finding in found if finding.end and finding.fault != "authority"):
                    yield doubts


@dataclass(frozen=True, slots=True)
class _Job:
    """A source that is to be read, and where what it becomes is kept."""

    source: Source
    entry: Entry
    path: Path

    def entered(self, made: Report) -> Entry:
        """What the manifest is to say of the source."""
        return replace(self.entry, key=made.key, text=made.text)


@dataclass(slots=True)
class _Corpus:
    """The sources of a build as they come: which must be read, and what became of them."""

    directory: Path
    before: tuple[Entry, ...]
    sentences: bool
    edited: edits.Edits = field(default_factory=edits.Edits)
    kept: dict[str, bytes] = field(default_factory=dict)  #: the corrections of documents, by the segment of their IRI
    known: dict[str, str] = field(default_factory=dict)  #: SHA-256 of sources that there are such of -> segment
    entries: dict[str, Entry] = field(default_factory=dict)  #: by the name of the source
    unread: list[Unread] = field(default_factory=list)
    whole: Mapping[str, Stamp] = field(default_factory=dict)  #: the stamps of chunks that were not written to
    noted: dict[str, Unopened] = field(default_factory=dict)  #: what is known of the files of sources that were given
    late: list[Given] = field(default_factory=list)  #: that reading told corrections of
    read: int = 0

    @classmethod
    def of(cls, directory: Path, before: tuple[Entry, ...], sentences: bool, edited: edits.Edits) -> Self:
        """A build that is about to begin."""
        kept = edits.kept(directory, edited)
        keys = {entry.content: identifiers.segment(entry.key) for entry in before} if kept else {}
        known = {content: key for content, key in keys.items() if key in kept}
        return cls(directory, before, sentences, edited, kept, known)

    def sources(self, given: Iterable[Given]) -> Iterator[Given]:
        """The ``given`` sources with their corrections, and the documents that edits are about and that are not."""
        given_too = set()
        for source in given:
            content = source.digests[0] if self.known and not isinstance(source, Unread) else ""
            if not isinstance(source, Unread) and content in self.known:
                given_too.add(content)
                yield replace(source, edits=self.kept[self.known[content]])
            else:
                yield source
        for entry in self.before:
            if entry.key in self.edited.corrections and not entry.replaced and entry.content not in given_too:
                try:
                    yield self._again(entry)
                except UnreadableSource as error:
                    yield Unread(
                        entry.name,
                        f"{entry.name}: 未能重新读取，请把原文件与任务分工表一并给出。"
                        f"{error}; give the document it was together with the table",
                    )

    def _again(self, entry: Entry) -> Source:
        """The source of an entry with what was edited now: opened again, or its text where the file is gone."""
        key, gone = identifiers.segment(entry.key), _is_gone(entry.name)
        found = Source(entry.name, generation.text(self.directory, entry).encode()) if gone else named(entry.name)
        if not gone and found.digests[0] != entry.content:
            raise UnreadableSource(
                f"{entry.name}: 已不是构建图谱时的文件，请恢复原文件，或重新构建。"
                "is not the file that the graph was built from"
            )
        source = replace(found, edits=edits.kept(self.directory, edits.Edits()).get(key, b""))
        if entry.chunk == identity(source, not self.sentences):
            chinese, how = ("没有用", "without") if self.sentences else ("用了", "with")
            raise BadQuery(
                f"“{entry.name}”构建时{chinese} --sentences，请以同样方式连同任务分工表构建。"
                f"{entry.name} was built {how} --sentences; build with the table in the same way"
            )
        if gone and entry.chunk != identity(source, self.sentences) and not self._reads_alike(source, entry):
            raise UnreadableSource(
                f"{entry.name}: 文件已不在，图谱中所存正文与原文件读法不同，请找回原文件。"
                "is gone, and its text alone does not read as the file did"
            )
        return replace(source, edits=self.kept.get(key, b""))

    def _reads_alike(self, source: Source, entry: Entry) -> bool:
        """Whether the text of an entry reads as the file did, which knew more: tables, titles, pages."""
        found = alone.chunk(source, sentences=self.sentences).report
        return found.reading == generation.report(self.directory, entry).reading

    def jobs(self, sources: Iterable[Given], on_document: Callable[[str], None]) -> Iterator[_Job]:
        """The sources that must be read; the others are taken as they are."""
        known = {entry.name: entry for entry in self.before if not entry.replaced}
        latest = max((entry.order for entry in self.before), default=0)
        for order, given in enumerate(sources, latest + 1):
            held = known.get(given.name)
            if held and self._stands(held, given):
                self.entries[given.name] = held
                on_document(given.name)
                continue
            source = _opened(given)
            if isinstance(source, Unread):
                self.unread.append(source)
                continue
            self._note(source)
            made_from = identity(source, self.sentences)
            path = store.chunk_path(self.directory, made_from)
            left = Stored.open(path, checked=True)  # by the last build, by one that was killed, or for an equal file
            if held and held.chunk == made_from:
                entry = held
            else:
                entry = Entry(source.name, source.digests[0], made_from, "", "", order=order)
            if not left:
                yield _Job(source, entry, path)
                continue
            if entry is held:
                self.entries[source.name] = held
            else:
                self.take(_Job(source, entry, path), left.report)
            on_document(source.name)

    def _stands(self, held: Entry, given: Given) -> bool:
        """Whether what was held for a source is what it becomes, and is whole."""
        if isinstance(given, Unread) or held.chunk != identity(given, self.sentences):
            return False
        self._note(given)
        return held.chunk in self.whole

    def _note(self, source: Source | Unopened) -> None:
        """Has the next build know of the files of a source, with which it need not be opened."""
        if found := seen.noted(source):
            self.noted[source.name] = found

    def take(self, job: _Job, made: Report | Unread | None) -> None:
        """Enters what became of a source."""
        if isinstance(made, Report) and job.source.edits != (said := self._edits(made.key)):
            self.late.append(replace(job.source, edits=said))
        elif isinstance(made, Report):
            self.entries[job.source.name] = job.entered(made)
            self.read += 1
        else:
            self.unread.append(made or Unread(job.source.name, brought_down(job.source.name)))

    def _edits(self, key: str) -> bytes:
        return self.kept.get(identifiers.segment(key), b"")


def _opened(source: Given) -> Source | Unread:
    """The source with its bytes."""
    if not isinstance(source, Unopened):
        return source
    try:
        return replace(named(source.name), edits=source.edits)
    except UnreadableSource as error:
        return Unread(source.name, str(error))


def _map(
    work: Iterator[_Job], *, sentences: bool, jobs: int, cluster: str, limit: Limit | None
) -> Iterator[tuple[_Job, Report | Unread | None]]:
    """Each job with what became of it; on a cluster the workers need not see the directory."""
    if cluster:
        bound = partial(_made, sentences=sentences, limit=limit or Limit())
        for job, made in scale.cluster(bound, work, cluster):
            yield job, _keep(job, made) if made else None
    elif limit is None and jobs == 1:
        yield from scale.here(partial(_kept, sentences=sentences, limit=None), work)
    else:
        yield from scale.threads(partial(_kept, sentences=sentences, limit=limit or Limit()), work, jobs)


def _made(job: _Job, *, sentences: bool, limit: Limit | None) -> Chunk | Unread:
    """What a source becomes, or why it cannot be read."""
    name = job.source.name
    try:
        if limit is None:
            return alone.chunk(job.source, sentences=sentences)
        return bounded.call(name, limit, partial(alone.chunk, sentences=sentences), job.source)
    except FengongError as error:
        return Unread(name, str(error))
    except Exception as error:  # whatever a broken file brings up must not stop the rest
        return Unread(name, unforeseen(name, f"{type(error).__name__}: {error}"))


def _kept(job: _Job, *, sentences: bool, limit: Limit | None) -> Report | Unread:
    return _keep(job, _made(job, sentences=sentences, limit=limit))


def _keep(job: _Job, made: Chunk | Unread) -> Report | Unread:
    return made.keep(job.path, job.entered(made.report)) if isinstance(made, Chunk) else made
