"""The questions worth asking: every .rq file beside this module, read by its header.

A question is plain SPARQL 1.1 that runs as it stands on any engine; its header is comments, so it can be pasted
anywhere. Dropping a file in the folder is all it takes to add one.

.. code-block:: sparql

    #+ summary: What does a party lead, and what does it support?
    #+ summary-zh: 某单位牵头哪些任务、配合哪些任务？
    #+ tags: responsibility
    #+ bind: ?party <https://w3id.org/fengong/id/body/650000/知识产权局> a party, by any of its names | 责任主体

A bindable variable may be given a value from outside; its example, in the form of N-Triples, says of what kind: where
it is an IRI, a user may write a name instead (see :mod:`queries.ask.names`). What it is stands in English, then in
Chinese. A .sql of the same name asks the tables beside a graph that is here (see :mod:`queries.ask.relations`). Files
in checks/ are questions too: each of their rows is a fault, and further header lines give its code, its severity and
whose it is, and whether it is one of a single document (``within: document``) or of several together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import BadQuery
from queries.ask import relations
from queries.ask.bindings import form, variables
from queries.ask.endpoint import Local, read_term, term_like
from queries.ask.names import kind_of, resolve

if TYPE_CHECKING:
    from ontology.findings import Finding
    from queries.ask.endpoint import Endpoint
    from queries.ask.table import Table, Term

_FOLDER = Path(__file__).parent.parent
_HEADER = re.compile(r"^#\+ (?P<key>[a-z-]+): *(?P<value>.*?) *$", re.MULTILINE)
_BIND = re.compile(
    r'^\?(?P<variable>\w+) (?P<example><[^>]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?) (?P<about>.+)$'
)


@dataclass(frozen=True, slots=True)
class Binding:
    """A variable that may be given a value, with an example in N-Triples and what it is."""

    variable: str
    example: str
    about: str
    about_zh: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A query with a name and what its header says of it."""

    name: str
    text: str
    summary: str = ""
    summary_zh: str = ""
    tags: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] = ()
    sql: str = ""  #: the same for the tables beside the graph, "" where it is quick without
    code: str = ""  #: of a check: E, D as in shapes.ttl; C where graphs contradict each other
    severity: str = ""  #: of a check: violation, warning or info
    fault: str = ""  #: of a check: whose it is, extraction, document or authority
    alone: bool = False  #: of a check: whether a document by itself shows the fault

    def terms(self, words: Mapping[str, str]) -> dict[str, Term]:
        """The values a user wrote, as terms of the kind that the header's examples are of.

        ``<…>`` is an IRI and bare words are a literal. A question with declared variables takes only those.
        """
        examples = {binding.variable: binding.example for binding in self.bindings}
        allowed = examples.keys() or variables(self.text)
        for name in words.keys() - allowed:
            offered = ", ".join(f"{name}=…" for name in sorted(allowed))
            raise BadQuery(
                f"{self.name} 不接受 {name}，可给的有：{offered or '无'}。"
                f"{self.name} takes no value for {name}; it takes: {offered or 'none'}"
            )
        return {name: term_like(given, examples.get(name, '""')) for name, given in sorted(words.items())}


def questions(tag: str = "") -> tuple[Question, ...]:
    """The questions by name, those with ``tag`` if one is given."""
    every = _read_folder(_FOLDER)
    found = tuple(question for question in every if not tag or tag in question.tags)
    if tag and not found:
        offered = sorted({tag for question in every for tag in question.tags})
        raise BadQuery(
            f"没有标签为“{tag}”的问题，请从这些标签中选：{'、'.join(offered)}。"
            f"no question has the tag {tag}; tags are: {', '.join(offered)}"
        )
    return found


def question(name: str) -> Question:
    """The question of that name, or the one in the file of that path if it ends in .rq."""
    if name.endswith(".rq"):
        return read(Path(name))
    known = {question.name: question for question in questions()}
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4)
        chinese = f"是否指：{'、'.join(near)}？" if near else ""
        english = f"did you mean {' or '.join(near)}? " if near else ""
        raise BadQuery(
            f"没有名为“{name}”的问题，{chinese}只写 fengong ask 可列出全部。"
            f"no question is called {name}; {english}`fengong ask` alone lists them all"
        )
    return known[name]


def checks() -> tuple[Question, ...]:
    """The questions of checks/, whose rows are faults of a graph."""
    return _read_folder(_FOLDER / "checks")


def faults(endpoint: Endpoint, asked: Iterable[Question] | None = None) -> tuple[Finding, ...]:
    """What the checks find, or those that are ``asked``: faults that the graph shows, sorted by code."""
    from ontology.findings import Finding, Severity

    return tuple(
        sorted(
            Finding(
                code=check.code,
                severity=Severity(check.severity),
                fault=check.fault,
                focus=row["focus"],
                value=row["value"],
                message_zh=check.summary_zh,
                message_en=check.summary,
            )
            for check in (checks() if asked is None else asked)
            for row in endpoint.select(check.text).records()
        )
    )


def answer(endpoint: Endpoint, asked: Question, words: Mapping[str, str] | None = None) -> Table | bool | bytes:
    """What the endpoint answers: a table, yes or no, or N-Triples, by the form of the query.

    From the tables beside the graph, where there are some and the question has a text for them.
    """
    terms = asked.terms(named(endpoint, asked, words or {}))
    if asked.sql and isinstance(endpoint, Local) and endpoint.tables:
        return relations.answer(endpoint.tables, endpoint.within, asked.sql, terms)
    match form(asked.text):
        case "SELECT":
            return endpoint.select(asked.text, **terms)
        case "ASK":
            return endpoint.ask(asked.text, **terms)
        case _:
            return endpoint.construct(asked.text, **terms)


def named(endpoint: Endpoint, asked: Question, words: Mapping[str, str]) -> dict[str, str]:
    """The words with names for IRIs replaced by the IRIs in angle brackets; a name of several is refused with them."""
    kinds = {binding.variable: kind_of(binding.example) for binding in asked.bindings}
    return {
        variable: f"<{resolve(endpoint, kinds[variable], given)}>"
        if kinds.get(variable) and not given.startswith("<")
        else given
        for variable, given in words.items()
    }


def read(path: Path) -> Question:
    """The question in a file, named as the file; a header is welcome but need not be there."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuery(
            f"{path} 不能作为查询读取（{error}），请给出 UTF-8 的 .rq 文件。{path} cannot be read as a query: {error}"
        ) from error
    header: dict[str, list[str]] = {}
    for match in _HEADER.finditer(text):
        header.setdefault(match["key"], []).append(match["value"])
    return Question(
        name=path.stem,
        text=text,
        summary=_one(header, "summary"),
        summary_zh=_one(header, "summary-zh"),
        tags=tuple(tag.strip() for tag in _one(header, "tags").split(",") if tag.strip()),
        bindings=tuple(_binding(path, line) for line in header.get("bind", [])),
        sql=tables.read_text(encoding="utf-8") if (tables := path.with_suffix(".sql")).is_file() else "",
        code=_one(header, "code"),
        severity=_one(header, "severity"),
        fault=_one(header, "fault"),
        alone=_one(header, "within") == "document",
    )


def _read_folder(folder: Path) -> tuple[Question, ...]:
    return tuple(read(path) for path in sorted(folder.glob("*.rq")))


def _one(header: Mapping[str, Iterable[str]], key: str) -> str:
    return next(iter(header.get(key, [])), "")


def _binding(path: Path, line: str) -> Binding:
    match = _BIND.match(line)
    if not match:
        raise BadQuery(
            f"{path}：`#+ bind:` 后应依次写 ?变量、一个 N-Triples 写法的例值和说明，请改正：{line}。"
            f"{path}: `#+ bind:` wants ?variable, an example in N-Triples and what it is, not: {line}"
        )
    read_term(match["example"])
    about, _, chinese = match["about"].partition(" | ")
    return Binding(match["variable"], match["example"], about, chinese or about)
