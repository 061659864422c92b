"""IRIs and document numbers: what the IRI of every thing begins with; its parts are counted on from there.

Identifiers stay readable (…/id/doc/新政办发-2017-107/s1.2/m4/t1/a2): Chinese stands as it is, since these are
IRIs (RFC 3987); only what RFC 3987 forbids in a path segment is percent-encoded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Self

from ontology.patterns import regex
from ontology.prefixes import BASE
from ontology.script import fold

if TYPE_CHECKING:
    from graph_build.model import Document, Span

#: What RFC 3987 does not allow in a path segment, and what would end it: ASCII but pchar, controls, blanks, marks of
#: direction, private use, and the two noncharacters that close each plane.
_NONCHARACTERS = "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = regex(
    r"[\x00-\x20\x7f-\xa0<>\"{}|\\^`%/?#\[\]\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff"
    rf"\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U0010ffff{_NONCHARACTERS}]"
    r"|\.\Z"  # a prefixed name that ends in a dot ends a statement to readers of Turtle; segments . and .. are steps
)

_NUMBER = regex(
    r"(?P<office>[\u4e00-\u9fff]{1,14}?)\s*"  # 新政办发
    r"[〔﹝\[(（【［〈「<＜《]\s*(?P<year>(?:19|20)\d{2})\s*[〕﹞\])）】］〉」>＞》]\s*"  # 〔2017〕
    r"第?\s*(?P<serial>\d{1,5})\s*号"  # 107号
)
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def segment(name: str) -> str:
    """``name`` as one segment of an IRI path.

    >>> segment("新闻出版广电局(版权局)"), segment("县/市 政府"), segment("1.")
    ('新闻出版广电局(版权局)', '县%2F市%20政府', '1%2E')
    """
    return _FORBIDDEN.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name)


@dataclass(frozen=True, slots=True, order=True)
class DocumentNumber:
    """The number an office gives a document: office code, year, serial."""

    office: str
    year: int
    serial: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The first document number written in ``text``, brackets of any width, or None.

        >>> DocumentNumber.parse("新政办发[2017]107号")
        DocumentNumber(office='新政办发', year=2017, serial=107)
        """
        found = _NUMBER.search(text.translate(_WIDE_DIGITS))
        return cls(found["office"], int(found["year"]), int(found["serial"])) if found else None

    def __str__(self) -> str:
        """The number as offices print it: 新政办发〔2017〕107号."""
        return f"{self.office}〔{self.year}〕{self.serial}号"

    @property
    def key(self) -> str:
        """The number as a segment of an IRI: 新政办发-2017-107."""
        return f"{self.office}-{self.year}-{self.serial}"


def digest(text: str | bytes, length: int = 8) -> str:
    """The first hexadecimal digits of the SHA-256 of ``text``, stable over runs and versions."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:length]


def document(key: str) -> str:
    """The IRI of the document known by ``key``.

    >>> document("新政办发-2017-107")
    'https://w3id.org/fengong/id/doc/新政办发-2017-107'
    """
    return f"{BASE}id/doc/{segment(key)}"


def text(address: str, source_hash: str) -> str:
    """The IRI of a source text of the document at ``address``."""
    return f"{address}/text/{source_hash[:8]}"


def span(text_address: str, place: Span) -> str:
    """The IRI of a stretch of a source text."""
    return f"{text_address}/{place.start}-{place.end}"


def alignment(measure: str, turn: int) -> str:
    """The IRI of what is said of the ``turn``-th measure above, counted from 1, that a measure carries out."""
    return f"{measure}/carries/{turn}"


def version(address: str, reading: str) -> str:
    """The IRI of a version of the document at ``address``: what several texts of it are read as alike."""
    return f"{BASE}id/version/{address.rpartition('/')[2]}/{reading[:8]}"


def version_graph(key: str, reading: str) -> str:
    """The IRI of the named graph of a version that does not count."""
    return f"{BASE}graph/version/{segment(key)}/{reading[:8]}"


def cited(title: str) -> str:
    """The IRI of a document that is known by its title only."""
    return f"{BASE}id/doc/cited/{segment(title)}"


def graph(kind: str, key: str) -> str:
    """The IRI of a named graph: ``kind`` is doc, derived, review or trace."""
    return f"{BASE}graph/{kind}/{segment(key)}"


def body(jurisdiction: str, name: str) -> str:
    """The IRI of a body, from the code of its jurisdiction and its name without the jurisdiction.

    >>> body("650000", "知识产权局")
    'https://w3id.org/fengong/id/body/650000/知识产权局'
    """
    return f"{BASE}id/body/{segment(jurisdiction)}/{segment(name)}"


def group(jurisdiction: str, name: str) -> str:
    """The IRI of a class of bodies that documents of one jurisdiction share."""
    return f"{BASE}id/group/{segment(jurisdiction)}/{segment(name)}"


def group_type(name: str) -> str:
    """The IRI of the concept that open groups of several documents are instances of."""
    return f"{BASE}id/grouptype/{segment(name)}"


def place(code: str) -> str:
    """The IRI of a jurisdiction, by its GB/T 2260 code."""
    return f"{BASE}id/place/{segment(code)}"


@cache
def policy_field(name: str) -> str:
    """The IRI of a policy field, the top level of themes."""
    return f"{BASE}id/field/{segment(name)}"


@cache
def theme(name: str) -> str:
    """The IRI of an aspect of a policy field."""
    return f"{BASE}id/theme/{segment(name)}"


def document_key(document: Document) -> str:
    """The key of a document's IRI: its number, else issuer, date and title, else a hash of its text.

    Where two of issuer, date and title are missing, they do not tell a document from others.
    """
    header = document.header
    number = DocumentNumber.parse(fold(header.number)) if header.number else None
    if number:
        return number.key
    issuer = header.issuers[0].text if header.issuers else "document"
    title = "".join(header.title.text.split()) if header.title else ""
    told = title and (header.issuers or header.date)
    return f"{issuer}-{header.date.isoformat() + '-' if header.date else ''}{digest(title if told else document.text)}"


def unit_keys(document: Document) -> tuple[dict[str, str], tuple[str, ...]]:
    """The path of each section by its id, and of each measure in order: s1.2 and s1.2/m4, a repeated one m4~2."""
    sections = {section.id: f"s{section.id}" for section in document.sections}
    seen: dict[str, int] = {}
    measures = []
    for measure in document.measures:
        path = f"{sections[measure.section]}/" if measure.section in sections else ""
        path += f"m{segment(measure.number)}"
        seen[path] = seen.get(path, 0) + 1
        measures.append(path if seen[path] == 1 else f"{path}~{seen[path]}")
    return sections, tuple(measures)


def run(software: str, authority: str, source: str) -> str:
    """The IRI of the run of a version of the software, with an authority file, over a source, by their hashes."""
    return f"{BASE}id/run/{software}-{authority[:8]}-{source[:8]}"


def software(name: str) -> str:
    """The IRI of a version of the software: fengong-0.1.0."""
    return f"{BASE}id/software/{name}"


def agent(name: str) -> str:
    """The IRI of a person who corrects.

    >>> agent("张三").rpartition("/")[2]
    '张三'
    """
    return f"{BASE}id/agent/{segment(name)}"
