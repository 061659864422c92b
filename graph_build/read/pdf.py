"""PDF with a text layer: words and ruled tables as they stand on the page (needs the extra ``pdf``).

pdfplumber reads in a process of its own (isolated.py): what a page costs cannot be told from its bytes.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph_build.model import Reading
from graph_build.read import isolated, ocr
from graph_build.read.coordinates import Glyph, Rule
from graph_build.read.printed import Sheet, transcribe
from graph_build.sources import Source

#: letters on a page below which a picture on it is taken for a scan
_SCANNED = 10
#: share of a page that a picture of it covers at the least
_PICTURE = 0.25
_PDFPLUMBER = isolated.Library(
    __name__, "pdf", "reading PDF", "a broken PDF", "print it to a new one", "读取 PDF ", "PDF 已损坏，请重新打印成 PDF"
)


def read(source: Source) -> Reading:
    """The text of a PDF in paragraphs, its tables row by row; running heads and page numbers are noise.

    Pages that are pictures without text are recognised, where the extra ``ocr`` is installed. Raises
    ``UnreadableSource`` for a scan where it is not, a locked file, and one that takes too much memory or time.
    """
    pages = isolated.extracted(source, _PDFPLUMBER)
    sheets = [_sheet(page) for page in pages]
    scanned = [number for number, page in enumerate(pages) if page["picture"] and len(page["glyphs"]) < _SCANNED]
    if not ocr.installed():
        if sum(len(sheet.glyphs) for sheet in sheets) < _SCANNED * len(sheets):
            raise ocr.lacking(source.name, "PDF 是扫描件，没有文字", "a scanned PDF, without text")
        scanned = []  # a cover, or a map among pages of text
    recognised = dict(_recognised(source, scanned))
    sheets = [recognised.get(number, sheet) for number, sheet in enumerate(sheets)]
    return transcribe(sheets, "pdf", ocr.extractor() if recognised else "")


def _recognised(source: Source, numbers: Sequence[int]) -> Iterator[tuple[int, Sheet]]:
    """The pages of these numbers as they are recognised in pictures of them, in points."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source.content)
        for number in numbers:
            scale = ocr.RESOLUTION / 72
            page = document[number]
            scale = min(scale, (ocr.MOST_PIXELS / max(page.get_width() * page.get_height(), 1)) ** 0.5)
            yield number, ocr.sheet(page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3], 1 / scale)
    except pypdfium2.PdfiumError as error:  # which needs more of a file to be whole than pdfplumber does
        raise _PDFPLUMBER.unread(source.name, str(error)) from error


def _sheet(page: Mapping[str, Any]) -> Sheet:
    glyphs = tuple(Glyph(*glyph) for glyph in page["glyphs"])
    return Sheet(page["height"], glyphs, tuple(Rule(*rule) for rule in page["rules"]))


# In the process of its own


def _extract() -> None:
    """Tells what stands on the pages of the PDF on standard input."""
    isolated.tell(_pages)


def _pages(content: bytes) -> list[dict[str, Any]]:
    try:
        import pdfplumber
        from pdfplumber.utils.exceptions import PdfminerException
    except ModuleNotFoundError:
        sys.exit(isolated.NO_LIBRARY)
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            return [_extracted_page(page) for page in document.pages]
    except PdfminerException as error:
        if "Password" in repr(error):
            sys.exit(isolated.LOCKED)
        if any(isinstance(cause, MemoryError) for cause in error.args):
            raise MemoryError from error
        sys.exit(f"{error!r}")
    except MemoryError:
        raise
    except Exception as error:  # whatever a hostile file provokes ends this process only
        sys.exit(f"{error!r}")


def _extracted_page(page: Any) -> dict[str, Any]:
    extracted = {
        "height": _near(float(page.height)) or 1.0,
        "glyphs": [(char["text"], *_box(char)) for char in page.chars],
        "rules": list(_rules(page)),
        "picture": any(_covers(image, page) for image in page.images),
    }
    page.close()  # pdfplumber keeps what it has read of a page otherwise
    return extracted


def _box(thing: Mapping[str, Any]) -> tuple[float, float, float, float]:
    return _near(thing["x0"]), _near(thing["top"]), _near(thing["x1"]), _near(thing["bottom"])


def _near(number: float) -> float:
    """A coordinate; 0 for one that is no number, or beyond any page."""
    return number if abs(number) < _FARTHEST else 0.0


def _covers(image: Mapping[str, Any], page: Any) -> bool:
    """Whether a picture is the page, and not a seal or a letterhead on it."""
    wide, high = image["x1"] - image["x0"], image["bottom"] - image["top"]
    return bool(wide * high > _PICTURE * page.width * page.height)


#: points: no page reaches so far
_FARTHEST = 10.0**6
#: points: a box as thin as this is a rule
_THIN = 3.0


def _rules(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """The strokes of lines and boxes, and boxes as thin as one; a field of colour behind a row is none."""
    yield from map(_box, page.lines)
    for rect in [*page.rects, *page.curves]:
        left, top, right, bottom = _box(rect)
        if min(right - left, bottom - top) < _THIN:
            yield left, top, right, bottom
        elif rect["stroke"] and rect["object_type"] == "rect":
            yield left, top, right, top
            yield left, bottom, right, bottom
            yield left, top, left, bottom
            yield right, top, right, bottom
    yield from (_box(edge) for edge in page.curve_edges if edge["stroke"])
