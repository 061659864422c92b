"""Workers kept ready, and who of them answers what: fast queries pass the slow ones.

A graph that fits into memory is merged before, which makes queries half as quick again; a large one is asked where it
lies, at once.

A query that runs longer than `slow_after` is slow: it goes on at a lower priority, and when others wait for a worker,
slow queries beyond a quarter of the workers are ended, the longest running first.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from ontology.errors import BrokenGraph
from queries.endpoint import open_graph
from queries.merge import merge
from queries.serve.evaluation import Answer, Limits, Query
from queries.serve.guard import Refused
from queries.serve.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

R = TypeVar("R")
_CRASHED = Answer(500, b"the query brought its worker down; another one has taken its place")


class Pool:
    """Workers that answer queries, to be used as ``async with Pool(directory, limits) as pool``."""

    def __init__(self, directory: Path, limits: Limits) -> None:
        self.directory = directory
        self.limits = limits
        self._folder = TemporaryDirectory(prefix="fengong-", ignore_cleanup_errors=True)
        self._store = directory / "graph"
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._all: set[Worker] = set()
        self._replacing: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(4 * limits.workers, thread_name_prefix="worker")
        self._waiting = 0
        self._slow: dict[Worker, asyncio.Future[None]] = {}  # as they turned out slow; done: to be ended

    async def __aenter__(self) -> Pool:
        try:
            await self._in_thread(self._open)
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

    def _open(self) -> None:
        graph = open_graph(self.directory)
        if graph.merged:
            self._store = Path(self._folder.name)
            merge(graph, self._store)

    async def answer(self, query: Query) -> Answer:
        """The answer within the time limit, or a 4xx or 5xx with its reason; never a part of an answer."""
        try:
            worker = await self._hire()
        except Refused as refusal:
            return Answer.refusing(refusal)
        fit = False
        try:
            answer, fit = await self._ask(worker, query)
        except Refused as refusal:
            answer = Answer.refusing(refusal)
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
        worker = Worker(self._store, self.limits)
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
