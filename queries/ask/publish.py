"""A graph carried to another SPARQL engine: each named graph replaced as a whole, or not at all.

The Graph Store Protocol's PUT replaces one graph in one request (SPARQL 1.1 Graph Store HTTP Protocol,
5.3); where an engine offers only SPARQL Update, DROP and INSERT DATA travel in one request, which engines
run as one transaction. Either way a reader of the other side sees the old graph or the new one. Only the common graph
is added to (POST, INSERT DATA), since other builds published there speak of the same bodies. A name and password are
sent only when the server asks for them, by Basic or Digest authentication.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
    urlopen,
)

from ontology.errors import BrokenGraph
from ontology.prefixes import COMMON

if TYPE_CHECKING:
    from queries.ask.endpoint import Local

#: The ways to replace a graph: Graph Store Protocol, SPARQL 1.1 Update.
PROTOCOLS = ("graph-store", "update")


def publish(
    graph: Local,
    url: str,
    protocol: str = "graph-store",
    login: tuple[str, str] | None = None,
    timeout: int = 60,
) -> Iterator[str]:
    """The IRI of each named graph, as soon as the engine at ``url`` holds it in place of what it held.

    ``url`` is the graph store's address (Oxigraph /store, Fuseki /data, Virtuoso /sparql-graph-crud-auth),
    or the update endpoint's if ``protocol`` is "update".
    """
    if protocol not in PROTOCOLS:
        raise BrokenGraph(
            f"没有“{protocol}”这种发布方式，请选：{'、'.join(PROTOCOLS)}。"
            f"{protocol} is no way to publish; choose one of: {', '.join(PROTOCOLS)}"
        )
    if not url.startswith(("http://", "https://")):
        raise BrokenGraph(
            f"{url} 不是端点地址，请写以 http:// 或 https:// 开头的地址。"
            f"{url} is no endpoint: give an address that begins with http:// or https://"
        )
    # urllib would open more than http and https: hence the check above, and S310 is content below
    replacement = _put if protocol == "graph-store" else _update
    for name in graph.graphs():
        _send(replacement(url, name, graph.triples(name)), login, timeout)
        yield name


def _put(url: str, name: str, triples: bytes) -> Request:
    """A request that replaces one graph by the Graph Store Protocol; N-Triples is Turtle to every engine."""
    method = "POST" if name == COMMON else "PUT"
    address = f"{url}{'&' if '?' in url else '?'}graph={quote(name, safe='')}"
    return Request(address, triples, {"Content-Type": "text/turtle; charset=utf-8"}, method=method)  # noqa: S310


def _update(url: str, name: str, triples: bytes) -> Request:
    """A request that replaces one graph by SPARQL Update."""
    graph = f"<{name}>".encode()
    drop = b"" if name == COMMON else b"DROP SILENT GRAPH %b ;\n" % graph
    text = b"%bINSERT DATA { GRAPH %b {\n%b} }\n" % (drop, graph, triples)
    return Request(url, text, {"Content-Type": "application/sparql-update; charset=utf-8"}, method="POST")  # noqa: S310


def _send(request: Request, login: tuple[str, str] | None, timeout: int) -> None:
    remedy_zh = "，如需登录，请设置 FENGONG_USER 和 FENGONG_PASSWORD"
    remedy = "; if it wants a login, set FENGONG_USER and FENGONG_PASSWORD"
    try:
        if login:
            request.add_unredirected_header("Authorization", _authorization(request, login, timeout))
        urlopen(request, timeout=timeout).close()  # noqa: S310
    except HTTPError as error:
        said = " ".join(error.read(900).decode(errors="replace").split())[:300]  # a Chinese character is three bytes
        hint_zh, hint = (remedy_zh, remedy) if error.code in (401, 403) else ("，请照后面所说的理由处理", "")
        raise BrokenGraph(
            f"{request.full_url} 拒绝接收图谱（{error.code}）{hint_zh}。"
            f"{request.full_url} refused the graph: {error.code} {said}{hint}"
        ) from error
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, ConnectionResetError | BrokenPipeError):
            raise BrokenGraph(
                f"{request.full_url} 中断连接，拒绝接收图谱{remedy_zh}。"
                f"{request.full_url} refused the graph by hanging up{remedy}"
            ) from error
        raise BrokenGraph(
            f"无法连接 {request.full_url}（{reason}），请核对地址，并确认服务正在运行。"
            f"{request.full_url} cannot be reached ({reason}); check address and engine"
        ) from error


def _authorization(request: Request, login: tuple[str, str], timeout: int) -> str:
    """The header that proves the login: an answer to the server's Digest challenge, or Basic if it sends none."""
    challenge = ""
    try:
        urlopen(request.full_url, timeout=timeout).close()  # noqa: S310
    except HTTPError as error:
        challenge = error.headers.get("WWW-Authenticate", "") if error.code == 401 else ""
    scheme, _, fields = challenge.partition(" ")
    if scheme.lower() != "digest":
        return "Basic " + b64encode(":".join(login).encode()).decode()
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, request.full_url, *login)
    answer = HTTPDigestAuthHandler(passwords).get_authorization(request, parse_keqv_list(parse_http_list(fields)))
    return f"Digest {answer}"
