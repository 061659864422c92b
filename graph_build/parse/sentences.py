"""Duties in running sentences: read with less certainty, so marked basis "sentence" and taken only when asked for.

    sentence = by | subject | together | named
    by       = "由" names duty ["，" names duty]           由省财政厅牵头，省税务局配合；由市科技局会同市财政局制定
    subject  = names ["要" | "应"] ("牵头负责" | "负责") …  省科技厅牵头负责…；公安部负责…
    together = names ["要" | "应"] "会同" names verb       市工信局要会同市科技局等部门，建立…
    named    = names "为" ("牵头" | "责任") "单位"          县发改局为牵头单位，县财政局为配合单位

What was done already is no duty: 发展改革委会同水利部研究提出了办理意见.

Every item must be a body beyond doubt: prose is full of words that end like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph_build.model import Attribution, Basis, Mention, Role, Span
from graph_build.parse.disjoint import Disjoint
from graph_build.parse.lists import TOGETHER, Names, read_names
from graph_build.parse.names import is_certain, narrow


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """One way a sentence gives a duty; group ``names`` holds the list with its duty words."""

    name: str
    pattern: re.Pattern[str]
    example: str


_LEADS = r"(?:牵头负责|牵头抓总|牵头落实|牵头|主办|负总责|负责)"
_JOINS = r"(?:配合|参与|参加|协办|协助|协同|支持)"
#: What no duty follows: 负责同志, 负责人, 负责解释; and what was done already.
_NOT_TO_DO = r"(?![^，。；;,:\n]{0,6}解释|人|同志|制(?![定订作])|或|研究提出[:：]|[^，。；;,:\n]{0,8}了)"
_TO_DO = (
    r"组建|建立|制定|研究|开展|组织|推进|做好|加强|完善|出台|编制|负责|指导|督促|对|及时|定期|按|共同|审核|提出|落实|加快|积极"
    r"|统筹|实施|协调|检查|确定|规范|监督|支持|做|将|报|明确|修订|探索|推动|依法|每年|抓好|核定|拟订|评估|公布|另行"
)
_SHOULD = r"(?:要|应当?|须|将|可)?(?:分别|共同|具体|统一|牵头|及时|定期|积极|主动)?"

FORMS: tuple[SentenceForm, ...] = (
    SentenceForm(
        "by",
        re.compile(
            rf"由(?P<names>[^。;:\n由]{{2,80}}?{_LEADS}{_NOT_TO_DO}(?:,[^。;:\n]{{2,80}}?{_JOINS})?"
            rf"|[^。;:\n由的,]{{2,30}}(?:{TOGETHER})[^。;:\n的,]{{2,60}}?(?=(?:{_TO_DO}){_NOT_TO_DO}))"
        ),
        "试点工作由省财政厅牵头，省税务局、人民银行济南分行配合。",
    ),
    SentenceForm(
        "subject",
        re.compile(
            rf"(?:^|(?<=[。;:,\n)条]))(?P<names>[^。;:,、\n的(\d第][^。;:,\n的]{{1,60}}?){_SHOULD}{_LEADS}{_NOT_TO_DO}(?=[^。;\n)人制])"
        ),
        "省知识产权局牵头负责向国家知识产权局汇报衔接。",
    ),
    SentenceForm(
        "together",
        re.compile(
            rf"(?:^|(?<=[。;:,\n)条]))(?P<names>[^。;:,、\n的(\d第][^。;:,\n的]{{1,30}}?{_SHOULD}(?:{TOGETHER})[^。;:,\n的]{{2,60}}?)"
            rf"(?:等(?:有关|相关)?(?:部门|单位))?(?=,|{_TO_DO}){_NOT_TO_DO}"
        ),
        "市工信局会同市发展改革委、市科技局等部门，建立协调机制。",
    ),
    SentenceForm(
        "named",
        re.compile(
            r"(?:^|(?<=[。;:,\n)]))(?P<names>[^。;:,、\n的(\d第由][^。;:,\n的]{1,60}?为(?:牵头|主办|责任|配合|协办)(?:单位|部门)"
            r"(?:,[^。;:\n的]{2,60}?为(?:配合|协办|参与|责任)(?:单位|部门))?)(?=[。;,\n]|$)"
        ),
        "县发改局为牵头单位，县财政局为配合单位。",
    ),
)
#: What prose puts between a body and its verb: 各地要按照…, 政府对…
_PROSE = re.compile(
    r"[要对将由]|主要$|分管|按照|以下|同级|^(?:级|以上|上级|如|因|经|在|各自|本|该|此|其)|公司成立|[家个]单位$"
)
_CUE = re.compile(rf"牵头|负责|{TOGETHER}|主办|负总责|为责任|为配合")
#: What stands between a body and its duty, and is no part of the name: 科技部要会同…, 各区应及时牵头…
_MODAL = re.compile(rf"(?:要|应当?|须|将|可)?(?:及时|定期|积极|主动|共同|分别)?(?={TOGETHER}|牵头|负责|主办)")
#: A sentence that tells what happened.
_TOLD = re.compile(r"(?:近日|日前|昨日|当日|当天|今天|已经?|曾)[^。\n]{0,40}$")


def find_sentences(text: str, within: Span, taken: tuple[Span, ...] = ()) -> tuple[Attribution, ...]:
    """The sentences in ``text[within]`` that give a duty, outside the places already ``taken``.

    >>> text = "省科技厅牵头负责申报工作。"
    >>> [(m.surface, m.role.value, m.basis.value) for a in find_sentences(text, Span(0, len(text))) for m in a.mentions]
    [('省科技厅', 'lead', 'sentence')]
    """
    part = within.of(text)
    if not _CUE.search(part):
        return ()
    plain = narrow(part)
    bare = _MODAL.sub(lambda modal: " " * len(modal[0]), part)
    found: list[Attribution] = []
    occupied = Disjoint(taken)
    for form in FORMS:
        for match in form.pattern.finditer(plain):
            span = Span(within.start + match.start("names"), within.start + match.end())
            if occupied.overlaps(span):
                continue
            names = read_names(bare, match.start("names"), match.end())
            if (
                names
                and names.items[0].mark is not Role.CO
                and not names.doubts
                and all(is_certain(item.text) and not _PROSE.search(item.text) for item in names.items)
                and not _TOLD.search(plain, max(0, match.start() - 48), match.start())
            ):
                occupied.add(span)
                found.append(
                    Attribution(
                        span,
                        span.of(text),
                        f"sentence: {form.name}",
                        tuple(_mentions(names, within.start)),
                        tail=names.tail,
                    )
                )
    return tuple(sorted(found, key=lambda attribution: attribution.span))


def _mentions(names: Names, start: int) -> Iterator[Mention]:
    """The mentions of a sentence: words give the roles, else the first named leads."""
    stated = any(item.mark is Role.LEAD for item in names.items)
    for index, item in enumerate(names.items):
        lead = item.mark is Role.LEAD if stated else index == 0 and item.mark is not Role.CO
        yield Mention(
            item.span.shift(start), item.text, Role.LEAD if lead else Role.CO, Basis.SENTENCE, item.kind, item.owner
        )
