"""Which media type and language an answer takes: what the client accepts, met with what can be written."""

from __future__ import annotations

from collections.abc import Sequence

HTML = "text/html"
LANGUAGES = ("zh", "en")
#: Media types of a table or a yes and no, best first.
RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
#: Media types of triples, best first.
RDF = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
    "text/n3",
)
_JSON = ("application/sparql-results+json", "application/ld+json")
_XML = ("application/sparql-results+xml", "application/rdf+xml")
#: Other names that clients use, and what each means for a table and for triples.
_ALIASES = {
    "application/json": _JSON,
    "text/json": _JSON,
    "application/xml": _XML,
    "text/xml": _XML,
    "application/xhtml+xml": (HTML,),
    "application/x-turtle": ("text/turtle",),
    "application/turtle": ("text/turtle",),
    "text/rdf+n3": ("text/n3",),
    "application/x-trig": ("application/trig",),
    "text/x-nquads": ("application/n-quads",),
    "text/plain": ("application/n-triples",),
}
#: Short names for the address line, where no header can be set.
FORMATS = {
    "json": "application/json",
    "xml": "application/xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "n-triples": "application/n-triples",
    "json-ld": "application/ld+json",
    "rdf-xml": "application/rdf+xml",
    "trig": "application/trig",
    "n-quads": "application/n-quads",
    "n3": "text/n3",
    "html": HTML,
}


def negotiate(accept: str, offers: Sequence[str]) -> str | None:
    """The offer that ``accept`` weighs highest, the earlier one among equals; None if it takes none of them.

    >>> negotiate("text/csv;q=0.5, application/sparql-results+xml", RESULTS)
    'application/sparql-results+xml'
    >>> negotiate("*/*", RDF), negotiate("image/png", RDF), negotiate("text/*, text/turtle;q=0", RDF)
    ('text/turtle', None, 'text/n3')
    >>> negotiate("application/json", RESULTS), negotiate("application/json", RDF)
    ('application/sparql-results+json', 'application/ld+json')
    """
    ranges = [each for part in accept.split(",") if part.strip() for each in _ranges(part)] or [("*/*", 1.0)]
    best = max(offers, key=lambda offer: _weight(offer, ranges), default=None)  # max keeps the first of equals
    return best if best and _weight(best, ranges) > 0 else None


def only(what: str, offers: Sequence[str], english: str) -> str:
    """In which formats something is to be had, said to a client that takes none of them.

    >>> only("本页", ("text/html",), "this is to be had as one of")
    '本页只有这些格式，请选其一：text/html。 this is to be had as one of: text/html'
    """
    return f"{what}只有这些格式，请选其一：{'、'.join(offers)}。 {english}: {', '.join(offers)}"


def _ranges(part: str) -> list[tuple[str, float]]:
    """What a media range means, and its weight."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = 1.0
    for parameter in parameters:
        key, _, number = parameter.partition("=")
        if key.strip() == "q":
            try:
                weight = min(1.0, max(0.0, float(number)))
            except ValueError:
                weight = 0.0
    return [(each, weight) for each in _ALIASES.get(name, (name,))]


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """What the most special range that covers ``offer`` says."""
    for pattern in (offer, offer.partition("/")[0] + "/*", "*/*"):
        weights = [weight for name, weight in ranges if name == pattern]
        if weights:
            return max(weights)
    return 0.0


def language_of(wanted: str | None, accepted: str) -> str:
    """Zh or en: what the address asks for, else the first of the two that the browser accepts, else zh.

    >>> language_of(None, "de,en;q=0.7,zh;q=0.3"), language_of("zh", "en"), language_of(None, "")
    ('en', 'zh', 'zh')
    """
    if wanted in LANGUAGES:
        return wanted
    offers = (part.strip()[:2].lower() for part in accepted.split(","))
    return next((offer for offer in offers if offer in LANGUAGES), "zh")
