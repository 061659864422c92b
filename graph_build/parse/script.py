"""A document that was read in folded script, its words as they are written again.

Recognisers know one script (``ontology.script``). What they cut out of folded text is cut again here, at the same
places, and so is what is to be resolved by names that differ in script alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress, count
from operator import is_, ne
from typing import Any

from graph_build.model import (
    Attribution,
    Citation,
    Document,
    Evidence,
    Field,
    Header,
    Indexing,
    Measure,
    Mention,
    Reflowed,
    Review,
    Rule,
    Section,
    Span,
    Target,
    Task,
    TimeLimit,
)
from ontology.patterns import regex
from ontology.script import as_in, fold, ordinary

#: What stands between pieces that were put together: lines of an attribution, cells of a row.
_JOINTS = regex(r"(\n| \| )")
_MADE_ALIKE = regex(r"[〔〕﹝﹞［］\[\]()（）【】\d]")


#: The fields of each record that hold words of its text, or records that do; ids and numbers are counted, not cut.
_CUT: Mapping[type[Any], tuple[str, ...]] = {
    Header: ("title", "number", "issuers", "addressees", "cc", "citations", "rules"),
    Rule: ("text", "mentions"),
    Section: ("marker", "title"),
    Measure: ("text", "tasks", "citations", "fields", "themes"),
    Task: ("attribution", "limits", "targets", "review"),
    Attribution: ("text", "mentions", "tail", "doubts"),
    TimeLimit: ("text",),
    Target: ("text", "indicator", "unit"),
    Citation: ("title", "number"),
    Indexing: ("evidence",),
    Evidence: ("words",),
    Review: ("extracted",),
}
#: Records whose words all stand in their span.
_WITHIN = (TimeLimit, Target, Section)


#: Two texts are compared by so many characters at once: few stretches differ, and only these are looked into.
_STRETCH = 64


def _differing(old: str, new: str) -> Iterator[int]:
    """Where two texts of one length differ."""
    for start in range(0, len(old), _STRETCH):
        if old[start : start + _STRETCH] != new[start : start + _STRETCH]:
            yield from compress(count(start), map(ne, old[start : start + _STRETCH], new[start : start + _STRETCH]))


@dataclass(frozen=True, slots=True)
class _Scripts:
    """A text in two scripts, place by place the same: what words were cut out of, and what they are cut out of now."""

    old: str
    new: str
    changed: tuple[int, ...]  #: the places where they differ

    @classmethod
    def of(cls, old: str, new: str) -> _Scripts:
        """Both texts with the places where they differ."""
        return cls(old, new, tuple(_differing(old, new)))

    def same(self, span: Span) -> bool:
        """Whether both say the same in ``span``."""
        return bisect_left(self.changed, span.start) == bisect_left(self.changed, span.end)

    def again(self, value: Any, near: Span) -> Any:
        """``value`` with every string in it cut again; ``near`` is where its words stand. Itself if nothing changed."""
        kind = type(value)
        if kind is str:
            return self.words(value, near)
        if kind is tuple:
            parts = [self.again(part, near) for part in value]
            return value if all(map(is_, parts, value)) else tuple(parts)
        if kind is Mention:
            return value if self.same(value.span) else self._mention(value)
        if kind is Field:
            return self._field(value)
        if kind not in _CUT or (kind in _WITHIN and self.same(value.span)):
            return value
        if kind is Measure and self._untouched(value):
            return value
        span = getattr(value, "span", near)
        changed = {}
        for name in _CUT[kind]:
            old = getattr(value, name)
            new = self._number(old) if name == "number" and old else self.again(old, span) if old else old
            if new is not old:
                changed[name] = new
        if not changed:
            return value
        return value._replace(**changed) if hasattr(value, "_replace") else replace(value, **changed)

    def _field(self, field: Field) -> Field:
        """A field of the header cut again, its party under the name that the document gives it."""
        text = self.words(field.text, field.span)
        return replace(field, text=text, party=field.party and replace(field.party, name=as_in(text, field.party.name)))

    def _untouched(self, measure: Measure) -> bool:
        """Whether neither a measure nor a cell that reaches into it from elsewhere is cut again."""
        return self.same(measure.span) and all(
            task.attribution is None or self.same(task.attribution.span) for task in measure.tasks
        )

    def _mention(self, mention: Mention) -> Mention:
        """A mention cut again, its party under the name that the document gives it, in ordinary characters."""
        surface, owner = self.words(mention.surface, mention.span), self.words(mention.owner, mention.span)
        if ordinary(surface) != surface:
            owner = ordinary(owner or surface)
        party = mention.party and replace(mention.party, name=as_in(owner or surface, mention.party.name))
        return mention._replace(surface=surface, owner=owner, party=party)

    def words(self, words: str, near: Span) -> str:
        """The words cut again where they stand, else where they first stand in the text."""
        if not words:
            return words
        if words == near.of(self.old):
            return near.of(self.new)
        if _JOINTS.search(words):
            return "".join(piece if _JOINTS.match(piece) else self.words(piece, near) for piece in _JOINTS.split(words))
        at = self.old.find(words, *near)
        if at < 0:
            at = self.old.find(words)
        return self.new[at : at + len(words)] if at >= 0 else words

    def _number(self, words: str) -> str:
        """A document number, whose brackets and digits were made alike."""
        at = self.old.find(words)
        if at < 0:
            pattern = "".join("." if _MADE_ALIKE.match(char) else re.escape(char) for char in words)
            found = re.search(pattern, self.old)
            if not found:
                return words
            at = found.start()
        cut = self.new[at : at + len(words)]
        return "".join(char if _MADE_ALIKE.match(char) else new for char, new in zip(words, cut, strict=True))


#: Half-width marks beside a wide character, each with the wide one. The mark stands first: so it is looked for first.
_HALF = tuple(
    (mark, wide, regex(rf"{mark}(?:(?=[^\x00-\x7f])|(?<=[^\x00-\x7f]{mark}))"))
    for mark, wide in ((",", "，"), (":", "："), (";", "；"))
)
_WIDE_DIGIT = regex("[０-９]")
#: A mark that a text says its leads bear, and that is none elsewhere: 加“●”的为牵头单位.
_BORNE = regex(
    r"(?:标|带|加|注|打)(?:有|注)?[“\"]?(?P<mark>[●■◆◎○□◇◉✓√#＃])[”\"]?号?(?:者|的)?[^。；()（）\n、：:]{0,8}?(?:牵头|主办|主责)"
)


def simplified(reflowed: Reflowed) -> Reflowed:
    """The text in the one script that names are resolved in; itself where it is written in that."""
    text = fold(reflowed.text)
    return reflowed if text is reflowed.text else replace(reflowed, text=text)


def folded(reflowed: Reflowed) -> Reflowed:
    """The text in the one script and the widths that recognisers know; itself where it is written in these.

    A half-width comma, colon or semicolon beside a wide character is a wide one, a wide digit a narrow one, and a mark
    that the text says its leads bear is a star.
    """
    text = fold(reflowed.text)
    for mark, wide, beside in _HALF:
        if mark in text:
            text = beside.sub(wide, text)
    if any(digit in text for digit in "０１２３４５６７８９"):
        text = _WIDE_DIGIT.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text)
    if borne := _BORNE.search(text):
        text = text.replace(borne["mark"], "★")
    return reflowed if text == reflowed.text else replace(reflowed, text=text)


def cut_again(document: Document, reflowed: Reflowed) -> Document:
    """``document`` with its words cut out of ``reflowed``, the same text in another script."""
    if document.reflowed is reflowed:
        return document
    scripts, whole = _Scripts.of(document.reflowed.text, reflowed.text), Span(0, len(reflowed.text))
    return replace(
        document,
        reflowed=reflowed,
        header=scripts.again(document.header, whole),
        sections=scripts.again(document.sections, whole),
        measures=scripts.again(document.measures, whole),
        warnings=scripts.again(document.warnings, whole),
    )
