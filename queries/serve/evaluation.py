"""One query answered whole: what may be asked, what it may take, and the engine's answer as bytes.

The whole answer is held before any of it is sent, so that a status code is never wrong.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Self, TypeAlias, cast

from ontology.errors import BadQuery
from ontology.prefixes import PREFIXES
from queries.serve.guard import Refused

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store
    from typing_extensions import Buffer

_Asking: TypeAlias = "Callable[[], QuerySolutions | QueryBoolean | QueryTriples]"  #: asks the engine once more

MIB = 2**20
_PAGE = 8 * MIB  #: bytes of an answer that a page shows
_PAGE_LINE = MIB  #: bytes of one row or triple on a page
#: Bytes of a line up to which the engine reads back what it has written: its work grows with their square, 20 s for
#: 10 MiB (measured), and from 16 MiB on it reads none.
_LINE = 64 * 1024
_RESULTS = {
    "application/sparql-results+json": "JSON",
    "application/sparql-results+xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
}
_RDF = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "application/ld+json": "JSON_LD",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "TRIG",
    "application/n-quads": "N_QUADS",
    "text/n3": "N3",
}
#: How the engine says that a query calls what is no function, once it meets the call.
_NO_FUNCTION = re.compile("custom (aggregate )?function <?(?P<name>[^>]*)>? is not supported")

#: The service description has terms of its own.
_PREFIXES = PREFIXES | {"sd": "http://www.w3.org/ns/sparql-service-description#"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take; seconds, characters, rows and bytes."""

    timeout: float = 30.0
    look: float = 1.0  #: seconds between two looks whether the graph was built anew
    workers: int = 8  #: at least two, so that one is ready when one is killed
    slow_after: float = 1.0  #: seconds from which a query counts as slow
    waiting: int = 64  #: queries that may wait for a worker
    length: int = 100_000
    depth: int = 100
    rows: int = 200_000  #: rows, or triples of a CONSTRUCT
    size: int = 128 * MIB  #: bytes of an answer
    connections: int = 256
    head: int = 64 * 1024  #: bytes of the head of a request
    patience: float = 10.0  #: seconds to send a head, and to take each piece of an answer
    unread: int = 256 * MIB  #: bytes of answers that clients have not taken yet; at least one of the greatest size
    memory: int = 1024 * MIB  #: bytes a worker may take beyond what the open graph needs

    def __post_init__(self) -> None:
        if self.workers < 2:
            raise BadQuery(
                f"{self.workers} 个查询进程太少，其中一个可能被终止，请设为 2 个以上。 "
                f"{self.workers} workers are too few: one may be killed, so take 2 or more"
            )

    @property
    def slow(self) -> int:
        """How many workers slow queries may hold while others wait: a quarter, at least one."""
        return max(1, self.workers // 4)


@dataclass(frozen=True, slots=True)
class Query:
    """What is sent to a worker. Without a dataset of its own, a query sees the merge of all named graphs."""

    text: str
    media_type: str  #: the answer's, a key of the formats above
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    first: int = 0  #: rows or triples that are wanted of the answer, for a page; 0 is all
    base: str | None = None  #: what relative IRIs in the query are relative to
    bindings: tuple[tuple[str, str], ...] = ()  #: variables and their values in N-Triples


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer, or why there is none (then ``body`` is the reason in plain text)."""

    status: int
    body: bytes
    rows: int = field(default=0, compare=False)  #: rows or triples there are; the body may hold the first only
    build: str = field(default="", compare=False)  #: which build of the graph it is from

    @classmethod
    def refusing(cls, refusal: Refused) -> Self:
        """The answer that says why there is none."""
        return cls(refusal.status, str(refusal).encode())


def evaluate(store: Store, query: Query, limits: Limits) -> Answer:
    """The answer of the engine, complete and serialised, or a 4xx.

    Rows and triples are counted as lines of TSV and N-Triples while the engine writes them, since one line is
    one row there, and turned into the format asked for when all have come; where a line is long, the engine is asked
    again for that format.
    """
    from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

    from queries.ask.bindings import bind, names_graphs
    from queries.ask.endpoint import read_term

    own = bool(query.default_graphs or query.named_graphs)

    def ask() -> QuerySolutions | QueryBoolean | QueryTriples:
        return store.query(
            bind(query.text, {name: read_term(term) for name, term in query.bindings}),
            base_iri=query.base,
            default_graph=[NamedNode(graph) for graph in query.default_graphs] if own else None,
            named_graphs=[NamedNode(graph) for graph in query.named_graphs] if own else None,
            use_default_graph_as_union=not (own or _is_merged(store) or names_graphs(query.text)),
        )

    try:
        found = ask()
    except (SyntaxError, ValueError) as error:
        return Answer(400, f"查询不合 SPARQL 1.1 语法，请照后面所指之处改正。 not SPARQL 1.1: {error}".encode())
    except BadQuery as error:
        return Answer(400, str(error).encode())
    except RuntimeError as error:
        return _misspelt(error)
    try:
        if isinstance(found, QueryBoolean):
            return Answer(200, _boolean(found, query.media_type))
        if isinstance(found, QuerySolutions):
            return _rows(found, query, limits, ask)
        return _triples(found, query, limits, ask)
    except Refused as refusal:
        return Answer.refusing(refusal)
    except RuntimeError as error:
        return _misspelt(error)


def _misspelt(error: RuntimeError) -> Answer:
    """What is to be said of a function that is none; any other error goes on."""
    unknown = _NO_FUNCTION.search(str(error))
    if unknown is None:
        raise error
    name = unknown["name"]
    said = f"no function is called <{name}>; its prefix or its name may be wrong"
    return Answer(400, f"没有名为 <{name}> 的函数，请核对前缀和名称。 {said}".encode())


def _is_merged(store: Store) -> bool:
    """Whether the default graph holds what the named ones say; else they are asked together in its place."""
    from pyoxigraph import DefaultGraph

    return any(True for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))


def _boolean(found: QueryBoolean, media_type: str) -> bytes:
    from pyoxigraph import QueryResultsFormat

    return found.serialize(format=getattr(QueryResultsFormat, _RESULTS[media_type])) or b""


def _rows(found: QuerySolutions, query: Query, limits: Limits, again: _Asking) -> Answer:
    from pyoxigraph import QueryResultsFormat, parse_query_results

    lines = _Counted(limits.rows + 1, limits.size)  # the first one names the columns
    found.serialize(lines, QueryResultsFormat.TSV)
    wanted = lines.first(query.first and query.first + 1)
    form = getattr(QueryResultsFormat, _RESULTS[query.media_type])
    if query.media_type != "text/tab-separated-values":
        if lines.longest > _LINE and not query.first:
            rows = cast("QuerySolutions", again())
            return Answer(200, _written(lambda file: rows.serialize(file, form), limits), lines.count - 1)
        wanted = parse_query_results(wanted, format=QueryResultsFormat.TSV).serialize(format=form) or b""
    return Answer(200, wanted, lines.count - 1)


def _triples(found: QueryTriples, query: Query, limits: Limits, again: _Asking) -> Answer:
    from pyoxigraph import RdfFormat, parse, serialize

    lines = _Counted(limits.rows, limits.size)
    found.serialize(lines, RdfFormat.N_TRIPLES)
    wanted = lines.first(query.first)
    form = getattr(RdfFormat, _RDF[query.media_type])
    if query.media_type != "application/n-triples":
        if lines.longest > _LINE and not query.first:
            triples = cast("QueryTriples", again())
            whole = _written(lambda file: serialize(triples, file, form, prefixes=_PREFIXES), limits)
            return Answer(200, whole, lines.count)
        few = (quad.triple for quad in parse(wanted, RdfFormat.N_TRIPLES))
        wanted = serialize(few, format=form, prefixes=_PREFIXES) or b""
    return Answer(200, wanted, lines.count)


def _written(write: Callable[[io.BytesIO], object], limits: Limits) -> bytes:
    """What is written at once in the format asked for, its rows counted before."""
    whole = _Counted(sys.maxsize, limits.size)
    write(whole)
    return whole.getvalue()


class _Counted(io.BytesIO):
    """A buffer that refuses the line and the byte that are too many."""

    def __init__(self, lines: int, size: int) -> None:
        super().__init__()
        self._lines = lines
        self._size = size
        self.count = 0  #: lines so far

    @property
    def longest(self) -> int:
        """Bytes of its longest line."""
        self.seek(0)
        return max(map(len, self), default=0)

    def first(self, lines: int) -> bytes:
        """The first lines of it, all if that is 0; raises Refused if that is more than a page should hold."""
        whole = self.getvalue()
        if not lines:
            return whole
        ends = [0]
        for _ in range(min(lines, self.count)):
            ends.append(whole.index(b"\n", ends[-1]) + 1)
        end = ends[-1]
        if end > _PAGE or any(after - before > _PAGE_LINE for before, after in pairwise(ends)):
            raise Refused(
                "结果太长，一页放不下，请缩小查询，或改要 CSV 或 Turtle。 "
                "the answer is too long for a page; ask for less, or for CSV or Turtle",
                422,
            )
        return whole[:end]

    def write(self, chunk: Buffer) -> int:
        piece = bytes(chunk)
        self.count += piece.count(b"\n")
        self._size -= len(piece)
        if self.count > self._lines:
            raise Refused(
                "结果行数超过上限，请用 LIMIT 减少。 the answer has more rows than the limit; ask for fewer with LIMIT",
                422,
            )
        if self._size < 0:
            raise Refused(
                "结果字节超过上限，请用 LIMIT 减少。 the answer has more bytes than the limit; ask for less with LIMIT",
                422,
            )
        return super().write(piece)
