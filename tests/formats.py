"""Writes one text as a document of each format, as a ministry's office would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from xml.sax.saxutils import escape as escape_xml

#: a table as rows of cells, "" where a cell above reaches down
TableText = Sequence[Sequence[str]]

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def txt(lines: Sequence[str], table: TableText = ()) -> bytes:
    """Plain text, UTF-8; the table's cells parted by tabs."""
    return "\n".join([*lines, *("\t".join(row) for row in table), ""]).encode()


def gb18030(lines: Sequence[str], table: TableText = ()) -> bytes:
    """Plain text as old programs write it."""
    return txt(lines, table).decode().encode("gb18030")


def html(lines: Sequence[str], table: TableText = ()) -> bytes:
    """A page of a portal, with its furniture around the text."""
    body = "".join(f"<p style='text-indent:2em'>&nbsp;&nbsp;{escape(line)}</p>\n" for line in lines)
    body += _html_table(table) if table else ""
    return (
        "<!DOCTYPE html><html><head><title>政府网</title><script>var 责任单位='财政厅';</script></head><body>"
        "<div class='header'><ul><li><a href='/'>首页</a></li><li><a href='/zw'>政务公开</a></li></ul></div>"
        f"<div class='content'><div id='zoom'>{body}</div></div>"
        "<div class='footer'>主办单位：某某省人民政府办公厅 版权所有</div></body></html>"
    ).encode()


def _reach(table: TableText, number: int, column: int) -> int:
    """How many rows a cell reaches over: its own, and those below where its column is ""."""
    reach = 1
    for below in table[number + 1 :]:
        if len(below) != len(table[number]) or below[column]:
            break
        reach += 1
    return reach


def _html_table(table: TableText) -> str:
    """A table; a cell that is "" below the first row is merged with the one above, one alone over all columns."""
    rows = ""
    for number, row in enumerate(table):
        over = len(table[0]) if len(row) == 1 else 1
        cells = (
            f'<td rowspan="{_reach(table, number, column)}" colspan="{over}"><p>{escape(cell)}</p></td>'
            for column, cell in enumerate(row)
            if cell or not number
        )
        rows += f"<tr>{''.join(cells)}</tr>"
    return f"<table>{rows}</table>"


def docx(lines: Sequence[str], table: TableText = ()) -> bytes:
    """A Word document; a cell that is "" below the first row is merged with the one above, one alone over the row."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape_xml(line)}</w:t></w:r></w:p>" for line in lines)
    return docx_of(paragraphs + (_docx_table(table) if table else ""))


def _docx_table(table: TableText) -> str:
    rows = ""
    for number, row in enumerate(table):
        rows += "<w:tr>"
        for column, cell in enumerate(row):
            above = number and not cell
            below = cell and _reach(table, number, column) > 1
            merge = "<w:vMerge/>" if above else '<w:vMerge w:val="restart"/>' if below else ""
            text = escape_xml(cell)
            width = f'<w:tcW w:w="{9000 // len(row)}" w:type="dxa"/>'
            width += f'<w:gridSpan w:val="{len(table[0])}"/>' if len(row) == 1 else ""
            rows += f"<w:tc><w:tcPr>{width}{merge}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        rows += "</w:tr>"
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    rules = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides)
    grid = f'<w:gridCol w:w="{9000 // len(table[0])}"/>' * len(table[0])
    head = f"<w:tblPr><w:tblBorders>{rules}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    return f"<w:tbl>{head}{rows}</w:tbl><w:p/>"


def docx_of(body: str, **parts: str) -> bytes:
    """A Word document with this XML in its body; further parts (numbering, styles …) by kind."""
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(f'<Relationship Id="r{kind}" Type="{types}/{kind}" Target="{kind}.xml"/>' for kind in parts)
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": _relationships(
            f'<Relationship Id="r1" Type="{types}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": _relationships(relations),
        **{f"word/{kind}.xml": xml for kind, xml in parts.items()},
    }
    return zipped({name: content.encode() for name, content in files.items()})


def _relationships(inner: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def word(name: str, inner: str) -> str:
    """A part of a Word document with this root."""
    return f'<w:{name} xmlns:w="{_W}">{inner}</w:{name}>'


def odt(lines: Sequence[str], table: TableText = ()) -> bytes:
    """A document of LibreOffice."""
    ns = "urn:oasis:names:tc:opendocument:xmlns"
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escape_xml(cell)}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in table
    )
    body = "".join(f"<text:p>{escape_xml(line)}</text:p>" for line in lines)
    if table:
        columns = f'<table:table-column table:number-columns-repeated="{len(table[0])}"/>'
        body += f"<table:table>{columns}{rows}</table:table>"
    content = (
        f'<office:document-content xmlns:office="{ns}:office:1.0" xmlns:text="{ns}:text:1.0" '
        f'xmlns:table="{ns}:table:1.0" office:version="1.2"><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{ns}:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


#: characters on a line of a printed page, lines on a page: GB/T 9704-2012 sets 28 by 22
_WIDE, _LONG = 28, 22


def set_in_type(lines: Sequence[str]) -> list[list[tuple[str, int]]]:
    """The pages of a text as the standard for official documents sets it: lines and their indents."""
    set_lines: list[tuple[str, int]] = []
    for line in lines:
        indent, rest = 2, line
        while rest:
            set_lines.append((rest[: _WIDE - indent], indent))
            rest, indent = rest[_WIDE - indent :], 0
    return [set_lines[at : at + _LONG] for at in range(0, len(set_lines), _LONG)]


def ofd(lines: Sequence[str], table: TableText = ()) -> bytes:
    """An OFD document with page numbers."""
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    size = 5.6
    pages = set_in_type([*lines, *(" ".join(row) for row in table)])
    files = {
        "OFD.xml": f"<ofd:OFD {ns} DocType='OFD'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {ns}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(f"<ofd:Page ID='{n}' BaseLoc='Pages/Page_{n}/Content.xml'/>" for n in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
    }
    for number, page in enumerate(pages):
        shown = [(text, 28 + indent * size, 40 + at * 10) for at, (text, indent) in enumerate(page)]
        shown.append((f"— {number + 1} —", 100, 280))
        objects = "".join(
            f"<ofd:TextObject ID='{at}' Font='1' Size='{size}' Boundary='{x} {y} 170 8'>"
            f"<ofd:TextCode X='0' Y='6' DeltaX='g {len(text) - 1} {size}'>{escape_xml(text)}</ofd:TextCode>"
            "</ofd:TextObject>"
            for at, (text, x, y) in enumerate(shown)
        )
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {ns}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return zipped({name: content.encode() for name, content in files.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def pdf(lines: Sequence[str], table: TableText = ()) -> bytes:
    """A PDF with running numbers; written by hand, in a font the reader need not have."""
    size, top, left = 16.0, 770.0, 72.0
    contents = []
    for number, page in enumerate(set_in_type(lines)):
        at = [(text, left + indent * size, top - row * 28) for row, (text, indent) in enumerate(page)]
        at.append((f"— {number + 1} —", 280.0, 40.0))
        contents.append("".join(_shown(text, x, y, size) for text, x, y in at))
    if table:
        contents.append(_ruled(table, left, top, size))
    return _pdf_of(contents)


def _shown(text: str, x: float, y: float, size: float) -> str:
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def _ruled(table: TableText, left: float, top: float, size: float) -> str:
    """A table with its rules; a cell that is "" is merged with the one above, one alone over all columns."""
    drawn, y = "", top
    for row, cells in enumerate(table):
        wide = 450.0 / len(cells)
        per_line = int(wide / size) - 1
        high = size * 1.2 * (1 + max(-(-len(cell) // per_line) for cell in cells))
        for column, cell in enumerate(cells):
            x = left + column * wide
            for line, at in enumerate(range(0, len(cell), per_line), 1):
                drawn += _shown(cell[at : at + per_line], x + 4, y - size * 1.2 * line, size)
            drawn += f"{x} {y} m {x} {y - high} l S {x + wide} {y} m {x + wide} {y - high} l S\n"
            if cell or row == 0:
                drawn += f"{x} {y} m {x + wide} {y} l S\n"
        y -= high
    return drawn + f"{left} {y} m {left + 450} {y} l S\n"


def _pdf_of(contents: Sequence[str]) -> bytes:
    """A PDF with these page contents; its characters are UTF-16 codes, so a ToUnicode map is all it needs."""
    blocks = [f"<{block:02x}00> <{block:02x}ff> <{block:02x}00>" for block in range(256)]
    ranges = " ".join(
        f"{len(blocks[at : at + 100])} beginbfrange {' '.join(blocks[at : at + 100])} endbfrange"
        for at in range(0, 256, 100)
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /U def /CMapType 2 def "
        f"1 begincodespacerange <0000> <ffff> endcodespacerange {ranges} endcmap end"
    )
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /FangSong /Encoding /Identity-H /DescendantFonts [4 0 R] "
        "/ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /FangSong /CIDSystemInfo << /Registry (Adobe) "
        "/Ordering (Identity) /Supplement 0 >> /DW 1000 >>",
        _stream(to_unicode),
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(_stream(content))
    return pdf_of_objects(objects)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def pdf_of_objects(objects: Sequence[str]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


#: every format that is written without LibreOffice
WRITERS: dict[str, Callable[..., bytes]] = {
    "txt": txt,
    "gb18030.txt": gb18030,
    "html": html,
    "docx": docx,
    "ofd": ofd,
    "pdf": pdf,
}
