"""Divisions of duties: chapters that give each body its duties, one body a paragraph.

division = heading {paragraph}          四、职责分工
paragraph = names (":" | duty) …        区住建局负责…。 · 县公安局：负责… · （一）教育部门。负责…

The names at the head of a paragraph are its attribution; they lead, for the heading says that these are their duties.
"""

from __future__ import annotations

import re

from graph_build.model import LEAD, Attribution, Span
from graph_build.parse.attribution import RuleBook, assign
from graph_build.parse.lists import read_names
from graph_build.parse.names import kind_of, narrowed
from graph_build.parse.wordings import Field
from ontology.patterns import regex

#: A heading of such a chapter: 职责分工, 有关部门工作职责; or what leads over to the list: …。其职责分工为：
_HEADING = regex(r".{0,30}?(?:(?:职责|责任)(?:任务)?(?:分工|划分)|(?:部门|单位|工作)职责)(?:为|是|如下)?$")
#: A heading of what may be such a chapter: 落实部门监管责任, 责任落实.
_OF_DUTIES = regex(r".{0,20}?(?:责任|职责|任务)(?:落实|要求|清单|安排|体系)?$")
#: What such headings end with: looked at first.
_ENDS = ("分工", "划分", "职责", "责任", "为", "是", "如下", "落实", "要求", "清单", "安排", "体系", "任务")
#: At least so many paragraphs must begin with a body, and so great a part of them.
_FEWEST, _PART = 2, 0.6


def _beginning(duty: str, last: str = "") -> re.Pattern[str]:
    """How a paragraph begins that says who first: the names, and what parts them from what they do."""
    return regex(
        rf"""(?P<names>[^:。;,\n]{{2,60}}?)
        (?: (?:(?:主要|工作)?职责)?:\s?                                # 县公安局：负责…, 信访局职责：受理…
          | [.。]\s?(?=\S)                                            # 教育部门。负责…, 区财政局。统筹…
          | (?=(?:主要|具体|统一|分别|共同|依法)*{duty})                # 区住建局负责…
          {last} )
        """,
        re.VERBOSE,
    )


_PLAIN_HEAD = _beginning("(?:负责|牵头)")
#: The same with any verb, 县财政局保障…, none of them within a name, 社会保障局, 应急管理部门, 组织部; and names alone.
_HEAD = _beginning(
    r"""(?:负责|牵头|承担|配合|组织|指导|协助|协调|协同|会同|参与|统筹|保障|做好|落实|加强|开展|监督|督促|提供
        |履行|抓好|制定|应|要|按照|根据|依据)
        (?!总?[局站署队厅委办处所组科院]|部(?!署)|急|中心|机[构关]|管理(?:局|委|部门|中心))""",
    "| $",  # 教育部门, above its duties
)


def head_below(line: str) -> re.Pattern[str] | None:
    """How a paragraph begins that gives somebody duties, below this line; None if none need do so.

    >>> [
    ...     bool(head_below(line))
    ...     for line in ("四、职责分工", "各部门要各司其职。其职责分工为：", "落实监管责任", "市财政局负责分工", "总则")
    ... ]
    [True, True, True, False, False]
    """
    words = line.strip("。：: ").rpartition("。")[2]
    if not words.endswith(_ENDS):
        return None
    return _HEAD if _HEADING.match(words) else _PLAIN_HEAD if _OF_DUTIES.match(words) else None


def heads(text: str, head: re.Pattern[str], paragraphs: list[Span]) -> dict[Span, Attribution]:
    r"""The attributions of the paragraphs below a heading of divided duties, if most begin with a body.

    >>> text = "县公安局：负责治安。\n县水利局负责供水。"
    >>> [a.text for a in heads(text, head_below("职责分工"), [Span(0, 10), Span(11, 20)]).values()]
    ['县公安局：', '县水利局']
    """
    found = {paragraph: one for paragraph in paragraphs if (one := _attribution(text, head, paragraph))}
    return found if len(found) >= max(_FEWEST, _PART * len(paragraphs)) else {}


def _attribution(text: str, head: re.Pattern[str], paragraph: Span) -> Attribution | None:
    found = head.match(narrowed(text), paragraph.start, paragraph.end)
    if not found:
        return None
    names = read_names(text, *found.span("names"))
    if not names or names.doubts or not all(kind_of(item.owner or item.text) for item in names.items):
        return None
    span = Span(*found.span())
    mentions = assign((Field(LEAD, names),), RuleBook().effect_at(span.start))
    return Attribution(span, span.of(text), "division", mentions, tail=names.tail)
