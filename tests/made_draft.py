"""Drafts of an invented city, for the rules of advice: a frame of head and foot around the measures that are given."""

from __future__ import annotations

from graph_build.pipeline import tabled
from graph_build.sources import Source
from queries.duties import Duties, of_rows


def draft(measures: str, number: int = 5) -> str:
    """The text of a notice with these measures under one heading."""
    return (
        f"宁波市人民政府办公厅关于加快平台建设的通知\n甬政办发〔2029〕{number}号\n\n"
        "各区（县、市）人民政府，市直各单位：\n"
        "为提升服务水平，经市政府同意，现将有关事项通知如下。\n\n一、重点任务\n"
        f"{measures}\n\n宁波市人民政府办公厅\n2029年1月5日\n"
    )


def read(text: str, name: str = "draft.txt") -> Duties:
    """The duties of a text."""
    return of_rows(tabled(Source(name, text.encode())), texts=True)
