"""The network of the explorer: facts as nodes and edges, with the labels and the places of the pictures."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from math import ceil
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from exports.explorer.layout import FORCES, GOLDEN_ANGLE, Layout, layout
from ontology.enumerations import LEAD
from ontology.pinyin import syllables

if TYPE_CHECKING:
    from exports.explorer.facts import Facts, Place

#: A node or an edge as pyvis keeps it.
Record: TypeAlias = dict[str, Any]

#: So many parties and tasks are laid out together; of more, the page draws one party's at a time.
TOGETHER = 1500
#: The width of a label's line, in Chinese characters, and its lines.
LABEL_WIDTH, LABEL_LINES = 8.0, 3


def nodes(facts: Facts) -> list[Record]:
    """Parties, tasks, measures, sections, documents and themes, in that order, numbered within each type.

    The number is the id: nothing that a document says is a name in the page.
    """
    within = _UTF16(text.content for text in facts.texts)
    cut = _Cut(facts)
    labels, english = _labels(facts)
    # of many documents the page itself lays out what is chosen
    places = _places(facts, labels, english) if facts.facets is None else []
    found = _numbered("party", "p", facts.parties)
    for node, label_, label_en, party in zip(found, labels, english, facts.parties, strict=True):
        names = {party.name, party.full, *party.aliases}
        spelt = sorted({" ".join(reading) for name in names for reading in syllables(name)})
        node.update(  # what repeats the field before it is left out
            full=_unless(party.name, party.full),
            label=_unless(party.name, label_),
            label_en=_unless(label_, label_en),
            spelt="|".join(spelt),
        )
    tasks = _numbered("task", "t", facts.tasks)
    for node, own in zip([*found, *tasks], places, strict=False):
        node.update(own)
    for node, task in zip(tasks, facts.tasks, strict=True):
        node.update(
            place=within(task.place),
            attribution_place=within(task.attribution_place),
            text=cut(task.place, task.text),
            attribution=cut(task.attribution_place, task.attribution),
        )
    found += tasks
    for type_, letter, things in (
        ("measure", "m", facts.measures),
        ("section", "s", facts.sections),
        ("document", "d", facts.documents),
        ("theme", "h", facts.themes),
    ):
        found += _numbered(type_, letter, things)
    return found


def edges(facts: Facts) -> list[Record]:
    """An edge from the task to the party of each assignment."""
    within, cut = _UTF16(text.content for text in facts.texts), _Cut(facts)
    return [
        {
            "task": assignment.task,
            "party": assignment.party,
            "role": assignment.role,
            "basis": assignment.basis,
            "surface": cut(assignment.place, assignment.surface),
            "place": within(assignment.place),
        }
        for assignment in facts.assignments
    ]


def advice(facts: Facts) -> list[Record]:
    """The advice on the documents: where, how grave, what, what instead."""
    within = _UTF16(text.content for text in facts.texts)
    return [
        {
            "document": each.document,
            "rule": each.rule,
            "weight": each.weight,
            "title": each.title,
            "what": each.what,
            "instead": each.instead,
            "place": within(each.place),
        }
        for each in facts.advice or ()
    ]


def links(facts: Facts) -> list[Record]:
    """The links between measures: which, how, and where both say so."""
    within = _UTF16(text.content for text in facts.texts)
    return [
        {
            "below": link.below,
            "above": link.above,
            "kind": link.kind,
            "lead": link.lead,
            "place_below": within(link.place_below),
            "place_above": within(link.place_above),
        }
        for link in facts.links
    ]


def _unless(same: str, text: str) -> str | None:
    return None if text == same else text


def _numbered(type_: str, letter: str, things: Sequence[Any]) -> list[Record]:
    """The fields of each fact, behind its number."""
    if not things:
        return []
    names = things[0].__slots__  # of a class of facts, each of which has more than one field
    fields = attrgetter(*names)
    keys = ("id", "type", *names)
    return [
        dict(zip(keys, (f"{letter}{place}", type_, *fields(thing)), strict=True)) for place, thing in enumerate(things)
    ]


def _labels(facts: Facts) -> tuple[list[str], list[str]]:
    """The labels of the parties in Chinese and in English."""
    short = _without(shared_start([party.name for party in facts.parties]))
    labels = [label(short(party.name)) for party in facts.parties]
    brief = _without_end(shared_end([party.english for party in facts.parties]))
    english = [
        label(brief(party.english)) if party.english else same
        for party, same in zip(facts.parties, labels, strict=True)
    ]
    return labels, english


def _places(facts: Facts, labels: Sequence[str], english: Sequence[str]) -> list[Record]:
    """Places and communities of the parties, then the places of the tasks.

    English labels take other room, so a small network has places for them of its own.
    """
    count = len(facts.parties)
    apart = _apart(facts, labels)
    small = count + len(facts.tasks) <= TOGETHER
    joint = _with_tasks(facts, labels) if small else _tasks_around(facts, apart)
    apart_en, joint_en = apart, joint
    if english != labels and len(joint.positions) <= FORCES:
        apart_en, joint_en = _apart(facts, english), _with_tasks(facts, english)
    joined: list[Record] = [
        {"at_tasks": at, "at_tasks_en": at_en} for at, at_en in zip(joint.positions, joint_en.positions, strict=True)
    ]
    for place in range(count):
        joined[place] |= {
            "at": apart.positions[place],
            "at_en": apart_en.positions[place],
            "community": apart.communities[place],
        }
    return joined


def _apart(facts: Facts, labels: Sequence[str]) -> Layout:
    """Where the parties stand in the picture of who leads whom."""
    parties_of: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for assignment in facts.assignments:
        parties_of[assignment.task].append((assignment.party, assignment.role == LEAD))
    ties = Counter(
        (lead, co)
        for joined in parties_of.values()
        for lead, leads in joined
        if leads
        for co, also in joined
        if not also and co != lead
    )
    found = layout(_boxes(facts, labels), [(*pair, float(weight)) for pair, weight in sorted(ties.items())])
    return _raised(found, labels)


def _with_tasks(facts: Facts, labels: Sequence[str]) -> Layout:
    """Where parties and tasks stand in the picture of both."""
    boxes = _boxes(facts, labels) + [(44.0, 34.0)] * len(facts.tasks)
    count = len(facts.parties)
    ties = {(a.party, count + a.task): 2.0 if a.role == LEAD else 1.0 for a in facts.assignments}
    found = layout(boxes, [(*pair, weight) for pair, weight in sorted(ties.items())])
    return _raised(found, labels)


def _tasks_around(facts: Facts, apart: Layout) -> Layout:
    """Parties where they stand alone, farther apart, and each task beside the first party it names."""
    around: Counter[int] = Counter()
    positions = [(x * 2, y * 2) for x, y in apart.positions] + [(0, 0)] * len(facts.tasks)
    placed: set[int] = set()
    for assignment in facts.assignments:
        if assignment.task in placed:
            continue
        placed.add(assignment.task)
        around[assignment.party] += 1
        turn = around[assignment.party]
        reach, angle = 60 + 14 * math.sqrt(turn), turn * GOLDEN_ANGLE
        x, y = positions[assignment.party]
        beside = round(x + reach * math.cos(angle)), round(y + reach * math.sin(angle))
        positions[len(facts.parties) + assignment.task] = beside
    return Layout(tuple(positions), ())


def _raised(found: Layout, labels: Sequence[str]) -> Layout:
    """The dots above their labels: the layout gave the middle of both together."""
    above = [6 + 7 * (label.count("\n") + 1) for label in labels]
    above += [0] * (len(found.positions) - len(above))
    positions = ((x, y - lift) for (x, y), lift in zip(found.positions, above, strict=True))
    return Layout(tuple(positions), found.communities)


def _boxes(facts: Facts, labels: Sequence[str]) -> list[tuple[float, float]]:
    """The room of each party's dot with its label below; the page draws dots by the same formula."""
    load = Counter(assignment.party for assignment in facts.assignments)
    boxes = []
    for place, label in enumerate(labels):
        lines = label.split("\n")
        radius = 7 + 4 * min(load[place], 60) ** 0.5
        boxes.append((max(2 * radius, max(map(_em, lines)) * 14) + 14, 2 * radius + len(lines) * 16 + 12))
    return boxes


def shared_start(names: Sequence[str]) -> str:
    """What most names begin with and a picture may leave out: no two names are the same without it.

    >>> shared_start(["自治区财政厅", "自治区教育厅", "自治区科技厅", "乌鲁木齐海关"])
    '自治区'
    """
    if len(names) < 3:
        return ""
    middle = sorted(names)[len(names) // 2]  # what more than half begin with, the middle one does
    starts = [middle[:length] for length in range(2, min(7, len(middle)))]
    counts = ((sum(name.startswith(start) and len(name) > len(start) + 1 for name in names), start) for start in starts)
    common = [(count * len(start), start) for count, start in counts if count * 2 > len(names)]
    for _, start in sorted(common, reverse=True):
        if len({_without(start)(name) for name in names}) == len(set(names)):
            return start
    return ""


_PLACE = re.compile(r" of (?!the )\w+")


def shared_end(names: Sequence[str]) -> str:
    """The place that most English names end with, from its "of" on, as " of Xinjiang".

    >>> shared_end(["Department of Finance of Xinjiang", "Audit Office of Xinjiang Region", "Customs"])
    ' of Xinjiang'
    """
    ends = Counter(end for name in names for end in set(_PLACE.findall(name)))
    end, count = max(ends.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    kept = {_without_end(end)(name) for name in names}
    return end if count * 2 > len(names) > 2 and len(kept) == len(set(names)) else ""


def _without_end(end: str) -> Callable[[str], str]:
    return lambda name: (name.rpartition(end)[0] or name) if end else name


def _without(start: str) -> Callable[[str], str]:
    return lambda name: (name.removeprefix(start) or name) if start else name


def label(text: str) -> str:
    r"""A label of at most LABEL_LINES lines of LABEL_WIDTH Chinese characters, nothing unprintable in it.

    It is broken before a bracket where both parts fit, else into lines about as long as each other.

    >>> label("新闻出版广电局(版权局)"), label("新疆国际博览事务局")
    ('新闻出版广电局\n(版权局)', '新疆国际博\n览事务局')
    """
    printable = "".join(filter(str.isprintable, text[:400]))
    whole = _em(printable)
    if whole <= LABEL_WIDTH:
        return printable.strip() or "–"
    head, bracket, tail = printable.partition("(")
    if bracket and max(_em(head), _em(bracket + tail)) <= LABEL_WIDTH and head.strip():
        return f"{head.strip()}\n{bracket}{tail.strip()}"
    room = full = LABEL_WIDTH if " " in printable else ceil(whole / ceil(whole / LABEL_WIDTH))
    lines = [""]
    for word in _WORD.findall(printable):
        width = _em(word.rstrip())
        if width > room and lines[-1]:
            lines.append("")
            room = full
        lines[-1] += word if lines[-1] else word.lstrip()
        room -= _em(word)
    lines = [line.strip() for line in lines if line.strip()] or ["–"]
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], lines[LABEL_LINES - 1][: int(LABEL_WIDTH) - 1] + "…"]
    return "\n".join(lines)


_WIDE = r"\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
#: One wide character, or up to 16 others with the blanks behind them: 10,000 letters have to break too.
_WORD = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]{{1,16}}\s*|\s+")


def _em(text: str) -> float:
    """The width of a text in Chinese characters."""
    return sum(map(_width, text))


@cache
def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.56


class _UTF16:
    """Turns places in code points into places in UTF-16 units, which is how JavaScript counts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._astral = [
            [place for place, c in enumerate(text) if c > "\uffff"] if max(text, default="") > "\uffff" else []
            for text in texts
        ]

    def __call__(self, place: Place | None) -> tuple[int, int, int] | None:
        if place is None:
            return None
        astral = self._astral[place.text]
        if not astral:
            return place.text, place.start, place.end
        start, end = (at + bisect_left(astral, at) for at in (place.start, place.end))
        return place.text, start, end


class _Cut:
    """Leaves out words that stand in the text just so: the page cuts them out of it by their place."""

    def __init__(self, facts: Facts) -> None:
        self._texts = [text.content for text in facts.texts]

    def __call__(self, place: Place | None, words: str) -> str | None:
        same = place is not None and self._texts[place.text][place.start : place.end] == words
        return None if same else words
