"""The text of a document with what was read in it marked: who is named, in which role, and where each unit begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that says something, in code points, end exclusive."""

    start: int
    end: int
    kind: str  #: attribution, advice, lead or co
    anchor: str = ""  #: of an attribution, the task it is of; of words that are advised of, the name of that advice
    href: str = ""  #: of a name, the page of who is meant
    title: str = ""


#: Marks that others may stand within, the outer first, and as what each is shown.
_TAGS = {"attribution": "mark", "advice": "em"}


def marked(text: str, marks: Iterable[Mark], anchors: Iterable[tuple[int, str]], shown: Callable[[str], str]) -> Markup:
    """The ``text`` as HTML, with ``marks`` and with ``anchors`` (a place and its name) where units begin.

    Names stand within attributions or by themselves; of a mark that overlaps one before it only the anchor is left. All
    that the document says is escaped; ``shown`` makes visible what would not be.

    >>> str(
    ...     marked(
    ...         "一、甲<（局）", [Mark(4, 7, "attribution", "m1/t1"), Mark(5, 6, "lead", href="/b")], [(0, "m1")], str
    ...     )
    ... )
    '<span id="m1"></span>一、甲&lt;<mark id="m1/t1">（<a class="as-lead" href="/b">局</a>）</mark>'
    >>> str(marked("甲局、乙局", [Mark(0, 2, "lead", href="/b"), Mark(0, 5, "advice", "a1")], [], str))
    '<em id="a1"><a class="as-lead" href="/b">甲局</a>、乙局</em>'
    """
    from markupsafe import Markup, escape

    out: list[str] = []
    starts = sorted(anchors, reverse=True)
    ends: list[tuple[int, str]] = []  # what is open, the innermost last
    at = 0

    def words(until: int) -> None:
        nonlocal at
        while starts and starts[-1][0] <= until:
            place, name = starts.pop()
            out.append(str(escape(shown(text[at : max(at, place)]))) + f'<span id="{escape(name)}"></span>')
            at = max(at, place)
        out.append(str(escape(shown(text[at:until]))))
        at = max(at, until)

    def close(until: int) -> None:
        while ends and ends[-1][0] <= until:
            end, tag = ends.pop()
            words(end)
            out.append(tag)

    for mark in sorted(marks, key=lambda each: (each.start, -each.end, [*_TAGS, each.kind].index(each.kind))):
        close(mark.start)
        words(mark.start)
        if (ends and mark.end > ends[-1][0]) or mark.end <= mark.start:
            out.append(f'<span id="{escape(mark.anchor)}"></span>' if mark.anchor else "")
            continue
        title = f' title="{escape(shown(mark.title))}"' if mark.title else ""
        if tag := _TAGS.get(mark.kind):
            out.append(f'<{tag} id="{escape(mark.anchor)}"{title}>')
            ends.append((mark.end, f"</{tag}>"))
        else:
            out.append(f'<a class="as-{mark.kind}" href="{escape(mark.href)}"{title}>')
            ends.append((mark.end, "</a>"))
    close(len(text))
    words(len(text))
    return Markup("".join(out))  # noqa: S704 - every piece of it was escaped above
