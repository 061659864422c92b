"""Queries are answered in processes that can be killed: `Pool` keeps them, `Worker` is one of them.

The engine has no time limit of its own, overflows its stack on deep nesting, aborts when memory runs out
and follows SERVICE. So it never runs where the server runs. A worker is a process started afresh, with the
graph open, its memory bounded, and no network where the kernel lends a namespace; it answers one query at a
time and holds the whole answer before any of it is sent, so that a status code is never wrong. A query that
runs longer than `slow_after` is slow: it goes on at a lower priority, and when others wait for a worker,
slow queries beyond a quarter of the workers are ended, the longest running first.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import multiprocessing
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn, TypeVar

from ontology.errors import BadQuery, BrokenGraph
from ontology.prefixes import PREFIXES
from queries.endpoint import open_graph
from queries.guard import Refused
from queries.merge import merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext
    from types import TracebackType

    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store
    from typing_extensions import Buffer

R = TypeVar("R")
MIB = 2**20
#: Deep queries need a deep stack: at 512 MiB none of the greatest length overflows it (measured).
_STACK = 512 * MIB
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
}

#: The service description has terms of its own.
_PREFIXES = PREFIXES | {"sd": "http://www.w3.org/ns/sparql-service-description#"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take; seconds, characters, rows and bytes."""

    timeout: float = 30.0
    workers: int = 8  #: at least two, so that one is ready when one is killed
    slow_after: float = 1.0  #: seconds from which a query counts as slow
    waiting: int = 64  #: queries that may wait for a worker
    length: int = 100_000
    depth: int = 100
    rows: int = 200_000  #: rows, or triples of a CONSTRUCT
    size: int = 128 * MIB  #: bytes of an answer
    memory: int = 1024 * MIB  #: bytes a worker may take beyond what the open graph needs

    def __post_init__(self) -> None:
        if self.workers < 2:
            raise BadQuery(f"{self.workers} workers are too few: one may be killed, so take 2 or more")

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
    base: str | None = None  #: what relative IRIs in the query are relative to
    bindings: tuple[tuple[str, str], ...] = ()  #: variables and their values in N-Triples


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer, or why there is none (then ``body`` is the reason in plain text)."""

    status: int
    body: bytes


_CRASHED = Answer(500, b"the query brought its worker down; another one has taken its place")


class Pool:
    """Workers that answer queries, to be used as ``async with Pool(directory, limits) as pool``."""

    def __init__(self, directory: Path, limits: Limits) -> None:
        self.directory = directory
        self.limits = limits
        self._folder = TemporaryDirectory(prefix="fengong-", ignore_cleanup_errors=True)
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._all: set[Worker] = set()
        self._replacing: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(4 * limits.workers, thread_name_prefix="worker")
        self._waiting = 0
        self._slow: dict[Worker, asyncio.Future[None]] = {}  # as they turned out slow; done: to be ended

    async def __aenter__(self) -> Pool:
        try:
            await self._in_thread(lambda: merge(open_graph(self.directory), Path(self._folder.name)))
            await asyncio.gather(*(self._enlist() for _ in range(self.limits.workers)))
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._replacing:
            task.cancel()
        for worker in self._all:
            worker.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._folder.cleanup()

    async def answer(self, query: Query) -> Answer:
        """The answer within the time limit, or a 4xx or 5xx with its reason; never a part of an answer."""
        try:
            worker = await self._hire()
        except Refused as refusal:
            return _refusal(refusal)
        fit = False
        try:
            answer, fit = await self._ask(worker, query)
        except Refused as refusal:
            answer = _refusal(refusal)
        except (EOFError, OSError):
            answer = _CRASHED
        finally:
            if fit:
                self._idle.put_nowait(worker)
            else:
                self._replace(worker)
        return answer

    async def _hire(self) -> Worker:
        """The next idle worker; raises Refused if too many queries wait already or none comes in time."""
        if self._idle.empty() and self._waiting >= self.limits.waiting:
            raise Refused("too many queries wait for an answer; ask again later", 503)
        self._waiting += 1
        try:
            self._make_room()
            async with asyncio.timeout(self.limits.timeout):
                while (worker := await self._idle.get()).gone():
                    self._replace(worker)
        except TimeoutError:
            raise Refused("no worker came free in time; ask again later", 503) from None
        finally:
            self._waiting -= 1
        self._make_room()
        return worker

    async def _ask(self, worker: Worker, query: Query) -> tuple[Answer, bool]:
        """The answer, and whether the worker is fit for another query: after a slow one it is replaced."""
        soon = min(self.limits.slow_after, self.limits.timeout)
        rest = self.limits.timeout - soon
        await self._in_thread(lambda: worker.send(query))
        if await self._in_thread(lambda: worker.wait(soon)):
            return await self._in_thread(worker.receive), True
        evicted = self._slow[worker] = asyncio.get_running_loop().create_future()
        answered = asyncio.ensure_future(self._in_thread(lambda: worker.wait(rest)))
        try:
            worker.step_back()
            self._make_room()
            await asyncio.wait((answered, evicted), return_when=asyncio.FIRST_COMPLETED)
            if evicted.done():
                raise Refused("the query was slow and others needed its worker; ask again later, or for less", 503)
            if not answered.result():
                raise Refused(f"the query was stopped at the time limit of {self.limits.timeout:g} s", 504)
            return await self._in_thread(worker.receive), False
        finally:
            self._slow.pop(worker, None)

    def _make_room(self) -> None:
        """Ends the slow query that has run longest, if the slow have more than their share and a worker is needed.

        One more than those who wait for it should be idle, or on its way.
        """
        ready = self._idle.qsize() + len(self._replacing)
        if ready <= self._waiting and len(self._slow) > self.limits.slow:
            self._slow.pop(next(iter(self._slow))).set_result(None)

    def _replace(self, worker: Worker) -> None:
        self._all.discard(worker)
        worker.kill()
        task = asyncio.get_running_loop().create_task(self._enlist_again())
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _enlist_again(self) -> None:
        """A new worker, tried for until there is one: the graph may be in the middle of being built anew."""
        while True:
            try:
                return await self._enlist()
            except BrokenGraph:
                await asyncio.sleep(1)

    async def _enlist(self) -> None:
        worker = Worker(Path(self._folder.name), self.limits)
        self._all.add(worker)
        try:
            await self._in_thread(worker.report)
        except BaseException:
            self._all.discard(worker)
            worker.kill()
            raise
        self._idle.put_nowait(worker)

    async def _in_thread(self, call: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)


class Worker:
    """A process with the graph open that answers one query at a time, seen from the server's side."""

    def __init__(self, directory: Path, limits: Limits) -> None:
        context = _context()
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, directory, limits), daemon=True)
        with _without_main():
            self._process.start()
        there.close()  # so that the end of the process is the end of the pipe

    def report(self) -> None:
        """Nothing, once the worker is ready; raises BrokenGraph if it could not open the graph."""
        try:
            trouble: str = self._pipe.recv()
        except (EOFError, OSError):
            raise BrokenGraph("a worker ended before it had opened the graph") from None
        if trouble:
            raise BrokenGraph(trouble)

    def gone(self) -> bool:
        """Whether an idle worker has died, by whoever's hand: only the end of its pipe is to be heard from it."""
        return self._pipe.poll(0)

    def send(self, query: Query) -> None:
        """Nothing; the worker has begun."""
        self._pipe.send(query)

    def wait(self, seconds: float) -> bool:
        """Whether an answer has come within ``seconds``."""
        return self._pipe.poll(max(0.0, seconds))

    def receive(self) -> Answer:
        """The answer; raises EOFError if the worker died instead."""
        answer: Answer = self._pipe.recv()
        return answer

    def step_back(self) -> None:
        """Nothing; the process goes on at a lower priority, where the platform knows one."""
        if sys.platform != "win32" and self._process.pid:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, 19)

    def kill(self) -> None:
        """Nothing; the process will end.

        Nobody waits for that: a process of low priority dies slowly on a busy machine. It is reaped when another
        one starts, and its pipe is closed with the last thread that listens there.
        """
        self._process.kill()


@cache
def _context() -> ForkServerContext | SpawnContext:
    """How processes are started: afresh, by a server that has the modules ready where the platform has one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["queries.worker", "queries.endpoint", "pyoxigraph"])
    return context


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hides the program that runs from a process that starts: each worker would import all of it first."""
    main: dict[str, object] = vars(sys.modules["__main__"])
    hidden: dict[str, object] = {name: main[name] for name in ("__file__", "__spec__") if name in main}
    blank: dict[str, object] = dict.fromkeys(hidden)
    main.update(blank)
    try:
        yield
    finally:
        main.update(hidden)


def _refusal(refusal: Refused) -> Answer:
    return Answer(refusal.status, str(refusal).encode())


def _serve(pipe: Connection, directory: Path, limits: Limits) -> NoReturn:
    """The life of a worker: it ends with the pipe, hence with the server, even in the middle of a query."""
    _isolate()
    try:
        from pyoxigraph import Store

        store = Store.read_only(str(directory))
    except Exception as error:
        pipe.send(str(error) or type(error).__name__)
        os._exit(1)
    _bound_memory(limits.memory + _STACK)
    # Queries are answered in a thread of their own, for its stack, and so that this one hears the end of the pipe.
    threading.stack_size(_STACK)
    asked: SimpleQueue[Query] = SimpleQueue()
    threading.Thread(target=_reply, args=(pipe, store, asked, limits), daemon=True).start()
    pipe.send("")
    with contextlib.suppress(EOFError, OSError):
        while True:
            asked.put(pipe.recv())
    os._exit(0)


def _reply(pipe: Connection, store: Store, asked: SimpleQueue[Query], limits: Limits) -> None:
    while True:
        try:
            answer = evaluate(store, asked.get(), limits)
        except MemoryError:
            os._exit(1)
        except Exception as error:
            answer = Answer(500, f"the query failed: {error}".encode())
        with contextlib.suppress(OSError):
            pipe.send(answer)


def evaluate(store: Store, query: Query, limits: Limits) -> Answer:
    """The answer of the engine, complete and serialised, or a 4xx.

    Rows and triples are counted as lines of TSV and N-Triples while the engine writes them, since one line is
    one row there, and turned into the format asked for when all have come.
    """
    from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

    from queries.bindings import bind
    from queries.endpoint import read_term

    own = bool(query.default_graphs or query.named_graphs)
    try:
        found = store.query(
            bind(query.text, {name: read_term(term) for name, term in query.bindings}),
            base_iri=query.base,
            default_graph=[NamedNode(graph) for graph in query.default_graphs] if own else None,
            named_graphs=[NamedNode(graph) for graph in query.named_graphs] if own else None,
        )
    except (SyntaxError, ValueError) as error:
        return Answer(400, f"not SPARQL 1.1: {error}".encode())
    except BadQuery as error:
        return Answer(400, str(error).encode())
    try:
        if isinstance(found, QueryBoolean):
            return Answer(200, _boolean(found, query.media_type))
        if isinstance(found, QuerySolutions):
            return Answer(200, _rows(found, query.media_type, limits))
        return Answer(200, _triples(found, query.media_type, limits))
    except Refused as refusal:
        return _refusal(refusal)


def _boolean(found: QueryBoolean, media_type: str) -> bytes:
    from pyoxigraph import QueryResultsFormat

    return found.serialize(format=getattr(QueryResultsFormat, _RESULTS[media_type])) or b""


def _rows(found: QuerySolutions, media_type: str, limits: Limits) -> bytes:
    from pyoxigraph import QueryResultsFormat, parse_query_results

    lines = _Counted(limits.rows + 1, limits.size)  # the first one names the columns
    found.serialize(lines, QueryResultsFormat.TSV)
    if media_type == "text/tab-separated-values":
        return lines.getvalue()
    table = parse_query_results(lines.getvalue(), format=QueryResultsFormat.TSV)
    return table.serialize(format=getattr(QueryResultsFormat, _RESULTS[media_type])) or b""


def _triples(found: QueryTriples, media_type: str, limits: Limits) -> bytes:
    from pyoxigraph import RdfFormat, parse, serialize

    lines = _Counted(limits.rows, limits.size)
    found.serialize(lines, RdfFormat.N_TRIPLES)
    if media_type == "application/n-triples":
        return lines.getvalue()
    triples = (quad.triple for quad in parse(lines.getvalue(), RdfFormat.N_TRIPLES))
    return serialize(triples, format=getattr(RdfFormat, _RDF[media_type]), prefixes=_PREFIXES) or b""


class _Counted(io.BytesIO):
    """A buffer that refuses the line and the byte that are too many."""

    def __init__(self, lines: int, size: int) -> None:
        super().__init__()
        self._lines = lines
        self._size = size

    def write(self, chunk: Buffer) -> int:
        piece = bytes(chunk)
        self._lines -= piece.count(b"\n")
        self._size -= len(piece)
        if self._lines < 0:
            raise Refused("the answer has more rows than the limit; ask for fewer with LIMIT", 422)
        if self._size < 0:
            raise Refused("the answer has more bytes than the limit; ask for less with LIMIT", 422)
        return super().write(piece)


def _isolate() -> None:
    """Nothing; the process has no network, core dumps or voice, as far as the platform can take them away."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to hear
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # an engine that aborts prints its stack
    if sys.platform == "linux":
        import ctypes
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        new_user, new_network = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of linux/sched.h
        # Refused in some containers; queries.guard does not depend on it.
        ctypes.CDLL(None).unshare(new_user | new_network)


def _bound_memory(more: int) -> None:
    """Nothing; the process may take ``more`` bytes of memory beyond what it has now."""
    if sys.platform == "linux":
        import resource

        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (used + more, used + more))
