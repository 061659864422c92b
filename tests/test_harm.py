"""One bad document harms itself only: it is read or listed, and what is made of it opens everywhere."""

from __future__ import annotations

import builtins
import io
import lzma
import math
import os
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import formats
import front_door
import made_exports
import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from exports import formats as exporters
from exports import markdown
from fengong import app
from graph_build import read
from graph_build.corpus import build
from graph_build.read import archive, pdf, tasktable
from graph_build.read.archive import Archive
from graph_build.record import of_source
from graph_build.sources import Source, Unread
from ontology.characters import legal, line, seen
from ontology.errors import UnreadableSource
from queries.ask.endpoint import Local, open_graph

GOOD = "关于推进工作的通知\n一、推进工作。（省科技厅、省财政厅负责）\n"


def run(*words: object, where: Path | None = None) -> tuple[int, str]:
    """Exit code and all that the command line prints."""
    done = front_door.run(*words, where=where)
    return done.returncode, done.stdout + done.stderr


# What a reader raises


def _raised(name: str) -> Exception:
    kind = getattr(builtins, name)
    if issubclass(kind, UnicodeEncodeError):
        return UnicodeEncodeError("utf-8", "\ud800", 0, 1, "…")
    if issubclass(kind, UnicodeDecodeError):
        return UnicodeDecodeError("utf-8", b"\xff", 0, 1, "…")
    if issubclass(kind, UnicodeTranslateError):
        return UnicodeTranslateError("", 0, 1, "…")
    if issubclass(kind, BaseExceptionGroup):
        return ExceptionGroup("…", [ValueError("…")])
    made: Exception = kind("…")
    return made


BUILT_IN = sorted(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and name != "BaseExceptionGroup"
)
ERRORS: list[Exception] = [
    *map(_raised, BUILT_IN),
    *(lzma.LZMAError("…"), zlib.error("…"), struct.error("…"), zipfile.BadZipFile("…")),
]
CONTENTS = {
    "text": GOOD.encode(),
    "html": b"<html><p>x",
    "docx": formats.docx(["x"]),
    "pdf": b"%PDF-1.7",
    "ofd": formats.ofd(["x"]),
    "office": b"{\\rtf1",
}


@pytest.mark.parametrize("module", sorted(CONTENTS))
def test_whatever_a_reader_raises_the_file_is_listed_with_it(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Source("坏", CONTENTS[module])
    good = Source(
        "好.html" if module == "text" else "好.txt", f"<html><p>{GOOD}".encode() if module == "text" else GOOD.encode()
    )
    for error in ERRORS:

        def fail(source: Source, format: str = "", error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(import_module(f"graph_build.read.{module}"), "read", fail)
        summary = build([bad, good], tmp_path)
        assert summary.documents == 1, error
        ((name, reason),) = ((unread.name, unread.reason) for unread in summary.unread)
        assert name == "坏"
        assert reason.startswith("坏: ")
        assert type(error).__name__ in reason or isinstance(error, RecursionError)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_whatever_opening_a_member_raises_it_is_listed(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    (tmp_path / "a.zip").write_bytes(formats.zipped({"a.txt": GOOD.encode()}))
    (tmp_path / "b.txt").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(zipfile.ZipFile, "open", fail)
    bad, good = read.candidates([tmp_path])
    assert isinstance(bad, Unread)
    assert bad.reason.startswith(str(tmp_path / "a.zip"))
    assert isinstance(good, Source)


# Archives


def packed(method: int, name: str = "a.txt", content: bytes = GOOD.encode() * 20) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr(name, content)
        made.writestr("好.txt", GOOD)
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_member_is_listed_and_the_next_is_read(method: int) -> None:
    whole = packed(method)
    begin = 30 + len("a.txt")
    for at in range(begin, begin + 60, 3):
        spoilt = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        first, second = Archive(Source("坏.zip", spoilt)).sources()
        assert isinstance(first, Source | Unread)
        assert isinstance(second, Source)
        assert second.content.decode() == GOOD


def test_deflate64_is_not_called_encrypted() -> None:
    content = packed(zipfile.ZIP_STORED).replace(b"PK\x03\x04\x14\0\0\0\0\0", b"PK\x03\x04\x15\0\0\0\x09\0")
    content = content.replace(b"PK\x01\x02\x14\x03\x14\0\0\0\0\0", b"PK\x01\x02\x15\x03\x15\0\0\0\x09\0")
    found, good = Archive(Source("六四.zip", content)).sources()
    assert isinstance(found, Unread)
    assert "cannot be unpacked" in found.reason
    assert "encrypted" not in found.reason
    assert isinstance(good, Source)


def test_archives_in_archives_share_one_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = formats.zipped({f"{number}.txt": GOOD.encode() for number in range(30)})
    (tmp_path / "外.zip").write_bytes(formats.zipped({f"{number}.zip": inner for number in range(30)}))
    (tmp_path / "后.txt").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(archive, "MOST_MEMBERS", 100)
    found = list(read.candidates([tmp_path]))
    assert len(found) <= 102
    assert any(isinstance(one, Unread) and "more than 100 files" in one.reason for one in found)
    assert any(one.name.endswith("后.txt") for one in found)


def test_bytes_are_bounded_over_all_nesting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = formats.zipped({"a.txt": b"(" * 2**18})
    (tmp_path / "外.zip").write_bytes(formats.zipped({f"{number}.zip": inner for number in range(30)}))
    monkeypatch.setattr(archive, "MOST_BYTES", 2**20)
    found = list(read.candidates([tmp_path]))
    assert sum(len(one.content) for one in found if isinstance(one, Source)) <= 2**20
    assert any(isinstance(one, Unread) and "more than 1 MB" in one.reason for one in found)


def test_many_documents_in_one_archive_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the documents themselves are packed of does not count."""
    monkeypatch.setattr(archive, "MOST_MEMBERS", 20)
    (tmp_path / "多.zip").write_bytes(formats.zipped({f"{n}.docx": formats.docx([GOOD]) for n in range(15)}))
    assert len(list(read.sources([tmp_path]))) == 15


def test_a_directory_of_millions_is_not_even_listed() -> None:
    content = bytearray(packed(zipfile.ZIP_STORED))
    content[-10:-6] = struct.pack("<I", 2**31)
    with pytest.raises(Exception, match="lists more than"):
        Archive(Source("目.zip", bytes(content)))


# Numbers and amplification


@pytest.mark.parametrize("digits", ["9" * 5000, "0" * 5000, "9" * 400, "-1", "٣", "1e400", "nan", "²"])
def test_a_number_of_thousands_of_digits_is_a_number(digits: str) -> None:
    row = "<tr><td>丙</td><td>丁</td></tr>"
    page = f"<table><tr><td colspan={digits} rowspan={digits}>甲</td><td>乙</td></tr>{row}</table>"
    assert "甲" in read.read(Source("a.html", page.encode())).text
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{digits}"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
    body = f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="{digits}"/></w:trPr>{cell}{cell}</w:tr></w:tbl>'
    assert "甲" in read.read(Source("a.docx", formats.docx_of(body))).text


@pytest.mark.parametrize("digits", ["9" * 400, "-" + "9" * 400, "0", "-1", "nan", ""])
@pytest.mark.parametrize("attribute", ["Size", "X", "Y", "Boundary", "DeltaX"])
def test_a_page_of_strange_numbers_is_read(attribute: str, digits: str) -> None:
    with zipfile.ZipFile(io.BytesIO(formats.ofd(["一、总则"]))) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    page = "Doc_0/Pages/Page_0/Content.xml"
    changed, times = re.subn(f" {attribute}='[^']*'", f" {attribute}='{digits}'", members[page].decode())
    assert times
    text = read.read(Source("a.ofd", formats.zipped(members | {page: changed.encode()}))).text
    letters = "".join(text.split())
    assert sorted(letters) == sorted("一、总则—1—")
    # Numbers that set letters apart, or the first of a line at the end of the world, put them in another order; without
    # them the letters of a line follow each other as they stand in the file, even if all lines lie upon each other.
    if digits in ("0", "nan", "") or (attribute != "DeltaX" and (attribute, digits) != ("X", "9" * 400)):
        for said in ("一、总则", "—1—"):
            assert "".join(letter for letter in letters if letter in said) == said


@pytest.mark.parametrize("digits", ["9" * 400, "-" + "9" * 400, "99999999", "0", "-1", "1e400", "nan"])
@pytest.mark.parametrize("number", ["16.0 Tf", "1 0 0 1", "770.0 Tm"])
def test_a_page_of_a_pdf_of_strange_numbers_is_read_or_refused(number: str, digits: str) -> None:
    whole = formats.pdf(["一、总则", "二、任务"])
    changed = whole.replace(number.encode(), (digits + number[number.index(" ") :]).encode())
    assert changed != whole
    text = refusal = ""
    try:
        text = read.read(Source("a.pdf", changed)).text
    except UnreadableSource as error:
        refusal = str(error)
    assert "please report" not in refusal
    assert {*"".join(text.split())} <= {*"一二、总则任务—1"}


def test_letters_of_a_pdf_that_are_nowhere_are_told_with_numbers() -> None:
    nowhere = {"x0": math.inf, "top": math.nan, "x1": -math.inf, "bottom": 1e300}
    none: list[dict[str, float]] = []
    shapes = {"lines": [nowhere], "images": none, "rects": none, "curves": none, "curve_edges": none}
    page = SimpleNamespace(height=math.nan, chars=[nowhere | {"text": "新"}], close=lambda: None, **shapes)
    told = pdf._extracted_page(page)
    assert told["glyphs"] == [("新", 0.0, 0.0, 0.0, 0.0)]
    assert told["rules"] == [(0.0, 0.0, 0.0, 0.0)]
    assert told["height"] == 1.0


def workbook(cells: str, strings: str = "") -> bytes:
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return formats.zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": f'<workbook {ns} xmlns:r="r"><sheet name="a" r:id="r1"/></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": b'<R><Relationship Id="r1" Target="s.xml"/></R>',
            "xl/sharedStrings.xml": f"<sst {ns}>{strings}</sst>".encode(),
            "xl/s.xml": f"<worksheet {ns}><sheetData><row r='1'>{cells}</row></sheetData></worksheet>".encode(),
        }
    )


@pytest.mark.parametrize("kind", ["n", "s"])
def test_a_cell_of_thousands_of_digits_is_no_day_and_no_string(kind: str) -> None:
    content = workbook(f'<c r="A1" t="{kind}"><v>{"9" * 5000}</v></c>')
    assert tasktable.read(Source("a.xlsx", content)) is None


def test_a_string_that_cells_share_is_held_once() -> None:
    words = " " + "长" * 100_000 + " "
    heads = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{head}</t></is></c>'
        for column, head in zip("ABC", ("标识", "校验", "任务"), strict=True)
    )
    shared = "".join(f'<row r="{row}"><c r="C{row}" t="s"><v>0</v></c></row>' for row in range(2, 500))
    content = workbook(f"{heads}</row>{shared}<row r='999'>", f"<si><t>{words}</t></si>")
    table = tasktable.read(Source("a.xlsx", content))
    if table is not None:
        assert len({id(row.cells["task"]) for row in table.rows if row.cells.get("task")}) <= 1


def test_a_marker_of_a_megabyte_is_cut() -> None:
    level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="{"长" * 10**6}%1"/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    )
    content = formats.docx_of(item * 300, numbering=formats.word("numbering", numbering))
    assert len(read.read(Source("a.docx", content)).text) < 300 * 300


# Limits


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system can see to that")
def test_what_takes_more_than_its_limit_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (folder := tmp_path / "in").mkdir()
    (folder / "大.docx").write_bytes(formats.docx_of("<w:p/>" * 4_000_000))
    (folder / "好.txt").write_text(GOOD, encoding="utf-8")
    code, said = run("build", folder, "-o", tmp_path / "gk", "--limit", "256MB", "--limit", "100")
    assert code == 0, said
    assert "大.docx: 内存超过 0.25 GB" in said
    assert (
        len(open_graph(tmp_path / "gk").select("SELECT ?d WHERE { ?d a <https://w3id.org/fengong/ont#Document> }")) == 1
    )
    code, said = run("parse", folder / "大.docx", "--limit", "0.2")
    assert code == 2
    assert "took more than 0.2 s" in said
    code, said = run("check", folder / "大.docx", "--limit", "0.2")
    assert (code, "took more than 0.2 s" in said) == (2, True)


@pytest.mark.parametrize("verb", ["parse", "build", "check"])
def test_a_limit_that_means_nothing_is_one_line(verb: str, tmp_path: Path) -> None:
    more = ["-o", str(tmp_path / "gk")] if verb == "build" else []
    code, said = run(verb, tmp_path, *more, "--limit", "much")
    assert code == 2
    assert said.count("\n") == 1
    assert "--limit much" in said


# Characters

CONTROLS = "".join(map(chr, (0, 1, 3, 8, 11, 12, 27, 28, 31, 127, 0x9B, 0xFFFE, 0xFFFF)))


def test_mapping_keeps_the_length_and_all_else() -> None:
    every = "".join(map(chr, range(0x20000)))
    mapped = legal(every)
    assert len(mapped) == len(every)
    kept = {a for a, b in zip(every, mapped, strict=True) if a == b}
    assert {*"\t\n\r\x85 甲\ue000\u3000\u202e", "\U0001f600", "\ufdd0"} <= kept
    ElementTree.fromstring(f"<x>{mapped.replace('&', '').replace('<', '')}</x>")


def test_a_terminal_is_given_nothing_that_drives_it() -> None:
    every = "".join(map(chr, range(0x20000)))
    assert not set(seen(every)) & {*map(chr, range(9)), *map(chr, range(11, 32)), "\x7f", "\x9b", "\u202e", "\u2028"}
    assert "\n" not in line(every)


def test_controls_in_a_pdf_disable_nothing(tmp_path: Path) -> None:
    lines = ["关于推进工作的通知", "一、推进\x03工作\x1b[2J。（省科技厅、省财\x03政厅负责）"]
    (tmp_path / "a.pdf").write_bytes(formats.pdf(lines))
    text = of_source(Source("a.pdf", (tmp_path / "a.pdf").read_bytes()))["measures"]
    assert "\x03" not in str(text)
    build(read.sources([tmp_path]), tmp_path / "gk")
    assert run("check", tmp_path / "gk")[0] in (0, 1)
    for name in ("report.html", "report.md", "report.docx"):
        code, said = run("report", "-g", tmp_path / "gk", "-o", tmp_path / name)
        assert code == 0, said


def hostile() -> Local:
    """A graph of another program: names and texts hold what no file can."""
    import pyoxigraph as ox

    store = ox.Store()
    for quad in made_exports.graph().store:
        value = quad.object
        if isinstance(value, ox.Literal) and value.value in {"财政厅", "自治区财政厅", "=做好(财政厅、审计厅)", "总则"}:
            value = ox.Literal(f"{value.value}{CONTROLS}![x](http://192.0.2.1/x.png)", language=value.language)
        store.add(ox.Quad(quad.subject, quad.predicate, value, quad.graph_name))
    return Local(store)


@pytest.mark.parametrize("name", ["graphml", "gexf", "tasks", "calendar", "explorer", "report", "csv"])
def test_what_is_written_of_a_hostile_graph_opens(name: str, tmp_path: Path) -> None:
    form = exporters.format_named(name)
    path = tmp_path / f"a{form.suffix}"
    form.write(hostile(), path)
    content = path.read_bytes()
    if name in {"graphml", "gexf"}:
        ElementTree.fromstring(content)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as whole:
            for member in whole.namelist():
                if member.endswith((".xml", ".rels")):
                    ElementTree.fromstring(whole.read(member))
    else:
        assert not {*content} & {0, 1, 3, 8, 11, 12, 27, 28, 31, 127}


def test_an_event_is_not_ended_by_the_text_in_it() -> None:
    from exports.office.calendar import _escaped

    assert not set(_escaped("a\rBEGIN:VALARM\r\nb\x0bc\u2028d\x85e\nf")) & set("\r\n\x0b\x0c\x85\u2028\u2029")


@pytest.mark.parametrize(
    "text",
    [
        *("![x](http://192.0.2.1/x.png)", "[a](javascript:alert(1))", "[x]: http://192.0.2.1", "<http://192.0.2.1>"),
        *("<img src=x onerror=alert(1)>", "&lt;b&gt;", "*甲*", "`甲`", "\\*甲\\*", "a|b", "```\n甲", "甲\n\n# 乙"),
        *("# 甲", "- 甲", "1. 甲", "> 甲", "---", "===", "+ 甲"),
    ],
)
@pytest.mark.parametrize("write", [markdown.line, markdown.cell])
def test_markdown_shows_a_text_as_it_stands(text: str, write: Callable[[str], str]) -> None:
    before = "" if write is markdown.line else "甲 "
    shown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(before + write(text))
    assert [token.type for token in shown] == ["paragraph_open", "inline", "paragraph_close"]
    inner = shown[1].children or []
    assert {token.type for token in inner} <= {"text", "text_special"}
    assert "".join(token.content for token in inner).removeprefix(before) == " ".join(text.split())


@pytest.mark.parametrize("text", ["http://192.0.2.1/x", "见https://a.cn", "www.a.cn", "ftp://a.cn"])
def test_no_address_is_made_a_link(text: str) -> None:
    assert not any(address in markdown.line(text) for address in ("http://", "https://", "ftp://", "www."))


def test_names_drive_no_terminal(tmp_path: Path) -> None:
    (folder := tmp_path / "in").mkdir()
    (folder / "a\x1b]0;x\x07\n.txt").write_bytes(GOOD.encode())
    (folder / "b\x1b[2J.txt").write_bytes(b"\0\1")
    (folder / "z.zip").write_bytes(formats.zipped({"c\x1b[2J.txt": b"\0\1", "d\x9b2J.txt": GOOD.encode()}))
    names = [os.fsencode(folder) + b"/\xff\xfe.txt"]
    try:
        Path(os.fsdecode(names[0])).write_bytes(GOOD.encode())
        read_well = 3
    except OSError:  # a file system of Unicode names
        read_well = 2
    for _ in range(2):  # the second takes the names from what the first kept
        code, said = run("build", folder, "-o", tmp_path / "gk")
        assert code == 0, said
        assert said.startswith(("fengong: ", "1 份"))  # all hold the same words
        assert any(f"{did} {read_well} 份" in said for did in ("读", "沿用"))
        assert not set(said) & {"\x1b", "\x07", "\x9b"}
    graph = (tmp_path / "gk/graph.nq").read_text(encoding="utf-8")
    assert graph.count("sourceName>") == 1
    manifest = (tmp_path / "gk/current/manifest.jsonl").read_text(encoding="utf-8", errors="surrogateescape")
    assert manifest.count('"content"') == read_well
    assert "\\u001B" not in graph
    result = CliRunner().invoke(app, ["ask", "--graph", str(tmp_path / "gk"), "no\x1bsuch"])
    assert "\x1b" not in result.output
