"""A connection that is held no longer than its client takes part: bounds that HTTP servers leave to a proxy.

There is none before a server on one's own machine. So each connection has `patience` seconds to send the head of a
request, and as long to take each piece of an answer; and there are no more than `connections` of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from queries.serve.evaluation import Limits

_BUSY = "连接太多，请稍后再试。 too many connections\n".encode()
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b" % (len(_BUSY), _BUSY)
)


class _Timer:
    """One call to come, or none."""

    def __init__(self) -> None:
        self._handle: asyncio.TimerHandle | None = None

    @property
    def runs(self) -> bool:
        return self._handle is not None

    def start(self, loop: asyncio.AbstractEventLoop, seconds: float, call: Callable[[], None]) -> None:
        self.stop()
        self._handle = loop.call_later(seconds, call)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
        self._handle = None


class Connection(H11Protocol):
    """HTTP/1.1 as h11 reads it, with an end to waiting."""

    limits: Limits

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._head = _Timer()
        self._write = _Timer()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection too many is told so; any other has begun to owe the head of a request."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            transport.write(_FULL)
            self._hang_up()
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._head.stop()
        self._write.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A request is read; until one is whole, time runs, however slowly it drips."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._answering():
            self._head.stop()
        else:
            self._await_head()

    def on_response_complete(self) -> None:
        """The next request is owed."""
        super().on_response_complete()
        if not self._answering():
            self._await_head()

    def pause_writing(self) -> None:
        """What was written waits to be read, and is given up in the end."""
        super().pause_writing()
        self._write.start(self.loop, self.limits.patience, self.transport.abort)

    def resume_writing(self) -> None:
        """It was read."""
        super().resume_writing()
        self._write.stop()

    def timeout_keep_alive_handler(self) -> None:
        """The connection has been idle."""
        super().timeout_keep_alive_handler()
        self._hang_up()

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        if not self._head.runs:
            self._head.start(self.loop, self.limits.patience, self._hang_up)

    def _hang_up(self) -> None:
        """Ends the connection once what was written is read, or after as long again."""
        self.transport.close()
        self._write.start(self.loop, self.limits.patience, self.transport.abort)


def connection(limits: Limits) -> type[Connection]:
    """The kind of connection that keeps to ``limits``."""
    return type("Connection", (Connection,), {"limits": limits})
