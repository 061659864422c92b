"""Pages made from the graph: rows in, HTML out, in Chinese or English.

What stands on the page of a thing is data: its statements, and the panels of its classes, one .rq of
panels/ each, tagged with the class. Everything from the graph is text and nothing else: Jinja escapes it,
`visible` shows the marks that turn the writing direction instead of obeying them, and only IRIs of http(s)
become links.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from ontology.authority import load
from ontology.enumerations import Level
from ontology.errors import BadQuery
from ontology.files import cache_folder
from ontology.looks import look_of
from ontology.prefixes import BASE, PREFIXES, short
from ontology.terms import DCTERMS, FG, RDFS, SKOS
from queries.ask.catalog import Question, questions, read
from queries.ask.translations import HEADINGS, SAYINGS
from queries.serve.builds import Build
from queries.serve.negotiation import LANGUAGES

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment
    from jinja2.bccache import Bucket

    from queries.ask.table import Table, Term

#: Rooms of the namespace that are served: what the graph describes, and its named graphs.
ROOMS = ("id", "graph")
_FOLDER = Path(__file__).parent
_IRI = re.compile(r"""[^<>"{}|^`\\\x00-\x20]+""")
SHOWN = 500  #: rows of one table on a page; the query behind it gives all
_LONG = 240  #: characters from which a text is folded
#: Marks that reorder or hide what stands beside them, and controls that no text needs.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
#: What a thing may be called, best first, and whether only in the language of the page.
_NAMES = (
    (FG.shortName, False),
    (SKOS.prefLabel, True),
    (DCTERMS.title, True),
    (RDFS.label, True),
    (FG.text, False),
    (FG.surface, False),
    (FG.citedTitle, False),
    (FG.limitText, False),
    (FG.targetText, False),
    (SKOS.prefLabel, False),
    (DCTERMS.title, False),
    (RDFS.label, False),
)
COUNTS = """PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT ?class (COUNT(DISTINCT ?thing) AS ?things)
WHERE {
  VALUES ?class { fg:Document fg:Measure fg:Task fg:Assignment } ?thing a ?class
  FILTER(?class != fg:Document || EXISTS { ?part fg:partOf ?thing })  # not those that are only cited
}
GROUP BY ?class"""
DOCUMENTS = """PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT DISTINCT ?document WHERE { ?document a fg:Document ; ^fg:partOf ?part }
ORDER BY ?document LIMIT 50"""
PARTIES = """PREFIX fg: <https://w3id.org/fengong/ont#>
SELECT ?party (COUNT(DISTINCT ?task) AS ?tasks) WHERE { ?task fg:involves ?party }
GROUP BY ?party ORDER BY DESC(?tasks) ?party LIMIT 12"""
_STATEMENTS = "SELECT DISTINCT ?property ?value WHERE { ?this ?property ?value } ORDER BY ?property ?value"
_MENTIONS = "SELECT DISTINCT ?thing ?property WHERE { ?thing ?property ?this } ORDER BY ?property ?thing LIMIT 101"
_CLASSES = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?class WHERE { ?this a ?given . ?given rdfs:subClassOf* ?class }"""
_VOCABULARY = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?term ?kind ?comment WHERE {
  ?term a ?kind ; rdfs:label ?label .
  OPTIONAL { ?term rdfs:comment|skos:definition ?comment FILTER(LANG(?comment) = ?language) }
} ORDER BY ?term ?kind ?comment"""
#: A thing's own statements and those about it; a named graph's triples.
DESCRIPTIONS = {
    "id": "CONSTRUCT { ?this ?p ?o . ?s ?q ?this } WHERE { { ?this ?p ?o } UNION { ?s ?q ?this } }",
    "graph": "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?this { ?s ?p ?o } }",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row."""

    kind: str  #: uri, literal or bnode
    value: str
    language: str = ""

    @property
    def href(self) -> str:
        """Where a click leads: the page of the thing, another site, or nowhere."""
        return link(self.value) if self.kind == "uri" else ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as it is shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]  #: all, or the first of them
    total: int  #: how many rows there are

    def iris(self) -> set[str]:
        """Every IRI in it."""
        return {cell.value for row in self.rows for cell in row if cell and cell.kind == "uri"}

    def used(self) -> Rows:
        """The same without columns that no row fills."""
        keep = [i for i in range(len(self.columns)) if any(row[i] for row in self.rows)]
        rows = tuple(tuple(row[i] for i in keep) for row in self.rows)
        return Rows(tuple(self.columns[i] for i in keep), rows, self.total)


@dataclass(frozen=True, slots=True)
class Triples:
    """Triples as they are shown."""

    turtle: str  #: all, or the first of them
    shown: int
    total: int


@dataclass(frozen=True, slots=True)
class View:
    """How a page is shown: in which language, and what it says of the graph that it is made from."""

    lang: str
    build: Build
    kept: tuple[tuple[str, str], ...] = ()  #: the parameters that say which documents are seen; none: all
    graphs: tuple[str, ...] = ()  #: the named graphs of those documents, and the shared ones
    asked: tuple[tuple[str, str], ...] = ()  #: all parameters of the address but the language
    giving: bool = False  #: whether files can be given and corrections made

    @property
    def carried(self) -> str:
        """What links take along: the language, and which documents are seen."""
        return urlencode([("lang", self.lang), *self.kept])

    @property
    def other(self) -> str:
        """The parameters of the same page in the other language."""
        return urlencode([("lang", LANGUAGES[self.lang == LANGUAGES[0]]), *self.asked])


#: Asks the graph: a SELECT, its bindings (variable to N-Triples term) and how many rows (0: all) in, rows out.
Ask = Callable[[str, Mapping[str, str], int], Awaitable[Rows]]


def rows(body: bytes, total: int | None = None) -> Rows:
    """The rows of SPARQL results in JSON, which may be the first of ``total``.

    >>> rows(b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"57"}}]}}', 900)
    Rows(columns=('n',), rows=((Cell(kind='literal', value='57', language=''),),), total=900)
    """
    read = json.loads(body)
    columns = tuple(read["head"].get("vars", ()))
    found = read.get("results", {}).get("bindings", ())
    cells = tuple(tuple(_cell(row.get(column)) for column in columns) for row in found)
    return Rows(columns, cells, len(cells) if total is None else total)


def of_table(table: Table) -> Rows:
    """The first rows of a table, as many as a page shows."""
    shown = (map(_of_term, column.part(0, SHOWN)) for column in table.cells)
    return Rows(table.columns, tuple(zip(*shown, strict=True)), len(table))


def _of_term(term: Term | None) -> Cell | None:
    from pyoxigraph import Literal, NamedNode

    if term is None:
        return None
    kind = "uri" if isinstance(term, NamedNode) else "literal"
    return Cell(kind, term.value, (term.language or "") if isinstance(term, Literal) else "")


def yes_or_no(body: bytes) -> bool:
    """The answer of an ASK in JSON.

    >>> yes_or_no(b'{"head":{},"boolean":true}')
    True
    """
    return bool(json.loads(body)["boolean"])


def _cell(term: Mapping[str, Any] | None) -> Cell | None:
    if term is None:
        return None
    if term["type"] == "triple":
        return Cell("literal", json.dumps(term["value"], ensure_ascii=False))
    return Cell(term["type"], term["value"], term.get("xml:lang", ""))


def thing(room: str, path: str) -> str:
    """The IRI whose page stands at ``/room/path``; raises BadQuery if that is no IRI.

    >>> thing("id", "body/650000/知识产权局")
    'https://w3id.org/fengong/id/body/650000/知识产权局'
    """
    if room not in ROOMS or not _IRI.fullmatch(path):
        raise BadQuery(f"/{room}/{path} 不是图谱中的 IRI，请核对网址。 /{room}/{path} is no IRI of a graph")
    return f"{BASE}{room}/{path}"


@lru_cache(maxsize=2**15)  # the same bodies and documents come again and again
def link(iri: str) -> str:
    """Where a page about ``iri`` is: here, at another site, or "" for an IRI that no browser should follow.

    >>> link("https://w3id.org/fengong/ont#Task"), link("javascript:alert(1)")
    ('/ont#Task', '')
    """
    if iri.startswith(BASE):
        return "/" + quote(iri[len(BASE) :], safe="/#:@!$&'()*+,;=~")
    return iri if iri.startswith(("https://", "http://")) else ""


@cache
def panels() -> tuple[Question, ...]:
    """The panels, in the order of their file names."""
    return tuple(read(path) for path in sorted((_FOLDER / "panels").glob("*.rq")))


async def start(ask: Ask, view: View, offers: Mapping[str, str], offered: Build) -> str:
    """The start page: what the graph holds, the questions, and the other pages there are, made from ``offered``."""
    counts = await ask(COUNTS, {}, 0)
    documents = await ask(DOCUMENTS, {}, 0)
    parties = await ask(PARTIES, {}, 0)
    names = await _names(ask, documents.iris() | parties.iris() | counts.iris(), view.lang)
    return render(
        "start.html",
        view,
        counts=counts.rows,
        documents=documents.rows,
        parties=parties.rows,
        names=names,
        tags=_by_tag(),
        offers=offers,
        offered=offered,
    )


async def entity(ask: Ask, iri: str, view: View) -> str | None:
    """The page of a thing or a named graph; None if the graph says nothing of it."""
    this = {"this": f"<{iri}>"}
    statements = await ask(_STATEMENTS, this, SHOWN)
    mentions = await ask(_MENTIONS, this, SHOWN)
    classes = {short(name) for name in (await ask(_CLASSES, this, 0)).iris()}
    local = {name.partition(":")[2] for name in classes} | ({"Graph"} if iri.startswith(f"{BASE}graph/") else set())
    tables = [(panel, (await ask(panel.text, this, SHOWN)).used()) for panel in panels() if local & set(panel.tags)]
    tables = [(panel, table) for panel, table in tables if table.rows]
    if not (statements.rows or mentions.rows or tables):
        return None
    iris = {iri}.union(*(table.iris() for table in (statements, mentions, *(table for _, table in tables))))
    return render(
        "entity.html",
        view,
        iri=iri,
        look=look_of(iri),
        statements=statements,
        mentions=mentions,
        panels=tables,
        names=await _names(ask, iris, view.lang),
    )


async def vocabulary(ask: Ask, view: View) -> str:
    """The page of the ontology: every term of it with its label and comment."""
    found = await ask(_VOCABULARY, {"language": f'"{view.lang}"'}, 0)
    terms: dict[str, tuple[str, str]] = {}
    for row in found.rows:
        term, kind, comment = row
        if term and kind and term.value.startswith(PREFIXES["fg"]):
            terms[term.value] = (short(kind.value), comment.value if comment else "")
    return render("vocabulary.html", view, terms=terms, names=await _names(ask, terms, view.lang))


def answer(
    view: View,
    text: str,
    asked: Question | None,
    given: Mapping[str, str],
    result: Rows | bool | Triples | None,
    trouble: str,
) -> str:
    """The page of a query and its answer, without script: table, yes or no, triples, or why there is none."""
    return render("query.html", view, text=text, asked=asked, given=given, result=result, trouble=trouble, names={})


def questions_page(view: View) -> str:
    """The page of all questions of the catalogue."""
    return render("questions.html", view, tags=_by_tag())


def editor(view: View) -> str:
    """The page of the query editor, which loads its parts from this server only."""
    return render("editor.html", view)


def trouble(view: View, status: int, reason: str) -> str:
    """The page that says why there is none."""
    return render("trouble.html", view, status=status, reason=reason)


def catalogue() -> str:
    """The questions as JSON for the query editor."""
    every = [{"name": each.name, "zh": each.summary_zh, "en": each.summary, "text": each.text} for each in questions()]
    return json.dumps(every, ensure_ascii=False)


def _by_tag() -> dict[str, list[Question]]:
    tags: dict[str, list[Question]] = {}
    for each in questions():
        for tag in each.tags[:1] or ("",):
            tags.setdefault(tag, []).append(each)
    return dict(sorted(tags.items()))


async def _names(ask: Ask, iris: Iterable[str], lang: str) -> dict[str, str]:
    """What each IRI is called in ``lang``, its short form if nothing calls it anything."""
    wanted = sorted(iri for iri in iris if _IRI.fullmatch(iri))
    properties = " ".join(f"<{name}>" for name in sorted({name for name, _ in _NAMES}))
    best: dict[str, tuple[int, str]] = {}
    for chunk in (wanted[i : i + 200] for i in range(0, len(wanted), 200)):
        things = " ".join(f"<{iri}>" for iri in chunk)  # from the graph, so without > or blank
        query = (
            f"SELECT ?thing ?property ?name WHERE {{ VALUES ?thing {{ {things} }} "
            f"VALUES ?property {{ {properties} }} ?thing ?property ?name }}"
        )
        for it, named, name in (await ask(query, {}, 0)).rows:
            if it and named and name:
                offer = (_rank(named.value, name.language == lang), name.value)
                best[it.value] = min(best.get(it.value, offer), offer)
    return {iri: best[iri][1] if iri in best else short(iri) for iri in iris}


def _rank(named: str, own_language: bool) -> int:
    """The place of a name among those a thing may have, 0 for the best."""
    places = (i for i, (name, only_own) in enumerate(_NAMES) if name == named and (own_language or not only_own))
    return min(places, default=len(_NAMES))


def render(template: str, view: View, **values: object) -> str:
    """A page: a template filled in, in the language of the view."""
    which = LANGUAGES.index(view.lang)
    return (
        _environment()
        .get_template(template)
        .render(
            lang=view.lang,
            build=view.build,
            kept=view.kept,
            carried=view.carried,
            other=view.other,
            giving=view.giving,
            place_name=_place_name,
            say=lambda key: SAYINGS[key][which],
            heading=lambda name: HEADINGS.get(name, (name, name))[which],
            **values,
        )
    )


def _place_name(word: str) -> str:
    """What a place is called that an address says by its code, or as it was written."""
    place = load().place_by_code.get(word)
    return place.name if place else word


@cache
def _environment() -> Environment:
    """Jinja with everything escaped, whatever a template forgets."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        bytecode_cache=_compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(levels=Level, link=link, short=short, long=_LONG, shown=SHOWN, base=BASE)
    return environment


def _compiled() -> BytecodeCache | None:
    """Where templates are kept compiled, which is half a second of the first answer; None where nothing can be kept."""
    from jinja2 import FileSystemBytecodeCache

    class Kept(FileSystemBytecodeCache):
        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):
                super().dump_bytecode(bucket)

    folder = cache_folder()
    if folder is None:
        return None
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return Kept(str(folder), "%s.template")


def visible(value: object) -> object:
    """The value with direction marks and controls spelt out, so that they turn nothing around."""
    if isinstance(value, str) and _INVISIBLE.search(value):
        return type(value)(_INVISIBLE.sub(lambda mark: f"[U+{ord(mark.group()):04X}]", value))
    return value
