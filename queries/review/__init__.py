"""Advice to the drafter: a document is looked through by rules, each a function from a draft to remarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ontology.authority import Authority, load
from queries.duties.records import Duties
from queries.review import form, names, others, when, who, wording
from queries.review.advice import Advice, Remark, Weight
from queries.review.draft import Draft, Earlier, apart
from queries.review.profile import Profile
from queries.review.rule import Rule

#: By their numbers.
RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*who.RULES, *names.RULES, *when.RULES, *form.RULES, *wording.RULES, *others.RULES), key=lambda rule: rule.id
    )
)

__all__ = ["RULES", "Advice", "Draft", "Profile", "Rule", "Weight", "advise", "drafts"]


def drafts(
    duties: Duties,
    profile: Profile | None = None,
    *,
    day: str = "",
    today: str = "",
    earlier: Duties | None = None,
    authority: Authority | None = None,
) -> Iterator[Draft]:
    """Each document of ``duties``, which must have its texts, as a draft to be looked through.

    Bodies and limits are held against ``day``, else the date of the document, else the first day of the year that its
    number tells, else ``today``. Against the documents of ``earlier`` that are not the draft itself it is held where a
    rule compares.
    """
    profile, authority = profile or Profile(), authority or load()
    against = Earlier(earlier or Duties())
    for own in apart(duties):
        document = own.documents[0]
        held = against.without(document.iri)
        known = document.date or (f"{document.year}-01-01" if document.year else "")
        yield Draft(own, authority, day or known or today, profile.thresholds, held)


def advise(draft: Draft, profile: Profile | None = None) -> tuple[Advice, ...]:
    """The advice on a draft: the gravest first, then as the text goes; one piece a place at most."""
    profile = profile or Profile()
    found = sorted(
        (advice for advice in _found(draft, profile) if not profile.silences(advice)), key=lambda each: each.order
    )
    return tuple(_one_a_place(found))


def _found(draft: Draft, profile: Profile) -> Iterator[Advice]:
    for rule in RULES:
        if rule.id not in profile.without:
            for remark in rule.find(draft):
                yield _advice(draft, rule, remark)


def _advice(draft: Draft, rule: Rule, remark: Remark) -> Advice:
    return Advice(
        rule.id,
        remark.weight or rule.weight,
        remark.sure,
        remark.start,
        remark.end,
        draft.text[remark.start : remark.end],
        draft.unit(remark.start),
        rule.title,
        remark.what,
        rule.why,
        remark.instead,
    )


def _one_a_place(found: Iterable[Advice]) -> Iterator[Advice]:
    """Of advice on the same stretch of text the first, which is the gravest."""
    taken: set[tuple[int, int]] = set()
    for advice in found:
        if (advice.start, advice.end) not in taken:
            taken.add((advice.start, advice.end))
            yield advice
