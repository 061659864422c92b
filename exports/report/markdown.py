"""The report as Markdown: tables as pipes, pictures as their words, since one text file holds no more."""

from __future__ import annotations

from exports.markdown import cell, line
from exports.report.blocks import Block, Bullets, Heading, Paragraph, Picture, Report, Table
from exports.report.html import numbered
from exports.report.words import Words, words


def to_markdown(report: Report) -> str:
    """The report as GitHub-flavoured Markdown."""
    w = words(report.language)
    parts = [f"# {line(report.title)}", line(report.subtitle), *(f"> {line(fact)}" for fact in report.facts)]
    parts += [_block(block, order, w) for _, block, order in numbered(report)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, order: str, w: Words) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {order}{line(block.text)}"
        case Paragraph():
            return f"*{line(block.text)}*" if block.note else line(block.text)
        case Bullets():
            return "\n".join(f"- {line(item)}" for item in block.items)
        case Picture():
            return f"**{w('picture')} {order}{w('colon')}{line(block.caption)}**\n\n{line(block.alternative)}"
        case Table():
            lines = [
                f"**{w('table')} {order}{w('colon')}{line(block.caption)}**\n",
                _row([column.label for column in block.columns]),
                "|" + "|".join("---:" if column.numeric else "---" for column in block.columns) + "|",
                *(_row(list(row)) for row in block.short()),
            ]
            return "\n".join([*lines, *(f"\n{line(note)}" for note in block.notes)])


def _row(cells: list[str]) -> str:
    """A row of a pipe table."""
    return "| " + " | ".join(map(cell, cells)) + " |"
