"""Line breaks that narrow columns force on names and days: 自治区发展⏎改革委 is one, 财政厅⏎教育厅 are two."""

from __future__ import annotations

import re
from functools import cache

from ontology import lexicon
from ontology.patterns import regex
from ontology.script import fold

_SEPARATORS = "、，,；;：: 　\t"
#: how the name of a body begins, if it is not the rest of one
_LEVEL = regex(r"[省市县区州盟旗镇乡](?!场|民|政)|自治|国家|国务院|中央|全国|各|有关|相关|其他|驻")
#: 市委⏎宣传部, 省政府⏎办公厅: parts of a body that is one itself
_PART = regex(r"办公[室厅]|宣传部|组织部|统战部|社会工作部|政法委|网信办|编办|机构编制|党校|督查室|研究室|老干部局")
_WHOLE = regex(r"(?:[省市县区州盟旗党工]委|政府)$")
#: 各区 is whole, unless 人民政府 follows
_EVERY, _SEAT = regex(r"各.*[省市县区州盟旗镇乡]"), regex(r"人民政府|政府|党委|管委会|街道")
#: a day cut within itself: 2026年12月⏎31日前
_DAY, _DAY_GOES_ON = regex(r"\d[年月]$"), regex(r"\d{1,2}[月日]")
#: a name cut within its last word: 管理委⏎员会, 市委办⏎公室
_CUT = (("委", "员会"), ("办", "公室"), ("办", "公厅"), ("人民政", "府"))
_LONGEST_NAME = 30


def joined(lines: list[str]) -> list[str]:
    """The lines of a cell, those put together that one name was broken into.

    >>> joined(["自治区发展", "改革委、财政厅", "教育厅"])
    ['自治区发展改革委、财政厅', '教育厅']
    """
    whole: list[str] = []
    for line in lines:
        if whole and _is_soft(fold(whole[-1]), fold(line)):
            whole[-1] += line
        else:
            whole.append(line)
    return whole


def _is_soft(before: str, after: str) -> bool:
    """Whether a break stands within a day, or a name: what is before it is no body yet, what follows ends as one."""
    if _DAY.search(before) and _DAY_GOES_ON.match(after):
        return True
    first, rest = re.split(f"[{_SEPARATORS}]", before)[-1], re.split(f"[{_SEPARATORS}]", after)[0]
    rest = re.sub(r"[（(][^（()）]*[）)]$", "", rest.removesuffix("。"))
    if not first or not rest or len(first + rest) > _LONGEST_NAME or re.search(r"[。！？!?…—/]", first + rest):
        return False
    if any(first.endswith(head) and rest.startswith(tail) for head, tail in _CUT) or rest in ("门", "位", "会"):
        return True
    if _PART.match(rest) and _WHOLE.search(first):
        return True
    if _body().search(first) or not _body().search(rest) or _LEVEL.match(rest):
        return False
    return not _EVERY.fullmatch(first) or bool(_SEAT.match(rest))


@cache
def _body() -> re.Pattern[str]:
    """The last word of a body or of a class of bodies."""
    words = sorted({*lexicon.body_suffixes(), *lexicon.collective_tails()}, key=len, reverse=True)
    return regex(rf"(?:{'|'.join(map(re.escape, words))})(?:[（(][^（()）]*[）)])?(?:牵头|负责|配合|等)?$")
