"""Names that come in with a task table and that nobody knows: no document of the graph, no authority file.

Such a name is nearly always a slip of the pen (自治区财正厅), and taken in silence it would be one more body in every
count. A build has nobody to ask back, so it refuses, says which name may be meant, and takes it if told to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from graph_build.edits import Edits
from graph_build.write import generation
from graph_build.write.chunks import Named, Report
from graph_build.write.manifest import Entry
from ontology.authority import Authority, load
from ontology.errors import BadQuery
from ontology.prefixes import BASE

_BODIES = f"{BASE}id/body/"


def check(directory: Path, before: Collection[Entry], edited: Edits, after: Iterable[Entry]) -> None:
    """Raises BadQuery for bodies that came in by what was ``edited`` and that nobody knows, with those that are like.

    ``before`` is what the graph held, ``after`` what was read now.
    """
    naming = {key for key, those in edited.corrections.items() if any(said.bodies for said in those)}
    if not naming:
        return
    read = [generation.report(directory, entry) for entry in after if entry.key in naming]
    authority = load()
    unknown = {party.iri: (party, report) for report in read for party in _unlisted(report, authority)}
    if not unknown:
        return
    # Only now are the others looked at, of which there may be many.
    held = [generation.report(directory, entry) for entry in before if not entry.replaced]
    known = {party.iri for report in held for party in report.parties}
    new = [(party, report) for iri, (party, report) in sorted(unknown.items()) if iri not in known]
    if new:
        chinese, english = zip(*(_asked(party, _names(report, held, authority)) for party, report in new), strict=True)
        raise BadQuery(
            f"任务分工表里有各文件和机构名录都没有的名称：{'；'.join(chinese)}。"
            "改正后重新构建；名称无误则加 --accept-new-names，在网页上则勾选“接受新名称”。"
            f"Neither the documents nor the authority file know {'; '.join(english)}; nothing was changed: correct the "
            "table, or build with --accept-new-names; in a page, tick “accept new names”"
        )


def _unlisted(report: Report, authority: Authority) -> Iterator[Named]:
    """The bodies of a document that the authority file does not list, nor names a kind of."""
    for party in report.parties:
        slug = party.iri.rpartition("/")[2]
        listed = party.iri in authority.entry_by_iri or slug in authority.pattern_by_slug
        if party.iri.startswith(_BODIES) and not listed:
            yield party


def _names(report: Report, held: Iterable[Report], authority: Authority) -> set[str]:
    """The names that bodies go by in the documents ``held`` and in the place of the document."""
    written = {name for other in held for party in other.parties for name in (party.short, party.full) if name}
    entries = {entry.iri: entry for entry in authority.entries if entry.jurisdiction == report.jurisdiction}
    entries |= {
        party.iri: authority.entry_by_iri[party.iri]
        for other in held
        for party in other.parties
        if party.iri in authority.entry_by_iri
    }
    listed = {name for entry in entries.values() for name in (entry.short, entry.name) if name}
    place = authority.place_by_code.get(report.jurisdiction)
    by_pattern = {f"{place.prefix}{pattern.name}" for pattern in authority.patterns} if place else set[str]()
    return written | listed | by_pattern


def _asked(party: Named, names: Collection[str]) -> tuple[str, str]:
    """What is asked about a name, in Chinese and English."""
    shown = party.short or party.full
    near = get_close_matches(shown, sorted({*names} - {shown}), n=3, cutoff=0.6)
    if not near:
        return shown, shown
    return f"{shown}（是否指 {'、'.join(near)}）", f"{shown} (did you mean {' or '.join(near)}?)"
