"""The report as one HTML page that asks nothing of any host, and as PDF made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exports.markup import environment, escaped, safe
from exports.report.blocks import Block, Heading, Picture, Report, Table
from exports.report.words import words
from ontology.errors import MissingExtra

_HYPHENED = re.compile(r"(?:\[\d+\] )?[\d./]{0,12}\d-\d+(?:-\d+)?")


def to_html(report: Report) -> str:
    """The page, styles and pictures inside it."""
    templates = environment("report", trimmed=False)
    templates.filters |= {"accessible": _accessible, "unbroken": _unbroken}
    page = templates.get_template("report.html.j2")
    blocks = list(numbered(report))
    chapters = [(block, order) for _, block, order in blocks if isinstance(block, Heading) and block.level == 1]
    return page.render(report=report, w=words(report.language), numbered=blocks, chapters=chapters) + "\n"


def to_pdf(report: Report) -> bytes:
    """The page printed on A4, tagged for screen readers (PDF/UA-1)."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:  # OSError: Pango is not there
        raise MissingExtra("writing PDF", "report", "写 PDF 文件") from error
    return bytes(HTML(string=to_html(report)).write_pdf(pdf_variant="pdf/ua-1"))


def numbered(report: Report) -> Iterator[tuple[str, Block, str]]:
    """Each block with the name of its kind and its number; headings, tables and pictures count apart.

    Headings below a chapter count within it: 一、 has （一）, （二） below it.
    """
    count = {"Table": 0, "Picture": 0, "Heading": 0}
    below = 0
    for block in report.blocks:
        kind = type(block).__name__
        if isinstance(block, Heading) and block.level > 1:
            below += 1
            yield kind, block, _ordinal(below, report.language, below=True)
            continue
        if isinstance(block, Heading):
            below = 0
        if isinstance(block, Heading | Table | Picture):
            count[kind] += 1
        order = _ordinal(count[kind], report.language) if isinstance(block, Heading) else str(count.get(kind, ""))
        yield kind, block, order


def _ordinal(number: int, language: str, *, below: bool = False) -> str:
    """The number before a heading, as offices write it: 一、 … 十一、 in Chinese, （一） below a chapter."""
    if language != "zh":
        return f"({number}) " if below else f"{number}. "
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    written = ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
        digits[ones] if ones or not tens else ""
    )
    return f"（{written}）" if below else f"{written}、"


def _unbroken(text: str) -> str:
    """The text with each date and task number held on one line: browsers break at hyphens."""
    return safe(_HYPHENED.sub(r'<span class="whole">\g<0></span>', escaped(text)))


def _accessible(svg: str, alternative: str) -> str:
    """The picture as one image to a screen reader, its words as the label."""
    return safe(svg.replace("<svg ", f'<svg role="img" aria-label="{escaped(alternative)}" ', 1))
