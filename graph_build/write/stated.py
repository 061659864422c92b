"""What the graph states of one document: the version that counts, and what stands beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph_build import identifiers
from graph_build.write import store, versions
from graph_build.write.chunks import IN_COMMON, Chunk, Stored, beside, revision
from graph_build.write.lines import iri
from graph_build.write.manifest import Entry
from graph_build.write.versions import Source, Version


@dataclass(frozen=True, slots=True)
class Stated:
    """A document with the chunks that the graph's statements about it are in."""

    versions: tuple[Version, ...]  #: the one that counts first
    chunks: tuple[Stored, ...]  #: of the text that counts, of those that say the same, of what came before

    @property
    def key(self) -> str:
        """The document is known by it."""
        return self.main.report.key

    @property
    def iri(self) -> str:
        """The IRI of the document."""
        return identifiers.document(self.key)

    @property
    def main(self) -> Source:
        """The source whose text is the main one of the version that counts."""
        return self.versions[0].main

    @property
    def lines(self) -> frozenset[bytes]:
        """All that is stated in the document's own graph."""
        trees = (line for chunk in self.chunks for line in chunk.tree.splitlines(keepends=True))
        return frozenset((*trees, *(line for line in self._loose if not line.endswith(IN_COMMON))))

    @property
    def derived(self) -> frozenset[bytes]:
        """The shortcuts."""
        return frozenset(line for chunk in self.chunks for line in chunk.derived.splitlines(keepends=True))

    @property
    def common(self) -> frozenset[bytes]:
        """The triples that it states in the common graph, each without the graph."""
        return frozenset(line.removesuffix(IN_COMMON) for line in self._loose if line.endswith(IN_COMMON))

    @property
    def loose(self) -> frozenset[bytes]:
        """The triples in its own graph that others may state as well, each without the graph."""
        own = f"{iri(identifiers.graph('doc', self.key))} .\n".encode()
        return frozenset(line.removesuffix(own) for line in self._loose if line.endswith(own))

    @property
    def _loose(self) -> frozenset[bytes]:
        found = (line for chunk in self.chunks for line in chunk.loose.splitlines(keepends=True))
        return frozenset((*found, *versions.statements(self.versions)))


def sources(directory: Path, entries: Iterable[Entry]) -> Iterator[Source]:
    """The sources that hold, with what became of them."""
    for entry in entries:
        if not entry.replaced:
            stored = store.stored(directory, entry)
            yield Source(entry.name, entry.order, entry.preferred, stored, stored.report)


def documents(directory: Path, entries: Iterable[Entry], folder: Path) -> Iterator[Stated]:
    """What is stated of each document of ``entries``; what must be made of several chunks is put into ``folder``."""
    held = tuple(entries)
    replaced: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(held, key=lambda entry: -entry.replaced):
        if entry.replaced:
            replaced[entry.key].append(entry)
    for several in versions.by_document(sources(directory, held)):
        key = several[0].main.report.key
        chunks = [several[0].main.stored]
        for number, chunk in enumerate(_beside(directory, several, replaced[key])):
            chunk.keep(path := folder / f"{identifiers.digest(key, 32)}-{number}.chunk")
            chunks += filter(None, [Stored.open(path)])
        yield Stated(several, tuple(chunks))


def _beside(directory: Path, held: tuple[Version, ...], replaced: Iterable[Entry]) -> Iterator[Chunk]:
    """What stands beside what counts: other texts read alike, and those that came before or do not count."""
    counting, *others = held
    main, *texts = counting.sources
    alike = {main.report.text: main.stored}
    for source in texts:
        if source.report.text not in alike:
            alike[source.report.text] = source.stored
            yield beside(source.stored, source.report.text)
    older = [(source.stored, source.report.text) for version in others for source in version.sources]
    older += [(store.stored(directory, entry), entry.text) for entry in replaced]
    history = {text: stored for stored, text in older if text not in alike}
    if history:
        yield revision([(main.stored, main.report.text), *((stored, text) for text, stored in history.items())])
