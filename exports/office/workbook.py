"""Workbooks whose bytes depend on what is in them alone (the only importer of xlsxwriter)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from exports.office.archive import fixed
from ontology.errors import MissingExtra
from ontology.tasktable import AUTHOR


def workbook(title: str, fill: Callable[[Any], None]) -> bytes:
    """The .xlsx that ``fill`` fills; words that look like formulas or addresses stay words."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra("writing .xlsx", "office") from error

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "author": AUTHOR, "created": datetime(1980, 1, 1)})
    fill(book)
    book.close()
    return fixed(out.getvalue())
