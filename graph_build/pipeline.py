"""The way of one document through the house: bytes -> text -> document -> parties -> quads.

``chunk`` is that way as a pure function, the same in this process, in another and on another machine; corpus.py maps
it over many documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph_build import identifiers
from graph_build.model import Document
from graph_build.parse.document import parse
from graph_build.read import read
from graph_build.read.reflow import reflow
from graph_build.resolve.bodies import resolve
from graph_build.sources import CORRECTIONS, Source
from graph_build.write import labels, rows, tables, triples, versions
from graph_build.write.chunks import Chunk, Named, Report
from ontology import VERSION
from ontology.authority import Authority, load
from ontology.characters import line


@dataclass(frozen=True, slots=True)
class Product:
    """What one source became."""

    document: Document
    quads: list[str]
    derived: list[str]


def understand(source: Source, authority: Authority, *, sentences: bool = False) -> Document:
    """The document that ``source`` holds, parsed and resolved; ``sentences`` takes duties of running prose too."""
    reading = read(source)
    document = parse(line(Path(source.name).name), reading, reflow(reading), sentences=sentences)
    if source.corrections or source.edits:
        document = _corrected(document, source)
    return resolve(document, authority)


def _corrected(document: Document, source: Source) -> Document:
    """The document with what people said of it: in the file beside it first, then in task tables."""
    from graph_build import corrections, edits  # few documents have any, and these know stores and workbooks

    if source.corrections:
        name = f"{source.name}{CORRECTIONS}"
        document = corrections.apply(document, corrections.read(source.corrections, name), name)
    if source.edits:
        name = edits.path_of(Path(), identifiers.document_key(document)).as_posix()
        document = corrections.apply(document, corrections.read(source.edits, name), name)
    return document


def produce(source: Source, authority: Authority, *, sentences: bool = False) -> Product:
    """The quads of one source; the same source, extractor and authority file give the same quads."""
    document = understand(source, authority, sentences=sentences)
    return Product(document, triples.quads(document, _run(authority)), triples.derived(document))


def chunk(source: Source, *, sentences: bool = False) -> Chunk:
    """What one source becomes: a pure function of its bytes, on whichever machine it runs."""
    from graph_build import checks  # of which a document alone has no need

    authority = load()
    document = understand(source, authority, sentences=sentences)
    derived = "".join(triples.derived(document)).encode()
    tabled = tables.packed(rows.of_document(document))
    quads = triples.nquads(document, _run(authority))
    return Chunk.of(_report(document), quads, derived, tabled, checks.check(document, authority))


def tabled(source: Source, *, sentences: bool = False) -> dict[str, list[tables.Row]]:
    """The rows of all tables of a graph of ``source`` alone, made without a graph."""
    authority = load()
    document = understand(source, authority, sentences=sentences)
    return tables.complete([rows.of_document(document)], labels.alone(_report(document), authority), authority)


def _run(authority: Authority) -> triples.Run:
    return triples.Run(f"fengong-{VERSION}", authority.digest)


def _report(document: Document) -> Report:
    named, header = list(triples.named(document)), document.header
    answering = [mention.party for mentions in named for mention in mentions if mention.party]
    heading = [field.party for field in (*header.issuers, *header.addressees, *header.cc) if field.party]
    # As questions count them: an open group, whose IRI is a document's own, is one by the concept it shares.
    parties = {
        party.group_type or party.iri: Named(
            party.group_type or party.iri, party.short, party.full, party.jurisdiction, answers
        )
        for those, answers in ((heading, False), (answering, True))
        for party in those
    }
    duties = versions.duties(document, named)
    return Report(
        document.name,
        identifiers.document_key(document),
        identifiers.digest(document.reflowed.source, 64),
        measures=len(document.measures),
        tasks=sum(bool(mentions) for mentions in named),
        assignments=sum(map(len, named)),
        parties=tuple(parties[iri] for iri in sorted(parties)),
        reading=versions.reading(document, duties),
        duties=duties,
        draft=versions.is_draft(document),
        title=header.title.text if header.title else "",
        number=header.number or "",
        date=header.date.isoformat() if header.date else "",
        jurisdiction=document.jurisdiction,
    )
