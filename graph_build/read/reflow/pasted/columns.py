"""What a pasted table is made of: pieces of text, what the heading of a column says, what fits below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from graph_build.model import CELL_END
from graph_build.read.reflow.markers import ORDINAL
from ontology import lexicon
from ontology.lexicon import either
from ontology.pages import is_page_number
from ontology.patterns import regex

BLANK = r" \u00a0\u2002-\u200a\u3000"
ENDS = r"\n\r\x0b\x0c\x85\u2028\u2029"
LINE = regex(rf"[^{ENDS}]+")
#: what parts two pieces: the end of a line, a wide blank too, or any
GAPS = {
    "lines": regex(rf"[{ENDS}]+"),
    "wide": regex(rf"(?:[{ENDS}\u3000]|[{BLANK}]{{2,}})+"),
    "any": regex(rf"[{ENDS}{BLANK}]+"),
}
SERIAL_HEAD = regex(rf"(?:{ORDINAL}|序)$")
_SERIAL = regex(r"[（(]?(\d{1,3})[）).．、]?$")
SENTENCE = regex(r"[。；，！？：:;]")
LONGEST_HEAD, MOST_HEADS = 20, 14
_LONGEST_PIECE = 2000

TIME = regex(
    r"[到至]?(?:\d{2,4}年|[“\"]?十[一二三四五六七]五|\d{1,2}月|[今明本]年|年内|年底|每(?:[年月季]|半年)|第?[一二三四]季度|[上下]半年"
    r"|\d{4}[.-]\d{1,2}|长期|持续|常态|全年|常年|即时|按时|立即|即日).{0,16}$"
)
#: what a task begins with and a body does not, unless it is an organ: 扩建医院, 建设园区, but 建设局
_DOING = (
    r"(?:建设|新建|扩建|改建|续建|迁建|筹建|修建|建成|建立|改造|新增|修复|修缮|完善|推[进动广行]|开展|加[强快]|强化|实施|落实|制定|编制|出台|举办|打造|创建"
    r"|健全|培育|培养|引进|招[引商]|提[升高]|优化|深化|扩大|支持|鼓励|规范|整治|治理|清理|做好|完成|启动|升级|搬迁|购置|设立|成立|申报|拓展|探索|构建)"
)
_NAME = regex(
    rf"(?!{_DOING}[^局厅委办部署行]*$)"
    r"[^。；：:!！（(][^。；：:!！]{0,60}(?:局|厅|委|办|部|院|署|会|政府|室|处|科|司|所|站|队|社|馆|台|行|校|学|公司|集团|中心|指挥部|小组|街道|镇|乡|园区"
    r"|开发区|单位|部门|企业|机构|海关|联|公安|法院|县|区|市)(?:[（(][^（）()]{1,20}[）)])?等?[、，,；]?$"
)
#: 张三, 俞 悦, 陆 明俞 悦, 张某
_PERSON = regex(
    r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]|[\u4e00-\u9fff]某+)"
    r"(?:[ \u3000、]*[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]|[ \u3000、]+[\u4e00-\u9fff]{2,4})*$"
)


class Piece(NamedTuple):
    """A stretch of text that is a cell or a line of one."""

    start: int
    end: int
    words: str


def pieces_from(text: str, begin: int, gap: re.Pattern[str]) -> Iterator[Piece]:
    """The pieces from a place on, up to a row that has its cells already or to a stretch that is no cell's."""
    start = begin
    while start < len(text):
        found = gap.search(text, start, start + _LONGEST_PIECE)
        if found is None and len(text) - start > _LONGEST_PIECE:
            return
        stop = found.start() if found else len(text)
        words = text[start:stop]
        if CELL_END in words.strip():
            return
        if (bare := words.strip()) and not is_page_number(bare):
            lead = len(words) - len(words.lstrip())
            yield Piece(start + lead, start + lead + len(bare), bare)
        start = found.end() if found else len(text)


@cache
def _label() -> re.Pattern[str]:
    stems, heads = either(lexicon.label_stems()), either(lexicon.label_heads())
    own = either((*lexicon.labels(), *lexicon.lead_words(), *lexicon.co_words()))
    return regex(
        rf"(?:[省市县区州镇乡各主其]{{0,2}}[级直要他]?)?(?:(?:(?:{stems})[、及和与/（(]?)+(?:{heads})|{own})"
        r"(?:[（(][^。，；（）()]{1,16}[)）]|[^。，；：:（）()]{0,12})$"
    )


@cache
def is_label(words: str) -> bool:
    """Whether the heading of a column says that bodies stand below it."""
    return bool(_label().match(re.sub(r"\s", "", words)))


def kind_of(words: str) -> str:
    """What stands below a heading."""
    words = re.sub(r"\s", "", words)
    if SERIAL_HEAD.match(words):
        return "ordinal"
    if is_label(words):
        return "duty"
    if re.search(r"(?:时限|期限|时间|节点|进度|日期)", words):
        return "limit"
    return "person" if re.search(r"领导|责任人|负责人|联系人|电话", words) else "text"


def serial(piece: Piece) -> int | None:
    """The serial number that a piece is, None if it is none."""
    found = _SERIAL.match(piece.words)
    return int(found[1]) if found else None


def fit(piece: Piece, kind: str) -> float:
    """How well a piece looks like what stands below a heading of this kind."""
    words = piece.words
    time, name = bool(TIME.match(words)), bool(_NAME.match(words)) and not TIME.match(words)
    plain = not time and not name
    if kind == "duty":
        return 3.0 if name else -3.0 if time or len(words) > 12 else -1.0
    if kind == "limit":
        return 3.0 if time else -3.0 if name or len(words) > 12 or words.endswith("。") else -1.0
    if kind == "person":
        return 1.5 if (_PERSON.match(words) and not name) or words.isdecimal() else -2.0
    return 1.0 if plain else -1.5 if len(words) <= 20 else 0.5
