"""A document as the JSON record that ``fengong parse`` prints; record.schema.json describes it."""

from __future__ import annotations

from functools import partial
from typing import Any

from graph_build import bounded
from graph_build.limits import Limit
from graph_build.model import Document, Field, Indexing, Measure, Mention, Span, Task
from graph_build.parse.deadlines import counted
from graph_build.pipeline import understand
from graph_build.sources import Source
from ontology.authority import load

#: The version of the record's form; record.schema.json carries the same.
VERSION = "1.1.0"


def of_source(source: Source, *, sentences: bool = False, limit: Limit | None = None) -> dict[str, Any]:
    """The record of the document that ``source`` holds, read within ``limit``."""
    return bounded.call(source.name, limit or Limit(), partial(_record, sentences=sentences), source)


def _record(source: Source, *, sentences: bool) -> dict[str, Any]:
    return record(understand(source, load(), sentences=sentences))


def record(document: Document) -> dict[str, Any]:
    """``document`` as plain dictionaries, in the form of the annotation guide, with offsets into the source text."""
    header = document.header
    implemented = [c for c in header.citations if c.function in {"implements", "based-on"}]
    titles = {c.title for c in implemented}
    cited: dict[str, str | None] = {}
    for citation in (*header.citations, *(c for measure in document.measures for c in measure.citations)):
        if citation.title not in titles:
            cited[citation.title] = cited.get(citation.title) or citation.number
    return {
        "version": VERSION,
        "source": document.name,
        "document": {
            "title": header.title.text if header.title else None,
            "number": header.number,
            "issuer": _texts(header.issuers),
            "date": header.date.isoformat() if header.date else None,
            "addressees": _texts(header.addressees),
            "cc": _texts(header.cc),
            "implements": [{"title": c.title, "number": c.number} for c in implemented],
            "cites": [{"title": title, "number": number} for title, number in cited.items()],
            "rules": [rule.text for rule in header.rules],
            "valid_from": header.valid_from.isoformat() if header.valid_from else None,
            "valid_until": header.valid_until.isoformat() if header.valid_until else None,
            "jurisdiction": document.jurisdiction or None,
        },
        "sections": [{"id": s.id, "marker": s.marker, "title": s.title, "parent": s.parent} for s in document.sections],
        "measures": [_measure(document, measure) for measure in document.measures],
        "leaves": [{"kind": leaf.kind, "start": leaf.span.start, "end": leaf.span.end} for leaf in document.leaves],
        "warnings": list(document.warnings),
    }


def _texts(fields: tuple[Field, ...]) -> list[str]:
    return [field.text for field in fields]


def _place(document: Document, span: Span) -> dict[str, int]:
    place = document.place(span)
    return {"start": place.start, "end": place.end}


def _measure(document: Document, measure: Measure) -> dict[str, Any]:
    limits = [limit for task in measure.tasks for limit in task.limits]
    return {
        "number": measure.number,
        "section": measure.section,
        "text": measure.text,
        **_place(document, measure.span),
        "tasks": [_task(document, measure, task) for task in measure.tasks],
        "deadlines": list(dict.fromkeys(limit.text for limit in limits if counted(limit))),
        "fields": [index.theme for index in measure.fields],
        "themes": [index.theme for index in measure.themes],
        "evidence": {
            "fields": [_evidence(index) for index in measure.fields],
            "themes": [_evidence(index) for index in measure.themes],
        },
        **({} if measure.asks else {"asks": False}),
        "targets": [
            {
                "text": target.text,
                "indicator": target.indicator,
                "comparator": target.comparator,
                "minimum": target.minimum,
                "maximum": target.maximum,
                "unit": target.unit,
                **_place(document, target.span),
            }
            for task in measure.tasks
            for target in task.targets
        ],
    }


def _evidence(index: Indexing) -> dict[str, Any]:
    """Why a measure is given a theme, and how surely."""
    return {
        "id": index.theme,
        "sureness": index.sureness,
        **{clue.value: list(words) for clue, words in index.evidence},
    }


def _task(document: Document, measure: Measure, task: Task) -> dict[str, Any]:
    reviewed = task.review is not None and task.review.bodies
    added = [] if reviewed else [_body(document, mention) for mention in document.added(measure)]
    by_rule = {"added": added} if added else {}
    attribution = task.attribution
    if attribution is None:
        return {"attribution": None, "bodies": [], **by_rule}
    return {
        "attribution": attribution.text,
        **({"scope": attribution.scope} if attribution.scope != "task" else {}),
        "wording": attribution.wording,
        **_place(document, attribution.span),
        "bodies": [_body(document, mention) for mention in attribution.mentions],
        **({"tail": attribution.tail} if attribution.tail else {}),
        **by_rule,
    }


def _body(document: Document, mention: Mention) -> dict[str, Any]:
    return {
        "surface": mention.surface,
        "name": mention.name,
        "role": mention.role.value,
        "basis": mention.basis.value,
        "kind": mention.kind.value,
        "iri": mention.party.iri if mention.party else None,
        **_place(document, mention.span),
    }
