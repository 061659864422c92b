"""A library that reads in a process of its own, which is given so much memory and time and no more.

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

from graph_build.model import Source
from ontology.errors import MissingExtra, UnreadableSource

#: memory that the process may take
MOST_BYTES = 2 * 2**30
#: what the process ends with where its library is not installed, and where the file wants a password
NO_LIBRARY, LOCKED = 3, 4


@dataclass(frozen=True, slots=True)
class Library:
    """What is said of a file that the library of a reading module cannot read, and what to do about it."""

    module: str  #: whose ``_extract`` the process runs
    extra: str  #: that installs the library
    reads: str  #: reading PDF
    broken: str  #: a broken PDF
    mend: str  #: print it to a new one
    shorten: str  #: print it to a new PDF


def extracted(source: Source, library: Library, seconds: float) -> Any:
    """What the process says stands in ``source``, read within ``seconds``."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-c", f"from {library.module} import _extract; _extract()"],
            input=source.content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableSource(f"{source.name}: not read in {seconds} s; {library.shorten}") from None
    if done.returncode == NO_LIBRARY:
        raise MissingExtra(library.reads, library.extra)
    if done.returncode == LOCKED:
        raise UnreadableSource(f"{source.name}: locked by a password; unlock it first")
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] or "out of memory"
        raise UnreadableSource(f"{source.name}: {library.broken} ({why[:200]}); {library.mend}")
    return json.loads(done.stdout)


# In the process of its own


def tell(extract: Callable[[bytes], Any]) -> None:
    """Writes what ``extract`` finds in standard input to standard output, in no more memory than allowed."""
    _bound()
    sys.stdout.buffer.write(json.dumps(extract(sys.stdin.buffer.read())).encode())


def _bound() -> None:
    """Takes no more memory than allowed, where the system can see to that."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
