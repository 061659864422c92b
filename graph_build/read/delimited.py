"""Tables as text files: .csv and .tsv, in whichever encoding and with whichever delimiter a program wrote them.

Quoting after RFC 4180; the delimiter is the one that parts the rows into the most equal number of cells.
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from graph_build.model import Reading
from graph_build.read.encoding import decode
from graph_build.read.sheet import Sheet, transcribe
from graph_build.sources import Source
from ontology.errors import UnreadableSource

_DELIMITERS = ",\t;|，"


def read(source: Source, format: str) -> Reading:
    """The text of a table, row by row; a cell alone in its row is a title above, a group within or a remark below."""
    text = decode(source.content, source.name)
    rows = _rows(text, _delimiter(text), source.name)
    cells = {(at, column): words for at, row in enumerate(rows) for column, words in enumerate(row) if words.strip()}
    return transcribe([Sheet("", cells)], format)


def _rows(text: str, delimiter: str, name: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableSource(
            f"{name}: 表格已损坏，请另存为 .xlsx。a broken table ({error}); save it as .xlsx"
        ) from None


def _delimiter(text: str) -> str:
    r"""The delimiter of a table.

    >>> _delimiter("序号\t任务，措施\t单位\n1\t建设平台，推广\t财政厅\n")
    '\t'
    """
    sample = text[:20_000]

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
        except csv.Error:
            return 0, 0
        return max(((times, width) for width, times in widths.items() if width > 1), default=(0, 0))

    return max(_DELIMITERS, key=evenness)
