"""Rules that hold a draft against itself and against other documents: a task twice, other leads, names of elsewhere."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache, partial

from ontology.authority import Authority
from ontology.enumerations import LEAD
from ontology.reforms import reforms
from queries.duties.records import Document, Duties, Task
from queries.review.advice import COULD, LIKELY, LOOK, MUST, SHOULD, Remark, Words
from queries.review.draft import Draft, only
from queries.review.rule import rule

#: Characters below which two tasks are alike by chance.
_TELLING = 10


@rule(
    "A22",
    SHOULD,
    ("几乎相同的任务由不同单位牵头", "nearly the same task under another lead"),
    (
        "同一件事两处交给不同单位，谁都可以等对方。",
        "One thing that is given to two bodies in two places can be left by each to the other.",
    ),
)
def said_twice(draft: Draft) -> Iterator[Remark]:
    """Two tasks of nearly the same words in this document, led by different bodies.

    Overlap is what a division of work is to avoid (一类事项原则上由一个部门统筹、一件事情原则上由一个部门负责:
    中共中央关于深化党和国家机构改革的决定, 2018). Likeness is the share of the pairs of characters that both have
    (Dice), .8 unless a profile says otherwise.

    Fires::

        1.建立全市统一的公共信用信息共享平台。（市财政局负责）
        2.发放补贴。（市民政局负责）
        3.建立全市统一的公共信用信息共享平台，并开放。（市教育局负责）

    Silent::

        1.建立全市统一的公共信用信息共享平台。（市财政局负责）
        2.发放补贴。（市民政局负责）
        3.建立全市统一的公共信用信息共享平台，并开放。（市财政局负责）
    """
    index = _Index(draft.duties)
    for task in draft.duties.tasks:
        for other in index.like(task, draft.thresholds.likeness):
            if other.iri == task.iri:
                break
            mine, theirs = _leading(draft.duties, task), _leading(draft.duties, other)
            if mine and theirs and not mine & theirs:
                number, leads = _number(draft.duties, other), _names(draft.duties, theirs)
                yield Remark(
                    *draft.beginning(task),
                    Words(
                        f"与第{number}条“{_words(other)[:16]}…”几乎相同，那里由{leads}牵头",
                        f"nearly the same as measure {number}, which {leads} leads",
                    ),
                    Words("并为一条，或写明各管什么", "make one of the two, or say who does what"),
                    LIKELY,
                )
                break


@rule(
    "A23",
    SHOULD,
    ("与本地已发文件的分工不同", "another lead than an earlier document gave"),
    (
        "同一任务在已发文件中由别的单位牵头，两份文件都有效时无所适从。",
        "An earlier document of the same government gave the task to another body; while both hold, neither is clear.",
    ),
)
def contradicts(draft: Draft) -> Iterator[Remark]:
    """A task that an earlier document of the same government, in the graph given, put under another lead.

    党政机关公文处理工作条例 19 (一) asks that what is drafted agree with what is in force (同现行有关公文相衔接).
    A lead that became another body by a reform is the same lead. Whether the change is meant only the drafter knows.
    """
    home = draft.document.jurisdiction
    mine = {d.iri for d in draft.earlier.documents if home and d.jurisdiction == home and _before(d, draft)}
    if not mine:
        return
    held, became = draft.earlier.duties, reforms(draft.authority)
    index = draft.earlier.once(
        (_Index, home), lambda: _Index(held, {d.iri for d in held.documents if d.jurisdiction == home})
    )
    for task in draft.duties.tasks:
        leads = _leading(draft.duties, task)
        for other in index.like(task, draft.thresholds.likeness) if leads else ():
            source = held.document[held.measure[other.measure].document]
            theirs = _leading(held, other) if source.iri in mine else set()
            same = leads & theirs or any(
                became.between(held.party[old], draft.duties.party[new]) for old in theirs for new in leads
            )
            if theirs and not same:
                called, number = source.number or source.label, _number(held, other)
                names = _names(held, theirs)
                yield Remark(
                    *draft.beginning(task),
                    Words(
                        f"{called}第{number}条把同一任务交给{names}牵头",
                        f"{called} gave this task to {names} (measure {number})",
                    ),
                    Words("核对；如系调整，写明以本文件为准", "check; if it is meant, say that this document holds"),
                    LOOK,
                )
                break


def _before(document: Document, draft: Draft) -> bool:
    """Whether a document is not known to be later than the draft."""
    return not document.date or not draft.day or document.date <= draft.day


@rule(
    "A24",
    COULD,
    ("上级文件的举措无人承接", "a superior's measure that nobody takes up"),
    (
        "所落实的上级文件中有的举措在本文件里没有对应。",
        "The document that this one carries out has measures to which nothing here corresponds.",
    ),
)
def not_taken_up(draft: Draft) -> Iterator[Remark]:
    """Measures of a superior document in the graph, which this one cites to carry out, that no measure here takes up.

    Which measures carry out which is what ``fengong trace`` finds (queries/align/trace.py, measured there). Only a
    document of a higher level is a superior, and only where most of it is taken up is the rest told: who carries out
    one point of a plan owes nothing to the others. Said once, where the superior is cited.
    """
    held = draft.earlier.duties
    for superior in draft.earlier.documents:
        place = _cited(draft, superior) if superior.is_above(draft.document) else None
        if place is None:
            continue
        from queries.align.trace import trace  # slow to load, and few documents need it

        above = draft.earlier.once((only, superior.iri), partial(only, held, {superior.iri}))
        traced = trace([above], [draft.duties])
        theirs, left = traced.upper, traced.not_taken_up
        if theirs and 0 < len(left) <= len(theirs) * _REST:
            shown = "、".join(f"第{side.measure.number}条“{side.caption[:12]}”" for side in left[:_SHOWN])
            yield Remark(
                *place,
                Words(
                    f"所落实文件{len(theirs)}条举措中有{len(left)}条没有对应：{shown}",
                    f"{len(left)} of its {len(theirs)} measures have no counterpart here: {shown}",
                ),
                Words("补上承接的任务，或说明不适用", "add a task for each, or say that it does not apply here"),
                LOOK,
            )


#: The greatest share of a superior's measures that may be left over for it to be told; how many are named.
_REST, _SHOWN = 0.5, 4


def _cited(draft: Draft, other: Document) -> tuple[int, int] | None:
    """Where a document is first cited, by its number or its title."""
    for words in (other.number, other.title):
        if words and len(words) >= _TELLING and (at := draft.text.find(words)) >= 0:
            return at, at + len(words)
    return None


@rule(
    "A25",
    MUST,
    ("他处地名", "a name of elsewhere"),
    ("套用他处文件时没有改尽的地名。", "A place name that was left over when the text was taken from elsewhere."),
)
def elsewhere(draft: Draft) -> Iterator[Remark]:
    """The government, departments or territory of another place, where the document would speak of its own.

    A place counts if the authority file knows it and it neither lies in the issuer's territory nor holds it; it must
    stand before words by which a document speaks of its own (人民政府, 各部门, 行政区域), and not as one that is worked
    with, helped or learnt from (与…合作, 对口支援, 借鉴). Titles of documents are passed over.

    Fires::

        1.建设信用平台。苍南县各部门要按时报送数据。（市财政局负责）

    Silent::

        1.建设信用平台。（市财政局负责）
        2.与温州市人民政府合作建设数据平台，鄞州区各部门要按时报送数据。（市教育局负责）
    """
    if draft.home is None:
        return
    titles = [found.span() for found in re.finditer(r"《[^《》]*》", draft.text)]
    for begin, stop in _places(draft.text, draft.authority):
        name, before = draft.text[begin:stop], draft.text[max(0, begin - 12) : begin]
        at_home = any(
            draft.authority.nested(place.code, draft.home.code) for place in draft.authority.places_by_name[name]
        )
        titled = any(start <= begin < end for start, end in titles)
        if at_home or titled or _WORKED_WITH.search(before):
            continue
        yield Remark(
            begin,
            stop,
            Words(f"“{name}”不在{draft.home.name}境内", f"{name} does not lie in {draft.home.name}"),
            Words(
                "改为本地名称（疑为套用他处文件所留）",
                "write the name of this place; it may be left over from a template",
            ),
            LIKELY,
        )


#: What stands before a place that is worked with, helped or learnt from; or the words are those of its own document.
_WORKED_WITH = re.compile(
    r"(?:[与和同及、，]|对口|支[援持]|协作|帮扶|[赴到从向由]|学习|借鉴|参[照考]|会同|联合|经|抄送.*|主送.*)$"
)


#: Behind what may be the name of a place, words by which a document speaks of its own.
_ITS_OWN = re.compile(
    r"""(?<=[省市县区州盟旗])
    (?= 人民政府 | 政府(?!采购|工作报告) | 各(?:部门|单位|乡镇|镇街|县|区|级)     # 苍南县人民政府, 苍南县各部门
      | 委(?:、|和|办公) | 行政区域 | 辖区 | 境内 | 全[市县区域] )                 # 苍南县行政区域
    """,
    re.VERBOSE,
)


def _places(text: str, authority: Authority) -> Iterator[tuple[int, int]]:
    """Where places of the authority file stand before words by which a document speaks of its own.

    Of names that overlap the first, of those that begin together the longest. A pattern of three thousand names does
    the same, and takes a quarter of a second to compile.
    """
    names = authority.places_by_name
    ends = (found.start() for found in _ITS_OWN.finditer(text))
    sized = ((end - size, end) for end in ends for size in _sizes(authority) if size <= end)
    found = ((begin, -end) for begin, end in sized if text[begin:end] in names)
    last = 0
    for begin, end in sorted(found):
        if begin >= last:
            yield begin, -end
            last = -end


@cache
def _sizes(authority: Authority) -> tuple[int, ...]:
    """How many characters names of places have, which are three at least."""
    return tuple(sorted({len(name) for name in authority.places_by_name} - {0, 1, 2}))


class _Index:
    """The tasks of documents by the pairs of characters in their words."""

    def __init__(self, duties: Duties, documents: Collection[str] = ()) -> None:
        self._tasks = [
            task
            for task in duties.tasks
            if (not documents or duties.measure[task.measure].document in documents) and len(_words(task)) >= _TELLING
        ]
        self._pairs: list[frozenset[str]] = [_pairs(_words(task)) for task in self._tasks]
        self._borne: defaultdict[str, list[int]] = defaultdict(list)
        for number, pairs in enumerate(self._pairs):
            for pair in pairs:
                self._borne[pair].append(number)

    def like(self, task: Task, least: float) -> Iterator[Task]:
        """The tasks whose words are nearly those of ``task``, in their order; numbers (第1批, 第2批) part them."""
        if len(_words(task)) < _TELLING:
            return
        pairs = _pairs(_words(task))
        # Of what two like texts share, some is among the rarest pairs of either: only those who bear one are compared.
        rarest = sorted(pairs, key=lambda pair: len(self._borne.get(pair, ())))
        tried = rarest[: len(pairs) - math.ceil(least / 2 * len(pairs)) + 1]
        for number in sorted({number for pair in tried for number in self._borne.get(pair, ())}):
            other = self._pairs[number]
            alike = 2 * len(pairs & other) >= least * (len(pairs) + len(other))
            if alike and _digits(self._tasks[number]) == _digits(task):
                yield self._tasks[number]


def _words(task: Task) -> str:
    """The words of a task without its attribution, wherever that stands, and without the number of its row."""
    words = task.own_words.replace(task.attribution, "") if task.attribution else task.own_words
    return re.sub(r"^\d+\t", "", words)


def _digits(task: Task) -> list[str]:
    return re.findall(r"\d+", _words(task))


@lru_cache(maxsize=2**14)  # of a task as it is put into an index, and again as it is looked up
def _pairs(words: str) -> frozenset[str]:
    """The pairs of characters of words, marks and blanks left out."""
    plain = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", words)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _leading(duties: Duties, task: Task) -> set[str]:
    return {a.party for a in duties.of_task[task.iri] if a.role is LEAD}


def _names(duties: Duties, parties: Iterable[str]) -> str:
    return "、".join(sorted(duties.party[party].name for party in parties))


def _number(duties: Duties, task: Task) -> str:
    return duties.measure[task.measure].number


RULES = (said_twice, contradicts, not_taken_up, elsewhere)
