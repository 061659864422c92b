"""What is given to be read, before anybody reads it.

Who only hands it over to be read need not load what documents are made of.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

#: A file of corrections is named as its document, with this behind.
CORRECTIONS = ".corrections.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes as they came, with the name they came under."""

    name: str
    content: bytes
    corrections: bytes = b""  #: the file of corrections beside it
    edits: bytes = b""  #: corrections kept with the graph, over those: what was edited in a task table

    state: OnDisk | None = field(default=None, compare=False)  #: of its files, as they were just before they were read

    @property
    def digests(self) -> tuple[str, str]:
        """SHA-256 of the bytes, and of those of the corrections."""
        return hashlib.sha256(self.content).hexdigest(), hashlib.sha256(self.corrections).hexdigest()


class OnDisk(NamedTuple):
    """What the file system says of a document and of the file of corrections beside it, while neither changes."""

    document: tuple[int, ...]
    corrections: tuple[int, ...]  #: empty where there is none


@dataclass(frozen=True, slots=True)
class Unopened:
    """A source whose files are as they were when they were last opened, so that their bytes need not be read."""

    name: str
    digests: tuple[str, str]  #: as of a ``Source``
    state: OnDisk
    edits: bytes = b""


@dataclass(frozen=True, slots=True)
class Unread:
    """A source that could not be read, and why."""

    name: str
    reason: str
    left_out: bool = False  #: a file of a folder, an archive or a mail that is no document by its name


def locked(name: str) -> str:
    """What is said of a source that wants a password."""
    return f"{name}: 文件有密码，请先解除密码。locked by a password; unlock it first"


def brought_down(name: str) -> str:
    """What is said of a source that ended the process reading it."""
    said = "brought down the process reading it; open it and save it anew"
    return f"{name}: 读取它的进程异常退出，请打开后重新保存。{said}"


def unforeseen(name: str, why: str) -> str:
    """What is said of a source that failed to be read in a way that nobody thought of."""
    return f"{name}: 读取时意外出错，请把这个文件报告给开发者。{why}; please report this file"
