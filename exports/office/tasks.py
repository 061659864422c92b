"""The task-division table (任务分工表) as offices keep it: a workbook with a sheet a body, or Word.

Each row carries its task's IRI and a digest where one does not see them, so that the edited table can be read
back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from exports.office.workbook import workbook
from ontology import files
from ontology.errors import UnknownFormat
from ontology.tasktable import EDITABLE, HEADINGS, SEPARATOR, digest
from queries.duties import load, without_contacts

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint
    from queries.duties import Duties, Task

SUFFIX = ".xlsx"
SHEETS = 200  #: bodies that get a sheet of their own, those with most tasks first
WORDS = {
    "title": ("任务分工表", "Division of tasks"),
    "all": ("全部任务", "All tasks"),
    "doubts": ("疑点", "Doubts"),
    "lead": ("牵头", "leads"),
    "co": ("配合", "joins"),
    "order": ("牵头单位按首位推定，文件未写明", "the lead is inferred from the order of names"),
    "nobody": ("没有写明责任主体", "names nobody"),
    "open": ("只有不具名的责任主体", "names unspecified bodies only"),
    "tail": ("名单以“等”结尾，另有未具名单位", "the list ends in “and others”"),
    "leads": ("有几家牵头单位", "has several leads"),
    "kind": ("疑点", "Doubt"),
    "place": ("第 {start}–{end} 字", "characters {start}–{end}"),
    "page": ("第 &P 页，共 &N 页", "Page &P of &N"),
    "count": ("{n} 项任务", "{n} tasks"),
}
WIDTHS = {
    "number": 5,
    "document": 14,
    "section": 16,
    "task": 44,
    "lead": 16,
    "co": 28,
    "limit": 11,
    "source": 28,
    "place": 15,  # of 第 1083–1151 字 on one line
    "role": 8,
    "kind": 18,
}
Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Row:
    """A task as the table shows it, by keys of the columns."""

    cells: dict[str, str]
    parties: tuple[tuple[str, str], ...]  #: IRI and role of everybody named


def write(endpoint: Endpoint, path: Path, lang: Language = "zh", documents: Collection[str] = ()) -> None:
    """Write the table of all tasks to ``path``: .xlsx with a sheet a body, or .docx with one table."""
    duties = load(endpoint, documents)
    match path.suffix.lower():
        case ".xlsx":
            files.write(path, to_xlsx(duties, lang))
        case ".docx":
            files.write(path, to_docx(duties, lang))
        case other:
            raise UnknownFormat(f"no task table as {other or path.name}; known: .xlsx, .docx")


def rows(duties: Duties, lang: Language = "zh") -> tuple[Row, ...]:
    """Every task of the documents, in their order."""
    return tuple(_row(duties, task, place, lang) for place, task in enumerate(duties.tasks, start=1))


def to_xlsx(duties: Duties, lang: Language = "zh") -> bytes:
    """The workbook; the same duties give the same bytes."""

    def fill(book: Any) -> None:
        table = rows(duties, lang)
        form = _Form(book, lang)
        heading = _heading(duties, lang)
        columns = _columns(duties)
        form.sheet(_say("all", lang), heading, columns, [row.cells for row in table])
        for party, mine in _by_party(duties, table):
            name = duties.party[party].name
            cells = [row.cells | {"role": _say(role, lang)} for row, role in mine]
            under = (
                f"{name}：{_say('count', lang).format(n=len(mine))}"
                if lang == "zh"
                else f"{name}: {_say('count', lang).format(n=len(mine))}"
            )
            form.sheet(name, under, [columns[0], "role", *columns[1:]], cells)
        doubts = [row.cells | {"kind": kind} for row, kind in _doubts(duties, table, lang)]
        form.sheet(_say("doubts", lang), heading, ["number", "kind", "section", "task", "source", "place"], doubts)

    return workbook(_say("title", lang), fill)


def to_docx(duties: Duties, lang: Language = "zh") -> bytes:
    """The table of all tasks as a landscape Word document."""
    from exports.office.word import Writer

    table = rows(duties, lang)
    columns = _columns(duties)
    out = Writer(_say("title", lang), lang, landscape=True)
    out.title(_say("title", lang), _heading(duties, lang))
    out.table(
        [_head(column, lang) for column in columns],
        [[row.cells[column] for column in columns] for row in table],
        [WIDTHS[column] for column in columns],
        [False for _ in columns],
        hidden=[(row.cells["iri"], row.cells["digest"]) for row in table],
    )
    return out.to_bytes()


class _Form:
    """The look of the sheets: frozen head, borders, 仿宋 for text and 黑体 for heads, printed on A4 across."""

    def __init__(self, book: Any, lang: Language) -> None:
        self.book, self.lang = book, lang
        self.names: set[str] = set()
        line = {"border": 1, "text_wrap": True, "valign": "top", "font_size": 10.5}
        self.title = book.add_format({"font_name": "黑体", "font_size": 16, "bold": True, "align": "center"})
        self.under = book.add_format({"font_name": "仿宋", "font_size": 10.5, "align": "center"})
        centred = {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E7ECF3"}
        self.head = book.add_format(line | {"font_name": "黑体"} | centred)
        self.cell = book.add_format(line | {"font_name": "仿宋"})
        self.middle = book.add_format(line | {"font_name": "仿宋", "align": "center"})

    def sheet(self, name: str, under: str, columns: Sequence[str], cells: Sequence[dict[str, str]]) -> None:
        """One sheet: title, a line under it, the head, the rows; the IRI and digest in hidden columns at the end."""
        sheet = self.book.add_worksheet(self._free(name))
        last = len(columns) - 1
        sheet.merge_range(0, 0, 0, last, f"{_say('title', self.lang)}·{name}", self.title)
        sheet.merge_range(1, 0, 1, last, under, self.under)
        sheet.set_row(0, 26)
        sheet.set_row(2, _height({column: _head(column, self.lang) for column in columns}, columns))
        for place, column in enumerate([*columns, "iri", "digest"]):
            hidden = {"hidden": True} if place > last else {}
            sheet.set_column(place, place, WIDTHS.get(column, 22), None, hidden)
            sheet.write_string(2, place, _head(column, self.lang), self.head)
            for line, row in enumerate(cells, start=3):
                middle = column in {"number", "role", "limit", "place"}
                sheet.write_string(line, place, row.get(column, ""), self.middle if middle else self.cell)
        for line, row in enumerate(cells, start=3):
            sheet.set_row(line, _height(row, columns))
        sheet.freeze_panes(3, 1)
        sheet.ignore_errors({"number_stored_as_text": f"A4:A{4 + len(cells)}"})
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, 2 + len(cells), last)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&C{_say('page', self.lang)}")
        # The hidden columns too, so that a row that is sorted takes its IRI along.
        sheet.autofilter(2, 0, 2 + max(1, len(cells)), last + 2)

    def _free(self, name: str) -> str:
        """A name for a sheet: at most 31 characters, none that Excel forbids, not used yet."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "-"
        number = 1
        free = plain
        while free.casefold() in self.names:
            number += 1
            free = f"{plain[:27]} {number}"
        self.names.add(free.casefold())
        return free


def _row(duties: Duties, task: Task, place: int, lang: Language) -> Row:
    measure = duties.measure[task.measure]
    document = duties.document[measure.document]
    limits = [limit.text for limit in duties.limits_of.get(task.iri, ())]
    cells = {
        "number": str(place),
        "document": document.number or document.title,
        "section": " / ".join(section.title for section in duties.path(measure)),
        "task": task.own_words,
        "lead": SEPARATOR.join(duties.named(task.iri, "lead")),
        "co": SEPARATOR.join(duties.named(task.iri, "co")),
        "limit": SEPARATOR.join(dict.fromkeys(limits)),
        "source": without_contacts(task.attribution),
        "place": _say("place", lang).format(start=task.place.start, end=task.place.end) if task.place else "",
        "iri": task.iri,
    }
    cells["digest"] = digest([cells[key] for key in EDITABLE])
    return Row(cells, tuple((a.party, a.role) for a in duties.of_task[task.iri]))


def _by_party(duties: Duties, table: Sequence[Row]) -> Iterator[tuple[str, list[tuple[Row, str]]]]:
    """Each party with its rows and its role in them, those with most tasks first."""
    mine: dict[str, list[tuple[Row, str]]] = {party.iri: [] for party in duties.parties}
    for row in table:
        for party, role in dict(reversed(row.parties)).items():
            mine[party].append((row, role))
    ordered = sorted(mine, key=lambda p: (-len(mine[p]), duties.party[p].name))
    yield from ((party, mine[party]) for party in ordered[:SHEETS] if mine[party])


def _doubts(duties: Duties, table: Sequence[Row], lang: Language) -> Iterator[tuple[Row, str]]:
    for row, task in zip(table, duties.tasks, strict=True):
        named = duties.of_task[task.iri]
        leads = [a for a in named if a.role == "lead"]
        kinds = {
            "nobody": not named,
            "open": bool(named) and all(duties.party[a.party].group == "open" for a in named),
            "order": len(named) > 1 and any(a.basis == "order" for a in leads),
            "leads": len(leads) > 1,
            "tail": bool(task.tail),
        }
        yield from ((row, _say(kind, lang)) for kind, holds in kinds.items() if holds)


def _columns(duties: Duties) -> list[str]:
    several = ["document"] if len(duties.documents) > 1 else []
    return ["number", *several, "section", "task", "lead", "co", "limit", "source", "place"]


def _heading(duties: Duties, lang: Language) -> str:
    if len(duties.documents) == 1:
        return f"{duties.documents[0].number} {duties.documents[0].title}".strip()
    return _say("count", lang).format(n=len(duties.tasks))


def _height(row: dict[str, str], columns: Sequence[str]) -> float:
    """Points enough for the longest cell: a Chinese character is about two columns wide."""
    lines = 1
    for column in columns:
        text = row.get(column, "")
        wide = sum(1 if c.isascii() else 2 for c in text)
        lines = max(lines, -(-wide // max(1, WIDTHS.get(column, 22) - 1)))
    return min(400.0, 16.0 * lines + 3)


def _head(column: str, lang: Language) -> str:
    words = HEADINGS.get(column) or WORDS[column]
    return words[lang == "en"]


def _say(key: str, lang: Language) -> str:
    return WORDS[key][lang == "en"]
