"""The documents of several governments in a few sentences: counts, and what may be said across governments."""

from __future__ import annotations

from collections import Counter

from exports.report.blocks import Block, Bullets
from exports.report.governments import level_name
from exports.report.view import View
from exports.report.words import percent
from ontology.enumerations import Level
from queries.analysis import significance
from queries.duties import naming_nobody, naming_open_groups

ENOUGH = 10  #: tasks with a lead from which the share of one party is spoken of


def chapter(view: View) -> list[Block]:
    """Sentences, the most important first; nobody is ranked across governments."""
    w, named = view.words, len(view.sizes)
    levels = Counter(of.level for of, _ in view.governments)
    items = [
        w(
            "o_documents",
            documents=len(view.duties.documents),
            governments=len(view.governments),
            levels=w.several(
                [w("o_level", level=level_name(w, level), n=levels[level]) for level in (*Level, None) if levels[level]]
            ),
            tasks=len(view.duties.tasks),
            named=named,
            parties=len(view.parties),
        ),
        w("o_apart"),
    ]
    items += _concentrated(view)
    items += _by_order(view)
    nobody, unspecified = naming_nobody(view.whole), naming_open_groups(view.whole)
    items.append(w("f_nobody", n=len(nobody), open=len(unspecified)) if nobody or unspecified else w("f_everybody"))
    if pairs := view.pairs:
        found = sum(pair.found for pair in pairs)
        key = "o_pairs" if found else "o_pairs_none"
        items.append(w(key, pairs=len(pairs), n=found, rate=percent(significance.FALSE_DISCOVERY)))
    if view.duties.limits:
        with_ = len(view.duties.limits_of)
        dated = len({limit.task for limit in view.duties.limits if limit.latest})
        due = len({limit.task for limit in view.duties.limits if view.is_due(limit.latest)})
        key = "f_deadlines" if view.as_of else "f_deadlines_undated"
        without = len(view.duties.tasks) - with_
        items.append(w(key, with_=with_, dated=dated, without=without, due=due, date=view.as_of or ""))
    return [Bullets(tuple(items))]


def _concentrated(view: View) -> list[str]:
    """Where one party leads the largest share, of the governments with enough tasks for a share to say something."""
    found = []
    for of, mine in view.governments:
        led = mine.counts.led
        leads = sum(led.values())
        if leads >= ENOUGH:
            most = max(mine.parties, key=led.__getitem__)
            found.append((led[most] / leads, of.name, mine.name(most), led[most]))
    if not found:
        return []
    share, government, name, led_ = max(found, key=lambda each: each[0])
    return [view.words("o_most", government=government, name=name, led=led_, share=percent(share), enough=ENOUGH)]


def _by_order(view: View) -> list[str]:
    """How many leads rest on the order of names, and where least and most."""
    w, named = view.words, len(view.sizes)
    by_order = view.by_order
    if not by_order:
        return [w("f_stated", tasks=named)]
    shares = [(len(mine.by_order) / len(mine.sizes), of.name) for of, mine in view.governments if mine.sizes]
    least, most = min(shares), max(shares)
    values = {"least": least[1], "low": percent(least[0]), "most": most[1], "high": percent(most[0])}
    return [w("o_order", tasks=named, order=len(by_order), share=percent(len(by_order) / named), **values)]
