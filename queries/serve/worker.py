"""A process that answers queries and can be killed.

The engine has no time limit of its own, overflows its stack on deep nesting, aborts when memory runs out and follows
SERVICE. So it never runs where the server runs. A worker is a process started afresh, with the graph open, its memory
bounded, and no network where the kernel lends a namespace; it answers one query at a time.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, NoReturn

from ontology.errors import BrokenGraph
from ontology.processes import step_back
from queries.serve.evaluation import MIB, Answer, Limits, Query, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext

    from pyoxigraph import Store

#: How a worker ends that finds no more memory in Python; in the engine it aborts, and the system kills.
_OUT_OF_MEMORY = 71
_STARVED = (_OUT_OF_MEMORY, -6, -9)  # SIGABRT, SIGKILL
#: Deep queries need a deep stack: at 512 MiB none of the greatest length overflows it (measured).
_STACK = 512 * MIB


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
            raise BrokenGraph(
                "查询进程还没打开图谱就退出了，请重新启动；仍然如此，请重新构建图谱。 "
                "a worker ended before it had opened the graph"
            ) from None
        if trouble:
            raise BrokenGraph(f"查询进程打不开图谱，请重新构建图谱。 a worker cannot open the graph: {trouble}")

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

    def starved(self) -> bool:
        """Whether a worker that died did so for want of memory."""
        self._process.join(2)
        return self._process.exitcode in _STARVED

    def step_back(self) -> None:
        """Nothing; the process goes on at a lower priority, where the platform knows one."""
        if self._process.pid:
            step_back(self._process.pid)

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
    context.set_forkserver_preload(["queries.serve.worker", "queries.ask.endpoint", "pyoxigraph"])
    return context


def prepare() -> None:
    """Nothing; workers start at once from now on: what they are forked from, where that is known, has its modules.

    Half a second, so it is not for the thread that answers.
    """
    context = _context()
    if context.get_start_method() == "forkserver":
        process = context.Process(target=_nothing, daemon=True)
        with _without_main():
            process.start()
        process.join()


def _nothing() -> None:
    """Nothing: who is started to do it shows that processes can be."""


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
            os._exit(_OUT_OF_MEMORY)
        except BaseException as error:  # a panic of the engine is no Exception
            answer = Answer(500, f"查询失败，请修改后再试。 the query failed: {error}".encode())
        with contextlib.suppress(OSError):
            pipe.send(answer)


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
        # Refused in some containers; queries.serve.guard does not depend on it.
        ctypes.CDLL(None).unshare(new_user | new_network)


def _bound_memory(more: int) -> None:
    """Nothing; the process may take ``more`` bytes of memory beyond what it has now."""
    if sys.platform == "linux":
        import resource

        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (used + more, used + more))
