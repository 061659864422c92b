"""A document in every format that is read, as small as one can be that uses what its reader knows: to be spoilt."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from pathlib import Path

import formats

from graph_build.read import ocr

TABLE = (("序号", "任务", "牵头单位", "配合单位"), ("1", "推进工作", "省科技厅", "省教育厅"), ("2", "开展监测", "", ""))
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


@dataclass(frozen=True, slots=True)
class Seed:
    """A document; one that takes long to read is tried less often."""

    name: str
    content: bytes
    weight: float = 1.0


def seeds(lines: Sequence[str]) -> list[Seed]:
    """The ``lines`` and a table in each format; of those that need LibreOffice or ocr, where it is installed."""
    text = "\n".join(lines)
    book = xlsx()
    made = {
        "a.txt": formats.txt(lines, TABLE),
        "b.txt": formats.gb18030(lines, TABLE),
        "c.txt": b"\xff\xfe" + text.encode("utf-16-le"),
        "a.md": "\n".join(["# 通知", *lines, "", *(f"| {' | '.join(row)} |" for row in _barred())]).encode(),
        "a.html": formats.html(lines, TABLE),
        "b.html": portal(lines),
        "a.docx": formats.docx(lines, TABLE),
        "b.docx": numbered(lines),
        "a.xml": flat(formats.docx(lines, TABLE)),
        "b.xml": word_2003(lines),
        "a.xlsx": book,
        "a.ods": ods(),
        "c.xml": sheetml(),
        "a.csv": "\n".join(",".join(f'"{cell}"' for cell in row) for row in TABLE).encode("gb18030"),
        "a.tsv": "\n".join("\t".join(row) for row in TABLE).encode("utf-16"),
        "a.eml": letter(lines, attached=False),
        "b.eml": letter(lines, attached=True),
        "a.mht": saved_page(lines),
        "a.doc": saved_page(lines),
        "b.doc": formats.html(lines, TABLE),
        "a.ofd": formats.ofd(lines, TABLE),
        "a.zip": formats.zipped(
            {"甲.txt": formats.txt(lines), "乙.zip": formats.zipped({"丙.docx": formats.docx(lines)})}
        ),
    }
    found = [Seed(name, content) for name, content in made.items()]
    found.append(Seed("a.pdf", formats.pdf(lines[:12], TABLE), 0.5))
    if shutil.which("soffice"):
        found.append(
            Seed("a.rtf", ("{\\rtf1\\ansi " + "".join(f"\\u{ord(c)}?" for c in text[:500]) + "}").encode(), 0.02)
        )
        found.append(Seed("a.odt", formats.odt(lines, TABLE), 0.02))
        found.append(Seed("a.xls", converted(book, "xlsx", "xls")))
        found.append(Seed("c.doc", converted(formats.docx(lines[:5]), "docx", "doc"), 0.02))
    if ocr.installed():
        found += [
            Seed("a.png", picture("PNG"), 0.05),
            Seed("a.jpg", picture("JPEG"), 0.02),
            Seed("a.tif", picture("TIFF"), 0.02),
        ]
    return found


def _barred() -> Iterator[Sequence[str]]:
    yield TABLE[0]
    yield ["---"] * len(TABLE[0])
    yield from TABLE[1:]


def portal(lines: Sequence[str]) -> bytes:
    """A page of a portal that names the document in its head."""
    meta = '<meta name="ArticleTitle" content="通知"><meta name="PubDate" content="2024-05-06 10:00">'
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    spans = f"<table><tr><td rowspan=2 colspan=2>任务</td><td>牵头单位</td></tr><tr><td>{lines[0]}</td></tr></table>"
    return (
        f"<html><head>{meta}</head><body><h3>您当前所在的位置：首页 > 公文</h3><div style='display:none'>藏</div>"
        f"<div><h1>{lines[0]}</h1><!-- x --><div>{body}{spans}<ol><li>甲<li>乙</ol></div></div></body></html>"
    ).encode()


def numbered(lines: Sequence[str]) -> bytes:
    """A Word document with numbers of its own, a style, and notes."""
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    marks = '<w:pPr><w:pStyle w:val="s"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = "".join(f"<w:p>{marks}<w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    style = '<w:style w:type="paragraph" w:styleId="s"><w:name w:val="heading 1"/></w:style>'
    return formats.docx_of(body, numbering=formats.word("numbering", numbering), styles=formats.word("styles", style))


def flat(content: bytes) -> bytes:
    """A package of Word as one XML file."""
    parts = ""
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        for name in whole.namelist():
            if name.endswith((".xml", ".rels")):
                held = f"<pkg:xmlData>{whole.read(name).decode()}</pkg:xmlData>"
            else:
                held = f"<pkg:binaryData>{base64.b64encode(whole.read(name)).decode()}</pkg:binaryData>"
            parts += f'<pkg:part pkg:name="/{name}">{held}</pkg:part>'
    names = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    head = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    return f"{head}<pkg:package {names}>{parts}</pkg:package>".encode()


def word_2003(lines: Sequence[str]) -> bytes:
    """A document of Word 2003 in one XML file."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    cells = ("".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) for row in TABLE)
    rows = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:body><wx:sect>'
        f'<w:p><w:pPr><w:listPr><wx:t wx:val="一、"/></w:listPr></w:pPr><w:r><w:t>总则</w:t></w:r></w:p>{paragraphs}'
        f"<w:tbl>{rows}</w:tbl></wx:sect></w:body></w:wordDocument>"
    ).encode()


def xlsx() -> bytes:
    """A workbook of one sheet: a shared string, a day, merged cells."""
    shared = [cell for row in TABLE for cell in row]
    cells = (
        "".join(
            f'<c r="{column}{number}" t="s"><v>{shared.index(cell)}</v></c>'
            for column, cell in zip("ABCD", row, strict=True)
        )
        for number, row in enumerate(TABLE, 1)
    )
    rows = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(cells, 1))
    rows += '<row r="4"><c r="A4" s="1"><v>45000</v></c><c r="B4"><v>0.9</v></c></row>'
    strings = "".join(f"<si><t>{words}</t></si>" for words in shared)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/s.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {_SHEET} xmlns:r="{_TYPES}"><sheets>'
        '<sheet name="分工表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/s.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
        ),
        "xl/sharedStrings.xml": f"<sst {_SHEET}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {_SHEET}>"
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/worksheets/s.xml": f"<worksheet {_SHEET}><sheetData>{rows}</sheetData>"
        '<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells></worksheet>',
    }
    return formats.zipped({name: xml.encode() for name, xml in parts.items()})


def _relations(*targets: tuple[str, str]) -> str:
    each = (
        f'<Relationship Id="r{n}" Type="{_TYPES}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(targets, 1)
    )
    names = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return f"<Relationships {names}>{''.join(each)}</Relationships>"


def ods() -> bytes:
    """A spreadsheet of OpenDocument with cells that repeat and cells that are merged."""
    rows = "".join(
        "<t:table-row>" + "".join(f'<t:table-cell t:number-rows-spanned="1"><x:p>{c}</x:p></t:table-cell>' for c in row)
        + '<t:table-cell t:number-columns-repeated="999"/></t:table-row>'
        for row in TABLE
    )  # fmt: skip
    content = (
        f'<o:document-content xmlns:o="{_OPEN}:office:1.0" xmlns:t="{_OPEN}:table:1.0" xmlns:x="{_OPEN}:text:1.0">'
        f'<o:body><o:spreadsheet><t:table t:name="表">{rows}</t:table></o:spreadsheet></o:body></o:document-content>'
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return formats.zipped({"mimetype": kind, "content.xml": content.encode()})


def sheetml() -> bytes:
    """A workbook of Excel 2003 in one XML file."""
    rows = "".join(
        "<Row>"
        + "".join(f'<Cell ss:MergeAcross="0"><Data ss:Type="String">{cell}</Data></Cell>' for cell in row)
        + "</Row>"
        for row in TABLE
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def letter(lines: Sequence[str], *, attached: bool) -> bytes:
    """A mail whose words are the document, or to which it is attached."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "分工方案", "a@example.cn", "b@example.cn"
    made.set_content("请查收附件。" if attached else "\n".join(lines), cte="8bit" if attached else "base64")
    if attached:
        made.add_attachment(formats.docx(lines), maintype="application", subtype="octet-stream", filename="方案.docx")
        made.add_attachment("\n".join(lines), filename="方案.txt", cte="8bit")
    return made.as_bytes()


def saved_page(lines: Sequence[str]) -> bytes:
    """A page as a browser saves it whole, which offices name .doc too."""
    page = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--=b"\r\n\r\n----=b\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"<html><body>{page}</body></html>\r\n"
        "----=b\r\nContent-Type: image/png\r\nContent-Location: a.png\r\n\r\nx\r\n----=b--\r\n"
    ).encode()


def converted(content: bytes, before: str, after: str) -> bytes:
    """A document as LibreOffice writes it in another format."""
    with tempfile.TemporaryDirectory() as folder:
        (given := Path(folder, f"a.{before}")).write_bytes(content)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/p", "--headless", "--convert-to", after]
        subprocess.run([*command, "--outdir", folder, given], capture_output=True, timeout=300, check=True)
        return Path(folder, f"a.{after}").read_bytes()


def picture(kind: str) -> bytes:
    """A small picture of a page, without a word that must be recognised."""
    from PIL import Image, ImageDraw

    page = Image.new("L", (240, 120), 255)
    drawn = ImageDraw.Draw(page)
    drawn.rectangle((10, 10, 230, 110), outline=0)
    drawn.text((20, 40), "1 2024", fill=0)
    out = io.BytesIO()
    page.save(out, kind)
    return out.getvalue()
