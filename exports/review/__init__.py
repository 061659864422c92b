"""Reviewed drafts: Word with comments, a page with notes in its margin, Markdown, JSON; and a one-page summary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from exports.markdown import cell, line
from exports.review.words import WORDS
from graph_build import bounded
from graph_build.limits import Limit
from graph_build.pipeline import tabled
from graph_build.read import format_of, sources
from graph_build.sources import Source
from ontology.errors import UnknownFormat, UnreadableSource
from ontology.files import cause
from ontology.files import write as write_file
from queries.ask.endpoint import open_graph
from queries.duties import load, of_rows
from queries.review import Profile, advise, drafts
from queries.review.advice import Advice, in_one_line
from queries.review.draft import Draft
from queries.review.summary import Summary, summarise

SUFFIXES = (".docx", ".html", ".md", ".json")


@dataclass(frozen=True)
class Reviewed:
    """A draft that was looked through."""

    draft: Draft
    advice: tuple[Advice, ...]
    summary: Summary


def of_file(
    path: Path, profile: Profile, graph: Path | None, day: str, today: str, limit: Limit | None = None
) -> tuple[Reviewed, Source]:
    """The draft in a file, looked through, and its source; ``graph`` holds the documents it is held against.

    Raises UnreadableSource for a file that holds several documents.
    """
    source, *more = sources([path])
    if more:
        count = len(more) + 1
        raise UnreadableSource(
            f"{path}：其中有 {count} 份文件，请一份一份审阅。{path}: holds {count} documents; review them one by one"
        )
    duties = of_rows(bounded.call(source.name, limit or Limit(), tabled, source), texts=True)
    earlier = load(open_graph(graph)) if graph else None
    (draft,) = drafts(duties, profile, day=day, today=today, earlier=earlier)
    return review(draft, profile), source


def profile(path: Path | None) -> Profile:
    """The profile in a file; without one, the profile that hears everything."""
    if path is None:
        return Profile()
    try:
        return Profile.read(path.read_bytes(), str(path))
    except OSError as error:
        raise UnreadableSource(
            f"{path}：打不开（{cause(error)}），请核对路径和权限。{path}: cannot be opened ({error.strerror})"
        ) from None


def review(draft: Draft, profile: Profile | None = None) -> Reviewed:
    """The draft with the advice on it and the summary."""
    advice = advise(draft, profile)
    return Reviewed(draft, advice, summarise(draft, advice))


def beside(source: Path) -> Path:
    """Where the reviewed draft goes if nothing else is said: a Word file for one, a page for all else."""
    suffix = ".docx" if source.suffix.lower() in (".docx", ".docm", ".dotx") else ".html"
    return source.with_name(f"{source.stem}.reviewed{suffix}")


def write(found: Reviewed, source: Source, output: Path, language: str = "zh", day: str = "") -> tuple[Path, ...]:
    """Writes a reviewed draft in the form that the suffix of ``output`` says; beside a Word file its summary.

    ``day`` dates the comments. Gives back what was written.
    """
    suffix = output.suffix.lower()
    if suffix == ".docx":
        from exports.review.word import summary_page, to_docx

        page = output.with_name(f"{output.stem}.summary.docx")
        form = format_of(source)
        write_file(output, to_docx(found.draft, found.advice, source, form, language, day))
        write_file(page, summary_page(found.draft, found.advice, found.summary, language))
        return output, page
    if suffix == ".html":
        from exports.review.page import to_html

        write_file(output, to_html(found.draft, found.advice, found.summary, language))
    elif suffix == ".md":
        write_file(output, "\n".join(to_markdown(found, language)) + "\n")
    elif suffix == ".json":
        write_file(output, json.dumps(record(found), ensure_ascii=False, indent=1) + "\n")
    else:
        raise UnknownFormat(
            f"{output}：审阅后的文稿只能写成 {'、'.join(SUFFIXES)}，请改用其中一种后缀。"
            f"{output}: a reviewed draft is written as {', '.join(SUFFIXES)}"
        )
    return (output,)


def record(found: Reviewed) -> dict[str, object]:
    """A reviewed draft as plain values: the document, the counts of the summary, each piece of advice."""
    summary = asdict(found.summary)
    weights = dict(zip(("must", "should", "could"), summary.pop("weights"), strict=True))
    summary.pop("must")
    document = found.draft.document
    return {
        "document": {"iri": document.iri, "title": document.title, "number": document.number, "date": document.date},
        "day": found.draft.day,
        "summary": {**summary, **weights, "lines": {each: list(found.summary.lines(each)) for each in ("zh", "en")}},
        "advice": [each.record() for each in found.advice],
    }


def to_markdown(found: Reviewed, language: str) -> Iterator[str]:
    """The summary and a list of the advice, as lines of Markdown."""
    w = WORDS[language]
    yield f"# {w['title']} · {line(found.draft.document.title or found.draft.document.label)}"
    yield ""
    yield from (f"- {line(said)}" for said in found.summary.lines(language))
    yield ""
    if not found.advice:
        yield str(w["none"])
        return
    yield "| # | " + " | ".join(w["head"]) + " |"
    yield "|---" * (len(w["head"]) + 1) + "|"
    for each in found.advice:
        cells = (each.unit, in_one_line(each.quote), each.what.of(language), each.instead.of(language))
        said = " | ".join(map(cell, cells))
        yield f"| {each.rule} {each.weight.label.of(language)} | {said} |"
