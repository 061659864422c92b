"""Pictures of pages: letters as RapidOCR recognises them, rules as they are drawn (needs the extra ``ocr``).

Its models (PP-OCRv6, Apache 2.0) come in its wheel; nothing is fetched. Pages are turned upright by the median slope
of their lines before their rules are looked for.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from statistics import median
from typing import Any

from graph_build.model import Reading, Source
from graph_build.read.coordinates import Glyph, Rule
from graph_build.read.printed import Sheet, transcribe
from ontology.errors import UnreadableSource

#: pixels of a picture, pages of one, and dots an inch that a page of a PDF is drawn with
MOST_PIXELS, MOST_PAGES, RESOLUTION = 60_000_000, 500, 200
#: radians of slope that are set right; the length of a rule at the least, in letters; how thick it may be
_SLOPE, _SHORTEST, _THICK = 0.002, 2.5, 0.4


def read(source: Source, format: str) -> Reading:
    """The text of a picture of pages (.png, .jpg, .tif) as it is recognised, its tables row by row.

    Raises ``UnreadableSource`` without the extra ``ocr``, and for a broken picture.
    """
    if not installed():
        raise lacking(source.name, "a picture")
    sheets = [sheet(picture) for picture in pictures(source.content, source.name)]
    return transcribe(sheets, format, extractor())


def extractor() -> str:
    """The program that recognises text, with its version: rapidocr 3.10.0."""
    return f"rapidocr {version('rapidocr')}"


def pictures(content: bytes, name: str) -> Iterator[Any]:
    """The pages of a picture as arrays of coloured dots."""
    import numpy
    from PIL import Image, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as opened:
            for number, page in enumerate(ImageSequence.Iterator(opened)):
                if page.width * page.height > MOST_PIXELS or number == MOST_PAGES:
                    raise UnreadableSource(f"{name}: a picture of more than {MOST_PIXELS} dots; make it smaller")
                yield numpy.asarray(page.convert("RGB"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise UnreadableSource(f"{name}: a broken picture ({str(error).partition(' <')[0]}); save it anew") from None


def lacking(name: str, what: str) -> UnreadableSource:
    """The error that the extra ``ocr`` is lacking, with both remedies."""
    return UnreadableSource(f"{name}: {what}; run OCR first, or let Fengong do it: pip install 'fengong[ocr]'")


def installed() -> bool:
    """Whether the extra ``ocr`` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def sheet(picture: Any, scale: float = 1.0) -> Sheet:
    """The letters and rules of a picture of a page; ``scale`` is how long one dot of it is."""
    result = _engine()(picture, return_word_box=True, return_single_char_box=True)
    height, width = picture.shape[:2]
    if result.boxes is None:
        return Sheet(height * scale, ())
    slope = median(_slope(box) for box in result.boxes)
    upright = _Upright(slope if abs(slope) > _SLOPE else 0.0, width / 2, height / 2)
    glyphs = tuple(
        glyph
        for box, words in zip(result.boxes, result.word_results, strict=True)
        for glyph in _line(box, words, upright)
    )
    size = median(glyph.size for glyph in glyphs) if glyphs else 20.0
    rules = _rules(upright.turned(picture), size)
    return Sheet(
        height * scale,
        tuple(glyph._replace(**{side: getattr(glyph, side) * scale for side in _SIDES}) for glyph in glyphs),
        tuple(Rule(*(side * scale for side in rule)) for rule in rules),
    )


_SIDES = ("left", "top", "right", "bottom")


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def _slope(box: Any) -> float:
    """The slope of the upper side of a box, in radians."""
    return math.atan2(float(box[1][1] - box[0][1]), float(box[1][0] - box[0][0]))


class _Upright:
    """Turns a page about its middle, so that a line of this slope is level."""

    def __init__(self, slope: float, x: float, y: float) -> None:
        self._sine, self._cosine = math.sin(slope), math.cos(slope)
        self._x, self._y = x, y

    def of(self, x: float, y: float) -> tuple[float, float]:
        """Where a dot comes to stand."""
        x, y = x - self._x, y - self._y
        return self._x + self._cosine * x + self._sine * y, self._y - self._sine * x + self._cosine * y

    def turned(self, picture: Any) -> Any:
        """The picture in grey, turned."""
        import cv2
        import numpy

        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        if not self._sine:
            return grey
        e = self._x - self._cosine * self._x - self._sine * self._y
        f = self._y + self._sine * self._x - self._cosine * self._y
        matrix = numpy.array([[self._cosine, self._sine, e], [-self._sine, self._cosine, f]])
        return cv2.warpAffine(grey, matrix, grey.shape[::-1], flags=cv2.INTER_AREA, borderValue=255)


def _line(box: Any, words: Any, upright: _Upright) -> Iterator[Glyph]:
    """The letters of a recognised line; as wide as they are far apart, since boxes are drawn around their ink."""
    corners = [upright.of(float(x), float(y)) for x, y in box]
    tall = max(y for _, y in corners) - min(y for _, y in corners)
    middle = sum(y for _, y in corners) / len(corners)
    letters = [
        (text, sure, [upright.of(float(x), float(y))[0] for x, y in sides])
        for text, sure, sides in words
        if text.strip()
    ]
    wide = [max(xs) - min(xs) for text, _, xs in letters if not text.isascii()]
    size = min(max(0.9 * tall, median(wide)), 1.1 * tall) if wide else 0.9 * tall
    for text, sure, xs in letters:
        centre, half = (min(xs) + max(xs)) / 2, size * (0.25 if text.isascii() else 0.5)
        yield Glyph(text, centre - half, middle - size / 2, centre + half, middle + size / 2, confidence=float(sure))


def _rules(grey: Any, size: float) -> Iterator[Rule]:
    """The level and upright strokes that are longer than any of a letter."""
    import cv2

    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    length = max(int(_SHORTEST * size), 10)
    for shape in ((length, 1), (1, length)):
        strokes = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
        for left, top, wide, high, _ in boxes[1:].tolist():
            if min(wide, high) <= max(_THICK * size, 3):
                yield Rule(left, top, left + wide, top + high)
