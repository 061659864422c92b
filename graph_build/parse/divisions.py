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

#: A heading of such a chapter: 职责分工, 有关部门工作职责; or what leads over to the list: …。其职责分工为：
_HEADING = re.compile(r".{0,12}?(?:(?:职责|责任)(?:任务)?(?:分工|划分)|(?:部门|单位|工作)职责)(?:为|是|如下)?$")
#: What such headings end with: looked at first.
_ENDS = ("分工", "划分", "职责", "为", "是", "如下")
#: At least so many paragraphs must begin with a body, and so great a part of them.
_FEWEST, _PART = 2, 0.6
_HEAD = re.compile(
    r"""(?P<names>[^:。;,\n]{2,60}?)
    (?: (?:(?:主要|工作)?职责)?:\s?                                          # 县公安局：负责…, 信访局职责：受理…
      | [.。]\s?(?=\S)                                                      # 教育部门。负责…, 区财政局。统筹…
      | (?=(?:主要|具体|统一|分别|共同|依法)*                                 # 区住建局负责…, 县财政局保障…
          (?:负责|牵头|承担|配合|组织|指导|协助|协调|协同|会同|参与|统筹|保障|做好|落实|加强|开展|监督|督促|提供
          |履行|抓好|制定|应|要|按照|根据|依据))
      | $ )                                                                  # 教育部门, above its duties
    """,
    re.VERBOSE,
)


def is_heading(line: str) -> bool:
    """Whether duties are divided below this line.

    >>> is_heading("四、职责分工"), is_heading("各部门要各司其职。其职责分工为："), is_heading("市财政局负责分工")
    (True, True, False)
    """
    words = line.strip("。：: ")
    return words.endswith(_ENDS) and bool(_HEADING.match(words.rpartition("。")[2]))


def heads(text: str, paragraphs: list[Span]) -> dict[Span, Attribution]:
    r"""The attributions of the paragraphs below a heading of divided duties, if most begin with a body.

    >>> text = "县公安局：负责治安。\n县水利局负责供水。"
    >>> [a.text for a in heads(text, [Span(0, 10), Span(11, 20)]).values()]
    ['县公安局：', '县水利局']
    """
    found = {paragraph: one for paragraph in paragraphs if (one := _head(text, paragraph))}
    return found if len(found) >= max(_FEWEST, _PART * len(paragraphs)) else {}


def _head(text: str, paragraph: Span) -> Attribution | None:
    plain = narrowed(text)
    head = _HEAD.match(plain, paragraph.start, paragraph.end)
    if not head:
        return None
    names = read_names(text, *head.span("names"))
    if not names or names.doubts or not all(kind_of(item.owner or item.text) for item in names.items):
        return None
    span = Span(head.start(), head.end())
    mentions = assign((Field(LEAD, names),), RuleBook().effect_at(span.start))
    return Attribution(span, span.of(text), "division", mentions, tail=names.tail)
