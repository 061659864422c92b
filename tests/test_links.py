"""Links to other data: each set says whence it is and how sure, and holds what it says it holds."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import ontology
from ontology.authority import load
from ontology.prefixes import PREFIXES
from ontology.terms import DCTERMS, FG, SKOS
from ontology.turtle import read

SAID = read([Path(ontology.__file__).parent / "links.ttl"])
SETS = {iri: about for iri, about in SAID.items() if "/linkset/" in iri}
LINKS = {iri: about[SKOS.exactMatch] for iri, about in SAID.items() if SKOS.exactMatch in about}


def test_every_set_says_whence_it_is_and_how_sure() -> None:
    for about in SETS.values():
        assert {value.language for value in about[DCTERMS.title]} == {"zh", "en"}
        assert all("Wikidata" in value.text or "Natural Earth" in value.text for value in about[DCTERMS.source])
        assert about[FG.certainty][0].text in ("sure", "likely", "unsure")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", about[DCTERMS.modified][0].text)
        assert (len(about[DCTERMS.source]) > 1) == (about[FG.certainty][0].text == "sure"), (
            "sure is what two sources say"
        )


def test_what_is_in_the_authority_file_is_linked_once_and_to_nothing_that_another_is() -> None:
    known = load()
    assert all(
        iri.removeprefix(f"{PREFIXES['id']}place/") in known.place_by_code or iri in known.entry_by_iri for iri in LINKS
    )
    assert all(len(found) == 1 for found in LINKS.values())
    assert all(re.fullmatch(r"http://www\.wikidata\.org/entity/Q[1-9]\d*", found[0].text) for found in LINKS.values())
    assert max(Counter(found[0].text for found in LINKS.values()).values()) == 1


def kind(iri: str) -> str:
    """Which set a link belongs to, by what is linked."""
    code = iri.rpartition("/place/")[2] if "/place/" in iri else ""
    if not code:
        return "enterprises" if "Enterprise" in load().entry_by_iri[iri].classes else "bodies"
    level = load().place_by_code[code].level
    return {"province": "provinces", "prefecture": "prefectures", "county": "counties"}[level]


def test_a_set_holds_as_many_links_as_it_says() -> None:
    stated = {
        iri.rpartition("-")[2]: int(about["http://rdfs.org/ns/void#triples"][0].text) for iri, about in SETS.items()
    }
    assert stated == Counter(map(kind, LINKS))
    assert stated["provinces"] == 31
    assert stated["counties"] > 2500
