"""Networks of coordination: duties become graphs, and the graphs become measurable.

The duties are read once; everything over pairs of parties is then a product of sparse matrices, since the same in
SPARQL is a self-join many times dearer. Nodes carry the names and counts that tables and pictures show; edges keep
apart how much of a weight rests on inference (basis "order": nothing in the text says who leads).

Two-mode data and their projection: Borgatti, S. P. & Everett, M. G. 1997. Network analysis of 2-mode data.
Social Networks 19(3), 243–269.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ontology.enumerations import CO, LEAD, ORDER
from ontology.terms import FG

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array

    from queries.ask.endpoint import Endpoint
    from queries.duties import Assignment, Duties

    Graph: TypeAlias = nx.Graph[str]
    DiGraph: TypeAlias = nx.DiGraph[str]

Weighting: TypeAlias = Literal["count", "newman"]


def two_mode(duties: Duties) -> Graph:
    """Parties (``bipartite=0``) and tasks (``bipartite=1``) in the order of the duties, an edge an assignment.

    Party nodes: ``name``, ``group`` (true or false), ``leads``, ``supports``, ``tasks`` (numbers of tasks).
    Task nodes: ``name`` (its short name), ``number`` (of the measure), ``measure``, ``section``, ``document``, ``load``
    (number of parties); tasks that name nobody are left out. Edges: ``role`` and ``basis`` (local names in
    policy.ttl), ``rank``; a party named twice in a task counts once, as lead if it leads in either place.
    """
    import networkx as nx

    shares = _shares(duties)
    about = _parties(shares, duties)
    of = {task: list(joined) for task, joined in groupby(shares, key=lambda share: share.task)}
    graph: Graph = nx.Graph()
    graph.add_nodes_from((p.iri, {"bipartite": 0, **about[p.iri]}) for p in duties.parties if p.iri in about)
    tasks = [task for task in duties.tasks if task.iri in of]
    for task in tasks:
        measure = duties.measure[task.measure]
        graph.add_node(
            task.iri,
            bipartite=1,
            name=duties.labels[task.iri],
            number=measure.number,
            measure=measure.iri,
            section=measure.section or measure.document,
            document=measure.document,
            load=len(of[task.iri]),
        )
    graph.add_edges_from(
        (share.party, share.task, {"role": share.role.value, "basis": share.basis.value, "rank": share.rank})
        for task in tasks
        for share in of[task.iri]
    )
    return graph


def lead_support(duties: Duties) -> DiGraph:
    """Who leads whom: an edge from a lead to each party that supports it in a task.

    Edges: ``weight`` (number of tasks) and ``inferred`` (in how many of them the lead follows from the
    order of names only). Nodes as the parties of :func:`two_mode`, isolated ones included.
    """
    import networkx as nx

    shares = _shares(duties)
    graph: DiGraph = nx.DiGraph()
    graph.add_nodes_from(_parties(shares, duties).items())
    weights: Counter[tuple[str, str]] = Counter()
    inferred: Counter[tuple[str, str]] = Counter()
    for _, rows in groupby(shares, key=lambda share: share.task):
        joined = list(rows)
        for lead in (share for share in joined if share.role is LEAD):
            pairs = [(lead.party, share.party) for share in joined if share.role is CO]
            weights.update(pairs)
            if lead.basis is ORDER:
                inferred.update(pairs)
    for (lead_party, co_party), weight in sorted(weights.items()):
        graph.add_edge(lead_party, co_party, weight=weight, inferred=inferred[lead_party, co_party])
    return graph


def co_occurrence(duties: Duties, weighting: Weighting = "count") -> Graph:
    """Who shares tasks with whom, by the product A·Aᵀ of the incidence matrix.

    ``weight`` is the number of shared tasks, or with "newman" the sum of 1/(k-1) over them, k being the
    parties of a task: a task of many binds each pair less, and a node's strength is the number of tasks it
    shares (Newman, M. E. J. 2001. Scientific collaboration networks II. Phys. Rev. E 64, 016132). ``tasks``
    is always the number.
    """
    import networkx as nx
    from scipy.sparse import triu

    shares = _shares(duties)
    parties = _parties(shares, duties)
    names = list(parties)
    graph: Graph = nx.Graph()
    graph.add_nodes_from(parties.items())
    # Both products have the same places: every task that ties a pair weighs something.
    counts = triu(_projection(shares, names, "count"), k=1).tocsr().tocoo()
    weights = triu(_projection(shares, names, weighting), k=1).tocsr().data.tolist()
    cells = zip(counts.row.tolist(), counts.col.tolist(), counts.data.tolist(), weights, strict=True)
    for row, column, count, weight in cells:
        tasks = int(count)
        graph.add_edge(names[row], names[column], weight=weight if weighting == "newman" else tasks, tasks=tasks)
    return graph


@dataclass(frozen=True, slots=True)
class Incidence:
    """Tasks and parties as two sparse matrices, a row a party, a column a task: who leads, who supports.

    What is left of the duties when only counts are wanted, for graphs where a self-join takes long.
    """

    parties: tuple[str, ...]  #: IRIs in order, a row each
    leads: csr_array
    supports: csr_array

    def shared(self) -> csr_array:
        """How many tasks each two parties have in common; on the diagonal, how many each has."""
        joins = (self.leads + self.supports).sign()  # a party named twice in a task joins it once
        return _sorted(joins @ joins.T)

    def supported(self) -> csr_array:
        """How many of the tasks that the row leads the column supports."""
        return _sorted(self.leads @ self.supports.T)


def incidence(endpoint: Endpoint) -> Incidence:
    """Who leads and who supports which task, from the two shortcuts alone.

    Not from the duties: each open group is a party of its own here.
    """
    import numpy
    from scipy.sparse import csr_array

    led, supported = (
        endpoint.columns(f"SELECT ?party ?task WHERE {{ ?task <{shortcut}> ?party }}")
        for shortcut in (FG.ledBy, FG.supportedBy)
    )
    parties = sorted({*led["party"], *supported["party"]})
    rows = {party: row for row, party in enumerate(parties)}
    columns = {task: column for column, task in enumerate(dict.fromkeys(led["task"] + supported["task"]))}

    def matrix(found: dict[str, list[str]]) -> csr_array:
        places = ([rows[party] for party in found["party"]], [columns[task] for task in found["task"]])
        cells = csr_array((numpy.ones(len(found["task"]), int), places), shape=(len(rows), len(columns)))
        return cells.sign()  # what two named graphs say is said once

    return Incidence(tuple(parties), matrix(led), matrix(supported))


def _shares(duties: Duties) -> list[Assignment]:
    """Who has a part in which task, by task and rank.

    A party named twice in a task counts once, as lead if it leads in either place.
    """
    kept: dict[tuple[str, str], Assignment] = {}
    for share in duties.assignments:
        other = kept.setdefault((share.task, share.party), share)
        if (share.role is not LEAD, share.rank) <= (other.role is not LEAD, other.rank):
            kept[share.task, share.party] = share
    return sorted(kept.values(), key=attrgetter("task", "rank", "party"))


def _parties(shares: list[Assignment], duties: Duties) -> dict[str, dict[str, Any]]:
    """Each party by its IRI, sorted, with its name and its counts of tasks."""
    leads = Counter(share.party for share in shares if share.role is LEAD)
    tasks = Counter(share.party for share in shares)
    return {
        party: {
            "name": duties.party[party].name,
            "group": bool(duties.party[party].group),
            "leads": leads[party],
            "supports": tasks[party] - leads[party],
            "tasks": tasks[party],
        }
        for party in sorted(tasks)
    }


def _projection(shares: list[Assignment], parties: list[str], weighting: Weighting) -> csr_array:
    """A·W·Aᵀ over parties: A the incidence of parties and tasks, W the weights of tasks on its diagonal."""
    import numpy
    from scipy.sparse import csr_array, diags_array

    rows = {party: place for place, party in enumerate(parties)}
    columns = {task: place for place, task in enumerate(dict.fromkeys(share.task for share in shares))}
    places = ([rows[share.party] for share in shares], [columns[share.task] for share in shares])
    incidence = csr_array((numpy.ones(len(shares)), places), shape=(len(rows), len(columns)))
    if weighting == "count":
        return _sorted(incidence @ incidence.T)
    load = incidence.sum(axis=0)
    weights = numpy.divide(1.0, load - 1, out=numpy.zeros_like(load), where=load > 1)
    return _sorted(incidence @ diags_array(weights) @ incidence.T)


def _sorted(matrix: csr_array) -> csr_array:
    """The matrix with the columns of each row in order, which products leave open."""
    matrix.sort_indices()
    return matrix
