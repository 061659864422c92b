"""What is wrong with a document or a graph, how grave it is and whose fault: one record, whoever finds it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter


class Severity(StrEnum):
    """How grave a finding is; only a violation makes a graph wrong."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is not as it should be."""

    code: str  #: E01 to E15, D01 to D12, I01 to I03; C01 to C09 of whole graphs, R01 of the reasoner
    severity: Severity
    fault: str  #: extraction, document or authority
    focus: str  #: IRI of the thing that was checked
    value: str  #: what is wrong with it, "" where something is missing
    message_zh: str
    message_en: str
    source: str = ""  #: the name of the source whose text the place is in
    start: int = 0  #: the place in the source text, in code points
    end: int = 0  #: exclusive; 0 where the finding is about no place

    @property
    def place(self) -> str:
        """Where a person finds it, "" where it stands nowhere.

        >>> Finding("D01", Severity.WARNING, "document", "", "", "", "", "通知.txt", 120, 180).place
        '通知.txt:120-180'
        """
        return f"{self.source}:{self.start}-{self.end}" if self.end else ""


_values = attrgetter(*(field.name for field in fields(Finding)))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, each once, gravest first, then by code and what they are about."""
    grave = {severity: place for place, severity in enumerate(Severity)}
    return tuple(sorted({*findings}, key=lambda f: (grave[f.severity], f.code, f.focus, f.value, f.source)))


def written(findings: Iterable[Finding]) -> bytes:
    """The findings as lines of JSON, to be kept."""
    return "".join(json.dumps(_values(finding), ensure_ascii=False) + "\n" for finding in findings).encode()


def read(lines: bytes) -> tuple[Finding, ...]:
    """The findings that were ``written``.

    >>> one = Finding("D01", Severity.WARNING, "document", "", "", "任务未列责任单位", "", "通知.txt", 120, 180)
    >>> read(written([one])) == (one,)
    True
    """
    rows = json.loads(b"[%s]" % lines.rstrip().replace(b"\n", b","))  # no line end stands in a line of JSON
    return tuple(Finding(code, Severity(severity), *rest) for code, severity, *rest in rows)
