"""A call within limits: in a process of its own, which is given so much time and memory and no more.

What a document costs to read cannot be told from its bytes. The process is kept for the next call, so that a corpus
pays for its start once; after a call that went beyond a limit it is ended, with all it started.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, ClassVar, TypeVar, cast

from graph_build.limits import Limit, keeping
from graph_build.sources import brought_down, unforeseen
from ontology.errors import FengongError, UnreadableSource

Item = TypeVar("Item")
Result = TypeVar("Result")


def call(name: str, limit: Limit, function: Callable[[Item], Result], item: Item) -> Result:
    """What ``function`` makes of ``item``, made within ``limit``; ``name`` is of the document that it is about.

    The function must stand in a module. Raises what it raises if that is an error of ours, else
    ``UnreadableSource``: beyond the limit, ended by the system, or failed in a way that nobody thought of.
    """
    request = pickle.dumps((limit, function, item), pickle.HIGHEST_PROTOCOL)
    worker = _Worker.ready(request)
    try:
        kind, made = worker.answer(limit.seconds)
    except BaseException:
        worker.end()
        raise
    if kind == _MADE:
        worker.rest()
        return cast(Result, made)
    if kind == _RAISED:
        worker.rest()
        raise _error(*cast(tuple[type[FengongError], str], made))
    worker.end()
    why = {
        _LATE: f"{name}: {limit.late()}",
        _LARGE: f"{name}: {limit.large}",
        _DEAD: brought_down(name),
    }
    raise UnreadableSource(why.get(kind) or unforeseen(name, str(made)))


#: how a call ended: as it should, by an error of ours, by another one, beyond time, beyond memory, with its process
_MADE, _RAISED, _FAILED, _LATE, _LARGE, _DEAD = "made", "raised", "failed", "late", "large", "dead"
_LENGTH = struct.Struct(">Q")


def _error(kind: type[FengongError], words: str) -> FengongError:
    """An error as it was raised in the other process; its class may make its words itself."""
    error = kind.__new__(kind)
    error.args = (words,)
    return error


class _Worker:
    """A process that makes one call after another."""

    #: those that there are and those that rest, by the process that started them: one that was forked has none
    every: ClassVar[dict[int, set[_Worker]]] = {}
    idle: ClassVar[dict[int, list[_Worker]]] = {}

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, sys.path))
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from graph_build.bounded import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # deaf to Ctrl-C, and ended with all it started
            env=os.environ | {"PYTHONPATH": path},
        )
        self._stdin = cast(IO[bytes], self.process.stdin)
        self._stdout = cast(IO[bytes], self.process.stdout)
        self.every.setdefault(os.getpid(), set()).add(self)

    @classmethod
    def ready(cls, request: bytes) -> _Worker:
        """A process that has begun with the request: one at rest, or a new one."""
        resting = cls.idle.setdefault(os.getpid(), [])
        while resting:
            with suppress(IndexError):  # another thread was faster
                worker = resting.pop()
                if worker._begins(request):
                    return worker
                worker.end()  # the system ended it while it rested
        worker = cls()
        if worker._begins(request):
            return worker
        worker.end()
        raise UnreadableSource(
            "无法启动读取文件的进程，请腾出一些内存。no process for reading could be started; free some memory"
        )

    def rest(self) -> None:
        """Waits for the next call."""
        self.idle.setdefault(os.getpid(), []).append(self)

    def _begins(self, request: bytes) -> bool:
        with suppress(OSError):
            _send(self._stdin, request)
            return _receive(self._stdout) is not None
        return False

    def answer(self, seconds: float) -> tuple[str, object]:
        """How the call ended, and what came of it."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self.end()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            said = _receive(self._stdout)
        finally:
            timer.cancel()
        if said is None:
            return (_LATE if late.is_set() else _DEAD), None
        ended: tuple[str, object] = pickle.loads(said)  # noqa: S301 - from our own process
        return ended

    def end(self) -> None:
        """Ends the process and what it started, first with a word, then without."""
        self.process.terminate()
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.kill()
        with suppress(OSError, AttributeError):  # there is nobody left, or there are no groups
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.every[os.getpid()].discard(self)


@atexit.register
def end_all() -> None:
    """Ends all processes, those too that are at a call."""
    _Worker.idle.pop(os.getpid(), None)
    for worker in tuple(_Worker.every.get(os.getpid(), ())):
        worker.process.kill()
        worker.end()


def _send(stream: IO[bytes], content: bytes) -> None:
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    """What was sent, None if the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    content = stream.read(size := _LENGTH.unpack(head)[0])
    return content if len(content) == size else None


# In the process of its own


def serve() -> None:
    """Answers calls on standard input until that is closed; then ends, whatever it is at."""
    from ontology.collecting import collecting_rarely
    from ontology.programs import keep

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGTERM, _leave)
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_hear, args=(requests,), daemon=True).start()
    with collecting_rarely():
        while True:
            limit, function, item = pickle.loads(requests.get())  # noqa: S301 - from the process that started this one
            _send(out, b"")  # from here on time counts; before, modules were loaded
            with keeping(limit):
                ended = _ended(function, item)
            keep()  # now, since it may be ended as soon as it has answered
            _send(out, pickle.dumps(ended, pickle.HIGHEST_PROTOCOL))


def _hear(requests: SimpleQueue[bytes]) -> None:
    while (request := _receive(sys.stdin.buffer)) is not None:
        requests.put(request)
    os._exit(0)


def _leave(*_: object) -> None:
    raise SystemExit


def _ended(function: Callable[[Item], object], item: Item) -> tuple[str, object]:
    try:
        return _MADE, function(item)
    except FengongError as error:
        return _RAISED, (type(error), str(error))
    except MemoryError:
        return _LARGE, None
    except Exception as error:  # whatever a broken file brings up must not stop the rest
        return _FAILED, f"{type(error).__name__}: {str(error)[:200]}"
