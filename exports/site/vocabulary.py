"""The page of the ontology: every term with what is said of it, and an example from a document of the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.markup import environment, safe
from exports.site.diagram import svg
from ontology.prefixes import PREFIXES, short
from ontology.published import FORMS, ONTOLOGIES
from ontology.view import Kind, vocabulary

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

_OWN = f"FILTER(STRSTARTS(STR(?s), '{PREFIXES['id']}doc/'))"
#: One thing of each class and one statement with each property, the first by name so that pages stay as they are.
_CLASSES = f"SELECT ?term (MIN(?s) AS ?from) {{ ?s a ?term {_OWN} }} GROUP BY ?term"
_PROPERTIES = f"SELECT ?term (MIN(?s) AS ?from) {{ ?s ?term ?o {_OWN} }} GROUP BY ?term"
_VALUES = "SELECT (MIN(STR(?o)) AS ?value) {{ <{0}> <{1}> ?o }}"
_LONG = 60


@dataclass(frozen=True, slots=True)
class Example:
    """What a document says with a term."""

    thing: str  #: IRI
    value: str  #: "" of a class

    @property
    def shown(self) -> str:
        """The thing as it is shown: what stands below its kind."""
        return self.thing.removeprefix(f"{PREFIXES['id']}doc/")


def examples(endpoint: Endpoint) -> dict[str, Example]:
    """An example of each term of the vocabulary that the documents of the graph use, by its IRI."""
    found: dict[str, Example] = {}
    for asked in (_CLASSES, _PROPERTIES):
        rows = endpoint.columns(asked)
        for term, thing in zip(rows["term"], rows["from"], strict=True):
            if term.startswith(PREFIXES["fg"]):
                found[term] = Example(thing, "" if asked == _CLASSES else _value(endpoint, thing, term))
    return found


def page(endpoint: Endpoint, language: str, *, home: str = "../", other: str = "") -> str:
    """The page in one language; ``home`` leads to the root of the site, ``other`` to the page in the other language."""
    said = vocabulary()
    kinds = [(kind.value[language != "zh"], said.of(kind)) for kind in Kind]
    return (
        environment("site", trimmed=True)
        .get_template("vocabulary.html.j2")
        .render(
            language=language,
            zh=language == "zh",
            said=said,
            kinds=kinds,
            examples=examples(endpoint),
            diagram=safe(svg(said, language)),
            short=short,
            namespace=PREFIXES["fg"],
            ontologies=ONTOLOGIES,
            forms=FORMS,
            home=home,
            other=other,
        )
    )


def _value(endpoint: Endpoint, thing: str, term: str) -> str:
    values = endpoint.columns(_VALUES.format(thing, term))["value"]
    words = (values[0] if values else "").removeprefix(f"{PREFIXES['id']}doc/").removeprefix(PREFIXES["id"])
    words = f"fg:{words.removeprefix(PREFIXES['fg'])}" if words.startswith(PREFIXES["fg"]) else words
    return words if len(words) <= _LONG else f"{words[:_LONG]}…"
