"""What a report is made of, whichever file it becomes: headings, paragraphs, tables, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from exports.words import Language as Language


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, 1 for a chapter; ``anchor`` is what the table of contents points to."""

    text: str
    anchor: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``note`` sets it apart as a caveat, to be read where the number stands."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of findings."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading with the unit, its share of the width, and whether it holds numbers."""

    label: str
    numeric: bool = False
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its caption; ``notes`` say what the columns mean and who proposed them."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    shown: int = 200  #: rows where it stands; the annex has more, a workbook beside the report all

    def short(self) -> tuple[tuple[str, ...], ...]:
        """The rows shown where the table stands."""
        return self.rows[: self.shown]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG over its caption, and in words for those who cannot see it."""

    caption: str
    svg: str
    alternative: str


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: ``facts`` are the lines under the title."""

    language: Language
    title: str
    subtitle: str
    facts: tuple[str, ...]
    blocks: tuple[Block, ...] = field(default=())
