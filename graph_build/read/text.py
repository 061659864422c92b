"""Plain text: the source text is the file, decoded; only a table drawn with box characters is put into rows."""

from __future__ import annotations

from graph_build.model import Reading
from graph_build.read.encoding import decode
from graph_build.sources import Source


def read(source: Source) -> Reading:
    r"""The text unchanged, its byte order mark cut and its line ends kept.

    >>> read(Source("通知.txt", "各市人民政府：\r\n".encode())).text
    '各市人民政府：\r\n'
    """
    text = decode(source.content, source.name)
    return (_drawn(text) if _may_hold_tables(text) else None) or Reading(text, "txt")


def _may_hold_tables(text: str) -> bool:
    """Whether a table may be drawn in the text: sides and strokes are in it."""
    return ("│" in text and "─" in text) or "┃" in text or "║" in text


def _drawn(text: str) -> Reading | None:
    from graph_build.read import boxdrawing  # which few texts need, and takes .04 s to load

    return boxdrawing.transcribed(text, "txt")
