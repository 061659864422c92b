"""Rules on who answers: nobody, nobody in particular, none that leads, two, too many, one twice, one and its part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from ontology import lexicon
from ontology.enumerations import Basis, Role
from queries.duties.records import OPEN, Assignment, Task
from queries.duties.select import naming_nobody, naming_open_groups
from queries.review.advice import COULD, LIKELY, MUST, SHOULD, SURE, Remark, Words
from queries.review.draft import Draft
from queries.review.rule import rule

#: Chapters in which a task without a body is no omission that must be mended: what they ask, they ask of all.
_OF_ALL = re.compile(
    r"""
      保障 | 组织(?:领导|实施|保障) | 加强.{0,4}领导 | (?:工作|有关|相关|几点)要求   # 四、保障措施
    | 总体 | 指导思想 | 原则 | 目标 | 意义 | 附则 | 范围                        # 一、总体要求
    """,
    re.VERBOSE,
)
#: Words by which all named answer side by side, each for its own.
_SEVERALLY = re.compile(r"(?:按照?|根据|依)(?:各自)?(?:职责|职能|分工)|分别|共同|各自")
_NO_NAME = Words("写明一个责任单位，如“（市XX局负责）”", "name one body, as in （市XX局负责）")


@rule(
    "A01",
    MUST,
    ("没有责任单位", "no responsible body"),
    (
        "没有单位的任务无人承接，也无从督查。",
        "A task without a body is taken up by nobody, and nobody can be asked about it.",
    ),
)
def nobody(draft: Draft) -> Iterator[Remark]:
    """A task for which nobody is named, in a document that names somebody for its other tasks.

    The rules on official documents ask for measures that can be carried out (党政机关公文处理工作条例 (2012) 19:
    所提政策措施和办法切实可行); the Institutional Grammar calls a directive without its "attribute", the actor, a mere
    strategy or norm (Crawford & Ostrom 1995, A Grammar of Institutions, APSR 89(3)). It must be mended where most tasks
    of the chapter name a body, should be where some do; where none does (a summary before the table, the steps of a
    pilot), and in chapters that ask something of all (保障措施, 工作要求), it could be. A document that names nobody at
    all is told so once, at its first task.

    Fires::

        1.建设信用平台。（市财政局牵头，市教育局配合）
        2.建设数据平台。
        3.发放补贴。（市教育局负责）

    Silent::

        1.建设信用平台。（市财政局牵头，市教育局配合）
        2.发放补贴。（市教育局负责）
    """
    missing = [task for task in naming_nobody(draft.duties) if not _SAID.search(task.text)]
    if not missing:
        return
    if not draft.duties.assignments:
        every = any(re.search(r"各(?:单位|部门|地|[市县区乡镇])", task.text) for task in draft.duties.tasks)
        plan = len(missing) > 2 and _PLAN.search(draft.document.title)
        yield Remark(
            *draft.beginning(missing[0]),
            Words(f"全文{len(missing)}项任务均未写明责任单位", f"none of the {len(missing)} tasks names a body"),
            Words(
                "逐项写明责任单位，或附任务分工表", "name a body for each task, or annex a table of tasks and bodies"
            ),
            LIKELY,
            SHOULD if plan and not every else COULD,
        )
        return
    chapter = {task.iri: _chapter(draft, task) for task in draft.duties.tasks}
    tasks = Counter(chapter.values())
    naming = Counter(chapter[task] for task, named in draft.duties.of_task.items() if named)
    for task in missing:
        here = chapter[task.iri]
        share = naming[here] / max(tasks[here] - 1, 1)
        of_all = any(_OF_ALL.search(section.title) for section in draft.path(task)) or _in_prose().search(task.text)
        weight = COULD if of_all or share < _SOME else MUST if share >= _MOST else SHOULD
        yield Remark(
            *draft.beginning(task),
            Words("这项任务没有责任单位", "no body answers for this task"),
            _NO_NAME,
            SURE,
            weight,
        )


#: Titles of documents that divide work: laws, answers and lists do not.
_PLAN = re.compile("方案|计划|意见|措施|要点|分工|政策|安排|规划")
#: Words by which a text says who answers, though no list was read: 由市财政局负责, 牵头单位:市教体局.
_SAID = re.compile(r"负责(?!制|人)|牵头|(?:责任|配合|主办|承办|实施)(?:单位|部门|主体)")


@cache
def _in_prose() -> re.Pattern[str]:
    """A pattern for a body as the subject of a sentence: 市教育局会同, 试点城市政府要."""
    ends = lexicon.either({*lexicon.body_suffixes(), *lexicon.collective_tails(), "政府", "科"})
    return re.compile(rf"(?:^|[，。；,;])[^，。；,;]{{1,14}}(?:{ends})(?:要|应|会同|将|须|组织|对|按)")


#: Shares of the other tasks of a chapter that name somebody.
_SOME, _MOST = 0.3, 0.6


def _chapter(draft: Draft, task: Task) -> str:
    """The outermost section that a task stands in."""
    return next((section.iri for section in draft.path(task)), "")


@rule(
    "A02",
    SHOULD,
    ("只有“有关部门”", "only “the departments concerned”"),
    (
        "“有关部门”不指任何单位，等于没有责任单位。",
        "“The departments concerned” are nobody in particular, so nobody answers.",
    ),
)
def nobody_in_particular(draft: Draft) -> Iterator[Remark]:
    """A task whose only bodies are an open class: 有关部门, 相关单位, 各有关单位.

    An open class has no determinate members: whoever it is put to can say that another is meant. 各市县人民政府 is no
    such class, since its members are known.

    Fires::

        1.建设信用平台。（有关部门负责）
        2.发放补贴。（市教育局负责）

    Silent::

        1.建设信用平台。（市财政局牵头，有关部门配合）
        2.发放补贴。（各县（市、区）人民政府负责）
    """
    for task in naming_open_groups(draft.duties):
        named = [a for a in draft.duties.of_task[task.iri] if a.place]
        if named and named[0].place:
            words = "、".join(draft.name(a) for a in named)
            yield Remark(
                named[0].place.start,
                max(a.place.end for a in named if a.place),
                Words(f"责任单位只写了“{words}”", f"the only body is “{words}”"),
                Words("写出具体单位，至少写出一个牵头单位", "name the bodies, or at least the one that leads"),
                LIKELY,
            )


@rule(
    "A03",
    SHOULD,
    ("多个单位而未写明牵头", "several bodies, no lead"),
    (
        "未写明牵头，也没有“列第一位的为牵头单位”之类的规定，读者只能按次序推定。",
        "No lead is stated and no rule says that the first named leads: readers can only go by order.",
    ),
)
def no_lead(draft: Draft) -> Iterator[Remark]:
    """Several bodies side by side, no word on who leads, and no standing rule.

    What several departments are to do needs one that is in charge (党政机关公文处理工作条例 24:
    需要两个以上部门办理的，应当明确主办部门). The advice lists who would be read as leading. Where every body answers
    by its own remit (按职责分工负责) it could be mended; where a document leaves many open, it is told once that one
    sentence mends them all, and the rest are marked as what could be.

    Fires::

        1.建设信用平台。（市财政局、市教育局、市民政局）
        2.发放补贴。（市教育局负责）

    Silent::

        1.建设信用平台。（市财政局牵头，市教育局、市民政局配合）
        2.发放补贴。（市教育局会同市财政局负责）
    """
    open_ = [task for task in draft.duties.tasks if _by_order(draft, task) and not _PARTED.search(task.attribution)]
    plain = [task for task in open_ if not _SEVERALLY.search(task.attribution)]
    many = len(plain) > draft.thresholds.scattered
    for task in open_:
        named = _listed_here(draft, task)
        first = next(a for a in draft.duties.of_task[task.iri] if a.role is Role.LEAD)
        severally = task not in plain
        names = "、".join(draft.name(a) for a in named[:_SHOWN]) + ("等" if len(named) > _SHOWN else "")
        said = Words(
            f"列了{len(named)}个单位（{names}）而未写明谁牵头，读作“{draft.name(first)}”牵头",
            f"{len(named)} bodies ({names}) and no lead; {draft.name(first)} would be read as leading",
        )
        mend = Words(f"如由其牵头，写“{draft.name(first)}牵头，…配合”", f"if so, write {draft.name(first)}牵头，…配合")
        if many and task is plain[0]:
            said = Words(
                f"全文{len(plain)}项任务列了多个单位而未写明牵头，本条读作“{draft.name(first)}”牵头",
                f"{len(plain)} tasks name several bodies, no lead; {draft.name(first)} would be read as leading here",
            )
            mend = Words(
                "逐项写明牵头单位，或在文末加一句“责任单位列第一位的为牵头单位”",
                "state the lead in each, or add one sentence: 责任单位列第一位的为牵头单位",
            )
        weight = COULD if severally or (many and task is not plain[0]) else SHOULD
        yield Remark(*_list(draft, task), said, mend, SURE, weight)


_SHOWN = 4
#: Words that part the work without saying who leads: 生态环境部指导，试点城市政府负责.
_PARTED = re.compile("指导|监督|督促")


def _by_order(draft: Draft, task: Task) -> bool:
    """Whether only the order of two names or more suggests who leads, groups of bodies alone not counted."""
    ordered = [a for a in draft.duties.of_task[task.iri] if a.basis is Basis.ORDER]
    bodies = [a for a in ordered if not draft.duties.party[a.party].group]
    return len(ordered) > 1 and bool(bodies) and any(a.role is Role.LEAD for a in ordered)


@rule(
    "A04",
    SHOULD,
    ("两个以上牵头单位", "two leads or more"),
    ("几家牵头，出了问题谁都可以说不是自己。", "Where several lead, each can say that another was to act."),
)
def two_leads(draft: Draft) -> Iterator[Remark]:
    """More than one body is stated to lead a task.

    Where several are responsible, fewer act (the problem of many hands: Thompson 1980, Moral Responsibility of Public
    Officials, APSR 74(4)); offices write one 牵头单位, or a 总牵头 among several. Classes of
    bodies (各县人民政府) lead each in its own place and are not counted.

    Fires::

        1.建设信用平台。（市财政局、市教育局牵头，市民政局配合）

    Silent::

        1.建设信用平台。（市财政局牵头，市教育局、市民政局配合）
    """
    for task in draft.duties.tasks:
        leads = [a for a in draft.leads[task.iri] if a.basis in _STATED and not draft.duties.party[a.party].group]
        if len(leads) > 1 and "总牵头" not in task.attribution:
            names = "、".join(draft.name(a) for a in leads)
            yield Remark(
                *_around(leads, task),
                Words(f"{len(leads)}个单位同时牵头：{names}", f"{len(leads)} bodies lead together: {names}"),
                Words(
                    f"留一个牵头单位（如“{draft.name(leads[0])}牵头”），其余写为配合",
                    f"keep one lead (such as {draft.name(leads[0])}牵头) and have the others support it",
                ),
            )


_STATED = frozenset({Basis.KEYWORD, Basis.RULE, Basis.REVIEW})


@rule(
    "A05",
    COULD,
    ("责任单位过多", "too many bodies"),
    (
        "单位越多，每一家越不觉得是自己的事，协调也越费力。",
        "The more bodies, the less each feels concerned, and the more there is to coordinate.",
    ),
)
def too_many(draft: Draft) -> Iterator[Remark]:
    """A task that names more bodies than a threshold (8 unless a profile says otherwise).

    The cost of coordination grows with the pairs of those who take part (Thompson 1980 as above; in the sample document
    the median is 3 bodies a task and the most is 11). A class of bodies counts as one.

    Fires::

        1.建设平台。（市财政局牵头，市教育局、市民政局、市公安局、市司法局、市审计局、市统计局、市水利局、市商务局配合）

    Silent::

        1.建设平台。（市财政局牵头，市教育局、市民政局配合）
    """
    for task in draft.duties.tasks:
        named = draft.duties.of_task[task.iri]
        if len(named) > draft.thresholds.bodies:
            yield Remark(
                *_list(draft, task),
                Words(f"列了{len(named)}个责任单位", f"{len(named)} bodies are named"),
                Words("分成几项任务，或只留直接承担的单位", "part the task, or keep only those who act"),
            )


@rule(
    "A06",
    MUST,
    ("同一单位列了两次", "one body twice"),
    (
        "同一单位重复，或既牵头又配合，读者不知以哪一处为准。",
        "A body that is named twice, or leads and supports, leaves open which is meant.",
    ),
)
def twice(draft: Draft) -> Iterator[Remark]:
    """A body that stands twice in the list of one task, under one name or under two of its names.

    Under two names (新闻出版广电局、版权局: one body, two nameplates) it should be mended, since the count of bodies
    and the division of work are wrong all the same.

    Fires::

        1.建设信用平台。（市财政局、市教育局、市财政局负责）

    Silent::

        1.建设信用平台。（市财政局、市教育局负责）
    """
    for task in draft.duties.tasks:
        seen: dict[str, Assignment] = {}
        for named in draft.duties.of_task[task.iri]:
            if not named.place or not _within(named, task) or draft.duties.party[named.party].group == OPEN:
                continue
            first = seen.setdefault(named.party, named)
            if first is named:
                continue
            same = named.surface == first.surface
            roles = (
                f"，一处{first.role.label('zh')}、一处{named.role.label('zh')}" if first.role is not named.role else ""
            )
            words = named.surface if same else f"{first.surface}、{named.surface}"
            yield Remark(
                named.place.start,
                named.place.end,
                Words(
                    f"“{words}”在同一任务中列了两次{roles}" if same else f"“{words}”是同一单位，列了两次{roles}",
                    f"{words}: one body, named twice in this task",
                ),
                Words("删去其中一处", "strike one of the two"),
                SURE if same else LIKELY,
                MUST if same else SHOULD,
            )


def _within(named: Assignment, task: Task) -> bool:
    """Whether a name stands in the attribution of the task itself, not in a standing rule."""
    around = task.attribution_place
    return bool(named.place and around and around.start <= named.place.start < around.end)


@rule(
    "A11",
    SHOULD,
    ("上下级并列", "a body and its own superior"),
    ("单位与它的下属或上级并列，责任重复。", "A body beside its own subordinate or superior answers twice."),
)
def with_its_superior(draft: Draft) -> Iterator[Remark]:
    """A body and one that is part of it in one list (市公安局、市公安局交警支队), or a government and its own.

    Who commands the other answers for it; named side by side, the order of the two says nothing. A part is known by
    its name, which begins with the whole's; a government by its class.

    Fires::

        1.整治交通。（市公安局、市公安局交警支队负责）

    Silent::

        1.整治交通。（市公安局、市交通运输局负责）
    """
    for task in draft.duties.tasks:
        named = [a for a in draft.duties.of_task[task.iri] if a.place and not draft.duties.party[a.party].group]
        for part in named:
            whole = next((other for other in named if _is_part(draft, part, other)), None)
            if part.place and whole:
                yield Remark(
                    part.place.start,
                    part.place.end,
                    Words(
                        f"“{part.surface}”属于同列的“{whole.surface}”",
                        f"{part.surface} is part of {whole.surface}, which is named too",
                    ),
                    Words("只留实际承担的一级", "keep the one that acts"),
                    LIKELY,
                )


def _is_part(draft: Draft, part: Assignment, whole: Assignment) -> bool:
    """Whether one body's name is that of the other with words behind it, or one is the other's government."""
    one, other = (draft.duties.party[a.party] for a in (part, whole))
    if one.iri == other.iri or one.jurisdiction != other.jurisdiction:
        return False
    if "LocalGovernment" in other.classes and "GovernmentDepartment" in one.classes and draft.home:
        return other.jurisdiction.endswith(f"/{draft.home.code}")
    inner, outer = draft.form(one.iri, part.surface), draft.form(other.iri, whole.surface)
    return len(outer) > 2 and inner.startswith(outer) and len(inner) > len(outer) + 1


def _listed_here(draft: Draft, task: Task) -> list[Assignment]:
    """Those whom a task names in its own list, not by a sentence that holds for many."""
    start, end = _list(draft, task)
    return [a for a in draft.duties.of_task[task.iri] if a.place and start <= a.place.start < end]


def _list(draft: Draft, task: Task) -> tuple[int, int]:
    """Where the names of a task stand, from the first to the last."""
    return _around(draft.duties.of_task[task.iri], task)


def _around(named: tuple[Assignment, ...] | list[Assignment], task: Task) -> tuple[int, int]:
    """The stretch from the first to the last of some names that stand in the attribution of a task."""
    around = task.attribution_place
    places = [a.place for a in named if a.place and (not around or around.start <= a.place.start < around.end)]
    if places:
        return min(place.start for place in places), max(place.end for place in places)
    stretch = around or task.place
    return (stretch.start, stretch.end) if stretch else (0, 0)


RULES = (
    nobody,
    nobody_in_particular,
    no_lead,
    two_leads,
    too_many,
    twice,
    with_its_superior,
)
