"""A comparison in words, the same in every format: what changed at most in ten lines, and then passage by passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from exports.words import Language, Words, words
from ontology.enumerations import Basis, Role
from queries.align.compare import Comparison, Kind, Row
from queries.align.differences import Difference, What
from queries.align.marks import Mark
from queries.align.passages import Passage, Sort
from queries.duties import Document, Duties, Measure

MOST_LINES = 10  #: of the summary
MOST = 8  #: places that a line of the summary names


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the comparison as it is shown."""

    old: str  #: the number of the passage with those of the headings above it
    new: str
    marks: tuple[Mark, ...]
    kinds: tuple[Kind, ...]
    labels: tuple[str, ...]  #: of the kinds
    said: tuple[str, ...]  #: what differs in duties, a line each
    changed: bool


@dataclass(frozen=True)
class Account:
    """A comparison as it is told in a language."""

    comparison: Comparison
    w: Words

    @classmethod
    def of(cls, comparison: Comparison, language: Language) -> Account:
        """The comparison told in ``language``."""
        return cls(comparison, words("align", "compare", language))

    @property
    def names(self) -> tuple[str, str]:
        """What both versions are called."""
        old, new = self.comparison.documents
        if _titled(old) != _titled(new):
            return _titled(old), _titled(new)
        files = [duties.texts[0].name for duties in (self.comparison.old, self.comparison.new)]
        return f"{_titled(old)}（{files[0]}）", f"{_titled(new)}（{files[1]}）"

    def summary(self) -> tuple[str, ...]:
        """What changed, the weightiest first, in at most ten lines."""
        found, w = self.comparison, self.w
        measures, others = found.counted(Sort.MEASURE), found.counted(Sort.HEADING, Sort.TEXT)
        numbers = measures.pop(Kind.RENUMBERED, 0) + others.pop(Kind.RENUMBERED, 0)
        if not any(row.changed for row in found.rows):
            return (w("only_numbers", n=numbers) if numbers else w("nothing"),)
        lines = [
            w(
                "counts",
                a=len(found.old.measures),
                b=len(found.new.measures),
                c=len(found.old.tasks),
                d=len(found.new.tasks),
                same=sum(row.sort is Sort.MEASURE and not row.changed for row in found.rows),
            ),
            *self._of_duties(),
        ]
        if not found.of_responsibility:
            lines.append(w("same_duties"))
        for key, counted in (("measures", measures), ("others", others)):
            if shown := [w("counted", kind=w(f"k_{kind}"), n=counted[kind]) for kind in Kind if counted[kind]]:
                lines.append(w(key, where=w.several(shown)))
        if numbers and len(lines) < MOST_LINES:
            lines.append(w("numbers", n=numbers))
        return tuple(line[:1].upper() + line[1:] for line in lines)

    def _of_duties(self) -> Iterator[str]:
        w = self.w
        for what in (What.LEAD, What.ROLE):
            if found := self._tasks(what):
                yield w(what.value, n=len(found), where=self._first(found))
        for several in (
            (What.BODY_ADDED, What.BODY_GONE),
            (What.BASIS,),
            (What.LIMIT, What.TARGET),
            (What.TASK_ADDED, What.TASK_GONE, What.TASK_MOVED),
        ):
            tasks = {
                w(f"n_{what}", n=len(found)): self._first(found) for what in several if (found := self._tasks(what))
            }
            if len(tasks) > 1:
                yield w("of_several", shown=w.several([w("at", what=what, where=tasks[what]) for what in tasks]))
            elif tasks:
                ((shown, where),) = tasks.items()
                yield w("of_tasks", what=shown, where=where)
        renamed = dict.fromkeys(f"{d.before[0]} → {d.after[0]}" for d in self.comparison.of(What.RENAMED))
        if renamed:
            yield w("renamed", where=self._first(tuple(renamed)))

    def _first(self, places: Sequence[str]) -> str:
        """The first places."""
        shown = self._listed(places[:MOST])
        return self.w("and_more", shown=shown, n=len(places)) if len(places) > MOST else shown

    def _listed(self, places: Sequence[str]) -> str:
        """Several places; a number like 二、1 holds the mark that lists have."""
        return ("；" if self.w.language == "zh" else "; ").join(places)

    def _tasks(self, what: What) -> tuple[str, ...]:
        """The tasks in which ``what`` differs, as they are called in the new version, in the old if they are gone."""
        return tuple(dict.fromkeys(self._task(found) for found in self.comparison.of(what)))

    def _task(self, found: Difference) -> str:
        old = self._called(self.comparison.old, found.old_task)
        return self._called(self.comparison.new, found.new_task) or self.w("of_old", task=old)

    def _called(self, duties: Duties, iri: str) -> str:
        """The number of a task as that of its measure, with its own where the measure has several; "" for none."""
        if not iri:
            return ""
        task = duties.task[iri]
        several = sum(other.measure == task.measure for other in duties.tasks) > 1
        return self._in_chapters(duties, duties.measure[task.measure]) + (f"-{task.order}" if several else "")

    def changes(self, *, unchanged: bool = False) -> tuple[Change, ...]:
        """The rows that changed; all of them if ``unchanged``."""
        return tuple(self._change(row) for row in self.comparison.rows if unchanged or row.changed)

    def _change(self, row: Row) -> Change:
        labels = [self.w(f"k_{kind}") for kind in row.kinds]
        old, new = (sum(len(passage.tasks) for passage in side) for side in (row.old, row.new))
        return Change(
            self._numbers(self.comparison.old, row.old),
            self._numbers(self.comparison.new, row.new),
            row.marks,
            row.kinds,
            tuple(labels),
            tuple(self._said(found, named=(new or old) > 1, merged=old > new == 1) for found in row.differences),
            row.changed,
        )

    def _numbers(self, duties: Duties, passages: Sequence[Passage]) -> str:
        shown = [self._number(duties, passage) for passage in passages if passage.sort is not Sort.TEXT or passage.iri]
        return self._listed([*filter(None, shown)]) or (self.w("text") if passages else "")

    def _number(self, duties: Duties, passage: Passage) -> str:
        """The number of a measure below the markers of its headings, or the marker of a heading."""
        if passage.sort is not Sort.MEASURE:
            return passage.number or self.w("heading")
        return self._in_chapters(duties, duties.measure[passage.iri])

    def _in_chapters(self, duties: Duties, measure: Measure) -> str:
        markers = "".join(section.marker for section in duties.path(measure))
        return f"{markers}{measure.number}" or self.w("unnumbered")

    def _said(self, found: Difference, *, named: bool, merged: bool) -> str:
        """A difference in words, with the name of its task where its measure has several, or was made of several."""
        w = self.w

        def several(names: Iterable[str]) -> str:
            nobody = "unsaid" if found.what in {What.TASK_ADDED, What.TASK_GONE} else "nobody"
            return w.several([self._term(found.what, name) for name in names]) or w(nobody)

        source = ""
        if found.source:
            event = found.source.partition("/change/")[2]
            source = w("reform_elsewhere" if found.elsewhere else "reform", event=event, day=found.day)
        from_ = self._called(self.comparison.old, found.old_task)
        what = w(
            f"d_{found.what}",
            before=several(found.before),
            after=several(found.after),
            who=w.several(found.who),
            source=source,
            from_=from_,
        )
        if merged and found.old_task and found.what not in {What.LIMIT, What.TARGET}:
            return w("of_task", task=w("of_old", task=from_), what=what)
        return w("of_task", task=self._task(found), what=what) if named else what

    def fields(self, found: Difference) -> tuple[str, ...]:
        """A difference in cells: what, task in the old and in the new version, who, before, after."""
        before, after = (
            self.w.several([self._term(found.what, name) for name in side]) for side in (found.before, found.after)
        )
        old, new = self.comparison.old, self.comparison.new
        tasks = self._called(old, found.old_task), self._called(new, found.new_task)
        return self.w(f"w_{found.what}"), *tasks, self.w.several(found.who), before, after

    def _term(self, what: What, name: str) -> str:
        """The label of a role or basis; other words are as they are."""
        if what is What.ROLE:
            return Role(name).label(self.w.language)
        return Basis(name).label(self.w.language) if what is What.BASIS else name


def _titled(document: Document) -> str:
    return document.title or document.number or document.label
