"""Who is answered: the user of this machine, and the pages of other sites that the user has named.

A page of any site can send requests to a server on loopback: by a link, by a form, or by a name of its own that it
lets resolve to 127.0.0.1 (DNS rebinding). The Host header tells the last apart, Sec-Fetch-Site (W3C Fetch Metadata)
the others; which answers a page may read is CORS.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from ontology.errors import BadQuery

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_ORIGIN = re.compile(r"\*|https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]+)?")


def origin(words: str) -> str:
    """The origin that a user wrote, as browsers send it; raises BadQuery if it is none.

    >>> origin("https://Example.org"), origin("*")
    ('https://example.org', '*')
    """
    if not _ORIGIN.fullmatch(words):
        raise BadQuery(
            f"--cors {words}：应写成 https://example.org 或 *。 "
            "Write an origin as https://example.org[:port], without a path, or * for all."
        )
    return words.lower()


def hosts(address: str, port: int) -> frozenset[str] | None:
    """What the Host header may be for a server bound to ``address``; None, which is anything, if not on loopback.

    >>> sorted(hosts("127.0.0.1", 8000)), hosts("0.0.0.0", 8000)
    (['127.0.0.1:8000', '[::1]:8000', 'localhost:8000'], None)
    """
    bound = ip_address(address.partition("%")[0])
    if not bound.is_loopback:
        return None
    names = {"localhost", "127.0.0.1", "[::1]", f"[{bound}]" if bound.version == 6 else str(bound)}
    return frozenset(f"{name}:{port}" for name in names) | (names if port == 80 else frozenset())


def refusal(headers: Headers, allowed: Collection[str] | None, origins: Collection[str]) -> tuple[int, str] | None:
    """Status and reason if a request with these ``headers`` is not answered, else None.

    >>> refusal(Headers({"host": "evil.example:8000"}), {"localhost:8000"}, ())[0]
    421
    >>> refusal(Headers({"host": "localhost:8000", "sec-fetch-site": "cross-site"}), {"localhost:8000"}, ())[0]
    403
    >>> refusal(Headers({"host": "localhost:8000", "sec-fetch-site": "none"}), {"localhost:8000"}, ())
    """
    host = headers.get("host", "").lower()
    if allowed is not None and host not in allowed:
        return 421, f"本服务只答本机：请用 {min(allowed)}。 This server answers its own machine only, at {min(allowed)}"
    if headers.get("sec-fetch-site") == "cross-site" and not ({headers.get("origin"), "*"} & set(origins)):
        return 403, (
            "不答其他网站的请求：请自行输入网址，或以 --cors 许可该网站。 "
            "Other sites are not answered: type the address, or allow the site with --cors"
        )
    return None


class Access:
    """Answers those who may ask, and tells the others why not."""

    def __init__(self, app: ASGIApp, allowed: Collection[str] | None, origins: Collection[str]) -> None:
        self.app = app
        self.allowed = allowed
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer of the site, or why there is none."""
        refused = refusal(Headers(scope=scope), self.allowed, self.origins)
        app = PlainTextResponse(refused[1] + "\n", refused[0]) if refused else self.app
        await app(scope, receive, send)
