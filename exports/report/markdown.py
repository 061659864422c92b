"""The report as Markdown: tables as pipes, pictures as their words, since one text file holds no more."""

from __future__ import annotations

import re

from exports.report.blocks import Block, Bullets, Heading, Paragraph, Picture, Report, Table
from exports.report.html import numbered
from exports.report.words import Words, words


def to_markdown(report: Report) -> str:
    """The report as GitHub-flavoured Markdown."""
    w = words(report.language)
    parts = [f"# {_plain(report.title)}", _plain(report.subtitle), *(f"> {_plain(fact)}" for fact in report.facts)]
    parts += [_block(block, order, w) for _, block, order in numbered(report)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, order: str, w: Words) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {order}{_plain(block.text)}"
        case Paragraph():
            return f"*{_plain(block.text)}*" if block.note else _plain(block.text)
        case Bullets():
            return "\n".join(f"- {_plain(item)}" for item in block.items)
        case Picture():
            return f"**{w('picture')} {order}{w('colon')}{_plain(block.caption)}**\n\n{_plain(block.alternative)}"
        case Table():
            lines = [
                f"**{w('table')} {order}{w('colon')}{_plain(block.caption)}**\n",
                _row([column.label for column in block.columns]),
                "|" + "|".join("---:" if column.numeric else "---" for column in block.columns) + "|",
                *(_row(list(row)) for row in block.short()),
            ]
            return "\n".join([*lines, *(f"\n{_plain(note)}" for note in block.notes)])


def _row(cells: list[str]) -> str:
    """A row of a pipe table."""
    return "| " + " | ".join(map(_inline, cells)) + " |"


_LINE_ENDS = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")
#: what starts markup within a line: emphasis, code, links, pictures, HTML, entities, strikes, cells of a table
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&]")
#: what is made a link though nothing marks it: http://… and www.…
_ADDRESS = re.compile(r"(https?|ftp|www)(?=://|\.)", re.IGNORECASE)
#: what makes a line a heading, an item of a list or a rule
_BLOCK = re.compile(r"(\d*)(?=#{1,6}\s|[-+=]+(?:\s|$)|(?<=\d)[.)]\s)")


def _inline(text: str) -> str:
    r"""Text that Markdown shows as it stands, on one line: no picture is fetched, no link made, no HTML read.

    >>> print(_inline("![x](http://192.0.2.1/x.png) <b>"))
    !\[x\](http\://192.0.2.1/x.png) \<b\>
    """
    escaped = _MARKUP.sub(r"\\\g<0>", _LINE_ENDS.sub(" ", text))
    return _ADDRESS.sub(r"\1\\", escaped)


def _plain(text: str) -> str:
    r"""Text that Markdown shows as it stands, in a line of its own.

    >>> print(_plain("# 1"), _plain("1. 总则"))
    \# 1 1\. 总则
    """
    shown = _inline(text.strip())
    start = _BLOCK.match(shown)
    return f"{start[1]}\\{shown[start.end() :]}" if start else shown
