"""Texts with one edit of a known kind, made from a text and what was read in it: what compare must find, and no more.

Each seed is a function from a version to an edit, or to None where the text has nothing that the edit could be made to.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph_build.pipeline import tabled
from graph_build.sources import Source
from ontology.authority import load
from ontology.enumerations import RULE
from ontology.reforms import reforms
from queries.align.compare import Comparison, Kind
from queries.align.differences import What
from queries.duties import CO, LEAD, Assignment, Duties, Measure, Place, Task, of_rows


@dataclass(frozen=True)
class Version:
    """A text and what is read in it."""

    text: str
    duties: Duties

    @classmethod
    def of(cls, text: str, name: str = "version.txt") -> Version:
        """What is read in ``text``, in its running sentences too, as the verb reads files."""
        return cls(text, of_rows(tabled(Source(name, text.encode()), sentences=True), texts=True))


@dataclass(frozen=True)
class Edit:
    """An edited text, and what a comparison must say: of tasks, and what became of measures."""

    text: str
    differences: frozenset[tuple[What, tuple[str, ...], tuple[str, ...]]] = frozenset()
    kinds: tuple[Kind, ...] = ()  #: of measures and headings, without those that were renumbered only
    renumbers: bool = False  #: whether numbers may change too


Found = tuple[frozenset[tuple[What, tuple[str, ...], tuple[str, ...]]], tuple[Kind, ...], bool]


def said(found: Comparison) -> Found:
    """What a comparison says, in the form of what an edit expects."""
    named = frozenset((each.what, each.before, each.after) for each in found.differences)
    kinds = [kind for row in found.rows for kind in row.kinds if kind is not Kind.RENUMBERED]
    renumbered = any(Kind.RENUMBERED in row.kinds for row in found.rows)
    return named, tuple(sorted(kinds)), renumbered


def cut(text: str, *changes: tuple[int, int, str]) -> str:
    """The text with stretches replaced."""
    for start, end, words in sorted(changes, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def _spoken(version: Version) -> Iterator[tuple[Task, list[Assignment]]]:
    """The tasks whose bodies stand in their text, each once, and who they are by rank."""
    for task in version.duties.tasks:
        those = list(version.duties.of_task[task.iri])
        spans = [a.place for a in those if a.place and version.text[a.place.start : a.place.end] == a.surface]
        if those and len(spans) == len(those) == len({span.start for span in spans}) and task.attribution_place:
            inside = all(
                task.attribution_place.start <= span.start and span.end <= task.attribution_place.end for span in spans
            )
            shared_ = sum(other.attribution_place == task.attribution_place for other in version.duties.tasks)
            if inside and shared_ == 1:
                yield task, those


def _name(version: Version, assignment: Assignment) -> str:
    return version.duties.party[assignment.party].name


def _at(assignment: Assignment) -> Place:
    assert assignment.place
    return assignment.place


def lead_changed(version: Version, draw: random.Random) -> Edit | None:
    """Another body of the document leads a task."""
    bodies = {a.surface: _name(version, a) for a in version.duties.assignments if not _is_group(version, a)}
    tasks = [(t, those) for t, those in _spoken(version) if sum(a.role is LEAD for a in those) == 1]
    draw.shuffle(tasks)
    for _, those in tasks:
        lead = next(a for a in those if a.role is LEAD)
        others = [words for words in bodies if words not in {a.surface for a in those}]
        others = [w for w in others if bodies[w] not in {_name(version, a) for a in those} and w in bodies[w]]
        if others and not _is_group(version, lead) and lead.surface == _name(version, lead):
            other = draw.choice(sorted(o for o in others if o == bodies[o]) or [""])
            if other:
                text = cut(version.text, (_at(lead).start, _at(lead).end, other))
                return Edit(text, frozenset({(What.LEAD, (_name(version, lead),), (bodies[other],))}), (Kind.EDITED,))
    return None


def roles_swapped(version: Version, draw: random.Random) -> Edit | None:
    """The lead of a task and one who joined change places."""
    tasks = [(t, those) for t, those in _spoken(version) if sum(a.role is LEAD for a in those) == 1 and len(those) > 1]
    draw.shuffle(tasks)
    for _, those in tasks:
        lead = next(a for a in those if a.role is LEAD)
        other = next(a for a in those if a.role is CO)
        if {lead.surface, other.surface} == {_name(version, lead), _name(version, other)}:
            changes = [(_at(lead), other.surface), (_at(other), lead.surface)]
            text = cut(version.text, *((place.start, place.end, words) for place, words in changes))
            expected = {
                (What.LEAD, (_name(version, lead),), (_name(version, other),)),
                (What.ROLE, (LEAD,), (CO,)),
                (What.ROLE, (CO,), (LEAD,)),
            }
            return Edit(text, frozenset(expected), (Kind.EDITED,))
    return None


def body_dropped(version: Version, draw: random.Random) -> Edit | None:
    """One who joined a task does so no more."""
    tasks = [(t, those) for t, those in _spoken(version) if sum(a.role is CO for a in those) > 1]
    draw.shuffle(tasks)
    for _, those in tasks:
        joined = [a for a in those if a.role is CO]
        for one in joined[1:]:
            place = _at(one)
            if version.text[place.start - 1] == "、" and one.surface == _name(version, one):
                text = cut(version.text, (place.start - 1, place.end, ""))
                return Edit(text, frozenset({(What.BODY_GONE, (_name(version, one),), ())}), (Kind.EDITED,))
    return None


def date_changed(version: Version, draw: random.Random) -> Edit | None:
    """A task is due a year later."""
    limits = [limit for limit in version.duties.limits if re.search(r"20\d\d年", limit.text) and limit.latest]
    draw.shuffle(limits)
    for limit in limits:
        task = version.duties.task[limit.task]
        if not task.place or sum(limit.text == other.text for other in version.duties.limits_of[task.iri]) > 1:
            continue
        at = version.text.find(limit.text, task.place.start, task.place.end)
        if at >= 0:
            later = re.sub(r"20\d\d", lambda year: str(int(year[0]) + 1), limit.text, count=1)
            text = cut(version.text, (at, at + len(limit.text), later))
            return Edit(text, frozenset({(What.LIMIT, (limit.text,), (later,))}), (Kind.EDITED,))
    return None


def clause_inserted(version: Version, draw: random.Random) -> Edit | None:
    """A measure is to do something more."""
    measures = [m for m in version.duties.measures if m.place]
    draw.shuffle(measures)
    for measure in measures:
        assert measure.place
        comma = version.text.find("，", measure.place.start, measure.place.end)
        if comma >= 0 and _words_at(version, measure, comma):
            words = "，健全闭环调度和跟踪问效机制"
            return Edit(cut(version.text, (comma, comma, words)), frozenset(), (Kind.EDITED,))
    return None


def _words_at(version: Version, measure: Measure, at: int) -> bool:
    """Whether a place is in the words of a measure and in no bracket or attribution."""
    before = version.text[measure.place.start : at] if measure.place else ""
    inside = any(
        t.attribution_place and t.attribution_place.start <= at < t.attribution_place.end for t in version.duties.tasks
    )
    depth = sum(before.count(mark) for mark in "（(《“") - sum(before.count(mark) for mark in "）)》”")
    return not inside and depth == 0


def body_renamed(version: Version, draw: random.Random) -> Edit | None:
    """A body that a reform made into another goes by its new name wherever it is on a task."""
    became = reforms(load())
    renamed = sorted(
        {
            (a.surface, new)
            for a in version.duties.assignments
            if a.surface == _name(version, a)
            for new in _heirs(a.surface)
            if new not in version.text
        }
    )
    draw.shuffle(renamed)
    for old, new in renamed:
        spans = [_at(a) for a in version.duties.assignments if a.surface == old and a.place]
        text = cut(version.text, *{(s.start, s.end, new) for s in spans if version.text[s.start : s.end] == old})
        (heir,) = {p.name: p for p in Version.of(text).duties.parties if p.name == new}.values() or (None,)
        held = next(p for p in version.duties.parties if p.name == old)
        if heir and became.between(held, heir):
            rows = {t.measure for t in version.duties.tasks if old in t.attribution}
            kinds = (Kind.EDITED,) * len(rows)
            return Edit(text, frozenset({(What.RENAMED, (old,), (new,))}), kinds)
    return None


#: How bodies were renamed in 2018 and later, by the ends of their names.
_HEIRS = {
    "工商局": "市场监管局",
    "卫生计生委": "卫生健康委",
    "农业部": "农业农村部",
    "农业厅": "农业农村厅",
    "环境保护部": "生态环境部",
    "国土资源部": "自然资源部",
    "经信委": "工信厅",
    "国家林业局": "国家林草局",
    "文化部": "文化和旅游部",
    "国务院扶贫办": "国家乡村振兴局",
    "银保监会": "金融监管总局",
    "工商总局": "市场监管总局",
    "地方金融监管局": "地方金融管理局",
}


def _heirs(name: str) -> Iterator[str]:
    for old, new in _HEIRS.items():
        if name.endswith(old):
            yield name.removesuffix(old) + new


def script_changed(version: Version, draw: random.Random) -> Edit | None:
    """Characters of the other script stand for those that both scripts share."""
    if not re.search("[后于]", version.text):
        return None
    return Edit(version.text.replace("后", "後").replace("于", "於"))


def reflowed(version: Version, draw: random.Random) -> Edit | None:
    """Every paragraph is broken into lines of 34 characters, indented, with blanks at their ends."""
    if (
        any("|" in measure.text for measure in version.duties.measures)
        or re.search(r"[^\n]\n[^\n]", version.text) is None
    ):
        return None
    lines = []
    for line in version.text.splitlines():
        line = line.strip()
        if len(line) > 34:
            line = "　　" + line
        lines += [line[at : at + 34] for at in range(0, len(line), 34)] or [""]
    return Edit("\n".join(lines) + "\n")


_MARKER = re.compile(
    r"(?m)^(\s*)(?:([一二三四五六七八九十]+)(、)|（([一二三四五六七八九十]+)(）)|(\d+)([．、]|\.(?!\d)))"
)
_NUMERALS = ["零", *"一二三四五六七八九十"]


def numeral(number: int) -> str:
    """A number up to 99 as documents count.

    >>> numeral(3), numeral(10), numeral(21)
    ('三', '十', '二十一')
    """
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else _NUMERALS[tens] + "十") + (_NUMERALS[ones] if ones else "")


def renumbered(version: Version, draw: random.Random) -> Edit | None:
    """Every measure and heading has the next number."""
    values = {numeral(number): number for number in range(1, 99)}
    if not version.duties.measures:
        return None
    places = [unit.place for unit in version.duties.sections] + [unit.place for unit in version.duties.measures]
    units = {place.start for place in places if place}

    def next_number(found: re.Match[str]) -> str:
        blanks, top, comma, inner, bracket, digits, point = found.groups()
        if not any(start in units for start in range(found.start(), found.end() + 2)):
            return found[0]
        if digits:
            return f"{blanks}{int(digits) + 1}{point}"
        if top:
            return f"{blanks}{numeral(values[top] + 1)}{comma}"
        return f"{blanks}（{numeral(values[inner] + 1)}{bracket}"

    text = _MARKER.sub(next_number, version.text)
    return Edit(text, renumbers=True) if text != version.text else None


def _lines(version: Version) -> list[tuple[Measure, int, int, int]]:
    """The measures that have whole lines of their own: with the starts of line and words, and the end of the line."""
    found = []
    named = {a.task for a in version.duties.assignments}
    within = {
        task.measure: task.attribution_place
        for task in version.duties.tasks
        if task.attribution_place and task.iri in named
    }
    for measure in version.duties.measures:
        if not measure.place:
            continue
        at = within.get(measure.iri)
        if at and not measure.place.start <= at.start < measure.place.end:
            continue  # one attribution below several measures
        start = version.text.rfind("\n", 0, measure.place.start) + 1
        end = version.text.find("\n", measure.place.end)
        end = len(version.text) if end < 0 else end
        marker = version.text[start : measure.place.start]
        own = _MARKER.fullmatch(marker.rstrip()) or re.fullmatch(r"\s*", marker)
        rest = version.text[measure.place.end : end].strip()
        if own and marker.strip() and not rest and "\t" not in version.text[start:end]:
            found.append((measure, start, measure.place.start, end))
    return found


def _numbered_again(version: Version, lines: Sequence[str]) -> str:
    """Lines with the numbers of measures and headings counted on, beginning anew below a higher heading."""
    restarts = _restarting(version.text)
    count = {"top": 0, "inner": 0, "digits": 0}
    out = []
    for line in lines:
        found = _MARKER.match(line)
        if not found:
            out.append(line)
            continue
        blanks, top, _, inner, _, _, point = found.groups()
        kind = "top" if top else "inner" if inner else "digits"
        count[kind] += 1
        for below in {"top": ("inner", "digits"), "inner": ("digits",), "digits": ()}[kind]:
            if below in restarts:
                count[below] = 0
        n = count[kind]
        marker = f"{numeral(n)}、" if top else f"（{numeral(n)}）" if inner else f"{n}{point}"
        out.append(blanks + marker + line[found.end() :])
    return "\n".join(out)


def _restarting(text: str) -> set[str]:
    """The kinds of markers that begin anew within a text."""
    seen: dict[str, int] = {}
    for found in _MARKER.finditer(text):
        kind = "top" if found[2] else "inner" if found[4] else "digits"
        seen[kind] = seen.get(kind, 0) + ((found[4] or found[6] or found[2]) in {"1", "一"})
    return {kind for kind, times in seen.items() if times > 1}


def _is_counted(version: Version) -> bool:
    """Whether counting its markers on gives the text back."""
    return _numbered_again(version, version.text.split("\n")) == version.text


def task_moved(version: Version, draw: random.Random) -> Edit | None:
    """A measure goes from its chapter to the end of another."""
    held = _lines(version)
    if not _is_counted(version) or any(a.basis is RULE for a in version.duties.assignments):
        return None  # a standing rule may hold for one chapter only
    by_section: dict[str, list[tuple[Measure, int, int, int]]] = {}
    for each in held:
        by_section.setdefault(each[0].section, []).append(each)
    big = [s for s, those in by_section.items() if s and len(those) >= 2]
    pairs = [
        (a, b)
        for a in big
        for b in big
        if a != b and version.duties.section[a].parent == version.duties.section[b].parent
    ]
    pairs = [(a, b) for a, b in pairs if by_section[a][0][1] != by_section[b][0][1]]
    draw.shuffle(pairs)
    for a, b in pairs:
        measure, start, _, end = draw.choice(by_section[a][:-1])
        _, _, _, target = by_section[b][-1]
        line = version.text[start:end]
        if len(measure.text) < 20 or "\n" in line:
            continue
        if target > start:
            text = version.text[:start] + version.text[end + 1 : target] + "\n" + line + version.text[target:]
        else:
            text = version.text[:target] + "\n" + line + version.text[target:start] + version.text[end + 1 :]
        return Edit(_numbered_again(version, text.split("\n")), frozenset(), (Kind.MOVED,), renumbers=True)
    return None


def measure_split(version: Version, draw: random.Random) -> Edit | None:
    """A measure of two sentences becomes two measures, with the attribution below both."""
    if not _is_counted(version):
        return None
    held = _lines(version)
    draw.shuffle(held)
    for measure, start, words, end in held:
        tasks = [task for task in version.duties.tasks if task.measure == measure.iri]
        if len(tasks) != 1 or not tasks[0].attribution_place or "\n" in version.text[start:end]:
            continue
        place = tasks[0].attribution_place
        attribution = version.text[place.start : place.end]
        body = version.text[words : place.start]
        cuts = [m.end() for m in re.finditer("。", body) if 25 <= m.end() <= len(body) - 25]
        if not cuts or place.end < end - 1 or attribution[0] not in "（(" or version.duties.limits_of.get(tasks[0].iri):
            continue
        at = draw.choice(cuts)
        marker = version.text[start:words]
        lines = f"{marker}{body[:at]}{attribution}\n{marker}{body[at:]}{version.text[place.start : end]}"
        text = version.text[:start] + lines + version.text[end:]
        return Edit(_numbered_again(version, text.split("\n")), frozenset(), (Kind.SPLIT,), renumbers=True)
    return None


def measures_merged(version: Version, draw: random.Random) -> Edit | None:
    """Two measures that follow one another become one."""
    if not _is_counted(version):
        return None
    held = _lines(version)
    pairs = [
        (one, two)
        for one, two in pairwise(held)
        if one[0].section == two[0].section and version.text[one[3] : two[1]].strip() == ""
    ]
    draw.shuffle(pairs)
    for one, two in pairs:
        if min(len(one[0].text), len(two[0].text)) < 20 or any("\n" in version.text[e[1] : e[3]] for e in (one, two)):
            continue
        if not version.text[: one[3]].endswith(("。", "）", ")")):
            continue
        named = [version.duties.of_task[t.iri] for t in version.duties.tasks if t.measure in {one[0].iri, two[0].iri}]
        if not all(named):
            continue
        text = version.text[: one[3]] + version.text[two[2] :]
        return Edit(_numbered_again(version, text.split("\n")), frozenset(), (Kind.MERGED,), renumbers=True)
    return None


def _is_group(version: Version, assignment: Assignment) -> bool:
    return bool(version.duties.party[assignment.party].group)


SEEDS: dict[str, Callable[[Version, random.Random], Edit | None]] = {
    each.__name__: each
    for each in (
        lead_changed,
        roles_swapped,
        body_dropped,
        task_moved,
        measure_split,
        measures_merged,
        renumbered,
        date_changed,
        clause_inserted,
        body_renamed,
        script_changed,
        reflowed,
    )
}
