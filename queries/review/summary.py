"""The one page for the head of an office: five lines on how clear a draft is, then what must be mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ontology.enumerations import Basis
from queries.review.advice import Advice, Weight, Words
from queries.review.draft import Draft


@dataclass(frozen=True, slots=True)
class Summary:
    """How many tasks of a draft are clear, and how much there is to mend."""

    tasks: int
    clear: int  #: one lead, and words, a rule or being the only body say so
    ordered: int  #: only the order of names suggests who leads
    several: int  #: several are stated to lead
    nobody: int
    limited: int  #: with a time limit
    dated: int  #: with one whose last day is known
    weights: tuple[int, int, int]  #: advice that must, should and could be followed
    must: tuple[tuple[Words, int], ...]  #: what must be mended, with how often, the most frequent first

    def lines(self, language: str) -> Iterator[str]:
        """The five lines."""
        if language == "zh":
            yield f"任务{self.tasks}项，其中没有责任单位的{self.nobody}项。"
            yield f"牵头单位明确的{self.clear}项（{_share(self.clear, self.tasks)}）。"
            yield f"只能按次序推定牵头的{self.ordered}项，几家同时牵头的{self.several}项。"
            yield f"写了时限的{self.limited}项，能查到哪一天的{self.dated}项。"
            yield f"必须改{self.weights[0]}处，应当改{self.weights[1]}处，可以改{self.weights[2]}处。{self._mend('zh')}"
        else:
            yield f"{self.tasks} tasks; {self.nobody} of them name no body."
            yield f"{self.clear} have a clear lead ({_share(self.clear, self.tasks)})."
            yield f"{self.ordered} rest on the order of names; {self.several} have several leads."
            yield f"{self.limited} have a time limit; of {self.dated} the last day is known."
            must, should, could = self.weights
            yield f"{must} places must be mended, {should} should, {could} could. {self._mend('en')}".rstrip()

    def _mend(self, language: str) -> str:
        if not self.must:
            return ""
        those = ("、" if language == "zh" else ", ").join(
            f"{words.of(language)} ×{count}" for words, count in self.must
        )
        return f"必须改的：{those}。" if language == "zh" else f"What must: {those}."


def summarise(draft: Draft, advice: Sequence[Advice]) -> Summary:
    """The summary of a draft and the advice on it."""
    kinds = Counter(_kind(draft, task.iri) for task in draft.duties.tasks)
    limits = draft.duties.limits_of
    weights = Counter(each.weight for each in advice)
    must = Counter(each.title for each in advice if each.weight is Weight.MUST)
    return Summary(
        len(draft.duties.tasks),
        kinds["clear"],
        kinds["ordered"],
        kinds["several"],
        kinds["nobody"],
        sum(bool(limits.get(task.iri)) for task in draft.duties.tasks),
        sum(any(limit.latest for limit in limits.get(task.iri, ())) for task in draft.duties.tasks),
        (weights[Weight.MUST], weights[Weight.SHOULD], weights[Weight.COULD]),
        tuple(must.most_common()),
    )


def _kind(draft: Draft, task: str) -> str:
    """How clear it is who leads a task."""
    named, leads = draft.duties.of_task[task], draft.leads[task]
    if not named:
        return "nobody"
    if len(named) > 1 and leads and all(a.basis is Basis.ORDER for a in leads):
        return "ordered" if any(a.basis is Basis.ORDER and a not in leads for a in named) else "clear"
    return "several" if len(leads) > 1 else "clear"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "0%"
