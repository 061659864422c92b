"""A library that reads in a process of its own, which is given the memory and time of the limit at hand and no more.

What a page or a sheet costs cannot be told from its bytes, and a caller of the library part sets no limit of its own.
The process gets the source on standard input and tells what stands in it as JSON on standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph_build.limits import Limit, at_hand, keeping
from graph_build.sources import Source, locked
from ontology.errors import MissingExtra, UnreadableSource

#: what the process ends with where its library is not installed, the file wants a password, or it wants more memory
NO_LIBRARY, LOCKED, LARGE = 3, 4, 5


@dataclass(frozen=True, slots=True)
class Library:
    """What is said of a file that the library of a reading module cannot read, and what to do about it."""

    module: str  #: whose ``_extract`` the process runs
    extra: str  #: that installs the library
    reads: str  #: reading PDF
    broken: str  #: a broken PDF
    mend: str  #: print it to a new one
    purpose: str  #: 读取 PDF
    chinese: str  #: what is broken and how to mend it: PDF 已损坏，请重新打印成 PDF

    def unread(self, name: str, why: str) -> UnreadableSource:
        """The error that the library cannot read the file of that name."""
        return UnreadableSource(f"{name}: {self.chinese}。{self.broken} ({why}); {self.mend}")


def extracted(source: Source, library: Library) -> Any:
    """What the process says stands in ``source``, read within the limit at hand."""
    limit = at_hand()
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-c", f"from {library.module} import _extract; _extract()", str(limit.bytes)],
            input=source.content,
            capture_output=True,
            timeout=limit.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableSource(f"{source.name}: {limit.late()}") from None
    if done.returncode == NO_LIBRARY:
        raise MissingExtra(library.reads, library.extra, library.purpose)
    if done.returncode == LOCKED:
        raise UnreadableSource(locked(source.name))
    if done.returncode == LARGE:
        raise UnreadableSource(f"{source.name}: {limit.large}")
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] or "out of memory"
        raise library.unread(source.name, why[:200])
    return json.loads(done.stdout)


# In the process of its own


def tell(extract: Callable[[bytes], Any]) -> None:
    """Writes what ``extract`` finds in standard input to standard output, in as many bytes as the argument says."""
    try:
        with keeping(Limit(bytes=int(sys.argv[1]))):
            sys.stdout.buffer.write(json.dumps(extract(sys.stdin.buffer.read())).encode())
    except MemoryError:
        sys.exit(LARGE)
