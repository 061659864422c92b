"""The workers as an endpoint for code that waits for its answers, such as what finds the documents of a scope."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from queries.ask.endpoint import Remote
from queries.serve.evaluation import Query
from queries.serve.guard import Refused
from queries.serve.negotiation import RESULTS

if TYPE_CHECKING:
    from queries.serve.pool import Pool

_MEDIA = {"json": RESULTS[0], "turtle": "text/turtle"}


class Pooled(Remote):
    """An endpoint behind a pool: for a thread beside the one whose loop runs, which it would stop for good."""

    def __init__(self, pool: Pool, loop: asyncio.AbstractEventLoop, graphs: tuple[str, ...] = ()) -> None:
        super().__init__("/sparql", 0, None, graphs)
        self._pool, self._loop = pool, loop

    def _post(self, query: str, wanted: str) -> bytes:
        """The body of the answer; the pool sees to it that it comes in time."""
        asked = Query(query, _MEDIA[wanted], default_graphs=self._named, named_graphs=self._named)
        answer = asyncio.run_coroutine_threadsafe(self._pool.answer(asked), self._loop).result()
        if answer.status != 200:
            raise Refused(answer.body.decode(errors="replace"), answer.status)
        return answer.body
