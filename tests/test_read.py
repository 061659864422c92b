"""What is read, as what, and what is refused with which words."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import formats
import pytest

from graph_build import read
from graph_build.sources import Source
from ontology.errors import FengongError, UnknownFormat, UnreadableSource

LINES = ["关于推进数据共享的通知", "一、建设平台。（牵头单位：省财政厅；责任单位：省商务厅）"]
TEXT = "\n".join(LINES)


def text_of(content: bytes, name: str = "通知.txt") -> str:
    return read.read(Source(name, content)).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
def test_a_plain_text_is_read_in_each_encoding(encoding: str) -> None:
    assert text_of(TEXT.encode(encoding)) == TEXT


def test_rare_characters_of_gb18030_are_read() -> None:
    assert text_of("𠮷林省，㐂，責任單位：財政廳".encode("gb18030")) == "𠮷林省，㐂，責任單位：財政廳"


def test_line_ends_and_blanks_are_kept_and_the_byte_order_mark_is_cut() -> None:
    text = "一、 总则\r\n\u3000二、\xa0附则\r"
    assert [text_of(f"\ufeff{text}".encode(encoding)) for encoding in ("utf-8", "gb18030")] == [text, text]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "an empty file"),
        (b" \n\t\n", "an empty file"),
        (b"\xef\xbb\xbf", "holds no text"),
        (bytes(range(256)) * 10, "a binary file"),
        (b"\xff\xfe\x00\xd8", "marked as UTF-16-LE but is not"),
        ("牵头单位：财政厅。".encode("shift_jis", "ignore") + b"\xff\xff", "neither UTF-8 nor GB18030"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a broken picture"),
        (b"GIF89a\1\0\1\0", "a picture; save it as .png"),
        (b"Rar!\x1a\x07\x01\0", "unpack it first"),
        (b"MZ\x90\0\x03\0\0\0", "a program"),
        (b"<?xml version='1.0'?><rdf:RDF/>", "XML of an unknown kind"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a saved page without text"),
        (formats.zipped({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "broken"),
        (formats.zipped({"ppt/slides.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "slides"),
        (formats.zipped({"a.txt": b"x"}), "each of them is read by itself"),
        (b"PK\x03\x04 broken", "a broken zip file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked by a password",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "a broken workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__properties_version1.0 WordDocument".encode("utf-16-le"),
            "a mail of Outlook; save it as .eml",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_document_is_refused_by_name_and_with_a_reason(content: bytes, says: str) -> None:
    with pytest.raises((UnreadableSource, UnknownFormat), match=says) as refused:
        read.read(Source("通知.txt", content))
    assert str(refused.value).startswith("通知.txt: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("writer", formats.WRITERS)
@pytest.mark.parametrize("name", ["通知.txt", "通知.docx", "通知.pdf", "通知"])
def test_the_bytes_decide_and_not_the_name(writer: str, name: str) -> None:
    assert read.format_of(Source(name, formats.WRITERS[writer](LINES))) == writer.rpartition(".")[2]


def test_a_file_named_html_that_is_plain_text_is_plain_text() -> None:
    assert read.read(Source("通知.html", TEXT.encode())).format == "txt"


def test_a_fragment_of_a_page_is_html() -> None:
    assert read.read(Source("x", "\n<tbody><tr><td>一、总则</td></tr></tbody>".encode())).format == "html"


def test_sources_walks_files_folders_and_archives_in_order(tmp_path: Path) -> None:
    inner = formats.zipped({"丁.txt": b"4", "图.gif": b"x", "__MACOSX/._丁.txt": b"x"})
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "乙.HTML").write_bytes(b"2")
    (tmp_path / "a.txt").write_bytes(b"1")
    (tmp_path / "c.zip").write_bytes(formats.zipped({"丙/三.txt": b"3", "里.zip": inner}))
    (tmp_path / "d.docx").write_bytes(formats.docx(LINES))
    (tmp_path / ".hidden.txt").write_bytes(b"x")
    (tmp_path / "~$d.docx").write_bytes(b"x")
    (tmp_path / "notes.py").write_bytes(b"x")
    found = [
        (Path(source.name).relative_to(tmp_path).as_posix(), source.content[:2]) for source in read.sources([tmp_path])
    ]
    assert found == [
        ("a.txt", b"1"),
        ("b/乙.HTML", b"2"),
        ("c.zip/丙/三.txt", b"3"),
        ("c.zip/里.zip/丁.txt", b"4"),
        ("d.docx", b"PK"),
    ]


def test_a_file_that_is_named_is_a_source_whatever_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_bytes(b"x")
    assert [source.content for source in read.sources([tmp_path / "notes.py"])] == [b"x"]


def test_standard_input_is_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    class Standard:
        buffer: Any = io.BytesIO(TEXT.encode())

    monkeypatch.setattr(sys, "stdin", Standard())
    assert [read.read(source).text for source in read.sources(["-"])] == [TEXT]


def test_names_in_old_chinese_archives_are_read(tmp_path: Path) -> None:
    content = formats.zipped({"##.txt": b"x"}).replace(b"##.txt", "丁.".encode("gbk") + b"txt")
    (tmp_path / "旧.zip").write_bytes(content)
    assert [Path(source.name).name for source in read.sources([tmp_path / "旧.zip"])] == ["丁.txt"]


@pytest.mark.parametrize(
    ("name", "says"),
    [("none.txt", "no such file"), ("empty", "a folder without documents"), ("no/such", "no such file")],
)
def test_a_path_without_documents_is_refused(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableSource, match=says):
        list(read.sources([tmp_path / name]))


def test_every_error_is_one_that_the_front_door_catches() -> None:
    assert issubclass(UnreadableSource, FengongError)
    assert issubclass(UnknownFormat, FengongError)
