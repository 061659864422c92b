"""What one document adds to each of the tables beside the graph (ontology/tables.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph_build import identifiers
from graph_build.model import AGENCY, Document, Measure, Mention, Party, Span, Task
from graph_build.write.tables import DOCUMENTS, PARTIES, Row
from graph_build.write.triples import CLASSES, EVIDENCE, indexed, named
from ontology.entries import WITH_ASPECTS


def of_document(document: Document) -> dict[str, list[Row]]:
    """What ``document`` adds to each table: rows about itself and its units, and what it says of parties."""
    address = identifiers.document(identifiers.document_key(document))
    sections, paths = identifiers.unit_keys(document)
    measures = list(zip(document.measures, (f"{address}/{path}" for path in paths), strict=True))
    parties = tuple(_parties(document))
    found: dict[str, list[Row]] = {
        DOCUMENTS: [_head(document, address, parties)],
        "texts": [{"document": address, "content": document.reflowed.source}],
        "sections": [
            {
                "document": address,
                "iri": f"{address}/{sections[section.id]}",
                "title": section.title,
                "identifier": section.id,
                "parent": f"{address}/{sections[section.parent]}" if section.parent else "",
                "marker": section.marker,
                **_span(document, section.span),
            }
            for section in document.sections
        ],
        "measures": [
            {
                "document": address,
                "iri": node,
                "section": above if (above := node.rsplit("/", 1)[0]) != address else "",
                "number": measure.number,
                "text": measure.text,
                "fields": _fields(measure),
                **_span(document, measure.span),
                "position": position,
                "subjects": sorted({*_fields_stated(measure), *_aspects(measure)}),
            }
            for position, (measure, node) in enumerate(measures, 1)
        ],
        "reasons": [
            {"document": address, "measure": node, **why} for measure, node in measures for why in _why(measure)
        ],
        "tasks": [],
        "assignments": [],
        "limits": [],
        PARTIES: list(_described(party for party in parties if not party.known)),
    }
    tasks = (
        (measure, node, number, task) for measure, node in measures for number, task in enumerate(measure.asked, 1)
    )
    for (_, node, number, task), mentions in zip(tasks, named(document), strict=True):
        iri = f"{node}/t{number}"
        found["tasks"].append({"document": address, "iri": iri, "measure": node, **_task(document, task, number)})
        found["assignments"] += (
            {"document": address, "iri": f"{iri}/a{rank}", "task": iri, **_assignment(document, mention, rank)}
            for rank, mention in enumerate(mentions, 1)
            if mention.party
        )
        found["limits"] += ({"document": address, "task": iri, **limit} for limit in _limits(task))
    return found


def _span(document: Document, span: Span, before: str = "") -> dict[str, int]:
    place = document.place(span)
    return {f"{before}start": place.start, f"{before}end": place.end}


def _head(document: Document, address: str, parties: Iterable[Party]) -> Row:
    header = document.header
    return {
        "iri": address,
        "title": header.title.text if header.title else "",
        "number": header.number or "",
        "date": header.date.isoformat() if header.date else "",
        "issuers": [_iri(field.party) for field in header.issuers if field.party],
        "jurisdiction": document.jurisdiction,
        "text": identifiers.text(address, identifiers.digest(document.reflowed.source, 64)),
        "name": document.name,
        "named": sorted(set(map(_iri, parties))),
        "themes": sorted({theme for each in document.measures for theme in (*_fields(each), *_aspects(each))}),
    }


def _fields(measure: Measure) -> list[str]:
    """The policy fields of a measure; aspects are of one field, which counts for them."""
    stated = _fields_stated(measure)
    return sorted({*stated, identifiers.policy_field(WITH_ASPECTS)} if measure.themes else stated)


def _fields_stated(measure: Measure) -> set[str]:
    return {identifiers.policy_field(index.theme) for index in measure.fields}


def _aspects(measure: Measure) -> set[str]:
    return {identifiers.theme(index.theme) for index in measure.themes}


def _why(measure: Measure) -> Iterator[Row]:
    """Why a measure has each of its themes, by their IRIs, and by way."""
    for _, theme, index in sorted(indexed(measure), key=lambda each: each[1]):
        for way, words in sorted((EVIDENCE[clue], sorted({*words})) for clue, words in index.evidence):
            yield {"theme": theme, "sureness": str(index.sureness).removesuffix(".0"), "way": way, "words": words}


def _task(document: Document, task: Task, number: int) -> Row:
    attribution = task.attribution if task.attribution and task.attribution.text else None
    return {
        "position": number,
        "text": task.span.of(document.text),
        "attribution": attribution.text if attribution else "",
        "tail": attribution.tail if attribution else "",
        **_span(document, task.span),
        **(_span(document, attribution.span, "attribution_") if attribution else {}),
        "targets": sorted({target.text for target in task.targets}),
    }


def _assignment(document: Document, mention: Mention, rank: int) -> Row:
    assert mention.party  # noqa: S101  # whoever calls has seen to it
    return {
        "party": _iri(mention.party),
        "role": str(mention.role),
        "basis": str(mention.basis),
        "rank": rank,
        "surface": mention.surface,
        **_span(document, mention.span),
        "named": mention.party.iri,
        "page": document.imprint.page(document.place(mention.span)),
    }


def _limits(task: Task) -> Iterator[Row]:
    """The limits of a task, by their last day; the same words count once."""
    told = {
        (
            limit.latest.isoformat() if limit.latest else "",
            limit.text,
            str(limit.kind),
            limit.earliest.isoformat() if limit.earliest else "",
        )
        for limit in task.limits
    }
    for latest, text, kind, earliest in sorted(told):
        yield {"kind": kind, "text": text, "earliest": earliest, "latest": latest}


def _iri(party: Party) -> str:
    """Of an open group, which is a document's own, the kind that documents share."""
    return party.group_type or party.iri


def _parties(document: Document) -> Iterator[Party]:
    """Everybody named: in tasks, and in the head."""
    header = document.header
    yield from (field.party for field in (*header.issuers, *header.addressees, *header.cc) if field.party)
    yield from (mention.party for mentions in named(document) for mention in mentions if mention.party)


def _described(parties: Iterable[Party]) -> Iterator[Row]:
    """What a document says of parties that the authority file does not know; of each what it says first."""
    first: dict[str, Party] = {}
    aliases: defaultdict[str, set[str]] = defaultdict(set)
    for party in parties:
        first.setdefault(_iri(party), party)
        aliases[_iri(party)] |= {party.name} - {party.short, party.full}
    for iri, party in first.items():
        yield {
            "iri": iri,
            "short": party.short,
            "full": party.full,
            "aliases": sorted(aliases[iri]),
            "classes": sorted(party.classes or CLASSES[party.kind]),
            "jurisdiction": "" if party.group_type else party.jurisdiction,
            "new": party.kind is AGENCY,
        }
