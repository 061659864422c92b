"""Reading: bytes to source text, one module a format, and ``reflow`` from there to text without breaks.

A source is read as what its bytes are, whatever its name says.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Literal

from graph_build.model import Reading, Source, Unread
from graph_build.read.archive import Archive
from graph_build.read.encoding import MARKS
from graph_build.read.reflow import reflow
from ontology.errors import UnknownFormat, UnreadableSource

__all__ = ["FORMATS", "candidates", "count", "format_of", "named", "read", "reflow", "sources"]

#: the formats that are read, by the module that reads them
FORMATS: dict[str, str] = {
    "txt": "text",
    "html": "html",
    "docx": "docx",
    "pdf": "pdf",
    "ofd": "ofd",
    "png": "ocr",
    "jpg": "ocr",
    "tif": "ocr",
    "doc": "office",
    "wps": "office",
    "rtf": "office",
    "odt": "office",
}
#: suffixes of files that a folder is searched for
SUFFIXES = frozenset({f".{name}" for name in FORMATS} | {".htm", ".text", ".md", ".docm", ".zip", ".jpeg", ".tiff"})
#: bytes of a source; a thousand pages of text have three million
MOST_BYTES = 128 * 2**20
#: a file of corrections is named as its document, with this behind
CORRECTIONS = ".corrections.yaml"
#: zip files within zip files
DEEPEST = 4

#: first bytes of what is no document, and what to do about it
_REFUSED = (
    ((b"GIF8", b"BM"), "a picture; save it as .png, or run OCR first"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ", b"BZh"), "packed, but not as zip; unpack it first"),
    ((b"\x7fELF", b"MZ"), "a program, not a document"),
)
#: first bytes of pictures of pages
_PICTURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"II*\x00": "tif", b"MM\x00*": "tif"}
_WORKBOOK = "a spreadsheet"
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (b"PK\x03\x04", b"PK\x05\x06")


def read(source: Source) -> Reading:
    """The source text of a document, with what its format knew: tables, and noise.

    >>> read(Source("通知.txt", "牵头单位：财政厅".encode("gb18030"))).text
    '牵头单位：财政厅'

    Raises ``UnreadableSource`` for an empty, broken, hostile or binary file, ``UnknownFormat`` for others.
    """
    format = format_of(source)
    module = import_module(f"graph_build.read.{FORMATS[format]}")
    reader: Callable[[Source], Reading] = module.read
    if FORMATS[format] in ("office", "ocr"):
        reader = partial(module.read, format=format)
    reading = reader(source)
    if not reading.text.strip():
        raise UnreadableSource(f"{source.name}: holds no text")
    return reading


def format_of(source: Source) -> str:
    """The format of a source by its bytes; its name decides between formats that share theirs (.doc, .wps).

    >>> format_of(Source("通知.docx", "<!DOCTYPE html><p>通知".encode()))
    'html'
    """
    content = source.content
    if len(content) > MOST_BYTES:
        raise UnreadableSource(f"{source.name}: more than {MOST_BYTES >> 20} MB; split it")
    if not content.strip():
        raise UnreadableSource(f"{source.name}: an empty file")
    if content.startswith(_ZIP):
        return _of_archive(source)
    if content.startswith(_OLE):
        return _of_compound(source)
    if content.startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    for beginning, format in _PICTURES.items():
        if content.startswith(beginning) and b"\0" in content[:4096]:
            return format
    for beginnings, what in _REFUSED:
        if content.startswith(beginnings) and b"\0" in content[:4096]:
            raise UnreadableSource(f"{source.name}: {what}")
    return "html" if _is_html(source) else "txt"


def sources(paths: Iterable[Path | Literal["-"]]) -> Iterator[Source]:
    """The documents at the paths: files, folders and zip files recursively, ``-`` for standard input.

    Folders are searched in the order of names for files whose suffix is in ``SUFFIXES``; a file that is
    named is a source whatever its suffix. The first that cannot be opened raises.
    """
    for source in candidates(paths):
        if isinstance(source, Unread):
            raise UnreadableSource(source.reason)
        yield source


def candidates(paths: Iterable[Path | Literal["-"]]) -> Iterator[Source | Unread]:
    """The ``sources``; in the place of one that cannot be opened stands why, and the next ones follow."""
    for path in paths:
        found = list(_in_folder(path)) if isinstance(path, Path) and path.is_dir() else [path]
        if not found:
            known = ", ".join(sorted(SUFFIXES))
            yield Unread(str(path), f"{path}: a folder without documents; it may hold {known}")
        for file in found:
            try:
                yield from _unpacked(_in_file(file) if isinstance(file, Path) else _given())
            except UnreadableSource as error:
                yield Unread(str(file), str(error))


def named(name: str) -> Source:
    """The source that bears this name, opened again: a file, or what lies in an archive."""
    path = Path(name)
    file = next((file for file in (path, *path.parents) if file.is_file()), path)
    found = (source for source in sources([file]) if source.name == name)
    if source := next(found, None):
        return source
    raise UnreadableSource(f"{name}: no such file")


def count(paths: Iterable[Path | Literal["-"]]) -> int | None:
    """How many documents stand at the paths; None where only opening an archive or the standard input would tell."""
    total = 0
    for path in paths:
        if path == "-":
            return None
        for file in _in_folder(path) if path.is_dir() else [path]:
            if file.suffix.lower() == ".zip":
                return None
            total += 1
    return total


def _in_folder(folder: Path) -> Iterator[Path]:
    """The documents in a folder, in the order of names."""
    found = (
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        and path.is_file()
    )
    yield from sorted(found)


def _given() -> Source:
    """What comes on standard input."""
    return Source("-", sys.stdin.buffer.read(MOST_BYTES + 1))


def _in_file(path: Path) -> Source:
    """The file as a source; of one too large only so much that ``read`` can refuse it."""
    try:
        with path.open("rb") as stream:
            beside = path.with_name(path.name + CORRECTIONS)
            corrections = beside.read_bytes() if beside.is_file() else b""
            return Source(str(path), stream.read(MOST_BYTES + 1), corrections)
    except FileNotFoundError:
        raise UnreadableSource(f"{path}: no such file") from None
    except OSError as error:
        raise UnreadableSource(f"{path}: cannot be opened ({error.strerror})") from None


def _unpacked(source: Source, depth: int = 0) -> Iterator[Source | Unread]:
    """The source itself, or the documents in it if it is a zip file of documents."""
    if not (source.content.startswith(_ZIP) and len(source.content) <= MOST_BYTES):
        yield source
        return
    archive = Archive(source)
    if _packed_format(archive):
        yield source
        return
    if depth == DEEPEST:
        raise UnreadableSource(f"{source.name}: zip files within zip files, {DEEPEST} deep; unpack them first")
    for member in archive.sources():
        if isinstance(member, Unread):
            yield member
        elif Path(member.name).suffix.lower() in SUFFIXES:
            yield from _unpacked(member, depth + 1)


def _of_archive(source: Source) -> str:
    """The format of a document that is a zip file."""
    format = _packed_format(Archive(source))
    if format in FORMATS:
        return format
    if format:
        if format == _WORKBOOK:
            format += " without the unseen columns 标识 and 校验 of a task table (fengong export tasks)"
        raise UnknownFormat(
            f"{source.name}: {format}, not a document of text; save it as .docx (read are {', '.join(FORMATS)})"
        )
    raise UnreadableSource(f"{source.name}: a zip file of files; each of them is read by itself")


def _packed_format(archive: Archive) -> str:
    """What a zip file is, if it is one document: a format or a description of it; else ""."""
    if "OFD.xml" in archive:
        return "ofd"
    if "mimetype" in archive:
        kind = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
        return "odt" if kind.startswith("application/vnd.oasis.opendocument.text") else kind
    if "[Content_Types].xml" not in archive and "_rels/.rels" not in archive:
        return ""
    names = archive.names()
    for folder, format in (("word/", "docx"), ("xl/", _WORKBOOK), ("ppt/", "slides")):
        if any(name.startswith(folder) for name in names):
            return format
    return "a package of parts"


def _of_compound(source: Source) -> str:
    """The format of a file of the old office programs, by the names of the streams in it."""
    holds = {stream for stream in _STREAMS if stream.encode("utf-16-le") in source.content}
    if "EncryptedPackage" in holds:
        raise UnreadableSource(f"{source.name}: locked by a password; unlock it first")
    if "WordDocument" not in holds and holds:
        raise UnknownFormat(f"{source.name}: {_STREAMS[min(holds)]}, not a document of text; save it as .docx")
    return "wps" if source.name.lower().endswith(".wps") else "doc"


_STREAMS = {
    "WordDocument": "a document",
    "Workbook": "a spreadsheet",
    "PowerPoint Document": "slides",
    "EncryptedPackage": "locked",
}
_HTML = re.compile(r"<(?:!doctype html|html|head|body|div|p|table|tbody|span|article)[\s>]", re.IGNORECASE)


def _is_html(source: Source) -> bool:
    """Whether a text is markup; XML that is none is refused."""
    encoding = next((encoding for mark, encoding in MARKS if source.content.startswith(mark)), "latin-1")
    head = source.content[:4096].decode(encoding, "ignore").lstrip("\ufeff\xef\xbb\xbf \t\r\n")
    if head.startswith("<") and _HTML.search(head):
        return True
    if head.startswith("<?xml"):
        raise UnknownFormat(f"{source.name}: XML of an unknown kind; give .docx, .html or .txt")
    if re.match(r"(?:from:.*\n)?mime-version:", head, re.IGNORECASE):
        raise UnknownFormat(f"{source.name}: a web archive; save the page as .html")
    return False
