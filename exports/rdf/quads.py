"""All statements of a graph, sorted, in memory that does not grow with it; and what Oxigraph writes of them.

Here alone of exports pyoxigraph is imported. A graph that ``build`` wrote lies sorted on disk, in files or in what its
documents became: its lines are read from there, for a store would look up each term of each of them. Of another graph
they are sorted here, in runs on disk.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import merge
from itertools import chain, groupby, islice
from operator import itemgetter, methodcaller
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING
from weakref import WeakKeyDictionary

from graph_build.write import generation
from graph_build.write.merge import runs_of
from ontology.errors import BrokenGraph
from ontology.prefixes import PREFIXES
from ontology.seal import QUADS
from ontology.terms import RDF
from ontology.vocabularies import statements, vocabularies
from queries.ask.dataset import Counts
from queries.ask.endpoint import Local

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from queries.ask.endpoint import Endpoint

ALL = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
#: Bytes of lines that are merged, and of which terms are made, at a time: more than a processor holds near it takes
#: half as long again.
SLICE = 2**17
#: Statements of which lines are made at a time.
BATCH = 10_000
#: What lines about things of the graph's own begin with.
_OWN = f"<{PREFIXES['id']}".encode()
_TYPE = f"<{RDF.type}>".encode()
_TYPED = b'"^^<http://www.w3.org/2001/XMLSchema#'
#: Places in texts, of which the engine makes integers; of its values our lines have these in its own form.
_NATURAL, _INTEGER = _TYPED + b"nonNegativeInteger>", _TYPED + b"integer>"
_KEPT = (_INTEGER, _TYPED + b"date>", _TYPED + b"boolean>")
#: A value at the end of a line that the engine may keep in another form; most are numbers and days in its own.
_VALUE = re.compile(
    rb"""
    [ ]
    (?!
      "(?:0|-?[1-9]\d{0,17})"\^\^<http://www\.w3\.org/2001/XMLSchema\#integer>(?![^ ])  # "1083"
      | "\d{4}-\d\d-\d\d"\^\^<http://www\.w3\.org/2001/XMLSchema\#date>(?![^ ])      # "2017-12-31"
    )
    ("[^"]*"\^\^<[^>]*>)
    (?=$|[ ]<[^>]*>[ ]\.$)
    """,
    re.VERBOSE,
)
#: What puts what is said of a subject in order: its types first, where all else that is a predicate comes after.
_types_first = methodcaller("replace", b" %s " % _TYPE, b" ! ", 1)
#: A line as subject, predicate and object.
_parted = methodcaller("split", b" ", 2)
#: What graphs on disk say that were read through: a generation does not change.
_READ: WeakKeyDictionary[Endpoint, Counts] = WeakKeyDictionary()


def lines(endpoint: Endpoint) -> Iterator[bytes]:
    """Every statement with its named graph as a line of N-Quads, sorted, each once."""
    tally = _Tally(endpoint)
    for found in _read(endpoint, graphs=True):
        tally.add([*dict.fromkeys(line[: line.rindex(b" <")] for line in found)])
        yield from (line + b"\n" for line in found)
    tally.keep()


def nquads(endpoint: Endpoint, most: int) -> str | None:
    """The graph as N-Quads, a sorted line a statement; None if it has more than ``most``."""
    if not isinstance(endpoint, Local) and endpoint.select(f"{ALL} OFFSET {most} LIMIT 1").rows:
        return None  # asked first: all of a large graph would be sent
    found = list(islice(lines(endpoint), most + 1))
    return None if len(found) > most else b"".join(found).decode()


def triples(endpoint: Endpoint) -> Iterator[Triple]:
    """Every statement once, whichever graphs hold it, in the order of their N-Triples lines."""
    return (quad.triple for quad in _parsed(map(_ended, _stated(endpoint))))


def turtle(endpoint: Endpoint, file: IO[bytes]) -> None:
    """Writes the graph as Turtle, each statement once whichever graphs hold it, subjects in order, type first."""
    from pyoxigraph import RdfFormat, serialize

    ordered = (sorted(found, key=_types_first) for found in _stated(endpoint))
    # TriG without named graphs is Turtle, and takes what was parsed as it is.
    serialize(_parsed(map(_ended, ordered)), file, format=RdfFormat.TRIG, prefixes=PREFIXES)


@contextmanager
def by_graph(endpoint: Endpoint) -> Iterator[Iterator[Quad]]:
    """Every statement, a named graph after another, each in the order of its lines."""
    with TemporaryDirectory() as folder:
        turned = (b" ".join((graph, triple)) for triple, graph in map(_halves, lines(endpoint)))
        first = (line.split(b" ", 1) for line in merge(*runs_of(turned, Path(folder))))
        yield _parsed(_slices(b"%s %s .\n" % (triple.rstrip(b"\n"), graph) for graph, triple in first))


def counts(endpoint: Endpoint) -> Counts | None:
    """How much a graph that lies sorted on disk says of things of its own; None of any other, which is to be asked.

    Whatever writes a graph counts it on the way: after an export the answer is there.
    """
    if endpoint not in _READ and _kept_in(endpoint):
        deque(_stated(endpoint), maxlen=0)
    return _READ.get(endpoint)


def _halves(line: bytes) -> tuple[bytes, bytes]:
    """The triple of a line, with an end of its own, and its graph."""
    triple, _, graph = line.removesuffix(b" .\n").rpartition(b" ")
    return triple + b"\n", graph


def _stated(endpoint: Endpoint) -> Iterator[list[bytes]]:
    """Every statement once, whichever graphs hold it, as a triple, in lists as ``_read`` gives them."""
    tally = _Tally(endpoint)
    for found in _read(endpoint, graphs=False):
        tally.add(found)
        yield found
    tally.keep()


def _read(endpoint: Endpoint, *, graphs: bool) -> Iterator[list[bytes]]:
    """All lines, with their ``graphs`` or up to these, sorted, each once; none has its end.

    They come in lists of a hundred kilobytes or so; those about a subject stand in one.
    """
    with TemporaryDirectory() as folder, ExitStack() as files:
        runs = _on_disk(endpoint, Path(folder), files) or _asked(endpoint, Path(folder))
        held = _kept_in(endpoint)
        ours = held is not None and generation.is_of_this_program(held)
        yield from _merged([_Run(_slices(run), graphs, ours) for run in runs])


class _Tally:
    """Counts what a graph says of things of its own."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._things = 0
        self._classes, self._properties = Counter[bytes](), Counter[bytes]()

    def add(self, triples: list[bytes]) -> None:
        """Counts sorted triples, each of which is given once, all of those about some subjects together."""
        own = [*map(_parted, triples[bisect_left(triples, _OWN) : bisect_left(triples, _OWN + b"\xff")])]
        self._things += len({subject for subject, _, _ in own})
        self._properties.update(map(itemgetter(1), own))
        self._classes.update([value for _, predicate, value in own if predicate == _TYPE])

    def keep(self) -> None:
        """Keeps what was counted, when all was, if the graph does not change."""
        if _kept_in(self._endpoint):
            counted = Counts(self._things, _named(self._classes), _named(self._properties))
            _READ[self._endpoint] = counted


def _named(counted: Counter[bytes]) -> dict[str, int]:
    return {iri[1:-1].decode(): count for iri, count in counted.items()}


@dataclass(slots=True)
class _Run:
    """A sorted run of lines, as far as it was read."""

    slices: Iterator[bytes]
    graphs: bool
    ours: bool  #: whether this program wrote the lines
    lines: list[bytes] = field(default_factory=list)
    ended: bool = False

    def read(self) -> None:
        """Reads on."""
        text = next(self.slices, b"")
        if self.ours and b"\\" + _NATURAL not in text:  # none stands in words that a document says
            text = text.replace(_NATURAL, _INTEGER)
        following = text.splitlines()
        self.ended = not following
        if not self.graphs:
            following = [line[: line.rindex(b" <")] for line in following]
        kept = _KEPT if self.ours and not self.graphs else ()
        # A value in the form of the engine may stand elsewhere among those about its subject.
        self.lines += [
            line if line.endswith(kept) or _TYPED not in line else _VALUE.sub(_as_kept, line) for line in following
        ]

    def until(self, subject: bytes) -> list[bytes]:
        """The lines about what comes before a ``subject``, which are taken out."""
        end = bisect_left(self.lines, subject)
        found, self.lines = self.lines[:end], self.lines[end:]
        return found


def _merged(held: Sequence[_Run]) -> Iterator[list[bytes]]:
    """The lines of the runs ``held`` as ``_read`` gives them.

    Slices are sorted together, as far as all runs have been read to: to compare line by line takes ten times as long.
    """
    for run in held:
        run.read()
    while going := [run for run in held if not run.ended]:
        reached = {_subject(run.lines[-1]): run for run in going}
        if found := [line for run in held for line in run.until(min(reached))]:
            yield [line for line, _ in groupby(sorted(found))]
        reached[min(reached)].read()
    yield [line for line, _ in groupby(sorted(line for run in held for line in run.lines))]


def _subject(line: bytes) -> bytes:
    """What a line begins with, as all about its subject do."""
    return line[: line.index(b" ") + 1]


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


def _ended(triples: list[bytes]) -> bytes:
    """The triples as lines."""
    return b" .\n".join([*triples, b""])


def _parsed(slices: Iterable[bytes]) -> Iterator[Quad]:
    """The statements of lines, each slice of them as the engine reads it."""
    from pyoxigraph import RdfFormat, parse

    return chain.from_iterable(parse(lines, format=RdfFormat.N_QUADS, lenient=True) for lines in slices)


def _kept_in(endpoint: Endpoint) -> Path | None:
    """The folder of a whole graph that ``build`` wrote and that is here."""
    return endpoint.tables if isinstance(endpoint, Local) and endpoint.within is None else None


def _on_disk(endpoint: Endpoint, folder: Path, files: ExitStack) -> list[Iterable[bytes]] | None:
    """A whole graph that ``build`` wrote and that is here, as sorted runs in pieces of lines; None of any other."""
    held = _kept_in(endpoint)
    if not isinstance(endpoint, Local) or held is None:
        return None
    kept = [held / name for name in QUADS]
    runs: list[Iterable[bytes]]
    if all(path.is_file() for path in kept):
        stated, derived = (files.enter_context(path.open("rb")) for path in kept)
        runs = [stated, *runs_of(derived, folder)]  # to which a build may have added at the end
    else:
        try:
            runs = [*generation.merged(held, folder)]
        except BrokenGraph:
            return None
    return [*runs, sorted(_canonical(_vocabularies(endpoint)))]


def _vocabularies(endpoint: Local) -> Iterator[Quad]:
    """What the graph holds beside documents."""
    from pyoxigraph import NamedNode

    held = _kept_in(endpoint)
    if endpoint.merged or (held and generation.is_of_this_program(held)):
        yield from statements()  # to look 45,000 of them up in a store takes six times as long as to parse the files
        return
    for name in {name for _, name in vocabularies()}:
        yield from endpoint.store.quads_for_pattern(None, None, None, NamedNode(name))


def _asked(endpoint: Endpoint, folder: Path) -> list[Iterable[bytes]]:
    """The lines of any graph, as sorted runs."""
    from pyoxigraph import DefaultGraph, Quad

    if isinstance(endpoint, Local):
        every: Iterable[Quad] = (quad for quad in endpoint.store if not isinstance(quad.graph_name, DefaultGraph))
    else:
        every = (Quad(*row) for row in endpoint.select(ALL).rows)  # type: ignore[arg-type]
    return runs_of(_canonical(every), folder)


def _canonical(statements: Iterable[Quad]) -> Iterator[bytes]:
    """The statements as lines; those with blank nodes last.

    Each load of the ontology labels its blank nodes anew; RDFC-1.0 labels them the same every time.
    """
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

    anonymous, rest = Dataset(), iter(statements)
    while some := list(islice(rest, BATCH)):
        for line in (serialize(some, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True):
            if line.startswith(b"_:") or b" _:" in line:  # in words too, perhaps, which are then as they were
                anonymous.add(next(parse(line, format=RdfFormat.N_QUADS, lenient=True)))
            else:
                yield line
    anonymous.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    for quad in anonymous:
        yield f"{quad} .\n".encode()


def _slices(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The ``pieces`` of whole lines joined to, or cut into, about ``SLICE`` bytes each."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= SLICE:
            yield from _cut(b"".join(held))
            held, size = [], 0
    if held:
        yield b"".join(held)


def _cut(lines: bytes) -> Iterator[bytes]:
    """Lines in pieces that are not much longer than ``SLICE`` bytes."""
    start = 0
    while len(lines) - start > SLICE:
        end = lines.index(b"\n", start + SLICE) + 1
        yield lines[start:end]
        start = end
    if start < len(lines):
        yield lines[start:]
