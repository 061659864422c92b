"""Turtle files as plain values: the one place of this package that imports a parser, and only when called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from ontology.prefixes import BASE, COMMON
from ontology.terms import RDF


class Value(NamedTuple):
    """The object of a triple: an IRI, or a literal's words and language."""

    text: str
    language: str = ""


#: Subject IRI -> predicate IRI -> objects, in the order of the file.
Table = dict[str, dict[str, list[Value]]]


def read(paths: Iterable[Path]) -> Table:
    """What the Turtle files in ``paths`` say of each subject, blank nodes left out."""
    from pyoxigraph import BlankNode, Literal, RdfFormat, Triple, parse

    table: Table = {}
    for path in paths:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if isinstance(subject, BlankNode | Triple) or isinstance(value, BlankNode | Triple):
                continue
            spoken = Value(value.value, value.language or "") if isinstance(value, Literal) else Value(value.value)
            table.setdefault(subject.value, {}).setdefault(quad.predicate.value, []).append(spoken)
    return table


def ntriples(paths: Iterable[Path]) -> list[str]:
    """The statements of the Turtle files in ``paths`` as N-Triples lines, for readers that know no Turtle."""
    from pyoxigraph import RdfFormat, parse, serialize

    triples = (quad.triple for path in paths for quad in parse(path=str(path), format=RdfFormat.TURTLE))
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode().splitlines()


def words(term: str) -> str:
    r"""What a term of N-Triples says: the address of an IRI, the words of a literal.

    >>> words("<https://w3id.org/fengong/ont#Task>"), words(r'"牵头\n财政厅"@zh'), words('"2"')
    ('https://w3id.org/fengong/ont#Task', '牵头\n财政厅', '2')
    """
    if not term.startswith('"'):
        return term.strip("<>").removeprefix("_:")
    quoted = term[1 : term.rindex('"')]
    if "\\" not in quoted:
        return quoted
    from pyoxigraph import Literal, RdfFormat, parse

    (triple,) = parse(f"<a:> <a:> {term} .", format=RdfFormat.N_TRIPLES)
    return triple.object.value if isinstance(triple.object, Literal) else ""


def datatype(term: str) -> str:
    """The datatype that a term of N-Triples says it is of, "" where it says none.

    >>> datatype('"2"^^<http://www.w3.org/2001/XMLSchema#integer>'), datatype('"2"')
    ('http://www.w3.org/2001/XMLSchema#integer', '')
    """
    return term.rpartition('"^^')[2].strip("<>") if term.startswith('"') and term.endswith(">") else ""


#: What the names of documents' own graphs begin with.
DOCUMENT_GRAPHS = f"{BASE}graph/doc/"
#: What the names of the graphs begin with in which stands what persons say instead of a document.
REVIEW_GRAPHS = f"{BASE}graph/review/"


def documents(nquads: Iterable[str]) -> dict[str, list[str]]:
    """The N-Triples lines of each document by its graph's IRI, sorted; derived ones are left out.

    With them stand what a person says instead of what was read, and those of the common graph that are about what the
    document names.
    """
    found: dict[str, list[str]] = {}
    common: dict[str, list[str]] = {}
    for line in nquads:
        triple, _, graph = line.rstrip().removesuffix("> .").rpartition(" <")
        if graph.startswith(DOCUMENT_GRAPHS):
            found.setdefault(graph, []).append(f"{triple} .")
        elif graph == COMMON:
            common.setdefault(triple.partition(" ")[0], []).append(f"{triple} .")
        elif graph.startswith(REVIEW_GRAPHS):
            document = f"{DOCUMENT_GRAPHS}{graph.removeprefix(REVIEW_GRAPHS)}"
            found.setdefault(document, []).append(f"{triple} .")
    return {graph: sorted({*found[graph], *_named(found[graph], common)}) for graph in sorted(found)}


def _named(lines: Iterable[str], common: Mapping[str, Iterable[str]]) -> set[str]:
    """The lines of ``common``, by their subjects, about what stands as object in ``lines``."""
    objects = {line.split(" ", 2)[2].removesuffix(" .") for line in lines}
    return {line for node in objects & common.keys() for line in common[node]}


def lists(paths: Iterable[Path], predicate: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The members of each RDF list that stands under ``predicate``, by subject, in the order of the files."""
    from pyoxigraph import RdfFormat, parse

    rest: dict[str, str] = {}
    first: dict[str, str] = {}
    heads: list[tuple[str, str]] = []
    for path in paths:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            match quad.predicate.value:
                case RDF.first:
                    first[str(quad.subject)] = str(quad.object)[1:-1]
                case RDF.rest:
                    rest[str(quad.subject)] = str(quad.object)
                case name if name == predicate:
                    heads.append((str(quad.subject)[1:-1], str(quad.object)))
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for subject, node in heads:
        members = []
        while node in first:
            members.append(first[node])
            node = rest[node]
        found[subject] = (*found.get(subject, ()), tuple(members))
    return found
