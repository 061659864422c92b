"""The explorer: one HTML file that shows who is responsible for what, and asks no network for anything.

pyvis carries the network and renders the page through our template (this is its only importer). What
the page needs is inside it: vis-network from the pyvis wheel, our scripts and styles, the facts as
JSON, the texts of the documents (compressed where there are many of them) and Oxigraph as WebAssembly
with the compressed graph. No text of a document is ever markup or a name in the program: nodes are
numbered, texts stand in JSON with < escaped, the page sets text only as text, and the content security
policy runs no script but those whose digest it lists.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.explorer import facets, scene
from exports.explorer.facts import Facts, read
from exports.explorer.scene import Record
from exports.markup import environment, safe
from ontology import files
from ontology.collecting import collecting_rarely

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from queries.ask.endpoint import Endpoint


#: Our scripts in the order they are read; each offers one name to those after it.
SCRIPTS = (
    "dom.js",
    "words.js",
    "facts.js",
    "state.js",
    "spelling.js",
    "choice.js",
    "views.js",
    "columns.js",
    "marks.js",
    "layout.js",
    "picture.js",
    "table.js",
    "reader.js",
    "panel.js",
    "search.js",
    "filters.js",
    "facets.js",
    "overview.js",
    "legend.js",
    "files.js",
    "console.js",
    "main.js",
)
#: Quads up to which the graph itself travels with the page: three hundred thousand take some 10 MB.
GRAPH_LIMIT = 300_000
#: At the least so many quads tell an assignment: class, task, party, role, basis, rank, surface and span.
STATEMENTS = 8


@dataclass(frozen=True, slots=True)
class Console:
    """What the SPARQL console needs: the engine as npm builds it, the graph, the questions to pick from."""

    script: str
    wasm: bytes
    graph: str
    questions: tuple[Record, ...]


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the explorer of a graph, with the console if the graph is not too large for it."""
    facts = read(endpoint)
    small = len(facts.assignments) * STATEMENTS <= GRAPH_LIMIT  # else it is not even begun to be written
    files.write(path, page(facts, console(endpoint) if small else None))


def console(endpoint: Endpoint) -> Console | None:
    """The console for a graph, or None where the graph is larger than GRAPH_LIMIT."""
    from exports.rdf.quads import nquads

    if (graph := nquads(endpoint, GRAPH_LIMIT)) is None:
        return None
    built = _web() / "dist"
    script = (built / "oxigraph.js").read_text(encoding="utf-8")
    return Console(script, (built / "oxigraph.wasm.gz").read_bytes(), graph, _questions())


def page(facts: Facts, console: Console | None = None) -> str:
    """The HTML of the explorer."""
    with collecting_rarely():
        return _page(facts, console)


def _page(facts: Facts, console: Console | None) -> str:
    network = _network(facts)
    texts = [text.content for text in facts.texts]
    many = facts.facets is not None
    records = _columns([*network.nodes, *network.edges], linked=console is not None)
    scripts = {
        "vis": _inline(_pyvis("lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")),
        "page": _inline(_own_script()),
    }
    network.templateEnv.globals.update(
        title=_title(facts),
        style=(resources.files("exports.explorer") / "templates" / "explorer.css").read_text(encoding="utf-8"),
        scripts=scripts,
        policy=_policy(scripts.values(), wasm=console is not None, workers=console is not None or many),
        texts=_packed({"texts": texts, "columns": _taken(records, WITH_TEXTS)}) if many else texts,
        records=records,
        facets=facts.facets and facets.record(facts.facets),
        advice=scene.advice(facts),
        links=scene.links(facts),
        heirs=[astuple(heir) for heir in facts.heirs],
        about={
            "left_out": facts.left_out,
            "advised": facts.advice is not None,
            "shared": scene.shared_start([party.name for party in facts.parties]),
            "shared_en": scene.shared_end([party.english for party in facts.parties]).strip(),
        },
        kinds={name: asdict(label) for name, label in facts.kinds.items()},
        console=console and _embedded(console),
        licenses="\n".join(_license(name) for name in ("vis-network", *(["oxigraph"] if console else []))),
    )
    html: str = network.generate_html()
    return html


def _network(facts: Facts) -> Any:
    """The pyvis network: every entity a node with its places in the pictures, every assignment an edge.

    Nodes and edges are set as lists, since add_edge compares each edge with all before it.
    """
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    network.nodes = scene.nodes(facts)
    network.edges = scene.edges(facts)
    network.set_options(json.dumps(OPTIONS))
    network.path = "explorer.html.j2"
    network.templateEnv = environment("explorer", trimmed=True)
    network.templateEnv.filters.update(json=_json)
    return network


#: Of vis-network: still, quick to drag, no layout of its own, keys handled by the page.
OPTIONS: Record = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hideEdgesOnDrag": False, "hover": True, "keyboard": False, "multiselect": False},
}


#: Spans are three numbers a record, written one after another: a page of many makes no list of each.
SPANS = ("place", "attribution_place")
_NOWHERE = (-1, -1, -1)
#: Columns of few words, written once each: the records have their numbers. Half of a page of many was their repetition.
FEW = ("role", "basis", "kind")
#: Columns of lists that are mostly empty, a line an item: a browser makes no list of each before it is asked for.
LINES = ("limits", "targets", "aliases")


def _columns(records: Sequence[Record], *, linked: bool) -> dict[str, dict[str, list[Any]]]:
    """The records by type, a list a field: names of fields are written once, not once a record.

    IRIs travel where something asks for them, which is the console.
    """
    found = {}
    for type_, group in groupby(records, key=lambda record: record.get("type", "edge")):
        alike = list(group)
        left_out = {"id", "type"} if linked or type_ in ("document", "theme") else {"id", "type", "iri"}
        names = [name for name in alike[0] if name not in left_out]
        found[type_] = {name: [record[name] for record in alike] for name in names}
        for name in {*SPANS} & {*names} if type_ in ("task", "edge") else ():
            found[type_][name] = [number for span in found[type_][name] for number in span or _NOWHERE]
        for name in {*LINES} & {*names}:
            found[type_][name] = ["\n".join(" ".join(item.split()) for item in items) for items in found[type_][name]]
        for name in {*FEW} & {*names}:
            found[type_][name] = _numbered(found[type_][name])
    return found


def _numbered(words: Sequence[str]) -> list[list[Any]]:
    """Words that repeat: each once, and of each record the number of its own."""
    once = sorted({*words})
    number = {word: place for place, word in enumerate(once)}
    return [once, [number[word] for word in words]]


#: Columns that nothing asks for before the texts are there: of many documents they travel with them.
WITH_TEXTS = {
    "measure": ("reasons",),
    "task": ("text", "attribution", *SPANS),
    "edge": ("surface", "place"),
}


def _taken(
    records: Mapping[str, dict[str, list[Any]]], names: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, list[Any]]]:
    """Some columns of the records, taken out of them."""
    return {type_: {name: records[type_].pop(name) for name in names[type_]} for type_ in names if type_ in records}


def _json(value: object) -> Any:
    """JSON that stays inside its script element whatever it holds: no < is left in it."""
    return safe(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _inline(script: str) -> Any:
    """A script as it can stand between its tags: not closed from inside, line ends as digests count."""
    return safe("\n" + script.replace("\r\n", "\n").replace("</script", "<\\/script") + "\n")


def _own_script() -> str:
    """Our scripts as one, in a scope of its own."""
    parts = [(_web() / "src" / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "})();"


def _packed(value: object) -> str:
    """JSON compressed, as a script element holds it: a third of the size, for the page to unpack once it stands."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(gzip.compress(written, 6, mtime=0)).decode()


def _policy(scripts: Iterable[str], *, wasm: bool, workers: bool) -> str:
    """The content security policy: the scripts of this page by their digest, styles, no connection."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = [f"'sha256-{digest}'" for digest in digests] + ["'wasm-unsafe-eval'"] * wasm
    return (
        f"default-src 'none'; script-src {' '.join(allowed)}; {'worker-src blob:; ' if workers else ''}"
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _embedded(console: Console) -> Mapping[str, Any]:
    graph = gzip.compress(console.graph.encode(), 9, mtime=0)
    return {
        "wasm": base64.b64encode(console.wasm).decode(),
        "graph": base64.b64encode(graph).decode(),
        "script": _inline(console.script),
        "questions": console.questions,
    }


def _questions() -> tuple[Record, ...]:
    from queries.ask.catalog import questions

    return tuple({"name": q.name, "en": q.summary, "zh": q.summary_zh, "query": q.text} for q in questions())


def _title(facts: Facts) -> str:
    """The document's number and title, or how many documents there are."""
    if len(facts.documents) == 1:
        document = facts.documents[0]
        return f"{document.number} {document.title}".strip()
    return f"{len(facts.documents)} 份文件 · {len(facts.documents)} documents"


def _web() -> Traversable:
    return resources.files("exports.explorer") / "web"


def _license(name: str) -> str:
    """The terms of a program that travels in the page, which ask to be with every copy of it."""
    return (resources.files("exports.explorer") / "licenses" / f"{name}.txt").read_text(encoding="utf-8")


def _pyvis(name: str) -> Traversable:
    return resources.files("pyvis") / "templates" / name
