"""Word documents: paragraphs with the numbers Word would print, tables with merged cells, text boxes, notes.

What Word shows with all revisions accepted is the text: insertions stay, deletions go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath
from typing import Protocol

from graph_build import read as formats
from graph_build.model import Reading
from graph_build.read.archive import Archive
from graph_build.read.markup import Element, attribute, child, children, integer, local, within, xml
from graph_build.read.numbering import Numbering
from graph_build.read.transcript import Placed, Transcript
from graph_build.sources import Source
from ontology.errors import FengongError, UnreadableSource

#: what holds no text that is shown: deleted and moved words, field codes, pronunciation over a word
UNSEEN = frozenset((
    "del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPr", "rPr", "tblPr", "tcPr",
    "trPr", "sectPr", "Fallback",
))  # fmt: skip
#: single characters that are elements
CHARACTERS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}

#: between the name of a document and that of a part of it which is a document itself; so many within each other
_WITHIN, _DEEPEST = "!/", 4
#: styles that are based on each other
_DEEPEST_STYLE = 50


def read(source: Source, *, unseen: bool = False) -> Reading:
    """The text of a .docx, one line a paragraph; headers and footers are noise, notes come last.

    Hidden text is no text, unless ``unseen``.
    """
    return transcribe(Archive(source), "docx", unseen=unseen)


class Package(Protocol):
    """Parts by name: a zip file, or one XML file that holds them."""

    name: str

    def __contains__(self, part: str) -> bool:
        """Whether there is such a part."""

    def read(self, part: str) -> bytes:
        """The bytes of a part."""


def transcribe(package: Package, format: str, *, unseen: bool = False) -> Reading:
    """The text of a package of Word, with hidden text if ``unseen``."""
    parts = _Parts(package, main_part(package))
    styles = parts.related("styles")
    story = Story(Transcript(), Numbering(parts.related("numbering"), styles), _hidden_styles(styles), parts, unseen)
    for head in parts.all_related("header"):
        story.noise(head)
    body = child(parts.root, "body")
    if body is not None:
        story.blocks(body)
    for kind in ("footnotes", "endnotes"):
        notes = parts.related(kind)
        for note in children(notes, kind[:-1]) if notes is not None else ():
            story.blocks(note)
    for foot in parts.all_related("footer"):
        story.noise(foot)
    return story.transcript.reading(format)


class _Parts:
    """The parts of a package that the main part is related to."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.root = xml(package.read(main), package.name)
        relations = join(dirname(main), "_rels", main.rpartition("/")[2] + ".rels")
        self.targets: list[tuple[str, str, str]] = []  # id and kind of the relation, name of the part
        if relations in package:
            for relation in xml(package.read(relations), package.name):
                target = relation.get("Target", "")
                part = normpath(join(dirname(main), target)) if not target.startswith("/") else target[1:]
                if relation.get("TargetMode") != "External" and part in package:
                    kind = relation.get("Type", "").rpartition("/")[2]
                    self.targets.append((relation.get("Id", ""), kind, part))

    def all_related(self, kind: str) -> Iterator[Element]:
        """The roots of the parts of a kind, in order."""
        for _, its_kind, part in self.targets:
            if its_kind == kind:
                yield xml(self.package.read(part), self.package.name)

    def related(self, kind: str) -> Element | None:
        """The root of the only part of a kind, if there is one."""
        return next(self.all_related(kind), None)

    def document(self, relation: str) -> Source | None:
        """The document that a relation names: a chunk of another format, or an embedded workbook."""
        part = next((part for its_id, _, part in self.targets if its_id == relation), None)
        return Source(f"{self.package.name}{_WITHIN}{part}", self.package.read(part)) if part else None


def main_part(package: Package) -> str:
    """The name of the part that holds the text; by custom word/document.xml."""
    if "_rels/.rels" in package:
        for relation in xml(package.read("_rels/.rels"), package.name):
            if relation.get("Type", "").endswith("/officeDocument"):
                return normpath(relation.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _hidden_styles(styles: Element | None) -> frozenset[str]:
    """The styles whose text is hidden, by themselves or by those they are based on."""
    known = {attribute(style, "styleId"): style for style in children(styles, "style")} if styles is not None else {}
    hidden: dict[str, bool] = {}
    for name in known:
        above = name
        for _ in range(_DEEPEST_STYLE):
            if above not in known or (said := _is_vanished(child(known[above], "rPr"))) is not None:
                break
            above = _value(child(known[above], "basedOn"))
        else:
            said = None
        hidden[name] = bool(above in known and said)
    return frozenset(name for name in hidden if hidden[name])


def _is_vanished(properties: Element | None) -> bool | None:
    """Whether properties hide text; None where they say nothing of it."""
    vanish = child(properties, "vanish")
    return None if vanish is None else attribute(vanish, "val") not in ("0", "false", "off")


def _value(element: Element | None) -> str:
    return attribute(element, "val") if element is not None else ""


@dataclass(frozen=True, slots=True)
class Story:
    """The text of a document in the making, and what its paragraphs refer to."""

    transcript: Transcript
    numbering: Numbering
    hidden: frozenset[str] = frozenset()  #: styles
    parts: _Parts | None = None
    unseen: bool = False  #: hidden text is told too

    def noise(self, part: Element) -> None:
        """Adds a running head."""
        for paragraph in within(part, "p"):
            self.transcript.noise(self._paragraph(paragraph))

    def blocks(self, parent: Element) -> None:
        """Adds paragraphs and tables in order; a paragraph whose mark was deleted runs into the next."""
        carried = ""
        for block in _unwrapped(parent):
            if local(block) != "p":
                self.transcript.line(carried)
                carried = ""
                if local(block) == "altChunk":
                    self._document(attribute(block, "id"), "altChunk")
                else:
                    self._table(block)
                continue
            text = carried + self._paragraph(block)
            carried = text if child(block, "pPr", "rPr", "del") is not None else ""
            if not carried:
                self.transcript.line(text)
            for box in _boxes(block):
                self.blocks(box)
            self._objects(block)
        self.transcript.line(carried)

    def _paragraph(self, paragraph: Element) -> str:
        """The words of a paragraph with the number before them; one that is hidden has none."""
        hidden = _value(child(paragraph, "pPr", "pStyle")) in self.hidden
        words = "".join(self._words(paragraph, hidden))
        if not words and (hidden or _is_vanished(child(paragraph, "pPr", "rPr"))):
            return ""
        marker = child(paragraph, "pPr", "listPr", "t")  # Word 2003 writes it out
        return (attribute(marker, "val") if marker is not None else self.numbering.marker(paragraph)) + words

    def _words(self, element: Element, hidden: bool) -> Iterator[str]:
        """The words of a paragraph, without those in its text boxes and those that are hidden."""
        for inner in element:
            name = local(inner)
            if name == "t":
                yield inner.text or ""
            elif name in CHARACTERS:
                yield CHARACTERS[name]
            elif name == "sym":
                yield _symbol(attribute(inner, "char"))
            elif name == "r":
                if not self._is_hidden(inner, hidden):
                    yield from self._words(inner, hidden)
            elif name not in UNSEEN and name != "txbxContent" and not _is_deleted(inner):
                yield from self._words(inner, hidden)

    def _is_hidden(self, run: Element, hidden: bool) -> bool:
        if self.unseen:
            return False
        said = _is_vanished(child(run, "rPr"))
        return said if said is not None else hidden or _value(child(run, "rPr", "rStyle")) in self.hidden

    def _table(self, table: Element) -> None:
        """Adds a table, then the tables and objects within it; one that only frames others is no table itself."""
        rows = list(_of(table, "tr"))
        if all(_is_frame(row) for row in rows) and any(_tables(row) for row in rows):
            for row in rows:
                for cell in _of(row, "tc"):
                    self.blocks(cell)
            return
        self.transcript.table(self._rows(table))
        for inner in _tables(table):
            if _is_large(inner):
                self._table(inner)
        self._objects(table)

    def _objects(self, element: Element) -> None:
        """Adds the workbooks and documents that are embedded in a paragraph or a table."""
        for inner in within(element, "OLEObject"):
            self._document(attribute(inner, "id"), attribute(inner, "ProgID") or "object")

    def _document(self, relation: str, kind: str) -> None:
        """Adds what a document within this one says; one that cannot be read is warned of."""
        source = self.parts.document(relation) if self.parts else None
        if source is None or not source.content:
            return
        try:
            if source.name.count(_WITHIN) > _DEEPEST:
                raise UnreadableSource(
                    f"{source.name}: 文件层层嵌入，超过 {_DEEPEST} 层，请另存其中的文件单独读取。"
                    f"documents within documents, {_DEEPEST} deep"
                )
            self.transcript.within(formats.read(source))
        except FengongError as error:
            self.transcript.warn(f"embedded {kind} not read: {error}")

    def _rows(self, table: Element) -> Iterator[Sequence[Placed]]:
        """The rows of a table; a cell merged over rows stands in the first, with the number of rows it covers."""
        rows: list[list[Placed]] = []
        open_at: dict[int, tuple[int, int]] = {}  # column -> row and place in it of the cell that reaches down to here
        for row in _of(table, "tr"):
            if child(row, "trPr", "del") is not None or child(row, "trPr", "hidden") is not None:
                continue
            placed: list[Placed] = []
            column = _number(child(row, "trPr", "gridBefore"), 0)
            head = child(row, "trPr", "tblHeader") is not None
            for cell in _of(row, "tc"):
                wide = _number(child(cell, "tcPr", "gridSpan"), 1)
                merge = _merge(cell)
                text = "\n".join(self._cell_lines(cell))
                if merge not in (None, "restart") and column in open_at and not text.strip():
                    at, place = open_at[column]
                    rows[at][place] = replace(rows[at][place], rowspan=len(rows) - at + 1)
                else:
                    open_at[column] = (len(rows), len(placed))
                    placed.append(Placed(text, column, 1, wide, head))
                column += wide
            rows.append(placed)
        yield from rows

    def _cell_lines(self, cell: Element) -> Iterator[str]:
        """The paragraphs of a cell; a small table inside it gives a line a row, a label with a colon."""
        for block in _unwrapped(cell):
            if local(block) == "tbl":
                for row in () if _is_large(block) else self._rows(block):
                    yield ("：" if len(row) == 2 else " ").join(inner.text for inner in row)
            elif local(block) == "p":
                if line := self._paragraph(block):
                    yield line
                for box in _boxes(block):
                    yield from self._cell_lines(box)


def _unwrapped(parent: Element) -> Iterator[Element]:
    """The paragraphs, tables and chunks of a parent, out of content controls, insertions and the like."""
    for block in parent:
        if local(block) in ("p", "tbl", "altChunk"):
            yield block
        elif local(block) not in UNSEEN and not _is_deleted(block):
            yield from _unwrapped(block)


def _is_deleted(element: Element) -> bool:
    """Whether an annotation of Word 2003 says that what it holds was deleted."""
    return local(element) == "annotation" and attribute(element, "type") == "Word.Deletion"


def _merge(cell: Element) -> str | None:
    """What a cell says of its merging with the one above: "restart", something else, or nothing."""
    found = next((found for name in ("vMerge", "vmerge") if (found := child(cell, "tcPr", name)) is not None), None)
    return None if found is None else attribute(found, "val")


def _tables(element: Element) -> list[Element]:
    """The tables within an element, not those within them."""
    found: list[Element] = []
    for inner in element:
        if local(inner) == "tbl":
            found.append(inner)
        elif local(inner) not in UNSEEN:
            found += _tables(inner)
    return found


def _is_frame(row: Element) -> bool:
    """Whether one cell of a row at most says anything."""
    return sum(1 for cell in _of(row, "tc") if any(text.text for text in within(cell, "t"))) < 2


def _is_large(table: Element) -> bool:
    """Whether a table within a cell is one to be read as a table: with three columns and two rows."""
    rows = list(_of(table, "tr"))
    return len(rows) > 1 and max(sum(1 for _ in _of(row, "tc")) for row in rows) > 2


def _symbol(code: str) -> str:
    """The character of a symbol font; such fonts number theirs from U+F000, in the private use area."""
    symbol = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,5}", code) else 0
    return "" if symbol == 0 or 0xD800 <= symbol < 0xE000 else chr(symbol)


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes of a paragraph, each once though Word writes it twice for older readers."""
    for inner in element:
        if local(inner) == "txbxContent":
            yield inner
        elif local(inner) not in UNSEEN:
            yield from _boxes(inner)


def _of(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, out of content controls."""
    for inner in parent:
        if local(inner) == name:
            yield inner
        elif local(inner) not in UNSEEN and local(inner) != "tbl":
            yield from _of(inner, name)


def _number(element: Element | None, default: int) -> int:
    """The value of a counting property, at most a thousand."""
    value = attribute(element, "val") if element is not None else ""
    return integer(value, default, 1000)
