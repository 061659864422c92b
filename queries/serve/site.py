"""The site over a pool of workers: SPARQL 1.1 Protocol at /sparql, a page for every IRI, and a start page.

Queries only. The graph is never opened in this process: every question, also those behind a page, goes to a
worker that can be killed (queries.serve.pool) after its text has been looked at (queries.serve.guard). The folder of
pages that is served beside (explorer, report) is written by somebody else, perhaps while this server answers, until a
file "made" stands in it; nothing is imported for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ontology import tables
from ontology.errors import BadQuery, FengongError
from ontology.terms import XSD
from queries.ask import dataset, relations
from queries.ask.bindings import bind
from queries.ask.catalog import Question, named, question
from queries.duties import scope
from queries.serve import access, first, negotiation, pages, protocol, vocabulary
from queries.serve.evaluation import Answer, Query
from queries.serve.guard import Refused, inspect
from queries.serve.headers import EDITOR, SINGLE_FILE, Headers
from queries.serve.pool import Pool
from queries.serve.pooled import Pooled
from queries.serve.portal import things
from queries.serve.portal.pages import Portal
from queries.serve.portal.portals import Portals
from queries.serve.portal.routes import Counter
from queries.serve.portal.selection import Selection
from queries.serve.sending import Sending

if TYPE_CHECKING:
    from starlette.types import Scope

    from queries.serve.portal.desk import Desk

#: The parameters of an address that say which documents are seen, as the options of the verbs do.
_SCOPE = ("document", "place", "level", "year", "issuer", "below")
#: The pages in the folder that is served beside, by their addresses.
_PAGES = {f"/pages/{name}.html": name for name in ("explorer", "report")}
_SCOPES = 200  #: of which it is kept in mind what they hold
_NO_TABLES = "这个图谱没有数据表，请用 fengong build 再建一次。 There are no tables beside this graph; build it again"


def application(
    pool: Pool,
    folder: Path | None = None,
    assets: Path | None = None,
    hosts: Collection[str] | None = None,
    origins: Collection[str] = (),
    desk: Desk | None = None,
    portals: Portals | None = None,
) -> Starlette:
    """The site over ``pool``; only at the names ``hosts`` if there are any, for pages of ``origins`` too."""
    site = _Site(pool, folder, assets, portals or Portals(desk=desk is not None), giving=desk is not None)
    counter = Counter(desk, site.portal, site.plain_view, first.response) if desk is not None else None
    folders = {"/static": first.STATIC, "/pages": folder, "/assets": assets}
    made = Starlette(
        routes=[
            Route("/", site.start),
            Route("/tasks.csv", site.tasks_csv),
            *(counter.routes if counter is not None else ()),
            Route("/questions", site.question_list),
            Route("/sparql", site.sparql, methods=["GET", "POST"]),
            Route("/query", site.query),
            Route("/editor", site.editor),
            Route("/questions.json", site.questions),
            Route("/ont", site.vocabulary),
            Route("/ont.{suffix}", site.ontology),
            Route("/ont/{path:path}", site.ontology),
            Route("/.well-known/void", site.void),
            *(Route(f"/{room}/{{path:path}}", partial(site.entity, room)) for room in pages.ROOMS),
            *(Mount(at, _Files(directory=folder)) for at, folder in folders.items() if folder and folder.is_dir()),
        ],
        middleware=[
            Middleware(Headers),
            Middleware(access.Access, hosts, origins),
            Middleware(Sending, pool.limits.unread),
            *([Middleware(CORSMiddleware, origins, ["GET", "POST"], ["*"])] if origins else []),
        ],
        exception_handlers={FengongError: site.refuse, 404: site.refuse, 405: site.refuse},
    )
    made.state.portals = site.portals
    return made


class _Site:
    """One method an address."""

    def __init__(self, pool: Pool, folder: Path | None, assets: Path | None, portals: Portals, *, giving: bool) -> None:
        self.pool = pool
        self.folder = folder
        self._described: tuple[Path, dataset.Dataset] | None = None
        self.giving = giving
        self.portals = portals
        self._graphs_of: dict[tuple[Path, scope.Scope], tuple[str, ...]] = {}
        self.offered = pool.build  # what the pages in the folder were made from
        self.has_editor = bool(assets and (assets / "yasgui.min.js").is_file())

    @property
    def offers(self) -> dict[str, str]:
        """The addresses of the pages in the folder by their names; they come one after another."""
        return {name: at for at, name in _PAGES.items() if self.folder and (self.folder / f"{name}.html").is_file()}

    def _awaited(self, path: str) -> bool:
        """Whether the page at ``path`` is still to come."""
        return bool(path in _PAGES and self.folder and self.folder.is_dir() and not (self.folder / "made").is_file())

    async def sparql(self, request: Request) -> Response:
        """SPARQL 1.1 Protocol, query operation; without a query, what the service offers."""
        parameters = await self._parameters(request)
        if "update" in parameters:
            raise Refused(protocol.UPDATES, 403)
        texts = parameters.get("query", [])
        if len(texts) > 1:
            raise Refused("一次只能发送一个查询，请分开发送。 more than one query; send one a request")
        accept = _accept(request, parameters)
        if not texts:
            if request.method == "POST":
                raise Refused(
                    "请求中没有查询，请以表单发送 query=…，或以 application/sparql-query 发送查询。 "
                    "no query in the body; send query=… as a form or the query as application/sparql-query"
                )
            return await self._description(request, accept)
        form = self._inspect(texts[0])
        offers = negotiation.RDF if form in ("CONSTRUCT", "DESCRIBE") else negotiation.RESULTS
        wanted = negotiation.negotiate(accept, offers)
        if wanted is None:
            raise Refused(negotiation.only(f"{form} 的结果", offers, f"a {form} is answered as one of"), 406)
        default, named_ = (tuple(parameters.get(f"{kind}-graph-uri", [])) for kind in ("default", "named"))
        if not (default or named_):
            default = named_ = await self._graphs(_scope(request.query_params))
        query = Query(texts[0], wanted, default_graphs=default, named_graphs=named_, base=_address(request))
        return _response(await self.pool.answer(query), wanted)

    async def start(self, request: Request) -> Response:
        """The start page: the tasks of the graph to choose from; without tables, what the graph holds."""
        chosen = _selection(request)
        portal = await (self._linked() if chosen.view == "lineage" else self.portals.of(self.pool.build))
        if portal is None:
            return await self._shown(request, lambda ask, view: pages.start(ask, view, self.offers, self.offered))
        view, offers = self.plain_view(request), self.offers
        page = await asyncio.to_thread(portal.start, chosen, view, offers, self.offered)
        response = first.response(page, view.lang)
        if first.is_plain(request.scope) and not offers and self.offered == view.build:
            response.background = BackgroundTask(first.keep, view.build, view.lang, page, giving=self.giving)
        return response

    async def tasks_csv(self, request: Request) -> Response:
        """The tasks chosen as CSV."""
        portal = await self.portal()
        table = await asyncio.to_thread(portal.csv, _selection(request), first.language(request))
        headers = {"Content-Disposition": 'attachment; filename="tasks.csv"'}
        return Response(table.encode(), media_type="text/csv", headers=headers)

    async def portal(self) -> Portal:
        """The portal over the build that holds now; raises Refused if it has no tables."""
        portal = await self.portals.of(self.pool.build)
        if portal is None:
            raise Refused(_NO_TABLES, 404)
        return portal

    async def _linked(self) -> Portal | None:
        """The portal with the links between measures; None where there are no tables."""
        return await self.portals.linked(self.pool.build, Pooled(self.pool, asyncio.get_running_loop()))

    async def question_list(self, request: Request) -> Response:
        """The questions of the catalogue."""
        view = self.plain_view(request)
        return first.response(pages.questions_page(view), view.lang)

    async def query(self, request: Request) -> Response:
        """A question or a query, and its answer as a page; a question's variables take values."""
        given = {key: value for key, value in request.query_params.items() if value}
        asked = question(given["question"]) if "question" in given and "/" not in given["question"] else None
        names = [binding.variable for binding in asked.bindings] if asked else []
        values = {name: given[name] for name in names if name in given}
        text = given.get("query", "")
        view = await self._view(request, names)
        try:
            result: pages.Rows | bool | pages.Triples | None = None if text else await self._tabled(asked, values, view)
            text = text or await self._bound(asked, values, view)
            if text and result is None:
                result, view = await self._evaluate(text, view)
            return first.response(pages.answer(view, text, asked, values, result, ""), view.lang)
        except BadQuery as trouble:
            page = pages.answer(view, text, asked, values, None, str(trouble))
            return first.response(page, view.lang, getattr(trouble, "status", 400))

    async def editor(self, request: Request) -> Response:
        """The query editor, or the page that does without it if its parts were not installed."""
        view = await self._view(request)
        if not self.has_editor:
            return RedirectResponse(f"/query?{request.url.query}", 303)
        page = first.response(pages.editor(view), view.lang)
        page.headers["Content-Security-Policy"] = EDITOR
        return page

    async def questions(self, _: Request) -> Response:
        """The catalogue for the editor."""
        return Response(pages.catalogue(), media_type="application/json")

    async def vocabulary(self, request: Request) -> Response:
        """The ontology, to read or as RDF."""
        if negotiation.negotiate(_accept(request), (negotiation.HTML, *negotiation.RDF)) != negotiation.HTML:
            return await self.ontology(request)
        if (written := vocabulary.page(self.folder, first.language(request))) is None:
            return await self._shown(request, pages.vocabulary)
        page = first.response(written, first.language(request))
        page.headers["Content-Security-Policy"] = SINGLE_FILE
        return page

    async def ontology(self, request: Request) -> Response:
        """An ontology, the context or the frame as RDF, by the name of its file or by what the client accepts."""
        content, media_type = vocabulary.ontology(request.url.path.removeprefix("/ont"), _accept(request))
        return _response(Answer(200, content), media_type)

    async def void(self, request: Request) -> Response:
        """What the graph is made of: VoID and DCAT-AP."""
        wanted = negotiation.negotiate(_accept(request), negotiation.RDF)
        if wanted is None:
            raise Refused(
                negotiation.only("数据集说明", negotiation.RDF, "the description is to be had as one of"), 406
            )
        base = str(request.base_url).rstrip("/")
        files = vocabulary.distributions(base)
        text = dataset.turtle(await self._dataset(), files, sparql=f"{base}/sparql", page=f"{base}/")
        return Response(dataset.as_form(text, wanted, base), headers={"Content-Type": wanted, "Vary": "Accept"})

    async def _dataset(self) -> dataset.Dataset:
        """What the graph is made of, counted once a build."""
        if self._described is None or self._described[0] != self.pool.build.folder:
            endpoint = Pooled(self.pool, asyncio.get_running_loop())
            self._described = self.pool.build.folder, await asyncio.to_thread(dataset.dataset, endpoint)
        return self._described[1]

    async def entity(self, room: str, request: Request) -> Response:
        """What the graph says of one IRI, to read or as RDF."""
        iri = pages.thing(room, request.path_params["path"])
        wanted = negotiation.negotiate(_accept(request), (negotiation.HTML, *negotiation.RDF))
        if wanted != negotiation.HTML:
            return await self._describe(room, iri, wanted)
        portal = await self._linked() if "statements" not in request.query_params else None
        if portal is not None:
            view, seen = self.plain_view(request), Selection.of(_kept(request.query_params))
            page = await asyncio.to_thread(things.page, portal, iri, view, seen)
            if page is not None:
                return first.response(page, view.lang)

        async def make(ask: pages.Ask, view: pages.View) -> str:
            page = await pages.entity(ask, iri, view)
            if page is None:
                raise Refused(f"图谱里没有 {iri}。 the graph says nothing of {iri}", 404)
            return page

        return await self._shown(request, make)

    async def refuse(self, request: Request, error: Exception) -> Response:
        """Why there is no answer: plain text for programs, a page for people."""
        status: int = getattr(error, "status", getattr(error, "status_code", 400))
        reason = str(getattr(error, "detail", error))
        headers = dict(getattr(error, "headers", None) or {})
        if status == 404 and self._awaited(request.url.path):
            status, reason = 503, "正在生成，请稍后刷新。This page is being made; reload it in a while"
        if status == 503:
            headers["Retry-After"] = "1"
        if (
            request.url.path != "/sparql"
            and negotiation.negotiate(_accept(request), ("text/plain", negotiation.HTML)) == negotiation.HTML
        ):
            view = pages.View(first.language(request), self.pool.build, giving=self.giving)
            return first.response(pages.trouble(view, status, reason), view.lang, status)
        return PlainTextResponse(reason + "\n", status, headers | {"Vary": "Accept"})

    async def _view(self, request: Request, besides: Collection[str] = ()) -> pages.View:
        """The language and the documents that an address asks for; parameters in ``besides`` mean something else."""
        kept = tuple((key, words) for key, words in _kept(request.query_params) if key not in besides)
        graphs = await self._graphs(_scope(QueryParams(list(kept))))
        return replace(self.plain_view(request), kept=kept, graphs=graphs)

    def plain_view(self, request: Request) -> pages.View:
        """How a page is shown that asks the graph nothing."""
        given = request.query_params
        asked = tuple(pair for pair in given.multi_items() if pair[0] != "lang")
        return pages.View(
            first.language(request), self.pool.build, tuple(_kept(given)), asked=asked, giving=self.giving
        )

    async def _graphs(self, wanted: scope.Scope) -> tuple[str, ...]:
        """The named graphs of a scope, none if it is everything."""
        if not wanted:
            return ()
        key = self.pool.build.folder, wanted
        if key not in self._graphs_of:
            endpoint = Pooled(self.pool, asyncio.get_running_loop())
            fitting = await asyncio.to_thread(scope.chosen, endpoint, wanted)
            if len(self._graphs_of) >= _SCOPES:
                self._graphs_of.clear()
            self._graphs_of[key] = tuple(sorted(scope.graphs(fitting)))
        return self._graphs_of[key]

    async def _bound(self, asked: Question | None, values: Mapping[str, str], view: pages.View) -> str:
        """The text of a question with the values in it; a name is looked up, and a value a term before it is text."""
        if asked is None:
            return ""
        endpoint = Pooled(self.pool, asyncio.get_running_loop(), view.graphs)
        return bind(asked.text, asked.terms(await asyncio.to_thread(named, endpoint, asked, values)))

    async def _tabled(self, asked: Question | None, values: Mapping[str, str], view: pages.View) -> pages.Rows | None:
        """The answer of a question about all of the graph, where the tables beside it give one; else None."""
        folder = view.build.folder
        if asked is None or not asked.sql or view.graphs or not tables.held(folder):
            return None
        endpoint = Pooled(self.pool, asyncio.get_running_loop())
        terms = asked.terms(await asyncio.to_thread(named, endpoint, asked, values))
        return pages.of_table(await asyncio.to_thread(relations.answer, folder, None, asked.sql, terms))

    async def _shown(self, request: Request, make: Callable[[pages.Ask, pages.View], Awaitable[str]]) -> Response:
        """A page made from one build: again, if another one came to hold while it was made."""
        while True:
            view = await self._view(request)
            met: set[str] = set()

            async def ask(
                text: str,
                bindings: Mapping[str, str],
                first: int,
                met: set[str] = met,
                seen: tuple[str, ...] = view.graphs,
            ) -> pages.Rows:
                values = tuple(sorted(bindings.items()))
                answer = await self.pool.answer(
                    Query(text, negotiation.RESULTS[0], seen, seen, first=first, bindings=values)
                )
                if answer.status != 200:
                    raise Refused(answer.body.decode(), answer.status)
                met.add(answer.build)
                return pages.rows(answer.body, answer.rows)

            page = await make(ask, view)
            if met <= {view.build.name}:
                return first.response(page, view.lang)

    async def _evaluate(self, text: str, view: pages.View) -> tuple[pages.Rows | bool | pages.Triples, pages.View]:
        """The answer of a query of the user's for a page, as much of it as is shown, and what the page says of it."""
        form = self._inspect(text)
        triples = form in ("CONSTRUCT", "DESCRIBE")
        wanted = "text/turtle" if triples else negotiation.RESULTS[0]
        answer = await self.pool.answer(Query(text, wanted, view.graphs, view.graphs, first=pages.SHOWN))
        if answer.status != 200:
            raise Refused(answer.body.decode(errors="replace"), answer.status)
        if answer.build != view.build.name:
            view = replace(view, build=self.pool.build)
        if triples:
            return pages.Triples(answer.body.decode(), min(answer.rows, pages.SHOWN), answer.rows), view
        if form == "ASK":
            return pages.yes_or_no(answer.body), view
        return pages.rows(answer.body, answer.rows), view

    async def _describe(self, room: str, iri: str, wanted: str | None) -> Response:
        if wanted is None:
            raise Refused(
                negotiation.only("本页", (negotiation.HTML, *negotiation.RDF), "this is to be had as one of"), 406
            )
        answer = await self.pool.answer(Query(pages.DESCRIPTIONS[room], wanted, bindings=(("this", f"<{iri}>"),)))
        return _response(answer, wanted)

    async def _description(self, request: Request, accept: str) -> Response:
        if negotiation.negotiate(accept, (*negotiation.RDF, negotiation.HTML)) == negotiation.HTML:
            return RedirectResponse("/query", 303, {"Vary": "Accept"})
        wanted = negotiation.negotiate(accept, negotiation.RDF)
        if wanted is None:
            raise Refused(
                negotiation.only("服务说明", negotiation.RDF, "the service description is to be had as one of"), 406
            )
        endpoint = _address(request)
        return _response(
            await self.pool.answer(Query(protocol.DESCRIPTION, wanted, bindings=await self._counts(endpoint))),
            wanted,
        )

    async def _counts(self, endpoint: str) -> tuple[tuple[str, str], ...]:
        """What the service description says of this graph."""
        data = await self._dataset()
        integer = f"^^<{XSD.integer}>"
        counts = {"triples": data.triples, "things": data.things, "documents": len(data.documents)}
        return ("endpoint", f"<{endpoint}>"), *((name, f'"{count}"{integer}') for name, count in counts.items())

    def _inspect(self, text: str) -> str:
        return inspect(text, self.pool.limits.length, self.pool.limits.depth)

    async def _parameters(self, request: Request) -> dict[str, list[str]]:
        """The protocol's parameters, from the address and the body."""
        parameters = protocol.fields(request.scope["query_string"])
        if request.method == "POST":
            read = protocol.reader(request.headers.get("content-type", ""))  # refuses before anything is read
            said = read(await self._body(request))
            return {key: [*parameters.get(key, []), *said.get(key, [])] for key in parameters.keys() | said.keys()}
        return parameters

    async def _body(self, request: Request) -> bytes:
        """The body, read no further than a query may be long and waited for no longer than it may run."""
        most = 12 * self.pool.limits.length  # a Chinese character is three bytes, nine when percent-encoded
        body = bytearray()
        try:
            async with asyncio.timeout(self.pool.limits.timeout):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > most:
                        raise Refused(
                            f"请求大于 {most:,} 字节，请缩短查询。 the body has more than {most:,} bytes", 413
                        )
        except TimeoutError:
            raise Refused("请求未按时送完，请再试。 the body did not come in time", 408) from None
        return bytes(body)


class _Files(StaticFiles):
    """A folder whose HTML files are single files with everything inside."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if path.endswith(".html"):
            response.headers["Content-Security-Policy"] = SINGLE_FILE
        return response


def _accept(request: Request, parameters: Mapping[str, Sequence[str]] | None = None) -> str:
    """What the client accepts; ``format=`` in the address stands in for a header that a link cannot set."""
    chosen = (parameters or {}).get("format") or request.query_params.getlist("format")
    if chosen and chosen[0] in negotiation.FORMATS:
        return negotiation.FORMATS[chosen[0]]
    return ",".join(request.headers.getlist("accept"))


def _address(request: Request) -> str:
    return str(request.url.replace(query="", fragment=""))


def _kept(parameters: QueryParams) -> list[tuple[str, str]]:
    """The parameters that say which documents are seen."""
    return [(key, words) for key, words in parameters.multi_items() if key in _SCOPE and words]


def _scope(parameters: QueryParams) -> scope.Scope:
    """Which documents an address asks for."""
    document, place, level, year, issuer = (tuple(filter(None, parameters.getlist(kind))) for kind in _SCOPE[:-1])
    return scope.Scope(document, place, level, year, issuer, bool(parameters.get(_SCOPE[-1])))


def _selection(request: Request) -> Selection:
    return Selection.of(request.query_params.multi_items())


def _response(answer: Answer, media_type: str) -> Response:
    if answer.status != 200:
        raise Refused(answer.body.decode(errors="replace"), answer.status)
    text = media_type.startswith("text/") and ";" not in media_type
    content_type = f"{media_type}; charset=utf-8" if text else media_type
    return Response(answer.body, headers={"Content-Type": content_type, "Vary": "Accept"})
