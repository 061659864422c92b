"""The way through the house as one function: bytes -> text -> document -> parties -> quads -> graph on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from graph_build import corrections
from graph_build.model import Document, Kind, Source
from graph_build.parse.document import parse
from graph_build.read import CORRECTIONS, read
from graph_build.read.reflow import reflow
from graph_build.resolve.bodies import resolve
from graph_build.write import store, triples
from ontology.authority import Authority, load


@dataclass(frozen=True, slots=True)
class Product:
    """What one source became."""

    document: Document
    quads: list[str]
    derived: list[str]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build found."""

    documents: int
    measures: int
    tasks: int  #: with an attribution
    assignments: int
    parties: int
    silent: tuple[str, ...]  #: sources that assign nobody


def understand(source: Source, authority: Authority, *, sentences: bool = False) -> Document:
    """The document that ``source`` holds, parsed and resolved; ``sentences`` takes duties of running prose too."""
    reading = read(source)
    document = parse(Path(source.name).name, reading, reflow(reading), sentences=sentences)
    if source.corrections:
        name = f"{source.name}{CORRECTIONS}"
        document = corrections.apply(document, corrections.read(source.corrections, name), name)
    return resolve(document, authority)


def produce(source: Source, authority: Authority, *, sentences: bool = False) -> Product:
    """The quads of one source; the same source, extractor and authority file give the same quads."""
    document = understand(source, authority, sentences=sentences)
    run = triples.Run(f"fengong-{version('fengong')}", authority.digest)
    return Product(document, triples.quads(document, run), triples.derived(document))


def build(
    sources: Iterable[Source],
    directory: Path,
    on_document: Callable[[str], None] = lambda name: None,
    *,
    sentences: bool = False,
) -> Summary:
    """Builds the graph of ``sources`` in ``directory``, says what was found; ``on_document`` hears of each one read."""
    authority = load()
    quads: set[str] = set()
    derived: set[str] = set()
    documents = []
    for source in sources:
        product = produce(source, authority, sentences=sentences)
        quads.update(product.quads)
        derived.update(product.derived)
        documents.append(product.document)
        on_document(source.name)
    store.write(directory, quads, derived)
    return summarise(documents)


def summarise(documents: Iterable[Document]) -> Summary:
    """The counts over ``documents``."""
    documents = list(documents)
    mentions = [mention for document in documents for mention in document.mentions()]
    tasks = [task for d in documents for measure in d.measures for task in measure.tasks if task.attribution]
    return Summary(
        len(documents),
        sum(len(document.measures) for document in documents),
        len(tasks),
        len(mentions),
        len({_who(mention.party.iri, mention.kind, mention.name) for mention in mentions if mention.party}),
        tuple(document.name for document in documents if not any(document.mentions())),
    )


def _who(iri: str, kind: Kind, name: str) -> str:
    """Bodies are one by their IRI; open groups, whose IRI is a document's own, by their name."""
    return iri if kind is Kind.AGENCY else name
