"""Counts of facets are those of the duties; what is chosen is the same by link, by SPARQL and by hand."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live_server import running
from made_draft import draft
from test_many import CORPORA

from exports.report.governments import governments
from graph_build.corpus import build
from graph_build.sources import Source
from ontology.errors import BadQuery
from queries.ask.endpoint import open_graph
from queries.duties import Duties, load, naming_nobody
from queries.review import advise, drafts, kept
from queries.serve.builds import build_in
from queries.serve.evaluation import Limits
from queries.serve.pages import View
from queries.serve.portal import results, things, views
from queries.serve.portal.facets import NOBODY, Facets, key_of, office_of, quarter
from queries.serve.portal.holdings import opened
from queries.serve.portal.pages import Portal
from queries.serve.portal.selection import FACETS, SORTS, VIEWS, Selection
from queries.serve.portal.sparql import query_of

NAMES = ("fifty documents of ten places", "a rule of one chapter", "draft and final")


class Corpus:
    def __init__(self, name: str, folder: Path) -> None:
        build([Source(name, content) for name, content in CORPORA[name].items()], folder)
        self.folder = folder
        self.endpoint = open_graph(folder)
        self.duties: Duties = load(self.endpoint, texts=True)
        kept.make((folder / "current").resolve())
        self.portal = Portal(opened((folder / "current").resolve()))
        self.facets: Facets = self.portal.facets

    def iris(self, selection: Selection) -> set[str]:
        tasks = self.portal.tasks(selection).tolist()
        return {row.iri for row in results.rows(self.portal.holdings, tasks)}

    def counted(self, facet: str, selection: Selection) -> dict[str, int]:
        offered, others = self.facets.offered(facet, selection, self.facets.narrowed(selection), 10_000)
        assert others == 0
        return {each.value.key: each.count for each in offered if each.count}


@pytest.fixture(scope="module", params=NAMES)
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(request.param, tmp_path_factory.mktemp("portal"))


def by_hand(duties: Duties) -> dict[str, Callable[[str], set[str]]]:
    """What each task has of each facet but that of places, which has a test of its own."""
    document = {t.iri: duties.document[duties.measure[t.measure].document] for t in duties.tasks}
    advice = {d.document.iri: advise(d) for d in drafts(duties, today=date.today().isoformat(), earlier=duties)}

    def advised(task: str) -> set[str]:
        place = duties.task[task].place
        assert place
        mine = [a for a in advice[document[task].iri] if place.start <= a.start < place.end]
        return {str(a.weight) for a in mine} | {f"{a.weight}-{a.rule}" for a in mine}

    parts = duties.of_task
    return {
        "level": lambda t: {str(document[t].level)} if document[t].level else set(),
        "year": lambda t: {document[t].year} - {""},
        "issuer": lambda t: set(document[t].issuers),
        "document": lambda t: {key_of(document[t].iri)},
        "office": lambda t: {office_of(a.party) for a in parts[t]},
        "body": lambda t: {key_of(a.party) for a in parts[t]},
        "kind": lambda t: {duties.party[a.party].kind for a in parts[t]},
        "role": lambda t: {str(a.role) for a in parts[t]},
        "basis": lambda t: {str(a.basis) for a in parts[t]},
        "field": lambda t: {f.rpartition("/")[2] for f in duties.measure[duties.task[t].measure].themes},
        "limit": lambda t: {str(limit.kind) for limit in duties.limits_of.get(t, ())} or {NOBODY},
        "missing": lambda t: {
            what
            for what, has in {
                "party": parts[t],
                "lead": [a for a in parts[t] if a.role == "lead"],
                "due": [limit for limit in duties.limits_of.get(t, ()) if limit.latest],
                "field": duties.measure[duties.task[t].measure].themes,
                "place": document[t].jurisdiction,
                "year": document[t].year,
            }.items()
            if not has
        },
        "advice": advised,
        "due": lambda t: {quarter(limit.latest) for limit in duties.limits_of.get(t, ()) if limit.latest},
    }


def test_the_counts_are_those_of_the_duties(corpus: Corpus) -> None:
    for facet, values in by_hand(corpus.duties).items():
        expected = Counter(value for task in corpus.duties.tasks for value in values(task.iri))
        assert corpus.counted(facet, Selection()) == dict(expected), facet


def test_the_advice_that_is_kept_is_what_build_counts(corpus: Corpus) -> None:
    generation = corpus.portal.holdings.generation
    made = {
        one.document.iri: advise(one)
        for one in drafts(corpus.duties, today=date.today().isoformat(), earlier=corpus.duties)
    }
    assert {document: kept.of_document(generation, document) for document in made} == made
    weights = Counter(weight for _, weight, _ in kept.weights(generation))
    assert weights == Counter(each.weight for advice in made.values() for each in advice)


def test_before_the_advice_is_made_nothing_is_chosen_by_it(tmp_path: Path) -> None:
    build([Source(name, content) for name, content in CORPORA["draft and final"].items()], tmp_path)
    portal = Portal(opened((tmp_path / "current").resolve()))
    assert portal.facets.offered("advice", Selection(), portal.facets.narrowed(Selection()), 9) == ([], 0)
    with pytest.raises(BadQuery, match="稍后"):
        portal.facets.narrowed(Selection((("advice", "must"),)))
    kept.make(portal.holdings.generation)
    offered, _ = portal.facets.offered("advice", Selection(), portal.facets.narrowed(Selection()), 9)
    assert [each.depth for each in offered][:2] == [0, 1]


def test_a_count_is_what_choosing_the_value_leaves(corpus: Corpus) -> None:
    """Under every other single choice too: the number beside a value is the number of tasks one click on."""
    firsts = [Selection()]
    for facet in FACETS:
        offered, _ = corpus.facets.offered(facet, Selection(), corpus.facets.narrowed(Selection()), 2)
        firsts += [Selection(below=True).only(facet, each.value.key) for each in offered[:2]]
    for chosen in firsts:
        narrowed = corpus.facets.narrowed(chosen)
        for facet in FACETS:
            offered, _ = corpus.facets.offered(facet, chosen, narrowed, 3)
            for each in offered:
                alone = chosen.only(facet, each.value.key).shown(below=True)
                assert each.count == len(corpus.portal.tasks(alone)), (chosen.pairs, facet, each.value.key)


def test_who_leads_is_said_of_the_same_part(corpus: Corpus) -> None:
    """A body and a role are those of one assignment: not a task that it joins and somebody else leads."""
    for party in corpus.duties.parties:
        expected = {a.task for a in corpus.duties.assignments if a.party == party.iri and a.role == "lead"}
        assert corpus.iris(Selection((("body", key_of(party.iri)), ("role", "lead")))) == expected


def test_sparql_finds_the_same_tasks(corpus: Corpus) -> None:
    chosen = [Selection(words=words) for words in ("财政", "政办 财政局", "caizheng", "补助资金")]
    for facet in FACETS:
        offered, _ = corpus.facets.offered(facet, Selection(), corpus.facets.narrowed(Selection()), 3)
        chosen += [Selection(below=True).only(facet, *(each.value.key for each in offered[:n])) for n in (1, 2)]
    chosen += [Selection((("role", "lead"),), words="财政", below=True)]
    for selection in chosen:
        found = corpus.endpoint.select(query_of(selection, corpus.facets)).records()
        assert {row["task"] for row in found} == corpus.iris(selection), selection.pairs


def test_the_counts_of_leads_are_those_of_the_question(corpus: Corpus) -> None:
    """ask who_leads_most, and the facet of bodies under role=lead."""
    from queries.ask.catalog import answer, question
    from queries.ask.table import Table

    table = answer(corpus.endpoint, question("who_leads_most"))
    assert isinstance(table, Table)
    asked = {key_of(row["party"]): int(row["tasks"]) for row in table.records()}
    assert corpus.counted("body", Selection((("role", "lead"),))) == asked


def test_the_tasks_that_name_nobody_are_those_of_the_question_and_of_the_report(corpus: Corpus) -> None:
    """ask which_tasks_have_nobody, the report's faults, and what the portal says of them."""
    from queries.ask.catalog import answer, question
    from queries.ask.table import Table

    nobody = {task.iri for task in naming_nobody(corpus.duties)}
    table = answer(corpus.endpoint, question("which_tasks_have_nobody"))
    assert isinstance(table, Table)
    assert {row["task"] for row in table.records()} == nobody == corpus.iris(Selection((("missing", "party"),)))
    assert corpus.portal.missing(corpus.facets.narrowed(Selection()))["party"] == len(nobody)


def test_the_counts_of_places_are_those_of_the_report(corpus: Corpus) -> None:
    """The governments of a report, their tasks and who leads how many; and ask tasks_of_a_place."""
    from queries.ask.catalog import answer, question
    from queries.ask.table import Table

    alone = corpus.facets.facet("place", below=False)
    tallied = alone.tallied(corpus.facets.narrowed(Selection()).tasks()).tolist()
    found = {value.iri: count for value, count in zip(alone.values, tallied, strict=True) if count}
    reported = {each.place: each for each in governments(corpus.duties) if each.place.startswith("https:")}
    assert found == {place: len(each.duties.tasks) for place, each in reported.items()}
    for place, government in list(reported.items())[:3]:
        code = place.rpartition("/")[2]
        leads = Counter(
            key_of(party) for _, party in {(a.task, a.party) for a in government.duties.assignments if a.role == "lead"}
        )
        assert corpus.counted("body", Selection((("place", code), ("role", "lead")))) == dict(leads)
        table = answer(corpus.endpoint, question("tasks_of_a_place"), {"place": f"<{place}>"})
        assert isinstance(table, Table)
        assert len({row["task"] for row in table.records()}) == found[place]


def test_words_are_found_in_any_order_by_name_and_by_pinyin(corpus: Corpus) -> None:
    for one, other in (("财政", "牵头"), ("牵头", "财政"), ("caizheng", "牵头")):
        assert corpus.iris(Selection(words=f"{one} {other}")) == corpus.iris(Selection(words=f"{other} {one}"))
    assert corpus.iris(Selection(words="caizheng")) == corpus.iris(Selection(words="财政"))
    assert corpus.iris(Selection(words="caizheng")), "none"
    assert not corpus.iris(Selection(words="没有这样的词"))


def test_every_view_shows_the_same_selection(corpus: Corpus) -> None:
    narrowed = corpus.facets.narrowed(Selection())
    total = corpus.portal.holdings.tasks
    assert sum(bar.tasks for bar in views.bars(corpus.facets, narrowed, "year")) <= total
    assert sum(each.tasks for each in views.leads(corpus.facets, narrowed)) <= total
    network = views.network(corpus.portal.holdings, narrowed)
    counts = corpus.counted("body", Selection())
    assert {node.key: node.tasks for node in network.nodes}.items() <= counts.items()
    for tie in network.ties:
        both = corpus.iris(Selection((("body", tie.lead.key), ("role", "lead")))) & corpus.iris(
            Selection((("body", tie.co.key), ("role", "co")))
        )
        assert tie.tasks == len(both)
    matrix = views.matrix(corpus.facets, narrowed)
    for place, _, cells in matrix.rows:
        for office, count in zip(matrix.offices, cells, strict=True):
            assert count == len(corpus.portal.tasks(Selection((("place", place.key), ("office", office)))))
    drawn = views.on_map(corpus.facets, narrowed)
    tallied = {province.code: province.tasks for province in drawn.provinces}
    tallied |= {value.key: count for value, count in drawn.beyond}
    assert sum(tallied.values()) + corpus.portal.missing(narrowed)["place"] == total
    for code, count in tallied.items():
        if count:
            assert count == len(corpus.portal.tasks(Selection((("place", code),), below=True)))


def test_a_page_says_how_many_tasks_name_nobody_and_which_are_on_no_map(tmp_path: Path) -> None:
    central = (
        "国务院办公厅关于印发登记工作方案的通知\n国办发〔2026〕1号\n\n"
        "1.建立登记制度。（财政部负责）\n2.各地要按时报送登记情况。\n2026年1月5日\n"
    )
    unknown = "登记工作方案\n\n1.开展登记。（市财政局负责）\n"
    build([Source("中央.txt", central.encode()), Source("不明.txt", unknown.encode())], tmp_path)
    portal, build_ = Portal(opened((tmp_path / "current").resolve())), build_in(tmp_path)

    def page(language: str, selection: Selection) -> str:
        return re.sub("<[^>]+>", "", unescape(portal.start(selection, View(language, build_), {}, build_)))

    assert "其中 2 项写明责任主体，另 1 项没有写明。" in page("zh", Selection())
    assert "2 of them name who answers; 1 name nobody." in page("en", Selection())
    assert "没有写明" not in page("zh", Selection((("role", "lead"),))).partition("筛选")[0]
    assert "不在图上的：中央文件的 2 项、文件地方不明的 1 项。" in page("zh", Selection(view="map"))
    for view in ("matrix", "leads"):
        assert "文件地方不明的 1 项不在其中。" in page("zh", Selection(view=view))


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_holds_the_same_tasks(corpus: Corpus, sort: str) -> None:
    tasks = corpus.portal.tasks(Selection(sort=sort)).tolist()
    assert sorted(tasks) == list(range(corpus.portal.holdings.tasks))


def test_csv_has_a_line_a_task(corpus: Corpus) -> None:
    head, *lines = csv.reader(io.StringIO(corpus.portal.csv(Selection(), "zh").removeprefix("\ufeff")))
    assert head[:4] == ["编号", "任务", "牵头", "配合"]
    assert {line[-1] for line in lines} == {task.iri for task in corpus.duties.tasks}


def test_a_value_that_is_not_there_is_refused_with_what_is(corpus: Corpus) -> None:
    with pytest.raises(BadQuery, match="拉萨市"):
        corpus.facets.narrowed(Selection((("place", "拉萨市"),)))


PAIRS = st.lists(
    st.tuples(
        st.sampled_from((*FACETS, "words", "below", "view", "sort", "page", "more", "question")),
        st.one_of(st.text(max_size=6), st.sampled_from((*VIEWS, *SORTS, *FACETS, "1", "3", "lead"))),
    ),
    max_size=8,
)


@given(PAIRS)
@settings(max_examples=300)
def test_the_address_of_a_selection_says_it_again(pairs: list[tuple[str, str]]) -> None:
    selection = Selection.of(pairs)
    assert Selection.of(selection.pairs).pairs == selection.pairs
    for facet, value in selection.chosen:
        assert selection.toggled(facet, value).toggled(facet, value).chosen.count((facet, value)) == 1


def test_a_body_that_no_file_lists_became_what_such_bodies_became_elsewhere(tmp_path: Path) -> None:
    text = draft("1.保护商标。（市工商局负责）\n2.开展检查。（市市场监管局、市财政局负责）").replace("2029", "2017")
    build([Source("旧.txt", text.encode())], tmp_path)
    with running(tmp_path, Limits(workers=2)) as server:
        pages = {
            office: unescape(server.send(f"/id/body/330200/{office}", headers={"Accept": "text/html"}).text)
            for office in ("工商局", "财政局")
        }
    after = pages["工商局"].partition('id="succession"')[2].partition("</section>")[0]
    assert "/body/330200/市场监管局" in unquote(after)
    assert "按他处同类机构的改革推定" in after
    assert "名录中没有它的变动" in pages["财政局"]


def test_a_document_that_names_nobody_says_so_in_place_of_a_table(tmp_path: Path) -> None:
    text = "关于印发登记工作方案的通知\n\n1.建立登记制度。\n2.各地要按时报送登记情况。\n"
    build([Source("a.txt", text.encode())], tmp_path)
    portal = Portal(opened((tmp_path / "current").resolve()))
    (document,) = portal.holdings.documents
    page = things.page(portal, document.iri, View("zh", build_in(tmp_path)), Selection())
    assert page is not None
    assert "文中没有读出由谁负责。" in page
    assert 'class="shares"' not in page
