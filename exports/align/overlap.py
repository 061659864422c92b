"""Words in common, as people and programs open them: a page, a workbook, JSON, lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.markup import environment
from exports.office.workbook import LONGEST, headed, height, looks, workbook
from exports.words import Language, Words, words
from ontology import files
from ontology.authority import load as authority
from ontology.errors import UnknownFormat
from queries.align.overlap import Overlap, overlaps
from queries.duties import Document, Duties, load
from queries.duties.load import chosen

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

#: Sources that a line or a cell names.
MOST = 3
#: From this share on most of a document stands elsewhere.
_MUCH = 0.5


@dataclass(frozen=True, slots=True)
class Account:
    """What documents have in common with others, and the words it is told in."""

    overlaps: Sequence[Overlap]
    documents: Mapping[str, Document]  #: all there are, by IRI
    w: Words

    def called(self, document: Document | str) -> str:
        """What a document is called."""
        found = self.documents[document] if isinstance(document, str) else document
        return found.label or found.number

    def sources(self, found: Overlap) -> tuple[str, ...]:
        """The documents that hold most of it."""
        return tuple(self.w("of", document=self.called(iri), n=n) for iri, n in found.sources[:MOST])

    def summary(self) -> tuple[str, ...]:
        """How many documents share how much, and in which of them names of places were left over."""
        half = sum(found.share >= _MUCH for found in self.overlaps)
        none = sum(not found.shared for found in self.overlaps)
        said = self.w("shared_by", n=len(self.overlaps), half=half, some=len(self.overlaps) - half - none, none=none)
        left = [found for found in self.overlaps if found.left_over]
        if not left:
            return said, self.w("left_nowhere")
        where = self.w.first([self.called(found.document) for found in left], MOST)
        return said, self.w("left_in", n=len(left), names=sum(len(found.left_over) for found in left), where=where)


def account(endpoint: Endpoint, wanted: Collection[str] = (), language: Language = "zh") -> Account:
    """What documents of a graph have in common, those that have most first; only of ``wanted`` by number or title."""
    duties: Duties = load(endpoint, texts=True)
    iris = [document.iri for document in chosen(duties.documents, wanted)] if wanted else []
    found = sorted(overlaps(duties, authority(), iris), key=lambda each: (-each.share, each.document.iri))
    return Account(found, duties.document, words("align", "overlap", language))


def write(told: Account, path: Path) -> None:
    """Writes it in the form that the suffix of ``path`` names."""
    if path.suffix not in FORMS:
        raise UnknownFormat(
            f"{path}：文字重合情况只能写成 {'、'.join(FORMS)}，请改用其中一种后缀。"
            f"{path}: words in common are written as {' '.join(FORMS)}"
        )
    files.write(path, FORMS[path.suffix](told))


def lines(told: Account) -> Iterator[str]:
    """A line a document, with its sources; of a single document its passages too, and names of places left over."""
    w, single = told.w, len(told.overlaps) == 1
    for found in told.overlaps:
        share = f"{found.share:.1%}"
        yield w("line", share=share, document=told.called(found.document), shared=found.shared, size=found.size)
        if found.sources:
            yield f"    {w('source')}  {w.several(told.sources(found))}"
        for passage in found.passages if single else ():
            yield f"    {passage.start}-{passage.end}  {' '.join(passage.words.split())}"
            yield f"        {told.called(passage.source)}:{passage.source_start}-{passage.source_end}"
        for left in found.left_over:
            yield f"    {w('left_over')}  {left.name} {left.start}-{left.end}  {left.clause}"
    if not any(found.shared for found in told.overlaps):
        yield w("none")


def to_json(told: Account) -> str:
    """All of it, for programs."""
    said = [
        {
            "document": _document(found.document),
            "share": round(found.share, 4),
            "shared": found.shared,
            "size": found.size,
            "sources": [_document(told.documents[iri]) | {"characters": n} for iri, n in found.sources],
            "passages": [
                {
                    "words": passage.words,
                    "start": passage.start,
                    "end": passage.end,
                    "source": passage.source,
                    "sourceStart": passage.source_start,
                    "sourceEnd": passage.source_end,
                }
                for passage in found.passages
            ],
            "leftOver": [
                {"name": left.name, "clause": left.clause, "start": left.start, "end": left.end}
                for left in found.left_over
            ],
        }
        for found in told.overlaps
    ]
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def to_html(told: Account) -> str:
    """One page that asks nothing of any host."""
    page = environment("align", trimmed=True).get_template("overlap.html.j2")
    return page.render(told=told, w=told.w) + "\n"


def to_xlsx(told: Account) -> bytes:
    """A workbook: a sheet of documents, one of passages, one of names left over."""
    return workbook(told.w("title"), lambda book: _fill(book, told))


FORMS: Mapping[str, Callable[[Account], str | bytes]] = {".html": to_html, ".xlsx": to_xlsx, ".json": to_json}


def _document(document: Document) -> dict[str, object]:
    return {"iri": document.iri, "number": document.number, "title": document.title, "date": document.date}


def _fill(book: Any, told: Account) -> None:
    w = told.w
    _, head, cell = looks(book)
    percent = book.add_format({"num_format": "0.0%", "valign": "top"})
    documents = [
        (told.called(found.document), found.share, found.shared, found.size, "\n".join(told.sources(found)))
        for found in told.overlaps
    ]
    columns = {w("document"): 60, w("share"): 10, w("characters"): 10, w("size"): 10, w("sources"): 70}
    _sheet(book, w("document"), columns, documents, (head, cell, percent))
    passages = [
        (
            told.called(found.document),
            passage.words,
            f"{passage.start}–{passage.end}",
            told.called(passage.source),
            f"{passage.source_start}–{passage.source_end}",
        )
        for found in told.overlaps
        for passage in found.passages
    ]
    columns = {w("document"): 40, w("words"): 70, w("place"): 14, w("source"): 40, w("source_place"): 14}
    _sheet(book, w("passages"), columns, passages, (head, cell, percent))
    names = [
        (told.called(found.document), left.name, left.clause, f"{left.start}–{left.end}")
        for found in told.overlaps
        for left in found.left_over
    ]
    columns = {w("document"): 40, w("name"): 16, w("clause"): 70, w("place"): 14}
    _sheet(book, w("left_over"), columns, names, (head, cell, percent))


def _sheet(
    book: Any,
    name: str,
    columns: Mapping[str, int],
    rows: Sequence[Sequence[str | int | float]],
    looks: tuple[Any, Any, Any],
) -> None:
    head, cell, percent = looks
    sheet = headed(book, name, columns.items(), head)
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, place, value[:LONGEST], cell)
            else:
                sheet.write_number(line, place, value, percent if isinstance(value, float) else cell)
        shown = zip(row, columns.values(), strict=True)
        sheet.set_row(line, height([(value, width) for value, width in shown if isinstance(value, str)]))
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
