"""The prefixes that serialisations, pages and terminals abbreviate with: one table for all of them."""

from __future__ import annotations

#: Everything that is Fengong's own stands below this address.
BASE = "https://w3id.org/fengong/"
#: The named graph of what several documents may say alike: who a body is that the authority file does not know, what a
#: cited document is called. It says each such thing once; in the graphs of the documents it would be matched once for
#: each of them, and a join over two such statements once for each pair.
COMMON = f"{BASE}graph/common"
#: The named graph of the labels by which parties and documents are told apart: they hang on all that the graph holds.
LABELS = f"{BASE}graph/labels"
PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "fg": f"{BASE}ont#",
    "graph": f"{BASE}graph/",
    "id": f"{BASE}id/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def short(iri: str) -> str:
    """The IRI with its prefix, as queries write it; as it is where none fits.

    >>> short("https://w3id.org/fengong/id/theme/finance"), short("https://example.org/")
    ('id:theme/finance', 'https://example.org/')
    """
    return next((f"{name}:{iri[len(long) :]}" for name, long in PREFIXES.items() if iri.startswith(long)), iri)


def own(name: str) -> str:
    """The IRI of a name in our namespace; a graph of others may have names that terms.py does not know.

    >>> own("Body")
    'https://w3id.org/fengong/ont#Body'
    """
    return f"{PREFIXES['fg']}{name}"
