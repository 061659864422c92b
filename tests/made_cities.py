"""Plans of many cities, for tests of how work grows: each of a city of the authority file, with bodies of its own."""

from __future__ import annotations

from graph_build.sources import Source
from ontology.authority import load

_PLAN = """{city}人民政府办公室关于发展渔业的通知
{city}政办发〔{year}〕{number}号

一、总体安排
（一）改造渔船，{year}年底前完成{number}艘。（市财政局牵头，市农业农村局、市科技局、有关部门配合）
（二）发放补贴。（责任单位：市财政局、市人力资源社会保障局）
二、保障措施
（三）{city}各县（市、区）建设渔港。（市发展改革委牵头，市财政局配合）
（四）开展渔业科普。（市科技局牵头，市教育局配合）
（五）及时总结经验。
"""


def plans(count: int) -> list[Source]:
    """That many plans, of other cities each, Zhengzhou's the first."""
    cities = [place.name for place in load().places if place.name.endswith("市") and place.level == "prefecture"]
    cities.insert(0, cities.pop(cities.index("郑州市")))
    return [
        Source(f"{number}.txt", _PLAN.format(city=city, year=2020 + number % 5, number=number).encode())
        for number, city in enumerate(cities[:count], 1)
    ]
