"""Which media type an answer takes: what the client accepts, met with what can be written."""

from __future__ import annotations

from collections.abc import Sequence

HTML = "text/html"
#: Media types of a table or a yes and no, best first.
RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
#: Media types of triples, best first.
RDF = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
#: Other names that clients use.
_ALIASES = {
    "application/json": "application/sparql-results+json",
    "text/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "application/xhtml+xml": HTML,
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
}
#: Short names for the address line, where no header can be set.
FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "n-triples": "application/n-triples",
    "json-ld": "application/ld+json",
    "rdf-xml": "application/rdf+xml",
    "html": HTML,
}


def negotiate(accept: str, offers: Sequence[str]) -> str | None:
    """The offer that ``accept`` weighs highest, the earlier one among equals; None if it takes none of them.

    >>> negotiate("text/csv;q=0.5, application/sparql-results+xml", RESULTS)
    'application/sparql-results+xml'
    >>> negotiate("*/*", RDF), negotiate("image/png", RDF), negotiate("text/*, text/turtle;q=0", RDF)
    ('text/turtle', None, None)
    """
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    best = max(offers, key=lambda offer: _weight(offer, ranges), default=None)  # max keeps the first of equals
    return best if best and _weight(best, ranges) > 0 else None


def _range(part: str) -> tuple[str, float]:
    """A media range and its weight."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = 1.0
    for parameter in parameters:
        key, _, number = parameter.partition("=")
        if key.strip() == "q":
            try:
                weight = min(1.0, max(0.0, float(number)))
            except ValueError:
                weight = 0.0
    return _ALIASES.get(name, name), weight


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """What the most special range that covers ``offer`` says."""
    for pattern in (offer, offer.partition("/")[0] + "/*", "*/*"):
        weights = [weight for name, weight in ranges if name == pattern]
        if weights:
            return max(weights)
    return 0.0
