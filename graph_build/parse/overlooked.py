"""Words that look like duties, or like a table of them, and that no attribution took: said, never lost in silence.

overlooked = label ":" names | "(" … duty ")"        责任单位：… · （…负责）
table      = "序号" … label, cells not told apart
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_build.model import CELL_END, Span
from graph_build.parse.lists import read_names
from graph_build.parse.names import is_certain, narrowed
from graph_build.parse.wordings import bare_label_pattern, label_pattern
from graph_build.read.reflow.pasted import looks_like_a_table
from ontology import lexicon
from ontology.patterns import regex

#: What a bracket that gives a duty ends with.
_CLOSING = regex(r"(?:负责|牵头|配合|落实|承办|组织实施)(?:落实|办理|实施)?[。;,]?\)")
#: A colon behind what labels end with: 单位, 部门, 主体, 机构, 科室, 牵头, 主办, 责任, 配合, or a bracket.
_COLON = regex(r":(?<=[位门体构关室区头办任合同责与加)]:)")
#: What such a label ends with, and its verb.
_VERB = regex(r"[位门体构关室][为是]")
#: Who answers for the truth of something has no duty: （纳税人对其真实性负责）
_ANSWERS_FOR = regex(r"对[^,;。]{1,16}负责")
#: Labels of those who run a page or hold an event.
_HOSTS = regex(r"(?:主办|承办|协办|主管|参与|监督|办理|受理|执行)(?:单位|部门|机构)?:")
#: A label stands at the head of a line, of a sentence or of a bracket.
_BEFORE_LABEL = regex(r"(?:^|[\n。;!?(\t])[*●■◆\s]*$")
_LONGEST, _LONGEST_LABEL = 400, 40


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
    found = (*_labels(text, spans), *_said(text, spans), *_duties(text, spans), *_tables(text))
    return tuple(sorted(found, key=lambda overlooked: overlooked.span))


def _is_taken(at: int, taken: Sequence[Span]) -> bool:
    before = bisect_right(taken, at, key=lambda other: other.start)
    return any(other.start <= at < other.end for other in taken[max(0, before - 2) : before])


def _labels(text: str, taken: Sequence[Span]) -> Iterator[Overlooked]:
    plain = narrowed(text)
    for colon in _COLON.finditer(plain):
        if _is_taken(colon.start(), taken):
            continue
        found = next(label_pattern().finditer(plain, max(0, colon.start() - _LONGEST_LABEL), colon.end()), None)
        if not found or found.end() != colon.end() or _HOSTS.match(plain, found.start()):
            continue
        if not _BEFORE_LABEL.search(plain, max(0, found.start() - 8), found.start()):
            continue
        end = min((at for at in (plain.find(stop, found.end()) for stop in "\n。;)") if at >= 0), default=len(plain))
        names = read_names(text, found.end(), end) if end - found.end() <= _LONGEST else None
        if names and any(is_certain(item.text) for item in names.items):
            yield Overlooked(Span(found.start(), end), "label")


def _said(text: str, taken: Sequence[Span]) -> Iterator[Overlooked]:
    """Labels that a sentence says instead of a colon: 牵头单位为市发展改革委."""
    plain = narrowed(text)
    for verb in _VERB.finditer(plain):
        begin = max(0, verb.end() - 1 - _LONGEST_LABEL)
        label = next(
            (one for one in bare_label_pattern().finditer(plain, begin, verb.end() + 12) if one.end() == verb.end()),
            None,
        )
        if label is None or _is_taken(label.start(), taken):
            continue
        end = min((at for at in (plain.find(stop, verb.end()) for stop in "\n。;),") if at >= 0), default=len(plain))
        names = read_names(text, verb.end(), end) if end - verb.end() <= _LONGEST else None
        if names and any(is_certain(item.text) for item in names.items):
            yield Overlooked(Span(label.start(), end), "label")


def _duties(text: str, taken: Sequence[Span]) -> Iterator[Overlooked]:
    plain = narrowed(text)
    for closing in _CLOSING.finditer(plain):
        end = closing.end()
        if _is_taken(end - 1, taken):
            continue
        span = _bracket(plain, end)
        if span and 6 <= span.end - span.start <= _LONGEST and not _ANSWERS_FOR.search(span.of(plain)):
            yield Overlooked(span, "bracket")


def _bracket(plain: str, end: int) -> Span | None:
    """The bracket in one line that is closed at ``end``, if it is no longer than an attribution."""
    depth = 0
    for at in range(end - 1, max(-1, end - _LONGEST - 1), -1):
        if plain[at] == "\n":
            return None
        depth += (plain[at] == ")") - (plain[at] == "(")
        if depth == 0:
            return Span(at, end)
    return None


def _tables(text: str) -> Iterator[Overlooked]:
    if not any(word in text for word in lexicon.ordinals()):
        return
    start = 0
    for line in text.split("\n"):
        if CELL_END not in line and (found := looks_like_a_table(line)):
            yield Overlooked(Span(start + found[0], start + found[1]), "table")
        start += len(line) + 1
