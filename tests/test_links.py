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


def test_a_place_of_the_file_is_linked_once_and_to_nothing_that_another_is() -> None:
    places = load().place_by_code
    assert all(iri.removeprefix(f"{PREFIXES['id']}place/") in places for iri in LINKS)
    assert all(len(found) == 1 for found in LINKS.values())
    assert all(re.fullmatch(r"http://www\.wikidata\.org/entity/Q[1-9]\d*", found[0].text) for found in LINKS.values())
    assert max(Counter(found[0].text for found in LINKS.values()).values()) == 1


def test_a_set_holds_as_many_links_as_it_says() -> None:
    provinces = sum(iri.endswith("0000") for iri in LINKS)
    stated = {
        iri.rpartition("-")[2]: int(about["http://rdfs.org/ns/void#triples"][0].text) for iri, about in SETS.items()
    }
    assert stated == {"provinces": provinces, "prefectures": len(LINKS) - provinces}
    assert provinces == 31
