"""The static site: complete, without a dead link, and the ontology in every form at its address."""

from __future__ import annotations

import re
from functools import cache
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


@cache
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
            target = (page.parent / unquote(path)).resolve() if path else page
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
    numbered, named = (
        f"?x <{FG.documentNumber}> '新政办发〔2017〕107号'",
        f"?assignment <{FG.party}> ?x . MINUS {{ ?x a <{FG.OpenGroup}> }}",
    )
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


RULES = Path(__file__).parents[1] / "docs/w3id/.htaccess"


def redirected(path: str, accept: str) -> str:
    """Where the rules for w3id.org lead, as Apache's mod_rewrite reads them."""
    conditions: list[str] = []
    for line in RULES.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] == ["RewriteCond"]:
            conditions.append(words[2])
        elif words[:1] == ["RewriteRule"]:
            found = re.search(words[1], path)
            if found and all(re.search(each, accept) for each in conditions):
                first = found[1] or "" if found.re.groups else ""
                return words[2].replace("$1", first).removeprefix("SITE/")
            conditions = []
    return ""


@pytest.mark.parametrize(
    ("path", "accept", "leads_to"),
    [
        ("ont", "text/html", "ont/"),
        ("ont", "text/turtle", "ont.ttl"),
        ("ont", "application/rdf+xml", "ont.rdf"),
        ("ont/0.2.0", "application/n-triples", "ont/0.2.0.nt"),
        ("ont/0.2.0", "text/html", "ont/"),
        ("ont/shapes", "application/ld+json", "ont/shapes.jsonld"),
        ("ont/shapes", "text/html", "ont/shapes.ttl"),
        ("ont/themes/0.2.0", "text/turtle", "ont/themes/0.2.0.ttl"),
        ("ont/context", "*/*", "ont/context.jsonld"),
        ("ont/frame.jsonld", "text/turtle", "ont/frame.jsonld"),
        ("id/doc/新政办发-2017-107", "text/html", "id/doc/新政办发-2017-107/"),
        ("id/dataset/0123456789abcdef", "text/turtle", "void.ttl"),
        ("", "text/html", ""),
    ],
)
def test_the_rules_for_w3id_lead_to_files_of_the_site(folder: Path, path: str, accept: str, leads_to: str) -> None:
    assert redirected(path, accept) == leads_to
    target = folder / leads_to
    assert (target / "index.html" if target.is_dir() else target).is_file()
