"""Characters as reflow sees them: what has no width, what is blank, what ends a line, a sentence, a bracket."""

from __future__ import annotations

import re

from ontology.patterns import regex

#: no width: soft hyphen, zero-width and directional marks, variation selectors, byte order mark
INVISIBLE = (
    r"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
#: blanks of any width; the tab too, which only a row of a table keeps
BLANK = r" \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
#: ends of lines, pages and sections as Unicode counts them, but for the break inside a cell
LINE_END = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2029"
#: ideographs, and the punctuation as wide as they are: a blank beside these is layout
WIDE = (
    r"\u2014\u2018-\u201d\u2026\u2460-\u24ff"
    r"\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
HAN = "一二三四五六七八九十百零〇"

STOPS = "。！？；：…!?;:"
OPENERS = "（(〔[【〈《「『“‘"
CLOSERS = "）)〕]】〉》」』”’"
#: what cannot begin a line: the line before goes on
NO_START = "，、。；：！？…,;:!?．" + CLOSERS
#: what cannot end one, whatever follows; and what cannot end one unless a new unit follows
NO_END, WEAK_END = "第" + OPENERS, "，、,—"

GAP = regex(f"[{BLANK}{INVISIBLE}]+")
HIDDEN = regex(f"[{INVISIBLE}]+")
LINE = regex(f"[^{LINE_END}]+")
#: blanks but the tab, and the break inside a cell
ROW_STRIP = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2028"
BRACKET = regex(f"[{re.escape(OPENERS + CLOSERS)}]")


def open_brackets(line: str, depth: int) -> int:
    """How many brackets are open at the end of a line; a bracket too many closes nothing."""
    for bracket in BRACKET.findall(line):
        depth = depth + 1 if bracket in OPENERS else max(0, depth - 1)
    return depth
