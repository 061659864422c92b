"""Words that look like duties, or like a table of them, and that no attribution took: said, never lost in silence.

overlooked = label ":" names | "(" … duty ")"        责任单位：… · （…负责）
table      = "序号" … label, cells not told apart
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_build.model import CELL_END, Span
from graph_build.parse.attribution import brackets
from graph_build.parse.mentions import is_certain, narrowed, read_names
from graph_build.parse.wordings import label_pattern
from graph_build.read.pasted import looks_like_a_table

#: What a bracket that gives a duty ends with.
_DUTY = re.compile(r"(?:负责|牵头|配合|落实|承办|组织实施)(?:落实|办理|实施)?[。;,]?\)?$")
#: Who answers for the truth of something has no duty: （纳税人对其真实性负责）
_ANSWERS_FOR = re.compile(r"对[^,;。]{1,16}负责")
#: Labels of those who run a page or hold an event.
_HOSTS = re.compile(r"(?:主办|承办|协办|主管|参与|监督|办理|受理|执行)(?:单位|部门|机构)?:")
#: A label stands at the head of a line, of a sentence or of a bracket.
_BEFORE_LABEL = re.compile(r"(?:^|[\n。;!?(\t])[*●■◆\s]*$")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Overlooked:
    """A place that looks like duties and was not read."""

    span: Span
    kind: str  #: label, bracket, table

    def warning(self, text: str) -> str:
        """What is to be said of it."""
        words = self.span.of(text).replace("\n", " ")[:60]
        if self.kind == "table":
            return f"looks like a table whose cells cannot be told apart; give the file it was copied from: {words}"
        return f"looks like duties and was not read: {words}"


def find_overlooked(text: str, taken: Sequence[Span]) -> tuple[Overlooked, ...]:
    """What looks like duties in ``text`` outside the spans that attributions ``taken``, in order.

    >>> text = "一、修路。责任单位：市交通局"
    >>> [found.span.of(text) for found in find_overlooked(text, ())]
    ['责任单位：市交通局']
    """
    spans = sorted(taken)
    found = (*_labels(text), *_duties(text), *_tables(text))
    return tuple(
        sorted((one for one in found if not _is_taken(one.span, spans)), key=lambda overlooked: overlooked.span)
    )


def _is_taken(span: Span, taken: Sequence[Span]) -> bool:
    at = bisect_right(taken, span.start, key=lambda other: other.start)
    near = taken[max(0, at - 2) : at + 1]
    return any(other.start < span.end and span.start < other.end for other in near)


def _labels(text: str) -> Iterator[Overlooked]:
    plain = narrowed(text)
    for found in label_pattern().finditer(plain):
        if _HOSTS.match(plain, found.start()) or not _BEFORE_LABEL.search(
            plain, max(0, found.start() - 8), found.start()
        ):
            continue
        end = min((at for at in (plain.find(stop, found.end()) for stop in "\n。;)") if at >= 0), default=len(plain))
        names = read_names(text, found.end(), end) if end - found.end() <= _LONGEST else None
        if names and any(is_certain(item.text) for item in names.items):
            yield Overlooked(Span(found.start(), end), "label")


def _duties(text: str) -> Iterator[Overlooked]:
    for span in brackets(text, Span(0, len(text))):
        words = narrowed(text)[span.start : span.end]
        if 4 <= len(words) <= _LONGEST and _DUTY.search(words) and not _ANSWERS_FOR.search(words):
            yield Overlooked(span, "bracket")


def _tables(text: str) -> Iterator[Overlooked]:
    start = 0
    for line in text.split("\n"):
        if "序号" in line and CELL_END not in line and (found := looks_like_a_table(line)):
            yield Overlooked(Span(start + found[0], start + found[1]), "table")
        start += len(line) + 1
