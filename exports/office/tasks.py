"""The task-division table (任务分工表) as offices keep it: a workbook with a sheet a body, or Word.

Each row carries its task's IRI and a digest where one does not see them, so that the edited table can be read
back. Columns that users added to an earlier table (进展, 完成情况 …) stand after ours again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from exports.office.workbook import workbook
from graph_build import columns as own_columns
from graph_build.columns import Columns, Kept
from ontology import files
from ontology.enumerations import CO, LEAD, ORDER, Role
from ontology.errors import UnknownFormat
from ontology.tasktable import EDITABLE, HEADINGS, SEPARATOR, digest
from queries.duties import load, without_contacts

if TYPE_CHECKING:
    from exports.office.sheets import Cell
    from graph_build.edits import Change
    from queries.ask.endpoint import Endpoint
    from queries.duties import Duties, Party, Task

SHEETS = 200  #: bodies that get a sheet of their own, those with most tasks first
WORDS = {
    "title": ("任务分工表", "Division of tasks"),
    "all": ("全部任务", "All tasks"),
    "doubts": ("疑点", "Doubts"),
    "order": ("牵头单位按首位推定，文件未写明", "the lead is inferred from the order of names"),
    "nobody": ("没有写明责任主体", "names nobody"),
    "open": ("只有不具名的责任主体", "names unspecified bodies only"),
    "tail": ("名单以“等”结尾，另有未具名单位", "the list ends in “and others”"),
    "leads": ("有几家牵头单位", "has several leads"),
    "place": ("{start}–{end}\N{NO-BREAK SPACE}字", "{start}–{end}"),
    "page": ("第 &P 页，共 &N 页", "Page &P of &N"),
    "count": ("{n} 项任务", "{n} tasks"),
    "of": ("{name}：{count}", "{name}: {count}"),
    "lost": ("自增列所属的任务已不在图谱中", "columns of the user's own whose task is not in the graph any more"),
    "role_basis": ("{role}：{basis}", "{role}: {basis}"),
    "edit": ("{task} {column}：{before} → {after}", "{task} {column}: {before} → {after}"),
    "nothing": ("（空）", "(none)"),
}
WIDTHS = {
    "number": 6,
    "label": 8,
    "document": 14,
    "section": 14,
    "task": 40,
    "lead": 15,
    "co": 26,
    "basis": 13,
    "limit": 12,
    "source": 24,
    "place": 13,  # of 1083–1151 字 on one line
    "role": 8,
    "kind": 18,
}
OWN = "own:"  #: before the headings of the user's own columns among the keys of columns
OWN_WIDTH = 16
HIDDEN = ("iri", "digest")  #: columns behind those that one sees
CENTRED = frozenset(("number", "label", "role", "basis", "limit", "place"))
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
_SHARE = re.compile(r"-?\d{1,9}(?:\.(?P<digits>\d{1,4}))?%")
_PLACE = re.compile(r"（[^（）]+）$")
_NONE = Columns()
Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Row:
    """A task as the table shows it, by keys of the columns."""

    cells: dict[str, str]
    parties: tuple[tuple[str, Role], ...]  #: IRI and role of everybody named


def write(
    endpoint: Endpoint,
    path: Path,
    lang: Language = "zh",
    documents: Collection[str] = (),
    graph: Path | None = None,
) -> None:
    """Write the table of all tasks to ``path``: .xlsx with a sheet a body, or .docx with one table.

    With it the columns that users added and that are kept in the folder of the ``graph``, if it is said.
    """
    duties = load(endpoint, documents)
    own = own_columns.read(graph) if graph else Columns()
    match path.suffix.lower():
        case ".xlsx":
            files.write(path, to_xlsx(duties, lang, own))
        case ".docx":
            files.write(path, to_docx(duties, lang, own))
        case other:
            form = other or path.name
            raise UnknownFormat(
                f"任务分工表不能写成 {form}，请用 .xlsx 或 .docx。no task table as {form}; known: .xlsx, .docx"
            )


def rows(duties: Duties, lang: Language = "zh", own: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Row, ...]:
    """Every task of the documents, in their order, with what users' ``own`` columns say of it."""
    said = own or {}
    return tuple(_row(duties, task, at, lang, said.get(task.iri, {})) for at, task in enumerate(duties.tasks, start=1))


def taken(changes: Iterable[Change], duties: Duties, lang: Language = "zh") -> Iterator[str]:
    """The edited cells of task tables as lines: the task, the column, what it was in the graph, and what it is now."""
    held = {row.cells["iri"]: row.cells for row in rows(duties, lang)}
    nothing = _say("nothing", lang)
    for change in changes:
        cells = held.get(change.task, {})
        yield _say("edit", lang).format(
            task=duties.labels.get(change.task, change.task),
            column=_head(change.column, lang),
            before=cells.get(change.column) or nothing,
            after=change.words or nothing,
        )


def to_xlsx(duties: Duties, lang: Language = "zh", own: Columns = _NONE) -> bytes:
    """The workbook; the same duties and columns give the same bytes."""

    def fill(book: Any) -> None:
        said, lost = _own(duties, own)
        table = rows(duties, lang, said)
        form = _Form(book, lang)
        heading = _heading(duties, lang)
        columns = [*_columns(duties), *(f"{OWN}{name}" for name in own.headings)]
        lines = {row.cells["iri"]: form.line(columns, row.cells) for row in table}
        form.sheet(_say("all", lang), heading, columns, lines.values())
        roles = {role: {"role": form.cell("role", role.label(lang))} for role in Role}
        for party, mine in _by_party(duties, table):
            name = _placed(duties, party)
            under = _say("of", lang).format(name=name, count=_say("count", lang).format(n=len(mine)))
            told = [lines[row.cells["iri"]] | roles[role] for row, role in mine]
            form.sheet(name, under, [*columns[:2], "role", *columns[2:]], told)
        shown = ["number", "label", "kind", "section", "task", "source", "place"]
        doubts = [
            lines[row.cells["iri"]] | {"kind": form.cell("kind", kind)} for row, kind in _doubts(duties, table, lang)
        ]
        doubts += [form.line(shown, _lost(row, lang)) for row in lost]
        form.sheet(_say("doubts", lang), heading, shown, doubts)

    return workbook(_say("title", lang), fill)


def to_docx(duties: Duties, lang: Language = "zh", own: Columns = _NONE) -> bytes:
    """The table of all tasks as a landscape Word document."""
    from exports.office.word import Writer

    table = rows(duties, lang, _own(duties, own)[0])
    columns = [*_columns(duties), *(f"{OWN}{name}" for name in own.headings)]
    out = Writer(_say("title", lang), lang, landscape=True)
    out.title(_say("title", lang), _heading(duties, lang))
    out.table(
        [_head(column, lang) for column in columns],
        [[row.cells.get(column, "") for column in columns] for row in table],
        [WIDTHS.get(column, OWN_WIDTH) for column in columns],
        [False for _ in columns],
        hidden=[(row.cells["iri"], row.cells["digest"]) for row in table],
    )
    return out.to_bytes()


class _Cell(NamedTuple):
    """A cell of a sheet, written."""

    written: Cell
    lines: int  #: that it takes


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
        self.plain = book.add_format(line | {"font_name": "仿宋"})
        self.middle = book.add_format(line | {"font_name": "仿宋", "align": "center"})
        shares = ("0%", "0.0%", "0.00%", "0.000%", "0.0000%")
        self.shares = [book.add_format(line | {"font_name": "仿宋", "num_format": share}) for share in shares]

    def line(self, columns: Sequence[str], cells: Mapping[str, str]) -> dict[str, _Cell]:
        """A row as sheets take it: these columns and the hidden ones."""
        shown = {column: self.cell(column, cells.get(column, "")) for column in columns}
        return shown | {column: _Cell(self.book.cell(cells.get(column, ""), self.plain), 1) for column in HIDDEN}

    def cell(self, column: str, words: str) -> _Cell:
        """A cell of a column: words as words, what a user's own column says as a number where it is one."""
        own = column.startswith(OWN)
        value, look = self._own(words) if own else (words, self.middle if column in CENTRED else self.plain)
        return _Cell(self.book.cell(value, look), _lines(words, _room(column)))

    def _own(self, words: str) -> tuple[str | float, Any]:
        if _NUMBER.fullmatch(words) and f"{float(words):.15g}" == words:  # 007 and 1.50 stay words
            return float(words), self.plain
        if share := _SHARE.fullmatch(words):
            return float(words[:-1]) / 100, self.shares[len(share["digits"] or "")]
        return words, self.plain

    def sheet(self, name: str, under: str, columns: Sequence[str], lines: Collection[Mapping[str, _Cell]]) -> None:
        """One sheet: title, a line under it, the head, the rows; the IRI and digest in hidden columns at the end."""
        sheet = self.book.add_worksheet(self._free(name))
        last = len(columns) - 1
        sheet.merge_range(0, 0, 0, last, f"{_say('title', self.lang)}·{name}", self.title)
        sheet.merge_range(1, 0, 1, last, under, self.under)
        sheet.set_row(0, 26)
        sheet.set_row(2, _height(_lines(_head(column, self.lang), _room(column)) for column in columns))
        for place, column in enumerate([*columns, *HIDDEN]):
            hidden = {"hidden": True} if place > last else {}
            sheet.set_column(place, place, WIDTHS.get(column, OWN_WIDTH), None, hidden)
            sheet.write_string(2, place, _head(column, self.lang), self.head)
        for place, line in enumerate(lines, start=3):
            cells = [line[column] for column in (*columns, *HIDDEN)]
            sheet.put_row(place, [cell.written for cell in cells], _height(cell.lines for cell in cells))
        sheet.freeze_panes(3, 2)
        sheet.ignore_errors({"number_stored_as_text": f"A4:B{4 + len(lines)}"})
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, 2 + len(lines), last)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&C{_say('page', self.lang)}")
        # The hidden columns too, so that a row that is sorted takes its IRI along.
        sheet.autofilter(2, 0, 2 + max(1, len(lines)), last + 2)

    def _free(self, name: str) -> str:
        """A name for a sheet: at most 31 characters, none that Excel forbids, not used yet."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip() or "-"
        number, free = 1, _cut(plain, 31)
        while free.casefold() in self.names:
            number += 1
            free = f"{_cut(plain, 27)} {number}"
        self.names.add(free.casefold())
        return free


def _row(duties: Duties, task: Task, at: int, lang: Language, own: Mapping[str, str]) -> Row:
    measure = duties.measure[task.measure]
    document = duties.document[measure.document]
    limits = [limit.text for limit in duties.limits_of.get(task.iri, ())]
    cells = {
        "number": str(at),
        "label": duties.labels_within[task.iri],
        "document": document.number or document.label or document.title,
        "section": " / ".join(section.title for section in duties.path(measure)),
        "task": task.own_words,
        "lead": SEPARATOR.join(duties.named(task.iri, LEAD)),
        "co": SEPARATOR.join(duties.named(task.iri, CO)),
        "basis": _basis(duties, task, lang),
        "limit": SEPARATOR.join(dict.fromkeys(limits)),
        "source": without_contacts(task.attribution),
        "place": _say("place", lang).format(start=task.place.start, end=task.place.end) if task.place else "",
        "iri": task.iri,
    }
    cells["digest"] = digest([cells[key] for key in EDITABLE], own)
    cells |= {f"{OWN}{heading}": words for heading, words in own.items()}
    return Row(cells, tuple((a.party, a.role) for a in duties.of_task[task.iri]))


def _basis(duties: Duties, task: Task, lang: Language) -> str:
    """What the roles of a task rest on: in one word, or by role where leads and others differ."""
    of: dict[Role, dict[str, None]] = {}
    for assignment in duties.of_task[task.iri]:
        of.setdefault(assignment.role, {})[assignment.basis.label(lang)] = None
    words = {role: SEPARATOR.join(of[role]) for role in Role if role in of}
    if len({*words.values()}) < 2:
        return next(iter(words.values()), "")
    return "\n".join(_say("role_basis", lang).format(role=r.label(lang), basis=basis) for r, basis in words.items())


def _own(duties: Duties, own: Columns) -> tuple[dict[str, Mapping[str, str]], tuple[Kept, ...]]:
    return own.of({task.iri: task.own_words for task in duties.tasks})


def _lost(row: Kept, lang: Language) -> dict[str, str]:
    """What a user wrote of a task that is not in the graph any more."""
    said = "；".join(f"{heading}：{words}" for heading, words in row.cells.items())
    return {"kind": _say("lost", lang), "task": row.words, "source": said}


def _by_party(duties: Duties, table: Sequence[Row]) -> Iterator[tuple[Party, list[tuple[Row, Role]]]]:
    """Each party with its rows and its role in them, those with most tasks first."""
    mine: dict[str, list[tuple[Row, Role]]] = {party.iri: [] for party in duties.parties}
    for row in table:
        for party, role in dict(reversed(row.parties)).items():
            mine[party].append((row, role))
    ordered = sorted(mine, key=lambda p: (-len(mine[p]), duties.party[p].name))
    yield from ((duties.party[party], mine[party]) for party in ordered[:SHEETS] if mine[party])


def _placed(duties: Duties, party: Party) -> str:
    """The name of a party's sheet: its label, with its place where the documents are of several and it says none."""
    several = len({document.jurisdiction for document in duties.documents}) > 1
    if not several or not party.place or party.name.startswith(party.place) or party.name == party.full:
        return party.name
    return f"{party.name}（{party.place}）"


def _cut(name: str, most: int) -> str:
    """``name`` in at most so many characters, a place in brackets at its end kept.

    >>> _cut("市推进政府职能转变和放管服改革协调小组办公室（南充市）", 20)
    '市推进政府职能转变和放管服改…（南充市）'
    """
    if len(name) <= most:
        return name
    place = _PLACE.search(name)
    end = place[0] if place and len(place[0]) < most // 2 else ""
    return f"{name[: most - len(end) - 1]}…{end}"


def _doubts(duties: Duties, table: Sequence[Row], lang: Language) -> Iterator[tuple[Row, str]]:
    for row, task in zip(table, duties.tasks, strict=True):
        named = duties.of_task[task.iri]
        leads = [a for a in named if a.role is LEAD]
        kinds = {
            "nobody": not named,
            "open": bool(named) and all(duties.party[a.party].group == "open" for a in named),
            "order": len(named) > 1 and any(a.basis is ORDER for a in leads),
            "leads": len(leads) > 1,
            "tail": bool(task.tail),
        }
        yield from ((row, _say(kind, lang)) for kind, holds in kinds.items() if holds)


def _columns(duties: Duties) -> list[str]:
    several = ["document"] if len(duties.documents) > 1 else []
    return ["number", "label", *several, "section", "task", "lead", "co", "basis", "limit", "source", "place"]


def _heading(duties: Duties, lang: Language) -> str:
    if len(duties.documents) == 1:
        return f"{duties.documents[0].number} {duties.documents[0].title}".strip()
    return _say("count", lang).format(n=len(duties.tasks))


def _height(lines: Iterable[int]) -> float:
    """Points enough for the longest cell."""
    return min(400.0, 16.0 * max(lines) + 3)


def _room(column: str) -> int:
    return max(1, WIDTHS.get(column, OWN_WIDTH) - 1)


@lru_cache(maxsize=2**16)  # sections, bodies and bases stand in many rows
def _lines(text: str, room: int) -> int:
    """How many lines a cell takes that is so wide: a Chinese character is about two columns wide, one of ASCII one."""
    wide = (2 * len(line) - len(line.encode("ascii", "ignore")) for line in text.split("\n"))
    return sum(max(1, -(-each // room)) for each in wide)


def _head(column: str, lang: Language) -> str:
    if column.startswith(OWN):
        return column.removeprefix(OWN)
    words = HEADINGS.get(column) or WORDS[column]
    return words[lang == "en"]


def _say(key: str, lang: Language) -> str:
    return WORDS[key][lang == "en"]
