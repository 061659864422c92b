"""The start page as the first request finds it: made once, kept beside the tables of its build, read without them.

To open the tables of a thousand documents, count what can be chosen and write the page takes two seconds, and what does
so is slow to load. A build never changes, so its start page with nothing chosen does neither: it stays in the folder of
the build, in a file named by all that it is made from. Where that cannot be written it is made each time.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

import ontology
import queries
from ontology import files
from ontology.errors import UnwritableFile
from ontology.seal import ADVICE, Stamp
from queries.serve.negotiation import LANGUAGES, language_of

if TYPE_CHECKING:
    from starlette.types import Scope

    from queries.serve.builds import Build

#: What pages are shown with; a browser shows none before it has its style.
STATIC = Path(__file__).parent / "static"
#: Where the pages stand in the folder of a build.
_FOLDER = "first"


def is_plain(scope: Scope) -> bool:
    """Whether a request is for the start page with nothing chosen, in whatever language."""
    return (
        scope["path"] == "/"
        and scope["method"] in ("GET", "HEAD")
        and QueryParams(scope["query_string"]).keys() <= {"lang"}
    )


def language(request: Request) -> str:
    """The language in which a request is answered."""
    return language_of(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def response(html: str | bytes, lang: str, status: int = 200) -> Response:
    """A page as it is sent."""
    headers = {"Content-Language": lang, "Vary": "Accept, Accept-Language"}
    return Response(html, status, headers, media_type="text/html")


def kept(build: Build, lang: str, *, giving: bool) -> bytes | None:
    """The start page of a build; None if none is kept that would be made the same today."""
    try:
        return _path(build, lang, giving=giving).read_bytes()
    except OSError:
        return None


def keep(build: Build, lang: str, page: str, *, giving: bool) -> None:
    """Keeps the start page of a build, where that may be written."""
    path = _path(build, lang, giving=giving)
    if not path.is_file():
        with suppress(UnwritableFile):
            files.folder(path.parent)
            files.write(path, page)


def make(build: Build) -> None:
    """Makes and keeps the start page of a build that has tables, in each language, as its own machine is served it."""
    from queries.serve.pages import View
    from queries.serve.portal.holdings import opened
    from queries.serve.portal.pages import Portal
    from queries.serve.portal.selection import Selection

    portal = Portal(opened(build.folder), desk=True)
    for lang in LANGUAGES:
        keep(build, lang, portal.start(Selection(), View(lang, build, giving=True), {}, build), giving=True)


def _path(build: Build, lang: str, *, giving: bool) -> Path:
    """The place of a page, by what it is made from: the program, the build, and the advice that came into it since."""
    advice = sorted(path.name for path in build.folder.glob(f"{ADVICE}*"))
    made_from = repr((_program(), build.name, build.written, lang, giving, advice))
    return build.folder / _FOLDER / f"{hashlib.sha256(made_from.encode()).hexdigest()[:16]}.html"


@cache
def _program() -> tuple[tuple[str, Stamp | None], ...]:
    """The files of the program that pages are made with, each with its stamp."""
    rooms = (Path(room.__path__[0]) for room in (ontology, queries))
    found = sorted(path for room in rooms for path in room.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return tuple((str(path), Stamp.of(path)) for path in found)
