"""Words as they can stand in Markdown: shown as they are, whatever a document said."""

from __future__ import annotations

import re

from ontology.patterns import regex

_LINE_ENDS = regex(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")
#: what starts markup within a line: emphasis, code, links, pictures, HTML, entities, strikes, cells of a table
_MARKUP = regex(r"[\\`*_\[\]<>|~&]")
#: what is made a link though nothing marks it: http://… and www.…
_ADDRESS = regex(r"(https?|ftp|www)(?=://|\.)", re.IGNORECASE)
#: what makes a line a heading, an item of a list or a rule
_BLOCK = regex(r"(\d*)(?=#{1,6}\s|[-+=]+(?:\s|$)|(?<=\d)[.)]\s)")


def cell(text: str) -> str:
    r"""Text that Markdown shows as it stands, on one line: no picture is fetched, no link made, no HTML read.

    >>> print(cell("![x](http://192.0.2.1/x.png) <b>"))
    !\[x\](http\://192.0.2.1/x.png) \<b\>
    """
    escaped = _MARKUP.sub(r"\\\g<0>", _LINE_ENDS.sub(" ", text))
    return _ADDRESS.sub(r"\1\\", escaped)


def line(text: str) -> str:
    r"""Text that Markdown shows as it stands, in a line of its own.

    >>> print(line("# 1"), line("1. 总则"))
    \# 1 1\. 总则
    """
    shown = cell(text.strip())
    start = _BLOCK.match(shown)
    return f"{start[1]}\\{shown[start.end() :]}" if start else shown
