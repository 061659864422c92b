"""The rules of advice: each speaks where its docstring says so, and nowhere else; order, places, profiles."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_draft import draft, read

from ontology.errors import BadQuery
from queries.duties import Duties
from queries.review import RULES, Profile, Weight, advise, drafts
from queries.review.summary import summarise

EXAMPLES = [(rule.id, kind, text) for rule in RULES for kind in ("Fires", "Silent") for text in rule.examples(kind)]

#: Rules that need other documents, which no docstring holds.
AGAINST_OTHERS = {"A23", "A24"}


@pytest.mark.parametrize(("rule", "kind", "text"), EXAMPLES, ids=[f"{rule}-{kind}" for rule, kind, _ in EXAMPLES])
def test_a_rule_speaks_where_its_docstring_says_so(rule: str, kind: str, text: str) -> None:
    (found,) = drafts(read(draft(text)))
    said = next(each for each in RULES if each.id == rule).find(found)
    marked = [found.text[remark.start : remark.end] for remark in said]
    assert bool(marked) == (kind == "Fires"), marked


def test_of_names_that_overlap_the_longest_is_of_elsewhere() -> None:
    (found,) = drafts(
        read(
            draft("1.建设信用平台。马鞍山市人民政府要报送数据。鞍山市各部门配合。长沙市政府采购除外。（市财政局负责）")
        )
    )
    (rule,) = (each for each in RULES if each.id == "A25")
    assert [found.text[said.start : said.end] for said in rule.find(found)] == ["马鞍山市", "鞍山市"]


def test_every_rule_has_an_id_a_reason_and_examples() -> None:
    assert [rule.id for rule in RULES] == [f"A{number:02}" for number in range(1, len(RULES) + 1)]
    for rule in RULES:
        assert rule.id in AGAINST_OTHERS or (rule.examples("Fires") and rule.examples("Silent")), rule.id
        assert len(rule.account) > 80
        assert "::" not in rule.account
        assert all((rule.title.zh, rule.title.en, rule.why.zh, rule.why.en))


MIXED = """1.建设信用平台。（市财政局、市教育局、市财政局负责）
2.尽快建设数据平台。（有关部门负责）
3.建设监管平台，2019年底前完成。（市工商局负责）
4.按照《关于建设信用体系的意见》（国发[2015]71号）于2030年底前建成服务平台。（市教育局牵头，市民政局配合）"""


@pytest.fixture(scope="module")
def mixed() -> Duties:
    return read(draft(MIXED))


def test_advice_is_sorted_by_weight_and_stands_at_its_words(mixed: Duties) -> None:
    (found,) = drafts(mixed)
    advice = advise(found)
    assert [(each.rule, each.weight.value, each.quote, each.unit) for each in advice if each.weight != "could"] == [
        ("A06", "must", "市财政局", "1"),
        ("A13", "must", "2019年底前", "3"),
        ("A09", "must", "市工商局", "3"),
        ("A03", "should", "市财政局、市教育局、市财政局", "1"),
        ("A14", "should", "尽快", "2"),
        ("A02", "should", "有关部门", "2"),
        ("A18", "should", "国发[2015]71号", "4"),
    ]
    assert all(found.text[each.start : each.end] == each.quote for each in advice)
    assert len({(each.start, each.end) for each in advice}) == len(advice)


def test_the_successor_is_named(mixed: Duties) -> None:
    (found,) = drafts(mixed)
    (gone,) = (each for each in advise(found) if each.rule == "A09")
    assert "市场监管局" in gone.instead.zh
    assert "市场监管局" in gone.instead.en


#: What looked like faults in real documents and is none.
RIGHT = {
    "A08": "1.保障住房。（市住房城乡建设局、市住房城乡建委负责）\n2.归集数据。（市政务服务数据管理局负责）",
    "A09": "1.登记作品。（市委宣传部、市版权局负责）\n2.服务侨胞。（市侨办负责）",
    "A10": "1.降低缴存比例。（宁波公积金中心负责）",
    "A22": "1.完成第1批老旧渔港改造提升工程。（市财政局负责）\n2.完成第2批老旧渔港改造提升工程。（市教育局负责）",
}


@pytest.mark.parametrize("rule", RIGHT)
def test_what_only_looks_like_a_fault_is_passed_over(rule: str) -> None:
    (found,) = drafts(read(draft(RIGHT[rule])))
    assert rule not in {each.rule for each in advise(found)}


def test_a_body_that_is_no_more_in_many_places_is_told_of_once() -> None:
    (found,) = drafts(read(draft("\n".join(f"{n}.办理第{n}项登记。（市工商局负责）" for n in range(1, 6)))))
    (gone,) = (each for each in advise(found) if each.rule == "A09")
    assert (gone.unit, "全文5处" in gone.what.zh, "5 times" in gone.what.en) == ("1", True, True)


def test_the_words_of_a_row_are_marked_and_not_its_number() -> None:
    head = "序号\t重点任务\t责任单位"
    rows = f"{head}\n1\t建立全市统一的公共信用信息平台\t市财政局\n2\t建立全市统一公共信用信息平台\t市教育局"
    (found,) = drafts(read(draft(rows)))
    (twice,) = (each for each in advise(found) if each.rule == "A22")
    assert twice.quote == "建立全市统一公共信用信息平台"
    assert "“建立全市" in twice.what.zh


def test_a_text_without_a_date_is_held_against_the_year_of_its_number() -> None:
    text = draft("1.建设信用平台，2029年底前完成。（市财政局负责）").replace("2029年1月5日", "")
    (found,) = drafts(read(text), today="2031-01-01")
    assert found.day == "2029-01-01"
    assert "A13" not in {each.rule for each in advise(found)}


def test_a_profile_turns_rules_off_and_puts_advice_aside(mixed: Duties) -> None:
    (found,) = drafts(mixed)
    profile = Profile.read(
        "without: [A09]\nleast: should\nsilence:\n- {rule: A14, words: 尽快}\n- {rule: A02, unit: 7}\n".encode(),
        "p.yaml",
    )
    assert [each.rule for each in advise(found, profile)] == ["A06", "A13", "A03", "A02", "A18"]


def test_a_profile_sets_thresholds(mixed: Duties) -> None:
    profile = Profile.read(b"thresholds: {bodies: 1}", "p.yaml")
    (found,) = drafts(mixed, profile)
    assert {each.unit for each in advise(found, profile) if each.rule == "A05"} == {"4"}  # at 1 A03 is graver


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("without: [", "not a YAML"),
        ("off: [A05]", "False; a profile may hold"),
        ("thresholds: {body: 3}", "no threshold body"),
        ("least: never", "never"),
        ("silence: [{rule: A05, place: 3}]", "place"),
    ],
)
def test_a_profile_with_a_slip_is_refused(content: str, says: str) -> None:
    with pytest.raises(BadQuery, match=says):
        Profile.read(content.encode(), "p.yaml")


def test_a_day_decides_what_is_gone(mixed: Duties) -> None:
    (found,) = drafts(mixed, day="2018-06-01")
    assert not [each for each in advise(found) if each.rule in ("A09", "A13")]


def test_the_summary_says_in_five_lines_how_clear_it_is(mixed: Duties) -> None:
    (found,) = drafts(mixed)
    summary = summarise(found, advise(found))
    assert (summary.tasks, summary.clear, summary.ordered, summary.several, summary.nobody) == (4, 3, 1, 0, 0)
    assert (summary.limited, summary.dated) == (1, 1)
    for language in ("zh", "en"):
        assert len(list(summary.lines(language))) == 5
    assert "同一单位列了两次 ×1" in list(summary.lines("zh"))[-1]
    assert "one body twice ×1" in list(summary.lines("en"))[-1]


def test_weights_are_ordered() -> None:
    assert sorted([Weight.COULD, Weight.MUST, Weight.SHOULD]) == [Weight.MUST, Weight.SHOULD, Weight.COULD]


EARLIER = """宁波市人民政府关于建设信用城市的意见
甬政发〔2027〕8号

一、重点任务
1.建立全市统一的公共信用信息共享平台。（市财政局牵头，市教育局配合）
2.定期公布严重失信企业名单。（市工商局牵头）

宁波市人民政府
2027年3月1日
"""
ABOVE = """浙江省人民政府关于推进信用体系建设的实施意见
浙政发〔2028〕3号

一、主要任务
1.建立公共信用信息共享平台，归集企业基础信息。（省财政厅牵头）
2.完善招标投标领域信用评价办法。（省发展改革委牵头）
3.推动中小学开展诚信教育课程。（省教育厅牵头）

浙江省人民政府
2028年3月1日
"""
LOWER = """1.建立全市统一的公共信用信息共享平台，归集企业基础信息。（市教育局牵头）
2.定期公布严重失信企业名单。（市市场监管局牵头）
3.按照浙政发〔2028〕3号要求，完善招标投标领域信用评价办法。（市发展改革委牵头）"""


def test_earlier_documents_of_the_same_government_and_of_those_above_are_held_against_a_draft() -> None:
    duties = read(draft(LOWER))
    (found,) = drafts(duties, earlier=read(EARLIER))
    said = [each for each in advise(found) if each.rule == "A23"]
    assert [(each.unit, "甬政发〔2027〕8号" in each.what.zh) for each in said] == [("1", True)]
    (found,) = drafts(duties, earlier=read(ABOVE))
    (left,) = (each for each in advise(found) if each.rule == "A24")
    assert left.quote == "浙政发〔2028〕3号"
    assert "第3条" in left.what.zh
    assert "第2条" not in left.what.zh


def test_a_document_is_not_held_against_itself() -> None:
    duties = read(EARLIER)
    (found,) = drafts(duties, earlier=duties)
    assert not found.earlier.documents


def test_a_cited_title_is_held_against_the_graph() -> None:
    text = draft("1.落实《浙江省人民政府关于加强环境保护的决定》（浙政发〔2028〕3号）。（市财政局负责）")
    (found,) = drafts(read(text), earlier=read(ABOVE))
    (said,) = (each for each in advise(found) if each.rule == "A19")
    assert "图谱" in said.what.zh


MARK = "<!-- rules: written by `pytest tests/test_review.py --update-golden` -->\n"


def test_the_table_of_rules_in_the_documentation_is_that_of_the_docstrings(request: pytest.FixtureRequest) -> None:
    page = Path(__file__).parent.parent / "docs/review.md"
    head, mark, found = page.read_text("utf-8").partition(MARK)
    lines = ["| id | weight | | |", "|---|---|---|---|"]
    lines += [f"| {r.id} | {r.weight.value} | {r.title.zh} | {r.title.en} |" for r in RULES]
    accounts = (f"\n### {r.id} {r.title.zh}\n\n{' '.join(r.account.split())}\n" for r in RULES)
    expected = "\n" + "\n".join(lines) + "\n" + "".join(accounts)
    if request.config.getoption("--update-golden"):
        page.write_text(head + mark + expected, "utf-8")
        return
    assert found == expected, "docs/review.md differs; if rightly so: `pytest tests/test_review.py --update-golden`"
