"""From one generation of the graph to the next: what it holds after a build, and how that comes to disk."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TypeAlias

from graph_build import identifiers
from graph_build.write import labels, manifest, store, tables, versions
from graph_build.write.chunks import Chunk, Report, Stored, beside, revision, write_derived, write_graph
from graph_build.write.lines import unquoted
from graph_build.write.manifest import Entry, ordered
from graph_build.write.versions import Version
from ontology import seal
from ontology.authority import load
from ontology.errors import BadQuery, BrokenGraph
from ontology.terms import FG


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
        raise BadQuery(f"--prefer {'、'.join(sorted(unknown))}: the graph holds no such source; it holds: {offered}")
    return tuple(
        replace(entry, preferred=entry == chosen[entry.key]) if entry.key in chosen else entry for entry in entries
    )


#: What is derived from a whole graph: the folder of its generation -> lines of N-Quads.
Derive: TypeAlias = Callable[[Path], Iterable[bytes]]


def write(
    directory: Path,
    before: tuple[Entry, ...],
    after: tuple[Entry, ...],
    held: Sequence[tuple[Version, ...]],
    derive: Derive | None = None,
) -> None:
    """Makes the graph of ``after`` the one that readers see; ``held`` are the versions of its documents.

    What ``derive`` gives for the graph, when all else is in it, is stated in it too.
    """
    if after == before and derive is None and store.whole(directory):
        store.settle(directory)
        store.sweep(directory)
        return
    fresh = store.begin(directory)
    parts = [counting.main.stored for counting, *_ in held]
    for number, chunk in enumerate(_beside(directory, held, after), 1):
        chunk.keep(path := fresh / "revisions" / f"{number}.chunk")
        parts += filter(None, [Stored.open(path)])
    stated = (line for several in held for line in versions.statements(several))
    write_graph(fresh / "graph.nq", parts, stated)
    counting, authority = [first.main for first, *_ in held], load()
    reports = [source.report for source in counting]
    parties, documents = labels.parties(reports, authority), labels.documents(reports)
    write_derived(fresh / "derived.nq", parts, labels.statements(parties | documents))
    ordered = sorted(counting, key=lambda source: (source.report.date, identifiers.document(source.report.key)))
    if all(source.stored.has_tables for source in ordered):  # another version of Fengong kept others, or none
        tables.write(fresh, (source.stored.tables for source in ordered), parties, documents, authority)
    with (fresh / "versions.nq").open("wb") as file:
        for _, *others in held:
            file.writelines(line for other in others for line in versions.whole(other))
    store.load(fresh / "graph", (fresh / "graph.nq", fresh / "derived.nq"))
    if derive is not None:
        store.add(fresh, derive(fresh))
    manifest.write(fresh, after)
    wanted, had = ({entry.chunk for entry in entries} for entries in (after, before))
    added = {store.chunk_path(directory, chunk) for chunk in wanted - had}
    store.commit(directory, fresh, sorted(added | _entered(directory, after, held)))
    for left in had - wanted:
        if stored := Stored.open(store.chunk_path(directory, left), checked=True):
            stored.enter(())
    store.sweep(directory)


def _entered(directory: Path, after: Iterable[Entry], held: Sequence[tuple[Version, ...]]) -> set[Path]:
    """The chunks that had to be told what the manifest says of their sources: of new names, replaced, preferred."""
    opened = {source.stored.path: source.stored for several in held for v in several for source in v.sources}
    said: defaultdict[Path, list[Entry]] = defaultdict(list)
    for entry in after:
        said[store.chunk_path(directory, entry.chunk)].append(entry)
    changed = set()
    for path, entries in said.items():
        stored = opened.get(path) or _stored(directory, entries[0])
        if stored.entries != tuple(entries):
            stored.enter(tuple(entries))
            changed.add(path)
    return changed


def verify(directory: Path) -> None:
    """Raises BrokenGraph, with the remedy, unless all that the graph holds and is made of is as it was written."""
    entries = store.manifest(directory)
    if not entries:
        raise BrokenGraph(f"{directory} holds no graph that says what it was made from; --deep verifies such a graph")
    seal.verify(directory, store.held(directory), deep=True)
    verify_chunks(directory, entries)


def verify_chunks(directory: Path, entries: Iterable[Entry]) -> None:
    """Raises BrokenGraph, with the source and the remedy, unless what all ``entries`` became is as it was written."""
    for entry in entries:
        _stored(directory, entry, checked=True)


def report(directory: Path, entry: Entry) -> Report:
    """What was found in the document of an entry."""
    return _stored(directory, entry).report


def tabled(directory: Path, entry: Entry) -> dict[str, list[tables.Row]]:
    """The rows of all tables of a graph of this entry alone, whether or not its version counts."""
    stored, authority = _stored(directory, entry), load()
    if not stored.has_tables:
        raise BrokenGraph(f"{directory}: {entry.name} was read by another version of Fengong; build the graph again")
    rows = {table: [*map(json.loads, lines.splitlines())] for table, lines in tables.unpacked(stored.tables)}
    reports = (stored.report,)
    return tables.complete([rows], labels.parties(reports, authority), labels.documents(reports), authority)


def text(directory: Path, entry: Entry) -> str:
    """The source text of an entry, which the graph keeps."""
    node = identifiers.text(identifiers.document(entry.key), entry.text)
    start = f"<{node}> <{FG.content}> ".encode()
    lines = _stored(directory, entry).tree.splitlines(keepends=True)
    return unquoted(next(line for line in lines if line.startswith(start)).removeprefix(start).decode())


def present(directory: Path, entries: Iterable[Entry]) -> list[tuple[Version, ...]]:
    """The versions of each document that ``entries`` hold, the one that counts first."""
    return list(versions.by_document(_sources(directory, entries)))


def _sources(directory: Path, entries: Iterable[Entry]) -> Iterator[versions.Source]:
    """The sources that hold, with what became of them."""
    for entry in entries:
        if not entry.replaced:
            stored = _stored(directory, entry)
            yield versions.Source(entry.name, entry.order, entry.preferred, stored, stored.report)


def _beside(directory: Path, held: Sequence[tuple[Version, ...]], entries: Iterable[Entry]) -> Iterator[Chunk]:
    """What the graph says beside what counts: other texts read alike, and those that came before or do not count."""
    replaced: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: -entry.replaced):
        if entry.replaced:
            replaced[entry.key].append(entry)
    for counting, *others in held:
        main, *texts = counting.sources
        alike = {main.report.text: main.stored}
        for source in texts:
            if source.report.text not in alike:
                alike[source.report.text] = source.stored
                yield beside(source.stored, source.report.text)
        older = [(source.stored, source.report.text) for version in others for source in version.sources]
        older += [(_stored(directory, entry), entry.text) for entry in replaced[main.report.key]]
        history = {text: stored for stored, text in older if text not in alike}
        if history:
            yield revision([(main.stored, main.report.text), *((stored, text) for text, stored in history.items())])


def _stored(directory: Path, entry: Entry, *, checked: bool = False) -> Stored:
    found = Stored.open(store.chunk_path(directory, entry.chunk), checked=checked)
    if found is None or found.key != entry.key:
        remedy = store.ANEW if entry.replaced else f"build again with: fengong build {entry.name} -o {directory}"
        raise BrokenGraph(f"{directory}: what {entry.name} became is lost or damaged; {remedy}")
    return found
