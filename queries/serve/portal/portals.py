"""The portal over the build that a pool answers from now: opened once a build, none where a build has no tables."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakSet

from ontology import tables
from ontology.collecting import settle
from ontology.errors import FengongError
from queries.align.lineage import Lineage
from queries.serve.negotiation import LANGUAGES
from queries.serve.pages import View
from queries.serve.portal import things
from queries.serve.portal.advising import Advising
from queries.serve.portal.handed import Handed
from queries.serve.portal.holdings import NUMBERED, opened
from queries.serve.portal.pages import Portal
from queries.serve.portal.selection import Selection

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint
    from queries.serve.builds import Build


class Portals:
    """Opens a portal for each build that comes to hold; requests for the same one wait for each other."""

    def __init__(self, *, desk: bool = False) -> None:
        self._desk = desk
        self._now: tuple[Build, Portal | None] | None = None
        self._opening = asyncio.Lock()
        self._linked: WeakSet[Portal] = WeakSet()
        self._readied: WeakSet[Portal] = WeakSet()
        self._readying = asyncio.Lock()
        self._advising = Advising()

    async def of(self, build: Build) -> Portal | None:
        """The portal over a build; None if no tables stand beside its graph."""
        if self._now is None or self._now[0].folder != build.folder:
            async with self._opening:
                if self._now is None or self._now[0].folder != build.folder:
                    self._now = build, await asyncio.to_thread(_portal, build, self._desk)
                    if self._now[1] is not None:
                        await self._advising.begin(build.folder)
        return self._now[1]

    async def linked(self, build: Build, endpoint: Endpoint) -> Portal | None:
        """The portal with the links between measures that the graph states; ``endpoint`` is asked once a build."""
        portal = await self.of(build)
        if portal is not None and portal not in self._linked:
            async with self._opening:
                if portal not in self._linked:
                    portal.handed = Handed(await asyncio.to_thread(Lineage.of, endpoint))
                    self._linked.add(portal)
        return portal

    async def ready(self, build: Build) -> Portal | None:
        """The portal, once all is loaded that its pages need: a page was made that nobody asked for, once a build."""
        portal = await self.of(build)
        if portal is not None and portal not in self._readied:
            async with self._readying:  # who comes meanwhile waits for it, and does not do the same again
                if portal not in self._readied:
                    try:
                        with suppress(FengongError, OSError):
                            await asyncio.to_thread(_made, build, portal)
                    finally:
                        self._readied.add(portal)
        return portal

    def close(self) -> None:
        """Ends what is made behind the pages."""
        self._advising.end()


def _portal(build: Build, desk: bool) -> Portal | None:
    return Portal(opened(build.folder), desk=desk) if tables.held(build.folder) else None


def _made(build: Build, portal: Portal) -> None:
    """Takes in the tables, and makes the page of a document, which needs the rules of advice and the authority file."""
    for table in NUMBERED:
        portal.holdings.hold(table)
    for document in portal.holdings.documents[:1]:
        things.page(portal, document.iri, View(LANGUAGES[0], build), Selection())
    settle()
