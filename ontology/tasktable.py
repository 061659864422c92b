"""The form of a task table (任务分工表): its headings, and the digest that tells an edited row from an untouched.

It stands in the lowest room because one room writes the table and another reads it back.
"""

from __future__ import annotations

from collections.abc import Sequence
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
SEPARATOR = "、"  #: between the names of a cell; in the last resort a line break does too


def digest(cells: Sequence[str]) -> str:
    """Sixteen hexadecimal digits over the editable cells of a row; white space does not count.

    >>> digest(["制定政策", "财政厅", "", ""]) == digest(["制定 政策", "财政厅 ", "", ""])
    True
    """
    return sha256("\x1f".join("".join(cell.split()) for cell in cells).encode()).hexdigest()[:16]
