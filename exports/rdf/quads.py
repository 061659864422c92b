"""All statements of a graph, sorted, in memory that does not grow with it; and what Oxigraph writes of them.

Here alone of exports pyoxigraph is imported. A graph that ``build`` wrote lies sorted on disk, in files or in what its
documents became: its lines are read from there, for a store would look up each term of each of them. Of another graph
they are sorted here, in runs on disk.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from heapq import merge
from itertools import chain, groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING
from weakref import WeakKeyDictionary

from graph_build.write import generation
from ontology.errors import BrokenGraph
from ontology.prefixes import PREFIXES
from ontology.seal import QUADS
from ontology.terms import RDF
from ontology.vocabularies import vocabularies
from queries.ask.dataset import Counts
from queries.ask.endpoint import Local

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from queries.ask.endpoint import Endpoint

ALL = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
#: Bytes of lines that are sorted in memory at a time.
RUN = 2**25
#: Bytes of lines of which terms are made at a time.
SLICE = 2**20
#: Statements that are counted at a time.
WAITING = 2**14
#: What lines about things of the graph's own begin with.
_OWN = f"<{PREFIXES['id']}".encode()
_IS_A = f"<{RDF.type}>".encode()
_TYPE = b" %s " % _IS_A
_TYPED = b'"^^<http://www.w3.org/2001/XMLSchema#'
#: What graphs on disk say that were read through: a generation does not change.
_READ: WeakKeyDictionary[Endpoint, Counts] = WeakKeyDictionary()
_VALUE = re.compile(rb' ("[^"]*"\^\^<[^>]*>)(?= <[^>]*> \.\n$)')


def lines(endpoint: Endpoint) -> Iterator[bytes]:
    """Every statement with its named graph as a line of N-Quads, sorted, each once."""
    return chain.from_iterable(_by_subject(endpoint))


def nquads(endpoint: Endpoint, most: int) -> str | None:
    """The graph as N-Quads, a sorted line a statement; None if it has more than ``most``."""
    if not isinstance(endpoint, Local) and endpoint.select(f"{ALL} OFFSET {most} LIMIT 1").rows:
        return None  # asked first: all of a large graph would be sent
    found = list(islice(lines(endpoint), most + 1))
    return None if len(found) > most else b"".join(found).decode()


def triples(endpoint: Endpoint) -> Iterator[Triple]:
    """Every statement once, whichever graphs hold it, in the order of their N-Triples lines."""
    return (quad.triple for quad in _parsed(chain.from_iterable(map(_triples, _by_subject(endpoint)))))


def turtle(endpoint: Endpoint, file: IO[bytes]) -> None:
    """Writes the graph as Turtle, each statement once whichever graphs hold it, subjects in order, type first."""
    from pyoxigraph import RdfFormat, serialize

    lines = chain.from_iterable(map(_types_first, _by_subject(endpoint)))
    serialize((quad.triple for quad in _parsed(lines)), file, format=RdfFormat.TURTLE, prefixes=PREFIXES)


@contextmanager
def by_graph(endpoint: Endpoint) -> Iterator[Iterator[Quad]]:
    """Every statement, a named graph after another, each in the order of its lines."""
    with TemporaryDirectory() as folder:
        turned = (b" ".join((graph, triple)) for triple, graph in map(_halves, lines(endpoint)))
        first = (line.split(b" ", 1) for line in _sorted(turned, Path(folder)))
        yield _parsed(b"%s %s .\n" % (triple.rstrip(b"\n"), graph) for graph, triple in first)


def counts(endpoint: Endpoint) -> Counts | None:
    """How much a graph that lies sorted on disk says of things of its own; None of any other, which is to be asked.

    Whatever writes a graph counts it on the way: after an export the answer is there.
    """
    if endpoint not in _READ and _kept_in(endpoint):
        deque(_by_subject(endpoint), maxlen=0)
    return _READ.get(endpoint)


def _halves(line: bytes) -> tuple[bytes, bytes]:
    """The triple of a line, with an end of its own, and its graph."""
    triple, _, graph = line.removesuffix(b" .\n").rpartition(b" ")
    return triple + b"\n", graph


def _by_subject(endpoint: Endpoint) -> Iterator[list[bytes]]:
    """The lines about each subject, sorted, each once."""
    with TemporaryDirectory() as folder, ExitStack() as files:
        kept = _on_disk(endpoint, Path(folder), files)
        if kept is None:
            yield from map(sorted, _each_once(_asked(endpoint, Path(folder))))
            return
        tally = _Tally()
        for about in map(sorted, _each_once(kept)):
            tally.add(about)
            yield about
        _READ[endpoint] = tally.counts()


def _each_once(lines: Iterable[bytes]) -> Iterator[set[bytes]]:
    """The lines about each subject."""
    for _, group in groupby(lines, key=lambda line: line[: line.index(b" ")]):
        # A value in the form of the engine may stand elsewhere among them.
        yield {_VALUE.sub(_as_kept, line) if _TYPED in line else line for line in group}


class _Tally:
    """Counts what is said of things of the graph's own."""

    def __init__(self) -> None:
        self._things = 0
        self._classes, self._properties = Counter[bytes](), Counter[bytes]()
        self._said: list[bytes] = []

    def add(self, about: list[bytes]) -> None:
        """Counts the lines about a subject."""
        first = about[0]
        if not first.startswith(_OWN):
            return
        self._things += 1
        graph, start = first[first.rindex(b" <") :], first.index(b" ") + 1
        if [line for line in about if not line.endswith(graph)]:  # what several graphs state counts once
            about = list({line[: line.rindex(b" <") + 1] for line in about})
        said = [line[start : line.index(b" ", start)] for line in about]
        self._said += said
        if _IS_A in said:
            start += len(_IS_A) + 1
            typed = (line for line, each in zip(about, said, strict=True) if each == _IS_A)
            self._classes.update([line[start : line.index(b" ", start)] for line in typed])
        if len(self._said) > WAITING:
            self._count()

    def counts(self) -> Counts:
        """What was counted."""
        self._count()
        return Counts(self._things, _named(self._classes), _named(self._properties))

    def _count(self) -> None:
        self._properties.update(self._said)
        self._said.clear()


def _named(counted: Counter[bytes]) -> dict[str, int]:
    return {iri[1:-1].decode(): count for iri, count in counted.items()}


def _triples(lines: list[bytes]) -> list[bytes]:
    """The sorted lines about a subject as sorted triples, each once."""
    return list(dict.fromkeys(line[: line.rindex(b" <")] + b" .\n" for line in lines))


def _types_first(lines: list[bytes]) -> list[bytes]:
    """The lines about a subject as triples, each once, its types before all else."""
    return sorted(_triples(lines), key=lambda triple: _TYPE not in triple)


def _as_kept(found: re.Match[bytes]) -> bytes:
    return b" " + _kept(found[1])


@lru_cache(maxsize=2**16)
def _kept(value: bytes) -> bytes:
    """A value as the engine keeps it, which makes one of all forms of a number.

    >>> _kept(b'"7.50"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    b'"7.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.load(b"<a:> <a:> %s ." % value, format=RdfFormat.N_TRIPLES)
    (quad,) = store
    return str(quad.object).encode()


def _parsed(lines: Iterable[bytes]) -> Iterator[Quad]:
    """The statements of lines, each slice of them as the engine reads it."""
    from pyoxigraph import RdfFormat, parse

    for slice_ in _slices(lines, SLICE):
        yield from parse(b"".join(slice_), format=RdfFormat.N_QUADS, lenient=True)


def _kept_in(endpoint: Endpoint) -> Path | None:
    """The folder of a whole graph that ``build`` wrote and that is here."""
    return endpoint.tables if isinstance(endpoint, Local) and endpoint.within is None else None


def _on_disk(endpoint: Endpoint, folder: Path, files: ExitStack) -> Iterable[bytes] | None:
    """The lines of a whole graph that ``build`` wrote and that is here; None of any other."""
    held = _kept_in(endpoint)
    if not isinstance(endpoint, Local) or held is None:
        return None
    kept = [held / name for name in QUADS]
    stated: Iterable[bytes]
    if all(path.is_file() for path in kept):
        stated, derived = (files.enter_context(path.open("rb")) for path in kept)
        shortcuts = _sorted(derived, folder)  # to which a build may have added at the end
    else:
        try:
            stated, shortcuts = map(_lines, generation.merged(held, folder))
        except BrokenGraph:
            return None
    return merge(stated, shortcuts, sorted(_canonical(_vocabularies(endpoint))))


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    return chain.from_iterable(piece.splitlines(keepends=True) for piece in pieces)


def _vocabularies(endpoint: Local) -> Iterator[Quad]:
    """What the graph holds beside documents."""
    from pyoxigraph import NamedNode, Quad, RdfFormat, parse

    if not endpoint.merged:
        for name in {name for _, name in vocabularies()}:
            yield from endpoint.store.quads_for_pattern(None, None, None, NamedNode(name))
        return
    for path, name in vocabularies():  # in memory it would be loaded from there
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(name))


def _asked(endpoint: Endpoint, folder: Path) -> Iterable[bytes]:
    """The lines of any graph."""
    from pyoxigraph import DefaultGraph, Quad

    if isinstance(endpoint, Local):
        every: Iterable[Quad] = (quad for quad in endpoint.store if not isinstance(quad.graph_name, DefaultGraph))
    else:
        every = (Quad(*row) for row in endpoint.select(ALL).rows)  # type: ignore[arg-type]
    return _sorted(_canonical(every), folder)


def _canonical(statements: Iterable[Quad]) -> Iterator[bytes]:
    """The statements as lines; those with blank nodes last.

    Each load of the ontology labels its blank nodes anew; RDFC-1.0 labels them the same every time.
    """
    from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset

    anonymous = Dataset()
    for quad in statements:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            anonymous.add(quad)
        else:
            yield f"{quad} .\n".encode()
    anonymous.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    for quad in anonymous:
        yield f"{quad} .\n".encode()


def _sorted(lines: Iterable[bytes], folder: Path) -> Iterator[bytes]:
    """The lines sorted, a run of them in memory at a time, the others in ``folder``."""
    with ExitStack() as files:
        runs: list[Iterable[bytes]] = []
        for run in _slices(lines, RUN):
            path = folder / f"{id(files)}-{len(runs)}"
            run.sort()
            path.write_bytes(b"".join(run))
            runs.append(files.enter_context(path.open("rb")))
        yield from merge(*runs)


def _slices(lines: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    """The lines in lists of about so many bytes."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= most:
            yield held
            held, size = [], 0
    if held:
        yield held
