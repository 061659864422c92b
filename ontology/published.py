"""What is to be had at …/ont and below it: the ontologies in every form of RDF, the context, the frame.

The site writes these as files, the server answers with them; docs/w3id leads there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ontology.context import context, frame
from ontology.prefixes import BASE, PREFIXES
from ontology.view import vocabulary

_FOLDER = Path(__file__).parent
_FILES = {name: f"{name}.ttl" for name in ("alignment", "keys", "roles", "shapes", "themes")}
JSONLD = "application/ld+json"
#: The forms of RDF that the ontologies are to be had as: suffix and media type, the one they are written in first.
FORMS = {".ttl": "text/turtle", ".jsonld": JSONLD, ".rdf": "application/rdf+xml", ".nt": "application/n-triples"}


@dataclass(frozen=True, slots=True)
class Ontology:
    """An ontology file and where it is published."""

    name: str  #: below …/ont, "" for the vocabulary itself
    file: Path

    @property
    def iri(self) -> str:
        """The IRI that it is called by.

        >>> published("shapes").iri, published("").iri
        ('https://w3id.org/fengong/ont/shapes', 'https://w3id.org/fengong/ont')
        """
        return f"{BASE}ont/{self.name}".rstrip("/")

    def serialised(self, media_type: str) -> bytes:
        """The ontology in one of ``FORMS``."""
        if media_type == FORMS[".ttl"]:
            return self.file.read_bytes()
        return _serialised(self.file, media_type)


ONTOLOGIES = (Ontology("", _FOLDER / "policy.ttl"), *(Ontology(name, _FOLDER / file) for name, file in _FILES.items()))
#: What is no RDF but says how to read and shape it.
DOCUMENTS = {"context": lambda: {"@context": context()}, "frame": frame}


def published(path: str) -> Ontology | None:
    """The ontology at …/ont/``path``, perhaps with the version that it has; None if there is none, or not this version.

    >>> published("0.2.0").name, published("themes/0.2.0").name, published("themes/0.1.0")
    ('', 'themes', None)
    """
    name = path.strip("/").removesuffix(vocabulary().version).strip("/")
    return next((each for each in ONTOLOGIES if each.name == name), None)


def document(name: str) -> bytes | None:
    """The context or the frame as JSON."""
    return (json.dumps(DOCUMENTS[name](), ensure_ascii=False, indent=1) + "\n").encode() if name in DOCUMENTS else None


@cache
def _serialised(file: Path, media_type: str) -> bytes:
    from pyoxigraph import RdfFormat, parse, serialize

    form = RdfFormat.from_media_type(media_type)
    triples = (quad.triple for quad in parse(path=str(file), format=RdfFormat.TURTLE))
    return serialize(triples, format=form, prefixes=PREFIXES) or b""
