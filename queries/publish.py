"""A graph carried to another SPARQL engine: each named graph replaced as a whole, or not at all.

The Graph Store Protocol's PUT replaces one graph in one request (SPARQL 1.1 Graph Store HTTP Protocol,
5.3); where an engine offers only SPARQL Update, DROP and INSERT DATA travel in one request, which engines
run as one transaction. Either way a reader of the other side sees the old graph or the new one. A name and
password are sent only when the server asks for them, by Basic or Digest authentication.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    OpenerDirector,
    Request,
    build_opener,
)

from ontology.errors import BrokenGraph

if TYPE_CHECKING:
    from queries.endpoint import Local

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
        raise BrokenGraph(f"{protocol} is no way to publish; choose one of: {', '.join(PROTOCOLS)}")
    if not url.startswith(("http://", "https://")):
        raise BrokenGraph(f"{url} is no endpoint: give an address that begins with http:// or https://")
    # urllib would open more than http and https: hence the check above, and S310 is content below
    replacement = _put if protocol == "graph-store" else _update
    opener = _opener(url, login)
    for name in graph.graphs():
        _send(opener, replacement(url, name, graph.triples(name)), timeout)
        yield name


def _put(url: str, name: str, triples: bytes) -> Request:
    """A request that replaces one graph by the Graph Store Protocol; N-Triples is Turtle to every engine."""
    address = f"{url}{'&' if '?' in url else '?'}graph={quote(name, safe='')}"
    return Request(address, triples, {"Content-Type": "text/turtle; charset=utf-8"}, method="PUT")  # noqa: S310


def _update(url: str, name: str, triples: bytes) -> Request:
    """A request that replaces one graph by SPARQL Update."""
    graph = f"<{name}>".encode()
    text = b"DROP SILENT GRAPH %b ;\nINSERT DATA { GRAPH %b {\n%b} }\n" % (graph, graph, triples)
    return Request(url, text, {"Content-Type": "application/sparql-update; charset=utf-8"}, method="POST")  # noqa: S310


def _opener(url: str, login: tuple[str, str] | None) -> OpenerDirector:
    if not login:
        return build_opener()
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, url, *login)
    return build_opener(HTTPDigestAuthHandler(passwords), HTTPBasicAuthHandler(passwords))


def _send(opener: OpenerDirector, request: Request, timeout: int) -> None:
    try:
        opener.open(request, timeout=timeout).read()
    except HTTPError as error:
        said = " ".join(error.read(300).decode(errors="replace").split())
        remedy = "; set FENGONG_USER and FENGONG_PASSWORD" if error.code in (401, 403) else ""
        raise BrokenGraph(f"{request.full_url} refused the graph: {error.code} {said}{remedy}") from error
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise BrokenGraph(
            f"{request.full_url} cannot be reached ({reason}); check address and engine"
        ) from error
