"""What a deputy director reads: the report in a few sentences."""

from __future__ import annotations

from exports.report.blocks import Block, Bullets
from exports.report.view import View
from exports.report.words import number, percent
from queries.analysis import loads, robustness, significance
from queries.duties import naming_nobody, naming_open_groups


def chapter(view: View) -> list[Block]:
    """Sentences, the most important first; each number is taken up by a chapter below."""
    w, graph = view.words, view.graph
    led, total, sizes = loads.led(graph), loads.total(graph), view.sizes
    first, *rest = view.parties
    largest = max(sizes, key=lambda task: sizes[task])
    orphans = robustness.orphaned(graph)
    dependent = max(view.parties, key=lambda party: len(orphans[party]))
    by_order = view.by_order
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
            label=view.labels[largest],
            alone=sum(size == 1 for size in sizes.values()),
        )
    )
    nobody, unspecified = naming_nobody(view.whole), naming_open_groups(view.whole)
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
        dated = len({limit.task for limit in view.duties.limits if limit.latest})
        due = len({limit.task for limit in view.duties.limits if view.is_due(limit.latest)})
        key = "f_deadlines" if view.as_of else "f_deadlines_undated"
        items.append(w(key, with_=with_, dated=dated, without=without, due=due, date=view.as_of or ""))
    return [Bullets(tuple(items))]
