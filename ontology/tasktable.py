"""The form of a task table (任务分工表): its headings, and the digest that tells an edited row from an untouched.

It stands in the lowest room because one room writes the table and another reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

#: Keys of the columns with their headings, as offices write them.
HEADINGS = {
    "number": ("序号", "No."),
    "label": ("编号", "Number"),
    "document": ("文件", "Document"),
    "section": ("章节", "Section"),
    "task": ("任务", "Task"),
    "lead": ("牵头单位", "Lead"),
    "co": ("配合单位", "Supporting"),
    "basis": ("认定依据", "Basis"),
    "limit": ("完成时限", "Time limit"),
    "source": ("依据原文", "Words of the document"),
    "place": ("原文位置", "Place in the text"),
    "role": ("本单位角色", "Role"),
    "kind": ("疑点", "Doubt"),
    "iri": ("标识", "IRI"),
    "digest": ("校验", "Digest"),
}
EDITABLE = ("task", "lead", "co", "limit")  #: what a reader may change; the rest is for finding one's way
SEPARATOR = "、"  #: between the names of a cell; commas, semicolons and line breaks are read as it
AUTHOR = "Fengong"  #: of a table that nobody has edited yet
HIDDEN = "\u2063"  #: before the IRI and the digest where they stand unseen at the end of a cell


def digest(cells: Sequence[str], own: Mapping[str, str] | None = None) -> str:
    """Eight hexadecimal digits for each editable cell of a row, and two times eight for each filled one of the user's.

    White space does not count.

    >>> digest(["制定政策", "财政厅", "", ""]) == digest(["制定 政策", "财政厅 ", "", ""])
    True
    >>> digest(["", "", "", ""], {"进展": "已完成"}).rpartition("-")[2] == f"{_hash('进展')}.{_hash('已完成')}"
    True
    """
    filled = (f"{_hash(heading)}.{_hash(words)}" for heading, words in (own or {}).items() if words)
    return "-".join((*map(_hash, cells), *filled))


def edited(cells: Mapping[str, str], said: str) -> tuple[str, ...]:
    """The keys of the editable cells that do not fit what a digest ``said``; what a sheet lacks was not edited.

    >>> edited({"task": "制定政策", "lead": "教育厅"}, digest(["制定政策", "财政厅", "", ""]))
    ('lead',)
    """
    parts = zip(EDITABLE, said.split("-")[: len(EDITABLE)], strict=True)
    return tuple(key for key, part in parts if key in cells and _hash(cells[key]) != part)


def filled_in(own: Mapping[str, str], said: str) -> dict[str, str]:
    """The cells of the user's own columns that are not what they were when the digest was ``said``.

    >>> filled_in({"进展": "已完成", "备注": ""}, digest(["", "", "", ""], {"进展": "推进中"}))
    {'进展': '已完成'}
    """
    before = dict(part.split(".", 1) for part in said.split("-")[len(EDITABLE) :])
    return {heading: words for heading, words in own.items() if before.get(_hash(heading), _hash("")) != _hash(words)}


def _hash(words: str) -> str:
    return sha256("".join(words.split()).encode()).hexdigest()[:8]
