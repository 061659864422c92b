"""Classes of bodies: which are one for a whole jurisdiction, and which are others in each task."""

from __future__ import annotations

import re

# A class without an individual name, in headers, where the parser does not say which names are classes.
_CLASS = re.compile(
    r"^(各|有关|相关|所有|中央驻.{1,3}各)|各(部门|单位|委办局|直属机构|企事业单位)|(成员单位|有关部门|有关单位|相关部门|相关单位|主管部门)$|[省市县区州]直(各)?(部门|单位|机关)(各单位)?$"
)
# Words that leave open who belongs to it: 有关部门, 相关主管厅局, 试点城市政府.
_OPEN = re.compile(r"有关|相关|主管|试点|涉及|承担|责任|具体|所在|属地|拖欠|其他|部分|的")
_FIXED = re.compile(r"^各|各|成员单位$|政府$|管委会$|行政公署$")
_GOVERNMENT = re.compile(r"(?<!人民)政府")
_CITY_AGAIN = re.compile(r"(?<=市)(?P<between>.*县)\(市\)")  # 州、市、县(市): cities are named already
_MARKS = re.compile(r"[、,，()/]")


def is_class(name: str) -> bool:
    """Whether ``name`` is a class of bodies by its words.

    >>> [is_class(name) for name in ("各行政公署", "自治区人民政府各部门、各直属机构", "生产建设兵团", "市直机关工委")]
    [True, True, False, False]
    """
    return bool(_CLASS.search(name))


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
