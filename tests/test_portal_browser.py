"""The portal in a real Chromium, as a stranger clicks through it; without script, by keyboard, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from browsing import SIZES, WCAG, serious
from live_server import LiveServer, running
from made_cities import plans
from made_family import INNS
from test_many import CORPORA, TEN

from exports.align.statements import stated
from exports.desk import Desk
from graph_build.corpus import build
from graph_build.sources import Source
from queries.ask.endpoint import open_graph
from queries.duties import load
from queries.review import kept
from queries.serve.evaluation import Limits
from queries.serve.portal.selection import FACETS, VIEWS

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[1] / "graph_build/samples/xinjiang-2017-107.txt"


def opc(name: str, number: str, led: int) -> str:
    """A plan for one-person companies in which the data bureau leads so many of twelve tasks."""
    who = ["市数据局牵头，市科技局配合"] * led + ["市科技局牵头，市数据局配合"] * (12 - led)
    tasks = "".join(f"{n}.落实OPC支持事项第{n}条，2026年底前完成。（{each}）\n" for n, each in enumerate(who, 1))
    return f"{name}人民政府办公室关于支持OPC发展的通知\n{number}〔2026〕9号\n\n{tasks}2026年1月5日\n"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portal")
    sources = [Source(name, text) for name, text in CORPORA["fifty documents of ten places"].items()]
    sources += [Source(f"{n}opc.txt", opc(n, TEN[n], led).encode()) for n, led in zip(TEN, range(1, 11), strict=True)]
    sources.append(Source(SAMPLE.name, SAMPLE.read_bytes()))
    sources += [Source(name, inns(text).encode()) for name, text in (INNS.upper | INNS.lower).items()]
    build(sources, folder, derive=stated)
    kept.make((folder / "current").resolve())
    return folder


def inns(text: str) -> str:
    """The made plans for inns, as if of Sichuan and Chengdu."""
    for old, new in (("海西省", "四川省"), ("海政办", "川政办"), ("南浔塘市", "成都市"), ("南政办", "成政办")):
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def server(graph: Path) -> Iterator[LiveServer]:
    with running(graph, Limits(workers=2, look=0.1), desk=Desk(graph, "张三")) as found:
        yield found


class Visit:
    """A visit to the portal, with what the pages complained of and asked for elsewhere."""

    def __init__(self, browser: Any, server: LiveServer, path: str = "/", size: str = "office", **context: Any) -> None:
        width, height = SIZES[size]
        self._server = server
        self._context = browser.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True, **{"locale": "zh-CN"} | context
        )
        self.page = self._context.new_page()
        self.page.set_default_timeout(30_000)
        self._complaints: list[str] = []
        self.page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self.page.on("console", lambda m: self._complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on(
            "request",
            lambda r: None if r.url.startswith((server.url, "data:")) else self._complaints.append(r.url),
        )
        self.page.goto(server.url + path)

    def __enter__(self) -> Any:
        return self.page

    def __exit__(self, kind: object, *_: object) -> None:
        self._context.close()
        assert kind or self._complaints == []


def total(page: Any) -> int:
    found = re.search(r"[\d,]+", page.inner_text("h1"))
    assert found, page.inner_text("h1")
    return int(found[0].replace(",", ""))


def choose(page: Any, facet: str, value: str) -> None:
    """Clicks a value of a facet, opening the facet and showing it whole if need be."""
    box = page.locator(f"#facet-{facet}")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    link = box.locator("li a", has_text=re.compile(f"^{re.escape(value)}$"))
    if not link.count():
        box.locator("p a").last.click()
    page.locator(f"#facet-{facet} li a", has_text=re.compile(f"^{re.escape(value)}$")).first.click()
    page.wait_for_load_state()


def choose_each(page: Any, home: str) -> None:
    """Chooses the first value of each facet: as many tasks are left as it said, and back goes back."""
    everything = total(page)
    for facet in FACETS:
        box = page.locator(f"#facet-{facet}")
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        first = box.locator("li").first
        count = int(first.locator(".count").inner_text().replace(",", ""))
        first.locator("a").click()
        page.wait_for_load_state()
        assert total(page) == count, facet
        assert page.locator(f"#facet-{facet} a[aria-current=true]").count() == 1
        address = page.url
        page.go_back()
        assert total(page) == everything
        page.go_forward()
        assert page.url == address
        assert total(page) == count
        page.locator(".chips a").first.click()
        page.wait_for_load_state()
        assert total(page) == everything
        page.goto(home)


def test_every_facet_leaves_as_many_tasks_as_it_said_and_back_goes_back(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server) as page:
        choose_each(page, server.url)


@pytest.mark.soak
def test_a_thousand_documents_are_chosen_from_and_seen_in_every_view(browser: Any, tmp_path: Path) -> None:
    sources = [
        Source(f"{year}-{one.name}", one.content.decode().replace("渔", word).encode())
        for year, word in enumerate("渔林牧茶", 2021)
        for one in plans(260)
    ]
    build(sources, tmp_path)
    kept.make((tmp_path / "current").resolve())
    with running(tmp_path, Limits(workers=2)) as server, Visit(browser, server) as page:
        choose_each(page, server.url)
        for view in range(len(VIEWS)):
            page.locator(".tabs a").nth(view).click()
            page.wait_for_load_state()
            assert serious(page, *WCAG) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_reached_by_a_click_and_keeps_the_selection(browser: Any, server: LiveServer, view: str) -> None:
    with Visit(browser, server, "/?words=OPC&role=lead") as page:
        before = total(page)
        page.locator(".tabs a").nth(VIEWS.index(view)).click()
        page.wait_for_load_state()
        assert total(page) == before
        assert "words=OPC" in page.url
        assert serious(page, *WCAG) == []
        inside = {
            "table": "table.tasks td.say a",
            "network": "svg.network a.node",
            "matrix": "table.matrix td a",
            "leads": "table.leads td a",
            "timeline": "table.bars th a",
            "map": "svg.map a",
            "lineage": ".formats a",
        }[view]
        page.locator(inside).first.click()
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1


#: Two ways to look at a page between which each scheme and language is; all ways in the long run.
PAIRED = {("phone", "dark", "en"), ("office", "light", "zh")}


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [
        pytest.param(*way, marks=() if way in PAIRED else pytest.mark.soak)
        for way in product(SIZES, ("light", "dark"), ("zh", "en"))
    ],
)
def test_pages_fit_and_are_open_to_all(
    browser: Any, server: LiveServer, size: str, scheme: str, language: str, graph: Path
) -> None:
    document = next(d for d in load(open_graph(graph)).documents if "107" in d.number)
    paths = (
        "/?",
        "/?view=network&",
        "/?view=map&",
        "/?view=lineage&place=510100&",
        f"/id/{document.iri.partition('/id/')[2]}?",
        "/id/body/650000/工商局?",
        "/id/place/510000?",
        "/id/field/finance?",
        "/give?",
        "/corrections?",
        "/questions?",
    )
    for path in paths:
        with Visit(browser, server, f"{path}lang={language}", size, color_scheme=scheme) as page:
            assert serious(page, *WCAG) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert page.get_attribute("html", "lang") == ("zh-CN" if language == "zh" else "en")


def test_without_script_everything_is_there(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server, java_script_enabled=False) as page:
        page.fill("#words", "OPC")
        page.press("#words", "Enter")
        page.wait_for_load_state()
        found = total(page)
        choose(page, "role", "牵头")
        assert total(page) <= found
        page.locator(".tabs a").nth(1).click()
        assert page.locator("svg.network a.node").count() > 1


def test_by_keyboard_alone(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "words"
        page.keyboard.type("caizheng")
        page.keyboard.press("Enter")
        page.wait_for_url("**words=caizheng**")
        assert total(page) > 0
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('#facet-role') && document.activeElement.tagName") == "A":
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**role=**")


def test_which_citys_data_bureau_leads_most_opc_tasks(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server) as page:
        page.fill("#words", "OPC")
        page.press("#words", "Enter")
        page.wait_for_load_state()
        choose(page, "office", "数据局")
        choose(page, "role", "牵头")
        assert total(page) == sum(range(1, 11))
        page.locator(".tabs a").nth(VIEWS.index("leads")).click()
        page.wait_for_load_state()
        first = page.locator("table.leads tbody tr").first
        assert first.locator("th").inner_text() == list(TEN)[-1]
        assert first.locator("td").first.inner_text() == "10"


def test_which_tasks_of_a_document_rest_on_order_and_where_the_text_says_so(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server) as page:
        choose(page, "place", "新疆维吾尔自治区")
        page.locator("table.tasks tbody tr").first.locator("td a").last.click()
        page.wait_for_load_state()
        page.locator("dl.about a", has_text="项任务").click()
        page.wait_for_load_state()
        choose(page, "basis", "按首位推定")
        assert total(page) == 57
        row = page.locator("table.tasks tbody tr").nth(2)
        lead = row.locator("a.as-lead").first.inner_text()
        row.locator("td.say a").click()
        page.wait_for_load_state()
        said = page.locator("mark:target")
        assert said.is_visible()
        assert said.bounding_box()["y"] < SIZES["office"][1]
        assert lead in said.locator("a.as-lead").first.get_attribute("title")


def test_what_became_of_the_tasks_of_a_body(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server) as page:
        page.fill("#words", "gongshangju")
        page.press("#words", "Enter")
        page.wait_for_load_state()
        page.locator("table.tasks a", has_text="工商局").first.click()
        page.wait_for_load_state()
        section = page.locator("section[aria-labelledby=succession]")
        assert "市场监管局" in section.inner_text()
        section.locator("a").first.click()
        page.wait_for_load_state()
        assert "市场监管局" in page.inner_text("h1")


def test_what_chengdu_took_over_from_sichuan(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server) as page:
        choose(page, "place", "成都市")
        page.locator(".tabs a").nth(VIEWS.index("lineage")).click()
        page.wait_for_load_state()
        section = page.locator("section.handed", has_text="承接自四川省")
        assert section.locator("tbody tr").count() == sum(map(len, INNS.links.values()))
        assert "兑现装修补贴" in section.inner_text()
        assert serious(page, *WCAG) == []
        section.locator("tbody td a").first.click()
        page.wait_for_load_state()
        assert "承接自四川省" in page.inner_text("section[aria-labelledby=lineage]")
        page.locator("section[aria-labelledby=lineage] a", has_text="四川省人民政府").first.click()
        page.wait_for_load_state()
        assert "由成都市承接" in page.inner_text("section[aria-labelledby=lineage]")


def test_the_advice_on_a_document_is_on_its_page_and_chooses_its_tasks(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server) as page:
        choose(page, "place", "新疆维吾尔自治区")
        choose(page, "advice", "多个单位而未写明牵头")
        count = total(page)
        page.locator("table.tasks tbody tr").first.locator("td a").last.click()
        page.wait_for_load_state()
        rows = page.locator("section[aria-labelledby=advice] tbody tr", has_text="多个单位而未写明牵头")
        assert 0 < count <= rows.count()
        link = rows.last.locator("a")
        quoted = link.inner_text().rstrip("…")
        link.click()
        marked = page.locator(".source em:target")
        assert "".join(marked.inner_text().split()).startswith("".join(quoted.split()))
        box, height = marked.bounding_box(), page.viewport_size["height"]
        assert box
        assert 0 <= box["y"] < height


def test_a_selection_is_taken_along_as_files_query_and_link(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server, "/?words=OPC&role=lead") as page:
        count = total(page)
        for form in ("xlsx", "csv"):
            with page.expect_download() as given:
                page.locator(".formats a", has_text=form).click()
            content = Path(given.value.path()).read_bytes()
            assert content[:2] == b"PK" if form == "xlsx" else content.count(b"\r\n") == count + 1
        page.locator(".formats a", has_text="SPARQL").click()
        page.wait_for_load_state()
        assert f"{count} 行" in page.inner_text("section[aria-labelledby=answer]")


def test_a_file_is_dropped_read_and_forgotten(browser: Any, server: LiveServer, tmp_path: Path) -> None:
    path = tmp_path / "新通知.txt"
    path.write_text(opc("南昌市", "洪府办发", 3), encoding="utf-8")
    with Visit(browser, server, "/") as page:
        everything = total(page)
        page.locator("nav a", has_text="给一份文件").click()
        page.set_input_files("#file", path)
        page.locator("form[data-drop] button").click()
        page.wait_for_url("**/given/**")
        assert page.locator("mark").count() == 12
        assert page.locator("#advice").count() == 1
        assert serious(page, *WCAG) == []
        with page.expect_download() as given:
            page.locator(".given a.button").first.click()
        assert Path(given.value.path()).read_bytes()[:2] == b"PK"
        page.locator("button[value=forget]").click()
        page.wait_for_url("**/give**")
        page.goto(server.url)
        assert total(page) == everything


def test_a_lead_is_corrected_and_the_correction_taken_back(browser: Any, server: LiveServer) -> None:
    with Visit(browser, server, "/?words=OPC&place=郑州市") as page:
        row = page.locator("table.tasks tbody tr").nth(4)
        before = row.locator("a.as-lead").first.inner_text()
        row.locator("a.mend").click()
        page.wait_for_load_state()
        assert serious(page, *WCAG) == []
        page.fill("#lead", "郑州市财政局")
        page.fill("#reason", "会议纪要")
        page.locator("form.give button").click()
        page.wait_for_url("**/corrections**")
        assert "张三" in page.inner_text("table.trail")
        assert "郑州市财政局" in page.inner_text("table.trail")
        assert serious(page, *WCAG) == []
        page.locator("table.trail button").first.click()
        page.wait_for_selector("text=已撤销")
        for _ in range(50):
            page.goto(f"{server.url}/?words=OPC&place=郑州市")
            if page.locator("table.tasks tbody tr").nth(4).locator("a.as-lead").first.inner_text() == before:
                break
            page.wait_for_timeout(200)
        assert page.locator("table.tasks tbody tr").nth(4).locator("a.as-lead").first.inner_text() == before
