"""Markdown: headings and paragraphs without their marks, lists with their numbers, tables of pipes as tables.

Read by markdown-it (CommonMark, and the tables of GitHub), without indented code: an indented line is a paragraph here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from graph_build.model import Reading
from graph_build.read import html
from graph_build.read.encoding import decode
from graph_build.read.transcript import Placed, Transcript
from graph_build.sources import Source

if TYPE_CHECKING:
    from markdown_it.token import Token

_BREAKS = {"softbreak": "\n", "hardbreak": "\n"}


def read(source: Source) -> Reading:
    r"""The text of a page of Markdown, one line a line.

    >>> read(Source("表.md", "# 分工\n\n|任务|责任单位|\n|---|---|\n|建设|财政厅|\n".encode())).text
    '分工\n任务\t责任单位\n建设\t财政厅\n'
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable("code")
    tokens = parser.parse(decode(source.content, source.name))
    transcript = Transcript()
    marker, rows = "", list[list[Placed]]()
    for token in tokens:
        match token.type:
            case "list_item_open":
                marker = f"{token.info}{token.markup}" if token.info else ""
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "th_open" | "td_open":
                rows[-1].append(Placed("", len(rows[-1]), header=token.type == "th_open"))
            case "table_close":
                transcript.table(rows)
                rows = []
            case "inline" if rows:
                rows[-1][-1] = Placed(_said(token), rows[-1][-1].column, header=rows[-1][-1].header)
            case "inline":
                _lines(marker + _said(token), transcript)
                marker = ""
            case "html_block":
                transcript.within(html.read(Source(source.name, token.content.encode())))
            case "fence":
                _lines(token.content, transcript)
    return transcript.reading("md")


def _lines(words: str, transcript: Transcript) -> None:
    for line in words.split("\n"):
        transcript.line(line)


def _said(token: Token) -> str:
    return "".join(_words(token.children or ()))


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "html_inline":  # <br> within a cell
            yield "\n" if token.content.lower().startswith("<br") else ""
        elif token.type in _BREAKS:
            yield _BREAKS[token.type]
        elif token.type == "image":
            yield ""
        else:
            yield token.content
