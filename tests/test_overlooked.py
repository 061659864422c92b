"""What looks like duties and is not read is said, with its place; what is read is not said twice."""

from __future__ import annotations

import pytest

from graph_build.checks import check
from graph_build.pipeline import understand
from graph_build.sources import Source
from ontology.authority import load


def findings(text: str) -> list[tuple[str, str]]:
    document = understand(Source("t.txt", text.encode()), load())
    return [(f.code, f.value) for f in check(document, load()) if f.code in ("E13", "E14")]


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        (
            "云岭市方案\n一、总则\n二、修路。做好修路（由有能力的平台联合体负责）有关工作。\n",
            "E13",
            "（由有能力的平台联合体负责）",
        ),
        ("云岭市方案\n序号任务责任单位时限1修路市交通局6月\n", "E14", "序号任务责任单位"),
    ],
)
def test_what_looks_like_duties_and_is_not_read_is_said(text: str, code: str, value: str) -> None:
    assert findings(text) == [(code, value)]
    document = understand(Source("t.txt", text.encode()), load())
    assert [warning for warning in document.warnings if warning.endswith(value)]


@pytest.mark.parametrize(
    "text",
    [
        "云岭市方案\n一、修路。（市交通局负责）\n",
        "云岭市方案\n一、修路。\n责任单位：市交通局\n",
        "云岭市方案\n序号\t任务\t责任单位\n1\t修路\t市交通局\n",
        "云岭市方案\n一、申报。申报人如实填写（对真实性负责）。\n主办单位：市政府办\n",
    ],
)
def test_what_is_read_is_not_said(text: str) -> None:
    assert findings(text) == []
