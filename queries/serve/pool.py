"""Workers kept ready, and who of them answers what: fast queries pass the slow ones.

A graph is asked where it lies, at once; one that has no store on disk is merged into one before. All workers have the
same build of the graph open: when another one holds, as many new workers are made ready beside them and take their
place in one step; who still answers from the build before ends his answer and goes.

A query that runs longer than `slow_after` is slow: it goes on at a lower priority, and when others wait for a worker,
slow queries beyond a quarter of the workers are ended, the longest running first.
"""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from ontology.errors import BrokenGraph, FengongError
from ontology.seal import STORE
from queries.ask.endpoint import open_graph
from queries.ask.merge import merge
from queries.serve.builds import Build, build_in
from queries.serve.evaluation import MIB, Answer, Limits, Query
from queries.serve.guard import Refused
from queries.serve.worker import Worker, prepare

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

R = TypeVar("R")
_CRASHED = Answer(
    500,
    "查询使查询进程崩溃，已另起一个，请修改查询后再试。 "
    "the query brought its worker down; another one has taken its place".encode(),
)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A build as workers open it; ``folder`` is where it was merged."""

    build: Build
    store: Path
    folder: TemporaryDirectory[str]


class Pool:
    """Workers that answer queries, to be used as ``async with Pool(directory, limits) as pool``."""

    def __init__(self, directory: Path, limits: Limits) -> None:
        self.directory = directory
        self.limits = limits
        self._opened: _Opened | None = None
        self._watching: asyncio.Task[None] | None = None
        self._receiving = asyncio.Lock()  # one large answer at a time, for memory's sake
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._all: dict[Worker, _Opened] = {}
        self._replacing: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(4 * limits.workers, thread_name_prefix="worker")
        self._waiting = 0
        self._slow: dict[Worker, asyncio.Future[None]] = {}  # as they turned out slow; done: to be ended

    async def __aenter__(self) -> Pool:
        try:
            await self._in_thread(prepare)
            await self._turn(build_in(self.directory))
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ending = (*self._replacing, *([self._watching] if self._watching else []))
        for task in ending:
            task.cancel()
        opened = {*self._all.values(), *([self._opened] if self._opened else [])}
        for worker in self._all:
            worker.kill()
        await asyncio.gather(*ending, return_exceptions=True)  # what they were starting is ended too
        self._threads.shutdown(wait=False, cancel_futures=True)
        for each in opened:
            each.folder.cleanup()

    @property
    def build(self) -> Build:
        """The build that queries are answered from."""
        if self._opened is None:
            raise RuntimeError("a pool is used as: async with Pool(…) as pool")
        return self._opened.build

    async def _watch(self) -> None:
        """Turns to each build that comes to hold; one that cannot be opened is left until the next look."""
        while True:
            await asyncio.sleep(self.limits.look)
            build = await self._in_thread(lambda: build_in(self.directory))
            if build.folder != self.build.folder:
                with contextlib.suppress(FengongError, OSError):
                    await self._turn(build)

    async def _turn(self, build: Build) -> None:
        """All queries from now on are answered from ``build``; raises BrokenGraph, and nothing has changed."""
        opened = await self._in_thread(lambda: _open(build))
        starting = [asyncio.ensure_future(self._start(opened)) for _ in range(self.limits.workers)]
        try:
            fresh = await asyncio.gather(*starting)
        except BaseException:
            await asyncio.gather(*starting, return_exceptions=True)
            for worker in [worker for worker, its in self._all.items() if its is opened]:
                self._retire(worker)
            opened.folder.cleanup()
            raise
        before, self._opened = self._opened, opened  # from here to the end nobody else's turn comes
        while not self._idle.empty():
            self._retire(self._idle.get_nowait())
        for worker in fresh:
            self._idle.put_nowait(worker)
        if before and before not in self._all.values():
            before.folder.cleanup()

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
            answer = await self._in_thread(lambda: self._epitaph(worker))
        finally:
            build = self._all[worker].build
            if self._all[worker] is not self._opened:
                self._retire(worker)
            elif fit:
                self._idle.put_nowait(worker)
            else:
                self._replace(worker)
        return replace(answer, build=build.name)

    def _epitaph(self, worker: Worker) -> Answer:
        """Why a worker that died gave no answer."""
        if not worker.starved():
            return _CRASHED
        limit = self.limits.memory // MIB
        said = f"the query was stopped at the memory limit of {limit:,} MiB; ask for less"
        return Answer(503, f"查询用满 {limit:,} MiB 内存，已中止，请缩小查询。 {said}".encode())

    async def _hire(self) -> Worker:
        """The next idle worker; raises Refused if too many queries wait already or none comes in time."""
        if self._idle.empty() and self._waiting >= self.limits.waiting:
            raise Refused("等候的查询太多，请稍后再试。 too many queries wait for an answer; ask again later", 503)
        self._waiting += 1
        try:
            self._make_room()
            async with asyncio.timeout(self.limits.timeout):
                while (worker := await self._idle.get()).gone():
                    self._replace(worker)
        except TimeoutError:
            raise Refused("查询进程都在忙，请稍后再试。 no worker came free in time; ask again later", 503) from None
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
            return await self._receive(worker), True
        evicted = self._slow[worker] = asyncio.get_running_loop().create_future()
        answered = asyncio.ensure_future(self._in_thread(lambda: worker.wait(rest)))
        try:
            worker.step_back()
            self._make_room()
            await asyncio.wait((answered, evicted), return_when=asyncio.FIRST_COMPLETED)
            if evicted.done():
                raise Refused(
                    "查询太慢，已让位给其他查询，请稍后再试，或缩小查询。 "
                    "the query was slow and others needed its worker; ask again later, or for less",
                    503,
                )
            if not answered.result():
                raise Refused(
                    f"查询超过 {self.limits.timeout:g} 秒，已中止，请缩小查询。 "
                    f"the query was stopped at the time limit of {self.limits.timeout:g} s",
                    504,
                )
            return await self._receive(worker), False
        finally:
            self._slow.pop(worker, None)

    async def _receive(self, worker: Worker) -> Answer:
        async with self._receiving:
            return await self._in_thread(worker.receive)

    def _make_room(self) -> None:
        """Ends the slow query that has run longest, if the slow have more than their share and a worker is needed.

        One more than those who wait for it should be idle, or on its way.
        """
        ready = self._idle.qsize() + len(self._replacing)
        if ready <= self._waiting and len(self._slow) > self.limits.slow:
            self._slow.pop(next(iter(self._slow))).set_result(None)

    def _retire(self, worker: Worker) -> None:
        """Ends a worker; what was opened for it goes with the last one of a build that holds no more."""
        opened = self._all.pop(worker)
        worker.kill()
        if opened is not self._opened and opened not in self._all.values():
            opened.folder.cleanup()

    def _replace(self, worker: Worker) -> None:
        self._retire(worker)
        task = asyncio.get_running_loop().create_task(self._enlist_again())
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _enlist_again(self) -> None:
        """A new worker, tried for until there is one: the graph may be in the middle of being built anew."""
        while (opened := self._opened) is not None:
            try:
                worker = await self._start(opened)
            except BrokenGraph:
                await asyncio.sleep(1)
                continue
            if opened is self._opened:
                self._idle.put_nowait(worker)
            else:  # its build holds no more, and the workers of the next are all there
                self._retire(worker)
            return

    async def _start(self, opened: _Opened) -> Worker:
        """A worker that is ready; raises BrokenGraph if it cannot open what was opened before it."""
        worker = Worker(opened.store, self.limits)
        self._all[worker] = opened
        try:
            await self._in_thread(worker.report)
        except BaseException:
            self._all.pop(worker, None)
            worker.kill()
            raise
        return worker

    async def _in_thread(self, call: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)


def _open(build: Build) -> _Opened:
    """The build where it lies, else merged in a folder of its own."""
    folder = TemporaryDirectory(prefix="fengong-", ignore_cleanup_errors=True)
    try:
        graph, store = open_graph(build.folder), build.folder / STORE
        if store.is_dir():
            return _Opened(build, store, folder)
        merge(graph, Path(folder.name))
        return _Opened(build, Path(folder.name), folder)
    except BaseException:
        folder.cleanup()
        raise
