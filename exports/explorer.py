"""The explorer: one HTML file that shows who is responsible for what, and asks no network for anything.

pyvis carries the network and renders the page through our template (this is its only importer). What
the page needs is inside it: vis-network from the pyvis wheel, our scripts and styles, the facts as
JSON, the texts of the documents and, if npm built it, Oxigraph as WebAssembly with the compressed
graph. No text of a document is ever markup or a name in the program: nodes are numbered, texts stand in
JSON with < escaped, the page sets text only as text, and the content security policy runs no script but
those whose digest it lists.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from exports.facts import Facts, Place, read
from exports.layout import FORCES, Layout, layout
from exports.pinyin import initials

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from queries.endpoint import Endpoint

SUFFIX = ".html"

#: A node or an edge of the pyvis network.
Record: TypeAlias = dict[str, Any]

#: Our scripts in the order they are read; each offers one name to those after it.
SCRIPTS = (
    "dom.js",
    "words.js",
    "facts.js",
    "state.js",
    "views.js",
    "columns.js",
    "marks.js",
    "picture.js",
    "table.js",
    "reader.js",
    "panel.js",
    "search.js",
    "filters.js",
    "files.js",
    "console.js",
    "main.js",
)
#: Quads up to which the graph itself travels with the page: three hundred thousand take some 10 MB.
GRAPH_LIMIT = 300_000
#: The width of a label's line, in Chinese characters, and its lines.
LABEL_WIDTH, LABEL_LINES = 8.0, 3


@dataclass(frozen=True, slots=True)
class Console:
    """What the SPARQL console needs: the engine as npm built it, the graph, the questions to pick from."""

    script: str
    wasm: bytes
    graph: str
    questions: tuple[Record, ...]


def write(endpoint: Endpoint, path: Path) -> None:
    """Write the explorer of a graph, with the console if npm built one and the graph is not too large."""
    path.write_text(page(read(endpoint), console(endpoint)), encoding="utf-8", newline="\n")


def console(endpoint: Endpoint) -> Console | None:
    """The console for a graph, or None where it was not built or the graph is larger than GRAPH_LIMIT."""
    from exports.quads import nquads

    built = _web() / "dist"
    if not (built / "oxigraph.js").is_file():
        return None
    graph = nquads(endpoint)
    if graph.count("\n") > GRAPH_LIMIT:
        return None
    script = (built / "oxigraph.js").read_text(encoding="utf-8")
    return Console(script, (built / "oxigraph.wasm.gz").read_bytes(), graph, _questions())


def page(facts: Facts, console: Console | None = None) -> str:
    """The HTML of the explorer."""
    network = _network(facts)
    scripts = {
        "vis": _inline(_pyvis("lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")),
        "page": _inline(_own_script()),
    }
    network.templateEnv.globals.update(
        title=_title(facts),
        style=(resources.files("exports") / "templates" / "explorer.css").read_text(encoding="utf-8"),
        scripts=scripts,
        policy=_policy(scripts.values(), wasm=console is not None),
        texts=[text.content for text in facts.texts],
        about={"shared": _shared_start([party.name for party in facts.parties])},
        kinds={name: {"zh": label.zh, "en": label.en} for name, label in facts.kinds.items()},
        console=console and _embedded(console),
    )
    html: str = network.generate_html()
    return html


def _network(facts: Facts) -> Any:
    """The pyvis network: every entity a node with its places in the pictures, every assignment an edge.

    Nodes and edges are set as lists, since add_edge compares each edge with all before it.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    network.nodes = _nodes(facts)
    network.edges = _edges(facts)
    network.set_options(json.dumps(OPTIONS))
    network.path = "explorer.html.j2"
    network.templateEnv = Environment(
        loader=FileSystemLoader(str(resources.files("exports") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    network.templateEnv.filters.update(columns=_columns, json=_json)
    return network


#: Of vis-network: still, quick to drag, no layout of its own, keys handled by the page.
OPTIONS: Record = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hideEdgesOnDrag": False, "hover": True, "keyboard": False, "multiselect": False},
}


def _nodes(facts: Facts) -> list[Record]:
    """Parties, tasks, measures, sections, documents and themes, in that order, numbered within each kind."""
    short = _without(_shared_start([party.name for party in facts.parties]))
    labels = [_lines(short(party.name)) for party in facts.parties]
    english = [_lines(party.english or short(party.name)) for party in facts.parties]
    apart, in_tasks = _apart(facts, labels), _in_tasks(facts, labels)
    apart_en, in_tasks_en = apart, in_tasks
    if english != labels and len(labels) + len(facts.tasks) <= FORCES:  # other words take other room
        apart_en, in_tasks_en = _apart(facts, english), _in_tasks(facts, english)
    nodes: list[Record] = []
    for place, party in enumerate(facts.parties):
        names = (party.name, party.full, *party.aliases)
        nodes.append(
            {
                "id": f"p{place}",
                "type": "party",
                "name": party.name,
                "full": party.full,
                "english": party.english,
                "kind": party.kind,
                "aliases": party.aliases,
                "known": party.known,
                "initials": sorted({letters for name in names for letters in initials(name)}),
                "label": labels[place],
                "label_en": english[place],
                "at": apart.positions[place],
                "at_en": apart_en.positions[place],
                "at_tasks": in_tasks.positions[place],
                "at_tasks_en": in_tasks_en.positions[place],
                "community": apart.communities[place],
            }
        )
    within = _UTF16(text.content for text in facts.texts)
    for place, task in enumerate(facts.tasks):
        nodes.append(
            {
                "id": f"t{place}",
                "type": "task",
                "measure": task.measure,
                "text": task.text,
                "attribution": task.attribution,
                "place": within(task.place),
                "said": within(task.attribution_place),
                "limits": task.limits,
                "targets": task.targets,
                "tail": task.tail,
                "at_tasks": in_tasks.positions[len(facts.parties) + place],
                "at_tasks_en": in_tasks_en.positions[len(facts.parties) + place],
            }
        )
    nodes += [
        {
            "id": f"m{place}",
            "type": "measure",
            "document": measure.document,
            "section": measure.section,
            "number": measure.number,
            "themes": measure.themes,
        }
        for place, measure in enumerate(facts.measures)
    ]
    nodes += [
        {
            "id": f"s{place}",
            "type": "section",
            "document": section.document,
            "parent": section.parent,
            "identifier": section.identifier,
            "marker": section.marker,
            "title": section.title,
        }
        for place, section in enumerate(facts.sections)
    ]
    nodes += [
        {
            "id": f"d{place}",
            "type": "document",
            "number": document.number,
            "name": document.title,
            "date": document.date,
            "issuers": document.issuers,
        }
        for place, document in enumerate(facts.documents)
    ]
    nodes += [
        {"id": f"h{place}", "type": "theme", "zh": theme.zh, "en": theme.en}
        for place, theme in enumerate(facts.themes)
    ]
    return nodes


def _edges(facts: Facts) -> list[Record]:
    """An edge from task to party for each assignment."""
    within = _UTF16(text.content for text in facts.texts)
    return [
        {
            "from": assignment.task,
            "to": assignment.party,
            "role": assignment.role,
            "basis": assignment.basis,
            "surface": assignment.surface,
            "place": within(assignment.place),
        }
        for assignment in facts.assignments
    ]


def _apart(facts: Facts, labels: Sequence[str]) -> Layout:
    """Where the parties stand in the picture of who leads whom."""
    parties_of: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for assignment in facts.assignments:
        parties_of[assignment.task].append((assignment.party, assignment.role == "lead"))
    ties: Counter[tuple[int, int]] = Counter()
    for joined in parties_of.values():
        leads = [party for party, leading in joined if leading]
        ties.update((lead, co) for lead in leads for co, leading in joined if not leading and co != lead)
    found = layout(_boxes(facts, labels), [(*pair, float(weight)) for pair, weight in sorted(ties.items())])
    return _raised(found, labels)


def _in_tasks(facts: Facts, labels: Sequence[str]) -> Layout:
    """Where parties and tasks stand in the picture of both."""
    boxes = _boxes(facts, labels) + [(44.0, 34.0)] * len(facts.tasks)
    count = len(facts.parties)
    ties = {(a.party, count + a.task): 2.0 if a.role == "lead" else 1.0 for a in facts.assignments}
    found = layout(boxes, [(*pair, weight) for pair, weight in sorted(ties.items())])
    return _raised(found, labels)


def _raised(found: Layout, labels: Sequence[str]) -> Layout:
    """The dots above their labels: the layout gave the middle of both together."""
    above = [8 * (label.count("\n") + 1) for label in labels]
    above += [0] * (len(found.positions) - len(above))
    positions = ((x, y - lift) for (x, y), lift in zip(found.positions, above, strict=True))
    return Layout(tuple(positions), found.communities)


def _boxes(facts: Facts, labels: Sequence[str]) -> list[tuple[float, float]]:
    """The room of each party's dot with its label below; the page draws dots by the same formula."""
    load = Counter(assignment.party for assignment in facts.assignments)
    boxes = []
    for place, label in enumerate(labels):
        lines = label.split("\n")
        radius = 7 + 4 * min(load[place], 60) ** 0.5
        boxes.append((max(2 * radius, max(map(_em, lines)) * 14) + 14, 2 * radius + len(lines) * 16 + 12))
    return boxes


def _shared_start(names: Sequence[str]) -> str:
    """What most names begin with and a picture may leave out: no two names are the same without it.

    >>> _shared_start(["自治区财政厅", "自治区教育厅", "自治区科技厅", "乌鲁木齐海关"])
    '自治区'
    """
    starts = Counter(name[:length] for name in names for length in range(2, min(7, len(name) - 1)))
    common = [(count * len(start), start) for start, count in starts.items() if count * 2 > len(names) > 2]
    for _, start in sorted(common, reverse=True):
        if len({_without(start)(name) for name in names}) == len(set(names)):
            return start
    return ""


def _without(start: str) -> Callable[[str], str]:
    return lambda name: (name.removeprefix(start) or name) if start else name


def _lines(text: str) -> str:
    r"""A label of at most LABEL_LINES lines of LABEL_WIDTH Chinese characters, nothing unprintable in it.

    >>> _lines("自治区新闻出版广电局(版权局)")
    '自治区新闻出版广\n电局(版权局)'
    """
    lines = [""]
    for word in _words("".join(c for c in text[:400] if unicodedata.category(c)[0] != "C")):
        if _em(lines[-1] + word.rstrip()) > LABEL_WIDTH and lines[-1]:
            lines.append("")
        lines[-1] += word.lstrip() if not lines[-1] else word
    lines = [line.strip() for line in lines if line.strip()] or ["–"]
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], lines[LABEL_LINES - 1][: int(LABEL_WIDTH) - 1] + "…"]
    return "\n".join(lines)


def _words(text: str) -> list[str]:
    """The pieces a line breaks between: Chinese characters, and other words with the blank after them."""
    pieces: list[str] = []
    for character in text:
        wide = _em(character) == 1
        if (
            pieces
            and not wide
            and not pieces[-1].endswith(" ")
            and _em(pieces[-1][-1]) < 1
            and len(pieces[-1]) < 16
        ):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _em(text: str) -> float:
    """The width of a text in Chinese characters."""
    return sum(1 if unicodedata.east_asian_width(character) in "WF" else 0.56 for character in text)


class _UTF16:
    """Turns places in code points into places in UTF-16 units, which is how JavaScript counts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._astral = [[place for place, c in enumerate(text) if c > "\uffff"] for text in texts]

    def __call__(self, place: Place | None) -> tuple[int, int, int] | None:
        if place is None:
            return None
        astral = self._astral[place.text]
        start, end = (at + bisect_left(astral, at) for at in (place.start, place.end))
        return place.text, start, end


def _columns(records: Sequence[Record]) -> dict[str, dict[str, list[Any]]]:
    """The records by type, a list a field: names of fields are written once, not once a record."""
    found: dict[str, dict[str, list[Any]]] = {}
    for record in records:
        columns = found.setdefault(record.get("type", "edge"), {})
        for field, value in record.items():
            if field not in ("id", "type"):
                columns.setdefault(field, []).append(value)
    return found


def _json(value: object) -> Any:
    """JSON that stays inside its script element whatever it holds: no < is left in it."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(text)  # noqa: S704 – the line above is what makes it safe


def _inline(script: str) -> Any:
    """A script as it can stand between its tags: not closed from inside, line ends as digests count."""
    from markupsafe import Markup

    return Markup("\n" + script.replace("\r\n", "\n").replace("</script", "<\\/script") + "\n")  # noqa: S704


def _own_script() -> str:
    """Our scripts as one, in a scope of its own."""
    parts = [(_web() / "src" / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "})();"


def _policy(scripts: Iterable[str], *, wasm: bool) -> str:
    """The content security policy: the scripts of this page by their digest, styles, no connection."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = [f"'sha256-{digest}'" for digest in digests] + ["'wasm-unsafe-eval'"] * wasm
    workers = "worker-src blob:; " if wasm else ""
    return (
        f"default-src 'none'; script-src {' '.join(allowed)}; {workers}"
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
    from queries.catalog import questions

    return tuple({"name": q.name, "en": q.summary, "zh": q.summary_zh, "query": q.text} for q in questions())


def _title(facts: Facts) -> str:
    """The document's number and title, or how many documents there are."""
    if len(facts.documents) == 1:
        document = facts.documents[0]
        return f"{document.number} {document.title}".strip()
    return f"{len(facts.documents)} 份文件 · {len(facts.documents)} documents"


def _web() -> Traversable:
    return resources.files("exports") / "web"


def _pyvis(name: str) -> Traversable:
    return resources.files("pyvis") / "templates" / name
