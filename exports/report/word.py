"""The report as a Word document: real headings, tables that repeat their head, pictures as PNG."""

from __future__ import annotations

from exports.office.word import Writer
from exports.report.blocks import Bullets, Heading, Paragraph, Picture, Report, Table
from exports.report.charts import png
from exports.report.html import numbered
from exports.report.words import words


def to_docx(report: Report) -> bytes:
    """The document as bytes, the same for the same report."""
    w = words(report.language)
    out = Writer(report.title, report.language)
    out.title(report.title, report.subtitle)
    for fact in report.facts:
        out.paragraph(fact, quiet=True)
    for _, block, order in numbered(report):
        match block:
            case Heading():
                out.heading(order + block.text, block.level)
            case Paragraph():
                out.paragraph(block.text, quiet=block.note)
            case Bullets():
                for item in block.items:
                    out.bullet(item)
            case Table():
                out.caption(f"{w('table')} {order}{w('colon')}{block.caption}")
                out.table(
                    [column.label for column in block.columns],
                    block.short(),
                    [column.share for column in block.columns],
                    [column.numeric for column in block.columns],
                )
                for note in block.notes:
                    out.note(note)
            case Picture():
                out.caption(f"{w('picture')} {order}{w('colon')}{block.caption}")
                out.picture(png(block.svg), block.alternative)
                out.note(block.alternative)
    return out.to_bytes()
