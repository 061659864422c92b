"""Documents made for tests: from a gold annotation, or from an issuer, a day and lists of names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from graph_build.model import (
    Attribution,
    Basis,
    Document,
    Field,
    Header,
    Kind,
    Measure,
    Mention,
    Party,
    Reflowed,
    Role,
    Section,
    Span,
    Task,
)
from graph_build.parse.names import kind_of_named
from graph_build.resolve.bodies import resolve
from ontology import authority

NOWHERE = Span(0, 0)
SAMPLE = Path(__file__).parent / "gold" / "xinjiang-2017-107.json"


def from_gold(gold: dict[str, Any]) -> Document:
    """The document that a gold annotation describes, its parties not yet resolved."""
    head = gold["document"]
    text = "\n".join(measure["text"] for measure in gold["measures"])
    header = Header(
        title=_field(head["title"]) if head["title"] else None,
        number=head["number"],
        issuers=tuple(map(_field, head["issuer"])),
        date=date.fromisoformat(head["date"]) if head["date"] else None,
        addressees=tuple(map(_field, head.get("addressees") or ())),
        cc=tuple(map(_field, head.get("cc") or ())),
    )
    sections = tuple(
        Section(each["id"], each["marker"], each["title"], each["parent"], NOWHERE) for each in gold["sections"]
    )
    measures = tuple(
        Measure(each["number"], each["section"], NOWHERE, each["text"], tuple(map(_task, each["tasks"])))
        for each in gold["measures"]
    )
    return Document(gold["source"], Reflowed(text, text, range(len(text))), header, sections, measures)


def _field(text: str) -> Field:
    return Field(NOWHERE, text, kind=kind_of_named(text))


def _task(task: dict[str, Any]) -> Task:
    if task["attribution"] is None:
        return Task(NOWHERE)
    mentions = tuple(
        Mention(
            NOWHERE,
            body["surface"],
            Role(body["role"]),
            Basis(body["basis"]),
            Kind(body["kind"]),
            owner=_owner(body["surface"], body["name"]),
        )
        for body in task["bodies"]
    )
    return Task(NOWHERE, Attribution(NOWHERE, task["attribution"], "test", mentions))


def _owner(surface: str, name: str) -> str:
    """A shared suffix is the parser's to put back: 广州 in 广州、深圳、东莞市政府."""
    return name if name.startswith(surface) and name.endswith("政府") and name != surface else ""


def sample() -> Document:
    """The sample document, resolved."""
    return resolve(from_gold(json.loads(SAMPLE.read_text(encoding="utf-8"))), authority.load())


def listing(*lists: str, issuer: str = "", day: str = "", number: str | None = None, title: str = "") -> Document:
    """A resolved document whose measures have one attribution each, names separated by blanks."""
    measures = tuple(
        Measure(str(rank), "", NOWHERE, names, (_listed(names.split(" ")),)) for rank, names in enumerate(lists, 1)
    )
    header = Header(
        title=_field(title) if title else None,
        number=number,
        issuers=(_field(issuer),) if issuer else (),
        date=date.fromisoformat(day) if day else None,
    )
    text = title + "\n".join(lists)
    document = Document("made.txt", Reflowed(text, text, range(len(text))), header, (), measures)
    return resolve(document, authority.load())


def _listed(names: Iterable[str]) -> Task:
    mentions = tuple(
        Mention(
            NOWHERE,
            name,
            Role.CO if rank else Role.LEAD,
            Basis.ORDER,
            kind_of_named(name),
        )
        for rank, name in enumerate(names)
    )
    return Task(NOWHERE, Attribution(NOWHERE, "、".join(names), "test", mentions))


def names(document: Document) -> list[str]:
    """The restored names of all mentions."""
    return [mention.name for mention in document.mentions()]


def parties(document: Document) -> list[Party]:
    """The parties of all mentions."""
    return [mention.party for mention in document.mentions() if mention.party]
