"""The form of a task table (任务分工表): its headings, and the digest that tells an edited row from an untouched.

It stands in the lowest room because one room writes the table and another reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

#: Keys of the columns with their headings, as offices write them.
HEADINGS = {
    "number": ("序号", "No."),
    "document": ("文件", "Document"),
    "section": ("章节", "Section"),
    "task": ("任务", "Task"),
    "lead": ("牵头单位", "Lead"),
    "co": ("配合单位", "Supporting"),
    "limit": ("完成时限", "Time limit"),
    "source": ("依据原文", "Words of the document"),
    "place": ("原文位置", "Place in the text"),
    "role": ("本单位角色", "Role"),
    "iri": ("标识", "IRI"),
    "digest": ("校验", "Digest"),
}
EDITABLE = ("task", "lead", "co", "limit")  #: what a reader may change; the rest is for finding one's way
SEPARATOR = "、"  #: between the names of a cell; commas, semicolons and line breaks are read as it
AUTHOR = "Fengong"  #: of a table that nobody has edited yet
HIDDEN = "\u2063"  #: before the IRI and the digest where they stand unseen at the end of a cell


def digest(cells: Sequence[str]) -> str:
    """Eight hexadecimal digits for each editable cell of a row; white space does not count.

    >>> digest(["制定政策", "财政厅", "", ""]) == digest(["制定 政策", "财政厅 ", "", ""])
    True
    """
    return "-".join(sha256("".join(cell.split()).encode()).hexdigest()[:8] for cell in cells)


def edited(cells: Mapping[str, str], said: str) -> tuple[str, ...]:
    """The keys of the editable cells that do not fit what a digest ``said``; what a sheet lacks was not edited.

    >>> edited({"task": "制定政策", "lead": "教育厅"}, digest(["制定政策", "财政厅", "", ""]))
    ('lead',)
    """
    parts = zip(EDITABLE, said.split("-"), strict=True)
    return tuple(key for key, part in parts if key in cells and digest([cells[key]]) != part)
