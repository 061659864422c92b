"""What if bodies were merged, removed or split: the duties before and after, side by side.

A change says who ends and who takes over. Where several take over, words tell them apart: a task goes to the
heir whose words stand in it or in the second nameplate under which the body is named there, not in other names
of its attribution. A task that no words decide counts for every heir and is listed as undecided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import BadQuery
from ontology.terms import DCTERMS, FG, ORG
from queries.analysis.graphs import two_mode
from queries.ask.names import candidates as called
from queries.ask.names import one_of
from queries.duties import CO, LEAD, Assignment, Duties, Party

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Heir:
    """Who takes over, and the words that tell which tasks, none if all; a name or an IRI."""

    party: str
    words: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Bodies that end, and their heirs; no heirs: the tasks go to nobody. ``date`` is ISO, "" for at once."""

    originals: tuple[str, ...]
    heirs: tuple[Heir, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The duties after the changes, and what the changes could not decide."""

    duties: Duties
    undecided: tuple[tuple[str, str], ...]  #: task and the party that ended, whose heirs all have the task now
    moved: tuple[tuple[str, str, int], ...]  #: from, to, number of tasks; "" for to nobody
    internal: Mapping[str, int]  #: for each heir, tasks on which bodies that it now unites met


@dataclass(frozen=True, slots=True)
class Line:
    """One measure before and after."""

    key: str
    before: float
    after: float


def merge(spec: str) -> Change:
    """The change in ``A+B=C``: all of A's and B's tasks become C's.

    >>> merge("工商局+质监局=市场监管局").heirs[0].party
    '市场监管局'
    """
    left, equals, right = spec.partition("=")
    originals = tuple(name.strip() for name in left.split("+") if name.strip())
    if not equals or not originals or not right.strip():
        raise BadQuery(f"--merge {spec}：请写成 甲+乙=丙。--merge {spec}: write A+B=C")
    return Change(originals, (Heir(right.strip()),))


def remove(spec: str) -> Change:
    """The change that ends a body without heirs."""
    if not spec.strip():
        raise BadQuery("--remove：请写出机构名称。--remove: name a body")
    return Change((spec.strip(),))


def split(spec: str) -> Change:
    """The change in ``A=B:word,word;C``: tasks with one of the words go to B, the rest to C.

    >>> [heir.words for heir in split("食药监局=药监局:药品,化妆品;市场监管局").heirs]
    [('药品', '化妆品'), ()]
    """
    left, equals, right = spec.partition("=")
    heirs = []
    for part in right.split(";"):
        name, _, words = part.partition(":")
        if name.strip():
            heirs.append(Heir(name.strip(), tuple(w.strip() for w in words.replace("，", ",").split(",") if w.strip())))
    if not equals or not left.strip() or len(heirs) < 2:
        raise BadQuery(f"--split {spec}：请写成 甲=乙:词,词;丙。--split {spec}: write A=B:word,word;C")
    return Change((left.strip(),), tuple(heirs))


def named(endpoint: Endpoint, change: Change) -> Change:
    """The change with the IRIs of the parties that have duties here; other names stay: an heir may be new.

    Raises BadQuery for a name that several parties bear.
    """

    def found(name: str) -> str:
        here = called(endpoint, "party", name, acting=True)
        return one_of(here, name).iri if here else name

    heirs = tuple(replace(heir, party=found(heir.party)) for heir in change.heirs)
    return replace(change, originals=tuple(map(found, change.originals)), heirs=heirs)


def reforms(endpoint: Endpoint, year: str = "") -> tuple[Change, ...]:
    """The changes of organisation (org:ChangeEvent) that the graph knows, oldest first; only of ``year`` if given.

    The successors of one body are put together as the heirs of one change. A year without any is refused.
    """
    rows = [[term.value if term else "" for term in row] for row in endpoint.select(EVENTS).rows]
    found = _changes(rows, year)
    if year and not found:
        known = "、".join(sorted({date[:4] for *_, date, _ in rows if date}))
        raise BadQuery(
            f"没有 {year} 年机构改革的记录，可选年份：{known or '无'}。"
            f"no change of organisation is recorded for {year}; known years: {known or 'none'}"
        )
    return found


def reforms_in(path: Path, year: str = "") -> tuple[Change, ...]:
    """The changes that a Turtle file of org:ChangeEvent states."""
    from ontology.turtle import read

    try:
        table = read([path])
    except (OSError, SyntaxError, ValueError) as error:
        raise BadQuery(
            f"{path} 不是写有 org:ChangeEvent 的 Turtle 文件，请照后面所指之处改正。"
            f"{path} is no Turtle file of org:ChangeEvent: {error}"
        ) from error
    rows = []
    for about in table.values():
        dates = [v.text for key in (DCTERMS.date, FG.latest) for v in about.get(key, [])]
        words = [v.text for v in about.get(FG.functionMoved, [])] or [""]
        for original in about.get(ORG.originalOrganization, []):
            for heir in about.get(ORG.resultingOrganization, []):
                name = next((v.text for v in table.get(heir.text, {}).get(FG.shortName, [])), "")
                rows += [[original.text, heir.text, name, min(dates, default=""), word] for word in words]
    if not rows:
        raise BadQuery(
            f"{path} 中没有机构改革，请写出 org:ChangeEvent 及其 originalOrganization 和 resultingOrganization。"
            f"{path} states no org:ChangeEvent with originalOrganization and resultingOrganization"
        )
    return _changes(sorted(rows), year)


def apply(duties: Duties, changes: Iterable[Change]) -> Outcome:
    """The duties after the changes, one after the other; names are those of the documents, or ends of IRIs.

    Who takes over keeps its role; where two forerunners were on one task, lead wins and the better rank.
    """
    undecided: list[tuple[str, str]] = []
    moved: Counter[tuple[str, str]] = Counter()
    internal: dict[str, set[str]] = defaultdict(set)
    first = duties
    for change in changes:
        ending = [_found(duties, name, first) for name in change.originals]
        heirs = {heir: _party(duties, heir) for heir in change.heirs}
        ends = {party.iri for party in ending if party}
        passed: dict[tuple[str, str], list[Assignment]] = defaultdict(list)
        forerunners: dict[tuple[str, str], set[str]] = defaultdict(set)
        for a in duties.assignments:
            targets = [a.party]
            if a.party in ends:
                text = f"{duties.task[a.task].own_words} {_nameplate(a.surface)}"
                chosen = _chosen(change.heirs, text)
                targets = [heirs[heir].iri for heir in chosen]
                moved.update((a.party, target) for target in targets or [""])
                if len(chosen) > 1 and any(heir.words for heir in chosen):
                    undecided.append((a.task, a.party))
            for target in targets:
                passed[a.task, target].append(replace(a, party=target))
                forerunners[a.task, target].add(a.party)
        for (task, target), before in forerunners.items():
            if len(before) > 1:
                internal[target].add(task)
        kept = [
            replace(min(those, key=lambda a: a.rank), role=LEAD if any(a.role == LEAD for a in those) else CO)
            for those in passed.values()
        ]
        added = tuple(party for party in dict.fromkeys(heirs.values()) if party.iri not in duties.party)
        duties = replace(
            duties,
            parties=tuple(p for p in duties.parties if p.iri not in ends - {h.iri for h in heirs.values()}) + added,
            assignments=tuple(kept),
        )
    flows = tuple((a, b, n) for (a, b), n in sorted(moved.items()))
    return Outcome(duties, tuple(undecided), flows, {party: len(tasks) for party, tasks in internal.items()})


def compare(before: Duties, after: Duties) -> tuple[Line, ...]:
    """The measures that a change moves, before and after: each by its own function of :mod:`queries.analysis`."""
    from queries.analysis import loads, robustness

    def measured(duties: Duties) -> dict[str, float]:
        graph = two_mode(duties)
        led, span, sizes = loads.led(graph), loads.lead_span(graph), [graph.degree[t] for t in loads.tasks(graph)]
        leads = {a.task for a in duties.assignments if a.role == LEAD}
        return {
            "parties": len(led),
            "assignments": graph.number_of_edges(),
            "ties": sum(size * (size - 1) // 2 for size in sizes),
            "mean_parties": sum(sizes) / len(sizes) if sizes else 0.0,
            "alone": sum(size == 1 for size in sizes),
            "without_lead": len(duties.tasks) - len(leads),
            "without_anybody": len(duties.tasks) - len(sizes),
            "span": sum(span.values()),
            "largest_lead": max(led.values(), default=0),
            "lone_leads": sum(len(lost) > 0 for lost in robustness.orphaned(graph).values()),
            "hhi": loads.herfindahl(led.values()),
            "gini": loads.gini(loads.workload(graph).values()),
        }

    old, new = measured(before), measured(after)
    return tuple(Line(key, old[key], new[key]) for key in old)


def _changes(rows: Sequence[Sequence[str]], year: str) -> tuple[Change, ...]:
    """Rows of original, heir, its name, date and a function moved, as one change a body and year."""
    words: dict[tuple[str, str], dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    dates: dict[tuple[str, str], str] = {}
    for original, heir, name, date, word in rows:
        if not year or date.startswith(year):
            key = (date[:4], original)
            dates[key] = min(dates.get(key, date), date)
            words[key][heir, name] += [word] if word else []
    changes = (
        Change(
            (original,),
            tuple(Heir(iri, tuple(said), name) for (iri, name), said in heirs.items()),
            dates[then, original],
        )
        for (then, original), heirs in words.items()
    )
    return tuple(sorted(changes, key=lambda change: (change.date, change.originals)))


def _chosen(heirs: Sequence[Heir], text: str) -> list[Heir]:
    """The heirs of a task: whose words stand in the text, else those without words, else all.

    A function such as 食品安全监督管理 counts as said where its first two characters stand.
    """
    if len(heirs) < 2:
        return list(heirs)
    said = [heir for heir in heirs if any(word in text or word[:2] in text for word in heir.words)]
    return said or [heir for heir in heirs if not heir.words] or list(heirs)


def _nameplate(surface: str) -> str:
    """The second nameplate in a name as written, which says in what capacity a body is named; "" if there is none.

    >>> _nameplate("新闻出版广电局(版权局)")
    '版权局'
    """
    return surface.replace("（", "(").partition("(")[2].rstrip(")）")


def _found(duties: Duties, name: str, first: Duties) -> Party | None:
    """The party of that name or IRI; None if it is known by IRI but has no tasks here."""
    candidates = [p for p in duties.parties if name in {p.iri, p.name, p.iri.rpartition("/")[2]}]
    if len(candidates) > 1:
        raise BadQuery(f"“{name}”有多个，请写其中之一。Write one of: {'、'.join(p.name for p in candidates)}")
    if candidates:
        return candidates[0]
    if "://" in name or any(name in {p.name, p.iri.rpartition("/")[2]} for p in first.parties):
        return None
    ends = sorted(p.name for p in duties.parties if p.name.endswith(name) or name in p.name)
    chinese = f"是否指：{'、'.join(ends[:5])}" if ends else "请照文件中的写法写名称"
    english = f"; do you mean {'、'.join(ends[:5])}?" if ends else ""
    raise BadQuery(f"这里没有叫“{name}”的责任主体，{chinese}。nobody here is called {name}{english}")


def _party(duties: Duties, heir: Heir) -> Party:
    """The heir as a party: one that is here already, or a new one under its name."""
    known = [p for p in duties.parties if heir.party in {p.iri, p.name, p.iri.rpartition("/")[2]}]
    name = heir.name or (heir.party.rpartition("/")[2] if "://" in heir.party else heir.party)
    return known[0] if known else Party(heir.party, name, classes=("Body",))


EVENTS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fg: <https://w3id.org/fengong/ont#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT DISTINCT ?original ?heir ?name ?date ?word WHERE {
  ?change a org:ChangeEvent ; org:originalOrganization ?original ; org:resultingOrganization ?heir .
  OPTIONAL { ?change dcterms:date ?day } OPTIONAL { ?change fg:latest ?month }
  BIND(STR(COALESCE(?day, ?month, "")) AS ?date)
  OPTIONAL { ?heir fg:shortName ?name } OPTIONAL { ?change fg:functionMoved ?word }
} ORDER BY ?date ?original ?heir ?word"""
