"""Pictures of pages: recognised where the extra ``ocr`` is installed, refused with both remedies where it is not."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import formats
import pytest
from typeset import Compositor

from graph_build import read
from graph_build.model import CELL_END, Reading, Span
from graph_build.parse.document import parse
from graph_build.read import ocr
from graph_build.read.coordinates import Glyph
from graph_build.read.printed import Sheet, transcribe
from graph_build.read.reflow import reflow
from graph_build.resolve.bodies import resolve
from graph_build.sources import Source
from graph_build.write import triples
from ontology.authority import load
from ontology.errors import UnreadableSource
from ontology.shapes import validate
from ontology.terms import FG, OA, XSD

FONT = next(iter(sorted(Path("/usr/share/fonts").glob("**/NotoS*CJK*Regular*.tt[cf]"))), None)
HEAD = ["序号", "重点任务", "牵头单位", "配合单位"]
ROWS = [
    [
        "1",
        "建设全市统一的政务服务平台，推动高频事项全程网办、跨区通办，年内上线。",
        "市数据局",
        "市公安局、市人社局、各区政府",
    ],
    ["2", "完善养老服务设施，新增床位三千张。", "市民政局", "市财政局"],
]
recognising = pytest.mark.skipif(
    not ocr.installed() or FONT is None, reason="needs the extra ocr, and a font to draw a page with"
)


@cache
def scan(kind: str = "PNG", slope: float = 0.0) -> bytes:
    """A picture of a ruled table, at 216 dots an inch."""
    from PIL import Image, ImageDraw, ImageFont

    scale, (sheet,) = 3, Compositor([2, 16, 6, 8]).set(HEAD, ROWS)
    page = Image.new("L", (1500, 1000), 255)
    drawn, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), 10 * scale)
    for glyph in sheet.glyphs:
        drawn.text((glyph.left * scale, glyph.bottom * scale), glyph.text, fill=0, font=font, anchor="ls")
    for rule in sheet.rules:
        drawn.line([side * scale for side in rule], fill=0, width=2)
    out = io.BytesIO()
    page.rotate(slope, Image.Resampling.BICUBIC, expand=slope == 90.0, fillcolor=255).save(out, kind)
    return out.getvalue()


def rows(content: bytes, name: str = "扫描.png") -> Sequence[Sequence[str]]:
    reading = read.read(Source(name, content))
    return [row.span.of(reading.text).split(CELL_END) for table in reading.tables for row in table.rows]


def ofd_of_a_picture(picture: bytes) -> bytes:
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    files = {
        "OFD.xml": f"<ofd:OFD {ns}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {ns}><ofd:CommonData><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        "</ofd:CommonData><ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/></ofd:Pages></ofd:Document>",
        "Doc_0/DocumentRes.xml": f"<ofd:Res {ns} BaseLoc='Res'><ofd:MultiMedias><ofd:MultiMedia ID='7' Type='Image'>"
        "<ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {ns}><ofd:Content><ofd:Layer><ofd:ImageObject ID='9' "
        "ResourceID='7' Boundary='10 20 180 120'/></ofd:Layer></ofd:Content></ofd:Page>",
    }
    return formats.zipped({name: text.encode() for name, text in files.items()} | {"Doc_0/Res/scan.png": picture})


@recognising
@pytest.mark.parametrize("slope", [0.0, 0.8, 90.0])  # the last as a page is that was laid in sideways
def test_a_ruled_table_in_a_picture_is_read_row_by_row(slope: float) -> None:
    assert rows(scan(slope=slope)) == [HEAD, *ROWS]


@recognising
def test_a_recognised_text_says_so_and_how_sure_each_line_is() -> None:
    reading = read.read(Source("扫描.ofd", ofd_of_a_picture(scan())))
    assert reading.format == "ofd"
    imprint = reading.imprint
    assert imprint.extractor.startswith("rapidocr 3.")
    assert "".join(reading.text[at] for at in imprint.letters) == "".join(reading.text.split())
    assert all(0 < sure <= 1 for sure in imprint.sureness)
    assert [(page.page, page.span.of(reading.text)) for page in imprint.pages] == [(1, reading.text.strip())]


def test_letters_that_were_not_recognised_for_sure_are_marked() -> None:
    letters = [("市", 0.99), ("财", 0.98), ("玫", 0.41), ("局", 0.97)]
    glyphs = tuple(Glyph(text, 10.0 * n, 100, 10.0 * n + 10, 110, confidence=c) for n, (text, c) in enumerate(letters))
    reading = transcribe([Sheet(842, glyphs)], "png", "made-up 1.0")
    imprint = reading.imprint
    assert [span.of(reading.text) for span in imprint.doubtful] == ["玫"]
    assert imprint.confidence(Span(0, 4)) == pytest.approx(0.41)
    assert imprint.confidence(Span(0, 2)) == pytest.approx(0.98)
    assert (imprint.page(Span(0, 4)), imprint.extractor) == (1, "made-up 1.0")


def test_the_graph_says_what_recognised_a_text_on_which_page_and_how_surely() -> None:
    letters = [*"一、修路。（市财政", *"局牵头）"]
    glyphs = tuple(
        Glyph(text, 10.0 * n, 100, 10.0 * n + 10, 110, confidence=0.41 if text == "财" else 0.98)
        for n, text in enumerate(letters)
    )
    reading = transcribe([Sheet(842, glyphs)], "png", "made-up 1.0")
    document = resolve(parse("扫描.png", reading, reflow(reading)), load())
    lines = triples.quads(document, triples.Run("fengong-0", "0" * 8))
    graph = "".join(lines)
    assert f"<{FG.extractedBy}> <https://w3id.org/fengong/id/software/made-up%201.0>" in graph
    at = reading.text.index("市财政局")
    name = f"/{at}-{at + 4}> <{FG.confidence}> "
    assert [line.partition(name)[2].split("^")[0] for line in lines if name in line] == ['"0.410"']
    assert f'/{at}-{at + 4}> <{FG.page}> "1"^^<{XSD.integer}>' in graph
    [doubtful] = [line for line in lines if f"<{FG.doubtful}>" in line]
    assert f"/{at + 1}-{at + 2}> <http" in doubtful
    assert f'/{at + 1}-{at + 2}> <{OA.exact}> "财"' in graph
    assert validate(lines) == tuple(found for found in validate(lines) if found.fault != "extraction")


def test_what_was_written_as_characters_bears_no_confidence() -> None:
    document = resolve(parse("a.txt", reading := Reading("一、修路。（市财政局牵头）", "txt"), reflow(reading)), load())
    graph = "".join(triples.quads(document, triples.Run("fengong-0", "0" * 8)))
    assert not any(f"<{term}>" in graph for term in (FG.extractedBy, FG.confidence, FG.page, FG.doubtful))


@pytest.mark.parametrize("name", ["扫描.png", "扫描.ofd"])
def test_without_the_extra_both_remedies_are_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    content = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    if name.endswith("ofd"):
        content = ofd_of_a_picture(content)
    with pytest.raises(UnreadableSource, match=r"run OCR first, or let Fengong do it: pip install 'fengong\[ocr\]'"):
        read.read(Source(name, content))


@pytest.mark.soak
@recognising
def test_the_sample_is_recognised_as_it_is_read(tmp_path: Path) -> None:
    import pypdfium2
    from weasyprint import HTML

    from graph_build.pipeline import understand
    from ontology.authority import load

    text = (Path(__file__).parent.parent / "graph_build/samples/xinjiang-2017-107.txt").read_text("utf-8")
    style = "<style>body{font:16pt/1.75 'Noto Sans CJK SC'} p{margin:0;text-indent:2em}</style>"
    printed = HTML(string=style + "".join(f"<p>{line.strip()}" for line in text.split("\n"))).write_pdf()
    pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(printed)]
    pages[0].save(tmp_path / "scan.pdf", save_all=True, append_images=pages[1:], resolution=200)

    def names(source: Source) -> Counter[tuple[str, str]]:
        return Counter((mention.role, mention.name) for mention in understand(source, load()).mentions())

    told = names(Source("样本.txt", text.encode()))
    recognised = names(Source("样本.pdf", (tmp_path / "scan.pdf").read_bytes()))
    assert told.total() == 229
    assert (told & recognised).total() >= 0.97 * told.total()
    assert (told & recognised).total() >= 0.97 * recognised.total()
