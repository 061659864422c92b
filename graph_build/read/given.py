"""What the user names on the command line: files, folders, archives, lists of them, and the standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from graph_build.read.encoding import decode
from ontology.errors import UnreadableSource


def given(words: Iterable[str]) -> list[Path | Literal["-"]]:
    """The paths that ``words`` name, ``-`` being standard input; ``@LIST`` names those in a list, one a line.

    A shell takes no hundred thousand names, a list does; ``@-`` reads one from standard input. Raises
    ``UnreadableSource`` for a list that cannot be opened or names nothing.

    >>> given(["通知.txt", "-"])
    [PosixPath('通知.txt'), '-']
    """
    return [path for word in words for path in (_listed(word[1:]) if word.startswith("@") else [_path(word)])]


def _path(word: str) -> Path | Literal["-"]:
    return "-" if word == "-" else Path(word)


def _listed(name: str) -> Iterator[Path]:
    """The paths in a list; blank lines are none."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UnreadableSource(
            f"@{name}: 文件清单打不开，请检查路径和读取权限。the list of files cannot be opened ({error.strerror})"
        ) from None
    lines = [line for line in decode(content, f"@{name}").splitlines() if line.strip()]
    if not lines:
        raise UnreadableSource(f"@{name}: 清单中没有文件，请每行写一个路径。names no file; write one path a line")
    yield from map(Path, lines)
