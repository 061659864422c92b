"""What the report says, by chapters: every number from the graph, every sentence from report.toml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from exports import charts
from exports.layout import layout
from exports.report.blocks import Block, Bullets, Column, Heading, Paragraph, Picture, Report, Table
from exports.report.view import TESTED, View
from exports.report.words import DASH, number, percent, ranks
from exports.tasks import own_words
from queries import duties as duties_
from queries import whatif
from queries.analysis import centrality, loads, robustness, significance, structure
from queries.duties import CO, LEAD, OPEN, Duties, Limit, Task

FULL = 60  #: rows of a table of everybody
TOP = 15  #: rows of a table of the first; the annex has the rest
ANNEX = 500  #: rows of a table in the annex
DISTINCT = 0.3  #: modularity from which groups are called distinct (Newman & Girvan 2004)
DRAWN = 40  #: parties in a picture


def compose(view: View) -> Report:
    """The whole report; a graph without responsibilities gives its sample and a plain sentence."""
    w = view.words
    documents = view.duties.documents
    subtitle = (
        w(
            "about_one",
            document=f"{documents[0].title}（{documents[0].number}）" if documents[0].number else documents[0].title,
        )
        if len(documents) == 1
        else w("about_many", n=len(documents))
    )
    facts = [
        w(
            "fact_source",
            documents=len(documents),
            measures=len(view.duties.measures),
            tasks=len(view.duties.tasks),
            assignments=len(view.duties.assignments),
        ),
        w(f"fact_scope_{view.groups}"),
        *([w("fact_as_of", date=view.as_of.isoformat())] if view.as_of else []),
        w("fact_meaning"),
    ]
    chapters = CHAPTERS if view.graph else (_nothing, _sample, _faults)
    blocks = [block for chapter in chapters for block in chapter(view)]
    cut = [block for block in blocks if isinstance(block, Table) and len(block.rows) > block.shown]
    if cut:
        blocks += [_heading(view, "annex"), Paragraph(w("p_annex"))]
        blocks += [replace(table, notes=(), shown=ANNEX) for table in cut]
    return Report(w.language, w("title"), subtitle, tuple(facts), tuple(blocks))


def _nothing(view: View) -> list[Block]:
    return [Paragraph(view.words("nothing"))]


def _findings(view: View) -> list[Block]:
    """What a deputy director reads."""
    w, graph = view.words, view.graph
    led, total, sizes = loads.led(graph), loads.total(graph), _sizes(view)
    first, *rest = view.parties
    largest = max(sizes, key=lambda task: sizes[task])
    orphans = robustness.orphaned(graph)
    dependent = max(view.parties, key=lambda party: len(orphans[party]))
    by_order = _ordered(view.duties)
    items = [
        w(
            "f_lead",
            name=view.name(first),
            led=led[first],
            total=total[first],
            tasks=len(view.duties.tasks),
            share=percent(total[first] / len(view.duties.tasks)),
            hhi=number(loads.herfindahl(led.values()), 3),
        )
    ]
    if rest:
        following = [w("f_next_item", name=view.name(p), total=total[p], led=led[p]) for p in rest[:4]]
        items.append(w("f_next", names=w.several(following)))
    if by_order:
        alone = [task for task in by_order if len(view.duties.of_task[task.iri]) == 1]
        share = percent(len(by_order) / len(sizes))
        items.append(w("f_order", tasks=len(sizes), order=len(by_order), share=share, alone=len(alone)))
    else:
        items.append(w("f_stated", tasks=len(sizes)))
    items.append(
        w(
            "f_size",
            mean=number(sum(sizes.values()) / len(sizes), 1),
            max=sizes[largest],
            label=view.duties.labels[largest],
            alone=sum(size == 1 for size in sizes.values()),
        )
    )
    nobody, unspecified = _nobody(view.whole), _open_only(view.whole)
    items.append(w("f_nobody", n=len(nobody), open=len(unspecified)) if nobody or unspecified else w("f_everybody"))
    if orphans[dependent]:
        items.append(w("f_orphans", name=view.name(dependent), n=len(orphans[dependent])))
    if pairs := view.pairs:
        found = sum(pair.found for pair in pairs)
        key = "f_pairs" if found else "f_pairs_none"
        items.append(w(key, pairs=len(pairs), n=found, rate=percent(significance.FALSE_DISCOVERY)))
    if view.duties.limits:
        with_ = len(view.duties.limits_of)
        without = len(view.duties.tasks) - with_
        due = len({limit.task for limit in view.duties.limits if _is_due(limit.latest, view.as_of)})
        key = "f_deadlines" if view.as_of else "f_deadlines_undated"
        items.append(w(key, with_=with_, without=without, due=due, date=view.as_of or ""))
    return [_heading(view, "findings"), Bullets(tuple(items))]


def _sample(view: View) -> list[Block]:
    w, duties = view.words, view.duties
    measures = Counter(measure.document for measure in duties.measures)
    tasks = Counter(duties.measure[task.measure].document for task in duties.tasks)
    documents = _table(
        view,
        "documents",
        "number 1.6, title 4, date 1.1, issuer 2.2, measures -0.9, tasks -0.9",
        [
            (
                d.number or DASH,
                d.title,
                d.date or DASH,
                w.several(d.issuers) or DASH,
                f"{measures[d.iri]:,}",
                f"{tasks[d.iri]:,}",
            )
            for d in duties.documents
        ],
        limit=FULL,
    )
    sizes = _sizes(view)
    bodies = sum(not party.group for party in duties.parties)
    counts = {
        "k_tasks": f"{len(duties.tasks):,}",
        "k_named": f"{len(sizes):,}",
        "k_assignments": f"{view.graph.number_of_edges():,}",
        "k_bodies": f"{bodies:,}",
        "k_groups": f"{len(duties.parties) - bodies:,}",
    }
    if sizes:
        counts |= {
            "k_mean": number(sum(sizes.values()) / len(sizes), 2),
            "k_max": f"{max(sizes.values()):,}",
            "k_alone": f"{sum(size == 1 for size in sizes.values()):,}",
        }
    blocks: list[Block] = [
        _heading(view, "sample"),
        Paragraph(w("p_sample")),
        documents,
        _pairs_table(view, "counts", counts),
    ]
    if sizes:
        often = Counter(sizes.values())
        mean = number(sum(sizes.values()) / len(sizes), 1)
        svg = charts.histogram(often, w("pic_sizes_x"), w("pic_sizes_y"))
        blocks.append(Picture(w("pic_sizes"), svg, w("pic_sizes_alt", one=often[1], max=max(often), mean=mean)))
    return blocks


def _ranking(view: View) -> list[Block]:
    w, graph = view.words, view.graph
    led, joined, total, rate = (
        loads.led(graph),
        loads.joined(graph),
        loads.total(graph),
        loads.lead_rate(graph),
    )
    place, ranges = ranks(total), view.rank_ranges
    rows = [
        (
            str(place[p]),
            view.name(p),
            f"{led[p]:,}",
            f"{joined[p]:,}",
            f"{total[p]:,}",
            percent(rate[p]),
            str(len(loads.touches(graph, view.themes, p))),
            str(len(loads.touches(graph, view.chapters, p))),
            _range(ranges["total"].get(p)),
            _range(ranges["led"].get(p)),
        )
        for p in view.parties
    ]
    table = _table(
        view,
        "ranking",
        "rank -0.8, name 3.6, led -0.9, joined -0.9, total -0.9, rate -1, themes -0.9, "
        "sections -0.9, range_total -1.2, range_led -1.2",
        rows,
        ["n_ranking"],
        limit=FULL,
    )
    drawn = view.parties[: DRAWN // 2]
    bars = charts.bars([(view.short[p], led[p], joined[p]) for p in drawn], w("c_led"), w("c_joined"), w("axis_tasks"))
    top = view.parties[0]
    return [
        _heading(view, "ranking"),
        Paragraph(w("p_ranking")),
        Picture(w("pic_loads"), bars, w("pic_loads_alt", name=view.name(top), led=led[top], joined=joined[top])),
        table,
        _quadrants(view),
        *_theme_grid(view),
    ]


def _quadrants(view: View) -> Picture:
    w = view.words
    led, joined = loads.led(view.graph), loads.joined(view.graph)
    means = (sum(joined.values()) / len(joined), sum(led.values()) / len(led))
    corner: dict[tuple[bool, bool], list[str]] = {(a, b): [] for a in (False, True) for b in (False, True)}
    for p in view.parties:
        corner[joined[p] >= means[0], led[p] >= means[1]].append(view.short[p])
    svg = charts.quadrants(
        [(view.short[p], led[p], joined[p]) for p in view.parties[:DRAWN]],
        means,
        w("axis_joined"),
        w("axis_led"),
        [w("q_lead"), w("q_hub"), w("q_help"), w("q_edge")],
    )

    def named(right: bool, up: bool) -> str:
        return w.several(corner[right, up][:8]) or w("nobody")

    alternative = w("pic_quadrants_alt", hub=named(True, True), lead=named(False, True), help=named(True, False))
    return Picture(w("pic_quadrants"), svg, alternative)


def _theme_grid(view: View) -> list[Block]:
    cells = {
        (p, theme): n
        for p in view.parties[: DRAWN // 2]
        for theme, n in loads.touches(view.graph, view.themes, p).items()
    }
    if not cells:
        return []
    w = view.words
    used = Counter(theme for (_, theme), n in cells.items() for _ in range(n))
    themes = [theme for theme, _ in used.most_common()]
    p, t = max(cells, key=lambda cell: cells[cell])
    labelled = {(view.short[party], view.theme(theme)): n for (party, theme), n in cells.items()}
    svg = charts.grid([view.short[p] for p in view.parties[: DRAWN // 2]], [view.theme(t) for t in themes], labelled)
    return [Picture(w("pic_themes"), svg, w("pic_themes_alt", name=view.name(p), theme=view.theme(t), n=cells[p, t]))]


def _load(view: View) -> list[Block]:
    w, graph = view.words, view.graph
    span, mean, convened = loads.lead_span(graph), loads.mean_span(graph), loads.convened(graph)
    workload, exclusive = loads.workload(graph), loads.exclusivity(graph)
    alone, served = loads.alone(graph), loads.served(graph)
    by_span = sorted(view.parties, key=lambda p: -span[p])
    loaded = _table(
        view,
        "load",
        "rank -0.8, name 3.2, led -0.9, span -1.2, mean_span -1.3, convened -1.1, workload -1.1, "
        "exclusivity -1.1, alone -0.9, served -1.1",
        [
            (
                str(ranks(span)[p]),
                view.name(p),
                f"{loads.led(graph)[p]:,}",
                f"{span[p]:,}",
                number(mean[p], 1) if span[p] or mean[p] else (number(0, 1) if loads.led(graph)[p] else DASH),
                f"{convened[p]:,}",
                number(workload[p]),
                number(exclusive[p]),
                f"{alone[p]:,}",
                f"{served[p]:,}",
            )
            for p in by_span
        ],
        ["n_span", "n_workload", "n_exclusivity", "n_served"],
    )
    breadth, depth = loads.partners(graph), loads.depth(graph)
    themes, chapters = loads.spread(graph, view.themes), loads.spread(graph, view.chapters)
    partners = _table(
        view,
        "partners",
        "name 3.2, total -1, breadth -1.2, depth -1.4, spread -1.2, section_spread -1.2",
        [
            (
                view.name(p),
                f"{graph.degree[p]:,}",
                f"{breadth[p]:,}",
                number(depth[p]),
                number(themes[p]),
                number(chapters[p]),
            )
            for p in view.parties
        ],
        ["n_breadth"],
    )
    spread = [loads.led(graph).values(), span.values(), workload.values()]
    rows = [
        (w("k_cr1"), *(percent(loads.concentration_ratio(v, 1)) for v in spread)),
        (w("k_cr3"), *(percent(loads.concentration_ratio(v, 3)) for v in spread)),
        (w("k_gini"), *(number(loads.gini(v), 3) for v in spread)),
        (w("k_hhi"), *(number(loads.herfindahl(v), 3) for v in spread)),
    ]
    concentration = _table(
        view,
        "concentration",
        "measure 3, of_led -1, of_span -1, of_workload -1",
        rows,
        ["n_concentration"],
    )
    return [_heading(view, "load"), Paragraph(w("p_load")), loaded, partners, concentration]


def _network(view: View) -> list[Block]:
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
        _heading(view, "network"),
        Paragraph(w("p_network")),
        _pairs_table(view, "network", counts, ["n_network"]),
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
    kinds = [w("legend_body"), w("legend_group")]
    at = _places([view.short[p] for p in drawn], edges)
    nodes = [
        (view.short[p], x, y, view.graph.degree[p], kinds[bool(view.duties.party[p].group)])
        for p, (x, y) in zip(drawn, at, strict=True)
    ]
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
    if least > 1 or len(drawn) < len(view.parties):
        blocks.append(Paragraph(w("pic_network_most", n=len(drawn), least=least), note=True))
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
        p for group in view.communities for p in sorted(group, key=view.parties.index) if p in drawn and view.shared[p]
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


def _centrality(view: View) -> list[Block]:
    w, graph, shared = view.words, view.graph, view.shared
    mine = set(view.parties)
    four = [
        {p: score for p, score in measure(graph).items() if p in mine}
        for measure in (
            centrality.two_mode_degree,
            centrality.two_mode_closeness,
            centrality.two_mode_betweenness,
            centrality.two_mode_eigenvector,
        )
    ]
    places = [ranks({p: round(s, 9) for p, s in scores.items()}) for scores in four]
    two_mode = _table(
        view,
        "two_mode",
        "name 3.2, degree -1.2, closeness -1.2, betweenness -1.2, eigenvector -1.2",
        [
            (
                view.name(p),
                *(f"{scores[p]:.3f} ({place[p]})" for scores, place in zip(four, places, strict=True)),
            )
            for p in view.parties
        ],
        ["n_two_mode"],
    )
    groups = view.communities
    between, walk = centrality.betweenness(shared), centrality.pagerank(shared)
    hole, size = structure.constraint(shared), structure.effective_size(shared)
    core, across = structure.core_number(shared), structure.participation(shared, groups)
    one_mode = _table(
        view,
        "one_mode",
        "name 3.2, betweenness -1.1, pagerank -1.1, constraint -1.1, effective -1.1, core -0.8, participation -1.1",
        [
            (
                view.name(p),
                number(between[p], 3),
                number(walk[p], 3),
                number(hole[p], 3),
                number(size[p], 1),
                str(core[p]),
                number(across[p]),
            )
            for p in view.parties
        ],
        ["n_one_mode"],
    )
    blocks: list[Block] = [_heading(view, "centrality"), Paragraph(w("p_centrality")), two_mode, one_mode]
    if len(graph) > centrality.EXACT:
        sure = percent(1 - centrality.RISK)
        blocks.append(Paragraph(w("n_sampled", limit=centrality.EXACT, error=centrality.ERROR, sure=sure), note=True))
    return blocks


def _communities(view: View) -> list[Block]:
    w, groups = view.words, view.communities
    quality = structure.modularity(view.shared, groups)
    rows = [
        (str(i), str(len(group)), w.several([view.short[p] for p in sorted(group, key=view.parties.index)]))
        for i, group in enumerate(groups, start=1)
    ]
    return [
        _heading(view, "communities"),
        Paragraph(w("p_communities", q=number(quality))),
        Paragraph(w("p_communities_weak" if quality < DISTINCT else "p_communities_distinct")),
        _table(view, "communities", "group -0.6, size -0.6, members 8", rows),
        Paragraph(w("n_communities", runs=structure.RUNS), note=True),
    ]


def _significance(view: View) -> list[Block]:
    w, pairs = view.words, view.pairs
    heading = _heading(view, "significance")
    if len(view.parties) > TESTED:
        return [heading, Paragraph(w("p_significance_large", limit=TESTED))]
    n = len(view.parties)
    found = sum(pair.found for pair in pairs)
    said = w(
        "p_significance_some" if found else "p_significance_none",
        all=n * (n - 1) // 2,
        pairs=len(pairs),
        n=found,
        raw=sum(pair.p < 0.05 for pair in pairs),
        rate=percent(significance.FALSE_DISCOVERY),
    )
    blocks: list[Block] = [heading, Paragraph(w("p_significance")), Paragraph(said)]
    if view.groups != "exclude" and any(party.group for party in view.duties.parties):
        bodies = significance.pairs(duties_.two_mode(duties_.without_groups(view.duties)))
        shown = w("p_significance_bodies", pairs=len(bodies), n=sum(pair.found for pair in bodies))
        blocks.append(Paragraph(shown))
    rows = [
        (
            view.name(pair.first),
            view.name(pair.second),
            f"{pair.shared:,}",
            number(pair.expected),
            number(pair.p, 4),
            w("yes" if pair.found else "no"),
        )
        for pair in pairs[: max(10, found)]
    ]
    columns = "first 2.6, second 2.6, shared -1.2, expected -1.2, p -0.9, found 0.8"
    return [*blocks, _table(view, "significance", columns, rows, ["n_significance"], limit=FULL)]


def _tasks(view: View) -> list[Block]:
    w, duties, sizes = view.words, view.duties, _sizes(view)
    highest = sorted(sizes, key=lambda task: -sizes[task])[:10]
    rows = [
        (duties.labels[t], str(sizes[t]), w.several(duties.named(t, LEAD)) or DASH, _words(duties.task[t]))
        for t in highest
    ]
    columns = "task 0.8, parties -0.8, lead 2, text 6"
    blocks: list[Block] = [_heading(view, "tasks"), _table(view, "highest", columns, rows, ["n_task"])]
    for key, found in (("nobody", _nobody(view.whole)), ("open", _open_only(view.whole))):
        named = [
            (
                view.whole.labels[task.iri],
                w.several([view.whole.party[a.party].name for a in view.whole.of_task[task.iri]]) or DASH,
                _words(task),
            )
            for task in found
        ]
        if named:
            blocks.append(_table(view, key, "task 0.8, who 2.4, text 6", named, limit=FULL))
        else:
            blocks.append(Paragraph(w(f"p_{key}_none")))
    return blocks


def _order(view: View) -> list[Block]:
    w, duties = view.words, view.duties
    often = Counter((a.basis, a.role) for a in duties.assignments)
    bases = [b for b in ("review", "keyword", "rule", "sentence", "order") if often[b, LEAD] or often[b, CO]]
    rows = [(w(f"basis_{b}"), f"{often[b, LEAD]:,}", f"{often[b, CO]:,}") for b in bases]
    blocks: list[Block] = [
        _heading(view, "order"),
        Paragraph(w("p_order")),
        _table(view, "basis", "basis 2, leads_n -1, co_n -1", rows),
    ]
    if _ordered(duties):
        stated = loads.led(duties_.two_mode(duties_.without_ordered_leads(duties)))
        before = len({a.task for a in duties.assignments if a.role == LEAD})
        most = sorted((p for p in view.parties if stated[p]), key=lambda p: -stated[p])[:5]
        names = w.several([w("item_tasks", name=view.name(p), n=stated[p]) for p in most]) or w("nobody")
        kept = {a.task for a in duties_.without_ordered_leads(duties).assignments if a.role == LEAD}
        blocks.append(Paragraph(w("p_order_effect", before=before, after=len(kept), names=names)))
    return blocks


def _robustness(view: View) -> list[Block]:
    w, graph, shared = view.words, view.graph, view.shared
    orphans, abandoned = robustness.orphaned(graph), robustness.abandoned(graph)
    cuts = {p: robustness.cut_off(shared, p) for p in robustness.articulation(shared)}
    order = sorted(view.parties, key=lambda p: (-len(orphans[p]), -cuts.get(p, 0)))
    rows = [
        (
            view.name(p),
            str(len(orphans[p])),
            str(len(abandoned[p])),
            str(cuts.get(p, 0)),
            _some(view, [view.duties.labels[t] for t in orphans[p]], 12) or DASH,
        )
        for p in order
        if orphans[p] or cuts.get(p)
    ]
    columns = "name 3, orphans -1.1, abandoned -1.1, cut -1.1, which 4"
    blocks: list[Block] = [
        _heading(view, "robustness"),
        Paragraph(w("p_robustness")),
        _table(view, "orphans", columns, rows, ["n_orphans"]),
    ]
    if len(shared) <= TESTED:
        blocks.append(Paragraph(w("p_attack", r=number(robustness.robustness(shared, view.parties)))))
    if len(view.parties) > 2:
        first, *rest = view.parties
        left = shared.subgraph(rest)
        total = loads.total(graph)
        names = w.several([w("item_tasks", name=view.name(p), n=total[p]) for p in rest[:4]])
        shape = structure.shape(left)
        said = w(
            "p_without_first",
            name=view.name(first),
            nodes=len(rest),
            edges=int(shape["edges"]),
            density=number(shape["density"], 3),
            names=names,
        )
        blocks.append(Paragraph(said))
    return blocks


def _deadlines(view: View) -> list[Block]:
    w, duties = view.words, view.duties
    heading = _heading(view, "deadlines")
    if not duties.limits:
        return [heading, Paragraph(w("p_no_deadlines", tasks=len(duties.tasks)))]
    ordered = sorted(duties.limits, key=lambda limit: (limit.latest or "9999", limit.text))
    rows = [
        (
            duties.labels[limit.task],
            limit.text,
            limit.latest or DASH,
            _state(view, limit),
            w.several(duties.named(limit.task, LEAD)) or DASH,
            _words(duties.task[limit.task], 40),
        )
        for limit in ordered
    ]
    columns = "task 0.8, limit 2, latest 1.2, state 1, lead 2, text 3.6"
    blocks: list[Block] = [heading]
    if not view.as_of and any(limit.latest for limit in duties.limits):
        blocks.append(Paragraph(w("p_undated")))
    return [*blocks, _table(view, "deadlines", columns, rows, ["n_deadlines"], limit=FULL)]


def _reform(view: View) -> list[Block]:
    """Before and after the first reform that the authority file records."""
    w, heading = view.words, _heading(view, "reform")
    if not view.reform:
        return [heading, Paragraph(w("p_no_reform"))]
    outcome = whatif.apply(view.duties, view.reform)
    after = outcome.duties

    def called(iri: str) -> str:
        party = after.party.get(iri) or view.duties.party.get(iri)
        return party.name if party else w("nobody")

    years = sorted({change.date[:4] for change in view.reform if change.date})
    lines = [
        (
            w(f"r_{line.key}"),
            measured(line.before),
            measured(line.after),
            measured(line.after - line.before, signed=True),
        )
        for line in whatif.compare(view.duties, after)
    ]
    blocks: list[Block] = [
        heading,
        Paragraph(w("p_reform", events=len(outcome.moved), years=w.several(years))),
        _table(view, "reform", "measure 4, before -1, after -1, difference -1", lines, ["n_reform"]),
    ]
    if flows := sorted(outcome.moved, key=lambda flow: -flow[2])[:DRAWN]:
        source, target, most = flows[0]
        alternative = w("pic_reform_alt", first=called(source), second=called(target), n=most)
        drawn = [(view.short.get(a, called(a)), called(b), n) for a, b, n in flows]
        blocks.append(Picture(w("pic_reform"), charts.flow(drawn), alternative))
    for heir, n in sorted(outcome.internal.items(), key=lambda item: -item[1])[:3]:
        blocks.append(Paragraph(w("p_internal", name=called(heir), n=n)))
    if outcome.undecided:
        which = [f"{view.duties.labels[task]}（{called(party)}）" for task, party in outcome.undecided]
        blocks.append(Paragraph(w("p_undecided", n=len(which), which=_some(view, which, 10)), note=True))
    return blocks


def measured(value: float, signed: bool = False) -> str:
    """A whole number as it is, a share with three decimals; with its sign where it is a difference."""
    text = f"{value:+,.3f}" if signed else f"{value:,.3f}"
    return text.removesuffix(".000").replace("+0", "0") if text.endswith(".000") else text


def _faults(view: View) -> list[Block]:
    """Findings of ``fengong check`` if the report was given them, else the doubts that it can see itself."""
    if view.findings:
        return _findings_of_check(view)
    w, duties = view.words, view.whole
    several = [t for t in duties.tasks if sum(a.role == LEAD for a in duties.of_task[t.iri]) > 1]
    ordered = [t for t in _ordered(duties) if len(duties.of_task[t.iri]) > 1]
    twice = [t for t in duties.tasks if max(Counter(a.party for a in duties.of_task[t.iri]).values(), default=0) > 1]
    found: list[tuple[str, str, Sequence[Task]]] = [
        ("fault_nobody", "document", _nobody(duties)),
        ("fault_open", "document", _open_only(duties)),
        ("fault_order", "document", ordered),
        ("fault_leads", "document", several),
        ("fault_tail", "document", [t for t in duties.tasks if t.tail]),
        ("fault_twice", "document", twice),
        ("fault_limit", "document", [t for t in duties.tasks if t.iri not in duties.limits_of]),
    ]
    rows = [
        (
            w(key),
            w(f"whose_{whose}"),
            f"{len(tasks):,}",
            _some(view, [duties.labels[t.iri] for t in tasks], 12),
        )
        for key, whose, tasks in found
        if tasks
    ]
    if unknown := [p.name for p in duties.parties if p.new]:
        rows.append((w("fault_unknown"), w("whose_authority"), f"{len(unknown):,}", _some(view, unknown, 8)))
    if not rows:
        return [_heading(view, "faults"), Paragraph(w("p_faults_none"))]
    columns = "fault 3, whose 1, count -0.8, where 5"
    return [_heading(view, "faults"), Paragraph(w("p_faults")), _table(view, "faults", columns, rows)]


def _findings_of_check(view: View) -> list[Block]:
    w = view.words
    kinds: dict[tuple[str, str, str, str], list[str]] = {}
    for finding in view.findings:
        said = finding.message_zh if w.language == "zh" else finding.message_en
        kinds.setdefault((finding.code, finding.severity, finding.fault, said), []).append(finding.focus)
    rows = [
        (
            said,
            w(f"severity_{severity}"),
            w(f"whose_{whose}"),
            f"{len(those):,}",
            _some(view, _focussed(view, those), 10),
        )
        for (_, severity, whose, said), those in kinds.items()
    ]
    columns = "fault 4, severity 1, whose 1, count -0.8, where 4"
    return [_heading(view, "faults"), Paragraph(w("p_faults")), _table(view, "faults", columns, rows, limit=FULL)]


def _focussed(view: View, iris: Sequence[str]) -> list[str]:
    """What findings are about, in words of the report: task labels, names, or the end of the IRI."""
    found = []
    for iri in iris:
        task = next((t for t in view.whole.labels if iri == t or iri.startswith(t + "/")), "")
        party = view.whole.party.get(iri)
        found.append(view.whole.labels[task] if task else party.name if party else iri.rpartition("/")[2])
    return list(dict.fromkeys(found))


CHAPTERS = (
    _findings,
    _sample,
    _ranking,
    _load,
    _network,
    _centrality,
    _communities,
    _significance,
    _tasks,
    _order,
    _robustness,
    _deadlines,
    _reform,
    _faults,
)

# -- what several chapters use


def _heading(view: View, key: str) -> Heading:
    return Heading(view.words(f"h_{key}"), key)


def _table(
    view: View,
    key: str,
    columns: str,
    rows: Sequence[tuple[str, ...]],
    notes: Iterable[str] = (),
    limit: int = TOP,
) -> Table:
    """A table of ``limit`` rows; ``columns`` are keys with shares of the width, negative for numbers."""
    w = view.words
    parts = [column.split() for column in columns.split(",")]
    heads = tuple(Column(w(f"c_{label}"), share.startswith("-"), abs(float(share))) for label, share in parts)
    said = [w(note) for note in notes]
    if len(rows) > limit:
        said.insert(0, w("part", all=len(rows), shown=limit))
    return Table(w(f"t_{key}"), heads, tuple(rows[:ANNEX]), tuple(said), limit)


def _pairs_table(view: View, key: str, counts: Mapping[str, str], notes: Iterable[str] = ()) -> Table:
    rows = [(view.words(label), value) for label, value in counts.items()]
    return _table(view, key, "what 3, value -1", rows, notes)


def _sizes(view: View) -> dict[str, int]:
    """The number of parties of each task that names any."""
    return {task: view.graph.degree[task] for task in loads.tasks(view.graph)}


def _ordered(duties: Duties) -> list[Task]:
    """Tasks whose every lead rests on the order of names."""
    return [task for task in duties.tasks if {a.basis for a in duties.of_task[task.iri] if a.role == LEAD} == {"order"}]


def _nobody(duties: Duties) -> list[Task]:
    return [task for task in duties.tasks if not duties.of_task[task.iri]]


def _open_only(duties: Duties) -> list[Task]:
    """Tasks that name somebody, but only classes of bodies without determinate members."""
    return [
        task
        for task in duties.tasks
        if duties.of_task[task.iri] and all(duties.party[a.party].group == OPEN for a in duties.of_task[task.iri])
    ]


def _is_due(latest: str, as_of: date | None) -> bool:
    return bool(latest and as_of and latest < as_of.isoformat())


def _state(view: View, limit: Limit) -> str:
    if not limit.latest:
        return view.words(
            {"Continuous": "state_continuous", "Recurring": "state_recurring"}.get(limit.kind, "state_undated")
        )
    if not view.as_of:
        return DASH
    if _is_due(limit.latest, view.as_of):
        return view.words("state_due")
    return view.words("state_days", days=(date.fromisoformat(limit.latest) - view.as_of).days)


def _some(view: View, items: Sequence[str], most: int) -> str:
    """The first items, and how many there are."""
    shown = view.words.several(list(items[:most]))
    return view.words("and_more", shown=shown, n=len(items)) if len(items) > most else shown


def _range(places: tuple[int, int] | None) -> str:
    if places is None:
        return DASH
    return f"{places[0]}" if places[0] == places[1] else f"{places[0]}–{places[1]}"


def _words(task: Task, most: int = 70) -> str:
    """The words of a task, shortened."""
    text = own_words(task)
    return text if len(text) <= most else text[: most - 1] + "…"
