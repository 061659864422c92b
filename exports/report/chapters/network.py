"""Who shares tasks with whom: the network in numbers, as a map and as a matrix."""

from __future__ import annotations

from collections.abc import Sequence

from exports.explorer.layout import layout
from exports.report import charts
from exports.report.blocks import Block, Paragraph, Picture
from exports.report.tables import counted
from exports.report.view import DRAWN, View
from exports.report.words import number
from ontology.labels import labels
from ontology.looks import look_of
from ontology.prefixes import own
from queries.analysis import centrality, loads, structure


def chapter(view: View) -> list[Block]:
    """The network in numbers, its map, its matrix by cohesive group."""
    w, shared = view.words, view.shared
    shape = structure.shape(shared)
    both = len(loads.parties(view.graph)) * len(loads.tasks(view.graph))
    counts = {
        "k_nodes": f"{shape['nodes']:,}",
        "k_edges": f"{shape['edges']:,}",
        "k_density": number(shape["density"], 3),
        "k_degree": number(shape["mean_degree"], 1),
        "k_path": number(shape["mean_path"], 2),
        "k_clustering": number(shape["clustering"], 3),
        "k_centralisation": number(centrality.centralisation(shared), 3),
        "k_components": f"{shape['components']:,}",
        "k_two_mode_density": number(view.graph.number_of_edges() / both, 3),
    }
    return [
        Paragraph(w("p_network")),
        counted(view, "network", counts, ["n_network"]),
        *_map(view),
        *_matrix(view),
    ]


def _map(view: View) -> list[Block]:
    w = view.words
    drawn = view.parties[:DRAWN]
    place = {party: number_ for number_, party in enumerate(drawn)}
    edges = [(place[a], place[b], int(n)) for a, b, n in view.shared.edges.data("weight") if a in place and b in place]
    if not edges:
        return []
    least = 1
    while sum(n >= least for *_, n in edges) > 6 * len(drawn):
        least += 1  # a picture of a few hundred lines shows nothing
    kept = [edge for edge in edges if edge[2] >= least]
    classes = {p: own(view.duties.party[p].kind) for p in drawn}
    kind = {p: labels().get(iri, {}).get(w.language, view.duties.party[p].kind) for p, iri in classes.items()}
    kinds = dict(sorted({(kind[p], look_of(classes[p])) for p in drawn}))
    at = _places([view.short[p] for p in drawn], edges)
    nodes = [(view.short[p], x, y, view.graph.degree[p], kind[p]) for p, (x, y) in zip(drawn, at, strict=True)]
    a, b, most = max(edges, key=lambda edge: edge[2])
    alternative = w(
        "pic_network_alt",
        nodes=len(nodes),
        edges=len(kept),
        first=view.name(drawn[a]),
        second=view.name(drawn[b]),
        n=most,
    )
    blocks: list[Block] = [Picture(w("pic_network"), charts.network(nodes, kept, kinds), alternative)]
    if len(drawn) < len(view.parties):
        blocks.append(Paragraph(w("pic_network_most", n=len(drawn)), note=True))
    if least > 1:
        blocks.append(Paragraph(w("pic_network_least", least=least), note=True))
    return blocks


def _places(labels: Sequence[str], edges: Sequence[tuple[int, int, int]]) -> list[tuple[float, float]]:
    """Where the nodes stand so that no label covers another on the page; those without ties below."""
    tied = sorted({node for a, b, _ in edges for node in (a, b)})
    turn = {node: place for place, node in enumerate(tied)}
    ties = [(turn[a], turn[b], float(n)) for a, b, n in edges]
    wide = [sum(6 if c.isascii() else 10.5 for c in label) + 8 for label in labels]
    room, scale = charts.WIDTH - 150, 1.0
    for _ in range(6):  # the picture is scaled to the page, its letters are not
        at = layout([(scale * wide[node], scale * 34) for node in tied], ties).positions
        left, right = min(x for x, _ in at), max(x for x, _ in at)
        if (right - left + 1) / room <= scale * 1.02:
            break
        scale = (right - left + 1) / room
    places = {node: (float(x), float(y)) for node, (x, y) in zip(tied, at, strict=True)}
    x, y = float(left), max(y for _, y in at) + 40 * scale
    for node in range(len(labels)):
        if node not in places:
            if x + wide[node] * scale > right and x > left:
                x, y = float(left), y + 34 * scale
            places[node] = (x + wide[node] * scale / 2, y)
            x += wide[node] * scale
    return _closed([places[node] for node in range(len(labels))], 60 * scale)


def _closed(places: Sequence[tuple[float, float]], widest: float) -> list[tuple[float, float]]:
    """The places with every empty band across the picture narrowed to ``widest``."""
    shift, last, new = 0.0, None, {}
    for y in sorted({y for _, y in places}):
        shift += max(0.0, y - last - widest) if last is not None else 0.0
        new[y], last = y - shift, y
    return [(x, new[y]) for x, y in places]


def _matrix(view: View) -> list[Block]:
    w = view.words
    drawn = set(view.parties[: DRAWN * 3 // 4])
    ordered = [
        p
        for group in view.communities
        for p in sorted(group, key=view.place.__getitem__)
        if p in drawn and drawn & set(view.shared[p])
    ]
    cells = {
        (view.short[a], view.short[b]): int(view.shared[a][b]["weight"])
        for a in ordered
        for b in ordered
        if view.shared.has_edge(a, b)
    }
    if not cells:
        return []
    names = [view.short[p] for p in ordered]
    return [Picture(w("pic_matrix"), charts.grid(names, names, cells), w("pic_matrix_alt"))]
