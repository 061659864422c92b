"""Pages of portals: the title that the portal names, and its furniture."""

from __future__ import annotations

import pytest

from graph_build.pipeline import understand
from graph_build.read import read
from graph_build.sources import Source
from ontology.authority import load

TITLE = "青河市教育局关于印发招生工作方案的通知"
TEXT = [
    "各学校：",
    "现印发给你们，请遵照执行。",
    "一、做好公示。（责任单位：市教育局、市公安局）",
    "二、做好报名，严格程序，规范管理。",
]


def page(head: str, above: str = "", title: str = TITLE, lines: list[str] = TEXT) -> Source:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return Source(
        "页.html",
        f"<html><head>{head}</head><body><h2>搜索热词： 养老 创业</h2><h3>您当前所在的位置：首页 > 公文</h3>{above}"
        f"<div><h1>{title}</h1><div>{body}</div></div></body></html>".encode(),
    )


def meta(**said: str) -> str:
    return "".join(f'<meta name="{name}" content="{words}">' for name, words in said.items())


def title_of(source: Source) -> str | None:
    title = understand(source, load()).header.title
    return title.text if title else None


@pytest.mark.parametrize(
    "head",
    [
        meta(ArticleTitle=TITLE, PubDate="2026-04-20 11:19"),
        f'<meta property="og:title" content="{TITLE}">',
        f"<title>{TITLE}_公文_青河市人民政府门户网站</title>",
        f"<title>{TITLE} - 青河市教育局网站</title>",
        "",
    ],
)
def test_a_title_is_without_the_portal_around_it(head: str) -> None:
    assert title_of(page(head)) == TITLE


def test_what_stands_above_the_title_is_noise_but_for_what_it_says_of_the_document() -> None:
    above = "<h1>政府信息公开</h1><p>索 引 号：1234 文 号：青教〔2026〕1号</p><p>字号：大 中 小</p>"
    found = read(page(meta(ArticleTitle=TITLE), f"<div>{above}</div>"))
    noise = "".join(span.of(found.text) for span in found.noise)
    assert "政府信息公开" in noise
    assert found.title is not None
    assert found.title.of(found.text) == TITLE


def test_a_title_that_ends_in_no_noun_of_a_genre_is_the_one_that_the_portal_names() -> None:
    title = "青河市：二十条硬招促进就业"
    assert title_of(page(meta(articletitle=title), title=title)) == title


def test_a_title_in_two_lines_and_one_that_is_not_shown_are_read() -> None:
    broken = page(meta(ArticleTitle=TITLE), title=f"{TITLE[:8]}<br>{TITLE[8:]}")
    unshown = page(meta(ArticleTitle=TITLE), title="")
    assert title_of(broken) == title_of(unshown) == TITLE


def test_the_day_that_the_portal_names_is_that_of_a_text_without_one() -> None:
    dated = [*TEXT[:2], "青河市教育局", "2026年4月1日", *TEXT[2:]]
    head = meta(ArticleTitle=TITLE, PubDate="2026-04-20 11:19")
    days = [understand(page(head, lines=lines), load()).header.date for lines in (TEXT, dated)]
    assert [day.isoformat() if day else "" for day in days] == ["2026-04-20", "2026-04-01"]


def test_a_link_with_the_title_below_the_text_is_not_the_title() -> None:
    head = meta(ArticleTitle="另一份文件的解读说明")
    found = read(page(head, lines=[*TEXT, "另一份文件的解读说明"]))
    assert "一、做好公示" in "".join(found.text.split("\n")[2:])
    assert not any("做好公示" in span.of(found.text) for span in found.noise)


def test_hidden_words_of_a_page_are_none() -> None:
    lines = ["一、做好公示。<span style='display: none'>（责任单位：市审计局）</span>（责任单位：市教育局）"]
    assert "市审计局" not in read(page("", lines=lines)).text
