"""The export formats, one line each: name, module, suffixes, what the file is, and what of the graph it holds."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ontology.errors import UnknownFormat

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


class Reach(Enum):
    """What a file holds of the documents in scope, in Chinese and English."""

    STATEMENTS = ("图谱的全部陈述", "every statement of the graph")
    SPANS = ("原文位置", "where in the texts things are said")
    DUTIES = ("任务与责任主体", "tasks and who answers for them")
    LIMITS = ("有日期的完成时限", "dated time limits")
    NETWORK = ("协作网络", "who leads whom, and how often")
    CONTENTS = ("图谱由什么构成", "what the graph is made of")
    MEASURES = ("由责任算出的指标", "what is measured of the duties")


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which the graph is written."""

    name: str
    module: str  #: below exports; it offers ``write(endpoint, path)``, with options of its own perhaps
    suffixes: tuple[str, ...]  #: of its files; the first is the usual one, the others are forms of it that are known
    chinese: str
    english: str
    reach: Reach

    @property
    def suffix(self) -> str:
        """The usual suffix.

        >>> format_named("turtle").suffix
        '.ttl'
        """
        return self.suffixes[0]

    @property
    def options(self) -> frozenset[str]:
        """The names of the options that the format takes.

        >>> "lang" in format_named("tasks").options, format_named("turtle").options
        (True, frozenset())
        """
        return frozenset(inspect.signature(self._write).parameters) - {"endpoint", "path"}

    def write(self, endpoint: Endpoint, path: Path, **options: Any) -> None:
        """Write what ``endpoint`` holds to ``path``."""
        self._write(endpoint, path, **options)

    @property
    def _write(self) -> Callable[..., object]:
        write: Callable[..., object] = import_module(f"exports.{self.module}").write
        return write


STATEMENTS, SPANS, DUTIES, LIMITS, NETWORK, CONTENTS, MEASURES = Reach
_FOR = "Gephi, Cytoscape, R"
FORMATS: tuple[Format, ...] = (
    Format("annotations", "rdf.annotations", (".nt",), "Web Annotation", "Web Annotation", SPANS),
    Format("calendar", "office.calendar", (".ics",), "日历", "a calendar", LIMITS),
    Format("csv", "office.csv", (".csv",), "一览表，供 Excel", "a table, for Excel", DUTIES),
    Format("explorer", "explorer", (".html",), "离线网页，可浏览检索", "one page to look around in, offline", DUTIES),
    Format("gexf", "network.gexf", (".gexf",), f"供 {_FOR}", f"for {_FOR}", NETWORK),
    Format("graphml", "network.graphml", (".graphml",), f"供 {_FOR}", f"for {_FOR}", NETWORK),
    Format("jsonld", "rdf.jsonld", (".jsonld",), "JSON-LD，保留命名图", "JSON-LD with named graphs", STATEMENTS),
    Format("neo4j", "network.neo4j", (".neo4j.zip",), "供 neo4j-admin 导入", "for neo4j-admin", DUTIES),
    Format("nquads", "rdf.nquads", (".nq",), "N-Quads，保留命名图", "N-Quads with named graphs", STATEMENTS),
    Format("ntriples", "rdf.ntriples", (".nt",), "N-Triples，合并命名图", "N-Triples, named graphs merged", STATEMENTS),
    Format("parquet", "office.parquet", (".parquet",), "一览表，供数据仓库", "a table, for warehouses", DUTIES),
    Format("rdfxml", "rdf.rdfxml", (".rdf", ".owl"), "RDF/XML，合并命名图", "RDF/XML, named graphs merged", STATEMENTS),
    Format("report", "report", (".html", ".docx", ".pdf", ".md"), "分析报告", "the planner's report", MEASURES),
    Format("rocrate", "dataset.crate", (".zip", ".json"), "构建结果的 RO-Crate", "a build as an RO-Crate", STATEMENTS),
    Format("site", "site", ("",), "静态网站（文件夹）", "a static site, a folder", STATEMENTS),
    Format("tasks", "office.tasks", (".xlsx", ".docx"), "任务分工表，可改", "the task table, to edit", DUTIES),
    Format("turtle", "rdf.turtle", (".ttl",), "Turtle，合并命名图", "Turtle, named graphs merged", STATEMENTS),
    Format("void", "dataset.void", (".ttl",), "VoID 与 DCAT-AP", "VoID and DCAT-AP", CONTENTS),
)
NAMES = tuple(format.name for format in FORMATS)


def format_named(name: str) -> Format:
    """The format of that name."""
    for format in FORMATS:
        if format.name == name:
            return format
    raise UnknownFormat(
        f"没有导出格式“{name}”，请写其中之一：{'、'.join(NAMES)}。no export format {name!r}; known: {', '.join(NAMES)}"
    )


def listed(*, zh: bool = True) -> tuple[str, ...]:
    """A line a format: its name, its suffixes, what it is and what it holds."""
    return tuple(
        "\t".join(
            (
                format.name,
                " ".join(format.suffixes),
                format.chinese if zh else format.english,
                format.reach.value[not zh],
            )
        )
        for format in FORMATS
    )
