"""From one generation of the graph to the next: what it holds after a build, and how that comes to disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from graph_build.write import store
from graph_build.write.chunks import Stored, revision, write_derived, write_graph
from graph_build.write.store import Entry
from ontology.errors import BrokenGraph


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
    ordered = sorted((e for e in after if e.key in living), key=lambda e: (e.key, e.replaced, e.name))
    return tuple(ordered), tuple(removed)


def write(directory: Path, before: tuple[Entry, ...], after: tuple[Entry, ...]) -> None:
    """Makes the graph of ``after`` the one that readers see."""
    if after == before and store.whole(directory):
        store.settle(directory)
        return
    fresh = store.begin(directory)
    parts = [_stored(directory, entry) for entry in after if not entry.replaced]
    for number, history in enumerate(_histories(after), 1):
        found = revision([(_stored(directory, entry), entry.text) for entry in history])
        found.keep(path := fresh / "revisions" / f"{number}.chunk")
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
