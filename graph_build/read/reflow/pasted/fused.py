r"""Tables whose cells have run together on one line: 序号工作任务牵头单位1修路市交通局2建桥市水利局.

table = "序号" heading {heading} {number text names {names} [limit] [rest]}

They are cut again only where all is certain: every heading is a word that heads columns, serial numbers count on from
1, and each row ends in as many lists of names as there are columns for them, each name with the level of its
government before it. Nothing parts two names in one cell but 、; where nothing stands between two, a cell ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from graph_build.model import CELL_END
from graph_build.read.reflow.edits import Edit
from graph_build.read.reflow.markers import ORDINAL
from graph_build.read.reflow.pasted.columns import LINE
from ontology import lexicon
from ontology.lexicon import either
from ontology.patterns import regex

_LIMIT = r"(?:完成|办结|整改|推进|落实|工作)?(?:时限|期限|时间|节点)(?:要求)?"
_TEXT = (
    r"(?:重点|主要|具体|目标|年度|工作|任务|项目|改革)*"
    r"(?:任务|内容|事项|举措|措施|目标|项目|工作)(?:名称|内容|要求|分解)?|项目名称|名称"
)
_FEWEST_ROWS = 2
#: what ends the last cell of a row where that says until when
_TIME = regex(
    r"""(?: (?:20\d\d年)? (?:\d{1,2}月(?:\d{1,2}日)?|第?[一二三四]季度|[上下]半年)?  # 2025年6月
            [年底末前中初内]{0,3}
          | (?:长期|持续|常态化|全年|常年) (?:推进|坚持|开展|实施)? )$""",
    re.VERBOSE,
)
_END = r"局|厅|委|办|部|院|署|会|政府|公司|集团|中心|办公室|指挥部|专班|乡镇|镇|乡|街道|园区|管委会|部门|单位|公安|法院"
_NAME = regex(
    rf"""
      # 市交通局, but not 全市…
      (?: (?: (?<![本我该])(?<!(?<!安)全) (?:自治[区州县旗]|[省市县区州盟旗团](?![省市县区州]))
            | 国网 | 国家 | 中央 )
          (?: (?!市(?!场)|县|省) [\u4e00-\u9fff（）()] ){{1,14}}?
        | 各 [\u4e00-\u9fff（）()]{{1,12}}? )
      (?: {_END} )
      (?: [（(][^（）()]{{1,20}}[）)] )?
      (?= $ | [、，,；;\d省市县区州盟旗团各] | 自治 | 国网 | 国家 | 中央 | 长期 | 持续 | 常态 | 全年 )
    """,
    re.VERBOSE,
)


def cells(text: str) -> Iterator[Edit]:
    r"""Edits that part the cells of tables that have run together, where all rows of one are certain.

    >>> [put for _, _, put in cells("序号任务责任单位1修路市交通局2建桥市水利局、市财政局")]
    ['\t', '\t', '\n', '\t', '\t', '\n', '\t', '\t']
    """
    if not any(word in text for word in lexicon.ordinals()):
        return
    for line in LINE.finditer(text):
        if CELL_END not in line[0] and (head := _heading().search(line[0])):
            yield from _table(line[0], line.start(), head)


@cache
def _heading() -> re.Pattern[str]:
    """The headings of such a table, run together, up to the number of its first row."""
    duty = _duty().pattern
    return regex(
        rf"(?P<ordinal>{ORDINAL})(?P<text>{_TEXT})(?P<duties>(?:{duty}){{1,3}})(?P<limit>{_LIMIT})?(?=\s?1[^\d.])"
    )


@cache
def _duty() -> re.Pattern[str]:
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    return regex(rf"[省市县区]?[级直]?(?:{stems})+(?:{heads})")


def _table(line: str, at: int, head: re.Match[str]) -> Iterator[Edit]:
    """Edits for one table; none where a row is in doubt."""
    duties = [found.span() for found in _duty().finditer(line, *head.span("duties"))]
    begins = list(_serials(line, head.end()))
    if len(begins) < _FEWEST_ROWS:
        return
    edits = [(start, start, CELL_END) for start in (head.start("text"), *(start for start, _ in duties))]
    if head["limit"]:
        edits.append((head.start("limit"), head.start("limit"), CELL_END))
    for (start, text), (stop, _) in pairwise([*begins, (len(line.rstrip()), 0)]):
        cuts = _row(line, text, stop, len(duties), limited=bool(head["limit"]))
        if cuts is None:
            return
        edits.append((start, start, "\n"))
        edits += [(cut, cut, CELL_END) for cut in (text, *cuts)]
    for start, stop, put in edits:
        yield at + start, at + stop, put


def _serials(line: str, at: int) -> Iterator[tuple[int, int]]:
    """Where each row begins, and the text in it: at numbers that count on from 1 behind the end of a cell."""
    number = 1
    while found := re.compile(rf"(?<!\d){number}(?=[^\d.．%年月日个项条])").search(line, at):
        yield found.start(), found.end()
        number, at = number + 1, found.end()


def _row(line: str, start: int, stop: int, columns: int, *, limited: bool) -> list[int] | None:
    """Where the cells behind the text of a row begin; None where that is in doubt."""
    end = stop
    if limited:
        found = _TIME.search(line, start, stop)
        if not found or found.start() == stop:
            return None
        end = found.start()
    names = list(_NAME.finditer(line, start, end))
    if not names or names[-1].end() != end:
        return None
    begins = [names[-1].start()]
    for before, name in reversed(list(pairwise(names))):
        between = line[before.end() : name.start()]
        if between not in ("", "、", "，", ","):
            break
        if between:
            begins[0] = before.start()
        else:
            begins.insert(0, before.start())
    if len(begins) != columns or begins[0] == start or line[begins[0] - 1] in "、，,；;和及":
        return None
    return [*begins, *([end] if limited else [])]
