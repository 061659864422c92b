"""The way back from the source text of a .docx to its runs: what is said of a stretch of text can be put into the file.

A reader changes the order of what it reads (notes come last, a table before the tables in it) and adds to it (the
numbers that Word counts, breaks between cells), so that no search for words can tell one 市财政局 from the next. Here
the document is read a second time by the same reader, each of its characters replaced by one of its own from the
private planes: what comes out says where each character of the source text stood, however the reader may change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph_build.read import docx
from graph_build.read.archive import Archive
from graph_build.read.markup import Element, unparsed, within, xml
from graph_build.sources import Source

#: Private characters: planes 15 and 16 without the last two of each, which are none.
_PLANES = ((0xF0000, 0xFFFFE), (0x100000, 0x10FFFE))


class Origin(NamedTuple):
    """A character of the document: of which text element (``w:t``, counted in the order of the file), and which."""

    element: int
    character: int


@dataclass(frozen=True, slots=True)
class Runs:
    """For each character of a source text where it stands in the document; None for what the reader added."""

    origins: tuple[Origin | None, ...]

    def covered(self, start: int, end: int) -> tuple[Origin, ...]:
        """The origins of a stretch; of one that has none, that of the nearest character before it, else behind."""
        found = tuple(origin for origin in self.origins[start:end] if origin)
        if found:
            return found
        before = next((origin for origin in reversed(self.origins[:start]) if origin), None)
        near = before or next((origin for origin in self.origins[end:] if origin), None)
        return (near,) if near else ()


def text_elements(root: Element) -> list[Element]:
    """The text elements of a document, in the order of the file."""
    return list(within(root, "t"))


def runs(source: Source, text: str) -> Runs:
    """Where each character of ``text``, the source text that was read of a .docx, stands in the document."""
    return aligned(text, _order(source))


def aligned(text: str, order: Sequence[tuple[Origin, str]]) -> Runs:
    """The characters of ``text``, found in the order given with what they are; others are what a reader added.

    >>> aligned("一、建设", [(Origin(0, 0), "建"), (Origin(0, 1), "设")]).origins
    (None, None, Origin(element=0, character=0), Origin(element=0, character=1))
    """
    left = iter(order)
    wanted = next(left, None)
    found: list[Origin | None] = []
    for character in text:
        if wanted and character == wanted[1]:
            found.append(wanted[0])
            wanted = next(left, None)
        else:
            found.append(None)
    return Runs(tuple(found))


def _order(source: Source) -> list[tuple[Origin, str]]:
    """The characters of a .docx in the order of reading, blanks left out."""
    archive = Archive(source)
    main = docx.main_part(archive)
    held = list(letters(archive.read(main), source.name))
    found: list[tuple[Origin, str]] = []
    rooms = sum(end - start for start, end in _PLANES)
    for start in range(0, len(held), rooms):
        here = held[start : start + rooms]
        marks = dict(zip(_private(), here, strict=False))
        read = docx.transcribe(_Marked(archive, main, marks), "docx").text
        found += [marks[character] for character in read if character in marks]
    return found


def letters(content: bytes, name: str) -> Iterator[tuple[Origin, str]]:
    """The characters of a main part in the order of the file, each with where it stands, blanks left out."""
    for number, element in enumerate(text_elements(xml(content, name))):
        for at, character in enumerate(element.text or ""):
            if not character.isspace():
                yield Origin(number, at), character


def _private() -> Iterator[str]:
    return (chr(code) for start, end in _PLANES for code in range(start, end))


class _Marked:
    """A package whose main part has private characters in the place of some of its letters."""

    def __init__(self, archive: Archive, main: str, marks: dict[str, tuple[Origin, str]]) -> None:
        self.name = archive.name
        self._archive = archive
        self._main = main
        self._marks = {origin: mark for mark, (origin, _) in marks.items()}

    def __contains__(self, part: str) -> bool:
        return part in self._archive

    def read(self, part: str) -> bytes:
        """The bytes of a part, those of the main part with their letters marked."""
        content = self._archive.read(part)
        if part != self._main:
            return content
        root = xml(content, self.name)
        for number, element in enumerate(text_elements(root)):
            words = element.text or ""
            element.text = "".join(self._marks.get(Origin(number, at), letter) for at, letter in enumerate(words))
        return unparsed(root)
