"""A comparison as people and programs open it: a page, a Word table, a workbook, Markdown, JSON, or lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from exports import markdown
from exports.align.changes import Account, Change
from exports.markup import environment
from exports.office.workbook import LONGEST, headed, height, looks, upright, workbook
from exports.words import Language
from ontology import files
from ontology.errors import UnknownFormat
from queries.align.compare import Comparison
from queries.align.differences import Difference
from queries.align.marks import Mark, Op
from queries.align.passages import Passage
from queries.duties import Document

#: Shares of the width of the Word table and the page.
_SHARES = (1.0, 1.0, 0.55)


def write(comparison: Comparison, path: Path, language: Language = "zh") -> None:
    """Writes the comparison in the form that the suffix of ``path`` names."""
    if path.suffix not in FORMS:
        raise UnknownFormat(
            f"{path}：比较结果只能写成 {'、'.join(FORMS)}，请改用其中一种后缀。"
            f"{path}: a comparison is written as {' '.join(FORMS)}"
        )
    files.write(path, FORMS[path.suffix](Account.of(comparison, language)))


def lines(comparison: Comparison, language: Language = "zh") -> Iterator[str]:
    """The comparison for a terminal: the summary, then what changed, with 【+…】 inserted and 【-…】 deleted."""
    account = Account.of(comparison, language)
    yield from account.summary()
    for change in account.changes():
        yield ""
        yield "  ".join(filter(None, (_where(change), account.w.several(change.labels))))
        yield from (f"    {said}" for said in change.said)
        words = "".join(_plain(mark) for mark in change.marks)
        yield f"    {' '.join(words.split())}"


def to_markdown(account: Account) -> str:
    """The comparison as a Markdown table, with what was struck out and put in marked."""
    w = account.w
    sources = zip(("from", "to"), account.names, strict=True)
    found = [f"# {w('title')}", "", *(f"- {markdown.line(w(side, name=name))}" for side, name in sources), ""]
    found += [
        f"## {w('summary')}",
        "",
        *(f"{n}. {markdown.line(said)}" for n, said in enumerate(account.summary(), 1)),
        "",
    ]
    found += [f"| {w('old')} | {w('new')} | {w('change')} |", "|---|---|---|"]
    for change in account.changes():
        old, new = (
            f"{number}　{_marked_down(change.marks, op)}" if number else ""
            for number, op in ((change.old, Op.DELETED), (change.new, Op.INSERTED))
        )
        said = "<br>".join(markdown.cell(each) for each in (w.several(change.labels), *change.said) if each)
        found.append(f"| {old} | {new} | {said} |")
    return "\n".join(found) + "\n"


def to_json(account: Account) -> str:
    """The comparison for programs: every row, changed or not, with its marks and what differs in duties."""
    found = account.comparison
    said = {
        "old": _document(found.documents[0], found.old.texts[0].name),
        "new": _document(found.documents[1], found.new.texts[0].name),
        "responsibilityDiffers": found.of_responsibility,
        "summary": account.summary(),
        "rows": [
            {
                "sort": row.sort,
                "kinds": row.kinds,
                "old": [_passage(passage) for passage in row.old],
                "new": [_passage(passage) for passage in row.new],
                "marks": row.marks if row.changed else [],
                "differences": [_difference(each) for each in row.differences],
            }
            for row in found.rows
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def to_html(account: Account) -> str:
    """The comparison as one page that asks nothing of any host."""
    page = environment("align", trimmed=True).get_template("compare.html.j2")
    return page.render(account=account, w=account.w, changes=account.changes(unchanged=True), Op=Op) + "\n"


def to_docx(account: Account) -> bytes:
    """The comparison as offices hand it round: one table on landscape pages, changes struck out and underlined."""
    from exports.office.word import Writer

    w = account.w
    out = Writer(w("title"), w.language, landscape=True)
    out.title(w("title"), w("from", name=account.names[0]))
    out.paragraph(w("to", name=account.names[1]))
    for line in account.summary():
        out.bullet(line)
    out.paragraph(w("key"), quiet=True)
    rows = [
        (
            [(f"{change.old}　" if change.old else "", ""), *_runs(change.marks, Op.DELETED)],
            [(f"{change.new}　" if change.new else "", ""), *_runs(change.marks, Op.INSERTED)],
            [("\n".join(filter(None, (w.several(change.labels), *change.said))), "")],
        )
        for change in account.changes()
    ]
    if rows:
        out.marked_table((w("old"), w("new"), w("change")), rows, _SHARES)
    return out.to_bytes()


def to_xlsx(account: Account) -> bytes:
    """The comparison as a workbook: every passage with its marks, what differs in duties a row each, the summary."""
    return workbook(account.w("title"), lambda book: _fill(book, account))


FORMS: Mapping[str, Callable[[Account], str | bytes]] = {
    ".html": to_html,
    ".docx": to_docx,
    ".xlsx": to_xlsx,
    ".md": to_markdown,
    ".json": to_json,
}


def _where(change: Change) -> str:
    return change.old if change.old == change.new else f"{change.old or '—'} → {change.new or '—'}"


def _plain(mark: Mark) -> str:
    if mark.op is Op.SAME:
        return mark.new
    return f"【-{mark.old}】" if mark.op is Op.DELETED else f"【+{mark.new}】"


def _runs(marks: Sequence[Mark], op: Op) -> list[tuple[str, str]]:
    """The words of one side, each run with what became of it, "" for what both have."""
    side = "old" if op is Op.DELETED else "new"
    return [(getattr(mark, side), "" if mark.op is Op.SAME else op.value) for mark in marks if getattr(mark, side)]


def _marked_down(marks: Sequence[Mark], op: Op) -> str:
    """One side of a row; by elements, since ~~ and ** mark nothing up between an ideograph and a comma (局~~、县~~)."""
    element = "del" if op is Op.DELETED else "ins"
    return "".join(
        f"<{element}>{markdown.cell(words)}</{element}>" if changed and words.strip() else markdown.cell(words)
        for words, changed in _runs(marks, op)
    )


def _document(document: Document, name: str) -> dict[str, object]:
    return {
        "title": document.title,
        "number": document.number,
        "date": document.date,
        "iri": document.iri,
        "file": name,
    }


def _passage(passage: Passage) -> dict[str, object]:
    return {"number": passage.number, "text": passage.text, "iri": passage.iri, "start": passage.start}


def _difference(found: Difference) -> dict[str, object]:
    said = {
        "what": found.what,
        "before": found.before,
        "after": found.after,
        "who": found.who,
        "oldTask": found.old_task,
        "newTask": found.new_task,
    }
    return said | ({"source": found.source, "by": found.day, "elsewhere": found.elsewhere} if found.source else {})


def _fill(book: Any, account: Account) -> None:
    """Fills a workbook."""
    w, look = account.w, looks(book)
    marked: dict[str, dict[str, object]] = {
        "": {},
        Op.DELETED: {"font_strikeout": True, "font_color": "#B00020"},
        Op.INSERTED: {"underline": 1, "font_color": "#0B5A9D"},
    }
    fonts = {op: book.add_format(mark) for op, mark in marked.items()}
    cells = {op: book.add_format(mark | {"text_wrap": True, "valign": "top"}) for op, mark in marked.items()}
    sources = (w(side, name=name) for side, name in zip(("from", "to"), account.names, strict=True))
    upright(book, w("summary"), w("title"), (*sources, *account.summary(), w("key")), look)
    columns = {"column_kind": 10, "column_old_number": 11, "column_new_number": 11, "old": 50, "new": 50, "change": 34}
    sheet = headed(book, w("sheet_rows"), ((w(name), width) for name, width in columns.items()), look.head)
    rows = account.changes(unchanged=True)
    for line, change in enumerate(rows, 1):
        for place, words in enumerate((w.several(change.labels), change.old, change.new)):
            sheet.write_string(line, place, words, look.cell)
        for place, op in ((3, Op.DELETED), (4, Op.INSERTED)):
            _write_marked(sheet, (line, place), _runs(change.marks, op), fonts, cells)
        said = "\n".join(change.said)
        sheet.write_string(line, 5, said, look.cell)
        sides = ("".join(words for words, _ in _runs(change.marks, op)) for op in (Op.DELETED, Op.INSERTED))
        labels = (w.several(change.labels), columns["column_kind"])
        sheet.set_row(line, height((labels, *((words, columns["old"]) for words in sides), (said, columns["change"]))))
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    columns = {"column_kind": 14, "column_old_number": 12, "column_new_number": 12, "column_who": 30}
    columns |= {"column_before": 40, "column_after": 40}
    sheet = headed(book, w("sheet_tasks"), ((w(name), width) for name, width in columns.items()), look.head)
    found = account.comparison.differences
    for line, difference in enumerate(found, 1):
        for place, words in enumerate(account.fields(difference)):
            sheet.write_string(line, place, words, look.cell)
    sheet.autofilter(0, 0, max(1, len(found)), len(columns) - 1)


def _write_marked(
    sheet: Any, at: tuple[int, int], runs: Sequence[tuple[str, str]], fonts: Mapping[str, Any], cells: Mapping[str, Any]
) -> None:
    """Writes words with their marks; such as are too long for a cell are cut, and not marked."""
    words = "".join(run for run, _ in runs)
    if len(runs) < 2 or len(words) > LONGEST:
        sheet.write_string(*at, words[:LONGEST], cells[runs[0][1] if len(runs) == 1 else ""])
    else:
        sheet.write_rich_string(*at, *(part for run, op in runs for part in (fonts[op], run)), cells[""])
