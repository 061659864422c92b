"""How answers leave: in pieces, so that who does not read is noticed, and with a bound on what is unread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes that are handed to the connection at a time.
PIECE = 2**18


class Sending:
    """Sends large bodies piece by piece; one that would make more than ``most`` bytes unread is not begun: 503."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self.unread = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer of the site, if there is room for it."""
        head: list[Message] = []  # held until the body is here, since a status cannot be taken back
        refused = False

        async def deliver(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                head.append(message)
                return
            body: bytes = message.get("body", b"")
            if refused or (len(body) > PIECE and self.unread + len(body) > self.most):
                if not refused:
                    refused = True
                    await _NO_ROOM(scope, receive, send)
                return
            self.unread += len(body)
            try:
                while head:
                    await send(head.pop())
                for start in range(0, len(body) or 1, PIECE):
                    more = start + PIECE < len(body) or message.get("more_body", False)
                    await send({**message, "body": body[start : start + PIECE], "more_body": more})
            finally:
                self.unread -= len(body)

        await self.app(scope, receive, deliver)


_NO_ROOM = PlainTextResponse(
    "尚有太多结果未被读取，请稍后再问。 Too much that was answered is still unread; ask again later\n",
    503,
    {"Retry-After": "1"},
)
