"""The explorer as a file: complete, the same each time, small, inert whatever a document says."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from made_exports import PREFIXES, facts, graph
from pyoxigraph import NamedNode, RdfFormat

from exports import explorer
from exports.explorer import layout, scene
from exports.explorer.facts import Facts, Place, read
from ontology import pinyin
from ontology.looks import look_of
from queries.ask.endpoint import open_graph

#: Where one name stands in the text of ``graph``, and a document that is merely cited.
PLACE = """
<doc/x-2024-1/s1/m1/t1/a1> fg:span <doc/x-2024-1/text/0/4-7> .
<doc/x-2024-1/text/0/4-7> oa:hasSource <doc/x-2024-1/text/0> ; oa:start 4 ; oa:end 7 ; oa:exact "财政厅" .
<doc/y-2023-9> a fg:Document ; dcterms:title "被引用的意见"@zh .
"""
HOSTILE = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u202e'\"`${x}\u2028"


class Elements(HTMLParser):
    """The elements of a page with their attributes and the text inside scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.found.append(("/script", {}))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            self.scripts.append((self.found[-1][1], data))

    def data(self, name: str) -> Any:
        return json.loads("".join(text for attributes, text in self.scripts if attributes.get("id") == name))


def test_the_page_loads_nothing_from_anywhere() -> None:
    for _, attributes in Elements(explorer.page(facts())).found:
        for name in ("src", "href", "action", "poster", "data", "srcset"):
            assert (attributes.get(name) or "data:").startswith(("data:", "#"))


def test_the_policy_forbids_connections_and_all_scripts_but_those_of_the_page() -> None:
    page = Elements(explorer.page(facts()))
    policy = next(
        attributes["content"] or ""
        for tag, attributes in page.found
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src" not in policy  # so default-src 'none' holds for it
    assert "script-src 'unsafe-inline'" not in policy
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    run = [text for attributes, text in page.scripts if not attributes.get("type")]
    assert {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run} == allowed
    assert len(run) == 2


def test_the_page_says_what_it_is() -> None:
    html = explorer.page(facts())
    assert html.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert '<meta charset="utf-8">' in html
    assert 'name="viewport"' in html
    assert "<title>新政办发〔2024〕1号 关于财政厅 – Fengong 分工</title>" in html


def test_hostile_words_are_data_and_nothing_else() -> None:
    harmless, hostile = Elements(explorer.page(facts())), Elements(explorer.page(facts(HOSTILE, HOSTILE)))
    assert [tag for tag, _ in hostile.found] == [tag for tag, _ in harmless.found]
    party = hostile.data("records")["party"]
    assert party["name"][0] == HOSTILE
    assert hostile.data("texts") == [HOSTILE]
    assert "id" not in party  # nodes are numbered, never named by what a document says


def test_a_label_of_ten_thousand_characters_is_cut_in_the_picture_only() -> None:
    long = "局" * 10_000
    party = Elements(explorer.page(facts(long))).data("records")["party"]
    assert party["name"][0] == long
    assert max(len(line) for line in party["label"][0].split("\n")) <= 9
    assert party["label"][0].count("\n") < scene.LABEL_LINES


def test_places_are_counted_as_javascript_counts() -> None:
    text = "\U00020000好(财政厅、审计厅)。"
    nodes = Elements(explorer.page(facts(text=text))).data("records")
    _, start, end = nodes["task"]["attribution_place"]
    assert text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == text[2:11]
    assert (start, end) == (3, 12)


def test_the_same_facts_give_the_same_page() -> None:
    assert explorer.page(facts()) == explorer.page(facts())


def test_an_empty_graph_is_a_page_too() -> None:
    html = explorer.page(Facts((), (), (), (), (), (), (), (), {}))
    assert Elements(html).data("records") == {}


def test_the_facts_of_a_graph_are_what_it_states(tmp_path: Path) -> None:
    endpoint = graph()
    name = NamedNode("https://w3id.org/fengong/graph/doc/x-2024-1")
    endpoint.store.load(PREFIXES + PLACE, RdfFormat.TURTLE, to_graph=name)
    found = read(endpoint)
    assert [document.title for document in found.documents] == ["关于分工的意见"]
    assert [(party.name, party.full) for party in found.parties] == [
        ("审计厅", "自治区审计厅"),
        ("财政厅", "自治区财政厅"),
    ]
    assert [(a.party, a.role, a.place) for a in found.assignments] == [(1, "lead", Place(0, 4, 7)), (0, "co", None)]


def test_a_page_without_a_console_says_so() -> None:
    html = explorer.page(facts(), None)
    assert 'id="wasm"' not in html
    assert "wasm-unsafe-eval" not in html
    assert "没有包含 SPARQL 控制台" in html


def test_a_graph_too_large_for_the_console_is_not_even_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(explorer, "GRAPH_LIMIT", 2 * explorer.STATEMENTS - 1)
    monkeypatch.setattr(explorer, "console", None)
    explorer.write(graph(), tmp_path / "explorer.html")
    assert 'id="wasm"' not in (tmp_path / "explorer.html").read_text(encoding="utf-8")


def test_the_console_carries_the_whole_graph(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from exports.rdf.quads import nquads

    (tmp_path / "src").symlink_to(Path(explorer.__file__).parent / "web" / "src")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "oxigraph.js").write_text("var oxigraph = {};", encoding="utf-8")
    (tmp_path / "dist" / "oxigraph.wasm.gz").write_bytes(b"\0asm")
    monkeypatch.setattr(explorer, "_web", lambda: tmp_path)
    page = Elements(explorer.page(facts(), explorer.console(graph())))
    carried = "".join(text for attributes, text in page.scripts if attributes.get("id") == "graph")
    assert gzip.decompress(base64.b64decode(carried)).decode() == nquads(graph(), explorer.GRAPH_LIMIT)
    assert len(page.data("questions")) >= 15


@pytest.mark.parametrize("count", [1, 2, 40, 300, 1500])
def test_a_layout_keeps_every_node_apart_from_every_other(count: int) -> None:
    ties = [(node, (node * 7 + 1) % count, 1.0) for node in range(count) if (node * 7 + 1) % count != node]
    boxes = [(80.0, 40.0)] * count
    found = layout.layout(boxes, ties)
    assert len(set(found.positions)) == count
    assert found == layout.layout(boxes, ties)
    if count <= layout.FORCES:
        close = [
            (one, other)
            for place, one in enumerate(found.positions)
            for other in found.positions[:place]
            if abs(one[0] - other[0]) < 76 and abs(one[1] - other[1]) < 36
        ]
        assert not close


def test_many_parts_that_no_tie_joins_fill_a_screen_and_no_strip() -> None:
    chains = [(first, first + step, 1.0) for first in range(0, 120, 3) for step in (1, 2)]
    at = layout.layout([(90.0, 60.0)] * 120, chains).positions
    wide, high = (max(axis) - min(axis) for axis in zip(*at, strict=True))
    assert high < wide < 2 * high


def test_communities_are_found_where_ties_are_dense() -> None:
    cliques = [(5 * group + a, 5 * group + b, 1.0) for group in range(4) for a in range(5) for b in range(a)]
    bridges = [(5 * group, 5 * group + 5, 0.1) for group in range(3)]
    groups = layout.layout([(10, 10)] * 20, cliques + bridges).communities
    assert [len(set(groups[5 * group : 5 * group + 5])) for group in range(4)] == [1, 1, 1, 1]
    assert len(set(groups)) == 4


def test_pinyin_initials_find_the_names_people_type() -> None:
    assert pinyin.initials("新闻出版广电局(版权局)") == ("xwcbgdjbqj",)
    assert pinyin.initials("12345热线 A区") == ("12345rxaq",)
    assert pinyin.initials("亍") == ()


def test_labels_leave_out_what_most_names_share_unless_two_would_be_the_same() -> None:
    names = ["自治区财政厅", "自治区教育厅", "自治区科技厅", "海关"]
    assert scene.shared_start(names) == "自治区"
    assert scene.shared_start([*names, "财政厅"]) != "自治区"


def test_no_script_of_ours_sets_markup() -> None:
    for script in (Path(explorer.__file__).parent / "web" / "src").glob("*.js"):
        source = script.read_text(encoding="utf-8")
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert forbidden not in source, f"{script.name} uses {forbidden}"


def test_kinds_without_a_label_are_shown_by_their_name() -> None:
    bare = replace(facts(), kinds={})
    assert Elements(explorer.page(bare)).data("kinds") == {}


def test_a_policy_field_keeps_the_look_of_the_ontology_in_every_graph(sample_graph: Path) -> None:
    shown = read(open_graph(sample_graph))
    assert shown.themes
    for theme in shown.themes:
        assert (theme.colour, theme.shape) == look_of(theme.iri) != ("", "")
    nodes = [node for node in scene.nodes(shown) if node["type"] == "theme"]
    assert [(node["colour"], node["shape"]) for node in nodes] == [look_of(theme.iri) for theme in shown.themes]


def test_what_became_of_a_body_is_told_as_the_authority_file_knows_it(sample_graph: Path) -> None:
    shown = read(open_graph(sample_graph))
    told = {(shown.parties[heir.before].name, heir.name, heir.certainty) for heir in shown.heirs}
    assert ("自治区工商局", "自治区市场监管局", "likely") in told
    assert ("自治区地税局", "自治区税务局", "sure") in told
    within = [
        (shown.parties[heir.before].name, shown.parties[heir.after].name) for heir in shown.heirs if heir.after >= 0
    ]
    assert ("新疆出入境检验检疫局", "乌鲁木齐海关") in within


def test_a_measure_says_why_it_has_its_fields_and_how_surely(sample_graph: Path) -> None:
    shown = read(open_graph(sample_graph))
    for measure in shown.measures:
        assert len(measure.reasons) == len(measure.themes)
        said = [reason for reason in measure.reasons if reason.sureness]
        assert said
        assert all(0 < float(reason.sureness) <= 1 and reason.evidence for reason in said)
    ways = {way for measure in shown.measures for reason in measure.reasons for way, _ in reason.evidence}
    assert {"byWords", "byHeading", "byTitle", "byLead"} <= ways
    worded = re.findall(
        r'"why\.(\w+)"', (Path(explorer.__file__).parent / "web" / "src" / "words.js").read_text("utf-8")
    )
    assert ways <= {*worded}
