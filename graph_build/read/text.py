"""Plain text: the source text is the file, decoded; only a table drawn with box characters is put into rows."""

from __future__ import annotations

from graph_build.model import Reading
from graph_build.read import boxdrawing
from graph_build.read.encoding import decode
from graph_build.sources import Source


def read(source: Source) -> Reading:
    r"""The text unchanged, its byte order mark cut and its line ends kept.

    >>> read(Source("通知.txt", "各市人民政府：\r\n".encode())).text
    '各市人民政府：\r\n'
    """
    text = decode(source.content, source.name)
    drawn = boxdrawing.transcribed(text, "txt") if boxdrawing.has_tables(text) else None
    return drawn or Reading(text, "txt")
