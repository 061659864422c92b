"""OFD, the Chinese standard for fixed pages (GB/T 33190-2016): a zip file of XML, read as it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from posixpath import dirname, join, normpath

from graph_build.model import Reading, Source
from graph_build.read.archive import Archive
from graph_build.read.markup import Element, child, said, within, xml
from graph_build.read.printed import Line, Page, transcribe
from ontology.errors import UnreadableSource


def read(source: Source) -> Reading:
    """The text of an .ofd in paragraphs; running heads, page numbers and stamps on the template are noise."""
    archive = Archive(source)
    pages = [page for document in _documents(archive) for page in _pages(archive, document)]
    if pages and not any(page.items for page in pages):
        raise UnreadableSource(f"{source.name}: an OFD of pictures, without text; run OCR first")
    return transcribe(pages, "ofd")


def _documents(archive: Archive) -> Iterator[str]:
    """The names of the main parts of the documents in the file."""
    for root in within(xml(archive.read("OFD.xml"), archive.name), "DocRoot"):
        yield normpath(said(root).lstrip("/"))


def _pages(archive: Archive, document: str) -> Iterator[Page]:
    root = xml(archive.read(document), archive.name)
    height = _numbers(said(box) if (box := next(within(root, "PhysicalBox"), None)) is not None else "")
    pages = child(root, "Pages")
    for page in within(pages, "Page") if pages is not None else ():
        place = page.get("BaseLoc", "")
        part = normpath(place.lstrip("/") if place.startswith("/") else join(dirname(document), place))
        content = xml(archive.read(part), archive.name)
        own = _numbers(said(box) if (box := next(within(content, "PhysicalBox"), None)) is not None else "")
        bottom = (own or height or [0, 0, 210, 297])[-1]
        yield Page(bottom or 297.0, tuple(_lines(content)))


def _lines(content: Element) -> Iterator[Line]:
    """The lines of a page: pieces of text at one height, from left to right."""
    pieces = sorted(_pieces(content), key=lambda piece: (piece.top, piece.left))
    heights: list[tuple[float, Line]] = []
    for piece in pieces:  # pieces whose heights differ by less than half a letter stand on one line
        same = heights and piece.top - heights[-1][0] < piece.size / 2
        heights.append((heights[-1][0] if same else piece.top, piece))
    for top, group in groupby(heights, key=lambda pair: pair[0]):
        line = sorted((piece for _, piece in group), key=lambda piece: piece.left)
        text, right = "", line[0].left
        for piece in line:
            text += (" " if text and piece.left - right > piece.size / 4 else "") + piece.text
            right = piece.right
        if text.strip():
            yield Line(text.strip(), line[0].left, right, top, max(piece.size for piece in line))


def _pieces(content: Element) -> Iterator[Line]:
    for shown in within(content, "TextObject"):
        size = (_numbers(shown.get("Size", "")) or [3.5])[0]
        box = _numbers(shown.get("Boundary", "")) or [0.0]
        x, y = (*box, 0.0)[:2]
        scale = _numbers(shown.get("CTM", ""))
        across, down = (scale[0], scale[3]) if len(scale) == 6 else (1.0, 1.0)
        shift_x, shift_y = (scale[4], scale[5]) if len(scale) == 6 else (0.0, 0.0)
        for code in within(shown, "TextCode"):
            text = "".join(code.itertext()).strip("\r\n")  # type: ignore[arg-type]
            left = x + shift_x + across * (_numbers(code.get("X", "")) or [0.0])[0]
            top = y + shift_y + down * (_numbers(code.get("Y", "")) or [0.0])[0]
            wide = sum(_steps(code.get("DeltaX", ""), len(text))) + size
            if text:
                yield Line(text, left, left + across * wide, top, across * size or size or 3.5)


def _steps(deltas: str, length: int) -> Iterator[float]:
    """The distances between the letters of a text; "g 3 4.2" stands for three of 4.2."""
    left = max(length - 1, 0)
    repeat: list[float] | None = None
    for word in deltas.split():
        if word == "g":
            repeat = []
            continue
        number = (_numbers(word) or [0.0])[0]
        if repeat is None:
            count = 1
        elif not repeat:
            repeat.append(number)
            continue
        else:
            count, repeat = int(min(repeat[0], left)), None
        for _ in range(min(count, left)):
            yield number
        left -= min(count, left)


#: millimetres that are believed; four hundred digits are no number of any machine
_FARTHEST = 1e6
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def _numbers(words: str) -> list[float]:
    return [min(max(float(number), -_FARTHEST), _FARTHEST) for number in _NUMBER.findall(words[:1000])]
