"""The pages of documents, bodies, places, fields and measures: what the tables of one build say of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ontology.authority import load
from ontology.enumerations import Basis, Role
from ontology.looks import look_of
from ontology.prefixes import BASE
from ontology.reforms import reforms
from ontology.terms import FG
from queries.review import Advice, advise, drafts, kept
from queries.serve.pages import link, visible
from queries.serve.portal import results, views
from queries.serve.portal.facets import Narrowed, key_of, office_of
from queries.serve.portal.holdings import ROLES
from queries.serve.portal.marked import Mark, marked
from queries.serve.portal.selection import Selection

if TYPE_CHECKING:
    from markupsafe import Markup

    from queries.serve.pages import View
    from queries.serve.portal.given import Given
    from queries.serve.portal.pages import Portal

TASKS = 25  #: of a body, a place or a field; a link leads to all
PARTNERS = 15
ELSEWHERE = 60
_PLACE = f"{BASE}id/place/"
_FIELDS = 12  #: columns of a body's tasks by year and field


@dataclass(frozen=True, slots=True)
class Heading:
    """A section or a measure in the outline of a document."""

    anchor: str
    words: str
    depth: int


@dataclass(frozen=True, slots=True)
class Share:
    """A party's part in a document, or with another party."""

    iri: str
    name: str
    leads: int
    joins: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Heir:
    """A body before or after another, as the authority file knows it or as it tells of others of their kind."""

    iri: str  #: "" of one that is nowhere here
    name: str
    certainty: str
    by_kind: bool = False


def page(portal: Portal, iri: str, view: View, scope: Selection) -> str | None:
    """The page of a thing under a scope; None if it is none that has such a page, or nothing is said of it."""
    if iri in portal.holdings.document_number:
        return _document(portal, iri, view)
    if iri in portal.holdings.party_number:
        return _body(portal, iri, view, scope)
    if iri in portal.holdings.themes:
        return _field(portal, iri, view, scope)
    if iri.startswith(_PLACE):
        return _place(portal, iri, view, scope)
    return _measure(portal, iri, view)


def given(given: Given, view: View, token: str, forms: tuple[tuple[str, str], ...]) -> str:
    """The page of a file that was given: as that of a document, with advice, and with what can be done with it."""
    return _document(given.portal, given.document, view, given=given, token=token, forms=forms)


def _advice(portal: Portal, iri: str) -> tuple[tuple[Advice, ...], bool]:
    """What a reader tells the drafter of a document, the gravest first; and whether it was held against the others.

    That is kept once it was made for all documents; until then the document is looked through by itself.
    """
    held = kept.of_document(portal.holdings.generation, iri)
    if held is not None:
        return held, True
    duties = portal.holdings.duties([iri], texts=True)
    own = tuple(each for draft in drafts(duties, today=date.today().isoformat()) for each in advise(draft))
    return own, len(portal.holdings.documents) == 1


def _document(
    portal: Portal, iri: str, view: View, given: Given | None = None, token: str = "", forms: object = ()
) -> str:
    """Its outline, its text with what was read marked, and who does what."""
    held = portal.holdings
    advice, whole = _advice(portal, iri)
    document = held.documents[held.document_number[iri]]
    narrowed = portal.facets.narrowed(Selection((("document", key_of(iri)),)))
    return portal.rendered(
        "portal/document.html",
        view,
        document=document,
        iri=iri,
        level=document.level.label(view.lang) if document.level else "",
        outline=tuple(_outline(portal, iri)),
        text=_text(portal, iri, view, advice),
        rows=results.rows(held, narrowed.tasks().nonzero()[0].tolist()),
        shares=_shares(portal, narrowed),
        source=_source(portal, iri),
        selection=Selection((("document", key_of(iri)),)),
        missing=portal.missing(narrowed),
        statements=_statements(iri, view),
        given=given,
        token=token,
        forms=forms,
        advice=advice,
        whole=whole,
        handed=portal.handed.of_document(iri),
        here="" if given is None else f"/given/{given.key}?lang={view.lang}",
    )


def _source(portal: Portal, iri: str) -> str:
    """The name of the file that a document was read from."""
    found = portal.holdings.few([iri], "SELECT name FROM documents WHERE iri = ?", [iri])
    return str(found[0][0]).rpartition("/")[2]


def _outline(portal: Portal, iri: str) -> Iterator[Heading]:
    """The sections of a document, and the measures that stand in none, in the order of the text."""
    rows = portal.holdings.few(
        [iri],
        "SELECT iri, parent, marker, title FROM sections WHERE document = ? ORDER BY id",
        [iri],
    )
    depth: dict[str, int] = {}
    for section, parent, marker, title in rows:
        depth[section] = depth.get(parent, -1) + 1
        yield Heading(section.removeprefix(f"{iri}/"), f"{marker}{title}", depth[section])


def _text(portal: Portal, iri: str, view: View, advice: Iterable[Advice]) -> Markup:
    """The text of a document with its attributions, those named in them and what is advised of marked; "" if none."""
    held = portal.holdings
    text = held.content(iri)
    tasks = held.few(
        [iri], "SELECT iri, start, attribution_start, attribution_end FROM tasks WHERE document = ? ORDER BY id", [iri]
    )
    named = held.few([iri], 'SELECT party, role, basis, start, "end" FROM assignments WHERE document = ?', [iri])
    units = held.few(
        [iri],
        "SELECT iri, start FROM sections WHERE document = ? UNION ALL SELECT iri, start FROM measures "
        "WHERE document = ?",
        [iri, iri],
    )
    marks = [
        Mark(start, end, "attribution", _anchor(task, iri))
        for task, _, start, end in tasks
        if start is not None and end is not None
    ]
    marks += [_named(portal, view, *row) for row in named if row[3] is not None and row[4] is not None]
    marks += [
        Mark(each.start, each.end, "advice", f"advice-{number}", title=f"{each.rule} {each.title.of(view.lang)}")
        for number, each in enumerate(advice, 1)
    ]
    within = {mark.anchor for mark in marks}
    anchors = [(start, _anchor(unit, iri)) for unit, start in units if start is not None]
    anchors += [
        (start, _anchor(task, iri))
        for task, start, *_ in tasks
        if start is not None and _anchor(task, iri) not in within
    ]
    return marked(text, marks, anchors, lambda words: str(visible(words)))


def _anchor(unit: str, document: str) -> str:
    return unit.removeprefix(f"{document}/")


def _named(portal: Portal, view: View, party: str, role: str, basis: str, start: int, end: int) -> Mark:
    number = portal.holdings.party_number.get(party)
    name = portal.holdings.parties[number].name if number is not None else party
    said = Role(role).label(view.lang), Basis(basis).label(view.lang)
    return Mark(start, end, role, href=f"{link(party)}?{view.carried}", title=f"{name} · {' · '.join(said)}")


def _shares(portal: Portal, narrowed: Narrowed) -> tuple[Share, ...]:
    """Who has a part in the tasks chosen, whoever has most first."""
    held = portal.holdings
    chosen = narrowed.tasks()[held.task_of].nonzero()[0]
    tasks: dict[int, dict[int, bool]] = {}
    for at in chosen.tolist():
        led = bool(held.role_of[at] == ROLES.index(Role.LEAD))
        mine = tasks.setdefault(int(held.party_of[at]), {})
        mine[int(held.task_of[at])] = mine.get(int(held.task_of[at]), False) or led
    found = [
        Share(held.parties[p].iri, held.parties[p].name, sum(mine.values()), len(mine) - sum(mine.values()), len(mine))
        for p, mine in tasks.items()
    ]
    return tuple(sorted(found, key=lambda share: (-share.tasks, -share.leads, share.name)))


def _body(portal: Portal, iri: str, view: View, scope: Selection) -> str:
    """Its names and place, what it leads and joins, with whom, what became of it, and the same office elsewhere."""
    held = portal.holdings
    party = held.parties[held.party_number[iri]]
    selection = scope.only("body", key_of(iri))
    narrowed = portal.facets.narrowed(selection)
    tasks = narrowed.tasks().nonzero()[0].tolist()
    in_role = dict(zip(ROLES, portal.facets.counts("role", narrowed).tolist(), strict=True))
    before, after = _changes(portal, iri)
    return portal.rendered(
        "portal/body.html",
        view,
        party=party,
        iri=iri,
        look=look_of(FG[party.kind]),
        kind=FG[party.kind],
        selection=selection,
        total=len(tasks),
        leads=in_role[Role.LEAD],
        joins=in_role[Role.CO],
        rows=results.rows(held, tasks[:TASKS]),
        grid=_by_year_and_field(portal, tasks, view.lang),
        partners=[share for share in _shares(portal, narrowed) if share.iri != iri][:PARTNERS],
        before=before,
        after=after,
        office=office_of(iri),
        elsewhere=_elsewhere(portal, iri, scope),
        members=[(member, _called(portal, member)) for member in party.members],
        statements=_statements(iri, view),
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers of tasks by year and field."""

    fields: tuple[tuple[str, str], ...]  #: key and name; "" for tasks without
    years: tuple[tuple[str, tuple[int, ...]], ...]


def _by_year_and_field(portal: Portal, tasks: Iterable[int], language: str) -> Grid:
    held = portal.holdings
    wanted = set(tasks)
    field_of: dict[int, list[int]] = {}
    for task, field in zip(held.field_pairs[0].tolist(), held.field_pairs[1].tolist(), strict=True):
        if task in wanted:
            field_of.setdefault(task, []).append(field)
    counts: Counter[tuple[str, int]] = Counter()
    for task in wanted:
        year = held.documents[held.document_of_task[task]].year
        counts.update((year, field) for field in field_of.get(task, [-1]))
    of_field: Counter[int] = Counter()
    for (_, field), count in counts.items():
        of_field[field] += count
    most = [field for field, _ in of_field.most_common(_FIELDS)]
    values = portal.facets.facet("field").values
    fields = tuple((values[f].key, values[f].name(language)) if f >= 0 else ("", "") for f in most)
    years = sorted({year for year, _ in counts}, reverse=True)
    return Grid(fields, tuple((year, tuple(counts[year, field] for field in most)) for year in years))


def _changes(portal: Portal, iri: str) -> tuple[tuple[Heir, ...], tuple[Heir, ...]]:
    """Who came before a body and who holds today what it held, as the authority file knows.

    Of a body that the file does not list, and whose kind is no more, its heir is the kind that such bodies became in
    the places of which the file tells.
    """
    authority, today = load(), date.today().isoformat()
    after = [
        Heir(
            heir.iri if not heir.by_kind or heir.iri in portal.holdings.party_number else "",
            _called(portal, heir.iri),
            heir.certainty,
            heir.by_kind,
        )
        for heir in reforms(authority).heirs(iri, today)
    ]
    before = [
        Heir(original, _called(portal, original), change.certainty)
        for change in authority.changes
        if iri in change.resulting
        for original in change.original
        if original != iri
    ]
    return tuple(dict.fromkeys(before)), tuple(after)


def _called(portal: Portal, iri: str) -> str:
    """What a body is called here, else in the authority file."""
    number = portal.holdings.party_number.get(iri)
    if number is not None:
        return portal.holdings.parties[number].name
    entry = load().entry_by_iri.get(iri)
    return entry.short if entry else office_of(iri)


def _elsewhere(portal: Portal, iri: str, scope: Selection) -> tuple[Share, ...]:
    """The same office in other places, with the tasks of each there."""
    narrowed = portal.facets.narrowed(scope.only("office", office_of(iri)))
    counts = portal.facets.counts("body", narrowed)
    parties = portal.holdings.parties
    mine = [number for number in counts.nonzero()[0].tolist() if parties[number].iri != iri]
    mine.sort(key=lambda number: (-int(counts[number]), parties[number].name))
    return tuple(Share(parties[n].iri, parties[n].name, 0, 0, int(counts[n])) for n in mine[:ELSEWHERE])


def _field(portal: Portal, iri: str, view: View, scope: Selection) -> str:
    """How many tasks a policy field has, and who leads them in each place."""
    said = portal.holdings.themes[iri]
    selection = scope.only("field", iri.rpartition("/")[2])
    return _overview(portal, view, iri, said.get(view.lang) or said.get("zh", iri), selection)


def _place(portal: Portal, iri: str, view: View, scope: Selection) -> str | None:
    """The documents of a place and of those in it, and who leads there."""
    code = iri.removeprefix(_PLACE)
    facet = portal.facets.facet("place")
    held = {value.key: value for value in facet.values}
    if code not in held:
        return None
    above = facet.values[held[code].parent] if held[code].parent >= 0 else None
    below = [value for value in facet.values if value.parent >= 0 and facet.values[value.parent].key == code]
    selection = scope.only("place", code).shown(below=True)
    return _overview(portal, view, iri, held[code].name(view.lang), selection, above=above, below=below)


def _overview(portal: Portal, view: View, iri: str, name: str, selection: Selection, **more: object) -> str:
    """The page of a part of the tasks: its documents, its fields, and who leads in each place."""
    held = portal.holdings
    narrowed = portal.facets.narrowed(selection)
    tasks = narrowed.tasks().nonzero()[0].tolist()
    documents = Counter(held.document_of_task[tasks].tolist())
    return portal.rendered(
        "portal/overview.html",
        view,
        iri=iri,
        name=name,
        look=look_of(iri),
        selection=selection,
        total=len(tasks),
        missing=portal.missing(narrowed),
        documents=[(held.documents[number], count) for number, count in documents.most_common(ELSEWHERE)],
        all_documents=len(documents),
        leads=views.leads(portal.facets, narrowed)[:ELSEWHERE],
        fields=[
            it for it in portal.facets.offered("field", selection, narrowed, _FIELDS)[0] if it.count and not it.chosen
        ],
        statements=_statements(iri, view),
        **({"above": None, "below": []} | more),
    )


def _measure(portal: Portal, iri: str, view: View) -> str | None:
    """The words of a measure, its tasks and who answers for them; None if there is no such measure."""
    held = portal.holdings
    found = held.rows("SELECT id, document, number, text FROM measures WHERE iri = ?", [iri])
    if not found:
        return None
    _, document, number, text = found[0]
    tasks = [task for (task,) in held.rows("SELECT id FROM tasks WHERE measure = ? ORDER BY id", [iri])]
    return portal.rendered(
        "portal/measure.html",
        view,
        iri=iri,
        number=number,
        text=text,
        document=held.documents[held.document_number[document]],
        anchor=_anchor(iri, document),
        rows=results.rows(held, tasks),
        handed=portal.handed.of_measure(iri),
        statements=_statements(iri, view),
    )


def _statements(iri: str, view: View) -> str:
    """The address of the page of a thing's statements in the graph."""
    return f"{link(iri)}?statements=1&{view.carried}"
