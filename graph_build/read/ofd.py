"""OFD, the Chinese standard for fixed pages (GB/T 33190-2016): a zip file of XML, read as it is printed.

Lengths are millimetres. An object stands in a box (Boundary) and may be turned and stretched in it (CTM); a page
may stand on a template, and a composite object shows a graphic unit that the resources hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from posixpath import dirname, join, normpath
from typing import NamedTuple

from graph_build.model import Reading
from graph_build.read import ocr
from graph_build.read.archive import Archive
from graph_build.read.coordinates import Glyph, Rule
from graph_build.read.markup import Element, child, children, local, said, within, xml
from graph_build.read.printed import Sheet, transcribe
from graph_build.sources import Source
from ontology.patterns import regex

#: graphic units within graphic units
_DEEPEST = 4
#: millimetres: a page of A4, a letter whose size is not given, the farthest that is believed
_PAGE, _SIZE, _FARTHEST = (0.0, 0.0, 210.0, 297.0), 3.5, 1e6


def read(source: Source) -> Reading:
    """The text of an .ofd in paragraphs, its tables row by row; running heads and page numbers are noise."""
    archive = Archive(source)
    pages = [page for part in _documents(archive) for page in _Document(archive, part).pages()]
    recognised = bool(pages) and not any(page.sheet.glyphs for page in pages)
    if recognised and not ocr.installed():
        raise ocr.lacking(source.name, "OFD 里只有图片，没有文字", "an OFD of pictures, without text")
    sheets = [_recognised(archive, page) if recognised else page.sheet for page in pages]
    return transcribe(sheets, "ofd", ocr.extractor() if recognised else "")


class _Page(NamedTuple):
    """What a page shows: letters and rules, and pictures with the boxes they fill."""

    sheet: Sheet
    pictures: tuple[_Picture, ...]


class _Picture(NamedTuple):
    part: str
    left: float
    top: float
    right: float


def _recognised(archive: Archive, page: _Page) -> Sheet:
    """The page with what is recognised in its pictures."""
    glyphs: list[Glyph] = []
    rules: list[Rule] = []
    for part, left, top, right in page.pictures:
        for picture in ocr.pictures(archive.read(part), f"{archive.name}/{part}"):
            shown = ocr.sheet(picture, (right - left) / picture.shape[1])
            glyphs += [
                g._replace(left=g.left + left, top=g.top + top, right=g.right + left, bottom=g.bottom + top)
                for g in shown.glyphs
            ]
            rules += [Rule(r.left + left, r.top + top, r.right + left, r.bottom + top) for r in shown.rules]
    return Sheet(page.sheet.height, tuple(glyphs), tuple(rules))


class Matrix(NamedTuple):
    """How an object is turned, stretched and moved: x' = ax + cy + e, y' = bx + dy + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def of(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to stand."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: Matrix) -> Matrix:
        """Both as one: ``inner`` first."""
        e, f = self.of(inner.e, inner.f)
        return Matrix(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )

    @property
    def aslant(self) -> bool:
        """Whether it turns by no quarter: a watermark."""
        across, down = abs(self.a) + abs(self.d), abs(self.b) + abs(self.c)
        return min(across, down) > 0.02 * max(across, down)


def _documents(archive: Archive) -> Iterator[str]:
    """The names of the main parts of the documents in the file."""
    for root in within(xml(archive.read("OFD.xml"), archive.name), "DocRoot"):
        yield normpath(said(root).lstrip("/"))


@dataclass
class _Document:
    """A document of the file: its pages, its templates and its resources."""

    archive: Archive
    part: str
    _units: dict[str, Element] = field(default_factory=dict)

    @cached_property
    def root(self) -> Element:
        return self._xml(self.part)

    @cached_property
    def common(self) -> Element | None:
        return child(self.root, "CommonData")

    @cached_property
    def templates(self) -> dict[str, str]:
        """The parts of the templates, by their identifiers."""
        found = children(self.common, "TemplatePage") if self.common is not None else ()
        return {template.get("ID", ""): _beside(self.part, template.get("BaseLoc", "")) for template in found}

    @cached_property
    def resources(self) -> list[tuple[str, Element]]:
        """The parts that hold resources, and what they say."""
        found = children(self.common, "PublicRes", "DocumentRes") if self.common is not None else ()
        parts = [_beside(self.part, said(resource)) for resource in found]
        return [(part, self._xml(part)) for part in parts if part in self.archive]

    @cached_property
    def units(self) -> dict[str, Element]:
        """The graphic units of the resources, by their identifiers."""
        return {unit.get("ID", ""): unit for _, held in self.resources for unit in within(held, "CompositeGraphicUnit")}

    @cached_property
    def media(self) -> dict[str, str]:
        """The parts of the pictures, by their identifiers."""
        return {
            medium.get("ID", ""): _beside(part, join(held.get("BaseLoc", ""), said(file)))
            for part, held in self.resources
            for medium in within(held, "MultiMedia")
            if (file := child(medium, "MediaFile")) is not None
        }

    def pages(self) -> Iterator[_Page]:
        """The pages as they are printed."""
        own = _box(self.common)
        pages = child(self.root, "Pages")
        for page in within(pages, "Page") if pages is not None else ():
            content = self._xml(_beside(self.part, page.get("BaseLoc", "")))
            left, top, _, high = (*(_box(content) or own or _PAGE), 0.0, 0.0, 0.0, 0.0)[:4]
            place = Matrix(e=-left, f=-top)
            layers = [*self._under(content), content]
            shown = [item for layer in layers for item in self._shown(layer, place)]
            glyphs = tuple(item for item in shown if isinstance(item, Glyph))
            rules = tuple(item for item in shown if isinstance(item, Rule))
            pictures = tuple(picture for layer in layers for picture in self._pictures(layer, place))
            yield _Page(Sheet(high or _PAGE[3], glyphs, rules), pictures)

    def _pictures(self, content: Element, place: Matrix) -> Iterator[_Picture]:
        for shown in within(content, "ImageObject"):
            left, top, wide = (*_numbers(shown.get("Boundary", "")), 0.0, 0.0, 0.0)[:3]
            part = self.media.get(shown.get("ResourceID", ""), "")
            if part in self.archive and wide > 0:
                (x, y), (right, _) = place.of(left, top), place.of(left + wide, top)
                yield _Picture(part, x, y, right)

    def _under(self, content: Element) -> Iterator[Element]:
        """The templates that a page stands on."""
        for template in within(content, "Template"):
            part = self.templates.get(template.get("TemplateID", ""), "")
            if part in self.archive:
                yield self._xml(part)

    def _shown(self, content: Element, place: Matrix, depth: int = 0) -> Iterator[Glyph | Rule]:
        """The glyphs and rules that the objects of a page, a template or a graphic unit show."""
        for shown in within(content, "TextObject", "PathObject", "CompositeObject"):
            box = (*_numbers(shown.get("Boundary", "")), 0.0, 0.0)[:2]
            inner = place.after(Matrix(e=box[0], f=box[1])).after(_matrix(shown))
            if local(shown) == "TextObject":
                yield from _glyphs(shown, inner)
            elif local(shown) == "PathObject":
                yield from _rules(shown, inner)
            elif depth < _DEEPEST and (unit := self.units.get(shown.get("ResourceID", ""))) is not None:
                yield from self._shown(unit, inner, depth + 1)

    def _xml(self, part: str) -> Element:
        return xml(self.archive.read(part), self.archive.name)


def _beside(part: str, place: str) -> str:
    """The part at a place that another part names."""
    return normpath(place.lstrip("/") if place.startswith("/") else join(dirname(part), place))


def _box(content: Element | None) -> list[float]:
    box = next(within(content, "PhysicalBox"), None) if content is not None else None
    return _numbers(said(box)) if box is not None else []


def _matrix(shown: Element) -> Matrix:
    numbers = _numbers(shown.get("CTM", ""))
    return Matrix(*numbers) if len(numbers) == 6 else Matrix()


def _glyphs(shown: Element, place: Matrix) -> Iterator[Glyph]:
    """The letters of a text object."""
    size = (_numbers(shown.get("Size", "")) or [_SIZE])[0] or _SIZE
    box = (*_numbers(shown.get("Boundary", "")), 0.0, 0.0, 0.0)[2]
    x, y = 0.0, 0.0
    for code in within(shown, "TextCode"):
        text = "".join(map(str, code.itertext())).strip("\r\n")
        x, y = (_numbers(code.get("X", "")) or [x])[0], (_numbers(code.get("Y", "")) or [y])[0]
        across, down = _steps(code.get("DeltaX", ""), len(text)), _steps(code.get("DeltaY", ""), len(text))
        widths = [size * (0.5 if letter.isascii() else 1) for letter in text]
        if place.b == place.c == 0 and across and x + sum(across) + widths[-1] > box / (place.a or 1) + size > size:
            # steps that lead out of the box are as wrong as a program that writes one width for all letters
            across = [wide * (box / (place.a or 1) - x) / sum(widths) for wide in widths]
        for at, letter in enumerate(text):
            step = across[at] if at < len(across) else 0.0 if at < len(down) else widths[at]
            yield _glyph(letter, x, y, min(abs(step) or widths[at], 1.2 * size), size, place)
            x += step
            y += down[at] if at < len(down) else 0.0


def _glyph(letter: str, x: float, y: float, wide: float, size: float, place: Matrix) -> Glyph:
    """A letter above its base line, in the upright box around it."""
    corners = [place.of(x + across * wide, y + down * size) for across in (0, 1) for down in (-0.88, 0.12)]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Glyph(letter, min(xs), min(ys), max(xs), max(max(ys), min(ys) + 1e-3))


def _steps(deltas: str, length: int) -> list[float]:
    """The distances between the letters of a text; "g 3 4.2" stands for three of 4.2.

    >>> _steps("g 2 4.2 3", 5)
    [4.2, 4.2, 3.0]
    """
    words = deltas.split()
    steps: list[float] = []
    at = 0
    while at < len(words) and len(steps) < length - 1:
        if words[at] == "g":
            count, step = (*_numbers(" ".join(words[at + 1 : at + 3])), 0.0, 0.0)[:2]
            steps += [step] * int(min(max(count, 0), length))
            at += 3
        else:
            steps += _numbers(words[at])[:1]
            at += 1
    return steps[: max(length - 1, 0)]


_PATH = regex(r"[MSLC]|[QBA]|-?\d+(?:\.\d+)?")


def _rules(shown: Element, place: Matrix) -> Iterator[Rule]:
    """The straight strokes of a path, or the field it fills, which is a rule if it is thin enough."""
    corners = _corners(said(data) if (data := child(shown, "AbbreviatedData")) is not None else "")
    points = [place.of(*corner) if corner else None for corner in corners]
    if shown.get("Stroke") == "false":
        xs, ys = [p[0] for p in points if p], [p[1] for p in points if p]
        if len(xs) > 1:
            yield Rule(min(xs), min(ys), max(xs), max(ys))
        return
    for start, end in pairwise(points):
        if start and end:
            yield Rule(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))


Point = tuple[float, float]


def _corners(path: str) -> list[Point | None]:
    """The corners that straight strokes join, None where the pen is lifted or draws a curve.

    >>> _corners("M 0 0 L 5 0 L 5 2 C")
    [None, (0.0, 0.0), (5.0, 0.0), (5.0, 2.0), (0.0, 0.0)]
    """
    corners: list[Point | None] = []
    start: Point | None = None
    words = _PATH.findall(path)
    for number, word in enumerate(words):
        if word in "MSL" and (point := _point(words[number + 1 : number + 3])):
            if word != "L":
                corners.append(None)
                start = point
            corners.append(point)
        elif word == "C" and start:
            corners.append(start)
        elif word in "QBA":
            corners.append(None)
    return corners


def _point(words: Sequence[str]) -> Point | None:
    numbers = _numbers(" ".join(words))
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


#: millimetres that are believed; four hundred digits are no number of any machine
_FARTHEST = 1e6
_NUMBER = regex(r"-?\d+(?:\.\d+)?")


def _numbers(words: str) -> list[float]:
    return [min(max(float(number), -_FARTHEST), _FARTHEST) for number in _NUMBER.findall(words[:1000])]
