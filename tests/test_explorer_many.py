"""The page of fifty documents of ten places in a real Chromium: narrowed, drawn, unfolded, searched and sent on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browsing import SIZES, WCAG, serious
from made_family import INNS
from test_many import TEN
from visits import Visit, choose, download, fragment, go, heading

from exports import explorer
from exports.align.statements import stated
from graph_build.corpus import build
from graph_build.sources import Source
from queries.ask.endpoint import open_graph
from queries.duties import documents_of
from queries.duties.facets import NAMES
from queries.serve.portal.facets import Facets
from queries.serve.portal.holdings import opened
from queries.serve.portal.selection import Selection

pytestmark = pytest.mark.browser

OFFICES = ("教育局", "商务局", "民政局", "水利局", "司法局")
WIDE = ("desk", "office")


def city(name: str, number: str, year: int, office: str) -> str:
    """A plan of a city, whose offices differ from year to year."""
    return (
        f"{name}人民政府办公室关于知识产权工作的通知\n{number}〔{year}〕1号\n\n"
        f"一、发放补贴，{year}年底前完成。（市财政局牵头，市科技局、市{office}配合）\n"
        f"二、开展检查。（市市场监管局、市{office}）\n三、做好总结。（市财政局牵头，市市场监管局配合）\n"
    )


@dataclass(frozen=True)
class Fifty:
    """Fifty documents: their page, and the facets of the portal over the same build."""

    page: Path
    folder: Path
    facets: Facets


@pytest.fixture(scope="module")
def fifty(tmp_path_factory: pytest.TempPathFactory) -> Fifty:
    folder = tmp_path_factory.mktemp("fifty")
    years = zip(range(2018, 2023), OFFICES, strict=True)
    named = [(f"{name}{year}.txt", city(name, TEN[name], year, office)) for year, office in years for name in TEN]
    build([Source(name, text.encode()) for name, text in named], folder)
    explorer.write(open_graph(folder), folder / "explorer.html")
    return Fifty(folder / "explorer.html", folder, Facets(opened((folder / "current").resolve())))


@pytest.fixture
def page(browser: Any, fifty: Fifty) -> Iterator[Any]:
    with Visit(browser, fifty.page) as opened_:
        yield opened_


def unpacked(page: Any) -> None:
    page.wait_for_selector("html[data-unpacked]", state="attached")


def drawn(page: Any) -> None:
    page.wait_for_selector("html[data-laid][data-drawn]", state="attached")


def chosen(page: Any) -> int:
    """How many tasks the page says are chosen."""
    found = re.search(r"(?:所选|共) ([\d,]+) 项任务", page.inner_text("#status"))
    assert found
    return int(found[1].replace(",", ""))


def offered(page: Any, facet: str) -> dict[str, int]:
    """The values of a facet as they stand on the page, all of them, with their counts."""
    if page.get_attribute(f"#facet-{facet}", "open") is None:
        page.click(f"#facet-{facet} summary")
        page.wait_for_selector(f"#facet-{facet} .values:not(:empty)")
    more = page.locator(f"#more-{facet}")
    if more.count() and more.inner_text().startswith("还有"):
        more.click()
    rows = page.locator(f"#facet-{facet} .choice")
    return {
        row.locator("span").inner_text(): int(row.locator("output").inner_text().replace(",", "")) for row in rows.all()
    }


def test_what_draws_pictures_runs_when_one_is_drawn(page: Any) -> None:
    assert page.get_attribute("#vis", "type") == "text/plain"
    page.click("#views button[value=bodies]")
    drawn(page)
    assert page.get_attribute("#vis", "type") is None


def test_it_opens_on_facets_documents_and_the_matrix(page: Any) -> None:
    assert page.is_visible("#overview")
    assert page.inner_text("#documents h2") == "文件（50 份）"
    assert page.locator("#matrix tbody tr").count() == 10
    assert chosen(page) == 150
    assert page.locator(".facet").count() == len(NAMES)


@pytest.mark.parametrize(
    "said",
    [
        (),
        (("place", "510000"),),
        (("office", "财政局"), ("role", "lead")),
        (("year", "2019"), ("year", "2021"), ("basis", "order")),
        (("kind", "GovernmentDepartment"), ("limit", "none")),
    ],
)
def test_the_counts_of_all_facets_are_those_of_the_portal(
    browser: Any, fifty: Fifty, said: tuple[tuple[str, str], ...]
) -> None:
    selection = Selection.of([*said, ("below", "1")])
    narrowed = fifty.facets.narrowed(selection)
    with Visit(browser, fifty.page, "&".join(f"{name}={value}" for name, value in said)) as page:
        assert chosen(page) == int(narrowed.tasks().sum())
        for facet in NAMES:
            expected, _ = fifty.facets.offered(facet, selection, narrowed, 10_000)
            held = {each.value.chinese: each.count for each in expected if each.count or each.chosen}
            assert offered(page, facet) == held, facet


def test_a_click_on_a_document_chooses_it_and_back_undoes_it(browser: Any, fifty: Fifty, page: Any) -> None:
    page.locator("#documents tbody button").first.click()
    assert chosen(page) == 3
    assert "知识产权工作的通知" in heading(page)
    address = fragment(page)
    assert address.startswith("#")
    assert "document=" in address
    assert page.locator("#documents tr[aria-current=true]").count() == 1
    page.click("#views button[value=outline]")
    page.go_back()
    page.go_back()
    assert chosen(page) == 150
    page.go_forward()
    assert chosen(page) == 3
    with Visit(browser, fifty.page, address.removeprefix("#")) as other:
        assert chosen(other) == 3
        assert heading(other) == heading(page)
    page.click("#reset")
    assert chosen(page) == 150


def test_a_cell_leads_to_its_tasks(page: Any) -> None:
    cell = page.locator("#matrix tbody td button").first
    said, count = cell.get_attribute("aria-label").rsplit(" ", 1)
    cell.click()
    assert chosen(page) == int(count)
    assert page.locator(".chips .taken").all_inner_texts() == [f"{word} ×" for word in said.split(" ")]


def test_who_leads_most_of_an_office_is_told_by_clicks_alone(page: Any) -> None:
    """Which city's finance bureau leads most, in three clicks."""
    page.locator("#facet-office label:has-text('财政局') input").check()
    page.locator("#role-0").check()
    page.click("#facet-body summary")
    page.wait_for_selector("#facet-body .choice")
    first = page.locator("#facet-body .choice").first.inner_text().split("\n")
    assert first[0].endswith("市财政局")
    assert int(first[-1]) == 10


def test_the_network_is_that_of_the_choice_and_stands_the_same_each_time(browser: Any, fifty: Fifty) -> None:
    pictures = []
    for _ in range(2):
        with Visit(browser, fifty.page, "view=bodies") as page:
            drawn(page)
            pictures.append(download(page, "#save-svg")[1])
    assert pictures[0] == pictures[1]
    assert pictures[0].decode().count("<g ") == 30
    with Visit(browser, fifty.page, "view=bodies&place=510100") as page:
        drawn(page)
        assert {line[:2] for line in names_drawn(page)} == {"成都"}


def names_drawn(page: Any) -> list[str]:
    """The names in the picture, a line of a label each joined to its first."""
    svg = download(page, "#save-svg")[1].decode()
    return ["".join(re.findall(r"<text[^>]*>([^<]*)</text>", group)) for group in svg.split("<g ")[1:]]


def test_a_body_is_unfolded_and_what_stood_there_stays(page: Any) -> None:
    go(page, "view=bodies")
    drawn(page)
    before = positions(page)
    name = next(name for name in before if name.endswith("财政局"))
    choose(page, name)
    page.click("#panel button:has-text('展开合作机构')")
    assert "open=" in fragment(page)
    page.wait_for_selector("#status:has-text('显示 3')")
    drawn(page)
    after = positions(page)
    assert len(after) > len(before)
    assert before.items() <= after.items()
    page.go_back()
    page.wait_for_timeout(300)
    assert positions(page) == before


def positions(page: Any) -> dict[str, str]:
    svg = download(page, "#save-svg")[1].decode()
    found = {}
    for group in svg.split("<g ")[1:]:
        texts = re.findall(r'<text x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)</text>', group)
        found["".join(text for *_, text in texts)] = f"{texts[0][0]},{texts[0][1]}"
    return found


def test_bodies_of_one_name_say_their_place(page: Any) -> None:
    go(page, "view=bodies&office=财政局")
    drawn(page)
    finance = [name for name in names_drawn(page) if name.endswith("财政局")]
    assert len(finance) == 10
    assert all(name.startswith(tuple(TEN)) for name in finance)


def test_a_chosen_task_lights_its_bodies_and_no_others(page: Any) -> None:
    go(page, "view=tasks&form=table&place=510100")
    page.locator("#table tbody button.link").first.click()
    task = re.search(r"sel=(t\d+)", fragment(page))
    assert task
    go(page, f"view=bodies&place=510100&sel={task[1]}")
    drawn(page)
    named = page.locator("#panel > ul").last.locator("button.link").all_inner_texts()
    assert len(named) == 3
    svg = download(page, "#save-svg")[1].decode()
    lit = [group for group in svg.split("<g ")[1:] if 'opacity="1"' in group.split(">")[0]]
    assert sorted("".join(re.findall(r"<text[^>]*>([^<]*)</text>", group)) for group in lit) == sorted(named)


def test_a_body_that_is_chosen_and_not_drawn_is_said_to_be_so(page: Any) -> None:
    go(page, "view=bodies")
    drawn(page)
    for number in range(99):
        go(page, f"view=bodies&sel=p{number}")
        if "不在图中" in page.inner_text("#status"):
            break
    assert f"{heading(page)}不在图中" in page.inner_text("#status")
    page.click("#panel button:has-text('只看相邻')")
    drawn(page)
    assert "不在图中" not in page.inner_text("#status")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("caizhengju", "财政局"), ("czj", "财政局"), ("局 财政", "财政局"), ("成都 财政", "成都市财政局")],
)
def test_search_finds_words_in_any_order_and_pinyin(page: Any, typed: str, first: str) -> None:
    unpacked(page)
    page.fill("#search", typed)
    page.wait_for_selector("#found li")
    assert first in page.locator("#found li").first.inner_text()
    assert re.fullmatch(r"找到 [\d,]+ 处(，列出前 12 处)?", page.inner_text("#hits"))


def test_two_bodies_in_any_order_find_the_tasks_they_share(page: Any) -> None:
    unpacked(page)
    for typed in ("市场监管局 水利局", "水利局 市场监管局"):
        page.fill("#search", typed)
        page.wait_for_selector("#found li")
        assert page.inner_text("#hits").startswith("找到 10 处")
        page.locator("#found li").last.click()
        assert chosen(page) == 10
        page.click("#reset")


def test_words_choose_the_tasks_that_the_portal_finds(browser: Any, fifty: Fifty) -> None:
    for words in ("caizheng 补贴", "补贴 caizheng", "商务", "成政 检查"):
        expected = int(fifty.facets.narrowed(Selection(words=words)).tasks().sum())
        with Visit(browser, fifty.page, f"words={words}") as page:
            unpacked(page)
            page.wait_for_timeout(100)
            assert chosen(page) == expected, words


def test_on_a_phone_what_was_found_comes_into_sight(browser: Any, fifty: Fifty) -> None:
    with Visit(browser, fifty.page, size="phone") as page:
        choose(page, "czj")
        page.wait_for_timeout(200)
        box = page.locator("#panel h2").bounding_box()
        assert 0 <= box["y"] < SIZES["phone"][1]


def test_the_legend_says_what_lines_mean_and_which_filters_hold_in_print_too(page: Any) -> None:
    go(page, "view=bodies&role=lead&office=财政局")
    drawn(page)
    page.emulate_media(media="print")
    said = page.inner_text("#legend")
    for words in ("牵头 → 配合", "线越粗", "点越大", "政府部门", "角色：牵头", "财政局"):
        assert words in said
    assert page.is_visible("#legend")
    assert not page.is_visible("#filters")


def test_a_browser_that_cannot_unpack_is_told_so_and_shows_the_rest(browser: Any, fifty: Fifty) -> None:
    with Visit(browser, fifty.page, script="delete window.DecompressionStream") as page:
        page.wait_for_selector("#status:has-text('不能解开原文')")
        assert chosen(page) == 150
        choose(page, "czj")
        assert "没有" not in heading(page)


def test_of_more_documents_than_fit_the_latest_are_kept_and_it_is_said(
    browser: Any, fifty: Fifty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exports.explorer import facts

    monkeypatch.setattr(facts, "MOST", 7)
    explorer.write(open_graph(fifty.folder), tmp_path / "few.html")
    with Visit(browser, tmp_path / "few.html") as page:
        assert chosen(page) == 21
        said = page.inner_text("#status")
        assert "只含最近的 7 份文件，另有 43 份未收入" in said
        assert "fengong serve" in said
    monkeypatch.setattr(facts, "LETTERS", 1)
    (latest,) = facts.read(open_graph(fifty.folder)).documents
    assert latest.iri == documents_of(open_graph(fifty.folder))[-1].iri


@pytest.mark.parametrize(
    ("scheme", "language"),
    [
        ("light", "zh"),
        ("dark", "en"),
        pytest.param("light", "en", marks=pytest.mark.soak),
        pytest.param("dark", "zh", marks=pytest.mark.soak),
    ],
)
def test_axe_finds_nothing_serious(browser: Any, fifty: Fifty, scheme: str, language: str) -> None:
    states = ("place=510100", "view=bodies&sel=p0", "view=tasks", "view=themes&form=table", "view=outline&sel=d0")
    with Visit(browser, fifty.page, bypass_csp=True) as page:
        unpacked(page)
        for state in states:
            go(page, f"{state}&scheme={scheme}&lang={language}")
            page.wait_for_timeout(150)
            assert serious(page, *WCAG) == [], state


def test_all_of_it_can_be_done_with_keys_alone(page: Any) -> None:
    reached = set()
    for _ in range(160):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.id || document.activeElement.value"))
    assert {"search", "overview", "bodies", "by-words", "place-0", "role-0", "more-documents"} <= reached
    page.focus("#role-0")
    page.keyboard.press("Space")
    assert "role=lead" in fragment(page)
    assert page.evaluate("() => document.activeElement.id") == "role-0"
    page.locator("#documents tbody button").first.focus()
    page.keyboard.press("Enter")
    assert "document=" in fragment(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_sticks_out_sideways(browser: Any, fifty: Fifty, size: str, language: str) -> None:
    with Visit(browser, fifty.page, size=size) as page:
        for state in (
            "",
            "view=bodies",
            "view=tasks",
            "view=outline",
            "view=themes",
            "form=table",
            "view=bodies&sel=p3",
        ):
            go(page, f"{state}&lang={language}")
            page.wait_for_timeout(100)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), state


@pytest.mark.soak
def test_a_thousand_documents_open_soon_from_one_file_of_no_great_size(browser: Any, tmp_path: Path) -> None:
    sources = [
        Source(f"{name}{number}.txt", city(name, TEN[name], 2020, "教育局").replace("〕1号", f"〕{number}号").encode())
        for number in range(1, 101)
        for name in TEN
    ]
    build(sources, tmp_path)
    explorer.write(open_graph(tmp_path), tmp_path / "explorer.html")
    assert (tmp_path / "explorer.html").stat().st_size <= 25_000_000
    with Visit(browser, tmp_path / "explorer.html") as page:
        assert chosen(page) == 3000
        assert int(page.get_attribute("html", "data-ready")) < 2000
        go(page, "view=bodies&whole=1")
        drawn(page)
        assert int(page.get_attribute("html", "data-laid")) < 1000


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a document and of those below that carry it out, the links between their measures stated."""
    folder = tmp_path_factory.mktemp("family")
    sources = [Source(name, of_sichuan(text).encode()) for name, text in (INNS.upper | INNS.lower).items()]
    sources.append(Source("meant.txt", "四川省人民政府关于表扬的通报\n川府〔2031〕9号\n\n一、表扬先进。\n".encode()))
    build(sources, folder, derive=stated)
    explorer.write(open_graph(folder), folder / "explorer.html")
    return folder / "explorer.html"


def test_which_tasks_of_a_document_rest_on_order_and_where_the_text_says_so(page: Any) -> None:
    unpacked(page)
    page.locator("#documents tbody button").first.click()
    page.locator("#facet-basis label:has-text('按首位推定') input").check()
    assert "任务 1（共 3，按所选条件）" in page.inner_text("#panel")
    page.locator("#panel .task button:has-text('查看原文')").click()
    assert "市市场监管局" in page.inner_text("#reader mark")


def test_how_many_hits_there_are_stands_where_it_can_be_read(page: Any) -> None:
    page.fill("#search", "财政局")
    page.wait_for_selector("#found li")
    said, found, box = (page.locator(name).bounding_box() for name in ("#hits", "#found", "#search"))
    assert box["y"] + box["height"] <= said["y"] + 1
    assert said["y"] + said["height"] <= found["y"] + 1


def of_sichuan(text: str) -> str:
    """The made plans for inns, as if of Sichuan and Chengdu."""
    for old, new in (("海西省", "四川省"), ("海政办", "川政办"), ("南浔塘市", "成都市"), ("南政办", "成政办")):
        text = text.replace(old, new)
    return text


def test_what_chengdu_took_over_from_sichuan_is_told_by_clicks_alone(browser: Any, family: Path) -> None:
    with Visit(browser, family) as page:
        unpacked(page)
        page.locator("#facet-place label:has-text('成都市') input").check()
        assert "承接四川省" in page.inner_text("#panel details.lineage summary")
        assert page.locator("#panel details.lineage li").count() == sum(map(len, INNS.links.values()))
        page.locator("#documents tbody button").first.click()
        assert "兑现装修补贴" in page.inner_text("#panel details.lineage")
        page.locator("#panel details.lineage button:has-text('查看原文')").first.click()
        assert page.is_visible("#reader mark")


def test_a_place_counts_as_many_tasks_as_its_line_leads_to(browser: Any, family: Path) -> None:
    """Sichuan has seven tasks of its own and five of Chengdu below it: the facet has twelve, its line seven."""
    with Visit(browser, family) as page:
        line = page.locator("#matrix tbody tr:has-text('四川省')")
        own = int(line.locator("td").first.inner_text())
        assert offered(page, "place")["四川省"] > own
        line.locator("th button").click()
        assert chosen(page) == own
        page.click("#alone")
        assert chosen(page) > own


def test_documents_without_a_task_are_listed_too(browser: Any, family: Path) -> None:
    with Visit(browser, family) as page:
        assert page.inner_text("#title") == page.inner_text("#documents h2").removeprefix("文件（").removesuffix(
            "）"
        ).replace("份", "份文件")
        assert "川府〔2031〕9号" in page.inner_text("#documents")
        page.click("#language")
        assert page.inner_text("#title") == "3 documents"


def test_a_measure_shows_what_it_carries_out_and_who_carries_it_out(browser: Any, family: Path) -> None:
    with Visit(browser, family, "view=overview") as page:
        unpacked(page)
        choose(page, "三个工作日内办结")
        assert page.inner_text(".lineage h3").startswith("所承接的上级举措 1 项")
        page.locator(".lineage li button:has-text('查看原文')").click()
        assert "五个工作日内办结" in page.inner_text("#reader .text")
        assert page.is_visible("#reader mark")
        page.keyboard.press("Escape")
        page.locator(".lineage li button.link").click()
        assert page.inner_text(".lineage h3").startswith("下级承接")


def test_the_advice_on_few_documents_is_there_and_of_many_it_is_said_that_it_is_not(
    browser: Any, family: Path, page: Any
) -> None:
    page.locator("#documents tbody button").first.click()
    assert "此页不附审读意见" in page.inner_text("#panel")
    with Visit(browser, family) as few:
        unpacked(few)
        choose(few, "川政办发〔2031〕8号")
        few.wait_for_selector("#panel .advice li button")
        assert re.match(r"审读意见 \d+ 条", few.inner_text("#panel .advice h3"))
        few.locator("#panel .advice li button").first.click()
        assert few.is_visible("#reader mark")
