"""Texts that repeat one thing n times: what is worse than linear shows in them."""

from __future__ import annotations

from collections.abc import Callable

import generated

#: By name: the text of n repetitions.
FORMS: dict[str, Callable[[int], str]] = {
    "one line": lambda n: "推进工作，" * n,
    "names": lambda n: "一、推进。（" + "省科技厅、" * n + "省财政厅）",
    "joined names": lambda n: "一、推进。（" + "省科技厅和" * n + "省财政厅）",
    "brackets": lambda n: "一、" + "（" * n,
    "closed brackets": lambda n: "一、" + "（）" * n,
    "markers": lambda n: "1.\n" * n,
    "counted markers": lambda n: "".join(f"{number}.推进工作。（省科技厅负责）\n" for number in range(1, n + 1)),
    "headings": lambda n: "一、加强\n" * n,
    "labels": lambda n: "责任单位：" * n,
    "label lines": lambda n: "一、推进\n责任单位：省科技厅\n" * n,
    "labels over items": lambda n: "（一）推进\n责任单位：省科技厅\n1.开展\n2.建设\n" * n,
    "quoted titles": lambda n: "一、" + "《办法》" * n,
    "opened titles": lambda n: "一、" + "《" * n,
    "titles in preamble": lambda n: "通知\n" + "根据《办法》（新政发〔2017〕1号）要求，" * n,
    "digits": lambda n: "9" * n,
    "Chinese digits": lambda n: "一" * n,
    "dates": lambda n: "2025年底前" * n,
    "limits": lambda n: "一、推进。" + "2025年底前完成90%以上（省科技厅负责）。" * n,
    "duties": lambda n: "一、推进。（" + "按职责分工负责" * n + "）",
    "attributions": lambda n: "一、推进。" + "推进工作。（省科技厅、省财政厅负责）" * n,
    "blanks": lambda n: " " * n + "x",
    "line ends": lambda n: "一、推进\n" + "\n" * n + "x",
    "commas before rules": lambda n: "（" + "（逗号前为牵头A" * n,
    "rules": lambda n: "一、推进。（省科技厅，" + "列第一位者为牵头单位，下同）（" * n,
    "rules that add": lambda n: "一、推进。" + "（以下均需各区政府落实，不再列出）" * n,
    "stars": lambda n: "一、推进。（" + "省科技厅*、" * n + "标*的为牵头单位）",
    "sentences": lambda n: "由省财政厅牵头，" * n,
    "sentences of a measure": lambda n: "一、推进工作。" + "由省财政厅牵头，" * n,
    "sentences between attributions": lambda n: "一、推进。" + "由省财政厅牵头。（省科技厅负责）" * n,
    "tabs": lambda n: "责任单位\t任务\n" + "省科技厅\t推进\n" * n,
    "rows": lambda n: "通知\n" + "".join(f"{number}\t推进工作{number}\t省科技厅\n" for number in range(n)),
    "rows below a heading": lambda n: "任务\t责任单位\n" + "".join(f"推进{number}\t省科技厅\n" for number in range(n)),
    "rows below a marker": lambda n: "一、分工\n任务\t责任单位\n" + "".join(f"推进{m}\t省科技厅\n" for m in range(n)),
    "rows in groups": lambda n: "任务\t责任单位\n" + "推进\t省科技厅\n一、保护方面\n推进\t省科技厅\n" * n,
    "cells": lambda n: "任务\t责任单位\n" + "推进\t" * n + "省科技厅\n",
    "documents": lambda n: generated.document(1, 0.05) * n,
}
