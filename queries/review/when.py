"""Rules on when and how much: no limit where the neighbours have one, one that has passed, one that cannot be dated."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator

from ontology.enumerations import LimitKind
from queries.duties.records import Limit, Task
from queries.review.advice import COULD, LIKELY, LOOK, MUST, SHOULD, SURE, Remark, Words, in_one_line
from queries.review.draft import Draft
from queries.review.rule import rule
from queries.review.wording import DIRECTION


@rule(
    "A12",
    SHOULD,
    ("缺完成时限", "no limit where others have one"),
    (
        "同类任务都有时限，唯独这项没有，容易漏办。",
        "The tasks around it have a limit; the one without is easily forgotten.",
    ),
)
def no_limit(draft: Draft) -> Iterator[Remark]:
    """A task without a time limit among tasks that mostly have one, in its section or in the document.

    Documents without limits are as common as those with (the sample has none in 57 tasks), so a task is held against
    its neighbours only: four at least, of which a share (.75 unless a profile says otherwise) has a limit; where such
    a share of a table has one, the empty cell is an omission. A duty without end has a limit in this sense, one that
    names no day (每月, 疫情解除后三个月内) is no example to others; one that begins with a direction (支持, 完善) may
    be meant without end, so there it is what could be.

    Fires::

        1.建设信用平台。2030年6月底前完成。（市财政局负责）
        2.建设数据平台。2030年9月底前完成。（市教育局负责）
        3.建设监管平台。2030年10月底前完成。（市民政局负责）
        4.建设服务平台。2030年12月底前完成。（市司法局负责）
        5.建设交易平台。（市审计局负责）

    Silent::

        1.建设信用平台。2030年6月底前完成。（市财政局负责）
        2.建设数据平台。（市教育局负责）
        3.建设监管平台。（市民政局负责）
        4.建设服务平台。（市司法局负责）
        5.建设交易平台。（市审计局负责）
    """
    section = {task.iri: draft.duties.measure[task.measure].section for task in draft.duties.tasks}
    limited = {task.iri for task in draft.duties.tasks if _has_limit(draft, task)}
    dated = {task.iri for task in draft.duties.tasks if _has_limit(draft, task, dated=True)}
    tasks, having = Counter(section.values()), Counter(section[task] for task in dated)
    for task in draft.duties.tasks:
        if task.iri in limited:
            continue
        here = section[task.iri]
        for others, have in ((tasks[here] - 1, having[here]), (len(section) - 1, len(dated))):
            if others >= _NEIGHBOURS and (share := have / others) >= draft.thresholds.neighbours:
                yield Remark(
                    *draft.beginning(task),
                    Words(
                        f"周围{others}项任务有{share:.0%}写了时限，这项没有",
                        f"{share:.0%} of the {others} tasks around have a limit, this one has none",
                    ),
                    Words("补写完成时限，如“X年X月底前”", "add by when, as in X年X月底前"),
                    LIKELY,
                    COULD if DIRECTION.match(task.own_words) else SHOULD,
                )
                break


_NEIGHBOURS = 4
#: Words of limits that the reader of dates passes over: 持续, 长期, 全年.
_ENDLESS = re.compile(r"长期(?:坚持|推进)?|持续(?:推进|开展|实施)|常态化|全年|常年|每[年月季周]|即时|随时")


def _has_limit(draft: Draft, task: Task, *, dated: bool = False) -> bool:
    """Whether a task has a limit; ``dated`` counts those alone that name a day, or no end."""
    limits = draft.duties.limits_of.get(task.iri, ())
    return any(limit.latest or not dated for limit in limits) or bool(_ENDLESS.search(task.text))


@rule(
    "A13",
    MUST,
    ("时限已过", "a limit that has passed"),
    (
        "时限早于成文之日，任务一发出就已逾期。",
        "The limit lies before the day of the document: the task is overdue when it is given.",
    ),
)
def passed(draft: Draft) -> Iterator[Remark]:
    """A limit whose last day lies before the day of the document, or before --as-of.

    Mostly a year left over from the last edition. A period that had begun before and ends later is none. Where a text
    without a date has several limits and all of them have passed, it is told once, since the text may be an old one.

    Fires::

        1.建设信用平台，2019年12月底前完成。（市财政局负责）

    Silent::

        1.建设信用平台，2030年12月底前完成。（市财政局负责）
    """
    dated = [*((limit, start, end) for limit, start, end in _limits(draft) if limit.latest), *_history(draft)]
    over = [each for each in dated if each[0].latest < draft.day and each[0].kind is not LimitKind.RECURRING]
    if len(over) == len(dated) > _ALL and not draft.document.date:
        limit, start, end = over[0]
        yield Remark(
            start,
            end,
            Words(f"全文{len(over)}个时限都早于{draft.day}", f"all {len(over)} limits lie before {draft.day}"),
            Words("核对年份；如是旧文，写明成文日期", "check the years; if the text is an old one, state its date"),
            LOOK,
            SHOULD,
        )
        return
    for limit, start, end in over:
        yield Remark(
            start,
            end,
            Words(
                f"“{limit.text}”（最迟{limit.latest}）早于{draft.day}",
                f"{limit.text} (by {limit.latest}) lies before {draft.day}",
            ),
            Words("改为成文日期之后的时限", "give a day after that of the document"),
            SURE,
        )


#: A year and what may follow it, as a time before which something is to be done: 2019年12月底前完成.
_BEFORE = re.compile(
    r"""
    (?<!截至)(?<!截止) (?P<year>(?:19|20)\d\d) 年 (?: (?P<month>1[0-2]|0?[1-9]) 月 (?:\d{1,2}日)? )? [底末]? 之?前
    (?= [，,]? [^，。；;、（(]{0,10} (?: 完成|建成|实现|达到|达标|制[定订]|出台|到位|落实|启用|投用|开工|竣工|办结 )
        (?![^，。；;]{0,8}的) | [）)，。；;] | $ )
    """,
    re.VERBOSE,
)


def _history(draft: Draft) -> Iterator[tuple[Limit, int, int]]:
    """Times before the day of a dated document that its reader took for history, where something is to be done by."""
    for task in draft.duties.tasks if draft.document.date else ():
        for found, start, end in draft.passage(task.place).find(_BEFORE):
            month = int(found["month"] or 12)
            latest = f"{found['year']}-{month:02}-{monthrange(int(found['year']), month)[1]}"
            if latest < draft.day and latest < draft.document.date:
                yield Limit(task.iri, LimitKind.BEFORE, found[0], "", latest), start, end


#: So many limits of an undated document that have all passed say that it is an old one.
_ALL = 2


def _limits(draft: Draft) -> Iterator[tuple[Limit, int, int]]:
    """The limits of the tasks, each with where its words stand: in the task, else in its attribution or row."""
    for task in draft.duties.tasks:
        taken: set[int] = set()
        for limit in draft.duties.limits_of.get(task.iri, ()):
            words = re.escape(in_one_line(limit.text))
            found = ((start, end) for _, start, end in draft.passage(task.place).find(words) if start not in taken)
            start, end = next(found, draft.beginning(task))
            taken.add(start)
            yield limit, start, end


@rule(
    "A14",
    SHOULD,
    ("时限无法查对", "a limit that cannot be dated"),
    (
        "“尽快”“适时”到不了期，也就查不了。",
        "“As soon as possible” never falls due, so nobody can ask whether it was kept.",
    ),
)
def undated(draft: Draft) -> Iterator[Remark]:
    """Words of time that give no day, in a task without any that does: 尽快, 近期, 尽早; 适时, 择机.

    Non-verifiable terms are the first among the smells of requirements (ISO/IEC/IEEE 29148; Femmer et al. 2017, Rapid
    quality assurance with requirements smells, JSS 123, arXiv 1611.08847). 尽快 asks for a day; 适时 and 条件成熟时
    hang on an event, which could be named. Each task is told once.

    Fires::

        1.尽快建成信用平台。（市财政局负责）

    Silent::

        1.2030年6月底前尽快建成信用平台。（市财政局负责）
        2.及时发放补贴。（市教育局负责）
    """
    for task in draft.duties.tasks:
        dated = any(limit.latest for limit in draft.duties.limits_of.get(task.iri, ()))
        found = None if dated else next(draft.task_passage(task).find(_UNDATED), None)
        if found:
            words, start, end = found
            hangs = words["hangs"] is not None
            yield Remark(
                start,
                end,
                Words(f"“{words[0]}”没有日期", f"{words[0]} gives no day"),
                Words(
                    "写明什么条件下、由谁决定，或给出最迟日期" if hangs else "改为日期，如“X年X月底前”",
                    "name the event and who decides, or a last day" if hangs else "write a day, as in X年X月底前",
                ),
                LIKELY,
                COULD if hangs else SHOULD,
            )


_UNDATED = re.compile(
    r"""
      (?<!将)尽快(?!办理|处[理置]|办结|审[核批]) | 尽早(?!发现|预警) | 早日
    | 近期(?=内|完成|[^目，。]{0,2}开[展工]) | 短期内
    | (?P<hangs> 适时(?!调整|跟进|更新) | 择机 | 条件成熟(?:时|后|的) | 待条件(?:成熟|具备)[时后]? )
    """,
    re.VERBOSE,
)


@rule(
    "A15",
    SHOULD,
    ("指标缺单位或年份", "a target without unit or year"),
    ("没有单位的数字、没有年份的指标都没法考核。", "A number without a unit, or without a year, cannot be measured."),
)
def unmeasured(draft: Draft) -> Iterator[Remark]:
    """A target whose number has no unit, or for which neither task, heading nor title says by when.

    The unit is missed for sure (SMART: Doran 1981, There's a S.M.A.R.T. way to write management's goals); the year
    could be that of a plan, so one that the title, the number or a heading gives counts.

    Fires::

        1.培育服务机构，专利授权量达到500以上。2030年底前完成。（市财政局负责）

    Silent::

        1.培育服务机构，专利授权量达到500件以上。2030年底前完成。（市财政局负责）
    """
    headings = " ".join((draft.document.title, draft.document.number, *(s.title for s in draft.duties.sections)))
    for task in draft.duties.tasks:
        passage, taken = draft.passage(task.place), set[int]()
        for words in dict.fromkeys(task.targets):
            for _, start, end in passage.find(re.escape(in_one_line(words))):
                if start in taken:
                    continue
                taken.add(start)
                yield from _measured(draft, task, (words, start, end), headings)
                break
        for found, start, end in passage.find(_BARE_NUMBER):
            if not any(start <= at < end for at in taken):
                yield Remark(
                    start,
                    end,
                    Words(f"“{found[0]}”的数字没有单位", f"the number in {found[0]} has no unit"),
                    Words("补写单位（个、件、%…）", "add the unit (个, 件, % …)"),
                    LIKELY,
                )


#: A number that is to be reached, with nothing behind it but the end of the clause: 达到500以上，
_BARE_NUMBER = re.compile(
    r"(?:达到?|不低于|不少于|超过|突破|增加到|提高到|控制在)(?!(?:19|20)\d\d[，。；年])\d+(?:\.\d+)?(?:以上|以下|以内|左右)?(?=[，。；、）)（(]|$)"
)


def _measured(draft: Draft, task: Task, target: tuple[str, int, int], headings: str) -> Iterator[Remark]:
    words, start, end = target
    if re.search(r"\d(?:以上|以下|以内|左右)?$", words):
        # the reader of targets takes what follows a number as its unit: nothing followed
        after = draft.text[end : end + 1]
        if not after or after in "，。；、）)（(\n \t":
            yield Remark(
                start,
                end,
                Words(f"“{words}”没有单位", f"{words} has no unit"),
                Words("补写单位（个、件、%…）", "add the unit (个, 件, % …)"),
                LIKELY,
            )
    elif not (_has_limit(draft, task) or _YEAR.search(task.text) or _YEAR.search(headings)):
        yield Remark(
            start,
            end,
            Words(f"“{words}”没有说到哪一年", f"{words}: by when is not said"),
            Words("写明年份，如“到X年”", "say by when, as in 到X年"),
            LIKELY,
            COULD,
        )


_YEAR = re.compile(r"(?:19|20)\d\d|今年|明年|当年|本年|年度|“?十[一二三四五六]五”?|[一二三四五]年行动")

RULES = (no_limit, passed, undated, unmeasured)
