"""The addresses where files are given and corrections are made; there only if the front door lends a desk.

A page of another site can post a form to a server on loopback, so each form carries a token of this process that other
sites cannot read, and a request that says it comes from elsewhere is refused before (OWASP, Cross-Site Request Forgery
Prevention: synchronizer token and Fetch Metadata).
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ontology.errors import BadQuery, FengongError
from queries.serve.builds import build_in
from queries.serve.guard import Refused
from queries.serve.portal import correcting, results, things
from queries.serve.portal.desk import MOST_BYTES
from queries.serve.portal.given import Given, Readings
from queries.serve.portal.selection import Selection

if TYPE_CHECKING:
    from queries.duties.corrected import Cells, Change
    from queries.serve.pages import View
    from queries.serve.portal.desk import Desk
    from queries.serve.portal.pages import Portal
    from queries.serve.portal.results import Row

_MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "application/octet-stream",  # to be saved, not to be shown from here
}
PASTED = "粘贴的文字.txt"  #: the name of a text that was pasted
_PATIENCE = 20.0  #: seconds that a correction waits at most for the pages to be of the build that it made
_TASKS = 5_000  #: of a body whose name may be merged in a page


class Counter:
    """One method an address: files given, corrections made."""

    def __init__(
        self,
        desk: Desk,
        portal: Callable[[], Awaitable[Portal]],
        view: Callable[[Request], View],
        page: Callable[[str, str, int], Response],
    ) -> None:
        self._desk, self._portal, self._view, self._page = desk, portal, view, page
        self._readings = Readings(desk)
        self.token = secrets.token_urlsafe(24)
        self._running: set[asyncio.Task[None]] = set()

    @property
    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/give", self.give, methods=["GET", "POST"]),
            Route("/given/{key}", self.given, methods=["GET", "POST"]),
            Route("/given/{key}/{form}", self.taken),
            Route("/correct", self.correct, methods=["GET", "POST"]),
            Route("/merge", self.merge, methods=["GET", "POST"]),
            Route("/corrections", self.corrections, methods=["GET", "POST"]),
            Route("/tasks.xlsx", self.table),
        ]

    async def give(self, request: Request) -> Response:
        """The form to give a file, and a file that is given."""
        if request.method == "GET":
            return await self._giving(request)
        form = await self._form(request)
        try:
            name, content = await _file(form)
            given = await asyncio.to_thread(self._readings.read, name, content)
        except FengongError as trouble:  # the form again, as it was filled in
            return await self._giving(request, 400, trouble=_said(trouble), text=_word(form, "text"))
        return RedirectResponse(f"/given/{given.key}?lang={self._view(request).lang}", 303)

    async def _giving(self, request: Request, status: int = 200, *, trouble: str = "", text: str = "") -> Response:
        most = MOST_BYTES >> 20
        return await self._shown(request, "portal/give.html", status, trouble=trouble, text=text, most=most)

    async def given(self, request: Request) -> Response:
        """A file that was given, as it was read; posted to, it is added to the graph or forgotten."""
        given = self._readings.given(request.path_params["key"])
        view = self._view(request)
        if request.method == "POST":
            form = await self._form(request)
            if form.get("do") == "forget" and not given.adding:
                self._readings.forget(given.key)
                return RedirectResponse(f"/give?lang={view.lang}", 303)
            if form.get("do") == "add" and not given.adding and not given.added:
                given.adding, given.begun, given.trouble = True, time.monotonic(), ""
                task = asyncio.create_task(self._add(given))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            return RedirectResponse(f"/given/{given.key}?lang={view.lang}", 303)
        page = await asyncio.to_thread(things.given, given, view, self.token, tuple(self._desk.forms.items()))
        return self._page(page, view.lang, 200)

    async def taken(self, request: Request) -> Response:
        """A file about what was read."""
        given, form = self._readings.given(request.path_params["key"]), request.path_params["form"]
        if form not in self._desk.forms:
            raise Refused(f"没有这种文件：{form}，请从页面上选。 no such file: {form}", 404)
        view = self._view(request)
        content = await asyncio.to_thread(
            self._desk.written,
            form,
            given.portal.holdings.generation.parent.parent,
            given.name,
            given.content,
            view.lang,
        )
        return download(content, f"{form}{self._desk.forms[form]}")

    async def table(self, request: Request) -> Response:
        """The tasks chosen as a task table."""
        portal = await self._portal()
        duties = await asyncio.to_thread(portal.duties, Selection.of(request.query_params.multi_items()))
        return download(await asyncio.to_thread(self._desk.table, duties, self._view(request).lang), "tasks.xlsx")

    async def correct(self, request: Request) -> Response:
        """The form to correct a task, and a correction."""
        portal = await self._portal()
        if request.method == "GET":
            row = await asyncio.to_thread(correcting.row_of, portal, request.query_params.get("task", ""))
            return await self._correcting(request, row, correcting.cells_of(row))
        form = await self._form(request)
        row = await asyncio.to_thread(correcting.row_of, portal, _word(form, "task"))
        cells = correcting.written(self._desk.names, _word(form, "lead"), _word(form, "co"), _word(form, "limit"))
        reason, new_names = _word(form, "reason"), bool(_word(form, "new_names"))
        try:
            change = correcting.corrected(row, _word(form, "seen"), cells)
            return await self._corrected(request, [change], reason, new_names=new_names)
        except FengongError as trouble:  # the form again, as it was filled in
            return await self._correcting(request, row, cells, trouble, reason, new_names)

    async def _correcting(
        self,
        request: Request,
        row: Row,
        cells: Cells,
        trouble: FengongError | None = None,
        reason: str = "",
        new_names: bool = False,
    ) -> Response:
        """The form to correct a task, filled in; with what the task says now where it changed meanwhile."""
        return await self._shown(
            request,
            "portal/correct.html",
            trouble.status if isinstance(trouble, Refused) else 200,
            row=row,
            cells=cells,
            now=correcting.cells_of(row) if isinstance(trouble, Refused) else None,
            seen=correcting.seen([row]),
            trouble=_said(trouble) if trouble else "",
            reason=reason,
            new_names=new_names,
        )

    async def merge(self, request: Request) -> Response:
        """The form to say that a body is another one under another name, and that this is so."""
        portal = await self._portal()
        form = await self._form(request) if request.method == "POST" else request.query_params
        body = str(form.get("body", ""))
        number = portal.holdings.party_number.get(body)
        if number is None:
            raise Refused(f"没有这个机构：{body}。 There is no such body", 404)
        name = portal.holdings.parties[number].name
        tasks = portal.tasks(Selection((("body", body),))).tolist()
        if len(tasks) > _TASKS:
            raise Refused(
                f"{name}有 {len(tasks)} 项任务，多于 {_TASKS} 项，不能在这里合并，"
                "请在机构文件中写明别名，见 docs/authority.md。 "
                f"{name}: {len(tasks)} tasks are more than the {_TASKS} that can be merged here; "
                "name it in an authority file, see docs/authority.md",
                400,
            )
        rows = await asyncio.to_thread(results.rows, portal.holdings, tasks)
        digest = correcting.seen(rows)
        said = {"body": body, "name": name, "total": len(rows), "seen": digest}
        if request.method == "GET":
            return await self._shown(request, "portal/merge.html", **said, into="", reason="", trouble="")
        into, reason = " ".join(str(form.get("into", "")).split()), str(form.get("reason", ""))
        try:
            if not portal.facets.facet("body").bears(into):
                raise BadQuery(f"图谱中没有叫“{into}”的机构。 No body of the graph is called {into}")
            return await self._corrected(request, correcting.merged(rows, str(form.get("seen")), name, into), reason)
        except FengongError as trouble:
            status = trouble.status if isinstance(trouble, Refused) else 400
            filled = {"into": into, "reason": reason, "trouble": _said(trouble)}
            return await self._shown(request, "portal/merge.html", status, **said, **filled)

    async def corrections(self, request: Request) -> Response:
        """The audit trail; posted to, an entry of it is taken back."""
        if request.method == "POST":
            form = await self._form(request)
            number = _word(form, "undo")
            if not number.isdecimal():
                raise BadQuery("请选要撤销的更正：undo=序号。 Name the correction to take back: undo=NUMBER")
            await asyncio.to_thread(self._desk.undo, int(number))
            await self._turned()
            return RedirectResponse(f"/corrections?lang={self._view(request).lang}", 303)
        return await self._shown(request, "portal/corrections.html", trail=await asyncio.to_thread(self._desk.trail))

    async def _corrected(
        self, request: Request, changes: Sequence[Change], reason: str, *, new_names: bool = False
    ) -> Response:
        if not reason.strip():
            raise BadQuery("请写理由。 Give a reason")
        said = " ".join(reason.split())
        await asyncio.to_thread(self._desk.correct, changes, said, new_names=new_names)
        await self._turned()
        return RedirectResponse(f"/corrections?lang={self._view(request).lang}", 303)

    async def _turned(self) -> None:
        """Waits until the pages are of the build that was just made, so that who goes on sees what became of it."""
        patience = time.monotonic() + _PATIENCE
        while time.monotonic() < patience:
            shown = (await self._portal()).holdings.generation
            if shown == build_in(shown.parent.parent).folder:
                return
            await asyncio.sleep(0.05)

    async def _add(self, given: Given) -> None:
        try:
            added = tuple(await asyncio.to_thread(self._desk.add, given.name, given.content))
            await self._turned()
            given.added = added
        except FengongError as trouble:
            given.trouble = _said(trouble)
        except Exception as trouble:  # nobody waits for this task; the page says what became of it
            given.trouble = f"{type(trouble).__name__}: {trouble}"
        finally:
            given.adding = False

    async def _shown(self, request: Request, template: str, status: int = 200, /, **values: object) -> Response:
        view = self._view(request)
        portal = await self._portal()
        return self._page(portal.rendered(template, view, token=self.token, **values), view.lang, status)

    async def _form(self, request: Request) -> FormData:
        """The fields of a form of ours; raises Refused for one that may come from elsewhere, or is too large."""
        origin = request.headers.get("origin")
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        if origin == "null" and request.headers.get("sec-fetch-site") == "same-origin":
            origin = own  # under the policy that our pages send no referrer, browsers say no origin either
        if origin not in (None, own):
            raise Refused("只受理本站的表单。 Only forms of this site are taken", 403)
        length = request.headers.get("content-length", "")
        if not length.isdecimal():
            raise Refused("请求没有说明长度，请用本站页面再试。 the length of the body is not said", 411)
        if int(length) > MOST_BYTES:
            raise Refused(f"文件大于 {MOST_BYTES >> 20} MB。 The file is larger than {MOST_BYTES >> 20} MB", 413)
        try:
            form = await request.form(max_files=1, max_fields=20, max_part_size=MOST_BYTES)
        except MultiPartException as trouble:
            raise Refused(f"表单无法读取，请重新打开页面再试。 not a form: {trouble}") from trouble
        if not secrets.compare_digest(_word(form, "token").encode(), self.token.encode()):
            raise Refused("表单已过期，请重新打开页面。 The form is out of date; open the page again", 403)
        return form


async def _file(form: FormData) -> tuple[str, bytes]:
    """The name and content of the file in a form, or of the text that was pasted."""
    upload = form.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        name = upload.filename.replace("\\", "/").rpartition("/")[2].strip() or PASTED
        return name, await upload.read()
    text = _word(form, "text")
    if not text.strip():
        raise BadQuery("请选一个文件，或粘贴文字。 Choose a file or paste a text")
    return PASTED, text.encode()


def _word(form: FormData, field: str) -> str:
    value = form.get(field, "")
    return value if isinstance(value, str) else ""


def _said(trouble: FengongError) -> str:
    """What is wrong, as the front door would say it."""
    return str(trouble) if isinstance(trouble, BadQuery) else f"{trouble.chinese}：{trouble}"


def download(content: bytes, name: str) -> Response:
    """A file to be saved under a name."""
    suffix = name[name.rindex(".") :]
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(content, headers=headers | {"Content-Type": _MEDIA[suffix]})
