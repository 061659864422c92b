"""A document that was read in folded script, its words as they are written again.

Recognisers know one script (``ontology.script``). What they cut out of folded text is cut again here, at the same
places, and so is what is to be resolved by names that differ in script alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from graph_build.model import Citation, Document, Field, Header, Mention, Reflowed, Span
from ontology.script import as_in, fold, ordinary

#: What stands between pieces that were put together: lines of an attribution, cells of a row.
_JOINTS = re.compile(r"(\n| \| )")
_MADE_ALIKE = re.compile(r"[〔〕﹝﹞［］\[\]()（）【】\d]")


@dataclass(frozen=True, slots=True)
class _Scripts:
    """A text in two scripts, place by place the same: what words were cut out of, and what they are cut out of now."""

    old: str
    new: str

    def again(self, value: Any, near: Span) -> Any:
        """``value`` with every string in it cut again; ``near`` is where its words stand."""
        if type(value) is str:
            return self.words(value, near)
        if isinstance(value, Span):
            return value
        if isinstance(value, Mention):
            return self._mention(value)
        if isinstance(value, tuple):
            parts = [self.again(part, near) for part in value]
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)  # named ones stay what they are
        if is_dataclass(value) and not isinstance(value, type):
            span = getattr(value, "span", near)
            kept = {"party"} if isinstance(value, Field) else frozenset[str]()
            changed = {f.name: self.again(getattr(value, f.name), span) for f in fields(value) if f.name not in kept}
            if isinstance(value, Header | Citation) and value.number:
                changed["number"] = self._number(value.number)
            if isinstance(value, Field) and value.party:
                changed["party"] = replace(value.party, name=as_in(changed["text"], value.party.name))
            return replace(value, **changed)
        return value

    def _mention(self, mention: Mention) -> Mention:
        """A mention cut again, its party under the name that the document gives it, in ordinary characters."""
        surface, owner = self.words(mention.surface, mention.span), self.words(mention.owner, mention.span)
        if ordinary(surface) != surface:
            owner = ordinary(owner or surface)
        party = mention.party and replace(mention.party, name=as_in(owner or surface, mention.party.name))
        return mention._replace(surface=surface, owner=owner, party=party)

    def words(self, words: str, near: Span) -> str:
        """The words cut again where they stand, else where they first stand in the text."""
        if words == near.of(self.old):
            return near.of(self.new)
        if _JOINTS.search(words):
            return "".join(piece if _JOINTS.match(piece) else self.words(piece, near) for piece in _JOINTS.split(words))
        for start, end in (near, (0, len(self.old))):
            at = self.old.find(words, start, end)
            if words and at >= 0:
                return self.new[at : at + len(words)]
        return words

    def _number(self, words: str) -> str:
        """A document number, whose brackets and digits were made alike."""
        pattern = "".join("." if _MADE_ALIKE.match(char) else re.escape(char) for char in words)
        found = re.search(pattern, self.old)
        if not found:
            return words
        cut = self.new[found.start() : found.end()]
        return "".join(char if _MADE_ALIKE.match(char) else new for char, new in zip(words, cut, strict=True))


#: A half-width comma, colon or semicolon beside a wide character, and a full-width digit.
_HALF = re.compile(r"[,:;](?=[^\x00-\x7f])|(?<=[^\x00-\x7f])[,:;]")
_WIDE_DIGIT = re.compile("[０-９]")
_FULL = {",": "，", ":": "：", ";": "；"}


def folded(reflowed: Reflowed) -> Reflowed:
    """The text in the one script and the widths that recognisers know; itself where it is written in these."""
    text = _HALF.sub(lambda found: _FULL[found[0]], fold(reflowed.text))
    text = _WIDE_DIGIT.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text)
    return reflowed if text == reflowed.text else replace(reflowed, text=text)


def cut_again(document: Document, reflowed: Reflowed) -> Document:
    """``document`` with its words cut out of ``reflowed``, the same text in another script."""
    if document.reflowed is reflowed:
        return document
    scripts, whole = _Scripts(document.reflowed.text, reflowed.text), Span(0, len(reflowed.text))
    return replace(
        document,
        reflowed=reflowed,
        header=scripts.again(document.header, whole),
        sections=scripts.again(document.sections, whole),
        measures=scripts.again(document.measures, whole),
        warnings=scripts.again(document.warnings, whole),
    )
