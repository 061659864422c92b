"""Deadlines as a calendar file (.ics, RFC 5545): one all-day event a dated limit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from exports.office.tasks import Language
from ontology import files
from ontology.enumerations import CO, LEAD

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint
    from queries.duties import Duties, Limit

REMIND = 30  #: days before a deadline at which a reminder rings
WORDS = {
    "due": ("到期", "Due"),
    "task": ("任务", "Task"),
    "lead": ("牵头单位", "Lead"),
    "co": ("配合单位", "Supporting"),
    "limit": ("原文时限", "Limit as written"),
    "calendar": ("任务时限", "Deadlines of tasks"),
}


def write(endpoint: Endpoint, path: Path, lang: Language = "zh", documents: Collection[str] = ()) -> None:
    """Write the dated limits to ``path``; those without a date (持续推进, 每年) have no day and are left out."""
    from queries.duties import load

    files.write(path, to_ics(load(endpoint, documents), lang))


def to_ics(duties: Duties, lang: Language = "zh") -> str:
    """The calendar; the same duties give the same text, dated by their documents and not by a clock."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fengong//deadlines//EN", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{_escaped(WORDS['calendar'][lang == 'en'])}"]
    turns: Counter[str] = Counter()
    for limit in sorted(duties.limits, key=lambda limit: (limit.latest, limit.task)):
        if limit.latest:
            turns[limit.task] += 1
            lines += _event(duties, limit, turns[limit.task], lang)
    lines += ["END:VCALENDAR"]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(duties: Duties, limit: Limit, turn: int, lang: Language) -> Iterator[str]:
    task = duties.task[limit.task]
    document = duties.document[duties.measure[task.measure].document]
    day = date.fromisoformat(limit.latest)
    stamp = (document.date or "1980-01-01").replace("-", "")
    words = task.own_words

    def say(key: str) -> str:
        return WORDS[key][lang == "en"]

    leads, others = "、".join(duties.named(task.iri, LEAD)), "、".join(duties.named(task.iri, CO))
    about = [
        words,
        f"{say('lead')}: {leads}" if leads else "",
        f"{say('co')}: {others}" if others else "",
        f"{say('limit')}: {limit.text}",
        f"{document.number or document.title} {duties.labels_within[task.iri]}",
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{task.iri}#{turn}"
    yield f"DTSTAMP:{stamp}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield "SUMMARY:" + _escaped(f"{say('due')} {duties.labels[task.iri]} {leads}: {words[:40]}")
    yield f"DESCRIPTION:{_escaped(chr(10).join(line for line in about if line))}"
    yield f"URL:{task.iri}"
    yield "TRANSP:TRANSPARENT"
    yield from (
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-P{REMIND}D",
        f"DESCRIPTION:{_escaped(limit.text)}",
        "END:VALARM",
    )
    yield "END:VEVENT"


#: what a calendar program may take for the end of a property
_LINE_END = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")


def _escaped(text: str) -> str:
    r"""Text as RFC 5545, section 3.3.11, wants it.

    >>> print(_escaped("a,b;c"))
    a\,b\;c
    """
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(plain, written)
    return _LINE_END.sub(r"\\n", text)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, the later ones begun by a blank (RFC 5545, section 3.1)."""
    piece, room = "", 75
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", 74
        piece += character
        room -= size
    yield piece
