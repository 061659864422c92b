"""Rules on who answers: nobody, nobody in particular, too many, twice, wrongly named, out of reach."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from ontology import lexicon
from ontology.authority import CENTRE, Authority, Entry, Pattern, bare
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
    "A07",
    SHOULD,
    ("同一单位两种写法", "one body, two names"),
    ("一份文件里一个单位应当只有一种称谓。", "In one document a body should go by one name."),
)
def two_names(draft: Draft) -> Iterator[Remark]:
    """A body that the document calls now by one short form, now by another (市发改委, 市发展改革委).

    GB/T 9704—2012 7.2.4 and 7.3.1 ask for full or standard short names of organs; the rules on official documents
    (党政机关公文处理工作条例 19) for words that are 准确规范. The rarer form is marked where it first stands. A name
    with its place before it and one without are the same form.

    Fires::

        1.建设信用平台。（市发展改革委负责）
        2.建设数据平台。（市发展改革委负责）
        3.发放补贴。（市发改委负责）

    Silent::

        1.建设信用平台。（宁波市财政局负责）
        2.建设数据平台。（市财政局负责）
    """
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: dict[tuple[str, str], Assignment] = {}
    for named in draft.duties.assignments:
        if named.place and not draft.duties.party[named.party].group:
            form = _form(draft, named.party, named.surface)
            forms[named.party][form] += 1
            first.setdefault((named.party, form), named)
    for party, counted in forms.items():
        usual, *others = (form for form, _ in counted.most_common())
        for form in others:
            named = first[party, form]
            if named.place and len(form) >= _SHORTEST and not _plate(draft, party, form, usual):
                yield Remark(
                    named.place.start,
                    named.place.end,
                    Words(
                        f"此处“{named.surface}”与他处“{first[party, usual].surface}”（{counted[usual]}处）是同一单位",
                        f"{named.surface} here, {first[party, usual].surface} elsewhere ({counted[usual]}): one body",
                    ),
                    Words(
                        f"统一写作“{first[party, usual].surface}”", f"write {first[party, usual].surface} throughout"
                    ),
                    LIKELY,
                )


def _form(draft: Draft, party: str, surface: str) -> str:
    """A name without the place, the level or the state before it."""
    found = draft.duties.party[party]
    return _without_place(draft.authority, found.place, found.jurisdiction.rpartition("/")[2], surface)


@lru_cache(maxsize=2**14)  # rules ask for the same names over and over
def _without_place(authority: Authority, called: str, code: str, surface: str) -> str:
    """A name without its place, which is ``called`` so and has this ``code``, and without the level or the state."""
    place = authority.place_by_code.get(code)
    names = sorted((place.name, *place.aliases), key=len, reverse=True) if place else ()
    words = re.sub(r"\s|[（(].*", "", surface)
    for start in filter(None, (called, *names, "国家", "中华人民共和国", "中共", "全国", "中国")):
        words = words.removeprefix(start) if len(words) > len(start) + 1 else words
    return re.sub(r"^(?:自治[区州县旗]|[省市州区县旗盟](?!场|民政))(?=.{2})", "", words)


def _plate(draft: Draft, party: str, *forms: str) -> bool:
    """Whether one of the names is that of a second nameplate, under which a body rightly acts too."""
    entry = draft.authority.entry_by_iri.get(party)
    plates = {name for name, _, _ in entry.plates} if entry else set()
    return any(form in plates or any(form in name for name in plates) for form in forms)


@rule(
    "A08",
    MUST,
    ("单位名称疑有错字", "a name with a slip of the pen"),
    (
        "机构名录和本文其他任务都没有这个名称，而有一个只差一字的。",
        "Neither the authority file nor another task knows this name, and one that differs in a character is known.",
    ),
)
def misspelt(draft: Draft) -> Iterator[Remark]:
    """A name that nobody knows, one character away from one that is known (知识产仅局: 知识产权局).

    Known are the labels of the authority file at this level and the other bodies of this document. Names of three
    characters (教科局, 教育局) are compared with bodies of this document only, since short names differ by one
    character as a rule; a difference in the last character (局, 厅, 委) is one of level and no slip.

    Fires::

        1.建设信用平台。（市财政局负责）
        2.保护专利。（市市场监哲局负责）

    Silent::

        1.建设信用平台。（市财政局负责）
        2.保护专利。（市市场监管局负责）
    """
    times = Counter(a.party for a in draft.duties.assignments)
    first = {a.party: a for a in reversed(draft.duties.assignments)}
    here = {_form(draft, party, draft.name(named)) for party, named in first.items()}
    labels, listed = _listed(draft.authority)
    for party in draft.duties.parties:
        if party.group or not party.new or times[party.iri] != 1:
            continue
        named = first[party.iri]
        form = _form(draft, party.iri, named.surface)
        if not named.place or form in labels or form in listed or len(form) < _SHORTEST:
            continue
        near = {name for name in here - {form} if (name in labels or name in listed) and _one_off(form, name)}
        if len(form) > _SHORTEST:
            near |= {name for name in labels if _one_off(form, name)}
        if near:
            meant = min(near, key=lambda name: (name not in here, len(name) != len(form), name))
            yield Remark(
                named.place.start,
                named.place.end,
                Words(
                    f"没有“{named.surface}”这个单位，是否指“{meant}”",
                    f"nobody knows {named.surface}; did you mean {meant}?",
                ),
                Words(
                    f"核对后写“{named.surface.replace(form, meant)}”",
                    f"check, then write {named.surface.replace(form, meant)}",
                ),
                LIKELY,
            )


_SHORTEST = 3


@cache
def _listed(authority: Authority) -> tuple[frozenset[str], frozenset[str]]:
    """What bodies are called by the patterns of an authority file, and in its entries."""
    labels = (label for pattern in authority.patterns for label in (pattern.name, *pattern.labels))
    listed = (label for entry in authority.entries for label in entry.labels if not entry.collective)
    return frozenset(labels), frozenset(listed)


@cache
def _patterns_of(authority: Authority) -> Mapping[str, tuple[Pattern, ...]]:
    """The patterns by which bodies may be so called."""
    found: dict[str, tuple[Pattern, ...]] = {}
    for pattern in authority.patterns:
        for label in {pattern.name, *pattern.labels}:
            found[label] = (*found.get(label, ()), pattern)
    return found


@cache
def _ended_entries(authority: Authority) -> tuple[Entry, ...]:
    """The bodies of places that are no more."""
    return tuple(e for e in authority.entries if e.until and e.jurisdiction not in ("", CENTRE))


def _one_off(one: str, other: str) -> bool:
    """Whether two names differ by one character replaced, left out or put in, or by two that changed places.

    >>> _one_off("知识产仅局", "知识产权局"), _one_off("公安局", "公安厅"), _one_off("财厅政", "财政厅")
    (True, False, False)
    """
    if one[-1:] != other[-1:] or one == other:
        return False
    if len(one) == len(other):
        apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(apart) == 2 and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]
        return len(apart) == 1 or (swapped and apart[1] == apart[0] + 1)
    short, long = sorted((one, other), key=len)
    if len(long) != len(short) + 1 or len(short) < _SHORTEST + 2:
        return False
    last = len(long) - (2 if long.endswith("委") else 1)  # 住房城乡建委 is short for 住房城乡建设委
    return any(long[:at] + long[at + 1 :] == short and long[at] not in "和与" for at in range(1, last))


@rule(
    "A09",
    MUST,
    ("单位已撤并或更名", "a body that is no more"),
    ("机构改革后该单位已不存在，任务落空。", "After a reform the body does not exist, and the task falls to nobody."),
)
def gone(draft: Draft) -> Iterator[Remark]:
    """A body that had been merged, renamed or abolished by the day of the document (or --as-of), with its successors.

    From the authority file: what bodies became of others in the reforms of 2018 (深化党和国家机构改革方案) and 2023,
    with the certainty of each step. Of a local body that no file lists, the kind decides, and its successor is what
    became of such bodies elsewhere. A name that its successor bears as a nameplate (版权局) may go on being written.
    One that stands in more than three places is told of once, with their number.

    Fires::

        1.建设信用平台。（市财政局负责）
        2.保护商标。（市工商局负责）

    Silent::

        1.建设信用平台。（市财政局负责）
        2.保护商标。（市市场监管局负责）
    """
    if not draft.day:
        return
    placed = [a for a in draft.duties.assignments if a.place and not draft.duties.party[a.party].group]
    times = Counter((a.party, a.surface) for a in placed)
    told: set[tuple[str, str]] = set()
    for named in placed:
        key = named.party, named.surface
        if named.place and key not in told and (ended := _ended(draft, *key)):
            until, heirs, certain = ended
            whom = "、".join(heirs)
            many = times[key] > draft.thresholds.scattered
            told |= {key} if many else set()
            yield Remark(
                named.place.start,
                named.place.end,
                Words(
                    f"“{named.surface}”"
                    + (f"（全文{times[key]}处）" if many else "")
                    + f"至迟{until}已不存在"
                    + (f"，职能转入{whom}" if whom else ""),
                    f"{named.surface}"
                    + (f" ({times[key]} times in the text)" if many else "")
                    + f" had gone by {until}"
                    + (f"; its functions went to {whom}" if whom else ""),
                ),
                Words(
                    f"改写为“{whom}”" if whom else "核对机构改革方案后改写",
                    f"write {whom}" if whom else "look up the reform",
                ),
                SURE if certain else LIKELY,
            )


def _ended(draft: Draft, party: str, surface: str) -> tuple[str, tuple[str, ...], bool] | None:
    """By when a body had ended, who has its functions, and whether that is certain; None if it had not."""
    authority, day = draft.authority, draft.day
    form = _form(draft, party, surface)
    if _NAMEPLATE.fullmatch(form):
        return None
    code = draft.duties.party[party].jurisdiction.rpartition("/")[2]
    borne = authority.bearers(form, code)
    if entry := authority.entry_by_iri.get(party):
        borne = borne or ((entry, entry.since, entry.until),)
    if borne:
        if any(not until or day < until for _, _, until in borne):
            return None
        entry, _, until = max(borne, key=lambda each: each[2])
        heirs = [s for s in authority.successors(entry.iri, day) if s.iri != entry.iri]
        names = tuple(authority.entry_by_iri[s.iri].short for s in heirs if s.iri in authority.entry_by_iri)
        return until, names, all(s.certainty == "sure" for s in heirs)
    branch = f"{form.removesuffix('局')}总局"  # 广东金融监管局 is a branch of 金融监管总局
    if authority.find(branch, CENTRE, day):
        return None
    fitting = _patterns_of(authority).get(form, ())
    if not fitting or any(not p.until or day < p.until for p in fitting):
        return None
    return max(p.until for p in fitting), _elsewhere(draft, form), False


#: Names that other organs bear since the reform of 2018 (深化党和国家机构改革方案: 对外保留牌子, 加挂牌子).
_NAMEPLATE = re.compile(
    r"""(?:国家|国务院)?(?:
      (?: 版权 | 新闻出版 | 电影 | 宗教 | 宗教事务 | 公务员 | 海洋 | 外国专家 | 外专 )局
    | 侨办 | 侨务办 | 侨务办公室 | 行政学院
    | 标准委 | 标准化管理委员会 | 认监委 | 认证认可监督管理委员会 )""",
    re.VERBOSE,
)


def _elsewhere(draft: Draft, form: str) -> tuple[str, ...]:
    """What bodies of a name became where the authority file says so."""
    authority = draft.authority

    def plain(entry: Entry) -> str:
        return bare(entry.short, authority.place_by_code.get(entry.jurisdiction)).removeprefix("国家")

    ended = [entry for entry in _ended_entries(authority) if form in entry.labels]
    heirs = (s.iri for e in ended for s in authority.successors(e.iri, draft.day) if s.iri != e.iri)
    return tuple(dict.fromkeys(plain(authority.entry_by_iri[iri]) for iri in heirs if iri in authority.entry_by_iri))


@rule(
    "A10",
    MUST,
    ("不归发文机关管的单位", "a body out of the issuer's reach"),
    (
        "发文机关不能给别的政府或上级的部门派任务。",
        "An issuer gives no tasks to the departments of another government or of one above.",
    ),
)
def out_of_reach(draft: Draft) -> Iterator[Remark]:
    """A department of another place, or of a government above, that is given a task.

    By the place of the body and that of the document: its own and those below are in reach; what touches on others has
    to be agreed with them first (党政机关公文处理工作条例 19 (六): 必须征求相关地区或者部门意见). Bodies
    that the centre leads in the place (customs, tax, the banks), companies and courts are another matter and are not
    looked at. A superior's department is advised of where it is to lead, since a task may ask it for help.

    Fires::

        1.建设信用平台。（市财政局负责）
        2.发放补贴。（杭州市教育局负责）

    Silent::

        1.建设信用平台。（市财政局负责）
        2.发放补贴。（宁波市教育局负责）
    """
    if draft.home is None:
        return
    own = draft.authority.lineage(draft.home.code)
    for named in draft.duties.assignments:
        party = draft.duties.party[named.party]
        code = party.jurisdiction.rpartition("/")[2]
        if not named.place or party.group or party.kind not in _COMMANDED or code not in draft.authority.place_by_code:
            continue
        if draft.home.code in draft.authority.lineage(code):
            continue
        superior = code in own
        if superior and (named.role is not Role.LEAD or named.basis is Basis.SENTENCE):
            continue
        place = draft.authority.place_by_code[code].name
        ours = named.surface.startswith((draft.home.name, *draft.home.aliases))
        if superior and ours and not named.surface.startswith(place):
            continue  # 成都公积金中心 is Chengdu's, wherever it was read to be
        yield Remark(
            named.place.start,
            named.place.end,
            Words(
                f"“{named.surface}”是上级{place}的部门，本机关不能指定其牵头"
                if superior
                else f"“{named.surface}”是{place}的单位，不归{draft.home.name}管",
                f"{named.surface} belongs to {place}, not to {draft.home.name}",
            ),
            Words(
                "改为本级对应部门，或写“争取…支持”" if superior else "改为本级对应部门（疑为套用他处文件所留）",
                "write the department of this government; the name may be left over from a template",
            ),
            LIKELY,
            SHOULD if superior else MUST,
        )


_COMMANDED = frozenset(
    {"GovernmentDepartment", "LocalGovernment", "PartyOrgan", "PublicInstitution", "CoordinationBody"}
)


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
    inner, outer = _form(draft, one.iri, part.surface), _form(draft, other.iri, whole.surface)
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
    two_names,
    misspelt,
    gone,
    out_of_reach,
    with_its_superior,
)
