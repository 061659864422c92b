"""The static site: complete, without a dead link, and the ontology in every form at its address."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from exports import site
from exports.site import pages
from ontology.context import context
from ontology.prefixes import BASE
from ontology.published import DOCUMENTS, FORMS, ONTOLOGIES, document, published
from ontology.terms import FG
from ontology.view import Kind, term, vocabulary
from queries.ask.endpoint import open_graph


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.scripts += tag == "script"
        self.links += [said[name] or "" for name in ("href", "src") if name in said]
        self.ids += [said["id"] or ""] if "id" in said else []


@pytest.fixture(scope="module")
def folder(sample_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site")
    site.write(open_graph(sample_graph), path)
    return path


def read(path: Path) -> Links:
    found = Links()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def test_no_link_is_dead_and_nothing_runs(folder: Path) -> None:
    for page in folder.rglob("*.html"):
        found = read(page)
        assert found.scripts == 0
        assert len(found.ids) == len(set(found.ids)), page
        for link in found.links:
            if link.startswith("http"):
                continue
            path, _, fragment = link.partition("#")
            target = page.parent / unquote(path) if path else page
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), (page, link)
            assert not fragment or fragment in read(target).ids, (page, link)


def test_the_page_of_the_ontology_says_all_of_each_term(folder: Path) -> None:
    for name in ("index.html", "en.html"):
        text = (folder / "ont" / name).read_text(encoding="utf-8")
        parts = dict(re.findall(r'<section class="term[^"]*" id="(\w+)">(.*?)</section>', text, re.DOTALL))
        assert set(parts) == {each.name for each in vocabulary().terms}
        for each in vocabulary().terms:
            part = parts[each.name]
            assert each.iri in part
            assert f"{each.since} ({each.created}" in part
            for other in (*each.above, *each.below, *each.inverse, *each.domain, *each.range):
                assert other.rpartition("#")[2] in part or other.rpartition("/")[2] in part, (each.name, other)
        assert vocabulary().licence in text
        assert "</svg>" in text
    assert "新政办发-2017-107/s1.1/m1/t1" in parts["ledBy"], "an example from the document of the graph"


def test_every_object_and_data_property_leads_somewhere() -> None:
    open_ = {each.name for each in (*vocabulary().of(Kind.OBJECT), *vocabulary().of(Kind.DATATYPE)) if not each.range}
    assert open_ == {"citingUnit", "containedIn", "mainText", "partOf", "within"}
    assert term(FG.leads).range == (FG.Task,)


@pytest.mark.parametrize("ontology", ONTOLOGIES, ids=lambda each: each.name or "policy")
def test_every_form_says_the_same(folder: Path, ontology: object) -> None:
    assert isinstance(ontology, type(ONTOLOGIES[0]))
    expected = {q.triple for q in ox.parse(path=str(ontology.file), format=ox.RdfFormat.TURTLE)}
    below = f"ont/{ontology.name}".rstrip("/")
    for suffix, media_type in FORMS.items():
        form = ox.RdfFormat.from_media_type(media_type)
        for name in (f"{below}{suffix}", f"{below}/{vocabulary().version}{suffix}"):
            found = {q.triple for q in ox.parse(path=str(folder / name), format=form)}
            assert len(found) == len(expected), name


def test_versions_that_are_not_here_are_not_given() -> None:
    assert published("0.1.0") is None
    assert published("nothing") is None
    assert published("shapes/0.2.0") is published("shapes")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_context_and_frame_are_published(folder: Path, name: str) -> None:
    assert (folder / "ont" / f"{name}.jsonld").read_bytes() == document(name)
    assert context()["@vocab"] == f"{BASE}ont#"


def test_every_document_and_every_party_has_a_page_at_its_iri(folder: Path, sample_graph: Path) -> None:
    graph = open_graph(sample_graph)
    numbered, named = f"?x <{FG.documentNumber}> '新政办发〔2017〕107号'", f"?assignment <{FG.party}> ?x"
    things = graph.columns(f"SELECT DISTINCT ?x {{ {{ {numbered} }} UNION {{ {named} }} }}")["x"]
    assert len(things) > 30
    for iri in things:
        assert iri in (folder / pages.address(iri)).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["县?", "a:b", "局" * 120, "科技局. ", "1."])
def test_what_no_file_system_takes_is_told_apart_by_a_hash(name: str) -> None:
    one, other = pages.address(f"{BASE}id/body/650000/{name}"), pages.address(f"{BASE}id/body/650000/{name}局")
    assert one != other
    assert all(len(part.encode()) <= 255 and not re.search(r'[<>:"|?*]|[. ]$', part) for part in one.parts)


def test_the_same_graph_gives_the_same_site(folder: Path, sample_graph: Path, tmp_path: Path) -> None:
    site.write(open_graph(sample_graph), tmp_path / "again")
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert [path for path in files if (folder / path).read_bytes() != (tmp_path / "again" / path).read_bytes()] == []
