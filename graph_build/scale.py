"""Where the work on each document is done: here, by threads that wait for processes, or on a Dask cluster.

Each of the three takes a function and an iterable and gives pairs of an item and what became of it, in any order,
with a bounded number of items under way, so that a corpus of any size streams through.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar

from graph_build import bounded
from ontology.collecting import collecting_rarely
from ontology.errors import BrokenGraph, MissingExtra

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Items under way for each process: one at work, others so that it never waits.
AHEAD = 4


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def here(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result | None]]:
    """Each item with its result, made one after another in this process."""
    with collecting_rarely():
        for item in items:
            yield item, function(item)


def threads(
    function: Callable[[Item], Result], items: Iterable[Item], count: int
) -> Iterator[tuple[Item, Result | None]]:
    """Each item with its result, asked for by ``count`` threads, each of which waits for a process (bounded.py)."""
    waiting = iter(items)
    with ThreadPoolExecutor(count) as pool:
        flight = {pool.submit(function, item): item for item in islice(waiting, AHEAD * count)}
        try:
            while flight:
                for future in wait(flight, return_when=FIRST_COMPLETED).done:
                    item = flight.pop(future)
                    yield item, future.result()
                    flight |= {pool.submit(function, item): item for item in islice(waiting, 1)}
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            bounded.end_all()
            raise


def cluster(
    function: Callable[[Item], Result], items: Iterable[Item], address: str
) -> Iterator[tuple[Item, Result | None]]:
    """Each item with its result, made by the workers of the Dask cluster at ``address``.

    What a lost worker had is given to others; None for an item that brings down one worker after another.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise MissingExtra("a Dask cluster", "scale", "用 Dask 集群") from None
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise BrokenGraph(
            f"{address} 没有 Dask 调度器应答，请先启动：dask scheduler。"
            f"{address} is no Dask scheduler that answers ({error}); start one: dask scheduler"
        ) from None
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
