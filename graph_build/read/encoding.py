"""Bytes to characters: byte order mark, then UTF-8, then GB18030; nothing is guessed beyond that."""

from __future__ import annotations

import codecs

from ontology.errors import UnreadableSource

#: UTF-32 before UTF-16, since its mark begins with that of UTF-16
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("\ufeff".encode("gb18030"), "gb18030"),
)
#: what no text holds: the controls of C0 without tab, line ends, form feed, substitute and escape
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x1A), *range(0x1C, 0x20)))


def decode(content: bytes, name: str) -> str:
    """The characters of a plain text, its byte order mark cut, all else unchanged.

    Raises ``UnreadableSource`` for all but UTF-8, GB18030, and UTF-16 or UTF-32 with a mark.

    >>> decode("牵头单位".encode("gb18030"), "通知.txt")
    '牵头单位'
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding, name)
    if len(content.translate(None, _CONTROLS)) < len(content):
        raise UnreadableSource(
            f"{name}: 二进制文件，不是文本，请改用 .txt、.docx、.pdf、.html 或 .ofd。"
            "a binary file, not a text; give .txt, .docx, .pdf, .html or .ofd"
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(content, "gb18030", name)


def _strict(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        chinese, english = (
            ("编码既不是 UTF-8，也不是 GB18030", "neither UTF-8 nor GB18030")
            if encoding == "gb18030"
            else (f"标明是 {encoding.upper()} 编码，实际不是", f"marked as {encoding.upper()} but is not")
        )
        raise UnreadableSource(
            f"{name}: {chinese}，请另存为 UTF-8。{english} (byte {error.start}); save it as UTF-8"
        ) from None
