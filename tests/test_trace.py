"""What became of measures: links with their proof, who leads, who was left; as files and as statements of the graph."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from made_family import COUNTY, FAMILIES, INNS, SCHOOLS, Made
from typer.testing import CliRunner

from exports.align import trace as forms
from exports.align.sources import of_files, traced
from exports.words import words
from fengong import app
from graph_build.corpus import build
from graph_build.sources import Source
from ontology.systems import counterparts, is_government_below, stems, systems_of
from queries import duties
from queries.align.belonging import are_apart, cites
from queries.align.clauses import clauses
from queries.align.families import Family, families, traces
from queries.align.likeness import doing, meant, telling
from queries.align.lineage import Kind, Lead, Lineage
from queries.align.meaning import Encode
from queries.align.profiles import profile
from queries.align.quotation import quotations
from queries.align.trace import Trace, trace
from queries.align.words import load
from queries.ask import catalog
from queries.ask.endpoint import Local, open_graph
from queries.duties import Duties

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "trace"


def written(made: Made, folder: Path) -> tuple[list[str], list[str]]:
    """The paths of the documents of a family, above and below."""
    for name, text in (made.upper | made.lower).items():
        (folder / name).write_text(text, encoding="utf-8")
    return [str(folder / name) for name in made.upper], [str(folder / name) for name in made.lower]


def links(found: Trace) -> dict[str, dict[str, str]]:
    """What a trace says in the form of the families."""
    return {
        side.label: {link.upper.label: link.lead.value for link in found.above[side.measure.iri]}
        for side in found.lower
    }


@pytest.mark.parametrize("made", FAMILIES, ids=["inns", "schools"])
def test_made_families_are_linked_as_they_were_made(made: Made, tmp_path: Path) -> None:
    assert links(traced(*written(made, tmp_path))) == made.links


def test_what_nobody_took_up_is_said(tmp_path: Path) -> None:
    found = traced(*written(INNS, tmp_path))
    assert [side.label for side in found.not_taken_up] == ["1#2", "2#4", "3#6"]
    assert [side.label for side in found.new] == ["1#2"]


@pytest.mark.parametrize("made", FAMILIES, ids=["inns", "schools"])
def test_every_link_has_both_quotations_where_they_stand(made: Made, tmp_path: Path) -> None:
    for link in traced(*written(made, tmp_path)).links:
        assert any(each.proves for each in link.quotations)
        for each in link.quotations:
            for side, clause in ((link.lower, each.lower), (link.upper, each.upper)):
                assert side.measure.text[clause.start : clause.end] == clause.words
                place, content = side.place_of(clause), side.duties.texts[0].content
                assert place is not None
                assert "".join(content[place.start : place.end].split()) == clause.words


def test_a_document_traced_to_itself_is_taken_over(tmp_path: Path) -> None:
    upper, _ = written(SCHOOLS, tmp_path)
    (found,) = of_files(upper)
    own = trace([found], [found])
    assert [(link.lower.label, link.kind) for link in own.links] == [(s.label, Kind.TAKEN_OVER) for s in own.lower]


def test_families_that_have_nothing_to_do_with_each_other_are_not_linked(tmp_path: Path) -> None:
    upper, _ = written(INNS, tmp_path)
    _, lower = written(SCHOOLS, tmp_path)
    assert traced(upper, lower).links == ()


def test_words_tell_more_in_one_sentence_and_where_few_measures_hold_them() -> None:
    above = ["开放数据，支持供应链债权债务平台提供确权融资服务。", "支持企业登记。", "支持企业招聘。"]
    below = [
        "率先试点供应链债权债务平台，开展确权融资。",
        "完善供应链。减免债务。提供确权服务。办理融资。",
        "支持企业发展。",
    ]
    upper, lower = (profile([clauses(text) for text in texts], [{}] * len(texts)) for texts in (above, below))
    tells = telling(upper, lower)
    assert tells[0, 0] > tells[1, 0] > 0
    assert tells[2].max() < tells[1, 0]


def test_a_clause_does_the_same_if_it_shares_what_is_done_and_to_what() -> None:
    one, same, apart, word = (
        profile([clauses(text)], [{}])
        for text in ("办好食堂，减免房租", "对小微商户，减免房租", "减免学费，补贴房租", "补贴房租")
    )
    assert doing(one, same)[0, 0] > 0
    assert doing(one, apart)[0, 0] == doing(one, word)[0, 0] == 0
    assert telling(one, apart)[0, 0] > telling(one, word)[0, 0] > 0


def test_one_sentence_below_may_mean_what_a_measure_above_does_in_other_words() -> None:
    above = ["开放共享工位。", "发放失业保险金。", "开展法律援助。"]
    below = ["减免税款。组织招聘。提供办公场地。", "补助下岗人员。", "聘请律师，调解纠纷。"]
    upper, lower = (profile([clauses(text) for text in texts], [{}] * len(texts)) for texts in (above, below))
    assert meant(upper, lower).argmax(axis=1).tolist() == [0, 1, 2]
    assert meant(upper, profile([], [])).shape == (0, 3)


def test_documents_of_places_apart_belong_together_less_surely(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_text(INNS.upper["upper.txt"].replace("海西省", "云南省"), "utf-8")
    (tmp_path / "here.txt").write_text(
        INNS.lower["lower.txt"].replace("南浔塘市", "贵阳市").replace("海西省", "云南省"), "utf-8"
    )
    (above,), (below,) = (of_files([str(tmp_path / name)]) for name in ("elsewhere.txt", "here.txt"))
    assert are_apart(above, below)
    assert cites(below, above)
    assert not cites(above, below)
    assert trace([above], [below]).links, "a document that is cited is carried out, wherever it is of"
    silent = replace(below, texts=tuple(replace(text, content="") for text in below.texts))
    assert len(trace([above], [silent]).links) <= len(trace([above], [below]).links)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="shared/corpus is not here")
def test_documents_on_other_matters_are_hardly_linked() -> None:
    names = ("07-jiangxi-20tiao-2020", "17-gbf2018-128-wufei", "11-ningbo-opc-2026", "33-gf2019-3-zongbao")
    found = of_files([str(CORPUS.parent / "dev" / "raw" / f"{name}.txt") for name in names])
    below = [
        (len(each.lower), len(each.lower) - len(each.new))
        for each in (trace([a], [b]) for a, b in permutations(found, 2))
    ]
    assert sum(linked for _, linked in below) <= 0.02 * sum(of for of, _ in below)


def test_the_command_writes_what_the_scorer_reads(tmp_path: Path) -> None:
    upper, lower = written(INNS, tmp_path)
    run = CliRunner().invoke(app, ["trace", *upper, *lower, "-o", str(tmp_path / "x.json"), "--pair", "inns"])
    assert run.exit_code == 0, run.output
    said = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert {m: {link["upper"]: link["lead"] for link in those} for m, those in said["inns"].items()} == INNS.links


def test_with_two_documents_above_a_measure_is_named_with_its_file(tmp_path: Path) -> None:
    upper, lower = written(INNS, tmp_path)
    others, _ = written(SCHOOLS, tmp_path)
    account = forms.Account(traced([*upper, *others], lower), words("align", "trace", "zh"), "both")
    assert json.loads(forms.to_json(account))["both"]["1#1"][0]["upper"] == "upper:1#1"


def test_the_page_shows_both_sides_and_no_persons_and_asks_no_host(tmp_path: Path) -> None:
    upper, lower = written(INNS, tmp_path)
    path = Path(lower[0])
    path.write_text(
        path.read_text("utf-8").replace("市大数据局）", "市大数据局；联系人：王某某；电话：55512345）"), "utf-8"
    )
    for language in ("zh", "en"):
        forms.write(traced(upper, lower), tmp_path / "x.html", language)
        page = (tmp_path / "x.html").read_text("utf-8")
        assert "王某某" not in page
        assert "55512345" not in page
        assert "http" not in page
        assert page.count("<mark>") >= 8
        assert ("未承接" if language == "zh" else "not taken up") in page


def test_the_matrix_says_who_leads_in_each_place_and_who_was_left(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    forms.write(traced(*written(INNS, tmp_path)), tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == ["1#1", "1#2", "2#3", "2#4", "2#5", "3#6", "3#7"]
    assert [row[3] == "未承接" for row in rows] == [False, True, False, True, False, True, False]
    assert rows[0][3].startswith("市公安局")


def test_one_document_alone_is_refused(tmp_path: Path) -> None:
    upper, _ = written(INNS, tmp_path)
    run = CliRunner().invoke(app, ["trace", *upper])
    assert "two documents" in str(run.exception)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of both families and of a county below one of them, built with --trace."""
    folder = tmp_path_factory.mktemp("traced")
    paths = [path for made in FAMILIES for those in written(made, folder) for path in those]
    (folder / "inns-county.txt").write_text(COUNTY, encoding="utf-8")
    paths.append(str(folder / "inns-county.txt"))
    run = CliRunner().invoke(app, ["build", *paths, "-o", str(folder / "graph"), "--trace", "-j", "1"])
    assert run.exit_code == 0, run.output
    return folder / "graph"


def test_citations_propose_the_families_of_a_graph(graph: Path) -> None:
    found = families(open_graph(graph))
    assert sorted((family.lower.rpartition("/")[2], len(family.upper)) for family in found) == [
        ("南政办发-2031-15", 1),
        ("柳教-2030-9", 1),
        ("沐政-2032-1", 1),
    ]


def test_a_document_that_is_cited_by_its_title_alone_is_found(tmp_path: Path) -> None:
    title = "《海西省人民政府办公厅关于支持民宿业发展的若干措施》"
    lower = INNS.lower["lower.txt"].replace(f"{title}（海政办发〔2031〕8号）", title)
    texts = {"upper.txt": INNS.upper["upper.txt"], "lower.txt": lower}
    build([Source(name, text.encode()) for name, text in texts.items()], tmp_path)
    (found,) = families(open_graph(tmp_path))
    assert [iri.rpartition("/")[2] for iri in found.upper] == ["海政办发-2031-8"]


def test_documents_are_loaded_at_once_and_those_of_one_above_traced_together(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint, loaded = open_graph(graph), list[int]()
    found, whole = families(endpoint), duties.load

    def counted(asked: Local, documents: Collection[str] = (), *, texts: bool = False) -> Duties:
        loaded.append(len(documents))
        return whole(asked, documents, texts=texts)

    monkeypatch.setattr("queries.align.families.load", counted)
    made = list(traces(endpoint, [*found, *found]))
    assert [len({side.measure.document for side in each.lower}) for each in made] == [1] * len(found)
    assert loaded == [len({iri for family in found for iri in (*family.upper, family.lower)})]
    (family, *_) = found
    (both,) = traces(endpoint, [family, Family(family.upper, family.upper[0])])
    assert {side.measure.document for side in both.lower} == {family.lower, family.upper[0]}


def test_a_document_parted_from_others_is_as_it_is_loaded_alone(graph: Path) -> None:
    endpoint = open_graph(graph)
    parted = duties.by_document(duties.load(endpoint, texts=True))
    assert len(parted) > 1
    assert parted == {iri: duties.load(endpoint, [iri], texts=True) for iri in parted}


def test_all_finds_what_no_citation_proposes(tmp_path: Path) -> None:
    lower = INNS.lower["lower.txt"].replace(
        "《海西省人民政府办公厅关于支持民宿业发展的若干措施》（海政办发〔2031〕8号）", "上级部署"
    )
    texts = {"upper.txt": INNS.upper["upper.txt"], "lower.txt": lower, "county.txt": COUNTY}
    build([Source(name, text.encode()) for name, text in texts.items()], tmp_path)

    def told(*options: str) -> str:
        run = CliRunner().invoke(app, ["trace", "-g", str(tmp_path), "--document", "海政办发〔2031〕8号", *options])
        return run.stdout if run.exit_code == 0 else str(run.exception)

    assert "--all" in told()
    assert " ← " in told("--all")


def test_the_graph_states_the_links_in_a_graph_of_their_own_with_both_spans(graph: Path) -> None:
    endpoint = open_graph(graph)
    rows = endpoint.columns(
        """PREFIX fg: <https://w3id.org/fengong/ont#> PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?graph ?below ?above ?said WHERE { GRAPH ?graph {
          ?below fg:carriesOut ?above .
          ?alignment a fg:Alignment ; fg:measureBelow ?below ; fg:measureAbove ?above ; fg:alignmentBasis "alignment" ;
            fg:quotesBelow ?span ; fg:quotesAbove/oa:exact ?other . ?span oa:exact ?said } }"""
    )
    assert len(set(zip(rows["below"], rows["above"], strict=True))) == sum(map(len, INNS.links.values())) + 3 + 1
    assert all("/graph/trace/" in name for name in rows["graph"])


def test_a_measure_knows_its_ancestors_and_descendants(graph: Path) -> None:
    found = Lineage.of(open_graph(graph))
    highest = next(
        link.above.measure for link in found.links if link.above.number == "1" and "海政" in link.above.measure
    )
    ways = [(link.above.number, link.below.number, link.below.place) for link in found.descendants(highest)]
    assert ways == [("1", "1", ""), ("1", "1", "")]
    lowest = found.descendants(highest)[-1].below
    assert [link.above.measure for link in found.ancestors(lowest.measure)][-1] == highest
    assert found.ancestors(highest) == ()
    assert lowest.name.startswith("沐禾县")
    assert lowest.leads
    assert all(quoted.words and quoted.place.end > quoted.place.start for quoted in lowest.quoted)


def test_the_words_for_kinds_and_leads_are_all_there() -> None:
    said = [each.label(language) for each in (*Kind, *Lead) for language in ("zh", "en")]
    assert len({*said}) == 14


def test_the_questions_of_traces_are_answered(graph: Path) -> None:
    endpoint = open_graph(graph)

    def asked(name: str) -> list[tuple[Any, ...]]:
        return list(endpoint.select(catalog.question(name).text).rows)

    own = [tuple(int(term.value) for term in row[1:5]) for row in asked("how_much_of_a_document_is_its_own")]
    assert own == [(2, 1, 1, 50), (4, 3, 1, 25), (5, 4, 1, 20)]
    assert len(asked("which_measures_did_nobody_take_up")) == 3 + 2 + 4
    assert len(asked("where_did_the_lead_change_on_the_way_down")) == 2
    assert len(asked("what_became_of_a_measure")) == 8


CARRIED = "SELECT DISTINCT ?a ?b WHERE { ?a <https://w3id.org/fengong/ont#carriesOut> ?b }"


def test_a_graph_states_links_from_when_it_is_asked_until_it_is_told_not_to(graph: Path, tmp_path: Path) -> None:
    paths = [path for those in written(INNS, tmp_path) for path in those]
    assert CliRunner().invoke(app, ["build", *paths, "-o", str(tmp_path / "g"), "-j", "1"]).exit_code == 0
    assert not open_graph(tmp_path / "g").ask("ASK { ?a <https://w3id.org/fengong/ont#carriesOut> ?b }")
    run = CliRunner().invoke(app, ["build", *paths, "-o", str(tmp_path / "g"), "-j", "1", "--trace"])
    assert run.exit_code == 0
    links = open_graph(tmp_path / "g").columns(CARRIED)
    assert links["a"]
    # a later build that is not asked to trace keeps the links, whether documents changed or not
    (tmp_path / "inns-county.txt").write_text(COUNTY, encoding="utf-8")
    for given, more in ((paths, 0), ([str(tmp_path / "inns-county.txt")], 1)):
        assert CliRunner().invoke(app, ["build", *given, "-o", str(tmp_path / "g"), "-j", "1"]).exit_code == 0
        assert len(open_graph(tmp_path / "g").columns(CARRIED)["a"]) == len(links["a"]) + more
    run = CliRunner().invoke(app, ["build", *paths, "-o", str(tmp_path / "g"), "-j", "1", "--no-trace"])
    assert run.exit_code == 0
    assert open_graph(tmp_path / "g").columns(CARRIED)["a"] == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("省财政厅", "市财政局", True),
        ("省地方金融监管局", "市金融办", True),
        ("人行营业管理部", "区金融办", False),
        ("省财政厅", "市税务局", False),
        ("省工业和信息化厅", "县科信局", True),
        ("省文化和旅游厅", "市文化广电旅游体育局", True),
        ("省社保基金理事会", "市人力资源社会保障局", False),
        ("某公司", "某公司", False),
    ],
)
def test_counterparts_are_of_one_system(one: str, other: str, same: bool) -> None:
    assert counterparts(one, other) is same


def test_every_stem_is_of_a_system_and_found_in_a_name() -> None:
    assert all(systems <= systems_of(f"市{stem}某局") | systems for stem, systems in stems().items())
    assert is_government_below("各县（区）人民政府")
    assert not is_government_below("省政府办公厅")


def test_the_words_at_large_are_small_and_no_text() -> None:
    known = load()
    assert max(map(len, known.words)) <= 12
    assert (Path(__file__).parents[1] / "queries" / "align" / "words.npz").stat().st_size < 300_000
    assert quotations((), ()) == ()


def scored(folder: Path, encode: Encode | None = None) -> dict[str, dict[str, float]]:
    """What the scorer of the corpus says of its families."""
    gold = json.loads((CORPUS / "gold.json").read_text("utf-8"))
    said: dict[str, object] = {}
    for pair in gold:
        uppers = [str(CORPUS / "raw" / name) for name in pair["upper"]]
        found = traced(uppers, [str(CORPUS / "raw" / pair["lower"])], encode=encode)
        said |= json.loads(forms.to_json(forms.Account(found, words("align", "trace", "zh"), pair["pair"])))
    (folder / "said.json").write_text(json.dumps(said), "utf-8")
    run = subprocess.run(
        [sys.executable, CORPUS / "score.py", CORPUS / "gold.json", folder / "said.json", "--json"],
        capture_output=True,
        check=True,
    )
    score: dict[str, dict[str, float]] = json.loads(run.stdout)
    return score


@pytest.mark.skipif(not CORPUS.is_dir(), reason="shared/corpus/trace is not here")
def test_the_families_of_the_corpus_reach_the_bars(tmp_path: Path) -> None:
    score = scored(tmp_path)
    # The peer, char 2-3-gram TF-IDF at its best threshold: F1 .60. Two readers agree at .94.
    assert score["links"]["f1"] >= 0.76
    assert score["links"]["p"] >= 0.85
    assert score["new"]["right"] >= 7
    assert score["lead"]["right"] >= 0.95 * score["lead"]["of"]
