"""The explorer in a real Chromium, opened from the disk with the network off, driven as a person would."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made_network
import pytest
from browsing import AXE, SIZES, WCAG
from made_exports import facts
from visits import Visit, choose, download, fragment, go, heading

from exports import explorer
from queries.ask.catalog import Question, answer, questions
from queries.ask.endpoint import Endpoint, open_graph
from queries.ask.table import FORMATS, Table

pytestmark = pytest.mark.browser

HOSTILE = (
    "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2><!--"
    "\u202e'\"`${window.hacked=3}\u2028javascript:window.hacked=4"
)


@pytest.fixture(scope="module")
def sample(sample_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    explorer.write(open_graph(sample_graph), path)
    return path


def test_what_became_of_the_tasks_of_a_body_is_told_beside_them(browser: Any, sample: Path) -> None:
    with Visit(browser, sample) as page:
        choose(page, "gongshangju")
        assert "自治区市场监管局" in page.inner_text("#panel .heirs")
        assert "很可能" in page.inner_text("#panel .heirs")
        choose(page, "乌鲁木齐海关")
        assert "前身" in page.inner_text("#panel .heirs")
        page.locator("#panel .heirs button").first.click()
        assert heading(page) == "新疆出入境检验检疫局"


def test_the_sample_opens_still_and_offline(browser: Any, sample: Path) -> None:
    with Visit(browser, sample) as page:
        page.wait_for_selector("html[data-drawn]", state="attached")
        assert "40" in page.inner_text("#status")
        before = page.query_selector("#canvas canvas").screenshot()
        page.wait_for_timeout(300)
        assert page.query_selector("#canvas canvas").screenshot() == before


@pytest.mark.parametrize("typed", ["知识产权局", "zscqj", "Intellectual Property Office"])
def test_search_finds_a_body_by_its_name_its_initials_and_in_english(browser: Any, sample: Path, typed: str) -> None:
    with Visit(browser, sample) as page:
        choose(page, typed)
        assert heading(page) == "自治区知识产权局"
        assert "牵头\n25" in page.inner_text("#panel dl")
        assert "sel=p" in fragment(page)


def test_a_click_in_the_picture_leads_to_the_sentence_in_the_text(browser: Any, sample: Path) -> None:
    with Visit(browser, sample) as page:
        page.wait_for_selector("html[data-drawn]", state="attached")
        page.mouse.click(*largest_disc(page))
        assert heading(page) == "自治区知识产权局"
        page.locator("#panel .task").first.get_by_text("查看原文").click()
        assert page.inner_text("#reader mark").startswith("(自治区知识产权局")
        assert page.inner_text("#reader mark strong") == "自治区知识产权局"
        assert page.locator("#reader mark").is_visible()
        whole = page.evaluate("() => document.querySelector('#reader .text').textContent")
        assert whole == json.loads(page.evaluate("() => document.getElementById('texts').textContent"))[0]
        page.keyboard.press("Escape")
        assert not page.is_visible("#reader")


LARGEST_DISC = """() => {
  const canvas = document.querySelector("#canvas canvas");
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const blue = (x, y) => {
    const [red, green, blue] = data.subarray(4 * (y * width + x));
    return red < 20 && green < 110 && blue > 130;
  };
  const reach = (x, y, dx, dy) => {
    let step = 0;
    while (step < 60 && blue(x + dx * step, y + dy * step)) step += 1;
    return step;
  };
  let best = [0, 0, 0];
  for (let y = 64; y < height - 64; y += 3) for (let x = 64; x < width - 64; x += 3) {
    const least = Math.min(reach(x, y, 1, 0), reach(x, y, -1, 0), reach(x, y, 0, 1), reach(x, y, 0, -1));
    if (least > best[0]) best = [least, x, y];
  }
  const box = canvas.getBoundingClientRect();
  return [box.x + best[1] * box.width / width, box.y + best[2] * box.height / height];
}"""


def largest_disc(page: Any) -> tuple[float, float]:
    """Where on the screen the largest dot of the commonest kind stands, as a person would see it."""
    x, y = page.evaluate(LARGEST_DISC)
    return x, y


def test_every_state_has_an_address_and_back_undoes_it(browser: Any, sample: Path) -> None:
    with Visit(browser, sample) as page:
        choose(page, "自治区财政厅")
        page.click("#views button[value=tasks]")
        page.select_option("#by-theme", index=2)
        address, shown = fragment(page), page.inner_text("#status")
        assert heading(page) == "自治区财政厅"  # switching keeps the selection
        page.go_back()
        page.go_back()
        assert "view=" not in fragment(page)
        page.go_back()
        assert heading(page) == "详情"
    with Visit(browser, sample, address.removeprefix("#")) as page:
        assert page.inner_text("#status") == shown
        assert heading(page) == "自治区财政厅"


def test_the_legend_filters_picture_and_table(browser: Any, sample: Path) -> None:
    with Visit(browser, sample, "form=table") as page:
        rows = page.locator("#table tbody tr")
        assert rows.count() == 40
        kind = page.locator("#filter-form input[type=checkbox]").first
        kind.uncheck()
        left = rows.count()
        assert 0 < left < 40
        page.click("#forms button[value=picture]")
        assert str(left) in page.inner_text("#status")
        page.click("#reset")
        page.locator("#role-co").uncheck()
        page.click("#forms button[value=table]")
        assert 0 < rows.count() < 40
        assert all(cell == "0" for cell in page.locator("#table tbody td:nth-child(5)").all_inner_texts())


def test_the_table_says_what_the_picture_says_and_sorts(browser: Any, sample: Path) -> None:
    with Visit(browser, sample, "form=table") as page:
        first = page.locator("#table tbody tr").first
        assert first.inner_text().split("\t")[0] == "自治区知识产权局"
        assert "25" in first.inner_text().split("\t")
        page.click("#table thead button:has-text('名称')")
        names = page.locator("#table tbody th").all_inner_texts()
        page.click("#table thead button:has-text('名称')")
        assert page.locator("#table tbody th").all_inner_texts() == names[::-1]
        assert page.get_attribute("#table thead th", "aria-sort") == "descending"
        page.locator("#table tbody th button").first.click()
        assert heading(page) == names[-1]


def test_neighbourhood_and_path(browser: Any, sample: Path) -> None:
    with Visit(browser, sample) as page:
        choose(page, "自治区文明办")
        page.click("#panel button:has-text('只看相邻')")
        assert "near=" in fragment(page)
        assert "40" not in page.inner_text("#status").split("。")[0]
        page.go_back()
        page.click("#panel button:has-text('到另一机构的路径')")
        choose(page, "自治区畜牧厅")
        assert heading(page) == "自治区文明办 到 自治区畜牧厅 的路径"
        steps = page.locator("#panel h3").all_inner_texts()
        assert len(steps) >= 2
        assert steps[0].startswith("自治区文明办")
        assert steps[-1].endswith("自治区畜牧厅")


def test_pictures_and_tables_can_be_taken_along(browser: Any, sample: Path) -> None:
    with Visit(browser, sample, "sel=p3") as page:
        name, png = download(page, "#save-png")
        assert name.endswith("-bodies.png")
        assert png.startswith(b"\x89PNG")
        name, svg = download(page, "#save-svg")
        text = svg.decode()
        assert name.endswith(".svg")
        assert "知识产权局" in text
        assert text.count("<line") == 92
        name, table = download(page, "#save-csv")
        assert table.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
        assert len(rows) == 41
        assert rows[1][0] == "自治区知识产权局"


def test_a_citation_names_document_measure_and_words(browser: Any, sample: Path) -> None:
    with Visit(browser, sample, permissions=["clipboard-read", "clipboard-write"]) as page:
        choose(page, "zscqj")
        page.locator("#panel .task").first.get_by_text("复制引文").click()
        page.wait_for_selector("#panel button:has-text('已复制')")
        copied = page.evaluate("() => navigator.clipboard.readText()")
        assert re.fullmatch(r"《关于.*》（新政办发〔2017〕107号）.*第\d+项.*：“.*自治区知识产权局.*”", copied)


def test_english_at_a_click(browser: Any, sample: Path) -> None:
    with Visit(browser, sample) as page:
        page.click("#language")
        assert page.get_attribute("html", "lang") == "en"
        shown = page.inner_text("nav") + page.inner_text("#filters")
        assert not re.search(r"[\u4e00-\u9fff]", shown.replace("中文", "")[: shown.find("Section")])
        choose(page, "zscqj")
        assert heading(page).startswith("Intellectual Property Office")


@pytest.fixture(scope="module")
def console(browser: Any, sample: Path) -> Iterator[Any]:
    """The sample's page with its console open and the graph loaded, the same for every question."""
    with Visit(browser, sample, "form=console") as page:
        page.wait_for_selector("#said:has-text('图谱已载入')")
        yield page


@pytest.fixture(scope="module")
def endpoint(sample_graph: Path) -> Endpoint:
    return open_graph(sample_graph)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_the_console_answers_the_whole_catalogue_as_the_command_line_does(
    console: Any, endpoint: Endpoint, question: Question
) -> None:
    console.select_option("#question", question.name)
    assert console.input_value("#query") == question.text
    console.click("#run")
    console.wait_for_selector("#run:enabled")
    expected = answer(endpoint, question)
    assert isinstance(expected, Table)
    assert console.inner_text("#said").startswith(f"{len(expected.rows)} 行")
    _, found = download(console, "#results > button")
    assert found.decode().replace("\r\n", "\n") == FORMATS["csv"](expected).replace("\r\n", "\n")


def test_a_row_of_the_console_leads_to_the_details_of_a_body(console: Any) -> None:
    console.fill("#query", "SELECT ?body { ?body <https://w3id.org/fengong/ont#shortName> '自治区财政厅' }")
    console.click("#run")
    console.click("#results button.link")
    assert heading(console) == "自治区财政厅"


def test_a_query_can_be_stopped_and_a_wrong_one_explains_itself(browser: Any, sample: Path) -> None:
    with Visit(browser, sample, "form=console") as page:
        page.wait_for_selector("#said:has-text('图谱已载入')")
        page.fill("#query", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        page.click("#run")
        page.click("#stop")
        assert "已停止" in page.inner_text("#said")
        page.fill("#query", "SELECT nonsense")
        page.click("#run")
        page.wait_for_selector("#said.error")


def test_hostile_documents_are_inert_and_intact(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    long = HOSTILE + "局" * 10_000
    path.write_text(explorer.page(facts(long, HOSTILE + "(财政厅、审计厅)")), encoding="utf-8")
    with Visit(browser, path) as page:
        for view in ("bodies", "tasks", "outline", "themes"):
            for form in ("picture", "table"):
                go(page, f"view={view}&form={form}&sel=p0")
                assert page.evaluate("() => document.querySelector('#panel h2').textContent") == long
                assert page.evaluate("() => window.hacked") is None
                assert page.locator("img").count() == 0
    with Visit(browser, path, "sel=t0") as page:
        page.locator("#panel .task").first.get_by_text("查看原文").click()
        assert page.evaluate("() => window.hacked") is None


def test_what_stands_in_the_address_is_inert_too(browser: Any, sample: Path) -> None:
    for bad in (
        "sel=%3Cimg src=x onerror=alert(1)%3E",
        "view=__proto__&form=constructor",
        "sel=p999999&to=x&min=NaN&sort=99d&table=-7",
        "section=h0&theme=s1&document=p1&near=zzz&open=c999..",
    ):
        with Visit(browser, sample, bad) as page:
            assert page.is_visible("#panel h2")


@pytest.mark.parametrize("scheme", ["dark", pytest.param("light", marks=pytest.mark.soak)])
def test_axe_finds_nothing(browser: Any, sample: Path, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm ci in exports/explorer/web)")
    states = (
        "",
        "view=tasks&sel=t4",
        "view=outline&sel=s2&lang=en",
        "view=themes&sel=h1",
        "form=table&sel=p25",
        "form=console",
        "sel=p25&to=p3",
    )
    with Visit(browser, sample, bypass_csp=True) as page:
        page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        for state in states:
            go(page, f"{state}&scheme={scheme}")
            found = page.evaluate("tags => axe.run({runOnly: tags})", list(WCAG))
            problems = [(v["id"], [node["html"][:120] for node in v["nodes"]][:3]) for v in found["violations"]]
            assert problems == [], state


def test_everything_can_be_done_with_keys_alone(browser: Any, sample: Path) -> None:
    with Visit(browser, sample) as page:
        reached = set()
        for _ in range(80):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("() => document.activeElement.id || document.activeElement.value"))
        needed = {
            "search",
            "language",
            "scheme",
            "bodies",
            "tasks",
            "outline",
            "themes",
            "picture",
            "table",
            "console",
            "save-png",
            "save-svg",
            "save-csv",
            "by-theme",
            "least",
            "reset",
            "canvas",
            "zoom-in",
            "zoom-fit",
        }
        assert needed <= reached
        page.focus("#search")
        page.keyboard.type("jxw")
        page.wait_for_selector("#found li")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        assert heading(page) == "自治区经信委"
        page.focus("#canvas")
        for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "+", "-", "0", "Shift+ArrowLeft"):
            page.keyboard.press(key)
        spoken = page.inner_text("#near")
        page.keyboard.press("Enter")
        assert spoken.startswith(heading(page))
        page.keyboard.press("Escape")
        assert heading(page) == "详情"
        page.focus("#panel .partners button")
        page.keyboard.press("Enter")
        page.locator("#panel .task button:has-text('查看原文')").first.focus()
        page.keyboard.press("Enter")
        assert page.is_visible("#reader")
        page.keyboard.press("Escape")


@pytest.mark.parametrize("size", ["phone", "office", "desk"])
def test_nothing_sticks_out_sideways(browser: Any, sample: Path, size: str) -> None:
    with Visit(browser, sample, size=size) as page:
        for state in ("view=bodies", "view=tasks", "view=outline&lang=en", "view=themes", "form=table", "form=console"):
            go(page, f"{state}&sel=p25")
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), state


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", ["bodies", "tasks", "outline", "themes"])
def test_the_edge_of_the_screen_cuts_nothing_off_the_picture(
    browser: Any, sample: Path, view: str, language: str
) -> None:
    with Visit(browser, sample, f"view={view}&lang={language}") as page:
        page.wait_for_selector("html[data-drawn]", state="attached")
        ink = page.evaluate(INK)
        assert ink["inside"] > 0
        assert ink["edge"] == 0


INK = """() => {
  const canvas = document.querySelector("#canvas canvas");
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const ink = { inside: 0, edge: 0 };
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    const within = x > 3 && y > 3 && x < width - 4 && y < height - 4;
    if (data[4 * (y * width + x) + 3]) ink[within ? "inside" : "edge"] += 1;
  }
  return ink;
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_two_thirds_of_the_screen_are_the_picture(browser: Any, sample: Path, language: str) -> None:
    with Visit(browser, sample, f"lang={language}", size="phone") as page:
        height = SIZES["phone"][1]
        picture = page.locator("#canvas").bounding_box()
        assert min(picture["y"] + picture["height"], height) - picture["y"] >= height * 2 / 3
        assert not page.is_visible("#filter-form")
        page.click("#filters summary")
        assert page.is_visible("#filter-form")


def test_a_large_network_shows_what_can_be_read_and_keeps_the_rest_in_the_table(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_text(explorer.page(made_network.facts(3_000, 9_000)), encoding="utf-8")
    with Visit(browser, path) as page:
        page.wait_for_selector("html[data-drawn]", state="attached")
        status = page.inner_text("#status")
        shown = int(re.findall(r"显示 (\d+) 个节点", status)[0])
        assert shown < 200
        assert "3000" in status
        page.focus("#canvas")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        assert "open=c" in fragment(page)
        unfolded = int(re.findall(r"显示 (\d+) 个节点", page.inner_text("#status"))[0])
        assert unfolded > shown
        page.click("#forms button[value=table]")
        assert "3000" in page.inner_text("#table caption")
        page.click("#forms button[value=picture]")
        page.click("#whole")
        assert "3000 个节点" in page.inner_text("#status")


def test_the_page_is_small(sample: Path) -> None:
    size = sample.stat().st_size
    assert size <= 5_000_000
    html = sample.read_text(encoding="utf-8")
    without = len(
        re.sub(
            r'<script type="text/plain".*?</script>|<script type="application/json" id="questions">.*?</script>',
            "",
            html,
            flags=re.DOTALL,
        ).encode()
    )
    assert without <= 1_000_000
