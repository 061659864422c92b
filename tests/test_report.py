"""The planner's report: every number from the graph, the same bytes twice, a file that stands alone."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from exports import report
from exports.report import charts, contents, governments
from exports.report.blocks import Bullets, Heading, Language, Paragraph, Picture, Report, Table
from exports.report.chapters import deadlines, faults
from exports.report.html import to_html
from exports.report.markdown import to_markdown
from exports.report.view import View
from exports.report.words import words
from ontology import findings
from ontology.enumerations import CO, KEYWORD, LEAD, ORDER, Level
from ontology.errors import BadQuery, UnknownFormat
from queries.analysis import whatif
from queries.analysis.graphs import two_mode
from queries.ask.endpoint import Local, open_graph
from queries.duties import Assignment, Document, Duties, Measure, Party, Task, load, without_groups

TEMPLATE = Path(report.__file__).parent / "templates" / "report.toml"


@pytest.fixture(scope="module")
def endpoint(sample_graph: Path) -> Local:
    return open_graph(sample_graph)


@pytest.fixture(scope="module")
def sample(endpoint: Local) -> Report:
    return report.report(endpoint, "zh")


@pytest.fixture(scope="module")
def english(endpoint: Local) -> Report:
    return report.report(endpoint, "en", as_of=date(2026, 1, 1))


def table(of: Report, caption: str) -> Table:
    return next(block for block in of.blocks if isinstance(block, Table) and block.caption == caption)


def test_base_counts_are_those_of_the_gold(endpoint: Local) -> None:
    from queries.analysis import loads

    duties = load(endpoint)
    graph = two_mode(duties)
    names = {party.name: party.iri for party in duties.parties}
    office = names["自治区知识产权局"]
    assert (len(duties.measures), len(loads.tasks(graph)), graph.number_of_edges()) == (43, 57, 229)
    assert (len(duties.parties), sum(not party.group for party in duties.parties)) == (40, 34)
    assert (loads.led(graph)[office], loads.total(graph)[office]) == (25, 43)
    assert round(loads.herfindahl(loads.led(graph).values()), 3) == 0.219


def test_no_pair_of_the_sample_is_significant(endpoint: Local) -> None:
    """One document is too small: none of the 199 pairs of bodies, whatever the disparity filter may keep."""
    from queries.analysis import significance

    pairs = significance.pairs(two_mode(without_groups(load(endpoint))))
    assert (len(pairs), sum(pair.found for pair in pairs)) == (199, 0)
    assert pairs[0].p == pytest.approx(0.002, abs=0.0005)


def test_the_report_reads_the_same_as_when_it_was_looked_at(
    sample: Report, english: Report, golden: Callable[[str, str], None]
) -> None:
    golden("exports/report.zh.md", to_markdown(sample))
    golden("exports/report.en.md", to_markdown(english))


def test_two_runs_give_the_same_page(endpoint: Local, sample: Report, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    report.write(endpoint, page)
    assert page.read_text(encoding="utf-8") == to_html(sample)


def test_two_runs_give_the_same_word_file(sample: Report) -> None:
    written = [report._form(Path("a.docx"))(replace(sample, blocks=sample.blocks[:9])) for _ in range(2)]
    assert written[0] == written[1]


def test_the_page_asks_nothing_of_any_host(sample: Report) -> None:
    page = to_html(sample)
    addresses = set(re.findall(r"""(?:src|href|action)=["']([^"'#][^"']*)|url\(([^#)][^)]*)\)""", page))
    assert not addresses
    assert "<script" not in page


def test_every_picture_has_words_and_fonts_for_chinese(sample: Report) -> None:
    pictures = [block for block in sample.blocks if isinstance(block, Picture)]
    assert len(pictures) == 7
    page = to_html(sample)
    for picture in pictures:
        assert len(picture.alternative) > 20
        assert f'aria-label="{picture.alternative[:20]}' in page
        assert "Noto Sans CJK SC" in picture.svg
        assert "MS Gothic" not in picture.svg


def test_the_contents_count_as_the_chapters_do(sample: Report, english: Report) -> None:
    for of in (sample, english):
        page = to_html(of)
        listed = re.findall(r'<li><a href="#\w+">(.*?)</a>', page)
        assert listed == re.findall(r"<h2 id.*?>(.*?)</h2>", page)


def test_dates_and_task_numbers_are_not_broken_at_their_hyphens() -> None:
    blocks = (Bullets(("任务 [2] 3/8-1 到 2017-06-09",)),)
    page = to_html(Report("zh", "题", "副题", (), blocks))
    assert re.findall(r'<span class="whole">(.*?)</span>', page) == ["[2] 3/8-1", "2017-06-09"]


def test_findings_are_told_by_task_number_in_order_and_by_title(endpoint: Local) -> None:
    view = View(load(endpoint), "keep", words("zh"))
    first, second = list(view.labels)[:2]
    parts = (findings.Severity.INFO, "document")
    found = (
        findings.Finding("I01", *parts, second + "/a1", "", "无", "none"),
        findings.Finding("I01", *parts, first, "", "无", "none"),
        findings.Finding("I03", *parts, f"{first}x/c1", "https://w3id.org/fengong/id/doc/cited/某条例", "引", "cited"),
    )
    *_, listed = faults.chapter(replace(view, findings=found))
    assert isinstance(listed, Table)
    assert [row[-1] for row in listed.rows] == [f"{view.labels[first]}、{view.labels[second]}", "《某条例》"]


def test_ids_are_unique_on_the_page(sample: Report) -> None:
    class Ids(HTMLParser):
        found: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found += [value for name, value in attrs if name == "id" and value]

    parser = Ids()
    parser.found = []
    parser.feed(to_html(sample))
    assert len(parser.found) == len(set(parser.found)) > 10


def test_every_table_is_square_and_each_number_column_has_a_unit_or_is_a_pure_number(sample: Report) -> None:
    pure = {"名次", "牵头率", "数量", "p 值", "组"}
    pure |= {"点度", "接近", "中间", "特征向量", "PageRank", "限制度", "跨群参与"}
    pure |= {"牵头任务", "牵头跨度", "折算任务", "变动前", "变动后", "增减"}
    for block in sample.blocks:
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} == {len(block.columns)}
            assert all("（" in column.label or column.label in pure for column in block.columns if column.numeric)


def test_rank_ranges_hold_the_rank_itself(sample: Report) -> None:
    for row in table(sample, "责任主体排名").rows:
        low, _, high = row[8].partition("–")
        assert int(low) <= int(row[0]) <= int(high or low)


def test_a_deadline_of_the_day_before_is_due_and_of_the_day_is_not(made: Path) -> None:
    endpoint = open_graph(made)
    latest = min(limit.latest for limit in load(endpoint).limits if limit.latest)
    day = date.fromisoformat(latest)
    rows = []
    for as_of in (day, day + timedelta(days=1)):
        *_, limits = deadlines.chapter(View(load(endpoint), "keep", words("zh"), as_of))
        assert isinstance(limits, Table)
        rows.append(limits.rows[0])
    assert (rows[0][2], rows[0][3], rows[1][3]) == (latest, "还有 0 天", "已到期")


def test_groups_are_kept_or_left_out(endpoint: Local) -> None:
    kept, out = (View(load(endpoint), scope, words("zh")) for scope in ("keep", "exclude"))
    assert (len(kept.parties), len(out.parties)) == (40, 34)
    gone = {kept.name(p) for p in kept.parties} - {out.name(p) for p in out.parties}
    assert {"各行政公署", "各州、市、县(市)人民政府", "相关主管厅局"} < gone


def test_a_report_on_one_document_of_several(made: Path) -> None:
    endpoint = open_graph(made)
    chosen = load(endpoint).documents[0]
    assert len(load(endpoint).documents) > 1
    of_one = load(endpoint, [chosen.number])
    assert of_one.documents == (chosen,)
    assert {measure.document for measure in of_one.measures} == {chosen.iri}
    with pytest.raises(BadQuery, match=chosen.number):
        load(endpoint, ["国发〔1900〕1号"])


def test_a_graph_without_responsibilities_says_so() -> None:
    made = contents.compose(View(Duties(), "keep", words("zh")))
    assert any(isinstance(block, Paragraph) and "没有写明责任主体" in block.text for block in made.blocks)


# -- documents of several governments


def many(documents: int, places: int) -> Duties:
    """So many documents of so many cities, two bodies in every city and three more in each document."""
    docs, measures, tasks, named, parties = [], [], [], [], {}
    for d in range(documents):
        city = f"c{d % places}"
        level = (Level.PROVINCE, Level.PREFECTURE)[d % places % 2]
        docs.append(Document(f"d{d}", f"文{d}", f"{d}号", "2020-01-01", (), city, f"{city}市", level, f"文{d}"))
        for m in range(6):
            measures.append(Measure(f"d{d}/m{m}", f"d{d}", "", str(m + 1), f"办事{m}", (f"t{m % 3}",)))
            tasks.append(Task(f"d{d}/m{m}/t1", f"d{d}/m{m}", 1, f"办事{m}"))
            who = [f"{city}/财政局", f"{city}/教育局", *(f"{city}/{d}/{k}" for k in range(3))]
            for rank, party in enumerate(who[m % 3 : m % 3 + 3], start=1):
                name = party.rpartition("/")[2]
                parties[party] = Party(party, f"{city}市{party.removeprefix(f'{city}/')}", short=name)
                role, basis = (LEAD, ORDER) if rank == 1 else (CO, KEYWORD)
                named.append(Assignment(f"d{d}/m{m}/a{rank}", f"d{d}/m{m}/t1", party, role, basis, rank, name))
    return Duties(tuple(docs), (), tuple(measures), tuple(tasks), tuple(parties.values()), tuple(named))


def test_governments_are_counted_apart_and_lose_nothing() -> None:
    duties = many(12, 5)
    split = governments.governments(duties)
    assert [of.place for of in split] == ["c0", "c2", "c4", "c1", "c3"]  # provinces first, then by tasks and name
    for kind in ("documents", "measures", "tasks", "assignments", "limits"):
        assert sum(len(getattr(of.duties, kind)) for of in split) == len(getattr(duties, kind))
    for of in split:
        assert {document.jurisdiction for document in of.duties.documents} == {of.place}
        assert {a.party.partition("/")[0] for a in of.duties.assignments} == {of.place}
        assert {party.iri for party in of.duties.parties} == {a.party for a in of.duties.assignments}


def test_places_of_one_name_are_told_apart_and_documents_without_place_go_by_their_issuer() -> None:
    documents = (
        Document("a", "甲", "", "", jurisdiction="place/110105", place="朝阳区", level=Level.COUNTY),
        Document("b", "乙", "", "", jurisdiction="place/220104", place="朝阳区", level=Level.COUNTY),
        Document("c", "丙", "", "", jurisdiction="place/某新区"),
        Document("d", "丁", "", "", ("某协会",)),
        Document("e", "戊", "", "", label="戊.txt"),
    )
    found = [(of.name, of.level) for of in governments.governments(Duties(documents))]
    assert found == [
        ("朝阳区（110105）", "county"),
        ("朝阳区（220104）", "county"),
        ("戊.txt", None),
        ("某协会", None),
        ("某新区", None),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_of_several_governments_ranks_nobody_across_them(lang: Language) -> None:
    duties = many(12, 5)
    made = contents.compose(View(duties, "keep", words(lang)))
    tables = [block for block in made.blocks if isinstance(block, Table)]
    ranked = [table for table in tables if table.columns[0].label == words(lang)("c_rank")]
    assert len(ranked) == 5
    for one in ranked:
        assert len({row[1].partition("市")[0] for row in one.rows}) == 1
    assert not any(table.caption == words(lang)("t_ranking") for table in tables)
    side = next(table for table in tables if table.caption == words(lang)("t_governments"))
    assert [row[0] for row in side.rows] == ["c0市", "c2市", "c4市", "c1市", "c3市"]
    assert [int(row[3]) for row in side.rows] == [18, 12, 12, 18, 12]
    assert len(next(table for table in tables if table.caption == words(lang)("t_documents")).rows) == 12


def test_several_documents_of_one_government_are_one_report_without_annex() -> None:
    short, full = (contents.compose(View(many(60, 1), "keep", words("zh"), full=full)).blocks for full in (False, True))
    anchors = [[block.anchor for block in blocks if isinstance(block, Heading)] for blocks in (short, full)]
    assert anchors[0] == list(contents.CHAPTERS)
    assert anchors[1] == [*contents.CHAPTERS, "annex"]


def test_a_full_report_has_all_chapters_of_each_government() -> None:
    made = contents.compose(View(many(4, 2), "keep", words("zh"), full=True))
    anchors = [block.anchor for block in made.blocks if isinstance(block, Heading)]
    assert len(anchors) == len(set(anchors))
    for turn in (1, 2):
        assert [a for a in anchors if a.startswith(f"government-{turn}-")] == [
            f"government-{turn}-{key}" for key in contents.OF_EACH
        ]
    page = to_html(made)
    assert "<h3 id" in page
    assert "（一）" in page


def test_tables_too_long_for_a_report_stand_in_a_workbook_beside_it(
    endpoint: Local, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from queries import duties as module

    monkeypatch.setattr(module, "load", lambda *_: many(230, 230))
    monkeypatch.setattr(whatif, "reforms", lambda _: ())
    page, workbook = report.write(endpoint, tmp_path / "报告.md")
    assert workbook == tmp_path / "报告-tables.xlsx"
    text = page.read_text(encoding="utf-8")
    assert "230 行中列出前 60 行，全部见同一文件夹中的工作簿 报告-tables.xlsx" in text
    assert len(text.splitlines()) < 1_300  # a line a document, a section for the first governments only
    sheets = openpyxl.load_workbook(workbook)
    documents = next(sheet for sheet in sheets if sheet.title.endswith("文件"))
    assert [row[1].value for row in documents.iter_rows(min_row=2)] == [f"{d}号" for d in range(230)]
    assert workbook.read_bytes() == report.write(endpoint, page)[1].read_bytes()


def test_the_work_of_a_report_grows_as_its_documents_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls of functions, for 20 documents and for 80, of as many places and of one."""
    for picture in ("grid", "histogram", "bars", "quadrants", "network", "flow"):
        monkeypatch.setattr(charts, picture, lambda *_: "")
    for places in (1, 4):
        spent = []
        for size in (1, 4):
            duties, counted = many(20 * size, 1 if places == 1 else places * size), 0

            def count(*_: object) -> None:
                nonlocal counted
                counted += 1

            contents.compose(View(many(4, 2), "keep", words("zh")))  # what is computed but once
            sys.setprofile(count)
            try:
                contents.compose(View(duties, "keep", words("zh")))
            finally:
                sys.setprofile(None)
            spent.append(counted)
        assert spent[1] <= 5 * spent[0]


def test_an_unknown_form_is_refused_by_name(endpoint: Local, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.docx"):
        report.write(endpoint, tmp_path / "report.odt")


def test_every_sentence_has_both_languages_with_the_same_gaps() -> None:
    gap = re.compile(r"\{(\w+)")
    for key, both in tomllib.loads(TEMPLATE.read_text(encoding="utf-8")).items():
        assert set(both) == {"zh", "en"}, key
        unequal = set(gap.findall(both["zh"])) ^ set(gap.findall(both["en"]))
        assert not unequal, f"{key}: {unequal}"


def test_no_sentence_is_left_over() -> None:
    source = "\n".join(p.read_text(encoding="utf-8") for p in Path(report.__file__).parent.parent.rglob("*.py"))
    source += "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in (whatif, findings))
    source += (TEMPLATE.parent / "report.html.j2").read_text(encoding="utf-8")
    composed = (
        "h_",
        "t_",
        "c_",
        "r_",
        "basis_",
        "whose_",
        "severity_",
        "fact_scope_",
        "p_",
        "f_pairs",
        "state_",
        "level_",
    )
    for key in tomllib.loads(TEMPLATE.read_text(encoding="utf-8")):
        end = next((key.removeprefix(start) for start in composed if key.startswith(start)), key).removesuffix("_none")
        assert key in source or re.search(rf"\b{end}\b", source), key


def test_a_page_of_a_hostile_graph_runs_nothing() -> None:
    nasty = '<script>alert(1)</script>"><img src=x onerror=alert(1)>&{x}'
    duties = Duties(
        (Document("d", nasty, "1", "2020-01-01"),),
        (),
        (Measure("m", "d", "", "1", nasty),),
        (Task("t", "m", 1, nasty, nasty),),
        (Party("p", nasty), Party("q", "乙")),
        (Assignment("a", "t", "p", LEAD, ORDER, 1, nasty), Assignment("b", "t", "q", CO, ORDER, 2, "乙")),
    )
    page = to_html(contents.compose(View(duties, "keep", words("en"))))
    assert "<script" not in page
    assert "<img" not in page


def test_pictures_can_become_png() -> None:
    drawn = charts.histogram({1: 3, 2: 1}, "家", "项")
    assert charts.png(drawn)[:8] == b"\x89PNG\r\n\x1a\n"


def test_pdf_is_written_and_repeats_itself(english: Report) -> None:
    pytest.importorskip("weasyprint")
    made = [report._form(Path("x.pdf"))(replace(english, blocks=english.blocks[:4])) for _ in range(2)]
    assert made[0][:5] == b"%PDF-"
    assert made[0] == made[1]
