"""The graph on the web, from the first request on: a server that answers before it has loaded what it answers with.

To load the site (queries.serve.site) and the processes behind it takes a second or two. A server takes requests before,
answers those for the start page with the one that is kept (queries.serve.first), or else with one that says how much
there is and asks again (queries.serve.opening), and has the others wait.
Who is answered is said in queries.serve.access, how long anybody is waited for in queries.serve.connection.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import MissingExtra, UnusableAddress
from queries.serve.builds import build_in
from queries.serve.evaluation import Limits

try:
    import uvicorn
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Mount, Router
    from starlette.staticfiles import StaticFiles
except ImportError as error:
    raise MissingExtra("fengong serve", "serve", "fengong serve ") from error

from queries.serve import access, first, opening
from queries.serve.connection import connection
from queries.serve.headers import Headers
from queries.serve.negotiation import LANGUAGES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from queries.serve.builds import Build
    from queries.serve.pool import Pool
    from queries.serve.portal.desk import Desk
    from queries.serve.portal.portals import Portals

_STATIC = Mount("/static", StaticFiles(directory=first.STATIC))
_PARTING = 1.0  #: seconds that requests have to end in when the server does
_CLOSED = PlainTextResponse("服务没有打开，请看它的报错。 The server could not open; see what it said\n", 503)


def door(host: str = "127.0.0.1", port: int = 8000) -> socket.socket:
    """A socket bound to ``host`` and ``port``; raises UnusableAddress if it is taken or there is none such."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnusableAddress(
            f"{host} 端口 {port} ({reason})：请用 --port 另选 0 至 65535。 Choose another --port"
        ) from error


def serve(
    door: socket.socket,
    directory: Path,
    timeout: float = 30.0,
    workers: int = 8,
    pages: Path | None = None,
    assets: Path | None = None,
    origins: Collection[str] = (),
    desk: Callable[[], Desk] | None = None,
    *,
    allow_upload: bool = False,
) -> None:
    """Serves at the bound socket ``door`` until stopped.

    ``directory`` is what `fengong build` wrote, ``pages`` a folder with explorer.html and report.html,
    ``assets`` one with the parts of the query editor, ``origins`` the sites whose pages may ask too. With a ``desk``,
    which is made once the site is, files can be given and corrections made, on loopback only unless ``allow_upload``.
    Raises BrokenGraph if there is no graph.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was written to disk is taken away
    with door:
        lent = desk if allow_upload or access.hosts(*door.getsockname()[:2]) is not None else None
        asyncio.run(listen(door, directory, Limits(timeout=timeout, workers=workers), pages, assets, origins, lent))


async def listen(
    door: socket.socket,
    directory: Path,
    limits: Limits,
    pages: Path | None = None,
    assets: Path | None = None,
    origins: Collection[str] = (),
    desk: Callable[[], Desk] | None = None,
) -> None:
    """Serves at the bound socket ``door`` until cancelled."""
    hosts = access.hosts(*door.getsockname()[:2])
    front = _Front(directory, pages, hosts, origins, giving=desk is not None)
    config = uvicorn.Config(
        front,
        http=connection(limits),
        h11_max_incomplete_event_size=limits.head,
        ws="none",
        lifespan="off",
        proxy_headers=False,  # no proxy stands before it, so nobody may speak in a client's name
        log_level="error",
        server_header=False,
        access_log=False,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[door]))
    try:
        await front.ready()  # first, since all else takes the processor from it
        await asyncio.to_thread(_load)
        from queries.serve.pool import Pool
        from queries.serve.portal.portals import Portals
        from queries.serve.site import application

        portals = Portals(desk=desk is not None)
        begun = asyncio.create_task(portals.of(build_in(directory)))  # while the workers begin
        try:
            async with Pool(directory, limits) as pool:
                front.open(
                    application(pool, pages, assets, hosts, frozenset(origins), desk() if desk else None, portals)
                )
                readying = asyncio.create_task(_ready(front, portals, pool))
                try:
                    await begun
                    await portals.of(pool.build)
                    front.opened.set()
                    await serving
                finally:
                    readying.cancel()
        finally:
            begun.cancel()
            portals.close()
    finally:
        front.close()
        server.should_exit = True
        await asyncio.wait({serving}, timeout=_PARTING)
        serving.cancel()
        await asyncio.wait({serving})


class _Front:
    """The start page where it is kept, else the site; until that has its tables open, as much as is known."""

    def __init__(
        self,
        directory: Path,
        pages: Path | None,
        hosts: Collection[str] | None,
        origins: Collection[str],
        *,
        giving: bool,
    ) -> None:
        self.opened = asyncio.Event()  #: the site has the tables open
        self.answered = asyncio.Event()  #: somebody has had an answer, and not one that asks again
        self._directory, self._pages, self._giving = directory, pages, giving
        self._hosts, self._origins = hosts, origins
        self._counting: dict[Path, asyncio.Task[opening.Summary | None]] = {}
        self._site: asyncio.Future[ASGIApp] = asyncio.get_running_loop().create_future()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer to a request, which may have to wait for the site."""
        early = await self._early(scope)
        app = Headers(access.Access(early, self._hosts, self._origins)) if early else await asyncio.shield(self._site)
        await app(scope, receive, send)
        if early is None:
            self.answered.set()

    async def ready(self) -> None:
        """Has counted how much there is, unless the start page is kept."""
        build = build_in(self._directory)
        if not all(self._kept(build, lang) for lang in LANGUAGES):
            await self._known(build)

    async def _early(self, scope: Scope) -> ASGIApp | None:
        """What is answered without the site: the start page that is kept, and before it is there whatever can be."""
        if scope["type"] != "http":
            return None
        if not self.opened.is_set() and scope["path"].startswith(f"{_STATIC.path}/"):
            return Router([_STATIC])
        if not first.is_plain(scope):
            return None
        lang, build = first.language(Request(scope)), build_in(self._directory)
        if kept := self._kept(build, lang):
            self.answered.set()
            return first.response(kept, lang)
        return None if self.opened.is_set() else await self._beginning(build, lang)

    def _kept(self, build: Build, lang: str) -> bytes | None:
        """The start page that is kept, if it is what the site would show now."""
        offered = self._pages and any(self._pages.glob("*.html"))
        return None if offered else first.kept(build, lang, giving=self._giving)

    async def _beginning(self, build: Build, lang: str) -> ASGIApp | None:
        """The start page of what is known before the site is there; None where nothing is."""
        if (known := await self._known(build)) is None:
            return None
        from queries.serve.pages import View

        response = first.response(opening.page(known, View(lang, build, giving=self._giving)), lang)
        response.headers.update({"Refresh": "1", "Cache-Control": "no-store"})
        return response

    async def _known(self, build: Build) -> opening.Summary | None:
        """How much a build holds, counted once."""
        if build.folder not in self._counting:
            self._counting[build.folder] = asyncio.create_task(asyncio.to_thread(opening.summary, build.folder))
        return await asyncio.shield(self._counting[build.folder])

    def open(self, site: ASGIApp) -> None:
        """From now on ``site`` answers, those too who wait for it."""
        self._site.set_result(site)

    def close(self) -> None:
        """Who still waits for the site waits in vain."""
        if not self._site.done():
            self._site.set_result(_CLOSED)


async def _ready(front: _Front, portals: Portals, pool: Pool) -> None:
    """Has loaded what the first page of a document needs, where nobody waits for anything else."""
    await front.opened.wait()
    await front.answered.wait()
    await portals.ready(pool.build)


def _load() -> None:
    """Imports what takes a second to import."""
    import queries.serve.pool
    import queries.serve.site  # noqa: F401
