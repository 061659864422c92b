"""Reading: bytes to source text, one module a format, and ``reflow`` from there to text without breaks.

A source is read as what its bytes are, whatever its name says.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from graph_build.read import mail
from graph_build.read.archive import Archive, Room
from graph_build.read.encoding import MARKS
from graph_build.seen import on_disk
from graph_build.sources import CORRECTIONS, Source, Unopened, Unread, locked, unforeseen
from ontology.characters import legal
from ontology.errors import FengongError, UnknownFormat, UnreadableSource
from ontology.patterns import regex

if TYPE_CHECKING:
    from graph_build.model import Reading

__all__ = ["FORMATS", "candidates", "count", "format_of", "named", "read", "sources"]

#: the formats that are read, by the module that reads them
FORMATS: dict[str, str] = {
    "txt": "text",
    "md": "markdown",
    "html": "html",
    "mht": "mail",
    "eml": "mail",
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
    "xlsx": "workbook",
    "xls": "workbook",
    "et": "workbook",
    "ods": "ods",
    "csv": "delimited",
    "tsv": "delimited",
    "xml": "wordml",
    "sheetml": "sheetml",
}
#: modules that read several formats, and are told which
_SEVERAL = frozenset(("office", "workbook", "delimited", "mail", "ocr"))
#: suffixes of files that a folder is searched for
SUFFIXES = frozenset(
    {f".{name}" for name in FORMATS if name != "sheetml"}
    | {
        ".htm",
        ".mhtml",
        ".text",
        ".docm",
        ".dotx",
        ".xlsm",
        ".xlsb",
        ".ett",
        ".wpt",
        ".fods",
        ".fodt",
        ".zip",
        ".jpeg",
        ".tiff",
    }
)
#: files that hold others: each of these is read by itself
_CONTAINERS = frozenset((".zip", ".eml", ".mht", ".mhtml"))
#: files that hold others and are not opened
_PACKED = frozenset((".rar", ".7z", ".gz", ".tgz", ".tar", ".xz", ".bz2"))
#: what programs leave in folders, which nobody takes for a document
_LITTER = frozenset(("thumbs.db", "desktop.ini"))
#: bytes of a source; a thousand pages of text have three million
MOST_BYTES = 128 * 2**20
#: zip files within zip files
DEEPEST = 4

_NOT_ZIP = "压缩包不是 zip 格式，请先解压。packed, but not as zip; unpack it first"
#: first bytes of what is no document, and what to do about it
_REFUSED = (
    ((b"GIF8", b"BM"), "这是图片，请另存为 .png，或先做文字识别。a picture; save it as .png, or run OCR first"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ", b"BZh"), _NOT_ZIP),
    ((b"\x7fELF", b"MZ"), "这是程序，不是文字材料，请另选文件。a program, not a document"),
)
#: first bytes of pictures of pages
_PICTURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"II*\x00": "tif", b"MM\x00*": "tif"}
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (b"PK\x03\x04", b"PK\x05\x06")


def read(source: Source) -> Reading:
    """The source text of a document, with what its format knew: tables, and noise.

    >>> read(Source("通知.txt", "牵头单位：财政厅".encode("gb18030"))).text
    '牵头单位：财政厅'

    Characters that no XML can hold, and controls, are replaced, each by one character. Raises ``UnreadableSource``
    for an empty, broken, hostile or binary file, ``UnknownFormat`` for others.
    """
    format = format_of(source)
    module = _module(FORMATS[format])
    reader: Callable[[Source], Reading] = module.read
    if FORMATS[format] in _SEVERAL:
        reader = partial(module.read, format=format)
    try:
        reading = reader(source)
    except (FengongError, MemoryError):
        raise
    except RecursionError:
        raise UnreadableSource(
            f"{source.name}: 嵌套层次太深，请打开后重新保存。nested too deep; open it and save it anew"
        ) from None
    except Exception as error:  # whatever a broken file brings up must not stop the rest
        why = f"cannot be read ({type(error).__name__}: {str(error)[:200]})"
        raise UnreadableSource(unforeseen(source.name, why)) from error
    if not reading.text.strip():
        raise UnreadableSource(f"{source.name}: 其中没有文字，请检查文件内容。holds no text")
    return replace(reading, text=legal(reading.text))


@cache
def _module(name: str) -> ModuleType:
    """A module of readers, imported when the first file of its formats is read."""
    return import_module(f"graph_build.read.{name}")


def format_of(source: Source) -> str:
    """The format of a source by its bytes; its name decides between formats that share theirs (.doc, .wps).

    >>> format_of(Source("通知.docx", "<!DOCTYPE html><p>通知".encode()))
    'html'
    """
    content = source.content
    if len(content) > MOST_BYTES:
        raise UnreadableSource(
            f"{source.name}: 超过 {MOST_BYTES >> 20} MB，请拆分。more than {MOST_BYTES >> 20} MB; split it"
        )
    if not content.strip():
        raise UnreadableSource(f"{source.name}: 文件是空的，请重新取得。an empty file")
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
    return _of_text(source)


def sources(paths: Iterable[Path | Literal["-"]]) -> Iterator[Source]:
    """The documents at the paths: files, folders and zip files recursively, ``-`` for standard input.

    Folders are searched in the order of names for files whose suffix is in ``SUFFIXES``; a file that is
    named is a source whatever its suffix. The first that cannot be opened raises; what is left out is no source.
    """
    for source in candidates(paths):
        if isinstance(source, Source):
            yield source
        elif not source.left_out:
            raise UnreadableSource(source.reason)


def candidates(paths: Iterable[Path | Literal["-"]]) -> Iterator[Source | Unread]:
    """The ``sources``; in the place of one that cannot be opened or is left out stands why, and the next follow."""
    for source in opened(paths, lambda path: None):
        if not isinstance(source, Unopened):
            yield source


def opened(
    paths: Iterable[Path | Literal["-"]], as_before: Callable[[Path], Unopened | None]
) -> Iterator[Source | Unopened | Unread]:
    """The ``candidates``, of which those files are not opened that are ``as_before``."""
    for path in paths:
        in_folder = isinstance(path, Path) and path.is_dir()
        found = list(_in_folder(path)) if isinstance(path, Path) and in_folder else [path]
        if in_folder and not any(_is_document(file) for file in found if isinstance(file, Path)):
            known = ", ".join(sorted(SUFFIXES))
            yield Unread(
                str(path),
                f"{path}: 文件夹中没有可读的文件，请放入以下类型的文件：{known}。"
                f"a folder without documents; it may hold {known}",
            )
        for file in found:
            if in_folder and isinstance(file, Path) and not _is_document(file):
                yield _left_out(str(file))
                continue
            if isinstance(file, Path) and (unopened := as_before(file)):
                yield unopened
                continue
            try:
                yield from _unpacked(_in_file(file) if isinstance(file, Path) else _given())
            except UnreadableSource as error:
                yield Unread(str(file), str(error))
            except Exception as error:  # whatever a broken archive brings up must not stop the rest
                yield Unread(str(file), unforeseen(str(file), f"{type(error).__name__}: {error}"))


def named(name: str) -> Source:
    """The source that bears this name, opened again: a file, or what lies in an archive."""
    path = Path(name)
    file = next((file for file in (path, *path.parents) if file.is_file()), path)
    found = (source for source in candidates([file]) if isinstance(source, Source) and source.name == name)
    if source := next(found, None):
        return source
    raise _missing(name)


def count(paths: Iterable[Path | Literal["-"]]) -> int | None:
    """How many documents stand at the paths; None where only opening an archive or the standard input would tell."""
    total = 0
    for path in paths:
        if path == "-":
            return None
        for file in _in_folder(path) if path.is_dir() else [path]:
            if file.suffix.lower() in _CONTAINERS:
                return None
            total += _is_document(file) or not path.is_dir()
    return total


def _in_folder(folder: Path) -> Iterator[Path]:
    """The files in a folder, in the order of names, but for what programs keep there for themselves."""
    yield from sorted(map(Path, _below(str(folder))), key=lambda path: path.parts)  # as paths are, but in half the time


def _below(folder: str) -> Iterator[str]:
    """The paths of the files in a folder and in those below it; the kind of each is known from reading the folder."""
    with suppress(OSError), os.scandir(folder) as inside:  # one that may not be read holds nothing for us
        for each in inside:
            if each.name.startswith((".", "~$")):
                continue
            if each.is_dir(follow_symlinks=False):
                yield from _below(each.path)
            elif each.name.lower() not in _LITTER and not each.name.endswith(CORRECTIONS) and each.is_file():
                yield each.path


def _is_document(path: Path) -> bool:
    """Whether a file of a folder, an archive or a mail is taken for a document, by its name."""
    return path.suffix.lower() in SUFFIXES


def _left_out(name: str) -> Unread:
    """Says of a file that its name is no document's."""
    suffix = Path(name).suffix.lower()
    if suffix == ".msg":
        return Unread(name, f"{name}: {_OF_OUTLOOK}", True)
    if suffix in _PACKED:
        return Unread(name, f"{name}: {_NOT_ZIP}", True)
    chinese = f"扩展名 {suffix} 不是可读的类型" if suffix else "没有扩展名，看不出类型"
    return Unread(
        name,
        f"{name}: 已跳过，{chinese}；如确需读取，请直接写出它的名称。"
        f"left out, since {suffix or 'no suffix'} is no kind of document; give it by its name if it is one",
        True,
    )


def _given() -> Source:
    """What comes on standard input."""
    return Source("-", sys.stdin.buffer.read(MOST_BYTES + 1))


def _in_file(path: Path) -> Source:
    """The file as a source; of one too large only so much that ``read`` can refuse it."""
    try:
        state = on_disk(path)
        with path.open("rb") as stream:
            beside = path.with_name(path.name + CORRECTIONS)
            corrections = beside.read_bytes() if beside.is_file() else b""
            return Source(str(path), stream.read(MOST_BYTES + 1), corrections, state=state)
    except FileNotFoundError:
        raise _missing(str(path)) from None
    except OSError as error:
        raise UnreadableSource(f"{path}: 打不开，请检查文件和读取权限。cannot be opened ({error.strerror})") from None


def _missing(name: str) -> UnreadableSource:
    return UnreadableSource(f"{name}: 没有这个文件，请检查路径。no such file")


def _unpacked(source: Source, depth: int = 0, room: Room | None = None) -> Iterator[Source | Unread]:
    """The source itself, or the documents in it if it is a zip file of documents or a mail with attachments.

    All that is nested has one room.
    """
    members = _members(source, room := room or Room())
    if members is None:
        yield source
        return
    if depth == DEEPEST:
        raise UnreadableSource(
            f"{source.name}: 压缩包层层嵌套，达 {DEEPEST} 层，请先解压。"
            f"zip files within zip files, {DEEPEST} deep; unpack them first"
        )
    for member in members:
        room.take_members(source.name, 1)
        if isinstance(member, Unread) or member.name == source.name:
            yield member
        elif _is_document(Path(member.name)):
            yield from _unpacked(member, depth + 1, room)
        else:
            yield _left_out(member.name)


def _members(source: Source, room: Room) -> Iterable[Source | Unread] | None:
    """What a zip file or a mail holds; None for a document."""
    if len(source.content) > MOST_BYTES:
        return None
    if source.content.startswith(_ZIP):
        archive = Archive(source, room)
        return None if _packed_format(archive) else archive.sources()
    if mail.is_mail(source.content) and mail.format_of(source) == "eml":
        return mail.sources(source)
    return None


def _of_archive(source: Source) -> str:
    """The format of a document that is a zip file."""
    format = _packed_format(Archive(source))
    if format in FORMATS:
        return format
    if format:
        raise UnknownFormat(f"{_no_text(source.name, format)} (read are {', '.join(FORMATS)})")
    raise UnreadableSource(
        f"{source.name}: 压缩包内是多个文件，请解压后逐个读取。a zip file of files; each of them is read by itself"
    )


def _no_text(name: str, kind: str) -> str:
    """What is said of a file of another kind than those that are read."""
    chinese = f"{_KINDS.get(kind, kind)}，不是文字材料，请另存为 .docx"
    return f"{name}: {chinese}。{kind}, not a document of text; save it as .docx"


def _packed_format(archive: Archive) -> str:
    """What a zip file is, if it is one document: a format or a description of it; else ""."""
    if "OFD.xml" in archive:
        return "ofd"
    if "mimetype" in archive:
        kind = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
        return next((format for start, format in _OPEN_DOCUMENTS.items() if kind.startswith(start)), kind)
    if "[Content_Types].xml" not in archive and "_rels/.rels" not in archive:
        return ""
    names = archive.names()
    for folder, format in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "slides")):
        if any(name.startswith(folder) for name in names):
            return format
    return "a package of parts"


def _of_compound(source: Source) -> str:
    """The format of a file of the old office programs, by the names of the streams in it."""
    holds = {stream for stream in _STREAMS if stream.encode("utf-16-le") in source.content}
    if "EncryptedPackage" in holds:
        raise UnreadableSource(locked(source.name))
    if _MAIL_OF_OUTLOOK in holds:
        raise UnknownFormat(f"{source.name}: {_OF_OUTLOOK}")
    name = source.name.lower()
    if "WordDocument" not in holds and holds & {"Workbook", "Book"}:
        return "et" if name.endswith((".et", ".ett")) else "xls"
    if "WordDocument" not in holds and holds:
        raise UnknownFormat(_no_text(source.name, _STREAMS[min(holds)]))
    return "wps" if name.endswith(".wps") else "doc"


_OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
#: what to do about a mail of Outlook, and what is in it
_OF_OUTLOOK = "Outlook 邮件，请在 Outlook 中另存为 .eml 后再读。a mail of Outlook; save it as .eml"
#: a stream of .msg, which holds those of what is attached too
_MAIL_OF_OUTLOOK = "__properties_version1.0"
_STREAMS = {
    _MAIL_OF_OUTLOOK: "a mail",
    "WordDocument": "a document",
    "Workbook": "a workbook",
    "Book": "a workbook of Excel 5",
    "PowerPoint Document": "slides",
    "EncryptedPackage": "locked",
}
_KINDS = {"slides": "演示文稿", "a package of parts": "程序的部件包"}
_HTML = regex(r"<(?:!doctype html|html|head|body|div|p|table|tbody|span|article)[\s>]", re.IGNORECASE)


def _of_text(source: Source) -> str:
    """The format of characters; XML of no kind that is known is refused."""
    if mail.is_mail(source.content):
        return mail.format_of(source)
    encoding = next((encoding for mark, encoding in MARKS if source.content.startswith(mark)), "latin-1")
    head = source.content[:4096].decode(encoding, "ignore").lstrip("\ufeff\xef\xbb\xbf \t\r\n")
    for namespace, format in _OFFICE_XML.items():
        if head.startswith("<") and namespace in head:
            return format
    if head.startswith("<") and _HTML.search(head):
        return "html"
    if head.startswith("<?xml"):
        raise UnknownFormat(
            f"{source.name}: 种类不明的 XML，请改用 .docx、.html 或 .txt。"
            "XML of an unknown kind; give .docx, .html or .txt"
        )
    suffix = source.name.lower().rpartition(".")[2]
    return suffix if suffix in _BY_NAME else "txt"


#: XML that office programs write in one file, by the namespace it begins with, or the kind that it says it is
_OFFICE_XML = {
    "http://schemas.microsoft.com/office/2006/xmlPackage": "xml",
    "http://schemas.microsoft.com/office/word/2003/wordml": "xml",
    "urn:schemas-microsoft-com:office:spreadsheet": "sheetml",
    'mimetype="application/vnd.oasis.opendocument.spreadsheet"': "ods",
    'mimetype="application/vnd.oasis.opendocument.text"': "odt",
}
#: texts that only their names tell apart
_BY_NAME = frozenset(("md", "csv", "tsv"))
