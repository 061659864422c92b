"""The pinyin initials of Chinese names, so that typing zscqj finds 知识产权局.

No dictionary: GB 2312 sorts its 3,755 characters of level 1 by pinyin, so 23 boundaries tell the initial of
each. The rarer characters of level 2 are sorted by radical and have none here. A character with two readings
in names of bodies is listed with both.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import islice, product

_LETTERS = "abcdefghjklmnopqrstwxyz"
#: The first character of each letter, in the order of GB 2312.
_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_STARTS = [character.encode("gb2312") for character in _FIRST]
_LEVEL_2 = "亍".encode("gb2312")  # where the order by pinyin ends

#: Second readings, as in 银行, 长江, 重庆, 调度, 厦门.
_OTHERWISE = {"行": "h", "长": "c", "重": "c", "调": "d", "厦": "x"}


def initials(name: str) -> tuple[str, ...]:
    """The initials of ``name`` in every reading, the commonest first; letters and digits stay, marks go.

    >>> initials("自治区知识产权局")
    ('zzqzscqj',)
    >>> initials("人民银行")
    ('rmyx', 'rmyh')
    """
    readings = [letters for letters in map(_letters, name) if letters]
    joined = "".join(readings)
    if len(joined) == len(readings):
        return (joined,) if readings else ()
    return tuple(islice(("".join(reading) for reading in product(*readings)), 8))


@cache
def _letters(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    if not _STARTS[0] <= code < _LEVEL_2:
        return ""
    return _LETTERS[bisect_right(_STARTS, code) - 1] + _OTHERWISE.get(character, "")
