"""Classes of bodies: which are one for a whole jurisdiction, and which are others in each task."""

from __future__ import annotations

from ontology.patterns import regex

# Words that leave open who belongs to it: 有关部门, 相关主管厅局, 试点城市政府.
_OPEN = regex(r"有关|相关|主管|试点|涉及|承担|责任|具体|所在|属地|拖欠|其他|部分|的")
_FIXED = regex(r"^各|各|成员单位$|政府$|管委会$|行政公署$")
_GOVERNMENT = regex(r"(?<!人民)政府")
_CITY_AGAIN = regex(r"(?<=市)(?P<between>.*县)\(市\)")  # 州、市、县(市): cities are named already
_MARKS = regex(r"[、,，()/]")


def is_shared(name: str) -> bool:
    """Whether all documents of one jurisdiction mean the same class by ``name``.

    >>> [is_shared(name) for name in ("各州、市、县(市)人民政府", "双打领导小组成员单位", "相关行政公署", "有关部门")]
    [True, True, False, False]
    """
    return bool(_FIXED.search(name)) and not _OPEN.search(name)


def slug(name: str) -> str:
    """``name`` without the marks and variants that make no difference: the last part of the IRI.

    >>> slug("各市、县(区)政府"), slug("各州、市、县(市)人民政府"), slug("各县(市、区)政府")
    ('各市县区人民政府', '各州市县人民政府', '各县市区人民政府')
    """
    once = _CITY_AGAIN.sub(r"\g<between>", name)
    return _GOVERNMENT.sub("人民政府", _MARKS.sub("", once))
