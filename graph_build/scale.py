"""Where the work on each document is done: here, in the processes of this machine, or on a Dask cluster.

Each of the three takes a function and an iterable and gives pairs of an item and what became of it, in any order,
with a bounded number of items under way, so that a corpus of any size streams through.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar

from ontology.errors import BadQuery, BrokenGraph, MissingExtra

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Items under way for each process: one at work, others so that it never waits.
AHEAD = 4
#: What a script lacks whose processes cannot start.
_GUARD = 'processes import the script that starts them; let it call build below: if __name__ == "__main__":'


def here(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result | None]]:
    """Each item with its result, made one after another in this process."""
    with collecting_rarely():
        for item in items:
            yield item, function(item)


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Lets the garbage collector run seldom: documents hold no cycles; looking for some takes a sixth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def processes(
    function: Callable[[Item], Result], items: Iterable[Item], count: int
) -> Iterator[tuple[Item, Result | None]]:
    """Each item with its result, made by ``count`` processes; None for an item that brings its process down.

    When a process dies, nobody knows of which item: all that were under way are tried again, one at a time.
    """
    waiting = iter(items)
    lost: list[Item] | None = []
    while lost is not None:
        yield from _one_by_one(function, lost)
        lost = None
        flight: dict[Future[Result], Item] = {}
        with _pool(count, function) as pool:
            try:
                flight |= {_submit(pool, function, item): item for item in islice(waiting, AHEAD * count)}
                while flight:
                    for future in wait(flight, return_when=FIRST_COMPLETED).done:
                        result = future.result()
                        yield flight.pop(future), result
                        flight |= {_submit(pool, function, item): item for item in islice(waiting, 1)}
            except BrokenProcessPool:
                lost = list(flight.values())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def refuse_second_start() -> None:
    """Raises in a process of ours that only imports the script it was started by, which would build once more."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):  # multiprocessing's own check looks there too
        raise BadQuery(_GUARD)


def _submit(pool: ProcessPoolExecutor, function: Callable[[Item], Result], item: Item) -> Future[Result]:
    """What will become of ``item``; that the pool is broken is said there too."""
    try:
        return pool.submit(function, item)
    except BrokenProcessPool as error:
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _one_by_one(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result | None]]:
    """Each item with its result, made by one process; by another one after an item has brought it down."""
    left = deque(items)
    while left:
        with _pool(1, function) as pool:
            _await_start(pool)
            try:
                while left:
                    result = pool.submit(function, left[0]).result()
                    yield left.popleft(), result
            except BrokenProcessPool:
                yield left.popleft(), None


def _await_start(pool: ProcessPoolExecutor) -> None:
    """Returns once a process of ``pool`` is up; one that dies before it was given an item died of no item."""
    try:
        pool.submit(os.getpid).result()
    except BrokenProcessPool:
        raise BadQuery(f"no process could be started: {_GUARD}") from None


def _pool(count: int, function: Callable[..., object]) -> ProcessPoolExecutor:
    """Processes started afresh, not copies of this one, which may hold locks of threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_serve)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([getattr(function, "func", function).__module__])  # loaded once, not by each
    return ProcessPoolExecutor(count, context, initializer=_serve)


def _serve() -> None:
    """What a process does first: leaves Ctrl-C to its parent, and sees to it that it does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()
    collecting_rarely().__enter__()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def cluster(
    function: Callable[[Item], Result], items: Iterable[Item], address: str
) -> Iterator[tuple[Item, Result | None]]:
    """Each item with its result, made by the workers of the Dask cluster at ``address``.

    What a lost worker had is given to others; None for an item that brings down one worker after another.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise MissingExtra("a Dask cluster", "scale") from None
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise BrokenGraph(f"{address} is no Dask scheduler that answers ({error}); start one: dask scheduler") from None
    with client:
        waiting = iter(items)
        width = AHEAD * max(1, sum(client.nthreads().values()))
        flight = {client.submit(function, item, pure=False): item for item in islice(waiting, width)}
        under_way = distributed.as_completed(list(flight), loop=client.loop)  # else the default client's
        for future in under_way:
            item = flight.pop(future)
            try:
                result: Result | None = future.result()
            except distributed.KilledWorker:
                result = None
            future.release()
            yield item, result
            for following in islice(waiting, 1):
                added = client.submit(function, following, pure=False)
                flight[added] = following
                under_way.add(added)
