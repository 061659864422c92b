"""Pictures of pages: letters as RapidOCR recognises them, rules as they are drawn (needs the extra ``ocr``).

Its models (PP-OCRv6, Apache 2.0) come in its wheel; nothing is fetched. Pages are turned upright by the median slope
of their lines before their rules are looked for.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from statistics import median
from typing import Any

from graph_build.model import Reading
from graph_build.read.coordinates import Glyph, Rule
from graph_build.read.printed import Sheet, transcribe
from graph_build.sources import Source
from ontology.errors import UnreadableSource

#: pixels of a picture, pages of one, and dots an inch that a page of a PDF is drawn with
MOST_PIXELS, MOST_PAGES, RESOLUTION = 60_000_000, 500, 200
#: radians of slope that are set right; the length of a rule at the least, in letters; how thick it may be
_SLOPE, _SHORTEST, _THICK = 0.002, 2.5, 0.4
#: one line of so many tells the slope of a page, the longest: short ones are boxed level
_TELLING = 4
#: ideographs that tell the size of a line; how far sizes may differ that are alike
_ENOUGH, _ALIKE = 4, 0.15


def read(source: Source, format: str) -> Reading:
    """The text of a picture of pages (.png, .jpg, .tif) as it is recognised, its tables row by row.

    Raises ``UnreadableSource`` without the extra ``ocr``, and for a broken picture.
    """
    if not installed():
        raise lacking(source.name, "这是图片", "a picture")
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
                    raise UnreadableSource(
                        f"{name}: 图片超过 {MOST_PIXELS} 个像素，请缩小。"
                        f"a picture of more than {MOST_PIXELS} dots; make it smaller"
                    )
                yield numpy.asarray(page.convert("RGB"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise UnreadableSource(
            f"{name}: 图片已损坏，请重新保存。a broken picture ({str(error).partition(' <')[0]}); save it anew"
        ) from None


def lacking(name: str, chinese: str, english: str) -> UnreadableSource:
    """The error that the extra ``ocr`` is lacking for what the file is, with both remedies."""
    return UnreadableSource(
        f"{name}: {chinese}，请先做文字识别，或安装识别组件：pip install 'fengong[ocr]'。"
        f"{english}; run OCR first, or let Fengong do it: pip install 'fengong[ocr]'"
    )


def installed() -> bool:
    """Whether the extra ``ocr`` is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def sheet(picture: Any, scale: float = 1.0) -> Sheet:
    """The letters and rules of a picture of a page; ``scale`` is how long one dot of it is."""
    result = _recognised(picture)
    if quarters := _quarters(picture, result):
        import numpy

        picture = numpy.rot90(picture, quarters).copy()
        result = _recognised(picture)
    height, width = picture.shape[:2]
    if result.boxes is None:
        return Sheet(height * scale, ())
    by_length = sorted(result.boxes, key=lambda box: float(box[0][0] - box[1][0]))
    slope = median(_slope(box) for box in by_length[: 1 + len(by_length) // _TELLING])
    upright = _Upright(slope if abs(slope) > _SLOPE else 0.0, width / 2, height / 2)
    lines = [
        _Line.of([upright.of(float(x), float(y)) for x, y in box], words, upright)
        for box, words in zip(result.boxes, result.word_results, strict=True)
    ]
    size = median([line.pitch for line in lines if line.pitch] or [0.9 * line.tall for line in lines])
    glyphs = tuple(glyph for line in lines for glyph in line.glyphs(size))
    rules = _rules(upright.turned(picture), size)
    return Sheet(
        height * scale,
        tuple(glyph._replace(**{side: getattr(glyph, side) * scale for side in _SIDES}) for glyph in glyphs),
        tuple(Rule(*(side * scale for side in rule)) for rule in rules),
    )


#: how much taller than wide a line is that stands on its side, and how sure its letters are, one way up
_TALL, _SURE = 1.5, 0.7
_SIDES = ("left", "top", "right", "bottom")


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def _recognised(picture: Any) -> Any:
    """What stands in a picture, letter by letter; all is asked for, since the engine keeps what it was asked last."""
    return _engine()(
        picture, use_det=True, use_cls=True, use_rec=True, return_word_box=True, return_single_char_box=True
    )


def _quarters(picture: Any, result: Any) -> int:
    """By how many quarters to turn a page that was scanned sideways; 0 for one that stands, or is set in columns.

    Most of its lines are tall, and the longest reads well one way up.
    """
    import numpy

    boxes = [box for box, words in zip(result.boxes, result.txts, strict=True) if len(words) > 2] if result.txts else []
    high = {at: float(numpy.ptp(box[:, 1])) for at, box in enumerate(boxes)}
    tall = [at for at, box in enumerate(boxes) if high[at] > _TALL * numpy.ptp(box[:, 0])]
    if 2 * len(tall) <= len(boxes):
        return 0
    (left, top), (right, bottom) = (
        side(boxes[max(tall, key=high.__getitem__)], axis=0).astype(int) for side in (numpy.min, numpy.max)
    )
    line = picture[max(top, 0) : bottom, max(left, 0) : right]
    read = {turn: _engine()(numpy.rot90(line, turn).copy(), use_det=False, use_cls=False) for turn in (1, 3)}
    sure = {turn: float(told.scores[0]) if told.scores else 0.0 for turn, told in read.items()}
    best = max(sure, key=sure.__getitem__)
    return best if sure[best] > _SURE else 0


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


@dataclass(frozen=True, slots=True)
class _Line:
    """A recognised line: its box, and its letters with their confidence and the middle of their ink."""

    left: float
    right: float
    middle: float
    tall: float
    letters: tuple[tuple[str, float, float], ...]

    @classmethod
    def of(cls, corners: Sequence[tuple[float, float]], words: Any, upright: _Upright) -> _Line:
        """The line in a box that has been set upright."""
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        letters = []
        for text, sure, sides in words:
            if text.strip():
                ink = [upright.of(float(x), float(y))[0] for x, y in sides]
                letters.append((text, float(sure), (min(ink) + max(ink)) / 2))
        full = _full([text for text, _, _ in letters])
        wide = tuple((mark, sure, at) for mark, (_, sure, at) in zip(full, letters, strict=True))
        return cls(min(xs), max(xs), sum(ys) / len(ys), max(ys) - min(ys), wide)

    @property
    def pitch(self) -> float:
        """The width of an ideograph, if the line is long enough to tell and leaves no gap; else 0."""
        wide = sum(_wide(text) for text, _, _ in self.letters)
        size = (self.right - self.left) / wide if wide >= _ENOUGH else 0.0
        return size if 0.6 * self.tall < size < 1.4 * self.tall else 0.0

    def glyphs(self, usual: float) -> Iterator[Glyph]:
        """The letters, as wide as they are far apart, since boxes are drawn around their ink.

        What is about as large as most of the page is as large: a box tells no more than that. Letters stand side by
        side, unless the ink of one is so far off that the line leaves a gap.
        """
        pitch = self.pitch
        size = pitch or 0.9 * self.tall
        if abs(size - usual) < _ALIKE * usual or (not pitch and self.tall < 2 * usual):
            size = usual
        beside, places = self.left, []
        for text, _, _ in self.letters:
            beside += _wide(text) * (pitch or size) / 2
            places.append(beside)
            beside += _wide(text) * (pitch or size) / 2
        ink = [centre for _, _, centre in self.letters]
        if any(abs(a - b) > size for a, b in zip(places, ink, strict=True)):
            places = ink
        top, bottom = self.middle - size / 2, self.middle + size / 2
        for (text, sure, _), centre in zip(self.letters, places, strict=True):
            half = (pitch or size) * _wide(text) / 2
            yield Glyph(text, centre - half, top, centre + half, bottom, confidence=sure)


#: marks that a recogniser tells in either width, as they are printed beside ideographs (GB/T 15834-2011)
_FULL = str.maketrans("(),:;", "（），：；")


def _full(letters: Sequence[str]) -> list[str]:
    """The letters of a line, a mark beside an ideograph as wide as it.

    >>> "".join(_full([*"县(市、区)政府3,000人"]))
    '县（市、区）政府3,000人'
    """
    beside = zip(["", *letters], letters, [*letters[1:], ""], strict=False)
    return [
        mark.translate(_FULL) if any(other and not other.isascii() for other in (before, after)) else mark
        for before, mark, after in beside
    ]


def _wide(text: str) -> float:
    """The width of a letter in ideographs."""
    return 0.5 if text.isascii() else 1.0


def _rules(grey: Any, size: float) -> Iterator[Rule]:
    """The level and upright strokes that are longer than any of a letter."""
    import cv2

    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    length = max(int(_SHORTEST * size), 10)
    for shape, across in (((length, 1), (1, 3)), ((1, length), (3, 1))):
        bold = cv2.dilate(dark, cv2.getStructuringElement(cv2.MORPH_RECT, across))  # a rule may still slope by a dot
        strokes = cv2.morphologyEx(bold, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
        for left, top, wide, high, _ in boxes[1:].tolist():
            if min(wide, high) <= max(_THICK * size, 3):
                yield Rule(left, top, left + wide, top + high)
