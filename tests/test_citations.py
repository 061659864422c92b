"""Citations: what a document is cited for, which titles are documents, and how long a text is in force."""

from __future__ import annotations

import itertools
import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_build.model import Citation, Reading, Span
from graph_build.parse import citations
from graph_build.parse.citations import WORDINGS, Wording, find_citations, title_spans, validity
from graph_build.read.reflow import reflow

DEV = Path(__file__).parents[2] / "shared" / "corpus" / "dev"


def cited(text: str, *own: str) -> tuple[Citation, ...]:
    return find_citations(text, Span(0, len(text)), own)


def facts(text: str, *own: str) -> list[tuple[str, str | None, str]]:
    return [(found.title, found.number, found.function) for found in cited(text, *own)]


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.name)
def test_each_example_is_read_by_its_own_wording_and_by_none_before_it(wording: Wording) -> None:
    (titles,) = citations._lists(wording.example)
    left, right = wording.example[: titles[0].span.start], wording.example[titles[-1].end :]
    assert next(entry.name for entry in WORDINGS if entry.fits(left, right)) == wording.name
    assert [found.function for found in cited(wording.example)] == ([wording.function] if wording.function else [])


@pytest.mark.parametrize(
    ("bracket", "number"),
    [
        ("（国发〔2015〕71号）", "国发〔2015〕71号"),
        ("(国发[2015]71号)", "国发〔2015〕71号"),
        ("（国发﹝2015﹞71号，以下简称《若干意见》）", "国发〔2015〕71号"),
        ("（国办发（2015）第71号）", "国办发〔2015〕71号"),
        ("（国务院令第711号）", "国务院令第711号"),
        ("（财政部 税务总局公告2020年第8号）", "财政部 税务总局公告2020年第8号"),
        ("（GB/T 37668-2019）", "GB/T 37668-2019"),
        ("（试行）", None),
        ("", None),
    ],
)
def test_the_number_stands_in_the_bracket_behind_the_title(bracket: str, number: str | None) -> None:
    assert facts(f"落实《关于加快发展的意见》{bracket}，") == [("关于加快发展的意见", number, "implements")]


def test_a_list_of_titles_shares_its_cue() -> None:
    text = "为贯彻落实国务院《关于深入实施行动的意见》和四川省科技厅等部门印发的《四川省行动方案（2026—2027年）》精神"
    assert [(title, function) for title, _, function in facts(text)] == [
        ("关于深入实施行动的意见", "implements"),
        ("四川省行动方案（2026—2027年）", "implements"),
    ]


def test_a_list_of_titles_shares_its_end() -> None:
    text = "《甲管理办法》（国发〔2001〕1号）、《乙管理办法》同时废止。《丙管理办法》继续有效。"
    assert [function for _, _, function in facts(text)] == ["repeals", "repeals", "cites"]


def test_a_cue_of_another_clause_or_another_verb_does_not_reach() -> None:
    assert [f for *_, f in facts("为落实部署，省政府发布《稳增长措施》")] == ["cites"]
    assert [f for *_, f in facts("根据实际制定《省级管理办法》")] == ["cites"]
    assert [f for *_, f in facts("我局批准的修改后的《安全规定》")] == ["cites"]


def test_a_short_name_stands_for_its_title() -> None:
    text = "根据《专利管理办法》（国发〔2015〕7号，以下简称《办法》）。按照《办法》执行，按《指南》申报。"
    assert facts(text) == [("专利管理办法", "国发〔2015〕7号", "based-on")] * 2


def test_a_short_name_is_known_beyond_the_stretch_that_gives_it() -> None:
    text = "根据《专利管理办法》（以下简称《办法》）。\n按照《办法》执行。"
    later = text.index("\n") + 1
    assert [found.title for found in find_citations(text, Span(later, len(text)))] == ["专利管理办法"]


def test_a_nested_title_belongs_to_the_outer_one() -> None:
    for opening, closing in ("〈〉", "《》"):
        title = f"关于转发{opening}专利办法{closing}的通知"
        assert [found.title for found in cited(f"按照《{title}》执行")] == [title]


def test_a_mark_left_open_ends_with_its_sentence() -> None:
    assert [found.title for found in cited("根据《一、同意。按照《专利办法》执行")] == ["专利办法"]


@pytest.mark.parametrize(
    "title",
    [
        *("诉讼要素表", "有效抗辩释明表", "人民日报", "联合早报", "三国演义", "车辆通行证", "辐射安全许可证"),
        *("税务行政许可申请表", "新闻联播", "通知", "若干意见", "寒假生活", "建造许可证申请书"),
    ],
)
def test_books_papers_forms_permits_and_bare_kinds_are_no_documents(title: str) -> None:
    assert cited(f"按照《{title}》办理") == ()


@pytest.mark.parametrize(
    "title",
    [
        *("中华人民共和国慈善法", "民用核安全设备监督管理条例", "常用涉企公证服务清单", "自治区知识产权战略纲要"),
        *(
            "医疗废物管理条例",
            "外商投资产业目录（2022年版）",
            "政府工作报告",
            "章程修正案（草案）",
            "办法（试行）（2021年）",
        ),
    ],
)
def test_laws_plans_and_lists_are_documents(title: str) -> None:
    found = cited(f"参见《甲{title}》")
    assert [entry.title for entry in found] == [f"甲{title}"]


def test_what_the_text_issues_itself_is_no_citation() -> None:
    own = "某市支持创新若干措施（试行）"
    notice = f"关于印发《{own}》的通知\n《{own}》已经市政府同意，现印发给你们。\n落实《{own}》要求"
    assert cited(notice) == ()
    assert cited(f"落实《{own}》", own.replace("（", "(").replace("）", ")")) == ()
    assert len(cited(f"落实《{own}》")) == 1


def test_a_forwarded_document_is_cited() -> None:
    assert len(cited("现将《国务院关于加快发展的意见》转发给你们")) == 1


@pytest.mark.parametrize(
    ("text", "written", "days"),
    [
        ("本办法自2018年1月1日起施行。", None, ("2018-01-01", None)),
        ("第二十七条 本规范自2025年3月1日起施行，有效期5年，根据情况修订。", None, ("2025-03-01", "2030-02-28")),
        ("自2018年3月1日起施行，有效期至2023年2月28日。", None, ("2018-03-01", "2023-02-28")),
        ("本措施自印发之日起施行，有效期两年。", "2026-03-09", ("2026-03-09", "2028-03-08")),
        ("本措施自印发之日起施行，试行一年。", "2026-03-09", ("2026-03-09", "2027-03-08")),
        ("施行说明：本措施自印发之日起施行，有效期至2028年12月31日。", None, (None, "2028-12-31")),
        ("本意见自发布之日起执行，执行至2020年12月31日。", "2020-02-05", ("2020-02-05", "2020-12-31")),
        ("许可证有效期至2025年3月31日。", None, (None, None)),
        ("《公告》自2020年1月1日起施行。", None, (None, None)),
        ("登记结果有效期3年。", None, (None, None)),
        ("", None, (None, None)),
    ],
)
def test_validity_is_of_the_text_itself(text: str, written: str | None, days: tuple[str | None, str | None]) -> None:
    found = validity(text, date.fromisoformat(written) if written else None)
    assert tuple(day.isoformat() if day else None for day in found) == days


def test_the_gold_citations_are_found_and_no_others() -> None:
    if not DEV.is_dir():
        pytest.skip("the annotated corpus is not beside the project")
    for path in sorted((DEV / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        raw = (DEV / "raw" / gold["source"]).with_suffix(".txt").read_text(encoding="utf-8")
        text = reflow(Reading(raw, "txt")).text
        want = {entry["title"] for key in ("implements", "cites") for entry in gold["document"][key]}
        assert {found.title for found in cited(text, gold["document"]["title"] or "")} == want, path.name


PIECES = st.sampled_from(
    [
        "《",
        "》",
        "〈",
        "〉",
        "（",
        "）",
        "。",
        "\n",
        "、",
        "和",
        "落实",
        "根据",
        "意见",
        "办法",
        "关于",
        "国发〔2015〕71号",
        "以下简称",
        "同时废止",
        "现将",
        "印发",
        "施行",
        "自",
        "2018年",
        "有效期",
        "5年",
        "本办法",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 60), st.integers(0, 60))
def test_citations_lie_within_in_order(text: str, start: int, length: int) -> None:
    within = Span(min(start, len(text)), min(start + length, len(text)))
    found = find_citations(text, within)
    for citation in found:
        assert within.start <= citation.span.start < citation.span.end <= within.end
        assert text[citation.span.start] == "《"
        assert text[citation.span.end - 1] == "》"
        assert citation.function in ("implements", "based-on", "cites", "amends", "repeals")
    assert [citation.span for citation in found] == sorted(citation.span for citation in found)
    validity(text, date(2020, 1, 1))


@given(st.text(alphabet="《》〈〉。\n意见", max_size=40))
def test_titles_are_apart_and_in_order(text: str) -> None:
    spans = title_spans(text)
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))


@given(st.text(max_size=40))
def test_no_text_raises(text: str) -> None:
    cited(text)
    validity(text)


@pytest.mark.parametrize(
    "piece", ["《", "》", "《》", "《A法》、", "《a意见》（以下简称", "自施行", "（", "〔2015〕", "落实"]
)
def test_time_grows_with_length_only(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    began = time.process_time()
    cited(text)
    validity(text)
    assert time.process_time() - began < 5
