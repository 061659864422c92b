"""What changed between two versions: every edit of a known kind is found and named, and nothing else is said."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import made_versions
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from seeded_edits import SEEDS, Version, said
from typer.testing import CliRunner

from exports.align import changes
from exports.align import compare as forms
from exports.words import Language
from fengong import app
from graph_build.corpus import build
from graph_build.sources import Source
from ontology import script
from ontology.authority import load
from ontology.enumerations import LEAD
from ontology.errors import BadQuery, UnknownFormat
from ontology.script import fold
from queries.align.compare import Comparison, Kind, Row, compare
from queries.align.coverage import by_sentences
from queries.align.differences import What
from queries.align.marks import Op, key, marks
from queries.align.pairing import increasing
from queries.align.passages import Sort
from queries.duties import Duties

CORPUS = Path(__file__).parents[2] / "shared/corpus"
#: Real documents of many forms: bracketed and labelled attributions, tables, both scripts, one line a paragraph and
#: broken lines, sentences of prose, numbering that runs on and that restarts.
REAL = (
    *(f"dev/raw/{name}.txt" for name in (
        "02-cangnan-opc-2026", "03-nanchong-opc-2026", "05-gbf2018-126-gaige-table", "07-jiangxi-20tiao-2020",
        "11-ningbo-opc-2026", "12-guangdong-opc-2026", "13-zhengzhou-opc-2026", "16-gbf2018-117-jili",
        "17-gbf2018-128-wufei", "19-xiangtan-zhongxiao-2020", "32-shandong-nongye-2020", "33-gf2019-3-zongbao",
        "xinjiang-2017-107",
    )),
    *(f"fresh/raw/{name}.txt" for name in ("02-dazhu-2016-table", "15-guangdong-digital-2025")),
    *(f"wild/{name}.txt" for name in ("od-archived1-29", "wj-6c9477ad", "op-016", "zp-34", "op-093", "op-050")),
)  # fmt: skip


def compared(old: str, new: str) -> Comparison:
    return compare(Version.of(old).duties, Version.of(new).duties, load())


@pytest.fixture(scope="module")
def revised() -> Comparison:
    """The made plan and its later version."""
    old, new = (
        Version.of(text, f"{name}.txt")
        for name, text in (("旧稿", made_versions.PLAN), ("新稿", made_versions.REVISED))
    )
    return compare(old.duties, new.duties, load())


def check(version: Version, seed: str, name: str) -> bool:
    """Whether the text has what the edit needs; fails unless the edit, and nothing else, is found."""
    edit = SEEDS[seed](version, random.Random(f"{name} {seed}"))
    if edit is None:
        return False
    differences, kinds, renumbered = said(compare(version.duties, Version.of(edit.text).duties, load()))
    assert differences == edit.differences, f"{seed} in {name}"
    assert kinds == tuple(sorted(edit.kinds)), f"{seed} in {name}"
    assert edit.renumbers or not renumbered, f"{seed} in {name}"
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_an_edit_of_a_made_document_is_found_and_nothing_else(seed: str) -> None:
    made = [check(Version.of(text), seed, name) for name, text in made_versions.ALL.items()]
    assert any(made), "the edit can be made to none of the documents"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="real documents are not here")
@pytest.mark.parametrize("seed", SEEDS)
def test_an_edit_of_a_real_document_is_found_and_nothing_else(seed: str) -> None:
    made = [check(Version.of((CORPUS / path).read_text(encoding="utf-8")), seed, path) for path in REAL]
    assert sum(made) >= 5, "the edit can be made to few of the documents"


def test_a_measure_that_is_parted_with_its_bodies_loses_none_of_them() -> None:
    one = (
        "（一）清理障碍物。逐段排查河道障碍，建立问题台账销号。"
        "加强日常巡查，及时处置新增问题。鼓励群众举报占用河道的行为。"
    )
    named = "（县水利局牵头，县住房城乡建设局、县交通运输局配合）"
    first, second = (made_versions.PLAN.index(words) for words in ("（一）全面清理", "（二）推进河岸"))
    old = made_versions.PLAN[:first] + f"{one}{named}\n" + made_versions.PLAN[second:]
    parts = (
        "（一）清理障碍物。逐段排查河道障碍，建立问题台账销号。（县水利局牵头，县住房城乡建设局配合）\n"
        "（二）加强日常巡查，及时处置新增问题。（县交通运输局牵头）\n"
        "（三）鼓励群众举报占用河道的行为。（县水利局牵头）\n"
    )
    new = old.replace(f"{one}{named}\n", parts).replace("（二）推进", "（四）推进").replace("（三）整治", "（五）整治")
    differences, kinds, _ = said(compared(old, new))
    assert Kind.SPLIT in kinds
    assert {(what, before, after) for what, before, after in differences} == {
        (What.LEAD, ("县水利局",), ("县交通运输局",)),
        (What.ROLE, ("co",), ("lead",)),
    }


def test_a_body_that_is_dropped_before_and_so_on_is_marked_whole() -> None:
    found = marks("（市工信局牵头，市卫生健康委、市财政局等配合）", "（市工信局牵头，市卫生健康委等配合）")
    assert [mark.old for mark in found if mark.op is Op.DELETED] == ["、市财政局"]


def test_the_title_of_a_document_that_stands_twice_may_be_broken_over_lines() -> None:
    title = "海东县人民政府办公室关于印发2023年县《政府工作报告》确定的主要目标任务责任分解方案的通知"
    body = "一、新建学校3所。（县教育局）\n二、新建桥梁2座。（县交通局）\n"
    broken = f"　　{title[:30]}\n{title[30:]}\n\n"
    one = Version.of(f"{title}\n\n{title}\n\n各乡镇人民政府：\n\n{body}")
    two = Version.of(f"{broken}{broken}各乡镇人民政府：\n\n{body}")
    found = compare(one.duties, two.duties, load())
    assert not any(row.changed for row in found.rows)


def test_two_kinds_of_edit_in_one_measure_are_both_said() -> None:
    new = made_versions.PLAN.replace("到2025年底前", "到2026年底前").replace("县林业局、县财政局配合", "县财政局配合")
    differences, kinds, _ = said(compared(made_versions.PLAN, new))
    assert kinds == (Kind.EDITED,)
    assert differences == {(What.LIMIT, ("2025年底前",), ("2026年底前",)), (What.BODY_GONE, ("县林业局",), ())}


@pytest.mark.parametrize("title", ["全面推进湖泊生态环境保护修复", "打好碧水攻坚战"])
def test_a_heading_with_another_title_is_one_edit(title: str) -> None:
    found = compared(made_versions.PLAN, made_versions.PLAN.replace("加强湖泊保护", title))
    assert [(row.sort, row.kinds) for row in found.rows if row.changed] == [(Sort.HEADING, (Kind.EDITED,))]


def test_who_answers_is_the_same_in_brackets_and_behind_a_label() -> None:
    new = re.sub(r"。（(\w+)牵头，([^）]*)配合）", r"。\n牵头单位：\1；配合单位：\2", made_versions.PLAN)
    found = compared(made_versions.PLAN, new)
    assert not found.differences
    (row,) = (row for row in found.rows if row.sort is Sort.MEASURE and row.new[0].text.startswith("开展湖泊"))
    changed = [mark for mark in row.marks if mark.op is not Op.SAME]
    assert not any("县融媒体中心" in mark.old + mark.new for mark in changed), "a body that stays is not marked"


def test_a_row_that_moves_within_its_table_is_one_move() -> None:
    head = "2016年民生实事任务分解表\n序号\t民生实事\t责任单位\t完成时限\n"
    rows = [
        ("启动建设东柳河城区段综合治理工程", "县水务局、县住建局", "12月底前"),
        ("新建两座人行天桥方便群众过街", "县住建局、县公安局", "10月底前"),
        ("改造农村危房三百户并完成验收", "县住建局、县财政局", "11月底前"),
        ("为全县老年人免费体检一次", "县卫生局、县民政局", "9月底前"),
    ]

    def table(order: Sequence[int]) -> str:
        return head + "".join(f"{n}\t" + "\t".join(rows[at]) + "\n" for n, at in enumerate(order, 1))

    found = compared(table((0, 1, 2, 3)), table((0, 2, 3, 1)))
    assert not found.differences
    moved = [row for row in found.rows if row.changed]
    assert [(row.kinds, "人行天桥" in row.new[0].text) for row in moved] == [((Kind.MOVED,), True)]


@pytest.mark.parametrize("text", made_versions.ALL.values(), ids=made_versions.ALL)
def test_a_draft_in_the_traditional_script_says_the_same(text: str) -> None:
    turned = {simple: other for other, simple in _traditional() if fold(other) == simple}
    draft = "".join(turned.get(character, character) for character in text)
    assert draft != text
    found = compared(draft, text)
    assert not found.differences
    assert not any(row.changed for row in found.rows)


def _traditional() -> Iterator[tuple[str, str]]:
    """The characters of the traditional script, each with the one it stands for."""
    for line in (Path(script.__file__).with_name("script.txt")).read_text("utf-8").splitlines():
        if not line.startswith(("#", "[")):
            yield from zip(*line.split(" "), strict=True)


def test_a_lead_that_changes_places_with_one_who_joins_is_one_lead_and_two_roles(revised: Comparison) -> None:
    (lead,) = revised.of(What.LEAD)
    assert (lead.before, lead.after) == (("县水利局",), ("县住建局",))
    assert {found.who for found in revised.of(What.ROLE)} == {("县水利局",), ("县住建局",)}
    assert revised.of_responsibility


def test_limits_in_other_words_are_the_same_limit() -> None:
    other = made_versions.PLAN.replace("到2025年底前", "到2025年12月31日前")
    (row,) = (row for row in compared(made_versions.PLAN, other).rows if row.changed)
    assert row.kinds == (Kind.EDITED,)
    assert not row.differences


def test_a_standing_rule_changes_the_basis_of_every_lead_it_covers() -> None:
    rule = "现提出如下意见（各项任务列第一位者为牵头单位，下同）："
    found = compared(made_versions.OPINION, made_versions.OPINION.replace("现提出如下意见：", rule))
    assert {(d.what, d.before, d.after) for d in found.differences} == {(What.BASIS, ("order",), ("rule",))}
    assert len(found.differences) == len(found.new.tasks)


def test_two_bodies_that_a_reform_made_one_are_renamed_and_change_no_role() -> None:
    old = made_versions.OPINION.replace("（省司法厅、省工商局）", "（省工商局、省质监局、省司法厅）")
    new = made_versions.OPINION.replace("（省司法厅、省工商局）", "（省市场监管局、省司法厅）")
    found = [d for d in compared(old, new).differences if d.new_task.endswith("/m3/t1")]
    assert [(d.what, d.before, d.after) for d in found] == [
        (What.RENAMED, ("省工商局",), ("省市场监管局",)),
        (What.RENAMED, ("省质监局",), ("省市场监管局",)),
    ]
    assert all("/change/" in d.source and d.day and d.elsewhere for d in found)


def test_a_chapter_that_moves_is_one_move() -> None:
    start, middle, end = (made_versions.DIVISION.index(title) for title in ("一、产业", "二、民生", "2．推动"))
    text = made_versions.DIVISION
    swapped = text[:start] + text[middle:].replace("二、", "一、") + text[start:middle].replace("一、", "二、")
    assert end
    moved = [row for row in compared(text, swapped).rows if Kind.MOVED in row.kinds]
    assert [row.sort for row in moved] == [Sort.HEADING]


def test_two_documents_on_one_side_are_refused() -> None:
    with pytest.raises(BadQuery, match="one document on each side"):
        compare(Duties(), Version.of(made_versions.PLAN).duties, load())


LETTERS = st.text("县市财政局水利局牵头配合，。、；（）一二三1234567890 \n后於于後|ab", max_size=60)


@given(LETTERS, LETTERS)
def test_marks_give_back_both_texts(old: str, new: str) -> None:
    found = marks(old, new)
    assert "".join(mark.old for mark in found) == old
    assert "".join(mark.new for mark in found) == new
    for mark in found:
        assert (key(mark.old) == key(mark.new)) if mark.op is Op.SAME else not (mark.old and mark.new)
    turned = {Op.SAME: Op.SAME, Op.DELETED: Op.INSERTED, Op.INSERTED: Op.DELETED}
    assert sorted((turned[m.op], m.new, m.old) for m in found) == sorted(marks(new, old))


@given(st.lists(st.integers(0, 40), unique=True, max_size=30))
def test_what_increases_is_the_heaviest_that_does(values: list[int]) -> None:
    found = [values[at] for at in increasing([(value, 1) for value in values])]
    assert found == sorted(found)
    best = [0] * len(values)
    for at, value in enumerate(values):
        best[at] = 1 + max((best[before] for before in range(at) if values[before] < value), default=0)
    assert len(found) == max(best, default=0)


MEASURES = [line for text in made_versions.ALL.values() for line in text.splitlines() if "。（" in line]
BODIES = ("县水利局", "县财政局", "县公安局", "县教育局")


@st.composite
def versions(draw: st.DrawFn) -> str:
    """A document of some of the measures, in any order, in chapters, with other leads."""
    lines = draw(st.lists(st.sampled_from(MEASURES), min_size=1, max_size=8, unique=True))
    out = ["岚岭县人民政府关于河湖治理的意见", "岚政发〔2023〕9号", "现提出如下意见："]
    for number, line in enumerate(lines, 1):
        if number in {1, 4}:
            out.append(f"{'一二'[number // 4]}、{draw(st.sampled_from(['主要任务', '工作重点', '保障措施']))}")
        words = line.split("。（")[0].split("）" if line.startswith("（") else ".", 1)[-1]
        lead, other = draw(st.permutations(BODIES))[:2]
        out.append(f"{number}.{words}。（{lead}牵头，{other}配合）")
    return "\n".join(out) + "\n"


def outline(rows: Sequence[Row], *, turned: bool = False) -> list[object]:
    """What a comparison says but for the names of roles and bodies, seen from either side."""
    pairs = {Kind.ADDED: Kind.GONE, Kind.GONE: Kind.ADDED, Kind.SPLIT: Kind.MERGED, Kind.MERGED: Kind.SPLIT}
    other = {
        What.TASK_ADDED: What.TASK_GONE,
        What.TASK_GONE: What.TASK_ADDED,
        What.BODY_ADDED: What.BODY_GONE,
        What.BODY_GONE: What.BODY_ADDED,
    }
    found = []
    for row in rows:
        kinds = sorted(pairs.get(kind, kind) if turned else kind for kind in row.kinds)
        sides = [sorted(passage.text for passage in side) for side in (row.old, row.new)]
        said_ = sorted(
            (other.get(d.what, d.what), d.after, d.before) if turned else (d.what, d.before, d.after)
            for d in row.differences
        )
        found.append((kinds, sides[::-1] if turned else sides, said_))
    return sorted(found, key=str)


@settings(max_examples=25)
@given(versions(), versions())
def test_seen_from_the_other_side_what_was_added_is_gone(old: str, new: str) -> None:
    one, two = Version.of(old).duties, Version.of(new).duties
    there, back = compare(one, two, load()), compare(two, one, load())
    assert outline(there.rows) == outline(back.rows, turned=True)
    for row in there.rows:
        assert "".join(mark.old for mark in row.marks) == "\n".join(passage.text for passage in row.old)
        assert "".join(mark.new for mark in row.marks) == "\n".join(passage.text for passage in row.new)


@settings(max_examples=25)
@given(versions())
def test_a_document_compared_with_itself_is_unchanged(text: str) -> None:
    found = compared(text, text)
    assert not found.differences
    assert not any(row.kinds for row in found.rows)
    assert not found.of_responsibility


@pytest.mark.skipif(not CORPUS.is_dir(), reason="real documents are not here")
def test_real_documents_compared_with_themselves_are_unchanged() -> None:
    for path in sorted((CORPUS / "wild").glob("*.txt"))[::12]:
        duties = Version.of(path.read_text(encoding="utf-8", errors="replace")).duties
        found = compare(duties, duties, load())
        assert not any(row.kinds or row.differences for row in found.rows), path.name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_output_reads_the_same_as_when_it_was_looked_at(
    revised: Comparison, language: Language, golden: Callable[[str, str], None]
) -> None:
    account = changes.Account.of(revised, language)
    golden(f"exports/compare.{language}.html", forms.to_html(account))
    golden(f"exports/compare.{language}.md", forms.to_markdown(account))
    golden(f"exports/compare.{language}.json", forms.to_json(account))
    golden(f"exports/compare.{language}.txt", "\n".join(forms.lines(revised, language)) + "\n")
    golden(f"exports/compare.{language}.docx.txt", "\n".join(_word(forms.to_docx(account))) + "\n")
    golden(f"exports/compare.{language}.xlsx.txt", "\n".join(_sheets(forms.to_xlsx(account))) + "\n")


def _word(content: bytes) -> list[str]:
    """The paragraphs of a Word document, with what is struck out and underlined."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    out = []
    for paragraph in root.iter(f"{w}p"):
        words = ""
        for run in paragraph.iter(f"{w}r"):
            text = "".join(part.text or "" if part.tag == f"{w}t" else "⏎" for part in run if part.tag != f"{w}rPr")
            struck, line = run.find(f"{w}rPr/{w}strike") is not None, run.find(f"{w}rPr/{w}u") is not None
            words += f"【-{text}】" if struck else f"【+{text}】" if line else text
        out.append(words)
    return out


def _sheets(content: bytes) -> list[str]:
    """The cells of a workbook that hold words, sheet by sheet."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        f"{sheet.title} {cell.coordinate} {cell.value!r}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value
    ]


def test_the_same_comparison_gives_the_same_bytes(revised: Comparison) -> None:
    account = changes.Account.of(revised, "zh")
    assert forms.to_docx(account) == forms.to_docx(account)
    assert forms.to_xlsx(account) == forms.to_xlsx(account)


def test_each_sheet_is_printed_on_pages_of_its_width_with_their_numbers(revised: Comparison) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(forms.to_xlsx(changes.Account.of(revised, "zh"))))
    assert [sheet.page_setup.orientation for sheet in book] == ["portrait", "landscape", "landscape"]
    for sheet in book:
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        assert "&P" in sheet.oddFooter.center.text
    assert all(book.worksheets[0].row_dimensions[cell.row].height for cell in book.worksheets[0]["A"])


def test_what_a_document_says_is_words_in_every_output() -> None:
    hostile = made_versions.PLAN.replace("建立问题台账", '<script>alert("1")</script>|=1+1 建立\\台账*')
    account = changes.Account.of(compared(made_versions.PLAN, hostile), "zh")
    assert "<script>alert" not in forms.to_html(account)
    row = next(line for line in forms.to_markdown(account).splitlines() if "alert" in line)
    assert row.replace("\\|", "").count("|") == 4
    assert json.loads(forms.to_json(account))["responsibilityDiffers"] is False


def test_the_summary_has_at_most_ten_lines(revised: Comparison) -> None:
    assert 5 <= len(changes.Account.of(revised, "zh").summary()) <= 10


def test_an_unknown_form_is_refused_with_those_there_are(revised: Comparison, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.docx"):
        forms.write(revised, tmp_path / "a.pdf")


def test_the_exit_code_says_whether_duties_differ(tmp_path: Path) -> None:
    paths = {}
    edited = made_versions.PLAN.replace("建立问题台账", "建立健全问题台账")
    for name, text in (("a", made_versions.PLAN), ("b", made_versions.REVISED), ("c", edited)):
        paths[name] = tmp_path / f"{name}.txt"
        paths[name].write_text(text, encoding="utf-8")
    run = CliRunner()
    assert run.invoke(app, ["compare", str(paths["a"]), str(paths["a"])]).exit_code == 0
    words = run.invoke(app, ["compare", str(paths["a"]), str(paths["c"])])
    assert (words.exit_code, "均未变" in words.stdout) == (0, True)
    differ = run.invoke(app, ["compare", str(paths["a"]), str(paths["b"]), "--lang", "en"])
    assert (differ.exit_code, "1 task changed their lead" in differ.stdout) == (1, True)
    out = tmp_path / "out.docx"
    assert run.invoke(app, ["compare", str(paths["a"]), str(paths["b"]), "-o", str(out)]).exit_code == 1
    assert out.is_file()


def test_documents_and_versions_of_a_graph_are_compared(tmp_path: Path) -> None:
    draft = made_versions.PLAN.replace("县公安局牵头", "县水务局牵头")
    build([Source("draft.txt", draft.encode()), Source("final.txt", made_versions.PLAN.encode())], tmp_path)
    run = CliRunner()
    of_versions = run.invoke(app, ["compare", "draft.txt", "final.txt", "-g", str(tmp_path)])
    assert (of_versions.exit_code, "县水务局 → 县公安局" in of_versions.stdout) == (1, True)
    same = run.invoke(app, ["compare", "final.txt", "岚政办发〔2023〕12号", "-g", str(tmp_path)])
    assert (same.exit_code, same.stdout) == (0, "两份文件没有差别。\n")


@pytest.mark.parametrize(
    ("words", "others", "before", "after"),
    [
        ("由县水利局牵头，县公安局配合。", "由县公安局牵头，县水利局配合。", "县水利局", "县公安局"),
        ("此项工作由县水利局负责。", "此项工作由县公安局负责。", "县水利局", "县公安局"),
        ("对堤防由县水利局牵头巡查，及时处置。", "对堤防由县公安局牵头巡查，及时处置。", "县水利局", "县公安局"),
    ],
)
def test_a_lead_named_in_a_running_sentence_changes(words: str, others: str, before: str, after: str) -> None:
    old, new = (
        made_versions.PLAN.replace("（县公安局牵头，县水利局、县市场监管局配合）", said_) for said_ in (words, others)
    )
    found = compared(old, new)
    assert [(lead.before, lead.after) for lead in found.of(What.LEAD)] == [((before,), (after,))]
    assert found.of_responsibility


def test_a_limit_that_becomes_one_which_stands_there_already_has_changed() -> None:
    plan = made_versions.PLAN.replace("按月公布监测结果，", "2024年6月底前布点，2024年9月底前联网，")
    later = compared(plan, plan.replace("2024年6月底前布点", "2024年9月底前布点"))
    assert [(d.before, d.after) for d in later.of(What.LIMIT)] == [(("2024年6月底前",), ("2024年9月底前",))]
    again = compared(plan, plan.replace("建立超标预警制度", "2024年9月底前建立超标预警制度"))
    assert not again.differences
    part = plan.replace("建立超标预警制度", "2024年内建立超标预警制度")
    within = compared(part, part.replace("2024年6月底前布点", "2025年6月底前布点"))
    assert [(d.before, d.after) for d in within.of(What.LIMIT)] == [(("2024年6月底前",), ("2025年6月底前",))]


def test_a_body_that_changes_in_a_cell_is_marked_whole() -> None:
    found = marks("内涝点 | 市城市管理局 | 市水务局、市公安局", "内涝点 | 市水务局 | 市城市管理局、市公安局")
    assert {mark.old.strip(" |") for mark in found if mark.op is Op.DELETED} == {"市水务局"}


def test_the_marker_of_a_first_measure_is_no_part_of_the_title_above_it() -> None:
    plan = (
        "岚岭县促进消费若干措施\n一、发放消费券。分三轮投放。（县商务局）\n二、延长公交。增加班次。（县交通运输局）\n"
    )
    found = compared(plan, plan.replace("二、", "三、").replace("一、", "二、"))
    assert not any(row.changed for row in found.rows)
    assert [passage.text for row in found.rows if row.sort is Sort.TEXT for passage in row.new] == [
        "岚岭县促进消费若干措施"
    ]


def test_a_heading_that_ends_elsewhere_in_other_lines_says_the_same() -> None:
    rules = "岚岭县公共数据授权运营实施细则\n\n第一章 总则\n\n第一条 为规范授权运营，制定本细则。\n\n" + (
        "第二条 在县数据主管部门的指导下，实施机构牵头编制数据资源授权运营实施方案。"
        "实施方案应兼顾经济和社会效益，应包含以下内容：\n\n"
        "(一)授权运营名称；\n\n(二)授权运营的必要性和可行性论证；\n\n(三)授权运营模式，包括整体授权。\n\n"
        "第三条 实施方案由县数据主管部门报县人民政府审议。\n"
    )
    broken = "\n".join(line[at : at + 34] for line in rules.splitlines() for at in range(0, len(line) or 1, 34))
    assert not any(row.changed for row in compared(rules, broken).rows)


@pytest.mark.parametrize(
    ("before", "after", "elsewhere"),
    [
        ("县大数据局", "县数据局", True),
        ("县地方金融监管局", "县委金融办", True),
        ("县扶贫办", "县乡村振兴局", True),
        ("县环境保护局", "县生态环境局", True),
        ("县国土资源局", "县自然资源和规划局", True),
        ("县安监局", "县应急局", True),
        ("岚岭银保监分局", "岚岭金融监管分局", False),
        ("岚岭银保监分局", "国家金融监管总局岚岭监管分局", False),
    ],
)
def test_a_body_that_goes_by_the_name_of_a_later_reform_is_renamed(before: str, after: str, elsewhere: bool) -> None:
    old, new = (made_versions.PLAN.replace("县水利局牵头", f"{name}牵头") for name in (before, after))
    found = compared(old, new)
    assert {(d.what, d.before, d.after, d.elsewhere) for d in found.differences} == {
        (What.RENAMED, (before,), (after,), elsewhere)
    }
    assert not found.of_responsibility


SENTENCES = """岚岭县人民政府关于大气污染防治的意见
岚政发〔2023〕5号
现提出如下意见：
1.落实属地责任。各乡镇人民政府要制定实施细则，确定年度控制指标。2024年6月底前向社会公开进展情况。
2.加强部门联动。县生态环境局要密切跟踪监测数据。县财政局要保障防治经费，县审计局要开展专项审计，2024年年底前完成。
"""


def test_a_measure_that_names_nobody_beside_sentences_that_do_is_given_to_nobody() -> None:
    old = SENTENCES.replace("2.加强", "2.公开信息。定期公布监测结果。\n3.加强")
    found = compared(old, old.replace("监测结果。\n3.", "监测结果。"))
    assert not found.differences
    assert [row.kinds for row in found.rows if row.changed] == [(Kind.MERGED,)]
    bracket = made_versions.PLAN.replace("（一）全面", "（一）公布河流名录和责任清单。\n（二）全面")
    bracket = bracket.replace("（二）推进", "（三）推进").replace("（三）整治", "（四）整治")
    merged = compared(bracket, bracket.replace("责任清单。\n（二）", "责任清单。"))
    assert [d.before for d in merged.of(What.LEAD)] == [()]


def test_numbers_of_pages_are_no_words() -> None:
    head, rest = made_versions.PLAN.split("\n", 1)
    found = compared(made_versions.PLAN, f"{head}\n\n— 1 —\n\n{rest}\n第 2 页 共 2 页\n")
    assert not any(row.kinds for row in found.rows)


def test_who_joins_a_task_and_comes_to_lead_it_is_not_said_to_be_added() -> None:
    found = compared(made_versions.PLAN, made_versions.PLAN.replace("县水利局牵头", "县交通运输局牵头"))
    assert {(d.what, d.before, d.after) for d in found.differences} == {
        (What.LEAD, ("县水利局",), ("县交通运输局",)),
    }


ENDINGS = (
    ("清理河道障碍物", "水利局", "林业局"),
    ("整治违法建设", "住建局", "商务局"),
    ("完善帮扶机制", "教育局", "民政局"),
    ("核查专项资金", "审计局", "公安局"),
    ("采集涉税信息", "税务局", "统计局"),
    ("发展休闲农业", "农业农村局", "文旅局"),
)


def test_what_many_measures_end_with_moves_with_its_own() -> None:
    lines = [
        f"{does}，建立工作台账。县{one}要牵头抓好落实，县{two}要按职责分工予以配合。\n" for does, one, two in ENDINGS
    ]

    def plan(*chapters: Sequence[int]) -> str:
        said_ = [f"{n}.{lines[number]}" for n, number in enumerate((each for part in chapters for each in part), 1)]
        first, second = "".join(said_[: len(chapters[0])]), "".join(said_[len(chapters[0]) :])
        return f"岚岭县重点工作方案\n一、第一批任务\n{first}二、第二批任务\n{second}"

    found = compared(plan((0, 1, 2), (3, 4, 5)), plan((0, 2), (3, 4, 5, 1)))
    assert not found.differences
    assert [row.kinds for row in found.rows if row.changed] == [(Kind.MOVED,)]
    one = plan((0, 1, 2), (3, 4, 5))
    merged = compared(one, one.replace("配合。\n5.", "配合。").replace("6.", "5."))
    assert not merged.differences
    assert [row.kinds for row in merged.rows if row.changed] == [(Kind.MERGED,)]


def test_each_sentence_keeps_who_it_names_when_measures_are_merged() -> None:
    found = compared(SENTENCES, SENTENCES.replace("情况。\n2.", "情况。"))
    assert not found.differences
    assert [row.kinds for row in found.rows if row.changed] == [(Kind.MERGED,)]


def test_a_limit_changes_with_who_stands_before_it() -> None:
    found = compared(SENTENCES, SENTENCES.replace("年年底前", "年10月底前").replace("6月底前", "7月底前"))
    changed = {d.before: found.old.named(d.old_task, LEAD) for d in found.of(What.LIMIT)}
    assert changed == {("2024年6月底前",): ("各乡镇人民政府",), ("2024年年底前",): ("县审计局",)}
    assert not found.of(What.LEAD)


@pytest.mark.parametrize(
    ("said_", "parts"),
    [
        ("清理河道，由县水利局负责，建立台账，由县公安局负责。", ("清理河道由县水利局负责", "建立台账由县公安局负责")),
        ("县水利局要清理河道。建立台账。县公安局要巡查。", ("县水利局要清理河道。建立台账", "县公安局要巡查")),
        ("县水利局要清理河道。建立台账。由县公安局负责。", ("县水利局要清理河道", "建立台账。由县公安局负责")),
        ("县水利局要清理河道，县公安局要巡查。", ("县水利局要清理河道", "县公安局要巡查")),
    ],
)
def test_a_sentence_covers_what_stands_behind_who_it_names(said_: str, parts: tuple[str, ...]) -> None:
    held = by_sentences(Version.of(f"岚岭县河湖治理方案\n一、治理河道\n1.{said_}\n").duties)
    assert tuple(task.text.strip("。，").replace("，", "") for task in held.tasks) == parts


def test_a_heading_above_other_headings_may_get_another_title() -> None:
    plan = made_versions.PLAN.replace("一、加强河道治理\n", "一、加强河道治理\n（一）治理主要河道\n")
    plan = plan.replace("（一）全面", "1.全面").replace("（二）推进", "2.推进").replace("（三）整治", "3.整治")
    found = compared(plan, plan.replace("加强河道治理", "改善岸线面貌"))
    assert [(row.sort, row.kinds) for row in found.rows if row.kinds] == [(Sort.HEADING, (Kind.EDITED,))]


def test_brackets_of_another_width_are_no_other_number() -> None:
    text = made_versions.PLAN.replace("（", "(").replace("）", ")")
    assert not any(row.kinds for row in compared(made_versions.PLAN, text).rows)


def test_items_below_a_bracketed_heading_may_get_brackets() -> None:
    head = "云岭市孵化社区建设指引\n一、建设条件\n（一）社区应具备以下条件：\n"
    items = "1.孵化场地面积不低于八百平方米。\n2.专职服务人员不少于三名。（市科技局负责）\n"
    brackets = items.replace("1.", "（1）").replace("2.", "（2）")
    found = compared(head + items, head + brackets)
    assert [row.kinds for row in found.rows if row.sort is Sort.MEASURE] == [()] * 2


def test_a_heading_that_is_a_measure_too_is_told_once() -> None:
    plan = made_versions.OPINION.replace("7.建设", "（七）建设").replace("合作，促进科技成果转化应用。", "合作。")
    items = "具体措施：\n1.开放共享大型科研仪器。（省科技厅）\n2.发放科技创新券。（省财政厅）\n"
    plan = plan.rstrip("\n") + "\n" + items
    found = compared(plan, plan.replace("支持企业建立研发机构", "支持重点企业建立研发机构"))
    assert [(row.sort, row.kinds) for row in found.rows if row.kinds] == [(Sort.MEASURE, (Kind.EDITED,))]


def test_what_a_row_asks_is_no_other_thing_for_being_due_alike() -> None:
    head = "2024年民生实事任务分解表\n序号\t民生实事\t责任单位\t完成时限\n"
    row = "1\t新建口袋公园15个\t县林业局\t2024年9月底前\n"
    other = "1\t建设城市书房10座\t县文旅局\t2024年12月底前\n"
    rest = "2\t为全县老年人免费体检一次\t县卫生健康局、县民政局\t2024年9月底前\n"
    found = compared(head + row + rest, head + other + rest)
    assert {d.what for d in found.differences} == {What.TASK_GONE, What.TASK_ADDED}


def test_each_kind_of_change_names_its_own_tasks_and_a_merged_one_its_old_ones() -> None:
    first, second = (f"{n}.{words}。（县{body}牵头，县财政局配合）\n" for n, words, body in (
        (1, "全面清理主要河道障碍物，2024年底前完成", "水利局"), (2, "修复河岸岸线并种植护岸林带", "林业局"),
    ))  # fmt: skip
    old = f"岚岭县河湖治理方案\n{first}{second}3.治理湖区生活污水并完善管网。（县住建局牵头，县财政局配合）\n"
    both = "1.全面清理主要河道障碍物，2024年底前完成，修复河岸岸线并种植护岸林带。"
    one = f"{both}（县水利局牵头，县林业局、县财政局配合）\n"
    merged = changes.Account.of(compared(old, old.replace(first + second, one).replace("3.", "2.")), "zh")
    (row,) = (row for row in merged.changes() if Kind.MERGED in row.kinds)
    assert row.said == ("任务 原 2　牵头单位：县林业局 → 县水利局", "任务 原 2　角色：县林业局 由牵头改为配合")
    other = old.replace("林业局牵头，县财政局", "林业局牵头，县水利局")
    other = other.replace("住建局牵头，", "住建局牵头，县水利局、")
    summary = changes.Account.of(compared(old, other), "zh").summary()
    assert "2 项任务增加了单位（2；3）、1 项任务减少了单位（2）。" in summary
