"""A4 Word documents in the form that offices use, fonts named (the only importer of python-docx)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from exports.office.archive import fixed

HEAD, TEXT, LATIN = "黑体", "仿宋", "Times New Roman"
CELLS = "宋体"
QUIET = RGBColor(0x55, 0x55, 0x55)
MARGIN = 20  #: millimetres
_COLORS = {"deleted": RGBColor(0xB0, 0x00, 0x20), "inserted": RGBColor(0x0B, 0x5A, 0x9D)}


class Writer:
    """A document being written, paragraph by paragraph."""

    def __init__(self, title: str, language: str, landscape: bool = False) -> None:
        self.document = Document()
        self.language = "zh-CN" if language == "zh" else "en-GB"
        about = self.document.core_properties
        about.title, about.author, about.comments = title, "Fengong", ""
        about.created = about.modified = datetime(1980, 1, 1, tzinfo=UTC)
        section = self.document.sections[0]
        width, height = Mm(210), Mm(297)
        if landscape:
            width, height = height, width
            section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = width, height
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
        self.width = width - 2 * Mm(MARGIN)
        self._style("Normal", TEXT, 11)
        self._style("Title", HEAD, 20)
        for level, size in ((1, 15), (2, 13), (3, 12)):
            self._style(f"Heading {level}", HEAD, size)
        self._style("List Bullet", TEXT, 11)
        self._page_numbers(section)

    def title(self, text: str, subtitle: str) -> None:
        """The title over a line that says of what."""
        self.document.add_paragraph(text, style="Title")
        self.paragraph(subtitle)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading that the navigation pane shows."""
        self.document.add_heading(text, level)

    def paragraph(self, text: str, quiet: bool = False) -> None:
        """Running text; ``quiet`` for caveats."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(4)
        self._run(paragraph, text, 10 if quiet else 11, TEXT, QUIET if quiet else None)

    def bullet(self, text: str) -> None:
        """An item of a list."""
        self.document.add_paragraph(text, style="List Bullet").paragraph_format.space_after = Pt(3)

    def caption(self, text: str) -> None:
        """The line over a table or picture, kept with it."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(10), Pt(3)
        self._run(paragraph, text, 10.5, HEAD)

    def note(self, text: str) -> None:
        """Small print under a table or picture."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        self._run(paragraph, text, 8.5, CELLS, QUIET)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        numeric: Sequence[bool],
        hidden: Sequence[Sequence[str]] = (),
        size: float = 9,
    ) -> None:
        """A table as wide as the page; its head is repeated on each page and no row is torn.

        ``hidden`` gives each row words that Word keeps but does not show, at the end of its first cell.
        """
        table = self.document.add_table(rows=0, cols=len(head), style="Table Grid")
        table.autofit = False
        widths = [int(self.width * share / sum(shares)) for share in shares]
        self._cells(table.add_row(), head, widths, numeric, size - 1, HEAD)
        self._narrow(table)
        self._mark(table.rows[0], "w:tblHeader")
        for place, row in enumerate(rows):
            added = table.add_row()
            self._cells(added, row, widths, numeric, size, CELLS)
            if hidden:
                unseen = "".join(f"\u2063{words}" for words in hidden[place])
                self._run(added.cells[0].paragraphs[0], unseen, size, CELLS).font.hidden = True
        for row in table.rows:
            self._mark(row, "w:cantSplit")
        self._widths(table, widths)

    def marked_table(
        self, head: Sequence[str], rows: Sequence[Sequence[Sequence[tuple[str, str]]]], shares: Sequence[float]
    ) -> None:
        """A table whose cells are runs, each with "deleted", "inserted" or "": struck out, underlined, in colour.

        They are looks and no tracked changes, which would go with a click on accepting all; black on white they differ.
        Long rows may break over pages.
        """
        table = self.document.add_table(rows=0, cols=len(head), style="Table Grid")
        table.autofit = False
        widths = [int(self.width * share / sum(shares)) for share in shares]
        self._cells(table.add_row(), head, widths, [False] * len(head), 10, HEAD)
        self._mark(table.rows[0], "w:tblHeader")
        for row in rows:
            cells = table.add_row().cells
            for cell, runs, width in zip(cells, row, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                for words, op in runs:
                    run = self._run(paragraph, words, 10, CELLS, _COLORS.get(op))
                    run.font.strike, run.font.underline = (op == "deleted") or None, (op == "inserted") or None
        self._widths(table, widths)

    def picture(self, png: bytes, alternative: str) -> None:
        """A picture as wide as the text, with its words for screen readers."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run()
        shape = run.add_picture(io.BytesIO(png))
        natural = shape.width, shape.height
        room = min(1.0, self.width / natural[0], Mm(205) / natural[1])
        shape.width, shape.height = Emu(natural[0] * room), Emu(natural[1] * room)
        shape._inline.docPr.set("descr", alternative)

    def to_bytes(self) -> bytes:
        """The document as a .docx archive without dates of its own."""
        out = io.BytesIO()
        self.document.save(out)
        return fixed(out.getvalue())

    def _cells(
        self,
        row: Any,
        texts: Sequence[str],
        widths: Sequence[int],
        numeric: Sequence[bool],
        size: float,
        font: str,
    ) -> None:
        for cell, text, width, right in zip(row.cells, texts, widths, numeric, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._run(paragraph, text, size, font)

    def _run(self, paragraph: Any, text: str, size: float, font: str, color: RGBColor | None = None) -> Any:
        run = paragraph.add_run(text)
        run.font.size, run.font.name = Pt(size), LATIN
        run.font.color.rgb = color
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        return run

    def _style(self, name: str, font: str, size: float) -> None:
        """A style with its Chinese font named, else Word takes a Japanese or its own default."""
        style = self.document.styles[name]
        style.font.size, style.font.name, style.font.color.rgb = Pt(size), LATIN, RGBColor(0, 0, 0)
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:eastAsia"), font)
        language = properties.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            properties.append(language)
        language.set(qn("w:val"), self.language)
        language.set(qn("w:eastAsia"), "zh-CN")

    def _page_numbers(self, section: Any) -> None:
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run()
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            part.text = text or None
            run._element.append(part)

    def _mark(self, row: Any, name: str) -> None:
        row._tr.get_or_add_trPr().append(OxmlElement(name))

    def _narrow(self, table: Any) -> None:
        """Cell margins of 0.7 mm: Word's own would break the words of narrow heads."""
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "40")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.append(margins)

    def _widths(self, table: Any, widths: Sequence[int]) -> None:
        """Column widths for readers that look at the grid and not at the cells."""
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
