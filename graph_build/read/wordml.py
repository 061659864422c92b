"""Word documents as one XML file: the package written flat (pkg:package), and the XML of Word 2003 (w:wordDocument)."""

from __future__ import annotations

import base64
import binascii

from graph_build.model import Reading
from graph_build.read import docx
from graph_build.read.archive import lacks
from graph_build.read.markup import Element, attribute, child, children, local, unparsed, within, xml
from graph_build.read.numbering import Numbering
from graph_build.read.transcript import Transcript
from graph_build.sources import Source
from ontology.errors import UnreadableSource


def read(source: Source) -> Reading:
    """The text of a document, as that of the .docx it would be saved as."""
    root = xml(source.content, source.name)
    if local(root) == "package":
        return docx.transcribe(_Flat(source.name, root), "xml")
    if local(root) == "wordDocument":
        return _of_2003(root)
    raise UnreadableSource(
        f"{source.name}: 是 Word 的 XML，但不是文档，请另存为 .docx。XML of Word that is no document; save it as .docx"
    )


class _Flat:
    """The parts of a flat package, by name."""

    def __init__(self, name: str, package: Element) -> None:
        self.name = name
        self._parts = {attribute(part, "name").lstrip("/"): part for part in children(package, "part")}

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def read(self, part: str) -> bytes:
        """The bytes of a part, written anew or out of base64."""
        if part not in self._parts:
            raise lacks(self.name, part)
        held = child(self._parts[part], "xmlData")
        if held is not None and len(held):
            return unparsed(held[0])
        packed = child(self._parts[part], "binaryData")
        try:
            return base64.b64decode((packed.text or "") if packed is not None else "")
        except binascii.Error as error:
            raise UnreadableSource(
                f"{self.name}: 其中的 {part} 已损坏，请重新保存。{part} is broken ({error}); save it anew"
            ) from None


def _of_2003(root: Element) -> Reading:
    """The text of a document of Word 2003, whose paragraphs hold their numbers written out."""
    story = docx.Story(Transcript(), Numbering(None, None))
    for head in within(root, "hdr"):
        story.noise(head)
    body = child(root, "body")
    if body is not None:
        story.blocks(body)
    for foot in within(root, "ftr"):
        story.noise(foot)
    return story.transcript.reading("xml")
