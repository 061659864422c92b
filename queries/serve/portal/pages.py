"""The pages of the portal, made from the tables of one build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ontology.entries import CENTRE
from ontology.labels import labels
from ontology.looks import look_of
from queries.duties.tables import Written
from queries.serve.pages import render
from queries.serve.portal import results, views
from queries.serve.portal.facets import Counted, Facets, Narrowed
from queries.serve.portal.handed import Handed
from queries.serve.portal.sayings import PORTAL
from queries.serve.portal.selection import FACETS, SORTS, VIEWS, Selection
from queries.serve.portal.sparql import query_of

if TYPE_CHECKING:
    from queries.duties import Duties
    from queries.serve.builds import Build
    from queries.serve.pages import View
    from queries.serve.portal.holdings import Holdings, Integers

SHOWN = 8  #: values of a facet
MORE = 300  #: of one that is shown whole
KEPT = 200  #: pages that are kept as they were made, some 100 kB each
OPEN = ("place", "office", "role", "basis", "field")  #: facets whose values are seen without a click


@dataclass(frozen=True, slots=True)
class Offered:
    """A facet as a page offers it."""

    name: str
    values: tuple[Counted, ...]
    others: int
    open: bool


class Portal:
    """All pages over one build."""

    def __init__(self, holdings: Holdings, *, desk: bool = False) -> None:
        self.holdings = holdings
        self.desk = desk  #: whether files can be given and corrections made
        self.facets = Facets(holdings)
        self.handed = Handed()  #: what links the graph states, once they were asked for
        self._made: dict[object, str] = {}

    def tasks(self, selection: Selection) -> Integers:
        """The tasks chosen, in the order asked for."""
        return results.ordered(self.holdings, self.facets.narrowed(selection).tasks(), selection.sort)

    def start(self, selection: Selection, view: View, offers: Mapping[str, str], offered: Build) -> str:
        """The start page: the tasks chosen, and what they can be chosen by; of a build the same page once."""
        key = view.lang, view.kept, view.asked, selection.pairs, tuple(offers.items()), offered, self.facets.advised
        if key not in self._made:
            if len(self._made) >= KEPT:
                self._made.pop(next(iter(self._made)))
            self._made[key] = self._start(selection, view, offers, offered)
        return self._made[key]

    def _start(self, selection: Selection, view: View, offers: Mapping[str, str], offered: Build) -> str:
        narrowed = self.facets.narrowed(selection)
        tasks = results.ordered(self.holdings, narrowed.tasks(), selection.sort)
        pages = max(1, -(-len(tasks) // results.PAGE))
        selection = selection if selection.page <= pages else selection.shown(page=pages)
        first = (selection.page - 1) * results.PAGE
        return self.rendered(
            "portal.html",
            view,
            selection=selection,
            total=len(tasks),
            pages=pages,
            facets=[self._offered(name, selection, narrowed) for name in FACETS],
            chosen=self._chosen(selection, view.lang),
            missing=self.missing(narrowed),
            offers=offers,
            offered=offered,
            sorts=SORTS,
            tabs=VIEWS,
            sparql=query_of(selection, self.facets),
            **self._shown(selection, narrowed, tasks[first : first + results.PAGE]),
        )

    def missing(self, narrowed: Narrowed) -> dict[str, int]:
        """How many of the tasks chosen lack what, by the keys of MISSING."""
        facet = self.facets.facet("missing")
        counts = facet.tallied(narrowed.tasks()).tolist()
        return {value.key: count for value, count in zip(facet.values, counts, strict=True)}

    def csv(self, selection: Selection, language: str) -> str:
        """The tasks chosen as CSV."""
        which = 0 if language == "zh" else 1
        return results.to_csv(
            self.holdings,
            self.tasks(selection).tolist(),
            language,
            lambda column: PORTAL[f"{column}_head"][which],
        )

    def duties(self, selection: Selection) -> Duties:
        """The duties of the tasks chosen, in the order of the documents."""
        held = self.holdings
        tasks = sorted(self.tasks(selection).tolist())
        documents = [held.documents[number] for number in sorted({*held.document_of_task[tasks].tolist()})]
        wanted = {iri for (iri,) in held.rows("SELECT iri FROM tasks WHERE id IN (SELECT unnest(?))", [tasks])}
        whole = Written(held.generation).duties(documents)
        return replace(
            whole,
            tasks=tuple(task for task in whole.tasks if task.iri in wanted),
            assignments=tuple(a for a in whole.assignments if a.task in wanted),
            limits=tuple(limit for limit in whole.limits if limit.task in wanted),
        )

    def rendered(self, template: str, view: View, **values: object) -> str:
        """A page in the words of the portal."""
        which = 0 if view.lang == "zh" else 1

        def words(key: str, **said: object) -> str:
            return PORTAL[key][which].format(**said) if said else PORTAL[key][which]

        def at(selection: Selection, path: str = "/") -> str:
            return f"{path}?{urlencode([('lang', view.lang), *selection.pairs])}"

        return render(
            template,
            view,
            words=words,
            at=at,
            all_tasks=self.holdings.tasks,
            plain=Selection(),
            look_of=look_of,
            desk=self.desk,
            centre=CENTRE,
            kind_name=lambda iri: labels()[iri][view.lang],
            **({"here": ""} | values),
        )

    def _offered(self, name: str, selection: Selection, narrowed: Narrowed) -> Offered:
        whole = selection.more == name
        values, others = self.facets.offered(name, selection, narrowed, MORE if whole else SHOWN)
        return Offered(name, tuple(values), others, whole or name in OPEN or bool(selection.of_facet(name)))

    def _chosen(self, selection: Selection, language: str) -> list[tuple[str, str, str]]:
        """Facet, value and name of everything that is chosen."""
        found = []
        for name, word in selection.chosen:
            facet = self.facets.facet(name, selection.below)
            found.append((name, word, facet.values[facet.numbers([word])[0]].name(language)))
        return found

    def _shown(self, selection: Selection, narrowed: Narrowed, tasks: Integers) -> dict[str, object]:
        """What the view asked for shows."""
        match selection.view:
            case "network":
                return {"network": views.network(self.holdings, narrowed)}
            case "matrix":
                return {"matrix": views.matrix(self.facets, narrowed)}
            case "leads":
                return {"leads": views.leads(self.facets, narrowed)}
            case "timeline":
                return {kind: views.bars(self.facets, narrowed, kind) for kind in ("due", "year")}
            case "lineage":
                return {"handed": self.handed.chosen(self.holdings, narrowed), "linked": bool(self.handed)}
            case "map":
                return {"map": views.on_map(self.facets, narrowed)}
            case _:
                return {"rows": results.rows(self.holdings, tasks.tolist())}
