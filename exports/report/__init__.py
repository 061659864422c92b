"""The planner's report: who carries what, who connects whom, what depends on whom.

HTML, PDF, Word or Markdown by suffix.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ontology import files
from ontology.collecting import collecting_rarely
from ontology.errors import UnknownFormat

if TYPE_CHECKING:
    from exports.report.blocks import Language, Report
    from ontology.findings import Finding
    from queries.ask.endpoint import Endpoint
    from queries.duties import Groups


def write(
    endpoint: Endpoint,
    path: Path,
    lang: Language = "zh",
    as_of: date | None = None,
    documents: Collection[str] = (),
    groups: Groups = "keep",
    findings: Collection[Finding] = (),
    *,
    full: bool = False,
) -> tuple[Path, ...]:
    """The files written: the report at ``path``, as the suffix says (.html, .pdf, .docx or .md), and its workbook.

    ``as_of`` is the day that deadlines are judged by; ``documents`` limits the report to these numbers or
    IRIs; ``groups`` says whether a class of bodies counts as one party ("keep"), as its members ("expand") or
    not at all ("exclude"); ``findings`` are those of ``fengong check``, for the chapter on faults; ``full`` adds
    to a report of several documents the annex, and of several governments all chapters of each. A workbook
    ``NAME-tables.xlsx`` stands beside the report where tables are too long for it.
    """
    from exports.report import workbook

    form = _form(path)
    beside = workbook.beside(path)
    made = report(endpoint, lang, as_of, documents, groups, findings, full=full, companion=beside.name)
    files.write(path, form(made))
    if not (long := workbook.long(made)):
        return (path,)
    files.write(beside, workbook.to_xlsx(long, made.title))
    return path, beside


@collecting_rarely()
def report(
    endpoint: Endpoint,
    lang: Language = "zh",
    as_of: date | None = None,
    documents: Collection[str] = (),
    groups: Groups = "keep",
    findings: Collection[Finding] = (),
    *,
    full: bool = False,
    companion: str = "",
) -> Report:
    """The report as blocks, before it becomes a file; ``companion`` is the name of the workbook beside it."""
    from exports.report.contents import compose
    from exports.report.view import View
    from exports.report.words import words
    from queries.analysis.whatif import reforms
    from queries.duties import load

    duties = load(endpoint, documents)
    return compose(
        View(duties, groups, words(lang), as_of, reforms(endpoint), tuple(findings), full=full, companion=companion)
    )


def _form(path: Path) -> Callable[[Report], bytes]:
    """What turns a report into the bytes of a file of that suffix."""
    match path.suffix.lower():
        case ".html" | ".htm":
            from exports.report.html import to_html

            return lambda made: to_html(made).encode()
        case ".pdf":
            from exports.report.html import to_pdf

            return to_pdf
        case ".docx":
            from exports.report.word import to_docx

            return to_docx
        case ".md":
            from exports.report.markdown import to_markdown

            return lambda made: to_markdown(made).encode()
    form = path.suffix or path.name
    raise UnknownFormat(
        f"报告不能写成 {form}，请用 .html、.pdf、.docx 或 .md。no report as {form}; known: .html, .pdf, .docx, .md"
    )
