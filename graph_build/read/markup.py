"""XML and HTML as element trees: the only importer of lxml, and where hostile markup is turned away.

The parser itself bounds depth (256) and the growth of entities; nothing is ever fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ontology.errors import UnreadableSource
from ontology.patterns import regex

if TYPE_CHECKING:
    from lxml.etree import _Element

    Element = _Element
else:
    Element = object


def xml(content: bytes, name: str) -> Element:
    """The root of an XML part of a document; one that declares a document type is refused.

    No office program writes one, and entities are declared there.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        _refuse_large(error)
        raise UnreadableSource(
            f"{name}: XML 已损坏，请打开后重新保存。broken XML ({error}); open it and save it anew"
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableSource(
            f"{name}: 其中的 XML 声明了文档类型，办公软件不会这样写，已拒绝；请用办公软件打开后重新保存。"
            "its XML declares a document type, which no office program does; refused"
        )
    return root


def html(text: str, name: str) -> Element:
    """The root of an HTML page, or of a fragment of one, in whatever state."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        _refuse_large(error)
        raise UnreadableSource(
            f"{name}: 网页已损坏，请重新保存网页。broken HTML ({error}); save the page anew"
        ) from None
    if root is None:
        raise UnreadableSource(f"{name}: 网页没有内容，请重新保存网页。an HTML page that says nothing")
    return root


def _refuse_large(error: Exception) -> None:
    """Raises ``MemoryError`` for what libxml2 says when it has no memory left: that, or nothing at all."""
    if getattr(error, "code", None) in _NO_MEMORY:
        raise MemoryError from error


#: XML_ERR_OK, with which nothing is parsed either, and XML_ERR_NO_MEMORY
_NO_MEMORY = (0, 2)


def unparsed(element: Element) -> bytes:
    """The bytes of an element as an XML file of its own, in UTF-8 and undeclared."""
    from lxml import etree

    return bytes(etree.tostring(element, encoding="utf-8"))


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment or an entity.

    Namespaces are ignored: strict and transitional forms of a format differ in little else.
    """
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace, "" if there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def integer(digits: str, default: int, most: int) -> int:
    """The number that an attribute says, at most ``most`` however many digits it has.

    >>> integer("3", 1, 1000), integer("9" * 5000, 1, 1000), integer("x", 1, 1000)
    (3, 1000, 1)
    """
    if not digits.isdecimal():
        return default
    return min(int(digits), most) if len(digits) <= len(str(most)) else most


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of these names, in order."""
    return (child for child in element if local(child) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of the first child … by name, or None."""
    for name in path:
        element = next(children(element, name), None) if element is not None else None
    return element


def within(element: Element, *names: str) -> Iterator[Element]:
    """All elements of these names, at any depth, in order."""
    return (inner for inner in element.iter() if local(inner) in names)


_SPACES = regex(r"[ \t\r\n\f]+")


def one_blank(text: str | None) -> str:
    """Text of a markup file as a browser shows it: a run of blanks and line ends is one."""
    return _SPACES.sub(" ", text) if text else ""


def said(element: Element) -> str:
    """All text of an element and of those within it, outer blanks cut."""
    return "".join(str(text) for text in element.itertext()).strip()
