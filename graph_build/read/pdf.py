"""PDF with a text layer: words and ruled tables as they stand on the page (needs the extra ``pdf``).

pdfplumber reads in a process of its own, which is given so much memory and time and no more: what a page
costs cannot be told from its bytes.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from graph_build.model import Reading, Source
from graph_build.read.printed import Grid, Line, Page, paragraphs, transcribe
from graph_build.read.transcript import Placed
from ontology.errors import MissingExtra, UnreadableSource

#: memory and time that a PDF may take
MOST_BYTES, MOST_SECONDS = 2 * 2**30, 300
#: letters on a page below which a picture on it is taken for a scan
_SCANNED = 10
_NO_LIBRARY, _LOCKED, _BROKEN = 3, 4, 5


def read(source: Source) -> Reading:
    """The text of a PDF in paragraphs, its tables row by row; running heads and page numbers are noise.

    Raises ``UnreadableSource`` for a scan, a locked file, and one that takes too much memory or time.
    """
    pages = list(map(_page, _extracted(source)))
    said = sum(len(item.text) if isinstance(item, Line) else _SCANNED for page in pages for item in page.items)
    if said < _SCANNED * len(pages):
        raise UnreadableSource(
            f"{source.name}: a scanned PDF, without text; run OCR first: ocrmypdf -l chi_sim IN.pdf OUT.pdf"
        )
    return transcribe(pages, "pdf")


def _extracted(source: Source) -> Sequence[Mapping[str, Any]]:
    """What the process says stands on the pages."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from graph_build.read.pdf import _extract; _extract()"],
            input=source.content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableSource(f"{source.name}: not read in {MOST_SECONDS} s; print it to a new PDF") from None
    if done.returncode == _NO_LIBRARY:
        raise MissingExtra("reading PDF", "pdf")
    if done.returncode == _LOCKED:
        raise UnreadableSource(f"{source.name}: locked by a password; unlock it first")
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] or "out of memory"
        raise UnreadableSource(f"{source.name}: a broken PDF ({why[:200]}); print it to a new one")
    pages: Sequence[Mapping[str, Any]] = json.loads(done.stdout)
    return pages


def _page(page: Mapping[str, Any]) -> Page:
    items: list[Line | Grid] = [Line(*line) for line in page["lines"]]
    items += [_grid(table) for table in page["tables"]]
    return Page(page["height"], tuple(sorted(items, key=lambda item: item.top)))


def _grid(table: Mapping[str, Any]) -> Grid:
    """A table from its cells; a merged cell covers the columns and rows that begin within it."""
    lefts = sorted({cell["box"][0] for row in table["rows"] for cell in row})
    tops = [min(cell["box"][1] for cell in row) for row in table["rows"]]
    rows = tuple(tuple(_placed(cell, lefts, tops) for cell in row) for row in table["rows"])
    return Grid(rows, table["top"], len(lefts))


def _placed(cell: Mapping[str, Any], lefts: Sequence[float], tops: Sequence[float]) -> Placed:
    left, top, right, bottom = cell["box"]
    size = max((line[4] for line in cell["lines"]), default=1)
    words = "\n".join(paragraphs([Line(*line) for line in cell["lines"]], right - size / 2))
    return Placed(
        words,
        lefts.index(left),
        rowspan=sum(1 for other in tops if top - 1 < other < bottom - 1),
        colspan=sum(1 for other in lefts if left - 1 < other < right - 1),
    )


# In the process of its own


def _extract() -> None:
    """Writes what stands on the pages of the PDF on standard input to standard output, as JSON."""
    _bound()
    try:
        import pdfplumber
        from pdfplumber.utils.exceptions import PdfminerException
    except ModuleNotFoundError:
        sys.exit(_NO_LIBRARY)
    try:
        with pdfplumber.open(io.BytesIO(sys.stdin.buffer.read())) as document:
            pages = [_extracted_page(page) for page in document.pages]
    except PdfminerException as error:
        if "Password" in repr(error):
            sys.exit(_LOCKED)
        sys.exit(f"{error!r}")
    except Exception as error:  # whatever a hostile file provokes ends this process only
        sys.exit(f"{error!r}")
    sys.stdout.buffer.write(json.dumps(pages).encode())


def _bound() -> None:
    """Takes no more memory than allowed, where the system can see to that."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


def _extracted_page(page: Any) -> dict[str, Any]:
    tables = page.find_tables()
    extracted = {
        "height": float(page.height),
        "lines": list(_lines(page.filter(partial(_outside, boxes=[table.bbox for table in tables])))),
        "tables": [
            {"top": table.bbox[1], "rows": [list(_cells(page, row)) for row in table.rows if any(row.cells)]}
            for table in tables
        ],
    }
    page.close()  # pdfplumber keeps what it has read of a page otherwise
    return extracted


def _cells(page: Any, row: Any) -> Iterator[dict[str, Any]]:
    for box in row.cells:
        if box:
            yield {"box": box, "lines": list(_lines(page.filter(partial(_inside, box=box))))}


Box = tuple[float, float, float, float]


def _inside(thing: Mapping[str, Any], box: Box) -> bool:
    """Whether the middle of a letter stands in a box; its edges may stand over."""
    x: float = (thing["x0"] + thing["x1"]) / 2
    y: float = (thing["top"] + thing["bottom"]) / 2
    left, top, right, bottom = box
    return bool(thing["object_type"] == "char") and left <= x < right and top <= y < bottom


def _outside(thing: Mapping[str, Any], boxes: Sequence[Box]) -> bool:
    return bool(thing["object_type"] == "char") and not any(_inside(thing, box) for box in boxes)


def _lines(area: Any) -> Iterator[tuple[str, float, float, float, float]]:
    for line in area.extract_text_lines(x_tolerance=3):
        sizes = sorted(char["size"] for char in line["chars"])
        yield line["text"], line["x0"], line["x1"], line["top"], sizes[len(sizes) // 2]
