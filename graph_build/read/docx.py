"""Word documents: paragraphs with the numbers Word would print, tables with merged cells, text boxes, notes.

What Word shows with all revisions accepted is the text: insertions stay, deletions go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import dirname, join, normpath

from graph_build.model import Reading, Source
from graph_build.read.archive import Archive
from graph_build.read.markup import Element, attribute, child, children, integer, local, within, xml
from graph_build.read.numbering import Numbering
from graph_build.read.transcript import Placed, Transcript

#: what holds no text that is shown: deleted and moved words, field codes, pronunciation over a word
UNSEEN = frozenset((
    "del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPr", "rPr", "tblPr", "tcPr",
    "trPr", "sectPr", "Fallback",
))  # fmt: skip
#: single characters that are elements
CHARACTERS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}


def read(source: Source) -> Reading:
    """The text of a .docx, one line a paragraph; headers and footers are noise, notes come last."""
    archive = Archive(source)
    body_name = _main_part(archive)
    parts = _Parts(archive, body_name)
    numbering = Numbering(parts.related("numbering"), parts.related("styles"))
    transcript = Transcript()
    for head in parts.all_related("header"):
        _noise(head, transcript)
    body = child(parts.root, "body")
    if body is not None:
        _blocks(body, numbering, transcript)
    for kind in ("footnotes", "endnotes"):
        notes = parts.related(kind)
        for note in children(notes, kind[:-1]) if notes is not None else ():
            _blocks(note, numbering, transcript)
    for foot in parts.all_related("footer"):
        _noise(foot, transcript)
    return transcript.reading("docx")


class _Parts:
    """The parts of a package that the main part is related to."""

    def __init__(self, archive: Archive, main: str) -> None:
        self.archive = archive
        self.root = xml(archive.read(main), archive.name)
        relations = join(dirname(main), "_rels", main.rpartition("/")[2] + ".rels")
        self.targets: list[tuple[str, str]] = []  # kind of the relation, name of the part
        if relations in archive:
            for relation in xml(archive.read(relations), archive.name):
                target = relation.get("Target", "")
                part = normpath(join(dirname(main), target)) if not target.startswith("/") else target[1:]
                if relation.get("TargetMode") != "External" and part in archive:
                    self.targets.append((relation.get("Type", "").rpartition("/")[2], part))

    def all_related(self, kind: str) -> Iterator[Element]:
        """The roots of the parts of a kind, in order."""
        for its_kind, part in self.targets:
            if its_kind == kind:
                yield xml(self.archive.read(part), self.archive.name)

    def related(self, kind: str) -> Element | None:
        """The root of the only part of a kind, if there is one."""
        return next(self.all_related(kind), None)


def _main_part(archive: Archive) -> str:
    """The name of the part that holds the text; by custom word/document.xml."""
    if "_rels/.rels" in archive:
        for relation in xml(archive.read("_rels/.rels"), archive.name):
            if relation.get("Type", "").endswith("/officeDocument"):
                return normpath(relation.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _noise(part: Element, transcript: Transcript) -> None:
    for paragraph in within(part, "p"):
        transcript.noise("".join(_words(paragraph)))


def _blocks(parent: Element, numbering: Numbering, transcript: Transcript) -> None:
    """Adds paragraphs and tables in order; a paragraph whose mark was deleted runs into the next."""
    carried = ""
    for block in _unwrapped(parent):
        if local(block) == "tbl":
            transcript.line(carried)
            carried = ""
            transcript.table(_rows(block, numbering))
            continue
        text = carried + numbering.marker(block) + "".join(_words(block))
        carried = text if child(block, "pPr", "rPr", "del") is not None else ""
        if not carried:
            transcript.line(text)
        for box in _boxes(block):
            _blocks(box, numbering, transcript)
    transcript.line(carried)


def _unwrapped(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables of a parent, out of content controls, insertions and the like."""
    for block in parent:
        if local(block) in ("p", "tbl"):
            yield block
        elif local(block) not in UNSEEN:
            yield from _unwrapped(block)


def _words(element: Element) -> Iterator[str]:
    """The words of a paragraph, without those in its text boxes."""
    for inner in element:
        name = local(inner)
        if name == "t":
            yield inner.text or ""
        elif name in CHARACTERS:
            yield CHARACTERS[name]
        elif name == "sym":
            yield _symbol(attribute(inner, "char"))
        elif name not in UNSEEN and name != "txbxContent":
            yield from _words(inner)


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


def _rows(table: Element, numbering: Numbering) -> Iterator[Sequence[Placed]]:
    """The rows of a table; a cell merged over rows stands in the first, with the number of rows it covers."""
    rows: list[list[Placed]] = []
    open_at: dict[int, tuple[int, int]] = {}  # column -> row and place in it of the cell that reaches down to here
    for row in _of(table, "tr"):
        if child(row, "trPr", "del") is not None:
            continue
        placed: list[Placed] = []
        column = _number(child(row, "trPr", "gridBefore"), 0)
        head = child(row, "trPr", "tblHeader") is not None
        for cell in _of(row, "tc"):
            wide = _number(child(cell, "tcPr", "gridSpan"), 1)
            merge = child(cell, "tcPr", "vMerge")
            text = "\n".join(_cell_lines(cell, numbering))
            if merge is not None and attribute(merge, "val") != "restart" and column in open_at and not text.strip():
                at, place = open_at[column]
                above = rows[at][place]
                rows[at][place] = Placed(above.text, above.column, len(rows) - at + 1, above.colspan, above.header)
            else:
                open_at[column] = (len(rows), len(placed))
                placed.append(Placed(text, column, 1, wide, head))
            column += wide
        rows.append(placed)
    yield from rows


def _of(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, out of content controls."""
    for inner in parent:
        if local(inner) == name:
            yield inner
        elif local(inner) not in UNSEEN and local(inner) != "tbl":
            yield from _of(inner, name)


def _cell_lines(cell: Element, numbering: Numbering) -> Iterator[str]:
    """The paragraphs of a cell; a table inside it gives one line a row."""
    for block in _unwrapped(cell):
        if local(block) == "tbl":
            for row in _rows(block, numbering):
                yield " ".join(inner.text for inner in row)
        elif line := numbering.marker(block) + "".join(_words(block)):
            yield line
        for box in _boxes(block) if local(block) == "p" else ():
            yield from _cell_lines(box, numbering)


def _number(element: Element | None, default: int) -> int:
    """The value of a counting property, at most a thousand."""
    value = attribute(element, "val") if element is not None else ""
    return integer(value, default, 1000)
