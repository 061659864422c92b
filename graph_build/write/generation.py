"""From one generation of the graph to the next: what it holds after a build, and how that comes to disk.

A document hangs together with others in four things: triples that several say (together.py), labels, the tables of
documents and parties, and where its part of the tables ends. All else it says alone. So a generation is the one before
with what changed documents said taken out and what they say put in, and those four put right; no other is opened.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Literal, TypeAlias

from graph_build import identifiers, identity
from graph_build.write import engine, labels, manifest, merge, shown, store, tables, together, versions
from graph_build.write.chunks import Report, Stored
from graph_build.write.difference import Difference
from graph_build.write.lines import unquoted
from graph_build.write.manifest import Entry, ordered
from graph_build.write.parts import BY_DOCUMENT, KINDS, Parts, grouped
from graph_build.write.shown import Change
from graph_build.write.stated import Stated, documents, sources
from graph_build.write.together import Head, Holdings
from graph_build.write.versions import Version
from ontology import files, seal
from ontology.authority import load
from ontology.errors import BadQuery, BrokenGraph
from ontology.seal import GENERATIONS, KEPT, QUADS, SHARED, STORE, VERSIONS, Load, Seal, Stamp, TornManifest
from ontology.tables import held as tables_held
from ontology.terms import FG

GRAPH, DERIVED = QUADS


def settled(
    before: Collection[Entry], found: Collection[Entry], unread: Collection[str], *, prune: bool
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """What the graph holds after a build that ``found`` these, sorted, and the names of sources that are taken out.

    A source that is not given any more, and whose document another one is now, has been replaced: it stays as a
    revision if its text differs, and goes if it does not (the file was renamed, or is read anew). One that is
    ``unread`` this time, by its name, stays what it was.
    """
    present: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        present[entry.key].append(entry)
    names = {entry.name for entry in found}
    after, removed = set(found), []
    age = max((entry.replaced for entry in before), default=0)
    for entry in before:
        if entry.name in unread:
            after.add(entry)
        elif entry.key in present:
            if not any(entry.content == other.content or entry.text == other.text for other in present[entry.key]):
                age += not entry.replaced
                after.add(entry if entry.replaced else replace(entry, replaced=age))
        elif prune:
            removed += [] if entry.replaced or entry.name in names else [entry.name]
        elif entry.replaced or entry.name not in names:
            after.add(entry)
    living = {entry.key for entry in after if not entry.replaced}
    return ordered(entry for entry in after if entry.key in living), tuple(removed)


def preferring(entries: tuple[Entry, ...], names: Collection[str]) -> tuple[Entry, ...]:
    """The ``entries``, of whose documents those read from sources with these ``names`` count, as the user wants it."""
    held = [entry for entry in entries if not entry.replaced]
    chosen = {e.key: e for name in names for e in held if name in (e.name, PurePath(e.name).name)}
    if unknown := {*names} - {name for e in chosen.values() for name in (e.name, PurePath(e.name).name)}:
        offered = "、".join(sorted(entry.name for entry in held)[:20])
        raise BadQuery(
            f"--prefer {'、'.join(sorted(unknown))}: 图谱中没有这个文件，请写以下之一：{offered}。"
            f"the graph holds no such source; it holds: {offered}"
        )
    return tuple(
        replace(entry, preferred=entry == chosen[entry.key]) if entry.key in chosen else entry for entry in entries
    )


#: What is derived from a whole graph: the folder of its generation -> lines of N-Quads.
Derive: TypeAlias = Callable[[Path], Iterable[bytes]]
#: Documents that may change at once before the whole is made anew: so many, or this part of all if memory can hold it.
FEW, SHARE, MOST = 16, 4, 200


def write(
    directory: Path,
    before: tuple[Entry, ...],
    after: tuple[Entry, ...],
    derive: Derive | None = None,
    *,
    anew: bool = True,
    whole: Mapping[str, Stamp] = MappingProxyType({}),
    deep: bool = False,
) -> Holdings:
    """Makes the graph of ``after`` the one that readers see, and says what it holds.

    It is made from that of ``before`` where that is whole and few documents have changed, else from nothing; either
    way it is the same. What ``derive`` gives for the graph, when all else is in it, is stated in it too: then all is
    made anew, and the next time as well; where no document changed, only if it is to be derived ``anew``. Chunks whose
    stamps are given are ``whole``; ``deep`` hashes all of the present generation that was not written to since.
    """
    sound = store.whole(directory, deep=deep)
    if (
        after == before
        and (derive is None or not anew)
        and (derive is not None) == is_derived(directory)
        and sound
        and all(entry.chunk in whole for entry in after)
    ):
        store.settle(directory)
        store.sweep(directory)
        return together.holdings(seal.held(directory))
    fresh = store.begin(directory)
    entered = _enter(directory, before, after, whole)
    made = _changed(directory, fresh, before, after) if sound and derive is None else None
    if made is None:
        shutil.rmtree(fresh)
        fresh.mkdir()
        made = _anew(directory, fresh, after, derive)
    loaded, holdings = made
    sealed = Seal.of(fresh, len(after), loaded, seal.held(directory) if sound else None)
    wanted, had = ({entry.chunk for entry in entries} for entries in (after, before))
    as_before = {chunk: stamp for chunk, stamp in whole.items() if chunk not in entered}
    stamps = {chunk: as_before.get(chunk) or store.stamp(directory, chunk) for chunk in wanted}
    manifest.write(fresh, after, sealed, stamps)
    added = (wanted - had) | entered
    store.commit(directory, fresh, [store.chunk_path(directory, chunk) for chunk in sorted(added)])
    for left in had - wanted:
        if stored := Stored.open(store.chunk_path(directory, left), checked=True):
            stored.enter(())
    store.sweep(directory)
    return holdings


def is_derived(directory: Path) -> bool:
    """Whether the graph in ``directory`` states what was derived from the whole of it; a torn one says nothing."""
    try:
        sealed = Seal.read(seal.held(directory))
    except TornManifest:
        return False
    return bool(sealed and sealed.load.derived)


def _anew(directory: Path, fresh: Path, entries: tuple[Entry, ...], derive: Derive | None) -> tuple[Load, Holdings]:
    """Writes all but the manifest of a generation from what its documents became."""
    with TemporaryDirectory(dir=fresh, prefix=".beside-") as folder:
        those = {each.iri: each for each in documents(directory, entries, Path(folder))}
        heads = together.ordered(map(together.head, those.values()))
        parts = Parts(fresh, grouped(head.iri for head in heads))
        parts.write(_tables(heads), those, lambda iri: together.lines(those[iri]))
        named = shown.write(fresh, [head.report for head in heads], tabled=_tabled(heads))
        quads = store.Quads(fresh)
        graph = quads.kept(GRAPH, _graph(those.values(), fresh))
        derived = quads.kept(DERIVED, _derived(those.values(), named))
        engine.load(fresh / STORE, chain(graph, derived))
        quads.settle()
        for each in those.values():
            versions.keep(fresh / VERSIONS, each.versions)
    if derive is not None:
        engine.add(fresh, derive(fresh))
    made = Load(quads.size, quads.count, maker=identity.extractor(), derived=derive is not None)
    return made, Holdings(tuple(heads), together.answering(fresh))


def _changed(
    directory: Path, fresh: Path, before: tuple[Entry, ...], after: tuple[Entry, ...]
) -> tuple[Load, Holdings] | None:
    """Writes all but the manifest of a generation from the present one and the documents that are not the same.

    None where that would be no gain or cannot be: many have changed, or what one of them was is lost.
    """
    then, now = _by("key", before), _by("key", after)
    keys = {key for key in {*then, *now} if then.get(key) != now.get(key)}
    if len(keys) > max(FEW, min(len(now) // SHARE, MOST)):
        return None
    with TemporaryDirectory(dir=fresh, prefix=".beside-") as folder, suppress(BrokenGraph):
        for name in ("then", "now"):
            Path(folder, name).mkdir()
        going = tuple(documents(directory, (e for key in keys for e in then.get(key, ())), Path(folder, "then")))
        coming = tuple(documents(directory, (e for key in keys for e in now.get(key, ())), Path(folder, "now")))
        return _updated(seal.held(directory), fresh, going, coming)
    return None


def _updated(
    present: Path, fresh: Path, going: Sequence[Stated], coming: Sequence[Stated]
) -> tuple[Load, Holdings] | None:
    """Writes all but the manifest of a generation from the ``present`` one, documents ``going`` and others ``coming``.

    None where much of what the store holds is no longer stated, or what is kept beside it is to be another.
    """
    sealed = Seal.read(present)
    if not sealed or sealed.load.derived or not _is_ours(sealed):
        return None
    difference, held = Difference.of(going, coming), together.heads(present)
    was, comes = ({each.iri: together.lines(each) for each in those} for those in (going, coming))
    heads = together.ordered((*(head for iri, head in held.items() if iri not in was), *map(together.head, coming)))
    tabled = _tabled(heads)
    if not heads or tables_held(present) != tabled:
        return None
    removed = sealed.load.removed + len(difference.removed)
    if 2 * removed > sealed.load.quads:
        return None
    parts = Parts(present, grouped(head.iri for head in together.ordered(held.values())))
    Parts(fresh, grouped(head.iri for head in heads)).write(
        _tables(heads), comes, comes.__getitem__, parts, lambda iri: was.get(iri, {})
    )
    difference = difference.beside(*together.standing(present, going, coming, difference.doubtful))
    before, after = ([head.report for head in those] for those in (held.values(), heads))
    renamed = shown.update(Change(present, fresh, was, comes), before, after, tabled=tabled)
    difference = difference.labelled(renamed.before, renamed.after)
    with engine.copied(present / STORE, fresh / STORE) as quads:
        engine.change(quads, difference.removed, difference.added)
    _keep_versions(present, fresh, going, coming)
    size = sealed.load.size + sum(map(len, difference.added)) - sum(map(len, difference.removed))
    if size <= KEPT:
        if sealed.load.size > KEPT:
            return None
        merge.changed(present / GRAPH, fresh / GRAPH, *difference.graph)
        merge.changed(present / DERIVED, fresh / DERIVED, *difference.derived)
    return replace(sealed.load, size=size, removed=removed), Holdings(tuple(heads), together.answering(fresh))


def _by(what: Literal["key", "chunk"], entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """The entries of each document, by its key, or of each chunk."""
    found: defaultdict[str, tuple[Entry, ...]] = defaultdict(tuple)
    for entry in entries:
        found[getattr(entry, what)] += (entry,)
    return dict(found)


def _tables(heads: Collection[Head]) -> tuple[str, ...]:
    """The tables by parts: only what is shared where there are to be no others."""
    return tuple(BY_DOCUMENT if _tabled(heads) else KINDS)


def _tabled(heads: Collection[Head]) -> bool:
    """Whether there are to be tables: not where another version of Fengong kept rows of another form."""
    return bool(heads) and all(head.tabled for head in heads)


def _keep_versions(present: Path, fresh: Path, going: Iterable[Stated], coming: Iterable[Stated]) -> None:
    """The versions that do not count: of documents that are the same those of the ``present`` generation."""
    gone = {versions.path_in(present / VERSIONS, each.key) for each in going}
    for path in sorted({*(present / VERSIONS).glob("*")} - gone):
        (fresh / VERSIONS).mkdir(exist_ok=True)
        files.share(path, fresh / VERSIONS / path.name)
    for each in coming:
        versions.keep(fresh / VERSIONS, each.versions)


def _enter(directory: Path, before: Iterable[Entry], after: Iterable[Entry], whole: Collection[str]) -> set[str]:
    """Has the chunks say of their sources what the manifest will (new names, replaced, preferred): those that had to.

    Those that the last manifest says the same of, and that are ``whole``, say it already.
    """
    then, now = _by("chunk", before), _by("chunk", after)
    changed = set()
    for chunk, entries in now.items():
        if entries != then.get(chunk) or chunk not in whole:
            stored = store.stored(directory, entries[0])
            if stored.entries != entries:
                stored.enter(entries)
                changed.add(chunk)
    return changed


def graph(directory: Path) -> Iterator[bytes]:
    """The document graphs in ``directory`` as sorted N-Quads, whole lines in pieces: the same for equal documents."""
    present = seal.held(directory)
    if (present / GRAPH).is_file():
        with (present / GRAPH).open("rb") as file:
            while piece := file.read(2**24):
                yield piece + file.readline()
        return
    entries = store.manifest(directory)
    if not entries:
        raise BrokenGraph(
            f"{directory} 中没有图谱，请先构建：fengong build 文件 -o {directory}。"
            f"{directory} holds no graph; build one with: fengong build FILE -o {directory}"
        )
    with TemporaryDirectory() as folder:
        yield from _graph(list(documents(directory, entries, Path(folder))), Path(folder))


def merged(generation: Path, folder: Path) -> tuple[Iterator[bytes], Iterator[bytes]]:
    """The document graphs and the derived graphs of a ``generation``, each as sorted N-Quads, whole lines in pieces.

    They are what its files of quads would be, which a large one lacks, made anew of its chunks with its labels; what is
    made meanwhile lies in ``folder``. Raises BrokenGraph where they do not hold all that the generation does.
    """
    sealed, directory = Seal.read(generation), generation.parent.parent
    if generation.parent.name != GENERATIONS or not sealed or sealed.format != seal.FORMAT or sealed.load.derived:
        raise BrokenGraph(f"{generation} holds more than its chunks are known to say")
    those = tuple(documents(directory, manifest.read(generation), folder))
    return _graph(those, folder), _derived(those, engine.labels(engine.opened(generation)))


def is_of_this_program(generation: Path) -> bool:
    """Whether a ``generation`` was made by this program, with its words and its authority file."""
    sealed = Seal.read(generation)
    return sealed is not None and _is_ours(sealed)


def _is_ours(sealed: Seal) -> bool:
    return sealed.load.maker == identity.extractor()


def _graph(those: Collection[Stated], folder: Path) -> Iterator[bytes]:
    """The sorted quads of the graphs of all documents, in large pieces; what is sorted meanwhile lies in ``folder``."""
    stated = (line for each in those for line in versions.statements(each.versions))
    return merge.graph((chunk for each in those for chunk in each.chunks), stated, folder)


def _derived(those: Collection[Stated], named: Mapping[str, str]) -> Iterator[bytes]:
    """The sorted quads of the derived graphs of all documents, and of the labels, in large pieces."""
    return merge.derived((chunk for each in those for chunk in each.chunks), labels.statements(named))


def digest(directory: Path) -> str:
    """The SHA-256 of the canonical form (RDFC-1.0) of the document graphs.

    Without blank nodes the canonical form is the sorted lines.
    """
    found = hashlib.sha256()
    for piece in graph(directory):
        found.update(piece)
    return found.hexdigest()


def verify(directory: Path) -> None:
    """Raises BrokenGraph, with the remedy, unless all that the graph holds and is made of is as it was written."""
    entries = store.manifest(directory)
    if not entries:
        raise BrokenGraph(
            f"{directory} 中没有图谱，或图谱没有记明由哪些文件构成，无法用 --deep 核验，请重新构建。"
            f"{directory} holds no graph that says what it was made from; --deep verifies such a graph"
        )
    seal.verify(directory, seal.held(directory), deep=True)
    verify_chunks(directory, entries)


def verify_chunks(directory: Path, entries: Iterable[Entry], whole: Collection[str] = ()) -> None:
    """Raises BrokenGraph, with the source and the remedy, unless what all ``entries`` became is as it was written.

    Chunks that are known to be ``whole`` are not read.
    """
    for entry in entries:
        if entry.chunk not in whole:
            store.stored(directory, entry, checked=True)


def report(directory: Path, entry: Entry) -> Report:
    """What was found in the document of an entry."""
    return store.stored(directory, entry).report


def tabled(directory: Path, entry: Entry) -> dict[str, list[tables.Row]]:
    """The rows of all tables of a graph of this entry alone, whether or not its version counts."""
    stored, authority = store.stored(directory, entry), load()
    if not stored.has_tables:
        raise BrokenGraph(
            f"{directory}: “{entry.name}”是用其他版本的 Fengong 读取的，请重新构建图谱。"
            f"{entry.name} was read by another version of Fengong; build the graph again"
        )
    rows = {table: [*map(json.loads, lines.splitlines())] for table, lines in tables.unpacked(stored.tables)}
    return tables.complete([rows], labels.alone(stored.report, authority), authority)


def text(directory: Path, entry: Entry) -> str:
    """The source text of an entry, which the graph keeps."""
    node = identifiers.text(identifiers.document(entry.key), entry.text)
    start = f"<{node}> <{FG.content}> ".encode()
    lines = store.stored(directory, entry).tree.splitlines(keepends=True)
    return unquoted(next(line for line in lines if line.startswith(start)).removeprefix(start).decode())


def present(directory: Path, entries: Iterable[Entry]) -> list[tuple[Version, ...]]:
    """The versions of each document that ``entries`` hold, the one that counts first."""
    return list(versions.by_document(sources(directory, entries)))


def holdings(directory: Path, entries: Iterable[Entry]) -> Holdings:
    """What the graph of ``entries`` holds: as its generation knows, without a document being opened, else they do."""
    if (seal.held(directory) / SHARED).is_dir():
        return together.holdings(seal.held(directory))
    reports = [counting.main.report for counting, *_ in present(directory, entries)]
    answering = {party.iri for report in reports for party in report.parties if party.answers}
    heads = (Head(identifiers.document(report.key), report, tabled=False) for report in reports)
    return Holdings(tuple(heads), len(answering))
