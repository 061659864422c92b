"""The graph, here or far away, behind one Protocol: what asks a question need not know which engine answers.

Here it is Oxigraph, in memory while the graph is small and on disk when it is not; far away it is any
SPARQL 1.1 engine, spoken to through SPARQLWrapper. Either way plain patterns see what all named graphs say.
In memory that is a set; on disk and on some engines a triple that stands in two graphs is matched twice: a build says
nothing twice, and questions count DISTINCT. SPARQLWrapper is imported here alone; pyoxigraph also where its terms are
made into others (merge.py) and where queries run in a process of their own (queries/serve).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ontology import seal
from ontology.characters import legal
from ontology.errors import BadQuery, BrokenGraph
from ontology.tables import held as has_tables
from ontology.vocabularies import vocabularies
from queries.ask.bindings import bind, names_graphs
from queries.ask.merge import without_graph
from queries.ask.table import XSD, Table

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

    from queries.ask.table import Term

#: Bytes of N-Quads up to which a graph is loaded into memory: about 300,000 quads, a second, 120 MB.
MEMORY_LIMIT = 64 * 2**20
#: Named graphs that a query can list one by one: half a megabyte of a request, where engines take one.
MOST_GRAPHS = 1000
#: What a word must be to be a literal of a datatype: an engine would take it, and find nothing.
_LEXICAL: dict[str, Callable[[str], object]] = {XSD + "integer": int, XSD + "date": date.fromisoformat}


class Endpoint(Protocol):
    """What can be asked."""

    def select(self, query: str, **bindings: Term) -> Table:
        """The rows of a SELECT."""

    def columns(self, query: str, **bindings: Term) -> dict[str, list[str]]:
        """The rows of a SELECT column by column, bare values, "" where unbound: cheap for many rows."""

    def ask(self, query: str, **bindings: Term) -> bool:
        """The answer of an ASK."""

    def construct(self, query: str, **bindings: Term) -> bytes:
        """The triples of a CONSTRUCT or DESCRIBE as sorted N-Triples."""


class Local:
    """A store in this process, opened when something is asked.

    ``merged`` says that its default graph holds what its named graphs say. Beside it may stand ``tables``, in a folder
    that holds those of ontology/tables.py; if the graph is a part of theirs, ``within`` has its documents.
    """

    def __init__(
        self,
        store: Store | Callable[[], Store],
        *,
        merged: bool = False,
        tables: Path | None = None,
        within: frozenset[str] | None = None,
        held: object = None,
    ) -> None:
        self._held = held  #: what keeps the generation from being swept away
        self._store = store
        self.merged = merged
        self.tables = tables
        self.within = within

    @property
    def store(self) -> Store:
        """The store."""
        if callable(self._store):
            self._store = self._store()
        return self._store

    def select(self, query: str, **bindings: Term) -> Table:
        """The rows of a SELECT, in the order of the engine."""
        return _table(self._query(query, bindings))

    def columns(self, query: str, **bindings: Term) -> dict[str, list[str]]:
        """The rows of a SELECT column by column, as bare values: no Python object is made of a term."""
        from pyoxigraph import QueryResultsFormat

        found = _solutions(self._query(query, bindings))
        try:
            return _columns((found.serialize(format=QueryResultsFormat.CSV) or b"").decode())
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:  # engines evaluate while one reads
            raise _unanswered(error) from error

    def ask(self, query: str, **bindings: Term) -> bool:
        """The answer of an ASK."""
        return _boolean(self._query(query, bindings))

    def construct(self, query: str, **bindings: Term) -> bytes:
        """The triples of a CONSTRUCT or DESCRIBE as sorted N-Triples."""
        from pyoxigraph import QueryTriples

        found = self._query(query, bindings)
        if not isinstance(found, QueryTriples):
            raise BadQuery(
                "这个查询的结果是表或是非；要三元组，请用 CONSTRUCT 或 DESCRIBE。"
                "this query answers with rows or yes and no; triples come from CONSTRUCT or DESCRIBE"
            )
        return _lines(str(triple) for triple in found)

    def only(self, graphs: Collection[str], documents: Collection[str]) -> Local:
        """A copy in memory of the named ``graphs``, which its default graph merges: all there is of ``documents``."""

        def copied() -> Store:
            from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

            store, default = Store(), DefaultGraph()
            for name in sorted(graphs):
                quads = list(self.store.quads_for_pattern(None, None, None, NamedNode(name)))
                store.bulk_extend(quads)
                store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, default) for quad in quads)
            return store

        return Local(copied, merged=True, tables=self.tables, within=frozenset(documents), held=self._held)

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        return tuple(sorted(graph.value for graph in self.store.named_graphs()))

    def triples(self, graph: str) -> bytes:
        """One named graph as sorted N-Triples."""
        from pyoxigraph import NamedNode

        return _lines(str(quad.triple) for quad in self.store.quads_for_pattern(None, None, None, NamedNode(graph)))

    def _query(self, query: str, bindings: dict[str, Term]) -> QuerySolutions | QueryBoolean | QueryTriples:
        try:
            union = not self.merged and not names_graphs(query)
            return self.store.query(bind(query, bindings), use_default_graph_as_union=union)
        except SyntaxError as error:
            raise BadQuery(
                f"查询不合 SPARQL 1.1 语法，请照后面所指之处改正。the query is not SPARQL 1.1: {_first_line(error)}"
            ) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise _unanswered(error) from error


class Remote:
    """A SPARQL 1.1 endpoint at a URL, spoken to by POST so that a long query fits."""

    def __init__(self, url: str, timeout: int, login: tuple[str, str] | None, graphs: tuple[str, ...] = ()) -> None:
        self.url = url
        self.timeout = timeout
        self.login = login
        self._named = graphs  #: of which the dataset is to be made; the endpoint's own if none are named

    def select(self, query: str, **bindings: Term) -> Table:
        """The rows of a SELECT, in the order of the engine."""
        return _table(self._results(query, bindings))

    def columns(self, query: str, **bindings: Term) -> dict[str, list[str]]:
        """The rows of a SELECT column by column, as bare values."""
        table = self.select(query, **bindings)
        return {name: list(table.column(name)) for name in table.columns}

    def ask(self, query: str, **bindings: Term) -> bool:
        """The answer of an ASK; a row that holds 0 or 1 counts too, since Virtuoso answers so."""
        return _boolean(self._results(query, bindings))

    def construct(self, query: str, **bindings: Term) -> bytes:
        """The triples of a CONSTRUCT or DESCRIBE as sorted N-Triples."""
        from pyoxigraph import RdfFormat, parse

        body = self._post(bind(query, bindings), "turtle")
        try:
            return _lines(str(quad.triple) for quad in parse(body, RdfFormat.TURTLE, base_iri=self.url))
        except (SyntaxError, ValueError) as error:
            raise BrokenGraph(
                f"{self.url} 回复的不是 Turtle，请核对端点地址。"
                f"{self.url} did not answer with Turtle: {_first_line(error)}"
            ) from error

    def _results(self, query: str, bindings: dict[str, Term]) -> QuerySolutions | QueryBoolean:
        return self._read(self._post(bind(query, bindings), "json"))

    def _read(self, body: bytes) -> QuerySolutions | QueryBoolean:
        from pyoxigraph import QueryResultsFormat, parse_query_results

        try:
            return parse_query_results(body, format=QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise BrokenGraph(
                f"{self.url} 回复的不是 JSON 格式的 SPARQL 结果，请核对是否为查询端点的地址。"
                f"{self.url} did not answer with SPARQL results in JSON ({_first_line(error)}); "
                "is it the address of a query endpoint?"
            ) from error

    @cached_property
    def _graphs(self) -> tuple[str, ...]:
        """The graphs to make the dataset of: those named, or all there are if the endpoint's default graph is empty.

        So are stock Oxigraph and Fuseki after `fengong publish`: what they hold stands in named graphs only.
        """
        if self._named:
            return self._named
        try:
            if _boolean(self._read(self._sent("ASK { ?s ?p ?o }", "json", ()))):
                return ()
        except (BadQuery, BrokenGraph):
            return ()  # the question itself will say what is wrong
        names = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {MOST_GRAPHS + 1}"
        found = sorted(_table(self._read(self._sent(names, "json", ()))).column("g"))
        if len(found) > MOST_GRAPHS:
            raise BrokenGraph(
                f"{self.url} 的默认图为空，而命名图多于 {MOST_GRAPHS} 个，无法在查询中逐一列出；请让端点合并各图："
                "oxigraph serve --union-default-graph，或在 Fuseki 中设 tdb2:unionDefaultGraph true，"
                "或改用 fengong serve。"
                f"{self.url} has an empty default graph and more than {MOST_GRAPHS} named graphs, too many to list "
                "in a query; have it merge them: `oxigraph serve --union-default-graph`, "
                "tdb2:unionDefaultGraph true in Fuseki, or use `fengong serve`"
            )
        return tuple(found)

    def _post(self, query: str, wanted: str) -> bytes:
        """The body of the answer, asked over the graphs that the endpoint is to see."""
        own = not self._named and names_graphs(query)  # a query with FROM says itself which graphs it asks
        return self._sent(query, wanted, () if own else None)

    def _sent(self, query: str, wanted: str, graphs: tuple[str, ...] | None) -> bytes:
        """The body of the answer, over ``graphs``, () for the endpoint's own dataset, None for what it is seen as."""
        from urllib.error import HTTPError

        from SPARQLWrapper import POST, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        wrapper = SPARQLWrapper(self.url, returnFormat=wanted, agent="fengong")
        wrapper.setOnlyConneg(True)  # other engines choke on the format=, output=, results= it would add
        wrapper.setMethod(POST)
        wrapper.setTimeout(self.timeout)
        if self.login:
            wrapper.setCredentials(*self.login)
        wrapper.setQuery(query)
        if wrapper.isSparqlUpdateRequest():
            raise BadQuery(
                "这是更新，这里只发送查询；要载入图谱，请用 fengong publish。"
                "this is an update; only questions are sent here (`fengong publish` loads graphs)"
            )
        for graph in self._graphs if graphs is None else graphs:
            wrapper.addDefaultGraph(graph)
            wrapper.addNamedGraph(graph)
        try:
            answer: bytes = wrapper.query().response.read()
        except (SPARQLWrapperException, HTTPError) as error:
            raise BadQuery(
                f"{self.url} 拒绝了这个查询，请照后面所说的理由修改。{self.url} refused the query: {_refusal(error)}"
            ) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise BrokenGraph(
                f"无法查询 {self.url}（{reason}），请核对地址，并确认服务正在运行。"
                f"{self.url} cannot be asked ({reason}); check the address and that it runs"
            ) from error
        return answer


def open_graph(directory: Path, memory_limit: int = MEMORY_LIMIT) -> Local:
    """The graph that ``fengong build -o directory`` wrote.

    In memory if its N-Quads take at most ``memory_limit`` bytes, otherwise the store on disk, opened
    read-only, so that several processes can ask at once.
    """
    held = seal.held(directory)  # once: a build may turn the link to the next generation
    holding = seal.hold(held)
    seal.verify(directory, held)
    return open_generation(held, directory, memory_limit, holding)


def open_generation(held: Path, directory: Path, memory_limit: int = 0, holding: object = None) -> Local:
    """The graph that the folder ``held`` keeps, of those in ``directory``, whether or not it is sealed yet.

    ``holding`` is what keeps the folder where it is as long as it is read.
    """
    quads = [held / name for name in seal.QUADS]
    on_disk = held / seal.STORE
    tables = held if has_tables(held) else None
    small = quads[0].is_file() and sum(file.stat().st_size for file in quads if file.is_file()) <= memory_limit
    if small or (quads[0].is_file() and not on_disk.is_dir()):
        opening = partial(_in_memory, [file for file in quads if file.is_file()])
    elif on_disk.is_dir():
        opening = partial(_read_only, on_disk)
    else:
        raise BrokenGraph(
            f"{directory} 中没有图谱，请先构建：fengong build 文件… -o {directory}。"
            f"{directory} holds no graph: build one there with `fengong build FILE… -o {directory}`"
        )
    merged = opening.func is _in_memory
    return Local(opening if tables else opening(), merged=merged, tables=tables, held=holding)


def remote(url: str, timeout: int = 60, login: tuple[str, str] | None = None) -> Remote:
    """The SPARQL endpoint at ``url``, seen as the union of its named graphs.

    Virtuoso, GraphDB and `fengong serve` answer so by themselves. Where the default graph is empty (Oxigraph and Fuseki
    as they come), each query lists the named graphs; there may be ``MOST_GRAPHS``, and with --union-default-graph or
    tdb2:unionDefaultGraph any number. ``timeout`` is in seconds, ``login`` is sent as Basic authentication.
    """
    if not url.startswith(("http://", "https://")):
        raise BrokenGraph(
            f"{url} 不是端点地址，请写以 http:// 或 https:// 开头的地址。"
            f"{url} is no endpoint: give an address that begins with http:// or https://"
        )
    return Remote(url, timeout, login)


def read_term(text: str) -> Term:
    """The term written in ``text`` in the form of N-Triples.

    >>> read_term('"2018-12-31"^^<http://www.w3.org/2001/XMLSchema#date>').value
    '2018-12-31'
    """
    from pyoxigraph import RdfFormat, Triple, parse

    try:
        (quad,) = parse(f"<a:> <a:> {text} .", RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError) as error:
        raise BadQuery(
            f"{text} 不是 RDF 的值，IRI 请写成 <…>，文字请直接写。"
            f"{text} is no RDF term; write <…> for an IRI, bare words for a literal"
        ) from error
    found: Term | Triple = quad.object
    if isinstance(found, Triple):
        raise BadQuery(
            f"{text} 是三元组，请给变量一个 IRI 或一段文字。{text} is a triple; a variable takes an IRI or a literal"
        )
    return found


def term_like(words: str, example: str) -> Term:
    """The words of a user as a term: an IRI if in angle brackets, otherwise a literal of the example's type.

    >>> str(term_like("自治区财政厅", '"自治区知识产权局"'))
    '"自治区财政厅"'
    """
    from pyoxigraph import Literal, NamedNode

    if words.startswith("<") and words.endswith(">"):
        return read_term(words)
    kind = read_term(example)
    if isinstance(kind, NamedNode):
        raise BadQuery(
            f"{words} 不是 IRI，请放在尖括号内，如 {example}。"
            f"{words} is no IRI; write it in angle brackets, as in {example}"
        )
    if not isinstance(kind, Literal) or kind.language:
        return Literal(words, language=kind.language) if isinstance(kind, Literal) else Literal(words)
    try:
        _LEXICAL.get(kind.datatype.value, str)(words)
    except ValueError as error:
        raise BadQuery(
            f"{words} 的类型不对，请照 {example} 的样子写。{words} is not of the type of {example}"
        ) from error
    return Literal(words, datatype=kind.datatype)


def _in_memory(files: list[Path]) -> Store:
    """A store in memory with the files and the ontology, each vocabulary in its named graph."""
    from pyoxigraph import NamedNode, RdfFormat, Store

    store = Store()
    for file in files:
        try:
            store.bulk_load(path=file, format=RdfFormat.N_QUADS)
        except (OSError, SyntaxError, ValueError) as error:
            raise BrokenGraph(
                f"{file} 不是 N-Quads，请重新构建图谱。"
                f"{file} is no N-Quads: {_first_line(error)}; build the graph again"
            ) from error
        with file.open("rb") as lines:
            store.bulk_load(b"".join(map(without_graph, lines)), format=RdfFormat.N_TRIPLES)
    for path, graph in vocabularies():
        store.bulk_load(path=path, format=RdfFormat.TURTLE, to_graph=NamedNode(graph))
        store.bulk_load(path=path, format=RdfFormat.TURTLE)
    return store


def _read_only(directory: Path) -> Store:
    from pyoxigraph import Store

    try:
        return Store.read_only(str(directory))
    except OSError as error:
        raise BrokenGraph(
            f"{directory} 不是 Oxigraph 数据库，请重新构建图谱。"
            f"{directory} is no Oxigraph store: {_first_line(error)}; build the graph again"
        ) from error


def _solutions(found: QuerySolutions | QueryBoolean | QueryTriples) -> QuerySolutions:
    from pyoxigraph import QuerySolutions

    if not isinstance(found, QuerySolutions):
        raise BadQuery(
            "这个查询的结果是是非或三元组；要表，请用 SELECT。"
            "this query answers with yes and no or with triples; a table comes from SELECT"
        )
    return found


def _table(answer: QuerySolutions | QueryBoolean | QueryTriples) -> Table:
    found = _solutions(answer)
    columns = tuple(variable.value for variable in found.variables)
    try:
        return Table.of(columns, found)
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:  # engines evaluate while one reads
        raise _unanswered(error) from error


def _columns(results: str) -> dict[str, list[str]]:
    r"""The columns of SPARQL results in CSV, whose first line names them.

    >>> _columns('party,task\r\na:b,"c, d"\r\n')
    {'party': ['a:b'], 'task': ['c, d']}
    """
    names = results[: results.index("\r\n")].split(",")
    if '"' in results:
        cells = [cell for row in csv.reader(io.StringIO(results, newline="")) for cell in row or [""]]
    else:  # a comma or a line end in a value would be quoted: each one here parts two cells
        cells = results.replace("\r\n", ",").split(",")[:-1]
    if legal(results) != results:  # of cells, since what ends a line to XML may stand in one
        cells = list(map(legal, cells))
    return {name: cells[len(names) + place :: len(names)] for place, name in enumerate(names)}


def _boolean(found: QuerySolutions | QueryBoolean | QueryTriples) -> bool:
    from pyoxigraph import QueryBoolean, QuerySolutions

    if isinstance(found, QueryBoolean):
        return bool(found)
    rows = [row for solution in found for row in solution] if isinstance(found, QuerySolutions) else []
    if len(rows) == 1 and rows[0] is not None and rows[0].value in {"0", "1", "true", "false"}:
        return rows[0].value in {"1", "true"}
    raise BadQuery(
        "这个查询的结果是表或三元组；要是非，请用 ASK。"
        "this query answers with rows or triples; yes or no comes from ASK"
    )


def _lines(triples: Iterator[str]) -> bytes:
    return "".join(sorted({f"{triple} .\n" for triple in triples})).encode()


def _unanswered(error: Exception) -> BadQuery:
    return BadQuery(f"查询无法执行，请照后面所说的原因修改。the query could not be answered: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _refusal(error: Exception) -> str:
    """What the endpoint said, in one line."""
    from urllib.error import HTTPError

    said = f"{error.code} {error.read(900).decode(errors='replace')}" if isinstance(error, HTTPError) else str(error)
    return " ".join(said.split())[:300]
