"""Hostile files: refused or read, within bounded memory and time, and without a request to anywhere."""

from __future__ import annotations

import contextlib
import io
import shutil
import socket
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from unittest import mock

import formats
import pytest
import seeds

from graph_build import bounded, limits, read
from graph_build.limits import Limit
from graph_build.read import archive
from graph_build.read.reflow import reflow
from graph_build.sources import Source, Unread
from ontology.errors import FengongError, UnreadableSource

#: what any of these files may take
SECONDS = 30.0


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> NoReturn:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS


def refused(content: bytes, says: str, name: str = "通知.docx") -> None:
    with pytest.raises(UnreadableSource, match=says):
        read.read(Source(name, content))


# Archives


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 2**20)
    refused(formats.docx_of("<w:p/>" * 2**20), "unpacks to more than 1 MB, as zip bombs do")


def test_a_header_that_lies_about_its_size_deceives_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 2**20)
    bomb = formats.zipped({"通知.txt": b"(" * 2**22})
    size = struct.pack("<I", 2**22)
    (found,) = archive.Archive(Source("弹.zip", bomb.replace(size, struct.pack("<I", 10)))).sources()
    assert isinstance(found, Unread)


def test_members_together_are_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 2**20)
    (tmp_path / "多.zip").write_bytes(formats.zipped({f"{n}.txt": b"(" * 2**18 for n in range(8)}))
    with pytest.raises(UnreadableSource, match="more than 1 MB"):
        list(read.sources([tmp_path]))


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 50)
    refused(formats.zipped({f"{n}.txt": b"" for n in range(51)}), "more than 50 files")


def test_archives_in_archives_end(tmp_path: Path) -> None:
    content = b"x"
    for _ in range(read.DEEPEST + 2):
        content = formats.zipped({"里.zip" if content != b"x" else "文.txt": content})
    (tmp_path / "外.zip").write_bytes(content)
    with pytest.raises(UnreadableSource, match="zip files within zip files"):
        list(read.sources([tmp_path]))


def test_a_name_that_climbs_out_of_the_archive_is_only_a_name(tmp_path: Path) -> None:
    (tmp_path / "z.zip").write_bytes(formats.zipped({"../../etc/passwd.txt": b"x", "/etc/shadow.txt": b"y"}))
    before = sorted(tmp_path.rglob("*"))
    assert len(list(read.sources([tmp_path]))) == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_a_locked_archive_says_so() -> None:
    content = bytearray(formats.zipped({"a.txt": b"x"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    (found,) = archive.Archive(Source("锁.zip", bytes(content))).sources()
    assert isinstance(found, Unread)
    assert "encrypted" in found.reason


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8, 0.95])
def test_a_file_cut_short_or_spoilt_is_refused_or_read(at: float) -> None:
    for writer in (formats.docx, formats.ofd):
        content = writer(["一、总则", "二、附则"])
        cut = int(len(content) * at)
        for spoilt in (content[:cut], content[:cut] + b"\xff\0\xff" + content[cut + 3 :]):
            with contextlib.suppress(FengongError):
                assert read.read(Source("坏", spoilt)).text


# Markup

LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
DOCTYPES = {
    "laughs": f'<!DOCTYPE w [<!ENTITY a "哈哈哈">{LAUGHS}]>',
    "file": '<!DOCTYPE w [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
    "net": '<!DOCTYPE w [<!ENTITY j SYSTEM "http://192.0.2.1/x">]>',
    "dtd": '<!DOCTYPE w SYSTEM "http://192.0.2.1/x.dtd">',
    "parameter": '<!DOCTYPE w [<!ENTITY % p SYSTEM "http://192.0.2.1/x.dtd"> %p;]>',
}


@pytest.mark.parametrize("kind", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_word_and_ofd_are_refused(kind: str, encoding: str) -> None:
    body = f'{DOCTYPES[kind]}<w xmlns="urn:w"><body><p><r><t>&j;</t></r></p></body></w>'
    content = body.encode(encoding)
    refused(formats.zipped({"word/document.xml": content, "[Content_Types].xml": b"<x/>"}), "XML")
    refused(formats.zipped({"OFD.xml": content}), "XML")


@pytest.mark.parametrize("kind", DOCTYPES)
def test_entities_in_a_page_are_neither_expanded_nor_fetched(kind: str) -> None:
    page = f"<html>{DOCTYPES[kind]}<body><p>一、总则 &j; &i;</p><img src='http://192.0.2.1/x.png'>"
    page += "<iframe src='http://192.0.2.1/'></iframe><link rel=stylesheet href='http://192.0.2.1/x.css'></body></html>"
    text = read.read(Source("页.html", page.encode())).text
    assert "一、总则" in text
    assert "root:" not in text
    assert len(text) < 5000


def test_parts_that_word_links_to_elsewhere_are_not_followed() -> None:
    relation = (
        '<Relationship Id="r1" TargetMode="External" Target="http://192.0.2.1/h.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"/>'
    )
    with zipfile.ZipFile(io.BytesIO(formats.docx(["一、总则"]))) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    rels = members["word/_rels/document.xml.rels"].decode()
    members["word/_rels/document.xml.rels"] = rels.replace("</Rel", relation + "</Rel").encode()
    assert read.read(Source("链.docx", formats.zipped(members))).text == "一、总则\n"


@pytest.mark.parametrize("element", ["div", "table><tr><td", "b", "ul><li", "p"])
def test_a_page_nested_without_end_is_read(element: str) -> None:
    page = "<html><body>" + f"<{element}>" * 20_000 + "一、总则"
    with contextlib.suppress(UnreadableSource):  # what stands deeper than the parser goes
        assert "一、总则" in read.read(Source("深.html", page.encode())).text


@pytest.mark.parametrize("element", ["w:p", "w:tbl", "w:sdt", "w:r", "w:txbxContent"])
def test_a_word_file_nested_without_end_is_refused(element: str) -> None:
    refused(formats.docx_of(f"<{element}>" * 5_000 + f"</{element}>" * 5_000), "broken XML")


def test_a_table_that_claims_a_million_columns_stays_small() -> None:
    page = "<table>" + "<tr><td colspan=1000000 rowspan=1000000>甲</td><td>乙</td></tr>" * 300 + "</table>"
    assert len(read.read(Source("宽.html", page.encode())).text) < 2_000_000


# PDF and OFD


def test_a_pdf_whose_pages_are_a_ring_ends() -> None:
    ring = formats.pdf_of_objects(
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R] >>",
         "<< /Type /Pages /Kids [2 0 R] /Parent 3 0 R >>"]
    )  # fmt: skip
    with pytest.raises(UnreadableSource):
        read.read(Source("环.pdf", ring))


def test_a_pdf_form_that_shows_itself_ends() -> None:
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>"
    loop = formats.pdf_of_objects(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /XObject << /F 5 0 R >> >> >>",
            "<< /Length 5 >>\nstream\n/F Do\nendstream",
            form + "\nstream\n/F Do\nendstream",
        ]
    )
    with pytest.raises(UnreadableSource):
        read.read(Source("环.pdf", loop))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system can")
def test_a_pdf_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_at_hand", Limit(seconds=2))
    with pytest.raises(UnreadableSource):
        read.read(Source("弹.pdf", bomb(2**28)))


def bomb(size: int) -> bytes:
    """A PDF whose page is a thousandth of the ``size`` that it unpacks to."""
    squeezed = zlib.compress(b"(" * size, 9).decode("latin-1")
    content = f"<< /Filter /FlateDecode /Length {len(squeezed)} >>\nstream\n{squeezed}\nendstream"
    return formats.pdf_of_objects(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            content,
        ]
    )


def test_a_pdf_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_at_hand", Limit(seconds=0.01))
    with pytest.raises(UnreadableSource, match=r"took more than 0\.01 s; split it, or give it more with --limit"):
        read.read(Source("慢.pdf", formats.pdf(["一、总则"])))


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
def test_the_limit_of_the_user_reaches_the_process_that_reads_for_another(suffix: str) -> None:
    """A longer time and more memory as well as less: there is no other limit beneath the user's."""
    content = formats.pdf(["一、总则"]) if suffix == "pdf" else seeds.xlsx()
    given = Limit(seconds=1000, bytes=3 * 2**30)
    inner = bounded.call("甲", given, limits_given_on, Source(f"甲.{suffix}", content))
    assert inner == (1000, str(3 * 2**30))


def limits_given_on(source: Source) -> tuple[float, str]:
    """The seconds and bytes that a process is given which is started to read ``source``."""
    given: list[tuple[float, str]] = []
    real = subprocess.run

    def run(command: list[str], *, timeout: float, **options: Any) -> Any:
        given.append((timeout, command[-1]))
        return real(command, timeout=timeout, **options)

    with mock.patch.object(subprocess, "run", run):
        assert read.read(source).text
    ((seconds, most),) = given
    return seconds, most


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system can see to that")
def test_a_pdf_that_takes_too_much_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_at_hand", Limit(bytes=2**28))
    with pytest.raises(UnreadableSource, match=r"took more than 0\.25 GB of memory; split it, or give it more"):
        read.read(Source("大.pdf", bomb(2**28)))


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + b"1 0 obj << /A " * 1000])
def test_a_pdf_of_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"空\.pdf: "):
        read.read(Source("空.pdf", content))


def test_an_ofd_that_claims_endless_steps_stays_small() -> None:
    content = formats.ofd(["一、总则"])
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    page = "Doc_0/Pages/Page_0/Content.xml"
    members[page] = members[page].replace(b"g 3 5.6", b"g 999999999999 5.6")
    assert read.read(Source("长.ofd", formats.zipped(members))).text.startswith("一、总则")


def test_an_ofd_whose_parts_lie_outside_is_refused() -> None:
    ofd = b'<o:OFD xmlns:o="u"><o:DocRoot>../../../etc/passwd</o:DocRoot></o:OFD>'
    refused(formats.zipped({"OFD.xml": ofd}), "lacks ../../../etc/passwd")


# Size


def test_a_source_too_large_is_read_no_further(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(read, "MOST_BYTES", 1000)
    (tmp_path / "大.txt").write_bytes(b"(" * 10**6)
    (source,) = read.sources([tmp_path])
    assert len(source.content) == 1001
    with pytest.raises(UnreadableSource, match="split it"):
        read.read(source)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device without end")
def test_a_gigabyte_of_one_bracket_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    huge = tmp_path / "大.txt"
    with huge.open("wb") as out:
        for _ in range(3):
            out.write(b"(" * 2**26)
        out.truncate(2**30)  # more than is ever read; a hole in the file costs the test nothing
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29))\n"
        "from pathlib import Path; from graph_build import read; from ontology.errors import UnreadableSource\n"
        "try: [read.read(source) for source in read.sources([Path(sys.argv[1])])]\n"
        "except UnreadableSource as error: sys.exit(0 if 'split it' in str(error) else 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(huge)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_million_brackets_are_read_in_time() -> None:
    reading = read.read(Source("括.txt", b"(" * 2_000_000))
    assert len(reflow(reading).text) == 2_000_000


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_fetches_nothing_that_a_document_links_to() -> None:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    server.settimeout(0.1)
    port = server.getsockname()[1]
    picture = (
        '<draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><draw:image '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://127.0.0.1:{port}/x.png" '
        'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>'
    )
    with zipfile.ZipFile(io.BytesIO(formats.odt(["一、总则"]))) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    content = members["content.xml"].decode()
    members["content.xml"] = content.replace("</text:p>", picture + "</text:p>").encode()
    assert read.read(Source("链.odt", formats.zipped(members))).text == "一、总则\n"
    with pytest.raises(TimeoutError):
        server.accept()
    server.close()
