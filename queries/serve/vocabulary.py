"""What the server answers at /ont and below it, and at /.well-known/void: the words, and what the graph is made of.

The ontologies are files of the package (ontology/published.py): the same at every server, whatever graph it serves. The
page of the vocabulary was written by the front door, as the other pages that the server gives as they are.
"""

from __future__ import annotations

from pathlib import Path

from ontology.published import FORMS, JSONLD, document, published
from queries.ask.dataset import File
from queries.serve import negotiation
from queries.serve.guard import Refused

#: The query that gives all that the server holds, in each of the forms that a client can ask for.
_ALL = "/sparql?query=CONSTRUCT%20%7B%3Fs%20%3Fp%20%3Fo%7D%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D&format="


def page(folder: Path | None, language: str) -> str | None:
    """The page of the vocabulary in a language, if it was written."""
    path = folder / f"ontology.{language}.html" if folder else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else None


def ontology(path: str, accept: str) -> tuple[bytes, str]:
    """What is published at …/ont``path`` and its media type; a suffix says more than what the client accepts.

    >>> ontology("/shapes.nt", "")[1], ontology("", "application/rdf+xml")[1], ontology("/context", "")[1]
    ('application/n-triples', 'application/rdf+xml', 'application/ld+json')
    """
    known = next((suffix for suffix in FORMS if path.endswith(suffix)), "")
    name = path.removesuffix(known).strip("/")
    if said := document(name):
        return said, JSONLD
    found = published(name)
    if found is None:
        raise Refused(
            f"没有名为“{name}”的本体，现有的见 /ont。 "
            f"there is no ontology {name}; the vocabulary at /ont names those that there are",
            404,
        )
    wanted = FORMS[known] if known else negotiation.negotiate(accept, (*FORMS.values(), *negotiation.RDF))
    if wanted is None:
        wanted = FORMS[".ttl"] if negotiation.negotiate(accept, (negotiation.HTML,)) else None
    if wanted is None:
        raise Refused(negotiation.only("本体", negotiation.RDF, "an ontology is to be had as one of"), 406)
    return found.serialised(wanted), wanted


def distributions(address: str) -> list[File]:
    """The forms in which all that the server holds is to be had from it."""
    kinds = {"turtle": ("text/turtle", "Turtle"), "n-triples": ("application/n-triples", "N-Triples")}
    return [File(f"{address}{_ALL}{name}", media_type, title, title) for name, (media_type, title) in kinds.items()]
