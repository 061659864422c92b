"""What reading a document may take: time, and memory where the system can see to that (not on Windows).

The limit is the user's (--limit). A process keeps to it while it reads a document, and hands it to those that it has
read for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Self

from ontology.errors import BadQuery
from ontology.patterns import regex

_UNITS = {"": 0, "s": 0, "MB": 20, "GB": 30}
_LIMIT = regex(r"(\d+(?:\.\d+)?) ?(s|MB|GB)?")
#: what a process needs to start at all
_LEAST_BYTES = 2**28
_CHINESE, _ENGLISH = "请拆分，或用 --limit 放宽", "split it, or give it more with --limit"


@dataclass(frozen=True, slots=True)
class Limit:
    """What a document may take; memory is that of each process that reads it."""

    seconds: float = 300
    bytes: int = 2 * 2**30

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """The usual limit, changed as ``words`` say: seconds, or memory in MB or GB.

        >>> Limit.of(["60", "4GB"])
        Limit(seconds=60.0, bytes=4294967296)
        """
        limit = cls()
        for word in words:
            said = _LIMIT.fullmatch(word)
            number, power = (float(said[1]), _UNITS[said[2] or ""]) if said else (0.0, 0)
            if not number or (power and number * 2**power < _LEAST_BYTES):
                raise BadQuery(
                    f"--limit {word}: 请写秒数（如 60），或不小于 256 MB 的内存（如 4GB）。"
                    "write seconds (60) or memory of 256 MB or more (4GB)"
                )
            limit = replace(limit, bytes=int(number * 2**power)) if power else replace(limit, seconds=number)
        return limit

    def late(self, program: str = "") -> str:
        """What is said of a document that takes longer, or with which a program does.

        >>> Limit(60).late()
        '用时超过 60 秒，请拆分，或用 --limit 放宽。took more than 60 s; split it, or give it more with --limit'
        """
        seconds = f"{self.seconds:g}"
        return f"{program}用时超过 {seconds} 秒，{_CHINESE}。{program}took more than {seconds} s; {_ENGLISH}"

    @property
    def large(self) -> str:
        """What is said of a document that takes more memory.

        >>> Limit().large.partition("; ")[0]
        '内存超过 2 GB，请拆分，或用 --limit 放宽。took more than 2 GB of memory'
        """
        size = f"{self.bytes / 2**30:g} GB"
        return f"内存超过 {size}，{_CHINESE}。took more than {size} of memory; {_ENGLISH}"


_at_hand = Limit()


def at_hand() -> Limit:
    """The limit that this process keeps to at the moment; the usual one where nobody set any."""
    return _at_hand


@contextmanager
def keeping(limit: Limit) -> Iterator[None]:
    """Lets this process take no more memory than ``limit`` says; who started it sees to the time."""
    global _at_hand
    before, _at_hand = _at_hand, limit
    _bound(limit.bytes)
    try:
        yield
    finally:
        _bound(-1)
        _at_hand = before


def _bound(most: int) -> None:
    """Lets this process have so much memory and no more, where the system can see to that; -1: any."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = hard if most < 0 or (hard >= 0 and hard < most) else most
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
