"""What looks wrong in the documents of a graph: found once, kept beside what each document became, and read ever after.

What only the parsed text shows (checks.py) is found as a document is read, and stands in its chunk. What the shapes
find takes as long again as reading does, so a build does not wait for it: the first to ask makes it, a document at a
time, and keeps it in a file beside the chunk. That is good for as long as the chunk is, and for the code, the words and
the authority file that it was found with; it is written whole or not at all, by however many at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from graph_build import bounded, identifiers, scale
from graph_build.identity import extractor
from graph_build.limits import Limit
from graph_build.sources import Source
from graph_build.write import generation, store
from graph_build.write.chunks import Stored, packed, unpacked
from ontology import files, shapes
from ontology.authority import load
from ontology.errors import UnreadableSource, UnwritableFile
from ontology.findings import Finding, ordered, read, written
from ontology.prefixes import BASE, COMMON
from ontology.statements import Statements
from ontology.terms import FG
from ontology.turtle import documents, words

#: What says where something stands: of a task, where its attribution does.
_PLACES = (f"<{FG.attributionSpan}>", f"<{FG.span}>")
#: So many documents to look at pay for processes that share them.
MANY = 100
_TEXT = "/text/"  #: what parts the IRI of a document from those of its texts, and of the spans below them


def are_kept(directory: Path) -> bool:
    """Whether the graph in ``directory`` has its chunks, beside which findings are kept."""
    return bool(store.manifest(directory)) and (directory / "chunks").is_dir()


def of_graph(directory: Path, graphs: Collection[str], asked: Sequence[shapes.Query] = ()) -> tuple[Finding, ...]:
    """The findings of the documents in ``directory`` that stand in these named ``graphs``, in order.

    Those of what is ``asked`` of each document beside the shapes are among them where findings are kept. A version that
    does not count is not looked at; of several texts read alike each thing is said once.
    """
    if not are_kept(directory):  # then what it says is all there is
        with (directory / "graph.nq").open(encoding="utf-8") as lines:
            each = documents(lines)
        return ordered(f for name, stated in each.items() if name in graphs for f in _found(stated))
    found: dict[tuple[str, str, str, str], Finding] = {}
    those = [
        source.stored
        for counting, *_ in generation.present(directory, store.manifest(directory))
        if identifiers.graph("doc", counting.main.report.key) in graphs
        for source in counting.sources
    ]
    for made in _of_chunks(those, asked):
        for finding in made:
            found.setdefault((finding.code, finding.severity, finding.focus, finding.value), finding)
    return ordered(found.values())


def of_quads(quads: Iterable[str], parsed: Iterable[Finding] | None) -> tuple[Finding, ...]:
    """The findings of one document that has these ``quads``, beside those of parsing; None has its texts read again."""
    return ordered(finding for stated in documents(quads).values() for finding in _found(stated, parsed))


def _of_chunks(those: Sequence[Stored], asked: Sequence[shapes.Query]) -> Iterator[tuple[Finding, ...]]:
    """The findings of the documents in chunks, as they are kept, else made and kept: those of many on all cores."""
    kept = {stored.path: _kept(stored, asked) for stored in those}
    wanted = [stored for stored in those if kept[stored.path] is None]
    if len(wanted) >= MANY:
        elsewhere = partial(_made_elsewhere, asked=tuple(asked))
        kept |= {s.path: made for s, made in scale.threads(elsewhere, wanted, scale.cores())}
    for stored in those:
        found = kept[stored.path]
        yield _made(stored, asked) if found is None else found


def _made_elsewhere(stored: Stored, asked: Sequence[shapes.Query]) -> tuple[Finding, ...] | None:
    """The findings of the document in a chunk, made in another process; None if that cannot be."""
    with suppress(UnreadableSource):
        return bounded.call(str(stored.path), Limit(), partial(_made, asked=asked), stored)
    return None


def _kept(stored: Stored, asked: Sequence[shapes.Query]) -> tuple[Finding, ...] | None:
    """The findings of the document in a chunk that are kept; None if none are that were made as they would be now."""
    with suppress(OSError):
        made, _, lines = (unpacked(_beside(stored).read_bytes()) or b"").partition(b"\n")
        if made == _maker(tuple(asked)):
            return read(lines)
    return None


def _made(stored: Stored, asked: Sequence[shapes.Query]) -> tuple[Finding, ...]:
    """The findings of the document in a chunk, which are kept from now on."""
    stated, shortcuts = (_triples(stored.key, quads) for quads in (stored.loose + stored.tree, stored.derived))
    found = ordered(_found(stated, stored.findings, asked, shortcuts))
    with suppress(UnwritableFile):  # who may only read finds the same, each time
        files.write(_beside(stored), packed(_maker(tuple(asked)) + b"\n" + written(found)))
    return found


def _triples(key: str, quads: bytes) -> list[str]:
    """The N-Triples lines of the ``quads`` of one document, in whichever of its graphs or in the common one."""
    lines = quads.decode()
    for graph in (COMMON, *(identifiers.graph(kind, key) for kind in ("doc", "review", "derived"))):
        lines = lines.replace(f" <{graph}> .\n", " .\n")
    return lines.split("\n")[:-1]  # no other line end stands for one here


def _beside(stored: Stored) -> Path:
    """Where the findings of the document in a chunk are kept."""
    return stored.path.with_suffix(store.FINDINGS)


@cache
def _maker(asked: tuple[shapes.Query, ...]) -> bytes:
    """What findings are made with: the extractor, and what is asked beside the shapes."""
    return f"{extractor()}-{hashlib.sha256(repr(asked).encode()).hexdigest()}".encode()


def _found(
    stated: list[str],
    parsed: Iterable[Finding] | None = None,
    asked: Sequence[shapes.Query] = (),
    shortcuts: Sequence[str] = (),
) -> Iterator[Finding]:
    """What is found in a document that states this, in N-Triples; what is ``asked`` sees its ``shortcuts`` too."""
    known = tuple(_reread(stated) if parsed is None else parsed)
    stanzas = {finding.focus for finding in known if finding.code == "E12"}
    authority, rules = load(), shapes.rules()
    graph = shapes.Graph([*stated, *shortcuts], (*rules, *asked))
    # Shapes cannot know that a body which no file lists is named as its likes are.
    shaped = (
        finding
        for finding in shapes.found(graph, rules)
        if finding.code != "E12" or not (finding.focus in stanzas or authority.foresees(finding.focus))
    )
    found = (*known, *_placed(shaped, graph.stated))
    yield from found
    said = {(finding.code, finding.severity, finding.focus) for finding in found}
    further = shapes.found(graph, asked)
    yield from (finding for finding in further if (finding.code, finding.severity, finding.focus) not in said)


def _placed(findings: Iterable[Finding], stated: Statements) -> Iterator[Finding]:
    """The findings with the place of what they are about, or of the unit that it belongs to."""
    spans: dict[str, str] = {}
    for predicate in _PLACES:
        for subject, span in stated.pairs(predicate):
            spans.setdefault(subject[1:-1], span[1:-1])
    names = {subject[1:-1]: words(name) for subject, name in stated.pairs(f"<{FG.sourceName}>")}
    for finding in findings:
        focus = finding.focus
        while focus.startswith(f"{BASE}id/doc/") and _TEXT not in focus and focus not in spans:
            focus = focus.rpartition("/")[0]
        text, _, place = spans.get(focus, focus).rpartition("/")
        if text in names:
            start, end = map(int, place.split("-"))
            yield replace(finding, source=names[text], start=start, end=end)
        else:
            yield finding


def _reread(stated: list[str]) -> Iterator[Finding]:
    """What the checks find in the texts that a document is stated to have."""
    from graph_build import checks  # what reads takes a second to load: where all is kept, nothing is read
    from graph_build.pipeline import understand

    authority = load()
    said: dict[str, dict[str, str]] = {}
    for line in stated:
        subject, predicate, value = line[:-2].split(" ", 2)
        if predicate in (f"<{FG.content}>", f"<{FG.sourceName}>"):
            said.setdefault(subject, {})[predicate] = words(value)
    for text in said.values():
        name, content = text.get(f"<{FG.sourceName}>", ""), text.get(f"<{FG.content}>", "")
        yield from checks.check(understand(Source(f"{name}.txt", content.encode()), authority), authority)
