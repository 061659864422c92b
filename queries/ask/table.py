"""Columns and rows of RDF terms, and the four ways to write them down.

A table is what a SELECT answers, whichever engine answered: rows in the order of the engine, ``None`` where a
variable is unbound, held as columns (columns.py). Written as CSV it follows SPARQL 1.1 (bare values, CRLF), with a byte
order mark because spreadsheets guess the encoding otherwise; as JSON it is the SPARQL 1.1 results format; the plain
form is for terminals and counts a Chinese character as the two columns it takes there.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from ontology.characters import legal
from ontology.prefixes import PREFIXES, short
from queries.ask.columns import Column

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode

    Term: TypeAlias = NamedNode | Literal | BlankNode

XSD = PREFIXES["xsd"]
#: What a file of CSV begins with, so that spreadsheets take it for UTF-8.
BYTE_ORDER_MARK = "\ufeff"
#: What a cell begins with that spreadsheets take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: How many rows a piece of CSV has.
_PIECE = 8192
#: Datatypes whose values stand to the right in a column and are never taken for a formula.
NUMERIC = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "nonNegativeInteger"))


@dataclass(frozen=True, eq=False)
class Forms(Column["Term | None"]):
    """A column of terms of one kind whose lexical forms are known: whoever writes only these makes no term of them."""

    forms: Column[str | None]
    numeric: bool  #: whether they are numbers

    @classmethod
    def of_kind(cls, forms: Column[str | None], make: Callable[[str], Term], numeric: bool) -> Forms:
        """The column of the terms that ``make`` makes of these forms, and of nothing where there is none."""
        return cls(lambda: (form if form is None else make(form) for form in forms.values), forms.turns, forms, numeric)


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns of terms."""

    columns: tuple[str, ...]
    cells: tuple[Column[Term | None], ...]  #: a column a name

    @classmethod
    def of(cls, columns: tuple[str, ...], rows: Iterable[Iterable[Term | None]]) -> Table:
        """The table of these rows."""
        cells = tuple(map(Column.of, zip(*rows, strict=True)))
        return cls(columns, cells or (Column.of(()),) * len(columns))

    def __len__(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    @property
    def rows(self) -> tuple[tuple[Term | None, ...], ...]:
        """The rows, a term a column."""
        return tuple(zip(*self.cells, strict=True))

    def column(self, name: str) -> tuple[str, ...]:
        """The values of one column as plain text, "" where unbound."""
        return tuple(_values(self.cells[self.columns.index(name)]))

    def plain(self) -> Iterator[tuple[str, ...]]:
        """The rows as plain text, "" where unbound."""
        return zip(*map(_values, self.cells), strict=True)

    def records(self) -> list[dict[str, str]]:
        """One dictionary a row, its values as plain text, "" where unbound."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.plain()]

    def to_csv(self) -> str:
        """SPARQL 1.1 CSV behind a byte order mark; ' stands before a text that would run as a formula."""
        return "".join(self.csv())

    def csv(self) -> Iterator[str]:
        """The same in pieces of some thousand rows each: nobody need hold the whole."""
        yield f"{BYTE_ORDER_MARK}{','.join(map(quoted, self.columns))}\r\n"
        ends = [*"," * (len(self.cells) - 1), "\r\n"]
        empty = "" if len(self.cells) > 1 else '""'  # a line with nothing in it would be no row
        cells = [
            _cells(column).mapped(partial(_closed, end=end, empty=empty))
            for column, end in zip(self.cells, ends, strict=True)
        ]
        for start in range(0, len(self), _PIECE):
            piece = [""] * (min(_PIECE, len(self) - start) * len(cells))
            for place, column in enumerate(cells):
                piece[place :: len(cells)] = column.part(start, start + _PIECE)
            yield "".join(piece)

    def to_json(self) -> str:
        """SPARQL 1.1 query results in JSON, unbound variables left out of their row."""
        named = (column.mapped(partial(_member, name)) for name, column in zip(self.columns, self.cells, strict=True))
        objects = (",\n".join(filter(None, row)) for row in zip(*named, strict=True))
        rows = ",\n".join(f"   {{\n{members}\n   }}" if members else "   {}" for members in objects)
        head = json.dumps({"head": {"vars": list(self.columns)}}, ensure_ascii=False, indent=1).removesuffix("\n}")
        bindings = f"[\n{rows}\n  ]" if rows else "[]"
        return f'{head},\n "results": {{\n  "bindings": {bindings}\n }}\n}}\n'

    def to_markdown(self) -> str:
        """A pipe table, its cells on one line each and free of markup of their own."""
        head = [
            _line([_markdown(name) for name in self.columns]),
            _line(["---:" if right else "---" for right in self._numeric()]),
        ]
        rows = zip(*self._spelt(lambda term: _markdown(shown(term))), strict=True)
        return "\n".join([*head, *map(_line, rows)]) + "\n"

    def to_text(self, width: int = 0) -> str:
        """Aligned columns for a terminal, numbers to the right; ``width`` cuts the widest to fit."""
        columns = self._spelt(shown)
        widths = [
            max(map(display_width, (name, *column.values))) for name, column in zip(self.columns, columns, strict=True)
        ]
        if width:
            widths = _fit(widths, width - 2 * (len(widths) - 1))
        numeric = self._numeric()
        pads = [partial(_pad, width=size, right=right) for size, right in zip(widths, numeric, strict=True)]
        rows = zip(*(column.mapped(pad) for column, pad in zip(columns, pads, strict=True)), strict=True)
        head = (pad(name) for name, pad in zip(self.columns, pads, strict=True))
        lines = ["  ".join(row).rstrip() for row in chain((head,), rows)]
        lines.insert(1, "  ".join("─" * size for size in widths))
        return "\n".join(lines) + "\n"

    def _spelt(self, spelt: Callable[[Term | None], str]) -> list[Column[str]]:
        """The columns with each term as it is spelt."""
        return [column.mapped(spelt) for column in self.cells]

    def _numeric(self) -> list[bool]:
        """For each column whether it holds numbers only."""
        return [bool(column) and all(map(_is_number, column.values)) for column in self.cells]


#: The names a user gives for the ways a table is written.
FORMATS: dict[str, Callable[[Table], str]] = {
    "table": Table.to_text,
    "csv": Table.to_csv,
    "json": Table.to_json,
    "markdown": Table.to_markdown,
}


def value(term: Term | None) -> str:
    """The bare value of a term: an IRI, the words of a literal, "" for unbound.

    All that is exported passes here: a graph that another program made may hold what no file of ours can.
    """
    return "" if term is None else legal(term.value)


def local(iri: str) -> str:
    """The name of a term without its namespace.

    >>> local("https://w3id.org/fengong/ont#lead")
    'lead'
    """
    return iri.rpartition("#")[2]


def shown(term: Term | None) -> str:
    """The value as a person reads it: IRIs short, line breaks and control characters as blanks."""
    text = "" if term is None else term.value
    if term is not None and _kind(term) == "uri":
        text = short(text)
    return text if text.isprintable() else "".join(" " if unicodedata.category(c) in _UNPRINTABLE else c for c in text)


#: Control characters drive a terminal, format characters turn its direction: a document may do neither.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Zl", "Zp"})


def display_width(text: str) -> int:
    """How many columns a terminal takes for ``text``.

    >>> display_width("知识产权局"), display_width("CR3")
    (10, 3)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache
def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _pad(text: str, width: int, right: bool) -> str:
    """``text`` filled up, or cut with an ellipsis, to exactly ``width`` columns."""
    if display_width(text) > width:
        text = _cut(text, width - 1) + "…"
    fill = " " * (width - display_width(text))
    return fill + text if right else text + fill


def _cut(text: str, width: int) -> str:
    """The longest start of ``text`` that takes no more than ``width`` columns."""

    def starts() -> Iterator[int]:
        total = 0
        for place, character in enumerate(text):
            total += _columns(character)
            if total > width:
                yield place
        yield len(text)

    return text[: next(starts())]


def _fit(widths: list[int], total: int) -> list[int]:
    """The widths with the largest lowered to one common cap, as high as their sum allows, never below 8."""
    cap = max(widths, default=0)
    while cap > 8 and sum(min(w, cap) for w in widths) > total:
        cap -= 1
    return [min(w, cap) for w in widths]


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _markdown(text: str) -> str:
    for character in "\\|<>*_`[]":
        text = text.replace(character, "\\" + character)
    return text


def spreadsheet(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV that spreadsheets open as such: a byte order mark, and no cell that runs as a formula."""
    cell = lru_cache(maxsize=2**16)(quoted)  # what a cell says comes again and again
    lines = (",".join(map(cell, row)) for row in chain((columns,), rows))
    return BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines)


def quoted(words: object) -> str:
    """A cell of a spreadsheet as the module csv writes it, which knows no cell again."""
    return _safe(legal(str(words)))


def _values(column: Column[Term | None]) -> Column[str]:
    """The bare values of a column, "" where unbound."""
    return column.forms.mapped(_legal) if isinstance(column, Forms) else column.mapped(value)


def _legal(form: str | None) -> str:
    return "" if form is None else legal(form)


def _cells(column: Column[Term | None]) -> Column[str]:
    """The cells of a column in CSV, a number as it is."""
    if not isinstance(column, Forms):
        return column.mapped(_cell)
    return _values(column).mapped(_enclosed if column.numeric else _safe)


def _cell(term: Term | None) -> str:
    return (_enclosed if term is None or _datatype(term) in NUMERIC else _safe)(value(term))


def _closed(cell: str, end: str, empty: str) -> str:
    """A CSV cell and what stands behind it."""
    return (cell or empty) + end


def _safe(text: str) -> str:
    """The cell of words that came from a document."""
    return _enclosed(_harmless(text))


def _enclosed(text: str) -> str:
    """What a cell of CSV holds, in quotes where it needs them."""
    if "," in text or '"' in text or "\n" in text or "\r" in text:  # a fifth of what a pattern takes
        return '"{}"'.format(text.replace('"', '""'))
    return text


def _harmless(text: str) -> str:
    """Words that no spreadsheet takes for a formula: no document may put one into a cell."""
    return "'" + text if text[:1] in FORMULA else text


def _kind(term: Term) -> str:
    """The word of the JSON results for the kind of a term, read off its N-Triples: no engine is needed."""
    return {"<": "uri", "_": "bnode"}.get(str(term)[0], "literal")


def _is_number(term: Term | None) -> bool:
    """Whether a number stands there, or nothing."""
    return term is None or _datatype(term) in NUMERIC


def _member(name: str, term: Term | None) -> str:
    """A variable and its term in a row of the JSON results, "" if it is unbound."""
    if term is None:
        return ""
    lines = json.dumps({name: _object(term)}, ensure_ascii=False, indent=1).split("\n")
    return "\n".join(f"   {line}" for line in lines[1:-1])


def _datatype(term: Term) -> str:
    datatype = getattr(term, "datatype", None)
    return datatype.value if datatype is not None else ""


def _object(term: Term) -> dict[str, str]:
    found = {"type": _kind(term), "value": term.value}
    language: str | None = getattr(term, "language", None)
    if language:
        found["xml:lang"] = language
    elif _datatype(term) not in ("", XSD + "string"):
        found["datatype"] = _datatype(term)
    return found
