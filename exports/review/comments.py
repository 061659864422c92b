"""Word comments in a file that somebody else wrote: parts are added, runs are split where a comment begins or ends.

After ECMA-376 part 1, 17.13.4 (comments): a range from ``commentRangeStart`` to ``commentRangeEnd``, a run with
``commentReference`` behind it, and the comment of the same id in a part of its own. Every other part of the package
keeps its bytes; comments and tracked changes that are there stay as they are.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from posixpath import basename, dirname, join, relpath

from graph_build.read.archive import Archive
from graph_build.read.docx import main_part
from graph_build.read.markup import Element, local, unparsed, xml
from graph_build.read.runs import Origin, Runs, text_elements
from graph_build.sources import Source

AUTHOR, INITIALS = "Fengong", "FG"
_STRICT = "http://purl.oclc.org/ooxml/"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Comment:
    """What is said of a stretch of the source text, paragraph by paragraph."""

    start: int
    end: int
    paragraphs: tuple[str, ...]


def commented(source: Source, runs: Runs, comments: Sequence[Comment], day: str = "") -> bytes:
    """The .docx with the comments at their words; ``day`` (ISO) dates them, else they bear no date.

    A comment ends where its first paragraph ends: Word anchors none over several cells. One on words that are not in
    the body (a running head, a footnote, a text box, a formula) stands at the paragraph nearest to them.
    """
    archive = Archive(source)
    main = main_part(archive)
    root = xml(archive.read(main), source.name)
    package = _Package(archive, main, root)
    identifier = package.next_comment()
    anchors = [
        (number, first, last, comment)
        for number, comment in enumerate(comments, identifier)
        if (found := runs.covered(comment.start, comment.end))
        for first, last in [(found[0], found[-1])]
    ]
    body = _Body(root)
    for number, first, last, _ in anchors:
        body.anchor(number, first, last)
    body.place()
    package.add_comments([(number, comment.paragraphs) for number, _, _, comment in anchors], day)
    return package.to_bytes()


class _Body:
    """The body of a document, in which comments are anchored."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.w = root.tag.rpartition("}")[0] + "}"
        self.texts = text_elements(root)
        self._anchors: list[tuple[int, Origin, Origin]] = []

    def anchor(self, number: int, first: Origin, last: Origin) -> None:
        """Remembers where a comment is to stand."""
        home = self._paragraph(self.texts[first.element])
        while last.element > first.element and self._paragraph(self.texts[last.element]) is not home:
            element = last.element - 1
            last = Origin(element, max(len(self.texts[element].text or "") - 1, 0))
        self._anchors.append((number, first, last))

    def place(self) -> None:
        """Splits the runs at all places where a comment begins or ends, and puts the marks there."""
        cuts: dict[int, set[int]] = {}
        fine = [each for each in self._anchors if self._is_plain(each[1].element) and self._is_plain(each[2].element)]
        for _, first, last in fine:
            cuts.setdefault(first.element, set()).add(first.character)
            cuts.setdefault(last.element, set()).add(last.character + 1)
        pieces = {(element, at): piece for element in sorted(cuts) for at, piece in self._cut(element, cuts[element])}
        # The last in the text first, and of those that begin together the longest outside.
        for number, first, last in sorted(self._anchors, key=lambda each: (each[1], each[2], each[0]), reverse=True):
            if (number, first, last) in fine:
                begin, after = pieces[first.element, first.character], pieces[last.element, last.character + 1]
                begin.addprevious(self._mark("commentRangeStart", number))
                for mark in (self._mark("commentRangeEnd", number), self._reference(number)):
                    after.addprevious(mark)
            else:
                self._beside(number, self.texts[first.element])
        for stop in list(self.root.iter(f"{self.w}{_STOP}")):
            _parent(stop).remove(stop)

    def _cut(self, element: int, at: Iterable[int]) -> list[tuple[int, Element]]:
        """The runs that begin at some characters of a text element; behind its last stands a mark to be removed."""
        text = self.texts[element]
        words = text.text or ""
        found = []
        for place in sorted(at, reverse=True):
            run = _parent(text)
            if place >= len(words) and text.getnext() is None:
                piece = run.makeelement(f"{self.w}{_STOP}")
                run.addnext(piece)
            elif place == 0 and all(local(other) == "rPr" for other in text.itersiblings(preceding=True)):
                piece = run
            else:
                piece = self._split(run, text, place)
            found.append((place, piece))
        return found

    def _split(self, run: Element, text: Element, place: int) -> Element:
        """The new run that begins at a character of a text element and holds the rest of its run."""
        behind = deepcopy(run)
        for child in list(behind):
            behind.remove(child)
        properties = next((child for child in run if local(child) == "rPr"), None)
        if properties is not None:
            behind.append(deepcopy(properties))
        rest = list(text.itersiblings())
        words = text.text or ""
        if place == 0:
            behind.append(text)
        elif place < len(words):
            other = text.makeelement(text.tag, {_SPACE: "preserve"})
            other.text, text.text = words[place:], words[:place]
            text.set(_SPACE, "preserve")
            behind.append(other)
        for child in rest:
            behind.append(child)
        run.addnext(behind)
        return behind

    def _is_plain(self, element: int) -> bool:
        """Whether words stand in a run of the body itself: not in a formula, nor in a text box."""
        text = self.texts[element]
        boxed = any(local(above) == "txbxContent" for above in text.iterancestors())
        return _parent(text).tag == f"{self.w}r" and not boxed

    def _paragraph(self, text: Element) -> Element:
        """The outermost paragraph around words."""
        return [above for above in text.iterancestors() if above.tag == f"{self.w}p"][-1]

    def _beside(self, number: int, text: Element) -> None:
        """Puts a comment at the beginning of the paragraph around words that take none themselves."""
        paragraph = self._paragraph(text)
        at = 1 if len(paragraph) and local(paragraph[0]) == "pPr" else 0
        marks = self._mark("commentRangeStart", number), self._mark("commentRangeEnd", number), self._reference(number)
        for mark in reversed(marks):
            paragraph.insert(at, mark)

    def _mark(self, name: str, number: int) -> Element:
        return self.root.makeelement(f"{self.w}{name}", {f"{self.w}id": str(number)})

    def _reference(self, number: int) -> Element:
        run = self.root.makeelement(f"{self.w}r")
        run.append(self._mark("commentReference", number))
        return run


#: What stands where words end until all comments are placed.
_STOP = "fengongStop"


class _Package:
    """A package of Word with its main part parsed, and a part for comments."""

    def __init__(self, archive: Archive, main: str, root: Element) -> None:
        self.archive = archive
        self.main = main
        self.root = root
        self.w = root.tag.rpartition("}")[0][1:]
        self.changed: dict[str, bytes] = {}
        self.relations = join(dirname(main), "_rels", f"{basename(main)}.rels")
        self.comments = self._comments_part()

    def _comments_part(self) -> str:
        """The name of the part with comments; a new one if there is none."""
        if self.relations in self.archive:
            for relation in xml(self.archive.read(self.relations), self.relations):
                if relation.get("Type", "").endswith("/comments"):
                    target = relation.get("Target", "")
                    return target.lstrip("/") if target.startswith("/") else join(dirname(self.main), target)
        names, at = set(self.archive.names()), 0
        while (name := join(dirname(self.main), f"comments{at or ''}.xml")) in names:
            at += 1
        return name

    def next_comment(self) -> int:
        """An id above those of all comments, and of all that is marked as one."""
        held = [
            element.get(f"{{{self.w}}}id", "") for element in self.root.iter() if local(element).startswith("comment")
        ]
        if self.comments in self.archive:
            held += [element.get(f"{{{self.w}}}id", "") for element in xml(self.archive.read(self.comments), "")]
        return max((int(number) for number in held if number.isdecimal()), default=-1) + 1

    def add_comments(self, comments: Sequence[tuple[int, tuple[str, ...]]], day: str) -> None:
        """Adds the comments, and what a package says of the part that holds them; none leave it as it is."""
        if not comments:
            return
        new = self.comments not in self.archive
        part = (
            xml(f'<w:comments xmlns:w="{self.w}"/>'.encode(), self.comments)
            if new
            else xml(self.archive.read(self.comments), self.comments)
        )
        for number, paragraphs in comments:
            part.append(self._comment(part, number, paragraphs, day))
        self.changed[self.comments] = _serialised(part)
        self.changed[self.main] = _serialised(self.root)
        if new:
            self._declare()

    def _comment(self, part: Element, number: int, paragraphs: Sequence[str], day: str) -> Element:
        w = f"{{{self.w}}}"
        said = {f"{w}id": str(number), f"{w}author": AUTHOR}
        said |= {f"{w}date": f"{day}T00:00:00Z"} if day else {}
        comment = part.makeelement(f"{w}comment", said | {f"{w}initials": INITIALS})
        for words in paragraphs:
            paragraph = part.makeelement(f"{w}p")
            run = part.makeelement(f"{w}r")
            text = part.makeelement(f"{w}t", {_SPACE: "preserve"})
            text.text = words
            run.extend([self._properties(part, "r", sz={"val": "20"}), text])
            plain = {"before": "0", "after": "0", "line": "240", "lineRule": "auto"}
            indent = {"left": "0", "firstLineChars": "0", "firstLine": "0"}
            aligned = {"val": "left"}
            paragraph.extend([self._properties(part, "p", spacing=plain, ind=indent, jc=aligned), run])
            comment.append(paragraph)
        return comment

    def _properties(self, part: Element, of: str, **each: dict[str, str]) -> Element:
        """How a comment looks, or it would look as the text does: 16 points, indented by two characters."""
        w = f"{{{self.w}}}"
        properties = part.makeelement(f"{w}{of}Pr")
        for name, values in each.items():
            properties.append(part.makeelement(f"{w}{name}", {f"{w}{key}": value for key, value in values.items()}))
        return properties

    def _declare(self) -> None:
        """Says in the relations of the main part and in the list of contents that there is a part of comments."""
        types = xml(self.archive.read("[Content_Types].xml"), "[Content_Types].xml")
        types.append(
            types.makeelement(f"{{{_CONTENT_TYPES}}}Override", {"PartName": f"/{self.comments}", "ContentType": _KIND})
        )
        self.changed["[Content_Types].xml"] = _serialised(types)
        relations = (
            xml(self.archive.read(self.relations), self.relations)
            if self.relations in self.archive
            else xml(f'<Relationships xmlns="{_RELATIONS}"/>'.encode(), self.relations)
        )
        held, at = {relation.get("Id") for relation in relations}, 1
        while f"rIdFengong{at}" in held:
            at += 1
        kind = (
            f"{_STRICT}officeDocument/relationships/comments"
            if self.w.startswith(_STRICT)
            else "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
        )
        target = relpath(self.comments, dirname(self.main) or ".")
        relations.append(
            relations.makeelement(
                f"{{{_RELATIONS}}}Relationship", {"Id": f"rIdFengong{at}", "Type": kind, "Target": target}
            )
        )
        self.changed[self.relations] = _serialised(relations)

    def to_bytes(self) -> bytes:
        """The package: what changed anew, all else as it was, in its order."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for member in self.archive.members():
                content = self.changed.pop(member.filename, None)
                content = self.archive.read(member.filename) if content is None else content
                target.writestr(member, content, member.compress_type)
            for name, content in sorted(self.changed.items()):
                target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def _parent(element: Element) -> Element:
    """What an element stands in; only the root stands in nothing."""
    parent = element.getparent()
    return element if parent is None else parent


def _serialised(root: Element) -> bytes:
    """The bytes of a part, as office programs write them: declared as UTF-8 that stands alone."""
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + unparsed(root)
